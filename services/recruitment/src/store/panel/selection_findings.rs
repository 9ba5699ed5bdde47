//! `recruitment.selection_findings`: what the checks found, in numbers.

use crate::domain::{
    open_selection::Selection,
    panel_check::{Check, Finding},
};
use crate::store::selections::unknown;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds what a check found in a round, after what was found before.
pub async fn insert(connection: &mut PgConnection, selection: &Selection, found: &[Finding]) -> sqlx::Result<()> {
    for finding in found {
        sqlx::query!(
            "INSERT INTO recruitment.selection_findings (selection_id, number, round, kind, members, code, observed,
                                                         allowed, as_strange, permutations)
             SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9
             FROM recruitment.selection_findings WHERE selection_id = $1",
            selection.id,
            selection.round,
            finding.check.as_str(),
            &finding.members,
            finding.candidate,
            finding.observed,
            finding.limit,
            finding.as_strange,
            finding.permutations,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Everything that was found in a round.
pub async fn of_round(connection: &mut PgConnection, selection: &Selection) -> sqlx::Result<Vec<Finding>> {
    let rows = sqlx::query!(
        "SELECT kind, members, code, observed, allowed, as_strange, permutations
         FROM recruitment.selection_findings WHERE selection_id = $1 AND round = $2 ORDER BY number",
        selection.id,
        selection.round,
    );
    let finding = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let check = Check::parse(&row.kind).ok_or_else(|| unknown("check", &row.kind))?;
        let (members, candidate, observed) = (row.members, row.code, row.observed);
        let (limit, as_strange, permutations) = (row.allowed, row.as_strange, row.permutations);
        Ok(Finding { check, members, candidate, observed, limit, as_strange, permutations })
    });
    finding.collect()
}

/// Lists what was found, with number and round, oldest first.
pub async fn list(connection: &mut PgConnection, id: Uuid, page: &Page) -> sqlx::Result<Vec<(i32, i32, Finding)>> {
    let rows = sqlx::query!(
        "SELECT number, round, kind, members, code, observed, allowed, as_strange, permutations
         FROM recruitment.selection_findings WHERE selection_id = $1 AND number > $2::bigint ORDER BY number LIMIT $3",
        id,
        page.after.0,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?;
    let finding = rows.into_iter().map(|row| {
        let check = Check::parse(&row.kind).ok_or_else(|| unknown("check", &row.kind))?;
        let (members, candidate, observed) = (row.members, row.code, row.observed);
        let (limit, as_strange, permutations) = (row.allowed, row.as_strange, row.permutations);
        let finding = Finding { check, members, candidate, observed, limit, as_strange, permutations };
        Ok((row.number, row.round, finding))
    });
    finding.collect()
}
