//! What a post is for and how much work it has: job analysis (*anjab*) and workload (*ABK*).

pub mod derivations;
pub mod job_analyses;
pub mod requirements;
pub mod sheets;
pub mod workloads;
