#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::{Criterion, JobGroup};
use crate::domain::correction_leaf::{CorrectedPart, CorrectionLeaf};
use crate::domain::criteria::Criteria;
use crate::domain::leaf::ReceiptLeaf;
use crate::domain::leaf::tests::criteria;
use crate::domain::objections::{Cause, Round};
use crate::domain::optimisation::OptimisationCode;
use crate::domain::pppk_ranking::rank_pppk;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark, PppkScore};
use crate::domain::pppk_seniority::seniority;
use crate::domain::programme::Programme;
use crate::domain::recount::recount;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use crate::domain::thousandths::Thousandths;
use jiff::{Timestamp, civil::Date, civil::date};

/// Tier, scores and birth date of one participant.
pub(super) type Participant = (&'static str, PppkOutcome, Date);

const BORN: Date = date(1990, 1, 1);

fn pppk_criteria(seats: u32) -> Criteria {
    let scheme = Scheme {
        group: JobGroup::Technical,
        limits: PppkLimits {
            technical_max: 450,
            managerial_max: 100,
            sociocultural_max: 80,
            interview_max: 40,
            points_per_item: 5,
            certificate_percent: 10,
        },
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
        tiers: ["R2", "R3", "R4"].map(|tier| vec![tier.to_owned()]).to_vec(),
        mark: PppkMark::default(),
        tie_break: vec![Criterion::Technical, Criterion::ManagerialSociocultural, Criterion::Interview, Criterion::Age],
    };
    let passes = vec![OptimisationCode::OtherPlace];
    Criteria { programme: Programme::Pppk, passes, cpns: None, pppk: Some(scheme), seats, ..criteria() }
}

fn score([technical, managerial, sociocultural, interview]: [u16; 4]) -> PppkOutcome {
    PppkOutcome::Scored(PppkScore { technical, managerial, sociocultural, interview, ..PppkScore::default() })
}

/// The rows that an honest publication adds.
fn rows(seats: u32, participants: &[Participant]) -> Vec<Leaf> {
    let scheme = pppk_criteria(seats).pppk.unwrap();
    let candidate = |(id, (tier, outcome, birth_date)): (usize, &Participant)| PppkCandidate {
        id,
        tier: (*tier).to_owned(),
        step: scheme.step(tier).unwrap(),
        outcome: *outcome,
        birth_date: *birth_date,
    };
    let candidates: Vec<_> = participants.iter().enumerate().map(candidate).collect();
    let ages = seniority(&scheme, &candidates);
    let row = |placing: &crate::domain::pppk_ranking::PppkPlacing<usize>| {
        let last = placing.standing.map(|(rank, outcome)| PppkFinal {
            total: participants[placing.id].1.score().total(),
            rank,
            outcome,
        });
        Leaf::PppkResult(PppkResultLeaf {
            participant: format!("P{:03}", placing.id),
            eligible: true,
            code: Some(printed(&placing.code, last.map(|last| last.outcome))),
            last,
            seniority: ages.get(&placing.id).copied(),
        })
    };
    rank_pppk(seats, &scheme, &candidates).iter().map(row).collect()
}

fn scored(id: usize, (tier, outcome, _): &Participant) -> Leaf {
    let (participant, salt) = (format!("P{id:03}"), "5a".repeat(32));
    Leaf::Pppk(PppkLeaf { participant, tier: (*tier).to_owned(), outcome: *outcome, salt })
}

/// The log of an honest selection.
pub(super) fn log(seats: u32, participants: &[Participant]) -> Vec<Leaf> {
    let mut leaves = vec![Leaf::Criteria(Box::new(pppk_criteria(seats)))];
    for id in 0..participants.len() {
        let [application, birth_date, documents] = ["ab", "cd", "ef"].map(|hex| hex.repeat(32));
        let (participant, time, gpa) = (format!("P{id:03}"), Timestamp::UNIX_EPOCH, None);
        leaves.push(Leaf::Receipt(ReceiptLeaf { participant, time, gpa, application, birth_date, documents }));
    }
    leaves.extend(participants.iter().enumerate().map(|(id, one)| scored(id, one)));
    leaves.extend(rows(seats, participants));
    leaves
}

/// Vector PK1, and somebody who did not come.
pub(super) const PK1: [Participant; 5] = [
    (
        "R3",
        PppkOutcome::Scored(PppkScore {
            technical: 440,
            certificate: Thousandths(0),
            managerial: 100,
            sociocultural: 70,
            interview: 30,
        }),
        BORN,
    ),
    (
        "R2",
        PppkOutcome::Scored(PppkScore {
            technical: 250,
            certificate: Thousandths(0),
            managerial: 80,
            sociocultural: 60,
            interview: 20,
        }),
        BORN,
    ),
    (
        "R3",
        PppkOutcome::Scored(PppkScore {
            technical: 420,
            certificate: Thousandths(0),
            managerial: 90,
            sociocultural: 60,
            interview: 30,
        }),
        BORN,
    ),
    (
        "R4",
        PppkOutcome::Scored(PppkScore {
            technical: 450,
            certificate: Thousandths(0),
            managerial: 100,
            sociocultural: 80,
            interview: 30,
        }),
        BORN,
    ),
    ("R2", PppkOutcome::Absent, BORN),
];

pub(super) fn counted(leaves: &[Leaf]) -> Recount {
    recount(&(0..).zip(leaves.iter().cloned()).collect::<Vec<_>>())
}

pub(super) fn at(leaves: &[Leaf], wanted: impl Fn(&Leaf) -> bool) -> usize {
    leaves.iter().position(wanted).unwrap()
}

pub(super) fn correction(participant: &str, replaces: u64) -> Leaf {
    Leaf::Correction(CorrectionLeaf {
        participant: participant.into(),
        time: Timestamp::UNIX_EPOCH,
        round: Round::Final,
        of: CorrectedPart::Pppk,
        error: Cause::Scoring,
        basis: "ab".repeat(32),
        replaces: Some(replaces),
    })
}

fn result_of<'l>(leaves: &'l mut [Leaf], participant: &str) -> (u64, &'l mut PppkResultLeaf) {
    let is_own = |leaf: &Leaf| matches!(leaf, Leaf::PppkResult(row) if row.participant == participant);
    let at = leaves.iter().position(is_own).unwrap();
    let Leaf::PppkResult(row) = &mut leaves[at] else { panic!() };
    (at as u64, row)
}

