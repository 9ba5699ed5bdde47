//! Ed25519 keys in the files that every tool knows: PKCS#8 and SubjectPublicKeyInfo, as PEM.

use crate::hex::to_hex;
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt;

/// What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A file or bytes that hold no Ed25519 key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 {0} key")]
pub struct BadKey(&'static str);

/// The key that signs heads and receipts.
pub struct Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
    id: String,
}

impl Signer {
    /// A fresh key as the text of its file.
    pub fn generate_pem() -> Result<String, BadKey> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| BadKey("private"))?;
        Ok(pem("PRIVATE KEY", document.as_ref()))
    }

    /// Reads the text of a key's file, as `openssl genpkey -algorithm ed25519` or [`Signer::generate_pem`] write it.
    pub fn from_pem(text: &str) -> Result<Self, BadKey> {
        let document = unpem("PRIVATE KEY", text).ok_or(BadKey("private"))?;
        let pair = Ed25519KeyPair::from_pkcs8(&document).map_err(|_| BadKey("private"))?;
        let public = PublicKey::new(pair.public_key().as_ref())?;
        let id = public.id();
        Ok(Self { pair, public, id })
    }

    /// What its signatures are checked with.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Id of the key.
    pub fn key_id(&self) -> &str {
        &self.id
    }

    /// Signs a text.
    pub fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signer({})", self.id)
    }
}

/// What signatures are checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key's 32 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, BadKey> {
        bytes.try_into().map(Self).map_err(|_| BadKey("public"))
    }

    /// Reads the text of a public key's file.
    pub fn from_pem(text: &str) -> Result<Self, BadKey> {
        let document = unpem("PUBLIC KEY", text).ok_or(BadKey("public"))?;
        Self::new(document.strip_prefix(&SPKI).ok_or(BadKey("public"))?)
    }

    /// The text of the key's file.
    pub fn to_pem(&self) -> String {
        pem("PUBLIC KEY", &[SPKI.as_slice(), &self.0].concat())
    }

    /// The key's 32 bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sixteen digits of the key's hash, by which signatures name it.
    pub fn id(&self) -> String {
        to_hex(&digest(&SHA256, &self.0).as_ref()[..8])
    }

    /// Whether the key signed the text.
    pub fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(text.as_bytes(), signature).is_ok()
    }
}

fn pem(label: &str, document: &[u8]) -> String {
    let encoded = STANDARD.encode(document);
    let (mut text, mut rest) = (format!("-----BEGIN {label}-----\n"), encoded.as_str());
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text = text + line + "\n";
        rest = more;
    }
    text + "-----END " + label + "-----\n"
}

fn unpem(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The private and public key of RFC 8410, section 10.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn keys_of_other_tools_are_read() {
        let signer = Signer::from_pem(PRIVATE).unwrap();
        assert_eq!(signer.public().to_pem(), PUBLIC);
        assert_eq!(PublicKey::from_pem(PUBLIC).unwrap().id(), signer.key_id());
        assert!(Signer::from_pem(PUBLIC).is_err() && PublicKey::from_pem(PRIVATE).is_err());
    }

    #[test]
    fn a_signature_holds_for_its_text_and_key_only() {
        let signer = Signer::from_pem(&Signer::generate_pem().unwrap()).unwrap();
        let other = Signer::from_pem(PRIVATE).unwrap();
        let signature = signer.sign("a");
        assert!(signer.public().verifies("a", &signature));
        assert!(!signer.public().verifies("b", &signature));
        assert!(!other.public().verifies("a", &signature));
        assert!(!signer.public().verifies("a", &signature[1..]));
    }
}
