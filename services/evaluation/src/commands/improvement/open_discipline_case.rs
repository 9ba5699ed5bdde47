use super::improvement_desk::ImprovementDesk;
use crate::{
    commands::acting_servant,
    domain::{
        absence_ladder::{LadderFinding, LadderRules},
        discipline_case::{DisciplineCase, DisciplineStage, spent_rows},
        improvement_rules::days_after,
    },
    error::{Error, ImprovementError},
    store::{absences, discipline_cases, servants},
};
use jiff::civil::Date;
use platform::Work;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Whose days are looked at.
pub struct OpenDisciplineCase {
    /// Servant in the career service.
    pub servant: String,
    /// Last day that counts; none for today.
    pub day: Option<Date>,
}

/// Opens the proposal that the ladder makes of a servant's days. Days that led to a punishment or were let go lead to
/// none again before they reach the next rung.
pub async fn open_discipline_case(
    work: &mut Work<'_>,
    input: OpenDisciplineCase,
    desk: &ImprovementDesk,
) -> Result<DisciplineCase, Error> {
    let me = acting_servant(work).await?;
    if !servants::is_known(work.connection, &input.servant).await? {
        return Err(Error::ServantNotFound);
    }
    let (rules, today) = (desk.ladders.in_use(), desk.day(work.now));
    let day = input.day.unwrap_or(today);
    let absent = days_of(work, &input.servant, rules, day).await?;
    let wanted = std::slice::from_ref(&input.servant);
    let before = discipline_cases::of_servants(work.connection, &work.vault, wanted).await?;
    let spent = spent_rows(&before, (&absent, &desk.calendar), rules);
    let finding = rules.find(&absent, &desk.calendar, day, &spent);
    let code = proposed(work, &before, &finding, desk).await?;
    let case = DisciplineCase {
        id: Uuid::now_v7(),
        servant: input.servant,
        first_day: finding.first_day,
        last_day: finding.last_day,
        days: i32::try_from(finding.days).unwrap_or(i32::MAX),
        longest_row: i32::try_from(finding.longest_row).unwrap_or(i32::MAX),
        rows: finding.rows,
        borne_code: code.clone(),
        proposed_code: code,
        ruleset: rules.id.clone(),
        calendar: desk.calendar.id.clone(),
        stage: DisciplineStage::Proposed,
        due: Some(days_after(today, rules.examine_within_days)),
        examine_date: None,
        decided_code: String::new(),
        document_number: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    case.must_be_another(&me)?;
    let added = discipline_cases::insert(work.connection, &work.vault, case).await;
    Ok(added.map_err(ImprovementError::of)?.release())
}

/// The days of a servant that can matter as of a day.
async fn days_of(work: &mut Work<'_>, servant: &str, rules: &LadderRules, day: Date) -> Result<BTreeSet<Date>, Error> {
    let (wanted, between) = ([servant.to_owned()], (rules.looks_back_to(day), day));
    Ok(absences::of_servants(work.connection, &wanted, between).await?.remove(servant).unwrap_or_default())
}

/// What the days of a proposal come to now, as they did when it was opened: rows of proposals before it are spent.
pub(super) async fn found_now(
    work: &mut Work<'_>,
    case: &DisciplineCase,
    all: &[DisciplineCase],
    desk: &ImprovementDesk,
) -> Result<LadderFinding, Error> {
    let rules = desk.ladders.of(&case.ruleset)?;
    let absent = days_of(work, &case.servant, rules, case.last_day).await?;
    let before = all.iter().filter(|one| one.id != case.id && one.create_time < case.create_time);
    let spent = spent_rows(before, (&absent, &desk.calendar), rules);
    Ok(rules.find(&absent, &desk.calendar, case.last_day, &spent))
}

/// The code that is proposed: of a row that led to nothing before, or heavier than all that the days among these which were proposed
/// before still bear.
async fn proposed(
    work: &mut Work<'_>,
    before: &[DisciplineCase],
    finding: &LadderFinding,
    desk: &ImprovementDesk,
) -> Result<String, Error> {
    let rung = finding.rung.as_ref().ok_or(ImprovementError::NothingProposed)?;
    if before.iter().any(DisciplineCase::is_open) {
        return Err(ImprovementError::DisciplineExists.into());
    }
    let same_days = before.iter().filter(|case| !finding.by_row && case.overlaps(finding));
    for case in same_days {
        let now = found_now(work, case, before, desk).await?;
        let rules = desk.ladders.of(&case.ruleset)?;
        if !rules.is_above(&rung.code, case.bears(&now, rules)) {
            return Err(ImprovementError::NothingProposed.into());
        }
    }
    Ok(rung.code.clone())
}
