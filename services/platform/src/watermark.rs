//! How far a fold has come, and whether the producer's ledger still continues from there.

use crate::event::Event;
use uuid::Uuid;

/// How far the fold has come. A nil epoch: nothing was ever folded.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Watermark {
    pub epoch: Uuid,
    pub sequence: i64,
    pub event_id: Option<Uuid>,
}

/// The fold stops until a person acts: going on would lose something or do it twice.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Stopped(pub String);

fn stop<T>(why: String) -> Result<T, Stopped> {
    Err(Stopped(why))
}

impl Watermark {
    /// The ledger's answer begins with the event that was folded last, or right behind it where retention took that one; the
    /// former is taken off. A ledger that ends before it has forgotten something; its `oldest` event tells why.
    pub fn must_continue(
        &self,
        reader: &str,
        producer: &str,
        events: &mut Vec<Event>,
        oldest: Option<&Event>,
    ) -> Result<(), Stopped> {
        let sequence = self.sequence;
        let Some(first) = events.first() else {
            if let Some(oldest) = oldest {
                self.must_meet(reader, producer, oldest)?;
            }
            return match sequence {
                0 => Ok(()),
                _ => stop(format!(
                    "{producer} has forgotten number {sequence}: if it was restored, run `{producer} restored`"
                )),
            };
        };
        self.must_meet(reader, producer, first)?;
        if first.epoch < self.epoch {
            return stop(format!(
                "{producer} tells of an older epoch than was folded: if it was restored, run `{producer} restored`"
            ));
        }
        if first.sequence > sequence + 1 {
            return stop(format!(
                "{producer} keeps nothing between {sequence} and {}: retention outran this reader",
                first.sequence
            ));
        }
        if first.sequence == sequence {
            let first = events.remove(0);
            let known = self.event_id.unwrap_or(first.id);
            if first.id != known {
                return stop(format!("divergence of {producer} at {sequence}: {} is not {known}", first.id));
            }
        }
        Ok(())
    }

    /// An event of a later epoch waits until a person has seen what was forgotten.
    pub fn must_meet(&self, reader: &str, producer: &str, event: &Event) -> Result<(), Stopped> {
        if self.epoch.is_nil() || event.epoch <= self.epoch {
            return Ok(());
        }
        stop(format!("{producer} was restored: run `{reader} reconcile {producer}` to see what it has forgotten"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const OLD: Uuid = Uuid::from_u128(1);
    const NEW: Uuid = Uuid::from_u128(2);

    fn event(epoch: Uuid, sequence: i64) -> Event {
        Event {
            partition: 0,
            sequence,
            epoch,
            id: Uuid::from_u128(sequence.unsigned_abs().into()),
            kind: String::new(),
            tenant: String::new(),
            aggregate: String::new(),
            version: 1,
            payload: Vec::new(),
            traceparent: String::new(),
            caused_by: None,
            written_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn mark(sequence: i64) -> Watermark {
        Watermark { epoch: OLD, sequence, event_id: Some(Uuid::from_u128(sequence.unsigned_abs().into())) }
    }

    fn judge(mark: Watermark, told: &[i64]) -> Result<usize, String> {
        let mut events: Vec<Event> = told.iter().map(|number| event(OLD, *number)).collect();
        let judged = mark.must_continue("career", "recruitment", &mut events, None);
        judged.map(|()| events.len()).map_err(|Stopped(why)| why)
    }

    #[test]
    fn a_ledger_that_goes_on_is_folded_on() {
        assert_eq!(judge(mark(5), &[5, 6, 7]), Ok(2));
        assert_eq!(judge(mark(5), &[6]), Ok(1));
        assert_eq!(judge(mark(5), &[5]), Ok(0));
        let nothing = Watermark { epoch: Uuid::nil(), sequence: 0, event_id: None };
        assert_eq!((judge(nothing, &[]), judge(nothing, &[1])), (Ok(0), Ok(1)));
    }

    #[test]
    fn a_ledger_that_does_not_stops_the_fold() {
        let nothing = Watermark { epoch: Uuid::nil(), sequence: 0, event_id: None };
        let other = Watermark { event_id: Some(Uuid::max()), ..mark(5) };
        let newer = Watermark { epoch: NEW, ..mark(5) };
        for (mark, told, why) in [
            (mark(5), vec![], "forgotten number 5"),
            (mark(5), vec![7], "retention"),
            (nothing, vec![3], "retention"),
            (other, vec![5, 6], "divergence"),
            (newer, vec![5, 6], "older epoch"),
        ] {
            assert!(judge(mark, &told).unwrap_err().contains(why), "{why}");
        }
        let restored = mark(5).must_continue("career", "recruitment", &mut Vec::new(), Some(&event(NEW, 1)));
        assert!(restored.unwrap_err().0.contains("`career reconcile recruitment`"));
    }
}
