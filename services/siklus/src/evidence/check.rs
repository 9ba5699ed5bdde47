//! Checks a bundle without the service: signature, every leaf's place, the earlier head, and the recount. Whoever made the
//! bundle may mean harm: nothing in it is believed before it is checked, and no number in it is counted up to.

use super::{
    bundle::{Bundle, LeafEntry},
    report::Asked,
    selection,
};
use proof::{Hash, PublicKey, SignedHead, consistency, from_hex, root, to_hex, verify_consistency, verify_inclusion};
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

    fn fail_at(&mut self, position: u64, what: impl Into<String>) {
        self.findings.push(Finding::at(position, what));
    }

    fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }

    fn note_once(&mut self, what: String) {
        if !self.notes.contains(&what) {
            self.notes.push(what);
        }
    }
}

/// Checks a bundle and what was asked besides.
pub fn check(bundle: &Bundle, asked: &Asked) -> Checked {
    let mut checked = Checked::default();
    let Some(signed) = check_head(bundle, asked, &mut checked) else { return checked };
    let hashes: Vec<Hash> = bundle.leaves.iter().map(LeafEntry::hash).collect();
    check_places(bundle, &signed, &hashes, &mut checked);
    check_earlier(bundle, asked, (&signed, &hashes), &mut checked);
    if selection::is_about_one(bundle) {
        selection::check_selection(bundle, &signed, asked, &mut checked);
        return checked;
    }
    let leaves = read_leaves(bundle, &mut checked);
    check_result(bundle, &leaves, &mut checked);
    if let Some(number) = &asked.participant {
        check_participant(bundle, &signed, number, &mut checked);
        if let Some(shown) = &asked.documents {
            shown.check(&leaves, number, &mut checked);
        }
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
    let Some(key) = key_of(bundle, asked, signed, what, checked) else { return false };
    if !signed.is_by(&key) {
        checked.fail(format!("the signature of {what} is forged: key {} did not sign it", key.id()));
        return false;
    }
    let listed = bundle.keys.iter().find(|key| key.key_id == head.key_id);
    let told = asked.keys.iter().find(|known| known.key.id() == head.key_id);
    // Whoever made the bundle says until when its keys count: who knows it from elsewhere need not believe that.
    let ends = [told.and_then(|known| known.until), listed.and_then(|key| key.valid_until)];
    let in_time =
        listed.is_none_or(|key| key.valid_from <= head.time) && ends.iter().flatten().all(|until| head.time < *until);
    if told.is_some() && ends == [None, None] {
        let id = &head.key_id;
        checked.note_once(format!("no end of key {id} is known here: if it was replaced, give --key FILE@TIME"));
    }
    if !in_time {
        checked.fail(format!("{what} was signed on {} by key {}, which did not count then", head.time, head.key_id));
    }
    in_time
}

/// The key that a head names: one of those that are to be believed, or else the bundle's own.
fn key_of(bundle: &Bundle, asked: &Asked, signed: &SignedHead, what: &str, checked: &mut Checked) -> Option<PublicKey> {
    let id = &signed.head.key_id;
    if !asked.keys.is_empty() {
        let known = asked.keys.iter().find(|known| known.key.id() == *id);
        if known.is_none() {
            checked.fail(format!("{what} is signed by key {id}, which is none of the keys that you believe"));
        }
        return known.map(|known| known.key);
    }
    match bundle.keys.iter().find(|key| key.key_id == *id).map(|key| key.key()) {
        Some(Ok(key)) => {
            checked.note_once(format!(
                "key {id} is the bundle's own: compare it with what the instansi announced, or give --key"
            ));
            Some(key)
        }
        Some(Err(error)) => {
            checked.fail(format!("{error:#}"));
            None
        }
        None => {
            checked.fail(format!("{what} is signed by key {id}, which the bundle does not have"));
            None
        }
    }
}

/// Every leaf stands where it should and leads to the root; all together make the root.
fn check_places(bundle: &Bundle, signed: &SignedHead, hashes: &[Hash], checked: &mut Checked) {
    let (size, head_root) = (signed.head.size, signed.head.root);
    let before = checked.findings.len();
    let mut expected = 0;
    for (entry, hash) in bundle.leaves.iter().zip(hashes) {
        if entry.position >= size {
            checked.fail_at(entry.position, format!("is not of this log: its signed head has {size} leaves"));
            continue;
        }
        if entry.position < expected {
            checked.fail_at(entry.position, "comes twice, or out of order");
            continue;
        }
        check_gap(expected, entry.position, checked);
        expected = entry.position + 1;
        if !leads_to(entry, hash, (size, &head_root)) {
            let what = "is not what the log holds there: altered, added or moved after the head was signed";
            checked.fail_at(entry.position, what);
        }
    }
    check_gap(expected, size, checked);
    let whole = root(hashes) == head_root;
    if whole && checked.findings.len() == before {
        checked.note(format!("all {size} leaves are the log's: nothing is missing, added, altered or moved"));
    } else if checked.findings.len() == before {
        checked.fail("the leaves together do not make the signed root");
    }
}

/// One finding for all that are missing from `from` on: how many is what somebody wrote.
fn check_gap(from: u64, to: u64, checked: &mut Checked) {
    match to.saturating_sub(from) {
        0 => {}
        1 => checked.fail_at(from, "is missing from the bundle"),
        many => checked.fail_at(from, format!("is missing from the bundle, and so are {} after it", many - 1)),
    }
}

pub(super) fn leads_to(entry: &LeafEntry, hash: &Hash, (size, root): (u64, &Hash)) -> bool {
    let path: Option<Vec<Hash>> = entry.proof.iter().map(|hash| from_hex(hash)).collect();
    path.is_some_and(|path| verify_inclusion(entry.position, size, hash, &path, root))
}

/// An earlier head is the beginning of this log, or there are two logs.
fn check_earlier(bundle: &Bundle, asked: &Asked, (signed, hashes): (&SignedHead, &[Hash]), checked: &mut Checked) {
    let Some(earlier) = &asked.head else {
        checked.note(
            "whoever has the key could have written all of this anew: only an earlier head shows that, give --head",
        );
        return;
    };
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
    let path = usize::try_from(from).ok().and_then(|from| consistency(hashes, from)).unwrap_or_default();
    if verify_consistency((from, &earlier.head.root), (to, &signed.head.root), &path) {
        let (time, key) = (earlier.head.time, &earlier.head.key_id);
        checked.note(format!("the log only grew since the head of {from} leaves signed on {time} by key {key}"));
        return;
    }
    let what = format!(
        "two different logs: the head of {from} leaves signed on {} and this one of {to} leaves cannot both be true. Keep \
         both files: together they prove it",
        earlier.head.time
    );
    // Which leaf it is only follows from leaves that are the earlier head's.
    let known = Some(&asked.known_leaves).filter(|known| root(known) == earlier.head.root);
    match known.and_then(|known| known.iter().zip(hashes).position(|(known, leaf)| known != leaf)) {
        Some(position) => checked.fail_at(position as u64, format!("differs between {what}")),
        None => checked.fail(what),
    }
}

/// The leaves that can be read, in the order of the bundle.
fn read_leaves(bundle: &Bundle, checked: &mut Checked) -> Vec<(u64, Leaf)> {
    let mut leaves = Vec::with_capacity(bundle.leaves.len());
    for entry in &bundle.leaves {
        match Leaf::parse(&entry.data) {
            Ok(leaf) => leaves.push((entry.position, leaf)),
            Err(error) => checked.fail_at(entry.position, error.to_string()),
        }
    }
    leaves
}

/// The result that the leaves give is the one that they publish.
fn check_result(bundle: &Bundle, leaves: &[(u64, Leaf)], checked: &mut Checked) {
    if let Some((position, Leaf::Criteria(criteria))) = leaves.first() {
        let vacancy = format!("instansi/{}/vacancies/{}", criteria.instansi, criteria.vacancy);
        if vacancy != bundle.vacancy {
            checked.fail_at(*position, format!("holds the criteria of another vacancy: {vacancy}"));
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
fn check_participant(bundle: &Bundle, signed: &SignedHead, number: &str, checked: &mut Checked) {
    let mut receipt = false;
    for entry in &bundle.leaves {
        let Some(leaf) = Leaf::parse(&entry.data).ok().filter(|leaf| leaf.participant() == number) else { continue };
        let hash = entry.hash();
        if leads_to(entry, &hash, (signed.head.size, &signed.head.root)) {
            receipt |= matches!(leaf, Leaf::Receipt(_));
            let (position, kind, hash) = (entry.position, leaf.kind(), to_hex(&hash));
            checked.note(format!("{number}: leaf {position} ({kind}) is in the log, hash {hash}"));
        }
    }
    if !receipt {
        checked.fail(format!("{number} has no receipt in this log"));
    }
}
