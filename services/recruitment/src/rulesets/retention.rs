//! `[general.retention]` of a ruleset.

use crate::domain::retention::RetentionRules;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionRow {
    selected_days: u16,
    not_selected_days: u16,
    withdrawn_days: u16,
    unfinished_days: u16,
}

impl From<RetentionRow> for RetentionRules {
    fn from(row: RetentionRow) -> Self {
        let RetentionRow { selected_days, not_selected_days, withdrawn_days, unfinished_days } = row;
        Self { selected_days, not_selected_days, withdrawn_days, unfinished_days }
    }
}
