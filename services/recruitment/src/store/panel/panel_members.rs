//! `recruitment.selection_members` and their conflicts of interest.

use crate::domain::panel_member::{Group, Member, MemberState, Seat};
use crate::store::selections::unknown;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Adds a member with the sealed name.
pub async fn insert(
    connection: &mut PgConnection,
    selection: Uuid,
    member: &Member,
    name: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.selection_members (member_id, selection_id, number, subject, name_key, name_sealed,
                                                    public_group, organisation, outside, state, declared, round)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        member.id,
        selection,
        member.number,
        member.seat.subject,
        name.key,
        name.data,
        group_to_text(member.seat.group),
        member.seat.organisation,
        member.seat.outside,
        state_to_text(member.state),
        member.declared,
        member.round,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the panel of a draft away.
pub async fn clear(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.selection_members WHERE selection_id = $1", selection)
        .execute(connection)
        .await?;
    Ok(())
}

/// Saves whether a member takes part and has declared.
pub async fn update(connection: &mut PgConnection, member: &Member) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.selection_members SET state = $2, declared = $3 WHERE member_id = $1",
        member.id,
        state_to_text(member.state),
        member.declared,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Asks all members to declare anew: there will be other candidates.
pub async fn forget_declarations(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE recruitment.selection_members SET declared = false WHERE selection_id = $1", selection)
        .execute(connection)
        .await?;
    Ok(())
}

struct Row {
    member_id: Uuid,
    number: i32,
    subject: String,
    public_group: String,
    organisation: String,
    outside: bool,
    state: String,
    declared: bool,
    round: i32,
}

impl TryFrom<Row> for Member {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let group = GROUPS.iter().find(|(_, text)| *text == row.public_group).map(|(group, _)| *group);
        let state = STATES.iter().find(|(_, text)| *text == row.state).map(|(state, _)| *state);
        Ok(Self {
            id: row.member_id,
            number: row.number,
            seat: Seat {
                subject: row.subject,
                group: group.ok_or_else(|| unknown("group", &row.public_group))?,
                organisation: row.organisation,
                outside: row.outside,
            },
            state: state.ok_or_else(|| unknown("state", &row.state))?,
            declared: row.declared,
            round: row.round,
        })
    }
}

/// All members of a panel by number, those who no longer take part included.
pub async fn all(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<Member>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT member_id, number, subject, public_group, organisation, outside, state, declared, round
         FROM recruitment.selection_members WHERE selection_id = $1 ORDER BY number",
        selection,
    );
    rows.fetch_all(connection).await?.into_iter().map(Member::try_from).collect()
}

/// Lists members by number.
pub async fn list(connection: &mut PgConnection, selection: Uuid, page: &Page) -> sqlx::Result<Vec<Member>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT member_id, number, subject, public_group, organisation, outside, state, declared, round
         FROM recruitment.selection_members WHERE selection_id = $1 AND number > $2::bigint ORDER BY number LIMIT $3",
        selection,
        page.after.0,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Member::try_from).collect()
}

/// The member of a panel who signs in with this subject and takes part. Held against a second call at the same time.
pub async fn of_subject(connection: &mut PgConnection, selection: Uuid, subject: &str) -> sqlx::Result<Option<Member>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT member_id, number, subject, public_group, organisation, outside, state, declared, round
         FROM recruitment.selection_members
         WHERE selection_id = $1 AND subject = $2 AND state = 'active' FOR UPDATE",
        selection,
        subject,
    );
    row.fetch_optional(connection).await?.map(Member::try_from).transpose()
}

/// The sealed names of members.
pub async fn names(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT member_id, name_key, name_sealed FROM recruitment.selection_members WHERE selection_id = $1",
        selection,
    );
    let rows = rows.fetch_all(connection).await?;
    let sealed = |key, data| Sealed { key, data };
    Ok(rows.into_iter().map(|row| (row.member_id, sealed(row.name_key, row.name_sealed))).collect())
}

/// Puts a member's conflicts in the place of those before.
pub async fn replace_conflicts(
    connection: &mut PgConnection,
    selection: Uuid,
    member: Uuid,
    candidates: &BTreeSet<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.selection_conflicts WHERE member_id = $1", member)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO recruitment.selection_conflicts (selection_id, member_id, candidate_id)
         SELECT $1, $2, unnest($3::uuid[])",
        selection,
        member,
        &candidates.iter().copied().collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// All conflicts of a selection: member and candidate.
pub async fn conflicts(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        "SELECT member_id, candidate_id FROM recruitment.selection_conflicts WHERE selection_id = $1",
        selection,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.member_id, row.candidate_id)).collect())
}

const GROUPS: [(Group, &str); 5] = [
    (Group::Official, "official"),
    (Group::Academic, "academic"),
    (Group::Expert, "expert"),
    (Group::Community, "community"),
    (Group::ProfessionalBody, "professional_body"),
];

fn group_to_text(group: Group) -> &'static str {
    GROUPS.iter().find(|(known, _)| *known == group).map_or("", |(_, text)| text)
}

const STATES: [(MemberState, &str); 4] = [
    (MemberState::Active, "active"),
    (MemberState::Excused, "excused"),
    (MemberState::Replaced, "replaced"),
    (MemberState::Left, "left"),
];

fn state_to_text(state: MemberState) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("", |(_, text)| text)
}
