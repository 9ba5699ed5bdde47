//! Retirements (*pensiun*) that are known ahead: how many people leave which position in which year. Never who.

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// People who leave a position in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// Position.
    pub position: Uuid,
    /// Year in which it takes effect.
    pub year: i32,
    /// Seat in the position, from 1; 0 for a count of the year.
    pub seat: i32,
    /// People; 1 for a seat.
    pub people: i32,
    /// Day it takes effect (*TMT pensiun*), where a seat has one.
    pub date: Option<Date>,
}

impl Retirement {
    /// Whether it has not taken effect by `today`, as far as a count of a year can tell.
    fn is_ahead(&self, today: Date) -> bool {
        self.date.map_or(self.year >= today.year().into(), |date| date > today)
    }
}

/// How many people these rows are: a count of a year and seats of it are two tellings of the same people.
fn people<'r>(rows: impl Iterator<Item = &'r Retirement>) -> i64 {
    let mut years: BTreeMap<i32, [i64; 2]> = BTreeMap::new();
    for row in rows {
        years.entry(row.year).or_default()[usize::from(row.seat > 0)] += i64::from(row.people);
    }
    years.into_values().map(|[counted, seated]| counted.max(seated)).sum()
}

/// Whether it may be public how many of so many people retire: of a few, each would know who is meant, and how old. The
/// number is our choice, no law's.
pub fn may_be_public(people: i64) -> bool {
    people >= 10
}

/// Why a row does not fit what the import said before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoesNotFit {
    /// A count for this year was there already.
    #[error("this position and year stand in the import twice")]
    CountedTwice,
    /// The seat was there already.
    #[error("this seat retires twice")]
    SeatTwice,
    /// Counts and seats would be added up.
    #[error("this position has a count and seats for the same year")]
    CountAndSeats,
    /// More people than there are.
    #[error("{retiring} retire from {from} on, and the position has {incumbents}")]
    MoreThanIncumbents {
        /// People who leave.
        retiring: i64,
        /// First year counted.
        from: i32,
        /// People in the position.
        incumbents: i64,
    },
}

/// The rows of one import, by position.
#[derive(Debug, Default)]
pub struct Retirements {
    positions: BTreeMap<Uuid, Rows>,
    spoiled: BTreeSet<Uuid>,
}

/// The sound rows of one position under their numbers, and what they say already.
#[derive(Debug, Default)]
struct Rows {
    all: Vec<(i64, Retirement)>,
    counted: BTreeSet<i32>,
    seated: BTreeSet<i32>,
    seats: BTreeSet<i32>,
}

impl Retirements {
    /// Adds a sound row under its number, unless it does not fit an earlier one of its position.
    pub fn add(&mut self, row: i64, retirement: Retirement) -> Result<(), DoesNotFit> {
        let (position, year, seat) = (retirement.position, retirement.year, retirement.seat);
        let rows = self.positions.entry(position).or_default();
        let refused = match seat {
            0 if rows.counted.contains(&year) => Err(DoesNotFit::CountedTwice),
            0 if rows.seated.contains(&year) => Err(DoesNotFit::CountAndSeats),
            0 => Ok(rows.counted.insert(year)),
            _ if rows.seats.contains(&seat) => Err(DoesNotFit::SeatTwice),
            _ if rows.counted.contains(&year) => Err(DoesNotFit::CountAndSeats),
            _ => Ok(rows.seats.insert(seat) | rows.seated.insert(year)),
        };
        match refused {
            Ok(_) => rows.all.push((row, retirement)),
            Err(why) => {
                self.spoil(position);
                return Err(why);
            }
        }
        Ok(())
    }

    /// A row of this position is bad: a count must not come from half of its rows.
    pub fn spoil(&mut self, position: Uuid) {
        self.spoiled.insert(position);
    }

    /// Positions with a bad row; they keep what they had.
    pub fn spoiled(&self) -> Vec<Uuid> {
        self.spoiled.iter().copied().collect()
    }

    /// All positions that sound rows name.
    pub fn positions(&self) -> Vec<Uuid> {
        self.positions.keys().copied().collect()
    }

    /// Spoils the position if more people will leave than it has, with those `known` of it in years which the import does not
    /// name. Who has left by `today` is not held against it, nor is a seat that the import moves to another year.
    pub fn check(
        &mut self,
        position: Uuid,
        incumbents: i64,
        known: &[Retirement],
        today: Date,
    ) -> Result<(), DoesNotFit> {
        let Some(rows) = self.positions.get(&position) else { return Ok(()) };
        let stays = |one: &&Retirement| !rows.seats.contains(&one.seat);
        let all = rows.all.iter().map(|(_, one)| one).chain(known.iter().filter(stays));
        let retiring = people(all.filter(|one| one.is_ahead(today)));
        if retiring <= incumbents {
            return Ok(());
        }
        self.spoil(position);
        Err(DoesNotFit::MoreThanIncumbents { retiring, from: today.year().into(), incumbents })
    }

