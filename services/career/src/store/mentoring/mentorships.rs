//! `career.mentorships`.

use crate::{
    domain::mentorship::{MentoringKind, Mentorship, MentorshipState},
    store::{small, unknown},
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a pair. The index `one_pair_a_mentee` refuses a second mentor.
pub async fn insert(connection: &mut PgConnection, pair: &Mentorship) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.mentorships (mentorship_id, proposal_id, kind, state, mentee_id, mentor_id, gap_id, dictionary,
                                         code, standard, achieved, mentor_level, weight, explanation, next_mentor,
                                         next_weight, ruleset, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        pair.id,
        pair.proposal,
        pair.kind.as_str(),
        pair.state.as_str(),
        pair.mentee,
        pair.mentor,
        pair.gap,
        pair.dictionary,
        pair.code,
        i32::from(pair.standard),
        pair.achieved.map(i32::from),
        i32::from(pair.mentor_level),
        pair.weight,
        pair.explanation,
        pair.next_mentor,
        pair.next_weight,
        pair.ruleset,
        pair.version,
        pair.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    mentorship_id: Uuid,
    proposal_id: Uuid,
    kind: String,
    state: String,
    mentee_id: Uuid,
    mentor_id: Uuid,
    gap_id: Uuid,
    dictionary: String,
    code: String,
    standard: i32,
    achieved: Option<i32>,
    mentor_level: i32,
    weight: i64,
    explanation: String,
    next_mentor: Option<Uuid>,
    next_weight: i64,
    due_date: Option<jiff_sqlx::Date>,
    confirmed_by: String,
    start_date: Option<jiff_sqlx::Date>,
    end_date: Option<jiff_sqlx::Date>,
    outcome: Option<i32>,
    hours: i64,
    hours_over: i64,
    ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Mentorship {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.mentorship_id,
            proposal: row.proposal_id,
            kind: MentoringKind::parse(&row.kind).ok_or_else(|| unknown("kind of mentoring", &row.kind))?,
            state: MentorshipState::parse(&row.state).ok_or_else(|| unknown("mentorship state", &row.state))?,
            mentee: row.mentee_id,
            mentor: row.mentor_id,
            gap: row.gap_id,
            dictionary: row.dictionary,
            code: row.code,
            standard: small(row.standard)?,
            achieved: row.achieved.map(small).transpose()?,
            mentor_level: small(row.mentor_level)?,
            weight: row.weight,
            explanation: row.explanation,
            next_mentor: row.next_mentor,
            next_weight: row.next_weight,
            due_date: row.due_date.map(jiff_sqlx::Date::to_jiff),
            confirmed_by: row.confirmed_by,
            start: row.start_date.map(jiff_sqlx::Date::to_jiff),
            end: row.end_date.map(jiff_sqlx::Date::to_jiff),
            outcome: row.outcome.map(small).transpose()?,
            hours: row.hours,
            hours_over: row.hours_over,
            ruleset: row.ruleset,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT mentorship_id, proposal_id, kind, state, mentee_id, mentor_id, gap_id, dictionary, code, standard,
                    achieved, mentor_level, weight, explanation, next_mentor, next_weight, due_date, confirmed_by,
                    start_date, end_date, outcome, hours, hours_over, ruleset, version, create_time
             FROM career.mentorships " + $rest,
            $($argument),*
        )
    };
}

/// Reads a pair.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Mentorship>> {
    let row = select!("WHERE mentorship_id = $1", id);
    row.fetch_optional(connection).await?.map(Mentorship::try_from).transpose()
}

/// Reads a pair and holds its row until the transaction ends. Lock the servants first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Mentorship>> {
    let row = select!("WHERE mentorship_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(Mentorship::try_from).transpose()
}

