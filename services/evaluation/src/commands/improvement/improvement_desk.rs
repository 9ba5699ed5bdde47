use crate::{
    commands::acting_servant,
    domain::{
        days::day_of,
        improvement_case::{ImprovementCase, MadeDecision},
        improvement_rules::ImprovementRules,
        improvement_stage::CaseStage,
        work_calendar::WorkCalendar,
    },
    error::{Error, ImprovementError},
    events,
    rulesets::improvement::{ImprovementBook, LadderBook},
    store::{
        improvement_cases,
        improvement_words::{self, CasePart},
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{AsRead, Locked, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What every step knows: the rules of the path, the ladder of absence, working days, and the time zone that decides
/// what day it is.
pub struct ImprovementDesk {
    /// The path after a low rating.
    pub book: ImprovementBook,
    /// The ladder of absence.
    pub ladders: LadderBook,
    /// Days that are worked.
    pub calendar: WorkCalendar,
    /// Time zone of the instansi.
    pub zone: TimeZone,
}

impl ImprovementDesk {
    /// The day of an instant.
    pub fn day(&self, now: Timestamp) -> Date {
        day_of(now, &self.zone)
    }
}

/// Locks a case for a step of its coach. Who acts is somebody whose account is linked, or nobody could tell that it is not
/// their own case. Whose step it is comes before the version: others learn nothing about the case.
pub(super) async fn lock_as_coach(work: &mut Work<'_>, read: AsRead) -> Result<Locked<ImprovementCase>, Error> {
    let me = acting_servant(work).await?;
    let case = lock(work, read.id).await?;
    case.must_be_coach(&me)?;
    read.must_be(case.version)?;
    Ok(case)
}

/// Locks a case for a step of an official.
pub(super) async fn lock_as_official(work: &mut Work<'_>, read: AsRead) -> Result<Locked<ImprovementCase>, Error> {
    let me = acting_servant(work).await?;
    let case = lock(work, read.id).await?;
    case.must_be_another(&me)?;
    read.must_be(case.version)?;
    Ok(case)
}

/// Locks a case.
pub(super) async fn lock(work: &mut Work<'_>, id: Uuid) -> Result<Locked<ImprovementCase>, Error> {
    let found = improvement_cases::lock(work.connection, &work.vault, id).await?;
    Ok(found.ok_or(ImprovementError::CaseNotFound)?)
}

/// A decision of the caller on a day.
pub(super) fn made(work: &Work<'_>, date: Date, document_number: &str, position: &str) -> MadeDecision {
    MadeDecision {
        id: Uuid::now_v7(),
        by: work.actor.subject.to_string(),
        document_number: document_number.to_owned(),
        position: position.to_owned(),
        date,
    }
}

/// Saves a case after a step that began at `before`, and tells the others when coaching began or ended.
pub(super) async fn save(
    work: &mut Work<'_>,
    mut case: Locked<ImprovementCase>,
    before: CaseStage,
    rules: &ImprovementRules,
) -> Result<Locked<ImprovementCase>, Error> {
    case.update_time = work.now;
    let next = case.next_step(rules);
    improvement_cases::update(work.connection, &work.vault, &mut case, next).await?;
    let was_coached = before == CaseStage::Coaching;
    let is_coached = case.stage == CaseStage::Coaching;
    if is_coached && !was_coached {
        let opened = events::coaching_opened(&work.tenant, &case);
        work.record(&case, &opened);
    } else if was_coached && !is_coached {
        let closed = events::coaching_closed(&work.tenant, &case);
        work.record(&case, &closed);
    }
    Ok(case)
}

/// Keeps what was said about a decision of a saved case, sealed for the case.
pub(super) async fn keep(
    work: &mut Work<'_>,
    case: Uuid,
    (decision, part): (Uuid, CasePart),
    text: &Sensitive<String>,
) -> Result<(), Error> {
    let sealed = work.vault.seal(case.as_bytes(), text.reveal().as_bytes())?;
    Ok(improvement_words::add_text(work.connection, decision, part, &sealed).await?)
}
