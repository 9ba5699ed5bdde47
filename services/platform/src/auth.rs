//! Tokens: verified here, with the issuer's published keys, and never by asking somebody.

use crate::{actor::Actor, config};
use aws_lc_rs::digest;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// Verifies access tokens.
pub struct Verifier {
    file: PathBuf,
    validation: Validation,
    state: Mutex<State>,
}

struct State {
    keys: JwkSet,
    read_at: Option<Instant>,
    /// Tokens seen good, by hash, until they expire: a signature check costs more than a small command.
    seen: HashMap<Vec<u8>, (u64, Arc<Actor>)>,
}

/// The token is not believed.
#[derive(Debug, thiserror::Error)]
pub enum BadToken {
    /// Not a token, expired, for somebody else, or with a wrong signature.
    #[error("the token is not valid: {0}")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    /// The issuer published no such key.
    #[error("the token is signed with a key that its issuer does not publish")]
    UnknownKey,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    instansi: Vec<String>,
}

/// Tokens remembered at most.
const REMEMBERED: usize = 10_000;
/// An unknown key makes the key set be read again, at most this often.
const PATIENCE: Duration = Duration::from_secs(5);
/// The key set is read again after this long in any case: a key may have been withdrawn.
const STALE: Duration = Duration::from_secs(60);

