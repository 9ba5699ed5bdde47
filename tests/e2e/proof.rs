//! A published selection is counted again by somebody who has nothing but the bundle; whoever changes anything is caught,
//! and the leaf is named.

use anyhow::Context;
use contracts::recruitment::v1::{self as pb, log_service_client::LogServiceClient};
use proof::{Hash, SignedHead, Signer, inclusion, leaf_hash, root, to_hex};
use recruitment::domain::{final_ranking::FinalOutcome, leaf::Leaf};
use siklus::evidence::{self, Asked, BelievedKey, Bundle, Checked, HeadFile};
use system_tests::world::{World, checks, office::Post, people::Person, until};
use tonic::transport::Channel;

const NURSE: Post = Post { title: "PERAWAT", incumbents: 0, lacking: 2 };

/// A published selection and what everybody can get of it.
struct Published {
    world: World,
    bundle: Bundle,
    signer: Signer,
}

impl Published {
    async fn start() -> Self {
        let world = World::start().await;
        let (selected, _) = world.office.select(&[NURSE], 20).await;
        let vacancy = selected[0].name.split("/applications/").next().unwrap().to_owned();
        let bundle = evidence::fetch(logs(&world), &vacancy).await.unwrap();
        let pem = std::fs::read_to_string(world.site.folder.join("signing.pem")).unwrap();
        Self { world, bundle, signer: Signer::from_pem(&pem).unwrap() }
    }

    /// The bundle that the instansi itself would publish if it cheated: other leaves, sound proofs, its own signature.
    fn signed_again(&self, data: Vec<String>) -> Bundle {
        let hashes: Vec<Hash> = data.iter().map(|data| leaf_hash(data.as_bytes())).collect();
        let (log, size, time) = (self.bundle.vacancy.clone(), hashes.len() as u64, self.bundle.head.time);
        let head = HeadFile::of(&SignedHead::sign(log, size, root(&hashes), time, &self.signer));
        let entry = |(position, data): (usize, String)| {
            let path = inclusion(&hashes, position).unwrap();
            let proof = path.iter().map(|hash| to_hex(hash)).collect();
            evidence::LeafEntry { position: position as u64, data, proof }
        };
        let leaves = data.into_iter().enumerate().map(entry).collect();
        Bundle { head, leaves, ..self.bundle.clone() }
    }

    fn data(&self) -> Vec<String> {
        self.bundle.leaves.iter().map(|leaf| leaf.data.clone()).collect()
    }
}

fn logs(world: &World) -> LogServiceClient<Channel> {
    let address = format!("http://127.0.0.1:{}", world.site.ports["recruitment"]);
    LogServiceClient::new(Channel::from_shared(address).unwrap().connect_lazy())
}

fn check(bundle: &Bundle) -> Checked {
    evidence::check(bundle, &Asked::default())
}

/// Whether a check says this about this leaf.
fn names(checked: &Checked, at: usize, part: &str) -> bool {
    checked.findings.iter().any(|finding| finding.position == Some(at as u64) && finding.what.contains(part))
}

/// What is said of a leaf that is not the one under the signed root.
const MOVED: &str = "is not what the log holds there";
/// What is said of a row that is not what the scores give.
const WRONG: &str = "and the scores give";

fn says(checked: &Checked, part: &str) -> bool {
    checked.findings.iter().any(|finding| finding.what.contains(part))
}

/// The first leaf that the closure wants.
fn find(bundle: &Bundle, wanted: impl Fn(&Leaf) -> bool) -> usize {
    let parsed = |data: &str| Leaf::parse(data).context("a leaf").unwrap();
    bundle.leaves.iter().position(|leaf| wanted(&parsed(&leaf.data))).unwrap()
}

fn is_selected(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Result(row) if row.last.is_some_and(|last| last.outcome == FinalOutcome::Selected))
}

fn is_not_selected(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Result(row) if row.last.is_some_and(|last| last.outcome == FinalOutcome::NotSelected))
}

