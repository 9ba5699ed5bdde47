#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        credit::Rating,
        education::EducationLevel,
        job::Job,
        promotion_facts::{PostFact, PunishmentFact, RankFact},
        promotion_rules::PeriodRule,
        rank::Rank,
        rating::YearRating,
    },
    rulesets,
};
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

fn rules() -> PromotionRules {
    rulesets::promotion::find("promotion-bkn-4-2025").unwrap()
}

fn credit() -> CreditRuleset {
    rulesets::credit_ruleset("credit-permenpanrb-1-2023").unwrap()
}

/// A clerk with a first degree, rated well in 2023 and 2024.
fn clerk(rank: &str, since: Date) -> PromotionFacts {
    let rated = |year| YearRating { year, rating: Rating::Baik };
    PromotionFacts {
        servant: Uuid::nil(),
        employment: Employment::Pns,
        state: State::InService,
        standing: "01".into(),
        rank: Some(RankFact { rank: Rank::parse(rank).unwrap(), since }),
        post: Some(post("pelaksana", "")),
        ratings: vec![rated(2023), rated(2024)],
        educations: vec![EducationLevel::S1],
        punishment: None,
        exams: Vec::new(),
        parts: 0,
    }
}

fn post(kind: &str, level: &str) -> PostFact {
    PostFact { job: Job::parse(kind, level), since: date(2020, 1, 1), title: String::new(), unit: String::new() }
}

fn specialist(level: &str, rank: &str, points: i64) -> PromotionFacts {
    let post = Some(post("fungsional", level));
    PromotionFacts { post, parts: points * PARTS, ..clerk(rank, date(2021, 4, 1)) }
}

fn next(rules: &PromotionRules, facts: &PromotionFacts, today: Date) -> NextPromotion {
    rules.next_promotion(&credit(), facts, &PromotionWish::default(), today)
}

fn rules_of(obstacles: &[Obstacle]) -> Vec<Rule> {
    obstacles.iter().map(|one| one.rule).collect()
}

/// What stands against a promotion on 1 April 2025, as known that day.
fn against(facts: &PromotionFacts) -> Vec<Rule> {
    against_with(facts, &PromotionWish::default())
}

fn against_with(facts: &PromotionFacts, wish: &PromotionWish) -> Vec<Rule> {
    let day = date(2025, 4, 1);
    rules_of(&rules().promotion_on(&credit(), facts, wish, day, day).findings.obstacles)
}

/// The published vectors of regular promotion.
#[test]
fn the_earliest_day_is_the_first_period_after_four_years() {
    let only =
        |months: Vec<i8>| PromotionRules { periods: vec![PeriodRule { from: date(1990, 1, 1), months }], ..rules() };
    let (two, six, monthly) = (vec![4, 10], vec![2, 4, 6, 8, 10, 12], (1..=12).collect());
    let (two, six, monthly) = (only(two), only(six), only(monthly));
    let table = [
        (&two, date(2021, 4, 1), date(2025, 4, 1)),
        (&six, date(2021, 4, 1), date(2025, 4, 1)),
        (&monthly, date(2021, 4, 1), date(2025, 4, 1)),
        (&six, date(2021, 6, 1), date(2025, 6, 1)),
        (&two, date(2021, 6, 1), date(2025, 10, 1)),
        (&monthly, date(2021, 6, 1), date(2025, 6, 1)),
    ];
    for (rules, since, expected) in table {
        let found = next(rules, &clerk("III/a", since), date(2025, 1, 15));
        assert_eq!(found.date, Some(expected), "{since} {:?}", rules.periods);
        assert_eq!((found.to.unwrap().as_str(), found.open_rules()), ("III/b", vec![]), "{since}");
    }
    let late = next(&two, &clerk("III/a", date(2021, 6, 1)), date(2025, 1, 15));
    assert_eq!(rules_of(&late.obstacles), [Rule::YearsInRank, Rule::Period], "why it is not sooner");
}

