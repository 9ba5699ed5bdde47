//! The whole, as its users and its operators see it: journeys through all four services, with the broker taken away, the
//! processes killed, and a look at whether the checks themselves could fail.
#![allow(clippy::unwrap_used)]

mod broker;
mod career;
mod demo;
mod forum;
mod impact;
mod import;
mod journey;
mod mutations;
mod process;
mod proof;
mod restore;
mod selection;
mod signals;
