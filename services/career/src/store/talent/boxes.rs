//! `career.talent_boxes`: where each servant stands in a year.

use crate::{
    domain::{
        nine_box::{BoxProposal, TalentFacts},
        talent_box::{BoxState, TalentBox},
    },
    store::{joined, split, unknown},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

struct Row {
    box_id: Uuid,
    servant_id: Uuid,
    year: i32,
    unit: String,
    state: String,
    proposed_box: Option<i32>,
    decided_box: Option<i32>,
    performance: Option<i32>,
    potential_numerator: Option<i64>,
    potential_denominator: Option<i64>,
    figures: String,
    flags: String,
    review: String,
    ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for TalentBox {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.box_id,
            servant: row.servant_id,
            year: row.year,
            unit: row.unit,
            state: BoxState::parse(&row.state).ok_or_else(|| unknown("state of a box", &row.state))?,
            proposal: BoxProposal {
                number: row.proposed_box,
                performance: row.performance,
                potential: row.potential_numerator.zip(row.potential_denominator),
                figures: split(&row.figures),
                flags: split(&row.flags),
                review: split(&row.review),
            },
            decided: row.decided_box,
            ruleset: row.ruleset,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT box_id, servant_id, year, unit, state, proposed_box, decided_box, performance, potential_numerator,
                      potential_denominator, figures, flags, review, ruleset, version,
                      create_time AS "create_time: jiff_sqlx::Timestamp", update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM career.talent_boxes AS known "# + $rest,
            $($argument),*
        )
    };
}

/// The boxes of these servants in a year.
pub async fn of_year(
    connection: &mut PgConnection,
    servants: &[Uuid],
    year: i32,
) -> sqlx::Result<HashMap<Uuid, TalentBox>> {
    let rows = select!("WHERE servant_id = ANY ($1) AND year = $2", servants, year);
    let boxes = rows.fetch_all(connection).await?.into_iter().map(TalentBox::try_from);
    boxes.map(|talent_box| talent_box.map(|one| (one.servant, one))).collect()
}

/// Keeps what was proposed for many servants in a year. What a person decided stays.
pub async fn save_all(
    connection: &mut PgConnection,
    proposed: &[(TalentFacts, BoxProposal)],
    (year, ruleset): (i32, &str),
    now: Timestamp,
) -> sqlx::Result<u64> {
    if proposed.is_empty() {
        return Ok(0);
    }
    let servants: Vec<Uuid> = proposed.iter().map(|(facts, _)| facts.servant).collect();
    let units: Vec<String> = proposed.iter().map(|(facts, _)| facts.unit.clone()).collect();
    let numbers: Vec<Option<i32>> = proposed.iter().map(|(_, found)| found.number).collect();
    let performances: Vec<Option<i32>> = proposed.iter().map(|(_, found)| found.performance).collect();
    let above: Vec<Option<i64>> = proposed.iter().map(|(_, found)| found.potential.map(|(above, _)| above)).collect();
    let below: Vec<Option<i64>> = proposed.iter().map(|(_, found)| found.potential.map(|(_, below)| below)).collect();
    let figures: Vec<String> = proposed.iter().map(|(_, found)| joined(&found.figures)).collect();
    let flags: Vec<String> = proposed.iter().map(|(_, found)| joined(&found.flags)).collect();
    let review: Vec<String> = proposed.iter().map(|(_, found)| joined(&found.review)).collect();
    let saved = sqlx::query!(
        "INSERT INTO career.talent_boxes AS known (servant_id, year, unit, state, proposed_box, performance,
                                                   potential_numerator, potential_denominator, figures, flags, review,
                                                   ruleset, version, create_time, update_time)
         SELECT servant_id, $10::int, unit, CASE WHEN number IS NULL THEN 'needs_review' ELSE 'proposed' END, number, performance,
                above, below, figures, flags, review, $11::text, 1, $12::timestamptz, $12::timestamptz
         FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
                     $9::text[])
              AS new (servant_id, unit, number, performance, above, below, figures, flags, review)
         ON CONFLICT (servant_id, year) DO UPDATE
         SET unit = excluded.unit, state = excluded.state, proposed_box = excluded.proposed_box,
             performance = excluded.performance, potential_numerator = excluded.potential_numerator,
             potential_denominator = excluded.potential_denominator, figures = excluded.figures, flags = excluded.flags,
             review = excluded.review, ruleset = excluded.ruleset, version = known.version + 1,
             update_time = excluded.update_time
         WHERE known.state <> 'decided' AND known.update_time <= excluded.update_time",
        &servants,
        &units,
        &numbers as _,
        &performances as _,
        &above as _,
        &below as _,
        &figures,
        &flags,
        &review,
        year,
        ruleset,
        now.to_sqlx() as _,
    );
    Ok(saved.execute(connection).await?.rows_affected())
}

