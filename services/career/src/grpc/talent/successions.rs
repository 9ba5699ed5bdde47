//! `SuccessionService`.

use super::succession_messages::{self as messages, MembersInput, SuccessorsInput};
use crate::{
    commands::{self, TalentBook},
    domain::key_post::{KeyPost, Successor},
    error::{Error, TalentError},
    names,
    store::{key_posts, pool_members, positions, successors},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Violations, Work, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves key posts, pools and nominations.
pub struct Successions {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<TalentBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::succession_service_server::SuccessionService for Successions {
    async fn mark_key_post(&self, request: Request<pb::MarkKeyPostRequest>) -> Answer<pb::KeyPost> {
        self.kit
            .write(request, messages::parse_mark, async |work, input| {
                let key_post = commands::mark_key_post(work, input, &self.book).await?;
                key_post_of(work, key_post).await
            })
            .await
    }

    async fn unmark_key_post(&self, request: Request<pb::UnmarkKeyPostRequest>) -> Answer<pb::KeyPost> {
        self.kit
            .write(request, messages::parse_unmark, async |work, read| {
                let key_post = commands::unmark_key_post(work, read).await?;
                key_post_of(work, key_post).await
            })
            .await
    }

    async fn list_key_posts(&self, request: Request<pb::ListKeyPostsRequest>) -> Answer<pb::ListKeyPostsResponse> {
        let parse = |message: &pb::ListKeyPostsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.ended]);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((tenant, (message.ended, page)))
        };
        self.kit
            .read(request, parse, async |view, (ended, page): (bool, Page)| {
                let mut found = key_posts::list(view.connection, ended, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let names: Vec<String> = found.iter().map(|one| one.position.clone()).collect();
                let told = key_posts::positions(view.connection, &names).await?;
                let render = |one: KeyPost| {
                    let position = told.get(&one.position).cloned();
                    messages::render_key_post(&view.tenant, one, position)
                };
                let key_posts = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListKeyPostsResponse { key_posts, next_page_token })
            })
            .await
    }

    async fn draw_pool(&self, request: Request<pb::DrawPoolRequest>) -> Answer<pb::DrawPoolResponse> {
        self.kit
            .write(request, messages::parse_draw, async |work, input| {
                let drawn = commands::draw_pool(work, input, &self.book).await?;
                Ok::<_, Error>(pb::DrawPoolResponse {
                    key_post: Some(key_post_of(work, drawn.key_post).await?),
                    in_pool: drawn.in_pool,
                    needs_review: drawn.needs_review,
                    out: drawn.out,
                })
            })
            .await
    }

    /// Audited like a write: a verdict judges a person.
    async fn list_pool_members(
        &self,
        request: Request<pb::ListPoolMembersRequest>,
    ) -> Answer<pb::ListPoolMembersResponse> {
        self.kit
            .write(request, messages::parse_members, async |work, (key_post, verdict, page): MembersInput| {
                key_posts::get(work.connection, key_post).await?.ok_or(TalentError::KeyPostNotFound)?;
                let mut found = pool_members::list(work.connection, key_post, verdict, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.place, Uuid::nil()));
                let pool_members = found.into_iter().map(|one| messages::render_member(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPoolMembersResponse { pool_members, next_page_token })
            })
            .await
    }

    async fn nominate_successor(&self, request: Request<pb::NominateSuccessorRequest>) -> Answer<pb::Successor> {
        self.kit
            .write(request, messages::parse_nominate, async |work, input| {
                let successor = commands::nominate_successor(work, input).await?;
                with_reasons(work, successor).await
            })
            .await
    }

    async fn withdraw_successor(&self, request: Request<pb::WithdrawSuccessorRequest>) -> Answer<pb::Successor> {
        self.kit
            .write(request, messages::parse_withdraw, async |work, input| {
                let successor = commands::withdraw_successor(work, input).await?;
                with_reasons(work, successor).await
            })
            .await
    }

    /// Shows reasons about a person, so the reading is audited like a write.
    async fn get_successor(&self, request: Request<pb::GetSuccessorRequest>) -> Answer<pb::Successor> {
        let parse = |message: &pb::GetSuccessorRequest| {
            let (tenant, id) = asked(names::SUCCESSOR.parse(&message.name))?;
            Ok::<_, Violations>((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let successor = successors::get(work.connection, id).await?.ok_or(TalentError::SuccessorNotFound)?;
                with_reasons(work, successor).await
            })
            .await
    }

    async fn list_successors(&self, request: Request<pb::ListSuccessorsRequest>) -> Answer<pb::ListSuccessorsResponse> {
        self.kit
            .write(request, messages::parse_successors, async |work, (key_post, withdrawn, page): SuccessorsInput| {
                key_posts::get(work.connection, key_post).await?.ok_or(TalentError::KeyPostNotFound)?;
                let mut found = successors::list(work.connection, key_post, withdrawn, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let successors = found.into_iter().map(|one| messages::render_successor(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListSuccessorsResponse { successors, next_page_token })
            })
            .await
    }
}

async fn key_post_of(work: &mut Work<'_>, key_post: KeyPost) -> Result<pb::KeyPost, Error> {
    let position = positions::get(work.connection, &key_post.position).await?;
    Ok(messages::render_key_post(&work.tenant, key_post, position))
}

async fn with_reasons(work: &mut Work<'_>, successor: Successor) -> Result<pb::Successor, Error> {
    let (reason, withdrawn) = successors::reasons(work.connection, &work.vault, successor.id).await?;
    let mut message = messages::render_successor(&work.tenant, successor);
    message.reason.clone_from(reason.reveal());
    message.withdraw_reason = withdrawn.map_or(String::new(), |reason| reason.reveal().clone());
    Ok(message)
}
