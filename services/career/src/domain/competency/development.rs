//! The development plan (*rencana pengembangan kompetensi*): items that a gap opens and its closing closes.

use crate::domain::evidence::{CompetencyCode, Shown, deciding};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Opened by a gap; nobody has agreed on it yet.
    Proposed,
    /// Somebody agreed on it with the servant.
    Agreed,
    /// Its target level is shown.
    Achieved,
    /// Given up for a reason; the gap opens no other.
    Dropped,
    /// The post does not ask for the competency any more, the evidence of the gap was withdrawn, or the servant left.
    Lapsed,
}

impl ItemState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Proposed, "proposed"),
        (Self::Agreed, "agreed"),
        (Self::Achieved, "achieved"),
        (Self::Dropped, "dropped"),
        (Self::Lapsed, "lapsed"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Agreed)
    }
}

impl fmt::Display for ItemState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// One item of a servant's plan, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevelopmentItem {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// The gap that opened it.
    pub gap: Option<Uuid>,
    /// Or the need, found by a follow-up of the first year, that no gap stands for.
    pub need: Option<Uuid>,
    /// Id of the competency's dictionary; empty where a need names none.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level to reach.
    pub target: u8,
    /// Level shown, as last computed for the gap, or as the rater saw it; none where it is not known any more.
    pub achieved: Option<u8>,
    /// Day by which.
    pub due_date: Date,
    /// Kind of development: BKN's `jenisDiklat`, 1 to 25.
    pub kind: i32,
    /// Where it stands.
    pub state: ItemState,
    /// Subject of whoever agreed on it.
    pub agreed_by: String,
    /// When.
    pub agree_time: Option<Timestamp>,
    /// Day on which it was closed.
    pub close_date: Option<Date>,
    /// Ruleset that proposed it.
    pub ruleset: String,
    /// Priority of its gap, in thousandths, as last computed; 0 without a gap.
    pub priority: i64,
    /// Version.
    pub version: i64,
    /// When it was opened.
    pub create_time: Timestamp,
}

/// An item that no open gap stands for any more, or that none ever did, and what would close it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// Item.
    pub item: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Competency.
    pub code: CompetencyCode,
    /// Level to reach.
    pub target: u8,
    /// Day on which the need was found that opened it; none of a gap.
    pub since: Option<Date>,
}

impl Awaited {
    /// Whether the target is shown: by the level of the day, and of a need by something since. The level that an assessment
    /// measured before the rater saw less does not answer what the rater saw.
    pub fn is_shown<'a>(&self, of_competency: impl IntoIterator<Item = &'a Shown, IntoIter: Clone>, day: Date) -> bool {
        let Some(since) = self.since else {
            return deciding(of_competency, day).is_some_and(|shown| shown.level >= self.target);
        };
        let later = |one: &&Shown| one.date > since && one.counts_on(day);
        of_competency.into_iter().filter(later).any(|one| one.level >= self.target)
    }
}

/// What is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Level to reach.
    pub target: u8,
    /// Day by which.
    pub due_date: Date,
    /// Kind of development.
    pub kind: i32,
}

/// Why an item is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DevelopmentRefusal {
    /// It is closed.
    #[error("the item is {0}, and nothing more is agreed on it")]
    Closed(ItemState),
    /// The target is reached already.
    #[error("must be above {0}, the level that is shown")]
    TargetReached(u8),
    /// The due day is over.
    #[error("must not lie in the past")]
    DuePast,
    /// Nobody decides about the own plan alone.
    #[error("somebody else than the servant agrees on an item or gives it up")]
    Own,
}

impl DevelopmentItem {
    /// Agrees on target, day and kind; what was agreed before may be agreed anew.
    pub fn agree(&mut self, what: Agreement, by: &str, now: Timestamp, today: Date) -> Result<(), DevelopmentRefusal> {
        self.must_be_open()?;
        if let Some(shown) = self.achieved.filter(|shown| what.target <= *shown) {
            return Err(DevelopmentRefusal::TargetReached(shown));
        }
        if what.due_date < today {
            return Err(DevelopmentRefusal::DuePast);
        }
        (self.target, self.due_date, self.kind) = (what.target, what.due_date, what.kind);
        (self.state, self.agree_time) = (ItemState::Agreed, Some(now));
        self.agreed_by = by.to_owned();
        Ok(())
    }