fn score_of<'l>(leaves: &'l mut [Leaf], participant: &str) -> (u64, &'l mut PppkLeaf) {
    let is_own = |leaf: &Leaf| matches!(leaf, Leaf::Pppk(row) if row.participant == participant);
    let at = leaves.iter().position(is_own).unwrap();
    let Leaf::Pppk(row) = &mut leaves[at] else { panic!() };
    (at as u64, row)
}

pub(super) fn positions(leaves: &[Leaf]) -> Vec<u64> {
    counted(leaves).findings.iter().filter_map(|finding| finding.position).collect()
}

#[test]
fn an_honest_log_has_no_findings() {
    let counted = counted(&log(2, &PK1));
    assert_eq!(counted.findings, []);
    assert_eq!((counted.participants, counted.selected), (5, vec!["P000".to_owned(), "P001".to_owned()]));
}

#[test]
fn an_altered_score_is_seen_in_the_result() {
    let mut leaves = log(2, &PK1);
    score_of(&mut leaves, "P002").1.outcome = score([450, 100, 80, 40]);
    let wrong = counted(&leaves).findings;
    assert_eq!(wrong.len(), 2, "{wrong:#?}");
    let expected = "and the scores give R3/L, 670.000 points, rank 2, selected";
    assert!(
        wrong
            .iter()
            .any(|finding| finding.what.contains("P002 has R3, 600.000 points") && finding.what.ends_with(expected)),
        "{wrong:#?}"
    );
}

#[test]
fn a_changed_tier_is_seen_in_the_result() {
    let mut leaves = log(2, &PK1);
    score_of(&mut leaves, "P003").1.tier = "R2".into();
    let (own, _) = result_of(&mut leaves, "P003");
    assert!(positions(&leaves).contains(&own), "{:#?}", counted(&leaves).findings);
    let (leaf, row) = score_of(&mut leaves, "P003");
    row.tier = "R9".into();
    let findings = counted(&leaves).findings;
    let tier = findings.iter().find(|finding| finding.what.contains("in the tier `R9`")).unwrap();
    assert_eq!(tier.position, Some(leaf));
    let mut relabelled = log(2, &PK1);
    let (own, row) = result_of(&mut relabelled, "P001");
    row.code = Some("R3/L".into());
    assert_eq!(positions(&relabelled), [own]);
}

