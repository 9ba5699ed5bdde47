//! How surveys are run as dated data: the files `rulesets/survey-*.toml`, read and checked.

use super::{RulesetError, read_toml, satisfaction_ruleset, satisfaction_rulesets};
use crate::domain::{
    survey_element::Element,
    survey_rules::{ElementText, SurveyBook, SurveyRules},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Oldest first.
const FILES: [(&str, &str); 1] =
    [("survey-permenpanrb-14-2017.toml", include_str!("../../rulesets/survey-permenpanrb-14-2017.toml"))];

/// Ways that differ from another in the index only.
const DERIVED: [(&str, &str); 1] = [(
    "survey-permenpanrb-14-2017-printed.toml",
    include_str!("../../rulesets/survey-permenpanrb-14-2017-printed.toml"),
)];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    index: String,
    longest_period_months: i32,
    printed_table: bool,
    smallest_cell: i64,
    weak_below: i64,
    link_answers_a_minute: i32,
    link_most_answers: i64,
    most_links: i64,
    most_codes: i64,
    elements: BTreeMap<String, TextRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextRow {
    title: String,
    text: String,
    choices: [String; 4],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DerivedRow {
    id: String,
    regulation: String,
    based_on: String,
    index: String,
}

/// Every way to run surveys and every scheme of an index, with the way called `current` in use.
pub fn book(current: &str) -> Result<SurveyBook, RulesetError> {
    let mut rules = FILES.iter().map(|&(file, text)| read(file, text)).collect::<Result<Vec<_>, _>>()?;
    for (file, text) in DERIVED {
        rules.push(derive(file, text, &rules)?);
    }
    let book = SurveyBook::new(current, rules, satisfaction_rulesets()?);
    book.ok_or_else(|| RulesetError::Unknown(current.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<SurveyRules, RulesetError> {
    let row: Row = read_toml(file, text)?;
    let rules = SurveyRules {
        id: row.id,
        regulation: row.regulation,
        scheme: satisfaction_ruleset(&row.index)?,
        longest_period_months: row.longest_period_months,
        printed_table: row.printed_table,
        smallest_cell: row.smallest_cell,
        weak_below: row.weak_below,
        link_answers_a_minute: row.link_answers_a_minute,
        link_most_answers: row.link_most_answers,
        most_links: row.most_links,
        most_codes: row.most_codes,
        texts: texts(file, row.elements)?,
    };
    if rules.is_usable() { Ok(rules) } else { Err(RulesetError::Incomplete { file }) }
}

fn derive(file: &'static str, text: &str, rules: &[SurveyRules]) -> Result<SurveyRules, RulesetError> {
    let row: DerivedRow = read_toml(file, text)?;
    let base = rules.iter().find(|rules| rules.id == row.based_on).ok_or(RulesetError::Incomplete { file })?;
    let scheme = satisfaction_ruleset(&row.index)?;
    let rules = SurveyRules { id: row.id, regulation: row.regulation, scheme, ..base.clone() };
    if rules.is_usable() { Ok(rules) } else { Err(RulesetError::Incomplete { file }) }
}

/// The texts in the order of the elements; each element once and no other.
fn texts(file: &'static str, mut rows: BTreeMap<String, TextRow>) -> Result<[ElementText; 9], RulesetError> {
    let mut texts = Vec::new();
    for element in Element::ALL {
        let row = rows.remove(element.as_str()).ok_or(RulesetError::Incomplete { file })?;
        texts.push(ElementText { title: row.title, text: row.text, choices: row.choices });
    }
    if !rows.is_empty() {
        return Err(RulesetError::Incomplete { file });
    }
    texts.try_into().map_err(|_| RulesetError::Incomplete { file })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn broken(good: &str, bad: &str) -> bool {
        let (file, text) = FILES[0];
        assert!(text.contains(good), "{good}");
        read(file, &text.replacen(good, bad, 1)).is_err()
    }

    #[test]
    fn the_shipped_rules_are_found_by_their_id() {
        let book = book("survey-permenpanrb-14-2017").unwrap();
        let rules = book.current();
        assert_eq!((rules.smallest_cell, rules.weak_below, rules.longest_period_months), (5, 7_661, 12));
        assert_eq!(rules.scheme.id, "skm-permenpanrb-14-2017");
        assert_eq!(book.of("survey-permenpanrb-14-2017"), Some(rules));
        assert_eq!((book.of("survey-1945"), book.scheme("skm-1945")), (None, None));
        assert_eq!(book.scheme("skm-kepmenpan-25-2004").map(|scheme| scheme.elements), Some(14));
        assert_eq!(rules.text(Element::Cost).title, "Biaya/tarif");
    }

    #[test]
    fn a_region_may_choose_the_printed_weight() {
        let exact = book("survey-permenpanrb-14-2017").unwrap();
        let printed = book("survey-permenpanrb-14-2017-printed").unwrap();
        let (rules, scheme) = (printed.current(), &printed.current().scheme);
        assert_eq!((rules.smallest_cell, scheme.id.as_str()), (5, "skm-permenpanrb-14-2017-printed"));
        assert_ne!(scheme.weight, exact.current().scheme.weight);
        assert_eq!(printed.of("survey-permenpanrb-14-2017"), Some(exact.current()));
    }

    #[test]
    fn unknown_ids_are_refused() {
        assert!(matches!(super::book("survey-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn files_that_cannot_be_used_are_refused() {
        assert!(broken("smallest_cell = 5", "smallest_cell = 0"));
        assert!(broken("longest_period_months = 12", "longest_period_months = 0"));
        assert!(broken("index = \"skm-permenpanrb-14-2017\"", "index = \"skm-kepmenpan-25-2004\""));
        assert!(broken("[elements.cost]", "[elements.u4]"));
        assert!(broken("printed_table = false", "printed_table = false\nmercy = 1"));
    }
}
