use super::{acting::acting_servant, skp_desk::SkpDesk};
use crate::{
    domain::{
        core_value::CoreValue,
        rating::Expectation,
        skp_feedback::{Relation, must_be_heard},
    },
    error::{Error, PerformanceError},
    store::{
        skp_feedbacks::{self, Feedback},
        skp_plans,
    },
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// Feedback to somebody.
pub struct GiveSkpFeedback {
    /// Servant who is told.
    pub servant: String,
    /// Year of the plan.
    pub year: i32,
    /// What is said.
    pub text: Sensitive<String>,
    /// Values that are rated.
    pub values: Vec<(CoreValue, Expectation)>,
}

/// Gives feedback. What the giver is to the servant follows from who rates whom in that year.
pub async fn give_skp_feedback(
    work: &mut Work<'_>,
    input: GiveSkpFeedback,
    desk: &SkpDesk,
) -> Result<(Feedback, Sensitive<String>), Error> {
    let giver = acting_servant(work).await?;
    let found = skp_plans::of_year(work.connection, &input.servant, input.year).await?;
    let id = found.ok_or(PerformanceError::PlanNotFound)?.id;
    // Held, so that two at once do not both stay under the limit.
    let plan = skp_plans::lock(work.connection, id).await?.ok_or(PerformanceError::PlanNotFound)?;
    let own = skp_plans::of_year(work.connection, &giver, input.year).await?;
    let relation = Relation::of(&plan, &giver, own.as_ref().map(|own| own.superior.as_str()));
    let given = skp_feedbacks::given(work.connection, plan.id, &giver).await?;
    let relation = must_be_heard(&plan, relation, given, desk.book.of(&plan.ruleset)?)?;
    // A random id: one that counts time would tell who is hidden.
    let feedback =
        Feedback { id: Uuid::new_v4(), plan: plan.id, giver, relation, values: input.values, time: work.now };
    let sealed = work.vault.seal(feedback.id.as_bytes(), input.text.reveal().as_bytes())?;
    skp_feedbacks::insert(work.connection, &feedback, &sealed).await?;
    Ok((feedback, input.text))
}
