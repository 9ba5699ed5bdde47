use crate::{
    commands::opened,
    domain::{
        confirmation::Confirmation,
        filing::Filing,
        identity::{birth_date_of, full_name_of, nik_ending_of},
    },
    error::Error,
    store::{
        applications, confirmations,
        copies::{self, Kept},
        documents, filings,
        withdrawals::{self, Listed},
    },
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// Who applied.
pub struct Person {
    /// Full name.
    pub full_name: String,
    /// The last four digits of the NIK; the others are shown to nobody.
    pub nik_ending: String,
    /// Date of birth.
    pub birth_date: Date,
}

/// Everything kept about the person of an application, beside the state of the application.
pub struct MyApplication {
    /// Who; nobody once erased.
    pub person: Option<Person>,
    /// What else.
    pub kept: Kept,
    /// Objections.
    pub objections: Vec<Uuid>,
    /// The file after the result, with the participant's number.
    pub filing: Option<(Filing, String)>,
    /// Who left after the result.
    pub withdrawal: Option<MyWithdrawal>,
    /// What institutions were asked about the documents.
    pub confirmations: Vec<Confirmation>,
    /// Code of the tier that came with an official result of PPPK; empty before.
    pub tier: String,
}

/// What is kept about leaving after the result.
pub struct MyWithdrawal {
    /// The withdrawal.
    pub listed: Listed,
    /// What was stated; empty once erased.
    pub statement: String,
    /// Whether its sanction is in the register.
    pub registered: bool,
}

/// Opens what is kept about a person for the machine that applied (*hak atas salinan*, UU 27/2022 art. 7). It changes nothing,
/// but who asked for whose data is part of the audit trail, so it is a unit of work.
pub async fn export_my_application(work: &mut Work<'_>, vacancy: Uuid, id: Uuid) -> Result<MyApplication, Error> {
    let own = applications::is_of(work.connection, id, &work.actor.subject).await?;
    let found = applications::get(work.connection, vacancy, id).await?.filter(|_| own);
    found.ok_or(Error::ApplicationNotFound)?;
    let kept = copies::kept(work.connection, id).await?.ok_or(Error::ApplicationNotFound)?;
    let person = match applications::identity(work.connection, id).await? {
        Some(sealed) => Some(person(&work.vault.open(id.as_bytes(), &sealed)?)?),
        None => None,
    };
    let filing = match copies::filing(work.connection, id).await? {
        Some(filing) => filings::get(work.connection, filing).await?,
        None => None,
    };
    Ok(MyApplication {
        person,
        kept,
        objections: copies::objections(work.connection, id).await?,
        filing,
        withdrawal: withdrawal(work, id).await?,
        confirmations: confirmations(work, id).await?,
        tier: copies::tier(work.connection, id).await?.unwrap_or_default(),
    })
}

async fn withdrawal(work: &mut Work<'_>, application: Uuid) -> Result<Option<MyWithdrawal>, Error> {
    let Some((id, registered)) = copies::withdrawal(work.connection, application).await? else { return Ok(None) };
    let Some((listed, note)) = withdrawals::get(work.connection, id).await? else { return Ok(None) };
    let erased = note.reason.data.is_empty();
    let statement = if erased { Vec::new() } else { work.vault.open(id.as_bytes(), &note.reason)? };
    let statement = String::from_utf8_lossy(&statement).into_owned();
    Ok(Some(MyWithdrawal { listed, statement, registered }))
}

async fn confirmations(work: &mut Work<'_>, application: Uuid) -> Result<Vec<Confirmation>, Error> {
    let documents = documents::of_applications(work.connection, &[application]).await?;
    let documents: Vec<Uuid> = documents.iter().map(|(_, document)| document.id).collect();
    let asked = confirmations::of_documents(work.connection, &documents).await?;
    asked.iter().map(|one| opened(&work.vault, one)).collect()
}

fn person(record: &[u8]) -> Result<Person, Error> {
    let malformed = || Error::internal("a sealed identity is malformed");
    let record = std::str::from_utf8(record).map_err(Error::internal)?;
    Ok(Person {
        full_name: full_name_of(record).ok_or_else(malformed)?.to_owned(),
        nik_ending: nik_ending_of(record).ok_or_else(malformed)?.to_owned(),
        birth_date: birth_date_of(record).ok_or_else(malformed)?,
    })
}
