//! `career.competency_evidence`.

use crate::{
    domain::evidence::{CompetencyCode, Evidence, EvidenceKind, KeptEvidence, Shown, ShownByOne},
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// Adds evidence.
pub async fn insert(connection: &mut PgConnection, kept: &KeptEvidence, caused_by: Option<Uuid>) -> sqlx::Result<()> {
    let evidence = &kept.evidence;
    sqlx::query!(
        "INSERT INTO career.competency_evidence (evidence_id, servant_id, kind, dictionary, code, level, assessor, instrument,
                                                 shown_date, expiry_date, last_day, reference, ruleset, recorded_by,
                                                 caused_by, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        evidence.id,
        evidence.servant,
        evidence.kind.as_str(),
        evidence.dictionary,
        evidence.code,
        i32::from(evidence.level),
        evidence.assessor,
        evidence.instrument,
        evidence.date.to_sqlx() as _,
        evidence.expiry.map(ToSqlx::to_sqlx) as _,
        kept.last_day.to_sqlx() as _,
        evidence.reference,
        kept.ruleset,
        kept.recorded_by,
        caused_by,
        kept.version,
        kept.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    evidence_id: Uuid,
    servant_id: Uuid,
    kind: String,
    dictionary: String,
    code: String,
    level: i32,
    assessor: String,
    instrument: String,
    shown_date: jiff_sqlx::Date,
    expiry_date: Option<jiff_sqlx::Date>,
    last_day: jiff_sqlx::Date,
    reference: String,
    ruleset: String,
    recorded_by: String,
    withdrawn_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for KeptEvidence {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let evidence = Evidence {
            id: row.evidence_id,
            servant: row.servant_id,
            kind: EvidenceKind::parse(&row.kind).ok_or_else(|| unknown("kind of evidence", &row.kind))?,
            dictionary: row.dictionary,
            code: row.code,
            level: super::small(row.level)?,
            assessor: row.assessor,
            instrument: row.instrument,
            date: row.shown_date.to_jiff(),
            expiry: row.expiry_date.map(jiff_sqlx::Date::to_jiff),
            reference: row.reference,
        };
        Ok(Self {
            evidence,
            last_day: row.last_day.to_jiff(),
            ruleset: row.ruleset,
            recorded_by: row.recorded_by,
            withdrawn_time: row.withdrawn_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Whose evidence it is, if there is any of that id.
pub async fn servant_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT servant_id FROM career.competency_evidence WHERE evidence_id = $1", id)
        .fetch_optional(connection)
        .await
}

/// Reads evidence and holds its row until the transaction ends; the servant's is held before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<KeptEvidence>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT evidence_id, servant_id, kind, dictionary, code, level, assessor, instrument, shown_date, expiry_date,
                last_day, reference, ruleset, recorded_by, withdrawn_time, version, create_time
         FROM career.competency_evidence WHERE evidence_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(KeptEvidence::try_from).transpose()
}

/// Saves that evidence was taken back and why, under its next version.
pub async fn withdraw(connection: &mut PgConnection, kept: &mut KeptEvidence, reason: &Sealed) -> sqlx::Result<()> {
    kept.version += 1;
    sqlx::query!(
        "UPDATE career.competency_evidence SET withdrawn_time = $2, reason_key = $3, reason_sealed = $4, version = $5
         WHERE evidence_id = $1",
        kept.evidence.id,
        kept.withdrawn_time.map(ToSqlx::to_sqlx) as _,
        reason.key,
        reason.data,
        kept.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The evidence of a servant that refers to something and still stands.
pub async fn of_reference(connection: &mut PgConnection, servant: Uuid, reference: &str) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT evidence_id FROM career.competency_evidence
         WHERE servant_id = $1 AND reference = $2 AND withdrawn_time IS NULL ORDER BY evidence_id",
        servant,
        reference,
    );
    ids.fetch_all(connection).await
}

/// Why these were taken back, where they were.
pub async fn reasons(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT evidence_id, reason_key, reason_sealed FROM career.competency_evidence
         WHERE evidence_id = ANY ($1) AND reason_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.evidence_id, Sealed { key: row.reason_key, data: row.reason_sealed })).collect())
}

/// The evidence of a servant, first recorded first; an empty dictionary and code mean any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    code: &CompetencyCode,
    withdrawn: bool,
    page: &Page,
) -> sqlx::Result<Vec<KeptEvidence>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT evidence_id, servant_id, kind, dictionary, code, level, assessor, instrument, shown_date, expiry_date,
                last_day, reference, ruleset, recorded_by, withdrawn_time, version, create_time
         FROM career.competency_evidence
         WHERE servant_id = $1 AND (create_time, evidence_id) > ($2, $3) AND ($4 OR withdrawn_time IS NULL)
           AND ($5 = '' OR dictionary = $5) AND ($6 = '' OR code = $6)
         ORDER BY create_time, evidence_id LIMIT $7",
        servant,
        page.after_time().to_sqlx() as _,
        page.after.1,
        withdrawn,
        code.dictionary,
        code.code,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(KeptEvidence::try_from).collect()
}

