//! `recruitment.selections` with their instruments.

use crate::domain::{
    instrument::{Instrument, Plan},
    open_selection::{Selection, State},
    selter::Level,
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a selection.
pub async fn insert(connection: &mut PgConnection, selection: &Selection) -> sqlx::Result<()> {
    let plan = &selection.plan;
    sqlx::query!(
        "INSERT INTO recruitment.selections (selection_id, state, position, position_title, level, ruleset,
                                             appointment_date, close_time, score_time, input_close_time, version,
                                             create_time, update_time, first_close_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)",
        selection.id,
        selection.state.as_str(),
        plan.position,
        plan.position_title,
        plan.level.as_str(),
        selection.ruleset,
        plan.appointment_date.to_sqlx() as _,
        plan.close_time.to_sqlx() as _,
        plan.score_time.to_sqlx() as _,
        plan.input_close_time.to_sqlx() as _,
        selection.version,
        selection.create_time.to_sqlx() as _,
        selection.first_close_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves a selection under its next version.
pub async fn update(connection: &mut PgConnection, selection: &mut Locked<Selection>) -> sqlx::Result<()> {
    selection.version += 1;
    let plan = &selection.plan;
    sqlx::query!(
        "UPDATE recruitment.selections
         SET state = $2, scores_held = $3, position = $4, position_title = $5, level = $6, ruleset = $7,
             appointment_date = $8, close_time = $9, score_time = $10, input_close_time = $11, design = $12,
             design_hash = $13, round = $14, scores_hash = $15, chosen = $16, version = $17, update_time = $18,
             first_close_time = $19, extensions = $20, announce_time = $21, earlier_hashes = $22
         WHERE selection_id = $1",
        selection.id,
        selection.state.as_str(),
        selection.scores_held,
        plan.position,
        plan.position_title,
        plan.level.as_str(),
        selection.ruleset,
        plan.appointment_date.to_sqlx() as _,
        plan.close_time.to_sqlx() as _,
        plan.score_time.to_sqlx() as _,
        plan.input_close_time.to_sqlx() as _,
        selection.design,
        selection.design_hash,
        selection.round,
        selection.scores_hash,
        selection.chosen,
        selection.version,
        selection.update_time.to_sqlx() as _,
        selection.first_close_time.to_sqlx() as _,
        selection.extensions,
        selection.announce_time.map(ToSqlx::to_sqlx) as _,
        &selection.earlier_hashes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    selection_id: Uuid,
    state: String,
    scores_held: bool,
    position: String,
    position_title: String,
    level: String,
    ruleset: String,
    appointment_date: jiff_sqlx::Date,
    close_time: jiff_sqlx::Timestamp,
    score_time: jiff_sqlx::Timestamp,
    input_close_time: jiff_sqlx::Timestamp,
    design: String,
    design_hash: String,
    round: i32,
    scores_hash: String,
    chosen: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
    first_close_time: jiff_sqlx::Timestamp,
    extensions: i32,
    announce_time: Option<jiff_sqlx::Timestamp>,
    earlier_hashes: Vec<String>,
    erase_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Selection {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let state = State::ALL.into_iter().find(|state| state.as_str() == row.state);
        let level = Level::parse(&row.level);
        Ok(Self {
            id: row.selection_id,
            state: state.ok_or_else(|| unknown("state", &row.state))?,
            scores_held: row.scores_held,
            plan: Plan {
                position: row.position,
                position_title: row.position_title,
                level: level.ok_or_else(|| unknown("level", &row.level))?,
                appointment_date: row.appointment_date.to_jiff(),
                close_time: row.close_time.to_jiff(),
                score_time: row.score_time.to_jiff(),
                input_close_time: row.input_close_time.to_jiff(),
            },
            first_close_time: row.first_close_time.to_jiff(),
            extensions: row.extensions,
            ruleset: row.ruleset,
            design: row.design,
            design_hash: row.design_hash,
            round: row.round,
            scores_hash: row.scores_hash,
            earlier_hashes: row.earlier_hashes,
            announce_time: row.announce_time.map(jiff_sqlx::Timestamp::to_jiff),
            chosen: row.chosen,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
            erased: row.erase_time.is_some(),
        })
    }
}

pub(super) fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}

/// Reads a selection.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Selection>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT selection_id, state, scores_held, position, position_title, level, ruleset, appointment_date, close_time,
                score_time, input_close_time, design, design_hash, round, scores_hash, chosen, version, create_time,
                update_time, first_close_time, extensions, announce_time, earlier_hashes, erase_time
         FROM recruitment.selections WHERE selection_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Selection::try_from).transpose()
}

/// Reads a selection and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Selection>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT selection_id, state, scores_held, position, position_title, level, ruleset, appointment_date, close_time,
                score_time, input_close_time, design, design_hash, round, scores_hash, chosen, version, create_time,
                update_time, first_close_time, extensions, announce_time, earlier_hashes, erase_time
         FROM recruitment.selections WHERE selection_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Selection::try_from(row).map(Locked::held)).transpose()
}

