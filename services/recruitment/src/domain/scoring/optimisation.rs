//! Filling empty seats (*optimalisasi*): the codes the national system prints, as what they say about a move.
//! The region only audits; the order of the passes is a ruleset's and is not decided here.

use crate::domain::result_code::UnknownCode;

/// Whose seat is filled, or who fills it (*umum* or *khusus*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    General,
    Special,
}

/// Who may fill a seat (*asal peserta*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    General,
    Special,
    /// The same special kind as the seat's (*khusus yang sama*).
    SameSpecial,
    /// Any other kind (*lainnya*).
    Other,
    GeneralOrSpecial,
    /// Indigenous Papuans (*orang asli Papua*).
    IndigenousPapuan,
}

/// Where the candidate applied, seen from the seat (*lokasi*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    Same,
    Different,
}

/// A code of the 2024 lists (*kode optimalisasi*, KepmenPANRB 320/2024); the meanings are second-hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptimisationCode {
    U1,
    U2,
    U3,
    E1,
    E2,
    E3,
    L1,
    L2,
    /// What PPPK lists append to the code of the tier: the same job at another place (PermenPANRB 6/2024 art. 47).
    OtherPlace,
    /// Not eligible after an eliminating test (*tidak memenuhi syarat SKBT/SKTT*).
    Tms1,
}

/// A move into an empty seat (*perpindahan formasi*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Move {
    pub seat: Side,
    pub source: Source,
    pub place: Place,
}

impl OptimisationCode {
    /// Reads a printed code (*kode optimalisasi*), with or without the hyphen and the leading `P/L`.
    pub fn parse(text: &str) -> Result<Self, UnknownCode> {
        if text == Self::OtherPlace.as_str() {
            return Ok(Self::OtherPlace);
        }
        let suffix = text.strip_prefix("P/L-").unwrap_or(text);
        match suffix.replace('-', "").as_str() {
            "U1" => Ok(Self::U1),
            "U2" => Ok(Self::U2),
            "U3" => Ok(Self::U3),
            "E1" => Ok(Self::E1),
            "E2" => Ok(Self::E2),
            "E3" => Ok(Self::E3),
            "L1" => Ok(Self::L1),
            "L2" => Ok(Self::L2),
            "TMS1" => Ok(Self::Tms1),
            _ => Err(UnknownCode(text.to_owned())),
        }
    }

    /// The printed code (*kode optimalisasi*); lists append it to `P/L` without its hyphen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::U1 => "U-1",
            Self::U2 => "U-2",
            Self::U3 => "U-3",
            Self::E1 => "E-1",
            Self::E2 => "E-2",
            Self::E3 => "E-3",
            Self::L1 => "L-1",
            Self::L2 => "L-2",
            Self::OtherPlace => "/L-2",
            Self::Tms1 => "TMS-1",
        }
    }

    /// The move a pass of this code makes. No source describes U-2: where a ruleset lists it, it is taken by symmetry as a
    /// general seat for general applicants of another place. Nothing is known of L-1, and it moves nobody.
    pub fn pass(self) -> Option<Move> {
        let by_symmetry = Move { seat: Side::General, source: Source::General, place: Place::Different };
        if self == Self::U2 { Some(by_symmetry) } else { self.movement() }
    }

    /// The move the code stands for (*perpindahan formasi*), where a source describes it.
    pub fn movement(self) -> Option<Move> {
        let movement = |seat, source, place| Some(Move { seat, source, place });
        match self {
            Self::U1 => movement(Side::General, Source::Special, Place::Same),
            Self::U3 => movement(Side::General, Source::GeneralOrSpecial, Place::Different),
            Self::E1 => movement(Side::Special, Source::SameSpecial, Place::Different),
            Self::E2 => movement(Side::Special, Source::Other, Place::Same),
            Self::E3 => movement(Side::Special, Source::GeneralOrSpecial, Place::Different),
            Self::L2 => movement(Side::General, Source::IndigenousPapuan, Place::Same),
            // U-2 and L-1 are printed in lists, but no source found says what they mean. A move of PPPK has no kinds.
            Self::U2 | Self::L1 | Self::OtherPlace | Self::Tms1 => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_lists_print_them() {
        assert_eq!(OptimisationCode::parse("U-1").unwrap(), OptimisationCode::U1);
        assert_eq!(OptimisationCode::parse("P/L-U1").unwrap(), OptimisationCode::U1);
        assert_eq!(OptimisationCode::parse("TMS1").unwrap(), OptimisationCode::Tms1);
        assert!(OptimisationCode::parse("U-4").is_err());
    }

    #[test]
    fn an_empty_general_seat_is_first_filled_by_special_applicants_of_the_same_place() {
        let expected = Move { seat: Side::General, source: Source::Special, place: Place::Same };
        assert_eq!(OptimisationCode::U1.movement(), Some(expected));
    }

    #[test]
    fn codes_without_a_described_meaning_say_so() {
        assert_eq!(OptimisationCode::U2.movement(), None);
        assert_eq!((OptimisationCode::L1.pass(), OptimisationCode::Tms1.pass()), (None, None));
        let general = Move { seat: Side::General, source: Source::General, place: Place::Different };
        assert_eq!(OptimisationCode::U2.pass(), Some(general));
    }

    #[test]
    fn a_code_is_printed_as_it_is_read() {
        use OptimisationCode::{E1, E2, E3, L1, L2, Tms1, U1, U2, U3};
        for code in [U1, U2, U3, E1, E2, E3, L1, L2, Tms1] {
            assert_eq!(OptimisationCode::parse(code.as_str()).unwrap(), code);
        }
    }
}
