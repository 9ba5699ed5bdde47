//! An evaluation of a programme (*laporan evaluasi program*): measured once, kept as it was, and read by a person who says what
//! follows. It changes nothing by itself.

use crate::domain::programme_finding::ProgrammeFinding;
use jiff::Timestamp;
use uuid::Uuid;

/// What was evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgrammeKind {
    /// Whether a selection predicted ratings (*validitas seleksi*).
    Selection,
    /// Whether training closed gaps (*efek pelatihan*).
    Training,
    /// Whether a service did better after its unit was staffed.
    Unit,
    /// What a filled post cost (*biaya per formasi*).
    Cost,
}

impl ProgrammeKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Selection, Self::Training, Self::Unit, Self::Cost];

    /// The kind as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selection => "selection",
            Self::Training => "training",
            Self::Unit => "unit",
            Self::Cost => "cost",
        }
    }

    /// Reads a stored kind.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// Waits for a person.
    Measured,
    /// A person takes it up.
    Adopted,
    /// A person sets it aside.
    SetAside,
}

impl ReportState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Measured, Self::Adopted, Self::SetAside];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Adopted => "adopted",
            Self::SetAside => "set_aside",
        }
    }

    /// Reads a stored state.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a person said of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDecision {
    /// What follows, or why nothing does.
    pub reason: String,
    /// Subject of the token.
    pub by: String,
    /// When.
    pub time: Timestamp,
}

/// An evaluation of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeReport {
    /// Id.
    pub id: Uuid,
    /// What was evaluated.
    pub kind: ProgrammeKind,
    /// Which one: programme and period, competency, or service and day.
    pub subject: String,
    /// Ruleset that it was measured by.
    pub ruleset: String,
    /// Where it stands.
    pub state: ReportState,
    /// What was found; never changed.
    pub findings: Vec<ProgrammeFinding>,
    /// What a person said of it.
    pub decision: Option<ReportDecision>,
    /// Version.
    pub version: i64,
    /// When it was measured.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// A person has said already what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the report is {}", .0.as_str())]
pub struct ReportDecided(pub ReportState);

impl ProgrammeReport {
    /// A person says what follows.
    pub fn decide(&mut self, adopt: bool, decision: ReportDecision) -> Result<(), ReportDecided> {
        if self.state != ReportState::Measured {
            return Err(ReportDecided(self.state));
        }
        self.state = if adopt { ReportState::Adopted } else { ReportState::SetAside };
        self.decision = Some(decision);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::programme_finding::FindingVerdict;

    fn report() -> ProgrammeReport {
        ProgrammeReport {
            id: Uuid::nil(),
            kind: ProgrammeKind::Selection,
            subject: "cpns 2024".into(),
            ruleset: "programme-siklus-1".into(),
            state: ReportState::Measured,
            findings: Vec::new(),
            decision: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    fn decision() -> ReportDecision {
        ReportDecision { reason: "dibahas".into(), by: "ppk".into(), time: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_person_decides_once() {
        for (adopt, state) in [(true, ReportState::Adopted), (false, ReportState::SetAside)] {
            let mut report = report();
            report.decide(adopt, decision()).unwrap();
            assert_eq!((report.state, report.decision.clone()), (state, Some(decision())));
            assert_eq!(report.decide(!adopt, decision()), Err(ReportDecided(state)));
        }
    }

    #[test]
    fn stored_words_read_back() {
        assert!(ProgrammeKind::ALL.into_iter().all(|one| ProgrammeKind::parse(one.as_str()) == Some(one)));
        assert!(ReportState::ALL.into_iter().all(|one| ReportState::parse(one.as_str()) == Some(one)));
        assert!(FindingVerdict::ALL.into_iter().all(|one| FindingVerdict::parse(one.as_str()) == Some(one)));
        assert_eq!(ProgrammeKind::parse("people"), None);
    }
}
