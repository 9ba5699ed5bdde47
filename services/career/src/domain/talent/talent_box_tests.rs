#![allow(clippy::unwrap_used)]

use super::*;

fn proposed(number: Option<i32>) -> TalentBox {
    TalentBox {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        year: 2025,
        unit: String::new(),
        state: if number.is_some() { BoxState::Proposed } else { BoxState::NeedsReview },
        proposal: BoxProposal { number, ..BoxProposal::default() },
        decided: None,
        ruleset: "talent".into(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_person_accepts_or_changes_and_each_decision_is_told() {
    let mut seen = proposed(Some(8));
    assert_eq!(seen.effective(), None, "nothing counts before somebody decided");
    let accepted = seen.decide(BoxChoice::Accept, Uuid::nil(), "ani", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((accepted.proposed, accepted.before, accepted.after), (Some(8), None, 8));
    let changed = seen.decide(BoxChoice::Change(5), Uuid::nil(), "budi", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((changed.proposed, changed.before, changed.after), (Some(8), Some(8), 5));
    assert_eq!((seen.state, seen.effective(), changed.by.as_str()), (BoxState::Decided, Some(5), "budi"));
}

#[test]
fn what_needs_review_is_not_accepted_but_named() {
    let mut seen = proposed(None);
    let refused = seen.decide(BoxChoice::Accept, Uuid::nil(), "ani", Timestamp::UNIX_EPOCH);
    assert_eq!(refused, Err(BoxRefusal::NeedsReview));
    assert_eq!(seen.state, BoxState::NeedsReview);
    assert!(seen.decide(BoxChoice::Change(5), Uuid::nil(), "ani", Timestamp::UNIX_EPOCH).is_ok());
}
