//! The result codes of a selection (*kode kelulusan*) and the sums a published recapitulation must keep.

use thiserror::Error;

/// The result of the basic test (*kode hasil SKD*, used by BKN since 2019).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkdCode {
    /// `P/L`: met the mark and goes to the field test (*memenuhi NAB dan ikut SKB*).
    PassedToSkb,
    /// `P`: met the mark, outside the places (*memenuhi NAB, tidak ikut SKB*).
    Passed,
    /// `TL`: below the mark (*tidak memenuhi NAB*).
    Failed,
    /// `TH`: absent (*tidak hadir*).
    Absent,
    /// `DIS`: disqualified (*diskualifikasi*).
    Disqualified,
}

/// A code no list knows (*kode tidak dikenal*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a result code")]
pub struct UnknownCode(pub String);

impl SkdCode {
    const ALL: [Self; 5] = [Self::PassedToSkb, Self::Passed, Self::Failed, Self::Absent, Self::Disqualified];

    /// Reads a printed code (*kode hasil SKD*).
    pub fn parse(text: &str) -> Result<Self, UnknownCode> {
        let found = Self::ALL.into_iter().find(|code| code.as_str() == text);
        found.ok_or_else(|| UnknownCode(text.to_owned()))
    }

    /// The printed code (*kode hasil SKD*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PassedToSkb => "P/L",
            Self::Passed => "P",
            Self::Failed => "TL",
            Self::Absent => "TH",
            Self::Disqualified => "DIS",
        }
    }

    /// Whether the candidate met the pass mark (*memenuhi NAB*).
    pub fn met_the_mark(self) -> bool {
        matches!(self, Self::PassedToSkb | Self::Passed)
    }

    /// Whether the candidate goes to the field test (*ikut SKB*).
    pub fn goes_to_skb(self) -> bool {
        self == Self::PassedToSkb
    }
}

/// The result after integration (*kode hasil akhir*, 2021 lists).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FinalCode {
    /// `P/L`: selected (*lulus*).
    Selected,
    /// `P/L-1`: selected after a move to another kind of need (*pindah jenis formasi*).
    SelectedOtherKind,
    /// `P/L-2`: selected after a move to another place (*pindah lokasi*).
    SelectedOtherPlace,
    /// `P/TL`: took part, outside the seats (*tidak masuk peringkat*).
    NotRanked,
    /// `P/TH`: absent from the field test (*tidak hadir*).
    Absent,
    /// `TMS`: no longer meets the conditions (*gugur syarat*).
    NotEligible,
    /// `TMS-1`: failed an eliminating test (*gugur tahapan SKB*).
    Eliminated,
    /// `APS`: withdrew (*mengundurkan diri, atas permintaan sendiri*).
    Withdrew,
}

impl FinalCode {
    const ALL: [Self; 8] = [
        Self::Selected,
        Self::SelectedOtherKind,
        Self::SelectedOtherPlace,
        Self::NotRanked,
        Self::Absent,
        Self::NotEligible,
        Self::Eliminated,
        Self::Withdrew,
    ];

    /// Reads a printed code (*kode hasil akhir*).
    pub fn parse(text: &str) -> Result<Self, UnknownCode> {
        let found = Self::ALL.into_iter().find(|code| code.as_str() == text);
        found.ok_or_else(|| UnknownCode(text.to_owned()))
    }

    /// The printed code (*kode hasil akhir*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "P/L",
            Self::SelectedOtherKind => "P/L-1",
            Self::SelectedOtherPlace => "P/L-2",
            Self::NotRanked => "P/TL",
            Self::Absent => "P/TH",
            Self::NotEligible => "TMS",
            Self::Eliminated => "TMS-1",
            Self::Withdrew => "APS",
        }
    }

    /// Whether the candidate gets a seat (*lulus*).
    pub fn is_selected(self) -> bool {
        matches!(self, Self::Selected | Self::SelectedOtherKind | Self::SelectedOtherPlace)
    }
}

/// The counts a published final list ends with (*rekapitulasi kelulusan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recapitulation {
    pub total: u32,
    /// *Hadir*.
    pub present: u32,
    /// *Tidak hadir*.
    pub absent: u32,
    /// `P/L`.
    pub selected: u32,
    /// `P/L-1`.
    pub selected_other_kind: u32,
    /// `P/L-2`.
    pub selected_other_place: u32,
    /// `P/TL`.
    pub not_ranked: u32,
}

/// A sum a recapitulation does not keep (*rekapitulasi tidak cocok*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecapitulationViolation {
    #[error("present and absent make {sum}, the total is {total}")]
    Attendance { sum: u64, total: u32 },
    #[error("the results make {sum}, present are {present}")]
    Results { sum: u64, present: u32 },
}

impl Recapitulation {
    /// Lists the sums that do not hold (*rekapitulasi tidak cocok*), empty when the list is consistent.
    pub fn violations(&self) -> Vec<RecapitulationViolation> {
        let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum::<u64>();
        let attendance = sum(&[self.present, self.absent]);
        let results = sum(&[self.selected, self.selected_other_kind, self.selected_other_place, self.not_ranked]);
        let mut violations = Vec::new();
        if attendance != u64::from(self.total) {
            violations.push(RecapitulationViolation::Attendance { sum: attendance, total: self.total });
        }
        if results != u64::from(self.present) {
            violations.push(RecapitulationViolation::Results { sum: results, present: self.present });
        }
        violations
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for code in SkdCode::ALL {
            assert_eq!(SkdCode::parse(code.as_str()).unwrap(), code);
        }
        for code in FinalCode::ALL {
            assert_eq!(FinalCode::parse(code.as_str()).unwrap(), code);
        }
        assert!(SkdCode::parse("PL").is_err());
    }

    #[test]
    fn a_consistent_recapitulation_has_no_violations() {
        let mut recapitulation = Recapitulation {
            total: 837,
            present: 827,
            absent: 10,
            selected: 292,
            selected_other_kind: 5,
            selected_other_place: 2,
            not_ranked: 528,
        };
        assert!(recapitulation.violations().is_empty());
        recapitulation.present = 826;
        assert_eq!(recapitulation.violations().len(), 2);
    }
}
