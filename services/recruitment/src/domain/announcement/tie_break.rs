//! What decides between candidates with equal final marks (*penentu kelulusan*, PermenPANRB 6/2024 art. 45(4)).

/// One step of the order; rulesets list them, first things first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TieBreak {
    /// The greater total of the basic test.
    SkdTotal,
    /// The greater score of the personal characteristics.
    Tkp,
    /// The greater score of the general intelligence.
    Tiu,
    /// The greater score of the national insight.
    Twk,
    /// The greater grade point average, or average mark of a school diploma.
    Gpa,
    /// The older.
    Older,
}

impl TieBreak {
    /// Every step, in the order of the law since 2021.
    pub const ALL: [Self; 6] = [Self::SkdTotal, Self::Tkp, Self::Tiu, Self::Twk, Self::Gpa, Self::Older];

    /// As rulesets and criteria write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SkdTotal => "skd_total",
            Self::Tkp => "tkp",
            Self::Tiu => "tiu",
            Self::Twk => "twk",
            Self::Gpa => "gpa",
            Self::Older => "older",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tie_break| tie_break.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_as_it_is_written() {
        for tie_break in TieBreak::ALL {
            assert_eq!(TieBreak::parse(tie_break.as_str()), Some(tie_break));
        }
        assert_eq!(TieBreak::parse("luck"), None);
    }
}
