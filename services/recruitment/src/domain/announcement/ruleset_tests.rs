use super::*;
use crate::domain::general_rules::tests::general;

/// A ruleset like that of 2024, for the tests of this crate.
pub(crate) fn ruleset() -> SelectionRuleset {
    let general_mark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
    let doctors = PostMark {
        kind: NeedKind::Umum,
        posts: vec!["Dokter".to_owned()],
        mark: PassMark { tiu: Some(80), total: Some(311), ..PassMark::default() },
    };
    SelectionRuleset {
        general: general(),
        skd: SkdLimits { twk_max: 150, tiu_max: 175, tkp_max: 225, points_per_item: 5 },
        pass_marks: vec![(NeedKind::Umum, general_mark)],
        post_marks: vec![doctors],
        multiplier: 3,
        skd_weight: 40,
        skb_weight: 60,
        skb_cat_max: 500,
        post_cat_maxima: vec![PostCatMax { posts: vec!["Dosen".to_owned()], max: 400 }],
        skb_limits: SchemeLimits { cat_weight: 60, additional: 1, interview_weight: 0 },
        tie_breaks: TieBreak::ALL.to_vec(),
        decides_by: DecidesBy::Exact,
        passes: vec![OptimisationCode::E1, OptimisationCode::U1],
        fallback: None,
    }
}

#[test]
fn a_sound_ruleset_has_no_violations() {
    assert!(ruleset().validate().is_empty());
    assert_eq!(ruleset().weights(), Weights { skd_max: 550, skd: 40, skb: 60 });
    assert_eq!(ruleset().pass_mark(NeedKind::Diaspora), None);
}

#[test]
fn a_listed_post_has_its_own_mark() {
    let ruleset = ruleset();
    let mark = |kind, post| ruleset.mark_of(kind, post).map(|mark| (mark.twk, mark.total));
    assert_eq!(mark(NeedKind::Umum, "DOKTER AHLI PERTAMA"), Some((None, Some(311))));
    assert_eq!(mark(NeedKind::Umum, "Perawat Terampil"), Some((Some(65), None)));
    assert_eq!(mark(NeedKind::Diaspora, "Dokter Ahli Pertama"), None);
}

#[test]
fn a_listed_post_has_its_own_greatest_score_of_the_field_test() {
    let mut ruleset = ruleset();
    assert_eq!(["DOSEN ASISTEN AHLI", "Perawat Terampil"].map(|post| ruleset.cat_max_of(post)), [400, 500]);
    for (posts, max) in [(vec!["Dosen".to_owned()], 0), (Vec::new(), 400), (vec![String::new()], 400)] {
        ruleset.post_cat_maxima = vec![PostCatMax { posts, max }];
        assert_eq!(ruleset.validate(), [RulesetViolation::NoPostMaximum]);
    }
}

#[test]
fn every_fault_is_listed() {
    let mut broken = ruleset();
    broken.skb_weight = 50;
    broken.multiplier = 0;
    broken.skb_limits.cat_weight = 101;
    broken.pass_marks.push((NeedKind::Umum, PassMark { tiu: Some(176), ..PassMark::default() }));
    broken.tie_breaks.push(TieBreak::Tkp);
    broken.passes.extend([OptimisationCode::E1, OptimisationCode::Tms1]);
    broken.general.age_maximum = 17;
    let expected = [
        RulesetViolation::WeightsNotHundred(90),
        RulesetViolation::NoMultiplier,
        RulesetViolation::NoScheme,
        RulesetViolation::TwoMarks(NeedKind::Umum),
        RulesetViolation::UnreachableMark(NeedKind::Umum),
        RulesetViolation::TwoTieBreaks("tkp"),
        RulesetViolation::Pass(OptimisationCode::E1),
        RulesetViolation::Pass(OptimisationCode::Tms1),
        RulesetViolation::General(GeneralViolation::NoAge),
    ];
    assert_eq!(broken.validate(), expected);
    broken.tie_breaks.clear();
    assert!(broken.validate().contains(&RulesetViolation::NoTieBreak));
}
