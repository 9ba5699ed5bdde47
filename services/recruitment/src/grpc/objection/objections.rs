//! `ObjectionService`.

use super::{
    changes::{parse_correct, render_change},
    rendering::{parse_cause, render, render_all, render_count},
};
use crate::{
    commands::{self, AnswerObjection, FileObjection},
    domain::{
        objections::Ruling,
        vacancy::{State, Vacancy},
    },
    error::{Error, ObjectionError},
    grpc::vacancy_messages::render as render_vacancy,
    names,
    rulesets::Rulebook,
    store::{
        evidence,
        objections::{self, Filter},
        result_changes, vacancies,
    },
};
use contracts::recruitment::v1::{self as pb, answer_objection_request::Decision};
use jiff::Timestamp;
use platform::{AsRead, Kit, Scope, Tenant, Violations, names::asked, page::Page, sensitive::Vault};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Longest text of an applicant or of the committee, in characters.
const LONGEST_TEXT: usize = 4_000;
/// Most changes that a ranking shows before it is published.
const SHOWN: usize = 100;

/// Serves objections and what they change.
pub struct Objections {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::objection_service_server::ObjectionService for Objections {
    async fn file_objection(
        &self,
        request: Request<pb::FileObjectionRequest>,
    ) -> Result<Response<pb::Objection>, Status> {
        self.kit
            .write(request, parse_file, async |work, input| {
                let filed = commands::file_objection(work, input).await?;
                one(work.connection, &work.tenant, &work.vault, filed.id, work.now).await
            })
            .await
    }

    async fn get_objection(
        &self,
        request: Request<pb::GetObjectionRequest>,
    ) -> Result<Response<pb::Objection>, Status> {
        let parse = |message: &pb::GetObjectionRequest| asked(names::OBJECTION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| one(view.connection, &view.tenant, &view.vault, id, view.now).await)
            .await
    }

    async fn get_my_objection(
        &self,
        request: Request<pb::GetMyObjectionRequest>,
    ) -> Result<Response<pb::Objection>, Status> {
        let parse = |message: &pb::GetMyObjectionRequest| asked(names::OBJECTION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                if !objections::is_of(view.connection, id, &view.actor.subject).await? {
                    return Err(ObjectionError::NotFound.into());
                }
                one(view.connection, &view.tenant, &view.vault, id, view.now).await
            })
            .await
    }

    async fn list_objections(
        &self,
        request: Request<pb::ListObjectionsRequest>,
    ) -> Result<Response<pb::ListObjectionsResponse>, Status> {
        let now = self.kit.clock.now();
        self.kit
            .read(
                request,
                |message| parse_list(message, now),
                async |view, (filter, page): (Filter, Page)| {
                    let mut found = objections::list(view.connection, &filter, &page).await?;
                    let next_page_token = page.cut(&mut found, |(one, _)| (one.file_time.as_microsecond(), one.id));
                    let shown = found.into_iter().map(|(one, number)| render(&view.tenant, &one, number, now));
                    Ok::<_, Error>(pb::ListObjectionsResponse { objections: shown.collect(), next_page_token })
                },
            )
            .await
    }

    async fn get_objection_counts(
        &self,
        request: Request<pb::GetObjectionCountsRequest>,
    ) -> Result<Response<pb::GetObjectionCountsResponse>, Status> {
        let parse = |message: &pb::GetObjectionCountsRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::VACANCY.parse(&message.parent));
            name.map(|name| (name.tenant, name.id)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, id| {
                vacancies::get_public(view.connection, id).await?.ok_or(Error::VacancyNotFound)?;
                let counts = objections::count(view.connection, id, view.now).await?;
                Ok::<_, Error>(pb::GetObjectionCountsResponse { counts: counts.iter().map(render_count).collect() })
            })
            .await
    }

    async fn answer_objection(
        &self,
        request: Request<pb::AnswerObjectionRequest>,
    ) -> Result<Response<pb::Objection>, Status> {
        self.kit
            .write(request, parse_answer, async |work, input| {
                let answered = commands::answer_objection(work, input).await?;
                one(work.connection, &work.tenant, &work.vault, answered.id, work.now).await
            })
            .await
    }

    async fn announce_after_objections(
        &self,
        request: Request<pb::AnnounceAfterObjectionsRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::AnnounceAfterObjectionsRequest| {
            parse_step(&message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy: Vacancy = commands::announce_after_objections(work, vacancy).await?;
                Ok::<_, Error>(render_vacancy(&work.tenant, vacancy))
            })
            .await
    }

    async fn correct_result(
        &self,
        request: Request<pb::CorrectResultRequest>,
    ) -> Result<Response<pb::CorrectResultResponse>, Status> {
        self.kit
            .write(request, parse_correct, async |work, input| {
                let participant_number = commands::correct_result(work, input, &self.rulebook).await?;
                let correct_time = Some(platform::dates::render_time(work.now));
                Ok::<_, Error>(pb::CorrectResultResponse { participant_number, correct_time })
            })
            .await
    }

    async fn rank_again(
        &self,
        request: Request<pb::RankAgainRequest>,
    ) -> Result<Response<pb::RankAgainResponse>, Status> {
        let parse = |message: &pb::RankAgainRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let ranked = commands::rank_again(work, vacancy, &self.rulebook).await?;
                let id = ranked.vacancy.id;
                let moved = i32::try_from(ranked.changes.len()).map_err(Error::internal)?;
                let shown = ranked.changes.into_iter().take(SHOWN);
                let changes = shown.map(|change| render_change(&work.tenant, id, change, None)).collect();
                let vacancy = Some(render_vacancy(&work.tenant, ranked.vacancy));
                Ok::<_, Error>(pb::RankAgainResponse { vacancy, moved, selected: ranked.selected, changes })
            })
            .await
    }

    async fn publish_correction(
        &self,
        request: Request<pb::PublishCorrectionRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        let parse =
            |message: &pb::PublishCorrectionRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::publish_correction(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render_vacancy(&work.tenant, vacancy))
            })
            .await
    }

    async fn list_result_changes(
        &self,
        request: Request<pb::ListResultChangesRequest>,
    ) -> Result<Response<pb::ListResultChangesResponse>, Status> {
        let parse = |message: &pb::ListResultChangesRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::VACANCY.parse(&message.parent));
            let page = check.page(message.page_size, &message.page_token, &message.parent);
            name.zip(page).map(|(name, page)| (name.tenant, (name.id, page))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, (vacancy, page): (Uuid, Page)| {
                let found = vacancies::get_public(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
                found.must_be(State::Published)?;
                let mut found = result_changes::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.publish_time.as_microsecond(), one.id));
                let changes = found
                    .into_iter()
                    .map(|one| render_change(&view.tenant, vacancy, one.change, Some(one.publish_time)))
                    .collect();
                Ok::<_, Error>(pb::ListResultChangesResponse { changes, next_page_token })
            })
            .await
    }
}

