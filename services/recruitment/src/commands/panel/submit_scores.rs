use super::{assessment, score_record};
use crate::{
    domain::{instrument::Instrument, open_selection::State, selection_error::SelectionError},
    error::{Error, PanelError},
    store::{
        panel_members,
        panel_scores::{self, ScoreRow},
        selections,
    },
};
use platform::{Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// One score.
pub struct ScoreLine {
    /// Code of the instrument.
    pub instrument: String,
    /// Score.
    pub score: i32,
    /// Why.
    pub reason: Sensitive<String>,
}

/// A member's scores of one candidate.
pub struct SubmitScores {
    /// Selection.
    pub selection: Uuid,
    /// Candidate.
    pub candidate: Uuid,
    /// One line an instrument.
    pub lines: Vec<ScoreLine>,
}

/// Takes the caller's scores of a candidate, sealed, and tells how many candidates the caller has still to score. A member
/// of an earlier round stays with what was revealed.
pub async fn submit_scores(work: &mut Work<'_>, input: SubmitScores) -> Result<usize, Error> {
    let selection = selections::hold(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    let subject = work.actor.subject.clone();
    let member = panel_members::of_subject(work.connection, selection.id, &subject).await?;
    let member = member.filter(|member| member.round == selection.round).ok_or(PanelError::NotOnPanel)?;
    selection.must_be(State::Assessment)?;
    if !member.declared {
        return Err(SelectionError::DeclarationsMissing(1).into());
    }
    let assessment = assessment(work.connection, selection.id).await?;
    let known = assessment.candidates.iter().any(|candidate| candidate.id == input.candidate);
    if !known {
        return Err(PanelError::CandidateNotFound.into());
    }
    if !assessment.scores(member.id, input.candidate) {
        return Err(SelectionError::ConflictDeclared.into());
    }
    check(&input.lines, &assessment.instruments)?;
    let mut rows = Vec::new();
    for line in input.lines {
        let id = Uuid::now_v7();
        let sealed = work.vault.seal(id.as_bytes(), score_record(line.score, line.reason.reveal()).as_bytes())?;
        let (candidate, instrument) = (input.candidate, line.instrument);
        rows.push(ScoreRow { id, member: member.id, candidate, instrument, sealed, score: None });
    }
    panel_scores::replace(work.connection, selection.id, &rows).await?;
    let counts = panel_scores::counts(work.connection, selection.id).await?;
    Ok(assessment.left_to(member.id, &counts))
}

/// All instruments once, each within its scale.
fn check(lines: &[ScoreLine], instruments: &[Instrument]) -> Result<(), Error> {
    let mut check = Violations::default();
    for (place, line) in lines.iter().enumerate() {
        let found = instruments.iter().find(|one| one.code == line.instrument);
        let twice = lines[..place].iter().any(|other| other.instrument == line.instrument);
        check.check(format!("lines[{place}].instrument"), !twice, "stands in the list twice");
        match found {
            None => check.add(format!("lines[{place}].instrument"), "is not an instrument of the selection"),
            Some(one) => {
                let within = (one.lowest..=one.highest).contains(&line.score);
                let scale = format_args!("must be a whole number of {} to {}", one.lowest, one.highest);
                check.check(format!("lines[{place}].score"), within, scale);
            }
        }
    }
    check.check("lines", lines.len() >= instruments.len(), "must hold every instrument of the selection");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
