//! Who left after being selected may not apply for some time (PermenPANRB 6/2024 art. 58; 27/2021 art. 54), anywhere.

use crate::domain::general_rules::GeneralRules;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How long, as a ruleset says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ban {
    /// So many fiscal years (*tahun anggaran*), calendar years, after the one in which the candidate left.
    FiscalYears(u8),
    /// So many selections after the one that was left.
    Periods(u8),
}

impl Ban {
    /// Whether it forbids nothing.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::FiscalYears(0) | Self::Periods(0))
    }

    /// The sanction of somebody who leaves on `day` in a selection that began on `period_begin`.
    pub fn from(self, day: Date, period_begin: Date) -> Sanction {
        match self {
            Self::FiscalYears(years) => {
                let last = Date::new(day.year().saturating_add(years.into()), 12, 31).unwrap_or(Date::MAX);
                Sanction { extent: Extent::Until(last), period_begin }
            }
            Self::Periods(periods) => Sanction { extent: Extent::Periods(periods.into()), period_begin },
        }
    }
}

/// How far a sanction reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Until the end of a day.
    Until(Date),
    /// For so many selections after the one that was left.
    Periods(i32),
}

/// What forbids a person to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// How far it reaches.
    pub extent: Extent,
    /// When the selection began that was left.
    pub period_begin: Date,
}

impl Sanction {
    /// Whether it forbids to apply on `day` in the selection of `rules`. `begins` are the first days of all selections.
    pub fn forbids(&self, day: Date, rules: &GeneralRules, begins: &[Date]) -> bool {
        match self.extent {
            Extent::Until(last) => day <= last,
            Extent::Periods(periods) => {
                let between = |begin: &&Date| self.period_begin < **begin && **begin <= rules.valid_from;
                let mut after: Vec<&Date> = begins.iter().filter(between).collect();
                after.sort_unstable();
                after.dedup();
                i32::try_from(after.len()).is_ok_and(|after| (1..=periods).contains(&after))
            }
        }
    }

    /// Whether it forbids nothing any more, on `day` or later: its last day is over, or as many of the `selections` as it counts
    /// have come and cannot take applications any more.
    pub fn is_over<'a>(&self, day: Date, selections: impl Iterator<Item = &'a GeneralRules>) -> bool {
        match self.extent {
            Extent::Until(last) => last < day,
            Extent::Periods(periods) => {
                let later: Vec<&GeneralRules> = selections.filter(|one| self.period_begin < one.valid_from).collect();
                let begins: BTreeSet<Date> = later.iter().map(|one| one.valid_from).collect();
                let counted: BTreeSet<Date> = begins.into_iter().take(usize::try_from(periods).unwrap_or(0)).collect();
                let come = i32::try_from(counted.len()).is_ok_and(|counted| counted >= periods);
                come && later.iter().filter(|one| counted.contains(&one.valid_from)).all(|one| one.is_over(day))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::general_rules;
    use jiff::civil::date;

    fn selection(begin: Date) -> GeneralRules {
        GeneralRules { valid_from: begin, ..general_rules::tests::general() }
    }

    #[test]
    fn two_fiscal_years_are_the_two_that_follow() {
        let sanction = Ban::FiscalYears(2).from(date(2025, 2, 3), date(2024, 8, 20));
        assert_eq!(sanction.extent, Extent::Until(date(2027, 12, 31)));
        let forbids = |day: Date| sanction.forbids(day, &selection(day), &[]);
        assert!(forbids(date(2025, 2, 4)) && forbids(date(2027, 12, 31)) && !forbids(date(2028, 1, 1)));
    }

    #[test]
    fn one_selection_is_the_next_one_whenever_it_comes() {
        let begins = [date(2021, 6, 30), date(2023, 9, 20), date(2023, 9, 20), date(2024, 8, 20)];
        let sanction = Ban::Periods(1).from(date(2022, 3, 1), begins[0]);
        let forbids = |begin: Date| sanction.forbids(date(2030, 1, 1), &selection(begin), &begins);
        assert!(!forbids(begins[0]), "the same selection is the business of the one-application rule");
        assert!(forbids(begins[1]) && !forbids(begins[3]));
    }

    #[test]
    fn a_sanction_is_over_with_its_last_day_or_the_last_selection_it_counts() {
        let until = Ban::FiscalYears(2).from(date(2025, 2, 3), date(2024, 8, 20));
        let over = |sanction: &Sanction, day: Date, all: &[GeneralRules]| sanction.is_over(day, all.iter());
        assert!(!over(&until, date(2027, 12, 31), &[]) && over(&until, date(2028, 1, 1), &[]));
        let next = Ban::Periods(1).from(date(2022, 3, 1), date(2021, 6, 30));
        let ended = GeneralRules { valid_until: Some(date(2024, 4, 30)), ..selection(date(2023, 9, 20)) };
        let all = [selection(date(2021, 6, 30)), ended.clone(), selection(date(2024, 8, 20))];
        // Of 2023, a vacancy may take applications until 2025-05-01.
        assert!(!over(&next, date(2025, 5, 1), &all) && over(&next, date(2025, 5, 2), &all));
        assert!(!over(&next, date(2099, 1, 1), &all[..1]), "the next selection has not come");
        let other = GeneralRules { valid_until: None, ..ended };
        assert!(!over(&next, date(2099, 1, 1), &[other]), "the next selection has no end");
    }
}
