//! `AppraisalService`. What is read tells about persons and is audited like a write.

use crate::{
    commands::{
        self, CreateAppraisal, Delivery, FinaliseAppraisal, FinalisedMany, RateAppraisal, SkpDesk, acting_servant,
    },
    domain::{
        appraisal::{Appraisal, Ratings, State},
        rating::{Expectation, Predikat},
    },
    error::Error,
    names,
    store::appraisals,
};
use contracts::evaluation::v1 as pb;
use platform::{
    AsRead, Kit, Scope, ServiceError, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
    sensitive::Sensitive,
};
use std::{collections::HashSet, sync::Arc};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Most ratings that one call makes final.
const MOST_FINALS: usize = 1_000;

/// Serves appraisals.
pub struct Appraisals {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<SkpDesk>,
}

#[tonic::async_trait]
impl pb::appraisal_service_server::AppraisalService for Appraisals {
    async fn create_appraisal(
        &self,
        request: Request<pb::CreateAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let appraisal = commands::create_appraisal(work, input, &self.desk).await?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
            })
            .await
    }

    async fn get_appraisal(
        &self,
        request: Request<pb::GetAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_get, async |work, id: Uuid| {
                let appraisal = appraisals::get(work.connection, id).await?.ok_or(Error::AppraisalNotFound)?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
            })
            .await
    }

    async fn list_appraisals(
        &self,
        request: Request<pb::ListAppraisalsRequest>,
    ) -> Result<Response<pb::ListAppraisalsResponse>, Status> {
        self.kit
            .write(request, parse_list, async |work, (servant, page): ListInput| {
                let mut found = appraisals::list(work.connection, &servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                Ok::<_, Error>(render_list(&work.tenant, found, next_page_token))
            })
            .await
    }

    async fn list_my_appraisals(
        &self,
        request: Request<pb::ListMyAppraisalsRequest>,
    ) -> Result<Response<pb::ListAppraisalsResponse>, Status> {
        self.kit
            .write(request, parse_list_my, async |work, page: Page| {
                let me = acting_servant(work).await?;
                let mut found = appraisals::list_own(work.connection, &me, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (i64::from(one.year), Uuid::nil()));
                Ok::<_, Error>(render_list(&work.tenant, found, next_page_token))
            })
            .await
    }

    async fn rate_appraisal(
        &self,
        request: Request<pb::RateAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_rate, async |work, input| {
                let appraisal = commands::rate_appraisal(work, input, &self.desk).await?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
            })
            .await
    }

    async fn finalise_appraisal(
        &self,
        request: Request<pb::FinaliseAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_finalise, async |work, input| {
                let appraisal = commands::finalise_appraisal(work, input, &self.desk).await?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
            })
            .await
    }

    async fn finalise_appraisals(
        &self,
        request: Request<pb::FinaliseAppraisalsRequest>,
    ) -> Result<Response<pb::FinaliseAppraisalsResponse>, Status> {
        self.kit
            .write(request, parse_finalise_many, async |work, items: Vec<AsRead>| {
                let today = self.desk.day(work.now);
                let many = commands::finalise_appraisals(work, items, today).await?;
                Ok::<_, Error>(render_many(&work.tenant, many))
            })
            .await
    }
}

type ListInput = (String, Page);

fn parse_create(message: &pb::CreateAppraisalRequest) -> Result<(Scope, CreateAppraisal), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    check.check("year", (2022..=2100).contains(&message.year), "must be from 2022 to 2100");
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(_), Some(request_id), true) = (tenant, servant, request_id, check.is_empty()) else {
        return Err(check);
    };
    let input = CreateAppraisal { servant: message.servant.clone(), year: message.year };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_get(message: &pb::GetAppraisalRequest) -> Result<(Scope, Uuid), Violations> {
    let (tenant, id) = asked(names::APPRAISAL.parse(&message.name))?;
    Ok((Scope::of(tenant, &message.name), id))
}

fn parse_list_my(message: &pb::ListMyAppraisalsRequest) -> Result<(Scope, Page), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
    let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
    Ok((Scope::of(tenant, &message.parent), page))
}

fn parse_list(message: &pb::ListAppraisalsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(servant)) = (tenant, page, servant) else {
        return Err(check);
    };
    // The trail names whose, where somebody's are asked for.
    let target = if servant.is_some() { &message.servant } else { &message.parent };
    Ok((Scope::of(tenant, target), (message.servant.clone(), page)))
}

fn parse_rate(message: &pb::RateAppraisalRequest) -> Result<(Scope, RateAppraisal), Violations> {
    let mut check = Violations::default();
    let name = names::APPRAISAL.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let result = check.take("result", parse_rating(message.result));
    let behaviour = check.take("behaviour", parse_rating(message.behaviour));
    check.own("superior", &message.superior, names::SERVANT, tenant.as_ref());
    check.own_or_none("appeal_to", &message.appeal_to, names::SERVANT, tenant.as_ref());
    check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let note = check.text("note", &message.note, 2_000).map(Sensitive::new);
    let (Some((scope, appraisal)), Some(result), Some(behaviour), Some(note)) = (read, result, behaviour, note) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let (superior, appeal_to, unit) = (message.superior.clone(), message.appeal_to.clone(), message.unit.clone());
    let ratings = Ratings { result, behaviour };
    Ok((scope, RateAppraisal { appraisal, ratings, superior, appeal_to, unit, note }))
}

