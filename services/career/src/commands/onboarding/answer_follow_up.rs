use crate::{
    commands::{is_actor, is_known, note_evidence, seal_text},
    domain::{
        adaptation::{AdaptationNeed, AdaptationRefusal, AspectAnswer, FollowUp, Lack, SeenCompetency, Side},
        competency_rules::CompetencyRules,
        development::{DevelopmentItem, ItemState},
        evidence::{CompetencyCode, Evidence, EvidenceKind},
        onboarding_rules::{AdaptationRules, OnboardingRules, months_after},
        onboarding_task::OnboardingRefusal,
        servant::{Servant, State, day_of},
    },
    error::{Error, OnboardingError},
    events, names,
    store::{
        adaptation_answers::{self, SideRow},
        adaptation_follow_ups, adaptation_needs, development_items, gaps, onboardings, placements, servants,
    },
};
use platform::{Failure, Locked, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What one side says about how somebody settles in.
pub struct AnswerFollowUp {
    /// About whom.
    pub servant: Uuid,
    /// Months after the first day.
    pub months: i32,
    /// Who answers.
    pub side: Side,
    /// Answers, one an aspect.
    pub answers: Vec<AspectAnswer>,
    /// Free text; may be empty.
    pub remark: Sensitive<String>,
    /// What is lacking, as the rater tells it.
    pub lacks: Vec<Lack>,
}

/// Keeps the answers of a side. What the rater finds lacking becomes a need of training; where it names a competency, the
/// level that was seen is evidence, so that a gap opens. A need that no gap stands for opens an item of the plan itself. The
/// record of somebody else does not exist for a servant.
pub async fn answer_follow_up(
    work: &mut Work<'_>,
    input: AnswerFollowUp,
    rules: &OnboardingRules,
    competency: &CompetencyRules,
) -> Result<FollowUp, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_answer(work, &servant, input.side).await?;
    must_fit(work, &input, &rules.adaptation, competency).await?;
    let follow_up = follow_up_of(work, &servant, input.months, rules).await?;
    if adaptation_answers::has(work.connection, follow_up.id, input.side).await? {
        return Err(OnboardingError::from(AdaptationRefusal::Answered).into());
    }
    let remark = seal_text(work, follow_up.id, &input.remark)?;
    let answered_by = work.actor.subject.to_string();
    let (side, answers, answer_time) = (input.side, input.answers, work.now);
    let said = SideRow { side, answered_by, answers, remark, answer_time };
    adaptation_answers::insert(work.connection, follow_up.id, &said).await?;
    let rater = side == Side::Rater;
    let lacks = if rater { rules.adaptation.lacking(&said.answers, input.lacks) } else { Vec::new() };
    let answered = (side, said.answers.as_slice());
    let told = events::follow_up_answered(&work.tenant, &servant, &follow_up, answered, &lacks, day_of(work.now));
    work.record(&servant, &told);
    for lack in lacks {
        note_need(work, &follow_up, &said.answers, lack, (&rules.adaptation, competency)).await?;
    }
    Ok(follow_up)
}

/// Servants answer for themselves, and a rater for those of the own unit or one below it: to anybody else they do not exist.
async fn must_answer(work: &mut Work<'_>, servant: &Servant, side: Side) -> Result<(), Error> {
    let own = is_actor(work, servant);
    match side {
        Side::Servant if !own => return Err(Error::ServantNotFound),
        Side::Rater if own => return Err(OnboardingError::from(AdaptationRefusal::Own).into()),
        Side::Rater if !is_superior(work, servant).await? => return Err(Error::ServantNotFound),
        _ => {}
    }
    if servant.state == State::Left { Err(OnboardingError::from(OnboardingRefusal::Left).into()) } else { Ok(()) }
}

/// Whether whoever acts holds a post of the servant's unit, or of one above it.
async fn is_superior(work: &mut Work<'_>, servant: &Servant) -> Result<bool, Error> {
    let Some(rater) = servants::of_account(work.connection, &work.actor.subject).await? else { return Ok(false) };
    Ok(placements::is_of_unit(work.connection, rater.id, servant.id, day_of(work.now)).await?)
}

