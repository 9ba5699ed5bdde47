//! Who should mentor whom: as many people as possible get a mentor, and among such pairings the one that weighs most. A person
//! confirms each pair.

use crate::domain::{evidence::CompetencyCode, mentoring_rules::MentoringRules};
use pathfinding::kuhn_munkres::{Weights, kuhn_munkres};
use std::{cmp::Reverse, collections::BTreeMap};
use uuid::Uuid;

/// The rule in words, as it is told with every proposal.
pub const MATCHING_RULE: &str = "as many people as possible get a mentor; among such pairings the one whose weights sum up to \
                                 the most; of equal ones the one that an assignment (Kuhn-Munkres) finds first, with people \
                                 in the order of urgency and mentors in the order of their records";

/// Thousandths of a whole priority.
const WHOLE: i64 = 1_000;

/// An open gap of somebody who looks for a mentor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapToClose {
    /// Id of the gap.
    pub gap: Uuid,
    /// Competency.
    pub code: CompetencyCode,
    /// Level the post asks for.
    pub standard: u8,
    /// Level shown; none where it is unknown.
    pub achieved: Option<u8>,
    /// Priority in thousandths.
    pub priority: i64,
}

/// Somebody with open gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentee {
    /// Who.
    pub servant: Uuid,
    /// Unit; empty where none is known.
    pub unit: String,
    /// Open gaps, at least one.
    pub gaps: Vec<GapToClose>,
}

impl Mentee {
    fn urgency(&self) -> i64 {
        self.gaps.iter().map(|gap| gap.priority).max().unwrap_or_default()
    }

    fn most_urgent(&self) -> Option<&GapToClose> {
        self.gaps.iter().max_by_key(|gap| (gap.priority, Reverse(gap.gap)))
    }
}

/// Somebody who shows more than is asked of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentor {
    /// Who.
    pub servant: Uuid,
    /// Unit; empty where none is known.
    pub unit: String,
    /// Mentees at present, proposed ones included.
    pub load: i64,
    /// Levels shown.
    pub levels: BTreeMap<CompetencyCode, u8>,
}

/// What a pair weighs and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The gap that the pair would close.
    pub gap: GapToClose,
    /// Level the mentor shows.
    pub level: u8,
    /// Whether both are in one unit.
    pub same_unit: bool,
    /// Mentees that the mentor would have before this one.
    pub load: i64,
    /// Sum of the weights.
    pub weight: i64,
    /// Each figure of the sum in one sentence.
    pub explanation: String,
}

/// What a mentor would be for somebody, with so many mentees already; none where no gap fits what the mentor shows, or there is
/// no place. Of several gaps that with the most weight, then the more urgent one, then the one found first.
pub fn weigh(mentee: &Mentee, mentor: &Mentor, load: i64, rules: &MentoringRules) -> Option<Weighed> {
    if mentee.servant == mentor.servant || load >= rules.capacity {
        return None;
    }
    let fits = |gap: &&GapToClose| level_of(mentor, gap).is_some_and(|level| level >= rules.lowest_level(gap.standard));
    let rank = |gap: &&GapToClose| {
        let above = i64::from(level_of(mentor, gap).unwrap_or_default()) - i64::from(gap.standard);
        (above * rules.per_level + urgency_of(gap, rules), gap.priority, Reverse(gap.gap))
    };
    let gap = mentee.gaps.iter().filter(fits).max_by_key(rank)?;
    let level = level_of(mentor, gap)?;
    let same_unit = !mentee.unit.is_empty() && mentee.unit == mentor.unit;
    let above = i64::from(level) - i64::from(gap.standard);
    let urgency = urgency_of(gap, rules);
    let unit = if same_unit { rules.same_unit } else { 0 };
    let weight = above * rules.per_level + unit + urgency - load * rules.per_mentee;
    let explanation = format!(
        "{} level {level} where {} is asked, {above} above: {}; {}: {unit}; urgency of the gap: {urgency}; {load} mentees \
         before: -{}; together {weight}",
        gap.code.code,
        gap.standard,
        above * rules.per_level,
        if same_unit { "the same unit" } else { "another unit" },
        load * rules.per_mentee,
    );
    Some(Weighed { gap: gap.clone(), level, same_unit, load, weight, explanation })
}

fn level_of(mentor: &Mentor, gap: &GapToClose) -> Option<u8> {
    mentor.levels.get(&gap.code).copied()
}

fn urgency_of(gap: &GapToClose, rules: &MentoringRules) -> i64 {
    (gap.priority / WHOLE).clamp(0, rules.most_urgency) * rules.per_urgency
}

/// A pair that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedPair {
    /// Who looks for a mentor.
    pub mentee: Uuid,
    /// Who would be it.
    pub mentor: Uuid,
    /// Why.
    pub weighed: Weighed,
    /// The next best mentor for the same person as things stand, and what that pair would weigh.
    pub next_best: Option<(Uuid, i64)>,
}

impl ProposedPair {
    /// Why this pair, and what the next best was.
    pub fn explanation(&self) -> String {
        let weighed = &self.weighed;
        let next = match self.next_best {
            None => "nobody else qualifies who has a place".to_owned(),
            Some((_, weight)) if weight > weighed.weight => {
                format!(
                    "another one would weigh {weight} and is of more use to somebody else: all pairs together weigh more so"
                )
            }
            Some((_, weight)) => format!("the next best would weigh {weight}"),
        };
        format!("{}; {next}", weighed.explanation)
    }
}

/// Why somebody gets no mentor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMentor {
    /// Nobody shows a level high enough.
    NobodyQualifies,
    /// Those who do have all the mentees they may have.
    AllFull,
    /// More people look for those who do than there are places, and others are more urgent or weigh more.
    TooFewPlaces,
}

