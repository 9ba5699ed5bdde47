use super::*;
use crate::domain::work_calendar::WorkWeek;
use jiff::civil::date;

/// The rules as shipped, for the tests of this crate.
pub(crate) fn rules() -> ComplaintRules {
    ComplaintRules {
        id: "complaint-x".into(),
        regulation: "x".into(),
        valid_from: date(2018, 1, 1),
        working_days: StepDays { verification: 3, information: 5, simple: 5, plain: 14, inspected: 60, aspiration: 14 },
        reply_days: 10,
        reopen_days: 30,
        mask_months: 12,
        merge_across_services: false,
        filings_a_minute: 600,
        filings_a_minute_a_service: 60,
        filings_a_minute_by_desk: 600,
        replies_a_day: 20,
        small_cell: 5,
    }
}

fn calendar() -> WorkCalendar {
    let free_days = [date(2025, 1, 27), date(2025, 1, 28), date(2025, 1, 29)].into();
    WorkCalendar { id: "calendar-x".into(), week: WorkWeek::Five, years: [2025].into(), free_days }
}

#[test]
fn each_nature_has_its_days() {
    let complaint = Nature::of(Kind::Complaint);
    let cases = [
        (Nature::of(Kind::InformationRequest), 5),
        (Nature::of(Kind::Aspiration), 14),
        (complaint, 14),
        (Nature { is_simple: true, ..complaint }, 5),
        (Nature { has_supervision: true, ..complaint }, 60),
        (Nature { has_inspection: true, ..complaint }, 60),
    ];
    for (nature, days) in cases {
        assert_eq!(rules().answer_days(&nature), days, "{nature:?}");
    }
}

/// D1 and D2 of the reference, as whole deadlines.
#[test]
fn a_deadline_tells_how_it_arose() {
    let received = date(2025, 1, 24);
    let asked = rules().deadline(&calendar(), &Nature::of(Kind::InformationRequest), received);
    let expected = Deadline {
        from: Some(received),
        verify: date(2025, 2, 3),
        answer: date(2025, 2, 5),
        days: 5,
        is_certain: true,
        ruleset: "complaint-x".into(),
        calendar: "calendar-x".into(),
    };
    assert_eq!(asked, expected);
    let plain = rules().deadline(&calendar(), &Nature::of(Kind::Complaint), received);
    assert_eq!((plain.answer, plain.days), (date(2025, 2, 18), 14));
}

#[test]
fn a_new_calendar_moves_what_was_uncertain_and_what_it_knows_better() {
    let nature = Nature::of(Kind::Complaint);
    let old = rules().deadline(&calendar(), &nature, date(2025, 12, 20));
    assert_eq!((old.is_certain, rules().recounted(&calendar(), &nature, &old)), (false, None), "nothing is new");
    let mut new = calendar();
    new.years.insert(2026);
    new.free_days.insert(date(2026, 1, 1));
    let moved = rules().recounted(&new, &nature, &old);
    assert_eq!(moved.map(|moved| (moved.answer, moved.is_certain)), Some((date(2026, 1, 9), true)));
    let certain = rules().deadline(&calendar(), &nature, date(2025, 1, 24));
    assert_eq!(rules().recounted(&new, &nature, &certain), None);
    new.free_days.insert(date(2025, 1, 31));
    let decreed = rules().recounted(&new, &nature, &certain).map(|moved| moved.answer);
    assert!(decreed > Some(certain.answer), "joint leave that was decreed within the year");
    let reopened = Deadline { verify: date(2025, 1, 8), ..certain };
    let moved = rules().recounted(&new, &nature, &reopened).map(|moved| moved.verify);
    assert_eq!(moved, Some(date(2025, 1, 8)), "of before it was opened again");
    let elsewhere = Deadline { ruleset: "complaint-y".into(), ..old };
    assert_eq!(rules().recounted(&new, &nature, &elsewhere), None);
}

#[test]
fn a_day_of_another_system_lies_on_or_after_the_receipt() {
    let day = date(2025, 1, 24);
    assert_eq!(Deadline::set_elsewhere(day, date(2025, 1, 23)), Err(BeforeReceipt));
    assert_eq!(Deadline::set_elsewhere(day, day).map(|deadline| deadline.answer), Ok(day));
}

#[test]
fn the_times_after_an_answer_are_counted_in_calendar_days() {
    let day = date(2025, 1, 24);
    assert_eq!(rules().reply_until(day), date(2025, 2, 3));
    assert_eq!(rules().reopen_until(day), date(2025, 2, 23));
    assert_eq!(rules().masked_before(day), date(2024, 1, 24));
}

#[test]
fn unusable_rules_are_refused() {
    assert_eq!(rules().fault(), None);
    let days = StepDays { plain: 0, ..rules().working_days };
    assert!(ComplaintRules { working_days: days, ..rules() }.fault().is_some());
    assert!(ComplaintRules { reply_days: 0, ..rules() }.fault().is_some());
    assert!(ComplaintRules { filings_a_minute: 0, ..rules() }.fault().is_some());
    assert!(ComplaintRules { small_cell: 0, ..rules() }.fault().is_some());
    assert!(ComplaintRules { mask_months: 5_000, ..rules() }.fault().is_some());
}
