//! What makes a need stale: population, volumes, surveys, complaints, and the reassessment they open.

pub(crate) mod check_signals;
pub(crate) mod close_campaign;
pub(crate) mod create_campaign;
pub(crate) mod decide_reassessment;
pub(crate) mod import_population;
pub(crate) mod load_population;
pub(crate) mod note_dismissal;
pub(crate) mod note_recovery;
pub(crate) mod open_campaign;
pub(crate) mod open_reassessment;
pub(crate) mod open_signal;
pub(crate) mod report_overdue_complaints;
pub(crate) mod report_survey;
pub(crate) mod submit_response;

pub use check_signals::{Checked, check_signals};
pub use close_campaign::close_campaign;
pub use create_campaign::{CreateCampaign, create_campaign};
pub use decide_reassessment::{DecideReassessment, Verdict, decide_reassessment};
pub use import_population::{PopulationLine, PopulationTaken, import_population};
pub use load_population::load_population;
pub use note_dismissal::note_dismissal;
pub use note_recovery::{SignalEnd, note_recovery};
pub use open_campaign::open_campaign;
pub use open_reassessment::open_reassessment;
pub use open_signal::Signal;
pub use report_overdue_complaints::{ReportOverdueComplaints, report_overdue_complaints};
pub use report_survey::{ReportSurvey, Reported, report_survey};
pub use submit_response::{SubmitResponse, SubmitUnitResponse, submit_response, submit_unit_response};
