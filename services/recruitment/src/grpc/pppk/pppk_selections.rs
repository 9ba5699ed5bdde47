//! `PppkService`.

use crate::grpc::{
    imports::{parse_all, reject, render_errors},
    vacancies, vacancy_messages,
};
use crate::{
    commands::{self, PppkLine, import_pppk_results},
    domain::{
        competency_test::Scheme,
        pppk_ranking::PppkOutcome,
        pppk_reranking::final_points,
        pppk_ruleset::PppkRuleset,
        pppk_score::{PppkAnswered, PppkScore},
        programme::Ruleset,
        thousandths::Thousandths,
        vacancy::State,
    },
    error::Error,
    names,
    rulesets::Rulebook,
    store::{
        pppk_results::{self, PartTime, Shown},
        vacancies as stored,
    },
};
use contracts::recruitment::v1::{self as pb, pppk_row::Outcome};
use platform::{
    Kit, Tenant, Violations, Work, import_message,
    imports::{Rows, Split},
    names::asked,
    page::Page,
};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows checked and written by one statement each.
const CHUNK: usize = 1000;

const RESULTS: Split<pb::ImportPppkResultsRequest, pb::PppkRow> =
    import_message!(pb::ImportPppkResultsRequest, pb::import_pppk_results_request::Part, pb::PppkRow);

/// Serves what is different about employees with a work agreement.
pub struct PppkSelections {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::pppk_service_server::PppkService for PppkSelections {
    async fn get_pppk_scheme(
        &self,
        request: Request<pb::GetPppkSchemeRequest>,
    ) -> Result<Response<pb::PppkScheme>, Status> {
        let parse = |message: &pb::GetPppkSchemeRequest| asked(names::VACANCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = stored::get(view.connection, id).await?;
                // A draft is nobody's business, and has no ruleset yet.
                let found = found.filter(|found| found.state != State::Draft).ok_or(Error::VacancyNotFound)?;
                let scheme = commands::committed_scheme(view.connection, &found).await?;
                Ok::<_, Error>(render_scheme(found.ruleset, &scheme))
            })
            .await
    }

    async fn import_pppk_results(
        &self,
        request: Request<Streaming<pb::ImportPppkResultsRequest>>,
    ) -> Result<Response<pb::ImportPppkResultsResponse>, Status> {
        self.kit.import(request, RESULTS, async |work, rows| take(work, rows).await).await
    }

    async fn rank_pppk(&self, request: Request<pb::RankPppkRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse =
            |message: &pb::RankPppkRequest| vacancies::parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::rank_pppk(work, vacancy).await?;
                Ok::<_, Error>(vacancy_messages::render(&work.tenant, vacancy))
            })
            .await
    }

    async fn list_part_time_candidates(
        &self,
        request: Request<pb::ListPartTimeCandidatesRequest>,
    ) -> Result<Response<pb::ListPartTimeCandidatesResponse>, Status> {
        let parse = |message: &pb::ListPartTimeCandidatesRequest| parse_list(message, &self.rulebook);
        self.kit
            .read(request, parse, async |view, (offered, page): ListInput| {
                let mut found = pppk_results::list_part_time(view.connection, &offered, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.submit_time.to_jiff().as_microsecond(), one.id));
                let candidates = found.into_iter().map(|one| render_part_time(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPartTimeCandidatesResponse { candidates, next_page_token })
            })
            .await
    }
}

async fn take(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportPppkResultsRequest, pb::PppkRow>,
) -> Result<pb::ImportPppkResultsResponse, Error> {
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (parsed, mut refused) = parse_all(chunk, parse_row);
        refused.extend(import_pppk_results(work, parsed).await?);
        reject(&mut rows.report, refused);
    }
    let report = &rows.report;
    Ok(pb::ImportPppkResultsResponse {
        accepted: report.accepted(),
        rejected: report.rejected,
        errors: render_errors(report),
    })
}

