//! Rulesets of job analyses (*analisis jabatan*).

use super::RulesetError;
use crate::domain::job_analysis::{Aspect, Rules};
use jiff::civil::Date;
use serde::Deserialize;

const FILES: [(&str, &str); 1] =
    [("anjab-peraturan-bkn-9-2022.toml", include_str!("../../rulesets/anjab-peraturan-bkn-9-2022.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    #[serde(rename = "valid_from")]
    _valid_from: Date,
    lowest_class: u32,
    highest_class: u32,
    required_aspects: Vec<String>,
    outsourced: Vec<String>,
}

/// Finds the rules of job analyses by their id.
pub fn find(id: &str) -> Result<Rules, RulesetError> {
    for (file, text) in FILES {
        let rules = read(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(RulesetError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<Rules, RulesetError> {
    let row: Row = toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })?;
    let aspect = |name: &String| Aspect::parse(name).ok_or_else(|| RulesetError::Unknown(name.clone()));
    Ok(Rules {
        id: row.id,
        lowest_class: row.lowest_class,
        highest_class: row.highest_class,
        required_aspects: row.required_aspects.iter().map(aspect).collect::<Result<_, _>>()?,
        outsourced: row.outsourced,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_read_and_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert!(matches!(find("anjab-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn an_aspect_that_nobody_knows_is_refused() {
        let text = FILES[0].1.replace("\"skill\"", "\"magic\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Unknown(aspect)) if aspect == "magic"));
    }
}
