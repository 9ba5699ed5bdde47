//! The rules of reports (*pengaduan*), their routing, and the days that are worked.

use super::{RulesetError, find_rules, read_rules, read_toml};
use crate::domain::{
    complaint_rules::{ComplaintRules, StepDays},
    routing::{RoutingRules, SectorRule},
    work_calendar::{WorkCalendar, WorkWeek},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

const COMPLAINT: [(&str, &str); 1] = [("complaint-sp4n-1.toml", include_str!("../../rulesets/complaint-sp4n-1.toml"))];
const ROUTING: [(&str, &str); 1] = [("routing-siklus-1.toml", include_str!("../../rulesets/routing-siklus-1.toml"))];
const WORKING_DAYS: [(&str, &str); 1] =
    [("working-days-skb-2022-2026.toml", include_str!("../../rulesets/working-days-skb-2022-2026.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComplaintRow {
    id: String,
    regulation: String,
    valid_from: Date,
    reply_days: u16,
    reopen_days: u16,
    mask_months: u16,
    working_days: StepRow,
    limits: LimitsRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow {
    verification: u16,
    information: u16,
    simple: u16,
    plain: u16,
    inspected: u16,
    aspiration: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsRow {
    merge_across_services: bool,
    filings_a_minute: u32,
    filings_a_minute_a_service: u32,
    filings_a_minute_by_desk: u32,
    replies_a_day: u32,
    small_cell: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutingRow {
    id: String,
    valid_from: Date,
    category_points: u32,
    service_points: u32,
    keyword_points: u32,
    keywords_counted: usize,
    sector: Vec<SectorRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectorRow {
    code: String,
    title: String,
    categories: BTreeSet<String>,
    keywords: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarRow {
    id: String,
    #[serde(rename = "valid_from")]
    _valid_from: Date,
    year: Vec<YearRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearRow {
    year: i16,
    holidays: BTreeSet<Date>,
    #[serde(default)]
    joint_leave: BTreeSet<Date>,
}

/// The rules of reports of this id.
pub fn complaint_rules(id: &str) -> Result<ComplaintRules, RulesetError> {
    find_rules(&COMPLAINT, id, read_complaint)
}

/// The rules of routing of this id.
pub fn routing_rules(id: &str) -> Result<RoutingRules, RulesetError> {
    find_rules(&ROUTING, id, read_routing)
}

/// The calendar of this id, for a week of so many days.
pub fn work_calendar(id: &str, days_a_week: u8) -> Result<WorkCalendar, RulesetError> {
    let unknown = || RulesetError::Unknown(format!("a week of {days_a_week} working days"));
    let week = WorkWeek::of_days(days_a_week).ok_or_else(unknown)?;
    find_rules(&WORKING_DAYS, id, |file, text| read_calendar(file, text, week))
}

fn read_complaint(file: &'static str, text: &str) -> Result<ComplaintRules, RulesetError> {
    read_rules(file, text, complaint_of, ComplaintRules::fault)
}

/// The rules in the row.
fn complaint_of(row: ComplaintRow) -> Result<ComplaintRules, String> {
    let StepRow { verification, information, simple, plain, inspected, aspiration } = row.working_days;
    Ok(ComplaintRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        working_days: StepDays { verification, information, simple, plain, inspected, aspiration },
        reply_days: row.reply_days,
        reopen_days: row.reopen_days,
        mask_months: row.mask_months,
        merge_across_services: row.limits.merge_across_services,
        filings_a_minute: row.limits.filings_a_minute,
        filings_a_minute_a_service: row.limits.filings_a_minute_a_service,
        filings_a_minute_by_desk: row.limits.filings_a_minute_by_desk,
        replies_a_day: row.limits.replies_a_day,
        small_cell: i64::from(row.limits.small_cell),
    })
}

fn read_routing(file: &'static str, text: &str) -> Result<RoutingRules, RulesetError> {
    read_rules(file, text, routing_of, RoutingRules::fault)
}

/// The rules in the row.
fn routing_of(row: RoutingRow) -> Result<RoutingRules, String> {
    let sectors = row.sector.into_iter().map(|sector| {
        let SectorRow { code, title, categories, keywords } = sector;
        SectorRule { code, title, categories, keywords }
    });
    Ok(RoutingRules {
        id: row.id,
        valid_from: row.valid_from,
        category_points: row.category_points,
        service_points: row.service_points,
        keyword_points: row.keyword_points,
        keywords_counted: row.keywords_counted,
        sectors: sectors.collect(),
    })
}

fn read_calendar(file: &'static str, text: &str, week: WorkWeek) -> Result<WorkCalendar, RulesetError> {
    let row: CalendarRow = read_toml(file, text)?;
    let invalid = |what: String| RulesetError::Invalid { file, what };
    let mut calendar = WorkCalendar { id: row.id, week, years: BTreeSet::new(), free_days: BTreeSet::new() };
    for YearRow { year, holidays, joint_leave } in row.year {
        if !calendar.years.insert(year) {
            return Err(invalid(format!("has the year {year} twice")));
        }
        calendar.free_days.extend(holidays.into_iter().chain(joint_leave));
    }
    match calendar.fault() {
        None => Ok(calendar),
        Some(fault) => Err(invalid(format!("cannot be used: {fault}"))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::report_nature::{Kind, Nature};
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in COMPLAINT {
            assert_eq!(format!("{}.toml", read_complaint(file, text).unwrap().id), file);
        }
        for (file, text) in ROUTING {
            assert_eq!(format!("{}.toml", read_routing(file, text).unwrap().id), file);
        }
        for (file, text) in WORKING_DAYS {
            assert_eq!(format!("{}.toml", read_calendar(file, text, WorkWeek::Five).unwrap().id), file);
        }
        assert!(matches!(complaint_rules("complaint-1945"), Err(RulesetError::Unknown(_))));
        assert!(matches!(work_calendar("working-days-skb-2022-2026", 4), Err(RulesetError::Unknown(_))));
    }

    /// D1 and D2 of the reference, by the rules and holidays as shipped.
    #[test]
    fn the_shipped_calendar_gives_the_vectors_of_the_reference() {
        let rules = complaint_rules("complaint-sp4n-1").unwrap();
        let calendar = work_calendar("working-days-skb-2022-2026", 5).unwrap();
        let due = |kind| rules.deadline(&calendar, &Nature::of(kind), date(2025, 1, 24)).answer;
        assert_eq!(due(Kind::InformationRequest), date(2025, 2, 5));
        assert_eq!(due(Kind::Complaint), date(2025, 2, 18));
    }

    #[test]
    fn the_holidays_of_2026_are_those_of_the_decree() {
        let calendar = work_calendar("working-days-skb-2022-2026", 5).unwrap();
        let of_2026 = calendar.free_days.iter().filter(|day| day.year() == 2026).count();
        assert_eq!(of_2026, 17 + 8);
        assert!(!calendar.is_worked(date(2026, 3, 20)) && calendar.is_worked(date(2026, 3, 25)));
        assert!(!calendar.due(date(2026, 12, 30), 3).is_certain, "2027 is not decreed yet");
    }

    #[test]
    fn unsound_rulesets_are_refused() {
        let text = COMPLAINT[0].1;
        let bad = |old: &str, new: &str| read_complaint("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("plain = 14", "plain = 0"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("plain = 14", "plain = -1"), Err(RulesetError::Malformed { .. })));
        assert!(matches!(bad("id =", "mercy = 1\nid ="), Err(RulesetError::Malformed { .. })));
        let text = WORKING_DAYS[0].1;
        let bad = |old: &str, new: &str| read_calendar("x.toml", &text.replacen(old, new, 1), WorkWeek::Five);
        assert!(matches!(bad("year = 2023", "year = 2022"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("2025-12-25", "2029-12-25"), Err(RulesetError::Invalid { .. })));
        let text = ROUTING[0].1;
        let twice = text.replacen("code = \"social\"", "code = \"health\"", 1);
        assert!(matches!(read_routing("x.toml", &twice), Err(RulesetError::Invalid { .. })));
    }
}
