//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod create_appraisal;
mod create_public_service;
mod file_complaint;
mod finalise_appraisal;
mod import_complaints;
mod import_volumes;
mod judge_service;
mod note_servant;
mod rate_appraisal;
mod resolve_complaint;

pub use create_appraisal::{CreateAppraisal, create_appraisal};
pub use create_public_service::{CreatePublicService, create_public_service};
pub use file_complaint::{FileComplaint, file_complaint};
pub use finalise_appraisal::finalise_appraisal;
pub use import_complaints::{ReceivedComplaint, import_complaints};
pub use import_volumes::{Volume, import_volumes};
pub use judge_service::{Tally, judge_service};
pub use note_servant::{NewServant, note_servant};
pub use rate_appraisal::{RateAppraisal, rate_appraisal};
pub use resolve_complaint::{ResolveComplaint, resolve_complaint};
