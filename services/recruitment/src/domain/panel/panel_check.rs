//! Drift and collusion in the scores of a panel, before they are announced. Every statistic is a whole number that a reader
//! can recount with pencil and paper; a finding holds the result for a human and never changes a score.

use crate::domain::{bloc, score_sheet::Sheet, selter::CheckRules, shuffle::Shuffle};
use std::fmt;

/// Points in thousandths, by member, then by candidate; none where a member has a conflict of interest.
pub type Points = Vec<Vec<Option<i64>>>;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// One member is far from the others on all candidates.
    Severity,
    /// One member hardly tells candidates apart.
    SpreadLow,
    /// One member tells them apart far too much.
    SpreadHigh,
    /// The members hardly agree.
    Agreement,
    /// One member's order is against that of the others.
    Opposition,
    /// Some members lift or sink one candidate together.
    Bloc,
    /// Too few members are left for a candidate.
    Quorum,
    /// Too small a share from outside is left, for a candidate or on the panel.
    Outside,
    /// Those who stay do not make a panel.
    Composition,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 9] = [
        Self::Severity,
        Self::SpreadLow,
        Self::SpreadHigh,
        Self::Agreement,
        Self::Opposition,
        Self::Bloc,
        Self::Quorum,
        Self::Outside,
        Self::Composition,
    ];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::SpreadLow => "spread_low",
            Self::SpreadHigh => "spread_high",
            Self::Agreement => "agreement",
            Self::Opposition => "opposition",
            Self::Bloc => "bloc",
            Self::Quorum => "quorum",
            Self::Outside => "outside",
            Self::Composition => "composition",
        }
    }

    /// Whether it is about scores, and not about who may give them.
    pub fn reads_scores(self) -> bool {
        !matches!(self, Self::Quorum | Self::Outside | Self::Composition)
    }

    /// Reads what [`Check::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.as_str() == text)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Something that holds a result (*temuan*), in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// Numbers of the members it is about; empty for all.
    pub members: Vec<i32>,
    /// Code of the candidate it is about; empty for all.
    pub candidate: String,
    /// What was found.
    pub observed: i64,
    /// What the ruleset allows.
    pub limit: i64,
    /// Panels at least as strange, the real one included; 0 where none were drawn.
    pub as_strange: i32,
    /// Panels counted, the real one included; 0 where none were drawn.
    pub permutations: i32,
}

impl Finding {
    fn about(check: Check, member: i32, observed: i64, limit: i64) -> Self {
        Self { members: vec![member], ..Self::of_all(check, observed, limit) }
    }

    /// A finding about the whole panel.
    pub fn of_all(check: Check, observed: i64, limit: i64) -> Self {
        let (members, candidate) = (Vec::new(), String::new());
        Self { check, members, candidate, observed, limit, as_strange: 0, permutations: 0 }
    }
}

/// Whether what was found in a round's scores is about this member, by number, or about all.
pub fn names(found: &[Finding], member: i32) -> bool {
    let mut read = found.iter().filter(|finding| finding.check.reads_scores());
    read.any(|finding| finding.members.is_empty() || finding.members.contains(&member))
}

/// Everything that the check finds in a sheet.
pub fn findings(sheet: &Sheet, rules: &CheckRules) -> Vec<Finding> {
    let sheet = sheet.by_code();
    let points = sheet.points();
    let mut found = Vec::new();
    for (place, member) in sheet.members.iter().enumerate() {
        if let Some(distance) = severity(&points, place).filter(|distance| distance.abs() > rules.severity_points) {
            found.push(Finding::about(Check::Severity, *member, distance, rules.severity_points));
        }
        match relative_spread(&points, place) {
            Some(low) if low < rules.spread_low => {
                found.push(Finding::about(Check::SpreadLow, *member, low, rules.spread_low));
            }
            Some(high) if high > rules.spread_high => {
                found.push(Finding::about(Check::SpreadHigh, *member, high, rules.spread_high));
            }
            _ => {}
        }
        if let Some(against) = opposition(&points, place).filter(|against| *against > rules.opposition) {
            found.push(Finding::about(Check::Opposition, *member, against, rules.opposition));
        }
    }
    found.extend(disagreement(&points, rules));
    found.extend(bloc::find(&points, rules).map(|bloc| Finding {
        members: bloc.members.iter().map(|place| sheet.members[*place]).collect(),
        candidate: sheet.candidates[bloc.candidate].clone(),
        as_strange: bloc.as_strange,
        permutations: i32::from(rules.permutations) + 1,
        ..Finding::of_all(Check::Bloc, bloc.contrast, rules.bloc_points)
    }));
    found
}

/// A quotient rounded half away from zero.
pub(crate) fn rounded(numerator: i64, denominator: i64) -> i64 {
    let doubled = (2 * numerator.abs() + denominator) / (2 * denominator);
    doubled * numerator.signum()
}

fn mean(values: &[i64]) -> Option<i64> {
    let count = i64::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some(rounded(values.iter().sum(), count))
}

/// What the others gave a candidate, in the mean.
fn others(points: &Points, member: usize, candidate: usize) -> Option<i64> {
    let rows = points.iter().enumerate().filter(|(place, _)| *place != member);
    mean(&rows.filter_map(|(_, row)| row[candidate]).collect::<Vec<_>>())
}

