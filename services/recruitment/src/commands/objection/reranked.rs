use crate::{
    commands::{birth_date, final_rules, rank_pppk_again, skd_rules},
    domain::{
        difference::{Change, Moved, difference},
        final_ranking::FinalOutcome,
        integration::{FinalPoints, Integration},
        programme::Programme,
        ranking::SkdOutcome,
        reranking::{self, CannotRank, Entrant, Printed, RankingRules, Reranking},
        vacancy::{Vacancy, VacancyError},
    },
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::rerankings::{self, Stored},
};
use platform::{Work, sensitive::Vault};
use uuid::Uuid;

/// What ranking a published vacancy again comes to.
pub(super) struct Reranked {
    /// Who moves.
    pub changes: Vec<Change<Uuid>>,
    /// How many are selected.
    pub selected: i32,
    /// The order by printed points; none in a PPPK selection, whose totals have no more decimals.
    pub printed: Vec<Printed<Uuid>>,
}

/// Ranks a published vacancy again with its corrected results, and writes nothing: asked for and published alike. The vacancy
/// is locked. Whoever moved here from another vacancy keeps the seat.
pub(super) async fn reranked(work: &mut Work<'_>, vacancy: &Vacancy, rulebook: &Rulebook) -> Result<Reranked, Error> {
    let moved_in = rerankings::moved_in(work.connection, vacancy.id).await?;
    let (moved, printed) = match vacancy.programme {
        Some(Programme::Pppk) => (rank_pppk_again(work, vacancy, moved_in).await?, Vec::new()),
        Some(Programme::Cpns) | None => rank_cpns_again(work, vacancy, moved_in, rulebook).await?,
    };
    let selected = moved.iter().filter(|one| one.to.outcome == Some(FinalOutcome::Selected)).count();
    let selected = i32::try_from(selected).map_err(Error::internal)? + moved_in;
    Ok(Reranked { changes: difference(&moved), selected, printed })
}

async fn rank_cpns_again(
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    moved_in: i32,
    rulebook: &Rulebook,
) -> Result<(Vec<Moved<Uuid>>, Vec<Printed<Uuid>>), Error> {
    let final_rules = final_rules(work.connection, vacancy, rulebook).await?;
    let skd_rules = skd_rules(work, vacancy, rulebook).await?;
    let integration = final_rules.integration()?;
    let mut entrants = Vec::new();
    for stored in rerankings::entrants(work.connection, vacancy.id).await? {
        entrants.push(entrant(stored, &integration, &work.vault)?);
    }
    let rules = RankingRules {
        quota: vacancy.seats.saturating_sub(moved_in).max(0).unsigned_abs(),
        seats: vacancy.quota(),
        multiplier: skd_rules.multiplier,
        mark: &skd_rules.mark,
        tie_breaks: &final_rules.tie_breaks,
        decides_by: final_rules.decides_by,
        denominator: integration.denominator(),
    };
    match reranking::rank_again(&rules, &entrants) {
        Ok(Reranking { moved, printed }) => Ok((moved, printed)),
        Err(CannotRank::Missing(missing)) => Err(VacancyError::ResultsMissing(missing).into()),
        Err(CannotRank::SeatsElsewhere(numbers)) => Err(ObjectionError::SeatsElsewhere(numbers).into()),
    }
}

/// Whose marks were corrected gets new points; everybody else keeps the published ones. The sealed birth date is only
/// opened for those who are ranked.
fn entrant(stored: Stored, integration: &Integration, vault: &Vault) -> Result<Entrant<Uuid>, Error> {
    let points = match (stored.marks_corrected, stored.skd, &stored.skb) {
        (false, ..) => stored.from.points,
        (true, Some(SkdOutcome::Scored(skd)), Some(marks)) if !stored.dropped => {
            let points = integration.final_points(skd.total(), marks)?;
            Some(FinalPoints { points, denominator: integration.denominator() })
        }
        (true, ..) => None,
    };
    let birth_date = points.map(|_| birth_date(vault, stored.id, &stored.identity)).transpose()?;
    let Stored { id, number, corrected, skd_corrected, aside, eligible, skd, dropped, gpa, from, .. } = stored;
    Ok(Entrant { id, number, corrected, skd_corrected, aside, eligible, skd, points, dropped, gpa, birth_date, from })
}
