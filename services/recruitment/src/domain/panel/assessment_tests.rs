#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::candidacy::Screening;
use crate::domain::panel_member::{Group, MemberState};
use jiff::Timestamp;

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

fn rules() -> PanelRules {
    PanelRules {
        minimum: 5,
        maximum: 9,
        odd: true,
        outside_percent: 55,
        community_minimum: 1,
        professional_minimum: 1,
        scorers_minimum: 4,
        scorers_outside_percent: 55,
        replacement_days: 7,
    }
}

/// Three of seven from inside; candidates 101 and 102.
fn panel() -> Assessment {
    let groups = [Group::Official, Group::Official, Group::Official, Group::Community, Group::ProfessionalBody];
    let groups = groups.into_iter().chain([Group::Academic, Group::Expert]);
    let member = |(number, group): (usize, Group)| Member {
        id: id(number),
        number: number as i32,
        seat: Seat {
            subject: format!("panel-{number}"),
            group,
            organisation: "organisasi".into(),
            outside: group != Group::Official,
        },
        state: MemberState::Active,
        declared: true,
        round: 1,
    };
    let candidate = |number: usize| Candidate {
        id: id(number),
        code: format!("JPT-{number}"),
        registrar: String::new(),
        screening: Screening::Admitted,
        withdraw_time: None,
        submitted: false,
        create_time: Timestamp::UNIX_EPOCH,
    };
    Assessment {
        instruments: Vec::new(),
        members: (1..).zip(groups).map(member).collect(),
        candidates: vec![candidate(101), candidate(102)],
        conflicts: BTreeSet::new(),
    }
}

fn found(assessment: &Assessment) -> Vec<(Check, String, i64, i64)> {
    let found = assessment.shortages(&rules()).into_iter();
    found.map(|finding| (finding.check, finding.candidate, finding.observed, finding.limit)).collect()
}

#[test]
fn conflicts_of_outsiders_do_not_leave_a_candidate_to_insiders() {
    let mut one = panel();
    assert_eq!(found(&one), []);
    // Three of six from outside are 50 of a hundred, which is less than 55.
    one.conflicts.insert((id(7), id(101)));
    assert_eq!(found(&one), [(Check::Outside, "JPT-101".into(), 500, 550)]);
    assert_eq!(one.flaws_on_the_way(&rules()), [PanelFlaw::Outside]);
    // Without an insider it is three of five: 60.
    one.conflicts.insert((id(1), id(101)));
    assert_eq!(found(&one), []);
    one.conflicts.extend([(id(2), id(101)), (id(3), id(101))]);
    assert_eq!(found(&one), [(Check::Quorum, "JPT-101".into(), 3, 4)]);
    assert_eq!(one.flaws_on_the_way(&rules()), [PanelFlaw::Quorum]);
    let lenient = PanelRules { scorers_outside_percent: 0, scorers_minimum: 2, ..rules() };
    assert_eq!(one.shortages(&lenient), []);
}

#[test]
fn who_leaves_is_missed_by_share_by_group_and_by_number() {
    let mut one = panel();
    one.seat_to_fill(id(7)).unwrap().state = MemberState::Left;
    assert_eq!(found(&one), [(Check::Outside, String::new(), 500, 550)]);
    one.seat_to_fill(id(1)).unwrap().state = MemberState::Left;
    assert_eq!((found(&one), one.has_free_seats()), (vec![], true), "three of five are 60 of a hundred");
    one.seat_to_fill(id(2)).unwrap().state = MemberState::Left;
    assert_eq!(found(&one), [(Check::Composition, String::new(), 4, 5)]);
    let mut one = panel();
    one.seat_to_fill(id(4)).unwrap().state = MemberState::Left;
    let checks: Vec<Check> = found(&one).into_iter().map(|(check, ..)| check).collect();
    assert_eq!(checks, [Check::Outside, Check::Composition], "nobody of the community is left");
    one.members[0].state = MemberState::Excused;
    assert!(
        one.seat_to_fill(id(1)).is_none() && one.seat_to_fill(id(4)).is_some() && one.seat_to_fill(id(9)).is_none()
    );
}
