use crate::commands::record::{Correcting, collision, correct, lock_as_read, must_end_with_service, touch};
use crate::{
    commands::refresh_profile,
    domain::{
        competency_rules::CompetencyRules,
        correction::History,
        placement::{Assignment, Placement, Telling},
        servant::{Servant, day_of},
    },
    error::{Error, RecordError},
    events,
    store::{placements, positions, seats},
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Locked, Violations, Work};

/// A post of a servant.
pub struct RecordPost {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub post: Placement,
    /// What it corrects.
    pub correction: Option<Correcting>,
}

/// Adds a post to the record. Two definitive ones at the same time are refused, and two holders of a seat. What was told of a
/// seat is taken back and told anew where another row says something else of it.
pub async fn record_post(
    work: &mut Work<'_>,
    input: RecordPost,
    competency: &CompetencyRules,
) -> Result<Placement, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let mut post = Placement { record_time: work.now, ..input.post };
    if !post.position.is_empty() {
        seats::lock_position(work.connection, &post.position).await?;
    }
    if let Some(position) = positions::get(work.connection, &post.position).await?
        && post.title.is_empty()
    {
        post.take_on(position);
    }
    must_fit(&servant, &post, day_of(work.now))?;
    let before = match &input.correction {
        Some(correcting) => placements::get(work.connection, correcting.row).await?,
        None => None,
    };
    let before = before.filter(|before| before.servant == servant.id);
    post.stay_ended_as(before.as_ref());
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Posts, correcting, Some(post.id)).await?;
    }
    must_be_free(work, &post).await?;
    let is_known = placements::ever_seated(work.connection, servant.id).await?;
    placements::insert(work.connection, &post, None).await?;
    touch(work, &mut servant).await?;
    tell(work, &servant, (before.as_ref(), &post), is_known);
    refresh_profile(work, servant.id, competency).await?;
    Ok(post)
}

/// Tells of a seat that is or was held, after taking back what was told before and is not so. Whoever was imported without a
/// seat is told of with the first one.
fn tell(
    work: &mut Work<'_>,
    servant: &Locked<Servant>,
    (before, post): (Option<&Placement>, &Placement),
    is_known: bool,
) {
    if post.seat > 0 && !is_known {
        let (appointed, _) = events::appointed(&work.tenant, servant, post);
        work.record(servant, &appointed);
    }
    for step in post.tellings(before) {
        match step {
            Telling::Filled(seat) => {
                let filled = events::filled(&work.tenant, servant, &seat);
                work.record(servant, &filled);
            }
            Telling::Vacated(seat, last_day) => {
                let vacated = events::vacated(&work.tenant, servant, &seat, last_day);
                work.record(servant, &vacated);
            }
        }
    }
}

fn must_fit(servant: &Servant, post: &Placement, today: Date) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("post.title", !post.title.is_empty(), "must not be empty where needs told of no position");
    let after = post.start >= servant.appointment_date;
    check.check("post.start_date", after, "must not lie before the first day of service");
    // Whoever hears of a seat counts it, so nothing is told in advance.
    let begun = post.seat == 0 || post.start <= today;
    check.check("post.start_date", begun, "must not lie ahead on a seat");
    let over = post.seat == 0 || post.end.is_none_or(|end| end <= today);
    check.check("post.end_date", over, "must not lie ahead on a seat");
    must_end_with_service(&mut check, "post.end_date", servant, post.end);
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

async fn must_be_free(work: &mut Work<'_>, post: &Placement) -> Result<(), Error> {
    if post.assignment != Assignment::Definitive {
        return Ok(());
    }
    if let Some(other) = placements::overlapping(work.connection, post.servant, post.start, post.end).await? {
        let row = (other.servant, other.id);
        return Err(RecordError::Overlap(collision(work, History::Posts, row, (other.start, other.end))).into());
    }
    if post.seat == 0 {
        return Ok(());
    }
    let holder = placements::holder_of(work.connection, &post.position, post.seat, post.start, post.end).await?;
    let Some(other) = holder else { return Ok(()) };
    let row = (other.servant, other.id);
    Err(RecordError::SeatTaken(collision(work, History::Posts, row, (other.start, other.end))).into())
}
