//! The recapitulation of a selection (*rekapitulasi kelulusan*): what became of everybody who applied and of every seat,
//! and the sums that have to close.

use crate::domain::result_code::Recapitulation;

/// Counts of one group of vacancies, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub vacancies: i64,
    pub seats: i64,
    /// Applications as the vacancies counted them at their close; of an open one, those there are now.
    pub counted: i64,
    /// Applications there are (*pelamar*).
    pub applicants: i64,
    /// *Memenuhi syarat* (MS).
    pub eligible: i64,
    /// *Tidak memenuhi syarat* (TMS).
    pub ineligible: i64,
    pub unverified: i64,
    /// `P/L`: takes part in the field test (*peserta SKB*).
    pub to_skb: i64,
    /// `P`.
    pub passed: i64,
    /// `TL`.
    pub failed: i64,
    /// `TH` in the basic test.
    pub absent: i64,
    /// `DIS` in the basic test.
    pub disqualified: i64,
    /// Eligible without a code of the basic test yet.
    pub skd_pending: i64,
    /// With final points.
    pub ranked: i64,
    /// `TMSI`: failed an eliminating test.
    pub eliminated: i64,
    /// `TH` in the field test.
    pub skb_absent: i64,
    /// `DIS` in the field test.
    pub skb_disqualified: i64,
    /// In the field test without a final result yet.
    pub skb_pending: i64,
    /// With a seat of the vacancy applied for.
    pub selected: i64,
    /// With a seat of another vacancy, counted where they applied.
    pub moved_out: i64,
    /// Those of them with a seat of another kind of need of the same place.
    pub moved_out_kind: i64,
    /// Those of them with a seat of another place.
    pub moved_out_place: i64,
    pub not_selected: i64,
    /// In a tie that waits for a decision.
    pub undecided: i64,
    /// With a seat here, having applied for another kind of need of the same place.
    pub moved_in_kind: i64,
    /// With a seat here, having applied elsewhere.
    pub moved_in_place: i64,
    /// Seats that nobody has.
    pub free: i64,
}

/// A sum that a recapitulation keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// What was counted at the close is still there.
    Applications,
    /// Everybody has a verdict or waits for one.
    Verification,
    /// Everybody eligible has a code of the basic test or waits for one.
    Skd,
    /// Everybody in the field test has a result or waits for one.
    Skb,
    /// Everybody ranked has a seat, none, or waits for a decision.
    Result,
    /// Every seat has somebody or is free.
    Seats,
    /// Everybody who left a vacancy came to one: of all groups together.
    Moves,
}

/// Both sides of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    pub identity: Identity,
    pub left: i64,
    pub right: i64,
}

impl Sum {
    /// Whether both sides are equal.
    pub fn closes(self) -> bool {
        self.left == self.right
    }
}

impl Identity {
    /// Its name and how it is computed.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::Applications => ("APPLICATIONS", "counted_at_close = applicants"),
            Self::Verification => ("VERIFICATION", "applicants = eligible + ineligible + unverified"),
            Self::Skd => ("SKD", "eligible = to_skb + passed + failed + absent + disqualified + skd_pending"),
            Self::Skb => ("SKB", "to_skb = ranked + eliminated + skb_absent + skb_disqualified + skb_pending"),
            Self::Result => ("RESULT", "ranked = selected + moved_out + not_selected + undecided"),
            Self::Seats => ("SEATS", "seats = selected + moved_in_kind + moved_in_place + free"),
            Self::Moves => ("MOVES", "moved_out = moved_in_kind + moved_in_place"),
        }
    }
}

impl Counts {
    /// The sums of a group.
    pub fn sums(&self) -> [Sum; 6] {
        let sum = |identity, left, right: &[i64]| Sum { identity, left, right: right.iter().sum() };
        let skd = [self.to_skb, self.passed, self.failed, self.absent, self.disqualified, self.skd_pending];
        let skb = [self.ranked, self.eliminated, self.skb_absent, self.skb_disqualified, self.skb_pending];
        let result = [self.selected, self.moved_out, self.not_selected, self.undecided];
        let seats = [self.selected, self.moved_in_kind, self.moved_in_place, self.free];
        [
            sum(Identity::Applications, self.counted, &[self.applicants]),
            sum(Identity::Verification, self.applicants, &[self.eligible, self.ineligible, self.unverified]),
            sum(Identity::Skd, self.eligible, &skd),
            sum(Identity::Skb, self.to_skb, &skb),
            sum(Identity::Result, self.ranked, &result),
            sum(Identity::Seats, self.seats, &seats),
        ]
    }

