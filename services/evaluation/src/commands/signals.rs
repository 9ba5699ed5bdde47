//! Public services (*layanan*), how much they are used, and the signals of their quality. A service's row is locked before its
//! signals are read.

mod change_public_service;
mod create_public_service;
mod decide_signal;
mod import_volumes;
mod judge_service;
mod judge_services;

pub use change_public_service::{MovePublicService, RenamePublicService, SetComplaintCoverage};
pub use change_public_service::{
    move_public_service, rename_public_service, retire_public_service, set_complaint_coverage,
};
pub use create_public_service::{CreatePublicService, create_public_service};
pub use decide_signal::{DecideSignal, confirm_signal, dismiss_signal};
pub use import_volumes::{Volume, import_volumes};
pub use judge_service::{Tally, judge_service};
pub use judge_services::{JudgeServices, SignalSweep, judge_services};
