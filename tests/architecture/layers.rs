//! What may know what: the arrows between layers and between crates.

use crate::{
    SERVICES,
    findings::Findings,
    source::{self, Rust, find, in_layer, line_of},
};
use regex::Regex;
use std::collections::BTreeSet;
use toml::Table;

/// Crates a domain may use: time, ids, exact numbers and assignments over them, the servant's number, hashes and signatures,
/// errors.
const PURE: [&str; 11] = [
    "exact",
    "jiff",
    "nip",
    "uuid",
    "num_bigint",
    "num_integer",
    "num_rational",
    "num_traits",
    "pathfinding",
    "proof",
    "thiserror",
];
/// And its tests.
const PURE_IN_TESTS: [&str; 1] = ["proptest"];
/// Modules of its own crate that a store may use besides itself.
const BENEATH_STORE: [&str; 2] = ["domain", "store"];

#[test]
fn the_domain_is_pure() {
    let mut findings = Findings::default();
    for service in SERVICES {
        let others = Regex::new(&format!(r"\b({})\s*::", foreign_crates(service.name).join("|"))).unwrap();
        let tools = Regex::new(&format!(r"\b({})\s*::", PURE_IN_TESTS.join("|"))).unwrap();
        for (inside, file) in source::of_service(service.name).filter(|(inside, _)| in_layer(inside, "domain")) {
            let used = find(&others, &file.code);
            for (line, name) in used.into_iter().chain(find(&tools, &file.production)) {
                let name = name.trim_end_matches(':');
                findings.at(&file.path, line, format!("the domain uses {name}"));
            }
            for (line, module) in roots(file, "crate").into_iter().filter(|(_, module)| module != "domain") {
                findings.at(&file.path, line, format!("the domain uses crate::{module}"));
            }
            for (line, path) in find(&out_of_domain(inside), &file.production) {
                findings.at(&file.path, line, format!("{path} reaches out of the domain"));
            }
        }
    }
    findings.none_or("A domain decides from its arguments: pass in what it needs, `now` too.");
}

#[test]
fn the_domain_computes_exactly() {
    let mut findings = Findings::default();
    let float = Regex::new(r"\bf(32|64)\b|[^.\w]\d+\.\d+\b").unwrap();
    for service in SERVICES {
        for (_, file) in source::of_service(service.name).filter(|(inside, _)| in_layer(inside, "domain")) {
            for (line, number) in find(&float, &file.code) {
                findings.at(&file.path, line, format!("{}: floating point", number.trim()));
            }
        }
    }
    findings.none_or("Compute with integers and rationals: a double would order two candidates wrongly.");
}

#[test]
fn a_store_knows_rows_and_domain_only() {
    let mut findings = Findings::default();
    let edge = Regex::new(r"\b(tonic|contracts|async_nats|prost)\b").unwrap();
    for service in SERVICES {
        for (_, file) in source::of_service(service.name).filter(|(inside, _)| in_layer(inside, "store")) {
            for (line, name) in find(&edge, &file.code) {
                findings.at(&file.path, line, format!("the store mentions {name}"));
            }
            for (line, module) in roots(file, "crate") {
                if !BENEATH_STORE.contains(&module.as_str()) {
                    findings.at(&file.path, line, format!("the store uses crate::{module}"));
                }
            }
        }
    }
    findings.none_or("A store turns rows into domain types: translate messages in grpc/ and events/.");
}

#[test]
fn only_the_kit_speaks_to_the_broker() {
    let mut findings = Findings::default();
    let broker = Regex::new(r"\basync_nats\b").unwrap();
    for service in SERVICES {
        for (_, file) in source::of_service(service.name) {
            for (line, _) in find(&broker, &file.code) {
                findings.at(&file.path, line, "async_nats");
            }
        }
    }
    findings.none_or("Record an event on the `Work` instead: the kit's relay publishes it after the commit.");
}

#[test]
fn no_service_depends_on_another() {
    let mut findings = Findings::default();
    let services: BTreeSet<&str> = SERVICES.iter().map(|service| service.name).collect();
    for crate_name in services.iter().copied().chain(["platform"]) {
        for dependency in dependencies(crate_name) {
            if services.contains(dependency.as_str()) || dependency == "siklus" {
                findings.at(&format!("services/{crate_name}/Cargo.toml"), 1, format!("depends on {dependency}"));
            }
        }
    }
    findings.none_or("Services meet in events: listen to one, and keep the copy you need.");
}

