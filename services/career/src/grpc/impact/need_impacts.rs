//! `ImpactService`. The answer tells about persons by their ids and is audited.

use crate::{
    error::Error,
    names,
    store::need_careers::{self, NeedServant, NeedTraining},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, dates};
use tonic::{Request, Response, Status};

/// Serves who came for a need.
pub struct NeedImpacts {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::impact_service_server::ImpactService for NeedImpacts {
    async fn get_need_careers(
        &self,
        request: Request<pb::GetNeedCareersRequest>,
    ) -> Result<Response<pb::NeedCareers>, Status> {
        self.kit
            .write(request, parse, async |work, need: String| {
                let servants = need_careers::servants(&mut *work.connection, &need).await?;
                let trainings = need_careers::trainings(&mut *work.connection, &need).await?;
                Ok::<_, Error>(pb::NeedCareers {
                    servants: servants.into_iter().map(|one| render_servant(&work.tenant, one)).collect(),
                    trainings: trainings.into_iter().map(|one| render_training(&work.tenant, &one)).collect(),
                    need,
                })
            })
            .await
    }
}

fn parse(message: &pb::GetNeedCareersRequest) -> Result<(Scope, String), Violations> {
    let mut check = Violations::default();
    let Some(name) = check.take("need", names::NEED.parse(&message.need)) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.need), message.need.clone()))
}

fn render_servant(tenant: &Tenant, one: NeedServant) -> pb::NeedServant {
    pb::NeedServant {
        servant: names::SERVANT.name(tenant, one.id),
        application: one.application,
        appointment_date: Some(dates::render(one.appointment_date)),
        last_day: one.last_day.map(dates::render),
        cause_event_id: one.caused_by.map(|id| id.to_string()).unwrap_or_default(),
    }
}

fn render_training(tenant: &Tenant, one: &NeedTraining) -> pb::NeedTraining {
    pb::NeedTraining {
        session: names::TRAINING_SESSION.name(tenant, one.session),
        course: names::COURSE.name(tenant, one.course),
        end_date: Some(dates::render(one.end_date)),
        servants: one.servants,
        passed: one.passed,
    }
}
