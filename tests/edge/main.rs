//! What stands between the outside and the handlers, and between the services and each other's data.
#![allow(clippy::unwrap_used)]

mod calls;
mod filling;
mod isolation;
mod methods;
mod raw;
