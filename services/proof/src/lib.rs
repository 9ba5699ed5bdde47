//! A log that nobody can rewrite unseen: the Merkle tree of RFC 6962 over SHA-256, heads and receipts signed with Ed25519,
//! and salted commitments. Pure: whoever keeps a log and whoever checks one use the same few functions.

mod commitment;
mod hex;
mod key;
mod statement;
mod tree;

pub use commitment::{Salt, commitment};
pub use hex::{from_hex, to_hex};
pub use key::{BadKey, PublicKey, Signer};
pub use statement::{Head, Receipt, SignedHead};
pub use tree::{
    Frontier, Hash, Tree, consistency, inclusion, leaf_hash, node_hash, root, sha256, verify_consistency,
    verify_inclusion,
};
