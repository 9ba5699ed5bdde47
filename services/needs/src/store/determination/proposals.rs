//! `needs.proposals`.

use crate::domain::{
    need::NeedKind,
    procedure::{Finding, Letter, Opinion, Procedure, Statement},
    proposal::{Proposal, State},
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Adds a proposal without items.
pub async fn insert(connection: &mut PgConnection, proposal: &Proposal) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.proposals (proposal_id, state, year, seats, reassessment_id, closing_reason, declares_none, version,
                                      create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        proposal.id,
        state_to_text(proposal.state),
        proposal.year,
        proposal.seats,
        proposal.reassessment,
        proposal.procedure.closing_reason,
        proposal.procedure.declares_none,
        proposal.version,
        proposal.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether it was declared that nothing is proposed for a year.
pub async fn none_declared(connection: &mut PgConnection, year: i32) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM needs.proposals
                          WHERE instansi = current_setting('app.instansi') AND year = $1 AND declares_none) AS "found!""#,
        year,
    );
    found.fetch_one(connection).await
}

/// Whether a year has a proposal that is neither withdrawn nor rejected.
pub async fn any_alive(connection: &mut PgConnection, year: i32) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM needs.proposals
                          WHERE instansi = current_setting('app.instansi') AND year = $1
                            AND state NOT IN ('not_proposing', 'rejected')) AS "found!""#,
        year,
    );
    found.fetch_one(connection).await
}

/// Keeps everybody from proposing anything for a year until the transaction ends.
pub async fn lock_year(connection: &mut PgConnection, year: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtext('needs.proposals ' || current_setting('app.instansi')), $1)",
        year,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps everybody from declaring that nothing is proposed for a year until the transaction ends.
pub async fn share_year(connection: &mut PgConnection, year: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock_shared(hashtext('needs.proposals ' || current_setting('app.instansi')), $1)",
        year,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    proposal_id: Uuid,
    state: String,
    year: i32,
    seats: i32,
    seats_determined: i32,
    decision_number: String,
    decision_date: Option<jiff_sqlx::Date>,
    reassessment_id: Option<Uuid>,
    return_reason: String,
    statement_number: String,
    statement_date: Option<jiff_sqlx::Date>,
    statement_sha256: String,
    verification_number: String,
    verification_date: Option<jiff_sqlx::Date>,
    verification_finding: String,
    consideration_number: String,
    consideration_date: Option<jiff_sqlx::Date>,
    consideration_finding: String,
    totals_number: String,
    totals_date: Option<jiff_sqlx::Date>,
    total_kinds: Vec<String>,
    total_seats: Vec<i32>,
    closing_reason: String,
    ruleset: String,
    send_time: Option<jiff_sqlx::Timestamp>,
    publish_time: Option<jiff_sqlx::Timestamp>,
    declares_none: bool,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

fn letter(number: String, date: Option<jiff_sqlx::Date>) -> Option<Letter> {
    date.map(|date| Letter { number, date: date.to_jiff() })
}

fn opinion(number: String, date: Option<jiff_sqlx::Date>, finding: &str) -> sqlx::Result<Option<Opinion>> {
    let Some(letter) = letter(number, date) else { return Ok(None) };
    let found = FINDINGS.iter().find(|(_, known)| *known == finding).map(|(finding, _)| *finding);
    let finding = found.ok_or_else(|| crate::store::unknown("finding", finding))?;
    Ok(Some(Opinion { letter, finding }))
}

fn totals(kinds: &[String], seats: &[i32]) -> sqlx::Result<BTreeMap<NeedKind, i64>> {
    kinds.iter().zip(seats).map(|(kind, seats)| Ok((crate::store::kind_from_text(kind)?, i64::from(*seats)))).collect()
}

impl TryFrom<Row> for Proposal {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let statement = letter(row.statement_number, row.statement_date);
        let procedure = Procedure {
            statement: statement.map(|letter| Statement { letter, sha256: row.statement_sha256 }),
            verification: opinion(row.verification_number, row.verification_date, &row.verification_finding)?,
            consideration: opinion(row.consideration_number, row.consideration_date, &row.consideration_finding)?,
            totals_decision: letter(row.totals_number, row.totals_date),
            totals: totals(&row.total_kinds, &row.total_seats)?,
            closing_reason: row.closing_reason,
            ruleset: row.ruleset,
            send_time: row.send_time.map(jiff_sqlx::Timestamp::to_jiff),
            publish_time: row.publish_time.map(jiff_sqlx::Timestamp::to_jiff),
            declares_none: row.declares_none,
        };
        Ok(Self {
            procedure,
            id: row.proposal_id,
            state: state_from_text(&row.state)?,
            year: row.year,
            seats: row.seats,
            seats_determined: row.seats_determined,
            decision_number: row.decision_number,
            decision_date: row.decision_date.map(jiff_sqlx::Date::to_jiff),
            reassessment: row.reassessment_id,
            return_reason: row.return_reason,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a proposal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Proposal>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, statement_number, statement_date, statement_sha256, verification_number, verification_date,
                verification_finding, consideration_number, consideration_date, consideration_finding, totals_number,
                totals_date, total_kinds, total_seats, closing_reason, ruleset, send_time, publish_time, declares_none,
                version, create_time, update_time
         FROM needs.proposals WHERE proposal_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Proposal::try_from).transpose()
}

/// Reads a proposal and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Proposal>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, statement_number, statement_date, statement_sha256, verification_number, verification_date,
                verification_finding, consideration_number, consideration_date, consideration_finding, totals_number,
                totals_date, total_kinds, total_seats, closing_reason, ruleset, send_time, publish_time, declares_none,
                version, create_time, update_time
         FROM needs.proposals WHERE proposal_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(Proposal::try_from).transpose()
}

/// Lists proposals, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Proposal>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, statement_number, statement_date, statement_sha256, verification_number, verification_date,
                verification_finding, consideration_number, consideration_date, consideration_finding, totals_number,
                totals_date, total_kinds, total_seats, closing_reason, ruleset, send_time, publish_time, declares_none,
                version, create_time, update_time
         FROM needs.proposals
         WHERE instansi = current_setting('app.instansi') AND (create_time, proposal_id) > ($1, $2)
         ORDER BY create_time, proposal_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Proposal::try_from).collect()
}

