//! A plan, whole: results, progress, expectations, steps, and how each figure arose. Whoever calls sees to it that the reading is
//! audited.

use super::{
    skp_content_messages::render_value,
    skp_plan_messages::{render, render_stage},
};
use crate::{
    domain::{
        appraisal::Ratings,
        skp_content::{PlannedIndicator, PlannedResult, ResultKind, SkpAspect, Target},
        skp_plan::{SkpPlan, SkpStep},
        skp_stage::SkpMove,
    },
    error::Error,
    grpc::appraisals::{render_predikat, render_rating},
    names,
    store::{
        skp_contents,
        skp_records::{self, Progress},
    },
};
use contracts::evaluation::v1 as pb;
use platform::{
    Failure, Tenant, Work, dates,
    sensitive::{Sealed, Vault},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const CELLS: &str = "nine cells of results and behaviour (PermenPANRB 6/2022)";
const SHARE: &str = "reached of the target, in percent, half up to two places; no rating follows from it";

/// The plan with all that belongs to it.
pub(super) async fn sheet(work: &mut Work<'_>, plan: SkpPlan) -> Result<pb::SkpPlan, Error> {
    let results = skp_contents::results_of(work.connection, plan.id).await?;
    let progress = skp_records::progress_of(work.connection, plan.id).await?;
    let steps = skp_records::steps_of(work.connection, plan.id).await?;
    let rated = skp_records::ratings_of(work.connection, plan.id).await?;
    let sealed = skp_contents::expectations_of(work.connection, plan.id).await?;
    let (id, year, ruleset) = (plan.id, plan.ratings, plan.ruleset.clone());
    let mut expectations = Vec::new();
    for (value, text) in sealed {
        let text = open(&work.vault, id, &text)?;
        expectations.push(pb::SkpExpectation { value: render_value(value).into(), text });
    }
    let mut figures = period_figures(&rated);
    figures.extend(year.map(|ratings| year_figure(ratings, &rated, &ruleset)));
    figures.extend(indicator_figures(&work.tenant, &results, &progress, &ruleset));
    let mut rendered_steps = Vec::new();
    for (step, note) in steps {
        let note = match &note {
            Some(sealed) => open(&work.vault, id, sealed)?,
            None => String::new(),
        };
        rendered_steps.push(render_step(step, note));
    }
    let mut rendered_results = Vec::new();
    for result in results {
        rendered_results.push(render_result(&work.tenant, &work.vault, result, &progress)?);
    }
    Ok(pb::SkpPlan {
        results: rendered_results,
        expectations,
        steps: rendered_steps,
        figures,
        ..render(&work.tenant, plan)
    })
}

/// Opens a text of the plan or of an indicator.
pub(super) fn open(vault: &Vault, owner: Uuid, sealed: &Sealed) -> Result<String, Error> {
    let bytes = vault.open(owner.as_bytes(), sealed)?;
    String::from_utf8(bytes).map_err(|error| Failure::Internal(error.into()).into())
}

fn render_step(step: SkpStep, note: String) -> pb::SkpStep {
    let result = step.ratings.map_or(pb::Rating::Unspecified, |ratings| render_rating(ratings.result));
    let behaviour = step.ratings.map_or(pb::Rating::Unspecified, |ratings| render_rating(ratings.behaviour));
    pb::SkpStep {
        step: step.step.as_str().to_owned(),
        servant: step.servant,
        stage: render_stage(step.stage).into(),
        period: step.period,
        result: result.into(),
        behaviour: behaviour.into(),
        note,
        ruleset: step.ruleset,
        step_time: Some(dates::render_time(step.time)),
    }
}

fn render_result(
    tenant: &Tenant,
    vault: &Vault,
    result: PlannedResult,
    progress: &[Progress],
) -> Result<pb::SkpResult, Error> {
    let kind = match result.kind {
        ResultKind::Main => pb::skp_result::Kind::Main,
        ResultKind::Additional => pb::skp_result::Kind::Additional,
    };
    let served = result.superior_result.map(|served| names::SKP_RESULT.name(tenant, served));
    let mut indicators = Vec::new();
    for indicator in result.indicators {
        indicators.push(render_indicator(tenant, vault, indicator, progress)?);
    }
    Ok(pb::SkpResult {
        result: names::SKP_RESULT.name(tenant, result.id),
        kind: kind.into(),
        title: result.title,
        superior_result: served.unwrap_or_default(),
        indicators,
    })
}

fn render_indicator(
    tenant: &Tenant,
    vault: &Vault,
    indicator: PlannedIndicator,
    progress: &[Progress],
) -> Result<pb::SkpIndicator, Error> {
    let aspect = match indicator.aspect {
        None => pb::SkpAspect::Unspecified,
        Some(SkpAspect::Quantity) => pb::SkpAspect::Quantity,
        Some(SkpAspect::Quality) => pb::SkpAspect::Quality,
        Some(SkpAspect::Time) => pb::SkpAspect::Time,
        Some(SkpAspect::Cost) => pb::SkpAspect::Cost,
    };
    let (target, unit, target_text) = match indicator.target {
        Target::Number(number, unit) => (number.render(), unit, String::new()),
        Target::Words(words) => (String::new(), String::new(), words),
    };
    let mut reached = Vec::new();
    for one in progress.iter().filter(|one| one.indicator == indicator.id) {
        let text = match &one.text {
            Some(sealed) => open(vault, one.indicator, sealed)?,
            None => String::new(),
        };
        let realised = one.realised.map(|number| number.render()).unwrap_or_default();
        let record_time = Some(dates::render_time(one.time));
        reached.push(pb::SkpProgress { period: one.period, realised, text, record_time });
    }
    Ok(pb::SkpIndicator {
        indicator: names::SKP_INDICATOR.name(tenant, indicator.id),
        aspect: aspect.into(),
        title: indicator.title,
        target,
        unit,
        target_text,
        progress: reached,
    })
}

fn inputs_of(ratings: Ratings) -> Vec<String> {
    let shown = |name: &str, rating: pb::Rating| format!("{name}={}", rating.as_str_name());
    vec![shown("result", render_rating(ratings.result)), shown("behaviour", render_rating(ratings.behaviour))]
}

fn predicate_of(ratings: Ratings) -> String {
    render_predikat(ratings.predikat()).as_str_name().to_owned()
}

/// The last rating of each period counts.
fn period_figures(steps: &[SkpStep]) -> Vec<pb::SkpFigure> {
    let rated = steps.iter().filter(|step| step.step == SkpMove::RatePeriod);
    let last: BTreeMap<i32, &SkpStep> = rated.map(|step| (step.period, step)).collect();
    let figure = |(period, step): (i32, &SkpStep)| {
        let ratings = step.ratings?;
        Some(pb::SkpFigure {
            figure: format!("period {period}"),
            value: predicate_of(ratings),
            rule: CELLS.to_owned(),
            inputs: inputs_of(ratings),
            ruleset: step.ruleset.clone(),
        })
    };
    last.into_iter().filter_map(figure).collect()
}

fn year_figure(ratings: Ratings, steps: &[SkpStep], ruleset: &str) -> pb::SkpFigure {
    let decided = steps.iter().rev().find(|step| step.step != SkpMove::RatePeriod);
    let mut inputs = inputs_of(ratings);
    inputs.extend(decided.map(|step| format!("step={}", step.step.as_str())));
    pb::SkpFigure {
        figure: "year".to_owned(),
        value: predicate_of(ratings),
        rule: CELLS.to_owned(),
        inputs,
        ruleset: ruleset.to_owned(),
    }
}

/// What was reached by the last period that was recorded, against the target.
fn indicator_figures(
    tenant: &Tenant,
    results: &[PlannedResult],
    progress: &[Progress],
    ruleset: &str,
) -> Vec<pb::SkpFigure> {
    let mut figures = Vec::new();
    for indicator in results.iter().flat_map(|result| &result.indicators) {
        let Target::Number(target, unit) = &indicator.target else { continue };
        let last = progress.iter().filter(|one| one.indicator == indicator.id).max_by_key(|one| one.period);
        let Some((last, realised)) = last.and_then(|one| Some((one, one.realised?))) else { continue };
        let Some(value) = realised.percent_of(*target) else { continue };
        figures.push(pb::SkpFigure {
            figure: names::SKP_INDICATOR.name(tenant, indicator.id),
            value,
            rule: SHARE.to_owned(),
            inputs: vec![
                format!("realised={} {unit}", realised.render()),
                format!("target={} {unit}", target.render()),
                format!("period={}", last.period),
            ],
            ruleset: ruleset.to_owned(),
        });
    }
    figures
}
