//! Tokens for one machine: `siklus up` and the tests issue their own. A province uses its OIDC provider instead.

use aws_lc_rs::{
    rand,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::json;

/// A key pair that signs development tokens.
pub struct Issuer {
    key: EncodingKey,
    jwks: String,
    kid: String,
}

/// `iss` of development tokens.
pub const ISSUER: &str = "https://issuer.siklus.localhost";
/// `aud` of all tokens.
pub const AUDIENCE: &str = "siklus";

impl Issuer {
    /// Makes a fresh key pair.
    pub fn generate() -> anyhow::Result<Self> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&rand::SystemRandom::new())?;
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref())?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key());
        let kid = public.chars().take(12).collect::<String>();
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": public });
        let jwks = json!({ "keys": [key] }).to_string();
        Ok(Self { key: EncodingKey::from_ed_der(pkcs8.as_ref()), jwks, kid })
    }

    /// The public keys, for `auth.jwks_file`.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// A token of `subject` with these roles and tenants, good for `seconds`.
    pub fn token(&self, subject: &str, roles: &[&str], tenants: &[&str], seconds: u64) -> anyhow::Result<String> {
        let now = get_current_timestamp();
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "roles": roles, "instansi": tenants,
            "nbf": now - 5, "iat": now, "exp": now + seconds,
        });
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        Ok(encode(&header, &claims, &self.key)?)
    }
}
