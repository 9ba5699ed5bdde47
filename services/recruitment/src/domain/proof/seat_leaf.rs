//! The leaf of a seat that changed hands beside the ranking (*perubahan kursi*): by a move from another vacancy before or
//! after the publication, by a candidate who left, by the next rank who took the place.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf_text::{BadLeaf, Reader, Writer};
use crate::domain::replacement::Withdrawal;
use crate::domain::sanction::Extent;
use jiff::Timestamp;

/// What happened to a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatLeaf {
    /// Number of the participant it happened to.
    pub participant: String,
    /// When.
    pub time: Timestamp,
    /// What.
    pub event: SeatEvent,
}

/// How a seat changes hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatEvent {
    /// The participant of another vacancy got the seat (*optimalisasi*).
    MovedIn {
        /// Name of the vacancy applied for, whose log has the scores.
        from: String,
        /// Code of the pass.
        code: String,
    },
    /// The participant left: withdrew (*mengundurkan diri*), or did not complete the file in time.
    Left {
        /// Whether the papers did not come in time.
        lapsed: bool,
        /// Commitment to the cause and the sanction, hex: neither is for the public, and neither can be changed unseen.
        terms: String,
    },
    /// The participant took the seat of one who left (*pengganti*).
    Took {
        /// Number of who left.
        leaver: String,
        /// Decision of the national committee about a tie; empty for the only one of the next rank.
        decision: String,
    },
}

impl SeatEvent {
    /// What the participant's own row says from then on; none for who applied elsewhere and has no row.
    pub fn outcome(&self) -> Option<FinalOutcome> {
        match self {
            Self::MovedIn { .. } => None,
            Self::Left { .. } => Some(FinalOutcome::NotSelected),
            Self::Took { .. } => Some(FinalOutcome::Selected),
        }
    }
}

const LAPSED: &str = "lapsed";
const WITHDREW: &str = "withdrew";

/// What the commitment of a leaf about somebody who left is to. Shown to nobody but whom the withdrawal is shown to.
pub fn terms_text(participant: &str, withdrawal: &Withdrawal) -> String {
    let extent = withdrawal.sanction.map(|sanction| sanction.extent);
    let (until, periods) = match extent {
        None => (None, None),
        Some(Extent::Until(last)) => (Some(last), None),
        Some(Extent::Periods(periods)) => (None, Some(periods)),
    };
    Writer::new("withdrawal")
        .put("participant", participant)
        .put("cause", withdrawal.cause.as_str())
        .put("after_nip", withdrawal.after_nip)
        .put_or_none("banned_until", until)
        .put_or_none("banned_periods", periods)
        .put("period_begin", withdrawal.period_begin)
        .end()
}

impl SeatLeaf {
    /// Kind of the leaf.
    pub const KIND: &str = "seat";

    pub(crate) fn write(&self) -> String {
        let event = match &self.event {
            SeatEvent::MovedIn { .. } => "moved_in",
            SeatEvent::Left { lapsed: true, .. } => LAPSED,
            SeatEvent::Left { .. } => WITHDREW,
            SeatEvent::Took { .. } => "took",
        };
        let text =
            Writer::new(Self::KIND).put("participant", &self.participant).put("time", self.time).put("event", event);
        let text = match &self.event {
            SeatEvent::MovedIn { from, code } => text.put("from", from).put("code", code),
            SeatEvent::Left { terms, .. } => text.put("terms", terms),
            SeatEvent::Took { leaver, decision } => text.put("leaver", leaver).put("decision", decision),
        };
        text.end()
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let (participant, time) = (reader.take("participant")?, reader.parse("time")?);
        let event = match reader.take("event")?.as_str() {
            "moved_in" => SeatEvent::MovedIn { from: reader.take("from")?, code: reader.take("code")? },
            left @ (LAPSED | WITHDREW) => SeatEvent::Left { lapsed: left == LAPSED, terms: reader.take("terms")? },
            "took" => SeatEvent::Took { leaver: reader.take("leaver")?, decision: reader.take("decision")? },
            _ => return Err(BadLeaf("event".to_owned())),
        };
        reader.end()?;
        Ok(Self { participant, time, event })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::leaf::Leaf;
    use crate::domain::replacement::WithdrawalCause;
    use crate::domain::sanction::{Ban, Sanction};
    use jiff::civil::date;
    use uuid::Uuid;

    fn leaf(event: SeatEvent) -> Leaf {
        Leaf::Seat(SeatLeaf { participant: "P1".into(), time: "2025-02-03T02:00:00.5Z".parse().unwrap(), event })
    }

    #[test]
    fn every_leaf_is_read_back_to_the_letter() {
        let terms = "ab".repeat(32);
        let events = [
            SeatEvent::MovedIn { from: "instansi/6571/vacancies/1".into(), code: "U-1".into() },
            SeatEvent::Left { lapsed: true, terms: terms.clone() },
            SeatEvent::Left { lapsed: false, terms },
            SeatEvent::Took { leaver: "P2".into(), decision: String::new() },
            SeatEvent::Took { leaver: "P2".into(), decision: "S-12/2025\nB".into() },
        ];
        for event in events {
            let leaf = leaf(event);
            assert_eq!(Leaf::parse(&leaf.to_text()).unwrap(), leaf);
        }
    }

    #[test]
    fn only_one_text_is_a_leaf() {
        let text = leaf(SeatEvent::Took { leaver: "P2".into(), decision: String::new() }).to_text();
        assert_eq!(
            text,
            "siklus leaf v1 seat\nparticipant P1\ntime 2025-02-03T02:00:00.5Z\nevent took\nleaver P2\ndecision \n"
        );
        for other in [
            text.replace("02:00:00.5Z", "02:00:00.50Z"),
            text.replace("event took", "event got"),
            text.replace("event took", "event lapsed"),
            text.replace("decision \n", ""),
            format!("{text}more 1\n"),
        ] {
            assert!(Leaf::parse(&other).is_err(), "{other}");
        }
    }

    #[test]
    fn the_terms_tell_cause_and_sanction() {
        let period_begin = date(2024, 8, 20);
        let ban = |ban: Ban| Some(ban.from(date(2025, 2, 3), period_begin));
        let withdrawal = |cause, sanction: Option<Sanction>| Withdrawal {
            id: Uuid::nil(),
            vacancy_id: Uuid::nil(),
            application_id: Uuid::nil(),
            applied_for: Uuid::nil(),
            cause,
            after_nip: true,
            sanction,
            period_begin,
            time: Timestamp::UNIX_EPOCH,
        };
        let cases = [
            (WithdrawalCause::OwnWish, ban(Ban::FiscalYears(2)), "own_wish", "2027-12-31", "-"),
            (WithdrawalCause::OtherPlace, ban(Ban::Periods(1)), "other_place", "-", "1"),
            (WithdrawalCause::Died, None, "died", "-", "-"),
        ];
        for (cause, sanction, word, until, periods) in cases {
            let expected = format!(
                "siklus leaf v1 withdrawal\nparticipant P1\ncause {word}\nafter_nip true\nbanned_until {until}\n\
                 banned_periods {periods}\nperiod_begin 2024-08-20\n"
            );
            assert_eq!(terms_text("P1", &withdrawal(cause, sanction)), expected);
        }
    }
}
