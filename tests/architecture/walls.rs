//! Walls inside a service: what may not reach a score, because the law says who may decide by what.

use crate::{
    findings::Findings,
    layers::migrations,
    source::{self, Rust, find, line_of},
};
use regex::Regex;

/// Layers of a service.
const LAYERS: [&str; 5] = ["domain", "store", "commands", "grpc", "events"];
/// Groups of recruitment that stand beside selections and decide about nobody's.
const BESIDE: [&str; 2] = ["internship", "fairness"];

/// The group of a file of a layer.
fn group(inside: &str) -> Option<&str> {
    let mut parts = inside.split('/');
    let (layer, group) = (parts.next()?, parts.next()?);
    LAYERS.contains(&layer).then(|| group.trim_end_matches(".rs"))
}

/// Every place of code or of texts that a pattern is found in.
fn places<'t>(pattern: &Regex, file: &'t Rust) -> Vec<(usize, &'t str)> {
    let mut places = find(pattern, &file.code);
    for literal in &file.literals {
        let found = find(pattern, &literal.text).into_iter();
        places.extend(found.map(|(line, name)| (literal.line + line - 1, name)));
    }
    places
}

/// Assessments of internships and reports on fairness stand beside selections and may not touch them (PermenPANRB on equal
/// competition; docs of the service).
#[test]
fn no_selection_knows_internships_or_fairness() {
    let mut findings = Findings::default();
    let walled = Regex::new(r"(?i)\w*(internship|fairness|adverse_impact|talent_note)\w*|\bintern(s|_\w+)?\b").unwrap();
    let mut seen = 0;
    for (inside, file) in source::of_service("recruitment") {
        if group(inside).is_none_or(|group| BESIDE.contains(&group)) {
            continue;
        }
        seen += 1;
        for (line, name) in places(&walled, file) {
            findings.at(&file.path, line, format!("a selection names {name}"));
        }
    }
    assert!(seen > 200, "the folders of selections have moved: {seen} files");
    findings.none_or("A score or rank comes from tests and documents only: what you need is not among these.");
}

/// And nothing of internships reads or writes what decides about applicants, in SQL or through another group's functions.
#[test]
fn internships_know_no_application() {
    let mut findings = Findings::default();
    let sql = r"\brecruitment\.(applications|vacancies)\b|\bperson_index\b|\bparticipant_number\b";
    let code = r"\b(applications|vacancies|results|finals|seats|rerankings|documents|leaves|blind_index)\s*(::|\()";
    let other = Regex::new(&format!("{sql}|{code}")).unwrap();
    let mut seen = 0;
    for (inside, file) in source::of_service("recruitment").filter(|(inside, _)| inside.contains("/internship")) {
        seen += 1;
        for (line, name) in places(&other, file) {
            findings.at(&file.path, line, format!("{inside} names {name}"));
        }
    }
    assert!(seen > 20, "the folders of internships have moved: {seen} files");
    findings.none_or("Internships stand apart: keep what you need in their own tables.");
}

/// Clients of whatever is outside: other services, stores of files, national systems, programs.
const CLIENT: &str = r"\b(\w+_client|\w*Client|Channel|Endpoint|reqwest|hyper|object_store|TcpStream|UdpSocket|UnixStream|Command::new)\b";
/// The two files that open the document store and hand it to the calls about documents, and the store itself.
const STORES: [&str; 4] = ["app.rs", "lib.rs", "document_store.rs", "grpc/intake/documents.rs"];

/// Whoever applies waits for nobody else: stamps, diplomas and national systems are no part of it. A document is uploaded before,
/// by calls of its own, and an application only takes it over in the database.
#[test]
fn applying_calls_no_third_party() {
    let mut findings = Findings::default();
    let (client, store) = (Regex::new(CLIENT).unwrap(), Regex::new(r"\b(DocumentStore|document_store)\b").unwrap());
    let mut submits = 0;
    for (inside, file) in source::of_service("recruitment") {
        submits += usize::from(inside.starts_with("commands/intake/submit_"));
        let clients = find(&client, &file.production).into_iter().filter(|_| inside != "document_store.rs");
        let stores = find(&store, &file.production).into_iter().filter(|_| !STORES.contains(&inside));
        for (line, name) in clients.chain(stores) {
            findings.at(&file.path, line, format!("{name} reaches outside the database"));
        }
    }
    assert_eq!(submits, 1, "the command that takes an application has moved");
    findings.none_or(
        "Record an event, or ask before or after in a call of its own: the path of who applies ends in the database.",
    );
}

#[test]
fn every_client_is_seen() {
    let client = Regex::new(CLIENT).unwrap();
    for call in [
        "career_service_client::CareerServiceClient",
        "Channel::from_static(ADDRESS)",
        "reqwest::get(url)",
        "object_store::path",
    ] {
        assert!(client.is_match(call), "{call}");
    }
}

