//! Commitments: they say nothing about a content, and nobody finds another content for them.

use crate::{hex::to_hex, tree::Hash};
use aws_lc_rs::{
    digest::{Context, SHA256},
    error::Unspecified,
    rand,
};

/// 32 random bytes that hide what is committed to: without one, an identity number or a score could be guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl Salt {
    /// A fresh salt.
    pub fn random() -> Result<Self, Unspecified> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A salt for one part of a content: it opens that part and none other.
    pub fn of(&self, part: &str) -> Self {
        Self(commitment("salt", self, part.as_bytes()))
    }

    /// Lower-case hex digits.
    pub fn to_hex(&self) -> String {
        to_hex(&self.0)
    }
}

/// Commits to `content`. The purpose keeps commitments of one kind from passing for another.
pub fn commitment(purpose: &str, salt: &Salt, content: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(b"siklus commitment v1\n");
    context.update(purpose.as_bytes());
    context.update(b"\n");
    context.update(&salt.0);
    context.update(content);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purpose_salt_and_content_all_count() {
        let (salt, other) = (Salt([1; 32]), Salt([2; 32]));
        let one = commitment("application", &salt, b"x");
        assert_eq!(one, commitment("application", &salt, b"x"));
        for different in [
            commitment("birth-date", &salt, b"x"),
            commitment("application", &other, b"x"),
            commitment("application", &salt, b"y"),
        ] {
            assert_ne!(one, different);
        }
        assert_ne!(salt.of("birth-date").0, salt.of("application").0);
    }
}
