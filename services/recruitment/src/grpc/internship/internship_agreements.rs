//! `InternshipAgreementService`.

use crate::{
    commands::{self, CreateInternshipAgreement, CreateInternshipPlace},
    domain::internship_agreement::{Agreement, Period, Place},
    error::Error,
    grpc::internship_messages::parse_period,
    names,
    store::{internship_agreements, internship_places},
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use std::collections::BTreeSet;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves agreements and places.
pub struct InternshipAgreements {
    pub(crate) kit: Kit,
}

/// Longest pages: their texts are long.
const MOST: i32 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::internship_agreement_service_server::InternshipAgreementService for InternshipAgreements {
    async fn create_internship_agreement(
        &self,
        request: Request<pb::CreateInternshipAgreementRequest>,
    ) -> Answer<pb::InternshipAgreement> {
        self.kit
            .write(request, parse_agreement, async |work, input| {
                let agreement = commands::create_internship_agreement(work, input).await?;
                Ok::<_, Error>(render_agreement(&work.tenant, agreement))
            })
            .await
    }

    async fn end_internship_agreement(
        &self,
        request: Request<pb::EndInternshipAgreementRequest>,
    ) -> Answer<pb::InternshipAgreement> {
        let parse = |message: &pb::EndInternshipAgreementRequest| {
            let mut check = Violations::default();
            let parsed = names::INTERNSHIP_AGREEMENT.parse(&message.name);
            check.as_read(&message.name, parsed, &message.etag, &message.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let agreement = commands::end_internship_agreement(work, input).await?;
                Ok::<_, Error>(render_agreement(&work.tenant, agreement))
            })
            .await
    }

    async fn list_internship_agreements(
        &self,
        request: Request<pb::ListInternshipAgreementsRequest>,
    ) -> Answer<pb::ListInternshipAgreementsResponse> {
        let parse = |message: &pb::ListInternshipAgreementsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size.min(MOST), &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = internship_agreements::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let agreements = found.into_iter().map(|one| render_agreement(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListInternshipAgreementsResponse { agreements, next_page_token })
            })
            .await
    }

    async fn create_internship_place(
        &self,
        request: Request<pb::CreateInternshipPlaceRequest>,
    ) -> Answer<pb::InternshipPlace> {
        self.kit
            .write(request, parse_place, async |work, input| {
                let place = commands::create_internship_place(work, input).await?;
                Ok::<_, Error>(render_place(&work.tenant, place))
            })
            .await
    }

    async fn list_internship_places(
        &self,
        request: Request<pb::ListInternshipPlacesRequest>,
    ) -> Answer<pb::ListInternshipPlacesResponse> {
        let parse = |message: &pb::ListInternshipPlacesRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size.min(MOST), &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.agreement]);
            let of = names::INTERNSHIP_AGREEMENT;
            let agreement = check.own_or_none("agreement", &message.agreement, of, tenant.as_ref());
            let (Some(tenant), Some(page), Some(agreement)) = (tenant, page, agreement) else { return Err(check) };
            Ok((tenant, (agreement, page)))
        };
        self.kit
            .read(request, parse, async |view, (agreement, page): (Option<Uuid>, Page)| {
                let mut found = internship_places::list(view.connection, agreement, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let places = found.into_iter().map(|one| render_place(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListInternshipPlacesResponse { places, next_page_token })
            })
            .await
    }
}