#[test]
fn swapped_candidates_are_both_seen() {
    let mut leaves = log(2, &PK1);
    let one = result_of(&mut leaves, "P000").1.clone();
    let two = result_of(&mut leaves, "P002").1.clone();
    let (first, row) = result_of(&mut leaves, "P000");
    *row = PppkResultLeaf { participant: "P000".into(), ..two };
    let (second, row) = result_of(&mut leaves, "P002");
    *row = PppkResultLeaf { participant: "P002".into(), ..one };
    let seen = positions(&leaves);
    assert!(seen.contains(&first) && seen.contains(&second), "{seen:?}");
}

#[test]
fn nobody_is_dropped_or_added() {
    let mut dropped = log(2, &PK1);
    dropped.remove(at(&log(2, &PK1), |leaf| matches!(leaf, Leaf::PppkResult(row) if row.participant == "P004")));
    let findings = counted(&dropped).findings;
    assert_eq!(findings, [Finding::at(5, "P004 applied and is not in the published result")]);
    let mut added = log(2, &PK1);
    added.remove(4);
    let findings = counted(&added).findings;
    assert!(findings.iter().any(|finding| finding.what == "P003 has no receipt in this log"), "{findings:#?}");
}

#[test]
fn impossible_scores_other_tests_and_late_scores_are_told() {
    let mut leaves = log(2, &PK1);
    let (at, row) = score_of(&mut leaves, "P003");
    row.outcome = score([455, 100, 80, 30]);
    let findings = counted(&leaves).findings;
    let impossible = findings.iter().find(|finding| finding.what.contains("impossible score of P003")).unwrap();
    assert_eq!(impossible.position, Some(at));
    let mut huge = log(2, &PK1);
    let (at, row) = score_of(&mut huge, "P003");
    row.outcome = PppkOutcome::Scored(PppkScore { certificate: Thousandths(u32::MAX), ..row.outcome.score() });
    assert!(positions(&huge).contains(&at), "points beyond all numbers are told, and nothing else happens");
    let mut late = log(2, &PK1);
    late.push(scored(3, &PK1[3]));
    assert!(counted(&late).findings.iter().any(|finding| finding.what.contains("younger than the published result")));
    let skd = crate::domain::leaf::SkdLeaf {
        participant: "P000".into(),
        outcome: crate::domain::ranking::SkdOutcome::Absent,
        salt: String::new(),
    };
    let mut other = log(2, &PK1);
    other.push(Leaf::Skd(skd));
    assert!(positions(&other).iter().all(|at| *at == other.len() as u64 - 1), "{:#?}", counted(&other).findings);
    assert!(counted(&other).findings.iter().any(|finding| finding.what == "a skd in the log of a PPPK vacancy"));
}

#[test]
fn a_corrected_result_is_counted_again_as_well_as_the_first() {
    let mut corrected = PK1;
    corrected[2].1 = score([450, 100, 80, 30]);
    let mut leaves = log(2, &PK1);
    let stood = at(&leaves, |leaf| matches!(leaf, Leaf::Pppk(row) if row.participant == "P002"));
    let published = leaves.len();
    leaves.push(correction("P002", stood as u64));
    leaves.push(scored(2, &corrected[2]));
    let before = rows(2, &PK1);
    leaves.extend(rows(2, &corrected).into_iter().filter(|row| !before.contains(row)));
    let mut silent = leaves.clone();
    silent.remove(published);
    let said = "a score of P002 after the publication that no correction accounts for";
    let findings = counted(&silent).findings;
    let found = findings.iter().find(|finding| finding.what.starts_with(said)).unwrap();
    assert_eq!(found.position, Some(published as u64));
    let honest = counted(&leaves);
    assert!(honest.notes.iter().any(|note| note.starts_with("P002: the pppk by leaf")), "{:#?}", honest.notes);
    assert_eq!((honest.findings, honest.selected), (vec![], vec!["P001".to_owned(), "P002".to_owned()]));
    // A first result that was wrong is seen although the latest is right.
    let (at, row) = result_of(&mut leaves, "P003");
    row.code = Some("R4/L".into());
    assert_eq!(positions(&leaves)[0], at);
}

