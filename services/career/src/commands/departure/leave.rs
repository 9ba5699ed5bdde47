use super::{
    close_development::close_development,
    close_open_matters::{REASON, close_open_matters},
};
use crate::{
    commands::{keep_correction, refresh_profile},
    domain::{
        competency_rules::CompetencyRules,
        correction::Correction,
        exit::Exit,
        placement::Placement,
        retirement_rules::ExitKind,
        servant::{Servant, ServantError, State, day_of},
        standing::HeldStanding,
    },
    error::{DepartureError, Error},
    events, rulesets,
    store::{development_items, exits, placements, ranks, servants, standings},
};
use jiff::civil::Date;
use platform::{Failure, Locked, Violations, Work};
use uuid::Uuid;

/// Lets a servant leave by an exit whose last day has come: ends posts, rank and standing and what is under way, and tells which
/// seat is free. Whoever ends a career for a reason of their own comes here with the servant's row held, by way of
/// `hold_to_leave`.
pub async fn leave(
    work: &mut Work<'_>,
    servant: &mut Locked<Servant>,
    exit: Exit,
    competency: &CompetencyRules,
) -> Result<Exit, Error> {
    must_be_able_to_leave(work, servant, &exit).await?;
    if exit.last_day > day_of(work.now) {
        let mut check = Violations::default();
        check.add("last_day", "must not lie ahead");
        return Err(Failure::from(check).into());
    }
    let mut exit = exit;
    take_effect(work, servant, &mut exit, competency).await?;
    insert(work, &exit).await?;
    Ok(exit)
}

/// Keeps an exit, its reason sealed.
pub(super) async fn insert(work: &mut Work<'_>, exit: &Exit) -> Result<(), Error> {
    let reason = work.vault.seal(exit.id.as_bytes(), exit.reason.0.as_bytes())?;
    exits::insert(work.connection, exit, &reason).await.map_err(DepartureError::of)
}

/// Refuses whoever left before or leaves already, and days and kinds that cannot be.
pub(super) async fn must_be_able_to_leave(work: &mut Work<'_>, servant: &Servant, exit: &Exit) -> Result<(), Error> {
    if servant.state == State::Left {
        return Err(DepartureError::ServantLeft.into());
    }
    if exits::standing_of(work.connection, servant.id).await?.is_some() {
        return Err(DepartureError::ExitExists.into());
    }
    let rules = rulesets::departure::in_force(exit.last_day)?;
    let mut check = Violations::default();
    let kind = rules.exit(&exit.kind);
    check.check("exit_kind", kind.is_some(), "must be a known kind of leaving");
    let of_employment = kind.and_then(|kind| kind.employment).is_none_or(|only| only == servant.employment);
    check.check("exit_kind", of_employment, "must be a kind of leaving of this employment");
    check.check("last_day", exit.last_day >= servant.appointment_date, "must not lie before the first day of service");
    check.check("decree_date", exit.decree_date <= day_of(work.now), "must not lie ahead");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    post_to_end(work, exit).await?;
    Ok(())
}

/// The definitive post that the exit ends, if one is held; one that begins only after the last day cannot end with it.
pub(super) async fn post_to_end(work: &mut Work<'_>, exit: &Exit) -> Result<Option<Placement>, Error> {
    let held = placements::current(work.connection, exit.servant).await?;
    if held.as_ref().is_some_and(|post| post.start > exit.last_day) {
        return Err(ServantError::NoPlacement.into());
    }
    Ok(held)
}