/// By servant what decides the levels on a day.
pub type ShownOf = HashMap<Uuid, ShownByOne>;

/// The evidence of these servants that was shown by `day` and not withdrawn, expired or not.
pub async fn shown_by(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<ShownOf> {
    let rows = sqlx::query!(
        r#"SELECT evidence_id, servant_id, kind, dictionary, code, level, shown_date AS "shown_date: jiff_sqlx::Date",
                  last_day AS "last_day: jiff_sqlx::Date"
           FROM career.competency_evidence
           WHERE servant_id = ANY ($1) AND withdrawn_time IS NULL AND shown_date <= $2"#,
        servants,
        day.to_sqlx() as _,
    );
    let (mut found, mut codes) = (ShownOf::new(), HashSet::<Arc<CompetencyCode>>::new());
    for row in rows.fetch_all(connection).await? {
        let shown = Shown {
            evidence: row.evidence_id,
            kind: EvidenceKind::parse(&row.kind).ok_or_else(|| unknown("kind of evidence", &row.kind))?,
            level: super::small(row.level)?,
            date: row.shown_date.to_jiff(),
            last_day: row.last_day.to_jiff(),
        };
        let code = CompetencyCode { dictionary: row.dictionary, code: row.code };
        let code = codes.get(&code).cloned().unwrap_or_else(|| {
            let code = Arc::new(code);
            codes.insert(code.clone());
            code
        });
        found.entry(row.servant_id).or_default().push((code, shown));
    }
    Ok(found)
}

/// Whose evidence has expired before `today` without being noted yet: of the `most` rows that expired first.
pub async fn expired_of(connection: &mut PgConnection, today: Date, most: i64) -> sqlx::Result<Vec<Uuid>> {
    let due = sqlx::query_scalar!(
        r#"SELECT DISTINCT servant_id AS "servant_id!"
           FROM (SELECT servant_id FROM career.competency_evidence
                 WHERE instansi = current_setting('app.instansi') AND withdrawn_time IS NULL AND expired_time IS NULL
                   AND last_day < $1
                 ORDER BY last_day, servant_id LIMIT $2) AS due"#,
        today.to_sqlx() as _,
        most,
    );
    due.fetch_all(connection).await
}

/// Notes that evidence of these servants has expired before `today`; their rows are held. Returns how much.
pub async fn expire(
    connection: &mut PgConnection,
    servants: &[Uuid],
    today: Date,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let expired = sqlx::query!(
        "UPDATE career.competency_evidence SET expired_time = $3
         WHERE servant_id = ANY ($1) AND withdrawn_time IS NULL AND expired_time IS NULL AND last_day < $2",
        servants,
        today.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    Ok(expired.execute(connection).await?.rows_affected())
}

/// How much evidence has expired before `today` without being noted yet.
pub async fn still_to_expire(connection: &mut PgConnection, today: Date) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM career.competency_evidence
           WHERE instansi = current_setting('app.instansi') AND withdrawn_time IS NULL AND expired_time IS NULL
             AND last_day < $1"#,
        today.to_sqlx() as _,
    );
    count.fetch_one(connection).await
}
