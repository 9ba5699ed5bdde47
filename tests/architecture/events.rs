//! Events are promises for ever: who tells them, who hears them, and one stored sample of every shape they ever had.

use crate::{
    SERVICES,
    findings::Findings,
    sample::{self, Sample},
    source,
};
use prost_reflect::{DescriptorPool, MessageDescriptor};
use std::{collections::BTreeSet, fs, sync::LazyLock};

const FOLDER: &str = "proto/golden";

/// All contracts.
pub fn descriptors() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| DescriptorPool::decode(contracts::DESCRIPTORS).unwrap());
    &POOL
}

/// Every message of an `asn.*.events.v*` package.
fn messages() -> Vec<MessageDescriptor> {
    let pool = descriptors();
    let events = pool.all_messages().filter(is_event);
    let mut events: Vec<_> = events.collect();
    events.sort_by_key(|message| message.full_name().to_owned());
    assert!(!events.is_empty(), "the contracts hold no events");
    events
}

fn is_event(message: &MessageDescriptor) -> bool {
    let package = message.parent_file().package_name().to_owned();
    package.starts_with("asn.") && package.contains(".events.v") && message.parent_message().is_none()
}

#[test]
fn services_publish_exactly_the_events_of_their_package() {
    let mut findings = Findings::default();
    for service in SERVICES {
        let package = format!("asn.{}.events.", service.name);
        let declared: BTreeSet<String> = messages()
            .iter()
            .map(|event| event.full_name().to_owned())
            .filter(|name| name.starts_with(&package))
            .collect();
        let published: BTreeSet<String> = service.publishes.iter().map(|name| (*name).to_owned()).collect();
        for name in declared.difference(&published) {
            findings.add(format!("{name} is declared, but {} does not publish it", service.name));
        }
        for name in published.difference(&declared) {
            findings
                .add(format!("{} publishes {name}, which proto/asn/{} does not declare", service.name, service.name));
        }
        if published.len() != service.publishes.len() {
            findings.add(format!("{} names an event twice in PUBLISHES", service.name));
        }
    }
    findings.none_or("PUBLISHES in events.rs and proto/asn/<service>/events/ have to say the same.");
}

#[test]
fn services_listen_to_events_that_somebody_publishes() {
    let mut findings = Findings::default();
    for service in SERVICES {
        for subscription in service.listens_to {
            let producer = SERVICES.iter().find(|producer| producer.name == subscription.producer);
            if !producer.is_some_and(|producer| producer.publishes.contains(&subscription.event)) {
                findings.add(format!(
                    "{} listens to {}, which {} does not publish",
                    service.name, subscription.event, subscription.producer
                ));
            }
            if subscription.producer == service.name {
                findings.add(format!("{} listens to itself", service.name));
            }
        }
    }
    findings.none_or("Mend LISTENS_TO in events.rs, or let the producer publish it.");
}

#[test]
fn every_stored_event_is_still_understood() {
    let mut findings = Findings::default();
    for (path, sample) in samples() {
        if !path.ends_with(&format!("/{}", file_name(&sample))) {
            findings.add(format!("{path} holds {} of {}: its name has to say so", sample.message, sample.version));
        }
        let Some(descriptor) = descriptors().get_message_by_name(&sample.message) else {
            findings.add(format!("{path}: {} is no longer declared", sample.message));
            continue;
        };
        if let Err(error) = sample.check(&descriptor) {
            findings.add(format!("{path}: {error}"));
        }
    }
    findings.none_or(
        "Somebody has stored or will replay such an event. Add fields, never change them; a changed meaning is a new message.",
    );
}

#[test]
fn every_event_and_every_field_has_a_stored_sample() {
    let mut findings = Findings::default();
    let known = samples();
    for descriptor in messages() {
        let name = descriptor.full_name();
        let own: Vec<&Sample> =
            known.iter().map(|(_, sample)| sample).filter(|sample| sample.message == name).collect();
        let missing =
            descriptor.fields().find(|field| !own.iter().any(|sample| sample.fields.get(field.name()).is_some()));
        let Some(field) = missing.map(|field| field.name().to_owned()).or(own.is_empty().then(String::new)) else {
            continue;
        };
        let sample = Sample::make(&descriptor, env!("CARGO_PKG_VERSION"));
        let path = format!("{FOLDER}/{}", file_name(&sample));
        if source::top().join(&path).exists() {
            findings.add(format!(
                "{path} lacks the field `{field}`: {} is released, so raise the version in Cargo.toml first (before its release: delete the file)",
                sample.version
            ));
        } else if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(source::top().join(FOLDER)).unwrap();
            fs::write(source::top().join(&path), sample.render()).unwrap();
        } else {
            findings.add(format!("{name} has no sample with the field `{field}`"));
        }
    }
    findings.none_or(
        "Make the missing ones with `UPDATE_GOLDEN=1 cargo test -p system-tests --test architecture` and commit them: they stay for ever.",
    );
}

fn file_name(sample: &Sample) -> String {
    format!("{}.v{}.json", sample.message, sample.version)
}

/// What is stored, read from the disk: `files()` may be older than a sample that was made just now.
fn samples() -> Vec<(String, Sample)> {
    let Ok(entries) = fs::read_dir(source::top().join(FOLDER)) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".json"));
    names.sort();
    let read = |name: String| {
        let path = format!("{FOLDER}/{name}");
        let sample = sample::read(&source::read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path, sample)
    };
    names.into_iter().map(read).collect()
}
