use super::improvement_desk::ImprovementDesk;
use crate::{
    commands::acting_servant,
    domain::{
        absence_ladder::{LadderFinding, LadderRules},
        discipline_case::{DisciplineCase, DisciplineStage, row_proposed},
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
    let finding = rules.find(&absent, &desk.calendar, day, row_proposed(&before, rules));
    let code = proposed(&before, &finding, rules)?;
    let case = DisciplineCase {
        id: Uuid::now_v7(),
        servant: input.servant,
        first_day: finding.first_day,
        last_day: finding.last_day,
        days: i32::try_from(finding.days).unwrap_or(i32::MAX),
        longest_row: i32::try_from(finding.longest_row).unwrap_or(i32::MAX),
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
pub(super) async fn days_of(
    work: &mut Work<'_>,
    servant: &str,
    rules: &LadderRules,
    day: Date,
) -> Result<BTreeSet<Date>, Error> {
    let (wanted, between) = ([servant.to_owned()], (rules.looks_back_to(day), day));
    Ok(absences::of_servants(work.connection, &wanted, between).await?.remove(servant).unwrap_or_default())
}

/// The code that is proposed: of a row that led to nothing before, or heavier than all that days among these led to.
fn proposed(
    before: &[DisciplineCase],
    finding: &LadderFinding,
    rules: &LadderRules,
) -> Result<String, ImprovementError> {
    let rung = finding.rung.as_ref().ok_or(ImprovementError::NothingProposed)?;
    if before.iter().any(DisciplineCase::is_open) {
        return Err(ImprovementError::DisciplineExists);
    }
    let mut same_days = before.iter().filter(|case| case.overlaps(finding));
    if !finding.by_row && same_days.any(|case| !rules.is_above(&rung.code, &case.proposed_code)) {
        return Err(ImprovementError::NothingProposed);
    }
    Ok(rung.code.clone())
}
