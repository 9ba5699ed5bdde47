//! Reports of the public about its services (*pengaduan*): what they are, how long they may take, where they go.

pub mod complaint;
pub mod complaint_rules;
pub mod complaint_thread;
pub mod desk_member;
pub mod report_nature;
pub mod routing;
pub mod timeliness;
pub mod work_calendar;
