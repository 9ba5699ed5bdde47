//! Resource names of this service.

use crate::domain::servant::Servant;
use platform::{aggregate, names::Collection};

/// Servants.
pub const SERVANT: Collection = Collection("servants");

aggregate!(Servant, SERVANT);