/// A report on fairness reads what was coded and changes no row but its own.
#[test]
fn reports_on_fairness_change_nothing_but_themselves() {
    let mut findings = Findings::default();
    let change = Regex::new(r"\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\s+recruitment\.(\w+)").unwrap();
    let sealed = Regex::new(r"\bidentity_(key|sealed)\b|\bperson_index\b|\bvault\b").unwrap();
    for (_, file) in source::of_service("recruitment").filter(|(inside, _)| inside.contains("/fairness")) {
        for (line, found) in places(&change, file).into_iter().filter(|(_, found)| !found.contains(".fairness_")) {
            findings.at(&file.path, line, format!("a report on fairness: {found}"));
        }
        for (line, found) in places(&sealed, file) {
            findings.at(&file.path, line, format!("a report on fairness opens {found}"));
        }
    }
    findings.none_or("Count what is coded; what decides about people is written elsewhere.");
}

/// Statements of a migration that bring internships together with anything else, by line.
fn breaches(text: &str) -> Vec<(usize, String)> {
    let body = r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b.*?\$\w*\$.*?\$\w*\$[^;]*;";
    let statement = Regex::new(&format!(r"(?is){body}|[^;]+;")).unwrap();
    let named =
        Regex::new(r"(?i)\b(?:TABLE|INDEX|VIEW|ON|INTO|UPDATE|FROM|JOIN|REFERENCES|protect\()\W*recruitment\.(\w+)")
            .unwrap();
    let shared = "application_id|vacancy_id|participant_number|person_index|place_in_list|skd\\w*|skb\\w*|final_\\w+";
    let shared = Regex::new(&format!(r"\b({shared})\b")).unwrap();
    let moving = Regex::new(r"(?i)\b(TRIGGER|VIEW|RULE|FUNCTION|PROCEDURE)\b").unwrap();
    let mut found = Vec::new();
    for statement in statement.find_iter(text).filter(|statement| statement.as_str().contains("internship")) {
        let sql = statement.as_str().trim_start();
        let line = line_of(text, statement.end() - sql.len());
        let names: Vec<&str> = named.captures_iter(sql).map(|found| found.get(1).unwrap().as_str()).collect();
        if let Some(other) = names.iter().find(|name| !name.starts_with("internship")) {
            found.push((line, format!("one statement over internships and {other}")));
        }
        found.extend(find(&shared, sql).into_iter().map(|(_, what)| (line, format!("internships have {what}"))));
        found.extend(find(&moving, sql).into_iter().map(|(_, what)| (line, format!("a {what} over internships"))));
    }
    found
}

/// The tables of internships have no column by which they could be joined to applications, nothing refers to them or is set
/// off by them, and no statement names both.
#[test]
fn nothing_in_the_database_joins_internships_to_applications() {
    let mut findings = Findings::default();
    let mut seen = 0;
    for (path, text) in migrations("recruitment") {
        seen += text.matches("CREATE TABLE recruitment.internship").count();
        for (line, what) in breaches(&text) {
            findings.at(&path, line, what);
        }
    }
    assert!(seen >= 4, "the tables of internships have moved: {seen} tables");
    let both = |text: &str| text.contains("recruitment.internship") && text.contains("recruitment.applications");
    for (_, file) in source::of_service("recruitment") {
        for literal in file.literals.iter().filter(|literal| both(&literal.text)) {
            findings.at(&file.path, literal.line, "one statement over internships and applications");
        }
    }
    findings.none_or("Whoever could join them could score by an internship: give it an index under its own key.");
}

/// The wall itself, attacked: each of these would let an internship reach a score.
#[test]
fn every_way_through_the_wall_is_seen() {
    let attacks = [
        "ALTER TABLE recruitment.internships ADD COLUMN application_id uuid;",
        "ALTER TABLE recruitment.internships ADD COLUMN one uuid REFERENCES recruitment.applications;",
        "ALTER TABLE recruitment.applications ADD COLUMN one uuid REFERENCES recruitment.internships;",
        "CREATE TABLE recruitment.bonus (one uuid REFERENCES recruitment.internships);",
        "CREATE VIEW recruitment.merit AS SELECT points FROM recruitment.internships;",
        "CREATE TRIGGER bonus AFTER UPDATE ON recruitment.internships FOR EACH ROW EXECUTE FUNCTION recruitment.bonus();",
        "CREATE FUNCTION recruitment.bonus() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN UPDATE recruitment.applications SET twk = 150; PERFORM FROM recruitment.internships; RETURN NEW; END $$;",
        "CREATE RULE bonus AS ON UPDATE TO recruitment.internships DO ALSO NOTHING;",
        "UPDATE recruitment.applications SET twk = 150 FROM recruitment.internships;",
        "INSERT INTO recruitment.bonus SELECT internship_id FROM recruitment.internships;",
    ];
    for attack in attacks {
        assert!(!breaches(attack).is_empty(), "{attack}");
    }
    let peaceful = "CREATE TABLE recruitment.internships (one uuid REFERENCES recruitment.internship_places);
                    CALL recruitment.protect('recruitment.internships');
                    CREATE INDEX list ON recruitment.internships (one);";
    assert_eq!(breaches(peaceful), []);
}
