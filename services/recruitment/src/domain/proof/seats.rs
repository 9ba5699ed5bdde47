//! What happened to the seats after the ranking (*kursi setelah pengumuman*), counted again: who came from elsewhere, that
//! who left had a seat, and that the next rank took the place.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::Leaf;
use crate::domain::recount::Finding;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use crate::domain::standings::{Standings, published_row};
use std::collections::{BTreeMap, BTreeSet};

/// A participant as the final order places one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'l> {
    /// Number of the participant.
    pub number: &'l str,
    /// Where the published row is.
    pub position: u64,
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
    /// Where a published row says that somebody got a seat of another vacancy, or has it no more.
    elsewhere: Vec<(u64, &'l str, bool)>,
    /// Who ever had one.
    ever_elsewhere: BTreeSet<&'l str>,
    left: BTreeSet<&'l str>,
    took: BTreeSet<&'l str>,
    /// Who comes from another vacancy and got no seat by that, and why.
    refused: BTreeMap<u64, String>,
    /// Rows that say what nothing can have led to.
    flaws: Vec<Finding>,
}

impl<'l> Seats<'l> {
    /// Those of a log.
    pub fn of(leaves: &'l [(u64, Leaf)]) -> Self {
        let (mut seats, mut standings) = (Self::default(), Standings::begin(leaves));
        for (position, leaf) in leaves {
            if let Leaf::Seat(leaf) = leaf {
                if let Err(why) = standings.happen(leaf) {
                    seats.refused.insert(*position, why);
                }
                seats.add(*position, leaf);
            } else if let Some((number, outcome)) = published_row(leaf) {
                if let Err(what) = standings.publish(number, outcome) {
                    seats.flaws.push(Finding::at(*position, format!("{number} {what}")));
                }
                seats.row(*position, number, outcome);
            }
        }
        seats
    }

    fn row(&mut self, position: u64, number: &'l str, outcome: Option<FinalOutcome>) {
        let moved = outcome == Some(FinalOutcome::Moved);
        if moved || self.ever_elsewhere.contains(number) {
            self.ever_elsewhere.insert(number);
            self.elsewhere.push((position, number, moved));
        }
    }

    fn add(&mut self, position: u64, leaf: &'l SeatLeaf) {
        self.events.push((position, leaf));
        match leaf.event {
            SeatEvent::MovedIn { .. } => false,
            SeatEvent::Left { .. } => self.left.insert(&leaf.participant),
            SeatEvent::Took { .. } => self.took.insert(&leaf.participant),
        };
        if let Some(outcome) = leaf.event.outcome() {
            self.settled.insert(&leaf.participant, outcome);
        }
    }

    /// Whether nothing happened.
    pub fn is_untouched(&self) -> bool {
        self.events.is_empty()
    }

    /// Seats that the ranking does not give, because others rightly had them before anybody left.
    pub fn taken_before(&self) -> u32 {
        let stays = |(_, leaf): &&(u64, &SeatLeaf)| !matches!(leaf.event, SeatEvent::Left { .. });
        let came = |(position, leaf): &&(u64, &SeatLeaf)| {
            matches!(leaf.event, SeatEvent::MovedIn { .. }) && !self.refused.contains_key(position)
        };
        u32::try_from(self.events.iter().take_while(stays).filter(came).count()).unwrap_or(u32::MAX)
    }

    /// Whether somebody left or took a seat before that position.
    pub fn changed_hands_before(&self, position: Option<u64>) -> bool {
        let changed = |(at, leaf): &(u64, &SeatLeaf)| position > Some(*at) && leaf.event.outcome().is_some();
        self.events.iter().any(changed)
    }

