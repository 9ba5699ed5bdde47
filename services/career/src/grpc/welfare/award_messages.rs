//! Awards between messages and domain.

use super::pay_messages::render_figures;
use crate::{
    commands::{AwardsRecomputed, ComputeAwards},
    domain::{
        award::{AwardInput, AwardOutcome, AwardRun},
        welfare_facts::Figure,
        welfare_rules::WelfareRules,
    },
    names, rulesets,
};
use contracts::career::v1 as pb;
use pb::award_run::State as WireState;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use uuid::Uuid;

/// Most rupiah of one award, and of a budget.
const MOST_AWARD: i64 = 1_000_000_000;
const MOST_BUDGET: i64 = 1_000_000_000_000_000;

/// Whose candidates, whether only those with an award, and the page.
pub(super) type CandidatesInput = (Uuid, bool, Page);

pub(super) fn parse_compute(message: &pb::ComputeAwardsRequest) -> Result<(Scope, ComputeAwards), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let (year, award_rupiah, budget_rupiah) = (message.year, message.award_rupiah, message.budget_rupiah);
    check.check("year", (2000..=2200).contains(&year), "must be from 2000 to 2200");
    check.check("award_rupiah", (0..=MOST_AWARD).contains(&award_rupiah), "must be 0 to 1,000,000,000");
    check.check("budget_rupiah", (0..=MOST_BUDGET).contains(&budget_rupiah), "must be 0 to 1,000,000,000,000,000");
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id), true) = (tenant, request_id, check.is_empty()) else { return Err(check) };
    let input = ComputeAwards { year, award_rupiah, budget_rupiah };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(super) fn parse_approve(message: &pb::ApproveAwardRunRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::AWARD_RUN.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(super) fn parse_candidates(
    message: &pb::ListAwardCandidatesRequest,
) -> Result<(Scope, CandidatesInput), Violations> {
    let mut check = Violations::default();
    let run = check.take("parent", names::AWARD_RUN.parse(&message.parent));
    let filter = format!("{}|{}", message.parent, message.awarded_only);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(run), Some(page)) = (run, page) else { return Err(check) };
    Ok((Scope::of(run.tenant, &message.parent), (run.id, message.awarded_only, page)))
}

/// A run with the rule it was computed by; the ruleset in use may be another one by now.
pub(super) fn render_run(tenant: &Tenant, in_use: &WelfareRules, run: AwardRun) -> pb::AwardRun {
    let rule = if run.ruleset == in_use.id {
        in_use.award.in_words()
    } else {
        rulesets::welfare::find(&run.ruleset).map(|rules| rules.award.in_words()).unwrap_or_default()
    };
    let figures = vec![
        Figure::new("considered", run.considered, "everybody who had not left when the run was computed"),
        Figure::new("awarded", run.awarded, format!("the rule of {}", run.ruleset)),
        Figure::new("cost_rupiah", run.cost_rupiah, "awarded × award_rupiah"),
        Figure::new("gap_rupiah", run.gap(), "cost_rupiah less budget_rupiah, not below 0"),
    ];
    let state = if run.approve_time.is_some() { WireState::Approved } else { WireState::Computed };
    pb::AwardRun {
        name: names::AWARD_RUN.name(tenant, run.id),
        year: run.year,
        state: state.into(),
        award_rupiah: run.award_rupiah,
        budget_rupiah: run.budget_rupiah,
        considered: run.considered,
        awarded: run.awarded,
        cost_rupiah: run.cost_rupiah,
        gap_rupiah: run.gap(),
        ruleset: run.ruleset,
        rule,
        fingerprint: hex(&run.fingerprint),
        figures: render_figures(figures),
        etag: etag::render(run.version),
        create_time: Some(dates::render_time(run.create_time)),
        approve_time: run.approve_time.map(dates::render_time),
    }
}

pub(super) fn render_recomputed(tenant: &Tenant, done: AwardsRecomputed) -> pb::RecomputeAwardsResponse {
    pb::RecomputeAwardsResponse {
        same: done.kept == done.fingerprint && done.differing.is_empty(),
        kept_fingerprint: hex(&done.kept),
        fingerprint: hex(&done.fingerprint),
        differing: done.differing.into_iter().map(|id| names::SERVANT.name(tenant, id)).collect(),
        ruleset: done.ruleset,
    }
}

pub(super) fn render_candidate(tenant: &Tenant, (input, outcome): (AwardInput, AwardOutcome)) -> pb::AwardCandidate {
    let ratings = input.ratings.iter().map(|one| format!("{}={}", one.year, one.rating.as_str()));
    pb::AwardCandidate {
        servant: names::SERVANT.name(tenant, input.servant),
        ratings: ratings.collect(),
        unit: input.unit,
        punished: input.punished,
        points: outcome.points,
        place: outcome.place,
        awarded: outcome.awarded,
        explanation: outcome.explanation,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
