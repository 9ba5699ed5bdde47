//! Loopback ports that nobody listens on.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use tokio::net::TcpSocket;

/// Below the ranges that Linux (32768) and macOS (49152) hand to outgoing connections: a port from those may be
/// taken by a client between our look and the server's start.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// Ports given away, each held by its UDP socket.
static GIVEN: Mutex<Vec<UdpSocket>> = Mutex::new(Vec::new());

/// Finds a free port on the loopback address, and gives it to nobody else while this process lives.
pub fn free() -> anyhow::Result<u16> {
    for _ in 0..200 {
        let port = FIRST + (random() % u64::from(COUNT)) as u16;
        // Between our look and the server's start others look too. UDP, which no server here speaks, says to them that the
        // port is given away; the kernel takes that back when the process ends, however it ends.
        let Ok(held) = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)) else { continue };
        if is_free(port) {
            GIVEN.lock().unwrap_or_else(PoisonError::into_inner).push(held);
            return Ok(port);
        }
    }
    anyhow::bail!("no free port on 127.0.0.1 between {FIRST} and {}", FIRST + COUNT)
}

/// Says whether a server could listen on this port of the loopback address now.
pub fn is_free(port: u16) -> bool {
    bind(port).is_ok()
}

/// Refuses a port that another program listens on, naming what was asked for.
pub fn require(port: u16, server: &str) -> anyhow::Result<()> {
    bind(port).with_context(|| format!("port {port} of 127.0.0.1, wanted for {server}, is not free"))
}

/// Binds without listening: a process forked at this moment keeps our socket open until its exec, and a listening
/// one would then be in the way of the server the port is for.
fn bind(port: u16) -> std::io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())
}

/// Seeded anew by the standard library each time, so that two processes look at different ports.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::{COUNT, FIRST, free};
    use std::{collections::HashSet, net::UdpSocket};

    #[test]
    fn a_port_is_given_once() {
        let given: HashSet<u16> = (0..300).map(|_| free().unwrap()).collect();
        assert_eq!(given.len(), 300);
        assert!(given.iter().all(|port| (FIRST..FIRST + COUNT).contains(port)));
        let port = *given.iter().next().unwrap();
        assert!(UdpSocket::bind(("127.0.0.1", port)).is_err(), "another process could take {port} too");
    }
}
