//! `ImpactService`.

use crate::{
    commands::{ProgrammeDesk, unit_evidence},
    domain::{cusum::DatedMonth, days::day_of, service_history::month_text, unit_change::hidden_months},
    error::Error,
    grpc::{
        programme::{read_day, render_finding},
        signal_messages,
    },
    names,
    store::{public_services, quality_signals},
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, Tenant, Violations};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what was noticed of public services, and whether it got better.
pub struct ServiceImpacts {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<ProgrammeDesk>,
}

#[tonic::async_trait]
impl pb::impact_service_server::ImpactService for ServiceImpacts {
    async fn get_service_impact(
        &self,
        request: Request<pb::GetServiceImpactRequest>,
    ) -> Result<Response<pb::ServiceImpact>, Status> {
        let today = day_of(self.kit.clock.now(), &self.desk.zone);
        let parse = |message: &pb::GetServiceImpactRequest| parse(message, today);
        self.kit
            .read(request, parse, async |view, (id, day): (Uuid, Option<Date>)| {
                let service = public_services::get(&mut *view.connection, id).await?;
                let service = service.ok_or(Error::PublicServiceNotFound)?;
                let mut signals = quality_signals::of_services(&mut *view.connection, &[id]).await?;
                let signals = signals.remove(&id).unwrap_or_default().into_iter();
                let mut impact = pb::ServiceImpact {
                    public_service: names::PUBLIC_SERVICE.name(&view.tenant, id),
                    display_name: service.display_name.clone(),
                    unit: service.unit.clone(),
                    signals: signals.map(|signal| signal_messages::render(&view.tenant, signal)).collect(),
                    ..Default::default()
                };
                if let Some(day) = day {
                    let evidence = unit_evidence(&mut *view.connection, &service, (day, view.now), &self.desk).await?;
                    let survey =
                        |id: Option<Uuid>| id.map(|id| names::SURVEY.name(&view.tenant, id)).unwrap_or_default();
                    impact.months_before = render_months(&evidence.months.before, self.desk.rules.smallest_cell);
                    impact.months_after = render_months(&evidence.months.after, self.desk.rules.smallest_cell);
                    impact.survey_before = survey(evidence.survey_before);
                    impact.survey_after = survey(evidence.survey_after);
                    impact.findings = evidence.findings.into_iter().map(render_finding).collect();
                    impact.ruleset = self.desk.rules.id.clone();
                }
                Ok::<_, Error>(impact)
            })
            .await
    }
}

fn parse(message: &pb::GetServiceImpactRequest, today: Date) -> Result<(Tenant, (Uuid, Option<Date>)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::PUBLIC_SERVICE.parse(&message.name));
    let day = match &message.change_date {
        None => Some(None),
        date => read_day(&mut check, "change_date", date.as_ref(), today).map(Some),
    };
    let (Some(name), Some(day), true) = (name, day, check.is_empty()) else { return Err(check) };
    Ok((name.tenant, (name.id, day)))
}

/// The months of a side, without the complaints of those that [`hidden_months`] names.
fn render_months(months: &[DatedMonth], smallest_cell: u64) -> Vec<pb::ImpactMonth> {
    let hidden = hidden_months(months, smallest_cell);
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let rendered = months.iter().map(|(month, known)| pb::ImpactMonth {
        month: month_text(*month),
        complaints: if hidden.contains(month) { 0 } else { count(known.complaints) },
        complaints_left_out: hidden.contains(month),
        transactions: count(known.transactions),
    });
    rendered.collect()
}
