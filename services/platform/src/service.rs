//! What a service is, in data.

use sqlx::migrate::Migrator;

/// One service: its name is its schema, its stream and its protobuf package.
pub struct Service {
    /// `needs`, `recruitment` …
    pub name: &'static str,
    /// Its migrations.
    pub migrator: &'static Migrator,
    /// Its `config.default.toml`.
    pub defaults: &'static str,
    /// Its `roles.toml`.
    pub roles: &'static str,
    /// Collection of the persons it keeps records of: the audit trail tells whose an answer showed. None where there are none.
    pub persons: Option<&'static str>,
    /// Full protobuf names of the events it publishes.
    pub publishes: &'static [&'static str],
    /// Events of other services that change something here.
    pub listens_to: &'static [Subscription],
}

/// One event of another service, and what it does here.
pub struct Subscription {
    /// Producing service.
    pub producer: &'static str,
    /// Full protobuf name.
    pub event: &'static str,
    /// Effect in one sentence.
    pub effect: &'static str,
}

impl Service {
    /// The services whose ledgers are followed, each once.
    pub fn producers(&self) -> Vec<&'static str> {
        let mut producers: Vec<_> = self.listens_to.iter().map(|subscription| subscription.producer).collect();
        producers.sort_unstable();
        producers.dedup();
        producers
    }
}
