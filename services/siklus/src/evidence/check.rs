//! Checks a bundle without the service: signature, every leaf's place, the earlier head, and the recount.

use super::{
    bundle::{Bundle, LeafEntry},
    report::Asked,
};
use proof::{Hash, SignedHead, consistency, from_hex, root, to_hex, verify_consistency, verify_inclusion};
use recruitment::domain::{
    leaf::Leaf,
    recount::{Finding, Recount, recount},
};

/// What a check came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// Everything that is wrong; empty when all is as it should be.
    pub findings: Vec<Finding>,
    /// What was found to be right, and what a reader should know, in plain words.
    pub notes: Vec<String>,
}

impl Checked {
    fn fail(&mut self, what: impl Into<String>) {
        self.findings.push(Finding::missing(what));
    }

    fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }
}

/// Checks a bundle and what was asked besides.
pub fn check(bundle: &Bundle, asked: &Asked) -> Checked {
    let mut checked = Checked::default();
    let Some(signed) = check_head(bundle, asked, &mut checked) else { return checked };
    let leaves = check_leaves(bundle, &signed, &mut checked);
    check_earlier(bundle, asked, &signed, &mut checked);
    check_result(bundle, &leaves, &mut checked);
    if let Some(number) = &asked.participant {
        check_participant(bundle, &signed, &leaves, number, &mut checked);
    }
    checked
}

/// The head is signed, by a key that counted then, and about this vacancy.
fn check_head(bundle: &Bundle, asked: &Asked, checked: &mut Checked) -> Option<SignedHead> {
    let signed = match bundle.head.signed() {
        Ok(signed) => signed,
        Err(error) => {
            checked.fail(format!("{error:#}"));
            return None;
        }
    };
    if signed.head.log != bundle.vacancy {
        checked.fail(format!("the bundle is about {} and its head about {}", bundle.vacancy, signed.head.log));
    }
    if signature_holds(bundle, asked, &signed, "the head", checked) {
        let (size, time) = (signed.head.size, signed.head.time);
        checked.note(format!("the head of {size} leaves was signed on {time} by key {}", signed.head.key_id));
    }
    Some(signed)
}

/// Whether a head carries a signature that counts; says why not.
fn signature_holds(bundle: &Bundle, asked: &Asked, signed: &SignedHead, what: &str, checked: &mut Checked) -> bool {
    let SignedHead { head, .. } = signed;
    let listed = bundle.keys.iter().find(|key| key.key_id == head.key_id);
    let key = match (&asked.key, listed.map(|key| key.key())) {
        (Some(key), _) => *key,
        (None, Some(Ok(key))) => {
            let doubt =
                "the key is the bundle's own: compare its id with the one that the instansi announced, or give --key";
            if !checked.notes.iter().any(|note| note == doubt) {
                checked.note(doubt);
            }
            key
        }
        (None, Some(Err(error))) => {
            checked.fail(format!("{error:#}"));
            return false;
        }
        (None, None) => {
            checked.fail(format!("{what} is signed by key {}, which the bundle does not have", head.key_id));
            return false;
        }
    };
    if !signed.is_by(&key) {
        checked.fail(format!("the signature of {what} is forged: key {} did not sign it", key.id()));
        return false;
    }
    let in_time =
        listed.is_none_or(|key| key.valid_from <= head.time && key.valid_until.is_none_or(|until| head.time < until));
    if !in_time {
        checked.fail(format!("{what} was signed on {} by key {}, which did not count then", head.time, head.key_id));
    }
    in_time
}

/// Every leaf stands where it should and leads to the root; all together make the root. Returns those that can be read.
fn check_leaves(bundle: &Bundle, signed: &SignedHead, checked: &mut Checked) -> Vec<(u64, Leaf)> {
    let (size, head_root) = (signed.head.size, signed.head.root);
    let before = checked.findings.len();
    let mut expected = 0;
    for entry in &bundle.leaves {
        if entry.position >= size {
            let what = format!("is not of this log: its signed head has {size} leaves");
            checked.findings.push(Finding::at(entry.position, what));
            continue;
        }
        if entry.position < expected {
            checked.findings.push(Finding::at(entry.position, "comes twice, or out of order"));
            continue;
        }
        for missing in expected..entry.position {
            checked.findings.push(Finding::at(missing, "is missing from the bundle"));
        }
        expected = entry.position + 1;
        if !leads_to(entry, size, &head_root) {
            let what = "is not what the log holds there: altered, added or moved after the head was signed";
            checked.findings.push(Finding::at(entry.position, what));
        }
    }
    for missing in expected..size {
        checked.findings.push(Finding::at(missing, "is missing from the bundle"));
    }
    let hashes: Vec<Hash> = bundle.leaves.iter().map(LeafEntry::hash).collect();
    let whole = root(&hashes) == head_root;
    if whole && checked.findings.len() == before {
        checked.note(format!("all {size} leaves are the log's: nothing is missing, added, altered or moved"));
    } else if checked.findings.len() == before {
        checked.fail("the leaves together do not make the signed root");
    }
    let mut leaves = Vec::new();
    for entry in &bundle.leaves {
        match Leaf::parse(&entry.data) {
            Ok(leaf) => leaves.push((entry.position, leaf)),
            Err(error) => checked.findings.push(Finding::at(entry.position, error.to_string())),
        }
    }
    leaves
}