#[test]
fn equals_wait_for_a_decision_and_age_is_told_only_where_it_decides() {
    let tied = ("R3", score([420, 90, 60, 30]), BORN);
    let elder = ("R3", score([420, 90, 60, 30]), date(1989, 12, 31));
    let leaves = log(1, &[tied, elder, PK1[3]]);
    let honest = counted(&leaves);
    assert_eq!((honest.findings, honest.selected), (vec![], vec!["P001".to_owned()]));
    let mut silent = leaves.clone();
    result_of(&mut silent, "P000").1.seniority = None;
    assert!(counted(&silent).findings.iter().any(|finding| finding.what.contains("order of age is not told")));
    let mut talkative = leaves;
    result_of(&mut talkative, "P002").1.seniority = Some(1);
    assert!(counted(&talkative).findings.iter().any(|finding| finding.what.contains("nothing asked for")));
    // Twins: the national committee decides, and the recount takes note.
    let mut decided = log(1, &[tied, tied]);
    for (number, code, outcome) in [("P000", "R3/L", FinalOutcome::Selected), ("P001", "R3", FinalOutcome::NotSelected)]
    {
        let row = result_of(&mut decided, number).1;
        row.code = Some(code.into());
        row.last.as_mut().unwrap().outcome = outcome;
    }
    let counted = counted(&decided);
    assert_eq!((counted.findings, counted.notes.len(), counted.selected), (vec![], 2, vec!["P000".to_owned()]));
}

#[test]
fn more_selected_than_seats_and_the_ineligible_with_a_result_are_told() {
    let mut leaves = log(2, &PK1);
    let row = result_of(&mut leaves, "P002").1;
    row.code = Some("R3/L".into());
    row.last.as_mut().unwrap().outcome = FinalOutcome::Selected;
    assert!(counted(&leaves).findings.iter().any(|finding| finding.what == "3 are selected for 2 seats"));
    let mut leaves = log(2, &PK1);
    result_of(&mut leaves, "P002").1.eligible = false;
    assert!(counted(&leaves).findings[0].what.contains("P002, who was found ineligible"));
}

pub(super) fn said(leaves: &[Leaf], what: &str) {
    let findings = counted(leaves).findings;
    assert!(findings.iter().any(|finding| finding.what.contains(what)), "{what}: {findings:#?}");
}

/// The published row of a participant with another outcome.
pub(super) fn turned(leaves: &[Leaf], participant: &str, outcome: FinalOutcome) -> Leaf {
    let mut row = result_of(&mut leaves.to_vec(), participant).1.clone();
    let code = row.code.as_deref().and_then(|code| code.split('/').next()).unwrap_or_default().to_owned();
    row.code = Some(printed(&code, Some(outcome)));
    row.last.as_mut().unwrap().outcome = outcome;
    Leaf::PppkResult(row)
}

fn outsider() -> Leaf {
    let from = "instansi/6571/vacancies/00000000-0000-0000-0000-000000000002".into();
    let event = SeatEvent::MovedIn { from, code: "/L-2".into() };
    Leaf::Seat(SeatLeaf { participant: "X".into(), time: Timestamp::UNIX_EPOCH, event })
}

#[test]
fn the_winners_seat_goes_to_nobody_else() {
    let honest = log(2, &PK1);
    let mut outside = honest.clone();
    outside.extend([outsider(), turned(&honest, "P000", FinalOutcome::NotSelected)]);
    said(&outside, "X comes from another vacancy, and none of the 2 seats was free");
    said(&outside, "P000 has");
    let mut aside = honest.clone();
    let moved = turned(&honest, "P000", FinalOutcome::Moved);
    aside.extend([moved, turned(&honest, "P002", FinalOutcome::Selected)]);
    said(&aside, "P000 goes to another vacancy and had a seat of this one");
    said(&aside, "P000 has");
    // A seat that nobody of this vacancy can take is another's.
    let mut free = log(5, &PK1);
    free.push(outsider());
    assert_eq!((counted(&free).findings, counted(&free).selected.len()), (vec![], 5));
}

#[test]
fn a_letter_gives_every_seat_and_nobody_becomes_eligible() {
    let tied = ("R3", score([420, 90, 60, 30]), BORN);
    let mut nobody = log(1, &[tied, tied]);
    for number in ["P000", "P001"] {
        let Leaf::PppkResult(lost) = turned(&nobody, number, FinalOutcome::NotSelected) else { panic!() };
        *result_of(&mut nobody, number).1 = lost;
    }
    said(&nobody, "0 of 2 equals have a seat by letter, and those ahead leave 1");
    let mut back = log(2, &PK1);
    let stood = result_of(&mut back, "P003").1.clone();
    let struck = PppkResultLeaf { eligible: false, code: None, last: None, ..stood.clone() };
    back.extend([Leaf::PppkResult(struck), Leaf::PppkResult(stood)]);
    said(&back, "P003 was found ineligible, and no correction makes anybody eligible");
}
