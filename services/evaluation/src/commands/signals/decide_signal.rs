use crate::{
    domain::{
        days::month_of,
        public_service::PublicService,
        signal::{Signal, SignalDecision},
    },
    error::{Error, SignalError},
    events,
    store::{public_services, quality_signals},
};
use jiff::{ToSpan, tz::TimeZone};
use platform::{AsRead, Locked, Work};

/// What a person says of a signal.
pub struct DecideSignal {
    /// Signal.
    pub signal: AsRead,
    /// Why.
    pub reason: String,
}

/// Confirms that the quality fell.
pub async fn confirm_signal(work: &mut Work<'_>, input: DecideSignal) -> Result<Signal, Error> {
    let (_service, mut signal) = as_read(work, input.signal).await?;
    let decision = decision(work, input.reason);
    signal.confirm(decision).map_err(SignalError::from)?;
    save(work, signal).await
}

/// Dismisses a signal and tells it. What happened before this month is settled: only what comes from now on can tell a fall
/// again.
pub async fn dismiss_signal(work: &mut Work<'_>, input: DecideSignal, zone: &TimeZone) -> Result<Signal, Error> {
    let (mut service, mut signal) = as_read(work, input.signal).await?;
    let decision = decision(work, input.reason);
    let last_month = month_of(work.now, zone).saturating_sub(1.day());
    signal.dismiss(decision, last_month).map_err(SignalError::from)?;
    service.end(signal.id, last_month, &signal.ruleset);
    service.update_time = work.now;
    public_services::update(work.connection, &mut service).await?;
    let dismissed = events::signal_dismissed(&work.tenant, &service, &signal);
    work.record(&service, &dismissed);
    save(work, signal).await
}

/// The service's row first, as a test that runs at the same time does.
async fn as_read(work: &mut Work<'_>, read: AsRead) -> Result<(Locked<PublicService>, Signal), Error> {
    let found = quality_signals::get(work.connection, read.id).await?.ok_or(SignalError::NotFound)?;
    let service = public_services::lock(work.connection, found.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let signal = quality_signals::get(work.connection, read.id).await?.ok_or(SignalError::NotFound)?;
    read.must_be(signal.version)?;
    Ok((service, signal))
}

fn decision(work: &Work<'_>, reason: String) -> SignalDecision {
    SignalDecision { reason, by: work.actor.subject.to_string(), time: work.now }
}

async fn save(work: &mut Work<'_>, mut signal: Signal) -> Result<Signal, Error> {
    signal.update_time = work.now;
    quality_signals::update(work.connection, &mut signal).await?;
    Ok(signal)
}