/// Saves a proposal under its next version.
pub async fn update(connection: &mut PgConnection, proposal: &mut Proposal) -> sqlx::Result<()> {
    proposal.version += 1;
    let procedure = &proposal.procedure;
    sqlx::query!(
        "UPDATE needs.proposals
         SET state = $2, seats = $3, seats_determined = $4, decision_number = $5, decision_date = $6, return_reason = $7,
             closing_reason = $8, ruleset = $9, send_time = $10, publish_time = $11, version = $12, update_time = $13
         WHERE proposal_id = $1",
        proposal.id,
        state_to_text(proposal.state),
        proposal.seats,
        proposal.seats_determined,
        proposal.decision_number,
        proposal.decision_date.map(ToSqlx::to_sqlx) as _,
        proposal.return_reason,
        procedure.closing_reason,
        procedure.ruleset,
        procedure.send_time.map(ToSqlx::to_sqlx) as _,
        procedure.publish_time.map(ToSqlx::to_sqlx) as _,
        proposal.version,
        proposal.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves the letters of a proposal, and the totals that one of them determined. Goes with [`update`].
pub async fn save_letters(connection: &mut PgConnection, proposal: &Proposal) -> sqlx::Result<()> {
    let procedure = &proposal.procedure;
    let statement = procedure.statement.as_ref();
    let (signed, decided) = (statement.map(|statement| &statement.letter), procedure.totals_decision.as_ref());
    let (verified, considered) = (procedure.verification.as_ref(), procedure.consideration.as_ref());
    let kinds: Vec<String> = procedure.totals.keys().map(|kind| crate::store::kind_to_text(*kind).to_owned()).collect();
    let seats: Vec<i32> = procedure.totals.values().map(|seats| i32::try_from(*seats).unwrap_or(i32::MAX)).collect();
    sqlx::query!(
        "UPDATE needs.proposals
         SET statement_number = $2, statement_date = $3, statement_sha256 = $4, verification_number = $5,
             verification_date = $6, verification_finding = $7, consideration_number = $8, consideration_date = $9,
             consideration_finding = $10, totals_number = $11, totals_date = $12, total_kinds = $13, total_seats = $14
         WHERE proposal_id = $1",
        proposal.id,
        number_of(signed),
        date_of(signed) as _,
        statement.map_or("", |statement| &statement.sha256),
        number_of(verified.map(|opinion| &opinion.letter)),
        date_of(verified.map(|opinion| &opinion.letter)) as _,
        finding_of(verified),
        number_of(considered.map(|opinion| &opinion.letter)),
        date_of(considered.map(|opinion| &opinion.letter)) as _,
        finding_of(considered),
        number_of(decided),
        date_of(decided) as _,
        &kinds,
        &seats,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn number_of(letter: Option<&Letter>) -> &str {
    letter.map_or("", |letter| &letter.number)
}

fn date_of(letter: Option<&Letter>) -> Option<jiff_sqlx::Date> {
    letter.map(|letter| letter.date.to_sqlx())
}

fn finding_of(opinion: Option<&Opinion>) -> &'static str {
    let known = opinion.and_then(|opinion| FINDINGS.iter().find(|(finding, _)| *finding == opinion.finding));
    known.map_or("", |(_, text)| text)
}

const FINDINGS: [(Finding, &str); 3] = [
    (Finding::Favourable, "favourable"),
    (Finding::FavourableInPart, "favourable_in_part"),
    (Finding::Unfavourable, "unfavourable"),
];

const STATES: [(State, &str); 13] = [
    (State::Draft, "draft"),
    (State::Submitted, "submitted"),
    (State::Verified, "verified"),
    (State::Approved, "approved"),
    (State::Sent, "sent"),
    (State::UnderReview, "under_review"),
    (State::TotalsDetermined, "totals_determined"),
    (State::BreakdownProposed, "breakdown_proposed"),
    (State::Determined, "determined"),
    (State::Published, "published"),
    (State::Finished, "finished"),
    (State::Rejected, "rejected"),
    (State::NotProposing, "not_proposing"),
];

fn state_to_text(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("draft", |(_, text)| text)
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    let found = STATES.iter().find(|(_, known)| *known == text).map(|(state, _)| *state);
    found.ok_or_else(|| crate::store::unknown("proposal state", text))
}
