use crate::{
    domain::{
        competency_profile::{Asked, Post, Profile, asked_for},
        competency_rules::{CompetencyGroup, CompetencyRules},
        evidence::of_code,
        gap::{self, Gap, GapChanges},
        holder::Holder,
        servant::day_of,
    },
    error::Error,
    events,
    store::{
        development_items::{self, NewItems},
        evidence::ShownOf,
        gaps::{self, GapRows},
        profile_facts,
        profiles::{self, ProfileRow},
    },
};
use jiff::civil::Date;
use platform::{Locked, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// What a look at profiles changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Servants looked at.
    pub servants: u64,
    /// Profiles that are other than before.
    pub profiles: u64,
    /// Gaps found.
    pub opened: u64,
    /// Gaps still open, with another level, standard, post or priority.
    pub changed: u64,
    /// Gaps closed.
    pub closed: u64,
    /// Items of plans opened.
    pub proposed: u64,
    /// Items of plans closed.
    pub done: u64,
}

impl Refreshed {
    pub(super) fn add(&mut self, other: Self) {
        self.servants += other.servants;
        self.profiles += other.profiles;
        self.opened += other.opened;
        self.changed += other.changed;
        self.closed += other.closed;
        self.proposed += other.proposed;
        self.done += other.done;
    }
}

/// The one servant whose row is held.
pub(super) fn one(mut held: Vec<Locked<Holder>>) -> Result<Locked<Holder>, Error> {
    held.pop().ok_or(Error::ServantNotFound)
}

/// Rows to write for some servants.
#[derive(Default)]
struct Rows {
    profiles: Vec<ProfileRow>,
    /// Whose profiles are as they were on an earlier day.
    same: Vec<Uuid>,
    opened: GapRows,
    saved: GapRows,
    closed: u64,
}

/// Computes the profiles of servants, whose rows are held, for today: opens, changes and closes their gaps, tells which opened,
/// and lets the plans follow.
pub(super) async fn refresh_profiles(
    work: &mut Work<'_>,
    holders: &[Locked<Holder>],
    rules: &CompetencyRules,
) -> Result<Refreshed, Error> {
    let day = day_of(work.now);
    let ids: Vec<Uuid> = holders.iter().map(|holder| holder.id).collect();
    let facts = profile_facts::read(work.connection, &ids, day).await?;
    // Nothing is asked of who left, also on the last day itself.
    let left = profiles::left(work.connection, &ids).await?;
    let before = profiles::of_all(work.connection, &ids).await?;
    let mut open = gaps::open_of_all(work.connection, &ids).await?;
    let mut asked: HashMap<&Post, Vec<Asked>> = HashMap::new();
    for post in facts.posts.values() {
        asked.entry(post).or_insert_with(|| asked_for(post, &facts.standards, rules));
    }
    let nowhere = Post::default();
    let mut rows = Rows::default();
    for holder in holders {
        let held = facts.posts.get(&holder.id).filter(|_| !left.contains(&holder.id));
        let post = held.unwrap_or(&nowhere);
        let lines = asked.get(post).map(Vec::as_slice).unwrap_or_default();
        let shown = facts.shown.get(&holder.id).map(Vec::as_slice).unwrap_or_default();
        let profile = Profile::measure(lines, shown, post.job, rules, day);
        let row = row_of(holder.id, post, &profile, rules)?;
        match before.get(&holder.id) {
            Some((kept, computed)) if *kept == row => rows.same.extend((*computed != day).then_some(holder.id)),
            _ => rows.profiles.push(row),
        }
        let (gaps, positions): (Vec<Gap>, Vec<String>) =
            open.remove(&holder.id).unwrap_or_default().into_iter().unzip();
        let changes = gap::changes(&profile, post.job, &gaps, rules, day);
        moved(&changes, &gaps, &positions, post, &mut rows);
        take(work, holder, changes, post, day, &mut rows);
    }
    let (opened, saved) = (rows.opened.gaps.len() as u64, rows.saved.gaps.len() as u64);
    profiles::save(work.connection, &rows.profiles, day).await?;
    profiles::confirm(work.connection, &rows.same, day).await?;
    gaps::update(work.connection, &rows.saved, &rules.id).await?;
    gaps::insert(work.connection, &rows.opened, &rules.id).await?;
    let done = development_items::close_done(work.connection, &ids, day).await?;
    let done = done + close_shown(work, &ids, &facts.shown, day).await?;
    let proposed = propose(work, &ids, rules, day).await?;
    let (servants, profiles) = (holders.len() as u64, rows.profiles.len() as u64);
    Ok(Refreshed { servants, profiles, opened, changed: saved - rows.closed, closed: rows.closed, proposed, done })
}

