//! `career.next_promotions`: what is next for each servant, as computed last.

use crate::{
    domain::{
        grade::Grade,
        promotion_facts::{PromotionFacts, Rule},
        promotion_view::{NextPromotion, PromotionKind},
    },
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What is kept of a servant's next promotion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextRow {
    /// Who.
    pub servant: Uuid,
    kind: String,
    from: String,
    to: String,
    date: Option<Date>,
    open: String,
    unit: String,
    ruleset: String,
}

impl NextRow {
    /// What is to be kept of what was computed.
    pub fn of(facts: &PromotionFacts, next: &NextPromotion, ruleset: &str) -> Self {
        let names: Vec<&str> = next.open_rules().into_iter().map(Rule::as_str).collect();
        Self {
            servant: facts.servant,
            kind: next.kind.map(PromotionKind::as_str).unwrap_or_default().to_owned(),
            from: next.from.map(Grade::as_str).unwrap_or_default().to_owned(),
            to: next.to.map(Grade::as_str).unwrap_or_default().to_owned(),
            date: next.date,
            open: names.join(","),
            unit: facts.post.as_ref().map(|post| post.unit.clone()).unwrap_or_default(),
            ruleset: ruleset.to_owned(),
        }
    }
}

/// A row as it was kept last.
#[derive(Clone, Debug)]
pub struct KeptNext {
    /// The row.
    pub row: NextRow,
    /// Whether the record changed since.
    pub stale: bool,
}

/// What is kept of these servants.
pub async fn of_all(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, KeptNext>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, kind, from_rank, to_rank, earliest_date AS "earliest_date: jiff_sqlx::Date", open_rules, unit,
                  ruleset,
                  (stale OR EXISTS (SELECT FROM career.servants AS changed
                                    WHERE changed.servant_id = known.servant_id
                                      AND changed.update_time > known.compute_time)) AS "stale!"
           FROM career.next_promotions AS known WHERE servant_id = ANY ($1)"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let kept = rows.map(|row| {
        let next = NextRow {
            servant: row.servant_id,
            kind: row.kind,
            from: row.from_rank,
            to: row.to_rank,
            date: row.earliest_date.map(jiff_sqlx::Date::to_jiff),
            open: row.open_rules,
            unit: row.unit,
            ruleset: row.ruleset,
        };
        (next.servant, KeptNext { row: next, stale: row.stale })
    });
    Ok(kept.collect())
}

/// Keeps what was computed for many servants. What was computed at a later time stays.
pub async fn save_all(connection: &mut PgConnection, computed: &[NextRow], now: Timestamp) -> sqlx::Result<()> {
    if computed.is_empty() {
        return Ok(());
    }
    let servants: Vec<Uuid> = computed.iter().map(|next| next.servant).collect();
    let kinds: Vec<String> = computed.iter().map(|next| next.kind.clone()).collect();
    let from: Vec<String> = computed.iter().map(|next| next.from.clone()).collect();
    let to: Vec<String> = computed.iter().map(|next| next.to.clone()).collect();
    let dates: Vec<Option<jiff_sqlx::Date>> = computed.iter().map(|next| next.date.map(ToSqlx::to_sqlx)).collect();
    let open: Vec<String> = computed.iter().map(|next| next.open.clone()).collect();
    let units: Vec<String> = computed.iter().map(|next| next.unit.clone()).collect();
    let rulesets: Vec<String> = computed.iter().map(|next| next.ruleset.clone()).collect();
    sqlx::query!(
        "INSERT INTO career.next_promotions AS known (servant_id, kind, from_rank, to_rank, earliest_date, open_rules, unit,
                                                      ruleset, compute_time)
         SELECT servant_id, kind, from_rank, to_rank, earliest_date, open_rules, unit, ruleset, $9
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[], $8::text[])
              AS new (servant_id, kind, from_rank, to_rank, earliest_date, open_rules, unit, ruleset)
         ON CONFLICT (servant_id) DO UPDATE
         SET kind = excluded.kind, from_rank = excluded.from_rank, to_rank = excluded.to_rank,
             earliest_date = excluded.earliest_date, open_rules = excluded.open_rules, unit = excluded.unit,
             ruleset = excluded.ruleset, compute_time = excluded.compute_time, stale = false
         WHERE known.compute_time <= excluded.compute_time",
        &servants,
        &kinds,
        &from,
        &to,
        &dates as _,
        &open,
        &units,
        &rulesets,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Holds what was computed for these servants until the transaction ends, before the facts are read: who marks it meanwhile waits,
/// and marks what comes of it.
pub async fn hold(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT FROM career.next_promotions WHERE servant_id = ANY ($1) ORDER BY servant_id FOR UPDATE",
        servants,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Marks what was computed for these servants: something that it follows from changed, and their rows did not.
pub async fn mark_stale(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH held AS (
             SELECT servant_id FROM career.next_promotions WHERE servant_id = ANY ($1) AND NOT stale
             ORDER BY servant_id FOR UPDATE
         )
         UPDATE career.next_promotions SET stale = true WHERE servant_id IN (SELECT servant_id FROM held)",
        servants,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A servant for whom nothing is lacking on a day.
#[derive(Clone, Debug)]
pub struct Due {
    /// Who.
    pub servant: Uuid,
    /// Kind.
    pub kind: PromotionKind,
    /// Rank held.
    pub from: String,
    /// Rank above.
    pub to: String,
    /// First day.
    pub date: Date,
    /// Unit in the needs service.
    pub unit: String,
    /// Ruleset.
    pub ruleset: String,
    /// When it was computed.
    pub compute_time: Timestamp,
    /// Whether the record changed since.
    pub stale: bool,
}

/// Who is due on a day and has no promotion under way, by id; an empty unit means any. Who left or reached another rank since
/// it was computed is not among them.
pub async fn due(connection: &mut PgConnection, day: Date, unit: &str, page: &Page) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, kind, from_rank, to_rank, earliest_date AS "earliest_date!: jiff_sqlx::Date", unit, ruleset,
                  compute_time,
                  (stale OR EXISTS (SELECT FROM career.servants AS changed
                                    WHERE changed.servant_id = known.servant_id
                                      AND changed.update_time > known.compute_time)) AS "stale!"
           FROM career.next_promotions AS known
           WHERE instansi = current_setting('app.instansi') AND servant_id > $1 AND earliest_date IS NOT NULL
             AND open_rules = '' AND earliest_date <= $2::date AND ($3 = '' OR unit = $3)
             AND EXISTS (SELECT FROM career.servants AS who
                         WHERE who.servant_id = known.servant_id AND who.state = 'in_service')
             AND EXISTS (SELECT FROM career.ranks AS held
                         WHERE held.servant_id = known.servant_id AND held.rank = known.from_rank
                           AND upper_inf(held.valid) AND held.superseded_time IS NULL)
             AND NOT EXISTS (SELECT FROM career.promotions AS under_way
                             WHERE under_way.servant_id = known.servant_id AND under_way.state IN ('proposed', 'approved'))
           ORDER BY servant_id LIMIT $4"#,
        page.after.1,
        day.to_sqlx() as _,
        unit,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        Ok(Due {
            servant: row.servant_id,
            kind: PromotionKind::parse(&row.kind).ok_or_else(|| unknown("kind of promotion", &row.kind))?,
            from: row.from_rank,
            to: row.to_rank,
            date: row.earliest_date.to_jiff(),
            unit: row.unit,
            ruleset: row.ruleset,
            compute_time: row.compute_time.to_jiff(),
            stale: row.stale,
        })
    })
    .collect()
}
