use super::requirements_of;
use crate::{
    commands::check_participant,
    domain::{
        document::DocumentKind,
        requirement::Requirement,
        vacancy::State,
        verdict::{Lacking, Verdict},
    },
    error::Error,
    rulesets::Rulebook,
    store::{
        results,
        verdicts::{self, ImportedReason},
    },
};
use platform::{Violations, Work, imports::first_seen};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A kind of document that the national portal found wrong.
pub struct WrongKind {
    /// The kind; none where the portal does not say which.
    pub kind: Option<DocumentKind>,
    /// Why; none where no document of the kind was there.
    pub refused: Option<String>,
}

/// One participant's verdict.
pub struct VerdictLine {
    /// Number of the participant.
    pub participant_number: String,
    /// What was found wrong, nothing for who is eligible; none takes back what was imported before.
    pub wrong: Option<Vec<WrongKind>>,
}

/// Takes verdicts and returns the rows it refuses. A verdict that was taken before is replaced as long as the vacancy's are
/// not announced, or taken back. A vacancy whose verification was assigned takes none, and one that took some is not verified here.
pub async fn import_verdicts(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    rows: Vec<(i64, VerdictLine)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let ids: Vec<Uuid> = known.values().map(|participant| participant.id).collect();
    let closed = verdicts::closed(work.connection, &ids).await?;
    let vacancies: BTreeSet<Uuid> = known.values().map(|participant| participant.vacancy).collect();
    let requirements = requirements_of(work.connection, rulebook, &Vec::from_iter(vacancies)).await?;
    let mut fresh = first_seen(work.connection, &numbers).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, line) in rows {
        let participant = known.get(&line.participant_number);
        let first = fresh.remove(&line.participant_number);
        let mut check = check_participant(participant, State::Closed, first);
        let open = participant.is_none_or(|participant| !closed.contains(&participant.id));
        check.check("participant_number", open, "has withdrawn, or is verified here");
        if let Some(requirement) = participant.and_then(|participant| requirements.get(&participant.vacancy)) {
            check_kinds(&mut check, requirement, line.wrong.as_deref().unwrap_or_default());
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push((participant.id, line.wrong)),
            None => refused.push((row, check)),
        }
    }
    save(work, taken).await?;
    Ok(refused)
}

/// Nobody is refused for a document that the vacancy does not ask for.
fn check_kinds(check: &mut Violations, requirement: &Requirement, wrong: &[WrongKind]) {
    for (place, one) in wrong.iter().enumerate() {
        let asked = one.kind.is_none_or(|kind| requirement.required.contains(&kind));
        check.check(format!("reasons[{place}].kind"), asked, "is not asked for by this vacancy");
    }
}

/// Saves verdicts in codes, and the words that led to them sealed.
async fn save(work: &mut Work<'_>, taken: Vec<(Uuid, Option<Vec<WrongKind>>)>) -> Result<(), Error> {
    let (mut found, mut reasons, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for (application, wrong) in taken {
        let Some(wrong) = wrong else {
            back.push(application);
            continue;
        };
        found.push((application, verdict(&wrong)));
        for WrongKind { kind, refused } in wrong {
            let words = refused.map(|words| work.vault.seal(application.as_bytes(), words.as_bytes())).transpose()?;
            reasons.push(ImportedReason { application, kind, words });
        }
    }
    let ids: Vec<Uuid> = found.iter().map(|(application, _)| *application).collect();
    verdicts::save(work.connection, &found).await?;
    verdicts::save_reasons(work.connection, &ids, &reasons).await?;
    Ok(verdicts::take_back(work.connection, &back).await?)
}

fn verdict(wrong: &[WrongKind]) -> Verdict {
    let lacking = |one: &WrongKind| Some(Lacking { kind: one.kind?, missing: one.refused.is_none() });
    let lacking: Option<Vec<Lacking>> = wrong.iter().map(lacking).collect();
    lacking.map_or_else(Verdict::unexplained, |lacking| Verdict::of(&lacking))
}
