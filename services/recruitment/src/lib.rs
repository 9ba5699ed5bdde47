//! The recruitment service runs one row of competition from the draft to the appointment: applications, the official
//! results of the basic and the field test, the rankings that recompute them, and the public list. It listens to needs
//! (which seats were determined) and tells the others what opened, what came out and who was appointed.

pub mod app;
pub mod commands;
pub mod config;
pub mod document_store;
pub mod domain;
pub mod error;
pub mod events;
pub mod grpc;
pub mod names;
pub mod rulesets;
pub mod sequencer;
pub mod store;

/// This service, in data.
pub static SERVICE: platform::Service = platform::Service {
    name: "recruitment",
    migrator: &MIGRATOR,
    defaults: include_str!("../config.default.toml"),
    roles: include_str!("../roles.toml"),
    persons: None,
    publishes: events::PUBLISHES,
    listens_to: events::LISTENS_TO,
};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
