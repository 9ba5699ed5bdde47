use super::*;
use jiff::civil::date;

const PERIOD: Period = Period { first: date(2025, 1, 1), last: date(2025, 12, 31) };
const TERM: Period = Period { first: date(2025, 2, 3), last: date(2025, 6, 30) };

fn agreement(quota: i32) -> Agreement {
    Agreement {
        id: Uuid::nil(),
        number: "1".into(),
        institution_code: "001".into(),
        institution_title: "Universitas Contoh".into(),
        institution_subject: "u".into(),
        period: PERIOD,
        quota,
        fields: vec!["Akuntansi".into(), "Hukum".into()],
        taken: 0,
        end_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn place(seats: i32) -> Place {
    Place {
        id: Uuid::nil(),
        agreement_id: Uuid::nil(),
        unit: String::new(),
        unit_title: String::new(),
        period: TERM,
        seats,
        fields: vec!["Hukum".into()],
        goals: String::new(),
        taken: 0,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn seats_and_quota_are_both_kept() {
    let today = date(2025, 2, 1);
    for (seats, quota, taken) in [(2, 5, 2), (5, 2, 2), (1, 1, 1)] {
        let (mut agreement, mut place) = (agreement(quota), place(seats));
        let results: Vec<_> = (0..6).map(|_| place.take_seat(&mut agreement, today)).collect();
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), taken);
        assert_eq!(results[taken], Err(InternshipRefusal::NoPlaceLeft));
        place.free_seat(&mut agreement);
        assert_eq!(place.take_seat(&mut agreement, today), Ok(()));
    }
}

#[test]
fn nothing_is_taken_when_the_agreement_or_the_term_is_over() {
    let mut ended = agreement(5);
    assert_eq!(ended.end(date(2025, 3, 1), Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(ended.end(date(2025, 3, 1), Timestamp::UNIX_EPOCH), Err(InternshipRefusal::NotInForce));
    assert_eq!(place(1).take_seat(&mut ended, date(2025, 3, 1)), Err(InternshipRefusal::NotInForce));
    let mut running = agreement(5);
    assert_eq!(place(1).take_seat(&mut running, date(2025, 7, 1)), Err(InternshipRefusal::NotAccepting));
    assert_eq!(running.must_be_in_force(date(2024, 11, 1)), Ok(()), "terms are planned ahead");
    assert_eq!(running.must_be_in_force(date(2026, 1, 1)), Err(InternshipRefusal::NotInForce));
    assert_eq!(running.end(date(2026, 1, 1), Timestamp::UNIX_EPOCH), Err(InternshipRefusal::NotInForce));
}

#[test]
fn students_of_the_field_apply_until_the_first_day() {
    let table = [
        ("Hukum", date(2025, 2, 3), Ok(())),
        ("Hukum", date(2025, 2, 4), Err(InternshipRefusal::NotAccepting)),
        ("Akuntansi", date(2025, 2, 3), Err(InternshipRefusal::FieldNotAccepted)),
    ];
    for (field, day, expected) in table {
        assert_eq!(place(1).must_take(field, day), expected, "{field} {day}");
    }
}

#[test]
fn a_place_stays_inside_its_agreement() {
    let names = |period, seats, field: &str| -> Vec<_> {
        agreement(5).against(period, seats, &[field.to_owned()]).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(TERM, 5, "Hukum"), Vec::<&str>::new());
    let late = Period { first: date(2025, 2, 3), last: date(2026, 1, 1) };
    assert_eq!(names(late, 6, "Farmasi"), ["start_date", "seats", "fields"]);
}
