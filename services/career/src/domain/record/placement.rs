//! A post held for a time (*riwayat jabatan*).

use crate::domain::{job::Job, position::Position, servant::ServantError};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// How a post is held (*jenis penugasan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assignment {
    /// *Definitif*: one at a time, on a seat of its own.
    Definitive,
    /// *Pelaksana tugas* (PLT): in a vacant post.
    Acting,
    /// *Pelaksana harian* (PLH): while the holder is away.
    Daily,
    /// *Penjabat* (PJ).
    Caretaker,
    /// *Tugas tambahan* (TT).
    Additional,
}

impl Assignment {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Definitive, "definitive"),
        (Self::Acting, "acting"),
        (Self::Daily, "daily"),
        (Self::Caretaker, "caretaker"),
        (Self::Additional, "additional"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// One post held by one person for a time: a seat of a position of this instansi, or a post elsewhere or of earlier times,
/// which has no position. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Id of the row.
    pub id: Uuid,
    /// Who holds it.
    pub servant: Uuid,
    /// Position in the needs service; empty for a post that is none of this instansi's positions.
    pub position: String,
    /// Seat of the position, from 1; 0 without a position, or beside the definitive holder.
    pub seat: i32,
    /// How it is held.
    pub assignment: Assignment,
    /// Title (*nama jabatan*); empty until needs told of the position.
    pub title: String,
    /// Path of the unit, joined by ` | `.
    pub unit_path: String,
    /// Kind of job.
    pub job: Option<Job>,
    /// Job class 1 to 17; 0 when not known.
    pub job_class: i32,
    /// How the person came there (*jenis mutasi*): free text of the decree's kind; empty for the first post.
    pub mutation: String,
    /// First day (*TMT jabatan*).
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
    /// Number of the decree (*nomor SK*).
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Option<Date>,
    /// Why it ended; empty while it lasts, and where nobody said why.
    pub end_reason: String,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

/// What others are told of a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telling {
    /// It is held from the first day of this on.
    Filled(Placement),
    /// It is free after this day.
    Vacated(Placement, Date),
}

impl Placement {
    /// A seat of a position, held definitively from `start` on; what the position is, is filled in from needs' copy.
    pub fn on_seat(id: Uuid, servant: Uuid, position: String, seat: i32, start: Date, now: Timestamp) -> Self {
        Self {
            id,
            servant,
            position,
            seat,
            assignment: Assignment::Definitive,
            title: String::new(),
            unit_path: String::new(),
            job: None,
            job_class: 0,
            mutation: String::new(),
            start,
            end: None,
            decree_number: String::new(),
            decree_date: None,
            end_reason: String::new(),
            record_time: now,
            superseded_time: None,
        }
    }

    /// Writes down what the position is, as it was when the post began.
    pub fn take_on(&mut self, position: Position) {
        self.title = position.title;
        self.unit_path = position.unit_path;
        self.job = position.job;
        self.job_class = position.job_class;
    }

    /// Whether it is held on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    /// Whether it is the one post that a person holds at a time.
    pub fn is_definitive(&self) -> bool {
        self.assignment == Assignment::Definitive
    }

    /// Keeps why it ended from the row that it corrects.
    pub fn stay_ended_as(&mut self, before: Option<&Self>) {
        if self.end.is_some() {
            self.end_reason = before.map(|before| before.end_reason.clone()).unwrap_or_default();
        }
    }

    /// What to tell of the seat, in this order, where nothing was told before or what `before` says. A beginning is taken back by
    /// an end on the day before it, an end by a beginning on the day after it, so that counts of any day come out right.
    pub fn tellings(&self, before: Option<&Self>) -> Vec<Telling> {
        let begins = |one: &Self| (one.position.clone(), one.seat, one.start);
        let before = before.filter(|before| before.seat > 0);
        let begun = before.is_some_and(|before| begins(before) == begins(self));
        let mut told = Vec::new();
        if let Some(before) = before.filter(|before| !begun || before.end != self.end) {
            told.extend(before.end.and_then(|end| end.tomorrow().ok()).map(|day| before.filled_on(day)));
            let day_before = before.start.yesterday().ok().filter(|_| !begun);
            told.extend(day_before.map(|last_day| Telling::Vacated(before.clone(), last_day)));
        }
        if self.seat > 0 {
            told.extend((!begun).then(|| self.filled_on(self.start)));
            let end = self.end.filter(|_| !begun || before.is_some_and(|before| before.end != self.end));
            told.extend(end.map(|last_day| Telling::Vacated(self.clone(), last_day)));
        }
        told
    }

