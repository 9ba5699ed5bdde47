//! `career.development_items`.

use crate::{
    domain::{
        development::{Awaited, DevelopmentItem, ItemState},
        evidence::CompetencyCode,
        servant::day_of,
    },
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

struct Row {
    item_id: Uuid,
    servant_id: Uuid,
    gap_id: Option<Uuid>,
    need_id: Option<Uuid>,
    dictionary: String,
    code: String,
    target: i32,
    due_date: jiff_sqlx::Date,
    kind: i32,
    state: String,
    agreed_by: String,
    agree_time: Option<jiff_sqlx::Timestamp>,
    close_date: Option<jiff_sqlx::Date>,
    ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    priority: i64,
    achieved: Option<i32>,
}

impl TryFrom<Row> for DevelopmentItem {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.item_id,
            servant: row.servant_id,
            gap: row.gap_id,
            need: row.need_id,
            dictionary: row.dictionary,
            code: row.code,
            target: super::small(row.target)?,
            due_date: row.due_date.to_jiff(),
            kind: row.kind,
            state: ItemState::parse(&row.state).ok_or_else(|| unknown("state of a plan's item", &row.state))?,
            agreed_by: row.agreed_by,
            agree_time: row.agree_time.map(jiff_sqlx::Timestamp::to_jiff),
            close_date: row.close_date.map(jiff_sqlx::Date::to_jiff),
            ruleset: row.ruleset,
            priority: row.priority,
            achieved: row.achieved.map(super::small).transpose()?,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT item_id, servant_id, gap_id, need_id, dictionary, code, target, due_date, kind, state, agreed_by,
                      agree_time, close_date, ruleset, version, create_time,
                      coalesce((SELECT priority FROM career.competency_gaps AS gap
                                WHERE gap.gap_id = item.gap_id), 0) AS "priority!",
                      coalesce((SELECT achieved FROM career.competency_gaps AS gap WHERE gap.gap_id = item.gap_id),
                               (SELECT coalesce(seen_level, level) FROM career.adaptation_needs AS need
                                WHERE need.need_id = item.need_id)) AS achieved
               FROM career.development_items AS item "# + $rest,
            $($argument),*
        )
    };
}

/// Reads an item.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<DevelopmentItem>> {
    let row = select!("WHERE item_id = $1", id);
    row.fetch_optional(connection).await?.map(DevelopmentItem::try_from).transpose()
}

/// Reads an item and holds its row until the transaction ends; the servant's is held before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<DevelopmentItem>> {
    let row = select!("WHERE item_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(DevelopmentItem::try_from).transpose()
}

/// Saves an item under its next version.
pub async fn update(connection: &mut PgConnection, item: &mut DevelopmentItem) -> sqlx::Result<()> {
    item.version += 1;
    sqlx::query!(
        "UPDATE career.development_items
         SET target = $2, due_date = $3, kind = $4, state = $5, agreed_by = $6, agree_time = $7, close_date = $8,
             version = $9
         WHERE item_id = $1",
        item.id,
        i32::from(item.target),
        item.due_date.to_sqlx() as _,
        item.kind,
        item.state.as_str(),
        item.agreed_by,
        item.agree_time.map(ToSqlx::to_sqlx) as _,
        item.close_date.map(ToSqlx::to_sqlx) as _,
        item.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why an item was given up.
pub async fn save_reason(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.development_items SET reason_key = $2, reason_sealed = $3 WHERE item_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why these were given up, where they were.
pub async fn reasons(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT item_id, reason_key, reason_sealed FROM career.development_items
         WHERE item_id = ANY ($1) AND reason_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.item_id, Sealed { key: row.reason_key, data: row.reason_sealed })).collect())
}

/// Items of a tenant, or of one servant, first opened first; an empty state means any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    state: &str,
    page: &Page,
) -> sqlx::Result<Vec<DevelopmentItem>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, item_id) > ($1, $2)
             AND ($3::uuid IS NULL OR servant_id = $3) AND ($4 = '' OR state = $4)
           ORDER BY create_time, item_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(DevelopmentItem::try_from).collect()
}

/// Closes the open items of these servants whose gap nobody asks about any more, and those whose target is shown. Returns how
/// many. A target above what the post asks for goes on when the gap is closed: see [`awaited`].
pub async fn close_done(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<u64> {
    let closed = sqlx::query!(
        "UPDATE career.development_items AS item
         SET state = CASE WHEN gap.close_reason IN ('not_asked', 'withdrawn') THEN 'lapsed' ELSE 'achieved' END, close_date = $2,
             version = item.version + 1
         FROM career.competency_gaps AS gap
         WHERE item.servant_id = ANY ($1) AND item.state IN ('proposed', 'agreed') AND gap.gap_id = item.gap_id
           AND (gap.close_reason IN ('not_asked', 'withdrawn') OR gap.achieved >= item.target)",
        servants,
        day.to_sqlx() as _,
    );
    Ok(closed.execute(connection).await?.rows_affected())
}

/// Open items of these servants that no open gap stands for: what shows their target closes them.
pub async fn awaited(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Awaited>> {
    let rows = sqlx::query!(
        r#"SELECT item.item_id, item.servant_id, item.dictionary, item.code, item.target,
                  item.need_id IS NOT NULL AS "of_need!", item.create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM career.development_items AS item
           WHERE item.servant_id = ANY ($1) AND item.state IN ('proposed', 'agreed') AND item.dictionary <> ''
             AND (item.need_id IS NOT NULL OR EXISTS (SELECT FROM career.competency_gaps AS gap
                                                      WHERE gap.gap_id = item.gap_id AND gap.close_date IS NOT NULL))"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        Ok(Awaited {
            item: row.item_id,
            servant: row.servant_id,
            code: CompetencyCode::new(&row.dictionary, &row.code),
            target: super::small(row.target)?,
            since: row.of_need.then(|| day_of(row.create_time.to_jiff())),
        })
    })
    .collect()
}

