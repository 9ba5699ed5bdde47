//! Workload, health staffing and the four approaches, against the rules of `needs`.

use ::needs::domain::abk_kes::{self, AvailableTime};
use ::needs::domain::approach::Approach;
use ::needs::domain::wisn::{self, Activity, WorkingDays};
use ::needs::domain::workload::full_time_equivalent;
use ::needs::domain::workload::{self, Period, Task, WorkingTime};
use ::needs::rulesets;
use anyhow::{Context, Result, bail};
use num_rational::BigRational;

use crate::json::{Node, differs, equal, same};
use crate::report::Report;

/// The sheet of Kabupaten Pati: one task a row, four decimals.
pub fn workload(file: Node, report: &mut Report) -> Result<()> {
    for row in file.field("rows")?.list()? {
        report.case(&row.name(&["id"]), task_row(&row));
    }
    Ok(())
}

fn task_row(row: &Node) -> Result<String> {
    let period = match row.field("periode")?.whole::<u8>()? {
        1 => Period::Year,
        2 => Period::Month,
        3 => Period::Week,
        4 => Period::Day,
        5 => Period::Hour,
        other => bail!("period {other} is not known"),
    };
    let working_time = working_time(row, period)?;
    let task = Task {
        description: "published row".to_owned(),
        result_unit: "result".to_owned(),
        volume: row.field("jumlah_hasil")?.exact()?,
        period,
        minutes_per_unit: row.field("waktu")?.exact()?,
    };
    let expected = row.field("expect")?.exact()?;
    let ours = full_time_equivalent(&[task], &working_time);
    equal(&exact::render(&expected, 4), &exact::render(&ours, 4))?;
    Ok(working_time.id)
}

/// The ruleset of the sheet; another one where the row itself prints other minutes.
fn working_time(row: &Node, period: Period) -> Result<WorkingTime> {
    let sheet = rulesets::find("abk-perka-bkn-19-2011")?;
    let Some(minutes) = row.optional("wke") else {
        return Ok(sheet);
    };
    let minutes: u32 = minutes.whole()?;
    let fitting = std::iter::once(sheet).chain(rulesets::all()?).find(|time| time.minutes(period) == minutes);
    fitting.with_context(|| format!("no working time has {minutes} minutes for a {period:?}"))
}

/// Derivations of the effective hours that were published and do not hold.
pub fn derivations(file: Node, report: &mut Report) -> Result<()> {
    for case in file.field("cases")?.list()? {
        report.case(&case.name(&["claim"]), derivation(&case));
    }
    Ok(())
}

fn derivation(case: &Node) -> Result<String> {
    let claim = case.field("claim")?.text()?;
    let actual = case.field("actual")?;
    let (formula, claimed) = claim.split_once('=').context("the claim has no equals sign")?;
    let (ours, claimed) = if let Some((days, each)) = formula.split_once('x') {
        let hours = workload::derived_hours(days.trim().parse()?, clock_minutes(each)?);
        same(&actual.number()?, &hours)?;
        (hours, exact::parse(claimed.trim())?)
    } else if let Some((each_week, days)) = formula.split_once('/') {
        let days = exact::whole(days.trim().parse()?);
        let hours = workload::derived_hours(1, clock_minutes(each_week)?) / days;
        equal(&workload::derived_hours(1, clock_minutes(&actual.text()?)?), &hours)?;
        (hours, workload::derived_hours(1, clock_minutes(claimed)?))
    } else {
        bail!("the claim {claim:?} is neither a product nor a quotient");
    };
    if ours == claimed {
        bail!("expected another result than {claim}, got it");
    }
    Ok(format!("{} h", exact::render(&ours, 2)))
}

/// Minutes of a time such as `5h30`, `4h` or `5 h 36`.
fn clock_minutes(text: &str) -> Result<u32> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let (hours, minutes) = compact.split_once('h').with_context(|| format!("{text:?} is not a time"))?;
    let minutes: u32 = if minutes.is_empty() { 0 } else { minutes.parse()? };
    Ok(hours.parse::<u32>()? * 60 + minutes)
}

/// The four approaches; a standard may be one number or one for each role.
pub fn approaches(file: Node, report: &mut Report) -> Result<()> {
    for case in file.field("cases")?.list()? {
        let name = case.name(&["metode"]);
        let standard = case.field("standar")?;
        if !standard.is_object() {
            report.case(&name, approach(&case, &standard, &case.field("expect")?));
            continue;
        }
        for (role, standard) in standard.entries()? {
            let outcome = case.field("expect")?.field(&role).and_then(|expect| approach(&case, &standard, &expect));
            report.case(&format!("{name} {role}"), outcome);
        }
    }
    Ok(())
}

fn approach(case: &Node, standard: &Node, expected: &Node) -> Result<String> {
    let standard = standard.exact()?;
    let first = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| case.optional(key));
        found.with_context(|| format!("the case has none of {keys:?}"))?.exact()
    };
    let approach = match case.field("metode")?.text()?.as_str() {
        "hasil" => Approach::Result { volume: first(&["volume"])?, per_person: standard },
        "objek" => Approach::Object { objects: first(&["volume", "objek"])?, per_person: standard },
        "perangkat" => Approach::Tool { tools: first(&["alat", "volume"])?, people_per_tool: standard },
        "proses" => Approach::Process { minutes: first(&["wpt_menit", "volume"])?, effective_minutes: standard },
        other => bail!("the method {other:?} is not known"),
    };
    let need = approach.need().context("the standard is not above zero")?;
    same(&expected.number()?, &need)?;
    match case.optional("published").filter(|_| case.optional("mismatch").is_some()) {
        Some(published) => differs(&published.number()?, &need),
        None => Ok(String::new()),
    }
}

