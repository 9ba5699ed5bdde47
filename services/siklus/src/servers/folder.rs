//! A server's folder: one user at a time, and reachable for the account the server runs as.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::account::{Account, is_searchable};
use super::leftover;

const LOCK: &str = "siklus.lock";
/// Left in the wanted folder when the data had to go elsewhere.
const POINTER: &str = "data-is-in.txt";

/// A folder that no other `siklus` uses for as long as this value lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// Makes the folder if need be, takes it for this process and stops a server left there by one that was killed.
    pub async fn claim(wanted: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(wanted).with_context(|| format!("cannot make the folder {}", wanted.display()))?;
        let path = wanted.canonicalize()?;
        let lock = lock(&path)?;
        leftover::stop(&path).await?;
        Ok(Self { path, lock })
    }

    /// Does the same for a server that runs as another account: what that account cannot enter (a checkout under
    /// /root) is replaced by a folder under the system's temporary directory, named in a pointer file.
    pub async fn claim_for(wanted: &Path, account: Option<Account>) -> anyhow::Result<Self> {
        fs::create_dir_all(wanted).with_context(|| format!("cannot make the folder {}", wanted.display()))?;
        let wanted = wanted.canonicalize()?;
        if account.is_none() || is_searchable(&wanted) {
            return Self::claim(&wanted).await;
        }
        let elsewhere = shared_folder("data", &wanted)?;
        tracing::warn!(
            wanted = %wanted.display(),
            used = %elsewhere.display(),
            "the database runs as nobody, who cannot enter the wanted folder"
        );
        let folder = Self::claim(&elsewhere).await?;
        let pointer = wanted.join(POINTER);
        if !pointer.exists() {
            // The wanted folder is new or was deleted: what an earlier one of that name held must not come back.
            empty(&folder.path)?;
            fs::write(&pointer, format!("{}\n", elsewhere.display()))?;
        }
        Ok(folder)
    }

    /// The absolute path of the folder that is really used.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    /// Closing the file is not enough: a process forked at this moment keeps a copy of it open until its exec.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

/// Makes, or finds again, a folder of root's that everybody may enter, for what belongs to `path`.
pub fn shared_folder(kind: &str, path: &Path) -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("siklus-{kind}-{:016x}", hash(path)));
    if !folder.exists() {
        DirBuilder::new().mode(0o755).create(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    }
    let found = fs::symlink_metadata(&folder)?;
    if !found.is_dir() || found.uid() != 0 {
        bail!("{} exists and is not a folder of root: remove it", folder.display());
    }
    if !is_searchable(&folder) {
        bail!("not everybody may enter {}: set TMPDIR to a folder where the account nobody can", folder.display());
    }
    Ok(folder)
}

fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(LOCK);
    let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
        Err(TryLockError::WouldBlock) => {
            let owner = fs::read_to_string(&path).unwrap_or_default();
            bail!(
                "the folder {} is already in use by a running siklus (process {}): stop it, or choose another folder",
                folder.display(),
                owner.trim()
            );
        }
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(file)
}

fn empty(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// FNV-1a: the same in every release of Rust, unlike the standard library's hasher.
fn hash(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_folder_elsewhere_never_changes() {
        assert_eq!(hash(Path::new("/a")), 0x07d6_6707_b49c_d92d);
    }
}