fn parse_row(row: pb::PppkRow) -> Result<PppkLine, Violations> {
    let mut check = Violations::default();
    let tested = parse_tested(&mut check, "", &row);
    let answered = parse_answered(&mut check, &row);
    let participant_number = check.text("participant_number", &row.participant_number, 40);
    match (participant_number, tested) {
        (Some(participant_number), Some((tier, outcome))) if check.is_empty() => {
            Ok(PppkLine { participant_number, tier, outcome, answered })
        }
        _ => Err(check),
    }
}

/// How many items were answered, where that is told; only who is present answers any.
fn parse_answered(check: &mut Violations, row: &pb::PppkRow) -> PppkAnswered {
    let mut number = |field: &str, number: Option<i32>| {
        let number = number.map(|number| u16::try_from(number).map_err(|_| "must be a number of items"));
        check.take(field, number.transpose()).flatten()
    };
    let answered = PppkAnswered {
        managerial: number("managerial_answered", row.managerial_answered),
        sociocultural: number("sociocultural_answered", row.sociocultural_answered),
        interview: number("interview_answered", row.interview_answered),
    };
    let any = [answered.managerial, answered.sociocultural, answered.interview].iter().any(|one| one.unwrap_or(0) > 0);
    let present = matches!(row.outcome(), Outcome::Present | Outcome::Unspecified);
    check.check("outcome", present || !any, "only who is present answered items");
    answered
}

/// Reads tier and end of a test; violations name the fields behind `prefix`.
pub(crate) fn parse_tested(check: &mut Violations, prefix: &str, row: &pb::PppkRow) -> Option<(String, PppkOutcome)> {
    let field = |name: &str| format!("{prefix}{name}");
    let part = |number: i32| u16::try_from(number).map_err(|_| "must be a score");
    let technical = check.take(field("technical"), part(row.technical));
    let certificate = u32::try_from(row.certificate_thousandths).map(Thousandths);
    let certificate =
        check.take(field("certificate_thousandths"), certificate.map_err(|_| "must be points in thousandths"));
    let managerial = check.take(field("managerial"), part(row.managerial));
    let sociocultural = check.take(field("sociocultural"), part(row.sociocultural));
    let interview = check.take(field("interview"), part(row.interview));
    let score = match (technical, certificate, managerial, sociocultural, interview) {
        (Some(technical), Some(certificate), Some(managerial), Some(sociocultural), Some(interview)) => {
            Some(PppkScore { technical, certificate, managerial, sociocultural, interview })
        }
        _ => None,
    };
    let without_score = |outcome| match score {
        Some(score) if score != PppkScore::default() => Err("only who is present has scores"),
        _ => Ok(Some(outcome)),
    };
    let outcome = match row.outcome() {
        Outcome::Present => Ok(score.map(PppkOutcome::Scored)),
        Outcome::Absent => without_score(PppkOutcome::Absent),
        Outcome::Disqualified => without_score(PppkOutcome::Disqualified),
        Outcome::Ineligible => without_score(PppkOutcome::Ineligible),
        Outcome::Withdrew => without_score(PppkOutcome::Withdrew),
        Outcome::Unspecified => Err("must be given"),
    };
    let outcome = check.take(field("outcome"), outcome).flatten();
    let tier = if row.tier.is_empty() { Some(String::new()) } else { check.text(field("tier"), &row.tier, 10) };
    tier.zip(outcome)
}

/// Rulesets with the tiers that they let work part-time, a pair each, and a page.
type ListInput = (Vec<(String, String)>, Page);

fn parse_list(
    message: &pb::ListPartTimeCandidatesRequest,
    rulebook: &Rulebook,
) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.ruleset]);
    let rulesets: Vec<&PppkRuleset> = match message.ruleset.as_str() {
        "" => rulebook.all().filter_map(|one| if let Ruleset::Pppk(one) = one { Some(&**one) } else { None }).collect(),
        id => check.take("ruleset", rulebook.pppk(id)).map(|one| &**one).into_iter().collect(),
    };
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    let offered = rulesets.into_iter().flat_map(|one| {
        let tiers = one.test.part_time_tiers.iter();
        tiers.map(|tier| (one.general.id.clone(), tier.clone()))
    });
    Ok((tenant, (offered.collect(), page)))
}

