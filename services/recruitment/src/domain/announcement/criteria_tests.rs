#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::{Criterion, JobGroup};
use crate::domain::leaf::Leaf;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use crate::domain::ruleset;
use crate::domain::standard::StandardScope;
use crate::domain::vacancy::State;
use crate::domain::vacancy::tests::vacancy;
use std::sync::Arc;

const CANONICAL: &str = "asn-criteria\t1
instansi\t6571
vacancy\t00000000-0000-0000-0000-000000000000
programme\tcpns
ruleset\tcpns-2024
period\t2024
decision\t320/2024
need\tn
position\tp
title\tPerawat Terampil
unit\tDinas Kesehatan
kind\tUMUM
seats\t2
education\tD-III Keperawatan\t18\t35\t100000
papers\tIDENTITY_CARD\tDIPLOMA
facts
experience\t0
passes\tE-1\tU-1
fill\tbefore_publication
objections\t3\t7
skd_max\t150\t175\t225\t5
skd_least\t65\t80\t166\t-
skd_general\t65\t80\t166\t-
multiplier\t3
weights\t40\t60
cat\t500\t60
test\tPraktik\\n kerja\tmeasured\t40\t100\tnilai di bawah 60
tie_break\tskd_total\ttkp\ttiu\ttwk\tgpa\tolder
decides_by\texact
standard\ts\t2\tPerwali 1/2024
competency\tkamus\tM1\t2
";

fn practical() -> FieldTest {
    let eliminates = Some("nilai di bawah 60".to_owned());
    let test =
        FieldTestPart { title: "Praktik\n kerja".into(), kind: TestKind::Measured, weight: 40, max: 100, eliminates };
    FieldTest { cat_weight: 60, tests: vec![test] }
}

fn standard() -> Standard {
    Standard {
        standard: "s".into(),
        version: 7,
        revision: 2,
        scope: StandardScope::Title("Perawat Terampil".into()),
        competencies: vec![RequiredCompetency { dictionary: "kamus".into(), code: "M1".into(), level: 2 }],
        regulation: "Perwali 1/2024".into(),
    }
}

fn rules() -> Ruleset {
    Ruleset::Cpns(Arc::new(ruleset::tests::ruleset()))
}

/// Criteria like those of 2024 with a practical test, for the tests of this crate.
pub(crate) fn criteria() -> Criteria {
    Criteria::of("6571", &vacancy(State::Draft), &rules(), practical(), vec![standard()]).unwrap()
}

#[test]
fn the_canonical_form_is_fixed() {
    assert_eq!(criteria().canonical(), CANONICAL);
}

#[test]
fn what_is_written_is_read_again() {
    assert_eq!(Criteria::parse(CANONICAL).unwrap(), criteria());
    let plain = Criteria::of("6571", &vacancy(State::Draft), &rules(), FieldTest::cat_only(), Vec::new()).unwrap();
    assert_eq!(Criteria::parse(&plain.canonical()).unwrap(), plain);
    assert_eq!(plain.cpns.unwrap().scheme(), SkbScheme::cat_only(500));
}

#[test]
fn a_selection_of_employees_has_tiers_instead_of_two_tests() {
    let scheme = Scheme {
        group: JobGroup::Teacher,
        limits: PppkLimits {
            technical_max: 450,
            managerial_max: 100,
            sociocultural_max: 80,
            interview_max: 40,
            points_per_item: 5,
            certificate_percent: 10,
        },
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
        tiers: vec![vec!["R1".into()], vec!["R2".into(), "R3".into()]],
        mark: PppkMark { interview: Some(24), ..PppkMark::default() },
        tie_break: vec![Criterion::Technical, Criterion::Age],
    };
    let pppk = Criteria { programme: Programme::Pppk, cpns: None, pppk: Some(scheme), ..criteria() };
    let lines = "group\tGURU\npppk_max\t450\t100\t80\t40\t5\npppk_items\t25\t20\t10\ncertificates\t10\npppk_least\t-\t-\t24\n\
                 tier\tR1\ntier\tR2\tR3\npppk_tie_break\tTECHNICAL\tAGE\nstandard\t";
    assert!(pppk.canonical().contains(lines), "{}", pppk.canonical());
    assert_eq!(Criteria::parse(&pppk.canonical()).unwrap(), pppk);
}

#[test]
fn what_the_vacancy_asks_for_besides_is_committed() {
    use DocumentKind::{PractisingLicence, WorkExperience};
    let asking = criteria().asking_for(vec![PractisingLicence, WorkExperience, PractisingLicence]);
    assert_eq!(asking.documents, [WorkExperience, PractisingLicence]);
    let lines = "\t7\ndocument\tWORK_EXPERIENCE\ndocument\tPRACTISING_LICENCE\nskd_max\t";
    assert!(asking.canonical().contains(lines), "{}", asking.canonical());
    assert_eq!(Criteria::parse(&asking.canonical()).unwrap(), asking);
    for wrong in ["document\tSIM\n", "document\tDIPLOMA\ndocument\tDIPLOMA\n", "document\n"] {
        let text = CANONICAL.replace("skd_max\t", &format!("{wrong}skd_max\t"));
        assert_eq!(Criteria::parse(&text), Err(CriteriaError::Line("document")), "{wrong}");
    }
}

