//! Reports of the public (*pengaduan*): filed, handled, followed, routed, counted.

pub mod complaint_desk_requests;
pub mod complaint_desks;
pub mod complaint_follows;
pub mod complaint_reports;
pub mod complaint_routes;
pub mod complaint_units;
pub mod complaint_views;
pub mod complaints;
