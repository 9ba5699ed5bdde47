//! `recruitment.selection_notices`: written once; a trigger refuses everything else.

use crate::domain::{
    open_selection::State,
    selection_notice::{SelectionChange, SelectionNotice},
};
use crate::store::selections::unknown;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Announces something about a selection.
pub async fn insert(connection: &mut PgConnection, notice: &SelectionNotice) -> sqlx::Result<()> {
    let (kind, times, state) = match notice.change {
        SelectionChange::Extension { from, to } => ("extension", Some((from, to)), ""),
        SelectionChange::Cancellation(state) => ("cancellation", None, state.as_str()),
    };
    sqlx::query!(
        "INSERT INTO recruitment.selection_notices (notice_id, selection_id, kind, close_from, close_to, state, reason,
                                                    create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        notice.id,
        notice.selection,
        kind,
        times.map(|(from, _)| from.to_sqlx()) as _,
        times.map(|(_, to)| to.to_sqlx()) as _,
        state,
        notice.reason,
        notice.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    notice_id: Uuid,
    selection_id: Uuid,
    close_from: Option<jiff_sqlx::Timestamp>,
    close_to: Option<jiff_sqlx::Timestamp>,
    state: String,
    reason: String,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for SelectionNotice {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let change = match (row.close_from, row.close_to) {
            (Some(from), Some(to)) => SelectionChange::Extension { from: from.to_jiff(), to: to.to_jiff() },
            _ => {
                let state = State::ALL.into_iter().find(|state| state.as_str() == row.state);
                SelectionChange::Cancellation(state.ok_or_else(|| unknown("state", &row.state))?)
            }
        };
        Ok(Self {
            id: row.notice_id,
            selection: row.selection_id,
            change,
            reason: row.reason,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Lists what was announced about a selection, oldest first.
pub async fn list(connection: &mut PgConnection, selection: Uuid, page: &Page) -> sqlx::Result<Vec<SelectionNotice>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT notice_id, selection_id, close_from, close_to, state, reason, create_time
         FROM recruitment.selection_notices
         WHERE selection_id = $1 AND (create_time, notice_id) > ($2, $3)
         ORDER BY create_time, notice_id LIMIT $4",
        selection,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(SelectionNotice::try_from).collect()
}
