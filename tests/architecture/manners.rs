//! The manners of every method: what happens once, what is paged, what names the version that was read.

use crate::findings::Findings;
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor, MethodDescriptor};
use std::sync::LazyLock;

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| DescriptorPool::decode(contracts::DESCRIPTORS).unwrap());

/// Adds to a list of what it names: two at once do not overwrite each other.
const ADDS: [&str; 1] = ["asn.needs.v1.ConsultationService.InviteGroup"];

/// Methods that only read begin with one of these.
const READS: [&str; 12] =
    ["Get", "List", "Search", "Explain", "Export", "Inspect", "Compare", "Project", "Sum", "Follow", "Find", "Verify"];

fn methods() -> impl Iterator<Item = MethodDescriptor> {
    let ours = POOL.services().filter(|service| service.full_name().starts_with("asn."));
    // The kit's methods act on queues, where doing it twice is doing it once.
    let ours = ours.filter(|service| service.package_name() != "asn.delivery.v1");
    ours.flat_map(|service| service.methods().collect::<Vec<_>>())
}

fn reads(method: &MethodDescriptor) -> bool {
    READS.iter().any(|verb| method.name().starts_with(verb))
}

/// Whether the message, or the first part of a stream, has the field.
fn has(message: &MessageDescriptor, field: &str) -> bool {
    let parts = message.oneofs().flat_map(|parts| parts.fields().collect::<Vec<_>>());
    let in_part = |kind: Kind| matches!(kind, Kind::Message(part) if part.get_field_by_name(field).is_some());
    message.get_field_by_name(field).is_some() || parts.map(|part| part.kind()).any(in_part)
}

#[test]
fn every_write_happens_once() {
    let mut findings = Findings::default();
    for method in methods().filter(|method| !reads(method) && !has(&method.input(), "request_id")) {
        findings.add(format!("{} has no request_id", method.full_name()));
    }
    findings.none_or("A write carries a request id, so that it can be asked again when the answer was lost.");
}

#[test]
fn every_list_is_paged() {
    let mut findings = Findings::default();
    for method in methods().filter(|method| method.name().starts_with("List")) {
        let (input, output) = (method.input(), method.output());
        let asked = ["page_size", "page_token"].iter().all(|field| has(&input, field));
        if !asked || !has(&output, "next_page_token") {
            findings.add(format!("{} is not paged", method.full_name()));
        }
    }
    findings.none_or("A list takes page_size and page_token and answers with next_page_token.");
}

#[test]
fn what_changes_a_resource_names_the_version_that_was_read() {
    let mut findings = Findings::default();
    let names_one = |method: &MethodDescriptor| has(&method.input(), "name") && !method.is_client_streaming();
    for method in methods().filter(|method| !reads(method) && names_one(method)) {
        if !has(&method.input(), "etag") && !ADDS.contains(&method.full_name()) {
            findings.add(format!("{} has no etag", method.full_name()));
        }
    }
    findings.none_or("A change of one resource carries its etag, so that nobody overwrites what they did not see.");
}
