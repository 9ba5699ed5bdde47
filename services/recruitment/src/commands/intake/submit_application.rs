use crate::{
    commands::must_not_be_banned,
    commands::{IssuedReceipt, issue_receipt},
    domain::{
        admission::Admission,
        application::{Applicant, Application, ApplicationError, participant_number},
        declaration::Declaration,
        vacancy::day_of_applying,
    },
    error::{Error, IntakeError},
    rulesets::Rulebook,
    store::{
        applications::{self, NewApplication},
        criteria, documents, vacancies,
    },
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// An application for a vacancy.
pub struct SubmitApplication {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Who applies with what.
    pub applicant: Applicant,
    /// What is declared besides.
    pub declaration: Declaration,
    /// Upload whose documents the application comes with.
    pub upload: Option<Uuid>,
}

/// Takes an application, seals who sent it, and gives a receipt. Everybody applies at once, so there are five statements,
/// and a sixth that takes the documents over; no shared row is written, no file is touched, and nobody is told.
pub async fn submit_application(
    work: &mut Work<'_>,
    input: SubmitApplication,
    rulebook: &Rulebook,
) -> Result<(Application, IssuedReceipt), Error> {
    let SubmitApplication { vacancy_id, applicant, declaration, upload } = input;
    let vacancy = vacancies::hold_open(work.connection, vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    vacancy.must_accept(work.now)?;
    let ruleset = rulebook.general(&vacancy.ruleset)?;
    let committed = criteria::get(work.connection, vacancy_id).await?;
    // A vacancy that opened before criteria were committed follows its ruleset.
    let admission = committed.map_or_else(|| vacancy.admission(ruleset), |committed| committed.criteria.admission);
    vacancy.admit(&applicant, &admission, work.now)?;
    must_be_possible(&applicant, &admission)?;
    declaration.must_meet(&admission).map_err(IntakeError::from)?;
    let person_index = work.vault.blind_index(applicant.identity.nik.expose());
    must_not_be_banned(work, rulebook, ruleset, &person_index).await?;
    let id = Uuid::now_v7();
    let application = Application {
        id,
        vacancy_id,
        participant_number: participant_number(ruleset.valid_from.year(), work.tenant.as_str(), id),
        submit_time: work.now,
        withdraw_time: None,
        standing: None,
        last: None,
        place: None,
        appointed: false,
        version: 1,
    };
    let identity = &applicant.identity;
    let counted = declaration.counted(identity, day_of_applying(work.now));
    let subject = work.actor.subject.clone();
    let new = NewApplication {
        application: &application,
        applicant: &applicant,
        person_index,
        identity: work.vault.seal(id.as_bytes(), identity.to_record().as_bytes())?,
        declaration: &declaration,
        counted: &counted,
        submitted_by: &subject,
    };
    let taken = applications::insert_if_open(work.connection, new).await.map_err(Error::of_application)?;
    // The closing time may have passed, or the vacancy closed while this waited for the lock.
    if !taken {
        return Err(ApplicationError::NotAccepting.into());
    }
    let documents = match upload {
        Some(upload) => documents::take(work.connection, upload, &subject, id).await?,
        None => Vec::new(),
    };
    if upload.is_some() && documents.is_empty() {
        return Err(IntakeError::UploadNotFound.into());
    }
    let receipt = issue_receipt(work, vacancy.programme, &application, &applicant, documents).await?;
    Ok((application, receipt))
}

/// Refuses a mark of another scale than that of the education.
fn must_be_possible(applicant: &Applicant, admission: &Admission) -> Result<(), Error> {
    let accepted = admission.accepted(&applicant.education).ok_or(ApplicationError::EducationNotAccepted)?;
    let most = accepted.greatest_mark;
    if applicant.gpa <= most {
        return Ok(());
    }
    let mut check = Violations::default();
    check.add("gpa_thousandths", format_args!("must be 0 to {} for this education", most.0));
    Err(Failure::from(check).into())
}