#[test]
fn promotions_are_refused_for_their_reason() {
    let since = date(2021, 4, 1);
    let rated = |rating| vec![YearRating { year: 2023, rating: Rating::Baik }, YearRating { year: 2024, rating }];
    let slta = vec![EducationLevel::Slta];
    let table = [
        ("sound", clerk("III/a", since), vec![]),
        ("ceiling", clerk("III/d", since), vec![Rule::Ceiling, Rule::Exam]),
        (
            "2024",
            PromotionFacts { ratings: rated(Rating::ButuhPerbaikan), ..clerk("III/a", since) },
            vec![Rule::Rating],
        ),
        ("school", PromotionFacts { educations: slta.clone(), ..clerk("III/b", since) }, vec![Rule::Ceiling]),
        ("exam", PromotionFacts { educations: slta.clone(), ..clerk("II/d", since) }, vec![Rule::Exam]),
        ("degree", clerk("II/d", since), vec![]),
        ("no diploma", PromotionFacts { educations: vec![], ..clerk("III/a", since) }, vec![Rule::Education]),
        ("no rating", PromotionFacts { ratings: vec![], ..clerk("III/a", since) }, vec![Rule::Rating, Rule::Rating]),
        ("early", clerk("III/a", date(2021, 4, 2)), vec![Rule::YearsInRank]),
        ("PPPK", PromotionFacts { employment: Employment::Pppk, ..clerk("III/a", since) }, vec![Rule::Employment]),
        ("CPNS", PromotionFacts { state: State::Probation, ..clerk("III/a", since) }, vec![Rule::State]),
        ("left", PromotionFacts { state: State::Left, ..clerk("III/a", since) }, vec![Rule::State]),
        ("away", PromotionFacts { standing: "05".into(), ..clerk("III/a", since) }, vec![Rule::Standing]),
        ("no rank", PromotionFacts { rank: None, ..clerk("III/a", since) }, vec![Rule::Rank]),
        ("top", PromotionFacts { post: None, ..clerk("IV/e", since) }, vec![Rule::Rank]),
        ("post", PromotionFacts { post: Some(post("", "")), ..clerk("III/a", since) }, vec![Rule::Post]),
    ];
    for (what, facts, expected) in table {
        assert_eq!(against(&facts), expected, "{what}");
    }
    let passed = PromotionFacts { educations: slta, exams: vec![ExamKind::Service1], ..clerk("II/d", since) };
    assert_eq!(against(&passed), []);
}

#[test]
fn ceilings_follow_the_best_diploma_that_counts() {
    let table = [
        (EducationLevel::Sd, "II/a"),
        (EducationLevel::Sltp, "II/c"),
        (EducationLevel::SltpKejuruan, "II/d"),
        (EducationLevel::Slta, "III/b"),
        (EducationLevel::D1, "III/b"),
        (EducationLevel::D2, "III/b"),
        (EducationLevel::Sgplb, "III/c"),
        (EducationLevel::D3, "III/c"),
        (EducationLevel::D4, "III/d"),
        (EducationLevel::S1, "III/d"),
        (EducationLevel::Profession, "IV/a"),
        (EducationLevel::S2, "IV/a"),
        (EducationLevel::S3, "IV/b"),
    ];
    for (level, ceiling) in table {
        let educations = vec![EducationLevel::Sd, level];
        let exams = vec![ExamKind::Service1, ExamKind::Service2];
        let at = |rank| PromotionFacts {
            educations: educations.clone(),
            exams: exams.clone(),
            ..clerk(rank, date(2010, 1, 1))
        };
        let highest = Grade::parse(ceiling).unwrap();
        let below = Grade::all().filter(|grade| *grade < highest).max().unwrap();
        assert_eq!(against(&at(ceiling)), [Rule::Ceiling], "{ceiling}");
        assert_eq!(against(&at(below.as_str())), [], "{}", below.as_str());
    }
}

