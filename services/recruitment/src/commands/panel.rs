//! Open selection: what committee, panel, inspectorate, appointing authority and the public can do.

mod announce_selection;
mod answer_public_input;
mod cancel_selection;
mod create_open_selection;
mod decide_selection;
mod declare_conflicts;
mod excuse_member;
mod extend_selection;
mod leave_panel;
mod log_selection;
mod open_selection;
mod register_candidate;
mod release_hold;
mod replace_member;
mod reveal_scores;
mod revise_open_selection;
mod screen_candidate;
mod seal_scores;
mod set_panel;
mod start_assessment;
mod submit_names;
mod submit_public_input;
mod submit_scores;
mod sweep_selections;
mod withdraw_candidacy;

pub use announce_selection::announce_selection;
pub use answer_public_input::{AnswerPublicInput, answer_public_input};
pub use cancel_selection::{CancelSelection, cancel_selection};
pub use create_open_selection::{CreateOpenSelection, create_open_selection};
pub use decide_selection::{DecideSelection, decide_selection};
pub use declare_conflicts::{DeclareConflicts, declare_conflicts};
pub use excuse_member::{ChangeMember, excuse_member};
pub use extend_selection::{ExtendSelection, extend_selection};
pub use leave_panel::{LeavePanel, leave_panel};
use log_selection::log_selection;
pub use open_selection::open_selection;
pub use register_candidate::{RegisterCandidate, register_candidate};
pub use release_hold::{ReleaseHold, release_hold};
pub use replace_member::{ReplaceMember, replace_member};
pub use reveal_scores::reveal_scores;
pub use revise_open_selection::{ReviseOpenSelection, revise_open_selection};
pub use screen_candidate::{ScreenCandidate, screen_candidate};
pub use seal_scores::seal_scores;
pub use set_panel::{NewSeat, SetPanel, set_panel};
pub use start_assessment::start_assessment;
pub use submit_names::{SubmitNames, submit_names};
pub use submit_public_input::{SubmitPublicInput, input_index, submit_public_input};
pub use submit_scores::{ScoreLine, SubmitScores, submit_scores};
pub use sweep_selections::{SweptSelections, sweep_selections};
pub use withdraw_candidacy::{WithdrawCandidacy, withdraw_candidacy};