/// One objection with everything that was said.
pub(crate) async fn one(
    connection: &mut PgConnection,
    tenant: &Tenant,
    vault: &Vault,
    id: Uuid,
    now: Timestamp,
) -> Result<pb::Objection, Error> {
    let objection = objections::get(connection, id).await?.ok_or(ObjectionError::NotFound)?;
    let details = evidence::get(connection, id).await?.ok_or(ObjectionError::NotFound)?;
    render_all(tenant, vault, &objection, details, now)
}

fn parse_file(message: &pb::FileObjectionRequest) -> Result<(Scope, FileObjection), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::parse_application(&message.parent));
    let grounds = check.text("grounds", &message.grounds, LONGEST_TEXT);
    let few = message.challenged_reasons.len() <= 100;
    check.check("challenged_reasons", few, "must not be more than 100");
    let request_id = check.request_id(&message.request_id);
    let (Some((vacancy, application_id)), Some(grounds), Some(request_id), true) =
        (name, grounds, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let challenged = message.challenged_reasons.clone();
    let file = FileObjection { vacancy_id: vacancy.id, application_id, grounds, challenged };
    Ok((Scope::once(vacancy.tenant, &message.parent, request_id), file))
}

fn parse_list(message: &pb::ListObjectionsRequest, now: Timestamp) -> Result<(Tenant, (Filter, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 3] = [&message.vacancy, &message.state, &message.overdue];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let state = check.take("state", parse_state(message.state));
    let (Some(tenant), Some(page), Some(vacancy), Some(state)) = (tenant, page, vacancy, state) else {
        return Err(check);
    };
    Ok((tenant, (Filter { vacancy, state, overdue_at: message.overdue.then_some(now) }, page)))
}

fn parse_state(state: i32) -> Result<Option<&'static str>, &'static str> {
    use pb::objection::State as Wire;
    Ok(match Wire::try_from(state).map_err(|_| "must be a state")? {
        Wire::Unspecified => None,
        Wire::Filed => Some("filed"),
        Wire::Accepted => Some("accepted"),
        Wire::Rejected => Some("rejected"),
    })
}

fn parse_answer(message: &pb::AnswerObjectionRequest) -> Result<(Scope, AnswerObjection), Violations> {
    let mut check = Violations::default();
    let name = names::OBJECTION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let accepted = match message.decision() {
        Decision::Unspecified => check.take("decision", Err("must be given")),
        Decision::Accept => Some(true),
        Decision::Reject => Some(false),
    };
    let cause = check.take("cause", parse_cause(message.cause()).ok_or("must be given"));
    let ruling = accepted.zip(cause).map(|(accepted, cause)| Ruling::new(accepted, cause));
    let ruling = ruling.and_then(|ruling| check.take("cause", ruling));
    let answer = check.text("answer", &message.answer, LONGEST_TEXT);
    let (Some((scope, objection)), Some(ruling), Some(answer), true) = (read, ruling, answer, check.is_empty()) else {
        return Err(check);
    };
    Ok((scope, AnswerObjection { objection, ruling, answer }))
}

/// Steps ask for nothing but the vacancy as it was read.
fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::VACANCY.parse(name), etag, request_id).ok_or(check)
}
