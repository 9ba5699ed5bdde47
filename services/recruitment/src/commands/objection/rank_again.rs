use crate::{
    commands::{lock, save},
    domain::{
        difference::{Change, difference},
        filing::Stated,
        final_ranking::FinalOutcome,
        final_rules::FinalRules,
        integration::{FinalPoints, Integration},
        ranking::SkdOutcome,
        reranking::{self, Entrant, RankingRules},
        vacancy::{State, Vacancy, VacancyError},
    },
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::{
        cpns_criteria,
        rerankings::{self, Stored},
        result_changes, seats,
    },
};
use platform::{AsRead, Work, sensitive::Vault};
use uuid::Uuid;

/// What a new ranking found.
pub struct RankedAgain {
    /// The vacancy.
    pub vacancy: Vacancy,
    /// Who would move.
    pub changes: Vec<Change<Uuid>>,
    /// How many would be selected.
    pub selected: i32,
}

/// Ranks a published vacancy again with the corrected results. Nothing of it is public before it is published.
pub async fn rank_again(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<RankedAgain, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    if super::must_be_answered(work, &vacancy).await? == 0 {
        return Err(ObjectionError::NothingToAnnounce.into());
    }
    match rerankings::count_missing(work.connection, input.id).await? {
        0 => {}
        missing => return Err(ObjectionError::CorrectionsMissing(missing).into()),
    }
    let ruleset = rulebook.selection(&vacancy.ruleset)?;
    let criteria = cpns_criteria::of(work.connection, &[input.id]).await?;
    let final_rules = FinalRules::of(criteria.get(&input.id), ruleset);
    let integration = final_rules.integration()?;
    let mut entrants = Vec::new();
    for stored in rerankings::entrants(work.connection, input.id).await? {
        entrants.push(entrant(stored, &integration, &work.vault)?);
    }
    let is_own = |one: &Entrant<Uuid>| one.from.outcome == Some(FinalOutcome::Selected);
    let own = i32::try_from(entrants.iter().filter(|one| is_own(one)).count()).map_err(Error::internal)?;
    let taken = seats::taken(work.connection, &[input.id]).await?;
    // Whoever moved here from another vacancy keeps the seat.
    let moved_in = taken.get(&input.id).copied().unwrap_or_default().seats - own;
    let rules = RankingRules {
        quota: vacancy.seats.saturating_sub(moved_in).unsigned_abs(),
        seats: vacancy.quota(),
        multiplier: ruleset.multiplier,
        mark: ruleset.mark_of(vacancy.kind, &vacancy.position_title).ok_or(VacancyError::KindUnknown)?,
        tie_breaks: &final_rules.tie_breaks,
    };
    let moved = reranking::rank_again(&rules, &entrants);
    let moved = moved.map_err(|missing| VacancyError::ResultsMissing(missing.0))?;
    let selected = moved.iter().filter(|one| one.to.outcome == Some(FinalOutcome::Selected)).count();
    let selected = i32::try_from(selected).map_err(Error::internal)? + moved_in;
    let changes = difference(&moved);
    rerankings::save(work.connection, input.id, selected, work.now).await?;
    result_changes::discard(work.connection, input.id).await?;
    result_changes::insert(work.connection, input.id, &changes, None).await?;
    save(work, &mut vacancy).await?;
    Ok(RankedAgain { vacancy: vacancy.release(), changes, selected })
}

/// Whose marks were corrected gets new points; everybody else keeps the published ones. The sealed birth date is only
/// opened for who has points.
fn entrant(stored: Stored, integration: &Integration, vault: &Vault) -> Result<Entrant<Uuid>, Error> {
    let points = match (stored.marks_corrected, stored.skd, &stored.skb) {
        (false, ..) => stored.from.points,
        (true, Some(SkdOutcome::Scored(skd)), Some(marks)) if !stored.dropped => {
            let points = integration.final_points(skd.total(), marks)?;
            Some(FinalPoints { points, denominator: integration.denominator() })
        }
        (true, ..) => None,
    };
    let mut birth_date = None;
    if points.is_some() {
        let record = vault.open(stored.id.as_bytes(), &stored.identity)?;
        let stated = Stated::of_record(&String::from_utf8_lossy(&record));
        birth_date = Some(stated.ok_or_else(|| Error::internal("a sealed identity that cannot be read"))?.birth_date);
    }
    let Stored { id, number, corrected, eligible, skd, dropped, gpa, from, .. } = stored;
    Ok(Entrant { id, number, corrected, eligible, skd, points, dropped, gpa, birth_date, from })
}
