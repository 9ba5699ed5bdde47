use crate::commands::{own::own_record, seal_text};
use crate::{
    domain::correction_request::{CorrectionRefusal, CorrectionRequest, CorrectionRules, CorrectionState},
    error::{Error, OwnError},
    store::{correction_requests, servants},
};
use platform::{Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What should be corrected.
pub struct RequestCorrection {
    /// What it is about.
    pub field: String,
    /// What it should be.
    pub wanted: Sensitive<String>,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Asks to correct the caller's own record.
pub async fn request_correction(
    work: &mut Work<'_>,
    input: RequestCorrection,
    rules: &CorrectionRules,
) -> Result<CorrectionRequest, Error> {
    if !rules.fields.contains(&input.field) {
        let mut check = Violations::default();
        check.add("field", format!("must be one of {}", rules.fields.join(", ")));
        return Err(Failure::from(check).into());
    }
    let me = own_record(work).await?.id;
    servants::lock(work.connection, me).await?.ok_or(OwnError::NoOwnRecord)?;
    if correction_requests::open_of(work.connection, me).await? >= rules.most_open {
        return Err(OwnError::from(CorrectionRefusal::TooMany(rules.most_open)).into());
    }
    let request = CorrectionRequest {
        id: Uuid::now_v7(),
        servant: me,
        state: CorrectionState::Open,
        field: input.field,
        due_time: rules.due(work.now),
        answer_time: None,
        answered_by: String::new(),
        row: String::new(),
        ruleset: rules.id.clone(),
        version: 1,
        create_time: work.now,
    };
    let wanted = seal_text(work, me, &input.wanted)?;
    let reason = seal_text(work, me, &input.reason)?;
    correction_requests::insert(work.connection, &request, &wanted, &reason).await?;
    Ok(request)
}
