//! Official lists and their audit.

mod difference_file;
pub mod official_lists;
mod official_messages;