/// Closes items whose target is shown, and resolves the needs that they were opened for. Returns how many items.
pub async fn achieve(connection: &mut PgConnection, items: &[Uuid], day: Date, now: Timestamp) -> sqlx::Result<u64> {
    if items.is_empty() {
        return Ok(0);
    }
    let closed = sqlx::query!(
        "WITH closed AS (
             UPDATE career.development_items SET state = 'achieved', close_date = $2, version = version + 1
             WHERE item_id = ANY ($1) RETURNING need_id
         ), resolved AS (
             UPDATE career.adaptation_needs SET resolve_time = $3, version = version + 1
             WHERE need_id IN (SELECT need_id FROM closed) AND resolve_time IS NULL
         )
         SELECT FROM closed",
        items,
        day.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    Ok(closed.execute(connection).await?.rows_affected())
}

/// Closes the open item of a need that a person resolved.
pub async fn achieve_of_need(connection: &mut PgConnection, need: Uuid, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.development_items SET state = 'achieved', close_date = $2, version = version + 1
         WHERE need_id = $1 AND state IN ('proposed', 'agreed')",
        need,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Closes the open items of a servant who leaves, whose row is held.
pub async fn lapse(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.development_items SET state = 'lapsed', close_date = $2, version = version + 1
         WHERE servant_id = $1 AND state IN ('proposed', 'agreed')",
        servant,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Opens the item of a need that no gap stands for.
pub async fn insert_of_need(connection: &mut PgConnection, item: &DevelopmentItem) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.development_items (item_id, servant_id, need_id, dictionary, code, target, due_date, kind, state,
                                               ruleset, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        item.id,
        item.servant,
        item.need,
        item.dictionary,
        item.code,
        i32::from(item.target),
        item.due_date.to_sqlx() as _,
        item.kind,
        item.state.as_str(),
        item.ruleset,
        item.version,
        item.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What new items begin with.
pub struct NewItems<'a> {
    /// Generic dictionary; the competencies of any other are technical.
    pub dictionary: &'a str,
    /// Codes of managerial competencies in it; its other ones are socio-cultural.
    pub managerial: &'a [String],
    /// Kind of development for technical, managerial and socio-cultural competencies.
    pub kinds: (i32, i32, i32),
    /// Day by which.
    pub due_date: Date,
    /// An equivalent training that ended after this day keeps another one from being proposed.
    pub forgotten_until: Date,
    /// Ruleset that says so.
    pub ruleset: &'a str,
}

/// Opens an item for each open gap of these servants that has none, was not given up, and was not trained for lately, here or
/// elsewhere, up to the level that is asked for. Returns how many.
pub async fn propose(
    connection: &mut PgConnection,
    servants: &[Uuid],
    items: &NewItems<'_>,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let (technical, managerial, socio_cultural) = items.kinds;
    let proposed = sqlx::query!(
        "INSERT INTO career.development_items (servant_id, gap_id, dictionary, code, target, due_date, kind, state, ruleset,
                                               version, create_time)
         SELECT gap.servant_id, gap.gap_id, gap.dictionary, gap.code, gap.standard, $2::date,
                CASE WHEN gap.dictionary <> $3 THEN $5::int WHEN gap.code = ANY ($4) THEN $6::int ELSE $7::int END,
                'proposed', $8::text, 1, $9::timestamptz
         FROM career.competency_gaps AS gap
         WHERE gap.servant_id = ANY ($1) AND gap.close_date IS NULL
           AND NOT EXISTS (SELECT FROM career.development_items AS item
                           WHERE item.gap_id = gap.gap_id AND item.state IN ('proposed', 'agreed', 'dropped'))
           AND NOT EXISTS (SELECT FROM career.competency_evidence AS trained
                           WHERE trained.servant_id = gap.servant_id AND trained.dictionary = gap.dictionary
                             AND trained.code = gap.code AND trained.kind = 'training' AND trained.level >= gap.standard
                             AND trained.withdrawn_time IS NULL AND trained.shown_date > $10)
           AND NOT EXISTS (SELECT FROM career.external_trainings AS learned
                           WHERE learned.servant_id = gap.servant_id AND learned.dictionary = gap.dictionary
                             AND learned.competency = gap.code AND learned.level >= gap.standard
                             AND learned.state = 'accepted' AND learned.end_date > $10)",
        servants,
        items.due_date.to_sqlx() as _,
        items.dictionary,
        items.managerial,
        technical,
        managerial,
        socio_cultural,
        items.ruleset,
        now.to_sqlx() as _,
        items.forgotten_until.to_sqlx() as _,
    );
    Ok(proposed.execute(connection).await?.rows_affected())
}