impl Verifier {
    /// Believes tokens of the configured issuer and audience only.
    pub fn new(settings: &config::Auth) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.algorithms = vec![Algorithm::EdDSA, Algorithm::ES256];
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        let state = State { keys: JwkSet { keys: Vec::new() }, read_at: None, seen: HashMap::new() };
        Self { file: settings.jwks_file.clone(), validation, state: Mutex::new(state) }
    }

    /// The actor of a token.
    pub fn verify(&self, token: &str) -> Result<Arc<Actor>, BadToken> {
        let hash = digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec();
        let key = {
            let mut state = self.lock();
            if state.read_at.is_none_or(|at| at.elapsed() > STALE) {
                self.read_keys(&mut state);
            }
            if let Some((expires, actor)) = state.seen.get(&hash)
                && *expires > jsonwebtoken::get_current_timestamp()
            {
                return Ok(actor.clone());
            }
            self.key_of(&mut state, token)?
        };
        // The signature is checked outside the lock: forged tokens must not make everybody wait.
        let mut validation = self.validation.clone();
        validation.algorithms = vec![decode_header(token)?.alg];
        let claims = decode::<Claims>(token, &key, &validation)?.claims;
        let actor = Arc::new(Actor { subject: claims.sub.into(), roles: claims.roles, tenants: claims.instansi });
        let mut state = self.lock();
        if state.seen.len() >= REMEMBERED {
            state.seen.clear();
        }
        state.seen.insert(hash, (claims.exp, actor.clone()));
        Ok(actor)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn key_of(&self, state: &mut State, token: &str) -> Result<DecodingKey, BadToken> {
        let header = decode_header(token)?;
        if !self.validation.algorithms.contains(&header.alg) {
            return Err(BadToken::UnknownKey);
        }
        let kid = header.kid.ok_or(BadToken::UnknownKey)?;
        if state.keys.find(&kid).is_none() && state.read_at.is_none_or(|at| at.elapsed() > PATIENCE) {
            self.read_keys(state);
        }
        let key = state.keys.find(&kid).ok_or(BadToken::UnknownKey)?;
        Ok(DecodingKey::from_jwk(key)?)
    }

    /// Reads the key set. Tokens of a key that was withdrawn are no longer remembered.
    fn read_keys(&self, state: &mut State) {
        state.read_at = Some(Instant::now());
        match std::fs::read(&self.file).map(|bytes| serde_json::from_slice::<JwkSet>(&bytes)) {
            Ok(Ok(keys)) => {
                if keys != state.keys {
                    state.seen.clear();
                }
                state.keys = keys;
            }
            Ok(Err(error)) => tracing::error!(%error, "the key set is not a JWKS"),
            Err(error) => tracing::error!(%error, "the key set cannot be read"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::issuer::{AUDIENCE, ISSUER, Issuer};
    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::{Value, json};

    fn verifier(jwks: &str) -> Verifier {
        let file = std::env::temp_dir().join(format!("siklus-jwks-{}", uuid::Uuid::now_v7()));
        std::fs::write(&file, jwks).unwrap();
        let (issuer, audience) = (ISSUER.to_owned(), AUDIENCE.to_owned());
        Verifier::new(&config::Auth { issuer, audience, jwks_file: file, token_file: PathBuf::new() })
    }

    fn claims() -> Value {
        let now = jsonwebtoken::get_current_timestamp();
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "a", "roles": ["analyst"], "instansi": ["6571"],
                "nbf": now - 5, "exp": now + 60 })
    }

    /// A P-256 key pair: its key set and a token over `claims` signed with it.
    fn signed_with_es256(claims: &Value) -> (String, String) {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).unwrap();
        let point = pair.public_key().as_ref();
        let coordinate = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
        let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k", "x": coordinate(1..33), "y": coordinate(33..65) });
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("k".into());
        let token = encode(&header, claims, &EncodingKey::from_ec_der(pkcs8.as_ref())).unwrap();
        (json!({ "keys": [key] }).to_string(), token)
    }

    #[test]
    fn tokens_of_both_algorithms_are_believed() {
        let issuer = Issuer::generate().unwrap();
        let token = issuer.token("a", &["analyst"], &["6571"], 60).unwrap();
        let actor = verifier(issuer.jwks()).verify(&token).unwrap();
        assert_eq!((&*actor.subject, actor.tenants.as_slice()), ("a", ["6571".to_owned()].as_slice()));
        let (jwks, token) = signed_with_es256(&claims());
        assert!(verifier(&jwks).verify(&token).is_ok());
    }

    #[test]
    fn every_claim_is_required_and_checked() {
        let now = jsonwebtoken::get_current_timestamp();
        let changes: [(&str, Value); 9] = [
            ("iss", json!("https://elsewhere")),
            ("iss", Value::Null),
            ("aud", json!("other")),
            ("aud", Value::Null),
            ("exp", json!(now - 3600)),
            ("exp", Value::Null),
            ("nbf", json!(now + 3600)),
            ("nbf", Value::Null),
            ("sub", Value::Null),
        ];
        for (claim, value) in changes {
            let mut claims = claims();
            claims[claim] = value.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(claim);
            }
            let (jwks, token) = signed_with_es256(&claims);
            assert!(verifier(&jwks).verify(&token).is_err(), "{claim} {value}");
        }
    }

    #[test]
    fn forged_tokens_are_refused() {
        let (issuer, other) = (Issuer::generate().unwrap(), Issuer::generate().unwrap());
        let verifier = verifier(issuer.jwks());
        let foreign = other.token("a", &[], &[], 60).unwrap();
        assert!(matches!(verifier.verify(&foreign), Err(BadToken::UnknownKey)));
        let own = issuer.token("a", &[], &[], 60).unwrap();
        let unsigned = own.rsplit_once('.').unwrap().0.to_owned() + ".";
        assert!(verifier.verify(&unsigned).is_err());
        // The public key as a shared secret: the oldest trick against an algorithm the caller may choose.
        let kid = decode_header(&own).unwrap().kid;
        let mut header = Header::new(Algorithm::HS256);
        header.kid = kid;
        let secret = EncodingKey::from_secret(issuer.jwks().as_bytes());
        let confused = encode(&header, &claims(), &secret).unwrap();
        assert!(verifier.verify(&confused).is_err());
        assert!(verifier.verify("").is_err());
    }

    #[test]
    fn a_new_key_is_found_without_a_restart() {
        let (old, new) = (Issuer::generate().unwrap(), Issuer::generate().unwrap());
        let verifier = verifier(old.jwks());
        assert!(verifier.verify(&old.token("a", &[], &[], 60).unwrap()).is_ok());
        std::fs::write(&verifier.file, new.jwks()).unwrap();
        let token = new.token("a", &[], &[], 60).unwrap();
        assert!(verifier.verify(&token).is_err(), "the file is read at most every few seconds");
        verifier.lock().read_at = None;
        assert!(verifier.verify(&token).is_ok());
        let withdrawn = old.token("a", &[], &[], 60).unwrap();
        assert!(verifier.verify(&withdrawn).is_err());
    }
}
