//! Heads, keys and receipts as messages.

use crate::{
    commands::IssuedReceipt,
    grpc::document_messages::{hex, render_kind},
    store::keys::LogKey,
};
use ::proof::{Hash, SignedHead};
use contracts::recruitment::v1 as pb;
use platform::dates;

pub(crate) fn render_head(signed: SignedHead) -> pb::LogHead {
    let SignedHead { head, signature } = signed;
    pb::LogHead {
        log: head.log,
        size: head.size.cast_signed(),
        root: head.root.to_vec(),
        sign_time: Some(dates::render_time(head.time)),
        key_id: head.key_id,
        signature,
    }
}

pub(crate) fn render_key(key: LogKey) -> pb::LogKey {
    pb::LogKey {
        key_id: key.key.id(),
        public_key: key.key.bytes().to_vec(),
        pem: key.key.to_pem(),
        valid_from: Some(dates::render_time(key.valid_from)),
        valid_until: key.valid_until.map(dates::render_time),
    }
}

pub(crate) fn render_hashes(hashes: Vec<Hash>) -> Vec<Vec<u8>> {
    hashes.into_iter().map(|hash| hash.to_vec()).collect()
}

/// The receipt as its applicant gets it, with the salt that nobody else ever sees.
pub(crate) fn render_issued(issued: IssuedReceipt) -> pb::Receipt {
    let IssuedReceipt { receipt, signature, leaf, documents, salt } = issued;
    let documents = documents
        .into_iter()
        .map(|document| pb::ReceiptDocument { kind: render_kind(document.kind).into(), sha256: hex(&document.sha256) });
    pb::Receipt {
        application: receipt.application,
        participant_number: receipt.participant_number,
        submit_time: Some(dates::render_time(receipt.time)),
        leaf,
        leaf_hash: receipt.leaf.to_vec(),
        salt: salt.0.to_vec(),
        key_id: receipt.key_id,
        signature,
        documents: documents.collect(),
        ..Default::default()
    }
}
