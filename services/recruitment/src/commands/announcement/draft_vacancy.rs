use crate::{
    domain::{
        skd::NeedKind,
        vacancy::{State, Vacancy},
        zone::Zone,
    },
    error::Error,
    store::vacancies,
};
use platform::Work;
use uuid::Uuid;

/// A need that was determined.
pub struct DraftVacancy {
    /// Need in the needs service.
    pub need: String,
    /// Position in the needs service.
    pub position: String,
    /// Title of the job.
    pub position_title: String,
    /// Path of the unit.
    pub unit_path: String,
    /// Kind of need.
    pub kind: NeedKind,
    /// Seats determined.
    pub seats: i32,
    /// Accepted education.
    pub education: Vec<String>,
    /// Budget year.
    pub year: i32,
    /// Number of the minister's decision.
    pub decision_number: String,
}

/// Drafts the vacancy of a determined need. It says nothing until it opens.
pub async fn draft_vacancy(work: &mut Work<'_>, draft: DraftVacancy) -> Result<(), Error> {
    let vacancy = Vacancy {
        id: Uuid::now_v7(),
        state: State::Draft,
        need: draft.need,
        position: draft.position,
        position_title: draft.position_title,
        unit_path: draft.unit_path,
        kind: draft.kind,
        seats: draft.seats,
        education: draft.education,
        year: draft.year,
        decision_number: draft.decision_number,
        programme: None,
        zone: Zone::default(),
        period: String::new(),
        ruleset: String::new(),
        open_time: None,
        close_time: None,
        applications: 0,
        appointed: 0,
        verdict_source: None,
        objections: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    Ok(vacancies::insert(work.connection, &vacancy, work.caused_by).await?)
}
