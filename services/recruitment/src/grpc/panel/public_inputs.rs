//! `PublicInputService`.

use crate::{
    commands::{self, AnswerPublicInput, SubmitPublicInput},
    domain::public_input::{PublicInput, Verdict},
    error::{Error, PanelError},
    grpc::open_selection_messages::read_short_code,
    names,
    rulesets::Selterbook,
    store::{public_inputs, selections},
};
use contracts::recruitment::v1 as pb;
use pb::public_input::Verdict as WireVerdict;
use platform::follow_up::{NotACode, read_code};
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{Name, parse_parent},
    page::Page,
    sensitive::Sensitive,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what the public says about candidates.
pub struct PublicInputs {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Selterbook>,
}

/// Longest page: the texts are long, and clients take no message of more than 4 MiB.
const MOST_INPUTS: i32 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::public_input_service_server::PublicInputService for PublicInputs {
    async fn submit_public_input(
        &self,
        request: Request<pb::SubmitPublicInputRequest>,
    ) -> Answer<pb::SubmitPublicInputResponse> {
        let parse = |message: &pb::SubmitPublicInputRequest| {
            let mut check = Violations::default();
            let name = check.take("selection", names::SELECTION.parse(&message.selection));
            let code = check.take("candidate_code", read_short_code(&message.candidate_code));
            let text = check.text("text", &message.text, 5000).map(Sensitive::new);
            let request_id = check.request_id(&message.request_id);
            let (Some(name), Some(code), Some(text), Some(request_id)) = (name, code, text, request_id) else {
                return Err(check);
            };
            let scope = Scope::once(name.tenant, &message.selection, request_id);
            Ok((scope, SubmitPublicInput { selection: name.id, code, text }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let code = commands::submit_public_input(work, input, &self.book).await?;
                Ok::<_, Error>(pb::SubmitPublicInputResponse { code })
            })
            .await
    }

    async fn follow_public_input(&self, request: Request<pb::FollowPublicInputRequest>) -> Answer<pb::PublicInput> {
        let parse = |message: &pb::FollowPublicInputRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let code = check.take("code", read_code(&message.code));
            let (Some(tenant), Some(code)) = (tenant, code) else { return Err(check) };
            Ok((tenant, code))
        };
        self.kit
            .read(request, parse, async |view, code: String| {
                let index = commands::input_index(&view.vault, &code);
                let index = index.map_err(|error: NotACode| Error::internal(error))?;
                let kept = public_inputs::follow(view.connection, &index).await?.ok_or(PanelError::InputNotFound)?;
                let sealed = kept.reason.map(|reason| commands::open_text(&view.vault, kept.input.id, &reason));
                let reason = sealed.transpose()?.unwrap_or_default();
                Ok::<_, Error>(render(&view.tenant, kept.input, String::new(), reason))
            })
            .await
    }

    /// Shows what people wrote, so the reading is audited like a write.
    async fn list_public_inputs(
        &self,
        request: Request<pb::ListPublicInputsRequest>,
    ) -> Answer<pb::ListPublicInputsResponse> {
        let parse = |message: &pb::ListPublicInputsRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::SELECTION.parse(&message.parent));
            let filter = format!("{}|{}", message.parent, message.unanswered);
            let page = check.page(message.page_size.min(MOST_INPUTS), &message.page_token, &filter);
            let (Some(name), Some(page)) = (name, page) else { return Err(check) };
            Ok((Scope::of(name.tenant, &message.parent), (name.id, message.unanswered, page)))
        };
        self.kit
            .write(request, parse, async |work, (id, unanswered, page): (Uuid, bool, Page)| {
                selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
                let mut found = public_inputs::list(work.connection, id, unanswered, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |kept| (kept.input.create_time.as_microsecond(), kept.input.id));
                let mut inputs = Vec::new();
                for kept in found {
                    let text = commands::open_text(&work.vault, kept.input.id, &kept.text)?;
                    let sealed = kept.reason.map(|reason| commands::open_text(&work.vault, kept.input.id, &reason));
                    let reason = sealed.transpose()?.unwrap_or_default();
                    inputs.push(render(&work.tenant, kept.input, text, reason));
                }
                Ok::<_, Error>(pb::ListPublicInputsResponse { inputs, next_page_token })
            })
            .await
    }

    async fn answer_public_input(&self, request: Request<pb::AnswerPublicInputRequest>) -> Answer<pb::PublicInput> {
        self.kit
            .write(request, parse_answer, async |work, input| {
                let reason = input.reason.reveal().clone();
                let answered = commands::answer_public_input(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, answered, String::new(), reason))
            })
            .await
    }
}

fn parse_answer(message: &pb::AnswerPublicInputRequest) -> Result<(Scope, AnswerPublicInput), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_of_selection(&message.name, "inputs");
    let selection = parsed.as_ref().map(|(selection, _)| selection.id).unwrap_or_default();
    let name = parsed.map(|(selection, id)| Name { tenant: selection.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let verdict = VERDICTS.iter().find(|(_, wire)| *wire == message.verdict()).map(|(verdict, _)| *verdict);
    let verdict = check.take("verdict", verdict.ok_or("must be a known verdict"));
    let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
    let (Some((scope, input)), Some(verdict), Some(reason)) = (read, verdict, reason) else { return Err(check) };
    Ok((scope, AnswerPublicInput { selection, input, verdict, reason }))
}

const VERDICTS: [(Verdict, WireVerdict); 3] = [
    (Verdict::Confirmed, WireVerdict::Confirmed),
    (Verdict::NotConfirmed, WireVerdict::NotConfirmed),
    (Verdict::NotRelevant, WireVerdict::NotRelevant),
];

fn render(tenant: &Tenant, input: PublicInput, text: String, reason: String) -> pb::PublicInput {
    let verdict = VERDICTS.iter().find(|(known, _)| Some(*known) == input.verdict).map(|(_, wire)| *wire);
    pb::PublicInput {
        name: names::of_selection(tenant, input.selection, "inputs", input.id),
        candidate_code: input.code,
        text,
        verdict: verdict.unwrap_or_default().into(),
        reason,
        etag: etag::render(input.version),
        create_time: Some(dates::render_time(input.create_time)),
        answer_time: input.answer_time.map(dates::render_time),
    }
}
