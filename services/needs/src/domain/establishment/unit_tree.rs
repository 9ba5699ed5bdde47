//! Levels and circles of a tree that may be none, and how long its paths are.

use crate::domain::position::PATH_SEPARATOR;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What going up from every unit leads to.
#[derive(Debug, Default)]
pub struct Levels {
    /// Level of every unit that is below a root, which has level 1.
    pub levels: HashMap<Uuid, usize>,
    /// Units that lead back to themselves, each followed by the one above it.
    pub circles: Vec<Vec<Uuid>>,
}

/// Goes up from every unit once. An unknown parent ends the way as a root does.
pub fn levels(parents: &HashMap<Uuid, Option<Uuid>>) -> Levels {
    let mut found = Levels::default();
    let mut lost: HashSet<Uuid> = HashSet::new();
    for start in parents.keys() {
        let (mut way, mut on_way) = (Vec::new(), HashMap::new());
        let mut at = Some(*start);
        let above = loop {
            let Some(unit) = at else { break Some(0) };
            if let Some(level) = found.levels.get(&unit) {
                break Some(*level);
            }
            if lost.contains(&unit) {
                break None;
            }
            if let Some(nth) = on_way.insert(unit, way.len()) {
                found.circles.push(way[nth..].to_vec());
                break None;
            }
            way.push(unit);
            at = parents.get(&unit).copied().flatten();
        };
        match above {
            Some(level) => {
                let numbered = way.iter().rev().zip(level + 1..);
                found.levels.extend(numbered.map(|(unit, level)| (*unit, level)));
            }
            None => lost.extend(way),
        }
    }
    found
}

/// Bytes of the path of every unit that has a level.
pub fn path_lengths(
    names: &HashMap<Uuid, &str>,
    parents: &HashMap<Uuid, Option<Uuid>>,
    levels: &HashMap<Uuid, usize>,
) -> HashMap<Uuid, usize> {
    let mut downwards: Vec<(usize, Uuid)> = levels.iter().map(|(id, level)| (*level, *id)).collect();
    downwards.sort_unstable();
    let mut lengths: HashMap<Uuid, usize> = HashMap::new();
    for (_, id) in downwards {
        let above = parents.get(&id).copied().flatten().and_then(|parent| lengths.get(&parent));
        let above = above.map_or(0, |length| length + PATH_SEPARATOR.len());
        lengths.insert(id, above + names.get(&id).map_or(0, |name| name.len()));
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn levels_count_from_the_root_and_circles_are_found_once() {
        let up = |pairs: &[(u128, u128)]| {
            pairs.iter().map(|(unit, parent)| (id(*unit), (*parent > 0).then(|| id(*parent)))).collect()
        };
        // 1 ─ 2 ─ 3; 4 → 5 → 6 → 4, and 7 below 4; 8 is its own parent.
        let parents = up(&[(1, 0), (2, 1), (3, 2), (4, 5), (5, 6), (6, 4), (7, 4), (8, 8)]);
        let mut found = levels(&parents);
        for (unit, level) in [(1, 1), (2, 2), (3, 3)] {
            assert_eq!(found.levels.get(&id(unit)), Some(&level));
        }
        assert_eq!(found.levels.len(), 3);
        found.circles.sort_by_key(Vec::len);
        assert_eq!(found.circles[0], [id(8)]);
        assert_eq!((found.circles.len(), found.circles[1].len()), (2, 3));
        // `satu | dua | satu`; units that have no level have no path.
        let names = (1..=8).map(|n| (id(n), if n % 2 == 0 { "dua" } else { "satu" })).collect();
        let lengths = path_lengths(&names, &parents, &found.levels);
        assert_eq!((lengths.len(), lengths[&id(1)], lengths[&id(2)], lengths[&id(3)]), (3, 4, 10, 17));
    }
}
