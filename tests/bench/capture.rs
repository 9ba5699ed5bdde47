//! The statements that the service really sends for one application, with the values it binds, read from the server's log:
//! pgbench repeats them, so the comparison follows the service when its SQL changes.

use anyhow::Context;
use regex::Regex;

/// A statement as the server was told it.
pub struct Statement {
    /// SQL; bound values are `$1`, `$2` …
    pub sql: String,
    /// The values in their order, as text; none is NULL.
    pub values: Vec<Option<String>>,
}

/// A line of the log, with those that go on from it.
struct Entry {
    session: String,
    /// Whether these are the values of the session's statement before.
    values: bool,
    text: String,
}

/// Reads the last whole transaction that took an application, a statement a round trip.
pub fn last_submission(log: &str) -> anyhow::Result<Vec<Statement>> {
    let entries = entries(log)?;
    let takes = |entry: &Entry| entry.text.starts_with("INSERT INTO recruitment.applications");
    let session = &entries.iter().rfind(|entry| takes(entry)).context("the log shows no application")?.session;
    let of_session: Vec<&Entry> = entries.iter().filter(|entry| entry.session == *session).collect();
    let taken = of_session.iter().rposition(|entry| takes(entry)).context("no application")?;
    let begin = of_session[..taken].iter().rposition(|entry| entry.text.starts_with("BEGIN")).context("no BEGIN")?;
    let commit = of_session[taken..].iter().position(|entry| entry.text == "COMMIT").context("no commit")?;
    let value = Regex::new(r"\$\d+ = (?:NULL|'((?:[^']|'')*)')")?;
    let mut statements: Vec<Statement> = Vec::new();
    for entry in &of_session[begin..=taken + commit] {
        if entry.values {
            let values = value.captures_iter(&entry.text);
            let values = values.map(|found| found.get(1).map(|text| text.as_str().replace("''", "'")));
            statements.last_mut().context("values before their statement")?.values = values.collect();
        } else {
            statements.push(Statement { sql: entry.text.clone(), values: Vec::new() });
        }
    }
    Ok(statements)
}

/// Every logged statement and its values. An entry goes on in lines that begin with a tab.
fn entries(log: &str) -> anyhow::Result<Vec<Entry>> {
    let begin =
        Regex::new(r"^\S+ \S+ \S+ \[(\d+)\] (?:LOG:  (?:statement|execute [^:]+): |(DETAIL:  [Pp]arameters: ))(.*)$")?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut goes_on = false;
    for line in log.lines() {
        if let Some(found) = begin.captures(line) {
            entries.push(Entry {
                session: found[1].to_owned(),
                values: found.get(2).is_some(),
                text: found[3].to_owned(),
            });
            goes_on = true;
        } else if let (true, Some(entry), Some(more)) = (goes_on, entries.last_mut(), line.strip_prefix('\t')) {
            entry.text.push('\n');
            entry.text.push_str(more);
        } else {
            goes_on = false;
        }
    }
    Ok(entries)
}
