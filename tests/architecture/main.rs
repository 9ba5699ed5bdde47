//! The rules that hold everywhere in the tree, each as a test that names file and line and says what to do instead.
//!
//! Most of them read the source as text: [`source`] is all the parsing there is. The others look at what the services
//! say about themselves. `UPDATE_DOCS=1` writes the tables of services/README.md, `UPDATE_GOLDEN=1` the samples of new
//! events.
#![allow(clippy::unwrap_used)]

mod deploy;
mod docs;
mod events;
mod findings;
mod habits;
mod layers;
mod lexer;
mod manners;
mod sample;
mod services;
mod size;
mod source;
mod walls;

/// The services, in the order of the loop.
static SERVICES: [&platform::Service; 4] =
    [&needs::SERVICE, &recruitment::SERVICE, &career::SERVICE, &evaluation::SERVICE];
