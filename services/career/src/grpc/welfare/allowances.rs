//! `AllowanceService`. Every reading is audited like a write.

use super::pay_messages::{RowsInput, parse_month, parse_rows, render_figures};
use crate::{
    commands::{self, ComputeAllowance, WelfareBook},
    domain::{
        allowance::{Absence, Allowance},
        credit::Rating,
    },
    error::Error,
    names,
    store::{allowances, servants},
};
use contracts::{career::v1 as pb, google::r#type::Date as WireDate};
use platform::{Kit, Scope, Tenant, Violations, dates};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Most kinds of absences of a month.
const MOST_ABSENCES: usize = 20;

/// Serves allowances.
pub struct Allowances {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<WelfareBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::allowance_service_server::AllowanceService for Allowances {
    async fn compute_allowance(&self, request: Request<pb::ComputeAllowanceRequest>) -> Answer<pb::Allowance> {
        let parse = |message: &pb::ComputeAllowanceRequest| {
            let mut check = Violations::default();
            let input = input(&mut check, &message.parent, message.month.as_ref(), &message.rating, &message.absences);
            let request_id = check.request_id(&message.request_id);
            let (Some((tenant, input)), Some(request_id)) = (input, request_id) else { return Err(check) };
            Ok((Scope::once(tenant, &message.parent, request_id), input))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let allowance = commands::compute_allowance(work, input, &self.book).await?;
                Ok::<_, Error>(render(&work.tenant, allowance))
            })
            .await
    }

    async fn record_allowance(&self, request: Request<pb::RecordAllowanceRequest>) -> Answer<pb::Allowance> {
        let parse = |message: &pb::RecordAllowanceRequest| {
            let mut check = Violations::default();
            let input = input(&mut check, &message.parent, message.month.as_ref(), &message.rating, &message.absences);
            let tenant = input.as_ref().map(|(tenant, _)| tenant);
            let replaces = check.own_or_none("replaces", &message.replaces, names::ALLOWANCE, tenant);
            let request_id = check.request_id(&message.request_id);
            let (Some((tenant, input)), Some(replaces), Some(request_id)) = (input, replaces, request_id) else {
                return Err(check);
            };
            Ok((Scope::once(tenant, &message.parent, request_id), (input, replaces)))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let allowance = commands::record_allowance(work, input, &self.book).await?;
                Ok::<_, Error>(render(&work.tenant, allowance))
            })
            .await
    }

    async fn list_allowances(&self, request: Request<pb::ListAllowancesRequest>) -> Answer<pb::ListAllowancesResponse> {
        let parse =
            |message: &pb::ListAllowancesRequest| parse_rows(&message.parent, message.page_size, &message.page_token);
        self.kit
            .write(request, parse, async |work, (servant, page): RowsInput| {
                servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let mut found = allowances::list(work.connection, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let allowances = found.into_iter().map(|one| render(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListAllowancesResponse { allowances, next_page_token })
            })
            .await
    }
}

fn input(
    check: &mut Violations,
    parent: &str,
    month: Option<&WireDate>,
    rating: &str,
    absences: &[pb::AllowanceAbsence],
) -> Option<(Tenant, ComputeAllowance)> {
    let servant = check.take("parent", names::SERVANT.parse(parent));
    let month = check.take("month", parse_month(month));
    let rating = match rating {
        "" => Some(None),
        text => check.take("rating", Rating::parse(text).ok_or("must be a rating")).map(Some),
    };
    let absences = parse_absences(check, absences);
    let (servant, month, rating, absences) = (servant?, month?, rating?, absences?);
    Some((servant.tenant, ComputeAllowance { servant: servant.id, month, rating, absences }))
}

/// Whether a code is one, the ruleset of the month says.
fn parse_absences(check: &mut Violations, wire: &[pb::AllowanceAbsence]) -> Option<Vec<Absence>> {
    if wire.len() > MOST_ABSENCES {
        check.add("absences", format!("must not be more than {MOST_ABSENCES}"));
        return None;
    }
    let mut read: Vec<Absence> = Vec::new();
    let mut sound = true;
    for (number, one) in wire.iter().enumerate() {
        let code = check.text(format!("absences[{number}].code"), &one.code, 60);
        let once = code.as_ref().is_none_or(|code| read.iter().all(|known| known.code != *code));
        check.check(format!("absences[{number}].code"), once, "must be there once");
        let counted = (1..=31).contains(&one.count);
        check.check(format!("absences[{number}].count"), counted, "must be 1 to 31");
        sound &= once && counted && code.is_some();
        read.extend(code.map(|code| Absence { code, count: one.count }));
    }
    sound.then_some(read)
}

/// An allowance as callers see it.
pub(crate) fn render(tenant: &Tenant, allowance: Allowance) -> pb::Allowance {
    let kept = allowance.record_time.is_some();
    let absence = |one: Absence| pb::AllowanceAbsence { code: one.code, count: one.count };
    pb::Allowance {
        name: if kept { names::ALLOWANCE.name(tenant, allowance.id) } else { String::new() },
        servant: names::SERVANT.name(tenant, allowance.servant),
        month: Some(dates::render(allowance.month)),
        job_class: allowance.job_class,
        rating: allowance.rating.as_str().to_owned(),
        absences: allowance.absences.into_iter().map(absence).collect(),
        rupiah: allowance.rupiah,
        rounding: allowance.rounding.as_str().to_owned(),
        ruleset: allowance.ruleset,
        figures: render_figures(allowance.figures),
        record_time: allowance.record_time.map(dates::render_time),
        superseded_time: allowance.superseded_time.map(dates::render_time),
    }
}
