use crate::commands::{
    is_actor, note_rating,
    record::{must_end_with_service, touch},
};
use crate::{
    domain::{
        education::{Education, TOO_YOUNG},
        nip::Nip,
        placement::Placement,
        rank::RankHeld,
        rating::YearRating,
        record_rules::RecordRules,
        servant::Servant,
    },
    error::Error,
    store::{educations, identities, known_servants, placements, ranks, ratings, servants},
};
use jiff::civil::Date;
use platform::{Locked, Violations, Work, imports::Report};
use uuid::Uuid;

/// One row of one history, without whose it is.
pub enum HistoryItem {
    /// *Riwayat golongan*.
    Rank(RankHeld),
    /// *Riwayat jabatan*, without a seat.
    Post(Placement),
    /// *Riwayat pendidikan*.
    Education(Education),
    /// A rating of a year, and as evaluation calls it.
    Rating(YearRating, &'static str),
}

/// One sound row of histories.
pub struct HistoryLine {
    /// Number of the row in the import.
    pub row: i64,
    /// National number of the servant.
    pub nip: Nip,
    /// What is added.
    pub item: HistoryItem,
}

/// What became of a row that is not refused.
enum Outcome {
    Added,
    Known,
}

/// Adds rows to histories of people who are known. What stands already stays; what another row is in the way of is refused.
/// Returns how many stood already.
pub async fn import_histories(
    work: &mut Work<'_>,
    lines: Vec<HistoryLine>,
    rules: &RecordRules,
    report: &mut Report,
) -> Result<i64, Error> {
    known_servants::lock_import(work.connection).await?;
    let mut known = 0;
    for HistoryLine { row, nip, item } in lines {
        let mut check = Violations::default();
        match add(work, &nip, item, rules, &mut check).await? {
            Some(Outcome::Added) => {}
            Some(Outcome::Known) => known += 1,
            None => report.reject(row, check),
        }
    }
    Ok(known)
}

/// None where the row is refused for what `check` says.
async fn add(
    work: &mut Work<'_>,
    nip: &Nip,
    item: HistoryItem,
    rules: &RecordRules,
    check: &mut Violations,
) -> Result<Option<Outcome>, Error> {
    let index = work.vault.blind_index(nip.expose());
    let found = match known_servants::in_service(work.connection, &index).await? {
        Some(id) => servants::lock(work.connection, id).await?,
        None => None,
    };
    let Some(mut servant) = found else {
        check.add("nip", "nobody of this instansi who has not left has this number");
        return Ok(None);
    };
    check.check("nip", !is_actor(work, &servant), "is of whoever imports: nobody changes their own record");
    let outcome = match item {
        HistoryItem::Rank(rank) => add_rank(work, &servant, rank, rules, check).await?,
        HistoryItem::Post(post) => add_post(work, &servant, post, check).await?,
        HistoryItem::Education(education) => add_education(work, &servant, education, check).await?,
        HistoryItem::Rating(rating, predicate) => return add_rating(work, servant, rating, predicate, check).await,
    };
    if matches!(outcome, Some(Outcome::Added)) {
        touch(work, &mut servant).await?;
    }
    Ok(outcome)
}

async fn add_rank(
    work: &mut Work<'_>,
    servant: &Servant,
    rank: RankHeld,
    rules: &RecordRules,
    check: &mut Violations,
) -> Result<Option<Outcome>, Error> {
    let rank = RankHeld { servant: servant.id, ..rank };
    check.check("rank.rank", rank.rank.is_of(servant.employment), "must be of the servant's kind of employment");
    must_begin_in_service(check, "rank.start_date", servant, rank.start);
    must_end_with_service(check, "rank.end_date", servant, rank.end);
    let education = educations::highest(work.connection, servant.id).await?;
    if let Err(above) = rules.must_allow(rank.rank, &rank.kind, education) {
        check.add("rank.rank", above);
    }
    let other = ranks::overlapping(work.connection, servant.id, rank.start, rank.end).await?;
    if other.as_ref().is_some_and(|other| (other.rank, other.start) == (rank.rank, rank.start)) {
        return Ok(check.is_empty().then_some(Outcome::Known));
    }
    if let Some(other) = other {
        check.add("rank.start_date", in_the_way(other.start, other.end));
    }
    if !check.is_empty() {
        return Ok(None);
    }
    ranks::insert(work.connection, &rank).await?;
    Ok(Some(Outcome::Added))
}

async fn add_post(
    work: &mut Work<'_>,
    servant: &Servant,
    post: Placement,
    check: &mut Violations,
) -> Result<Option<Outcome>, Error> {
    let post = Placement { servant: servant.id, ..post };
    check.check("post.title", !post.title.is_empty(), "must not be empty");
    check.check("post.seat", post.seat == 0, "must be 0: a seat is recorded by hand, so that it is told");
    must_begin_in_service(check, "post.start_date", servant, post.start);
    must_end_with_service(check, "post.end_date", servant, post.end);
    let standing = placements::of_servants(work.connection, &[servant.id]).await?;
    let what = |one: &Placement| (one.assignment, one.title.clone(), one.unit_path.clone(), one.start);
    if standing.iter().any(|other| what(other) == what(&post)) {
        return Ok(check.is_empty().then_some(Outcome::Known));
    }
    if post.is_definitive()
        && let Some(other) = placements::overlapping(work.connection, servant.id, post.start, post.end).await?
    {
        check.add("post.start_date", in_the_way(other.start, other.end));
    }
    if !check.is_empty() {
        return Ok(None);
    }
    placements::insert(work.connection, &post, None).await?;
    Ok(Some(Outcome::Added))
}

async fn add_education(
    work: &mut Work<'_>,
    servant: &Servant,
    education: Education,
    check: &mut Violations,
) -> Result<Option<Outcome>, Error> {
    let education = Education { servant: servant.id, ..education };
    let births = identities::birth_dates(work.connection, &work.vault, &[servant.id]).await?;
    let grown = births.get(&servant.id).is_none_or(|birth_date| education.is_after_school_age(*birth_date));
    check.check("education.graduation_year", grown, TOO_YOUNG);
    if !check.is_empty() {
        return Ok(None);
    }
    let standing = educations::of_servants(work.connection, &[servant.id]).await?;
    let what = |one: &Education| (one.level, one.program.to_lowercase(), one.graduation_year);
    if standing.iter().any(|other| what(other) == what(&education)) {
        return Ok(Some(Outcome::Known));
    }
    educations::insert(work.connection, &education).await?;
    Ok(Some(Outcome::Added))
}

async fn add_rating(
    work: &mut Work<'_>,
    servant: Locked<Servant>,
    rating: YearRating,
    predicate: &str,
    check: &mut Violations,
) -> Result<Option<Outcome>, Error> {
    let id: Uuid = servant.id;
    let begun = rating.year >= i32::from(servant.appointment_date.year());
    check.check("rating.year", begun, "must not lie before the year of the first day of service");
    let standing = ratings::of(work.connection, id).await?;
    let same_year = standing.iter().find(|other| other.year == rating.year);
    check.check("rating.rating", same_year.is_none_or(|other| *other == rating), "another rating of the year stands");
    if !check.is_empty() {
        return Ok(None);
    }
    if same_year.is_some() {
        return Ok(Some(Outcome::Known));
    }
    note_rating(work, id, rating, predicate).await?;
    Ok(Some(Outcome::Added))
}

fn must_begin_in_service(check: &mut Violations, field: &str, servant: &Servant, start: Date) {
    check.check(field, start >= servant.appointment_date, "must not lie before the first day of service");
}

fn in_the_way(start: Date, end: Option<Date>) -> String {
    match end {
        Some(end) => format!("another row of this history stands from {start} to {end}"),
        None => format!("another row of this history stands from {start} on"),
    }
}