/// Ends the career. The seat is told as free, and that the servant left.
pub(super) async fn take_effect(
    work: &mut Work<'_>,
    servant: &mut Locked<Servant>,
    exit: &mut Exit,
    competency: &CompetencyRules,
) -> Result<(), Error> {
    let rules = rulesets::departure::in_force(exit.last_day)?;
    let kind = rules.exit(&exit.kind).ok_or(DepartureError::UnknownKind)?;
    let post = end_posts(work, exit).await?;
    end_ranks(work, exit).await?;
    close_open_matters(work, servant.id).await?;
    close_development(work, servant.id, exit.last_day).await?;
    if !kind.standing.is_empty() {
        enter_standing(work, exit, &kind.standing).await?;
        servant.standing = kind.standing.clone();
    }
    let seat = post.as_ref().map(|post| (post.position.clone(), post.seat));
    exit.apply(seat.unwrap_or_default()).map_err(DepartureError::from)?;
    exit.standing = kind.standing.clone();
    exit.effect = Some(kind.effect);
    exit.ruleset = rules.id.clone();
    servant.state = State::Left;
    servant.last_day = Some(exit.last_day);
    servant.update_time = work.now;
    servants::update(work.connection, servant).await?;
    // No post asks for anything any more: gaps and items of the plan close.
    refresh_profile(work, servant.id, competency).await?;
    development_items::lapse(work.connection, servant.id, day_of(work.now)).await?;
    tell(work, servant, (exit, kind), post.as_ref());
    Ok(())
}

/// Ends every post, and takes out those that were to begin later; returns the definitive one where it holds a seat.
async fn end_posts(work: &mut Work<'_>, exit: &Exit) -> Result<Option<Placement>, Error> {
    let held = post_to_end(work, exit).await?;
    if let Some(mut post) = held.clone() {
        post.end(exit.last_day, day_of(work.now))?;
    }
    // The kind of leaving may tell of health or discipline, so the exit alone names it.
    placements::end_all(work.connection, exit.servant, exit.last_day, REASON, work.now).await?;
    for later in placements::beginning_after(work.connection, exit.servant, exit.last_day).await? {
        placements::supersede(work.connection, later, work.now).await?;
        note_never_begun(work, exit, later).await?;
    }
    Ok(held.filter(|post| post.seat > 0))
}

/// Ends the rank held; one that was to begin after the last day never does.
async fn end_ranks(work: &mut Work<'_>, exit: &Exit) -> Result<(), Error> {
    ranks::end(work.connection, exit.servant, exit.last_day, work.now).await?;
    let after: Date = exit.last_day.tomorrow().map_err(Error::internal)?;
    while let Some(later) = ranks::overlapping(work.connection, exit.servant, after, None).await? {
        ranks::supersede(work.connection, later.id, work.now).await?;
        note_never_begun(work, exit, later.id).await?;
    }
    Ok(())
}

/// Notes why a row of a history is taken out.
async fn note_never_begun(work: &mut Work<'_>, exit: &Exit, row: Uuid) -> Result<(), Error> {
    let correction = Correction {
        superseded: row,
        row: None,
        servant: exit.servant,
        reason: "the servant left the service before it began".to_owned(),
        decree_number: exit.decree_number.clone(),
        record_time: work.now,
    };
    keep_correction(work, &correction).await
}

/// The standing of leaving runs from the day after the last one; what stood there ends before it, by rows of its own.
async fn enter_standing(work: &mut Work<'_>, exit: &Exit, code: &str) -> Result<(), Error> {
    let start: Date = exit.last_day.tomorrow().map_err(Error::internal)?;
    while let Some(other) = standings::overlapping(work.connection, exit.servant, start, None).await? {
        standings::supersede(work.connection, other.id, work.now).await?;
        if other.start < start {
            let ended = HeldStanding { id: Uuid::now_v7(), end: Some(exit.last_day), record_time: work.now, ..other };
            standings::insert(work.connection, &ended).await?;
        }
    }
    let standing = HeldStanding {
        id: Uuid::now_v7(),
        servant: exit.servant,
        code: code.to_owned(),
        start,
        end: None,
        decree_number: exit.decree_number.clone(),
        decree_date: Some(exit.decree_date),
        record_time: work.now,
        superseded_time: None,
    };
    Ok(standings::insert(work.connection, &standing).await?)
}

fn tell(work: &mut Work<'_>, servant: &Locked<Servant>, (exit, kind): (&Exit, &ExitKind), post: Option<&Placement>) {
    if let Some(post) = post {
        let vacated = events::vacated(&work.tenant, servant, post, exit.last_day);
        work.record(servant, &vacated);
    }
    let left = events::left(&work.tenant, servant, exit, kind);
    work.record(servant, &left);
}