fn parse_agreement(
    message: &pb::CreateInternshipAgreementRequest,
) -> Result<(Scope, CreateInternshipAgreement), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let number = check.text("number", &message.number, 100);
    let code = check.text("institution_code", &message.institution_code, 40);
    let title = check.text("institution_title", &message.institution_title, 200);
    let subject = check.text("subject", &message.subject, 200);
    let period = parse_period(&mut check, message.start_date.as_ref(), message.end_date.as_ref());
    let quota = message.quota;
    check.check("quota", (1..=10_000).contains(&quota), "must be 1 to 10,000");
    let fields = parse_fields(&mut check, &message.fields);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(number), Some(institution_code), Some(institution_title)) = (tenant, number, code, title)
    else {
        return Err(check);
    };
    let (Some(subject), Some(period), Some(request_id), true) = (subject, period, request_id, check.is_empty()) else {
        return Err(check);
    };
    let input =
        CreateInternshipAgreement { number, institution_code, institution_title, subject, period, quota, fields };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_place(message: &pb::CreateInternshipPlaceRequest) -> Result<(Scope, CreateInternshipPlace), Violations> {
    let mut check = Violations::default();
    let agreement = check.take("parent", names::INTERNSHIP_AGREEMENT.parse(&message.parent));
    let unit = check.own("unit", &message.unit, names::UNIT, agreement.as_ref().map(|name| &name.tenant));
    let unit_title = check.text("unit_title", &message.unit_title, 200);
    let period = parse_period(&mut check, message.start_date.as_ref(), message.end_date.as_ref());
    let seats = message.seats;
    check.check("seats", (1..=1_000).contains(&seats), "must be 1 to 1,000");
    let fields = parse_fields(&mut check, &message.fields);
    let goals = check.text("goals", &message.goals, 5_000);
    let request_id = check.request_id(&message.request_id);
    let (Some(agreement), Some(_), Some(unit_title), Some(period)) = (agreement, unit, unit_title, period) else {
        return Err(check);
    };
    let (Some(goals), Some(request_id), true) = (goals, request_id, check.is_empty()) else { return Err(check) };
    let (agreement_id, unit) = (agreement.id, message.unit.clone());
    let scope = Scope::once(agreement.tenant, &message.parent, request_id);
    Ok((scope, CreateInternshipPlace { agreement_id, unit, unit_title, period, seats, fields, goals }))
}

/// Fields of study: some, each once.
fn parse_fields(check: &mut Violations, fields: &[String]) -> Vec<String> {
    check.check("fields", (1..=100).contains(&fields.len()), "must be 1 to 100");
    let mut seen = BTreeSet::new();
    let mut parsed = Vec::new();
    for (index, field) in fields.iter().enumerate().take(100) {
        let Some(field) = check.text(format!("fields[{index}]"), field, 200) else { continue };
        check.check(format!("fields[{index}]"), seen.insert(field.clone()), "stands in the list twice");
        parsed.push(field);
    }
    parsed
}

fn render_agreement(tenant: &Tenant, agreement: Agreement) -> pb::InternshipAgreement {
    let Period { first, last } = agreement.period;
    pb::InternshipAgreement {
        name: names::INTERNSHIP_AGREEMENT.name(tenant, agreement.id),
        number: agreement.number,
        institution_code: agreement.institution_code,
        institution_title: agreement.institution_title,
        start_date: Some(dates::render(first)),
        end_date: Some(dates::render(last)),
        quota: agreement.quota,
        fields: agreement.fields,
        taken: agreement.taken,
        end_time: agreement.end_time.map(dates::render_time),
        etag: etag::render(agreement.version),
        create_time: Some(dates::render_time(agreement.create_time)),
    }
}

fn render_place(tenant: &Tenant, place: Place) -> pb::InternshipPlace {
    let Period { first, last } = place.period;
    pb::InternshipPlace {
        name: names::INTERNSHIP_PLACE.name(tenant, place.id),
        agreement: names::INTERNSHIP_AGREEMENT.name(tenant, place.agreement_id),
        unit: place.unit,
        unit_title: place.unit_title,
        start_date: Some(dates::render(first)),
        end_date: Some(dates::render(last)),
        seats: place.seats,
        fields: place.fields,
        goals: place.goals,
        taken: place.taken,
        etag: etag::render(place.version),
        create_time: Some(dates::render_time(place.create_time)),
    }
}
