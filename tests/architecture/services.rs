//! What every service keeps alike: schema, rights, reasons, settings.

use crate::{
    SERVICES, events,
    findings::Findings,
    layers::migrations,
    source::{self, line_of},
};
use platform::{Service, Settings, access::AccessTable, config::defaults};
use prost_reflect::Kind;
use regex::Regex;
use std::collections::BTreeSet;

#[test]
fn every_service_folder_is_known_here() {
    let folder = Regex::new(r"^services/(\w+)/sqlx\.toml$").unwrap();
    let found = source::files().iter().filter_map(|file| Some(folder.captures(&file.path)?[1].to_owned()));
    let found: BTreeSet<String> = found.collect();
    let known: BTreeSet<String> = SERVICES.iter().map(|service| service.name.to_owned()).collect();
    assert_eq!(found, known, "a service with a schema has to stand in SERVICES of tests/architecture/main.rs");
}

#[test]
fn the_kits_migration_is_the_same_everywhere() {
    let mut texts = SERVICES.iter().map(|service| (service, kit_migration(service)));
    let (first, wanted) = texts.next().unwrap();
    for (service, text) in texts {
        let line = wanted.lines().zip(text.lines()).position(|(left, right)| left != right);
        assert!(
            wanted == text,
            "the platform migrations of {} and {} differ at line {}: they may differ in the schema's name only",
            first.name,
            service.name,
            line.map_or_else(|| "the end".to_owned(), |line| (line + 1).to_string()),
        );
    }
}

fn kit_migration(service: &Service) -> String {
    let folder = format!("services/{}/migrations/", service.name);
    let mut files =
        source::files().iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with("_platform.sql"));
    let file = files.next().unwrap_or_else(|| panic!("{folder} has no …_platform.sql: copy it from another service"));
    file.text.replace(&format!("{}.", service.name), "{schema}.")
}

#[test]
fn every_table_of_a_tenant_is_protected() {
    let mut findings = Findings::default();
    let table = Regex::new(r"(?s)CREATE TABLE (?:IF NOT EXISTS )?([\w.]+)\s*\((.*?)\n\)").unwrap();
    let tenant = Regex::new(r"(?m)(^|\()\s*instansi\s+text\b").unwrap();
    for service in SERVICES {
        let all = migrations(service.name);
        let calls: String = all.iter().map(|(_, text)| text.as_str()).collect();
        for (path, text) in all.iter().filter(|(path, _)| !path.ends_with("_platform.sql")) {
            for found in table.captures_iter(text) {
                let line = line_of(text, found.get(0).unwrap().start());
                let call = format!("CALL {}.protect('{}')", service.name, &found[1]);
                if !tenant.is_match(&found[2]) {
                    findings.at(path, line, format!("{} has no instansi column", &found[1]));
                } else if !calls.contains(&call) {
                    findings.at(path, line, format!("{} is open to other tenants: add `{call};`", &found[1]));
                }
            }
        }
    }
    findings.none_or("Every row of the domain belongs to one instansi, and row-level security keeps it there.");
}

#[test]
fn every_permission_has_its_roles() {
    let mut findings = Findings::default();
    for service in SERVICES {
        if let Err(error) = AccessTable::new(service.name, service.roles) {
            findings.at(&format!("services/{}/roles.toml", service.name), 1, error);
        }
    }
    findings.none_or("roles.toml has one line for each permission that the service's methods ask for, and no other.");
}