    /// Takes the rows of a spoiled position away and returns their numbers.
    pub fn drop_rows(&mut self, position: Uuid) -> Vec<i64> {
        self.positions.remove(&position).into_iter().flat_map(|rows| rows.all).map(|(row, _)| row).collect()
    }

    /// The years that rows name, in order.
    pub fn years(&self) -> Vec<i32> {
        let years: BTreeSet<i32> =
            self.positions.values().flat_map(|rows| rows.counted.union(&rows.seated)).copied().collect();
        years.into_iter().collect()
    }

    /// What is left, without years in which nobody leaves.
    pub fn into_all(self) -> Vec<Retirement> {
        let rows = self.positions.into_values().flat_map(|rows| rows.all);
        rows.map(|(_, one)| one).filter(|one| one.people > 0).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn count(year: i32, people: i32) -> Retirement {
        Retirement { position: Uuid::nil(), year, seat: 0, people, date: None }
    }

    fn seat(year: i32, seat: i32) -> Retirement {
        Retirement { seat, ..count(year, 1) }
    }

    #[test]
    fn counts_and_seats_of_different_years_fit() {
        let mut found = Retirements::default();
        for (row, one) in [count(2025, 2), count(2026, 0), seat(2027, 1), seat(2027, 2)].into_iter().enumerate() {
            found.add(row as i64, one).unwrap();
        }
        let today = Date::constant(2025, 1, 1);
        assert_eq!((found.years(), found.check(Uuid::nil(), 4, &[], today)), (vec![2025, 2026, 2027], Ok(())));
        assert_eq!(found.into_all().len(), 3);
    }

    #[test]
    fn rows_that_contradict_each_other_spoil_their_position() {
        let pairs = [
            (count(2025, 2), count(2025, 2), DoesNotFit::CountedTwice),
            (seat(2025, 1), seat(2026, 1), DoesNotFit::SeatTwice),
            (seat(2025, 1), count(2025, 1), DoesNotFit::CountAndSeats),
            (count(2025, 1), seat(2025, 1), DoesNotFit::CountAndSeats),
        ];
        for (first, second, why) in pairs {
            let mut found = Retirements::default();
            found.add(1, first).unwrap();
            assert_eq!(found.add(2, second), Err(why));
            assert_eq!((found.spoiled(), found.drop_rows(Uuid::nil())), (vec![Uuid::nil()], vec![1]));
        }
    }

    #[test]
    fn a_count_and_seats_of_a_year_are_the_same_people() {
        let rows = [count(2025, 2), seat(2025, 1), seat(2026, 1), seat(2026, 2), count(2026, 1)];
        assert_eq!(people(rows.iter()), 4);
    }

    #[test]
    fn no_more_people_leave_than_there_are() {
        let mut found = Retirements::default();
        for (row, year) in [2023, 2024, 2025].into_iter().enumerate() {
            found.add(row as i64, count(year, 2)).unwrap();
        }
        let today = Date::constant(2024, 3, 4);
        assert_eq!(found.check(Uuid::nil(), 4, &[], today), Ok(()));
        let refused = found.check(Uuid::nil(), 3, &[], today);
        assert_eq!(refused, Err(DoesNotFit::MoreThanIncumbents { retiring: 4, from: 2024, incumbents: 3 }));
        let known = [count(2026, 1)];
        assert!(found.check(Uuid::nil(), 4, &known, today).is_err());
        assert_eq!(found.check(Uuid::nil(), 5, &known, today), Ok(()));
    }

    #[test]
    fn who_has_left_and_whose_day_has_moved_leaves_once() {
        let mut found = Retirements::default();
        let on = |seat: i32, date: Date| Retirement { seat, date: Some(date), ..count(date.year().into(), 1) };
        found.add(1, on(1, Date::constant(2024, 3, 1))).unwrap();
        found.add(2, on(2, Date::constant(2024, 4, 1))).unwrap();
        let known = [on(2, Date::constant(2025, 1, 1)), on(3, Date::constant(2025, 1, 1))];
        let today = Date::constant(2024, 3, 4);
        assert_eq!(found.check(Uuid::nil(), 2, &known, today), Ok(()));
        assert!(found.check(Uuid::nil(), 1, &known, today).is_err());
    }

    #[test]
    fn few_people_are_not_told_about() {
        assert_eq!([0, 9, 10].map(may_be_public), [false, false, true]);
    }
}
