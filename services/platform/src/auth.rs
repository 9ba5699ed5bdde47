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
/// The key set is read at most this often.
const PATIENCE: Duration = Duration::from_secs(5);

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
        let mut state = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((expires, actor)) = state.seen.get(&hash)
            && *expires > jsonwebtoken::get_current_timestamp()
        {
            return Ok(actor.clone());
        }
        let key = self.key_of(&mut state, token)?;
        let mut validation = self.validation.clone();
        validation.algorithms = vec![decode_header(token)?.alg];
        let claims = decode::<Claims>(token, &key, &validation)?.claims;
        let actor = Arc::new(Actor { subject: claims.sub.into(), roles: claims.roles, tenants: claims.instansi });
        if state.seen.len() >= REMEMBERED {
            state.seen.clear();
        }
        state.seen.insert(hash, (claims.exp, actor.clone()));
        Ok(actor)
    }

    fn key_of(&self, state: &mut State, token: &str) -> Result<DecodingKey, BadToken> {
        let header = decode_header(token)?;
        if !self.validation.algorithms.contains(&header.alg) {
            return Err(BadToken::UnknownKey);
        }
        let kid = header.kid.ok_or(BadToken::UnknownKey)?;
        if state.keys.find(&kid).is_none() && state.read_at.is_none_or(|at| at.elapsed() > PATIENCE) {
            state.read_at = Some(Instant::now());
            match std::fs::read(&self.file).map(|bytes| serde_json::from_slice::<JwkSet>(&bytes)) {
                Ok(Ok(keys)) => state.keys = keys,
                Ok(Err(error)) => tracing::error!(%error, "the key set is not a JWKS"),
                Err(error) => tracing::error!(%error, "the key set cannot be read"),
            }
        }
        let key = state.keys.find(&kid).ok_or(BadToken::UnknownKey)?;
        Ok(DecodingKey::from_jwk(key)?)
    }
}