    /// Gives it up.
    pub fn give_up(&mut self, today: Date) -> Result<(), DevelopmentRefusal> {
        self.must_be_open()?;
        (self.state, self.close_date) = (ItemState::Dropped, Some(today));
        Ok(())
    }

    fn must_be_open(&self) -> Result<(), DevelopmentRefusal> {
        if self.state.is_open() { Ok(()) } else { Err(DevelopmentRefusal::Closed(self.state)) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn item() -> DevelopmentItem {
        DevelopmentItem {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            gap: Some(Uuid::nil()),
            need: None,
            dictionary: "d".into(),
            code: "M1".into(),
            target: 3,
            achieved: Some(1),
            due_date: date(2026, 5, 1),
            kind: 5,
            state: ItemState::Proposed,
            agreed_by: String::new(),
            agree_time: None,
            close_date: None,
            ruleset: "r".into(),
            priority: 1_000,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_item_is_agreed_and_agreed_anew_until_it_is_closed() {
        let (mut item, now, today) = (item(), Timestamp::UNIX_EPOCH, date(2025, 5, 1));
        let what = |target, due_date| Agreement { target, due_date, kind: 9 };
        assert_eq!(item.agree(what(2, date(2025, 4, 30)), "m", now, today), Err(DevelopmentRefusal::DuePast));
        assert_eq!(item.state, ItemState::Proposed);
        assert_eq!(item.agree(what(2, today), "m", now, today), Ok(()));
        assert_eq!(item.agree(what(4, date(2025, 12, 1)), "n", now, today), Ok(()));
        assert_eq!((item.target, item.kind, item.agreed_by.as_str()), (4, 9, "n"));
        assert_eq!(item.give_up(today), Ok(()));
        let closed = Err(DevelopmentRefusal::Closed(ItemState::Dropped));
        assert_eq!(item.agree(what(4, today), "n", now, today), closed);
        assert_eq!(item.give_up(today), closed);
    }

    #[test]
    fn a_target_is_above_what_is_shown() {
        let (mut item, now, today) = (item(), Timestamp::UNIX_EPOCH, date(2025, 5, 1));
        let what = |target| Agreement { target, due_date: today, kind: 9 };
        assert_eq!(item.agree(what(1), "m", now, today), Err(DevelopmentRefusal::TargetReached(1)));
        assert_eq!(item.agree(what(2), "m", now, today), Ok(()));
        item.achieved = None;
        assert_eq!(item.agree(what(1), "m", now, today), Ok(()), "the level is not known any more");
    }

    #[test]
    fn what_the_rater_saw_is_answered_by_what_is_shown_since() {
        use crate::domain::evidence::EvidenceKind::{Assessment, Training};
        let shown = |kind, level, date| Shown { evidence: Uuid::nil(), kind, level, date, last_day: Date::MAX };
        let (code, since, day) = (CompetencyCode::new("d", "M1"), date(2025, 8, 1), date(2025, 9, 1));
        let need =
            Awaited { item: Uuid::nil(), servant: Uuid::nil(), code: code.clone(), target: 2, since: Some(since) };
        let assessed = shown(Assessment, 3, date(2025, 5, 1));
        assert!(!need.is_shown(std::slice::from_ref(&assessed), day), "assessed 3 before, seen 1");
        assert!(!need.is_shown(&[assessed.clone(), shown(Training, 1, day)], day));
        assert!(need.is_shown(&[assessed.clone(), shown(Training, 2, day)], day));
        let of_gap = Awaited { since: None, target: 4, ..need };
        assert!(!of_gap.is_shown(std::slice::from_ref(&assessed), day), "a target above what was asked for goes on");
        assert!(of_gap.is_shown(&[assessed, shown(Training, 4, day)], day));
    }

    #[test]
    fn every_state_reads_back() {
        for (state, text) in ItemState::ALL {
            assert_eq!((ItemState::parse(text), state.to_string()), (Some(state), text.to_uppercase()));
        }
        assert_eq!(ItemState::ALL.into_iter().filter(|(state, _)| state.is_open()).count(), 2);
    }
}
