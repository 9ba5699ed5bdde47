//! The chain for people at a terminal.

use super::chain::{Impact, Link, Stage};
use std::fmt;

const STAGES: [(Stage, &str); 5] = [
    (Stage::Noticed, "Noticed"),
    (Stage::Decided, "Decided"),
    (Stage::Recruited, "Recruited"),
    (Stage::Trained, "Trained"),
    (Stage::Effect, "Effect"),
];

impl fmt::Display for Impact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}\n  for {}", self.need, self.position)?;
        if !self.public_service.is_empty() {
            writeln!(formatter, "  because of {}", self.public_service)?;
        }
        for (stage, title) in STAGES {
            writeln!(formatter, "\n{title}")?;
            let mut is_empty = true;
            for link in self.of_stage(stage) {
                is_empty = false;
                draw(formatter, link)?;
            }
            if is_empty {
                writeln!(formatter, "  nothing is known")?;
            }
        }
        writeln!(formatter)?;
        for (question, answer) in &self.answers {
            writeln!(formatter, "{question:<22} {answer}")?;
        }
        Ok(())
    }
}

fn draw(formatter: &mut fmt::Formatter<'_>, link: &Link) -> fmt::Result {
    writeln!(formatter, "  {:<22} {}", link.kind, link.summary)?;
    for (what, value) in [
        ("at", &link.date),
        ("of", &link.resource),
        ("event", &link.event_id),
        ("caused by event", &link.caused_by),
        ("ruleset", &link.ruleset),
    ] {
        if !value.is_empty() {
            writeln!(formatter, "    {what} {value}")?;
        }
    }
    for (name, value) in link.figures.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(formatter, "    {name}: {value}")?;
    }
    Ok(())
}