/// Months and aspects are those of the ruleset, and every competency named is in a dictionary in use or in a published standard.
async fn must_fit(
    work: &mut Work<'_>,
    input: &AnswerFollowUp,
    rules: &AdaptationRules,
    competency: &CompetencyRules,
) -> Result<(), Error> {
    let mut check = Violations::default();
    check.check("months", rules.has(input.months), "must be one of the ruleset");
    for (place, reason) in rules.faults(&input.answers) {
        let field = place.map_or("answers".to_owned(), |place| format!("answers[{place}].aspect"));
        check.add(field, reason);
    }
    for (place, lack) in input.lacks.iter().enumerate() {
        let aspect = rules.aspects.iter().any(|aspect| aspect.code == lack.aspect);
        check.check(format!("needs[{place}].aspect"), aspect, "must be an aspect of the ruleset");
        let Some(seen) = &lack.competency else { continue };
        let code = CompetencyCode::new(&seen.dictionary, &seen.code);
        let found = is_known(work, &code, competency).await?;
        let reason = "no dictionary in use and no published standard holds this competency";
        check.check(format!("needs[{place}].competency.code"), found, reason);
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}

/// The follow-up that a side began, or a new one that is due.
async fn follow_up_of(
    work: &mut Work<'_>,
    servant: &Locked<Servant>,
    months: i32,
    rules: &OnboardingRules,
) -> Result<FollowUp, Error> {
    if let Some(begun) = adaptation_follow_ups::of(work.connection, servant.id, months).await? {
        return Ok(begun);
    }
    let opened = onboardings::get(work.connection, servant.id).await?;
    let opened = opened.ok_or(OnboardingRefusal::NotOpen).map_err(OnboardingError::from)?;
    let follow_up = FollowUp {
        id: Uuid::now_v7(),
        servant: servant.id,
        months,
        due_date: months_after(opened.first_day, months),
        ruleset: rules.id.clone(),
        create_time: work.now,
    };
    follow_up.must_be_due(day_of(work.now)).map_err(OnboardingError::from)?;
    adaptation_follow_ups::insert(work.connection, &follow_up).await?;
    Ok(follow_up)
}

async fn note_need(
    work: &mut Work<'_>,
    follow_up: &FollowUp,
    answers: &[AspectAnswer],
    lack: Lack,
    (rules, competency): (&AdaptationRules, &CompetencyRules),
) -> Result<(), Error> {
    let rated = answers.iter().find(|answer| answer.aspect == lack.aspect);
    let level = rated.map_or(1, |answer| answer.level);
    let need = AdaptationNeed {
        id: Uuid::now_v7(),
        follow_up: follow_up.id,
        servant: follow_up.servant,
        aspect: lack.aspect,
        level,
        competency: lack.competency,
        resolve_time: None,
        version: 1,
        create_time: work.now,
    };
    let sealed = work.vault.seal(need.id.as_bytes(), lack.text.as_bytes())?;
    let text = (!lack.text.is_empty()).then_some(&sealed);
    adaptation_needs::insert(work.connection, &need, text).await?;
    if let Some(seen) = need.competency.clone() {
        let seen = evidence(work, follow_up, seen);
        note_evidence(work, seen, competency).await?;
    }
    plan_need(work, &need, &follow_up.ruleset, (rules, competency)).await
}

/// Opens an item of the plan where no gap stands for a need: where it names no competency, or one whose level an assessment
/// measured higher than what the rater saw.
async fn plan_need(
    work: &mut Work<'_>,
    need: &AdaptationNeed,
    ruleset: &str,
    (rules, competency): (&AdaptationRules, &CompetencyRules),
) -> Result<(), Error> {
    let code = need.competency.as_ref().map(|seen| CompetencyCode::new(&seen.dictionary, &seen.code));
    let gaps = gaps::open_of(work.connection, need.servant).await?;
    let stands =
        |code: &CompetencyCode| gaps.iter().any(|gap| gap.dictionary == code.dictionary && gap.code == code.code);
    if code.as_ref().is_some_and(stands) {
        return Ok(());
    }
    let (dictionary, code) = code.map(|code| (code.dictionary, code.code)).unwrap_or_default();
    let item = DevelopmentItem {
        id: Uuid::now_v7(),
        servant: need.servant,
        gap: None,
        need: Some(need.id),
        dictionary,
        code,
        target: need.target(rules),
        achieved: None,
        due_date: competency.due_date(day_of(work.now)),
        kind: rules.activity,
        state: ItemState::Proposed,
        agreed_by: String::new(),
        agree_time: None,
        close_date: None,
        ruleset: ruleset.to_owned(),
        priority: 0,
        version: 1,
        create_time: work.now,
    };
    Ok(development_items::insert_of_need(work.connection, &item).await?)
}

fn evidence(work: &Work<'_>, follow_up: &FollowUp, seen: SeenCompetency) -> Evidence {
    Evidence {
        id: Uuid::now_v7(),
        servant: follow_up.servant,
        kind: EvidenceKind::Observed,
        dictionary: seen.dictionary,
        code: seen.code,
        level: seen.level,
        assessor: work.actor.subject.to_string(),
        instrument: format!("adaptation follow-up after {} months", follow_up.months),
        date: day_of(work.now),
        expiry: None,
        reference: names::FOLLOW_UP.name(&work.tenant, follow_up.id),
    }
}
