//! `ConsultationService`.

use crate::grpc::consultation_messages::{
    parse_answer, parse_create, parse_group, parse_priority, render_consultation, render_contribution, render_priority,
    state_of,
};
use crate::{
    commands::{self, CloseConsultation, InviteGroup, SubmitContribution},
    domain::consultation::{Consultation, State},
    error::{ConsultationError, Error},
    names,
    store::{consultations, contributions, priorities},
};
use contracts::needs::v1 as pb;
use platform::follow_up::{NotACode, read_code};
use platform::{
    Failure, Kit, Scope, Tenant, Violations,
    names::{asked, parse_parent},
    page::Page,
    sensitive::{Sealed, Sensitive, Vault},
};
use sqlx::PgConnection;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves consultations, contributions and priorities.
pub struct Consultations {
    pub(crate) kit: Kit,
    pub(crate) contributions_per_minute: u32,
}

/// Longest pages: their texts are long, and clients take no message of more than 4 MiB.
const MOST_CONSULTATIONS: i32 = 50;
const MOST_CONTRIBUTIONS: i32 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::consultation_service_server::ConsultationService for Consultations {
    async fn create_consultation(&self, request: Request<pb::CreateConsultationRequest>) -> Answer<pb::Consultation> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let created = commands::create_consultation(work, input).await?;
                rendered(work.connection, &work.tenant, created).await
            })
            .await
    }

    async fn invite_group(&self, request: Request<pb::InviteGroupRequest>) -> Answer<pb::Consultation> {
        let parse = |message: &pb::InviteGroupRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::CONSULTATION.parse(&message.name));
            let group = parse_group(&mut check, message.group);
            if group == Some(None) {
                check.add("group", "must be set");
            }
            let organisation = check.text("organisation", &message.organisation, 200);
            let request_id = check.request_id(&message.request_id);
            let (Some(name), Some(Some(group)), Some(organisation), Some(request_id)) =
                (name, group, organisation, request_id)
            else {
                return Err(check);
            };
            let scope = Scope::once(name.tenant, &message.name, request_id);
            Ok((scope, InviteGroup { consultation: name.id, group, organisation }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let invited = commands::invite_group(work, input).await?;
                rendered(work.connection, &work.tenant, invited).await
            })
            .await
    }

    async fn open_consultation(&self, request: Request<pb::OpenConsultationRequest>) -> Answer<pb::Consultation> {
        let parse = |message: &pb::OpenConsultationRequest| {
            let mut check = Violations::default();
            let parsed = names::CONSULTATION.parse(&message.name);
            check.as_read(&message.name, parsed, &message.etag, &message.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let opened = commands::open_consultation(work, input).await?;
                rendered(work.connection, &work.tenant, opened).await
            })
            .await
    }

    async fn close_consultation(&self, request: Request<pb::CloseConsultationRequest>) -> Answer<pb::Consultation> {
        let parse = |message: &pb::CloseConsultationRequest| {
            let mut check = Violations::default();
            let parsed = names::CONSULTATION.parse(&message.name);
            let read = check.as_read(&message.name, parsed, &message.etag, &message.request_id);
            let minutes = check.text("minutes", &message.minutes, 10_000);
            let (Some((scope, consultation)), Some(minutes)) = (read, minutes) else { return Err(check) };
            Ok((scope, CloseConsultation { consultation, minutes }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let closed = commands::close_consultation(work, input).await?;
                rendered(work.connection, &work.tenant, closed).await
            })
            .await
    }

    async fn get_consultation(&self, request: Request<pb::GetConsultationRequest>) -> Answer<pb::Consultation> {
        let parse = |message: &pb::GetConsultationRequest| asked(names::CONSULTATION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = consultations::get(view.connection, id).await?.ok_or(ConsultationError::NotFound)?;
                rendered(view.connection, &view.tenant, found).await
            })
            .await
    }

    async fn list_consultations(
        &self,
        request: Request<pb::ListConsultationsRequest>,
    ) -> Answer<pb::ListConsultationsResponse> {
        let parse = |message: &pb::ListConsultationsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size.min(MOST_CONSULTATIONS), &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.state]);
            let state = state_of(&mut check, message.state);
            let (Some(tenant), Some(page), Some(state)) = (tenant, page, state) else { return Err(check) };
            Ok((tenant, (state, page)))
        };
        self.kit
            .read(request, parse, async |view, (state, page): (Option<State>, Page)| {
                let mut found = consultations::list(view.connection, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let consultations = rendered_all(view.connection, &view.tenant, found).await?;
                Ok::<_, Error>(pb::ListConsultationsResponse { consultations, next_page_token })
            })
            .await
    }

    async fn submit_contribution(
        &self,
        request: Request<pb::SubmitContributionRequest>,
    ) -> Answer<pb::SubmitContributionResponse> {
        let parse = |message: &pb::SubmitContributionRequest| {
            let mut check = Violations::default();
            let name = check.take("consultation", names::CONSULTATION.parse(&message.consultation));
            let group = parse_group(&mut check, message.group);
            let text = check.text("text", &message.text, 5000).map(Sensitive::new);
            let request_id = check.request_id(&message.request_id);
            let (Some(name), Some(group), Some(text), Some(request_id)) = (name, group, text, request_id) else {
                return Err(check);
            };
            let scope = Scope::once(name.tenant, &message.consultation, request_id);
            Ok((scope, SubmitContribution { consultation: name.id, group, text }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (taken, code) = commands::submit_contribution(work, input, self.contributions_per_minute).await?;
                let contribution = names::contribution(&work.tenant, taken.consultation, taken.id);
                Ok::<_, Error>(pb::SubmitContributionResponse { contribution, code })
            })
            .await
    }

    async fn follow_contribution(&self, request: Request<pb::FollowContributionRequest>) -> Answer<pb::Contribution> {
        let parse = |message: &pb::FollowContributionRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let code = check.take("code", read_code(&message.code));
            let (Some(tenant), Some(code)) = (tenant, code) else { return Err(check) };
            Ok((tenant, code))
        };
        self.kit
            .read(request, parse, async |view, code: String| {
                let index = commands::code_index(&view.vault, &code);
                let index = index.map_err(|error: NotACode| Failure::Internal(error.into()))?;
                let found = contributions::follow(view.connection, &index).await?;
                let found = found.ok_or(ConsultationError::ContributionNotFound)?;
                Ok::<_, Error>(render_contribution(&view.tenant, found, String::new()))
            })
            .await
    }

    async fn list_contribution_answers(
        &self,
        request: Request<pb::ListContributionAnswersRequest>,
    ) -> Answer<pb::ListContributionAnswersResponse> {
        let parse = |message: &pb::ListContributionAnswersRequest| {
            parse_list(&message.consultation, message.page_size, &message.page_token, Which::Answered)
        };
        self.kit
            .read(request, parse, async |view, wanted: Wanted| {
                let (found, next_page_token) = wanted.page(view.connection).await?;
                let public = found.into_iter().map(|one| render_contribution(&view.tenant, one, String::new()));
                let contributions = public.collect();
                Ok::<_, Error>(pb::ListContributionAnswersResponse { contributions, next_page_token })
            })
            .await
    }

    /// Shows what people wrote, so the reading is audited like a write.
    async fn list_contributions(
        &self,
        request: Request<pb::ListContributionsRequest>,
    ) -> Answer<pb::ListContributionsResponse> {
        let parse = |message: &pb::ListContributionsRequest| {
            let which = if message.unanswered { Which::Unanswered } else { Which::All };
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, wanted) = parse_list(&message.consultation, size, token, which)?;
            Ok((Scope::of(tenant, &message.consultation), wanted))
        };
        self.kit
            .write(request, parse, async |work, wanted: Wanted| {
                let (found, next_page_token) = wanted.page(work.connection).await?;
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let mut texts = contributions::texts(work.connection, &ids).await?;
                let mut contributions = Vec::new();
                for one in found {
                    let sealed = texts.remove(&one.id);
                    let text = sealed.map(|sealed| opened(&work.vault, one.id, &sealed)).transpose()?;
                    contributions.push(render_contribution(&work.tenant, one, text.unwrap_or_default()));
                }
                Ok::<_, Error>(pb::ListContributionsResponse { contributions, next_page_token })
            })
            .await
    }

    async fn answer_contribution(&self, request: Request<pb::AnswerContributionRequest>) -> Answer<pb::Contribution> {
        self.kit
            .write(request, parse_answer, async |work, input| {
                let answered = commands::answer_contribution(work, input).await?;
                Ok::<_, Error>(render_contribution(&work.tenant, answered, String::new()))
            })
            .await
    }

    async fn set_priority(&self, request: Request<pb::SetPriorityRequest>) -> Answer<pb::Priority> {
        self.kit
            .write(request, parse_priority, async |work, input| {
                let priority = commands::set_priority(work, input).await?;
                Ok::<_, Error>(render_priority(&work.tenant, priority))
            })
            .await
    }

    async fn list_priorities(&self, request: Request<pb::ListPrioritiesRequest>) -> Answer<pb::ListPrioritiesResponse> {
        let parse = |message: &pb::ListPrioritiesRequest| {
            let mut check = Violations::default();
            match check.list(&message.parent, message.page_size, &message.page_token, &[]) {
                (Some(tenant), Some(page)) => Ok((tenant, page)),
                _ => Err(check),
            }
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = priorities::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let priorities = found.into_iter().map(|one| render_priority(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPrioritiesResponse { priorities, next_page_token })
            })
            .await
    }
}