#[test]
fn one_meaning_has_one_form() {
    for (from, to, expected) in [
        ("asn-criteria\t1", "asn-criteria\t2", CriteriaError::Line("asn-criteria")),
        ("seats\t2", "seats\t02", CriteriaError::Surplus),
        ("kind\tUMUM", "kind\tumum", CriteriaError::Surplus),
        ("seats\t2\n", "", CriteriaError::Line("seats")),
        ("weights\t40\t60", "weights\t40", CriteriaError::Line("weights")),
        ("\tmeasured", "\toral", CriteriaError::Line("test")),
        ("competency\tkamus", "competency\tkamus\tx", CriteriaError::Line("competency")),
        ("\ttkp", "\tluck", CriteriaError::Line("tie_break")),
        ("\texact", "\tluck", CriteriaError::Line("decides_by")),
        ("before_publication", "at_dawn", CriteriaError::Line("fill")),
        ("fill\tbefore_publication\n", "", CriteriaError::Line("fill")),
        ("objections\t3\t7", "objections\t3", CriteriaError::Line("objections")),
        ("objections\t3\t7", "objections\t03\t7", CriteriaError::Surplus),
        ("\tE-1", "\tZ-1", CriteriaError::Line("passes")),
        ("\tE-1", "\tE1", CriteriaError::Surplus),
        ("\tDIPLOMA", "\tLETTER", CriteriaError::Line("papers")),
        ("Praktik\\n", "Praktik\\q", CriteriaError::Form),
        ("M1\t2\n", "M1\t2", CriteriaError::Form),
        ("M1\t2\n", "M1\t2\nbonus\t5\n", CriteriaError::Surplus),
    ] {
        assert_eq!(Criteria::parse(&CANONICAL.replace(from, to)), Err(expected), "{to:?}");
    }
}

/// Whoever applies does not wait until a text is written again that was checked when it was committed; a bundle is read strictly,
/// so that another form of the same meaning is found there.
#[test]
fn what_was_committed_is_not_written_again_and_a_bundle_is() {
    assert_eq!(Criteria::of_committed(CANONICAL).unwrap(), criteria());
    let changed = CANONICAL.replace("seats\t2", "seats\t02");
    assert_eq!(Criteria::of_committed(&changed).unwrap(), criteria());
    assert_eq!(Criteria::parse(&changed), Err(CriteriaError::Surplus));
    assert!(Leaf::parse(&changed).is_err(), "what siklus verify reads");
    let longer = format!("{CANONICAL}bonus\t5\n");
    assert_eq!(Criteria::of_committed(&longer), Err(CriteriaError::Surplus));
    let nobody_objects = Criteria { objection: None, ..criteria() };
    assert!(nobody_objects.canonical().contains("\nobjections\n"));
    assert_eq!(Criteria::parse(&nobody_objects.canonical()).unwrap(), nobody_objects);
}

#[test]
fn a_change_of_anything_changes_the_form() {
    let changed = |change: fn(&mut Criteria)| {
        let mut criteria = criteria();
        change(&mut criteria);
        assert_ne!(criteria.canonical(), CANONICAL);
    };
    changed(|criteria| criteria.seats = 3);
    changed(|criteria| criteria.cpns.as_mut().unwrap().skb_weight = 61);
    changed(|criteria| criteria.cpns.as_mut().unwrap().field_test.tests[0].eliminates = None);
    changed(|criteria| criteria.cpns.as_mut().unwrap().tie_breaks.swap(0, 1));
    changed(|criteria| criteria.cpns.as_mut().unwrap().decides_by = DecidesBy::ThreeDecimals);
    changed(|criteria| criteria.cpns.as_mut().unwrap().general_mark.tiu = Some(75));
    changed(|criteria| criteria.cpns.as_mut().unwrap().skd.points_per_item = 1);
    changed(|criteria| criteria.passes.swap(0, 1));
    changed(|criteria| criteria.fill = FillTime::AfterObjections);
    changed(|criteria| criteria.objection = None);
    changed(|criteria| criteria.admission.education[0].age_maximum = 40);
    changed(|criteria| criteria.admission.papers.truncate(1));
    changed(|criteria| criteria.admission.experience_months = 1);
    changed(|criteria| criteria.standards[0].competencies[0].level = 3);
    changed(|criteria| criteria.unit.push('\t'));
}

#[test]
fn the_greatest_score_of_the_field_test_is_that_of_the_post() {
    let mut lecturer = vacancy(State::Draft);
    lecturer.position_title = "DOSEN ASISTEN AHLI".into();
    let criteria = Criteria::of("6571", &lecturer, &rules(), FieldTest::cat_only(), Vec::new()).unwrap();
    assert_eq!(criteria.cpns.unwrap().scheme(), SkbScheme::cat_only(400));
}

#[test]
fn a_field_test_keeps_to_the_limits_of_the_ruleset() {
    assert!(field_test_violations(&rules(), "Perawat Terampil", &practical()).is_empty());
    let mut heavy = practical();
    heavy.cat_weight = 50;
    heavy.tests[0].kind = TestKind::Interview;
    let expected = [
        SchemeViolation::WeightsNotHundred(90),
        SchemeViolation::CatWeightTooLow { weight: 50, least: 60 },
        SchemeViolation::InterviewNotAllowed,
    ];
    assert_eq!(field_test_violations(&rules(), "Perawat Terampil", &heavy), expected);
}
