//! The cycle of plans and the schemes of old as dated data: files of `rulesets/`, read and checked.

use super::{RulesetError, find_rules, read_rules};
use crate::domain::{
    past_rating::{Band, PastRules, PastScheme, SchemeRules},
    skp_feedback::Relation,
    skp_rules::{MonthDay, SkpRules},
};
use jiff::civil::Date;
use serde::Deserialize;

/// Quarterly and monthly, of the same regulation.
const SKP: [(&str, &str); 2] = [
    ("skp-permenpanrb-6-2022.toml", include_str!("../../rulesets/skp-permenpanrb-6-2022.toml")),
    ("skp-permenpanrb-6-2022-monthly.toml", include_str!("../../rulesets/skp-permenpanrb-6-2022-monthly.toml")),
];
const PAST: [(&str, &str); 1] = [("past-ratings-1.toml", include_str!("../../rulesets/past-ratings-1.toml"))];

/// The rules of the cycle: those in use for new plans, and all, because a plan keeps those that it was opened under.
#[derive(Debug)]
pub struct SkpBook {
    in_use: SkpRules,
    all: Vec<SkpRules>,
}

impl SkpBook {
    /// The rules for new plans.
    pub fn in_use(&self) -> &SkpRules {
        &self.in_use
    }

    /// The rules that a plan was opened under.
    pub fn of(&self, id: &str) -> Result<&SkpRules, RulesetError> {
        let found = self.all.iter().find(|rules| rules.id == id);
        found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayRow {
    month: i8,
    day: i8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkpRow {
    id: String,
    regulation: String,
    valid_from: Date,
    periods: i32,
    period_lead_days: i32,
    plan_until: DayRow,
    newcomer_days: i32,
    year_from: DayRow,
    year_until: DayRow,
    final_until: DayRow,
    periods_needed: i64,
    objection_days: i32,
    silence_accepts: bool,
    cascade_main: bool,
    main_results: usize,
    feedback_from: Vec<String>,
    giver_shown: Vec<String>,
    least_givers: i64,
    feedback_a_year: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PastRow {
    id: String,
    scheme: Vec<SchemeRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeRow {
    scheme: String,
    regulation: String,
    first_year: i32,
    last_year: i32,
    weights: Option<(i64, i64)>,
    highest: i64,
    bands: Vec<BandRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandRow {
    name: String,
    least: i64,
    #[serde(default)]
    new_idea: bool,
}

/// All rules of the cycle, those of this id in use.
pub fn skp_book(id: &str) -> Result<SkpBook, RulesetError> {
    let all = SKP.iter().map(|&(file, text)| read_skp(file, text)).collect::<Result<_, _>>()?;
    Ok(SkpBook { in_use: find_rules(&SKP, id, read_skp)?, all })
}

/// Finds the schemes of old by their id.
pub fn past_rules(id: &str) -> Result<PastRules, RulesetError> {
    find_rules(&PAST, id, read_past)
}

fn read_skp(file: &'static str, text: &str) -> Result<SkpRules, RulesetError> {
    read_rules(file, text, skp_of, SkpRules::fault)
}

/// The rules in the row, or the side that is unknown.
fn skp_of(row: SkpRow) -> Result<SkpRules, String> {
    let day = |row: DayRow| MonthDay { month: row.month, day: row.day };
    Ok(SkpRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        periods: row.periods,
        period_lead_days: row.period_lead_days,
        plan_until: day(row.plan_until),
        newcomer_days: row.newcomer_days,
        year_from: day(row.year_from),
        year_until: day(row.year_until),
        final_until: day(row.final_until),
        periods_needed: row.periods_needed,
        objection_days: row.objection_days,
        silence_accepts: row.silence_accepts,
        cascade_main: row.cascade_main,
        main_results: row.main_results,
        feedback_from: sides(row.feedback_from)?,
        giver_shown: sides(row.giver_shown)?,
        least_givers: row.least_givers,
        feedback_a_year: row.feedback_a_year,
    })
}

fn sides(names: Vec<String>) -> Result<Vec<Relation>, String> {
    names.into_iter().map(|name| Relation::parse(&name).ok_or(name)).collect()
}

fn read_past(file: &'static str, text: &str) -> Result<PastRules, RulesetError> {
    read_rules(file, text, past_of, PastRules::fault)
}

/// The schemes in the row, or the one that is unknown.
fn past_of(row: PastRow) -> Result<PastRules, String> {
    let mut schemes = Vec::new();
    for one in row.scheme {
        let scheme = PastScheme::parse(&one.scheme).ok_or(one.scheme)?;
        let bands = one.bands.into_iter();
        schemes.push(SchemeRules {
            scheme,
            regulation: one.regulation,
            first_year: one.first_year,
            last_year: one.last_year,
            weights: one.weights,
            highest: one.highest,
            bands: bands.map(|band| Band { name: band.name, least: band.least, new_idea: band.new_idea }).collect(),
        });
    }
    Ok(PastRules { id: row.id, schemes })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        domain::{distribution::OrganisationPredikat, rating::Predikat},
        rulesets::distribution_ruleset,
    };
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in SKP {
            assert_eq!(format!("{}.toml", read_skp(file, text).unwrap().id), file);
        }
        for (file, text) in PAST {
            assert_eq!(format!("{}.toml", read_past(file, text).unwrap().id), file);
        }
        assert!(matches!(skp_book("skp-1945"), Err(RulesetError::Unknown(_))));
        assert!(matches!(past_rules("past-1945"), Err(RulesetError::Unknown(_))));
        let book = skp_book("skp-permenpanrb-6-2022").unwrap();
        assert_eq!(book.of("skp-permenpanrb-6-2022").unwrap(), book.in_use());
        assert!(book.of("skp-1945").is_err());
        let monthly = book.of("skp-permenpanrb-6-2022-monthly").unwrap();
        assert_eq!((book.in_use().periods, monthly.periods), (4, 12));
    }

    #[test]
    fn plan_and_year_are_due_at_the_end_of_january() {
        let book = skp_book("skp-permenpanrb-6-2022").unwrap();
        let rules = book.in_use();
        assert_eq!((rules.plan_until.of(2025), rules.year_until.of(2026)), (date(2025, 1, 31), date(2026, 1, 31)));
    }

    #[test]
    fn the_words_of_old_are_those_of_the_reference() {
        let rules = past_rules("past-ratings-1").unwrap();
        let word = |scheme, total, idea| rules.scheme(scheme).unwrap().band(total, idea).to_owned();
        assert_eq!(word(PastScheme::SeventyThirty, 11_000, true), "sangat_baik");
        assert_eq!(word(PastScheme::SixtyForty, 9_000, false), "baik");
        assert_eq!(word(PastScheme::SeventyThirty, 8_999, false), "cukup");
        assert_eq!(word(PastScheme::Single, 9_100, false), "sangat_baik");
        assert_eq!(word(PastScheme::Single, 5_000, false), "buruk");
        let seventy = rules.scheme(PastScheme::SeventyThirty).unwrap();
        assert_eq!(seventy.total(9_000, 8_500), Some(8_850));
    }

    /// The pattern of the circular: how many lines warn of ten servants, best rating first.
    #[test]
    fn the_guidance_warns_as_the_circular_says() {
        use OrganisationPredikat as O;
        let guidance = distribution_ruleset("distribution-se-menpanrb-3-2023").unwrap();
        for (organisation, servants, warnings) in [
            (O::Istimewa, [7, 3, 0, 0, 0], 0),
            (O::Istimewa, [8, 2, 0, 0, 0], 1),
            (O::Baik, [2, 7, 1, 0, 0], 0),
            (O::Baik, [1, 8, 0, 1, 0], 1),
            (O::Baik, [3, 7, 0, 0, 0], 1),
            (O::ButuhPerbaikan, [1, 3, 6, 0, 0], 0),
            (O::ButuhPerbaikan, [2, 3, 5, 0, 0], 2),
            (O::Kurang, [1, 2, 1, 6, 0], 0),
            (O::Kurang, [2, 3, 0, 5, 0], 3),
            (O::SangatKurang, [0, 3, 0, 1, 6], 0),
            (O::SangatKurang, [0, 3, 1, 0, 6], 0),
            (O::SangatKurang, [1, 4, 0, 0, 5], 3),
        ] {
            let counts = Predikat::ALL.into_iter().zip(servants);
            let ratings: Vec<Predikat> = counts.flat_map(|(one, count)| std::iter::repeat_n(one, count)).collect();
            assert_eq!(guidance.warnings(organisation, &ratings).len(), warnings, "{organisation:?} {servants:?}");
        }
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = SKP[0].1;
        let bad = |old: &str, new: &str| read_skp("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("periods = 4", "periods = 5"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("\"peer\"", "\"friend\""), Err(RulesetError::Name { .. })));
        assert!(matches!(bad("id =", "bonus = 1\nid ="), Err(RulesetError::Malformed { .. })));
        let text = PAST[0].1;
        let bad = |old: &str, new: &str| read_past("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("[70, 30]", "[70, 31]"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("\"single\"", "\"double\""), Err(RulesetError::Name { .. })));
    }
}
