//! `career.promotions`: from proposal to decree.

use crate::{
    domain::{
        grade::Grade,
        promotion_view::PromotionKind,
        rank_promotion::{Paper, PromotionState, RankPromotion},
    },
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a promotion. The index `one_open_promotion_a_person` refuses a second one under way.
pub async fn insert(connection: &mut PgConnection, promotion: &RankPromotion) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.promotions (promotion_id, servant_id, kind, echelon, from_rank, to_rank, effective_date, state,
                                        ruleset, grounds, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        promotion.id,
        promotion.servant,
        promotion.kind.as_str(),
        promotion.echelon,
        promotion.from.as_str(),
        promotion.to.as_str(),
        promotion.effective.to_sqlx() as _,
        promotion.state.as_str(),
        promotion.ruleset,
        &promotion.grounds,
        promotion.version,
        promotion.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    promotion_id: Uuid,
    servant_id: Uuid,
    kind: String,
    echelon: String,
    from_rank: String,
    to_rank: String,
    effective_date: jiff_sqlx::Date,
    state: String,
    ruleset: String,
    grounds: Vec<String>,
    approval_number: String,
    approval_date: Option<jiff_sqlx::Date>,
    decree_number: String,
    decree_date: Option<jiff_sqlx::Date>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for RankPromotion {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let paper = |number, date: Option<jiff_sqlx::Date>| date.map(|date| Paper { number, date: date.to_jiff() });
        Ok(Self {
            id: row.promotion_id,
            servant: row.servant_id,
            kind: PromotionKind::parse(&row.kind).ok_or_else(|| unknown("kind of promotion", &row.kind))?,
            echelon: row.echelon,
            from: Grade::parse(&row.from_rank).map_err(|_| unknown("rank", &row.from_rank))?,
            to: Grade::parse(&row.to_rank).map_err(|_| unknown("rank", &row.to_rank))?,
            effective: row.effective_date.to_jiff(),
            state: PromotionState::parse(&row.state).ok_or_else(|| unknown("promotion state", &row.state))?,
            ruleset: row.ruleset,
            grounds: row.grounds,
            approval: paper(row.approval_number, row.approval_date),
            decree: paper(row.decree_number, row.decree_date),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a promotion.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<RankPromotion>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT promotion_id, servant_id, kind, echelon, from_rank, to_rank, effective_date, state, ruleset, grounds,
                approval_number, approval_date, decree_number, decree_date, version, create_time, update_time
         FROM career.promotions WHERE promotion_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(RankPromotion::try_from).transpose()
}

/// Reads a promotion and holds its row until the transaction ends. The servant's row is locked before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<RankPromotion>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT promotion_id, servant_id, kind, echelon, from_rank, to_rank, effective_date, state, ruleset, grounds,
                approval_number, approval_date, decree_number, decree_date, version, create_time, update_time
         FROM career.promotions WHERE promotion_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(RankPromotion::try_from).transpose()
}

/// Saves a promotion under its next version.
pub async fn update(connection: &mut PgConnection, promotion: &mut RankPromotion) -> sqlx::Result<()> {
    promotion.version += 1;
    let (approval, decree) = (promotion.approval.as_ref(), promotion.decree.as_ref());
    sqlx::query!(
        "UPDATE career.promotions
         SET state = $2, approval_number = $3, approval_date = $4, decree_number = $5, decree_date = $6,
             version = $7, update_time = $8
         WHERE promotion_id = $1",
        promotion.id,
        promotion.state.as_str(),
        approval.map_or("", |paper| paper.number.as_str()),
        approval.map(|paper| paper.date.to_sqlx()) as _,
        decree.map_or("", |paper| paper.number.as_str()),
        decree.map(|paper| paper.date.to_sqlx()) as _,
        promotion.version,
        promotion.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why a promotion was rejected, sealed.
pub async fn save_rejection(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.promotions SET reject_key = $2, reject_sealed = $3 WHERE promotion_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why a promotion was rejected, sealed; none of one that was not.
pub async fn rejection(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Sealed>> {
    let row = sqlx::query_as!(
        Sealed,
        r#"SELECT reject_key AS "key!", reject_sealed AS "data!" FROM career.promotions
           WHERE promotion_id = $1 AND reject_key <> ''"#,
        id,
    );
    row.fetch_optional(connection).await
}

/// Lists promotions, oldest first; no servant and an empty state mean any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    state: Option<PromotionState>,
    page: &Page,
) -> sqlx::Result<Vec<RankPromotion>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT promotion_id, servant_id, kind, echelon, from_rank, to_rank, effective_date, state, ruleset, grounds,
                approval_number, approval_date, decree_number, decree_date, version, create_time, update_time
         FROM career.promotions
         WHERE instansi = current_setting('app.instansi') AND (create_time, promotion_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4 = '' OR state = $4)
         ORDER BY create_time, promotion_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state.map_or("", PromotionState::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(RankPromotion::try_from).collect()
}
