use super::{announce_again, birth_date, log_moves};
use crate::commands::moves_to_other_places;
use crate::{
    domain::{
        final_ranking::TieBreakers,
        programme::Ruleset,
        ruleset::SelectionRuleset,
        skd::{NeedKind, PassMark},
        unfilled_seats::{Contested, Filling, Moved, Row, Rules, RunnerUp, fill, only_age_decides},
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
use uuid::Uuid;

/// Vacancies looked at together. Jobs do not touch each other: no more people are held at once than applied for so many
/// vacancies, or for those of the largest job.
const BATCH: usize = 2_000;

/// What the passes did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Vacancies with a final order.
    pub vacancies: usize,
    /// Seats that were free, ties aside.
    pub free_before: i64,
    /// Those of them whose job waits: the runners-up of one of its vacancies are not certain yet.
    pub waiting: i64,
    /// People who got one.
    pub moved: usize,
    /// People who wait for the national committee.
    pub contested: usize,
    /// Seats that are free now, those of ties included.
    pub free_after: i64,
}

/// A vacancy and its free seats.
pub(crate) type Offer = (Ranked, u32);

/// Fills free seats from other vacancies of the period (*optimalisasi*), one ruleset after the other, in one transaction.
/// Every vacancy with a final order is locked, by id, before anybody is looked at. A job is left as it is until all of its
/// vacancies have a final order that nobody can object to any more: a seat given to the second best is not taken back.
pub async fn fill_unfilled_seats(work: &mut Work<'_>, period: String, rulebook: &Rulebook) -> Result<Filled, Error> {
    let rulesets = rulesets_of(&period, rulebook)?;
    let mut filled = Filled::default();
    for ruleset in rulesets {
        fill_by(work, &period, &ruleset, &mut filled).await?;
    }
    Ok(filled)
}

/// The rulesets of a period that move people, by id.
fn rulesets_of(period: &str, rulebook: &Rulebook) -> Result<Vec<Ruleset>, Error> {
    let of_period: Vec<&Ruleset> = rulebook.all().filter(|ruleset| ruleset.general().period == period).collect();
    if of_period.is_empty() {
        let mut check = Violations::default();
        check.add("period", "no ruleset is of this period");
        return Err(Error::Failure(check.into()));
    }
    let moving = of_period.into_iter().filter(|ruleset| match ruleset {
        Ruleset::Cpns(ruleset) => !ruleset.passes.is_empty(),
        Ruleset::Pppk(ruleset) => ruleset.test.fills_other_places,
    });
    let moving: Vec<Ruleset> = moving.cloned().collect();
    if moving.is_empty() { Err(ScoringError::PassesNotApplied.into()) } else { Ok(moving) }
}

async fn fill_by(work: &mut Work<'_>, period: &str, ruleset: &Ruleset, filled: &mut Filled) -> Result<(), Error> {
    let ranked = seats::lock_ranked(work.connection, period, &ruleset.general().id).await?;
    let published: HashSet<Uuid> = ranked.iter().filter(|one| one.published).map(|one| one.id).collect();
    moves::forget_stale_ties(work.connection, period).await?;
    let offers = offers(work, ranked, filled).await?;
    let unsettled = seats::unsettled_jobs(work.connection, period, &ruleset.general().id, work.now).await?;
    let (waiting, mut ready): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|(one, _)| unsettled.contains(&one.title));
    filled.waiting += waiting.iter().map(|(_, free)| i64::from(*free)).sum::<i64>();
    // Within a job the order of the ids stays.
    ready.sort_by(|(left, _), (right, _)| left.title.cmp(&right.title));
    let mut moves = Vec::new();
    for batch in batches(&ready) {
        moves.extend(match ruleset {
            Ruleset::Cpns(ruleset) => moves_in(work, ruleset, batch).await?,
            Ruleset::Pppk(_) => moves_to_other_places(work, &batch).await?,
        });
    }
    keep(work, period, &published, &moves, filled).await
}

/// Vacancies with the seats that the passes may give.
async fn offers(work: &mut Work<'_>, ranked: Vec<Ranked>, filled: &mut Filled) -> Result<Vec<Offer>, Error> {
    let ids: Vec<Uuid> = ranked.iter().map(|one| one.id).collect();
    let taken = seats::taken(work.connection, &ids).await?;
    filled.vacancies += ranked.len();
    let offers = ranked.into_iter().map(|one| {
        let taken = taken.get(&one.id).copied().unwrap_or_default();
        let left = one.seats.saturating_sub(taken.seats).max(0).unsigned_abs();
        let free = if taken.held { 0 } else { left };
        filled.free_before += i64::from(free);
        filled.free_after += i64::from(left);
        (one, free)
    });
    Ok(offers.collect())
}

