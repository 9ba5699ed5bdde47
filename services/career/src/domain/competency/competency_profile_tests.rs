#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    competency_rules::tests::{job, rules},
    evidence::{EvidenceKind, ShownByOne},
};
use jiff::civil::date;
use uuid::Uuid;

const TODAY: Date = date(2025, 5, 2);

fn generic(code: &str) -> CompetencyCode {
    CompetencyCode::new("generic", code)
}

fn standard(name: &str, scope: StandardScope, lines: &[(&str, &str, u8)]) -> (StandardScope, PublishedStandard) {
    let line = |(dictionary, code, level): &(&str, &str, u8)| StandardLine {
        code: CompetencyCode::new(dictionary, code),
        level: *level,
    };
    let standard = PublishedStandard {
        name: name.into(),
        version: 1,
        revision: 2,
        scope: scope.clone(),
        lines: lines.iter().map(line).collect(),
        regulation: "r".into(),
    };
    (scope, standard)
}

fn shown(level: u8, day: Date) -> Shown {
    let last_day = date(day.year() + 3, 12, 31);
    Shown { evidence: Uuid::from_u128(level.into()), kind: EvidenceKind::Assessment, level, date: day, last_day }
}

/// Nine levels that add up to `sum`, of the nine generic competencies.
fn nine(sum: u8) -> BTreeMap<CompetencyCode, Shown> {
    let codes = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1"];
    let levels = (0..9).map(|index| sum / 9 + u8::from(index < sum % 9));
    codes.into_iter().zip(levels).map(|(code, level)| (generic(code), shown(level, date(2025, 1, 1)))).collect()
}

fn by_one(evidence: BTreeMap<CompetencyCode, Shown>) -> ShownByOne {
    evidence.into_iter().map(|(code, shown)| (Arc::new(code), shown)).collect()
}

fn head_of_department() -> Post {
    Post { position: "p".into(), title: "Kepala Dinas".into(), job: Some(job("jpt_pratama", "")) }
}

/// Rules §2.2: nine competencies, standard level 4 each, sum 36.
#[test]
fn published_matches_of_nine_competencies_at_level_four() {
    use MatchCategory::{DoesNotMeet, Meets, StillMeets};
    let table = [
        (32, "88.89", "88.89", Meets),
        (29, "80.56", "80.56", Meets),
        (28, "77.78", "77.78", StillMeets),
        (25, "69.44", "69.44", StillMeets),
        (24, "66.67", "66.67", DoesNotMeet),
        (40, "111.11", "100.00", Meets),
    ];
    let (rules, post) = (rules(), head_of_department());
    let asked = asked_for(&post, &Standards::new(), &rules);
    assert_eq!(asked.iter().map(|line| u32::from(line.level)).sum::<u32>(), 36);
    for (sum, expected, limited, category) in table {
        let profile = Profile::measure(&asked, &by_one(nine(sum)), post.job, &rules, TODAY);
        let percent = profile.percent.clone().unwrap();
        assert_eq!(exact::render(&percent, 2), expected);
        assert_eq!(exact::render(&clamped(&percent), 2), limited);
        assert_eq!((profile.category(&rules), profile.is_complete()), (Some(category), true), "{sum}");
    }
}

/// Rules §2.2: ahli madya 40/60, technical 78 and managerial with socio-cultural 70 make 73.2, which still meets.
#[test]
fn technical_and_generic_competencies_are_weighted_where_a_regulation_says_so() {
    let part = |text| Some(exact::parse(text).unwrap());
    let found = weighted(part("78"), part("70"), 40).unwrap();
    assert_eq!((exact::render(&found, 2).as_str(), rules().category(&found)), ("73.20", MatchCategory::StillMeets));
    assert_eq!(weighted(part("78"), None, 40), part("78"));
    assert_eq!(weighted(None, part("70"), 40), part("70"));
    assert_eq!(weighted(None, None, 40), None);
}

#[test]
fn a_profile_weighs_its_technical_lines_by_the_kind_of_job() {
    let madya = job("fungsional", "ahli_madya");
    let mut rules = rules();
    rules.technical_weights = [(madya, 40)].into();
    rules.dictionary.required = [(madya, 4)].into();
    let standards = [standard("s", StandardScope::JobKind(madya), &[("teknis", "T1", 4)])].into();
    let post = Post { job: Some(madya), ..Post::default() };
    let asked = asked_for(&post, &standards, &rules);
    let mut evidence = nine(36);
    evidence.insert(CompetencyCode::new("teknis", "T1"), shown(2, TODAY));
    let profile = Profile::measure(&asked, &by_one(evidence), post.job, &rules, TODAY);
    // 40 % of 50 and 60 % of 100.
    assert_eq!(profile.percent, Some(exact::whole(80)));
}

