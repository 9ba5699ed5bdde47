use crate::{
    domain::{
        applicant_group::{Attribute, Person, Reached, Tally, read_person},
        fairness_rules::FairnessRules,
        vacancy::day_of_applying,
        withholding::withhold,
    },
    error::{Error, FairnessError},
    store::fairness_reports::{self, Counted, GroupCounts, Report},
};
use platform::{Work, sensitive::Vault};
use uuid::Uuid;

/// Applications read at once: what is in memory does not grow with their number.
const BATCH: i64 = 1_000;

/// Counts how the groups of a period's published vacancies came through the stages, by what was coded on arrival. Only
/// where nothing was is an identity opened, one at a time, and nothing of it is kept but the counts; what is small is
/// withheld before it is stored.
pub async fn create_fairness_report(
    work: &mut Work<'_>,
    period: String,
    rules: &FairnessRules,
) -> Result<(Report, Vec<GroupCounts>), Error> {
    if fairness_reports::exists(work.connection, &period).await? {
        return Err(FairnessError::Exists.into());
    }
    let vacancies = fairness_reports::count_published(work.connection, &period).await?;
    if vacancies == 0 {
        return Err(FairnessError::NothingPublished.into());
    }
    let (mut tally, mut after) = (Tally::default(), Uuid::nil());
    loop {
        let batch = fairness_reports::batch(work.connection, &period, after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after = last.id;
        for one in &batch {
            count(&mut tally, &work.vault, one, rules)?;
        }
    }
    let report = Report {
        id: Uuid::now_v7(),
        period,
        ruleset: rules.id.clone(),
        vacancies,
        applications: tally.total.cast_signed(),
        smallest_cell: rules.smallest_cell,
        mark_thousandths: rules.mark_thousandths,
        score_ten_thousandths: rules.score_ten_thousandths,
        create_time: work.now,
    };
    let counts = shown(&tally, rules);
    fairness_reports::insert(work.connection, &report, &counts).await.map_err(FairnessError::of)?;
    Ok((report, counts))
}

fn count(tally: &mut Tally, vault: &Vault, one: &Counted, rules: &FairnessRules) -> Result<(), Error> {
    let reached = usize::try_from(one.reached).unwrap_or(0);
    if let Some((sex, age, regency)) = &one.coded {
        tally.add(Some(Person { sex: *sex, age: *age, regency }), one.disability, reached, rules);
        return Ok(());
    }
    if one.identity.key.is_empty() {
        tally.add(None, one.disability, reached, rules);
        return Ok(());
    }
    let record = vault.open(one.id.as_bytes(), &one.identity)?;
    let day = day_of_applying(one.submit_time);
    let read = read_person(&String::from_utf8_lossy(&record), day, |person| {
        tally.add(Some(person), one.disability, reached, rules);
    });
    read.ok_or_else(|| Error::internal("a sealed identity without number or date of birth"))
}

/// What may be shown of every group, attribute by attribute: the groups of one are everybody.
fn shown(tally: &Tally, rules: &FairnessRules) -> Vec<GroupCounts> {
    let smallest = u64::from(rules.smallest_cell.unsigned_abs());
    let mut all = Vec::new();
    for attribute in Attribute::ALL {
        let of: Vec<_> = tally.groups.iter().filter(|((of, _), _)| *of == attribute).collect();
        let reached: Vec<Reached> = of.iter().map(|(_, reached)| **reached).collect();
        let names = of.into_iter().map(|((_, group), _)| group.clone());
        let groups = names.zip(withhold(&reached, smallest));
        all.extend(groups.map(|(group, reached)| GroupCounts { attribute, group, reached }));
    }
    all
}
