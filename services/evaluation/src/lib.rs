//! The evaluation service rates the work of servants fairly and hears the public: yearly appraisals, complaints about
//! public services, and the test that tells when a service's quality fell. It listens to career (who is a servant), and
//! tells career how a year was rated and needs where quality fell or recovered.

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
    name: "evaluation",
    migrator: &MIGRATOR,
    defaults: include_str!("../config.default.toml"),
    roles: include_str!("../roles.toml"),
    persons: Some("servants"),
    publishes: events::PUBLISHES,
    listens_to: events::LISTENS_TO,
};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
