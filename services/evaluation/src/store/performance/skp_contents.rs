//! `evaluation.skp_results`, `skp_indicators` and `skp_expectations`: what is planned.

use crate::{
    domain::{
        core_value::CoreValue,
        skp_content::{PlannedIndicator, PlannedResult, Quantity, ResultKind, SkpAspect, Target},
    },
    store::unknown,
};
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Takes away the results and indicators of a plan that are not among those to keep. The constraints `served_by_a_result` and
/// `indicator_with_progress` refuse what something else rests on.
pub async fn remove_others(connection: &mut PgConnection, plan: Uuid, keep: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM evaluation.skp_indicators AS indicator USING evaluation.skp_results AS result
         WHERE result.result_id = indicator.result_id AND result.appraisal_id = $1
           AND NOT indicator.indicator_id = ANY ($2)",
        plan,
        keep,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "DELETE FROM evaluation.skp_results WHERE appraisal_id = $1 AND NOT result_id = ANY ($2)",
        plan,
        keep,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the results of a plan with their indicators, each under its id.
pub async fn write(connection: &mut PgConnection, plan: Uuid, results: &[PlannedResult]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = results.iter().map(|one| one.id).collect();
    let kinds: Vec<String> = results.iter().map(|one| one.kind.as_str().to_owned()).collect();
    let titles: Vec<String> = results.iter().map(|one| one.title.clone()).collect();
    let superiors: Vec<Option<Uuid>> = results.iter().map(|one| one.superior_result).collect();
    sqlx::query!(
        "INSERT INTO evaluation.skp_results (result_id, appraisal_id, place, kind, title, superior_result)
         SELECT id, $1::uuid, place::int, kind, title, superior
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) WITH ORDINALITY AS one (id, kind, title, superior, place)
         ON CONFLICT (result_id) DO UPDATE SET place = excluded.place, kind = excluded.kind, title = excluded.title,
                                               superior_result = excluded.superior_result",
        plan,
        &ids,
        &kinds,
        &titles,
        &superiors as &[Option<Uuid>],
    )
    .execute(&mut *connection)
    .await?;
    write_indicators(connection, results).await
}

