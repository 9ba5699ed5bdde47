//! Kinds of jobs and their levels, between the contract and the domain.

use crate::domain::job::{Job, JobLevel, JobType};
use contracts::needs::v1::position as pb;

const TYPES: [(JobType, pb::JobType); 7] = [
    (JobType::JptUtama, pb::JobType::JptUtama),
    (JobType::JptMadya, pb::JobType::JptMadya),
    (JobType::JptPratama, pb::JobType::JptPratama),
    (JobType::Administrator, pb::JobType::Administrator),
    (JobType::Pengawas, pb::JobType::Pengawas),
    (JobType::Pelaksana, pb::JobType::Pelaksana),
    (JobType::Fungsional, pb::JobType::Fungsional),
];

const LEVELS: [(JobLevel, pb::JobLevel); 8] = [
    (JobLevel::Pemula, pb::JobLevel::Pemula),
    (JobLevel::Terampil, pb::JobLevel::Terampil),
    (JobLevel::Mahir, pb::JobLevel::Mahir),
    (JobLevel::Penyelia, pb::JobLevel::Penyelia),
    (JobLevel::AhliPertama, pb::JobLevel::AhliPertama),
    (JobLevel::AhliMuda, pb::JobLevel::AhliMuda),
    (JobLevel::AhliMadya, pb::JobLevel::AhliMadya),
    (JobLevel::AhliUtama, pb::JobLevel::AhliUtama),
];

/// Reads a kind of job: the inner option is empty where nothing is said, the outer where it is none that is known.
pub(crate) fn parse_type(number: i32) -> Option<Option<JobType>> {
    let wanted = pb::JobType::try_from(number).ok()?;
    Some(TYPES.iter().find(|(_, shown)| *shown == wanted).map(|(kind, _)| *kind))
}

/// Reads a level in the same way.
pub(crate) fn parse_level(number: i32) -> Option<Option<JobLevel>> {
    let wanted = pb::JobLevel::try_from(number).ok()?;
    Some(LEVELS.iter().find(|(_, shown)| *shown == wanted).map(|(level, _)| *level))
}

/// The kind as callers see it.
pub(crate) fn render_type(job: Option<Job>) -> pb::JobType {
    let found = TYPES.iter().find(|(kind, _)| job.is_some_and(|job| job.kind == *kind));
    found.map_or(pb::JobType::Unspecified, |(_, shown)| *shown)
}

/// The level as callers see it.
pub(crate) fn render_level(job: Option<Job>) -> pb::JobLevel {
    let found = LEVELS.iter().find(|(level, _)| job.is_some_and(|job| job.level == Some(*level)));
    found.map_or(pb::JobLevel::Unspecified, |(_, shown)| *shown)
}