#[test]
fn a_bad_year_is_waited_out_and_a_year_to_come_is_expected() {
    let bad = YearRating { year: 2024, rating: Rating::Kurang };
    let facts = PromotionFacts { ratings: vec![bad], ..clerk("III/a", date(2021, 4, 1)) };
    let found = next(&rules(), &facts, date(2025, 2, 10));
    assert_eq!((found.date, found.expected_ratings.clone()), (Some(date(2027, 1, 1)), vec![2025, 2026]));
    assert!(found.open_rules().is_empty(), "the missing year 2023 is not asked for in 2027");
    let ended = PromotionFacts { punishment: Some(PunishmentFact { over: Some(date(2026, 3, 15)) }), ..facts.clone() };
    assert_eq!(next(&rules(), &ended, date(2025, 2, 10)).date, Some(date(2027, 1, 1)));
    let endless = PromotionFacts { punishment: Some(PunishmentFact { over: None }), ..facts };
    assert_eq!(next(&rules(), &endless, date(2025, 2, 10)).open_rules(), [Rule::Punishment]);
}

#[test]
fn periods_follow_their_dates() {
    let table = [
        (date(2023, 5, 2), date(2023, 10, 1)),
        (date(2023, 10, 2), date(2024, 2, 1)),
        (date(2024, 2, 1), date(2024, 2, 1)),
        (date(2024, 2, 2), date(2024, 4, 1)),
        (date(2025, 8, 2), date(2025, 10, 1)),
        (date(2025, 10, 2), date(2025, 11, 1)),
        (date(2025, 12, 31), date(2026, 1, 1)),
    ];
    for (day, expected) in table {
        assert_eq!(rules().period_from(day), Some(expected), "{day}");
        assert!(rules().is_period(expected) && (day == expected || !rules().is_period(day)));
    }
    assert_eq!(rules().period_from(Date::MAX), None);
}

#[test]
fn structural_posts_lead_as_far_as_their_band() {
    let leader = |kind, rank, since| PromotionFacts { post: Some(post(kind, "")), ..clerk(rank, since) };
    let four = date(2021, 4, 1);
    let table = [
        (leader("pengawas", "III/b", four), "", vec![]),
        (leader("pengawas", "III/c", four), "", vec![Rule::Band]),
        (leader("pengawas", "III/c", four), "41", vec![]),
        (leader("pengawas", "III/c", four), "42", vec![Rule::Band]),
        (leader("pengawas", "III/d", four), "", vec![Rule::Band]),
        (leader("pengawas", "III/b", date(2024, 4, 1)), "42", vec![Rule::YearsInRank]),
        (leader("administrator", "III/c", date(2024, 4, 1)), "", vec![]),
        (leader("administrator", "IV/a", four), "31", vec![]),
        (leader("jpt_pratama", "IV/c", four), "21", vec![]),
        (leader("jpt_pratama", "IV/c", four), "22", vec![Rule::Band]),
        (leader("jpt_madya", "IV/d", four), "", vec![]),
        (leader("jpt_utama", "IV/d", four), "31", vec![Rule::Band]),
    ];
    for (facts, echelon, expected) in table {
        let wish = PromotionWish { kind: None, echelon: echelon.into() };
        assert_eq!(against_with(&facts, &wish), expected, "{:?} {echelon}", facts.rank);
    }
    let mut fresh = leader("administrator", "III/c", date(2024, 4, 1));
    fresh.post = Some(PostFact { since: date(2024, 9, 1), ..post("administrator", "") });
    assert_eq!(against(&fresh), [Rule::YearsInPost]);
}

