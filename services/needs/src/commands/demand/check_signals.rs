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
        populations::{self, Link, Sheet},
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
    let mut found = Vec::new();
    for link in populations::all_links(work.connection).await? {
        checked.tested += 1;
        found.extend(population(work, rules, zone, &link).await?.map(|fired| (link.unit, fired)));
    }
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
        let signal = Signal { unit, service: String::new(), fired, ruleset: rules.id.clone() };
        checked.fired += 1;
        checked.opened.extend(open_signal(work, &before, signal).await?);
    }
    Ok(())
}

/// The population test of one unit: the newest population against the one that its oldest sheet counts with.
async fn population(
    work: &mut Work<'_>,
    rules: &SignalRules,
    zone: &TimeZone,
    link: &Link,
) -> Result<Option<Fired>, Error> {
    let known = known_populations(work, &link.region).await?;
    let Some(now) = in_force(&known, zone.to_datetime(work.now).date()).cloned() else { return Ok(None) };
    let sheets = populations::sheets_of(work.connection, link.unit).await?;
    let oldest = sheets.iter().filter(|sheet| !sheet.stale).min_by_key(|sheet| sheet.compute_time);
    let before = oldest.and_then(|sheet| counted_with(sheet, &known, zone));
    Ok(before.and_then(|before| rules.population(&link.region, before, &now)))
}

/// All that is known of a region; what is shipped where the instansi knows nothing of its own.
pub(crate) async fn known_populations(work: &mut Work<'_>, code: &str) -> Result<Vec<Population>, Error> {
    let known = populations::of_regions(work.connection, &[code.to_owned()]).await?.remove(code);
    let shipped = || {
        let region = region::shipped_region(code)?;
        Some(vec![Population { date: region::shipped_date(), total: region.total }])
    };
    Ok(known.map(|(_, known)| known).or_else(shipped).unwrap_or_default())
}

/// The population that a sheet counts with: the one it was scaled to, else the one in force when it was computed.
pub(crate) fn counted_with(sheet: &Sheet, known: &[Population], zone: &TimeZone) -> Option<i64> {
    let day = zone.to_datetime(sheet.compute_time).date();
    sheet.population.or_else(|| in_force(known, day).map(|population| population.total))
}
