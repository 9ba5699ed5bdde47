//! `[general.filing]` of a ruleset.

use super::RulesetError;
use crate::domain::{filing_rules::FilingRules, sanction::Ban};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingRow {
    days: u8,
    documents: Vec<String>,
    nip_working_days: u8,
    #[serde(default)]
    holidays: Vec<Date>,
    ban_before_nip: Option<BanRow>,
    ban_after_nip: Option<BanRow>,
    ban_other_place_before_nip: Option<BanRow>,
}

/// Exactly one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BanRow {
    fiscal_years: Option<u8>,
    periods: Option<u8>,
}

impl FilingRow {
    pub(super) fn into_rules(self, file: &str) -> Result<FilingRules, RulesetError> {
        Ok(FilingRules {
            days: self.days,
            documents: self.documents,
            nip_working_days: self.nip_working_days,
            holidays: self.holidays,
            ban_before_nip: self.ban_before_nip.map(|ban| ban.into_ban(file)).transpose()?,
            ban_after_nip: self.ban_after_nip.map(|ban| ban.into_ban(file)).transpose()?,
            ban_other_place_before_nip: self.ban_other_place_before_nip.map(|ban| ban.into_ban(file)).transpose()?,
        })
    }
}

impl BanRow {
    fn into_ban(self, file: &str) -> Result<Ban, RulesetError> {
        match (self.fiscal_years, self.periods) {
            (Some(years), None) => Ok(Ban::FiscalYears(years)),
            (None, Some(periods)) => Ok(Ban::Periods(periods)),
            (years, periods) => Err(RulesetError::Word {
                file: file.to_owned(),
                what: "one way to count a sanction",
                text: format!("fiscal_years {years:?}, periods {periods:?}"),
            }),
        }
    }
}
