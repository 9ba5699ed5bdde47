//! `recruitment.selection_inputs`: what the public says about candidates, its text and its answer sealed.

use crate::domain::public_input::{PublicInput, Verdict};
use crate::store::selections::unknown;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an input with its sealed text and the keyed hash of its follow-up code.
pub async fn insert(
    connection: &mut PgConnection,
    input: &PublicInput,
    text: &Sealed,
    code_index: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.selection_inputs (input_id, selection_id, code, text_key, text_sealed, code_index, version,
                                                   create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        input.id,
        input.selection,
        input.code,
        text.key,
        text.data,
        code_index,
        input.version,
        input.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    input_id: Uuid,
    selection_id: Uuid,
    code: String,
    text_key: Vec<u8>,
    text_sealed: Vec<u8>,
    verdict: String,
    reason_key: Vec<u8>,
    reason_sealed: Vec<u8>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    answer_time: Option<jiff_sqlx::Timestamp>,
}

/// An input with what is sealed of it.
pub struct Kept {
    /// The input.
    pub input: PublicInput,
    /// What was said.
    pub text: Sealed,
    /// The answer; none before.
    pub reason: Option<Sealed>,
}

impl TryFrom<Row> for Kept {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let verdict = VERDICTS.iter().find(|(_, text)| *text == row.verdict).map(|(verdict, _)| *verdict);
        let verdict = verdict.ok_or_else(|| unknown("verdict", &row.verdict))?;
        Ok(Self {
            input: PublicInput {
                id: row.input_id,
                selection: row.selection_id,
                code: row.code,
                verdict,
                version: row.version,
                create_time: row.create_time.to_jiff(),
                answer_time: row.answer_time.map(jiff_sqlx::Timestamp::to_jiff),
            },
            text: Sealed { key: row.text_key, data: row.text_sealed },
            reason: verdict.map(|_| Sealed { key: row.reason_key, data: row.reason_sealed }),
        })
    }
}

/// Reads the input whose follow-up code has this keyed hash.
pub async fn follow(connection: &mut PgConnection, code_index: &[u8]) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT input_id, selection_id, code, text_key, text_sealed, verdict, reason_key, reason_sealed, version,
                create_time, answer_time
         FROM recruitment.selection_inputs WHERE code_index = $1",
        code_index,
    );
    row.fetch_optional(connection).await?.map(Kept::try_from).transpose()
}

/// Reads an input and holds its row until the transaction ends. Lock the selection first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT input_id, selection_id, code, text_key, text_sealed, verdict, reason_key, reason_sealed, version,
                create_time, answer_time
         FROM recruitment.selection_inputs WHERE input_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(Kept::try_from).transpose()
}

/// Lists the inputs of a selection, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    selection: Uuid,
    unanswered: bool,
    page: &Page,
) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT input_id, selection_id, code, text_key, text_sealed, verdict, reason_key, reason_sealed, version,
                create_time, answer_time
         FROM recruitment.selection_inputs
         WHERE selection_id = $1 AND (create_time, input_id) > ($2, $3) AND (NOT $4 OR verdict = '')
         ORDER BY create_time, input_id LIMIT $5",
        selection,
        page.after_time().to_sqlx() as _,
        page.after.1,
        unanswered,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Kept::try_from).collect()
}

/// Saves the answer of an input under its next version.
pub async fn answer(connection: &mut PgConnection, input: &mut PublicInput, reason: &Sealed) -> sqlx::Result<()> {
    input.version += 1;
    sqlx::query!(
        "UPDATE recruitment.selection_inputs
         SET verdict = $2, reason_key = $3, reason_sealed = $4, version = $5, answer_time = $6
         WHERE input_id = $1",
        input.id,
        VERDICTS.iter().find(|(verdict, _)| *verdict == input.verdict).map_or("", |(_, text)| text),
        reason.key,
        reason.data,
        input.version,
        input.answer_time.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many inputs a selection got after `since`, counted up to `most`.
pub async fn count_since(
    connection: &mut PgConnection,
    selection: Uuid,
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT FROM recruitment.selection_inputs
                                             WHERE selection_id = $1 AND create_time > $2 LIMIT $3) AS recent"#,
        selection,
        since.to_sqlx() as _,
        most,
    );
    count.fetch_one(connection).await
}

/// How many inputs of a selection have no answer.
pub async fn unanswered(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.selection_inputs WHERE selection_id = $1 AND verdict = ''"#,
        selection,
    );
    count.fetch_one(connection).await
}

const VERDICTS: [(Option<Verdict>, &str); 4] = [
    (None, ""),
    (Some(Verdict::Confirmed), "confirmed"),
    (Some(Verdict::NotConfirmed), "not_confirmed"),
    (Some(Verdict::NotRelevant), "not_relevant"),
];
