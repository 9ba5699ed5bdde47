use super::*;
use crate::domain::work_calendar::WorkWeek;
use jiff::civil::date;

fn rules() -> LadderRules {
    use PunishmentLevel as L;
    let rung = |(days, code, level): (u32, &str, L)| LadderRung { days, code: code.into(), title: "x".into(), level };
    let rungs = [
        (3, "1", L::Light),
        (4, "2", L::Light),
        (7, "3", L::Light),
        (11, "23", L::Moderate),
        (14, "24", L::Moderate),
        (17, "25", L::Moderate),
        (21, "27", L::Heavy),
        (25, "28", L::Heavy),
        (28, "10", L::Heavy),
    ];
    LadderRules {
        id: "x".into(),
        regulation: "PP 94/2021".into(),
        valid_from: date(2021, 8, 31),
        counted: CountedYear::Calendar,
        rungs: rungs.into_iter().map(rung).collect(),
        in_a_row: 10,
        examine_within_days: 14,
        decide_within_days: 30,
    }
}

/// Lebaran of 2025 among others.
fn calendar() -> WorkCalendar {
    let free_days = [date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 2)];
    let years = [2024, 2025].into();
    WorkCalendar { id: "x".into(), week: WorkWeek::Five, years, free_days: free_days.into() }
}

/// So many working days from a day on: every one, or every second.
fn absent(from: Date, count: usize, every: usize) -> BTreeSet<Date> {
    let calendar = calendar();
    let worked = from.series(1.day()).filter(|day| calendar.is_worked(*day));
    worked.step_by(every).take(count).collect()
}

/// Every vector of the reference, none of them in a row.
#[test]
fn days_of_absence_lead_to_the_punishments_of_the_reference() {
    let cases = [
        (0, None),
        (1, None),
        (2, None),
        (3, Some("1")),
        (4, Some("2")),
        (6, Some("2")),
        (7, Some("3")),
        (10, Some("3")),
        (11, Some("23")),
        (13, Some("23")),
        (14, Some("24")),
        (16, Some("24")),
        (17, Some("25")),
        (20, Some("25")),
        (21, Some("27")),
        (24, Some("27")),
        (25, Some("28")),
        (27, Some("28")),
        (28, Some("10")),
        (40, Some("10")),
    ];
    for (days, code) in cases {
        let found = rules().find(&absent(date(2025, 1, 2), days, 2), &calendar(), date(2025, 12, 31), &[]);
        let rung = found.rung.as_ref().map(|rung| rung.code.as_str());
        assert_eq!((found.days as usize, rung, found.by_row), (days, code, false), "{days} days");
    }
}

#[test]
fn ten_working_days_in_a_row_lead_to_dismissal() {
    for (from, count, longest, code) in [
        (date(2025, 2, 3), 9, 9, "3"),
        (date(2025, 2, 3), 10, 10, "10"),
        // Lebaran and two weekends lie in this row.
        (date(2025, 3, 24), 10, 10, "10"),
    ] {
        let found = rules().find(&absent(from, count, 1), &calendar(), date(2025, 12, 31), &[]);
        let rung = found.rung.as_ref().map(|rung| rung.code.as_str());
        assert_eq!((found.longest_row, rung, found.by_row), (longest, Some(code), count == 10), "from {from}");
    }
}

#[test]
fn a_row_goes_on_over_new_year_but_the_days_before_do_not_count() {
    let row = absent(date(2024, 12, 20), 10, 1);
    let found = rules().find(&row, &calendar(), date(2025, 12, 31), &[]);
    assert_eq!((found.days, found.longest_row, found.by_row), (2, 10, true));
    assert!(rules().looks_back_to(date(2025, 12, 31)) < date(2024, 12, 20));
    let rolling = LadderRules { counted: CountedYear::Rolling, ..rules() };
    let found = rolling.find(&row, &calendar(), date(2025, 6, 30), &[]);
    assert_eq!((found.first_day, found.days), (date(2024, 7, 1), 10));
    let found = rolling.find(&row, &calendar(), date(2025, 12, 23), &[]);
    assert_eq!((found.first_day, found.days), (date(2024, 12, 24), 8));
}

/// Ten in a row in December were proposed then: one more day in January is a day, not the same row again.
#[test]
fn a_row_that_led_to_a_proposal_leads_to_no_other() {
    let row = absent(date(2024, 12, 18), 12, 1);
    let again = rules().find(&row, &calendar(), date(2025, 1, 31), &[]);
    assert_eq!((again.days, again.longest_row, again.by_row), (2, 12, true));
    let december = [DayRow { first_day: date(2024, 12, 18), last_day: date(2024, 12, 31) }];
    let spent = rules().find(&row, &calendar(), date(2025, 1, 31), &december);
    assert_eq!((spent.days, spent.longest_row, spent.rung), (2, 2, None));
    let fresh = absent(date(2024, 12, 18), 20, 1);
    let fresh = rules().find(&fresh, &calendar(), date(2025, 1, 31), &december);
    assert_eq!((fresh.longest_row, fresh.by_row), (10, true));
}

/// Of a row in January nothing is spent in December, whenever that comes; with a day less than it takes nothing is spent at all.
#[test]
fn a_row_spends_its_own_days_while_it_holds() {
    let january = rules().find(&absent(date(2025, 1, 6), 10, 1), &calendar(), date(2025, 1, 31), &[]);
    assert_eq!(january.rows, [DayRow { first_day: date(2025, 1, 6), last_day: date(2025, 1, 17) }]);
    let december = absent(date(2024, 12, 2), 10, 1);
    let late = rules().find(&december, &calendar(), date(2024, 12, 31), &january.rows);
    assert_eq!((late.longest_row, late.by_row), (10, true));
    let mut days = absent(date(2025, 1, 6), 10, 1);
    assert!(rules().holds(january.rows[0], &days, &calendar()));
    days.remove(&date(2025, 1, 10));
    assert!(!rules().holds(january.rows[0], &days, &calendar()));
}

#[test]
fn days_after_the_day_asked_for_do_not_count() {
    let found = rules().find(&absent(date(2025, 2, 3), 5, 1), &calendar(), date(2025, 2, 5), &[]);
    assert_eq!((found.days, found.rung.map(|rung| rung.code)), (3, Some("1".to_owned())));
}

#[test]
fn unsound_ladders_are_found() {
    assert_eq!(rules().fault(), None);
    let broken = |change: fn(&mut LadderRules)| {
        let mut rules = rules();
        change(&mut rules);
        rules.fault().is_some()
    };
    assert!(broken(|rules| rules.rungs.clear()));
    assert!(broken(|rules| rules.rungs[1].days = 3));
    assert!(broken(|rules| rules.rungs[1].code = "1".into()));
    assert!(broken(|rules| rules.in_a_row = 1));
    assert!(broken(|rules| rules.decide_within_days = 0));
    assert_eq!((CountedYear::parse("x"), PunishmentLevel::parse("x")), (None, None));
}

#[test]
fn codes_are_compared_by_their_rungs() {
    let rules = rules();
    for (code, other, above) in
        [("2", "1", true), ("10", "28", true), ("1", "1", false), ("3", "23", false), ("1", "x", true)]
    {
        assert_eq!(rules.is_above(code, other), above, "{code} and {other}");
    }
}
