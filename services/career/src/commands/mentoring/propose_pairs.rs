use crate::{
    domain::{
        evidence::CompetencyCode,
        mentor_matching::{Matching, Mentee, ProposedPair, pair_up},
        mentoring_rules::MentoringRules,
        mentorship::{MentoringKind, MentoringProposal, Mentorship, MentorshipState},
        servant::day_of,
    },
    error::{Error, MentoringError},
    store::{
        mentor_candidates::{self, WantedGaps},
        mentoring_proposals, mentorships, profiles,
    },
};
use platform::Work;
use std::collections::BTreeMap;
use uuid::Uuid;

/// For whom mentors are looked for, and where.
pub struct ProposePairs {
    /// Kind of the pairs.
    pub kind: MentoringKind,
    /// Whose gaps.
    pub wanted: WantedGaps,
    /// Unit of the mentors; empty for any.
    pub mentor_unit: String,
}

/// Looks who should mentor whom and keeps the pairs for a person to confirm, and those who get nobody with the reason.
pub async fn propose_pairs(
    work: &mut Work<'_>,
    input: ProposePairs,
    rules: &MentoringRules,
) -> Result<MentoringProposal, Error> {
    let today = day_of(work.now);
    mentor_candidates::take_turn(work.connection).await?;
    let (mentees, more) = mentor_candidates::mentees(work.connection, &input.wanted, today, rules.most_mentees).await?;
    let (most, unit) = (rules.most_mentors, input.mentor_unit.as_str());
    let mentors =
        mentor_candidates::mentors(work.connection, &lowest_levels(&mentees, rules), unit, today, most + 1).await?;
    if mentors.len() as u64 > most.unsigned_abs() {
        return Err(MentoringError::TooManyMentors(most).into());
    }
    let matching_rules = rules.clone();
    // Three hundred people and a thousand mentors take a while: not on a thread that serves others.
    let matching = tokio::task::spawn_blocking(move || pair_up(mentees, mentors, &matching_rules)).await;
    let matching = matching.map_err(Error::internal)?;
    // All at once and in one order, so that two who hold many people never wait for each other.
    profiles::lock_all(work.connection, &people(&matching)).await?;
    let proposal = proposal(work, input.kind, rules, &matching, more)?;
    mentoring_proposals::insert(work.connection, &proposal, &matching.unmatched).await?;
    for pair in &matching.pairs {
        let pair = mentorship(&proposal, pair);
        mentorships::insert(work.connection, &pair).await.map_err(MentoringError::of)?;
    }
    Ok(proposal)
}

/// The lowest level that helps somebody, competency by competency.
fn lowest_levels(mentees: &[Mentee], rules: &MentoringRules) -> BTreeMap<CompetencyCode, u8> {
    let mut lowest = BTreeMap::new();
    for gap in mentees.iter().flat_map(|mentee| &mentee.gaps) {
        let level = rules.lowest_level(gap.standard);
        let known = lowest.entry(gap.code.clone()).or_insert(level);
        *known = level.min(*known);
    }
    lowest
}

fn people(matching: &Matching) -> Vec<Uuid> {
    let paired = matching.pairs.iter().flat_map(|pair| [pair.mentee, pair.mentor]);
    paired.chain(matching.unmatched.iter().map(|one| one.servant)).collect()
}

fn proposal(
    work: &Work<'_>,
    kind: MentoringKind,
    rules: &MentoringRules,
    matching: &Matching,
    more: bool,
) -> Result<MentoringProposal, Error> {
    let count = |number: usize| i32::try_from(number).map_err(Error::internal);
    let (pairs, unmatched) = (count(matching.pairs.len())?, count(matching.unmatched.len())?);
    Ok(MentoringProposal {
        id: Uuid::now_v7(),
        kind,
        ruleset: rules.id.clone(),
        mentees: pairs + unmatched,
        pairs,
        unmatched,
        weight: matching.weight(),
        more,
        create_time: work.now,
    })
}

fn mentorship(proposal: &MentoringProposal, pair: &ProposedPair) -> Mentorship {
    let gap = &pair.weighed.gap;
    Mentorship {
        id: Uuid::now_v7(),
        proposal: proposal.id,
        kind: proposal.kind,
        state: MentorshipState::Proposed,
        mentee: pair.mentee,
        mentor: pair.mentor,
        gap: gap.gap,
        dictionary: gap.code.dictionary.clone(),
        code: gap.code.code.clone(),
        standard: gap.standard,
        achieved: gap.achieved,
        mentor_level: pair.weighed.level,
        weight: pair.weighed.weight,
        explanation: pair.explanation(),
        next_mentor: pair.next_best.map(|(mentor, _)| mentor),
        next_weight: pair.next_best.map(|(_, weight)| weight).unwrap_or_default(),
        due_date: None,
        confirmed_by: String::new(),
        start: None,
        end: None,
        outcome: None,
        hours: 0,
        hours_over: 0,
        ruleset: proposal.ruleset.clone(),
        version: 1,
        create_time: proposal.create_time,
    }
}
