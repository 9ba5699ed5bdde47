pub mod mentorship_messages;
pub mod mentorship_requests;
pub mod mentorships;
