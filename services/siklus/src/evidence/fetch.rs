//! Fetches a bundle from a running service, as anybody without a token may.

use super::bundle::{Bundle, FORMAT, HeadFile, KeyEntry, LeafEntry, MOST_LEAVES};
use anyhow::{Context, ensure};
use contracts::recruitment::v1::{self as pb, log_service_client::LogServiceClient};
use platform::dates;
use proof::{Head, SignedHead, Tree, to_hex};
use tonic::transport::Channel;

/// Fetches everything about a published vacancy or an announced selection. The proofs are made here: they follow from the
/// leaves.
pub async fn fetch(mut client: LogServiceClient<Channel>, vacancy: &str) -> anyhow::Result<Bundle> {
    let mut request = pb::ExportBundleRequest { name: vacancy.to_owned(), page_size: 1000, ..Default::default() };
    let (mut leaves, mut pages) = (Vec::new(), 0);
    let last = loop {
        let page = client.export_bundle(request.clone()).await?.into_inner();
        let head = page.head.as_ref().context("the answer has no head")?;
        ensure!(pages == 0 || head.size == request.size, "the service changed the head between two pages");
        let most = MOST_LEAVES as u64;
        ensure!(head.size.unsigned_abs() <= most, "{vacancy} has {} leaves, and {most} are checked", head.size);
        ensure!(!page.leaves.is_empty(), "the service sent a page without leaves");
        (request.size, request.page_token) = (head.size, page.next_page_token.clone());
        leaves.extend(page.leaves.clone());
        ensure!(leaves.len() as u64 <= head.size.unsigned_abs(), "the service sent more leaves than its head has");
        pages += 1;
        if page.next_page_token.is_empty() {
            break page;
        }
    };
    let head = read_head(last.head.context("the answer has no head")?)?;
    let tree = Tree::new(leaves.iter().map(|leaf| proof::leaf_hash(leaf.data.as_bytes())).collect());
    let entry = |(position, leaf): (usize, pb::LogLeaf)| {
        let path = tree.inclusion(position).unwrap_or_default();
        let proof = path.iter().map(|hash| to_hex(hash)).collect();
        LeafEntry { position: leaf.position.unsigned_abs(), data: leaf.data, proof }
    };
    Ok(Bundle {
        format: FORMAT.to_owned(),
        vacancy: vacancy.to_owned(),
        head: HeadFile::of(&head),
        keys: last.keys.into_iter().map(read_key).collect::<anyhow::Result<_>>()?,
        leaves: leaves.into_iter().enumerate().map(entry).collect(),
    })
}

/// Fetches the latest signed head of a log, published or not.
pub async fn fetch_head(mut client: LogServiceClient<Channel>, vacancy: &str) -> anyhow::Result<HeadFile> {
    let request = pb::GetLogHeadRequest { name: vacancy.to_owned(), size: 0 };
    Ok(HeadFile::of(&read_head(client.get_log_head(request).await?.into_inner())?))
}

fn read_head(head: pb::LogHead) -> anyhow::Result<SignedHead> {
    let pb::LogHead { log, size, root, sign_time, key_id, signature } = head;
    let root = root.as_slice().try_into().context("the head's root is not a hash")?;
    let time = dates::parse_time(sign_time.as_ref()).map_err(|error| anyhow::anyhow!("the head's time {error}"))?;
    Ok(SignedHead { head: Head { log, size: size.unsigned_abs(), root, time, key_id }, signature })
}

fn read_key(key: pb::LogKey) -> anyhow::Result<KeyEntry> {
    let time = |time| dates::parse_time(time).map_err(|error| anyhow::anyhow!("the key's time {error}"));
    let valid_until = key.valid_until.as_ref().map(|until| time(Some(until))).transpose()?;
    Ok(KeyEntry { key_id: key.key_id, pem: key.pem, valid_from: time(key.valid_from.as_ref())?, valid_until })
}
