//! A transfer (*mutasi*) from request to decree.

use crate::domain::{
    rank_promotion::Paper,
    talent_condition::{Condition, lines, open},
    transfer_rules::TransferWish,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Kind of transfer (Peraturan BKN 5/2019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransferKind {
    /// Within one instansi.
    Within,
    /// Between regencies and cities of a province.
    BetweenRegencies,
    /// Between those of different provinces, and between provinces.
    BetweenProvinces,
    /// Between a region and the centre.
    RegionCentre,
    /// Between agencies of the centre.
    BetweenCentral,
    /// To a mission abroad.
    Abroad,
    /// On one's own request (*atas permintaan sendiri*), within the instansi or out of it.
    OwnRequest,
}

impl TransferKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Within, "within"),
        (Self::BetweenRegencies, "between_regencies"),
        (Self::BetweenProvinces, "between_provinces"),
        (Self::RegionCentre, "region_centre"),
        (Self::BetweenCentral, "between_central"),
        (Self::Abroad, "abroad"),
        (Self::OwnRequest, "own_request"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// Whether it can lead to a position of this instansi.
    pub fn can_stay(self) -> bool {
        matches!(self, Self::Within | Self::OwnRequest)
    }

    /// Whether it can lead out of this instansi.
    pub fn can_leave(self) -> bool {
        self != Self::Within
    }
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// Asked for; documents are still missing.
    Requested,
    /// All documents are there.
    Checked,
    /// Decided: the new post is written, or the servant left.
    Granted,
    /// Rejected, with a reason.
    Rejected,
}

impl TransferState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Requested, "requested"),
        (Self::Checked, "checked"),
        (Self::Granted, "granted"),
        (Self::Rejected, "rejected"),
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

/// A document that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Code of the ruleset.
    pub code: String,
    /// Number.
    pub number: String,
    /// Day.
    pub date: Date,
}

impl Document {
    /// As a line of the table.
    pub fn to_line(&self) -> String {
        format!("{}\t{}\t{}", self.code, self.date, self.number)
    }

    /// Reads such a line.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, '\t');
        let (code, date, number) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { code: code.to_owned(), number: number.to_owned(), date: date.parse::<Date>().ok()? })
    }
}

/// A transfer of one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What is asked for.
    pub wish: TransferWish,
    /// Where it stands.
    pub state: TransferState,
    /// Documents handed in.
    pub documents: Vec<Document>,
    /// Ruleset by which it was looked at last.
    pub ruleset: String,
    /// What held when it was decided, a line a condition.
    pub grounds: Vec<String>,
    /// Decree (*SK*).
    pub decree: Option<Paper>,
    /// Subject of whoever wrote the request down.
    pub requested_by: String,
    /// Subject of whoever decided.
    pub decided_by: String,
    /// Version.
    pub version: i64,
    /// When it was asked for.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a transfer is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefusal {
    /// The step belongs to another state.
    #[error("the transfer is {}", .0.as_str())]
    State(TransferState),
    /// Conditions do not hold, or the record does not say enough; all of them. Punishments and birth dates were opened for them,
    /// and a refusal leaves no trace in the audit trail: it tells which, and not why.
    #[error("stands in the way: {}; CheckTransfer tells why", rules(.0))]
    Conditions(Vec<Condition>),
    /// Nobody decides about themselves.
    #[error("nobody decides about their own transfer")]
    Own,
}

fn rules(conditions: &[Condition]) -> String {
    conditions.iter().map(|one| one.rule).collect::<Vec<_>>().join(",")
}

/// Refuses with every condition that stands in the way.
pub fn must_hold(conditions: &[Condition]) -> Result<(), TransferRefusal> {
    let blocking = open(conditions);
    if blocking.is_empty() { Ok(()) } else { Err(TransferRefusal::Conditions(blocking)) }
}

impl Transfer {
    /// Refuses one that was decided.
    pub fn must_be_open(&self) -> Result<(), TransferRefusal> {
        match self.state {
            TransferState::Requested | TransferState::Checked => Ok(()),
            TransferState::Granted | TransferState::Rejected => Err(TransferRefusal::State(self.state)),
        }
    }

    /// Notes which documents are there, in the place of what was noted before.
    pub fn check(
        &mut self,
        documents: Vec<Document>,
        complete: bool,
        ruleset: &str,
        now: Timestamp,
    ) -> Result<(), TransferRefusal> {
        self.must_be_open()?;
        self.state = if complete { TransferState::Checked } else { TransferState::Requested };
        (self.documents, self.ruleset, self.update_time) = (documents, ruleset.to_owned(), now);
        Ok(())
    }

    /// Notes the decree, and what held.
    pub fn grant(
        &mut self,
        paper: Paper,
        conditions: &[Condition],
        by: &str,
        now: Timestamp,
    ) -> Result<(), TransferRefusal> {
        self.must_be_open()?;
        must_hold(conditions)?;
        self.grounds = lines(conditions);
        (self.state, self.decree, self.update_time) = (TransferState::Granted, Some(paper), now);
        self.decided_by = by.to_owned();
        Ok(())
    }

    /// Ends it without a decree.
    pub fn reject(&mut self, by: &str, now: Timestamp) -> Result<(), TransferRefusal> {
        self.must_be_open()?;
        (self.state, self.decided_by, self.update_time) = (TransferState::Rejected, by.to_owned(), now);
        Ok(())
    }
}

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;
