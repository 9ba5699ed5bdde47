//! Events out: domain to message. Events in: one subscription, one command.

mod need_determined;
mod standard_published;

use crate::{
    domain::{
        application::Application, intern::Internship, internship_agreement::Place, open_selection::Selection,
        programme::Programme, vacancy::Vacancy,
    },
    names,
};
use contracts::{
    needs::events::v1::{CompetencyStandardPublished, NeedDetermined},
    recruitment::events::v1::{
        CandidateAppointed, InternshipCertified, ResultPublished, SelectionDecided, VacancyOpened, VacancyUnfilled,
        candidate_appointed::Employment,
    },
};
use jiff::civil::Date;
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work, dates};
use uuid::Uuid;

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.recruitment.events.v1.CandidateAppointed",
    "asn.recruitment.events.v1.InternshipCertified",
    "asn.recruitment.events.v1.ResultPublished",
    "asn.recruitment.events.v1.SelectionDecided",
    "asn.recruitment.events.v1.VacancyOpened",
    "asn.recruitment.events.v1.VacancyUnfilled",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[
    Subscription {
        producer: "needs",
        event: "asn.needs.events.v1.CompetencyStandardPublished",
        effect: "keeps what the job asks for, as criteria of the vacancies that open from then on",
    },
    Subscription {
        producer: "needs",
        event: "asn.needs.events.v1.NeedDetermined",
        effect: "drafts a vacancy for the determined seats",
    },
];

/// Applies the events of other services.
pub struct Incoming;

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<NeedDetermined>() {
            need_determined::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<CompetencyStandardPublished>() {
            standard_published::apply(work, message?).await?;
        }
        Ok(())
    }
}

/// A vacancy that takes applications now.
pub fn opened(tenant: &Tenant, vacancy: &Vacancy) -> VacancyOpened {
    VacancyOpened {
        vacancy: names::VACANCY.name(tenant, vacancy.id),
        version: vacancy.version,
        need: vacancy.need.clone(),
        seats: vacancy.seats,
        close_time: vacancy.close_time.map(dates::render_time),
    }
}

/// A result that is public now.
pub fn published(tenant: &Tenant, vacancy: &Vacancy, selected: i32) -> ResultPublished {
    ResultPublished {
        vacancy: names::VACANCY.name(tenant, vacancy.id),
        version: vacancy.version,
        need: vacancy.need.clone(),
        position: vacancy.position.clone(),
        ruleset: vacancy.ruleset.clone(),
        seats: vacancy.seats,
        applications: vacancy.applications,
        selected,
    }
}

/// Seats that the result leaves free.
pub fn unfilled(tenant: &Tenant, vacancy: &Vacancy, free_seats: i32) -> VacancyUnfilled {
    VacancyUnfilled {
        vacancy: names::VACANCY.name(tenant, vacancy.id),
        version: vacancy.version,
        need: vacancy.need.clone(),
        position: vacancy.position.clone(),
        free_seats,
    }
}

/// A candidate who becomes a servant on `date`. `vacancy` is the one whose seat it is, whichever was applied for.
pub fn appointed(tenant: &Tenant, vacancy: &Vacancy, application: &Application, date: Date) -> CandidateAppointed {
    CandidateAppointed {
        application: names::application(tenant, application.vacancy_id, application.id),
        version: application.version,
        vacancy: names::VACANCY.name(tenant, vacancy.id),
        need: vacancy.need.clone(),
        position: vacancy.position.clone(),
        appointment_date: Some(dates::render(date)),
        employment: match vacancy.programme {
            Some(Programme::Pppk) => Employment::Pppk,
            Some(Programme::Cpns) | None => Employment::Cpns,
        }
        .into(),
    }
}

/// Somebody who was chosen for a leading post; who, is not told.
pub fn decided(tenant: &Tenant, selection: &Selection, chosen: Uuid) -> SelectionDecided {
    SelectionDecided {
        selection: names::SELECTION.name(tenant, selection.id),
        version: selection.version,
        position: selection.plan.position.clone(),
        candidate: names::of_selection(tenant, selection.id, "candidates", chosen),
        appointment_date: Some(dates::render(selection.plan.appointment_date)),
    }
}

/// An intern who agreed to a talent note and has the certificate; who and how well, is not told.
pub fn certified(tenant: &Tenant, place: &Place, internship: &Internship) -> InternshipCertified {
    InternshipCertified {
        internship: names::INTERNSHIP.name(tenant, internship.id),
        version: internship.version,
        unit: place.unit.clone(),
        first_day: Some(dates::render(internship.period.first)),
        last_day: Some(dates::render(internship.period.last)),
    }
}
