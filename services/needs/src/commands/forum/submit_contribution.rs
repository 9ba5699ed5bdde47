use crate::{
    domain::consultation::{Contribution, Group},
    error::{ConsultationError, Error},
    store::{consultations, contributions},
};
use jiff::SignedDuration;
use platform::follow_up::{NotACode, follow_up_code, read_code};
use platform::{
    Failure, Work,
    sensitive::{Sensitive, Vault},
};
use uuid::Uuid;

/// What somebody has to say.
pub struct SubmitContribution {
    /// Consultation.
    pub consultation: Uuid,
    /// Group of whoever writes, if they say.
    pub group: Option<Group>,
    /// The text; it may hold anything, personal data too.
    pub text: Sensitive<String>,
}

/// In which contributions are counted against a flood.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Takes a contribution, its text sealed, and makes a follow-up code of which only a keyed hash is kept. Anybody may call
/// this as often as they like, so whoever is refused leaves no trace in the tables, not even a lock.
pub async fn submit_contribution(
    work: &mut Work<'_>,
    input: SubmitContribution,
    a_minute: u32,
) -> Result<(Contribution, String), Error> {
    let found = consultations::get(work.connection, input.consultation).await?;
    found.ok_or(ConsultationError::NotFound)?.must_take(work.now).map_err(ConsultationError::from)?;
    let (since, most) = (work.now - MINUTE, i64::from(a_minute));
    if contributions::count_since(work.connection, input.consultation, since, most).await? >= most {
        return Err(ConsultationError::Flooded(a_minute).into());
    }
    let found = consultations::hold(work.connection, input.consultation).await?;
    let consultation = found.ok_or(ConsultationError::NotFound)?;
    consultation.must_take(work.now).map_err(ConsultationError::from)?;
    let contribution = Contribution {
        id: Uuid::now_v7(),
        consultation: consultation.id,
        group: input.group,
        answer: None,
        version: 1,
        create_time: work.now,
        answer_time: None,
    };
    let sealed = work.vault.seal(contribution.id.as_bytes(), input.text.reveal().as_bytes());
    let sealed = sealed.map_err(|error| Failure::Internal(error.into()))?;
    let code = follow_up_code(Uuid::new_v4());
    let index = code_index(&work.vault, &code).map_err(|error| Failure::Internal(error.into()))?;
    contributions::insert(work.connection, &contribution, &sealed, &index).await?;
    Ok((contribution, code))
}

/// The keyed hash of a follow-up code.
pub fn code_index(vault: &Vault, code: &str) -> Result<Vec<u8>, NotACode> {
    Ok(vault.blind_index(&format!("contribution {}", read_code(code)?)))
}
