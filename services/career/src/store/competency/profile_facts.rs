//! What profiles are computed from, for many servants at once.

use crate::{
    domain::competency_profile::{Post, Standards},
    store::{
        evidence::{self, ShownOf},
        profiles, published_standards,
    },
};
use jiff::civil::Date;
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Posts, evidence and standards of some servants.
pub struct ProfileFacts {
    /// What each holds on the day; who holds nothing is not here.
    pub posts: HashMap<Uuid, Post>,
    /// Evidence shown by the day.
    pub shown: ShownOf,
    /// Standards that concern one of the posts.
    pub standards: Standards,
}

/// Reads them for a day.
pub async fn read(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<ProfileFacts> {
    let posts = profiles::posts(connection, servants, day).await?;
    let shown = evidence::shown_by(connection, servants, day).await?;
    let positions: BTreeSet<String> = posts.values().map(|post| post.position.clone()).collect();
    let titles: BTreeSet<String> = posts.values().map(|post| post.title.clone()).collect();
    let (positions, titles): (Vec<String>, Vec<String>) =
        (positions.into_iter().collect(), titles.into_iter().collect());
    let standards = published_standards::concerning(connection, &positions, &titles).await?;
    let standards = standards.into_iter().map(|standard| (standard.scope.clone(), standard)).collect();
    Ok(ProfileFacts { posts, shown, standards })
}
