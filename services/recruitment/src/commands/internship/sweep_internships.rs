use crate::{
    domain::{intern::day_of, internship_rules::InternshipRules},
    error::Error,
    rulesets::Book,
    store::internships,
};
use platform::Work;

/// Most internships of one call.
const MOST: i64 = 1_000;

/// Erases the personal data of internships whose retention time is over, by the rules of today: how long data may be held is
/// a question of the day. Returns how many there were.
pub async fn sweep_internships(work: &mut Work<'_>, book: &Book<InternshipRules>) -> Result<i64, Error> {
    let today = day_of(work.now);
    let before = book.in_force(today)?.erased_before(today);
    Ok(internships::erase(work.connection, before, work.now, MOST).await?)
}
