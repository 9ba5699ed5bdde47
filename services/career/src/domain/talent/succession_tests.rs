#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        education::EducationLevel,
        job::{Job, JobType},
        nine_box::BoxProposal,
        post_requirement::{PostSeen, PunishmentSeen},
        servant::{Employment, State},
        talent_box::BoxState,
    },
    rulesets,
};
use jiff::{Timestamp, civil::date};

fn boxed(servant: u128, decided: Option<i32>, potential: Option<(i64, i64)>, performance: i32) -> TalentBox {
    TalentBox {
        id: Uuid::nil(),
        servant: Uuid::from_u128(servant),
        year: 2025,
        unit: String::new(),
        state: BoxState::Decided,
        proposal: BoxProposal { number: Some(9), performance: Some(performance), potential, ..BoxProposal::default() },
        decided,
        ruleset: "talent".into(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn candidate(servant: u128) -> CandidateFacts {
    let held = PostSeen {
        position: "instansi/6571/positions/1".into(),
        job: Some(Job { kind: JobType::Pengawas, level: None }),
        sector: String::new(),
        start: date(2020, 1, 1),
        end: None,
    };
    CandidateFacts {
        servant: Uuid::from_u128(servant),
        employment: Employment::Pns,
        state: State::InService,
        standing: "01".into(),
        education: Some(EducationLevel::S2),
        posts: vec![held],
        birth_date: Some(date(1980, 1, 1)),
        punishments: Vec::new(),
    }
}

fn look(seen: &TalentBox, facts: &CandidateFacts) -> PoolMember {
    let rules = rulesets::talent::find("talent-permenpanrb-3-2020").unwrap();
    let levels = rulesets::competency::professionalism_rules("professionalism-permenpanrb-38-2018").unwrap();
    let job = Job { kind: JobType::Administrator, level: None };
    let position = Position {
        name: "instansi/6571/positions/7".into(),
        version: 1,
        title: "Camat".into(),
        unit: String::new(),
        unit_path: String::new(),
        sector: String::new(),
        job: Some(job),
        job_class: 12,
    };
    let requirement = rules.requirement(job).unwrap();
    let day = date(2025, 5, 2);
    PoolRules { rules: &rules, levels: &levels, requirement, position: &position, day }.look(
        seen,
        &seen.proposal,
        facts,
    )
}

#[test]
fn whoever_fulfils_everything_is_in_with_a_score() {
    let member = look(&boxed(1, Some(9), Some((100, 1)), 100), &candidate(1));
    assert_eq!((member.verdict, member.reasons.len()), (Verdict::In, 0));
    assert_eq!(exact::render(member.score.as_ref().unwrap(), 2), "98.00");
    let told = member.figures.last().unwrap();
    assert_eq!(told, "score: 98.00 = 65 % of 100.00 + 20 % of 90.00 + 15 % of 100");
}

#[test]
fn who_is_out_or_has_to_be_looked_at_is_told_why() {
    let known = Some((100, 1));
    let table = [
        (boxed(1, Some(5), known, 80), candidate(1), Verdict::Out, "box: box 5 of 2025, decided"),
        (
            boxed(1, None, known, 80),
            candidate(1),
            Verdict::NeedsReview,
            "box: nobody decided about the box of 2025 yet",
        ),
        (
            TalentBox { year: 2023, ..boxed(1, Some(9), known, 80) },
            candidate(1),
            Verdict::NeedsReview,
            "box: box 9 is of 2023, which is too old",
        ),
        (boxed(1, Some(9), None, 80), candidate(1), Verdict::NeedsReview, "potential: it is unknown or has expired"),
        (
            boxed(1, Some(9), known, 80),
            CandidateFacts { education: Some(EducationLevel::D3), ..candidate(1) },
            Verdict::Out,
            "education: d3, at least d4",
        ),
        (
            boxed(1, Some(9), known, 80),
            CandidateFacts {
                punishments: vec![PunishmentSeen { code: "23".into(), start: date(2025, 1, 1), end: None }],
                ..candidate(1)
            },
            Verdict::Out,
            "integrity: 0 points, at least 75",
        ),
    ];
    for (seen, facts, verdict, reason) in table {
        let member = look(&seen, &facts);
        assert_eq!((member.verdict, member.reasons), (verdict, vec![reason.to_owned()]));
    }
    let mut holder = candidate(1);
    holder.posts[0].position = "instansi/6571/positions/7".into();
    assert_eq!(look(&boxed(1, Some(9), known, 80), &holder).verdict, Verdict::Out, "who holds the post is none");
}

#[test]
fn members_stand_by_score_and_ties_by_performance() {
    let best = look(&boxed(1, Some(9), Some((100, 1)), 80), &candidate(1));
    let tied = look(&boxed(2, Some(9), Some((100, 1)), 100), &candidate(2));
    let lower = look(&boxed(3, Some(9), Some((90, 1)), 100), &candidate(3));
    let unknown = look(&boxed(4, Some(9), None, 100), &candidate(4));
    let out = look(&boxed(5, Some(1), Some((100, 1)), 100), &candidate(5));
    let order = in_order(vec![out, lower, unknown, best, tied]);
    let servants: Vec<u128> = order.iter().map(|member| member.servant.as_u128()).collect();
    assert_eq!(servants, [2, 1, 3, 4, 5]);
}

#[test]
fn naming_clears_only_what_was_done_elsewhere() {
    let lines = |reasons: &[&str]| cleared_by_naming(&reasons.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
    assert_eq!(lines(&["related: 0 months in the sector health"]), Some(vec!["related".to_owned()]));
    assert_eq!(lines(&["held: x", "related: y"]), Some(vec!["held".to_owned(), "related".to_owned()]));
    assert_eq!(lines(&["related: y", "box: nobody decided about the box of 2025 yet"]), None, "that is decided");
    assert_eq!(lines(&["age: the birth date is not recorded"]), None, "that is recorded");
}