/// The profile as it is kept.
fn row_of(servant: Uuid, post: &Post, profile: &Profile<'_>, rules: &CompetencyRules) -> Result<ProfileRow, Error> {
    let percent = match &profile.percent {
        Some(percent) => {
            let above = i64::try_from(percent.numer()).map_err(Error::internal)?;
            Some((above, i64::try_from(percent.denom()).map_err(Error::internal)?))
        }
        None => None,
    };
    let count = |number: usize| i32::try_from(number).map_err(Error::internal);
    Ok(ProfileRow {
        servant,
        position: post.position.clone(),
        asked: count(profile.lines.len())?,
        assessed: count(profile.assessed())?,
        percent,
        ruleset: rules.id.clone(),
    })
}

/// A gap that goes on as it was, on another post that asks for the same, is one of that post from now on.
fn moved(changes: &GapChanges, open: &[Gap], positions: &[String], post: &Post, rows: &mut Rows) {
    for (gap, position) in open.iter().zip(positions) {
        let written = changes.changed.iter().chain(changes.closed.iter().map(|(gap, _)| gap));
        let is_written = written.into_iter().any(|one| one.id == gap.id);
        if !is_written && *position != post.position {
            rows.saved.push(Gap { version: gap.version + 1, ..gap.clone() }, &post.position, None);
        }
    }
}

/// Takes what becomes of a servant's gaps, and tells which opened.
fn take(work: &mut Work<'_>, holder: &Locked<Holder>, changes: GapChanges, post: &Post, day: Date, rows: &mut Rows) {
    for new in changes.opened {
        let found = events::gap_found(&work.tenant, holder, &new, &post.position, day);
        work.record(holder, &found);
        let gap = Gap {
            id: Uuid::now_v7(),
            servant: holder.id,
            dictionary: new.code.dictionary,
            code: new.code.code,
            standard: new.standard,
            achieved: Some(new.achieved),
            priority: new.priority,
            open_date: day,
            close_date: None,
            version: 1,
        };
        rows.opened.push(gap, &post.position, None);
    }
    for gap in changes.changed {
        rows.saved.push(gap, &post.position, None);
    }
    for (gap, reason) in changes.closed {
        rows.closed += 1;
        rows.saved.push(gap, &post.position, Some(reason));
    }
}

/// Closes items whose target is shown now and that no open gap stands for.
async fn close_shown(work: &mut Work<'_>, ids: &[Uuid], shown: &ShownOf, day: Date) -> Result<u64, Error> {
    let mut items = development_items::awaited(work.connection, ids).await?;
    items.retain(|one| shown.get(&one.servant).is_some_and(|shown| one.is_shown(of_code(shown, &one.code), day)));
    let items: Vec<Uuid> = items.iter().map(|one| one.item).collect();
    Ok(development_items::achieve(work.connection, &items, day, work.now).await?)
}

async fn propose(work: &mut Work<'_>, ids: &[Uuid], rules: &CompetencyRules, day: Date) -> Result<u64, Error> {
    let kind = |group: CompetencyGroup| rules.plan.kinds.get(&group).copied().unwrap_or_default();
    let generic = rules.dictionary.competencies.iter();
    let managerial = generic.filter(|one| one.group == CompetencyGroup::Managerial).map(|one| one.code.clone());
    let managerial: Vec<String> = managerial.collect();
    let items = NewItems {
        dictionary: &rules.dictionary.id,
        managerial: &managerial,
        kinds: (
            kind(CompetencyGroup::Technical),
            kind(CompetencyGroup::Managerial),
            kind(CompetencyGroup::SocioCultural),
        ),
        due_date: rules.due_date(day),
        forgotten_until: rules.forgotten_until(day),
        ruleset: &rules.id,
    };
    Ok(development_items::propose(work.connection, ids, &items, work.now).await?)
}
