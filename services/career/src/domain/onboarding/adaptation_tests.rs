use super::*;
use crate::domain::onboarding_rules::OnboardingRules;
use jiff::civil::date;

fn rules() -> AdaptationRules {
    OnboardingRules::sample().adaptation
}

fn answers(levels: &[(&str, u8)]) -> Vec<AspectAnswer> {
    levels.iter().map(|(aspect, level)| AspectAnswer { aspect: (*aspect).into(), level: *level }).collect()
}

#[test]
fn every_aspect_is_answered_once() {
    assert!(rules().faults(&answers(&[("teamwork", 4), ("tasks", 2)])).is_empty());
    let faults = rules().faults(&answers(&[("tasks", 3), ("dance", 3), ("tasks", 4)]));
    let places: Vec<Option<usize>> = faults.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [Some(1), Some(2), None]);
    assert_eq!(faults[2].1, "must answer every aspect; missing: teamwork");
}

#[test]
fn an_aspect_rated_low_is_a_need_once() {
    let rated = answers(&[("tasks", 2), ("teamwork", 3)]);
    let lacks = rules().lacking(&rated, Vec::new());
    assert_eq!(lacks.iter().map(|lack| lack.aspect.as_str()).collect::<Vec<_>>(), ["tasks"]);
    let told = vec![
        Lack { aspect: "tasks".into(), text: "bimbingan".into(), competency: None },
        Lack { aspect: "teamwork".into(), text: "pelatihan".into(), competency: None },
    ];
    assert_eq!(rules().lacking(&rated, told.clone()), told, "what is told stands, and nothing comes twice");
}

/// Three, six and twelve months after the first day.
#[test]
fn a_follow_up_is_due_from_its_day_on() {
    for (months, due) in [(3, date(2025, 8, 1)), (6, date(2025, 11, 1)), (12, date(2026, 5, 1))] {
        assert_eq!(crate::domain::onboarding_rules::months_after(date(2025, 5, 1), months), due);
        let one = FollowUp {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            months,
            due_date: due,
            ruleset: "r".into(),
            create_time: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(one.must_be_due(due), Ok(()));
        let day_before = jiff::civil::Date::yesterday(due).unwrap_or(due);
        assert_eq!(one.must_be_due(day_before), Err(AdaptationRefusal::NotDue(due)));
    }
}

#[test]
fn a_need_is_resolved_once() {
    let mut need = AdaptationNeed {
        id: Uuid::nil(),
        follow_up: Uuid::nil(),
        servant: Uuid::nil(),
        aspect: "tasks".into(),
        level: 2,
        competency: None,
        resolve_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(need.resolve(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(need.resolve(Timestamp::UNIX_EPOCH), Err(AdaptationRefusal::Resolved));
}
