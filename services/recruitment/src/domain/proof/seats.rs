//! What happened to the seats after the ranking (*kursi setelah pengumuman*), counted again: who came from elsewhere, that
//! who left had a seat, and that the next rank took the place.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::Leaf;
use crate::domain::recount::Finding;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use std::collections::{BTreeMap, BTreeSet};

/// A participant as the final order places one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'l> {
    /// Number of the participant.
    pub number: &'l str,
    /// Rank that the scores give.
    pub rank: u32,
    /// Whether they give a seat.
    pub right: FinalOutcome,
    /// What is published.
    pub claimed: Option<FinalOutcome>,
}

/// The events of a log in its order. Without any, nothing happened.
#[derive(Debug, Default)]
pub(crate) struct Seats<'l> {
    events: Vec<(u64, &'l SeatLeaf)>,
    /// What a participant's place in the order came to.
    settled: BTreeMap<&'l str, FinalOutcome>,
    /// Who got a seat of another vacancy, and the leaf that said so first.
    moved_out: BTreeMap<&'l str, u64>,
}

impl<'l> Seats<'l> {
    /// Those of a log.
    pub fn of(leaves: &'l [(u64, Leaf)]) -> Self {
        let mut seats = Self::default();
        for (position, leaf) in leaves {
            let outcome = match leaf {
                Leaf::Seat(leaf) => {
                    seats.add(*position, leaf);
                    continue;
                }
                Leaf::Result(row) => row.last.map(|last| last.outcome),
                Leaf::PppkResult(row) => row.last.map(|last| last.outcome),
                _ => continue,
            };
            if outcome == Some(FinalOutcome::Moved) {
                seats.moved_out.entry(leaf.participant()).or_insert(*position);
            }
        }
        seats
    }

    fn add(&mut self, position: u64, leaf: &'l SeatLeaf) {
        self.events.push((position, leaf));
        let outcome = match leaf.event {
            SeatEvent::MovedIn { .. } => return,
            SeatEvent::Left { .. } => FinalOutcome::NotSelected,
            SeatEvent::Took { .. } => FinalOutcome::Selected,
        };
        self.settled.insert(&leaf.participant, outcome);
    }

    /// Whether nothing happened.
    pub fn is_untouched(&self) -> bool {
        self.events.is_empty()
    }

    /// Seats that the ranking does not give, because others had them before anybody left.
    pub fn taken_before(&self) -> u32 {
        let stays = |(_, leaf): &&(u64, &SeatLeaf)| !matches!(leaf.event, SeatEvent::Left { .. });
        let came = |(_, leaf): &&(u64, &SeatLeaf)| matches!(leaf.event, SeatEvent::MovedIn { .. });
        u32::try_from(self.events.iter().take_while(stays).filter(came).count()).unwrap_or(u32::MAX)
    }

    /// Who has a seat here without having competed here.
    pub fn arrived(&self) -> BTreeSet<&'l str> {
        let mut arrived = BTreeSet::new();
        for (_, leaf) in &self.events {
            match leaf.event {
                SeatEvent::MovedIn { .. } => arrived.insert(leaf.participant.as_str()),
                SeatEvent::Left { .. } | SeatEvent::Took { .. } => arrived.remove(leaf.participant.as_str()),
            };
        }
        arrived
    }

    /// What a participant's place in the order came to by what happened since; none where nothing did.
    pub fn settled(&self, number: &str) -> Option<FinalOutcome> {
        self.settled.get(number).copied()
    }

    fn who(&self, wanted: fn(&SeatEvent) -> bool) -> BTreeSet<&'l str> {
        let wanted = self.events.iter().filter(|(_, leaf)| wanted(&leaf.event));
        wanted.map(|(_, leaf)| leaf.participant.as_str()).collect()
    }

    /// In plain words, for whoever knows what the participants themselves say.
    pub fn notes(&self) -> Vec<String> {
        let note = |(_, leaf): &(u64, &SeatLeaf)| {
            let SeatLeaf { participant, time, event } = leaf;
            match event {
                SeatEvent::MovedIn { from, code } => {
                    format!("{participant} got a seat by {code}; scores: log of {from}")
                }
                SeatEvent::Left { lapsed: false, .. } => format!("{participant} withdrew on {time}"),
                SeatEvent::Left { .. } => {
                    format!("{participant} did not complete the file and lost the seat on {time}")
                }
                SeatEvent::Took { leaver, .. } => format!("{participant} took the seat of {leaver} on {time}"),
            }
        };
        self.events.iter().map(note).collect()
    }

    /// Plays everything again over the final order.
    pub fn check(&self, placed: &[Placed<'l>]) -> Vec<Finding> {
        let mut replay = Replay::begin(self, placed);
        let wrong = |(position, leaf): &(u64, &'l SeatLeaf)| {
            let what = replay.apply(*position, leaf).err()?;
            Some(Finding::at(*position, format!("{} {what}", leaf.participant)))
        };
        self.events.iter().filter_map(wrong).collect()
    }
}

