use super::WelfareBook;
use crate::{
    domain::{
        allowance::{Absence, Allowance, AllowanceInput, AllowanceRefusal, AllowanceRules, compute, rules_on},
        credit::Rating,
        punishment::Punishment,
        salary::{SalaryRefusal, in_probation},
        welfare_facts::WelfareFacts,
    },
    error::Error,
    store::{punishments, welfare_facts},
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work, page::Page};
use uuid::Uuid;

/// What an allowance is computed for.
pub struct ComputeAllowance {
    /// Servant.
    pub servant: Uuid,
    /// First day of the month.
    pub month: Date,
    /// Rating of the period; none for the last year's in the record.
    pub rating: Option<Rating>,
    /// What happened in the month.
    pub absences: Vec<Absence>,
}

/// Computes an allowance and keeps nothing.
pub async fn compute_allowance(
    work: &mut Work<'_>,
    input: ComputeAllowance,
    book: &WelfareBook,
) -> Result<Allowance, Error> {
    let month = input.month;
    let facts = welfare_facts::of(work.connection, input.servant, month).await?.ok_or(Error::ServantNotFound)?;
    if month < facts.appointment.first_of_month() || facts.last_day.is_some_and(|last| last < month) {
        return Err(SalaryRefusal::NotInService(month).into());
    }
    if !book.rules.salary.full_pay_standings.contains(&facts.standing) {
        return Err(SalaryRefusal::Standing(facts.standing).into());
    }
    let rules = rules_on(&book.allowances, work.tenant.as_str(), &book.allowance, month);
    let rules = rules.ok_or(AllowanceRefusal::NoRules(month))?;
    must_be_known(rules, &input.absences)?;
    let (rating, rating_source) = rating_of(rules, &facts, input.rating, month)?;
    let post = facts.post.as_ref().filter(|post| post.job_class > 0).ok_or(AllowanceRefusal::NoClass(month))?;
    let computed = compute(
        rules,
        &AllowanceInput {
            job_class: post.job_class,
            class_source: format!("post since {}", post.since),
            title: post.title.clone(),
            unit_path: post.unit_path.clone(),
            rating,
            rating_source,
            probation: in_probation(&book.rules, &facts, month),
            absences: input.absences.clone(),
            punishments: punishment_codes(work, input.servant, month).await?,
        },
    )?;
    Ok(Allowance {
        id: Uuid::nil(),
        servant: input.servant,
        month,
        job_class: post.job_class,
        rating,
        absences: input.absences,
        rupiah: computed.rupiah,
        rounding: rules.rounding,
        ruleset: rules.id.clone(),
        figures: computed.figures,
        record_time: None,
        superseded_time: None,
    })
}

/// Codes come from the request, so an unknown one is told as its field.
fn must_be_known(rules: &AllowanceRules, absences: &[Absence]) -> Result<(), Failure> {
    let mut check = Violations::default();
    for (number, absence) in absences.iter().enumerate() {
        let known = rules.absence(&absence.code).is_some();
        check.check(format!("absences[{number}].code"), known, format!("is no absence of {}", rules.id));
    }
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

/// The rating of the request, or else the last one of the years before the month's that the ruleset looks back.
fn rating_of(
    rules: &AllowanceRules,
    facts: &WelfareFacts,
    asked: Option<Rating>,
    month: Date,
) -> Result<(Rating, String), AllowanceRefusal> {
    if let Some(rating) = asked {
        return Ok((rating, "the request: rating of the period".to_owned()));
    }
    let year = i32::from(month.year());
    let (first, latest) = (year - rules.rating_years, year - 1);
    let last = facts.ratings.iter().rev().find(|one| (first..=latest).contains(&one.year));
    let last = last.ok_or(AllowanceRefusal::NoRating { first, last: latest })?;
    Ok((last.rating, format!("closed evaluation of {}", last.year)))
}

/// Codes of the punishments that run in a month, opened.
async fn punishment_codes(work: &mut Work<'_>, servant: Uuid, month: Date) -> Result<Vec<String>, Error> {
    let page = Page::parse(1000, "", "").map_err(Error::internal)?;
    let found = punishments::list(work.connection, &work.vault, servant, false, &page).await?;
    let last = month.last_of_month();
    let runs = |one: &Punishment| one.start <= last && one.end.is_none_or(|end| month <= end);
    Ok(found.into_iter().filter(runs).map(|one| one.detail.code).collect())
}
