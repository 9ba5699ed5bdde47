//! For what kind of employment a selection is held (*jenis ASN*), and the rules of either.

use crate::domain::general_rules::GeneralRules;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::pppk_ruleset::PppkRuleset;
use crate::domain::ruleset::SelectionRuleset;
use std::fmt;
use std::sync::Arc;

/// The programme of a selection (*jenis pengadaan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Programme {
    /// Civil servants on probation (*calon pegawai negeri sipil*).
    Cpns,
    /// Government employees with a work agreement (*pegawai pemerintah dengan perjanjian kerja*).
    Pppk,
}

impl Programme {
    /// Every programme.
    pub const ALL: [Self; 2] = [Self::Cpns, Self::Pppk];

    /// As rulesets and criteria write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpns => "cpns",
            Self::Pppk => "pppk",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|programme| programme.as_str() == text)
    }
}

impl fmt::Display for Programme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The ruleset of a selection, of whichever programme.
#[derive(Clone, Debug)]
pub enum Ruleset {
    /// Of civil servants on probation.
    Cpns(Arc<SelectionRuleset>),
    /// Of employees with a work agreement.
    Pppk(Arc<PppkRuleset>),
}

impl Ruleset {
    /// What rulesets of all programmes say.
    pub fn general(&self) -> &GeneralRules {
        match self {
            Self::Cpns(ruleset) => &ruleset.general,
            Self::Pppk(ruleset) => &ruleset.general,
        }
    }

    /// The passes over unfilled seats, in their order (*optimalisasi*); empty where nobody moves.
    pub fn passes(&self) -> Vec<OptimisationCode> {
        match self {
            Self::Cpns(ruleset) => ruleset.passes.clone(),
            Self::Pppk(ruleset) if ruleset.test.fills_other_places => vec![OptimisationCode::OtherPlace],
            Self::Pppk(_) => Vec::new(),
        }
    }

    /// Which programme it is of.
    pub fn programme(&self) -> Programme {
        match self {
            Self::Cpns(_) => Programme::Cpns,
            Self::Pppk(_) => Programme::Pppk,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_is_read_as_it_is_written() {
        for programme in Programme::ALL {
            assert_eq!(Programme::parse(programme.as_str()).unwrap(), programme);
        }
        assert_eq!(Programme::parse("CPNS"), None);
    }
}
