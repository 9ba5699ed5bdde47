//! The `siklus` command: the whole system on one machine, for people at a terminal and for the tests.

pub mod calls;
pub mod delivery;
pub mod demo;
pub mod embedded;
pub mod evidence;
pub mod impact;
pub mod import;
pub mod servers;
pub mod system;
pub mod traces;
