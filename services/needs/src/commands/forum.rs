//! Public consultation (*forum konsultasi publik*).

pub(crate) mod answer_contribution;
pub(crate) mod close_consultation;
pub(crate) mod create_consultation;
pub(crate) mod invite_group;
pub(crate) mod open_consultation;
pub(crate) mod submit_contribution;

pub use answer_contribution::{AnswerContribution, Change, answer_contribution};
pub use close_consultation::{CloseConsultation, close_consultation};
pub use create_consultation::{CreateConsultation, create_consultation};
pub use invite_group::{InviteGroup, invite_group};
pub use open_consultation::open_consultation;
pub use submit_contribution::{SubmitContribution, code_index, submit_contribution};
