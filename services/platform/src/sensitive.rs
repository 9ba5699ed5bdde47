//! Personal data at rest: sealed with a key of its own that is wrapped by the deployment's key. Destroying the wrapped
//! key erases the person. Equality is looked up by a keyed blind index.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, RandomizedNonceKey},
    hmac, rand,
};
use std::fmt;

/// A value that no log, trace or error may show.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Marks a value as personal data.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Whoever calls this must not let it out.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("‹redacted›")
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("‹redacted›")
    }
}

/// Sealed bytes and the wrapped key that opens them.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Data key, wrapped by the deployment's key.
    pub key: Vec<u8>,
    /// Data, sealed by the data key.
    pub data: Vec<u8>,
}

/// Sealing failed: a wrong key, or bytes that were changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened")]
pub struct CannotOpen;

/// The deployment's key is not 64 hex digits.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("secrets.data_key must be 64 hex digits")]
pub struct BadDataKey;

/// Seals and opens personal data with the deployment's key.
pub struct Vault {
    wrapping: RandomizedNonceKey,
    answers: RandomizedNonceKey,
    index: hmac::Key,
    purposes: hmac::Key,
}

impl Vault {
    /// Makes a vault from 64 hex digits.
    pub fn new(data_key: &str) -> Result<Self, BadDataKey> {
        let root = from_hex(data_key).filter(|key| key.len() == 32).ok_or(BadDataKey)?;
        let derive = |purpose: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &root), purpose);
        let aead =
            |purpose: &[u8]| RandomizedNonceKey::new(&AES_256_GCM, derive(purpose).as_ref()).map_err(|_| BadDataKey);
        Ok(Self {
            wrapping: aead(b"wrap")?,
            answers: aead(b"answer")?,
            index: hmac::Key::new(hmac::HMAC_SHA256, derive(b"index").as_ref()),
            purposes: hmac::Key::new(hmac::HMAC_SHA256, derive(b"purposes").as_ref()),
        })
    }

    /// Seals `data` under a fresh key. `owner` must be given again to open it.
    pub fn seal(&self, owner: &[u8], data: &[u8]) -> Result<Sealed, CannotOpen> {
        let mut key = [0; 32];
        rand::fill(&mut key).map_err(|_| CannotOpen)?;
        let inner = RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| CannotOpen)?;
        Ok(Sealed { key: lock(&self.wrapping, owner, &key)?, data: lock(&inner, owner, data)? })
    }

    /// Opens what was sealed for `owner`.
    pub fn open(&self, owner: &[u8], sealed: &Sealed) -> Result<Vec<u8>, CannotOpen> {
        let key = unlock(&self.wrapping, owner, &sealed.key)?;
        let inner = RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| CannotOpen)?;
        unlock(&inner, owner, &sealed.data)
    }

    /// Seals the answer of a request, which is kept for days and may repeat what a person wrote.
    pub(crate) fn seal_answer(&self, request_id: &[u8], answer: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        lock(&self.answers, request_id, answer)
    }

    /// Opens the answer of the same request.
    pub(crate) fn open_answer(&self, request_id: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        unlock(&self.answers, request_id, sealed)
    }

    /// Tells whether two contents are the same without telling what they were: a plain hash of a small content, such as an
    /// identity number, could be guessed.
    pub fn fingerprint(&self, content: &[u8]) -> Vec<u8> {
        hmac::sign(&self.index, content).as_ref().to_vec()
    }

    /// The same text always gives the same index, and nobody without the key can tell which text it was.
    pub fn blind_index(&self, text: &str) -> Vec<u8> {
        hmac::sign(&self.index, text.as_bytes()).as_ref().to_vec()
    }

    /// A blind index under the key of one purpose: it never equals that of another purpose, so that what is kept for the two
    /// cannot be joined.
    pub fn blind_index_for(&self, purpose: &str, text: &str) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&self.purposes, purpose.as_bytes()).as_ref());
        hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
    }
}

fn lock(key: &RandomizedNonceKey, owner: &[u8], data: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let mut sealed = data.to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(owner), &mut sealed).map_err(|_| CannotOpen)?;
    let mut bytes = nonce.as_ref().to_vec();
    bytes.append(&mut sealed);
    Ok(bytes)
}

fn unlock(key: &RandomizedNonceKey, owner: &[u8], bytes: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or(CannotOpen)?;
    let mut sealed = sealed.to_vec();
    let opened = key.open_in_place(nonce.into(), Aad::from(owner), &mut sealed).map_err(|_| CannotOpen)?;
    Ok(opened.to_vec())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        Vault::new(&"0f".repeat(32)).unwrap()
    }

    #[test]
    fn sealed_data_opens_for_its_owner_only() {
        let sealed = vault().seal(b"a", b"rahasia").unwrap();
        assert_eq!(vault().open(b"a", &sealed), Ok(b"rahasia".to_vec()));
        assert_eq!(vault().open(b"b", &sealed), Err(CannotOpen));
        assert_eq!(Vault::new(&"1f".repeat(32)).unwrap().open(b"a", &sealed), Err(CannotOpen));
    }

    #[test]
    fn an_answer_opens_for_its_request_only() {
        let sealed = vault().seal_answer(b"request", b"jawaban").unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"jawaban"));
        assert_eq!(vault().open_answer(b"request", &sealed), Ok(b"jawaban".to_vec()));
        assert_eq!(vault().open_answer(b"other", &sealed), Err(CannotOpen));
    }

    #[test]
    fn a_blind_index_is_stable_and_keyed() {
        assert_eq!(vault().blind_index("x"), vault().blind_index("x"));
        assert_ne!(vault().blind_index("x"), Vault::new(&"1f".repeat(32)).unwrap().blind_index("x"));
        assert_eq!(Vault::new("short").err(), Some(BadDataKey));
    }

    #[test]
    fn blind_indexes_of_two_purposes_never_match() {
        let of = |purpose| vault().blind_index_for(purpose, "x");
        assert_eq!(of("a"), of("a"));
        assert!(of("a") != of("b") && of("a") != vault().blind_index("x"));
        assert_ne!(of("a"), Vault::new(&"1f".repeat(32)).unwrap().blind_index_for("a", "x"));
    }

    #[test]
    fn sensitive_values_show_nothing() {
        let value = Sensitive::new("3578000000000000");
        assert_eq!(format!("{value:?} {value}"), "‹redacted› ‹redacted›");
    }
}
