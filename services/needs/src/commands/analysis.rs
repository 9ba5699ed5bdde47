//! What a post is for and how much work it has: job analysis (*anjab*) and workload (*ABK*).

pub(crate) mod change_input;
pub(crate) mod compute_all;
pub(crate) mod compute_requirement;
pub(crate) mod create_job_analysis;
pub(crate) mod import_job_analyses;
pub(crate) mod import_workload;
pub(crate) mod publish_job_analysis;
pub(crate) mod remove_minimum;
pub(crate) mod scale_workload;
pub(crate) mod update_job_analysis;

pub use change_input::{ChangeInput, Changed, change_input};
pub use compute_all::{ComputedAll, compute_all_sheets};
pub use compute_requirement::{
    ComputeRequirement, Counting, RequirementLine, compute_requirement, import_requirements,
};
pub use create_job_analysis::{About, CreateJobAnalysis, create_job_analysis};
pub use import_job_analyses::{FormLine, import_job_analyses};
pub use import_workload::{SheetLine, SheetRules, compute_workload, import_workload};
pub use publish_job_analysis::publish_job_analysis;
pub use remove_minimum::{RemoveMinimum, remove_minimum};
pub use scale_workload::{By, Outcome, ScaleWorkload, Scaled, scale_workload};
pub use update_job_analysis::{UpdateJobAnalysis, update_job_analysis};