/// Saves a pair under its next version.
pub async fn update(connection: &mut PgConnection, pair: &mut Mentorship) -> sqlx::Result<()> {
    pair.version += 1;
    sqlx::query!(
        "UPDATE career.mentorships
         SET state = $2, mentor_id = $3, mentor_level = $4, weight = $5, explanation = $6, due_date = $7, confirmed_by = $8,
             start_date = $9, end_date = $10, outcome = $11, hours = $12, hours_over = $13, version = $14
         WHERE mentorship_id = $1",
        pair.id,
        pair.state.as_str(),
        pair.mentor,
        i32::from(pair.mentor_level),
        pair.weight,
        pair.explanation,
        pair.due_date.map(ToSqlx::to_sqlx) as _,
        pair.confirmed_by,
        pair.start.map(ToSqlx::to_sqlx) as _,
        pair.end.map(ToSqlx::to_sqlx) as _,
        pair.outcome.map(i32::from),
        pair.hours,
        pair.hours_over,
        pair.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which pairs are wanted; none means any.
#[derive(Clone, Debug, Default)]
pub struct WantedPairs {
    /// Of a proposal.
    pub proposal: Option<Uuid>,
    /// Of a servant, on either side.
    pub servant: Option<Uuid>,
    /// In a state.
    pub state: Option<MentorshipState>,
    /// Only those that were confirmed.
    pub confirmed: bool,
}

/// Lists pairs, oldest first.
pub async fn list(connection: &mut PgConnection, wanted: &WantedPairs, page: &Page) -> sqlx::Result<Vec<Mentorship>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, mentorship_id) > ($1, $2)
           AND ($3::uuid IS NULL OR proposal_id = $3) AND ($4::uuid IS NULL OR mentee_id = $4 OR mentor_id = $4)
           AND ($5::text IS NULL OR state = $5) AND (NOT $6 OR start_date IS NOT NULL)
         ORDER BY create_time, mentorship_id LIMIT $7",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.proposal,
        wanted.servant,
        wanted.state.map(MentorshipState::as_str),
        wanted.confirmed,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Mentorship::try_from).collect()
}

/// Keeps the goal of a pair.
pub async fn save_goal(connection: &mut PgConnection, id: Uuid, goal: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.mentorships SET goal_key = $2, goal_sealed = $3 WHERE mentorship_id = $1",
        id,
        goal.key,
        goal.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why a pair was changed, declined or ended: the last reason stands.
pub async fn save_reason(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.mentorships SET reason_key = $2, reason_sealed = $3 WHERE mentorship_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is sealed of a pair, and what its sessions sum up to.
pub struct PairDetail {
    /// Goal; none before it is confirmed.
    pub goal: Option<Sealed>,
    /// Why it was changed, declined or ended.
    pub reason: Option<Sealed>,
    /// Sessions.
    pub sessions: i64,
    /// Minutes of all of them.
    pub minutes: i64,
}

/// The details of these pairs.
pub async fn details(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, PairDetail>> {
    let rows = sqlx::query!(
        r#"SELECT pair.mentorship_id AS "mentorship_id!", pair.goal_key AS "goal_key!", pair.goal_sealed AS "goal_sealed!",
                  pair.reason_key AS "reason_key!", pair.reason_sealed AS "reason_sealed!",
                  (SELECT count(*) FROM career.mentoring_sessions AS met
                   WHERE met.mentorship_id = pair.mentorship_id AND met.withdrawn_time IS NULL) AS "sessions!",
                  (SELECT coalesce(sum(minutes), 0)::bigint FROM career.mentoring_sessions AS met
                   WHERE met.mentorship_id = pair.mentorship_id AND met.withdrawn_time IS NULL) AS "minutes!"
           FROM career.mentorships AS pair WHERE pair.mentorship_id = ANY ($1)"#,
        ids,
    );
    let sealed = |key: Vec<u8>, data: Vec<u8>| (!key.is_empty()).then_some(Sealed { key, data });
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| {
            let (goal, reason) = (sealed(row.goal_key, row.goal_sealed), sealed(row.reason_key, row.reason_sealed));
            (row.mentorship_id, PairDetail { goal, reason, sessions: row.sessions, minutes: row.minutes })
        })
        .collect())
}

/// Whether a gap is still open.
pub async fn gap_is_open(connection: &mut PgConnection, gap: Uuid) -> sqlx::Result<bool> {
    let open = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.competency_gaps WHERE gap_id = $1 AND close_date IS NULL) AS "open!""#,
        gap,
    );
    open.fetch_one(connection).await
}
