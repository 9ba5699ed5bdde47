//! Where the sealed contents of documents lie: a folder, or a bucket of an S3-compatible store. The service keeps the keys,
//! so whoever holds the store alone can read nothing.

use crate::error::Error;
use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path};
use platform::Tenant;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::StreamExt;
use uuid::Uuid;

/// Uploads that are held in memory at once; the others wait.
const AT_ONCE: usize = 32;

/// Most contents that one sweep looks at. Where there are more they are drawn, so that every one is looked at some time.
const MOST_SWEPT: usize = 100_000;

/// Longest time from keeping a content to the row that names it, with much to spare.
const IN_FLIGHT: SignedDuration = SignedDuration::from_hours(24);

/// The document store.
pub struct DocumentStore {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    uploads: Arc<Semaphore>,
    /// Bytes of the largest document.
    pub largest: usize,
}

impl DocumentStore {
    /// Opens a folder, which is made when it is missing, or `s3://bucket/prefix`, with keys and endpoint from the `AWS_…`
    /// variables that every S3 tool reads.
    pub fn open(location: &str, largest: usize) -> anyhow::Result<Self> {
        let (store, prefix): (Arc<dyn ObjectStore>, Path) = match location.strip_prefix("s3://") {
            Some(rest) => {
                let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build().context("s3 bucket")?;
                (Arc::new(store), Path::parse(prefix)?)
            }
            None => {
                std::fs::create_dir_all(location).with_context(|| format!("folder {location}"))?;
                // An applicant who was told that a document is taken can rely on it after a power cut.
                (Arc::new(LocalFileSystem::new_with_prefix(location)?.with_fsync(true)), Path::default())
            }
        };
        Ok(Self::of(store, prefix, largest))
    }

    fn of(store: Arc<dyn ObjectStore>, prefix: Path, largest: usize) -> Self {
        Self { store, prefix, uploads: Arc::new(Semaphore::new(AT_ONCE)), largest }
    }

    /// Waits for a place among the uploads in memory.
    pub async fn admit(&self) -> Result<OwnedSemaphorePermit, Error> {
        self.uploads.clone().acquire_owned().await.map_err(Error::internal)
    }

    /// A place for a new content: its tenant, when it is kept, and something that no other upload has. Nothing of the
    /// content: whoever has a file and sees the store cannot tell whether somebody handed it in.
    pub fn place(tenant: &Tenant, now: Timestamp) -> String {
        let id = Uuid::new_v4().simple().to_string();
        format!("{tenant}/{}/{}-{id}", &id[..2], now.as_second())
    }

    /// Keeps a sealed content.
    pub async fn put(&self, place: &str, sealed: Vec<u8>) -> Result<(), Error> {
        self.store.put(&self.path(place), sealed.into()).await.map(drop).map_err(Error::internal)
    }

    /// Reads a sealed content.
    pub async fn get(&self, place: &str) -> Result<Vec<u8>, Error> {
        let found = self.store.get(&self.path(place)).await.map_err(Error::internal)?;
        Ok(found.bytes().await.map_err(Error::internal)?.to_vec())
    }

    /// Forgets contents. What cannot be deleted now is found by the next sweep.
    pub async fn delete(&self, places: &[String]) {
        for place in places {
            if let Err(error) = self.store.delete(&self.path(place)).await {
                tracing::warn!(error = platform::error::chain(&error), "a content stays until the next sweep");
            }
        }
    }

    /// Contents of a tenant that are too old to wait for their row.
    pub async fn settled(&self, tenant: &Tenant, now: Timestamp) -> Result<Vec<String>, Error> {
        let mut listed = self.store.list(Some(&self.path(tenant.as_str())));
        let (mut places, before) = (Drawn::new(MOST_SWEPT), (now - IN_FLIGHT).as_second());
        while let Some(found) = listed.next().await {
            let location = found.map_err(Error::internal)?.location;
            let Some(place) = self.place_of(&location) else { continue };
            if kept_at(&place).is_some_and(|kept| kept < before) {
                places.offer(place);
            }
        }
        Ok(places.kept)
    }

    fn path(&self, place: &str) -> Path {
        place.split('/').fold(self.prefix.clone(), |path, part| path.join(part))
    }

    fn place_of(&self, location: &Path) -> Option<String> {
        let parts: Vec<String> = location.prefix_match(&self.prefix)?.map(|part| part.as_ref().to_owned()).collect();
        Some(parts.join("/"))
    }
}

/// Some of many, each with the same chance, without keeping the many.
struct Drawn {
    kept: Vec<String>,
    most: usize,
    offered: u128,
}

impl Drawn {
    fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, offered: 0 }
    }

    fn offer(&mut self, one: String) {
        self.offered += 1;
        if self.kept.len() < self.most {
            self.kept.push(one);
            return;
        }
        let drawn = usize::try_from(Uuid::new_v4().as_u128() % self.offered).unwrap_or(usize::MAX);
        if let Some(place) = self.kept.get_mut(drawn) {
            *place = one;
        }
    }
}

/// When a content was kept, in seconds: by the service's clock, which a store's own need not agree with.
fn kept_at(place: &str) -> Option<i64> {
    place.rsplit_once('/')?.1.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
#[path = "document_store_s3_tests.rs"]
mod s3_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_is_read_listed_by_age_and_forgotten() {
        let folder = std::env::temp_dir().join(format!("documents-{}", Uuid::now_v7()));
        let store = DocumentStore::open(folder.to_str().unwrap(), 10).unwrap();
        let (tenant, now): (Tenant, Timestamp) = ("6571".parse().unwrap(), "2024-09-06T08:00:00Z".parse().unwrap());
        let place = DocumentStore::place(&tenant, now);
        store.put(&place, b"sealed".to_vec()).await.unwrap();
        assert_eq!(store.get(&place).await.unwrap(), b"sealed");
        assert_eq!(store.settled(&tenant, now).await.unwrap(), Vec::<String>::new());
        let later = now + SignedDuration::from_hours(25);
        assert_eq!(store.settled(&tenant, later).await.unwrap(), std::slice::from_ref(&place));
        assert_eq!(store.settled(&"5473".parse().unwrap(), later).await.unwrap(), Vec::<String>::new());
        store.delete(&[place.clone(), place.clone()]).await;
        assert!(store.get(&place).await.is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn where_there_are_too_many_some_time_every_one_is_drawn() {
        let mut left: std::collections::HashSet<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
        while !left.is_empty() {
            let mut drawn = Drawn::new(2);
            for one in ["a", "b", "c", "d"] {
                drawn.offer(one.to_owned());
            }
            assert_eq!(drawn.kept.len(), 2);
            assert_ne!(drawn.kept[0], drawn.kept[1]);
            left.retain(|one| !drawn.kept.contains(one));
        }
    }

    #[test]
    fn a_bucket_needs_no_folder() {
        assert!(DocumentStore::open("s3://berkas/siklus", 10).is_ok());
    }
}
