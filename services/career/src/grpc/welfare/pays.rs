//! `PayService`. What tells about persons is audited like a write.

use super::pay_messages::{
    DueInput, RowsInput, parse_due, parse_grant, parse_next, parse_rows, parse_salary, parse_withdraw, render_next,
    render_raise, render_salary,
};
use crate::{
    commands::{self, WelfareBook},
    domain::{raise::next_raise, salary::salary, servant::day_of},
    error::Error,
    grpc::token_after,
    store::{raises, servants, welfare_facts},
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use platform::Kit;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves pay and raises.
pub struct Pays {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<WelfareBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::pay_service_server::PayService for Pays {
    async fn get_salary(&self, request: Request<pb::GetSalaryRequest>) -> Answer<pb::Salary> {
        self.kit
            .write(request, parse_salary, async |work, (servant, day): (Uuid, Option<Date>)| {
                let day = day.unwrap_or(day_of(work.now));
                let facts = welfare_facts::of(work.connection, servant, day).await?.ok_or(Error::ServantNotFound)?;
                let found = salary(&self.book.rules, &self.book.pay, &facts, day)?;
                Ok::<_, Error>(render_salary(&work.tenant, (servant, day), &self.book.rules, found))
            })
            .await
    }

    async fn get_next_raise(&self, request: Request<pb::GetNextRaiseRequest>) -> Answer<pb::NextRaise> {
        self.kit
            .write(request, parse_next, async |work, servant: Uuid| {
                let today = day_of(work.now);
                let facts = welfare_facts::of(work.connection, servant, today).await?.ok_or(Error::ServantNotFound)?;
                let next = next_raise(&self.book.rules, &self.book.pay, &facts, today);
                Ok::<_, Error>(render_next(&work.tenant, servant, &self.book.rules, next))
            })
            .await
    }

    async fn list_due_raises(&self, request: Request<pb::ListDueRaisesRequest>) -> Answer<pb::ListDueRaisesResponse> {
        self.kit
            .write(request, parse_due, async |work, (day, page): DueInput| {
                let days = (day, day_of(work.now));
                let (found, last) = commands::due_raises(work.connection, days, &page, &self.book).await?;
                let render = |(servant, next)| render_next(&work.tenant, servant, &self.book.rules, next);
                let raises = found.into_iter().map(render).collect();
                let next_page_token = token_after(&page, last);
                Ok::<_, Error>(pb::ListDueRaisesResponse { raises, next_page_token })
            })
            .await
    }

    async fn grant_raise(&self, request: Request<pb::GrantRaiseRequest>) -> Answer<pb::Raise> {
        self.kit
            .write(request, parse_grant, async |work, input| {
                let raise = commands::grant_raise(work, input, &self.book).await?;
                Ok::<_, Error>(render_raise(&work.tenant, raise))
            })
            .await
    }

    async fn withdraw_raise(&self, request: Request<pb::WithdrawRaiseRequest>) -> Answer<pb::Raise> {
        self.kit
            .write(request, parse_withdraw, async |work, input| {
                let raise = commands::withdraw_raise(work, input).await?;
                Ok::<_, Error>(render_raise(&work.tenant, raise))
            })
            .await
    }

    async fn list_raises(&self, request: Request<pb::ListRaisesRequest>) -> Answer<pb::ListRaisesResponse> {
        let parse =
            |message: &pb::ListRaisesRequest| parse_rows(&message.parent, message.page_size, &message.page_token);
        self.kit
            .write(request, parse, async |work, (servant, page): RowsInput| {
                servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let mut found = raises::list(work.connection, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let raises = found.into_iter().map(|one| render_raise(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListRaisesResponse { raises, next_page_token })
            })
            .await
    }
}
