use super::{TalentBook, lock_transfer, look_at_transfer};
use crate::{
    commands::{hold_to_leave, leave, refresh_profile},
    domain::{
        exit::{Exit, ExitDecision},
        placement::Placement,
        rank_promotion::Paper,
        servant::{Servant, ServantError, day_of},
        talent_condition::Condition,
        transfer::Transfer,
    },
    error::{DepartureError, Error, TalentError},
    events,
    store::{exits, placements, positions, servants, transfers},
};
use jiff::{ToSpan, civil::Date};
use platform::{AsRead, Failure, Locked, Violations, Work};
use uuid::Uuid;

/// How the person came to the post, as the record says it.
const MUTATION: &str = "mutasi";

/// The decree of a transfer.
pub struct DecideTransfer {
    /// Transfer as it was read.
    pub transfer: AsRead,
    /// Number and day of the decree.
    pub paper: Paper,
}

/// Decides a transfer: every condition has to hold by now, and every document has to be there. The post held ends; within the
/// instansi the new one begins on its lowest free seat, out of it the servant leaves.
pub async fn decide_transfer(work: &mut Work<'_>, input: DecideTransfer, book: &TalentBook) -> Result<Transfer, Error> {
    if let Some(leaving) = transfers::get(work.connection, input.transfer.id).await?.filter(|one| one.wish.leaves()) {
        hold_to_leave(work, &[leaving.servant]).await?;
    }
    let (mut servant, mut transfer) = lock_transfer(work, input.transfer).await?;
    transfer.must_be_open()?;
    must_not_lie_ahead(work, &input.paper)?;
    // Who is about to leave does not begin a post that the exit could not end.
    if exits::standing_of(work.connection, servant.id).await?.is_some() {
        return Err(DepartureError::ExitExists.into());
    }
    let conditions = conditions(work, &servant, &transfer, book).await?;
    transfer.ruleset.clone_from(&book.transfers.id);
    transfer.grant(input.paper.clone(), &conditions, &work.actor.subject, work.now)?;
    transfers::update(work.connection, &mut transfer).await?;
    let before = transfer.wish.effective.checked_sub(1.day());
    let last_day = before.map_err(|_| ServantError::NoPlacement)?;
    if transfer.wish.leaves() {
        let decision = ExitDecision {
            kind: book.transfers.exit_kind.clone(),
            last_day,
            decree_number: input.paper.number,
            decree_date: input.paper.date,
            reason: format!("transfer {}", transfer.id),
        };
        let exit = Exit::decided(Uuid::now_v7(), servant.id, decision, work.now);
        leave(work, &mut servant, exit, &book.competency).await?;
    } else {
        move_within(work, &mut servant, &transfer, last_day).await?;
        refresh_profile(work, servant.id, &book.competency).await?;
    }
    Ok(transfer)
}

/// Ends the post held, begins the new one, and tells of both.
async fn move_within(
    work: &mut Work<'_>,
    servant: &mut Locked<Servant>,
    transfer: &Transfer,
    last_day: Date,
) -> Result<(), Error> {
    let mut left = placements::current(work.connection, servant.id).await?.ok_or(ServantError::NoPlacement)?;
    left.end(last_day, day_of(work.now))?;
    placements::end(work.connection, servant.id, last_day, MUTATION, work.now).await?;
    let begun = begin_post(work, servant, transfer).await?;
    servant.update_time = work.now;
    servants::update(work.connection, servant).await?;
    // A post that is none of this instansi's positions is nothing that others count.
    if left.seat > 0 {
        let vacated = events::vacated(&work.tenant, servant, &left, last_day);
        work.record(servant, &vacated);
    }
    let filled = events::filled(&work.tenant, servant, &begun);
    work.record(servant, &filled);
    Ok(())
}

/// All of them at once: the record's, the documents, and whether the day has come.
async fn conditions(
    work: &mut Work<'_>,
    servant: &Servant,
    transfer: &Transfer,
    book: &TalentBook,
) -> Result<Vec<Condition>, Error> {
    let mut found = look_at_transfer(work, servant, &transfer.wish, book).await?;
    found.push(book.transfers.look_at_documents(transfer.wish.kind, &transfer.documents));
    // Whoever hears of a seat counts it, so nothing is told in advance.
    let effective = transfer.wish.effective;
    let begun = effective <= day_of(work.now);
    found.push(Condition::when(begun, "effective_date", format!("takes effect on {effective}")));
    Ok(found)
}

/// Begins the new post on the lowest free seat.
async fn begin_post(work: &mut Work<'_>, servant: &Servant, transfer: &Transfer) -> Result<Placement, Error> {
    let wish = &transfer.wish;
    let seat = placements::free_seat(work.connection, &wish.position, wish.effective).await?;
    let mut post =
        Placement::on_seat(Uuid::now_v7(), servant.id, wish.position.clone(), seat, wish.effective, work.now);
    if let Some(position) = positions::get(work.connection, &wish.position).await? {
        post.take_on(position);
    }
    post.mutation = MUTATION.to_owned();
    post.decree_number = transfer.decree.as_ref().map_or(String::new(), |paper| paper.number.clone());
    post.decree_date = transfer.decree.as_ref().map(|paper| paper.date);
    placements::insert(work.connection, &post, work.caused_by).await.map_err(TalentError::of)?;
    Ok(post)
}

fn must_not_lie_ahead(work: &Work<'_>, paper: &Paper) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("decree_date", paper.date <= day_of(work.now), "must not lie ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
