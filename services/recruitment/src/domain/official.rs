//! Lists as the national committee publishes them (*pengumuman resmi*), and how they are compared with what was computed.

pub mod audit;
pub mod columns;
pub mod official_list;
pub mod printed_code;
pub mod recomputation;
