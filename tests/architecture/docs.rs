//! Documents that tell what the code says: their tables are written from it.

use crate::{SERVICES, deploy::default_port, events, source};
use std::fmt::Write;

const README: &str = "services/README.md";

#[test]
fn the_tables_of_the_services_are_true() {
    let text = source::read(README);
    let written = replace(&replace(&text, "services", &services()), "events", &table_of_events());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(source::top().join(README), &written).unwrap();
        return;
    }
    assert!(
        text == written,
        "the tables in {README} are not what the services say: run `UPDATE_DOCS=1 cargo test -p system-tests --test architecture`"
    );
}

/// The text with `content` between the markers of `name`.
fn replace(text: &str, name: &str, content: &str) -> String {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let found = text.find(&begin).zip(text.find(&end));
    let (from, to) = found.unwrap_or_else(|| panic!("{README} has lost its markers `{}` and `{end}`", begin.trim()));
    format!("{}\n{content}\n{}", &text[..from + begin.len()], &text[to..])
}

fn services() -> String {
    let mut table = String::from("| service | port | offers | roles that may call it |\n| --- | --- | --- | --- |\n");
    let pool = events::descriptors();
    for service in SERVICES {
        let package = format!("asn.{}.v1", service.name);
        let offered = pool.services().filter(|offered| offered.parent_file().package_name() == package);
        let mut offered: Vec<String> = offered.map(|offered| format!("`{}`", offered.name())).collect();
        offered.sort();
        let roles: toml::Table = service.roles.parse().unwrap();
        let carried = roles.values().filter_map(|roles| roles.as_array()).flatten().filter_map(|role| role.as_str());
        let mut roles: Vec<&str> = carried.collect();
        roles.sort_unstable();
        roles.dedup();
        let (name, port) = (service.name, default_port(service));
        writeln!(table, "| [`{name}`]({name}/) | {port} | {} | {} |", offered.join(", "), roles.join(", ")).unwrap();
    }
    table
}

fn table_of_events() -> String {
    let mut table = String::from("| from | event | to | effect there |\n| --- | --- | --- | --- |\n");
    for producer in SERVICES {
        for event in producer.publishes {
            let short = event.rsplit('.').next().unwrap_or(event);
            let heard: Vec<String> = SERVICES
                .iter()
                .flat_map(|reader| reader.listens_to.iter().map(move |subscription| (reader.name, subscription)))
                .filter(|(_, subscription)| subscription.event == *event)
                .map(|(reader, subscription)| format!("| `{reader}` | {} |", subscription.effect))
                .collect();
            if heard.is_empty() {
                writeln!(table, "| `{}` | `{short}` | | |", producer.name).unwrap();
            }
            for row in heard {
                writeln!(table, "| `{}` | `{short}` {row}", producer.name).unwrap();
            }
        }
    }
    table
}
