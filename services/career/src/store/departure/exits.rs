//! `career.exits`: why somebody left is sealed.

use crate::{
    domain::{
        exit::{Exit, ExitState, SealedReason},
        retirement_rules::NeedEffect,
    },
    store::{unknown, unsealed},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{
    page::Page,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an exit, its reason sealed. The unique index `one_exit_a_person` refuses a second one that stands.
pub async fn insert(connection: &mut PgConnection, exit: &Exit, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.exits (exit_id, servant_id, kind, last_day, decree_number, decree_date, reason_key, reason_sealed,
                                   state, position, seat, standing, need_effect, ruleset, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        exit.id,
        exit.servant,
        exit.kind,
        exit.last_day.to_sqlx() as _,
        exit.decree_number,
        exit.decree_date.to_sqlx() as _,
        reason.key,
        reason.data,
        exit.state.as_str(),
        exit.position,
        exit.seat,
        exit.standing,
        effect_to_text(exit.effect),
        exit.ruleset,
        exit.version,
        exit.create_time.to_sqlx() as _,
        exit.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves what became of an exit under its next version.
pub async fn update(connection: &mut PgConnection, exit: &mut Exit, now: Timestamp) -> sqlx::Result<()> {
    exit.version += 1;
    exit.update_time = now;
    sqlx::query!(
        "UPDATE career.exits SET state = $2, position = $3, seat = $4, standing = $5, need_effect = $6, ruleset = $7,
                                 revoke_decree = $8, version = $9, update_time = $10
         WHERE exit_id = $1",
        exit.id,
        exit.state.as_str(),
        exit.position,
        exit.seat,
        exit.standing,
        effect_to_text(exit.effect),
        exit.ruleset,
        exit.revoke_decree,
        exit.version,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    exit_id: Uuid,
    servant_id: Uuid,
    kind: String,
    last_day: jiff_sqlx::Date,
    decree_number: String,
    decree_date: jiff_sqlx::Date,
    reason_key: Vec<u8>,
    reason_sealed: Vec<u8>,
    state: String,
    position: String,
    seat: i32,
    standing: String,
    need_effect: String,
    ruleset: String,
    revoke_decree: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

fn read(vault: &Vault, row: Row) -> sqlx::Result<Exit> {
    let sealed = Sealed { key: row.reason_key, data: row.reason_sealed };
    let reason = unsealed(vault, row.exit_id, &sealed, |text| Some(SealedReason(text.to_owned())))?;
    Ok(Exit {
        id: row.exit_id,
        servant: row.servant_id,
        kind: row.kind,
        last_day: row.last_day.to_jiff(),
        decree_number: row.decree_number,
        decree_date: row.decree_date.to_jiff(),
        reason,
        state: ExitState::parse(&row.state).ok_or_else(|| unknown("state of an exit", &row.state))?,
        position: row.position,
        seat: row.seat,
        standing: row.standing,
        effect: effect_from_text(&row.need_effect)?,
        ruleset: row.ruleset,
        revoke_decree: row.revoke_decree,
        version: row.version,
        create_time: row.create_time.to_jiff(),
        update_time: row.update_time.to_jiff(),
    })
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT exit_id, servant_id, kind, last_day AS "last_day: jiff_sqlx::Date", decree_number,
                      decree_date AS "decree_date: jiff_sqlx::Date", reason_key, reason_sealed, state, position, seat,
                      standing, need_effect, ruleset, revoke_decree, version, create_time AS "create_time: jiff_sqlx::Timestamp",
                      update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM career.exits "# + $rest,
            $($argument),*
        )
    };
}

/// One exit, opened.
pub async fn get(connection: &mut PgConnection, vault: &Vault, id: Uuid) -> sqlx::Result<Option<Exit>> {
    let row = select!("WHERE exit_id = $1", id);
    row.fetch_optional(connection).await?.map(|row| read(vault, row)).transpose()
}

/// One exit, opened, its row held until the transaction ends. Whoever calls holds the servant's row.
pub async fn lock(connection: &mut PgConnection, vault: &Vault, id: Uuid) -> sqlx::Result<Option<Exit>> {
    let row = select!("WHERE exit_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| read(vault, row)).transpose()
}

/// The exit of a servant that stands, if there is one.
pub async fn standing_of(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Uuid>> {
    let id =
        sqlx::query_scalar!("SELECT exit_id FROM career.exits WHERE servant_id = $1 AND state <> 'revoked'", servant);
    id.fetch_optional(connection).await
}

/// Exits whose last day has come, of servants after this one, by servant: their ids and whose they are.
pub async fn due(
    connection: &mut PgConnection,
    today: Date,
    after: Uuid,
    most: i64,
) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        "SELECT exit_id, servant_id FROM career.exits
         WHERE instansi = current_setting('app.instansi') AND state = 'recorded' AND last_day <= $1 AND servant_id > $3
         ORDER BY servant_id LIMIT $2",
        today.to_sqlx() as _,
        most,
        after,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.exit_id, row.servant_id)).collect())
}

/// How many exits are due.
pub async fn count_due(connection: &mut PgConnection, today: Date) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM career.exits
           WHERE instansi = current_setting('app.instansi') AND state = 'recorded' AND last_day <= $1"#,
        today.to_sqlx() as _,
    );
    count.fetch_one(connection).await
}

/// Lists exits opened, first recorded first; an empty state or kind means any.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: Option<Uuid>,
    (state, kind): (Option<ExitState>, &str),
    page: &Page,
) -> sqlx::Result<Vec<Exit>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, exit_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4 = '' OR state = $4) AND ($5 = '' OR kind = $5)
         ORDER BY create_time, exit_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state.map_or("", ExitState::as_str),
        kind,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| read(vault, row)).collect()
}

fn effect_to_text(effect: Option<NeedEffect>) -> &'static str {
    match effect {
        None => "",
        Some(NeedEffect::Replace) => "replace",
        Some(NeedEffect::Abolish) => "abolish",
    }
}

fn effect_from_text(text: &str) -> sqlx::Result<Option<NeedEffect>> {
    match text {
        "" => Ok(None),
        "replace" => Ok(Some(NeedEffect::Replace)),
        "abolish" => Ok(Some(NeedEffect::Abolish)),
        other => Err(unknown("effect on a need", other)),
    }
}
