//! `career.mentoring_proposals` and `career.unmatched_mentees`.

use crate::{
    domain::{
        mentor_matching::{NoMentor, Unmatched},
        mentorship::{MentoringKind, MentoringProposal},
    },
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a proposal, without its pairs.
pub async fn insert(
    connection: &mut PgConnection,
    proposal: &MentoringProposal,
    unmatched: &[Unmatched],
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.mentoring_proposals (proposal_id, kind, ruleset, mentees, pairs, unmatched, weight, more,
                                                 create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        proposal.id,
        proposal.kind.as_str(),
        proposal.ruleset,
        proposal.mentees,
        proposal.pairs,
        proposal.unmatched,
        proposal.weight,
        proposal.more,
        proposal.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let servants: Vec<Uuid> = unmatched.iter().map(|one| one.servant).collect();
    let gaps: Vec<Uuid> = unmatched.iter().map(|one| one.gap).collect();
    let reasons: Vec<String> = unmatched.iter().map(|one| one.reason.as_str().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO career.unmatched_mentees (proposal_id, servant_id, gap_id, reason)
         SELECT $1, servant_id, gap_id, reason
         FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS line (servant_id, gap_id, reason)",
        proposal.id,
        &servants,
        &gaps,
        &reasons,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads a proposal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<MentoringProposal>> {
    let row = sqlx::query!(
        r#"SELECT proposal_id, kind, ruleset, mentees, pairs, unmatched, weight, more,
                  create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM career.mentoring_proposals WHERE proposal_id = $1"#,
        id,
    );
    let Some(row) = row.fetch_optional(connection).await? else { return Ok(None) };
    Ok(Some(MentoringProposal {
        id: row.proposal_id,
        kind: MentoringKind::parse(&row.kind).ok_or_else(|| unknown("kind of mentoring", &row.kind))?,
        ruleset: row.ruleset,
        mentees: row.mentees,
        pairs: row.pairs,
        unmatched: row.unmatched,
        weight: row.weight,
        more: row.more,
        create_time: row.create_time.to_jiff(),
    }))
}

/// Those of a proposal who get no mentor, by the order of their records. The page's key is the servant's id.
pub async fn list_unmatched(
    connection: &mut PgConnection,
    proposal: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<Unmatched>> {
    let rows = sqlx::query!(
        "SELECT servant_id, gap_id, reason FROM career.unmatched_mentees
         WHERE proposal_id = $1 AND servant_id > $2 ORDER BY servant_id LIMIT $3",
        proposal,
        page.after.1,
        page.limit(),
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let reason = NoMentor::parse(&row.reason).ok_or_else(|| unknown("reason to have no mentor", &row.reason))?;
        found.push(Unmatched { servant: row.servant_id, gap: row.gap_id, reason });
    }
    Ok(found)
}
