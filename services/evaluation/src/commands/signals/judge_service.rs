use crate::{
    domain::{
        public_service::{OpenSignal, PublicService},
        service_history::History,
        signal::{Finding, Recovery, Signal, SignalKind, SignalState, Standing, standing},
        signal_rules::SignalBook,
    },
    error::Error,
    events,
    store::{public_services, quality_signals, service_months},
};
use jiff::civil::Date;
use platform::{Locked, Work};
use uuid::Uuid;

/// How often qualities changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Falls.
    pub fell: i64,
    /// Recoveries.
    pub recovered: i64,
}

/// Tests a service by its complaints after each of its months from `first` on that are over, in order, and tells every change.
pub async fn judge_service(
    work: &mut Work<'_>,
    id: Uuid,
    (first, this_month): (Date, Date),
    book: &SignalBook,
    tally: &mut Tally,
) -> Result<(), Error> {
    let service = public_services::lock(work.connection, id).await?.ok_or(Error::PublicServiceNotFound)?;
    if service.must_be_offered().is_err() {
        return Ok(());
    }
    let signals = quality_signals::of_services(work.connection, &[id]).await?.remove(&id).unwrap_or_default();
    let history = service_months::histories(work.connection, &[id]).await?.remove(&id).unwrap_or_default();
    let mut case = Case { service, signals, book, tally };
    case.by_complaints(work, &history, Some(first), this_month).await
}

/// A service whose row is held, and everything that was told of it.
pub(super) struct Case<'c> {
    pub service: Locked<PublicService>,
    pub signals: Vec<Signal>,
    pub book: &'c SignalBook,
    pub tally: &'c mut Tally,
}

impl Case<'_> {
    /// Tests complaints month by month. Days up to the last end of a fall are settled: they tell nothing new.
    pub async fn by_complaints(
        &mut self,
        work: &mut Work<'_>,
        history: &History,
        first: Option<Date>,
        this_month: Date,
    ) -> Result<(), Error> {
        let book = self.book;
        for month in history.months_from(first, this_month) {
            match standing(&self.signals, SignalKind::Complaints) {
                Standing::Steady(settled) if settled.is_some_and(|settled| month <= settled) => {}
                Standing::Steady(settled) => {
                    let test = &book.current().complaints;
                    if let Some(found) = test.fall(history, &self.of_complaints(), settled, month) {
                        self.fell(work, SignalKind::Complaints, found).await?;
                    }
                }
                Standing::Fell(signal) if month <= signal.fell.last => {}
                Standing::Fell(signal) => {
                    let (id, test) = (signal.id, &book.of(&signal.ruleset).complaints);
                    if let Some(found) = test.recovery(history, signal, month) {
                        self.recovered(work, id, found).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells a fall by the ruleset in use.
    pub async fn fell(&mut self, work: &mut Work<'_>, kind: SignalKind, found: Finding) -> Result<(), Error> {
        let ruleset = self.book.current().id.clone();
        let id = Uuid::now_v7();
        self.service.fall(OpenSignal { id, reason: found.reason.clone() }, found.last, &ruleset);
        self.save(work).await?;
        let mut signal = Signal {
            id,
            service: self.service.id,
            kind,
            state: SignalState::Open,
            ruleset,
            fell: found,
            event: None,
            decision: None,
            recovery: None,
            settled: None,
            version: 1,
            create_time: work.now,
            update_time: work.now,
        };
        let fell = events::fell(&work.tenant, &self.service, &signal);
        signal.event = Some(work.record(&self.service, &fell));
        quality_signals::insert(work.connection, &signal).await?;
        self.signals.push(signal);
        self.tally.fell += 1;
        Ok(())
    }

    /// Tells that a fall ended by itself.
    pub async fn recovered(&mut self, work: &mut Work<'_>, id: Uuid, found: Finding) -> Result<(), Error> {
        let Some(place) = self.signals.iter().position(|signal| signal.id == id) else { return Ok(()) };
        self.service.end(id, found.last, &self.signals[place].ruleset);
        self.save(work).await?;
        let recovered = events::recovered(&work.tenant, &self.service, &self.signals[place], &found);
        let event = work.record(&self.service, &recovered);
        let Finding { last, statistic, threshold, reason, figures, .. } = found;
        let signal = &mut self.signals[place];
        signal.recover(Recovery { last, statistic, threshold, reason, figures, event, time: work.now });
        signal.update_time = work.now;
        quality_signals::update(work.connection, signal).await?;
        self.tally.recovered += 1;
        Ok(())
    }

    async fn save(&mut self, work: &mut Work<'_>) -> Result<(), Error> {
        self.service.update_time = work.now;
        Ok(public_services::update(work.connection, &mut self.service).await?)
    }

    fn of_complaints(&self) -> Vec<Signal> {
        self.signals.iter().filter(|signal| signal.kind == SignalKind::Complaints).cloned().collect()
    }
}
