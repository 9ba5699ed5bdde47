//! Which numbers a report withholds, so that nobody is found in a small group: small numbers themselves, and others that
//! would tell them by a difference. Whoever looks at a report is taken to know the totals of each step (vacancies and
//! results are public) and that nobody comes to a step without those before.

use crate::domain::{
    adverse_impact::Shown,
    applicant_group::{Reached, STEPS},
};

/// Which steps of a group are withheld.
type Cells = [bool; STEPS];

/// What may be shown of groups that together are everybody. Small are numbers from 1 to `smallest` − 1.
///
/// 1. Of a group a step is withheld when so few came to it, or so few fell out since the step shown before. Of a small group
///    nothing is shown: that none of three people passed tells of each of them.
/// 2. A step at which one group alone is withheld would be told by the total: another is withheld, one with room to guess.
/// 3. Whatever the totals and the order of the steps still pin to one number takes more with it, until nothing small is.
pub fn withhold(groups: &[Reached], smallest: u64) -> Vec<Shown> {
    let anybody: Cells = std::array::from_fn(|step| groups.iter().any(|counts| counts[step] > 0));
    let small: Vec<Cells> = groups.iter().map(|counts| small_steps(counts, anybody, smallest)).collect();
    let mut cells = small.clone();
    if let [only] = groups {
        // One group is everybody, whose numbers are public.
        cells = vec![[only[0] < smallest; STEPS]];
    } else {
        complement(groups, &mut cells, smallest);
        while let Some((group, step)) = first_told(groups, &cells, &small) {
            if !widen(groups, &mut cells, group, step) {
                break;
            }
            complement(groups, &mut cells, smallest);
        }
    }
    let shown = groups.iter().zip(&cells).map(|(counts, cells)| {
        let mut shown = [None; STEPS];
        for step in (0..STEPS).filter(|step| !cells[*step]) {
            shown[step] = Some(counts[step]);
        }
        shown
    });
    shown.collect()
}

/// The steps of a group that are small, or small by the difference to the step shown before; of a small group all that
/// anybody came to.
fn small_steps(counts: &Reached, anybody: Cells, smallest: u64) -> Cells {
    let is_small = |count: u64| (1..smallest).contains(&count);
    if is_small(counts[0]) {
        return anybody;
    }
    let (mut cells, mut before) = ([false; STEPS], counts[0]);
    for step in 1..STEPS {
        cells[step] = is_small(counts[step]) || is_small(before - counts[step]);
        if !cells[step] {
            before = counts[step];
        }
    }
    cells
}

/// Withholds a second group at every step that withholds one alone: the smallest that leaves room to guess, or all.
fn complement(groups: &[Reached], cells: &mut [Cells], smallest: u64) {
    for step in 0..STEPS {
        if cells.iter().filter(|cells| cells[step]).count() != 1 {
            continue;
        }
        let room = |group: usize| {
            let shown = |at: &usize| !cells[group][*at];
            let before = (0..step).rev().find(shown).map_or(u64::MAX, |at| groups[group][at]);
            let after = (step + 1..STEPS).find(shown).map_or(0, |at| groups[group][at]);
            before - after >= smallest
        };
        let others = (0..groups.len()).filter(|group| !cells[*group][step] && room(*group));
        match others.min_by_key(|group| groups[*group][step]) {
            Some(group) => cells[group][step] = true,
            None => cells.iter_mut().for_each(|cells| cells[step] = true),
        }
    }
}

/// Withholds one more number near what is told; `false` when there is none left.
fn widen(groups: &[Reached], cells: &mut [Cells], group: usize, step: usize) -> bool {
    let all = (0..groups.len()).flat_map(|group| (0..STEPS).map(move |step| (group, step)));
    let distance = |(other, at): &(usize, usize)| {
        let beside = if *at == step { 0 } else { 1 + usize::from(*other != group) };
        (beside, at.abs_diff(step), groups[*other][*at])
    };
    let nearest = all.filter(|(group, step)| !cells[*group][*step]).min_by_key(distance);
    let found = nearest.is_some();
    if let Some((group, step)) = nearest {
        cells[group][step] = true;
    }
    found
}

/// Those whose way ended at each step, before them a column for those who are not counted.
const COLUMNS: usize = STEPS + 1;

/// A table of how many of each group went how far, as a reader of the shown numbers sees it: the sums of its columns are
/// known, and of each group the sums of the columns between two shown steps (a block). What can be moved inside these sums
/// is not told.
struct Table {
    amounts: Vec<[u64; COLUMNS]>,
    blocks: Vec<[usize; COLUMNS]>,
    /// How many groups let somebody move from a column to another.
    moves: [[usize; COLUMNS]; COLUMNS],
}

impl Table {
    fn of(groups: &[Reached], cells: &[Cells]) -> Self {
        let mut table = Self { amounts: Vec::new(), blocks: Vec::new(), moves: [[0; COLUMNS]; COLUMNS] };
        for (counts, cells) in groups.iter().zip(cells) {
            // Where the first step is withheld, anybody might not be counted at all.
            let (mut amounts, mut blocks, mut block) = ([1; COLUMNS], [0; COLUMNS], 0);
            for step in 0..STEPS {
                block += usize::from(!cells[step]);
                amounts[step + 1] = counts[step] - counts.get(step + 1).unwrap_or(&0);
                blocks[step + 1] = block;
            }
            for (from, to) in pairs().filter(|(from, to)| amounts[*from] > 0 && blocks[*from] == blocks[*to]) {
                table.moves[from][to] += 1;
            }
            table.amounts.push(amounts);
            table.blocks.push(blocks);
        }
        table
    }

    /// Whether the number at a withheld step can only be what it is: nobody of the group's block can change sides of it,
    /// with whatever others then move to keep the sums.
    fn tells(&self, group: usize, step: usize) -> bool {
        let block = self.blocks[group][step + 1];
        let (before, after): (Vec<_>, Vec<_>) =
            (0..COLUMNS).filter(|column| self.blocks[group][*column] == block).partition(|column| *column <= step);
        !self.moves_between(group, &before, &after) && !self.moves_between(group, &after, &before)
    }

    /// Whether one more in a column of `into` can be made good by one less of the group in a column of `out_of`.
    fn moves_between(&self, group: usize, into: &[usize], out_of: &[usize]) -> bool {
        let across = |from: &usize, to: &usize| {
            (into.contains(from) && out_of.contains(to)) || (out_of.contains(from) && into.contains(to))
        };
        let mut reached = into.to_vec();
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            next += 1;
            for to in 0..COLUMNS {
                // The group itself must not undo the change.
                let own = across(&from, &to) && self.amounts[group][from] > 0;
                if self.moves[from][to] > usize::from(own) && !reached.contains(&to) {
                    reached.push(to);
                }
            }
        }
        out_of.iter().any(|column| self.amounts[group][*column] > 0 && reached.contains(column))
    }
}

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (0..COLUMNS).flat_map(|from| (0..COLUMNS).filter(move |to| *to != from).map(move |to| (from, to)))
}

/// The first small number that is withheld and told all the same.
fn first_told(groups: &[Reached], cells: &[Cells], small: &[Cells]) -> Option<(usize, usize)> {
    let table = Table::of(groups, cells);
    let all = (0..groups.len()).flat_map(|group| (0..STEPS).map(move |step| (group, step)));
    all.into_iter().find(|(group, step)| small[*group][*step] && table.tells(*group, *step))
}

#[cfg(test)]
#[path = "withholding_tests.rs"]
mod tests;
