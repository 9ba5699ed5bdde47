//! Trees that were asked for of late. A log only grows, so that the tree over its first leaves never changes.

use ::proof::Tree;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Leaves of all kept trees together: some 64 MB, for a tree has twice as many hashes as leaves.
const LEAVES: usize = 1_000_000;

/// The trees of logs, by log and size. What was asked for longest ago is forgotten first.
#[derive(Debug)]
pub(crate) struct TreeCache {
    /// The latest last.
    trees: Mutex<Vec<(Uuid, Arc<Tree>)>>,
    leaves: usize,
}

impl Default for TreeCache {
    fn default() -> Self {
        Self::of(LEAVES)
    }
}

impl TreeCache {
    /// One that keeps no more than so many leaves.
    fn of(leaves: usize) -> Self {
        Self { trees: Mutex::new(Vec::new()), leaves }
    }

    /// The tree over the first `size` leaves of a log, if it is kept.
    pub fn get(&self, log: Uuid, size: usize) -> Option<Arc<Tree>> {
        let mut trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let at = trees.iter().position(|(of, tree)| *of == log && tree.leaves().len() == size)?;
        let found = trees.remove(at);
        let tree = found.1.clone();
        trees.push(found);
        Some(tree)
    }

    /// Keeps a tree, and forgets others for it. One that is larger than all may be together is not kept.
    pub fn put(&self, log: Uuid, tree: Arc<Tree>) {
        let size = tree.leaves().len();
        if size > self.leaves {
            return;
        }
        let mut trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        // Two who asked at once have both built it.
        trees.retain(|(of, kept)| *of != log || kept.leaves().len() != size);
        trees.push((log, tree));
        while self.weight(&trees) > self.leaves {
            trees.remove(0);
        }
    }

    /// Leaves of all. The smallest tree counts for a thousandth of what is kept: no more than a thousand are looked through.
    fn weight(&self, trees: &[(Uuid, Arc<Tree>)]) -> usize {
        let least = (self.leaves / 1_000).max(1);
        trees.iter().map(|(_, tree)| tree.leaves().len().max(least)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(size: u8) -> Arc<Tree> {
        Arc::new(Tree::new((0..size).map(|leaf| [leaf; 32]).collect()))
    }

    #[test]
    fn what_was_asked_for_longest_ago_is_forgotten_first() {
        let cache = TreeCache::of(10);
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        cache.put(one, tree(4));
        cache.put(two, tree(4));
        assert_eq!(cache.get(one, 4), Some(tree(4)));
        assert_eq!(cache.get(one, 3), None, "another size is another tree");
        cache.put(three, tree(5));
        assert_eq!((cache.get(two, 4), cache.get(one, 4).is_some()), (None, true));
        cache.put(three, tree(5));
        assert!(cache.get(one, 4).is_some(), "what is put twice is kept once");
        cache.put(two, tree(11));
        assert_eq!(cache.get(two, 11), None, "one that is too large drives nobody out");
        assert!(cache.get(three, 5).is_some());
    }
}
