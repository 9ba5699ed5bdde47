use super::improvement_desk::{ImprovementDesk, lock_as_coach, save};
use crate::{
    domain::{case_refusal::CaseRefusal, improvement_case::ImprovementCase},
    error::Error,
    store::improvement_words::{self, MonthNote},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// The note of a month.
pub struct RecordCoachingNote {
    /// Case as it was read.
    pub case: AsRead,
    /// Month of coaching, from 1.
    pub month: i32,
    /// What was done and seen.
    pub text: Sensitive<String>,
}

/// The coach notes a month of coaching that has begun and is not long over. A note before it stays.
pub async fn record_coaching_note(
    work: &mut Work<'_>,
    input: RecordCoachingNote,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let case = lock_as_coach(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    case.must_be_coached(input.month, desk.day(work.now), rules)?;
    let coached_by = case.coached_by().ok_or(CaseRefusal::Stage(case.stage))?;
    let text = work.vault.seal(case.id.as_bytes(), input.text.reveal().as_bytes())?;
    let noted_by = work.actor.subject.to_string();
    let note = MonthNote { id: Uuid::now_v7(), month: input.month, noted_by, text, time: work.now };
    improvement_words::add_note(work.connection, (case.id, coached_by), &note).await?;
    let before = case.stage;
    Ok(save(work, case, before, rules).await?.release())
}
