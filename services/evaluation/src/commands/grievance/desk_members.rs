use crate::{
    domain::desk_member::DeskMember,
    error::{Error, GrievanceError},
    store::desk_members,
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// Whose account shall answer for a unit.
pub struct LinkDeskMember {
    /// Unit.
    pub unit: Uuid,
    /// Opaque subject of the account's tokens.
    pub account: String,
}

/// Links an account with the desk of a unit.
pub async fn link_desk_member(work: &mut Work<'_>, input: LinkDeskMember) -> Result<DeskMember, Error> {
    let member =
        DeskMember { id: Uuid::now_v7(), unit: input.unit, account: input.account, version: 1, create_time: work.now };
    desk_members::insert(work.connection, &member).await.map_err(GrievanceError::of)?;
    Ok(member)
}

/// Ends such a link.
pub async fn unlink_desk_member(work: &mut Work<'_>, read: AsRead) -> Result<DeskMember, Error> {
    let member = desk_members::lock(work.connection, read.id).await?.ok_or(GrievanceError::MemberNotFound)?;
    read.must_be(member.version)?;
    desk_members::delete(work.connection, member.id).await?;
    Ok(member)
}