    /// Who has a seat here without having competed here, and where the log says so.
    pub fn arrived(&self) -> BTreeMap<&'l str, u64> {
        let mut arrived = BTreeMap::new();
        for (position, leaf) in &self.events {
            match leaf.event {
                SeatEvent::MovedIn { .. } => arrived.insert(leaf.participant.as_str(), *position),
                SeatEvent::Left { .. } | SeatEvent::Took { .. } => arrived.remove(leaf.participant.as_str()),
            };
        }
        arrived
    }

    /// What a participant's place in the order came to by what happened since; none where nothing did.
    pub fn settled(&self, number: &str) -> Option<FinalOutcome> {
        self.settled.get(number).copied()
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

    /// Whether somebody between whom and others the law leaves the seat open had it by letter from the publication on.
    fn won(&self, one: &Placed<'_>) -> bool {
        let left = self.left.contains(one.number);
        let had = one.claimed == Some(FinalOutcome::Selected) || (left && !self.ever_elsewhere.contains(one.number));
        had && !self.took.contains(one.number)
    }

    /// A letter gives as many seats as those ahead leave, no more and no fewer.
    fn check_letter(&self, placed: &[Placed<'l>], quota: u32) -> Option<Finding> {
        let free = left_for_equals(placed, quota);
        let tied: Vec<&Placed<'l>> = placed.iter().filter(|one| one.right == FinalOutcome::NeedsDecision).collect();
        let is_open = |one: &&&Placed<'l>| one.claimed == Some(FinalOutcome::NeedsDecision);
        // Nobody goes to another vacancy before it is certain that there is no seat here.
        let is_decided = |one: &&&Placed<'l>| {
            one.claimed.is_some_and(|claimed| claimed != FinalOutcome::NeedsDecision) && !self.took.contains(one.number)
        };
        let (open, decided) = (tied.iter().filter(is_open).count(), tied.iter().filter(is_decided).count());
        let winners = tied.iter().filter(|one| self.won(one)).count();
        let right = decided == 0 || (open == 0 && winners == free);
        let what = format!("{winners} of {} equals have a seat by letter, and those ahead leave {free}", tied.len());
        // The letter is whole, and wrong, with the last of its rows.
        let last = tied.iter().copied().filter(|one| is_decided(&one)).map(|one| one.position).max();
        last.filter(|_| !right).map(|last| Finding::at(last, what))
    }

    /// Plays everything again over the final order, which gives `quota` seats.
    pub fn check(&self, placed: &[Placed<'l>], quota: u32) -> Vec<Finding> {
        let mut replay = Replay::begin(self, placed);
        let wrong = |(position, leaf): &(u64, &'l SeatLeaf)| {
            let what = replay.apply(*position, leaf).err()?;
            Some(Finding::at(*position, format!("{} {what}", leaf.participant)))
        };
        let played = self.events.iter().filter_map(wrong);
        played.chain(self.flaws.iter().cloned()).chain(self.check_letter(placed, quota)).collect()
    }
}

/// Seats that those who rank before leave to equals at the last one.
pub(crate) fn left_for_equals(placed: &[Placed<'_>], quota: u32) -> usize {
    let ahead = placed.iter().filter(|one| one.right == FinalOutcome::Selected).count();
    usize::try_from(quota).unwrap_or(usize::MAX).saturating_sub(ahead)
}

/// The seats at one moment.
struct Replay<'s, 'l> {
    placed: BTreeMap<&'l str, Placed<'l>>,
    /// By rank, whoever has or had no seat, here or elsewhere.
    waiting: BTreeSet<(u32, &'l str)>,
    /// Who has a seat of another vacancy.
    elsewhere: BTreeSet<&'l str>,
    /// How many rows about such seats were looked at.
    looked: usize,
    seats: &'s Seats<'l>,
    holders: BTreeSet<&'l str>,
    left: BTreeSet<&'l str>,
    /// Who left and whose seat nobody took.
    vacated: BTreeSet<&'l str>,
}

impl<'s, 'l> Replay<'s, 'l> {
    fn begin(seats: &'s Seats<'l>, placed: &[Placed<'l>]) -> Self {
        let has_seat = |one: &Placed<'_>| match one.right {
            FinalOutcome::Selected => true,
            // Who won a tie by letter had a seat from the publication on.
            FinalOutcome::NeedsDecision => seats.won(one),
            FinalOutcome::NotSelected | FinalOutcome::Moved => false,
        };
        let (holders, waiting): (Vec<Placed<'l>>, Vec<Placed<'l>>) = placed.iter().copied().partition(has_seat);
        Self {
            placed: placed.iter().map(|one| (one.number, *one)).collect(),
            waiting: waiting.iter().map(|one| (one.rank, one.number)).collect(),
            elsewhere: BTreeSet::new(),
            looked: 0,
            seats,
            holders: holders.iter().map(|one| one.number).collect(),
            left: BTreeSet::new(),
            vacated: BTreeSet::new(),
        }
    }

    fn apply(&mut self, position: u64, leaf: &'l SeatLeaf) -> Result<(), String> {
        let number = leaf.participant.as_str();
        self.look_elsewhere(position);
        match &leaf.event {
            SeatEvent::MovedIn { .. } => self.move_in(position, number),
            SeatEvent::Left { .. } => self.leave(number),
            SeatEvent::Took { leaver, decision } => self.take(number, (leaver, decision)),
        }
    }

    /// Whoever has a seat of another vacancy by then waits for none of this.
    fn look_elsewhere(&mut self, position: u64) {
        let rows = self.seats.elsewhere[self.looked..].iter().take_while(|(at, ..)| *at < position);
        for (_, number, is_elsewhere) in rows {
            self.looked += 1;
            // Whom a correction took out of the order had the seat until then all the same.
            let place = self.placed.get(number).map(|one| (one.rank, *number));
            if *is_elsewhere {
                if place.is_none_or(|place| self.waiting.remove(&place)) {
                    self.elsewhere.insert(number);
                }
            } else if self.elsewhere.remove(number) && !self.left.contains(number) {
                self.waiting.extend(place);
            }
        }
    }

    fn move_in(&mut self, position: u64, number: &'l str) -> Result<(), String> {
        if self.placed.contains_key(number) || self.left.contains(number) || !self.holders.insert(number) {
            return Err("comes from another vacancy and was here before".to_owned());
        }
        self.seats.refused.get(&position).map_or(Ok(()), |why| Err(why.clone()))
    }

    fn leave(&mut self, number: &'l str) -> Result<(), String> {
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
        if self.elsewhere.contains(number) { Ok(()) } else { Err("leaves a seat that it never had".to_owned()) }
    }

    fn take(&mut self, number: &'l str, (leaver, decision): (&str, &str)) -> Result<(), String> {
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
            _ if !waited => {
                return Err(format!("takes the seat of {leaver} and has one of another vacancy"));
            }
            _ => {}
        }
        let mut ahead = self.waiting.range(..(one.rank, ""));
        let first = ahead.next();
        let ahead = usize::from(first.is_some()) + ahead.take(free).count();
        if let (Some((_, first)), true) = (first, ahead >= free) {
            return Err(format!("takes the seat of {leaver}, and {first} ranks before"));
        }
        let equals = self.waiting.range((one.rank, "")..).take_while(|(rank, _)| *rank == one.rank);
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
