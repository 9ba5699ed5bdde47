//! The career service keeps the servant's record true over time: from appointment, over the place held, to the rating
//! reached. It listens to recruitment (who was appointed) and evaluation (how the work was rated), and tells needs which
//! position was filled or vacated.

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
    name: "career",
    migrator: &MIGRATOR,
    defaults: include_str!("../config.default.toml"),
    roles: include_str!("../roles.toml"),
    persons: Some("servants"),
    publishes: events::PUBLISHES,
    listens_to: events::LISTENS_TO,
};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
