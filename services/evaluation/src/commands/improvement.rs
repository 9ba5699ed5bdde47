//! What follows a low rating, and absence without an excuse: officials decide, servants object.

mod assign_coach;
mod decide_discipline;
mod decide_improvement_objection;
mod decide_placement;
mod give_case_time;
mod import_absences;
mod improvement_desk;
mod judge_improvement;
mod name_warner;
mod object_to_decision;
mod open_coaching;
mod open_discipline_case;
mod open_improvement;
mod record_coaching_note;
mod record_competency_test;
mod record_examination;
mod record_objection_outcome;

pub use assign_coach::{AssignCoach, assign_coach};
pub use decide_discipline::{DecideDiscipline, decide_discipline};
pub use decide_improvement_objection::{DecideImprovementObjection, decide_improvement_objection};
pub use decide_placement::{DecidePlacement, decide_placement};
pub(crate) use give_case_time::give_case_time;
pub use import_absences::{AbsenceDay, import_absences};
pub use improvement_desk::ImprovementDesk;
pub use judge_improvement::{JudgeImprovement, judge_improvement};
pub use name_warner::{NameWarner, name_warner};
pub use object_to_decision::{ObjectToDecision, object_to_decision};
pub use open_coaching::{OpenCoaching, open_coaching};
pub use open_discipline_case::{OpenDisciplineCase, open_discipline_case};
pub use open_improvement::{OpenImprovement, open_improvement};
pub use record_coaching_note::{RecordCoachingNote, record_coaching_note};
pub use record_competency_test::{RecordCompetencyTest, record_competency_test};
pub use record_examination::{RecordExamination, record_examination};
pub use record_objection_outcome::{RecordObjectionOutcome, record_objection_outcome};
