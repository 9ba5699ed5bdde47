//! `career.raises`.

use crate::{
    domain::{
        grade::Grade,
        raise::{BackPay, Raise},
    },
    store::unknown,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a raise.
pub async fn insert(connection: &mut PgConnection, raise: &Raise) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.raises (raise_id, servant_id, rank, from_years, to_years, from_rupiah, to_rupiah, effective_date,
                                    paid_from, back_pay_months, back_pay_rupiah, decree_number, decree_date, pay_table,
                                    ruleset, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        raise.id,
        raise.servant,
        raise.grade.as_str(),
        raise.from_years,
        raise.to_years,
        raise.from_rupiah,
        raise.to_rupiah,
        raise.effective.to_sqlx() as _,
        raise.paid_from.to_sqlx() as _,
        raise.back_pay.months,
        raise.back_pay.rupiah,
        raise.decree_number,
        raise.decree_date.to_sqlx() as _,
        raise.table,
        raise.ruleset,
        raise.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    raise_id: Uuid,
    servant_id: Uuid,
    rank: String,
    from_years: i32,
    to_years: i32,
    from_rupiah: i64,
    to_rupiah: i64,
    effective_date: jiff_sqlx::Date,
    paid_from: jiff_sqlx::Date,
    back_pay_months: i32,
    back_pay_rupiah: i64,
    decree_number: String,
    decree_date: jiff_sqlx::Date,
    pay_table: String,
    ruleset: String,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Raise {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.raise_id,
            servant: row.servant_id,
            grade: Grade::parse(&row.rank).map_err(|_| unknown("rank", &row.rank))?,
            from_years: row.from_years,
            to_years: row.to_years,
            from_rupiah: row.from_rupiah,
            to_rupiah: row.to_rupiah,
            effective: row.effective_date.to_jiff(),
            paid_from: row.paid_from.to_jiff(),
            back_pay: BackPay { months: row.back_pay_months, rupiah: row.back_pay_rupiah },
            decree_number: row.decree_number,
            decree_date: row.decree_date.to_jiff(),
            table: row.pay_table,
            ruleset: row.ruleset,
            record_time: row.record_time.to_jiff(),
            withdraw_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT raise_id, servant_id, rank, from_years, to_years, from_rupiah, to_rupiah, effective_date, paid_from,
                    back_pay_months, back_pay_rupiah, decree_number, decree_date, pay_table, ruleset, record_time,
                    superseded_time
             FROM career.raises " + $rest,
            $($argument),*
        )
    };
}

/// One row.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Raise>> {
    let row = select!("WHERE raise_id = $1", id);
    row.fetch_optional(connection).await?.map(Raise::try_from).transpose()
}

/// Withdraws a raise, the reason sealed. The servant's row is locked before.
pub async fn withdraw(connection: &mut PgConnection, id: Uuid, reason: &Sealed, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.raises SET superseded_time = $2, reason_key = $3, reason_sealed = $4
         WHERE raise_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The raise of a servant that takes effect last and stands.
pub async fn latest(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Raise>> {
    let row =
        select!("WHERE servant_id = $1 AND superseded_time IS NULL ORDER BY effective_date DESC LIMIT 1", servant,);
    row.fetch_optional(connection).await?.map(Raise::try_from).transpose()
}

/// The raises of a servant, oldest row first.
pub async fn list(connection: &mut PgConnection, servant: Uuid, page: &Page) -> sqlx::Result<Vec<Raise>> {
    let rows = select!(
        "WHERE servant_id = $1 AND raise_id > $2 ORDER BY raise_id LIMIT $3",
        servant,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Raise::try_from).collect()
}
