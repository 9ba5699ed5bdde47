#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    competency_profile::{Asked, AskedBy},
    competency_rules::{
        CompetencyGroup,
        tests::{job, rules},
    },
    evidence::{EvidenceKind, Shown, ShownByOne},
};
use jiff::civil::date;
use std::sync::Arc;

const TODAY: Date = date(2025, 5, 2);

fn asked(levels: &[(&str, u8)]) -> Vec<Asked> {
    let line = |(code, level): &(&str, u8)| Asked {
        code: CompetencyCode::new("generic", code),
        level: *level,
        by: AskedBy::Ruleset,
        group: CompetencyGroup::Managerial,
    };
    levels.iter().map(line).collect()
}

fn evidence(levels: &[(&str, u8)]) -> ShownByOne {
    let one = |(code, level): &(&str, u8)| {
        let shown = Shown {
            evidence: Uuid::nil(),
            kind: EvidenceKind::Assessment,
            level: *level,
            date: date(2025, 1, 1),
            last_day: date(2028, 12, 31),
        };
        (Arc::new(CompetencyCode::new("generic", code)), shown)
    };
    levels.iter().map(one).collect()
}

fn gap(code: &str, standard: u8, achieved: Option<u8>, priority: i64) -> Gap {
    Gap {
        id: Uuid::from_u128(1),
        servant: Uuid::nil(),
        dictionary: "generic".into(),
        code: code.into(),
        standard,
        achieved,
        priority,
        open_date: date(2025, 1, 1),
        close_date: None,
        version: 3,
    }
}

fn changes_on(day: Date, standard: &[(&str, u8)], shown: &[(&str, u8)], open: &[Gap]) -> GapChanges {
    let (asked, rules, job) = (asked(standard), rules(), Some(job("administrator", "")));
    let profile = Profile::measure(&asked, &evidence(shown), job, &rules, day);
    changes(&profile, job, open, &rules, day)
}

fn changes_of(standard: &[(&str, u8)], shown: &[(&str, u8)], open: &[Gap]) -> GapChanges {
    changes_on(TODAY, standard, shown, open)
}

#[test]
fn a_gap_opens_below_the_standard_and_only_where_the_level_is_known() {
    let found = changes_of(&[("M1", 3), ("M2", 3), ("M3", 3), ("M4", 3)], &[("M1", 1), ("M2", 3), ("M3", 4)], &[]);
    // Two levels at weight 1.0 and criticality 1.50.
    let expected = NewGap { code: CompetencyCode::new("generic", "M1"), standard: 3, achieved: 1, priority: 3_000 };
    assert_eq!(found, GapChanges { opened: vec![expected], ..GapChanges::default() });
}

#[test]
fn nothing_happens_twice() {
    let open = [gap("M1", 3, Some(1), 3_000)];
    assert!(changes_of(&[("M1", 3)], &[("M1", 1)], &open).is_empty());
}

#[test]
fn a_gap_closes_when_the_standard_is_met_or_not_asked_for_any_more() {
    let open = [gap("M1", 3, Some(1), 3_000)];
    let met = changes_of(&[("M1", 3)], &[("M1", 3)], &open);
    let (closed, reason) = &met.closed[0];
    assert_eq!((closed.close_date, closed.achieved, closed.version), (Some(TODAY), Some(3), 4));
    assert_eq!((*reason, met.opened.len(), met.changed.len()), (CloseReason::Met, 0, 0));
    let moved = changes_of(&[("M2", 3)], &[("M1", 1)], &open);
    assert_eq!((moved.closed[0].1, moved.closed[0].0.achieved), (CloseReason::NotAsked, Some(1)));
    let without_a_post = changes_of(&[], &[("M1", 1)], &open);
    assert_eq!(without_a_post.closed[0].1, CloseReason::NotAsked);
}

#[test]
fn an_open_gap_follows_level_and_standard() {
    let open = [gap("M1", 3, Some(1), 3_000)];
    let better = changes_of(&[("M1", 3)], &[("M1", 2)], &open);
    assert_eq!(better.changed, [Gap { achieved: Some(2), priority: 1_500, version: 4, ..open[0].clone() }]);
    let harder = changes_of(&[("M1", 5)], &[("M1", 1)], &open);
    assert_eq!(harder.changed, [Gap { standard: 5, priority: 6_000, version: 4, ..open[0].clone() }]);
    let easier = changes_of(&[("M1", 1)], &[("M1", 1)], &open);
    assert_eq!(easier.closed[0].1, CloseReason::Met);
}

#[test]
fn a_gap_whose_evidence_expires_stays_open_as_urgent_as_it_was() {
    let (open, later) = ([gap("M1", 3, Some(1), 3_000)], date(2029, 1, 1));
    let expired = changes_on(later, &[("M1", 3)], &[("M1", 1)], &open);
    let unknown = Gap { achieved: None, version: 4, ..open[0].clone() };
    assert_eq!(expired.changed, std::slice::from_ref(&unknown));
    assert!(changes_on(later, &[("M1", 3)], &[("M1", 1)], &[unknown]).is_empty());
}

#[test]
fn a_gap_that_nothing_ever_showed_is_closed() {
    let withdrawn = changes_of(&[("M1", 3)], &[], &[gap("M1", 3, Some(1), 3_000)]);
    let (closed, reason) = &withdrawn.closed[0];
    assert_eq!((closed.achieved, closed.close_date, *reason), (None, Some(TODAY), CloseReason::Withdrawn));
}

#[test]
fn the_most_urgent_comes_first() {
    let mut gaps = [gap("M1", 3, Some(2), 1_000), gap("M2", 3, Some(0), 3_000), gap("M3", 3, None, 2_000)];
    gaps.sort_by_key(Gap::page_key);
    assert_eq!(gaps.map(|gap| gap.code), ["M2", "M3", "M1"]);
}

#[test]
fn reasons_read_back() {
    for reason in [CloseReason::Met, CloseReason::NotAsked, CloseReason::Withdrawn] {
        assert_eq!(CloseReason::parse(reason.as_str()), Some(reason));
    }
    assert_eq!(CloseReason::parse(""), None);
}
