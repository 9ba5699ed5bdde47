//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod assign_nip;
mod end_placement;
mod note_rating;
mod record_appointment;

pub use assign_nip::{AssignNip, assign_nip};
pub use end_placement::{EndPlacement, end_placement};
pub use note_rating::note_rating;
pub use record_appointment::{Appointment, record_appointment};