#[test]
fn sql_names_its_own_schema_only() {
    let mut findings = Findings::default();
    let schemas: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    let schema = Regex::new(&format!(r"\b({})\.[a-z_]+", schemas.join("|"))).unwrap();
    let sql = Regex::new(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|MERGE|TRUNCATE)\b").unwrap();
    for service in SERVICES {
        let own = format!("{}.", service.name);
        for (inside, file) in source::of_service(service.name) {
            let in_store = in_layer(inside, "store");
            for literal in file.literals.iter().filter(|literal| in_store || sql.is_match(&literal.text)) {
                for (line, name) in find(&schema, &literal.text).into_iter().filter(|(_, name)| !name.starts_with(&own))
                {
                    findings.at(&file.path, literal.line + line - 1, format!("{name} in SQL of {}", service.name));
                }
            }
        }
        for (path, text) in migrations(service.name) {
            for (line, name) in find(&schema, &text).into_iter().filter(|(_, name)| !name.starts_with(&own)) {
                findings.at(&path, line, format!("{name} in a migration of {}", service.name));
            }
        }
    }
    findings.none_or("A service reads and writes its own schema: what it needs from another arrives as an event.");
}

#[test]
fn only_stores_and_the_kit_vouch_for_a_lock() {
    let mut findings = Findings::default();
    let held = Regex::new(r"\bLocked\s*::\s*(<[^>]*>\s*::\s*)?held\b").unwrap();
    let place = Regex::new(r"^services/(platform/src/|\w+/src/store(\.rs|/))").unwrap();
    for file in source::rust().iter().filter(|file| !place.is_match(&file.path)) {
        for (line, _) in find(&held, &file.production) {
            findings.at(&file.path, line, "Locked::held");
        }
    }
    findings
        .none_or("Only a store knows that the row is locked: return `Locked<…>` from it, after FOR UPDATE or INSERT.");
}

#[test]
fn the_kit_holds_no_domain_noun() {
    let mut findings = Findings::default();
    let nouns = "vacanc|applicant|candidate|servant|complaint|formasi|position_|apprais|proposal|reassess|placement|\
                 probation|recruit|workload|public_service|need_|needs_";
    let nouns = Regex::new(&format!(r"(?i)\b(\w*_)?({nouns})\w*")).unwrap();
    for file in source::rust().iter().filter(|file| file.path.starts_with("services/platform/")) {
        for (line, noun) in find(&nouns, &file.production) {
            findings.at(&file.path, line, noun);
        }
        let tests = crate::size::test_lines(file);
        for literal in file.literals.iter().filter(|literal| !tests.contains(&literal.line)) {
            for (line, noun) in find(&nouns, &literal.text) {
                findings.at(&file.path, literal.line + line - 1, noun);
            }
        }
    }
    findings.none_or("The kit serves any service: move it to the one whose noun it is, or find the general name.");
}

/// The migrations of a service as path and text, without comments; the kit's own file is among them.
pub fn migrations(service: &str) -> Vec<(String, String)> {
    let folder = format!("services/{service}/migrations/");
    let comment = Regex::new(r"--[^\n]*").unwrap();
    let own = source::files().iter().filter(|file| file.path.starts_with(&folder));
    own.map(|file| (file.path.clone(), comment.replace_all(&file.text, "").into_owned())).collect()
}

/// The first names below `root::`, in a path or in a group.
fn roots(file: &Rust, root: &str) -> Vec<(usize, String)> {
    let begin = Regex::new(&format!(r"\b{root}\s*::\s*")).unwrap();
    let mut names = Vec::new();
    for found in begin.find_iter(&file.production) {
        let rest = &file.production[found.end()..];
        let line = line_of(&file.production, found.start());
        if rest.starts_with('{') {
            let end = source::closing(rest, 0);
            names.extend(group_roots(&rest[1..end]).into_iter().map(|name| (line, name)));
        } else {
            names.push((line, first_name(rest)));
        }
    }
    names
}

/// As many `super::` in a row as lead from a file of the domain to the crate's root.
fn out_of_domain(inside: &str) -> Regex {
    let depth = inside.matches('/').count() + 1;
    Regex::new(&format!(r"\b(super\s*::\s*){{{depth}}}")).unwrap()
}

fn group_roots(group: &str) -> Vec<String> {
    let mut depth = 0;
    let outermost = group.split(|sign| {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    });
    outermost.map(|part| first_name(part.trim())).filter(|name| !name.is_empty()).collect()
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()
}

/// The crates a service depends on that its domain may not use.
fn foreign_crates(service: &str) -> Vec<String> {
    let names = dependencies(service).into_iter().map(|name| name.replace('-', "_"));
    names.filter(|name| !PURE.contains(&name.as_str()) && !PURE_IN_TESTS.contains(&name.as_str())).collect()
}

fn dependencies(crate_name: &str) -> BTreeSet<String> {
    let manifest: Table = source::read(&format!("services/{crate_name}/Cargo.toml")).parse().unwrap();
    let mut tables = vec![manifest.clone()];
    for target in manifest.get("target").and_then(|targets| targets.as_table()).into_iter().flatten() {
        tables.extend(target.1.as_table().cloned());
    }
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let named = tables.iter().flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    named.flat_map(|dependencies| dependencies.keys().cloned()).collect()
}
