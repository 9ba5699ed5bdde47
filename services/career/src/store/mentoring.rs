pub mod mentor_candidates;
pub mod mentoring_proposals;
pub mod mentoring_sessions;
pub mod mentorships;
