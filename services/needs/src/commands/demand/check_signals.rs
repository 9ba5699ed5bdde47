use crate::commands::{
    note_structure_change::apply_structure_change,
    open_signal::{Signal, latest, open_signal},
};
use crate::{
    domain::{
        region,
        signal::{Cause, Fired, Population, SignalRules, in_force},
    },
    error::Error,
    store::{
        populations::{self, OldestCount, Sheet},
        signals,
    },
};
use jiff::{ToSpan, tz::TimeZone};
use platform::Work;
use uuid::Uuid;

/// What a sweep found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Units and figures tested.
    pub tested: i64,
    /// Tests that fired.
    pub fired: i64,
    /// Reassessments that were opened.
    pub opened: Vec<Uuid>,
    /// Structure changes whose day had come.
    pub changes_applied: i64,
}

/// Runs all tests that need a sweep. Changes of structure come first: their sheets are no ground for other tests.
pub async fn check_signals(work: &mut Work<'_>, rules: &SignalRules, zone: &TimeZone) -> Result<Checked, Error> {
    let mut checked = Checked::default();
    apply_due_changes(work, zone, &mut checked).await?;
    let counts = populations::oldest_counts(work.connection).await?;
    checked.tested += counts.len() as i64;
    let found = grown(work, rules, zone, &counts).await?;
    raise(work, rules, Cause::Population, found, &mut checked).await?;
    let since = work.now.to_zoned(zone.clone()).saturating_sub(rules.exit_months.months()).timestamp();
    let staffing = signals::staffing(work.connection, since).await?;
    checked.tested += staffing.len() as i64;
    let found = staffing.into_iter().filter_map(|(unit, staffing)| Some((unit, rules.exits(staffing)?)));
    raise(work, rules, Cause::Exits, found.collect(), &mut checked).await?;
    let volumes = signals::volumes(work.connection, work.now).await?;
    checked.tested += volumes.len() as i64;
    let found = volumes.into_iter().filter_map(|(unit, pairs)| Some((unit, rules.volumes(&pairs)?)));
    raise(work, rules, Cause::Volume, found.collect(), &mut checked).await?;
    Ok(checked)
}

async fn apply_due_changes(work: &mut Work<'_>, zone: &TimeZone, checked: &mut Checked) -> Result<(), Error> {
    let today = zone.to_datetime(work.now).date();
    // The turn is taken before the changes are read: nobody else applies them.
    latest(work, Cause::Structure, None).await?;
    for mut change in signals::due_changes(work.connection, today).await? {
        // Read anew for each: two changes of one unit ask once.
        let before = latest(work, Cause::Structure, Some(change.unit)).await?;
        let opened = apply_structure_change(work, &before, &mut change).await?;
        checked.tested += 1;
        checked.fired += 1;
        checked.changes_applied += 1;
        checked.opened.extend(opened);
    }
    Ok(())
}

async fn raise(
    work: &mut Work<'_>,
    rules: &SignalRules,
    cause: Cause,
    found: Vec<(Uuid, Fired)>,
    checked: &mut Checked,
) -> Result<(), Error> {
    if found.is_empty() {
        return Ok(());
    }
    let before = latest(work, cause, None).await?;
    for (unit, fired) in found {
        let signal = Signal { unit, service: String::new(), told_by: String::new(), fired, ruleset: rules.id.clone() };
        checked.fired += 1;
        checked.opened.extend(open_signal(work, &before, signal).await?);
    }
    Ok(())
}

/// The population test of every linked unit: the newest population against the one that its oldest count rests on.
async fn grown(
    work: &mut Work<'_>,
    rules: &SignalRules,
    zone: &TimeZone,
    counts: &[OldestCount],
) -> Result<Vec<(Uuid, Fired)>, Error> {
    let today = zone.to_datetime(work.now).date();
    let regions: Vec<String> = counts.iter().map(|count| count.region.clone()).collect();
    let known = populations::of_regions(work.connection, &regions).await?;
    let mut found = Vec::new();
    for OldestCount { unit, region, sheet } in counts {
        let told = known.get(region).map(|(_, told)| told.clone()).unwrap_or_default();
        let known = region::with_shipped(region, told);
        let before = sheet.as_ref().and_then(|sheet| counted_with(sheet, &known, zone));
        let (Some(before), Some(now)) = (before, in_force(&known, today)) else { continue };
        found.extend(rules.population(region, before, now).map(|fired| (*unit, fired)));
    }
    Ok(found)
}

/// All that is known of a region, what is shipped among it.
pub(crate) async fn known_populations(work: &mut Work<'_>, code: &str) -> Result<Vec<Population>, Error> {
    let told = populations::of_regions(work.connection, &[code.to_owned()]).await?.remove(code);
    Ok(region::with_shipped(code, told.map(|(_, told)| told).unwrap_or_default()))
}

/// The population that a sheet counts with: the one it was scaled to, else the one in force when it was counted.
pub(crate) fn counted_with(sheet: &Sheet, known: &[Population], zone: &TimeZone) -> Option<i64> {
    let day = zone.to_datetime(sheet.counted_time).date();
    sheet.population.or_else(|| in_force(known, day).map(|population| population.total))
}
