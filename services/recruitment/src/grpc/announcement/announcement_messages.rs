//! Criteria, notices and rulesets as messages.

use super::vacancy_messages::{render_kind, render_programme};
use crate::grpc::{declarations::render_fact, document_messages::render_kinds};
use crate::{
    domain::{
        calendar::CalendarRow,
        criteria::{CommittedStandard, FieldTest, FieldTestPart},
        general_rules::AgeLimit,
        intake_rules::Condition,
        notice::{Change, Notice},
        programme::Ruleset,
        skb_scheme::TestKind,
    },
    names,
    store::criteria::Committed,
};
use contracts::recruitment::v1::{self as pb, additional_test::Kind, notice, ruleset};
use platform::{Tenant, dates};

pub(super) fn render_criteria(tenant: &Tenant, committed: Committed) -> pb::Criteria {
    let Committed { criteria, canonical, commit_time } = committed;
    let cpns = criteria.cpns.as_ref();
    let weight = |weight: u32| weight.cast_signed();
    pb::Criteria {
        vacancy: names::VACANCY.name(tenant, criteria.vacancy),
        canonical,
        commit_time: Some(dates::render_time(commit_time)),
        programme: render_programme(criteria.programme).into(),
        ruleset: criteria.ruleset,
        seats: criteria.seats.cast_signed(),
        field_test: cpns.map(|cpns| render_field_test(&cpns.field_test)),
        skd_weight: cpns.map(|cpns| weight(cpns.skd_weight)).unwrap_or_default(),
        skb_weight: cpns.map(|cpns| weight(cpns.skb_weight)).unwrap_or_default(),
        tie_breaks: cpns.map(|cpns| render_words(&cpns.tie_breaks, |step| step.as_str())).unwrap_or_default(),
        documents: render_kinds(&criteria.documents),
        passes: render_words(&criteria.passes, |pass| pass.as_str()),
        decides_by: cpns.map(|cpns| cpns.decides_by.as_str().to_owned()).unwrap_or_default(),
        papers: render_kinds(&criteria.admission.papers),
        standards: criteria.standards.into_iter().map(render_standard).collect(),
    }
}

fn render_words<T: Copy>(items: &[T], word: impl Fn(T) -> &'static str) -> Vec<String> {
    items.iter().map(|item| word(*item).to_owned()).collect()
}

fn render_field_test(field_test: &FieldTest) -> pb::FieldTest {
    pb::FieldTest {
        cat_weight: field_test.cat_weight.cast_signed(),
        tests: field_test.tests.iter().map(render_test).collect(),
    }
}

fn render_test(test: &FieldTestPart) -> pb::AdditionalTest {
    let kind = match test.kind {
        TestKind::Measured => Kind::Measured,
        TestKind::Interview => Kind::Interview,
    };
    pb::AdditionalTest {
        title: test.title.clone(),
        kind: kind.into(),
        weight: test.weight.cast_signed(),
        max: test.max.cast_signed(),
        eliminating: test.eliminates.is_some(),
        elimination_criterion: test.eliminates.clone().unwrap_or_default(),
    }
}

fn render_standard(standard: CommittedStandard) -> pb::Standard {
    let competencies = standard.competencies.into_iter().map(|competency| pb::RequiredCompetency {
        dictionary: competency.dictionary,
        code: competency.code,
        level: competency.level,
    });
    pb::Standard {
        standard: standard.standard,
        revision: standard.revision,
        regulation: standard.regulation,
        competencies: competencies.collect(),
    }
}

pub(super) fn render_notice(tenant: &Tenant, notice: Notice) -> pb::Notice {
    let change = match notice.change {
        Change::Extension { from, to } => notice::Change::Extension(pb::Extension {
            close_time_before: Some(dates::render_time(from)),
            close_time: Some(dates::render_time(to)),
        }),
        Change::Evidence { document, evidence } => {
            notice::Change::AlternativeEvidence(pb::AlternativeEvidence { document, evidence })
        }
    };
    pb::Notice {
        vacancy: names::VACANCY.name(tenant, notice.vacancy_id),
        change: Some(change),
        reason: notice.reason,
        create_time: Some(dates::render_time(notice.create_time)),
    }
}

pub(super) fn render_ruleset(ruleset: &Ruleset) -> pb::Ruleset {
    let rules = ruleset.general();
    let (tie_breaks, passes, decides_by) = match ruleset {
        Ruleset::Cpns(cpns) => (
            render_words(&cpns.tie_breaks, |step| step.as_str()),
            render_words(&cpns.passes, |pass| pass.as_str()),
            cpns.decides_by.as_str(),
        ),
        Ruleset::Pppk(_) => (Vec::new(), Vec::new(), ""),
    };
    let objection = rules
        .objection
        .map(|objection| ruleset::Objection { days: objection.days.into(), answer_days: objection.answer_days.into() });
    pb::Ruleset {
        id: rules.id.clone(),
        programme: render_programme(ruleset.programme()).into(),
        period: rules.period.clone(),
        regulation: rules.regulation.clone(),
        valid_from: Some(dates::render(rules.valid_from)),
        valid_until: rules.valid_until.map(dates::render),
        exercise: rules.any_day || rules.early_close,
        age_minimum: rules.age_minimum.into(),
        age_maximum: rules.age_maximum.into(),
        age_limits: rules.age_limits.iter().map(render_age_limit).collect(),
        objection,
        calendar: rules.calendar.iter().map(render_stage).collect(),
        tie_breaks,
        passes,
        documents: render_kinds(&rules.intake.documents),
        conditions: rules.intake.conditions.iter().map(render_condition).collect(),
        experience_months: rules.intake.experience_months.into(),
        decides_by: decides_by.to_owned(),
    }
}

fn render_condition(condition: &Condition) -> ruleset::Condition {
    ruleset::Condition {
        needs: condition.needs.iter().map(|kind| render_kind(*kind).into()).collect(),
        fact: render_fact(condition.fact).into(),
        documents: render_kinds(&condition.documents),
    }
}

fn render_age_limit(limit: &AgeLimit) -> ruleset::AgeLimit {
    ruleset::AgeLimit { posts: limit.posts.clone(), education: limit.education.clone(), maximum: limit.maximum.into() }
}

fn render_stage(row: &CalendarRow) -> ruleset::Stage {
    ruleset::Stage {
        stage: row.stage.as_str().to_owned(),
        from: Some(dates::render(row.from)),
        until: Some(dates::render(row.until)),
    }
}
