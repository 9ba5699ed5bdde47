//! When the passes over unfilled seats run (*waktu optimalisasi*). No text that was read dates them; the ruleset chooses.

/// Before the result is public, so that the list that is announced has the codes, or when nobody can object to it any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FillTime {
    /// Once all vacancies of a job have their final order: the codes of the passes are printed in the list of the final result.
    #[default]
    BeforePublication,
    /// Once all results of a job are public and past objection: no seat goes to an outsider that an objection could give to
    /// somebody who applied for it.
    AfterObjections,
}

impl FillTime {
    const ALL: [Self; 2] = [Self::BeforePublication, Self::AfterObjections];

    /// As rulesets and criteria write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforePublication => "before_publication",
            Self::AfterObjections => "after_objections",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|time| time.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written() {
        for time in FillTime::ALL {
            assert_eq!(FillTime::parse(time.as_str()), Some(time));
        }
        assert_eq!(FillTime::parse("never"), None);
    }
}