/// The published result of a PPPK vacancy, best first.
pub(crate) async fn list_results(
    connection: &mut PgConnection,
    tenant: &Tenant,
    vacancy: Uuid,
    page: &Page,
) -> Result<pb::ListResultsResponse, Error> {
    let mut found = pppk_results::list_result(connection, vacancy, page).await?;
    let next_page_token = page.cut(&mut found, |one| (one.place, Uuid::nil()));
    let results = found.into_iter().map(|one| render_result(tenant, one)).collect();
    Ok(pb::ListResultsResponse { results, next_page_token })
}

/// Adds what a PPPK ranking made of applications to those that no other ranking knows.
pub(crate) async fn attach(
    connection: &mut PgConnection,
    tenant: &Tenant,
    applications: &mut [pb::Application],
) -> Result<(), Error> {
    let without = applications.iter().filter(|one| one.result.is_none());
    let numbers: Vec<String> = without.map(|one| one.participant_number.clone()).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let mut found = pppk_results::of_participants(connection, &numbers).await?;
    for one in applications.iter_mut().filter(|one| one.result.is_none()) {
        one.result = found.remove(&one.participant_number).map(|shown| render_result(tenant, shown));
    }
    Ok(())
}

/// The published result of one participant of a PPPK vacancy.
pub(crate) async fn result_of(
    connection: &mut PgConnection,
    tenant: &Tenant,
    number: &str,
) -> Result<Option<pb::Result>, Error> {
    let mut found = pppk_results::of_participants(connection, &[number.to_owned()]).await?;
    Ok(found.remove(number).map(|shown| render_result(tenant, shown)))
}

/// A ranked participant as `Result` shows one.
fn render_result(tenant: &Tenant, shown: Shown) -> pb::Result {
    let name = |id| names::VACANCY.name(tenant, id);
    let score = shown.score;
    let (rank, decision) = shown.standing.unwrap_or_default();
    let points = (rank > 0).then(|| final_points(&score));
    pb::Result {
        participant_number: shown.participant_number,
        final_points: points.map(|points| points.rounded()).unwrap_or_default(),
        final_points_exact: points.map(|points| points.fraction()).unwrap_or_default(),
        final_rank: rank,
        decision: decision.to_uppercase(),
        moved_to: shown.seat_elsewhere.map(|(seat, _)| name(seat)).unwrap_or_default(),
        moved_from: shown.seat_elsewhere.map(|(_, applied_for)| name(applied_for)).unwrap_or_default(),
        pppk: Some(pb::PppkResult {
            technical: score.technical.into(),
            certificate_thousandths: score.certificate.0.cast_signed(),
            managerial: score.managerial.into(),
            sociocultural: score.sociocultural.into(),
            interview: score.interview.into(),
            tier: shown.tier,
            code: shown.code,
        }),
        ..Default::default()
    }
}

fn render_scheme(ruleset: String, scheme: &Scheme) -> pb::PppkScheme {
    let (limits, mark) = (scheme.limits, scheme.mark);
    pb::PppkScheme {
        ruleset,
        group: scheme.group.as_str().to_owned(),
        technical_max: limits.technical_max.into(),
        certificate_max_thousandths: limits.certificate_max().0.cast_signed(),
        managerial_max: limits.managerial_max.into(),
        sociocultural_max: limits.sociocultural_max.into(),
        interview_max: limits.interview_max.into(),
        total_max: limits.total_max().cast_signed(),
        steps: scheme.tiers.iter().map(|tiers| pb::PppkTierStep { tiers: tiers.clone() }).collect(),
        tie_breaks: scheme.tie_break.iter().map(|criterion| criterion.as_str().to_owned()).collect(),
        technical_mark: mark.technical.map(i32::from),
        managerial_sociocultural_mark: mark.managerial_sociocultural.map(i32::from),
        interview_mark: mark.interview.map(i32::from),
    }
}

fn render_part_time(tenant: &Tenant, one: PartTime) -> pb::PartTimeCandidate {
    pb::PartTimeCandidate {
        participant_number: one.participant_number,
        vacancy: names::VACANCY.name(tenant, one.vacancy),
        position_title: one.position_title,
        tier: one.tier,
        total_thousandths: one.total,
        rank: one.rank,
    }
}