/// A published WISN example, in days.
pub fn wisn(file: Node, report: &mut Report) -> Result<()> {
    let exact = |key: &str| file.field(key)?.exact();
    let optional = |key: &str| file.optional(key).map_or_else(|| Ok(exact::whole(0)), |node| node.exact());
    let often = exact("patients")? * exact("visits")?;
    let hours = Activity { annual_workload: often.clone(), unit_time: exact("hours")? };
    let days = Activity { annual_workload: often, unit_time: exact("hours")? / exact("hours_per_day")? };
    let available = WorkingDays {
        possible: exact("days_per_week")? * exact("weeks")?,
        holidays: optional("holiday")?,
        leave: optional("leave")?,
        sick: optional("sick")?,
        other: optional("other")?,
    }
    .available();
    let base = days.staff(&available).context("no day is left to work")?;
    let share = optional("allowance_days")? / &available;
    let factor = wisn::category_allowance_factor(&share).context("no time is left to work")?;
    for (key, expected) in file.field("expect")?.entries()? {
        let ours = match key.as_str() {
            "workload_hours" => hours.workload(),
            "workload_days" => days.workload(),
            "awt" => available.clone(),
            "baseline" => base.clone(),
            "caf" => factor.clone(),
            "need" | "total" | "kebutuhan" => wisn::need(&base, &factor, &exact::whole(0)),
            _ => {
                report.fail(&key, "this expectation is not known");
                continue;
            }
        };
        report.case(&key, expected.number().and_then(|expected| same(&expected, &ours)));
    }
    Ok(())
}

/// A health workload sheet (ABK Kes): its time, its tasks, its totals.
pub fn health_workload(file: Node, report: &mut Report) -> Result<()> {
    let minutes = available_minutes(&file.field("wkt")?, report)?;
    let main = tasks(&file, "pokok", "freq")?;
    let support = tasks(&file, "penunjang", "qty")?;
    for (row, activity) in file.items("pokok")?.iter().zip(&main) {
        let standard = activity.standard_workload(&minutes).context("a norm is not above zero")?;
        compare(row, "sbk", &standard, report);
        compare(row, "jkt", &activity.staff(&minutes).context("no time is left to work")?, report);
    }
    for (row, activity) in file.items("penunjang")?.iter().zip(&support) {
        let share = abk_kes::support_share(std::slice::from_ref(activity), &minutes);
        compare(row, "ftp", &share.context("no time is left to work")?, report);
    }
    let Some(expected) = file.optional("expect") else {
        return Ok(());
    };
    let share = abk_kes::support_share(&support, &minutes).context("no time is left to work")?;
    compare(&expected, "ftp", &share, report);
    compare(&expected, "stp", &wisn::category_allowance_factor(&share).context("no time is left")?, report);
    compare(&expected, "jkt", &wisn::base_requirement(&main, &minutes).context("no time is left")?, report);
    let need = abk_kes::need(&main, &support, &minutes).context("no time is left to work")?;
    compare(&expected, "total", &need, report);
    Ok(())
}

fn tasks(file: &Node, list: &str, often: &str) -> Result<Vec<Activity>> {
    let task = |row: &Node| -> Result<Activity> {
        Ok(Activity { annual_workload: row.field(often)?.exact()?, unit_time: row.field("norma")?.exact()? })
    };
    file.items(list)?.iter().map(task).collect()
}

/// The available minutes from their parts; as printed where the parts are absent.
fn available_minutes(wkt: &Node, report: &mut Report) -> Result<BigRational> {
    let Some(hours_per_week) = wkt.optional("jam_minggu") else {
        return wkt.field("menit")?.exact();
    };
    let time = AvailableTime {
        hours_per_week: hours_per_week.exact()?,
        slack: wkt.field("waktu_luang")?.exact()?,
        days_per_week: wkt.field("pola")?.whole()?,
        days_per_year: wkt.field("hari")?.whole()?,
        weeks_per_year: wkt.field("minggu")?.whole()?,
        holidays: wkt.field("libur")?.whole()?,
        leave: wkt.field("cuti")?.whole()?,
    };
    let minutes = time.minutes().context("a week has no working day")?;
    compare(wkt, "jam_eff_minggu", &time.hours_each_week(), report);
    compare(wkt, "jam_eff_hari", &time.hours_each_day().context("a week has no working day")?, report);
    compare(wkt, "hari_eff", &time.days(), report);
    compare(wkt, "jam", &(&minutes / exact::whole(60)), report);
    compare(wkt, "menit", &minutes, report);
    Ok(minutes)
}

/// Compares a printed field with ours, if it is printed.
fn compare(node: &Node, key: &str, ours: &BigRational, report: &mut Report) {
    if let Some(field) = node.optional(key) {
        report.case(&field.name(&[]), field.number().and_then(|printed| same(&printed, ours)));
    }
}
