//! Whom PostgreSQL runs as: it refuses root, so root starts it as `nobody`, who must be able to reach its files.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

/// The account that root starts PostgreSQL as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// Finds `nobody` when this process is root; an ordinary user needs no other account.
    pub fn needed() -> anyhow::Result<Option<Account>> {
        let id = Command::new("id").arg("-u").output().context("cannot run `id -u`")?;
        if id.stdout.trim_ascii() != b"0" {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        let nobody = accounts.lines().find_map(parse_nobody);
        nobody.map(Some).context("root cannot run PostgreSQL, and this machine has no account `nobody` to run it as")
    }

    /// Makes the command run as this account.
    pub fn apply(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid).env("HOME", "/");
    }

    /// Makes this account the owner of a file or folder.
    pub fn own(self, path: &Path) -> anyhow::Result<()> {
        chown(path, Some(self.uid), Some(self.gid)).with_context(|| format!("cannot give {} away", path.display()))
    }
}

fn parse_nobody(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    if fields.next() != Some("nobody") {
        return None;
    }
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { uid, gid })
}

/// Says whether everybody may enter this folder and all its parents.
pub fn is_searchable(folder: &Path) -> bool {
    folder
        .ancestors()
        .all(|ancestor| fs::metadata(ancestor).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_found_by_name_only() {
        assert_eq!(
            parse_nobody("nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin"),
            Some(Account { uid: 65534, gid: 65533 })
        );
        assert_eq!(parse_nobody("nobodyelse:x:1:2:::"), None);
    }
}
