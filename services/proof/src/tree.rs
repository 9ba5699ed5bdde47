//! The Merkle tree of RFC 6962, section 2: hashes, inclusion and consistency proofs. Whoever checks a proof uses the
//! algorithms of RFC 9162, section 2.1, which need no tree.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Hash of a leaf: the prefix keeps a leaf from passing for a node.
pub fn leaf_hash(data: &[u8]) -> Hash {
    hash(&[&[0], data])
}

/// Hash of a node over its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

/// SHA-256 of a text that is hashed outside of any log.
pub fn sha256(data: &[u8]) -> Hash {
    hash(&[data])
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Root of the tree over these leaves.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The largest power of two below `count`, which is above one: where a tree parts.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// What proves that a leaf stands at `position`: the siblings on its way to the root, from below.
pub fn inclusion(leaves: &[Hash], position: usize) -> Option<Vec<Hash>> {
    if position >= leaves.len() {
        return None;
    }
    let (mut path, mut leaves, mut position) = (Vec::new(), leaves, position);
    while leaves.len() > 1 {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if position < left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            position -= left.len();
            leaves = right;
        }
    }
    path.reverse();
    Some(path)
}

/// A whole tree. What proves a leaf is read from it, where [`inclusion`] hashes all leaves again for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// From the leaves up. The last node of an odd level has no sibling and rises as it is.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over these leaves.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node_hash(left, right),
                alone => alone[0],
            });
            levels.push(above.collect());
        }
        Self { levels }
    }

    /// The leaves.
    pub fn leaves(&self) -> &[Hash] {
        &self.levels[0]
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or_else(|| root(&[]))
    }

    /// What proves that a leaf stands at `position`: the siblings on its way to the root, from below.
    pub fn inclusion(&self, position: usize) -> Option<Vec<Hash>> {
        if position >= self.leaves().len() {
            return None;
        }
        let sibling = |(height, level): (usize, &Vec<Hash>)| level.get(position >> height ^ 1).copied();
        Some(self.levels.iter().enumerate().filter_map(sibling).collect())
    }

    /// What proves that the tree of the first `earlier` leaves grew into this one; see [`consistency`].
    pub fn consistency(&self, earlier: usize) -> Option<Vec<Hash>> {
        let mut length = self.leaves().len();
        if earlier == 0 || earlier > length {
            return None;
        }
        let (mut path, mut start, mut earlier, mut known) = (Vec::new(), 0, earlier, true);
        while earlier < length {
            let left = split(length);
            if earlier <= left {
                path.push(self.node(start + left, length - left));
                length = left;
            } else {
                path.push(self.node(start, left));
                (start, length, earlier, known) = (start + left, length - left, earlier - left, false);
            }
        }
        if !known {
            path.push(self.node(start, length));
        }
        path.reverse();
        Some(path)
    }

    /// Root over some leaves where a tree parts: they begin at a multiple of the power of two that they fill, or end with the
    /// tree.
    fn node(&self, start: usize, length: usize) -> Hash {
        let height = length.next_power_of_two().trailing_zeros();
        self.levels[height as usize][start >> height]
    }
}

/// What proves that the tree of the first `earlier` leaves grew into the tree of all. Nothing grows out of no leaf at all.
pub fn consistency(leaves: &[Hash], earlier: usize) -> Option<Vec<Hash>> {
    if earlier == 0 || earlier > leaves.len() {
        return None;
    }
    let (mut path, mut leaves, mut earlier, mut known) = (Vec::new(), leaves, earlier, true);
    while earlier < leaves.len() {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if earlier <= left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            earlier -= left.len();
            leaves = right;
            known = false;
        }
    }
    // The earlier root itself is known to whoever asks.
    if !known {
        path.push(root(leaves));
    }
    path.reverse();
    Some(path)
}

/// Whether `path` leads from a leaf at `position` to the root of a tree of `size`.
pub fn verify_inclusion(position: u64, size: u64, leaf: &Hash, path: &[Hash], root: &Hash) -> bool {
    if position >= size {
        return false;
    }
    let (mut node, mut last, mut reached) = (position, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            reached = node_hash(sibling, &reached);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            reached = node_hash(&reached, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && reached == *root
}

/// Whether the tree of `earlier` leaves is the beginning of the tree of `later`.
pub fn verify_consistency(earlier: (u64, &Hash), later: (u64, &Hash), path: &[Hash]) -> bool {
    let ((from, from_root), (to, to_root)) = (earlier, later);
    if from == to {
        return path.is_empty() && from_root == to_root;
    }
    if from == 0 || from > to {
        return false;
    }
    let whole = from.is_power_of_two();
    let mut siblings = path.iter();
    let Some(start) = (if whole { Some(from_root) } else { siblings.next() }) else { return false };
    let (mut node, mut last) = (from - 1, to - 1);
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (mut old, mut new) = (*start, *start);
    for sibling in siblings {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = node_hash(&new, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old == *from_root && new == *to_root
}

/// A growing tree without its leaves: the roots of its perfect subtrees, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// A frontier as it was kept. `None` when the roots cannot be those of a tree of `size`.
    pub fn kept(size: u64, roots: Vec<Hash>) -> Option<Self> {
        let fits = usize::try_from(size.count_ones()) == Ok(roots.len());
        fits.then_some(Self { size, roots })
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let (mut node, mut size) = (leaf, self.size);
        while size & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                node = node_hash(&left, &node);
            }
            size >>= 1;
        }
        self.roots.push(node);
        self.size += 1;
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the perfect subtrees, the largest first.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        let empty = || {
            let mut hash = [0; 32];
            hash.copy_from_slice(digest(&SHA256, b"").as_ref());
            hash
        };
        self.roots.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "tree_tests.rs"]
mod tests;
