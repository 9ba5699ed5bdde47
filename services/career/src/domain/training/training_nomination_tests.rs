#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::course::{CourseKind, Mode, Teaching};
use jiff::civil::date;

fn rules() -> TrainingRules {
    TrainingRules::sample()
}

fn course() -> Course {
    Course {
        id: Uuid::nil(),
        code: "K-1".into(),
        title: "Komunikasi".into(),
        kind: CourseKind::Managerial,
        activity: 5,
        teaching: Some(Teaching { dictionary: "d".into(), code: "M3".into(), level: 3 }),
        hours: 8,
        rupiah: 1_500_000,
        provider: "BPSDM".into(),
        mode: Mode::Classical,
        retire_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn candidate(number: u128, priority: i64) -> Candidate {
    Candidate {
        servant: Uuid::from_u128(number),
        gap: GapThen { gap: Uuid::from_u128(100 + number), standard: 3, achieved: Some(2) },
        priority,
        open_date: date(2025, 1, 1),
        employment: Employment::Pns,
        in_service: true,
        hours: 0,
        takes_part: false,
        recent: None,
    }
}

fn order(nominations: &[Nomination]) -> Vec<(u128, VerdictKind)> {
    nominations.iter().map(|one| (one.servant.as_u128(), one.verdict)).collect()
}

#[test]
fn the_largest_priorities_get_the_seats() {
    use VerdictKind::{Nominated, Waiting};
    let all = vec![candidate(1, 1_000), candidate(2, 3_000), candidate(3, 2_000)];
    let found = nominate(all, &course(), 2, &rules());
    assert_eq!(order(&found), [(2, Nominated), (3, Nominated), (1, Waiting)]);
    assert_eq!(found.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn ties_go_to_the_older_gap_then_to_fewer_hours_then_to_the_older_record() {
    let all = vec![
        candidate(4, 1_000),
        candidate(3, 1_000),
        Candidate { hours: 5, ..candidate(1, 1_000) },
        Candidate { open_date: date(2024, 12, 31), hours: 9, ..candidate(5, 1_000) },
    ];
    let found = nominate(all, &course(), 4, &rules());
    assert_eq!(order(&found).into_iter().map(|(servant, _)| servant).collect::<Vec<_>>(), [5, 3, 4, 1]);
}

#[test]
fn each_who_is_not_nominated_is_told_why() {
    use VerdictKind::*;
    let above = GapThen { gap: Uuid::nil(), standard: 5, achieved: Some(3) };
    let all = vec![
        Candidate { in_service: false, ..candidate(1, 9_000) },
        Candidate { takes_part: true, ..candidate(2, 8_000) },
        Candidate { recent: Some(date(2024, 11, 1)), ..candidate(3, 7_000) },
        Candidate { gap: above, ..candidate(4, 6_000) },
        Candidate { employment: Employment::Pppk, hours: 17, ..candidate(5, 5_000) },
        Candidate { employment: Employment::Pppk, hours: 16, ..candidate(6, 4_000) },
        Candidate { employment: Employment::Pns, hours: 90, ..candidate(7, 3_000) },
    ];
    let found = nominate(all, &course(), 1, &rules());
    let expected = [NotInService, TakesPart, RecentEquivalent, LevelReached, OverCap, Nominated, Waiting];
    assert_eq!(found.iter().map(|one| one.verdict).collect::<Vec<_>>(), expected);
    assert_eq!(found[2].explanation, "ended an equivalent course on 2024-11-01, less than 12 months ago");
    assert_eq!(found[4].explanation, "1 hours over the cap of 24 a year");
    assert!(found.iter().all(|one| !one.explanation.is_empty()));
}

#[test]
fn who_is_left_out_makes_room_for_the_next() {
    use VerdictKind::{LeftOut, Nominated, Waiting};
    let all = vec![candidate(1, 3_000), candidate(2, 2_000), candidate(3, 1_000)];
    let mut found = nominate(all, &course(), 1, &rules());
    let left_out = [Uuid::from_u128(1), Uuid::from_u128(9)];
    assert_eq!(leave_out(&mut found, &left_out, &rules()), [1]);
    seat(&mut found, 1, &rules());
    assert_eq!(order(&found), [(1, LeftOut), (2, Nominated), (3, Waiting)]);
    assert_eq!(found[0].explanation, "left out by whoever confirmed");
    assert_eq!(leave_out(&mut found, &left_out[..1], &rules()), [0], "nobody is left out twice");
}

#[test]
fn a_run_is_confirmed_once_and_only_as_it_was_seen() {
    let all = vec![candidate(1, 3_000), candidate(2, 2_000)];
    let seen = nominate(all.clone(), &course(), 1, &rules());
    assert!(same(&seen, &nominate(all.clone(), &course(), 1, &rules())));
    assert!(!same(&seen, &nominate(all.clone(), &course(), 2, &rules())), "another seat");
    assert!(!same(&seen, &nominate(all[..1].to_vec(), &course(), 1, &rules())), "another gap");
    let mut run = NominationRun {
        id: Uuid::nil(),
        session: Uuid::nil(),
        ruleset: "r".into(),
        free_seats: 1,
        confirm_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(run.confirm(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(run.confirm(Timestamp::UNIX_EPOCH), Err(Stale::Confirmed));
}

#[test]
fn names_in_tables_read_back() {
    for (kind, text) in VerdictKind::ALL {
        assert_eq!((VerdictKind::parse(text), kind.as_str()), (Some(kind), text));
    }
}
