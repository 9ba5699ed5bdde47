#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn shown(kind: EvidenceKind, level: u8, date: Date, last_day: Date) -> Shown {
    Shown { evidence: Uuid::from_u128(level.into()), kind, level, date, last_day }
}

fn until(kind: EvidenceKind, level: u8, year: i16, last_year: i16) -> Shown {
    shown(kind, level, date(year, 6, 1), date(last_year, 12, 31))
}

#[test]
fn the_level_is_what_still_counts_on_the_day() {
    use EvidenceKind::{Assessment, Certificate, Observed, Training};
    let day = date(2025, 7, 1);
    let table = [
        ("nothing is known of nothing", vec![], None),
        ("an assessment measures", vec![until(Assessment, 3, 2024, 2027)], Some(3)),
        (
            "the later assessment counts",
            vec![until(Assessment, 4, 2023, 2026), until(Assessment, 2, 2025, 2028)],
            Some(2),
        ),
        ("an assessment may find nothing", vec![until(Assessment, 0, 2025, 2028)], Some(0)),
        ("training raises", vec![until(Assessment, 2, 2024, 2027), until(Training, 3, 2025, 2028)], Some(3)),
        ("training never lowers", vec![until(Assessment, 4, 2024, 2027), until(Training, 2, 2025, 2028)], Some(4)),
        (
            "what was shown before the assessment does not raise it",
            vec![until(Certificate, 5, 2023, 2026), until(Assessment, 3, 2024, 2027)],
            Some(3),
        ),
        (
            "without an assessment the highest",
            vec![until(Observed, 2, 2024, 2026), until(Certificate, 4, 2023, 2026)],
            Some(4),
        ),
        ("what has expired is unknown", vec![until(Assessment, 4, 2021, 2024)], None),
        (
            "an expired assessment leaves what else counts",
            vec![until(Assessment, 4, 2021, 2024), until(Training, 2, 2024, 2027)],
            Some(2),
        ),
        ("what lies ahead does not count yet", vec![until(Assessment, 4, 2026, 2029)], None),
    ];
    for (case, evidence, expected) in table {
        assert_eq!(deciding(&evidence, day).map(|one| one.level), expected, "{case}");
    }
}

#[test]
fn an_expired_assessment_brings_nothing_older_back() {
    use EvidenceKind::{Assessment, Certificate, Training};
    let high = shown(Assessment, 4, date(2023, 1, 10), date(2026, 12, 31));
    let low = shown(Assessment, 2, date(2025, 1, 10), date(2026, 5, 31));
    let certificate = |day| shown(Certificate, 5, day, date(2027, 12, 31));
    let trained = shown(Training, 3, date(2025, 6, 1), date(2027, 12, 31));
    let day = date(2026, 6, 1);
    let table = [
        ("an older, higher assessment", vec![high.clone(), low.clone()], None),
        ("a certificate before the latest assessment", vec![low.clone(), certificate(date(2025, 1, 9))], None),
        ("a certificate of its day or later counts", vec![low.clone(), certificate(date(2025, 1, 10))], Some(5)),
        ("what was learned since counts", vec![high.clone(), low.clone(), trained], Some(3)),
    ];
    for (case, evidence, expected) in table {
        assert_eq!(deciding(&evidence, day).map(|one| one.level), expected, "{case}");
    }
    let both = [high, low];
    assert_eq!(deciding(&both, date(2026, 5, 31)).map(|one| one.level), Some(2), "the day before");
    assert_eq!(deciding(&both, date(2025, 1, 9)).map(|one| one.level), Some(4), "before the latest was known");
}

#[test]
fn evidence_counts_from_its_day_to_its_last() {
    let one = [shown(EvidenceKind::Assessment, 3, date(2022, 6, 1), date(2025, 12, 31))];
    let level = |day| deciding(&one, day).map(|found| found.level);
    assert_eq!(level(date(2022, 5, 31)), None);
    assert_eq!(level(date(2022, 6, 1)), Some(3));
    assert_eq!(level(date(2025, 12, 31)), Some(3));
    assert_eq!(level(date(2026, 1, 1)), None);
}

#[test]
fn two_assessments_of_one_day_count_as_the_higher_whatever_their_order() {
    let (low, high) = (until(EvidenceKind::Assessment, 2, 2025, 2028), until(EvidenceKind::Assessment, 3, 2025, 2028));
    for evidence in [[low.clone(), high.clone()], [high, low]] {
        assert_eq!(deciding(&evidence, date(2025, 7, 1)).unwrap().level, 3);
    }
}

#[test]
fn every_kind_reads_back_and_only_an_assessment_finds_nothing() {
    for (kind, text) in EvidenceKind::ALL {
        assert_eq!((EvidenceKind::parse(text), kind.as_str()), (Some(kind), text));
        assert_eq!(kind.lowest_level() == 0, kind == EvidenceKind::Assessment);
    }
    assert_eq!(EvidenceKind::parse("rumour"), None);
}

#[test]
fn evidence_is_withdrawn_once() {
    let evidence = Evidence {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind: EvidenceKind::Assessment,
        dictionary: "d".into(),
        code: "M1".into(),
        level: 3,
        assessor: "a".into(),
        instrument: "i".into(),
        date: date(2025, 1, 1),
        expiry: None,
        reference: String::new(),
    };
    let mut kept = KeptEvidence {
        evidence,
        last_day: date(2028, 12, 31),
        ruleset: "r".into(),
        recorded_by: "hr".into(),
        withdrawn_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(kept.withdraw(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(kept.withdraw(Timestamp::UNIX_EPOCH), Err(EvidenceRefusal::Withdrawn));
    assert_eq!(kept.withdrawn_time, Some(Timestamp::UNIX_EPOCH));
}
