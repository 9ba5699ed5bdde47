//! What a post is for and how much work it has: job analysis (*anjab*) and workload (*ABK*).

pub mod abk_kes;
pub mod approach;
pub mod derivation;
pub mod efficiency;
pub mod job_analysis;
pub mod requirement;
pub mod sheets;
pub mod teachers;
pub mod wisn;
pub mod workload;
