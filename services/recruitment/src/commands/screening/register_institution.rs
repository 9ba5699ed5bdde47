use crate::{
    domain::confirmation::Institution,
    error::{Error, ScreeningError},
    store::confirmations,
};
use platform::Work;
use uuid::Uuid;

/// An institution to be registered.
pub struct RegisterInstitution {
    /// Code in the national register.
    pub code: String,
    /// Title.
    pub title: String,
    /// Subject of the tokens that speak for it.
    pub subject: String,
}

/// Registers a university or professional body, and whose token speaks for it.
pub async fn register_institution(work: &mut Work<'_>, input: RegisterInstitution) -> Result<Institution, Error> {
    let RegisterInstitution { code, title, subject } = input;
    let institution = Institution { id: Uuid::now_v7(), code, title, subject, create_time: work.now };
    confirmations::insert_institution(work.connection, &institution).await.map_err(ScreeningError::of)?;
    Ok(institution)
}
