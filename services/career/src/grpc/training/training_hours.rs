//! `TrainingHoursService`. What tells about persons is audited like a write.

use crate::{
    commands::{self, open_text},
    domain::{
        competency_rules::CompetencyRules, external_training::ExternalTraining, hours::Standing, servant::day_of,
    },
    error::{Error, TrainingError},
    grpc::training_hours_messages::{
        ListInput, SumInput, YearOf, parse_accept, parse_decline, parse_hours, parse_list, parse_record, parse_revoke,
        parse_submit, parse_sum, render_external, render_hours, render_unit,
    },
    names, rulesets,
    store::{external_trainings, hours, servants},
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, Scope, Work, names::asked};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves hours and external trainings.
pub struct TrainingHours {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
    /// People of the smallest group that figures are told of.
    pub(crate) smallest: usize,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::training_hours_service_server::TrainingHoursService for TrainingHours {
    async fn record_external_training(
        &self,
        request: Request<pb::RecordExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        self.kit
            .write(request, parse_record, async |work, input| {
                let training = commands::record_external_training(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn submit_external_training(
        &self,
        request: Request<pb::SubmitExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        self.kit
            .write(request, parse_submit, async |work, input| {
                let training = commands::record_external_training(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn accept_external_training(
        &self,
        request: Request<pb::AcceptExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        self.kit
            .write(request, parse_accept, async |work, input| {
                let training = commands::accept_external_training(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn decline_external_training(
        &self,
        request: Request<pb::DeclineExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        self.kit
            .write(request, parse_decline, async |work, input| {
                let training = commands::decline_external_training(work, input).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn revoke_external_training(
        &self,
        request: Request<pb::RevokeExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        self.kit
            .write(request, parse_revoke, async |work, input| {
                let training = commands::revoke_external_training(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn get_external_training(
        &self,
        request: Request<pb::GetExternalTrainingRequest>,
    ) -> Answer<pb::ExternalTraining> {
        let parse = |message: &pb::GetExternalTrainingRequest| {
            let (tenant, id) = asked(names::EXTERNAL_TRAINING.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let training = external_trainings::get(work.connection, id).await?;
                let training = training.ok_or(TrainingError::ExternalNotFound)?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_external_trainings(
        &self,
        request: Request<pb::ListExternalTrainingsRequest>,
    ) -> Answer<pb::ListExternalTrainingsResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, state, page): ListInput| {
                let mut found = external_trainings::list(work.connection, servant, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let trainings = shown(work, found).await?;
                Ok::<_, Error>(pb::ListExternalTrainingsResponse { trainings, next_page_token })
            })
            .await
    }

    async fn get_hours(&self, request: Request<pb::GetHoursRequest>) -> Answer<pb::ServantHours> {
        self.kit
            .write(request, parse_hours, async |work, (id, year): (Uuid, i32)| {
                let servant = servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
                let rules = rulesets::training::in_force(last_day(year)?)?;
                let booked = hours::of_year(work.connection, id, year).await?;
                let year = YearOf {
                    servant: names::SERVANT.name(&work.tenant, id),
                    year,
                    bookings: hours::list(work.connection, id, year).await?,
                    reserved: hours::reserved(work.connection, id, year).await?,
                    standing: Standing::of(booked, servant.employment, &rules),
                    ruleset: rules.id,
                };
                Ok::<_, Error>(render_hours(year))
            })
            .await
    }

    async fn sum_hours(&self, request: Request<pb::SumHoursRequest>) -> Answer<pb::SumHoursResponse> {
        self.kit
            .read(request, parse_sum, async |view, (year, unit, page): SumInput| {
                let end = last_day(year)?;
                let rules = rulesets::training::in_force(end)?;
                // Where people were placed at the end of the year, or are today.
                let day = end.min(day_of(view.now));
                let required = rules.required_hours;
                let mut found = hours::by_unit(view.connection, year, day, required, &unit, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let units = found.into_iter().map(|one| render_unit(one, self.smallest)).collect();
                Ok::<_, Error>(pb::SumHoursResponse { units, next_page_token, ruleset: rules.id })
            })
            .await
    }
}

/// External trainings with why they were declined.
async fn shown(work: &mut Work<'_>, found: Vec<ExternalTraining>) -> Result<Vec<pb::ExternalTraining>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let reasons = external_trainings::reasons(work.connection, &ids).await?;
    let mut trainings = Vec::with_capacity(found.len());
    for one in found {
        let reason = open_text(&work.vault, one.id, reasons.get(&one.id))?;
        trainings.push(render_external(&work.tenant, one, reason));
    }
    Ok(trainings)
}

/// The last day of a year, whose rules count.
fn last_day(year: i32) -> Result<Date, Error> {
    let year = i16::try_from(year).map_err(Error::internal)?;
    Date::new(year, 12, 31).map_err(Error::internal)
}
