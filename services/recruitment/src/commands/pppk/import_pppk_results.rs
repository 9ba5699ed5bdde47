use crate::commands::check_participant;
use crate::{
    domain::{competency_test::Scheme, pppk_ranking::PppkOutcome, skd::NeedKind, vacancy::State},
    error::Error,
    rulesets::Rulebook,
    store::{
        pppk_results::{self, NewResult},
        results::{self, Participant},
    },
};
use platform::{Violations, Work};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One participant's official result of the competency test.
pub struct PppkLine {
    /// Number of the participant.
    pub participant_number: String,
    /// Code of the tier.
    pub tier: String,
    /// How the test ended.
    pub outcome: PppkOutcome,
}

/// Takes official results of the competency test and returns the rows it refuses. `seen` are the participants of the import so
/// far. Results that were taken before are replaced as long as the vacancy is not ranked.
pub async fn import_pppk_results(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    seen: &mut HashSet<Uuid>,
    rows: Vec<(i64, PppkLine)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let schemes = schemes(work, rulebook, known.values()).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, line) in rows {
        let participant = known.get(&line.participant_number);
        let mut check = check_participant(participant, State::AdministrationAnnounced, seen);
        if let Some(participant) = participant {
            check.check("participant_number", participant.eligible, "does not meet the requirements");
            match schemes.get(&participant.vacancy) {
                Some(scheme) => check_line(&mut check, scheme, &line),
                None => check.add("participant_number", "does not belong to a PPPK selection"),
            }
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push(NewResult {
                id: participant.id,
                vacancy: participant.vacancy,
                tier: line.tier,
                outcome: line.outcome,
            }),
            None => refused.push((row, check)),
        }
    }
    pppk_results::save(work.connection, &taken).await?;
    Ok(refused)
}

/// How the vacancies of these participants are scored; those of other selections are left out.
async fn schemes(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    participants: impl Iterator<Item = &Participant>,
) -> Result<HashMap<Uuid, Scheme>, Error> {
    let rulesets: HashMap<Uuid, &str> = participants.map(|one| (one.vacancy, one.ruleset.as_str())).collect();
    let vacancies: Vec<Uuid> = rulesets.keys().copied().collect();
    let posts = pppk_results::posts(work.connection, &vacancies).await?;
    let mut schemes = HashMap::new();
    for (vacancy, ruleset) in rulesets {
        // A draft has no ruleset; its participants are refused for its state.
        let (Ok(ruleset), Some((title, kind))) = (rulebook.pppk(ruleset), posts.get(&vacancy)) else { continue };
        let kind = NeedKind::parse(kind).map_err(Error::internal)?;
        schemes.extend(ruleset.test.scheme(title, kind).map(|scheme| (vacancy, scheme)));
    }
    Ok(schemes)
}

fn check_line(check: &mut Violations, scheme: &Scheme, line: &PppkLine) {
    if scheme.step(&line.tier).is_none() {
        match scheme.codes().join(", ") {
            none if none.is_empty() => check.add("tier", "must be empty: the selection knows no tiers"),
            codes => check.add("tier", format_args!("must be one of {codes}")),
        }
    }
    if let PppkOutcome::Scored(score) = line.outcome {
        for violation in scheme.limits.violations(&score) {
            check.add(violation.part, violation);
        }
    }
}
