use super::*;
use crate::domain::calendar::Stage;
use crate::domain::document::DocumentKind;
use jiff::civil::date;

/// The general part of 2024, for the tests of this crate.
pub(crate) fn general() -> GeneralRules {
    let specialists =
        AgeLimit { posts: vec!["Dokter".into()], education: vec!["Profesi Dokter Spesialis".into()], maximum: 40 };
    GeneralRules {
        id: "cpns-2024".into(),
        period: "2024".into(),
        regulation: "example".into(),
        valid_from: date(2024, 8, 20),
        valid_until: None,
        any_day: false,
        early_close: false,
        age_minimum: 18,
        age_maximum: 35,
        age_limits: vec![specialists],
        objection: Some(ObjectionRules { days: 3, answer_days: 7 }),
        fill: FillTime::BeforePublication,
        filing: None,
        calendar: Vec::new(),
        needs_standard: false,
        intake: IntakeRules {
            documents: vec![DocumentKind::IdentityCard, DocumentKind::Diploma],
            ..IntakeRules::default()
        },
        retention: None,
    }
}

#[test]
fn an_applicant_is_eighteen_to_thirty_five_on_the_day_of_applying() {
    let admits = |year, day| admits_age(18, 35, date(year, 9, day), date(2024, 9, 6));
    assert!(admits(2006, 6) && !admits(2006, 7));
    assert!(admits(1989, 6) && !admits(1989, 5));
}

#[test]
fn listed_posts_have_another_greatest_age() {
    let greatest = |post, education| general().greatest_age(post, education);
    assert_eq!(greatest("DOKTER AHLI PERTAMA", "profesi dokter spesialis anak"), 40);
    assert_eq!(greatest("Dokter Ahli Pertama", "Profesi Dokter"), 35);
    assert_eq!(greatest("Dokteran", "Profesi Dokter Spesialis"), 35);
    assert_eq!(greatest("Perawat Terampil", "Profesi Dokter Spesialis"), 35);
}

#[test]
fn a_period_is_over_when_its_last_vacancy_can_have_closed() {
    let ended = GeneralRules { valid_until: Some(date(2025, 1, 12)), ..general() };
    assert!(!ended.is_over(date(2026, 1, 13)) && ended.is_over(date(2026, 1, 14)));
    assert!(!general().is_over(date(2099, 1, 1)), "it is in force");
    assert!(!GeneralRules { any_day: true, ..ended }.is_over(date(2099, 1, 1)));
}

#[test]
fn a_vacancy_opens_on_the_days_of_its_ruleset() {
    let ended = GeneralRules { valid_until: Some(date(2025, 1, 12)), ..general() };
    assert!(!ended.is_in_force(date(2024, 8, 19)) && ended.is_in_force(date(2024, 8, 20)));
    assert!(ended.is_in_force(date(2025, 1, 12)) && !ended.is_in_force(date(2025, 1, 13)));
    assert!(general().is_in_force(date(2030, 1, 1)));
    assert!(GeneralRules { any_day: true, ..ended }.is_in_force(date(2030, 1, 1)));
}

#[test]
fn every_fault_is_listed() {
    assert!(general().validate().is_empty());
    let mut broken = general();
    broken.period.clear();
    broken.age_limits[0].maximum = 17;
    broken.age_limits.push(AgeLimit { posts: Vec::new(), education: Vec::new(), maximum: 40 });
    broken.valid_until = Some(date(2024, 1, 1));
    broken.objection = Some(ObjectionRules { days: 3, answer_days: 0 });
    broken.calendar.push(CalendarRow { stage: Stage::Skd, from: date(2024, 11, 14), until: date(2024, 10, 16) });
    let expected = [
        GeneralViolation::NoName,
        GeneralViolation::NoAge,
        GeneralViolation::NoPost,
        GeneralViolation::EndsBeforeItBegins,
        GeneralViolation::NoObjectionDay,
        GeneralViolation::Calendar(CalendarViolation::EndsBeforeItBegins(Stage::Skd)),
    ];
    assert_eq!(broken.validate(), expected);
}