#[test]
fn reasons_of_the_kit_stand_in_every_contract() {
    let mut findings = Findings::default();
    let pool = events::descriptors();
    for service in SERVICES {
        let package = format!("asn.{}.v1", service.name);
        let reasons = pool.get_enum_by_name(&format!("{package}.ErrorReason"));
        let reasons = reasons.unwrap_or_else(|| panic!("{package} has no enum ErrorReason: add error_reason.proto"));
        let names: BTreeSet<String> = reasons.values().map(|value| value.name().to_owned()).collect();
        let requests: Vec<_> = pool
            .services()
            .filter(|offered| offered.parent_file().package_name() == package)
            .flat_map(|offered| offered.methods().collect::<Vec<_>>())
            .collect();
        let any_has = |field: &str| requests.iter().any(|method| method.input().get_field_by_name(field).is_some());
        let wanted = [
            ("INVALID_ARGUMENT", true),
            ("ETAG_MISMATCH", any_has("etag")),
            ("REQUEST_ID_REUSED", any_has("request_id")),
            ("IMPORT_REFUSED", requests.iter().any(|method| method.is_client_streaming())),
        ];
        for (reason, _) in wanted.iter().filter(|(_, wanted)| *wanted) {
            if !names.contains(&format!("ERROR_REASON_{reason}")) {
                findings.at(&format!("proto/asn/{}/v1/error_reason.proto", service.name), 1, format!("no {reason}"));
            }
        }
    }
    findings.none_or("The kit answers with these reasons in every service: add each as a value with its comment.");
}

#[test]
fn the_kit_has_no_reason_that_the_test_above_forgets() {
    let text = source::read("services/platform/src/error.rs");
    // Reasons of calls that never reached the service, and of the machine: not the contract of one service.
    let of_the_edge = ["PERMISSION_DENIED", "CANCELLED", "UNAVAILABLE", "CONFLICT", "INTERNAL"];
    let of_services = ["INVALID_ARGUMENT", "ETAG_MISMATCH", "REQUEST_ID_REUSED", "IMPORT_REFUSED"];
    let reason = Regex::new(r#"=> "([A-Z_]+)""#).unwrap();
    for found in reason.captures_iter(&text) {
        let known = of_the_edge.contains(&&found[1]) || of_services.contains(&&found[1]);
        assert!(
            known,
            "{}: say in tests/architecture/services.rs where this reason of the kit has to stand",
            &found[1]
        );
    }
}

#[test]
fn contracts_hold_no_floating_point() {
    let mut findings = Findings::default();
    for message in events::descriptors().all_messages().filter(|message| message.full_name().starts_with("asn.")) {
        for field in message.fields().filter(|field| matches!(field.kind(), Kind::Float | Kind::Double)) {
            findings.add(field.full_name());
        }
    }
    findings.none_or("A score or a sum is a string of digits or a whole number of a smaller unit.");
}

#[test]
fn the_defaults_are_settings_and_unknown_keys_are_refused_by_name() {
    let mut findings = Findings::default();
    for service in SERVICES {
        let path = format!("services/{}/config.default.toml", service.name);
        if let Err(error) = parse(service.name, service.defaults) {
            findings.at(&path, 1, error);
            continue;
        }
        for (number, line) in service.defaults.lines().enumerate().filter(|(_, line)| line.starts_with('[')) {
            let section = line.split(']').next().unwrap();
            // Peers are named by the deployment.
            if section == "[peers" {
                continue;
            }
            let with_unknown = service.defaults.replacen(line, &format!("{section}]\nno_such_key = 1"), 1);
            match parse(service.name, &with_unknown) {
                Ok(()) => {
                    findings.at(&path, number + 1, format!("{section}] takes any key: deny_unknown_fields is missing"))
                }
                Err(error) if error.contains("no_such_key") => {}
                Err(error) => {
                    findings.at(&path, number + 1, format!("{section}] does not name the unknown key: {error}"))
                }
            }
        }
    }
    findings.none_or("Every key has its default in config.default.toml, and a misspelt one is refused by its name.");
}

fn parse(service: &str, text: &str) -> Result<(), String> {
    let parsed = match service {
        "needs" => defaults(text).map(|_: Settings<needs::config::Rules>| ()),
        "recruitment" => defaults(text).map(|_: Settings<recruitment::config::Rules>| ()),
        "career" => defaults(text).map(|_: Settings<career::config::Rules>| ()),
        "evaluation" => defaults(text).map(|_: Settings<evaluation::config::Rules>| ()),
        other => panic!("add {other} to tests/architecture/services.rs"),
    };
    parsed.map_err(|error| error.to_string())
}
