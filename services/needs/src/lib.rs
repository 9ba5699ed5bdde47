//! The needs service knows how many people, of which competence, each unit of a region needs: the position map, the
//! workload behind it, the proposal to the minister and what was determined. It hears from career which seats are filled
//! and from evaluation where service quality fell, and then asks a person whether the need is still right.

pub mod app;
pub mod commands;
pub mod config;
pub mod domain;
pub mod error;
pub mod events;
pub mod grpc;
pub mod names;
pub mod rulesets;
pub mod store;

/// This service, in data.
pub static SERVICE: platform::Service = platform::Service {
    name: "needs",
    migrator: &MIGRATOR,
    defaults: include_str!("../config.default.toml"),
    roles: include_str!("../roles.toml"),
    persons: None,
    publishes: events::PUBLISHES,
    listens_to: events::LISTENS_TO,
};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
