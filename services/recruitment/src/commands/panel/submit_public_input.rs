use super::candidates_known;
use crate::{
    domain::{
        open_selection::{Selection, State},
        public_input::PublicInput,
        selection_error::SelectionError,
    },
    error::{Error, PanelError},
    rulesets::Selterbook,
    store::{public_inputs, selection_candidates, selections},
};
use jiff::SignedDuration;
use platform::follow_up::{NotACode, follow_up_code, read_code};
use platform::{
    Work,
    sensitive::{Sensitive, Vault},
};
use uuid::Uuid;

/// What somebody has to say about a candidate.
pub struct SubmitPublicInput {
    /// Selection.
    pub selection: Uuid,
    /// Code of the candidate.
    pub code: String,
    /// The text; it may hold anything, personal data too.
    pub text: Sensitive<String>,
}

/// In which inputs are counted against a flood.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Takes what somebody says, sealed, and makes a follow-up code of which only a keyed hash is kept. Anybody may call this as
/// often as they like, so whoever is refused leaves no trace in the tables, not even a lock.
pub async fn submit_public_input(
    work: &mut Work<'_>,
    input: SubmitPublicInput,
    book: &Selterbook,
) -> Result<String, Error> {
    let selection = selections::get(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    must_take_input(work, &selection).await?;
    if !selection_candidates::has_code(work.connection, selection.id, &input.code).await? {
        return Err(PanelError::CandidateNotFound.into());
    }
    let a_minute = book.find(&selection.ruleset)?.inputs_a_minute;
    let (since, most) = (work.now - MINUTE, i64::from(a_minute));
    if public_inputs::count_since(work.connection, selection.id, since, most).await? >= most {
        return Err(PanelError::Flooded(a_minute).into());
    }
    let selection = selections::hold(work.connection, selection.id).await?.ok_or(PanelError::NotFound)?;
    must_take_input(work, &selection).await?;
    let said = PublicInput {
        id: Uuid::now_v7(),
        selection: selection.id,
        code: input.code,
        verdict: None,
        version: 1,
        create_time: work.now,
        answer_time: None,
    };
    let text = work.vault.seal(said.id.as_bytes(), input.text.reveal().as_bytes())?;
    let code = follow_up_code(Uuid::new_v4());
    let index = input_index(&work.vault, &code).map_err(Error::internal)?;
    public_inputs::insert(work.connection, &said, &text, &index).await?;
    Ok(code)
}

/// While everybody knows the candidates and can say something: before, no answer tells whether somebody is one.
async fn must_take_input(work: &mut Work<'_>, selection: &Selection) -> Result<(), Error> {
    if selection.state == State::Draft {
        return Err(SelectionError::NotAccepting.into());
    }
    let (rules, tally) = candidates_known(work, selection).await?;
    Ok(selection.must_take_input(tally, rules.candidates_minimum, work.now)?)
}

/// The keyed hash of a follow-up code.
pub fn input_index(vault: &Vault, code: &str) -> Result<Vec<u8>, NotACode> {
    Ok(vault.blind_index(&format!("public input {}", read_code(code)?)))
}
