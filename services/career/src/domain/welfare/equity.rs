//! Whether pay is fair between units, sexes and ages: quarters of distributions, and nothing about small groups. There are no
//! sums on purpose, and counts are told only where a group less its parts is never a small rest.

use crate::domain::{nip::Sex, small_groups::neighbour, welfare_rules::EquityRules};
use jiff::{ToSpan, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

/// What people are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupBy {
    /// Unit of the post.
    pub unit: bool,
    /// Sex.
    pub sex: bool,
    /// Age band.
    pub age: bool,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// Unit; empty where it is not known or not asked for.
    pub unit: String,
    /// `male` or `female`; empty where it is not known or not asked for.
    pub sex: String,
    /// Age band; empty where it is not known or not asked for.
    pub age_band: String,
}

/// One person of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquityFact {
    /// Base pay; none where it is not known.
    pub pay: Option<i64>,
    /// Allowance; none where none is recorded.
    pub allowance: Option<i64>,
    /// Whether there was an award.
    pub awarded: bool,
    /// Whether the rank began in the last years.
    pub promoted: bool,
    /// Lesson hours of the year.
    pub training_hours: i64,
}

/// Quarters of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quartiles {
    /// How many are known.
    pub known: usize,
    /// A quarter has this or less.
    pub lower: i64,
    /// Half have this or less.
    pub median: i64,
    /// Three quarters have this or less.
    pub upper: i64,
}

/// A group as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquityCell {
    /// Which.
    pub key: CellKey,
    /// What is told; none where that would tell of too few people.
    pub shown: Option<ShownCell>,
}

/// What is told of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownCell {
    /// People.
    pub servants: usize,
    /// Base pay; none where too few are known.
    pub pay: Option<Quartiles>,
    /// Allowance; none where too few are known.
    pub allowance: Option<Quartiles>,
    /// People with an award.
    pub awarded: usize,
    /// People whose rank began in the last years.
    pub promoted: usize,
    /// Lesson hours.
    pub training_hours: Option<Quartiles>,
}

/// Collects people into groups.
#[derive(Debug, Default)]
pub struct EquityTable {
    cells: BTreeMap<CellKey, Vec<EquityFact>>,
}

impl EquityTable {
    /// Adds a person.
    pub fn add(&mut self, key: CellKey, fact: EquityFact) {
        self.cells.entry(key).or_default().push(fact);
    }

    /// Tells the groups, those that are withheld without figures.
    pub fn tell(self, rules: &EquityRules) -> Vec<EquityCell> {
        let smallest = rules.smallest_cell;
        let withheld = self.withheld(smallest);
        let tell = |(key, facts): (CellKey, Vec<EquityFact>)| {
            let shown = (!withheld.contains(&key)).then(|| ShownCell {
                servants: facts.len(),
                pay: quartiles(facts.iter().filter_map(|fact| fact.pay).collect(), smallest),
                allowance: quartiles(facts.iter().filter_map(|fact| fact.allowance).collect(), smallest),
                awarded: facts.iter().filter(|fact| fact.awarded).count(),
                promoted: facts.iter().filter(|fact| fact.promoted).count(),
                training_hours: quartiles(facts.iter().map(|fact| fact.training_hours).collect(), smallest),
            });
            EquityCell { key, shown }
        };
        self.cells.into_iter().map(tell).collect()
    }

    /// The groups that are not told: those with too few people, and where these are too few together within a group of a
    /// report by fewer dimensions, the smallest of their neighbours.
    fn withheld(&self, smallest: usize) -> BTreeSet<CellKey> {
        let few = self.cells.iter().filter(|(_, facts)| facts.len() < smallest);
        let mut withheld: BTreeSet<CellKey> = few.map(|(key, _)| key.clone()).collect();
        loop {
            let before = withheld.len();
            for dimensions in FINEST_FIRST {
                let mut groups: BTreeMap<CellKey, Vec<(&CellKey, usize)>> = BTreeMap::new();
                for (key, facts) in &self.cells {
                    groups.entry(key.by(dimensions)).or_default().push((key, facts.len()));
                }
                for cells in groups.into_values() {
                    let cells = cells.into_iter().map(|(key, people)| (key, people, withheld.contains(key)));
                    let next = neighbour(cells, smallest).cloned();
                    withheld.extend(next);
                }
            }
            if withheld.len() == before {
                return withheld;
            }
        }
    }
}

/// What reports by fewer dimensions are grouped by, the finest first, and everybody together.
const FINEST_FIRST: [GroupBy; 7] = [
    GroupBy { unit: true, sex: true, age: false },
    GroupBy { unit: true, sex: false, age: true },
    GroupBy { unit: false, sex: true, age: true },
    GroupBy { unit: true, sex: false, age: false },
    GroupBy { unit: false, sex: true, age: false },
    GroupBy { unit: false, sex: false, age: true },
    GroupBy { unit: false, sex: false, age: false },
];

impl CellKey {
    /// The group of a report by these dimensions that this group lies in.
    fn by(&self, dimensions: GroupBy) -> Self {
        let kept = |text: &String, kept: bool| if kept { text.clone() } else { String::new() };
        Self {
            unit: kept(&self.unit, dimensions.unit),
            sex: kept(&self.sex, dimensions.sex),
            age_band: kept(&self.age_band, dimensions.age),
        }
    }
}

/// Quarters by the nearest rank: always somebody's figure, never one between two. None for too few figures.
pub fn quartiles(mut figures: Vec<i64>, smallest: usize) -> Option<Quartiles> {
    if figures.is_empty() || figures.len() < smallest {
        return None;
    }
    figures.sort_unstable();
    let nearest = |quarters: usize| figures[(quarters * figures.len()).div_ceil(4) - 1];
    Some(Quartiles { known: figures.len(), lower: nearest(1), median: nearest(2), upper: nearest(3) })
}

/// Completed years of life on a day.
pub fn age_on(birth: Date, day: Date) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(!had_birthday)
}

impl EquityRules {
    /// Whether a rank that began on a day counts as a promotion, seen from another day. The first rank of a servant is none.
    pub fn is_promotion(&self, start: Date, appointment: Date, day: Date) -> bool {
        let first = day.checked_sub(self.promotion_years.years());
        start > appointment && start <= day && first.is_ok_and(|first| start > first)
    }

    /// The band of an age; empty where none has it.
    pub fn band(&self, age: i16) -> String {
        let band = self.age_bands.iter().find(|(first, last)| (*first..=*last).contains(&age));
        band.map_or(String::new(), |(first, last)| format!("{first}-{last}"))
    }
}

/// A sex in words.
pub fn sex_text(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Male) => "male",
        Some(Sex::Female) => "female",
        None => "",
    }
}

#[cfg(test)]
#[path = "equity_tests.rs"]
mod tests;
