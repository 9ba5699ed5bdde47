//! `siklus impact`: from complaint to effect. Each service tells its part of what became of a need, and what belongs together is
//! joined here, by ids. Nothing is kept, and no service asks another.

mod ask;
mod chain;
mod draw;

pub use ask::{Addresses, Asker};
pub use chain::{Impact, Link, Stage};
