use crate::{
    domain::{
        filing::{Filing, Stated},
        servant_number::ServantNumber,
    },
    error::{AppointmentError, Error},
    store::{filings, vacancies},
};
use platform::{AsRead, Violations, Work};

/// The number that BKN gave a candidate.
pub struct RecordNip {
    /// File as it was read.
    pub filing: AsRead,
    /// The number.
    pub number: ServantNumber,
}

/// Notes that the number is there. Only its blind index stays: the number itself is assigned in career.
pub async fn record_nip(work: &mut Work<'_>, input: RecordNip) -> Result<(Filing, String), Error> {
    let found = filings::get(work.connection, input.filing.id).await?;
    let (found, _) = found.ok_or(AppointmentError::FilingNotFound)?;
    let vacancy = vacancies::lock(work.connection, found.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    let filing = filings::lock(work.connection, input.filing.id).await?;
    let (mut filing, participant) = filing.ok_or(AppointmentError::FilingNotFound)?;
    input.filing.must_be(filing.version)?;
    if vacancy.programme.is_some_and(|programme| programme != input.number.programme()) {
        let mut check = Violations::default();
        let given = input.number.programme();
        check.add("nip", format_args!("is a number of {given}, and the selection is not"));
        return Err(Error::Failure(check.into()));
    }
    let identity = filings::identity(work.connection, filing.application_id).await?;
    let record = work.vault.open(filing.application_id.as_bytes(), &identity)?;
    let stated = Stated::of_record(&String::from_utf8_lossy(&record));
    let stated = stated.ok_or_else(|| Error::internal("a sealed identity that cannot be read"))?;
    filing.record_nip(&input.number, &stated, work.now).map_err(AppointmentError::from)?;
    let index = work.vault.blind_index(input.number.expose());
    filings::keep_nip(work.connection, filing.id, &index).await.map_err(taken)?;
    filings::update(work.connection, &mut filing).await?;
    Ok((filing.release(), participant))
}

fn taken(error: sqlx::Error) -> Error {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("one_nip_a_person") => AppointmentError::NipTaken.into(),
        _ => error.into(),
    }
}