/// The seats at one moment.
struct Replay<'s, 'l> {
    placed: BTreeMap<&'l str, Placed<'l>>,
    /// By rank, whoever has or had no seat.
    waiting: BTreeSet<(u32, &'l str)>,
    moved_out: &'s BTreeMap<&'l str, u64>,
    holders: BTreeSet<&'l str>,
    left: BTreeSet<&'l str>,
    /// Who left and whose seat nobody took.
    vacated: BTreeSet<&'l str>,
}

impl<'s, 'l> Replay<'s, 'l> {
    fn begin(seats: &'s Seats<'l>, placed: &[Placed<'l>]) -> Self {
        let took = seats.who(|event| matches!(event, SeatEvent::Took { .. }));
        let left = seats.who(|event| matches!(event, SeatEvent::Left { .. }));
        // Who won a tie by letter had a seat from the publication on.
        let won = |one: &Placed<'_>| {
            let had = left.contains(one.number) && !seats.moved_out.contains_key(one.number);
            !took.contains(one.number) && (one.claimed == Some(FinalOutcome::Selected) || had)
        };
        let has_seat = |one: &Placed<'_>| match one.right {
            FinalOutcome::Selected => true,
            FinalOutcome::NeedsDecision => won(one),
            FinalOutcome::NotSelected | FinalOutcome::Moved => false,
        };
        let (holders, waiting): (Vec<Placed<'l>>, Vec<Placed<'l>>) = placed.iter().copied().partition(has_seat);
        Self {
            placed: placed.iter().map(|one| (one.number, *one)).collect(),
            waiting: waiting.iter().map(|one| (one.rank, one.number)).collect(),
            moved_out: &seats.moved_out,
            holders: holders.iter().map(|one| one.number).collect(),
            left: BTreeSet::new(),
            vacated: BTreeSet::new(),
        }
    }

    /// Whether the participant had a seat of another vacancy by then.
    fn is_elsewhere(&self, number: &str, position: u64) -> bool {
        self.moved_out.get(number).is_some_and(|moved| *moved < position)
    }

    fn apply(&mut self, position: u64, leaf: &'l SeatLeaf) -> Result<(), String> {
        let number = leaf.participant.as_str();
        match &leaf.event {
            SeatEvent::MovedIn { .. } => self.move_in(number),
            SeatEvent::Left { .. } => self.leave(position, number),
            SeatEvent::Took { leaver, decision } => self.take(position, number, (leaver, decision)),
        }
    }

    fn move_in(&mut self, number: &'l str) -> Result<(), String> {
        if self.placed.contains_key(number) || self.left.contains(number) || !self.holders.insert(number) {
            return Err("comes from another vacancy and was here before".to_owned());
        }
        Ok(())
    }

    fn leave(&mut self, position: u64, number: &'l str) -> Result<(), String> {
        if !self.left.insert(number) {
            return Err("leaves for the second time".to_owned());
        }
        if let Some(one) = self.placed.get(number) {
            self.waiting.remove(&(one.rank, number));
        }
        if self.holders.remove(number) {
            self.vacated.insert(number);
            return Ok(());
        }
        if self.is_elsewhere(number, position) { Ok(()) } else { Err("leaves a seat that it never had".to_owned()) }
    }

    fn take(&mut self, position: u64, number: &'l str, (leaver, decision): (&str, &str)) -> Result<(), String> {
        let free = self.vacated.len();
        let vacated = self.vacated.remove(leaver);
        let one = self.placed.get(number).copied().ok_or("takes a seat and is not in the final order")?;
        let waited = self.waiting.remove(&(one.rank, number));
        let before = (self.holders.contains(number), self.left.contains(number));
        self.holders.insert(number);
        match before {
            _ if !vacated => return Err(format!("takes the seat of {leaver}, who left none that is free")),
            (true, _) => return Err(format!("takes the seat of {leaver} and has one already")),
            (_, true) => return Err(format!("takes the seat of {leaver} and had left before")),
            _ if !waited || self.is_elsewhere(number, position) => {
                return Err(format!("takes the seat of {leaver} and has one of another vacancy"));
            }
            _ => {}
        }
        let waits = |(_, other): &&(u32, &'l str)| !self.is_elsewhere(other, position);
        let mut ahead = self.waiting.range(..(one.rank, "")).filter(waits);
        let first = ahead.next();
        let ahead = usize::from(first.is_some()) + ahead.take(free).count();
        if let (Some((_, first)), true) = (first, ahead >= free) {
            return Err(format!("takes the seat of {leaver}, and {first} ranks before"));
        }
        let equals = self.waiting.range((one.rank, "")..).take_while(|(rank, _)| *rank == one.rank).filter(waits);
        // One more is who takes it.
        if ahead + equals.take(free).count() + 1 > free && decision.is_empty() {
            return Err(format!(
                "takes the seat of {leaver}, equals another in rank, and no decision of the national committee is named"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "seats_tests.rs"]
mod tests;