/// Reads a selection and keeps its state as it is until the transaction ends; many may do so at once.
pub async fn hold(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Selection>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT selection_id, state, scores_held, position, position_title, level, ruleset, appointment_date, close_time,
                score_time, input_close_time, design, design_hash, round, scores_hash, chosen, version, create_time,
                update_time, first_close_time, extensions, announce_time, earlier_hashes, erase_time
         FROM recruitment.selections WHERE selection_id = $1 FOR SHARE",
        id,
    );
    row.fetch_optional(connection).await?.map(Selection::try_from).transpose()
}

/// Lists selections that have opened, or drafts, oldest first.
pub async fn list(connection: &mut PgConnection, state: Option<State>, page: &Page) -> sqlx::Result<Vec<Selection>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT selection_id, state, scores_held, position, position_title, level, ruleset, appointment_date, close_time,
                score_time, input_close_time, design, design_hash, round, scores_hash, chosen, version, create_time,
                update_time, first_close_time, extensions, announce_time, earlier_hashes, erase_time
         FROM recruitment.selections
         WHERE instansi = current_setting('app.instansi') AND (create_time, selection_id) > ($1, $2)
               AND (state = $3 OR ($3 IS NULL AND state <> 'draft'))
         ORDER BY create_time, selection_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        state.map(State::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Selection::try_from).collect()
}

/// What everybody may count about a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Members who take part.
    pub members: i32,
    /// Of them from outside.
    pub outside: i32,
    /// Candidates.
    pub candidates: i32,
    /// Inputs of the public.
    pub inputs: i32,
    /// Of them answered.
    pub answered: i32,
}

/// Counts what belongs to selections.
pub async fn totals(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Totals>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!",
                  (SELECT count(*)::int FROM recruitment.selection_members
                   WHERE selection_id = id AND state = 'active') AS "members!",
                  (SELECT count(*)::int FROM recruitment.selection_members
                   WHERE selection_id = id AND state = 'active' AND outside) AS "outside!",
                  (SELECT count(*)::int FROM recruitment.selection_candidates
                   WHERE selection_id = id) AS "candidates!",
                  (SELECT count(*)::int FROM recruitment.selection_inputs WHERE selection_id = id) AS "inputs!",
                  (SELECT count(*)::int FROM recruitment.selection_inputs
                   WHERE selection_id = id AND verdict <> '') AS "answered!"
           FROM unnest($1::uuid[]) AS asked (id)"#,
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let totals = rows.map(|row| {
        let (members, outside, candidates) = (row.members, row.outside, row.candidates);
        (row.id, Totals { members, outside, candidates, inputs: row.inputs, answered: row.answered })
    });
    Ok(totals.collect())
}

/// The instruments of selections, each in the order that decides ties.
pub async fn instruments_of(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<Instrument>>> {
    let rows = sqlx::query!(
        "SELECT selection_id, code, competency, technical, weight, lowest, highest
         FROM recruitment.selection_instruments WHERE selection_id = ANY ($1) ORDER BY selection_id, place",
        ids,
    );
    let mut instruments: HashMap<Uuid, Vec<Instrument>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let (code, competency, technical) = (row.code, row.competency, row.technical);
        let (weight, lowest, highest) = (row.weight, row.lowest, row.highest);
        let one = Instrument { code, competency, technical, weight, lowest, highest };
        instruments.entry(row.selection_id).or_default().push(one);
    }
    Ok(instruments)
}

/// The instruments of a selection in the order that decides ties.
pub async fn instruments(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Vec<Instrument>> {
    Ok(instruments_of(connection, &[id]).await?.remove(&id).unwrap_or_default())
}

/// Puts instruments in the place of those before.
pub async fn replace_instruments(connection: &mut PgConnection, id: Uuid, new: &[Instrument]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.selection_instruments WHERE selection_id = $1", id)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO recruitment.selection_instruments (selection_id, place, code, competency, technical, weight, lowest,
                                                        highest)
         SELECT $1, new.* FROM unnest($2::int[], $3::text[], $4::text[], $5::bool[], $6::int[], $7::int[], $8::int[])
                               AS new",
        id,
        &(1..).take(new.len()).collect::<Vec<i32>>(),
        &new.iter().map(|one| one.code.clone()).collect::<Vec<_>>(),
        &new.iter().map(|one| one.competency.clone()).collect::<Vec<_>>(),
        &new.iter().map(|one| one.technical).collect::<Vec<_>>(),
        &new.iter().map(|one| one.weight).collect::<Vec<_>>(),
        &new.iter().map(|one| one.lowest).collect::<Vec<_>>(),
        &new.iter().map(|one| one.highest).collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
