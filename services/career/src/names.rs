//! Resource names of this service, and of others that it refers to.

use crate::domain::servant::Servant;
use platform::{
    aggregate,
    names::{self, Collection, Name, NotAName},
};
use uuid::Uuid;

/// Servants.
pub const SERVANT: Collection = Collection("servants");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");
/// Needs of the needs service.
pub const NEED: Collection = Collection("needs");

/// Reads the name of an application of the recruitment service: the vacancy's and the application's id.
pub fn parse_application(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "vacancies", "applications")
}

aggregate!(Servant, SERVANT);
