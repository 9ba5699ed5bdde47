//! The statements that the service really sends for one application, read from the server's log: pgbench repeats them, so
//! the comparison follows the service when its SQL changes.

use anyhow::Context;
use regex::Regex;

/// Reads the last whole transaction that took an application, a statement a round trip.
pub fn last_submission(log: &str) -> anyhow::Result<Vec<String>> {
    let entries = entries(log)?;
    let taken = entries.iter().rposition(|(_, text)| text.contains("INSERT INTO recruitment.applications"));
    let (session, _) = entries.get(taken.context("the log shows no application")?).context("no entry")?;
    let of_session: Vec<&str> =
        entries.iter().filter(|(other, _)| other == session).map(|(_, text)| text.as_str()).collect();
    let commit = of_session.iter().rposition(|text| *text == "COMMIT").context("the log shows no commit")?;
    let begin = of_session[..commit].iter().rposition(|text| text.starts_with("BEGIN")).context("no BEGIN")?;
    Ok(of_session[begin..=commit].iter().map(|text| (*text).to_owned()).collect())
}

/// Session and text of every logged statement. A statement goes on in lines that begin with a tab.
fn entries(log: &str) -> anyhow::Result<Vec<(String, String)>> {
    let begin = Regex::new(r"^\S+ \S+ \S+ \[(\d+)\] LOG:  (?:statement|execute [^:]+): (.*)$")?;
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut goes_on = false;
    for line in log.lines() {
        if let Some(found) = begin.captures(line) {
            entries.push((found[1].to_owned(), found[2].to_owned()));
            goes_on = true;
        } else if let (true, Some((_, text)), true) = (goes_on, entries.last_mut(), line.starts_with('\t')) {
            text.push('\n');
            text.push_str(line.trim_start_matches('\t'));
        } else {
            goes_on = false;
        }
    }
    Ok(entries)
}
