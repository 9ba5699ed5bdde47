use super::{ages, undated};
use crate::{
    commands::{Offer, new_moves},
    domain::pppk_unfilled::{PppkRunnerUp, PppkSeats, fill_other_places, rivals},
    error::Error,
    store::{moves::NewMove, pppk_criteria, pppk_seats},
};
use platform::Work;
use std::collections::HashMap;
use uuid::Uuid;

/// Who of other places gets the free seats of some jobs, by the schemes that the vacancies opened with.
pub(crate) async fn moves_to_other_places(work: &mut Work<'_>, batch: &[&Offer]) -> Result<Vec<NewMove>, Error> {
    let ids: Vec<Uuid> = batch.iter().map(|(one, _)| one.id).collect();
    let at: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let schemes = pppk_criteria::of(work.connection, &ids).await?;
    let mut rows = Vec::with_capacity(batch.len());
    for (one, free) in batch {
        let scheme = schemes.get(&one.id).ok_or_else(|| Error::internal("a PPPK vacancy without a scheme"))?;
        let (title, unit_path, kind) = (one.title.as_str(), one.unit_path.as_str(), one.kind);
        rows.push(PppkSeats { title, unit_path, kind, education: &one.education, scheme, free: *free });
    }
    let pool = pppk_seats::runners_up(work.connection, &ids).await?;
    let mut people = Vec::with_capacity(pool.len());
    for one in &pool {
        let row = at[&one.vacancy];
        let candidate = undated(rows[row].scheme, one.id, &one.tested)?;
        people.push(PppkRunnerUp { row, education: &one.education, candidate });
    }
    let identities = pool.iter().map(|one| (one.id, &one.identity)).collect();
    let mut dates = HashMap::new();
    for (scheme, rivals) in rivals(&rows, &people) {
        dates.extend(ages(&work.vault, scheme, &rivals, &identities)?);
    }
    for one in &mut people {
        if let Some(birth_date) = dates.get(&one.candidate.id) {
            one.candidate.birth_date = *birth_date;
        }
    }
    let from: HashMap<Uuid, Uuid> = pool.iter().map(|one| (one.id, one.vacancy)).collect();
    Ok(new_moves(fill_other_places(&rows, &people), &ids, &from))
}