async fn write_indicators(connection: &mut PgConnection, results: &[PlannedResult]) -> sqlx::Result<()> {
    let all = || results.iter().flat_map(|result| result.indicators.iter().map(move |one| (result.id, one)));
    let ids: Vec<Uuid> = all().map(|(_, one)| one.id).collect();
    let owners: Vec<Uuid> = all().map(|(result, _)| result).collect();
    let aspects: Vec<String> = all().map(|(_, one)| one.aspect.map_or("", SkpAspect::as_str).to_owned()).collect();
    let titles: Vec<String> = all().map(|(_, one)| one.title.clone()).collect();
    let targets: Vec<Option<i64>> = all().map(|(_, one)| number_of(&one.target).map(|(number, _)| number)).collect();
    let units: Vec<String> =
        all().map(|(_, one)| number_of(&one.target).map_or("", |(_, unit)| unit).to_owned()).collect();
    let words: Vec<String> = all().map(|(_, one)| words_of(&one.target).to_owned()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.skp_indicators (indicator_id, result_id, place, aspect, title, target, unit, target_text)
         SELECT id, result, place::int, aspect, title, target, unit, words
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
              WITH ORDINALITY AS one (id, result, aspect, title, target, unit, words, place)
         ON CONFLICT (indicator_id) DO UPDATE
         SET result_id = excluded.result_id, place = excluded.place, aspect = excluded.aspect, title = excluded.title,
             target = excluded.target, unit = excluded.unit, target_text = excluded.target_text",
        &ids,
        &owners,
        &aspects,
        &titles,
        &targets as &[Option<i64>],
        &units,
        &words,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn number_of(target: &Target) -> Option<(i64, &str)> {
    match target {
        Target::Number(number, unit) => Some((number.0, unit)),
        Target::Words(_) => None,
    }
}

fn words_of(target: &Target) -> &str {
    match target {
        Target::Number(..) => "",
        Target::Words(words) => words,
    }
}

struct IndicatorRow {
    indicator_id: Uuid,
    result_id: Uuid,
    aspect: String,
    title: String,
    target: Option<i64>,
    unit: String,
    target_text: String,
}

/// The results of a plan with their indicators, in their order.
pub async fn results_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<PlannedResult>> {
    let rows = sqlx::query!(
        "SELECT result_id, kind, title, superior_result FROM evaluation.skp_results WHERE appraisal_id = $1
         ORDER BY place, result_id",
        plan,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let mut indicators = indicators_of(connection, plan).await?;
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let (own, others): (Vec<_>, Vec<_>) = indicators.into_iter().partition(|(result, _)| *result == row.result_id);
        indicators = others;
        results.push(PlannedResult {
            id: row.result_id,
            kind: ResultKind::parse(&row.kind).ok_or_else(|| unknown("kind of result", &row.kind))?,
            title: row.title,
            superior_result: row.superior_result,
            indicators: own.into_iter().map(|(_, indicator)| indicator).collect(),
        });
    }
    Ok(results)
}

async fn indicators_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<(Uuid, PlannedIndicator)>> {
    let rows = sqlx::query_as!(
        IndicatorRow,
        "SELECT indicator.indicator_id, indicator.result_id, indicator.aspect, indicator.title, indicator.target,
                indicator.unit, indicator.target_text
         FROM evaluation.skp_indicators AS indicator JOIN evaluation.skp_results AS result USING (result_id)
         WHERE result.appraisal_id = $1
         ORDER BY indicator.place, indicator.indicator_id",
        plan,
    );
    rows.fetch_all(connection).await?.into_iter().map(read_indicator).collect()
}

fn read_indicator(row: IndicatorRow) -> sqlx::Result<(Uuid, PlannedIndicator)> {
    let aspect = match row.aspect.as_str() {
        "" => None,
        text => Some(SkpAspect::parse(text).ok_or_else(|| unknown("aspect", text))?),
    };
    let target = match row.target {
        Some(number) => Target::Number(Quantity(number), row.unit),
        None => Target::Words(row.target_text),
    };
    Ok((row.result_id, PlannedIndicator { id: row.indicator_id, aspect, title: row.title, target }))
}

/// Which of these results belong to the plan of a servant and year.
pub async fn among_results_of(
    connection: &mut PgConnection,
    servant: &str,
    year: i32,
    wanted: &[Uuid],
) -> sqlx::Result<HashSet<Uuid>> {
    let found = sqlx::query_scalar!(
        "SELECT result.result_id
         FROM evaluation.skp_results AS result JOIN evaluation.appraisals AS plan USING (appraisal_id)
         WHERE plan.servant = $1 AND plan.year = $2 AND result.result_id = ANY ($3)",
        servant,
        year,
        wanted,
    );
    Ok(found.fetch_all(connection).await?.into_iter().collect())
}

/// Whether the plan of a servant and year has results.
pub async fn has_results(connection: &mut PgConnection, servant: &str, year: i32) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM evaluation.skp_results AS result JOIN evaluation.appraisals AS plan USING (appraisal_id)
               WHERE plan.servant = $1 AND plan.year = $2) AS "found!""#,
        servant,
        year,
    );
    found.fetch_one(connection).await
}

/// Lists the results of the plan of a servant and year: id and title, by id.
pub async fn list_results(
    connection: &mut PgConnection,
    servant: &str,
    year: i32,
    page: &Page,
) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        "SELECT result.result_id, result.title
         FROM evaluation.skp_results AS result JOIN evaluation.appraisals AS plan USING (appraisal_id)
         WHERE plan.servant = $1 AND plan.year = $2 AND result.result_id > $3
         ORDER BY result.result_id LIMIT $4",
        servant,
        year,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.result_id, row.title)).collect())
}

/// Ends what the results of a plan serve.
pub async fn uncascade(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE evaluation.skp_results SET superior_result = NULL WHERE appraisal_id = $1", plan)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes the special expectations of a plan in place of those before.
pub async fn set_expectations(
    connection: &mut PgConnection,
    plan: Uuid,
    expectations: &[(CoreValue, Sealed)],
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.skp_expectations WHERE appraisal_id = $1", plan)
        .execute(&mut *connection)
        .await?;
    for (value, text) in expectations {
        sqlx::query!(
            "INSERT INTO evaluation.skp_expectations (appraisal_id, value, text_key, text_sealed) VALUES ($1, $2, $3, $4)",
            plan,
            value.as_str(),
            text.key,
            text.data,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The special expectations of a plan, sealed, in the order of values.
pub async fn expectations_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<(CoreValue, Sealed)>> {
    let rows = sqlx::query!(
        "SELECT value, text_key, text_sealed FROM evaluation.skp_expectations WHERE appraisal_id = $1",
        plan,
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let value = CoreValue::parse(&row.value).ok_or_else(|| unknown("value", &row.value))?;
        found.push((value, Sealed { key: row.text_key, data: row.text_sealed }));
    }
    found.sort_by_key(|(value, _)| *value);
    Ok(found)
}