    fn filled_on(&self, day: Date) -> Telling {
        Telling::Filled(Self { start: day, ..self.clone() })
    }

    /// Ends on `last_day`. Whoever hears of it counts the seat as free, so it is not told in advance.
    pub fn end(&mut self, last_day: Date, today: Date) -> Result<(), ServantError> {
        if self.end.is_some() || last_day < self.start {
            return Err(ServantError::NoPlacement);
        }
        if last_day > today {
            return Err(ServantError::NotYet);
        }
        self.end = Some(last_day);
        Ok(())
    }
}

/// A path of units as needs spells it: names joined by ` | `, with single blanks. None where a name is empty.
pub fn unit_path(text: &str) -> Option<String> {
    let names: Vec<String> =
        text.split('|').map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (!names.iter().any(String::is_empty)).then(|| names.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_path_is_spelled_as_needs_does() {
        assert_eq!(unit_path(" KOTA  A|DINAS B ").as_deref(), Some("KOTA A | DINAS B"));
        assert_eq!((unit_path("A||B"), unit_path(" ")), (None, None));
    }

    #[test]
    fn what_was_told_of_a_seat_is_taken_back_and_told_anew() {
        let (start, now) = (date(2025, 1, 1), Timestamp::UNIX_EPOCH);
        let one = Placement::on_seat(Uuid::nil(), Uuid::nil(), "p".into(), 1, start, now);
        let ended = |end| Placement { end: Some(end), ..one.clone() };
        let shown = |post: &Placement, before: Option<&Placement>| {
            let tellings = post.tellings(before).into_iter();
            let shown = tellings.map(|telling| match telling {
                Telling::Filled(seat) => format!("+{} {}", seat.seat, seat.start),
                Telling::Vacated(seat, last_day) => format!("-{} {last_day}", seat.seat),
            });
            shown.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(shown(&one, None), "+1 2025-01-01");
        assert_eq!(shown(&ended(date(2025, 3, 1)), None), "+1 2025-01-01, -1 2025-03-01");
        let decree = Placement { decree_number: "1".into(), ..one.clone() };
        assert_eq!(shown(&decree, Some(&one)), "");
        let seat = Placement { seat: 2, ..one.clone() };
        assert_eq!(shown(&seat, Some(&one)), "-1 2024-12-31, +2 2025-01-01");
        let later = Placement { start: date(2025, 2, 1), ..one.clone() };
        assert_eq!(shown(&later, Some(&one)), "-1 2024-12-31, +1 2025-02-01");
        let (wrong, right) = (ended(date(2025, 3, 1)), ended(date(2025, 3, 31)));
        assert_eq!(shown(&right, Some(&wrong)), "+1 2025-03-02, -1 2025-03-31");
        assert_eq!(shown(&one, Some(&wrong)), "+1 2025-03-02");
        assert_eq!(shown(&seat, Some(&wrong)), "+1 2025-03-02, -1 2024-12-31, +2 2025-01-01");
        let beside = Placement { seat: 0, assignment: Assignment::Acting, ..one.clone() };
        assert_eq!((shown(&beside, Some(&one)), shown(&beside, None)), ("-1 2024-12-31".into(), String::new()));
    }

    #[test]
    fn a_placement_ends_once_and_not_before_it_begins() {
        let (start, now) = (date(2025, 1, 1), Timestamp::UNIX_EPOCH);
        let mut placement = Placement::on_seat(Uuid::nil(), Uuid::nil(), "p".into(), 1, start, now);
        let mut end = |last_day| placement.end(last_day, date(2025, 1, 31));
        assert_eq!(end(date(2024, 12, 31)), Err(ServantError::NoPlacement));
        assert_eq!(end(date(2025, 2, 1)), Err(ServantError::NotYet));
        assert_eq!(end(date(2025, 1, 1)), Ok(()));
        assert_eq!(end(date(2025, 1, 2)), Err(ServantError::NoPlacement));
    }
}
