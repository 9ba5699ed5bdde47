//! `evaluation.skp_feedback` and its values.

use crate::{
    domain::{
        core_value::CoreValue,
        rating::Expectation,
        skp_feedback::{Relation, ValueCount},
    },
    store::{
        rating_texts::{rating_from_text, rating_to_text},
        unknown,
    },
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Feedback as it is kept.
#[derive(Clone, Debug)]
pub struct Feedback {
    /// Id.
    pub id: Uuid,
    /// Plan.
    pub plan: Uuid,
    /// Servant who gave it.
    pub giver: String,
    /// What the giver is to the rated person.
    pub relation: Relation,
    /// Values that were rated.
    pub values: Vec<(CoreValue, Expectation)>,
    /// When it was given.
    pub time: Timestamp,
}

/// Adds feedback, its text sealed.
pub async fn insert(connection: &mut PgConnection, feedback: &Feedback, text: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.skp_feedback (feedback_id, appraisal_id, giver, relation, text_key, text_sealed, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        feedback.id,
        feedback.plan,
        feedback.giver,
        feedback.relation.as_str(),
        text.key,
        text.data,
        feedback.time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let values: Vec<String> = feedback.values.iter().map(|(value, _)| value.as_str().to_owned()).collect();
    let ratings: Vec<String> = feedback.values.iter().map(|(_, rating)| rating_to_text(*rating).to_owned()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.skp_feedback_values (feedback_id, value, rating)
         SELECT $1::uuid, value, rating FROM unnest($2::text[], $3::text[]) AS one (value, rating)",
        feedback.id,
        &values,
        &ratings,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How often somebody gave feedback in a plan. Whoever decides by it holds the plan's row.
pub async fn given(connection: &mut PgConnection, plan: Uuid, giver: &str) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM evaluation.skp_feedback WHERE appraisal_id = $1 AND giver = $2"#,
        plan,
        giver,
    );
    count.fetch_one(connection).await
}

/// Lists feedback of a plan by these sides with its sealed text, by id. Ids are random, so that neither order nor page tells when
/// somebody gave it.
pub async fn list(
    connection: &mut PgConnection,
    plan: Uuid,
    sides: &[Relation],
    page: &Page,
) -> sqlx::Result<Vec<(Feedback, Sealed)>> {
    let sides: Vec<String> = sides.iter().map(|side| side.as_str().to_owned()).collect();
    let rows = sqlx::query!(
        "SELECT feedback_id, giver, relation, text_key, text_sealed, create_time
         FROM evaluation.skp_feedback WHERE appraisal_id = $1 AND relation = ANY ($2) AND feedback_id > $3
         ORDER BY feedback_id LIMIT $4",
        plan,
        &sides,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.feedback_id).collect();
    let mut values = values_of(connection, &ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let feedback = Feedback {
            id: row.feedback_id,
            plan,
            giver: row.giver,
            relation: Relation::parse(&row.relation).ok_or_else(|| unknown("relation", &row.relation))?,
            values: values.remove(&row.feedback_id).unwrap_or_default(),
            time: row.create_time.to_jiff(),
        };
        found.push((feedback, Sealed { key: row.text_key, data: row.text_sealed }));
    }
    Ok(found)
}

type Values = Vec<(CoreValue, Expectation)>;

async fn values_of(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Values>> {
    let rows = sqlx::query!(
        "SELECT feedback_id, value, rating FROM evaluation.skp_feedback_values WHERE feedback_id = ANY ($1)",
        ids,
    );
    let mut values: HashMap<Uuid, Values> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let value = CoreValue::parse(&row.value).ok_or_else(|| unknown("value", &row.value))?;
        values.entry(row.feedback_id).or_default().push((value, rating_from_text(&row.rating)?));
    }
    for rated in values.values_mut() {
        rated.sort_by_key(|(value, _)| *value);
    }
    Ok(values)
}

/// How many people of each side gave feedback in a plan.
pub async fn givers(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<(Relation, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT relation, count(DISTINCT giver) AS "givers!" FROM evaluation.skp_feedback WHERE appraisal_id = $1
           GROUP BY relation"#,
        plan,
    );
    let mut sides = Vec::new();
    for row in rows.fetch_all(connection).await? {
        sides.push((Relation::parse(&row.relation).ok_or_else(|| unknown("relation", &row.relation))?, row.givers));
    }
    sides.sort_by_key(|(relation, _)| *relation);
    Ok(sides)
}

/// How often each value was rated how, by side, and by how many people.
pub async fn counts(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<ValueCount>> {
    let rows = sqlx::query!(
        r#"SELECT feedback.relation, rated.value, count(DISTINCT feedback.giver) AS "givers!",
                  count(*) FILTER (WHERE rated.rating = 'above') AS "above!",
                  count(*) FILTER (WHERE rated.rating = 'meets') AS "meets!",
                  count(*) FILTER (WHERE rated.rating = 'below') AS "below!"
           FROM evaluation.skp_feedback AS feedback JOIN evaluation.skp_feedback_values AS rated USING (feedback_id)
           WHERE feedback.appraisal_id = $1
           GROUP BY feedback.relation, rated.value"#,
        plan,
    );
    let mut counts = Vec::new();
    for row in rows.fetch_all(connection).await? {
        counts.push(ValueCount {
            relation: Relation::parse(&row.relation).ok_or_else(|| unknown("relation", &row.relation))?,
            value: CoreValue::parse(&row.value).ok_or_else(|| unknown("value", &row.value))?,
            counts: [row.above, row.meets, row.below],
            givers: row.givers,
        });
    }
    Ok(counts)
}
