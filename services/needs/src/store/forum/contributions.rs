//! `needs.contributions`: what the public says in consultations, its text sealed.

use crate::domain::consultation::{Answer, Contribution, Verdict};
use crate::store::consultations::{group_from_text, group_to_text};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a contribution with its sealed text and the keyed hash of its follow-up code.
pub async fn insert(
    connection: &mut PgConnection,
    contribution: &Contribution,
    text: &Sealed,
    code_index: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.contributions (contribution_id, consultation_id, public_group, text_key, text_sealed, code_index,
                                          version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        contribution.id,
        contribution.consultation,
        group_to_text(contribution.group),
        text.key,
        text.data,
        code_index,
        contribution.version,
        contribution.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    contribution_id: Uuid,
    consultation_id: Uuid,
    public_group: String,
    verdict: String,
    reason: String,
    summary: String,
    changes: Vec<String>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    answer_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Contribution {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let (reason, summary, changes) = (row.reason, row.summary, row.changes);
        let answer = verdict_from_text(&row.verdict)?.map(|verdict| Answer { verdict, reason, summary, changes });
        Ok(Self {
            id: row.contribution_id,
            consultation: row.consultation_id,
            group: group_from_text(&row.public_group)?,
            answer,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            answer_time: row.answer_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Reads a contribution.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Contribution>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions WHERE contribution_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Contribution::try_from).transpose()
}

/// Reads the contribution whose follow-up code has this keyed hash.
pub async fn follow(connection: &mut PgConnection, code_index: &[u8]) -> sqlx::Result<Option<Contribution>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions WHERE instansi = current_setting('app.instansi') AND code_index = $1",
        code_index,
    );
    row.fetch_optional(connection).await?.map(Contribution::try_from).transpose()
}

/// Reads a contribution and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Contribution>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions WHERE contribution_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(Contribution::try_from).transpose()
}

/// Saves the answer of a contribution under its next version.
pub async fn update(connection: &mut PgConnection, contribution: &mut Contribution) -> sqlx::Result<()> {
    contribution.version += 1;
    let answer = contribution.answer.as_ref();
    sqlx::query!(
        "UPDATE needs.contributions
         SET verdict = $2, reason = $3, summary = $4, changes = $5, version = $6, answer_time = $7
         WHERE contribution_id = $1",
        contribution.id,
        verdict_to_text(answer.map(|answer| answer.verdict)),
        answer.map_or("", |answer| &answer.reason),
        answer.map_or("", |answer| &answer.summary),
        answer.map_or(&[][..], |answer| &answer.changes),
        contribution.version,
        contribution.answer_time.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many contributions a consultation got after `since`, counted up to `most`.
pub async fn count_since(
    connection: &mut PgConnection,
    consultation: Uuid,
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT FROM needs.contributions
                                             WHERE consultation_id = $1 AND create_time > $2 LIMIT $3) AS recent"#,
        consultation,
        since.to_sqlx() as _,
        most,
    );
    count.fetch_one(connection).await
}

/// Lists contributions of a consultation, oldest first.
pub async fn list(connection: &mut PgConnection, consultation: Uuid, page: &Page) -> sqlx::Result<Vec<Contribution>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions
         WHERE consultation_id = $1 AND (create_time, contribution_id) > ($2, $3)
         ORDER BY create_time, contribution_id LIMIT $4",
        consultation,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Contribution::try_from).collect()
}

/// Lists those that nobody has answered, oldest first.
pub async fn waiting(
    connection: &mut PgConnection,
    consultation: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<Contribution>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions
         WHERE consultation_id = $1 AND (create_time, contribution_id) > ($2, $3) AND verdict = ''
         ORDER BY create_time, contribution_id LIMIT $4",
        consultation,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Contribution::try_from).collect()
}

/// Lists those with an answer, oldest first.
pub async fn answered(
    connection: &mut PgConnection,
    consultation: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<Contribution>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT contribution_id, consultation_id, public_group, verdict, reason, summary, changes, version, create_time,
                answer_time
         FROM needs.contributions
         WHERE consultation_id = $1 AND (create_time, contribution_id) > ($2, $3) AND verdict <> ''
         ORDER BY create_time, contribution_id LIMIT $4",
        consultation,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Contribution::try_from).collect()
}

/// The sealed texts of contributions.
pub async fn texts(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT contribution_id, text_key, text_sealed FROM needs.contributions WHERE contribution_id = ANY ($1)",
        ids,
    );
    let sealed = |key, data| Sealed { key, data };
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.contribution_id, sealed(row.text_key, row.text_sealed))).collect())
}

/// The oldest unanswered contributions of a consultation, at most `most`, and how many there are.
pub async fn unanswered(
    connection: &mut PgConnection,
    consultation: Uuid,
    most: i64,
) -> sqlx::Result<(Vec<Uuid>, i64)> {
    let rows = sqlx::query!(
        r#"SELECT contribution_id, count(*) OVER () AS "count!" FROM needs.contributions
           WHERE consultation_id = $1 AND verdict = '' ORDER BY create_time, contribution_id LIMIT $2"#,
        consultation,
        most,
    );
    let rows = rows.fetch_all(connection).await?;
    let count = rows.first().map_or(0, |row| row.count);
    Ok((rows.into_iter().map(|row| row.contribution_id).collect(), count))
}

/// How many contributions a consultation has, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All.
    pub received: i64,
    /// Not answered.
    pub unanswered: i64,
    /// Accepted.
    pub accepted: i64,
    /// Partly accepted.
    pub partly: i64,
    /// Declined.
    pub declined: i64,
}

/// The totals of consultations that have contributions.
pub async fn totals(connection: &mut PgConnection, consultations: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Totals>> {
    let rows = sqlx::query!(
        r#"SELECT consultation_id, count(*) AS "received!", count(*) FILTER (WHERE verdict = '') AS "unanswered!",
                  count(*) FILTER (WHERE verdict = 'accepted') AS "accepted!",
                  count(*) FILTER (WHERE verdict = 'partly') AS "partly!",
                  count(*) FILTER (WHERE verdict = 'declined') AS "declined!"
           FROM needs.contributions WHERE consultation_id = ANY ($1) GROUP BY consultation_id"#,
        consultations,
    );
    let rows = rows.fetch_all(connection).await?;
    let counted = rows.into_iter().map(|row| {
        let (received, unanswered) = (row.received, row.unanswered);
        let (accepted, partly, declined) = (row.accepted, row.partly, row.declined);
        (row.consultation_id, Totals { received, unanswered, accepted, partly, declined })
    });
    Ok(counted.collect())
}

const VERDICTS: [(Option<Verdict>, &str); 4] = [
    (None, ""),
    (Some(Verdict::Accepted), "accepted"),
    (Some(Verdict::Partly), "partly"),
    (Some(Verdict::Declined), "declined"),
];

fn verdict_to_text(verdict: Option<Verdict>) -> &'static str {
    VERDICTS.iter().find(|(known, _)| *known == verdict).map_or("", |(_, text)| text)
}

fn verdict_from_text(text: &str) -> sqlx::Result<Option<Verdict>> {
    let found = VERDICTS.iter().find(|(_, known)| *known == text).map(|(verdict, _)| *verdict);
    found.ok_or_else(|| crate::store::unknown("verdict", text))
}
