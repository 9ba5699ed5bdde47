//! `AppraisalService`.

use crate::{
    commands::{self, CreateAppraisal, RateAppraisal},
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
    AsRead, Kit, Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves appraisals.
pub struct Appraisals {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::appraisal_service_server::AppraisalService for Appraisals {
    async fn create_appraisal(
        &self,
        request: Request<pb::CreateAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let appraisal = commands::create_appraisal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
            })
            .await
    }

    async fn get_appraisal(
        &self,
        request: Request<pb::GetAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .read(request, parse_get, async |view, id| {
                let appraisal = appraisals::get(view.connection, id).await?.ok_or(Error::AppraisalNotFound)?;
                Ok::<_, Error>(render(&view.tenant, appraisal))
            })
            .await
    }

    async fn list_appraisals(
        &self,
        request: Request<pb::ListAppraisalsRequest>,
    ) -> Result<Response<pb::ListAppraisalsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (servant, page): ListInput| {
                let mut found = appraisals::list(view.connection, &servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let appraisals = found.into_iter().map(|appraisal| render(&view.tenant, appraisal)).collect();
                Ok::<_, Error>(pb::ListAppraisalsResponse { appraisals, next_page_token })
            })
            .await
    }

    async fn rate_appraisal(
        &self,
        request: Request<pb::RateAppraisalRequest>,
    ) -> Result<Response<pb::Appraisal>, Status> {
        self.kit
            .write(request, parse_rate, async |work, input| {
                let appraisal = commands::rate_appraisal(work, input).await?;
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
                let appraisal = commands::finalise_appraisal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, appraisal))
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

fn parse_get(message: &pb::GetAppraisalRequest) -> Result<(Tenant, Uuid), Violations> {
    asked(names::APPRAISAL.parse(&message.name))
}

fn parse_list(message: &pb::ListAppraisalsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(_)) = (tenant, page, servant) else {
        return Err(check);
    };
    Ok((tenant, (message.servant.clone(), page)))
}

fn parse_rate(message: &pb::RateAppraisalRequest) -> Result<(Scope, RateAppraisal), Violations> {
    let mut check = Violations::default();
    let name = names::APPRAISAL.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let result = check.take("result", parse_rating(message.result));
    let behaviour = check.take("behaviour", parse_rating(message.behaviour));
    let (Some((scope, appraisal)), Some(result), Some(behaviour)) = (read, result, behaviour) else {
        return Err(check);
    };
    Ok((scope, RateAppraisal { appraisal, ratings: Ratings { result, behaviour } }))
}

fn parse_finalise(message: &pb::FinaliseAppraisalRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::APPRAISAL.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

fn parse_rating(number: i32) -> Result<Expectation, &'static str> {
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

fn render_rating(rating: Expectation) -> pb::Rating {
    match rating {
        Expectation::Above => pb::Rating::Above,
        Expectation::Meets => pb::Rating::Meets,
        Expectation::Below => pb::Rating::Below,
    }
}

fn render_predikat(predikat: Predikat) -> pb::Predicate {
    match predikat {
        Predikat::SangatBaik => pb::Predicate::VeryGood,
        Predikat::Baik => pb::Predicate::Good,
        Predikat::ButuhPerbaikan => pb::Predicate::NeedsImprovement,
        Predikat::Kurang => pb::Predicate::Poor,
        Predikat::SangatKurang => pb::Predicate::VeryPoor,
    }
}
