use super::{announce_again, birth_date};
use crate::{
    domain::{
        final_ranking::TieBreakers,
        programme::Ruleset,
        ruleset::SelectionRuleset,
        skd::NeedKind,
        unfilled_seats::{Row, Rules, RunnerUp, fill},
    },
    error::{Error, ScoringError},
    rulesets::Rulebook,
    store::{
        moves::{self, NewMove},
        seats::{self, Candidate, Ranked},
    },
};
use jiff::civil::Date;
use platform::{Violations, Work};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// What the passes did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Vacancies with a final order.
    pub vacancies: usize,
    /// Seats that were free, ties aside.
    pub free_before: i32,
    /// People who got one.
    pub moved: usize,
    /// People who wait for the national committee.
    pub contested: usize,
    /// Seats that are free now, those of ties included.
    pub free_after: i32,
}

/// Fills free seats from other vacancies of the period (*optimalisasi*), one ruleset after the other, in one transaction.
/// Every vacancy with a final order is locked, by id, before anybody is looked at.
pub async fn fill_unfilled_seats(work: &mut Work<'_>, period: String, rulebook: &Rulebook) -> Result<Filled, Error> {
    let rulesets = rulesets_of(&period, rulebook)?;
    let mut filled = Filled::default();
    for ruleset in rulesets {
        fill_by(work, &period, &ruleset, &mut filled).await?;
    }
    Ok(filled)
}

/// The rulesets of a period that move people, by id.
fn rulesets_of(period: &str, rulebook: &Rulebook) -> Result<Vec<Arc<SelectionRuleset>>, Error> {
    let of_period: Vec<&Ruleset> = rulebook.all().filter(|ruleset| ruleset.general().period == period).collect();
    if of_period.is_empty() {
        let mut check = Violations::default();
        check.add("period", "no ruleset is of this period");
        return Err(Error::Failure(check.into()));
    }
    let moving = of_period.into_iter().filter_map(|ruleset| match ruleset {
        Ruleset::Cpns(ruleset) if !ruleset.passes.is_empty() => Some(ruleset.clone()),
        _ => None,
    });
    let moving: Vec<_> = moving.collect();
    if moving.is_empty() { Err(ScoringError::PassesNotApplied.into()) } else { Ok(moving) }
}

async fn fill_by(
    work: &mut Work<'_>,
    period: &str,
    ruleset: &SelectionRuleset,
    filled: &mut Filled,
) -> Result<(), Error> {
    let ranked = seats::lock_ranked(work.connection, period, &ruleset.general.id).await?;
    let ids: Vec<Uuid> = ranked.iter().map(|one| one.id).collect();
    let taken = seats::taken(work.connection, &ids).await?;
    let left = |one: &Ranked| one.seats - taken.get(&one.id).copied().unwrap_or_default().seats;
    let held = |one: &Ranked| taken.get(&one.id).is_some_and(|taken| taken.held);
    let free: Vec<i32> = ranked.iter().map(|one| if held(one) { 0 } else { left(one).max(0) }).collect();
    filled.vacancies += ranked.len();
    filled.free_before += free.iter().sum::<i32>();
    filled.free_after += ranked.iter().map(|one| left(one).max(0)).sum::<i32>();
    let pool = pool(work, &ranked, &free).await?;
    let moves = moves(ruleset, &ranked, &free, &pool)?;
    moves::insert(work.connection, period, &moves, work.now).await?;
    let certain: Vec<&NewMove> = moves.iter().filter(|one| !one.contested).collect();
    filled.moved += certain.len();
    filled.contested += moves.len() - certain.len();
    filled.free_after -= certain.len() as i32;
    let changed: BTreeSet<Uuid> = moves.iter().map(|one| one.to).collect();
    let (published, others): (Vec<Uuid>, Vec<Uuid>) =
        changed.into_iter().partition(|id| ranked.iter().any(|one| one.id == *id && one.published));
    moves::touch(work.connection, &others, work.now).await?;
    announce_again(work, &published).await
}

/// Who could fill a free seat, with the birth date that decides the last tie: only of who applied for a job that has one.
async fn pool(work: &mut Work<'_>, ranked: &[Ranked], free: &[i32]) -> Result<Vec<(Candidate, Date)>, Error> {
    let open: HashSet<&str> =
        ranked.iter().zip(free).filter(|(_, free)| **free > 0).map(|(one, _)| one.title.as_str()).collect();
    let of_open = ranked.iter().filter(|one| open.contains(one.title.as_str())).map(|one| one.id);
    let candidates = seats::runners_up(work.connection, &of_open.collect::<Vec<_>>()).await?;
    let known = candidates.into_iter().map(|one| {
        let birth_date = birth_date(&work.vault, one.id, &one.identity)?;
        Ok((one, birth_date))
    });
    known.collect()
}

fn moves(
    ruleset: &SelectionRuleset,
    ranked: &[Ranked],
    free: &[i32],
    pool: &[(Candidate, Date)],
) -> Result<Vec<NewMove>, Error> {
    let rules = Rules { passes: &ruleset.passes, tie_breaks: &ruleset.tie_breaks };
    let at: HashMap<Uuid, usize> = ranked.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
    let rows = ranked.iter().zip(free).map(|(one, free)| row(ruleset, one, *free));
    let rows: Vec<Row> = rows.collect::<Result<_, Error>>()?;
    let people: Vec<RunnerUp<Uuid>> = pool
        .iter()
        .map(|(one, birth_date)| RunnerUp {
            id: one.id,
            row: at[&one.vacancy],
            education: &one.education,
            points: one.points,
            tie_breakers: TieBreakers { skd: one.skd, gpa: one.gpa, birth_date: *birth_date },
        })
        .collect();
    let filling = fill(&rules, &rows, &people);
    let from: HashMap<Uuid, Uuid> = pool.iter().map(|(one, _)| (one.id, one.vacancy)).collect();
    let new = |application: Uuid, row: usize, code, pass, rank, contested| NewMove {
        application,
        from: from[&application],
        to: ranked[row].id,
        code,
        pass,
        rank,
        contested,
    };
    let certain = filling.moved.iter().map(|one| new(one.id, one.row, one.code, one.pass, one.rank, false));
    let contested = filling
        .contested
        .iter()
        .flat_map(|tie| tie.ids.iter().map(|&id| new(id, tie.row, tie.code, tie.pass, tie.rank, true)));
    Ok(certain.chain(contested).collect())
}

fn row<'a>(ruleset: &'a SelectionRuleset, one: &'a Ranked, free: i32) -> Result<Row<'a>, Error> {
    let Ranked { title, unit_path, kind, education, .. } = one;
    let mark = ruleset.mark_of(NeedKind::Umum, title);
    let general_mark = mark.ok_or_else(|| Error::internal("a ruleset without a general pass mark"))?;
    Ok(Row { title, unit_path, kind: *kind, education, general_mark, free: free.unsigned_abs() })
}