fn leads_to(entry: &LeafEntry, size: u64, root: &Hash) -> bool {
    let path: Option<Vec<Hash>> = entry.proof.iter().map(|hash| from_hex(hash)).collect();
    path.is_some_and(|path| verify_inclusion(entry.position, size, &entry.hash(), &path, root))
}

/// An earlier head is the beginning of this log, or there are two logs.
fn check_earlier(bundle: &Bundle, asked: &Asked, signed: &SignedHead, checked: &mut Checked) {
    let Some(earlier) = &asked.head else { return };
    if earlier.head.log != signed.head.log {
        checked.fail(format!("the earlier head is of another log: {}", earlier.head.log));
        return;
    }
    if !signature_holds(bundle, asked, earlier, "the earlier head", checked) {
        return;
    }
    let (from, to) = (earlier.head.size, signed.head.size);
    if from > to {
        let hidden = from - to;
        checked.fail(format!("the bundle is older than the head you hold: it leaves out the last {hidden} leaves"));
        return;
    }
    let hashes: Vec<Hash> = bundle.leaves.iter().map(LeafEntry::hash).collect();
    let path = usize::try_from(from).ok().and_then(|from| consistency(&hashes, from)).unwrap_or_default();
    if verify_consistency((from, &earlier.head.root), (to, &signed.head.root), &path) {
        checked.note(format!("the log only grew since the head of {from} leaves that you hold"));
        return;
    }
    let what = format!(
        "two different logs: the head of {from} leaves signed on {} and this one of {to} leaves cannot both be true. Keep \
         both files: together they prove it",
        earlier.head.time
    );
    match asked.known_leaves.iter().zip(&hashes).position(|(known, leaf)| known != leaf) {
        Some(position) => checked.findings.push(Finding::at(position as u64, format!("differs between {what}"))),
        None => checked.fail(what),
    }
}

/// The result that the leaves give is the one that they publish.
fn check_result(bundle: &Bundle, leaves: &[(u64, Leaf)], checked: &mut Checked) {
    if let Some((position, Leaf::Criteria(criteria))) = leaves.first() {
        let vacancy = format!("instansi/{}/vacancies/{}", criteria.instansi, criteria.vacancy);
        if vacancy != bundle.vacancy {
            checked.findings.push(Finding::at(*position, format!("holds the criteria of another vacancy: {vacancy}")));
        }
    }
    let Recount { findings, notes, participants, selected } = recount(leaves);
    if findings.is_empty() {
        let seats = selected.join(", ");
        checked.note(format!(
            "the result was counted again: {participants} applied, {} selected: {seats}",
            selected.len()
        ));
    }
    checked.notes.extend(notes);
    checked.findings.extend(findings);
}

/// One participant's leaves are in the log.
fn check_participant(
    bundle: &Bundle,
    signed: &SignedHead,
    leaves: &[(u64, Leaf)],
    number: &str,
    checked: &mut Checked,
) {
    let own: Vec<_> = leaves.iter().filter(|(_, leaf)| leaf.participant() == number).collect();
    if !own.iter().any(|(_, leaf)| matches!(leaf, Leaf::Receipt(_))) {
        checked.fail(format!("{number} has no receipt in this log"));
    }
    for (position, leaf) in own {
        let entry = bundle.leaves.iter().find(|entry| entry.position == *position);
        if let Some(entry) = entry.filter(|entry| leads_to(entry, signed.head.size, &signed.head.root)) {
            let hash = to_hex(&entry.hash());
            checked.note(format!("{number}: leaf {position} ({}) is in the log, hash {hash}", leaf.kind()));
        }
    }
}
