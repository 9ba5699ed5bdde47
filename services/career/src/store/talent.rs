pub mod box_decisions;
pub mod boxes;
pub mod candidates;
pub mod key_posts;
pub mod pool_members;
pub mod potentials;
pub mod successors;
pub mod talent_facts;
pub mod transfers;

/// Lines as they stand in one column.
pub(crate) fn joined(lines: &[String]) -> String {
    lines.join("\n")
}

/// The lines of such a column.
pub(crate) fn split(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