fn is_skd(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Skd(row) if matches!(row.outcome, recruitment::domain::ranking::SkdOutcome::Scored(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_selection_is_counted_again_and_changes_are_caught() {
    let published = Published::start().await;
    honest(&published);
    altered_files(&published);
    a_cheating_instansi(&published);
    two_logs(&published);
    keys_and_signatures(&published);
    nothing_personal(&published).await;
    published.world.end().await;
}

fn honest(published: &Published) {
    let bundle = &published.bundle;
    let number = Leaf::parse(&bundle.leaves[find(bundle, is_selected)].data).unwrap().participant().to_owned();
    let keys = vec![BelievedKey { key: *published.signer.public(), until: None }];
    let asked = Asked { participant: Some(number.clone()), keys, ..Asked::default() };
    let checked = evidence::check(&Bundle::read(&bundle.to_text().unwrap()).unwrap(), &asked);
    assert!(checked.holds(), "{}", checked.to_text());
    let text = checked.to_text();
    assert!(text.contains("20 applied, 2 selected") && text.contains(&format!("{number}: leaf")), "{text}");
    let unknown = Asked { participant: Some("nobody".into()), ..Asked::default() };
    assert!(says(&evidence::check(bundle, &unknown), "nobody has no receipt"));
}

/// Somebody on the way changes the file. Each change is seen by the proofs alone, whatever the recount says of it.
fn altered_files(published: &Published) {
    let bundle = &published.bundle;
    let at = find(bundle, is_skd);
    let mut altered = bundle.clone();
    let Ok(Leaf::Skd(mut row)) = Leaf::parse(&altered.leaves[at].data) else { panic!("no score") };
    row.salt = "00".repeat(32);
    altered.leaves[at].data = Leaf::Skd(row).to_text();
    let checked = check(&altered);
    assert!(names(&checked, at, MOVED) && checked.findings.len() == 1, "{}", checked.to_text());

    let mut dropped = bundle.clone();
    dropped.leaves.remove(at);
    let checked = check(&dropped);
    assert!(names(&checked, at, "is missing"), "{}", checked.to_text());

    let mut added = bundle.clone();
    let mut guest = added.leaves[1].clone();
    guest.position = added.leaves.len() as u64;
    added.leaves.push(guest);
    assert!(names(&check(&added), bundle.leaves.len(), "is not of this log"));

    let (one, two) = (find(bundle, is_selected), find(bundle, is_not_selected));
    let mut swapped = bundle.clone();
    let data = swapped.leaves[one].data.clone();
    swapped.leaves[one].data = std::mem::replace(&mut swapped.leaves[two].data, data);
    let checked = check(&swapped);
    assert!(names(&checked, one, MOVED) && names(&checked, two, MOVED), "{}", checked.to_text());

    let mut heavier = bundle.clone();
    heavier.leaves[0].data = heavier.leaves[0].data.replace("weights\t40\t60", "weights\t50\t50");
    assert_ne!(heavier.leaves[0].data, bundle.leaves[0].data);
    assert!(names(&check(&heavier), 0, MOVED));
}

/// The instansi has the key: what it signs anew is sound, and the recount still tells.
fn a_cheating_instansi(published: &Published) {
    let bundle = &published.bundle;
    assert!(check(&published.signed_again(published.data())).holds(), "signing again changes nothing by itself");
    let (one, two) = (find(bundle, is_selected), find(bundle, is_not_selected));
    let number = |at: usize| Leaf::parse(&bundle.leaves[at].data).unwrap().participant().to_owned();
    let (winner, loser) = (number(one), number(two));

    let mut altered = published.data();
    let mark = find(bundle, |leaf| matches!(leaf, Leaf::Skb(row) if row.participant == loser));
    let Ok(Leaf::Skb(mut row)) = Leaf::parse(&altered[mark]) else { panic!("no mark") };
    row.scores.cat.0 += 1;
    altered[mark] = Leaf::Skb(row).to_text();
    let checked = check(&published.signed_again(altered));
    assert!(names(&checked, two, WRONG), "{}", checked.to_text());

    let mut swapped = published.data();
    swapped[one] = swapped[one].replace(&winner, &loser);
    swapped[two] = swapped[two].replace(&loser, &winner);
    let checked = check(&published.signed_again(swapped));
    assert!(names(&checked, one, WRONG) && names(&checked, two, WRONG), "{}", checked.to_text());

    let mut dropped = published.data();
    dropped.remove(two);
    let receipt = find(bundle, |leaf| matches!(leaf, Leaf::Receipt(row) if row.participant == loser));
    let checked = check(&published.signed_again(dropped));
    assert!(names(&checked, receipt, "applied and is not in the published result"), "{}", checked.to_text());

    let mut added = published.data();
    added.push(added[one].replace(&winner, "20246571999999999999"));
    let checked = check(&published.signed_again(added));
    assert!(names(&checked, bundle.leaves.len(), "has no receipt in this log"), "{}", checked.to_text());

    let mut heavier = published.data();
    heavier[0] = heavier[0].replace("weights\t40\t60", "weights\t90\t10");
    let checked = check(&published.signed_again(heavier));
    assert!(names(&checked, one, WRONG), "{}", checked.to_text());

    let mut later = published.data();
    later.push(later[0].replace("weights\t40\t60", "weights\t50\t50"));
    let checked = check(&published.signed_again(later));
    let last = bundle.leaves.len();
    assert!(names(&checked, last, "changes the criteria"), "{}", checked.to_text());
    assert_eq!(checked.findings.len(), 1, "{}", checked.to_text());

    // A better mark after the publication, without the row that it would give.
    let mut again = published.data();
    again.push(again[mark].replace("cat_thousandths ", "cat_thousandths 1"));
    let checked = check(&published.signed_again(again));
    assert!(names(&checked, last, "younger than the published result"), "{}", checked.to_text());
}

/// Whoever kept an earlier head sees that the log was rewritten, even when the new one is sound in itself.
fn two_logs(published: &Published) {
    let (bundle, size) = (&published.bundle, published.bundle.leaves.len());
    let earlier = published.signed_again(published.data()[..size - 3].to_vec());
    let held = |head: &HeadFile| Asked { head: Some(head.signed().unwrap()), ..Asked::default() };
    let grown = evidence::check(bundle, &held(&earlier.head));
    assert!(grown.holds() && grown.to_text().contains("only grew"), "{}", grown.to_text());

    let mut rewritten = published.data();
    let at = find(bundle, |leaf| matches!(leaf, Leaf::Receipt(_)));
    rewritten.remove(at);
    let other = published.signed_again(rewritten);
    let caught = evidence::check(&other, &held(&earlier.head));
    assert!(says(&caught, "two different logs"), "{}", caught.to_text());
    let known_leaves = earlier.leaves.iter().map(evidence::LeafEntry::hash).collect();
    let caught = evidence::check(&other, &Asked { known_leaves, ..held(&earlier.head) });
    let leaf = caught.findings.iter().find(|finding| finding.what.contains("two different logs")).unwrap();
    assert_eq!(leaf.position, Some(at as u64));

    let stale = evidence::check(&earlier, &held(&bundle.head));
    assert!(says(&stale, "leaves out the last 3 leaves"), "{}", stale.to_text());
}

fn keys_and_signatures(published: &Published) {
    let bundle = &published.bundle;
    let mut forged = bundle.clone();
    let first = if forged.head.signature.starts_with('0') { "1" } else { "0" };
    forged.head.signature.replace_range(..1, first);
    assert!(says(&check(&forged), "forged"));

    let stranger = Signer::from_pem(&Signer::generate_pem().unwrap()).unwrap();
    let hashes: Vec<Hash> = bundle.leaves.iter().map(evidence::LeafEntry::hash).collect();
    let head =
        SignedHead::sign(bundle.vacancy.clone(), hashes.len() as u64, root(&hashes), bundle.head.time, &stranger);
    let mut other = bundle.clone();
    other.head = HeadFile::of(&head);
    assert!(says(&check(&other), "which the bundle does not have"));
    other.keys[0].pem = stranger.public().to_pem();
    other.keys[0].key_id = stranger.key_id().to_owned();
    assert!(check(&other).holds(), "a bundle with a key of its own looks sound to who does not know the right one");
    let keys = vec![BelievedKey { key: *published.signer.public(), until: None }];
    let asked = Asked { keys, ..Asked::default() };
    assert!(says(&evidence::check(&other, &asked), "none of the keys that you believe"));
    other.head.key_id = published.signer.key_id().to_owned();
    assert!(says(&evidence::check(&other, &asked), "forged"));

    let mut expired = bundle.clone();
    expired.keys[0].valid_until = Some(expired.keys[0].valid_from);
    assert!(says(&check(&expired), "did not count then"));
}

async fn nothing_personal(published: &Published) {
    let text = published.bundle.to_text().unwrap();
    for person in (0..20).map(Person) {
        for canary in person.canaries() {
            assert!(!text.contains(&canary), "the bundle tells {canary}");
        }
        assert!(!text.contains(&person.birth_date().to_string()), "the bundle tells a birth date");
    }
    let mut client = logs(&published.world);
    let vacancy = published.bundle.vacancy.clone();
    let head = until("every leaf has its place", async || {
        let head = client.clone().get_log_head(pb::GetLogHeadRequest { name: vacancy.clone(), size: 0 }).await;
        head.ok().map(tonic::Response::into_inner)
    })
    .await;
    assert_eq!(head.size.unsigned_abs(), published.bundle.head.size);
    let request = pb::GetConsistencyProofRequest { name: vacancy, from_size: 1, to_size: 0 };
    let proof = client.get_consistency_proof(request).await.unwrap().into_inner();
    assert!(!proof.hashes.is_empty());
    checks::settle(&published.world.pool).await;
}