/// Own points and the others' mean, for each candidate that both scored.
fn beside_others(points: &Points, member: usize) -> Vec<(i64, i64)> {
    let cells = points[member].iter().enumerate();
    cells.filter_map(|(candidate, own)| Some(((*own)?, others(points, member, candidate)?))).collect()
}

/// How far a member is above the others on the whole, in thousandths of a point.
pub fn severity(points: &Points, member: usize) -> Option<i64> {
    mean(&beside_others(points, member).iter().map(|(own, others)| own - others).collect::<Vec<_>>())
}

/// Mean difference between two candidates; none with fewer than three.
fn spread(points: &Points, member: usize) -> Option<i64> {
    let own: Vec<i64> = points[member].iter().flatten().copied().collect();
    let pairs = own.iter().enumerate().flat_map(|(place, one)| own[..place].iter().map(move |two| (one - two).abs()));
    if own.len() < 3 { None } else { mean(&pairs.collect::<Vec<_>>()) }
}

/// A member's spread against the middle one of the others, in thousandths.
pub fn relative_spread(points: &Points, member: usize) -> Option<i64> {
    let rest = (0..points.len()).filter(|place| *place != member);
    let mut rest: Vec<i64> = rest.filter_map(|place| spread(points, place)).collect();
    rest.sort_unstable();
    let middle = rest.get(rest.len() / 2).copied().filter(|middle| *middle > 0 && rest.len() >= 2)?;
    Some(rounded(spread(points, member)? * 1000, middle))
}

/// Pairs of candidates that a member orders against the others, less those in line with them, of a thousand pairs. None
/// with fewer than five candidates.
pub fn opposition(points: &Points, member: usize) -> Option<i64> {
    let cells = beside_others(points, member);
    if cells.len() < 5 {
        return None;
    }
    let (mut against, mut pairs) = (0, 0);
    for (place, one) in cells.iter().enumerate() {
        for two in &cells[..place] {
            against -= ((one.0 - two.0) * (one.1 - two.1)).signum();
            pairs += 1;
        }
    }
    Some(rounded(against * 1000, pairs))
}

/// Doubled ranks of the candidates that everybody scored, by member: ties share the middle rank, and doubling keeps it
/// whole.
fn doubled_ranks(points: &Points) -> Vec<Vec<i64>> {
    let count = points.first().map_or(0, Vec::len);
    let complete: Vec<usize> = (0..count).filter(|place| points.iter().all(|row| row[*place].is_some())).collect();
    let rank = |row: &Vec<Option<i64>>| {
        let own: Vec<i64> = complete.iter().filter_map(|place| row[*place]).collect();
        let below = |value: &i64| own.iter().filter(|other| *other < value).count();
        let equal = |value: &i64| own.iter().filter(|other| *other == value).count();
        own.iter().map(|value| (2 * below(value) + equal(value) + 1) as i64).collect()
    };
    points.iter().map(rank).collect()
}

/// Squared distances of the candidates' rank sums from their mean; four times Kendall's S, for the ranks are doubled.
fn rank_distance(ranks: &[Vec<i64>]) -> i64 {
    let (members, count) = (ranks.len() as i64, ranks.first().map_or(0, Vec::len));
    let middle = members * (count as i64 + 1);
    (0..count).map(|place| (ranks.iter().map(|row| row[place]).sum::<i64>() - middle).pow(2)).sum()
}

/// Kendall's W with the correction for ties, in thousandths; none with fewer than three members or candidates.
pub fn concordance(points: &Points) -> Option<i64> {
    let ranks = doubled_ranks(points);
    let (members, count) = (ranks.len() as i64, ranks.first().map_or(0, Vec::len) as i64);
    if members < 3 || count < 3 {
        return None;
    }
    // The sum of t³ − t over groups of t equal ranks is that of t² − 1 over their members.
    let in_group = |row: &[i64], rank: &i64| row.iter().filter(|other| *other == rank).count() as i64;
    let ties: i64 = ranks.iter().flat_map(|row| row.iter().map(|rank| in_group(row, rank).pow(2) - 1)).sum();
    let most = members.pow(2) * (count.pow(3) - count) - members * ties;
    Some(if most == 0 { 0 } else { 3 * rank_distance(&ranks) * 1000 / most })
}

/// A panel that agrees too little, and not more than chance would.
fn disagreement(points: &Points, rules: &CheckRules) -> Option<Finding> {
    let agreement = concordance(points).filter(|agreement| *agreement < rules.agreement)?;
    let mut ranks = doubled_ranks(points);
    let observed = rank_distance(&ranks);
    let mut source = Shuffle::new(rules.seed);
    let mut as_strange = 1;
    for _ in 0..rules.permutations {
        ranks.iter_mut().for_each(|row| source.shuffle(row));
        as_strange += i32::from(rank_distance(&ranks) >= observed);
    }
    let permutations = i32::from(rules.permutations) + 1;
    let by_chance = i64::from(as_strange) * 1000 > rules.agreement_chance * i64::from(permutations);
    let found = Finding::of_all(Check::Agreement, agreement, rules.agreement);
    by_chance.then_some(Finding { as_strange, permutations, ..found })
}

#[cfg(test)]
#[path = "panel_check_tests.rs"]
mod tests;
