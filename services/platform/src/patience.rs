//! How long a call may last: a time that the edge sets, and that an import sets anew with every row that it reads, up to the
//! longest time of an import.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// How long calls may last.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A call; of an import, the time without a row.
    pub silence: Duration,
    /// An import, however steadily rows come.
    pub whole: Duration,
}

/// What is left of a call's time. Cheap to clone; all clones tell the same.
#[derive(Clone, Debug)]
pub struct Patience {
    limits: Limits,
    began: Instant,
    until: Arc<Mutex<Instant>>,
}

impl Patience {
    /// The patience of a call that begins now.
    pub fn new(limits: Limits) -> Self {
        Self::since(Instant::now(), limits)
    }

    fn since(began: Instant, limits: Limits) -> Self {
        Self { limits, began, until: Arc::new(Mutex::new(began + limits.silence)) }
    }

    /// Gives the call its time again, because its caller goes on sending; never more than an import may take.
    pub fn renew(&self) {
        self.renew_at(Instant::now());
    }

    fn renew_at(&self, now: Instant) {
        let until = (now + self.limits.silence).min(self.began + self.limits.whole);
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    fn until(&self) -> Instant {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the time is over.
    pub async fn over(&self) {
        // What was renewed meanwhile is waited for again.
        while self.until() > Instant::now() {
            sleep_until(self.until()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Duration = Duration::from_secs(30);
    const LIMITS: Limits = Limits { silence: SILENCE, whole: Duration::from_secs(100) };

    #[test]
    fn a_call_has_its_time_and_every_renewal_gives_all_of_it_again() {
        let began = Instant::now();
        let patience = Patience::since(began, LIMITS);
        assert_eq!(patience.until(), began + SILENCE);
        let later = began + Duration::from_secs(29);
        patience.clone().renew_at(later);
        assert_eq!(patience.until(), later + SILENCE);
    }

    #[test]
    fn no_renewal_gives_more_than_an_import_may_take() {
        let began = Instant::now();
        let patience = Patience::since(began, LIMITS);
        for seconds in [29, 58, 87, 99] {
            patience.renew_at(began + Duration::from_secs(seconds));
        }
        assert_eq!(patience.until(), began + LIMITS.whole);
    }
}
