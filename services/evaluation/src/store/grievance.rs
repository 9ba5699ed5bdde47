//! Reports of the public (*pengaduan*): what was reported, by whom, what was said about it, and where it goes.

pub mod complaint_imports;
pub mod complaint_messages;
pub mod complaint_reporters;
pub mod complaint_reports;
pub mod complaint_rounds;
pub mod complaint_routes;
pub mod complaint_sweeps;
pub mod complaints;
pub mod desk_members;
