//! What the system tests share: a world to run in, the people in its offices, and the promises it has to keep.
#![allow(clippy::unwrap_used)]

pub mod world;
