//! What is signed, as texts of a few lines: anybody with a tool for Ed25519 can check them.

use crate::{
    hex::to_hex,
    key::{PublicKey, Signer},
    tree::Hash,
};
use jiff::Timestamp;

/// The state of a log at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Name of the log.
    pub log: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// When it was signed.
    pub time: Timestamp,
    /// Which key signed it.
    pub key_id: String,
}

impl Head {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let Self { log, size, root, time, key_id } = self;
        format!("siklus log head v1\n{log}\n{size}\n{}\n{time}\n{key_id}\n", to_hex(root))
    }
}

/// A head and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// What is signed.
    pub head: Head,
    /// The signature.
    pub signature: Vec<u8>,
}

impl SignedHead {
    /// Signs the state of a log.
    pub fn sign(log: String, size: u64, root: Hash, time: Timestamp, signer: &Signer) -> Self {
        let head = Head { log, size, root, time, key_id: signer.key_id().to_owned() };
        Self { signature: signer.sign(&head.text()), head }
    }

    /// Whether the key signed this head.
    pub fn is_by(&self, key: &PublicKey) -> bool {
        self.head.key_id == key.id() && key.verifies(&self.head.text(), &self.signature)
    }
}

/// That an application was taken, and what the log will hold about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Name of the application.
    pub application: String,
    /// Number of the participant.
    pub participant_number: String,
    /// When it was taken, by the server's clock.
    pub time: Timestamp,
    /// Hash of the leaf.
    pub leaf: Hash,
    /// Which key signed it.
    pub key_id: String,
}

impl Receipt {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let Self { application, participant_number, time, leaf, key_id } = self;
        format!("siklus receipt v1\n{application}\n{participant_number}\n{time}\n{}\n{key_id}\n", to_hex(leaf))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn texts_never_change() {
        let time: Timestamp = "2024-09-06T08:00:00.25Z".parse().unwrap();
        let log = "instansi/6571/vacancies/1".to_owned();
        let head = Head { log, size: 3, root: [0xab; 32], time, key_id: "k".into() };
        let digits = "ab".repeat(32);
        let expected =
            format!("siklus log head v1\ninstansi/6571/vacancies/1\n3\n{digits}\n2024-09-06T08:00:00.25Z\nk\n");
        assert_eq!(head.text(), expected);
        let (application, participant_number) = ("a".to_owned(), "20246571000000000042".to_owned());
        let receipt = Receipt { application, participant_number, time, leaf: [0xab; 32], key_id: "k".into() };
        assert_eq!(
            receipt.text(),
            format!("siklus receipt v1\na\n20246571000000000042\n2024-09-06T08:00:00.25Z\n{digits}\nk\n")
        );
    }
}
