use super::improvement_desk::{ImprovementDesk, keep, made};
use crate::{
    commands::acting_servant,
    domain::{
        appraisal::{Appraisal, State},
        improvement_case::ImprovementCase,
        improvement_rules::ImprovementRules,
        improvement_stage::{CaseStage, DecisionKind},
        rating::Predikat,
    },
    error::{Error, ImprovementError},
    store::{appraisals, improvement_cases, improvement_warners, improvement_words::CasePart, skp_plans},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// What follows a low rating, if anything does.
pub struct OpenImprovement {
    /// The rating.
    pub appraisal: Uuid,
    /// Whether the servant is warned; else nothing follows.
    pub is_warning: bool,
    /// Track of coaching; empty: that of most posts.
    pub track: String,
    /// Why.
    pub reason: Sensitive<String>,
    /// Number of the document.
    pub document_number: String,
}

/// Opens the case of a low final rating with a warning, or closes the question. Who rates a plan warns, or whom the office
/// named in their place; nobody does for themselves.
pub async fn open_improvement(
    work: &mut Work<'_>,
    input: OpenImprovement,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let me = acting_servant(work).await?;
    let rules = desk.book.in_use();
    let found = appraisals::lock(work.connection, input.appraisal).await?;
    let appraisal = found.ok_or(Error::AppraisalNotFound)?.release();
    let coach = warner(work, appraisal.id).await?;
    let predikat = low_predikat(&appraisal, rules)?;
    let today = desk.day(work.now);
    let (kind, stage) = if input.is_warning {
        (DecisionKind::Warn, CaseStage::Warned)
    } else {
        (DecisionKind::Decline, CaseStage::Declined)
    };
    let track = rules.track(&input.track).map(|track| track.code.clone()).unwrap_or_default();
    let mut case = ImprovementCase {
        id: Uuid::now_v7(),
        appraisal: appraisal.id,
        servant: appraisal.servant,
        year: appraisal.year,
        predikat,
        // Nothing changes a final rating, so this is when it became final.
        final_date: desk.day(appraisal.update_time),
        track,
        ruleset: rules.id.clone(),
        stage,
        stage_since: today,
        coach,
        coaching: None,
        suited: None,
        wait_until: None,
        decisions: Vec::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    if input.is_warning {
        case.must_be_coach(&me)?;
    } else {
        case.must_be_another(&me)?;
    }
    let decision = made(work, today, &input.document_number, "");
    let words = (decision.id, CasePart::Reason);
    case.begin(kind, decision, rules);
    let next = case.next_step(rules);
    let added = improvement_cases::insert(work.connection, &work.vault, case, next).await;
    let case = added.map_err(ImprovementError::of)?.release();
    keep(work, case.id, words, &input.reason).await?;
    Ok(case)
}

/// Who warns: whom the office named, else the superior of the plan; empty for any rater.
async fn warner(work: &mut Work<'_>, appraisal: Uuid) -> Result<String, Error> {
    if let Some(named) = improvement_warners::of(work.connection, appraisal).await? {
        return Ok(named);
    }
    Ok(skp_plans::get(work.connection, appraisal).await?.map(|plan| plan.superior).unwrap_or_default())
}

/// What the final rating came to, if a case can follow it.
pub(super) fn low_predikat(appraisal: &Appraisal, rules: &ImprovementRules) -> Result<Predikat, Error> {
    let State::Final(ratings) = appraisal.state else { return Err(ImprovementError::NotLow.into()) };
    let predikat = ratings.predikat();
    if rules.low.contains(&predikat) { Ok(predikat) } else { Err(ImprovementError::NotLow.into()) }
}
