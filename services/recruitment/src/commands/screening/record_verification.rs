use super::{lot, requirement_of};
use crate::{
    domain::{
        assignment::third,
        document::{Document, DocumentKind},
        look::{Finding, Look, Outcome, lacking, outcome},
        requirement::Requirement,
        vacancy::State,
        verdict::Verdict,
    },
    error::{Error, ScreeningError},
    rulesets::Rulebook,
    store::{
        applications, confirmations, documents, rounds, vacancies, verdicts,
        verifications::{self, Item, SealedFinding},
    },
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// What a verifier found about one document.
pub struct FoundDocument {
    /// The document.
    pub document: Uuid,
    /// Why it is refused; none if it is not.
    pub refused: Option<String>,
    /// The kind in whose place it is accepted; none if it shows what it is of.
    pub in_place_of: Option<DocumentKind>,
}

/// What a verifier found about an application.
pub struct RecordVerification {
    /// The look as it was read.
    pub look: AsRead,
    /// One for each document.
    pub findings: Vec<FoundDocument>,
}

/// Records what a verifier found, and what follows: the verdict once all looks agree or the third has decided, else a third
/// look by somebody else.
pub async fn record_verification(
    work: &mut Work<'_>,
    input: RecordVerification,
    rulebook: &Rulebook,
) -> Result<Uuid, Error> {
    let RecordVerification { look: read, findings } = input;
    let subject = work.actor.subject.clone();
    let item = verifications::hold_own(work.connection, read.id, &subject).await?;
    let item = item.ok_or(ScreeningError::VerificationNotFound)?;
    let vacancy = vacancies::get(work.connection, item.vacancy).await?.ok_or(Error::VacancyNotFound)?;
    let application = applications::lock(work.connection, item.vacancy, item.application).await?;
    application.ok_or(Error::ApplicationNotFound)?;
    let mut looks = verifications::looks(work.connection, item.application).await?;
    let own = looks.iter_mut().find(|look| look.id == read.id).ok_or(ScreeningError::VerificationNotFound)?;
    own.must_be_open().map_err(ScreeningError::from)?;
    vacancy.must_be(State::Closed)?;
    read.must_be(own.version)?;
    let documents = documents::of_applications(work.connection, &[item.application]).await?;
    let documents: Vec<Document> = documents.into_iter().map(|(_, document)| document).collect();
    let asked = requirement_of(work.connection, rulebook, item.vacancy).await?;
    let findings = checked(work, &documents, &asked, findings).await?;
    let lacking = lacking(&asked.required, &documents, &findings);
    own.record(lacking.is_empty()).map_err(ScreeningError::from)?;
    let sealed = findings.iter().map(|finding| seal(work, read.id, finding)).collect::<Result<Vec<_>, _>>()?;
    verifications::save(work.connection, own, &sealed, work.now).await?;
    match outcome(&looks) {
        Outcome::Waits => {}
        Outcome::Disagrees => ask_third(work, &item, &looks).await?,
        // Whoever decides last found the same as the verdict: two agree, or the third does.
        Outcome::Decided { .. } => {
            verdicts::save(work.connection, &[(item.application, Verdict::of(&lacking))]).await?;
        }
    }
    Ok(read.id)
}

/// One finding for each document, none is in order that its issuer denies, and none takes the place of a kind for which no
/// other evidence was announced.
async fn checked(
    work: &mut Work<'_>,
    documents: &[Document],
    requirement: &Requirement,
    findings: Vec<FoundDocument>,
) -> Result<Vec<Finding>, Error> {
    let ids: Vec<Uuid> = documents.iter().map(|document| document.id).collect();
    let asked = confirmations::of_documents(work.connection, &ids).await?;
    let denied = |id: Uuid| asked.iter().any(|one| one.document == id && matches!(one.answer, Some((false, _, _))));
    let mut check = Violations::default();
    for (place, finding) in findings.iter().enumerate() {
        let field = |name: &str| format!("findings[{place}].{name}");
        let again = findings[..place].iter().any(|other| other.document == finding.document);
        check.check(field("document"), ids.contains(&finding.document), "must be a document of the application");
        check.check(field("document"), !again, "comes twice");
        let accepted = finding.refused.is_none();
        check.check(field("accepted"), !(accepted && denied(finding.document)), "its issuer denies the document");
        let replaced = finding.in_place_of.is_none_or(|kind| requirement.lets_replace(kind));
        check.check(field("in_place_of"), replaced, "must be a kind for which a notice accepts other evidence");
    }
    let all = ids.iter().all(|id| findings.iter().any(|finding| finding.document == *id));
    check.check("findings", all, "must hold one for each document");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let finding = |FoundDocument { document, refused, in_place_of }| Finding { document, refused, in_place_of };
    Ok(findings.into_iter().map(finding).collect())
}

fn seal(work: &Work<'_>, look: Uuid, finding: &Finding) -> Result<SealedFinding, Error> {
    let reason = finding.refused.as_ref().map(|reason| work.vault.seal(finding.document.as_bytes(), reason.as_bytes()));
    let (document, in_place_of) = (finding.document, finding.in_place_of);
    Ok(SealedFinding { look, document, reason: reason.transpose()?, in_place_of })
}

async fn ask_third(work: &mut Work<'_>, item: &Item, looks: &[Look]) -> Result<(), Error> {
    let round = rounds::get(work.connection, item.vacancy).await?.ok_or(ScreeningError::RoundNotFound)?;
    let seed = work.vault.open(item.vacancy.as_bytes(), &round.seed)?;
    let others: Vec<&str> = looks.iter().map(|look| look.verifier.as_str()).collect();
    let decides = third(lot(&seed, item.application), &round.verifiers, &others);
    let decides = decides.ok_or_else(|| Error::internal("nobody is left to decide"))?;
    Ok(verifications::insert_third(work.connection, item.vacancy, item.application, decides).await?)
}