fn parse_finalise(message: &pb::FinaliseAppraisalRequest) -> Result<(Scope, FinaliseAppraisal), Violations> {
    let mut check = Violations::default();
    let name = names::APPRAISAL.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let delivery = match &message.delivery {
        None => None,
        Some(given) => {
            let number = check.text("delivery.document_number", &given.document_number, 100);
            let date = check.take("delivery.date", dates::parse(given.date.as_ref()));
            number.zip(date).map(|(document_number, date)| Delivery { document_number, date })
        }
    };
    let (Some((scope, appraisal)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, FinaliseAppraisal { appraisal, delivery }))
}

fn parse_finalise_many(message: &pb::FinaliseAppraisalsRequest) -> Result<(Scope, Vec<AsRead>), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check.check("items", (1..=MOST_FINALS).contains(&message.items.len()), "must be 1 to 1,000");
    let (mut items, mut seen) = (Vec::new(), HashSet::new());
    for (nth, item) in message.items.iter().take(MOST_FINALS).enumerate() {
        let id = check.own(format!("items[{nth}].name"), &item.name, names::APPRAISAL, tenant.as_ref());
        let version = check.take(format!("items[{nth}].etag"), etag::parse(&item.etag));
        let (Some(id), Some(version)) = (id, version) else { continue };
        check.check(format!("items[{nth}].name"), seen.insert(id), "stands twice");
        items.push(AsRead { id, version });
    }
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id), true) = (tenant, request_id, check.is_empty()) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), items))
}

fn render_list(tenant: &Tenant, found: Vec<Appraisal>, next_page_token: String) -> pb::ListAppraisalsResponse {
    let appraisals = found.into_iter().map(|appraisal| render(tenant, appraisal)).collect();
    pb::ListAppraisalsResponse { appraisals, next_page_token }
}

fn render_many(tenant: &Tenant, many: FinalisedMany) -> pb::FinaliseAppraisalsResponse {
    let refusal = |(id, error): (Uuid, Error)| pb::finalise_appraisals_response::Refusal {
        name: names::APPRAISAL.name(tenant, id),
        reason: error.reason().to_owned(),
    };
    pb::FinaliseAppraisalsResponse {
        finalised: i64::try_from(many.finalised).unwrap_or(i64::MAX),
        refused: many.refused.into_iter().map(refusal).collect(),
    }
}

pub(crate) fn parse_rating(number: i32) -> Result<Expectation, &'static str> {
    match pb::Rating::try_from(number) {
        Ok(pb::Rating::Above) => Ok(Expectation::Above),
        Ok(pb::Rating::Meets) => Ok(Expectation::Meets),
        Ok(pb::Rating::Below) => Ok(Expectation::Below),
        Ok(pb::Rating::Unspecified) | Err(_) => Err("must be RATING_ABOVE, RATING_MEETS or RATING_BELOW"),
    }
}

fn render(tenant: &Tenant, appraisal: Appraisal) -> pb::Appraisal {
    let state = match appraisal.state {
        State::Planned => pb::appraisal::State::Planned,
        State::Rated(_) => pb::appraisal::State::Rated,
        State::Final(_) => pb::appraisal::State::Final,
    };
    let ratings = appraisal.ratings();
    let rating =
        |of: fn(Ratings) -> Expectation| ratings.map_or(pb::Rating::Unspecified, |both| render_rating(of(both)));
    let predicate = ratings.map_or(pb::Predicate::Unspecified, |ratings| render_predikat(ratings.predikat()));
    pb::Appraisal {
        name: names::APPRAISAL.name(tenant, appraisal.id),
        state: state.into(),
        servant: appraisal.servant,
        year: appraisal.year,
        result: rating(|both| both.result).into(),
        behaviour: rating(|both| both.behaviour).into(),
        predicate: predicate.into(),
        etag: etag::render(appraisal.version),
        create_time: Some(dates::render_time(appraisal.create_time)),
        update_time: Some(dates::render_time(appraisal.update_time)),
    }
}

pub(crate) fn render_rating(rating: Expectation) -> pb::Rating {
    match rating {
        Expectation::Above => pb::Rating::Above,
        Expectation::Meets => pb::Rating::Meets,
        Expectation::Below => pb::Rating::Below,
    }
}

pub(crate) fn render_predikat(predikat: Predikat) -> pb::Predicate {
    match predikat {
        Predikat::SangatBaik => pb::Predicate::VeryGood,
        Predikat::Baik => pb::Predicate::Good,
        Predikat::ButuhPerbaikan => pb::Predicate::NeedsImprovement,
        Predikat::Kurang => pb::Predicate::Poor,
        Predikat::SangatKurang => pb::Predicate::VeryPoor,
    }
}