/// One box.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TalentBox>> {
    let row = select!("WHERE box_id = $1", id);
    row.fetch_optional(connection).await?.map(TalentBox::try_from).transpose()
}

/// Reads a box and holds its row until the transaction ends. The servant's row is locked before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TalentBox>> {
    let row = select!("WHERE box_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(TalentBox::try_from).transpose()
}

/// The last boxes of servants after this one who are in one of these boxes, as decided or else as proposed, by servant; also where
/// nobody decided about the last one yet and an earlier decision, of a year not before `since`, was one of them.
pub async fn in_boxes_after(
    connection: &mut PgConnection,
    (numbers, since): (&[i32], i32),
    after: Uuid,
    most: i64,
) -> sqlx::Result<Vec<TalentBox>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND servant_id > $1
           AND (coalesce(decided_box, proposed_box) = ANY ($2)
                OR (decided_box IS NULL AND EXISTS (SELECT FROM career.talent_boxes AS earlier
                                                    WHERE earlier.servant_id = known.servant_id
                                                      AND earlier.year BETWEEN $4 AND known.year - 1
                                                      AND earlier.decided_box = ANY ($2))))
           AND NOT EXISTS (SELECT FROM career.talent_boxes AS later
                           WHERE later.servant_id = known.servant_id AND later.year > known.year)
         ORDER BY servant_id LIMIT $3",
        after,
        numbers,
        most,
        since,
    );
    rows.fetch_all(connection).await?.into_iter().map(TalentBox::try_from).collect()
}

/// Which boxes are wanted; what is empty means any.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Year.
    pub year: Option<i32>,
    /// Box, as decided or else as proposed.
    pub number: Option<i32>,
    /// Unit in the needs service.
    pub unit: String,
    /// State by its name in tables.
    pub state: &'static str,
    /// Servant: the history of one.
    pub servant: Option<Uuid>,
}

/// Lists boxes, oldest first.
pub async fn list(connection: &mut PgConnection, wanted: &Wanted, page: &Page) -> sqlx::Result<Vec<TalentBox>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND box_id > $1
           AND ($2::int IS NULL OR year = $2) AND ($3::int IS NULL OR coalesce(decided_box, proposed_box) = $3)
           AND ($4 = '' OR unit = $4) AND ($5 = '' OR state = $5) AND ($6::uuid IS NULL OR servant_id = $6)
         ORDER BY box_id LIMIT $7",
        page.after.1,
        wanted.year,
        wanted.number,
        wanted.unit,
        wanted.state,
        wanted.servant,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(TalentBox::try_from).collect()
}

/// Saves what was decided under the next version.
pub async fn update(connection: &mut PgConnection, talent_box: &mut TalentBox) -> sqlx::Result<()> {
    talent_box.version += 1;
    sqlx::query!(
        "UPDATE career.talent_boxes SET state = $2, decided_box = $3, version = $4, update_time = $5 WHERE box_id = $1",
        talent_box.id,
        talent_box.state.as_str(),
        talent_box.decided,
        talent_box.version,
        talent_box.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
