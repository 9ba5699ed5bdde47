use super::TalentBook;
use crate::{
    domain::{
        key_post::KeyPost,
        servant::day_of,
        succession::{PoolMember, PoolRules, Verdict, in_order},
    },
    error::{Error, TalentError},
    store::{boxes, candidates, key_posts, pool_members, positions, talent_facts},
};
use platform::{AsRead, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// People whose facts are held at once.
const CHUNK: i64 = 5_000;
/// Members written in one statement.
const WRITTEN: usize = 5_000;

/// A pool to draw.
pub struct DrawPool {
    /// Key post as it was read.
    pub key_post: AsRead,
}

/// What came of it.
#[derive(Debug)]
pub struct Drawn {
    /// The key post.
    pub key_post: KeyPost,
    /// Who is in.
    pub in_pool: i64,
    /// Who has to be looked at.
    pub needs_review: i64,
    /// Who is out.
    pub out: i64,
}

/// Draws the pool of a key post: looks at everybody in its boxes, and keeps who is in, in order, who is out, and why. It takes
/// the place of what was drawn before.
pub async fn draw_pool(work: &mut Work<'_>, input: DrawPool, book: &TalentBook) -> Result<Drawn, Error> {
    let found = key_posts::lock(work.connection, input.key_post.id).await?;
    let mut key_post = found.ok_or(TalentError::KeyPostNotFound)?;
    input.key_post.must_be(key_post.version)?;
    key_post.must_be_active()?;
    let members = in_order(look_at_all(work, &key_post.position, book).await?);
    pool_members::clear(work.connection, key_post.id).await?;
    let mut place = 1;
    for part in members.chunks(WRITTEN) {
        pool_members::insert(work.connection, key_post.id, part, place).await?;
        place += i64::try_from(part.len()).unwrap_or_default();
    }
    key_post.drawn(&book.rules.id, work.now);
    key_posts::update(work.connection, &mut key_post).await?;
    let count = |verdict| {
        let number = members.iter().filter(|member| member.verdict == verdict).count();
        i64::try_from(number).unwrap_or(i64::MAX)
    };
    let (in_pool, needs_review, out) = (count(Verdict::In), count(Verdict::NeedsReview), count(Verdict::Out));
    Ok(Drawn { key_post, in_pool, needs_review, out })
}

async fn look_at_all(work: &mut Work<'_>, position: &str, book: &TalentBook) -> Result<Vec<PoolMember>, Error> {
    let day = day_of(work.now);
    let position = positions::get(work.connection, position).await?.ok_or(TalentError::PositionNotFound)?;
    let requirement = position.job.and_then(|job| book.rules.requirement(job));
    let requirement = requirement.ok_or(TalentError::RequirementsUnknown)?;
    let ages = requirement.most_age.is_some();
    let since = i32::from(day.year()) - book.rules.box_years;
    let rules = PoolRules { rules: &book.rules, levels: &book.levels, requirement, position: &position, day };
    let mut members = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let seen = boxes::in_boxes_after(work.connection, (&book.rules.pool_boxes, since), after, CHUNK).await?;
        let Some(last) = seen.last() else { return Ok(members) };
        after = last.servant;
        let servants: Vec<Uuid> = seen.iter().map(|one| one.servant).collect();
        servants.iter().for_each(|servant| work.show(*servant));
        let facts = candidates::of_all(work.connection, &work.vault, &servants, day, ages).await?;
        let mut anew = HashMap::new();
        for known in talent_facts::of_all(work.connection, &servants, day).await? {
            anew.insert(known.servant, book.rules.propose(&known, day));
        }
        for one in &seen {
            let known = facts.get(&one.servant).zip(anew.get(&one.servant));
            members.extend(known.map(|(facts, anew)| rules.look(one, anew, facts)));
        }
    }
}
