//! Members who lift or sink one candidate together: two camps where honest noise would leave one.

use crate::domain::{
    panel_check::{Points, rounded},
    selter::CheckRules,
    shuffle::Shuffle,
};
use std::cmp::Reverse;

/// A group against the rest about one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    /// Which candidate.
    pub candidate: usize,
    /// Which members: the smaller camp, of two equal ones that which lifts.
    pub members: Vec<usize>,
    /// How far the camp is above the rest, thousandths of a point; below zero for one that sinks.
    pub contrast: i64,
    /// Drawn panels with a split at least as strong, the real one included.
    pub as_strange: i32,
}

struct Split {
    above: usize,
    contrast: i64,
    strength: i64,
}

/// The strongest split of the panel about any candidate, if it is wide and noise hardly makes one as strong.
///
/// What is left of the points when candidates' and members' own means are taken away would be noise on an honest panel. How
/// strong a split noise makes is counted on drawn panels: every cell takes one of the values that are left about the other
/// candidates. Permuting the values of each member would not do: three who lift one of six candidates would still meet there
/// once in 36 permutations, however far they lift.
pub fn find(points: &Points, rules: &CheckRules) -> Option<Bloc> {
    let rest = residuals(points);
    let columns: Vec<Vec<(i64, usize)>> = (0..candidates(points)).map(|place| ordered(&rest, place)).collect();
    let values = |column: &Vec<(i64, usize)>| column.iter().map(|(value, _)| *value).collect::<Vec<_>>();
    let splits = columns.iter().enumerate().filter_map(|(place, column)| Some((place, split(&values(column))?)));
    let (candidate, found) = splits.max_by_key(|(place, split)| (split.strength, Reverse(*place)))?;
    if found.contrast < rules.bloc_points {
        return None;
    }
    let others = columns.iter().enumerate().filter(|(place, _)| *place != candidate);
    let pool: Vec<i64> = others.flat_map(|(_, column)| values(column)).collect();
    let sizes: Vec<usize> = columns.iter().map(Vec::len).collect();
    let mut source = Shuffle::new(rules.seed);
    let drawn = (0..rules.permutations).filter(|_| strongest_drawn(&pool, &sizes, &mut source) >= found.strength);
    let as_strange = 1 + i32::try_from(drawn.count()).unwrap_or(i32::MAX);
    let rare = i64::from(as_strange) * 1000 <= rules.bloc_chance * (i64::from(rules.permutations) + 1);
    let (above, below) = columns[candidate].split_at(found.above);
    let (camp, sign) = if above.len() <= below.len() { (above, 1) } else { (below, -1) };
    let mut members: Vec<usize> = camp.iter().map(|(_, member)| *member).collect();
    members.sort_unstable();
    let contrast = sign * found.contrast;
    rare.then_some(Bloc { candidate, members, contrast, as_strange })
}

fn candidates(points: &Points) -> usize {
    points.first().map_or(0, Vec::len)
}

/// The strength of the strongest split on a panel of noise: as many cells about each candidate as were scored.
fn strongest_drawn(pool: &[i64], sizes: &[usize], source: &mut Shuffle) -> i64 {
    let mut strongest = 0;
    if pool.is_empty() {
        return strongest;
    }
    for size in sizes {
        let mut values: Vec<i64> = (0..*size).map(|_| pool[source.below(pool.len())]).collect();
        values.sort_unstable_by_key(|value| Reverse(*value));
        strongest = strongest.max(split(&values).map_or(0, |split| split.strength));
    }
    strongest
}

/// What is left when the means of candidates and of members are taken away, twice each: with conflicts of interest one
/// round leaves something of either.
fn residuals(points: &Points) -> Points {
    let mut rest = points.clone();
    for _ in 0..2 {
        for candidate in 0..candidates(points) {
            let column = rest.iter().filter_map(|row| row[candidate]).collect();
            let mean = mean(column);
            rest.iter_mut().filter_map(|row| row[candidate].as_mut()).for_each(|value| *value -= mean);
        }
        for row in &mut rest {
            let mean = mean(row.iter().flatten().copied().collect());
            row.iter_mut().flatten().for_each(|value| *value -= mean);
        }
    }
    rest
}

fn mean(values: Vec<i64>) -> i64 {
    rounded(values.iter().sum(), (values.len() as i64).max(1))
}

/// What is left of a candidate's points with whose it is, highest first.
fn ordered(rest: &Points, candidate: usize) -> Vec<(i64, usize)> {
    let cells = rest.iter().enumerate().filter_map(|(member, row)| Some((row[candidate]?, member)));
    let mut values: Vec<(i64, usize)> = cells.collect();
    values.sort_unstable_by_key(|(value, member)| (-value, *member));
    values
}

/// The split of values, highest first, in two camps of two or more that explains most: its strength is the sum of squares
/// between the camps. None with fewer than four values.
fn split(values: &[i64]) -> Option<Split> {
    let (count, all) = (values.len() as i64, values.iter().sum::<i64>());
    let mut best: Option<Split> = None;
    let mut top = values.first().copied().unwrap_or(0);
    for (above, value) in (2..=count - 2).zip(values.iter().skip(1)) {
        top += value;
        let contrast = rounded(top * (count - above) - (all - top) * above, above * (count - above));
        let strength = contrast * contrast / count * (above * (count - above));
        if best.as_ref().is_none_or(|best| strength > best.strength) {
            best = Some(Split { above: above as usize, contrast, strength });
        }
    }
    best
}
