//! `ConfirmationService`.

use crate::grpc::confirmation_messages::{parse_answer, render_confirmation, render_institution};
use crate::{
    commands::{self, AnswerConfirmation, RegisterInstitution, RequestConfirmation},
    domain::confirmation::Question,
    error::Error,
    names,
    store::confirmations,
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, Scope, Violations, names::parse_parent, page::Page};
use tonic::{Request, Response, Status};

/// Serves institutions and what they are asked.
pub struct Confirmations {
    pub(crate) kit: Kit,
}

type Answered<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::confirmation_service_server::ConfirmationService for Confirmations {
    async fn register_institution(
        &self,
        request: Request<pb::RegisterInstitutionRequest>,
    ) -> Answered<pb::Institution> {
        self.kit
            .write(request, parse_register, async |work, input| {
                let institution = commands::register_institution(work, input).await?;
                Ok::<_, Error>(render_institution(&work.tenant, institution))
            })
            .await
    }

    async fn list_institutions(
        &self,
        request: Request<pb::ListInstitutionsRequest>,
    ) -> Answered<pb::ListInstitutionsResponse> {
        let parse = |message: &pb::ListInstitutionsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = confirmations::list_institutions(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let institutions = found.into_iter().map(|one| render_institution(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListInstitutionsResponse { institutions, next_page_token })
            })
            .await
    }

    async fn request_confirmation(
        &self,
        request: Request<pb::RequestConfirmationRequest>,
    ) -> Answered<pb::Confirmation> {
        self.kit
            .write(request, parse_request, async |work, input| {
                let asked = commands::request_confirmation(work, input).await?;
                Ok::<_, Error>(render_confirmation(&work.tenant, asked))
            })
            .await
    }

    async fn list_my_confirmations(
        &self,
        request: Request<pb::ListMyConfirmationsRequest>,
    ) -> Answered<pb::ListMyConfirmationsResponse> {
        let parse = |message: &pb::ListMyConfirmationsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.open]);
            tenant.zip(page.map(|page| (page, message.open))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, (page, open): (Page, bool)| {
                let mut found = confirmations::list_own(view.connection, &view.actor.subject, open, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.request_time.as_microsecond(), one.id));
                let asked =
                    found.iter().map(|one| commands::opened(&view.vault, one)).collect::<Result<Vec<_>, _>>()?;
                let confirmations = asked.into_iter().map(|one| render_confirmation(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListMyConfirmationsResponse { confirmations, next_page_token })
            })
            .await
    }

    async fn answer_confirmation(&self, request: Request<pb::AnswerConfirmationRequest>) -> Answered<pb::Confirmation> {
        let parse = |message: &pb::AnswerConfirmationRequest| {
            let mut check = Violations::default();
            let name = names::CONFIRMATION.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let answer = parse_answer(&mut check, message);
            let (Some((scope, confirmation)), Some(answer), true) = (read, answer, check.is_empty()) else {
                return Err(check);
            };
            Ok((scope, AnswerConfirmation { confirmation, answer }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let asked = commands::answer_confirmation(work, input).await?;
                Ok::<_, Error>(render_confirmation(&work.tenant, asked))
            })
            .await
    }
}

fn parse_register(message: &pb::RegisterInstitutionRequest) -> Result<(Scope, RegisterInstitution), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = check.text("code", &message.code, 40);
    let title = check.text("title", &message.title, 200);
    let subject = check.text("subject", &message.subject, 200);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(code), Some(title), Some(subject), Some(request_id)) =
        (tenant, code, title, subject, request_id)
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), RegisterInstitution { code, title, subject }))
}

fn parse_request(message: &pb::RequestConfirmationRequest) -> Result<(Scope, RequestConfirmation), Violations> {
    let mut check = Violations::default();
    let verification = check.take("parent", names::VERIFICATION.parse(&message.parent));
    let tenant = verification.as_ref().map(|verification| &verification.tenant);
    let document = check.own("document", &message.document, names::DOCUMENT, tenant);
    let institution = check.own("institution", &message.institution, names::INSTITUTION, tenant);
    let number = check.text("document_number", &message.document_number, 100);
    let programme = check.text("programme", &message.programme, 200);
    let request_id = check.request_id(&message.request_id);
    let (Some(verification), Some(document), Some(institution), Some(number), Some(programme), Some(request_id)) =
        (verification, document, institution, number, programme, request_id)
    else {
        return Err(check);
    };
    let question = Question { number, programme };
    let input = RequestConfirmation { verification: verification.id, document, institution, question };
    Ok((Scope::once(verification.tenant, &message.parent, request_id), input))
}
