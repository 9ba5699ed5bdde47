//! Where the path after a low rating leads (PP 30/2019 art. 56–57), and which decision leads there.

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseStage {
    /// An official decided that nothing follows the rating.
    Declined,
    /// Warned (*peringatan kinerja*).
    Warned,
    /// Coached by a plan (*pembinaan*).
    Coaching,
    /// Improved: the case is over (*membaik, selesai*).
    Improved,
    /// Not improved: a test of competency is to be taken (*uji kompetensi*).
    CompetencyTest,
    /// The test has a result; where the servant goes is to be decided.
    Tested,
    /// Moved to a post of the same level (*mutasi setara*).
    EqualMove,
    /// Moved to a lower post (*turun jabatan*).
    LowerPost,
    /// No post is free: waits for one, a year at most (*tunggu*).
    Waiting,
    /// Honourably dismissed (*pemberhentian dengan hormat*).
    Dismissed,
    /// An objection to the warning was right: the case is over.
    Withdrawn,
}

impl CaseStage {
    /// Every stage.
    pub const ALL: [Self; 11] = [
        Self::Declined,
        Self::Warned,
        Self::Coaching,
        Self::Improved,
        Self::CompetencyTest,
        Self::Tested,
        Self::EqualMove,
        Self::LowerPost,
        Self::Waiting,
        Self::Dismissed,
        Self::Withdrawn,
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Warned => "warned",
            Self::Coaching => "coaching",
            Self::Improved => "improved",
            Self::CompetencyTest => "competency_test",
            Self::Tested => "tested",
            Self::EqualMove => "equal_move",
            Self::LowerPost => "lower_post",
            Self::Waiting => "waiting",
            Self::Dismissed => "dismissed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }
}

/// What an official can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// Nothing follows.
    Decline,
    /// The servant is warned.
    Warn,
    /// Coaching begins.
    Coach,
    /// The servant has improved.
    Improved,
    /// The servant has not.
    NotImproved,
    /// A post of the same level.
    EqualMove,
    /// A lower post.
    LowerPost,
    /// Waiting for a post.
    Wait,
    /// Dismissal.
    Dismiss,
}

impl DecisionKind {
    /// Every decision.
    pub const ALL: [Self; 9] = [
        Self::Decline,
        Self::Warn,
        Self::Coach,
        Self::Improved,
        Self::NotImproved,
        Self::EqualMove,
        Self::LowerPost,
        Self::Wait,
        Self::Dismiss,
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decline => "decline",
            Self::Warn => "warn",
            Self::Coach => "coach",
            Self::Improved => "improved",
            Self::NotImproved => "not_improved",
            Self::EqualMove => "equal_move",
            Self::LowerPost => "lower_post",
            Self::Wait => "wait",
            Self::Dismiss => "dismiss",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Where it leads from a stage, none at the beginning, if it may be decided there.
    pub fn from(self, stage: Option<CaseStage>) -> Option<CaseStage> {
        use CaseStage as S;
        match (self, stage) {
            (Self::Decline, None) => Some(S::Declined),
            (Self::Warn, None) => Some(S::Warned),
            (Self::Coach, Some(S::Warned)) => Some(S::Coaching),
            (Self::Improved, Some(S::Coaching)) => Some(S::Improved),
            (Self::NotImproved, Some(S::Coaching)) => Some(S::CompetencyTest),
            (Self::EqualMove, Some(S::Tested | S::Waiting)) => Some(S::EqualMove),
            (Self::LowerPost, Some(S::Tested | S::Waiting)) => Some(S::LowerPost),
            (Self::Wait, Some(S::Tested)) => Some(S::Waiting),
            (Self::Dismiss, Some(S::Waiting)) => Some(S::Dismissed),
            _ => None,
        }
    }

    /// Whether it is the appointing authority's.
    pub fn is_of_authority(self) -> bool {
        matches!(self, Self::Decline | Self::EqualMove | Self::LowerPost | Self::Wait | Self::Dismiss)
    }

    /// Whether the servant can be against it: what favours the servant is not objected to.
    pub fn burdens(self) -> bool {
        !matches!(self, Self::Decline | Self::Improved)
    }
}

/// What the next step of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseTask {
    /// An objection is to be decided.
    DecideObjection,
    /// Coaching is to begin.
    OpenCoaching,
    /// Whether the servant improved is to be said.
    Judge,
    /// The test of competency is to be taken.
    TakeTest,
    /// Where the servant goes is to be decided.
    Place,
}

impl CaseTask {
    /// Every task.
    pub const ALL: [Self; 5] = [Self::DecideObjection, Self::OpenCoaching, Self::Judge, Self::TakeTest, Self::Place];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DecideObjection => "decide_objection",
            Self::OpenCoaching => "open_coaching",
            Self::Judge => "judge",
            Self::TakeTest => "take_test",
            Self::Place => "place",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for stage in CaseStage::ALL {
            assert_eq!(CaseStage::parse(stage.as_str()), Some(stage));
        }
        for kind in DecisionKind::ALL {
            assert_eq!(DecisionKind::parse(kind.as_str()), Some(kind));
        }
        for task in CaseTask::ALL {
            assert_eq!(CaseTask::parse(task.as_str()), Some(task));
        }
        assert_eq!((CaseStage::parse(""), DecisionKind::parse(""), CaseTask::parse("")), (None, None, None));
    }

    /// The machine of the reference: every arrow it has, and no other.
    #[test]
    fn the_arrows_are_those_of_the_reference() {
        use CaseStage as S;
        use DecisionKind as K;
        let arrows = [
            (K::Decline, None, S::Declined),
            (K::Warn, None, S::Warned),
            (K::Coach, Some(S::Warned), S::Coaching),
            (K::Improved, Some(S::Coaching), S::Improved),
            (K::NotImproved, Some(S::Coaching), S::CompetencyTest),
            (K::EqualMove, Some(S::Tested), S::EqualMove),
            (K::EqualMove, Some(S::Waiting), S::EqualMove),
            (K::LowerPost, Some(S::Tested), S::LowerPost),
            (K::LowerPost, Some(S::Waiting), S::LowerPost),
            (K::Wait, Some(S::Tested), S::Waiting),
            (K::Dismiss, Some(S::Waiting), S::Dismissed),
        ];
        let starts = S::ALL.into_iter().map(Some).chain([None]);
        for start in starts {
            for kind in K::ALL {
                let arrow = arrows.iter().find(|(known, from, _)| *known == kind && *from == start);
                assert_eq!(kind.from(start), arrow.map(|(_, _, to)| *to), "{kind:?} from {start:?}");
            }
        }
        let gentle: Vec<K> = K::ALL.into_iter().filter(|kind| !kind.burdens()).collect();
        assert_eq!(gentle, [K::Decline, K::Improved]);
    }
}
