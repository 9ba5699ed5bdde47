//! Evaluation of programmes: data come in, reports are measured, and a person says what follows.

mod decide_programme_report;
mod import_competency_measures;
mod import_selection_scores;
mod measure_cost;
mod measure_selection;
mod measure_training;
mod measure_unit;
mod note_chosen_servant;
mod note_competency_gap;
mod note_ended_training;
mod record_programme_cost;

pub use decide_programme_report::{DecideProgrammeReport, decide_programme_report};
pub use import_competency_measures::import_competency_measures;
pub use import_selection_scores::import_selection_scores;
pub use measure_cost::measure_cost;
pub use measure_selection::measure_selection;
pub use measure_training::measure_training;
pub use measure_unit::{UnitEvidence, measure_unit, unit_evidence};
pub use note_chosen_servant::note_chosen_servant;
pub use note_competency_gap::note_competency_gap;
pub use note_ended_training::note_ended_training;
pub use record_programme_cost::{RecordProgrammeCost, record_programme_cost};

use crate::{
    domain::{
        programme_finding::ProgrammeFinding,
        programme_report::{ProgrammeKind, ProgrammeReport, ReportState},
        programme_rules::ProgrammeRules,
        survey_rules::SurveyBook,
    },
    error::Error,
    store::programme_reports,
};
use jiff::tz::TimeZone;
use platform::{Locked, Work};
use std::sync::Arc;
use uuid::Uuid;

/// What evaluations of programmes follow.
pub struct ProgrammeDesk {
    /// Their figures.
    pub rules: ProgrammeRules,
    /// How surveys were made.
    pub surveys: Arc<SurveyBook>,
    /// Where months begin.
    pub zone: TimeZone,
}

/// Which selection: a programme and its period.
pub struct WhichSelection {
    /// Programme, as it is stored.
    pub programme: String,
    /// Period.
    pub period: String,
}

/// Keeps what was found.
async fn keep(
    work: &mut Work<'_>,
    kind: ProgrammeKind,
    subject: String,
    findings: Vec<ProgrammeFinding>,
    rules: &ProgrammeRules,
) -> Result<Locked<ProgrammeReport>, Error> {
    let report = ProgrammeReport {
        id: Uuid::now_v7(),
        kind,
        subject,
        ruleset: rules.id.clone(),
        state: ReportState::Measured,
        findings,
        decision: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    Ok(programme_reports::insert(work.connection, report).await?)
}
