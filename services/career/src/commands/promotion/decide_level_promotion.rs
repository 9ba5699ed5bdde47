use super::{PromotionBook, keep_next, lines, must_be_of_another, must_not_lie_ahead};
use crate::{
    commands::refresh_profile,
    domain::{
        credit::Level,
        level_promotion::LevelPlace,
        placement::Placement,
        rank_promotion::{Paper, PromotionRefusal},
        servant::{Servant, ServantError, day_of},
    },
    error::{Error, PromotionError},
    events,
    store::{exams, formations, placements, positions, promotion_facts, servants},
};
use jiff::{ToSpan, civil::Date};
use platform::{AsRead, Work};
use sqlx::PgConnection;
use uuid::Uuid;

/// How the person came to the post, as the record says it.
const MUTATION: &str = "kenaikan jenjang";

/// A promotion to the next functional level.
pub struct DecideLevelPromotion {
    /// Servant as it was read.
    pub servant: AsRead,
    /// Position of the next level in the needs service.
    pub position: String,
    /// Number of the determination that opens a seat; empty without one.
    pub formation: String,
    /// First day on it.
    pub effective: Date,
    /// Decree.
    pub decree: Paper,
}

/// What it led to.
pub struct LevelReached {
    /// Servant.
    pub servant: Servant,
    /// The new place.
    pub placement: Placement,
    /// Level reached.
    pub level: Level,
    /// What held, one line a condition.
    pub grounds: Vec<String>,
}

/// Promotes to the next level: the post held ends, the new one begins, and its points are counted from none.
pub async fn decide_level_promotion(
    work: &mut Work<'_>,
    input: DecideLevelPromotion,
    book: &PromotionBook,
) -> Result<LevelReached, Error> {
    let mut servant = servants::lock(work.connection, input.servant.id).await?.ok_or(Error::ServantNotFound)?;
    input.servant.must_be(servant.version)?;
    must_be_of_another(work, &servant)?;
    let today = day_of(work.now);
    must_not_lie_ahead(today, &[("effective_date", input.effective), ("decree_date", input.decree.date)])?;
    let facts = promotion_facts::for_day(work.connection, servant.id, (input.effective, today)).await?;
    let facts = facts.ok_or(Error::ServantNotFound)?;
    let tests = exams::level_tests(work.connection, servant.id).await?;
    let (seat, place) = level_place(work.connection, &input.position, input.formation, input.effective).await?;
    let view = book.rules.level_promotion_on(&book.credit, &facts, &tests, Some(&place), input.effective);
    let (Some(level), true) = (view.to, view.findings.obstacles.is_empty()) else {
        return Err(PromotionRefusal::Obstacles(view.findings.obstacles).into());
    };
    let last_day = input.effective.checked_sub(1.day()).map_err(|_| ServantError::NoPlacement)?;
    let held = placements::current(work.connection, servant.id).await?;
    let mut left = held.ok_or(ServantError::NoPlacement)?;
    left.end(last_day, today)?;
    placements::end(work.connection, servant.id, last_day, MUTATION, work.now).await?;
    let placement = begin(work, &servant, seat, input.position, (input.effective, input.decree)).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    keep_next(work, servant.id, book).await?;
    // A post that is none of this instansi's positions is nobody's to count.
    if !left.position.is_empty() {
        let vacated = events::vacated(&work.tenant, &servant, &left, last_day);
        work.record(&servant, &vacated);
    }
    let filled = events::filled(&work.tenant, &servant, &placement);
    work.record(&servant, &filled);
    refresh_profile(work, servant.id, &book.competency).await?;
    let grounds = lines(&view.findings.grounds);
    Ok(LevelReached { servant: servant.release(), placement, level, grounds })
}

/// The lowest free seat of a position, and whether somebody can be promoted into it. Waits for others who look for one at
/// the same position.
pub async fn level_place(
    connection: &mut PgConnection,
    position: &str,
    formation: String,
    day: Date,
) -> Result<(i32, LevelPlace), Error> {
    let seat = placements::free_seat(connection, position, day).await?;
    let held_before = formations::highest_seat(connection, position).await?;
    let told = positions::get(connection, position).await?;
    let (job, title) = told.map_or((None, String::new()), |told| (told.job, told.title));
    Ok((seat, LevelPlace { job, title, seat_free: seat <= held_before, formation }))
}

async fn begin(
    work: &mut Work<'_>,
    servant: &Servant,
    seat: i32,
    position: String,
    (effective, decree): (Date, Paper),
) -> Result<Placement, Error> {
    let mut placement = Placement::on_seat(Uuid::now_v7(), servant.id, position, seat, effective, work.now);
    if let Some(position) = positions::get(work.connection, &placement.position).await? {
        placement.take_on(position);
    }
    placement.mutation = MUTATION.to_owned();
    (placement.decree_number, placement.decree_date) = (decree.number, Some(decree.date));
    placements::insert(work.connection, &placement, work.caused_by).await.map_err(PromotionError::of)?;
    Ok(placement)
}