/// Vectors C1, C5, C6 and C8, as promotions.
#[test]
fn functional_ranks_take_points_inside_their_level() {
    let table = [
        ("C1", specialist("ahli_pertama", "III/a", 50), vec![]),
        ("less", specialist("ahli_pertama", "III/a", 49), vec![Rule::Points]),
        ("next level first", specialist("ahli_pertama", "III/b", 500), vec![Rule::Level]),
        ("C5", specialist("ahli_madya", "IV/a", 150), vec![]),
        ("second step", specialist("ahli_madya", "IV/b", 299), vec![Rule::Points]),
        ("second step", specialist("ahli_madya", "IV/b", 300), vec![]),
        ("C6", specialist("ahli_muda", "III/c", 112), vec![]),
        ("entry", specialist("ahli_muda", "III/b", 0), vec![]),
        ("C8", specialist("ahli_utama", "IV/e", 9_000), vec![Rule::Rank]),
        ("no level", specialist("", "III/a", 50), vec![Rule::Post]),
    ];
    for (what, facts, expected) in table {
        assert_eq!(against(&facts), expected, "{what}");
    }
}

#[test]
fn a_diploma_lifts_to_where_it_begins() {
    let wish = PromotionWish { kind: Some(PromotionKind::DiplomaAdjustment), echelon: String::new() };
    let mut facts = clerk("II/a", date(2024, 4, 1));
    assert_eq!(against_with(&facts, &wish), [Rule::Exam]);
    facts.exams = vec![ExamKind::DiplomaAdjustment];
    let view = rules().promotion_on(&credit(), &facts, &wish, date(2025, 4, 1), date(2025, 4, 1));
    assert_eq!((view.to.unwrap().as_str(), view.findings.obstacles), ("III/a", vec![]));
    assert_eq!(against_with(&clerk("III/a", date(2021, 4, 1)), &wish), [Rule::Education]);
}

#[test]
fn a_wish_has_to_fit_the_post() {
    let wish = |kind| PromotionWish { kind: Some(kind), echelon: String::new() };
    let clerk = clerk("III/a", date(2021, 4, 1));
    assert_eq!(against_with(&clerk, &wish(PromotionKind::Structural)), [Rule::Post]);
    assert_eq!(against_with(&specialist("ahli_muda", "III/c", 200), &wish(PromotionKind::Regular)), [Rule::Post]);
    let free = PromotionFacts { post: None, ..clerk };
    assert_eq!(against_with(&free, &wish(PromotionKind::Regular)), []);
    assert_eq!(against_with(&free, &wish(PromotionKind::Functional)), [Rule::Post]);
}

#[test]
fn other_days_than_periods_are_refused() {
    let facts = clerk("III/a", date(2021, 1, 1));
    let day = date(2025, 4, 2);
    let view = rules().promotion_on(&credit(), &facts, &PromotionWish::default(), day, day);
    assert_eq!(view.findings.obstacles[0].ends, Ends::On(date(2025, 6, 1)));
    assert_eq!(rules_of(&view.findings.obstacles), [Rule::Period]);
}

proptest! {
    /// Whatever is told as the earliest day holds on that day, and on no period before it.
    #[test]
    fn the_earliest_day_is_the_earliest(year in 2012i16..2027, month in 1i8..=12, day in 1i8..=28, bad in 2020i32..2026) {
        let mut facts = clerk("III/a", date(year, month, day));
        let rating = |year| if year == bad { Rating::Kurang } else { Rating::SangatBaik };
        facts.ratings = (2015..2026).map(|year| YearRating { year, rating: rating(year) }).collect();
        let (rules, credit, wish) = (rules(), credit(), PromotionWish::default());
        let today = date(2026, 1, 10);
        let earliest = rules.next_promotion(&credit, &facts, &wish, today).date.unwrap();
        let mut period = rules.period_from(today).unwrap();
        while period < earliest {
            let view = rules.promotion_on(&credit, &facts, &wish, period, today);
            prop_assert!(!view.findings.obstacles.is_empty(), "{period}");
            period = rules.period_from(period.tomorrow().unwrap()).unwrap();
        }
        let view = rules.promotion_on(&credit, &facts, &wish, earliest, today);
        prop_assert!(view.findings.obstacles.is_empty(), "{:?}", view.findings.obstacles);
    }
}
