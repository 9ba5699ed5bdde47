//! `ComplaintFollowService`: what reporters do with their follow-up code. The code is in the message alone: the audit trail names
//! the instansi, and never who called, though they may have sent a token.

use super::complaint_views as views;
use crate::{
    commands::{self, ComplaintBooks, RateAnswer, ReplyToComplaint, find_followed},
    domain::{complaint::State, complaint_thread::Satisfaction},
    error::Error,
    names,
    store::{complaint_messages, complaint_reporters::Followed, complaints},
};
use contracts::evaluation::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, dates,
    follow_up::read_code,
    names::parse_parent,
    sensitive::{Sensitive, Vault},
};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves reporters.
pub struct ComplaintFollows {
    pub(crate) kit: Kit,
    pub(crate) books: Arc<ComplaintBooks>,
}

/// Messages that a reporter sees at once.
const MOST_MESSAGES: i64 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::complaint_follow_service_server::ComplaintFollowService for ComplaintFollows {
    async fn follow_complaint(&self, request: Request<pb::FollowComplaintRequest>) -> Answer<pb::FollowedComplaint> {
        let parse = |message: &pb::FollowComplaintRequest| -> Result<(Tenant, Sensitive<String>), Violations> {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let code = read_own(&mut check, &message.code);
            let (Some(tenant), Some(code)) = (tenant, code) else { return Err(check) };
            Ok((tenant, code))
        };
        self.kit
            .read(request, parse, async |view, code: Sensitive<String>| {
                let followed = find_followed(view.connection, &view.vault, &code).await?;
                self.followed(view.connection, &view.vault, &view.tenant, followed).await
            })
            .await
    }

    async fn reply_to_complaint(&self, request: Request<pb::ReplyToComplaintRequest>) -> Answer<pb::FollowedComplaint> {
        self.kit
            .write(request, parse_reply, async |work, input| {
                let book = self.books.of(&work.tenant);
                let followed = commands::reply_to_complaint(work, input, book).await?;
                self.followed(work.connection, &work.vault, &work.tenant, followed).await
            })
            .await
    }

    async fn rate_answer(&self, request: Request<pb::RateAnswerRequest>) -> Answer<pb::FollowedComplaint> {
        self.kit
            .write(request, parse_rate, async |work, input| {
                let followed = commands::rate_answer(work, input).await?;
                self.followed(work.connection, &work.vault, &work.tenant, followed).await
            })
            .await
    }
}

impl ComplaintFollows {
    /// The report as its reporter sees it: where the one stands that it was merged into, and what was said to them.
    async fn followed(
        &self,
        connection: &mut PgConnection,
        vault: &Vault,
        tenant: &Tenant,
        followed: Followed,
    ) -> Result<pb::FollowedComplaint, Error> {
        let own = complaints::get(connection, followed.complaint).await?.ok_or(Error::ComplaintNotFound)?;
        let whole = match own.merged_into {
            Some(other) => complaints::get(connection, other).await?.ok_or(Error::ComplaintNotFound)?,
            None => own.clone(),
        };
        let said = complaint_messages::seen_by_reporter(connection, own.id, whole.id, MOST_MESSAGES).await?;
        let messages = said.into_iter().map(|kept| {
            let message = views::render_message(tenant, vault, kept)?;
            // A reporter knows their report by its code, and other reports not at all.
            Ok::<_, Error>(pb::ComplaintMessage { complaint: String::new(), ..message })
        });
        let reopen = whole.close_date.filter(|_| whole.state == State::Closed);
        let rules = &self.books.of(tenant).rules;
        Ok(pb::FollowedComplaint {
            public_service: names::PUBLIC_SERVICE.name(tenant, own.service),
            state: views::state_number(whole.state),
            receive_time: Some(dates::render_time(own.receive_time)),
            deadline: whole.deadline.map(views::render_deadline),
            messages: messages.collect::<Result<_, _>>()?,
            reply_until_date: whole.reply_until.map(dates::render),
            reopen_until_date: reopen.map(|day| dates::render(rules.reopen_until(day))),
            satisfaction: followed.satisfaction.map_or(0, i32::from),
            merged: own.merged_into.is_some(),
        })
    }
}

/// Reads a follow-up code; the violation does not repeat it.
fn read_own(check: &mut Violations, code: &str) -> Option<Sensitive<String>> {
    check.take("code", read_code(code)).map(Sensitive::new)
}

fn parse_reply(message: &pb::ReplyToComplaintRequest) -> Result<(Scope, ReplyToComplaint), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = read_own(&mut check, &message.code);
    let text = check.text("text", &message.text, 4000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(code), Some(text), Some(request_id)) = (tenant, code, text, request_id) else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id).unnamed(), ReplyToComplaint { code, text }))
}

fn parse_rate(message: &pb::RateAnswerRequest) -> Result<(Scope, RateAnswer), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = read_own(&mut check, &message.code);
    let satisfaction = check.take("satisfaction", Satisfaction::new(message.satisfaction));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(code), Some(satisfaction), Some(request_id)) = (tenant, code, satisfaction, request_id)
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id).unnamed(), RateAnswer { code, satisfaction }))
}
