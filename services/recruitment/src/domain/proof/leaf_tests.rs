use super::*;
use crate::domain::admission::{AcceptedEducation, Admission};
use crate::domain::criteria::{CpnsCriteria, FieldTest};
use crate::domain::decides_by::DecidesBy;
use crate::domain::document::DocumentKind;
use crate::domain::fill_time::FillTime;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::programme::Programme;
use crate::domain::skd::{NeedKind, PassMark, SkdLimits};
use crate::domain::tie_break::TieBreak;
use uuid::Uuid;

/// The criteria of a vacancy with one seat.
pub fn criteria() -> Criteria {
    let mark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
    Criteria {
        instansi: "6571".into(),
        vacancy: Uuid::from_u128(1),
        programme: Programme::Cpns,
        ruleset: "cpns-2024".into(),
        period: "2024".into(),
        decision: "320/2024".into(),
        need: "instansi/6571/needs/1".into(),
        position: "instansi/6571/positions/1".into(),
        title: "Perawat Terampil".into(),
        unit: "Dinas Kesehatan | Puskesmas Asemrowo".into(),
        kind: NeedKind::Umum,
        seats: 1,
        admission: Admission {
            education: vec![AcceptedEducation {
                education: "D-III Keperawatan".into(),
                age_minimum: 18,
                age_maximum: 35,
                greatest_mark: Thousandths(4_000),
            }],
            papers: vec![DocumentKind::IdentityCard, DocumentKind::Diploma],
            ..Admission::default()
        },
        passes: vec![OptimisationCode::E1, OptimisationCode::U1],
        fill: FillTime::BeforePublication,
        objection: None,
        documents: Vec::new(),
        cpns: Some(CpnsCriteria {
            skd: SkdLimits { twk_max: 150, tiu_max: 175, tkp_max: 225, points_per_item: 5 },
            pass_mark: mark,
            general_mark: mark,
            multiplier: 3,
            skd_weight: 40,
            skb_weight: 60,
            cat_max: 500,
            field_test: FieldTest::cat_only(),
            tie_breaks: TieBreak::ALL.to_vec(),
            decides_by: DecidesBy::Exact,
        }),
        pppk: None,
        standards: Vec::new(),
    }
}

fn row(last: Option<FinalRow>) -> Leaf {
    Leaf::Result(ResultLeaf {
        participant: "20246571000000000042".into(),
        eligible: true,
        skd_code: Some(SkdCode::PassedToSkb),
        skd_rank: Some(1),
        last,
        seniority: None,
    })
}

#[test]
fn every_leaf_is_read_back_to_the_letter() {
    let participant = "20246571000000000042".to_owned();
    let scores = SkbScores { cat: Thousandths(380_500), additional: vec![Thousandths(82_000)] };
    let last = FinalRow {
        points: FinalPoints { points: Points(4_188), denominator: 55 },
        rank: 2,
        outcome: FinalOutcome::NeedsDecision,
    };
    let leaves = [
        Leaf::Criteria(Box::new(criteria())),
        Leaf::Receipt(ReceiptLeaf {
            participant: participant.clone(),
            time: "2024-09-06T08:00:00.123456Z".parse().unwrap(),
            gpa: Some(Thousandths(3_500)),
            application: "ab".repeat(32),
            birth_date: "cd".repeat(32),
            documents: "ef".repeat(32),
        }),
        Leaf::Receipt(ReceiptLeaf {
            participant: participant.clone(),
            time: "2024-10-06T08:00:00Z".parse().unwrap(),
            gpa: None,
            application: "ab".repeat(32),
            birth_date: "cd".repeat(32),
            documents: "ef".repeat(32),
        }),
        Leaf::Skd(SkdLeaf {
            participant: participant.clone(),
            outcome: SkdOutcome::Scored(SkdScore { twk: 65, tiu: 80, tkp: 166 }),
            salt: "5a".repeat(32),
        }),
        Leaf::Skd(SkdLeaf { participant: participant.clone(), outcome: SkdOutcome::Absent, salt: "5a".repeat(32) }),
        Leaf::Skb(SkbLeaf { participant, outcome: SkbEnding::Present, scores, salt: "5a".repeat(32) }),
        row(Some(last)),
        row(None),
    ];
    for leaf in leaves {
        assert_eq!(Leaf::parse(&leaf.to_text()).unwrap(), leaf);
    }
}

#[test]
fn only_one_text_is_a_leaf() {
    let text = row(None).to_text();
    for other in [
        text.replace("skd_rank 1", "skd_rank 01"),
        text.replace("skd_rank 1", "skd_rank +1"),
        text.replace("final_points -", "final_points 1"),
        text.replace("eligible", "perhaps"),
        format!("{text}more 1\n"),
        text.replace("v1 result", "v1 gift"),
    ] {
        assert!(Leaf::parse(&other).is_err(), "{other}");
    }
}

#[test]
fn a_leaf_reads_like_a_form() {
    let expected = "siklus leaf v1 result\nparticipant 20246571000000000042\nverdict eligible\nskd_code P/L\nskd_rank 1\n\
                    final_points -\nfinal_denominator -\nfinal_rank -\ndecision -\nseniority -\n";
    assert_eq!(row(None).to_text(), expected);
}
