#![allow(clippy::unwrap_used)]

use super::*;

fn design() -> SelectionLeaf {
    let (selection, design) = ("instansi/6571/selections/1".to_owned(), "one\ntwo \\n\n".to_owned());
    SelectionLeaf::Design(Box::new(DesignLeaf { selection, design }))
}

#[test]
fn every_leaf_is_read_back_to_the_letter() {
    let line = |score| SheetLine { candidate: "JPT-A".into(), instrument: "MAKALAH".into(), score };
    let sheet = |scores| SheetLeaf { round: 1, member: 2, salt: "5a".repeat(32), scores };
    let rank = RankLeaf { candidate: "JPT-A".into(), rank: 1, total: "3037/35".into(), members: 7 };
    let leaves = [
        design(),
        SelectionLeaf::Candidates { candidates: vec!["JPT-A".into(), "JPT-B".into()] },
        SelectionLeaf::Withdrawn { candidate: "JPT-B".into() },
        SelectionLeaf::Sealed { round: 1, scores_hash: "ab".repeat(32) },
        SelectionLeaf::Checked { round: 1, held: true },
        SelectionLeaf::Released { round: 1 },
        SelectionLeaf::Sheet(sheet(vec![line(80), line(4)])),
        SelectionLeaf::Sheet(sheet(Vec::new())),
        SelectionLeaf::Rank(rank),
        SelectionLeaf::Names { candidates: vec!["JPT-A".into(), "JPT-B".into()] },
        SelectionLeaf::Decision { candidate: "JPT-A".into() },
        SelectionLeaf::Cancelled { state: State::OnHold },
    ];
    for leaf in leaves {
        let text = leaf.to_text();
        assert!(text.starts_with(&format!("siklus leaf v1 {}\n", leaf.kind())));
        assert_eq!(SelectionLeaf::parse(&text), Ok(leaf), "{text}");
    }
}

#[test]
fn no_other_text_is_a_leaf() {
    let text = design().to_text();
    let hash = to_hex(&sha256("one\ntwo \\n\n".as_bytes()));
    assert!(text.contains(&format!("design_hash {hash}\n")));
    // The hash is of the design beside it, or there is no leaf.
    assert!(SelectionLeaf::parse(&text.replace(&hash, &"0".repeat(64))).is_err());
    for text in [
        "siklus leaf v1 rank\ncandidate A\nrank 01\ntotal 1\nmembers 1\n",
        "siklus leaf v1 checked\nround 1\nheld yes\n",
        "siklus leaf v1 sheet\nround 1\nmember 1\nsalt x\nscore A B 1 2\n",
        "siklus leaf v1 decision\ncandidate A\ncandidate B\n",
        "siklus leaf v1 receipt\n",
    ] {
        assert!(SelectionLeaf::parse(text).is_err(), "{text}");
    }
}
