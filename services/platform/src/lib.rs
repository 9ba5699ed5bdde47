//! The kit under every Siklus service: configuration, telemetry, access, the unit of work, the outbox and the inbox.
//!
//! What lives here is used by all services, holds no noun of their domain and no switch that only one of them sets. The
//! way through it: [`app::App`] runs a service; [`grpc::Edge`] guards its methods; [`kit::Kit`] opens a [`work::Work`]
//! for each call; [`relay`] carries committed events to the broker; [`inbox`] folds the events of other services.

pub mod access;
pub mod actor;
pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod dates;
pub mod dead_letters;
pub mod delivery;
mod envelope;
pub mod error;
pub mod etag;
pub mod event;
pub mod follow_up;
pub mod grpc;
pub mod imports;
pub mod inbox;
pub mod issuer;
pub mod kit;
pub mod lease;
pub mod ledger;
pub mod migrate;
pub mod names;
pub mod page;
pub mod patience;
pub mod relay;
pub mod restore;
pub mod sensitive;
pub mod service;
mod shown;
pub mod streams;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod violations;
mod watermark;
pub mod work;

pub use actor::{Actor, Tenant};
pub use app::App;
pub use clock::Clock;
pub use config::Settings;
pub use error::{Failure, ServiceError};
pub use event::{Aggregate, Event, Locked, Message};
pub use inbox::Subscriber;
pub use kit::{Kit, Scope, View};
pub use names::AsRead;
pub use service::{Service, Subscription};
pub use violations::Violations;
pub use work::Work;

/// Any error that nobody will match on.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
