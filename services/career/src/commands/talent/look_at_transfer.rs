use super::TalentBook;
use crate::{
    domain::{
        job::Job,
        level_entry::level_entry,
        post_requirement::CandidateFacts,
        servant::{Servant, day_of},
        talent_condition::Condition,
        transfer_rules::{TransferFacts, TransferTarget, TransferWish},
    },
    error::Error,
    store::{candidates, exams, formations, placements, positions, ranks, ratings, successors},
};
use platform::Work;
use uuid::Uuid;

/// Every condition of a transfer but its documents, and what was found. Punishments and, for a managerial post, the birth date
/// are opened, so whoever calls sees to it that the reading is audited. Writes nothing.
pub async fn look_at_transfer(
    work: &mut Work<'_>,
    servant: &Servant,
    wish: &TransferWish,
    book: &TalentBook,
) -> Result<Vec<Condition>, Error> {
    let today = day_of(work.now);
    let known = candidates::of_all(work.connection, &work.vault, &[servant.id], today, !wish.leaves()).await?;
    let candidate = known.into_values().next().ok_or(Error::ServantNotFound)?;
    let held = placements::current(work.connection, servant.id).await?;
    let target = if wish.leaves() { None } else { Some(target_of(work, &candidate, wish, book).await?) };
    let facts = TransferFacts {
        candidate,
        appointment_date: servant.appointment_date,
        post: held.map(|held| (held.position, held.start)),
        ratings: ratings::of(work.connection, servant.id).await?,
        target,
    };
    Ok(book.transfers.conditions(&facts, wish, today))
}

/// Where to, and what it asks for. Waits for others who look for a seat of the same position.
async fn target_of(
    work: &mut Work<'_>,
    candidate: &CandidateFacts,
    wish: &TransferWish,
    book: &TalentBook,
) -> Result<TransferTarget, Error> {
    let seat = placements::free_seat(work.connection, &wish.position, wish.effective).await?;
    let held_before = formations::highest_seat(work.connection, &wish.position).await?;
    let position = positions::get(work.connection, &wish.position).await?;
    let job = position.as_ref().and_then(|position| position.job);
    let sector = position.as_ref().map_or("", |position| position.sector.as_str());
    let integrity = book.rules.integrity_points(&book.levels, &candidate.punishments, wish.effective);
    let requirement = job.and_then(|job| book.rules.requirement(job));
    let requirement = requirement.map(|asked| asked.look(candidate, sector, integrity, wish.effective));
    let cleared = successors::cleared_for(work.connection, candidate.servant, &wish.position).await?;
    Ok(TransferTarget {
        job,
        known: position.is_some(),
        seat_free: seat <= held_before,
        named: cleared.is_some(),
        cleared: cleared.unwrap_or_default(),
        requirement,
        entry: entry(work, candidate.servant, job, (wish, book)).await?,
    })
}

/// What the functional level of the post asks of who has none yet.
async fn entry(
    work: &mut Work<'_>,
    servant: Uuid,
    job: Option<Job>,
    (wish, book): (&TransferWish, &TalentBook),
) -> Result<Vec<Condition>, Error> {
    let Some(level) = job.and_then(|job| job.level) else { return Ok(Vec::new()) };
    let tests = exams::level_tests(work.connection, servant).await?;
    let rank = ranks::on(work.connection, servant, wish.effective).await?;
    let grade = rank.and_then(|held| held.rank.grade());
    Ok(level_entry(&book.promotions, level, (grade, &tests), wish.effective))
}
