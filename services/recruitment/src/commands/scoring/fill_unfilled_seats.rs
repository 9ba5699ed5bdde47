use super::{announce_again, birth_date, log_moves};
use crate::commands::moves_to_other_places;
use crate::{
    domain::{
        fill_time::FillTime,
        final_ranking::TieBreakers,
        pass_rules::PassRules,
        programme::Ruleset,
        skd::PassMark,
        unfilled_seats::{Contested, Filling, Moved, Row, Rules, RunnerUp, fill, only_age_decides},
    },
    error::{Error, ScoringError},
    rulesets::Rulebook,
    store::{
        criteria,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Vacancies with a final order.
    pub vacancies: usize,
    /// Seats that were free, ties aside.
    pub free_before: i64,
    /// Those of them whose job waits: the runners-up of one of its vacancies are not certain yet, or it is left out.
    pub waiting: i64,
    /// Jobs whose vacancies opened with different rules, by title.
    pub left_out: Vec<LeftOut>,
    /// People who got one.
    pub moved: usize,
    /// People who wait for the national committee.
    pub contested: usize,
    /// Seats that are free now, those of ties included.
    pub free_after: i64,
}

/// A job in which nobody is moved, because its vacancies opened with different rules. Criteria never change, so it stays so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Title of the job.
    pub title: String,
    /// Its vacancies with a final order.
    pub vacancies: usize,
    /// Their seats that are free.
    pub free: i64,
}

/// A vacancy and its free seats.
pub(crate) type Offer = (Ranked, u32);

/// Fills free seats from other vacancies of the period (*optimalisasi*) by the passes that they opened with, one ruleset after
/// the other, in one transaction.
/// Every vacancy with a final order is locked, by id, before anybody is looked at. A job is left as it is until all of its
/// vacancies have a final order, and those that fill after objections a public one that nobody can object to any more: a seat
/// given to the second best is not taken back.
pub async fn fill_unfilled_seats(work: &mut Work<'_>, period: String, rulebook: &Rulebook) -> Result<Filled, Error> {
    let rulesets = rulesets_of(&period, rulebook)?;
    let (mut filled, mut applied) = (Filled::default(), false);
    for ruleset in rulesets {
        applied |= fill_by(work, &period, &ruleset, &mut filled).await?;
    }
    if applied { Ok(filled) } else { Err(ScoringError::PassesNotApplied.into()) }
}

/// The rulesets of a period, by id.
fn rulesets_of(period: &str, rulebook: &Rulebook) -> Result<Vec<Ruleset>, Error> {
    let of_period: Vec<Ruleset> =
        rulebook.all().filter(|ruleset| ruleset.general().period == period).cloned().collect();
    if of_period.is_empty() {
        let mut check = Violations::default();
        check.add("period", "no ruleset is of this period");
        return Err(Error::Failure(check.into()));
    }
    Ok(of_period)
}

/// Returns whether anybody may move: whether a vacancy opened with passes, or, while none has a final order, whether the
/// ruleset has them.
async fn fill_by(work: &mut Work<'_>, period: &str, ruleset: &Ruleset, filled: &mut Filled) -> Result<bool, Error> {
    let mut ranked = seats::lock_ranked(work.connection, period, &ruleset.general().id).await?;
    let live = !ruleset.passes().is_empty();
    if ranked.is_empty() {
        return Ok(live);
    }
    let moving = ranked.iter().filter(|one| one.moves.unwrap_or(live));
    let moving: HashSet<String> = moving.map(|one| one.title.clone()).collect();
    ranked.retain(|one| moving.contains(&one.title));
    if ranked.is_empty() {
        return Ok(false);
    }
    let published: HashSet<Uuid> = ranked.iter().filter(|one| one.published).map(|one| one.id).collect();
    moves::forget_stale_ties(work.connection, period).await?;
    let offers = offers(work, ranked, filled).await?;
    let general = ruleset.general();
    // What is public is certain only once nobody can object to it any more, and a ruleset may say that it has to be public first:
    // an upheld objection would lose its seat to an outsider.
    let of = (period, general.id.as_str());
    let after_objections = general.fill == FillTime::AfterObjections && general.objection.is_some();
    let unsettled = seats::unsettled_jobs(work.connection, of, after_objections, work.now).await?;
    let (waiting, mut ready): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|(one, _)| unsettled.contains(&one.title));
    filled.waiting += waiting.iter().map(|(_, free)| i64::from(*free)).sum::<i64>();
    // Within a job the order of the ids stays.
    ready.sort_by(|(left, _), (right, _)| left.title.cmp(&right.title));
    let mut moves = Vec::new();
    for batch in batches(&ready) {
        for (rules, jobs) in by_rules(work, ruleset, batch, filled).await? {
            moves.extend(match ruleset {
                Ruleset::Cpns(_) => moves_in(work, &rules, jobs).await?,
                Ruleset::Pppk(_) => moves_to_other_places(work, &jobs).await?,
            });
        }
    }
    keep(work, period, &published, &moves, filled).await?;
    Ok(true)
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

