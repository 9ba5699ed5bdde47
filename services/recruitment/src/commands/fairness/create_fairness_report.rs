use crate::{
    domain::{
        fairness_rules::FairnessRules,
        programme::Programme,
        tally::{GroupCounts, Tally},
        vacancy::day_of_applying,
    },
    error::{Error, FairnessError},
    rulesets::Book,
    store::fairness_reports::{self, Report},
};
use platform::Work;
use uuid::Uuid;

/// Counts how the groups of the published vacancies of a period and programme came through the stages, by what was coded on arrival and by the
/// rules of today. No identity is opened, and what is small is withheld before it is stored.
pub async fn create_fairness_report(
    work: &mut Work<'_>,
    (period, programme): (String, Programme),
    book: &Book<FairnessRules>,
) -> Result<(Report, Vec<GroupCounts>), Error> {
    if fairness_reports::exists(work.connection, &period, programme).await? {
        return Err(FairnessError::Exists.into());
    }
    let published = fairness_reports::hold_published(work.connection, &period, programme).await?;
    if published.is_empty() {
        return Err(FairnessError::NothingPublished.into());
    }
    let rules = book.in_force(day_of_applying(work.now))?;
    let mut tally = Tally::default();
    for coded in fairness_reports::coded(work.connection, &published).await? {
        tally.add(&coded, rules);
    }
    let changes = fairness_reports::count_changes(work.connection, &period, programme).await?;
    let report = Report {
        id: Uuid::now_v7(),
        period,
        programme,
        ruleset: rules.id.clone(),
        vacancies: i32::try_from(published.len()).map_err(Error::internal)?,
        applications: tally.total.cast_signed(),
        smallest_cell: rules.smallest_cell,
        mark_thousandths: rules.mark_thousandths,
        score_ten_thousandths: rules.score_ten_thousandths,
        changes,
        create_time: work.now,
        last_change_time: None,
    };
    let counts = tally.shown(rules);
    fairness_reports::insert(work.connection, &report, &counts).await.map_err(FairnessError::of)?;
    Ok((report, counts))
}