    /// The sums of all groups together: also nobody is lost between two vacancies.
    pub fn total_sums(&self) -> Vec<Sum> {
        let moved_in = self.moved_in_kind + self.moved_in_place;
        let moves = Sum { identity: Identity::Moves, left: self.moved_out, right: moved_in };
        self.sums().into_iter().chain([moves]).collect()
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            vacancies: self.vacancies + other.vacancies,
            seats: self.seats + other.seats,
            counted: self.counted + other.counted,
            applicants: self.applicants + other.applicants,
            eligible: self.eligible + other.eligible,
            ineligible: self.ineligible + other.ineligible,
            unverified: self.unverified + other.unverified,
            to_skb: self.to_skb + other.to_skb,
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            absent: self.absent + other.absent,
            disqualified: self.disqualified + other.disqualified,
            skd_pending: self.skd_pending + other.skd_pending,
            ranked: self.ranked + other.ranked,
            eliminated: self.eliminated + other.eliminated,
            skb_absent: self.skb_absent + other.skb_absent,
            skb_disqualified: self.skb_disqualified + other.skb_disqualified,
            skb_pending: self.skb_pending + other.skb_pending,
            selected: self.selected + other.selected,
            moved_out: self.moved_out + other.moved_out,
            moved_out_kind: self.moved_out_kind + other.moved_out_kind,
            moved_out_place: self.moved_out_place + other.moved_out_place,
            not_selected: self.not_selected + other.not_selected,
            undecided: self.undecided + other.undecided,
            moved_in_kind: self.moved_in_kind + other.moved_in_kind,
            moved_in_place: self.moved_in_place + other.moved_in_place,
            free: self.free + other.free,
        }
    }

    /// The last lines of a list as they were printed in 2021, by which such a list is compared with this. Everybody stands
    /// where they applied: so the lines of one vacancy close as those of all do.
    pub fn as_printed(&self) -> Recapitulation {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Recapitulation {
            total: count(self.ranked + self.skb_absent),
            present: count(self.ranked),
            absent: count(self.skb_absent),
            selected: count(self.selected),
            selected_other_kind: count(self.moved_out_kind),
            selected_other_place: count(self.moved_out_place),
            not_ranked: count(self.not_selected + self.undecided),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of 2021 that the sums were learned from, with what must have come before it.
    const PUBLISHED: Counts = Counts {
        vacancies: 120,
        seats: 310,
        counted: 1_000,
        applicants: 1_000,
        eligible: 950,
        ineligible: 50,
        unverified: 0,
        to_skb: 837,
        passed: 13,
        failed: 80,
        absent: 19,
        disqualified: 1,
        skd_pending: 0,
        ranked: 827,
        eliminated: 0,
        skb_absent: 10,
        skb_disqualified: 0,
        skb_pending: 0,
        selected: 292,
        moved_out: 7,
        moved_out_kind: 5,
        moved_out_place: 2,
        not_selected: 528,
        undecided: 0,
        moved_in_kind: 5,
        moved_in_place: 2,
        free: 11,
    };

    /// A row whose participants of the field test all met the mark; nobody else applied.
    fn row(participants: i64, seats: i64) -> Counts {
        Counts {
            vacancies: 1,
            seats,
            counted: participants,
            applicants: participants,
            eligible: participants,
            to_skb: participants,
            ranked: participants,
            selected: 1,
            ..Counts::default()
        }
    }

    fn broken(counts: Counts) -> Vec<&'static str> {
        let open = counts.total_sums().into_iter().filter(|sum| !sum.closes());
        open.map(|sum| sum.identity.describe().0).collect()
    }

    #[test]
    fn the_published_recapitulation_of_2021_closes() {
        assert!(broken(PUBLISHED).is_empty());
        let printed = PUBLISHED.as_printed();
        assert_eq!((printed.total, printed.present, printed.absent, printed.not_ranked), (837, 827, 10, 528));
        assert_eq!((printed.selected_other_kind, printed.selected_other_place), (5, 2));
        assert!(printed.violations().is_empty());
    }

    /// Somebody left the first row for the second: neither has as many seats taken as people with one, and all sums close.
    #[test]
    fn rows_that_somebody_left_or_came_to_close_as_well() {
        let left = Counts { moved_out: 1, moved_out_kind: 1, not_selected: 1, ..row(3, 1) };
        let came = Counts { moved_in_kind: 1, ..row(1, 2) };
        for row in [left, came] {
            assert!(row.sums().into_iter().all(Sum::closes), "{row:?}");
            assert!(row.as_printed().violations().is_empty(), "{row:?}");
        }
        assert_eq!(broken(left), ["MOVES"]);
        assert!(broken(left.plus(came)).is_empty());
    }

    #[test]
    fn a_sum_that_does_not_close_is_named() {
        let cases = [
            (Counts { counted: 1_001, ..PUBLISHED }, "APPLICATIONS"),
            (Counts { ineligible: 49, ..PUBLISHED }, "VERIFICATION"),
            (Counts { passed: 14, ..PUBLISHED }, "SKD"),
            (Counts { eliminated: 1, ..PUBLISHED }, "SKB"),
            (Counts { not_selected: 529, ..PUBLISHED }, "RESULT"),
            (Counts { free: 0, ..PUBLISHED }, "SEATS"),
        ];
        for (counts, identity) in cases {
            assert_eq!(broken(counts), [identity]);
        }
        assert_eq!(broken(Counts { moved_in_kind: 4, free: 12, ..PUBLISHED }), ["MOVES"]);
    }

    #[test]
    fn groups_add_up() {
        let twice = PUBLISHED.plus(PUBLISHED);
        assert_eq!((twice.applicants, twice.free, twice.moved_out), (2_000, 22, 14));
        assert!(broken(twice).is_empty());
        assert_eq!(PUBLISHED.plus(Counts::default()), PUBLISHED);
    }
}