/// The jobs of a batch, neighbours together that go by the same rules. The vacancies of a job have to agree: nobody is moved by
/// rules that somebody changed between two openings. A job that does not agree keeps no other from being filled.
async fn by_rules<'o>(
    work: &mut Work<'_>,
    ruleset: &Ruleset,
    batch: Vec<&'o Offer>,
    filled: &mut Filled,
) -> Result<Vec<(PassRules, Vec<&'o Offer>)>, Error> {
    let ids: Vec<Uuid> = batch.iter().map(|(one, _)| one.id).collect();
    let committed = criteria::of(work.connection, &ids).await?;
    let mut groups: Vec<(PassRules, Vec<&'o Offer>)> = Vec::new();
    for job in batch.chunk_by(|(left, _), (right, _)| left.title == right.title) {
        let mut of_each = Vec::with_capacity(job.len());
        for (one, _) in job {
            let rules = PassRules::of(committed.get(&one.id), ruleset, &one.title);
            of_each.push(rules.ok_or_else(|| Error::internal("a ruleset without a general pass mark"))?);
        }
        let Some(rules) = PassRules::agreed(of_each.into_iter()) else {
            filled.leave_out(job);
            continue;
        };
        match groups.last_mut() {
            Some((same, jobs)) if *same == rules => jobs.extend(job.iter().copied()),
            _ => groups.push((rules, job.to_vec())),
        }
    }
    Ok(groups)
}

impl Filled {
    fn leave_out(&mut self, job: &[&Offer]) {
        let title = job.first().map(|(one, _)| one.title.clone()).unwrap_or_default();
        let free = job.iter().map(|(_, free)| i64::from(*free)).sum();
        self.waiting += free;
        self.left_out.push(LeftOut { title, vacancies: job.len(), free });
    }
}

/// What the passes do in some jobs.
async fn moves_in(work: &mut Work<'_>, rules: &PassRules, batch: Vec<&Offer>) -> Result<Vec<NewMove>, Error> {
    let ids: Vec<Uuid> = batch.iter().map(|(one, _)| one.id).collect();
    let pool = seats::runners_up(work.connection, &ids).await?;
    let at: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let rows: Vec<Row> = batch.iter().map(|(one, free)| row(one, &rules.general_mark, *free)).collect();
    let able = |one: &&Candidate| rules.general_mark.admits(&one.skd);
    let mut people: Vec<RunnerUp<Uuid>> =
        pool.iter().filter(able).map(|one| runner_up(rules, one, at[&one.vacancy])).collect();
    let tied = only_age_decides(&rules.tie_breaks, &people);
    let identities: Vec<Uuid> = tied.iter().map(|at| people[*at].id).collect();
    let identities = seats::identities(work.connection, &identities).await?;
    for at in tied {
        let one = &mut people[at];
        let identity = identities.get(&one.id).ok_or(Error::ApplicationNotFound)?;
        one.tie_breakers.birth_date = birth_date(&work.vault, one.id, identity)?;
    }
    let rules = Rules { passes: &rules.passes, tie_breaks: &rules.tie_breaks };
    let from: HashMap<Uuid, Uuid> = people.iter().map(|one| (one.id, ids[one.row])).collect();
    Ok(new_moves(fill(&rules, &rows, &people), &ids, &from))
}

fn row<'a>(one: &'a Ranked, general_mark: &'a PassMark, free: u32) -> Row<'a> {
    let Ranked { title, unit_path, kind, education, .. } = one;
    Row { title, unit_path, kind: *kind, education, general_mark, free }
}

/// Without the birth date, which is sealed and seldom decides.
fn runner_up<'c>(rules: &PassRules, one: &'c Candidate, row: usize) -> RunnerUp<'c, Uuid> {
    let tie_breakers = TieBreakers { skd: one.skd, gpa: one.gpa, birth_date: Date::ZERO };
    RunnerUp { id: one.id, row, education: &one.education, points: rules.decides_by.points(one.points), tie_breakers }
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
