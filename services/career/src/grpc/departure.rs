pub mod exit_messages;
pub mod exits;
pub mod retirement_messages;
pub mod retirements;
