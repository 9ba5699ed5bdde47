//! The 2018 second chance (*peringkat SKD 2018*, PermenPANRB 61/2018): those below the mark may fill free places.

use crate::domain::skd::{NeedKind, PassMark, SkdScore};

/// The least totals of those below the mark (*nilai kumulatif*, PermenPANRB 61/2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallbackTotals {
    pub general: u16,
    pub special: u16,
}

/// The group a candidate competes in (*P1* and *P2*, PermenPANRB 61/2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Met the pass mark.
    P1,
    /// Did not, but reached the least total.
    P2,
    Neither,
}

/// Puts a candidate into a group (*kelompok P1 atau P2*, PermenPANRB 61/2018).
pub fn group(mark: &PassMark, totals: &FallbackTotals, kind: NeedKind, score: &SkdScore) -> Group {
    let least = if kind.is_general() { totals.general } else { totals.special };
    if mark.admits(score) {
        Group::P1
    } else if score.total() >= u32::from(least) {
        Group::P2
    } else {
        Group::Neither
    }
}

/// How many of each group take the field test (*peserta SKB*, PermenPANRB 61/2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkbPlaces {
    pub p1: u32,
    pub p2: u32,
}

/// Shares the places (*peserta SKB*): P1 fill them where they fill the seats; else three P2 for each seat left.
///
/// Full ties at the last place are not counted here; the ranking adds them.
pub fn skb_places(seats: u32, multiplier: u32, p1: u32, p2: u32) -> SkbPlaces {
    if p1 >= seats {
        return SkbPlaces { p1: p1.min(seats.saturating_mul(multiplier)), p2: 0 };
    }
    SkbPlaces { p1, p2: p2.min((seats - p1).saturating_mul(multiplier)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p2_come_only_where_p1_leave_seats() {
        let cases = [((1, 1), (1, 0)), ((1, 0), (0, 3)), ((2, 2), (2, 0)), ((2, 1), (1, 3)), ((1, 7), (3, 0))];
        for ((seats, p1), (p1_places, p2_places)) in cases {
            let expected = SkbPlaces { p1: p1_places, p2: p2_places };
            assert_eq!(skb_places(seats, 3, p1, 100), expected, "{seats} seats, {p1} P1");
        }
    }

    #[test]
    fn no_more_p2_come_than_there_are() {
        assert_eq!(skb_places(2, 3, 1, 2), SkbPlaces { p1: 1, p2: 2 });
    }

    #[test]
    fn the_least_total_depends_on_the_kind_of_need() {
        let mark = PassMark { twk: Some(75), tiu: Some(80), tkp: Some(143), total: None };
        let totals = FallbackTotals { general: 255, special: 220 };
        let score = SkdScore { twk: 70, tiu: 70, tkp: 110 };
        assert_eq!(group(&mark, &totals, NeedKind::Umum, &score), Group::Neither);
        assert_eq!(group(&mark, &totals, NeedKind::Disabilitas, &score), Group::P2);
        let passed = SkdScore { twk: 75, tiu: 80, tkp: 143 };
        assert_eq!(group(&mark, &totals, NeedKind::Umum, &passed), Group::P1);
    }
}
