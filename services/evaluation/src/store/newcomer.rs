//! The newly appointed: what career told of them.

pub mod newcomer_answers;
pub mod newcomers;