/// Whole jobs, as many together as [`BATCH`] allows; those without a free seat are left out.
fn batches(ready: &[Offer]) -> Vec<Vec<&Offer>> {
    let jobs = ready.chunk_by(|(left, _), (right, _)| left.title == right.title);
    let mut batches: Vec<Vec<&Offer>> = Vec::new();
    for job in jobs.filter(|job| job.iter().any(|(_, free)| *free > 0)) {
        match batches.last_mut() {
            Some(batch) if batch.len() + job.len() <= BATCH => batch.extend(job),
            _ => batches.push(job.iter().collect()),
        }
    }
    batches
}

/// What the passes do in some jobs.
async fn moves_in(work: &mut Work<'_>, ruleset: &SelectionRuleset, batch: Vec<&Offer>) -> Result<Vec<NewMove>, Error> {
    let ids: Vec<Uuid> = batch.iter().map(|(one, _)| one.id).collect();
    let pool = seats::runners_up(work.connection, &ids).await?;
    let at: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let rows = batch.iter().map(|(one, free)| Ok(row(one, general_mark(ruleset, one)?, *free)));
    let rows: Vec<Row> = rows.collect::<Result<_, Error>>()?;
    let able = |one: &&Candidate| rows[at[&one.vacancy]].general_mark.admits(&one.skd);
    let mut people: Vec<RunnerUp<Uuid>> =
        pool.iter().filter(able).map(|one| runner_up(one, at[&one.vacancy])).collect();
    let tied = only_age_decides(&ruleset.tie_breaks, &people);
    let identities: Vec<Uuid> = tied.iter().map(|at| people[*at].id).collect();
    let identities = seats::identities(work.connection, &identities).await?;
    for at in tied {
        let one = &mut people[at];
        let identity = identities.get(&one.id).ok_or(Error::ApplicationNotFound)?;
        one.tie_breakers.birth_date = birth_date(&work.vault, one.id, identity)?;
    }
    let rules = Rules { passes: &ruleset.passes, tie_breaks: &ruleset.tie_breaks };
    let from: HashMap<Uuid, Uuid> = people.iter().map(|one| (one.id, ids[one.row])).collect();
    Ok(new_moves(fill(&rules, &rows, &people), &ids, &from))
}

fn general_mark<'a>(ruleset: &'a SelectionRuleset, one: &Ranked) -> Result<&'a PassMark, Error> {
    let mark = ruleset.mark_of(NeedKind::Umum, &one.title);
    mark.ok_or_else(|| Error::internal("a ruleset without a general pass mark"))
}

fn row<'a>(one: &'a Ranked, general_mark: &'a PassMark, free: u32) -> Row<'a> {
    let Ranked { title, unit_path, kind, education, .. } = one;
    Row { title, unit_path, kind: *kind, education, general_mark, free }
}

/// Without the birth date, which is sealed and seldom decides.
fn runner_up(one: &Candidate, row: usize) -> RunnerUp<'_, Uuid> {
    let tie_breakers = TieBreakers { skd: one.skd, gpa: one.gpa, birth_date: Date::ZERO };
    RunnerUp { id: one.id, row, education: &one.education, points: one.points, tie_breakers }
}

/// What was filled, as it is kept.
pub(crate) fn new_moves(filling: Filling<Uuid>, vacancies: &[Uuid], from: &HashMap<Uuid, Uuid>) -> Vec<NewMove> {
    let new = |application: Uuid, row: usize, code, (pass, rank), contested| NewMove {
        application,
        from: from[&application],
        to: vacancies[row],
        code,
        pass,
        rank,
        contested,
    };
    let mut moves = Vec::new();
    for Moved { id, row, code, pass, rank } in filling.moved {
        moves.push(new(id, row, code, (pass, rank), false));
    }
    for Contested { ids, row, code, pass, rank } in filling.contested {
        moves.extend(ids.into_iter().map(|id| new(id, row, code, (pass, rank), true)));
    }
    moves
}

/// Keeps what the passes did, and tells it of the vacancies whose result is public.
async fn keep(
    work: &mut Work<'_>,
    period: &str,
    published: &HashSet<Uuid>,
    moves: &[NewMove],
    filled: &mut Filled,
) -> Result<(), Error> {
    moves::insert(work.connection, period, moves, work.now).await?;
    let certain: Vec<&NewMove> = moves.iter().filter(|one| !one.contested).collect();
    filled.moved += certain.len();
    filled.contested += moves.len() - certain.len();
    filled.free_after -= certain.len() as i64;
    let left: Vec<Uuid> =
        certain.iter().filter(|one| published.contains(&one.from)).map(|one| one.application).collect();
    log_moves(work, &left).await?;
    let changed: BTreeSet<Uuid> = certain.iter().map(|one| one.to).collect();
    let (public, others): (Vec<Uuid>, Vec<Uuid>) = changed.into_iter().partition(|id| published.contains(id));
    moves::touch(work.connection, &others, work.now).await?;
    announce_again(work, &public).await
}