/// Which contributions are listed.
#[derive(Clone, Copy, Debug)]
enum Which {
    All,
    Unanswered,
    Answered,
}

/// The contributions that a list asks for.
struct Wanted {
    consultation: Uuid,
    which: Which,
    page: Page,
}

impl Wanted {
    async fn page(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(Vec<crate::domain::consultation::Contribution>, String), Error> {
        consultations::get(&mut *connection, self.consultation).await?.ok_or(ConsultationError::NotFound)?;
        let (id, page) = (self.consultation, &self.page);
        let mut found = match self.which {
            Which::All => contributions::list(connection, id, page).await?,
            Which::Unanswered => contributions::waiting(connection, id, page).await?,
            Which::Answered => contributions::answered(connection, id, page).await?,
        };
        let next = self.page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
        Ok((found, next))
    }
}

fn parse_list(consultation: &str, size: i32, token: &str, which: Which) -> Result<(Tenant, Wanted), Violations> {
    let mut check = Violations::default();
    let name = check.take("consultation", names::CONSULTATION.parse(consultation));
    let page = check.page(size.min(MOST_CONTRIBUTIONS), token, &format!("{consultation}|{which:?}"));
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, Wanted { consultation: name.id, which, page }))
}

/// The text of a contribution; empty once it was erased, which is done by destroying its key.
fn opened(vault: &Vault, id: Uuid, sealed: &Sealed) -> Result<String, Error> {
    if sealed.key.is_empty() {
        return Ok(String::new());
    }
    let text = vault.open(id.as_bytes(), sealed).map_err(|error| Failure::Internal(error.into()))?;
    String::from_utf8(text).map_err(|error| Failure::Internal(error.into()).into())
}

async fn rendered(
    connection: &mut PgConnection,
    tenant: &Tenant,
    consultation: Consultation,
) -> Result<pb::Consultation, Error> {
    let mut all = rendered_all(connection, tenant, vec![consultation]).await?;
    Ok(all.pop().unwrap_or_default())
}

/// Consultations with who was invited and how many contributions they have.
async fn rendered_all(
    connection: &mut PgConnection,
    tenant: &Tenant,
    found: Vec<Consultation>,
) -> Result<Vec<pb::Consultation>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let mut invitations = consultations::invitations(&mut *connection, &ids).await?;
    let totals = contributions::totals(connection, &ids).await?;
    let render = |one: Consultation| {
        let invited = invitations.remove(&one.id).unwrap_or_default();
        let totals = totals.get(&one.id).copied().unwrap_or_default();
        render_consultation(tenant, one, invited, totals)
    };
    Ok(found.into_iter().map(render).collect())
}
