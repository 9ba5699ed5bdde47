//! What a post is for and how much work it has: job analysis (*anjab*) and workload (*ABK*).

pub mod job_analyses;
pub(crate) mod job_forms;
pub(crate) mod requirement_inputs;
pub(crate) mod requirement_views;
pub mod workloads;
