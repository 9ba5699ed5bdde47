use crate::commands::internship::{lock_held, lock_place, open_student};
use crate::{
    domain::{
        certificate::{CertificateFacts, certificate_number, certificate_text},
        intern::{Certified, Internship, day_of},
        internship_rules::InternshipRules,
    },
    error::{Error, InternshipError},
    events,
    rulesets::Book,
    store::internships,
};
use aws_lc_rs::digest::{SHA256, digest};
use platform::{AsRead, Work};
use uuid::Uuid;

/// Writes the certificate of an assessed internship, tells of it where the intern agreed to a talent note, and returns its text. The text names the student, so only its hash is
/// kept: whoever holds the paper can show that it is the one that was written.
pub async fn certify_internship(
    work: &mut Work<'_>,
    input: AsRead,
    book: &Book<InternshipRules>,
) -> Result<(Internship, String), Error> {
    let (agreement, place) = lock_place(work, input).await?;
    let mut internship = lock_held(work, input, |_, _| true).await?;
    let today = day_of(work.now);
    internship.must_certify(today).map_err(InternshipError::from)?;
    let parts = internships::sealed(work.connection, internship.id).await?.ok_or(InternshipError::NotFound)?;
    let student = open_student(&work.vault, &internship, &parts.identity)?.ok_or(InternshipError::NotFound)?;
    let number = certificate_number(work.tenant.as_str(), today.year(), Uuid::new_v4());
    let text = certificate_text(&CertificateFacts {
        number: &number,
        instansi: work.tenant.as_str(),
        agreement: &agreement,
        place: &place,
        internship: &internship,
        student: &student,
        rules: book.find(&internship.ruleset)?,
    });
    let text_sha256 = digest(&SHA256, text.as_bytes()).as_ref().to_vec();
    internship.certify(Certified { number, text_sha256, time: work.now }, today).map_err(InternshipError::from)?;
    internships::update(work.connection, &mut internship).await?;
    if internship.consent_time.is_some() {
        let certified = events::certified(&work.tenant, &place, &internship);
        work.record(&internship, &certified);
    }
    Ok((internship.release(), text))
}
