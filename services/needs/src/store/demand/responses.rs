//! `needs.responses` and `needs.answers`: numbers and choices in the clear, free text sealed.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A response without its answers.
#[derive(Clone, Copy)]
pub struct Response {
    /// Id.
    pub id: Uuid,
    /// The unit, if one answered.
    pub unit: Option<Uuid>,
    /// One more each time it was replaced.
    pub version: i64,
    /// When it was first sent.
    pub create_time: Timestamp,
    /// When it was last replaced.
    pub update_time: Timestamp,
}

/// One answer as it is kept.
pub struct Kept {
    /// Number of the question, from 0.
    pub n: i32,
    /// Number or choice; empty where the text is sealed.
    pub value: String,
    /// Free text; empty where the value is in the clear.
    pub text: Sealed,
}

/// Adds the response of a unit, or counts its replacement.
pub async fn upsert_of_unit(
    connection: &mut PgConnection,
    campaign: Uuid,
    unit: Uuid,
    now: Timestamp,
) -> sqlx::Result<Response> {
    let row = sqlx::query!(
        "INSERT INTO needs.responses AS before (response_id, campaign_id, unit_id, version, create_time, update_time)
         VALUES ($1, $2, $3, 1, $4, $4)
         ON CONFLICT ON CONSTRAINT responses_unit
         DO UPDATE SET version = before.version + 1, update_time = excluded.update_time
         RETURNING response_id, version, create_time",
        Uuid::now_v7(),
        campaign,
        unit,
        now.to_sqlx() as _,
    )
    .fetch_one(connection)
    .await?;
    Ok(Response {
        id: row.response_id,
        unit: Some(unit),
        version: row.version,
        create_time: row.create_time.to_jiff(),
        update_time: now,
    })
}

/// Adds a response of the public.
pub async fn insert_of_public(
    connection: &mut PgConnection,
    campaign: Uuid,
    code: &[u8],
    now: Timestamp,
) -> sqlx::Result<Response> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO needs.responses (response_id, campaign_id, code_index, version, create_time, update_time)
         VALUES ($1, $2, $3, 1, $4, $4)",
        id,
        campaign,
        code,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Response { id, unit: None, version: 1, create_time: now, update_time: now })
}

/// Counts the replacement of a response of the public; none when no response has the code.
pub async fn replace_of_public(
    connection: &mut PgConnection,
    campaign: Uuid,
    code: &[u8],
    now: Timestamp,
) -> sqlx::Result<Option<Response>> {
    let row = sqlx::query!(
        "UPDATE needs.responses SET version = version + 1, update_time = $3 WHERE campaign_id = $1 AND code_index = $2
         RETURNING response_id, version, create_time",
        campaign,
        code,
        now.to_sqlx() as _,
    );
    let response = row.fetch_optional(connection).await?.map(|row| Response {
        id: row.response_id,
        unit: None,
        version: row.version,
        create_time: row.create_time.to_jiff(),
        update_time: now,
    });
    Ok(response)
}

/// Puts answers in the place of those a response had.
pub async fn replace_answers(connection: &mut PgConnection, response: Uuid, answers: &[Kept]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.answers WHERE response_id = $1", response).execute(&mut *connection).await?;
    let numbers: Vec<i32> = answers.iter().map(|answer| answer.n).collect();
    let values: Vec<String> = answers.iter().map(|answer| answer.value.clone()).collect();
    let keys: Vec<Vec<u8>> = answers.iter().map(|answer| answer.text.key.clone()).collect();
    let texts: Vec<Vec<u8>> = answers.iter().map(|answer| answer.text.data.clone()).collect();
    sqlx::query!(
        "INSERT INTO needs.answers (response_id, n, value, text_key, text_sealed)
         SELECT $1, n, value, key, sealed
         FROM unnest($2::int[], $3::text[], $4::bytea[], $5::bytea[]) AS new (n, value, key, sealed)",
        response,
        &numbers,
        &values,
        &keys,
        &texts,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many responses a campaign was first sent since a moment, counted up to `most`.
pub async fn count_since(
    connection: &mut PgConnection,
    campaign: Uuid,
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
           FROM (SELECT FROM needs.responses WHERE campaign_id = $1 AND create_time > $2 LIMIT $3) AS lately"#,
        campaign,
        since.to_sqlx() as _,
        most,
    );
    count.fetch_one(connection).await
}

/// Lists responses of a campaign, first sent first.
pub async fn list(connection: &mut PgConnection, campaign: Uuid, page: &Page) -> sqlx::Result<Vec<Response>> {
    let rows = sqlx::query!(
        "SELECT response_id, unit_id, version, create_time, update_time FROM needs.responses
         WHERE campaign_id = $1 AND (create_time, response_id) > ($2, $3) ORDER BY create_time, response_id LIMIT $4",
        campaign,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let responses = rows.fetch_all(connection).await?.into_iter().map(|row| Response {
        id: row.response_id,
        unit: row.unit_id,
        version: row.version,
        create_time: row.create_time.to_jiff(),
        update_time: row.update_time.to_jiff(),
    });
    Ok(responses.collect())
}

/// The answers of responses, each in the order of the questions.
pub async fn answers(connection: &mut PgConnection, responses: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<Kept>>> {
    let rows = sqlx::query!(
        "SELECT response_id, n, value, text_key, text_sealed FROM needs.answers
         WHERE response_id = ANY ($1) ORDER BY response_id, n",
        responses,
    );
    let mut found: HashMap<Uuid, Vec<Kept>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let text = Sealed { key: row.text_key, data: row.text_sealed };
        found.entry(row.response_id).or_default().push(Kept { n: row.n, value: row.value, text });
    }
    Ok(found)
}

/// How many responses a campaign has.
pub async fn count(connection: &mut PgConnection, campaign: Uuid) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM needs.responses WHERE campaign_id = $1"#, campaign)
        .fetch_one(connection)
        .await
}

/// A unit that was asked.
pub struct Asked {
    /// The unit.
    pub unit: Uuid,
    /// Its path.
    pub path: String,
    /// When it last answered.
    pub answer_time: Option<Timestamp>,
}

/// Lists the units of a campaign by id; all of them, or those without an answer.
pub async fn asked(
    connection: &mut PgConnection,
    campaign: Uuid,
    missing: bool,
    page: &Page,
) -> sqlx::Result<Vec<Asked>> {
    let rows = sqlx::query!(
        r#"SELECT asked.unit_id, path, responses.update_time AS "update_time?"
           FROM needs.campaign_units AS asked JOIN needs.units USING (unit_id)
                LEFT JOIN needs.responses ON responses.campaign_id = asked.campaign_id AND responses.unit_id = asked.unit_id
           WHERE asked.campaign_id = $1 AND asked.unit_id > $2 AND (NOT $3 OR responses.response_id IS NULL)
           ORDER BY asked.unit_id LIMIT $4"#,
        campaign,
        page.after.1,
        missing,
        page.limit(),
    );
    let asked = rows.fetch_all(connection).await?.into_iter().map(|row| Asked {
        unit: row.unit_id,
        path: row.path,
        answer_time: row.update_time.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(asked.collect())
}