impl NoMentor {
    /// Every reason with its name in tables.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::NobodyQualifies, "nobody_qualifies"),
        (Self::AllFull, "all_full"),
        (Self::TooFewPlaces, "too_few_places"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Somebody without a mentor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Who.
    pub servant: Uuid,
    /// The most urgent gap.
    pub gap: Uuid,
    /// Why.
    pub reason: NoMentor,
}

/// Pairs, and who gets none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Pairs, the most urgent person first.
    pub pairs: Vec<ProposedPair>,
    /// Who gets none.
    pub unmatched: Vec<Unmatched>,
}

impl Matching {
    /// What all pairs weigh together.
    pub fn weight(&self) -> i64 {
        self.pairs.iter().map(|pair| pair.weighed.weight).sum()
    }
}

/// A place with a mentor: the one after so many mentees.
#[derive(Clone, Copy)]
struct Place {
    mentor: usize,
    load: i64,
}

/// Whole numbers for an assignment: rows are people, columns are places; more columns than places are no mentor.
struct Values {
    rows: Vec<Vec<i64>>,
    columns: usize,
}

impl Weights<i64> for Values {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn at(&self, row: usize, col: usize) -> i64 {
        self.rows[row].get(col).copied().unwrap_or_default()
    }

    fn neg(&self) -> Self {
        let rows = self.rows.iter().map(|row| row.iter().map(|value| -value).collect()).collect();
        Self { rows, columns: self.columns }
    }
}

/// Finds the pairs. The order in which people are given changes nothing.
pub fn pair_up(mut mentees: Vec<Mentee>, mut mentors: Vec<Mentor>, rules: &MentoringRules) -> Matching {
    if mentees.is_empty() {
        return Matching::default();
    }
    mentees.sort_by_key(|one| (Reverse(one.urgency()), one.servant));
    mentors.sort_by_key(|one| one.servant);
    let places: Vec<Place> = mentors
        .iter()
        .enumerate()
        .flat_map(|(mentor, one)| (one.load..rules.capacity).map(move |load| Place { mentor, load }))
        .collect();
    let (_, assigned) = kuhn_munkres(&values(&mentees, &mentors, &places, rules));
    let mut matching = Matching::default();
    for (mentee, column) in mentees.iter().zip(assigned) {
        let place = places.get(column).map(|place| (&mentors[place.mentor], place.load));
        let weighed = place.and_then(|(mentor, load)| Some((mentor.servant, weigh(mentee, mentor, load, rules)?)));
        match weighed {
            Some((mentor, weighed)) => {
                let next_best = next_best(mentee, mentor, &mentors, rules);
                matching.pairs.push(ProposedPair { mentee: mentee.servant, mentor, weighed, next_best });
            }
            None => matching.unmatched.extend(unmatched(mentee, &mentors, rules)),
        }
    }
    matching
}

/// What each place is worth to each person. Every pair is worth more than all differences between pairs together, so that
/// nobody stays alone for the sake of a better pair; what cannot be a pair is worth as much as none.
fn values(mentees: &[Mentee], mentors: &[Mentor], places: &[Place], rules: &MentoringRules) -> Values {
    let mut rows: Vec<Vec<Option<i64>>> = Vec::with_capacity(mentees.len());
    for mentee in mentees {
        // What a pair weighs falls by the same amount with each mentee before: weighed once a mentor, not once a place.
        let first: Vec<Option<i64>> =
            mentors.iter().map(|mentor| weigh(mentee, mentor, 0, rules).map(|weighed| weighed.weight)).collect();
        let weight = |place: &Place| first[place.mentor].map(|weight| weight - place.load * rules.per_mentee);
        rows.push(places.iter().map(weight).collect());
    }
    let known = || rows.iter().flatten().flatten().copied();
    let (lowest, highest) = (known().min().unwrap_or_default(), known().max().unwrap_or_default());
    let people = i64::try_from(mentees.len()).unwrap_or(i64::MAX);
    let base = people.saturating_mul(highest - lowest).saturating_add(1);
    let value = |weight: Option<i64>| weight.map_or(0, |weight| weight - lowest + base);
    let rows = rows.into_iter().map(|row| row.into_iter().map(value).collect()).collect();
    Values { rows, columns: places.len().max(mentees.len()) }
}

/// The best other mentor as things stand before any pair of this proposal; of equal ones the one recorded first.
fn next_best(mentee: &Mentee, chosen: Uuid, mentors: &[Mentor], rules: &MentoringRules) -> Option<(Uuid, i64)> {
    let others = mentors.iter().filter(|mentor| mentor.servant != chosen);
    let weighed = others.filter_map(|one| Some((one.servant, weigh(mentee, one, one.load, rules)?.weight)));
    weighed.max_by_key(|(servant, weight)| (*weight, Reverse(*servant)))
}

fn unmatched(mentee: &Mentee, mentors: &[Mentor], rules: &MentoringRules) -> Option<Unmatched> {
    let qualified = || mentors.iter().filter(|mentor| weigh(mentee, mentor, 0, rules).is_some());
    let reason = if qualified().next().is_none() {
        NoMentor::NobodyQualifies
    } else if qualified().all(|mentor| mentor.load >= rules.capacity) {
        NoMentor::AllFull
    } else {
        NoMentor::TooFewPlaces
    };
    Some(Unmatched { servant: mentee.servant, gap: mentee.most_urgent()?.gap, reason })
}

#[cfg(test)]
#[path = "mentor_matching_tests.rs"]
mod tests;
