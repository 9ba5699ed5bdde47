//! `needs.consultations` and who was invited to them.

use crate::domain::consultation::{Consultation, Group, State, Subject, Topic};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a consultation.
pub async fn insert(connection: &mut PgConnection, consultation: &Consultation) -> sqlx::Result<()> {
    let (subject, units, proposal) = match &consultation.subject {
        Subject::Units(topic, units) => (topic_to_text(*topic), units.clone(), None),
        Subject::Proposal(proposal) => ("proposal", Vec::new(), Some(*proposal)),
    };
    sqlx::query!(
        "INSERT INTO needs.consultations (consultation_id, state, subject, unit_ids, proposal_id, title, text, open_time,
                                          close_time, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        consultation.id,
        state_to_text(consultation.state),
        subject,
        &units,
        proposal,
        consultation.title,
        consultation.text,
        consultation.open_time.to_sqlx() as _,
        consultation.close_time.to_sqlx() as _,
        consultation.version,
        consultation.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    consultation_id: Uuid,
    state: String,
    subject: String,
    unit_ids: Vec<Uuid>,
    proposal_id: Option<Uuid>,
    title: String,
    text: String,
    open_time: jiff_sqlx::Timestamp,
    close_time: jiff_sqlx::Timestamp,
    minutes: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Consultation {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let subject = match row.proposal_id {
            Some(proposal) => Subject::Proposal(proposal),
            None => Subject::Units(topic_from_text(&row.subject)?, row.unit_ids),
        };
        Ok(Self {
            id: row.consultation_id,
            state: state_from_text(&row.state)?,
            subject,
            title: row.title,
            text: row.text,
            open_time: row.open_time.to_jiff(),
            close_time: row.close_time.to_jiff(),
            minutes: row.minutes,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a consultation.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Consultation>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT consultation_id, state, subject, unit_ids, proposal_id, title, text, open_time, close_time, minutes, version,
                create_time, update_time
         FROM needs.consultations WHERE consultation_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Consultation::try_from).transpose()
}

/// Reads a consultation that nobody may close before the transaction ends; others may read it so at the same time.
pub async fn hold(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Consultation>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT consultation_id, state, subject, unit_ids, proposal_id, title, text, open_time, close_time, minutes, version,
                create_time, update_time
         FROM needs.consultations WHERE consultation_id = $1 FOR SHARE",
        id,
    );
    row.fetch_optional(connection).await?.map(Consultation::try_from).transpose()
}

/// Reads a consultation and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Consultation>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT consultation_id, state, subject, unit_ids, proposal_id, title, text, open_time, close_time, minutes, version,
                create_time, update_time
         FROM needs.consultations WHERE consultation_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(Consultation::try_from).transpose()
}

/// Saves a consultation under its next version.
pub async fn update(connection: &mut PgConnection, consultation: &mut Consultation) -> sqlx::Result<()> {
    consultation.version += 1;
    sqlx::query!(
        "UPDATE needs.consultations SET state = $2, minutes = $3, version = $4, update_time = $5 WHERE consultation_id = $1",
        consultation.id,
        state_to_text(consultation.state),
        consultation.minutes,
        consultation.version,
        consultation.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists consultations, oldest first; without a state those of all.
pub async fn list(connection: &mut PgConnection, state: Option<State>, page: &Page) -> sqlx::Result<Vec<Consultation>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT consultation_id, state, subject, unit_ids, proposal_id, title, text, open_time, close_time, minutes, version,
                create_time, update_time
         FROM needs.consultations
         WHERE instansi = current_setting('app.instansi') AND (create_time, consultation_id) > ($1, $2)
           AND ($3::text IS NULL OR state = $3)
         ORDER BY create_time, consultation_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        state.map(state_to_text),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Consultation::try_from).collect()
}

/// Notes an invitation; false when it was noted before.
pub async fn invite(
    connection: &mut PgConnection,
    consultation: Uuid,
    (group, organisation): (Group, &str),
    now: Timestamp,
) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO needs.consultation_invitations (consultation_id, public_group, organisation, create_time)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        consultation,
        group_to_text(Some(group)),
        organisation,
        now.to_sqlx() as _,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

/// Who was invited to consultations, in the order of invitation.
pub async fn invitations(
    connection: &mut PgConnection,
    consultations: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<(Group, String)>>> {
    let rows = sqlx::query!(
        "SELECT consultation_id, public_group, organisation FROM needs.consultation_invitations
         WHERE consultation_id = ANY ($1) ORDER BY consultation_id, create_time, public_group, organisation",
        consultations,
    );
    let mut found: HashMap<Uuid, Vec<(Group, String)>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let group = group_from_text(&row.public_group)?;
        let group = group.ok_or_else(|| crate::store::unknown("group of the public", &row.public_group))?;
        found.entry(row.consultation_id).or_default().push((group, row.organisation));
    }
    Ok(found)
}

/// Ids of these units that exist.
pub async fn known_units(connection: &mut PgConnection, units: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT unit_id FROM needs.units WHERE unit_id = ANY ($1)", units).fetch_all(connection).await
}

const STATES: [(State, &str); 3] = [(State::Draft, "draft"), (State::Open, "open"), (State::Closed, "closed")];

fn state_to_text(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("draft", |(_, text)| text)
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    let found = STATES.iter().find(|(_, known)| *known == text).map(|(state, _)| *state);
    found.ok_or_else(|| crate::store::unknown("consultation state", text))
}

const TOPICS: [(Topic, &str); 3] =
    [(Topic::Needs, "needs"), (Topic::Priorities, "priorities"), (Topic::Criteria, "criteria")];

fn topic_to_text(topic: Topic) -> &'static str {
    TOPICS.iter().find(|(known, _)| *known == topic).map_or("needs", |(_, text)| text)
}

fn topic_from_text(text: &str) -> sqlx::Result<Topic> {
    let found = TOPICS.iter().find(|(_, known)| *known == text).map(|(topic, _)| *topic);
    found.ok_or_else(|| crate::store::unknown("subject of a consultation", text))
}

const GROUPS: [(Option<Group>, &str); 10] = [
    (None, ""),
    (Some(Group::ServiceUsers), "service_users"),
    (Some(Group::Universities), "universities"),
    (Some(Group::ProfessionalBodies), "professional_bodies"),
    (Some(Group::Community), "community"),
    (Some(Group::PrivateSector), "private_sector"),
    (Some(Group::CivilSociety), "civil_society"),
    (Some(Group::Experts), "experts"),
    (Some(Group::Media), "media"),
    (Some(Group::Government), "government"),
];

pub(crate) fn group_to_text(group: Option<Group>) -> &'static str {
    GROUPS.iter().find(|(known, _)| *known == group).map_or("", |(_, text)| text)
}

pub(crate) fn group_from_text(text: &str) -> sqlx::Result<Option<Group>> {
    let found = GROUPS.iter().find(|(_, known)| *known == text).map(|(group, _)| *group);
    found.ok_or_else(|| crate::store::unknown("group of the public", text))
}
