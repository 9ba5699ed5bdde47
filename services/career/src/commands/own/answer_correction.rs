use crate::{
    commands::{is_actor, seal_text},
    domain::correction_request::{CorrectionRefusal, CorrectionRequest, Verdict},
    error::{Error, OwnError},
    names,
    store::{correction_requests, servants},
};
use platform::{AsRead, Failure, Violations, Work, names::Collection, sensitive::Sensitive};

/// What the office says to a request.
pub struct AnswerCorrection {
    /// Request as it was read.
    pub request: AsRead,
    /// Corrected, by which row, or not.
    pub verdict: Verdict,
    /// What was done, or why it stays as it is.
    pub answer: Sensitive<String>,
}

/// Answers a request. The row that mends a history has been recorded for this servant, or taken out, since the request.
pub async fn answer_correction(work: &mut Work<'_>, input: AnswerCorrection) -> Result<CorrectionRequest, Error> {
    let seen = correction_requests::get(work.connection, input.request.id).await?;
    let seen = seen.ok_or(OwnError::CorrectionNotFound)?;
    let servant = servants::lock(work.connection, seen.servant).await?.ok_or(Error::ServantNotFound)?;
    let request = correction_requests::lock(work.connection, seen.id).await?;
    let mut request = request.ok_or(OwnError::CorrectionNotFound)?;
    input.request.must_be(request.version)?;
    if is_actor(work, &servant) {
        return Err(OwnError::from(CorrectionRefusal::Own).into());
    }
    let by = work.actor.subject.to_string();
    let row = if let Verdict::Accepted(row) = &input.verdict { Some(row.clone()) } else { None };
    request.answer(input.verdict, &by, work.now).map_err(OwnError::from)?;
    if let Some(row) = row {
        must_mend(work, &request, &row).await?;
    }
    let answer = seal_text(work, request.servant, &input.answer)?;
    correction_requests::answer(work.connection, &mut request, &answer).await?;
    Ok(request)
}

/// Whether the row is of this servant: of a history one that was recorded or taken out since the request.
async fn must_mend(work: &mut Work<'_>, request: &CorrectionRequest, row: &str) -> Result<(), Error> {
    let mut check = Violations::default();
    let Some(history) = request.history() else {
        let known = is_theirs(work, request, row).await?;
        check.check("row", known, "must be the name of what was corrected, of this servant");
        return if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) };
    };
    if let Some((servant, row)) = check.take("row", names::parse_row(row, history)) {
        let since = request.create_time;
        let ours = (&servant.tenant, servant.id) == (&work.tenant, request.servant);
        let known = correction_requests::has_row(work.connection, request.servant, history, row, since).await?;
        check.check("row", ours && known, "must be a row of this servant, recorded or taken out since the request");
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}

/// Whether what has no history is mended by something of this servant. Ratings are of evaluation, whose names are kept as they
/// are: a name, and no free text about a person.
async fn is_theirs(work: &mut Work<'_>, request: &CorrectionRequest, row: &str) -> Result<bool, Error> {
    let collections: &[Collection] = match request.field.as_str() {
        "evidence" => &[names::COMPETENCY_EVIDENCE],
        "development" => &[names::DEVELOPMENT_ITEM],
        "hours" => &[names::EXTERNAL_TRAINING, names::TRAINING_PARTICIPANT],
        "credits" => &[names::CREDIT],
        "allowance" => &[names::ALLOWANCE],
        "ratings" => {
            return Ok(row.starts_with(&format!("instansi/{}/", work.tenant)) && !row.contains(char::is_whitespace));
        }
        _ => return Ok(row == names::SERVANT.name(&work.tenant, request.servant)),
    };
    for collection in collections {
        if let Ok(id) = collection.parse_of(row, &work.tenant)
            && correction_requests::has_resource(work.connection, request.servant, collection.0, id).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
