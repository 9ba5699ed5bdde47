use crate::{
    domain::{
        objections::{Announced, Objection, ObjectionRefusal, reasons_of},
        verdict::code_of,
    },
    error::{Error, ObjectionError},
    store::{applications, objections, vacancies, verdicts, verifications},
};
use platform::{Violations, Work, sensitive::Sealed};
use uuid::Uuid;

/// What an applicant says against what was announced.
pub struct FileObjection {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application.
    pub application_id: Uuid,
    /// Grounds; sealed.
    pub grounds: String,
    /// Which of the verdict's reasons are challenged, from 1.
    pub challenged: Vec<i32>,
}

/// Takes an objection from the machine that submitted the application, and freezes what stands about the applicant. The
/// vacancy is locked: no answer, ranking or correction can come between.
pub async fn file_objection(work: &mut Work<'_>, input: FileObjection) -> Result<Objection, Error> {
    let FileObjection { vacancy_id, application_id, grounds, challenged } = input;
    let vacancy = vacancies::lock(work.connection, vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    if !applications::is_of(work.connection, application_id, &work.actor.subject).await? {
        return Err(Error::ApplicationNotFound);
    }
    let objector = objections::objector(work.connection, vacancy_id, application_id).await?;
    let objector = objector.ok_or(Error::ApplicationNotFound)?;
    let reasons = reasons_of(&objector.verdict_reason);
    let announced = Announced {
        state: vacancy.state,
        window: vacancy.objections,
        reasons: &reasons,
        ranked: objector.ranked,
        withdrawn: objector.withdrawn,
    };
    let ids = (Uuid::now_v7(), vacancy_id, application_id);
    let objection = Objection::file(ids, &announced, challenged, work.now).map_err(refused)?;
    let told = with_words(work, application_id, &reasons).await?;
    let seal = |text: &str| work.vault.seal(objection.id.as_bytes(), text.as_bytes());
    let (grounds, reasons) = (seal(&grounds)?, seal(&told)?);
    objections::insert(work.connection, &objection, &grounds, &reasons).await.map_err(once)?;
    Ok(objection)
}

/// The reasons of a verdict, a line each, with the words that led to them here or at the national portal: who answers has to
/// know what was found.
async fn with_words(work: &mut Work<'_>, application: Uuid, reasons: &[String]) -> Result<String, Error> {
    let mut sealed: Vec<(&str, Uuid, Sealed)> = Vec::new();
    for (finding, kind) in verifications::refusals(work.connection, application).await? {
        sealed.extend(finding.reason.map(|words| (kind.as_str(), finding.document, words)));
    }
    for reason in verdicts::reasons(work.connection, application).await? {
        sealed.extend(reason.words.map(|words| (code_of(reason.kind), application, words)));
    }
    let mut lines = Vec::with_capacity(reasons.len());
    for reason in reasons {
        let mut line = reason.clone();
        for (_, owner, words) in sealed.iter().filter(|(code, ..)| reason.split(':').next() == Some(code)) {
            let words = String::from_utf8(work.vault.open(owner.as_bytes(), words)?).map_err(Error::internal)?;
            // A line feed or a semicolon would begin another reason.
            line = format!("{line}: {}", words.replace(['\n', ';'], ","));
        }
        lines.push(line);
    }
    Ok(lines.join("\n"))
}

/// What is wrong with a field of the request is told as such.
fn refused(refusal: ObjectionRefusal) -> Error {
    if let ObjectionRefusal::Reasons(known) = refusal {
        let mut check = Violations::default();
        match known {
            0 => check.add("challenged_reasons", "must be empty: a result has no reasons"),
            _ => check.add("challenged_reasons", refusal),
        }
        return Error::Failure(check.into());
    }
    ObjectionError::from(refusal).into()
}

fn once(error: sqlx::Error) -> Error {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("one_objection_a_round") => ObjectionError::Already.into(),
        _ => error.into(),
    }
}
