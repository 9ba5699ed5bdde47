use super::*;
use crate::hex::{from_hex, to_hex};
use proptest::prelude::*;

/// The leaves of the reference tests of Certificate Transparency.
fn leaves() -> Vec<Hash> {
    let data: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    data.into_iter().map(leaf_hash).collect()
}

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_published_roots_are_reached() {
    assert_eq!(to_hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size, expected) in (1..).zip(ROOTS) {
        assert_eq!(to_hex(&root(&leaves()[..size])), expected, "{size} leaves");
    }
}

#[test]
fn the_published_inclusion_proofs_are_made_and_hold() {
    let cases: [(usize, usize, &[&str]); 5] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (position, size, expected) in cases {
        let leaves = &leaves()[..size];
        let path = inclusion(leaves, position).unwrap();
        assert_eq!(path.iter().map(|hash| to_hex(hash)).collect::<Vec<_>>(), expected, "{position} of {size}");
        assert!(verify_inclusion(position as u64, size as u64, &leaves[position], &path, &root(leaves)));
    }
    assert_eq!(inclusion(&leaves(), 8), None);
}

#[test]
fn the_published_consistency_proofs_are_made_and_hold() {
    let cases: [(usize, usize, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (from, to, expected) in cases {
        let leaves = &leaves()[..to];
        let path = consistency(leaves, from).unwrap();
        assert_eq!(path.iter().map(|hash| to_hex(hash)).collect::<Vec<_>>(), expected, "{from} to {to}");
        let (earlier, later) = (root(&leaves[..from]), root(leaves));
        assert!(verify_consistency((from as u64, &earlier), (to as u64, &later), &path));
    }
    assert_eq!(consistency(&leaves(), 0), None);
    assert_eq!(consistency(&leaves(), 9), None);
}

#[test]
fn a_hash_is_read_back_from_its_digits() {
    assert_eq!(from_hex(ROOTS[0]).map(|hash| to_hex(&hash)).as_deref(), Some(ROOTS[0]));
    assert_eq!(from_hex(&ROOTS[0].to_uppercase()), None);
    assert_eq!(from_hex("6e"), None);
}

/// A tree by the definition of RFC 6962, section 2.1.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => root(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(split(many.len()));
            node_hash(&defined(left), &defined(right))
        }
    }
}

fn some_leaves(size: usize) -> Vec<Hash> {
    (0..size).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

proptest! {
    #[test]
    fn the_root_is_the_defined_one(size in 0_usize..200) {
        let leaves = some_leaves(size);
        prop_assert_eq!(root(&leaves), defined(&leaves));
    }

    #[test]
    fn a_whole_tree_proves_what_hashing_again_proves(size in 0_usize..130) {
        let leaves = some_leaves(size);
        let tree = Tree::new(leaves.clone());
        prop_assert_eq!(tree.root(), root(&leaves));
        for position in 0..=size {
            prop_assert_eq!(tree.inclusion(position), inclusion(&leaves, position));
        }
    }

    #[test]
    fn a_kept_frontier_goes_on(size in 1_usize..200, cut in 0_usize..200) {
        let leaves = some_leaves(size);
        let mut first = Frontier::default();
        let cut = cut.min(size);
        leaves[..cut].iter().for_each(|leaf| first.push(*leaf));
        let mut kept = Frontier::kept(first.size(), first.roots().to_vec()).unwrap();
        leaves[cut..].iter().for_each(|leaf| kept.push(*leaf));
        prop_assert_eq!(kept.root(), root(&leaves));
        prop_assert_eq!(Frontier::kept(kept.size(), Vec::new()), None);
    }

    #[test]
    fn inclusion_holds_for_its_leaf_and_for_no_other(size in 1_usize..130, nth in 0_usize..130, wrong in 0_usize..130) {
        let leaves = some_leaves(size);
        let (position, wrong, head) = (nth % size, wrong % size, root(&leaves));
        let path = inclusion(&leaves, position).unwrap();
        let holds = |at: usize, leaf: usize, size: usize| {
            verify_inclusion(at as u64, size as u64, &leaves[leaf], &path, &head)
        };
        prop_assert!(holds(position, position, size));
        prop_assert_eq!(holds(position, wrong, size), wrong == position);
        prop_assert_eq!(holds(wrong, position, size), wrong == position);
        if let Some(first) = path.first() {
            let mut bent = path.clone();
            bent[0] = leaf_hash(first);
            prop_assert!(!verify_inclusion(position as u64, size as u64, &leaves[position], &bent, &head));
            prop_assert!(!verify_inclusion(position as u64, size as u64, &leaves[position], &path[1..], &head));
        }
    }

    #[test]
    fn consistency_holds_for_what_grew_and_for_nothing_else(size in 1_usize..130, cut in 1_usize..130, changed in 0_usize..130) {
        let leaves = some_leaves(size);
        let from = (cut - 1) % size + 1;
        let path = consistency(&leaves, from).unwrap();
        prop_assert_eq!(Tree::new(leaves.clone()).consistency(from), Some(path.clone()));
        let (earlier, later) = (root(&leaves[..from]), root(&leaves));
        let (old, new) = ((from as u64, &earlier), (size as u64, &later));
        prop_assert!(verify_consistency(old, new, &path));
        let mut rewritten = leaves.clone();
        rewritten[changed % from] = leaf_hash(b"another");
        let other = root(&rewritten);
        let forged = consistency(&rewritten, from).unwrap();
        prop_assert!(!verify_consistency(old, (size as u64, &other), &forged));
        prop_assert!(!verify_consistency(old, (size as u64, &other), &path));
    }
}