use crate::{
    domain::{
        assessment::{Assessment, Scores},
        candidacy::Tally,
        open_selection::{Selection, State},
        score_sheet::Sheet,
        selection_candidate::Candidate,
        selection_design::DesignRules,
        selection_error::SelectionError,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    store::{panel_members, panel_scores, selection_candidates, selection_notes, selections},
};
use ::proof::to_hex;
use jiff::{SignedDuration, Timestamp};
use platform::{AsRead, Locked, Work, sensitive::Sealed, sensitive::Sensitive, sensitive::Vault};
use sqlx::PgConnection;
use uuid::Uuid;

/// Locks the selection if nobody has changed it since it was read.
async fn lock_selection(work: &mut Work<'_>, read: AsRead) -> Result<Locked<Selection>, Error> {
    let locked = selections::lock(work.connection, read.id).await?.ok_or(PanelError::NotFound)?;
    read.must_be(locked.version)?;
    Ok(locked)
}

/// Saves the selection under its next version.
async fn save_selection(work: &mut Work<'_>, selection: &mut Locked<Selection>) -> Result<(), Error> {
    selection.update_time = work.now;
    Ok(selections::update(work.connection, selection).await?)
}

/// The rules that a selection opened with, out of its hashed text: whoever changes a ruleset's file changes nothing of what is
/// open. A draft has none yet.
pub fn committed(selection: &Selection) -> Result<DesignRules, Error> {
    if selection.state == State::Draft {
        selection.must_be(State::Open)?;
    }
    let rules = DesignRules::read(&selection.design).filter(|_| sha256(&selection.design) == selection.design_hash);
    Ok(rules.ok_or(SelectionError::DesignChanged)?)
}

/// What everybody's knowing the candidates depends on: the rules, and how many there are.
pub async fn candidates_known(work: &mut Work<'_>, selection: &Selection) -> Result<(DesignRules, Tally), Error> {
    let rules = committed(selection)?;
    let tally = selection_candidates::tally(work.connection, selection.id, selection.plan.close_time).await?;
    Ok((rules, tally))
}

/// Keeps a reason about people, sealed.
async fn keep_note(work: &mut Work<'_>, note: Note, reason: &Sensitive<String>) -> Result<(), Error> {
    let text = work.vault.seal(note.id.as_bytes(), reason.reveal().as_bytes())?;
    Ok(selection_notes::insert(work.connection, &note, &text).await?)
}

/// A note about a selection, not yet about anybody.
fn note(work: &Work<'_>, selection: Uuid, kind: NoteKind) -> Note {
    Note { id: Uuid::now_v7(), selection, kind, member: None, candidate: None, create_time: work.now }
}

/// Days from now; a ruleset counts at most 255.
fn in_days(work: &Work<'_>, days: u8) -> Timestamp {
    work.now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// Panel, candidates who stand, conflicts about those, and instruments of a selection.
pub async fn assessment(connection: &mut PgConnection, selection: Uuid) -> Result<Assessment, Error> {
    let mut candidates = selection_candidates::all(&mut *connection, selection).await?;
    candidates.retain(Candidate::stands);
    let mut conflicts = panel_members::conflicts(&mut *connection, selection).await?;
    conflicts.retain(|(_, candidate)| candidates.iter().any(|one| one.id == *candidate));
    Ok(Assessment {
        instruments: selections::instruments(&mut *connection, selection).await?,
        members: panel_members::all(connection, selection).await?,
        candidates,
        conflicts: conflicts.into_iter().collect(),
    })
}

/// The sheet of the scores that the reveal has written.
pub async fn revealed_sheet(connection: &mut PgConnection, selection: Uuid) -> Result<(Assessment, Sheet), Error> {
    let assessment = assessment(&mut *connection, selection).await?;
    let rows = panel_scores::all(connection, selection).await?.into_iter();
    let plain = rows.filter_map(|row| Some(((row.member, row.candidate, row.instrument), row.score?)));
    let sheet = assessment.sheet(&plain.collect());
    Ok((assessment, sheet))
}

/// The revealed sheet, if it is still the one that was sealed: nobody announces, or names anybody by, another.
async fn unchanged_sheet(work: &mut Work<'_>, selection: &Selection) -> Result<(Assessment, Sheet), Error> {
    let (assessment, sheet) = revealed_sheet(work.connection, selection.id).await?;
    let hash = sha256(&sheet.canonical(&scores_salt(&work.vault, selection)));
    if hash == selection.scores_hash { Ok((assessment, sheet)) } else { Err(SelectionError::ScoresChanged.into()) }
}

/// The sheet of the scores as they were sealed, with the number of each row. Nothing of it may leave the service before
/// the reveal: sealing keeps its hash, and the reveal writes it.
async fn opened_sheet(
    work: &mut Work<'_>,
    assessment: &Assessment,
    selection: Uuid,
) -> Result<(Sheet, Vec<(Uuid, i32)>), Error> {
    let (mut scores, mut numbers) = (Scores::new(), Vec::new());
    for row in panel_scores::all(work.connection, selection).await? {
        let stands = assessment.candidates.iter().any(|candidate| candidate.id == row.candidate);
        if !stands || !assessment.active().any(|member| member.id == row.member) {
            continue;
        }
        // A seal that does not open was changed by hand.
        let (score, _) = open_score(&work.vault, row.id, &row.sealed).map_err(|_| SelectionError::ScoresChanged)?;
        numbers.push((row.id, score));
        scores.insert((row.member, row.candidate, row.instrument), score);
    }
    Ok((assessment.sheet(&scores), numbers))
}

/// The text of a score that is sealed. All numbers are as long as the longest, so that the sealed length tells nothing.
fn score_record(score: i32, reason: &str) -> String {
    format!("{score:>5}\n{reason}")
}

/// Number and reason of a sealed score.
pub fn open_score(vault: &Vault, id: Uuid, sealed: &Sealed) -> Result<(i32, String), Error> {
    let text = open_text(vault, id, sealed)?;
    let (score, reason) = text.split_once('\n').unwrap_or((&text, ""));
    Ok((score.trim().parse().map_err(Error::internal)?, reason.to_owned()))
}

/// A sealed text; empty once it was erased, which is done by destroying its key.
pub fn open_text(vault: &Vault, id: Uuid, sealed: &Sealed) -> Result<String, Error> {
    if sealed.key.is_empty() {
        return Ok(String::new());
    }
    String::from_utf8(vault.open(id.as_bytes(), sealed)?).map_err(Error::internal)
}

/// The salt of a round's score sheet. Only whoever has the deployment's key can make it before it is announced, so nobody
/// can try out which scores give the hash.
pub fn scores_salt(vault: &Vault, selection: &Selection) -> String {
    to_hex(&vault.fingerprint(format!("score sheet {} {}", selection.id, selection.round).as_bytes()))
}

/// SHA-256 in hex.
fn sha256(text: &str) -> String {
    to_hex(&::proof::sha256(text.as_bytes()))
}
