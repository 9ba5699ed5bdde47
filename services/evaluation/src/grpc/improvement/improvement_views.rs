//! What officials read of cases, and people of their own; every reading is audited.

use super::{improvement_messages::render, improvement_requests as requests, improvement_sheets::sheet};
use crate::{
    commands::{ImprovementDesk, acting_servant},
    domain::improvement_rules::days_after,
    error::{Error, ImprovementError},
    grpc::appraisals::render_predikat,
    names,
    store::{
        improvement_cases::{self, WantedCases},
        low_ratings::{self, LowRating},
    },
};
use contracts::evaluation::v1 as pb;
use platform::{Kit, Tenant, Work, dates, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

type Answer<T> = Result<Response<T>, Status>;

pub(super) async fn proposals(
    kit: &Kit,
    request: Request<pb::ListImprovementProposalsRequest>,
    desk: &ImprovementDesk,
) -> Answer<pb::ListImprovementProposalsResponse> {
    let parse = |one: &pb::ListImprovementProposalsRequest| {
        requests::parse_plain_list((one.parent.as_str(), one.page_size, one.page_token.as_str()))
    };
    kit.write(request, parse, async |work, page: Page| {
        let rules = desk.book.in_use();
        let mut found = low_ratings::list(work.connection, &rules.low, page.after.1, page.limit()).await?;
        let next_page_token = page.cut(&mut found, |one| (0, one.appraisal));
        let proposals = found.into_iter().map(|one| render_proposal(&work.tenant, one, desk)).collect();
        let ruleset = rules.id.clone();
        Ok::<_, Error>(pb::ListImprovementProposalsResponse { proposals, next_page_token, ruleset })
    })
    .await
}

pub(super) fn render_proposal(tenant: &Tenant, one: LowRating, desk: &ImprovementDesk) -> pb::ImprovementProposal {
    let final_date = desk.day(one.final_time);
    pb::ImprovementProposal {
        appraisal: names::APPRAISAL.name(tenant, one.appraisal),
        servant: one.servant,
        year: one.year,
        predicate: render_predikat(one.predikat).into(),
        final_date: Some(dates::render(final_date)),
        due_date: Some(dates::render(days_after(final_date, desk.book.in_use().warn.within_days))),
        warner: one.warner,
    }
}

pub(super) async fn get(
    kit: &Kit,
    request: Request<pb::GetImprovementCaseRequest>,
    desk: &ImprovementDesk,
) -> Answer<pb::ImprovementCase> {
    let parse = |one: &pb::GetImprovementCaseRequest| requests::parse_get(&one.name);
    kit.write(request, parse, async |work, id: Uuid| {
        let found = improvement_cases::get(work.connection, &work.vault, id).await?;
        sheet(work, found.ok_or(ImprovementError::CaseNotFound)?, desk).await
    })
    .await
}

/// One of the caller's own, or that the caller coaches; others are not there for the caller.
pub(super) async fn get_mine(
    kit: &Kit,
    request: Request<pb::GetMyImprovementCaseRequest>,
    desk: &ImprovementDesk,
) -> Answer<pb::ImprovementCase> {
    let parse = |one: &pb::GetMyImprovementCaseRequest| requests::parse_get(&one.name);
    kit.write(request, parse, async |work, id: Uuid| {
        let me = acting_servant(work).await?;
        let found = improvement_cases::get(work.connection, &work.vault, id).await?;
        let mine = found.filter(|case| case.servant == me || case.coach == me);
        sheet(work, mine.ok_or(ImprovementError::CaseNotFound)?, desk).await
    })
    .await
}

pub(super) async fn list(
    kit: &Kit,
    request: Request<pb::ListImprovementCasesRequest>,
    desk: &ImprovementDesk,
) -> Answer<pb::ListImprovementCasesResponse> {
    kit.write(request, requests::parse_list, async |work, (wanted, page): (WantedCases, Page)| {
        listed(work, &wanted, &page, desk).await
    })
    .await
}

pub(super) async fn list_mine(
    kit: &Kit,
    request: Request<pb::ListMyImprovementCasesRequest>,
    desk: &ImprovementDesk,
) -> Answer<pb::ListImprovementCasesResponse> {
    let parse = |one: &pb::ListMyImprovementCasesRequest| {
        requests::parse_plain_list((one.parent.as_str(), one.page_size, one.page_token.as_str()))
    };
    kit.write(request, parse, async |work, page: Page| {
        let wanted = WantedCases { concerns: acting_servant(work).await?, ..WantedCases::default() };
        listed(work, &wanted, &page, desk).await
    })
    .await
}

async fn listed(
    work: &mut Work<'_>,
    wanted: &WantedCases,
    page: &Page,
    desk: &ImprovementDesk,
) -> Result<pb::ListImprovementCasesResponse, Error> {
    let mut found = improvement_cases::list(work.connection, &work.vault, wanted, page).await?;
    let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
    let mut improvement_cases = Vec::with_capacity(found.len());
    for case in found {
        improvement_cases.push(render(&work.tenant, case, desk)?);
    }
    Ok(pb::ListImprovementCasesResponse { improvement_cases, next_page_token })
}
