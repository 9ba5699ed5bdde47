#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::pppk_score::PppkScore;
use crate::domain::thousandths::Thousandths;

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn group(group: JobGroup, posts: &[&str], tiers: &[&str]) -> GroupRules {
    let tiers = tiers.iter().map(|tier| texts(&[tier])).collect();
    GroupRules { group, posts: texts(posts), technical_max: None, tiers }
}

fn test() -> CompetencyTest {
    CompetencyTest {
        limits: PppkLimits {
            technical_max: 450,
            managerial_max: 100,
            sociocultural_max: 80,
            interview_max: 40,
            points_per_item: 5,
            certificate_percent: 10,
        },
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
        post_maxima: vec![PostMaximum { posts: texts(&["Pengelola Umum Operasional"]), technical_max: 225 }],
        groups: vec![
            group(JobGroup::Teacher, &["Guru"], &["R1", "R2", "R3", "R5"]),
            group(JobGroup::Health, &["Perawat", "Bidan"], &["R2", "R3", "R4"]),
            group(JobGroup::Technical, &[], &["R2", "R3", "R4"]),
        ],
        marks: vec![MarkRules {
            needs: vec![NeedKind::Umum],
            posts: Vec::new(),
            mark: PppkMark { technical: None, managerial_sociocultural: Some(117), interview: Some(24) },
        }],
        tie_break: vec![Criterion::Technical, Criterion::Age],
        fills_other_places: true,
        part_time_tiers: texts(&["R3"]),
    }
}

#[test]
fn a_post_has_its_group_its_maxima_and_its_mark() {
    let test = test();
    assert_eq!(test.validate(), []);
    let cases = [
        ("GURU AHLI PERTAMA", JobGroup::Teacher, 450),
        ("Perawat Terampil", JobGroup::Health, 450),
        ("Guruh Sendiri", JobGroup::Technical, 450),
        ("pengelola umum operasional", JobGroup::Technical, 225),
    ];
    for (post, group, technical_max) in cases {
        let scheme = test.scheme(post, NeedKind::Umum).unwrap();
        assert_eq!((scheme.group, scheme.limits.technical_max), (group, technical_max), "{post}");
        assert_eq!(scheme.mark.interview, Some(24));
        assert_eq!(test.scheme(post, NeedKind::Disabilitas).unwrap().mark, PppkMark::default());
    }
    assert_eq!(test.limits.total_max(), 670);
    assert_eq!(test.scheme("Pengelola Umum Operasional", NeedKind::Umum).unwrap().limits.total_max(), 445);
    assert_eq!(test.scheme("Guru", NeedKind::Umum).unwrap().codes(), ["R1", "R2", "R3", "R5"]);
}

#[test]
fn a_group_may_have_a_technical_maximum_of_its_own() {
    let mut test = test();
    test.groups[0].technical_max = Some(500);
    assert_eq!(test.scheme("Guru Kelas", NeedKind::Umum).unwrap().limits.technical_max, 500);
    test.marks[0].mark.technical = Some(500);
    assert_eq!(test.validate(), [], "its mark may be above what others reach");
}

#[test]
fn every_fault_of_a_test_is_listed() {
    type Fault = fn(&mut CompetencyTest);
    let cases: [(Fault, TestViolation); 9] = [
        (|test| test.limits.interview_max = 0, TestViolation::NoMaximum),
        (|test| test.limits.certificate_percent = 101, TestViolation::Certificates),
        (|test| test.groups.swap(0, 2), TestViolation::NoLastGroup),
        (|test| test.groups.clear(), TestViolation::PartTimeTier("R3".into())),
        (|test| test.groups[0].tiers.push(texts(&["R1"])), TestViolation::Tiers(JobGroup::Teacher, "R1".into())),
        (|test| test.groups[2].tiers.push(Vec::new()), TestViolation::Tiers(JobGroup::Technical, String::new())),
        (|test| test.marks[0].mark.managerial_sociocultural = Some(181), TestViolation::UnreachableMark),
        (|test| test.tie_break.push(Criterion::Age), TestViolation::TieBreak),
        (|test| test.part_time_tiers = texts(&["R9"]), TestViolation::PartTimeTier("R9".into())),
    ];
    for (number, (fault, expected)) in cases.into_iter().enumerate() {
        let mut broken = test();
        fault(&mut broken);
        if number == 2 || number == 0 {
            assert!(broken.validate().contains(&expected), "{expected}");
        } else {
            assert_eq!(broken.validate(), std::slice::from_ref(&expected), "{expected}");
        }
    }
}

#[test]
fn impossible_scores_are_told_by_part() {
    let limits = test().limits;
    let sound = PppkScore {
        technical: 450,
        certificate: Thousandths(45_000),
        managerial: 100,
        sociocultural: 80,
        interview: 40,
    };
    assert_eq!(limits.violations(&sound), []);
    let cases: [(PppkScore, &[&str]); 5] = [
        (PppkScore { technical: 455, ..sound }, &["technical"]),
        (PppkScore { technical: 448, ..sound }, &["technical"]),
        (PppkScore { certificate: Thousandths(45_001), ..sound }, &["certificate_thousandths"]),
        (PppkScore { managerial: 101, sociocultural: 81, ..sound }, &["managerial", "sociocultural"]),
        (PppkScore { interview: 41, ..sound }, &["interview"]),
    ];
    for (score, parts) in cases {
        let found: Vec<_> = limits.violations(&score).iter().map(|violation| violation.part).collect();
        assert_eq!(found, parts);
    }
}
