use crate::{
    domain::{intern::day_of, internship_rules::InternshipRules},
    error::Error,
    store::internships,
};
use platform::Work;

/// Most internships of one call.
const MOST: i64 = 1_000;

/// Erases the personal data of internships whose retention time is over; returns how many were.
pub async fn sweep_internships(work: &mut Work<'_>, rules: &InternshipRules) -> Result<i64, Error> {
    let before = rules.erased_before(day_of(work.now));
    Ok(internships::erase(work.connection, before, work.now, MOST).await?)
}
