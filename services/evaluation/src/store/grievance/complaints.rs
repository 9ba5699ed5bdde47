//! `evaluation.complaints`.

use crate::domain::{
    complaint::{Answer, Complaint, State},
    complaint_rules::Deadline,
    report_nature::{Channel, Kind, Nature},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a complaint with its sealed text, and whether the public desk filed it.
pub async fn insert(
    connection: &mut PgConnection,
    complaint: &Complaint,
    month: Date,
    text: &Sealed,
    is_by_desk: bool,
) -> sqlx::Result<()> {
    let deadline = complaint.deadline.as_ref();
    sqlx::query!(
        "INSERT INTO evaluation.complaints (complaint_id, service_id, text_key, text_sealed, receive_time, month, state, kind,
                                            channel, is_anonymous, is_secret, region, unit_id, verify_due, due_date, due_days,
                                            due_is_certain, ruleset, calendar, due_from, version, create_time, update_time,
                                            is_by_desk)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, $23)",
        complaint.id,
        complaint.service,
        text.key,
        text.data,
        complaint.receive_time.to_sqlx() as _,
        month.to_sqlx() as _,
        complaint.state.as_str(),
        complaint.nature.kind.as_str(),
        complaint.channel.as_str(),
        complaint.is_anonymous,
        complaint.is_secret,
        complaint.region,
        complaint.unit,
        deadline.map(|deadline| deadline.verify.to_sqlx()) as _,
        deadline.map(|deadline| deadline.answer.to_sqlx()) as _,
        days_of(deadline),
        deadline.is_none_or(|deadline| deadline.is_certain),
        deadline.map_or("", |deadline| deadline.ruleset.as_str()),
        deadline.map_or("", |deadline| deadline.calendar.as_str()),
        deadline.and_then(|deadline| deadline.from).map(ToSqlx::to_sqlx) as _,
        complaint.version,
        complaint.create_time.to_sqlx() as _,
        is_by_desk,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Days are at most those of a year.
fn days_of(deadline: Option<&Deadline>) -> i16 {
    deadline.map_or(0, |deadline| i16::try_from(deadline.days).unwrap_or(i16::MAX))
}

struct Row {
    complaint_id: Uuid,
    state: String,
    kind: String,
    channel: String,
    is_simple: bool,
    has_supervision: bool,
    has_inspection: bool,
    is_anonymous: bool,
    is_secret: bool,
    service_id: Uuid,
    sector: String,
    category: String,
    region: String,
    unit_id: Option<Uuid>,
    is_handled_here: bool,
    receive_time: jiff_sqlx::Timestamp,
    due_from: Option<jiff_sqlx::Date>,
    verify_due: Option<jiff_sqlx::Date>,
    due_date: Option<jiff_sqlx::Date>,
    due_days: i16,
    due_is_certain: bool,
    ruleset: String,
    calendar: String,
    verify_date: Option<jiff_sqlx::Date>,
    answer_date: Option<jiff_sqlx::Date>,
    reply_due: Option<jiff_sqlx::Date>,
    reply_until: Option<jiff_sqlx::Date>,
    close_date: Option<jiff_sqlx::Date>,
    merged_into: Option<Uuid>,
    answer: Option<String>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}

impl TryFrom<Row> for Complaint {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let day = |day: Option<jiff_sqlx::Date>| day.map(jiff_sqlx::Date::to_jiff);
        let deadline = day(row.verify_due).zip(day(row.due_date)).map(|(verify, answer)| Deadline {
            from: day(row.due_from),
            verify,
            answer,
            days: row.due_days.unsigned_abs(),
            is_certain: row.due_is_certain,
            ruleset: row.ruleset,
            calendar: row.calendar,
        });
        let kind = Kind::parse(&row.kind).ok_or_else(|| unknown("kind", &row.kind))?;
        let (is_simple, has_supervision, has_inspection) = (row.is_simple, row.has_supervision, row.has_inspection);
        Ok(Self {
            id: row.complaint_id,
            state: State::parse(&row.state).ok_or_else(|| unknown("state", &row.state))?,
            nature: Nature { kind, is_simple, has_supervision, has_inspection },
            channel: Channel::parse(&row.channel).ok_or_else(|| unknown("channel", &row.channel))?,
            is_anonymous: row.is_anonymous,
            is_secret: row.is_secret,
            service: row.service_id,
            sector: row.sector,
            category: row.category,
            region: row.region,
            unit: row.unit_id,
            is_handled_here: row.is_handled_here,
            receive_time: row.receive_time.to_jiff(),
            deadline,
            verify_date: day(row.verify_date),
            answer_date: day(row.answer_date),
            reply_due: day(row.reply_due),
            reply_until: day(row.reply_until),
            close_date: day(row.close_date),
            merged_into: row.merged_into,
            plain_answer: row.answer.map(Answer::new),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads complaints, by id.
pub async fn all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Complaint>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT complaint_id, state, kind, channel, is_simple, has_supervision, has_inspection, is_anonymous, is_secret,
                service_id, sector, category, region, unit_id, is_handled_here, receive_time, due_from, verify_due, due_date,
                due_days, due_is_certain, ruleset, calendar, verify_date, answer_date, reply_due, reply_until, close_date,
                merged_into, answer, version, create_time, update_time
         FROM evaluation.complaints WHERE complaint_id = ANY($1)",
        ids,
    );
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter().map(|row| Ok((row.complaint_id, Complaint::try_from(row)?))).collect()
}

/// Reads complaints in the order of their ids.
pub async fn in_order(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Complaint>> {
    let mut found = all(connection, ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Reads a complaint.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Complaint>> {
    Ok(all(connection, &[id]).await?.remove(&id))
}

/// Reads a complaint and holds its row until the transaction ends. Of two, lock that with the smaller id first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Complaint>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT complaint_id, state, kind, channel, is_simple, has_supervision, has_inspection, is_anonymous, is_secret,
                service_id, sector, category, region, unit_id, is_handled_here, receive_time, due_from, verify_due, due_date,
                due_days, due_is_certain, ruleset, calendar, verify_date, answer_date, reply_due, reply_until, close_date,
                merged_into, answer, version, create_time, update_time
         FROM evaluation.complaints WHERE complaint_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Complaint::try_from(row).map(Locked::held)).transpose()
}

/// Saves a complaint under its next version.
pub async fn update(connection: &mut PgConnection, complaint: &mut Locked<Complaint>) -> sqlx::Result<()> {
    complaint.version += 1;
    let deadline = complaint.deadline.as_ref();
    sqlx::query!(
        "UPDATE evaluation.complaints
         SET state = $2, kind = $3, is_simple = $4, has_supervision = $5, has_inspection = $6, sector = $7, unit_id = $8,
             verify_due = $9, due_date = $10, due_days = $11, due_is_certain = $12, ruleset = $13, calendar = $14,
             answer_date = $15, reply_until = $16, close_date = $17, merged_into = $18, version = $19, update_time = $20,
             due_from = $21, service_id = $22, verify_date = $23, reply_due = $24
         WHERE complaint_id = $1",
        complaint.id,
        complaint.state.as_str(),
        complaint.nature.kind.as_str(),
        complaint.nature.is_simple,
        complaint.nature.has_supervision,
        complaint.nature.has_inspection,
        complaint.sector,
        complaint.unit,
        deadline.map(|deadline| deadline.verify.to_sqlx()) as _,
        deadline.map(|deadline| deadline.answer.to_sqlx()) as _,
        days_of(deadline),
        deadline.is_none_or(|deadline| deadline.is_certain),
        deadline.map_or("", |deadline| deadline.ruleset.as_str()),
        deadline.map_or("", |deadline| deadline.calendar.as_str()),
        complaint.answer_date.map(ToSqlx::to_sqlx) as _,
        complaint.reply_until.map(ToSqlx::to_sqlx) as _,
        complaint.close_date.map(ToSqlx::to_sqlx) as _,
        complaint.merged_into,
        complaint.version,
        complaint.update_time.to_sqlx() as _,
        deadline.and_then(|deadline| deadline.from).map(ToSqlx::to_sqlx) as _,
        complaint.service,
        complaint.verify_date.map(ToSqlx::to_sqlx) as _,
        complaint.reply_due.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sealed text of a complaint.
pub async fn text(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Sealed>> {
    let row = sqlx::query!("SELECT text_key, text_sealed FROM evaluation.complaints WHERE complaint_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(|row| Sealed { key: row.text_key, data: row.text_sealed }))
}

/// Lists complaints, oldest record first; no service and no state mean any.
pub async fn list(
    connection: &mut PgConnection,
    service: Option<Uuid>,
    state: Option<State>,
    page: &Page,
) -> sqlx::Result<Vec<Complaint>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND (create_time, complaint_id) > ($1, $2)
           AND ($3::uuid IS NULL OR service_id = $3) AND ($4::text IS NULL OR state = $4)
         ORDER BY create_time, complaint_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        service,
        state.map(State::as_str),
        page.limit(),
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    in_order(connection, &ids).await
}

/// Lists the complaints that were assigned to units and are theirs now, oldest record first, without duplicates.
pub async fn list_of_units(
    connection: &mut PgConnection,
    units: &[Uuid],
    only_open: bool,
    page: &Page,
) -> sqlx::Result<Vec<Complaint>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints AS complaint
         WHERE unit_id = ANY($1) AND (create_time, complaint_id) > ($2, $3) AND merged_into IS NULL
           AND (NOT $4 OR state <> 'closed')
           AND EXISTS (SELECT FROM evaluation.complaint_assignments AS given
                       WHERE given.complaint_id = complaint.complaint_id AND given.unit_id = complaint.unit_id)
         ORDER BY create_time, complaint_id LIMIT $5",
        units,
        page.after_time().to_sqlx() as _,
        page.after.1,
        only_open,
        page.limit(),
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    in_order(connection, &ids).await
}

/// The first of the complaints that were merged into one, and how many they are.
pub async fn duplicates(connection: &mut PgConnection, id: Uuid, most: i64) -> sqlx::Result<(Vec<Uuid>, i64)> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints WHERE merged_into = $1 ORDER BY complaint_id LIMIT $2",
        id,
        most,
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    let count =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM evaluation.complaints WHERE merged_into = $1"#, id,);
    Ok((ids, count.fetch_one(connection).await?))
}

/// How many deadlines of services lay in a period, of reports and of those that were opened again since, and how many of them
/// were answered later or not yet: overdue and due of each service that has any. Duplicates, rejected and archived ones do not
/// count, nor what another system handles and has not ended: nobody here knows whether it is late. Ask when the period is over: what
/// has no answer counts as overdue.
pub async fn overdue_of_quarter(
    connection: &mut PgConnection,
    services: &[Uuid],
    first_day: Date,
    last_day: Date,
) -> sqlx::Result<HashMap<Uuid, (i64, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT service_id AS "service_id!", count(*) AS "due!",
                  count(*) FILTER (WHERE answer_date IS NULL OR answer_date > due_date) AS "overdue!"
           FROM (SELECT service_id, due_date, answer_date FROM evaluation.complaints
                 WHERE service_id = ANY ($1) AND due_date BETWEEN $2 AND $3 AND merged_into IS NULL
                   AND state NOT IN ('rejected', 'archived') AND (is_handled_here OR answer_date IS NOT NULL)
                 UNION ALL
                 SELECT service_id, due_date, answer_date FROM evaluation.complaint_rounds
                 WHERE service_id = ANY ($1) AND due_date BETWEEN $2 AND $3) AS promised
           GROUP BY service_id"#,
        services,
        first_day.to_sqlx() as _,
        last_day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.service_id, (row.overdue, row.due))).collect())
}
