//! `evaluation.programme_scores`: what selections measured, by application.

use crate::{
    domain::{
        appraisal::Ratings,
        range_correction::CrossMoments,
        selection_validity::{CriterionScores, SelectionScores},
        statistics::Moments,
    },
    store::{rating_texts::ratings, unknown},
};
use num_bigint::BigInt;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// One score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeScore {
    /// Application, or candidate of an open selection, in the recruitment service.
    pub application: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Programme.
    pub programme: String,
    /// Period.
    pub period: String,
    /// Score in thousandths.
    pub score: i64,
}

/// Keeps scores; a later one of the same application and criterion replaces the earlier. No pair twice in one call. In order of
/// the key, so that two imports at once wait for each other and do not lock each other out.
pub async fn import(connection: &mut PgConnection, scores: &[ProgrammeScore]) -> sqlx::Result<()> {
    let text =
        |field: fn(&ProgrammeScore) -> &String| scores.iter().map(|one| field(one).clone()).collect::<Vec<String>>();
    let values: Vec<i64> = scores.iter().map(|one| one.score).collect();
    sqlx::query!(
        "INSERT INTO evaluation.programme_scores (application, criterion, programme, period, score)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
                       AS new (application, criterion, programme, period, score)
         ORDER BY application, criterion
         ON CONFLICT (application, criterion)
         DO UPDATE SET programme = excluded.programme, period = excluded.period, score = excluded.score",
        &text(|one| &one.application),
        &text(|one| &one.criterion),
        &text(|one| &one.programme),
        &text(|one| &one.period),
        &values,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is known of a selection, its criteria in the order of their codes: the moments of all who were scored, and score and points
/// of those chosen whose work of the year that counts is finally rated.
pub async fn of_selection(
    connection: &mut PgConnection,
    (programme, period): (&str, &str),
    rating_after_years: i32,
    points: impl Fn(Ratings) -> i64,
) -> sqlx::Result<SelectionScores> {
    let applicants = moments(&mut *connection, programme, period).await?;
    let criteria: Vec<String> = applicants.keys().cloned().collect();
    let whole = cross_moments(&mut *connection, (programme, period), &criteria).await?;
    let mut people: BTreeMap<String, (i64, Vec<Option<i64>>)> = BTreeMap::new();
    let rows = sqlx::query!(
        r#"SELECT score.application AS "application!", score.criterion AS "criterion!", score.score AS "score!", rated.result,
                  rated.behaviour
           FROM evaluation.programme_scores AS score
           JOIN evaluation.chosen_servants AS chosen ON chosen.application = score.application
           JOIN evaluation.appraisals AS rated
                ON rated.servant = chosen.servant AND rated.state = 'final'
                AND rated.year = date_part('year', chosen.start_date)::int + $3::int
           WHERE score.instansi = current_setting('app.instansi') AND score.programme = $1 AND score.period = $2"#,
        programme,
        period,
        rating_after_years,
    );
    for row in rows.fetch_all(connection).await? {
        let Some(found) = ratings(row.result.as_deref(), row.behaviour.as_deref())? else { continue };
        let Ok(place) = criteria.binary_search(&row.criterion) else { continue };
        let person = people.entry(row.application).or_insert_with(|| (points(found), vec![None; criteria.len()]));
        person.1[place] = Some(row.score);
    }
    let of_criterion =
        |place: usize| people.values().filter_map(|(points, scores)| Some((scores[place]?, *points))).collect();
    let known = applicants.into_iter().enumerate();
    let known = known.map(|(place, (criterion, applicants))| CriterionScores {
        criterion,
        applicants,
        rated: of_criterion(place),
    });
    let criteria = known.collect();
    let rated =
        people.into_values().filter_map(|(points, scores)| Some((scores.into_iter().collect::<Option<_>>()?, points)));
    Ok(SelectionScores { criteria, whole, rated: rated.collect() })
}

/// Sums of products of those who have a score of every criterion.
async fn cross_moments(
    connection: &mut PgConnection,
    (programme, period): (&str, &str),
    criteria: &[String],
) -> sqlx::Result<CrossMoments> {
    let rows = sqlx::query!(
        r#"WITH scored AS MATERIALIZED (
               SELECT application, criterion, score FROM evaluation.programme_scores
               WHERE instansi = current_setting('app.instansi') AND programme = $1 AND period = $2
           ), whole AS (
               SELECT application FROM scored GROUP BY application HAVING count(*) = $3
           )
           SELECT one.criterion AS "one!", other.criterion AS "other!", count(*) AS "count!", sum(one.score)::text AS "sum!",
                  sum(one.score::numeric * other.score::numeric)::text AS "products!"
           FROM whole JOIN scored AS one USING (application) JOIN scored AS other USING (application)
           GROUP BY one.criterion, other.criterion"#,
        programme,
        period,
        criteria.len() as i64,
    );
    let mut found = CrossMoments::empty(criteria.len());
    for row in rows.fetch_all(connection).await? {
        let (Ok(one), Ok(other)) = (criteria.binary_search(&row.one), criteria.binary_search(&row.other)) else {
            continue;
        };
        found.count = row.count.unsigned_abs();
        found.sums[one] = read(&row.sum)?;
        found.products[one][other] = read(&row.products)?;
    }
    Ok(found)
}

/// Summed by the database, for there may be a million scores. Sums leave as text: they may be longer than any integer of its own.
async fn moments(
    connection: &mut PgConnection,
    programme: &str,
    period: &str,
) -> sqlx::Result<BTreeMap<String, Moments>> {
    let rows = sqlx::query!(
        r#"SELECT criterion AS "criterion!", count(*) AS "count!", sum(score)::text AS "sum!",
                  sum(score::numeric * score::numeric)::text AS "squares!"
           FROM evaluation.programme_scores
           WHERE instansi = current_setting('app.instansi') AND programme = $1 AND period = $2
           GROUP BY criterion"#,
        programme,
        period,
    );
    let mut moments = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        let (sum, squares) = (read(&row.sum)?, read(&row.squares)?);
        moments.insert(row.criterion, Moments::of(row.count.unsigned_abs(), sum, squares));
    }
    Ok(moments)
}

fn read(text: &str) -> sqlx::Result<BigInt> {
    text.parse().map_err(|_| unknown("sum", text))
}

/// Posts that a selection filled: applications with a score that became servants.
pub async fn filled_posts(connection: &mut PgConnection, programme: &str, period: &str) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT score.application) AS "count!"
           FROM evaluation.programme_scores AS score
           JOIN evaluation.chosen_servants AS chosen ON chosen.application = score.application
           WHERE score.instansi = current_setting('app.instansi') AND score.programme = $1 AND score.period = $2"#,
        programme,
        period,
    );
    count.fetch_one(connection).await
}
