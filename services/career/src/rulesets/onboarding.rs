//! The first year as dated data: files of `rulesets/`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::{
    credit::Rating,
    onboarding_rules::{
        AdaptationRules, AgreementRules, Aspect, OnboardingRules, PreServicePartTemplate, PreServiceTemplate,
        ProbationRules, TaskLine, TaskTemplate,
    },
    onboarding_task::Owner,
    pre_service::PreServiceKind,
    servant::Employment,
};
use jiff::civil::Date;
use serde::Deserialize;

const FILES: [File; 1] = [("onboarding-pp-11-2017.toml", include_str!("../../rulesets/onboarding-pp-11-2017.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    valid_from: Date,
    probation: ProbationRow,
    agreement: AgreementRow,
    adaptation: AdaptationRow,
    pre_service: Vec<PreServiceRow>,
    template: Vec<TemplateRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProbationRow {
    months: i32,
    warn_after_months: i32,
    least_rating: String,
    health_months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementRow {
    least_months: i32,
    warn_before_months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdaptationRow {
    follow_up_months: Vec<i32>,
    lacking_below: u8,
    activity: i32,
    aspects: Vec<AspectRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AspectRow {
    code: String,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreServiceRow {
    employment: Vec<String>,
    kind: String,
    hours: i64,
    parts: Vec<PartRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartRow {
    code: String,
    title: String,
    #[serde(default)]
    project: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateRow {
    employment: Vec<String>,
    tasks: Vec<TaskRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskRow {
    code: String,
    title: String,
    owner: String,
    due_days: i32,
}

/// Finds rules by their id: also those that an earlier registration was made by.
pub fn find(id: &str) -> Result<OnboardingRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<OnboardingRules, RulesetError> {
    read_rules(file, text, translate, OnboardingRules::fault)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<OnboardingRules, String> {
    let mut pre_services = Vec::new();
    for one in row.pre_service {
        let kind = PreServiceKind::parse(&one.kind).ok_or(one.kind)?;
        let employments = employments(&one.employment)?;
        let part = |part: PartRow| PreServicePartTemplate { code: part.code, title: part.title, project: part.project };
        let parts = one.parts.into_iter().map(part).collect();
        pre_services.push(PreServiceTemplate { employments, kind, hours: one.hours, parts });
    }
    let mut templates = Vec::new();
    for one in row.template {
        let employments = employments(&one.employment)?;
        let mut tasks = Vec::new();
        for TaskRow { code, title, owner, due_days } in one.tasks {
            let owner = Owner::parse(&owner).ok_or(owner)?;
            tasks.push(TaskLine { code, title, owner, due_days });
        }
        templates.push(TaskTemplate { employments, tasks });
    }
    let aspect = |aspect: AspectRow| Aspect { code: aspect.code, title: aspect.title };
    Ok(OnboardingRules {
        id: row.id,
        valid_from: row.valid_from,
        probation: ProbationRules {
            months: row.probation.months,
            warn_after_months: row.probation.warn_after_months,
            least_rating: Rating::parse(&row.probation.least_rating).ok_or(row.probation.least_rating)?,
            health_months: row.probation.health_months,
        },
        agreement: AgreementRules {
            least_months: row.agreement.least_months,
            warn_before_months: row.agreement.warn_before_months,
        },
        adaptation: AdaptationRules {
            follow_up_months: row.adaptation.follow_up_months,
            lacking_below: row.adaptation.lacking_below,
            activity: row.adaptation.activity,
            aspects: row.adaptation.aspects.into_iter().map(aspect).collect(),
        },
        pre_services,
        templates,
    })
}

fn employments(names: &[String]) -> Result<Vec<Employment>, String> {
    names.iter().map(|name| Employment::parse(name).ok_or_else(|| name.clone())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert!(matches!(find("onboarding-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn the_shipped_rules_say_what_the_law_says() {
        let rules = find("onboarding-pp-11-2017").unwrap();
        assert_eq!((rules.probation.months, rules.probation.warn_after_months), (12, 9));
        assert_eq!(rules.adaptation.follow_up_months, [3, 6, 12]);
        let latsar = rules.pre_service(Employment::Pns).unwrap();
        let parts: Vec<&str> = latsar.parts.iter().map(|part| part.code.as_str()).collect();
        assert_eq!((latsar.hours, parts), (647, vec!["mooc", "distance", "habituation", "classical"]));
        assert_eq!(rules.pre_service(Employment::PppkPartTime).unwrap().kind, PreServiceKind::Orientation);
        let codes = |employment| rules.tasks(employment).iter().map(|task| task.code.clone()).collect::<Vec<_>>();
        assert!(codes(Employment::Pns).contains(&"latsar".to_owned()));
        assert!(codes(Employment::Pppk).contains(&"agreement".to_owned()));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = FILES[0].1;
        for (old, new) in [
            ("warn_after_months = 9", "warn_after_months = 13"),
            ("lacking_below = 3", "lacking_below = 0"),
            ("activity = 24", "activity = 0"),
            ("[3, 6, 12]", "[3, 3]"),
            ("hours = 647", "hours = -1"),
        ] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(RulesetError::Invalid { .. })), "{new}");
        }
        for (old, new) in
            [("\"baik\"", "\"bagus\""), ("\"latsar\"\nhours", "\"diklat\"\nhours"), ("\"superior\"", "\"me\"")]
        {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(RulesetError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    }
}
