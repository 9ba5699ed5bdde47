#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::proposal_rules::ShareRounding;
use jiff::civil::date;
use num_rational::BigRational;
use uuid::Uuid;

const STATES: [State; 13] = [
    State::Draft,
    State::Submitted,
    State::Verified,
    State::Approved,
    State::Sent,
    State::UnderReview,
    State::TotalsDetermined,
    State::BreakdownProposed,
    State::Determined,
    State::Published,
    State::Finished,
    State::Rejected,
    State::NotProposing,
];

/// One line a verb: the state it leads to from each state, in the order of [`STATES`]; a dot refuses.
const MATRIX: [(Verb, &str); 16] = [
    (Verb::Fill, "D............"),
    (Verb::Submit, "S............"),
    (Verb::Verify, ".V..........."),
    (Verb::Return, ".D..........."),
    (Verb::Approve, "..A.........."),
    (Verb::SignStatement, "...A........."),
    (Verb::Send, "...M........."),
    (Verb::Determine, "....E........"),
    (Verb::NoteOpinion, "....RR......."),
    (Verb::DetermineTotals, ".....TT......"),
    (Verb::ProposeBreakdown, "......BB....."),
    (Verb::DetermineBreakdown, ".......E....."),
    (Verb::Publish, "........P...."),
    (Verb::Finish, ".........F..."),
    (Verb::Reject, "....JJ......."),
    (Verb::Withdraw, "NNNN........."),
];

fn rules() -> ProposalRules {
    ProposalRules {
        id: "test".into(),
        regulation: "test".into(),
        first_year: 2021,
        month: 3,
        day: 31,
        years_before: 1,
        statement_required: true,
        verification_required: true,
        consideration_required: true,
        disability_percent: BigRational::from_integer(2.into()),
        disability_rounding: ShareRounding::Ceil,
        twin_kinds: vec![],
        twin_of: vec![],
        twin_in_same_unit: false,
        most_seats: 10_000,
        least_pay: 1,
        most_pay: 2,
    }
}

fn proposal(state: State) -> Proposal {
    Proposal { state, seats: 3, ..Proposal::draft(Uuid::nil(), 2026, None, Timestamp::UNIX_EPOCH) }
}

fn letter() -> Letter {
    Letter { number: "B/1".into(), date: date(2025, 3, 1) }
}

fn opinion(finding: Finding) -> Opinion {
    Opinion { letter: letter(), finding }
}

#[test]
fn every_verb_leads_where_the_procedure_says_and_nowhere_else() {
    for (verb, line) in MATRIX {
        for (state, letter) in STATES.into_iter().zip(line.chars()) {
            let expected = match letter {
                'D' => Some(State::Draft),
                'S' => Some(State::Submitted),
                'V' => Some(State::Verified),
                'A' => Some(State::Approved),
                'M' => Some(State::Sent),
                'R' => Some(State::UnderReview),
                'T' => Some(State::TotalsDetermined),
                'B' => Some(State::BreakdownProposed),
                'E' => Some(State::Determined),
                'P' => Some(State::Published),
                'F' => Some(State::Finished),
                'J' => Some(State::Rejected),
                'N' => Some(State::NotProposing),
                _ => None,
            };
            assert_eq!(proposal(state).after(verb).ok(), expected, "{verb:?} of {state:?}");
        }
    }
}

#[test]
fn a_proposal_is_sent_in_time_and_signed() {
    let (last_day, now) = (date(2025, 3, 31), Timestamp::UNIX_EPOCH);
    let mut approved = proposal(State::Approved);
    let late = approved.send(&rules(), last_day, date(2025, 4, 1), now);
    assert_eq!(late, Err(ProposalError::DeadlinePassed { year: 2026, last_day }));
    let unsigned = approved.send(&rules(), last_day, last_day, now);
    assert_eq!(unsigned, Err(ProposalError::StatementMissing { year: 2026 }));
    let unasked = ProposalRules { statement_required: false, ..rules() };
    assert_eq!(approved.clone().send(&unasked, last_day, last_day, now), Ok(()));
    approved.sign(Statement { letter: letter(), sha256: "0".repeat(64) }).unwrap();
    assert_eq!(approved.send(&rules(), last_day, last_day, now), Ok(()));
    assert_eq!((approved.state, approved.procedure.send_time), (State::Sent, Some(now)));
}

#[test]
fn totals_need_both_opinions_and_seats_for_people_with_disabilities() {
    let totals =
        |general, disability| BTreeMap::from([(NeedKind::General, general), (NeedKind::Disability, disability)]);
    let mut sent = proposal(State::Sent);
    sent.note(Reviewer::Bkn, opinion(Finding::FavourableInPart)).unwrap();
    let missing = sent.determine_totals(letter(), totals(98, 2), &rules());
    assert_eq!(missing, Err(ProposalError::OpinionMissing("verification of the ministry")));
    sent.note(Reviewer::Ministry, opinion(Finding::Unfavourable)).unwrap();
    assert!(sent.determine_totals(letter(), totals(98, 2), &rules()).is_err());
    let unasked = ProposalRules { verification_required: false, ..rules() };
    assert!(sent.determine_totals(letter(), totals(98, 2), &unasked).is_err(), "a no counts where none is asked for");
    sent.note(Reviewer::Ministry, opinion(Finding::Favourable)).unwrap();
    let few = sent.determine_totals(letter(), totals(99, 2), &rules());
    assert_eq!(few, Err(ProposalError::DisabilityQuota { seats: 2, total: 101, least: 3 }));
    assert_eq!(sent.determine_totals(letter(), totals(98, 2), &rules()), Ok(()));
    assert_eq!((sent.state, sent.seats_determined), (State::TotalsDetermined, 100));
    assert_eq!(sent.procedure.ruleset, "test");
}

#[test]
fn what_ends_a_proposal_says_why() {
    let mut sent = proposal(State::Sent);
    sent.reject(letter(), "keuangan negara".into()).unwrap();
    assert_eq!((sent.state, sent.procedure.closing_reason.as_str()), (State::Rejected, "keuangan negara"));
    assert_eq!(sent.decision_number, "B/1");
    let mut draft = proposal(State::Draft);
    draft.withdraw("moratorium".into()).unwrap();
    assert_eq!((draft.state, draft.procedure.closing_reason.as_str()), (State::NotProposing, "moratorium"));
}
