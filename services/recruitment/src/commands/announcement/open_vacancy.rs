use crate::commands::{lock, log_criteria, save};
use crate::{
    domain::{
        criteria::{self, Criteria, FieldTest},
        document::DocumentKind,
        programme::Ruleset,
        skb_scheme::SchemeViolation,
        vacancy::{State, Vacancy, VacancyError},
        zone::Zone,
    },
    error::Error,
    events,
    store::{criteria as committed, standards},
};
use jiff::Timestamp;
use platform::{AsRead, Failure, Violations, Work};

/// What a draft opens with.
pub struct OpenVacancy {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Ruleset of the selection.
    pub ruleset: Ruleset,
    /// What the field test is made of.
    pub field_test: FieldTest,
    /// Kinds of documents that it asks for besides those of the ruleset.
    pub documents: Vec<DocumentKind>,
    /// In which zone the instansi reads clocks.
    pub zone: Zone,
    /// Last instant an application is taken.
    pub close_time: Timestamp,
}

/// Opens a draft for applications. What it is decided by is committed now and never changes: the competencies of the standards
/// that are published for its job and position too, of which a ruleset may ask for one.
pub async fn open_vacancy(work: &mut Work<'_>, input: OpenVacancy) -> Result<Vacancy, Error> {
    let OpenVacancy { vacancy, ruleset, field_test, documents, zone, close_time } = input;
    let mut vacancy = lock(work, vacancy).await?;
    vacancy.must_be(State::Draft)?;
    let faults = vacancy.opening_faults(&ruleset, close_time, work.now);
    let standards = standards::of(work.connection, &vacancy.position, &vacancy.position_title).await?;
    let without = ruleset.general().needs_standard && standards.is_empty();
    must_be_lawful(faults, criteria::field_test_violations(&ruleset, &vacancy.position_title, &field_test), without)?;
    vacancy.open(&ruleset, zone, close_time, work.now)?;
    let criteria = Criteria::of(work.tenant.as_str(), &vacancy, &ruleset, field_test, standards)?.asking_for(documents);
    committed::insert(work.connection, &criteria, work.now).await?;
    save(work, &mut vacancy).await?;
    log_criteria(work, criteria).await?;
    let opened = events::opened(&work.tenant, &vacancy);
    work.record(&vacancy, &opened);
    Ok(vacancy.release())
}

/// Tells everything at once that is wrong with what the vacancy is to open with.
fn must_be_lawful(
    faults: Vec<VacancyError>,
    field_test: Vec<SchemeViolation>,
    without_standard: bool,
) -> Result<(), Error> {
    let mut check = Violations::default();
    let reason = "opens no vacancy without a published competency standard of its job or position";
    check.check("ruleset", !without_standard, reason);
    for fault in faults {
        check.add(fault.field().unwrap_or("name"), fault);
    }
    for violation in field_test {
        check.add("field_test", violation);
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
