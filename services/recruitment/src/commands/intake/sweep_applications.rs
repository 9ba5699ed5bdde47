use crate::{
    domain::{general_rules::GeneralRules, programme::Ruleset, sanction::Extent, vacancy::day_of_applying},
    error::Error,
    rulesets::Rulebook,
    store::erasures::{self, Kept},
};
use jiff::civil::Date;
use platform::Work;
use std::collections::BTreeMap;

/// Most applications of one call.
const MOST: i64 = 1_000;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweptApplications {
    /// Applications that nobody is behind any more.
    pub erased: i64,
    /// Those that another call has to erase.
    pub remaining: i64,
}

/// Erases who applied where the ruleset's time is over: identity, documents and what was written about the person. The log is
/// not touched, for it holds nobody's identity. The blind index stays as long as the period takes applications, that of the
/// register as long as a sanction lasts. The vacancies are locked first, as by everybody: what they wait for is decided there.
pub async fn sweep_applications(work: &mut Work<'_>, rulebook: &Rulebook) -> Result<SweptApplications, Error> {
    let today = day_of_applying(work.now);
    let rules = rulebook.all().map(Ruleset::general);
    let kept: Vec<_> = rules.filter_map(|rules| rules.retention.map(|days| (rules.id.as_str(), days))).collect();
    let (kept, over) = (Kept::of(&kept), periods_over(rulebook.all().map(Ruleset::general), today));
    let held = erasures::hold_vacancies(work.connection, &kept, work.now, MOST).await?;
    let due = erasures::lock_due(work.connection, &kept, &held, work.now, MOST).await?;
    erasures::documents(work.connection, &due).await?;
    erasures::texts(work.connection, &due).await?;
    erasures::identities(work.connection, &due, work.now).await?;
    erasures::release_indexes(work.connection, &over, MOST).await?;
    end_sanctions(work, rulebook, today).await?;
    let erased = i64::try_from(due.len()).map_err(Error::internal)?;
    let remaining = erasures::count_due(work.connection, &kept, work.now).await?
        + erasures::count_indexes(work.connection, &over).await?;
    Ok(SweptApplications { erased, remaining })
}

/// Forgets the sanctions that forbid nothing any more.
async fn end_sanctions(work: &mut Work<'_>, rulebook: &Rulebook, today: Date) -> Result<(), Error> {
    erasures::end_sanctions(work.connection, today).await?;
    for sanction in erasures::counted_sanctions(work.connection).await? {
        let over = sanction.is_over(today, rulebook.all().map(Ruleset::general));
        if let (Extent::Periods(periods), true) = (sanction.extent, over) {
            erasures::end_counted_sanctions(work.connection, periods, sanction.period_begin).await?;
        }
    }
    Ok(())
}

/// Periods in which nobody can apply any more: all of their rulesets are over.
fn periods_over<'a>(rules: impl Iterator<Item = &'a GeneralRules>, today: Date) -> Vec<String> {
    let mut periods: BTreeMap<&str, bool> = BTreeMap::new();
    for one in rules {
        let over = periods.entry(&one.period).or_insert(true);
        *over = *over && one.is_over(today);
    }
    periods.into_iter().filter(|(_, over)| *over).map(|(period, _)| period.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_says_how_long_data_are_kept() {
        let book = Rulebook::shipped().ok();
        let silent = book.map(|book| book.all().filter(|one| one.general().retention.is_none()).count());
        assert_eq!(silent, Some(0));
    }

    #[test]
    fn a_period_is_over_when_all_of_its_rulesets_are() {
        let book = Rulebook::shipped().ok();
        let over = |day| book.as_ref().map(|book| periods_over(book.all().map(Ruleset::general), day));
        let expected = |periods: &[&str]| Some(periods.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(over(date(2020, 11, 10)), expected(&[]));
        assert_eq!(over(date(2020, 11, 11)), expected(&["2018"]));
        assert_eq!(over(date(2026, 1, 1)), expected(&["2018", "2019", "2021", "2022", "2023"]));
    }
}
