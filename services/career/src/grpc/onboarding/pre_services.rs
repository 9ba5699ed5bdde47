//! `PreServiceService`. Results are about persons, so every reading is audited like a write.

use crate::grpc::pre_service_messages::{
    ListInput, parse_cancel, parse_correct, parse_list, parse_part, parse_register, parse_result, render_correction,
    render_pre_service,
};
use crate::{
    commands::{self, open_text},
    domain::{
        onboarding_rules::OnboardingRules,
        pre_service::{PreService, PreServiceState},
    },
    error::Error,
    rulesets::onboarding,
    store::{pre_service_corrections, pre_services},
};
use contracts::career::v1 as pb;
use platform::{Kit, Work};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves pre-service trainings.
pub struct PreServices {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<OnboardingRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::pre_service_service_server::PreServiceService for PreServices {
    async fn register_pre_service(&self, request: Request<pb::RegisterPreServiceRequest>) -> Answer<pb::PreService> {
        self.kit
            .write(request, parse_register, async |work, input| {
                let training = commands::register_pre_service(work, input, &self.rules).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn record_pre_service_part(
        &self,
        request: Request<pb::RecordPreServicePartRequest>,
    ) -> Answer<pb::PreService> {
        self.kit
            .write(request, parse_part, async |work, input| {
                let training = commands::record_pre_service_part(work, input).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn record_pre_service_result(
        &self,
        request: Request<pb::RecordPreServiceResultRequest>,
    ) -> Answer<pb::PreService> {
        self.kit
            .write(request, parse_result, async |work, input| {
                let training = commands::record_pre_service_result(work, input).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn correct_pre_service_result(
        &self,
        request: Request<pb::CorrectPreServiceResultRequest>,
    ) -> Answer<pb::PreService> {
        self.kit
            .write(request, parse_correct, async |work, input| {
                let training = commands::correct_pre_service_result(work, input).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn cancel_pre_service(&self, request: Request<pb::CancelPreServiceRequest>) -> Answer<pb::PreService> {
        self.kit
            .write(request, parse_cancel, async |work, input| {
                let training = commands::cancel_pre_service(work, input).await?;
                Ok::<_, Error>(shown(work, vec![training]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_pre_services(
        &self,
        request: Request<pb::ListPreServicesRequest>,
    ) -> Answer<pb::ListPreServicesResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, state, page): ListInput| {
                let mut found = pre_services::list(work.connection, servant, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let pre_services = shown(work, found).await?;
                Ok::<_, Error>(pb::ListPreServicesResponse { pre_services, next_page_token })
            })
            .await
    }
}

/// Trainings with what is missing by the ruleset of each, why they were cancelled, and results that were corrected.
async fn shown(work: &mut Work<'_>, found: Vec<PreService>) -> Result<Vec<pb::PreService>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let reasons = pre_services::reasons(work.connection, &ids).await?;
    let mut corrections = pre_service_corrections::of(work.connection, &ids).await?;
    let mut rules: HashMap<String, OnboardingRules> = HashMap::new();
    let mut trainings = Vec::with_capacity(found.len());
    for one in found {
        let known = match rules.entry(one.ruleset.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(onboarding::find(&one.ruleset)?),
        };
        let template = known.pre_services.iter().find(|known| known.kind == one.kind);
        let wanted = one.state != PreServiceState::Cancelled;
        let missing = template.filter(|_| wanted).map(|template| one.missing(template)).unwrap_or_default();
        let reason = open_text(&work.vault, one.id, reasons.get(&one.id))?;
        let mut corrected = Vec::new();
        for kept in corrections.remove(&one.id).unwrap_or_default() {
            let why = open_text(&work.vault, one.id, Some(&kept.reason))?;
            corrected.push(render_correction(kept, why));
        }
        let shown = render_pre_service(&work.tenant, one, missing, reason);
        trainings.push(pb::PreService { corrections: corrected, ..shown });
    }
    Ok(trainings)
}
