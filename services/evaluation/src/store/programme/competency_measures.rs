//! `evaluation.competency_measures`: gaps before and after, with or without training.

use crate::domain::gap_pairs::{GapHistory, Measure};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was measured of a servant on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyMeasure {
    /// Servant in the career service.
    pub servant: String,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Day.
    pub day: Date,
    /// Level that the post asks for.
    pub standard: i32,
    /// Level shown.
    pub achieved: i32,
}

/// Keeps measures; a later one of the same servant, competency and day replaces the earlier. No such triple twice in one call.
pub async fn keep(
    connection: &mut PgConnection,
    measures: &[CompetencyMeasure],
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    let text = |field: fn(&CompetencyMeasure) -> &String| {
        measures.iter().map(|one| field(one).clone()).collect::<Vec<String>>()
    };
    let days: Vec<jiff_sqlx::Date> = measures.iter().map(|one| one.day.to_sqlx()).collect();
    let standards: Vec<i32> = measures.iter().map(|one| one.standard).collect();
    let achieved: Vec<i32> = measures.iter().map(|one| one.achieved).collect();
    sqlx::query!(
        "INSERT INTO evaluation.competency_measures (servant, dictionary, code, measure_date, standard, achieved, caused_by)
         SELECT servant, dictionary, code, measure_date, standard, achieved, $7::uuid
         FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::int[], $6::int[])
              AS new (servant, dictionary, code, measure_date, standard, achieved)
         ORDER BY servant, dictionary, code, measure_date
         ON CONFLICT (servant, dictionary, code, measure_date)
         DO UPDATE SET standard = excluded.standard, achieved = excluded.achieved, caused_by = excluded.caused_by",
        &text(|one| &one.servant),
        &text(|one| &one.dictionary),
        &text(|one| &one.code),
        &days as _,
        &standards,
        &achieved,
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was measured and taught of a competency, by dictionary, code and servant, of all who lacked it once. Empty texts mean any.
pub async fn histories(
    connection: &mut PgConnection,
    (dictionary, code): (&str, &str),
) -> sqlx::Result<BTreeMap<(String, String, String), GapHistory>> {
    let mut found: BTreeMap<(String, String, String), GapHistory> = BTreeMap::new();
    let rows = sqlx::query!(
        r#"SELECT servant, dictionary, code, measure_date, standard, achieved
           FROM evaluation.competency_measures AS one
           WHERE instansi = current_setting('app.instansi') AND ($1 = '' OR dictionary = $1) AND ($2 = '' OR code = $2)
             AND EXISTS (SELECT FROM evaluation.competency_measures AS gap
                         WHERE gap.servant = one.servant AND gap.dictionary = one.dictionary AND gap.code = one.code
                           AND gap.achieved < gap.standard)
           ORDER BY measure_date"#,
        dictionary,
        code,
    );
    for row in rows.fetch_all(&mut *connection).await? {
        let measure = Measure { day: row.measure_date.to_jiff(), standard: row.standard, achieved: row.achieved };
        found.entry((row.dictionary, row.code, row.servant)).or_default().measures.push(measure);
    }
    let rows = sqlx::query!(
        r#"SELECT servant, dictionary, code, end_date FROM evaluation.ended_trainings
           WHERE instansi = current_setting('app.instansi') AND ($1 = '' OR dictionary = $1) AND ($2 = '' OR code = $2)
           ORDER BY end_date"#,
        dictionary,
        code,
    );
    for row in rows.fetch_all(connection).await? {
        if let Some(history) = found.get_mut(&(row.dictionary, row.code, row.servant)) {
            history.trainings.push(row.end_date.to_jiff());
        }
    }
    Ok(found)
}