#[test]
fn the_nearest_standard_wins_line_by_line_and_the_ruleset_fills_in() {
    let (rules, post) = (rules(), head_of_department());
    let standards: Standards = [
        standard("kind", StandardScope::JobKind(job("jpt_pratama", "")), &[("generic", "M1", 5), ("generic", "M2", 5)]),
        standard("title", StandardScope::JobTitle("Kepala Dinas".into()), &[("generic", "M1", 3), ("teknis", "T1", 2)]),
        standard("position", StandardScope::Position("p".into()), &[("generic", "M1", 2)]),
        standard("other", StandardScope::JobTitle("Camat".into()), &[("generic", "M1", 1), ("teknis", "T2", 1)]),
        standard("elsewhere", StandardScope::Position("q".into()), &[("generic", "M1", 1)]),
    ]
    .into();
    let asked = asked_for(&post, &standards, &rules);
    let of = |code: &CompetencyCode| asked.iter().find(|line| line.code == *code).unwrap();
    let by = |code: &CompetencyCode| match &of(code).by {
        AskedBy::Standard(name, revision, _) => format!("{name} {revision}"),
        AskedBy::Ruleset => "ruleset".to_owned(),
    };
    let technical = CompetencyCode::new("teknis", "T1");
    let table = [
        (generic("M1"), 2, "position 2"),
        (generic("M2"), 5, "kind 2"),
        (generic("M3"), 4, "ruleset"),
        (technical, 2, "title 2"),
    ];
    for (code, level, origin) in table {
        assert_eq!((of(&code).level, by(&code).as_str()), (level, origin), "{code:?}");
    }
    assert_eq!(asked.len(), 10);
    assert_eq!(asked.last().unwrap().group, CompetencyGroup::Technical);
}

#[test]
fn of_an_unknown_kind_of_job_only_standards_ask() {
    let rules = rules();
    let nowhere = asked_for(&Post::default(), &Standards::new(), &rules);
    assert!(nowhere.is_empty());
    let post = Post { position: "p".into(), ..Post::default() };
    let standards = [standard("position", StandardScope::Position("p".into()), &[("generic", "M4", 2)])].into();
    let asked = asked_for(&post, &standards, &rules);
    assert_eq!(asked.iter().map(|line| line.code.code.as_str()).collect::<Vec<_>>(), ["M4"]);
}

#[test]
fn what_is_unknown_is_left_out_and_told_and_never_zero() {
    let (rules, post) = (rules(), head_of_department());
    let asked = asked_for(&post, &Standards::new(), &rules);
    let mut evidence = nine(36);
    evidence.remove(&generic("M3"));
    evidence.insert(generic("M4"), shown(4, date(2021, 6, 1)));
    let profile = Profile::measure(&asked, &by_one(evidence), post.job, &rules, TODAY);
    let line = |code: &str| profile.lines.iter().find(|line| line.asked.code == generic(code)).unwrap();
    assert_eq!((line("M3").achieved(), line("M3").gap(), line("M3").expired), (None, None, false));
    assert_eq!((line("M4").achieved(), line("M4").gap(), line("M4").expired), (None, None, true));
    assert_eq!((profile.assessed(), profile.percent.clone()), (7, Some(exact::whole(100))));
    assert_eq!((profile.is_complete(), profile.category(&rules)), (false, None), "half a match is in no category");
    let nothing = Profile::measure(&asked, &[], post.job, &rules, TODAY);
    assert_eq!((nothing.percent, nothing.lines.len()), (None, 9));
}

#[test]
fn a_level_of_none_is_known() {
    let (rules, post) = (rules(), head_of_department());
    let asked = asked_for(&post, &Standards::new(), &rules);
    let mut evidence = nine(36);
    evidence.insert(generic("M1"), shown(0, TODAY));
    let profile = Profile::measure(&asked, &by_one(evidence), post.job, &rules, TODAY);
    assert_eq!((profile.lines[0].achieved(), profile.lines[0].gap()), (Some(0), Some(-4)));
    assert!(profile.is_complete());
}

#[test]
fn a_profile_decays_with_the_day_it_is_computed_for() {
    let (rules, post) = (rules(), head_of_department());
    let asked = asked_for(&post, &Standards::new(), &rules);
    let assessed = |day| Profile::measure(&asked, &by_one(nine(36)), post.job, &rules, day).assessed();
    let found = [date(2024, 12, 31), date(2025, 1, 1), date(2028, 12, 31), date(2029, 1, 1)].map(assessed);
    assert_eq!(found, [0, 9, 9, 0]);
}
