//! `AppointmentService`.

use super::{parsing, rendered};
use crate::{
    commands::{self, Inspected},
    error::{AppointmentError, Error},
    names,
    rulesets::Rulebook,
    store::{
        filings::{self, Filter},
        replacements, withdrawals,
    },
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, Violations, dates, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the way from the published result to the first day of service.
pub struct Appointments {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::appointment_service_server::AppointmentService for Appointments {
    async fn open_filing(
        &self,
        request: Request<pb::OpenFilingRequest>,
    ) -> Result<Response<pb::OpenFilingResponse>, Status> {
        let parse = |message: &pb::OpenFilingRequest| parsing::step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let opened = commands::open_filing(work, vacancy, &self.rulebook).await?;
                let deadline = Some(dates::render_time(opened.deadline));
                Ok::<_, Error>(pb::OpenFilingResponse { opened: opened.files, deadline })
            })
            .await
    }

    async fn get_filing(&self, request: Request<pb::GetFilingRequest>) -> Result<Response<pb::Filing>, Status> {
        let parse = |message: &pb::GetFilingRequest| asked(names::FILING.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let (filing, number) =
                    filings::get(view.connection, id).await?.ok_or(AppointmentError::FilingNotFound)?;
                Ok::<_, Error>(rendered::filing(&view.tenant, filing, number, view.now))
            })
            .await
    }

    async fn list_filings(
        &self,
        request: Request<pb::ListFilingsRequest>,
    ) -> Result<Response<pb::ListFilingsResponse>, Status> {
        let now = self.kit.clock.now();
        self.kit
            .read(
                request,
                |message| parsing::filings(message, now),
                async |view, (filter, page): (Filter, Page)| {
                    let mut found = filings::list(view.connection, &filter, &page).await?;
                    let next_page_token = page.cut(&mut found, |(one, _)| (one.open_time.as_microsecond(), one.id));
                    let shown = found.into_iter().map(|(one, number)| rendered::filing(&view.tenant, one, number, now));
                    Ok::<_, Error>(pb::ListFilingsResponse { filings: shown.collect(), next_page_token })
                },
            )
            .await
    }

    async fn complete_filing(
        &self,
        request: Request<pb::CompleteFilingRequest>,
    ) -> Result<Response<pb::Filing>, Status> {
        self.kit
            .write(request, parsing::complete, async |work, input| {
                let (filing, number) = commands::complete_filing(work, input, &self.rulebook).await?;
                Ok::<_, Error>(rendered::filing(&work.tenant, filing, number, work.now))
            })
            .await
    }

    async fn close_filing(
        &self,
        request: Request<pb::CloseFilingRequest>,
    ) -> Result<Response<pb::CloseFilingResponse>, Status> {
        let parse = |message: &pb::CloseFilingRequest| parsing::step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let left = commands::close_filing(work, vacancy, &self.rulebook).await?;
                let withdrawals = left.iter().map(|left| rendered::left(&work.tenant, left)).collect();
                Ok::<_, Error>(pb::CloseFilingResponse { withdrawals })
            })
            .await
    }

    async fn withdraw_candidate(
        &self,
        request: Request<pb::WithdrawCandidateRequest>,
    ) -> Result<Response<pb::Withdrawal>, Status> {
        self.kit
            .write(request, parsing::withdraw, async |work, input| {
                let left = commands::withdraw_candidate(work, input, &self.rulebook).await?;
                Ok::<_, Error>(rendered::left(&work.tenant, &left))
            })
            .await
    }

    async fn list_withdrawals(
        &self,
        request: Request<pb::ListWithdrawalsRequest>,
    ) -> Result<Response<pb::ListWithdrawalsResponse>, Status> {
        let parse = |message: &pb::ListWithdrawalsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = withdrawals::list(view.connection, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |one| (one.withdrawal.time.as_microsecond(), one.withdrawal.id));
                let withdrawals = found.iter().map(|one| rendered::listed(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListWithdrawalsResponse { withdrawals, next_page_token })
            })
            .await
    }

    async fn inspect_withdrawal(
        &self,
        request: Request<pb::InspectWithdrawalRequest>,
    ) -> Result<Response<pb::InspectWithdrawalResponse>, Status> {
        self.kit
            .write(request, parsing::inspect, async |work, id| {
                let Inspected { reason, terms, salt } = commands::inspect_withdrawal(work, id).await?;
                Ok::<_, Error>(pb::InspectWithdrawalResponse { reason, terms, salt: salt.0.to_vec() })
            })
            .await
    }

    async fn list_replacements(
        &self,
        request: Request<pb::ListReplacementsRequest>,
    ) -> Result<Response<pb::ListReplacementsResponse>, Status> {
        let parse = |message: &pb::ListReplacementsRequest| {
            let mut check = Violations::default();
            let (tenant, page) =
                check.list(&message.parent, message.page_size, &message.page_token, &[&message.vacancy]);
            let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
            match (tenant, page, vacancy) {
                (Some(tenant), Some(page), Some(vacancy)) => Ok((tenant, (vacancy, page))),
                _ => Err(check),
            }
        };
        self.kit
            .read(request, parse, async |view, (vacancy, page): (Option<Uuid>, Page)| {
                let mut found = replacements::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let replacements = found.into_iter().map(|one| rendered::replacement(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListReplacementsResponse { replacements, next_page_token })
            })
            .await
    }

    async fn confirm_replacement(
        &self,
        request: Request<pb::ConfirmReplacementRequest>,
    ) -> Result<Response<pb::Replacement>, Status> {
        self.kit
            .write(request, parsing::confirm, async |work, input| {
                let replacement = commands::confirm_replacement(work, input, &self.rulebook).await?;
                Ok::<_, Error>(rendered::replacement(&work.tenant, replacement))
            })
            .await
    }

    async fn propose_nip(&self, request: Request<pb::ProposeNipRequest>) -> Result<Response<pb::NipProposal>, Status> {
        let parse = |message: &pb::ProposeNipRequest| parsing::step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let proposal = commands::propose_nip(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(pb::NipProposal {
                    name: names::NIP_PROPOSAL.name(&work.tenant, proposal.id),
                    vacancy: names::VACANCY.name(&work.tenant, proposal.vacancy_id),
                    candidates: proposal.candidates,
                    create_time: Some(dates::render_time(proposal.create_time)),
                })
            })
            .await
    }

    async fn export_nip_proposal(
        &self,
        request: Request<pb::ExportNipProposalRequest>,
    ) -> Result<Response<pb::ExportNipProposalResponse>, Status> {
        self.kit
            .write(request, parsing::export, async |work, id| {
                let candidates = commands::export_nip_proposal(work, id).await?;
                let rows = candidates.into_iter().map(|one| rendered::proposed(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ExportNipProposalResponse { rows })
            })
            .await
    }

    async fn record_nip(&self, request: Request<pb::RecordNipRequest>) -> Result<Response<pb::Filing>, Status> {
        self.kit
            .write(request, parsing::record_nip, async |work, input| {
                let (filing, number) = commands::record_nip(work, input).await?;
                Ok::<_, Error>(rendered::filing(&work.tenant, filing, number, work.now))
            })
            .await
    }
}
