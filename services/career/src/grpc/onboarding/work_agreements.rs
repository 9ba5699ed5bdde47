//! `WorkAgreementService`.

use crate::grpc::{first_year_fields::as_of, record_fields::day, record_lists::known_servant};
use crate::{
    commands::{self, ExtendAgreement, RecordAgreement},
    domain::{
        onboarding_rules::OnboardingRules,
        work_agreement::{AgreementWarning, WorkAgreement},
    },
    error::Error,
    names,
    store::work_agreements,
};
use contracts::career::v1 as pb;
use jiff::civil::{Date, date};
use platform::{Kit, Scope, Tenant, Violations, dates, etag, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves work agreements.
pub struct WorkAgreements {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<OnboardingRules>,
}

/// The day from which the store counts last days, for tokens of pages.
const COUNTED_FROM: Date = date(2000, 1, 1);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::work_agreement_service_server::WorkAgreementService for WorkAgreements {
    async fn record_work_agreement(
        &self,
        request: Request<pb::RecordWorkAgreementRequest>,
    ) -> Answer<pb::WorkAgreement> {
        self.kit
            .write(request, parse_record, async |work, input| {
                let agreement = commands::record_agreement(work, input, &self.rules).await?;
                Ok::<_, Error>(render_agreement(&work.tenant, agreement))
            })
            .await
    }

    async fn extend_work_agreement(
        &self,
        request: Request<pb::ExtendWorkAgreementRequest>,
    ) -> Answer<pb::WorkAgreement> {
        self.kit
            .write(request, parse_extend, async |work, input| {
                let extension = commands::extend_agreement(work, input).await?;
                Ok::<_, Error>(render_agreement(&work.tenant, extension))
            })
            .await
    }

    async fn list_work_agreements(
        &self,
        request: Request<pb::ListWorkAgreementsRequest>,
    ) -> Answer<pb::ListWorkAgreementsResponse> {
        let parse = |message: &pb::ListWorkAgreementsRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::SERVANT.parse(&message.parent));
            let page = check.page(message.page_size, &message.page_token, &message.parent);
            let (Some(name), Some(page)) = (name, page) else { return Err(check) };
            Ok((Scope::of(name.tenant, &message.parent), (name.id, page)))
        };
        self.kit
            .write(request, parse, async |work, (servant, page): (Uuid, Page)| {
                known_servant(work, servant).await?;
                let mut found = work_agreements::list(work.connection, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let agreements = found.into_iter().map(|one| render_agreement(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListWorkAgreementsResponse { agreements, next_page_token })
            })
            .await
    }

    async fn list_work_agreement_warnings(
        &self,
        request: Request<pb::ListWorkAgreementWarningsRequest>,
    ) -> Answer<pb::ListWorkAgreementWarningsResponse> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::ListWorkAgreementWarningsRequest| {
            as_of((&message.parent, message.page_size, &message.page_token), message.day.as_ref(), now)
        };
        self.kit
            .write(request, parse, async |work, (day, page): (Date, Page)| {
                let months = self.rules.agreement.warn_before_months;
                let mut found = work_agreements::that_end(work.connection, day, months, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (days(one.end), one.agreement));
                let shown = |one| render_warning(&work.tenant, &self.rules, one);
                let warnings = found.into_iter().map(shown).collect();
                let ruleset = self.rules.id.clone();
                Ok::<_, Error>(pb::ListWorkAgreementWarningsResponse { warnings, next_page_token, ruleset })
            })
            .await
    }
}

fn days(end: Date) -> i64 {
    i64::from((end - COUNTED_FROM).get_days())
}

fn parse_record(message: &pb::RecordWorkAgreementRequest) -> Result<(Scope, RecordAgreement), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let number = check.text("number", &message.number, 100);
    let signed = day(&mut check, "signed_date", message.signed_date.as_ref());
    let start = day(&mut check, "start_date", message.start_date.as_ref());
    let end = day(&mut check, "end_date", message.end_date.as_ref());
    let ordered = start.zip(end).is_none_or(|(start, end)| start <= end);
    check.check("end_date", ordered, "must not be before the first day");
    let (Some((scope, servant)), Some(number), true) = (read, number, check.is_empty()) else { return Err(check) };
    let (Some(signed), Some(start), Some(end)) = (signed, start, end) else { return Err(check) };
    Ok((scope, RecordAgreement { servant, number, signed, start, end }))
}

fn parse_extend(message: &pb::ExtendWorkAgreementRequest) -> Result<(Scope, ExtendAgreement), Violations> {
    let mut check = Violations::default();
    let name = names::WORK_AGREEMENT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let number = check.text("number", &message.number, 100);
    let signed = day(&mut check, "signed_date", message.signed_date.as_ref());
    let end = day(&mut check, "end_date", message.end_date.as_ref());
    let (Some((scope, agreement)), Some(number), Some(signed), Some(end)) = (read, number, signed, end) else {
        return Err(check);
    };
    Ok((scope, ExtendAgreement { agreement, number, signed, end }))
}

fn render_agreement(tenant: &Tenant, one: WorkAgreement) -> pb::WorkAgreement {
    pb::WorkAgreement {
        name: names::WORK_AGREEMENT.name(tenant, one.id),
        servant: names::SERVANT.name(tenant, one.servant),
        number: one.number,
        signed_date: Some(dates::render(one.signed)),
        start_date: Some(dates::render(one.start)),
        end_date: Some(dates::render(one.end)),
        extends: one.extends.map(|id| names::WORK_AGREEMENT.name(tenant, id)).unwrap_or_default(),
        extended: one.extended,
        etag: etag::render(one.version),
        record_time: Some(dates::render_time(one.record_time)),
    }
}

fn render_warning(tenant: &Tenant, rules: &OnboardingRules, one: AgreementWarning) -> pb::WorkAgreementWarning {
    pb::WorkAgreementWarning {
        agreement: names::WORK_AGREEMENT.name(tenant, one.agreement),
        servant: names::SERVANT.name(tenant, one.servant),
        end_date: Some(dates::render(one.end)),
        warn_date: Some(dates::render(rules.agreement.warn_from(one.end))),
        record_time: one.record_time.map(dates::render_time),
    }
}
