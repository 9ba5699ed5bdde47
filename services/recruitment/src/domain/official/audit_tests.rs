#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::final_ranking::{FinalCandidate, FinalOutcome, rank_final};
use crate::domain::integration::{Integration, SkbScores, Weights};
use crate::domain::{skb_scheme::SkbScheme, skd::SkdScore};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn integration() -> Integration {
    Integration::new(Weights { skd_max: 550, skd: 40, skb: 60 }, SkbScheme::cat_only(500)).unwrap()
}

fn whole(number: u32) -> Option<Thousandths> {
    Some(Thousandths(number * 1_000))
}

fn computed(number: usize, parts: &[(Column, u32)]) -> Computed {
    let mut numbers = Numbers::default();
    for (column, part) in parts {
        numbers.set(*column, whole(*part));
    }
    Computed { participant_number: format!("2024-{number:03}"), numbers, belongs: true, ..Computed::default() }
}

/// What a correct list prints for somebody.
fn printed(sums: &Sums, row: i64, ours: &Computed) -> PrintedRow {
    let mut numbers = ours.numbers;
    for column in sums.columns().iter().filter(|column| column.is_sum()) {
        numbers.set(*column, sums.exact(*column, &ours.numbers).map(half_up));
    }
    PrintedRow {
        row,
        participant_number: ours.participant_number.clone(),
        numbers,
        code: ours.code.clone(),
        rank: ours.ranks.map(|(first, _)| first),
        seat: ours.seat,
    }
}

/// Two participants of one seat, ranked: 76.145 and 70.727 (vectors I2 and I3).
fn two() -> (Sums, Vec<Computed>, Vec<PrintedRow>) {
    let sums = Sums::Integrated(Box::new(integration()));
    let parts = [([100, 130, 190], 380), ([90, 125, 180], 350)];
    let ours: Vec<_> = (1..)
        .zip(parts)
        .map(|(rank, ([twk, tiu, tkp], cat))| Computed {
            code: Some(if rank == 1 { "P/L" } else { "P/TL" }.into()),
            ranks: Some((rank, rank)),
            seat: Some(rank == 1),
            ..computed(
                rank as usize,
                &[(Column::Twk, twk), (Column::Tiu, tiu), (Column::Tkp, tkp), (Column::SkbCat, cat)],
            )
        })
        .collect();
    let rows = (1..).zip(&ours).map(|(row, one)| printed(&sums, row, one)).collect();
    (sums, ours, rows)
}

fn found(report: &Report) -> Vec<(i64, Kind, &str)> {
    report.differences.iter().map(|one| (one.row, one.kind, one.field)).collect()
}

#[test]
fn a_correct_list_has_no_difference() {
    let (sums, ours, rows) = two();
    assert_eq!(rows[0].numbers.get(Column::Final), Some(Thousandths(76_145)));
    let report = audit(&sums, &rows, &ours);
    assert_eq!(report.differences, []);
    let counts = Counts { rows: 2, equal: 2, belonging: 2, found: 2, ..Counts::default() };
    assert_eq!(report.counts, counts);
}

/// Every kind of error, one at a time: what is done to the first row, and what has to be found.
#[test]
fn every_kind_of_error_is_named() {
    type Error = fn(&mut PrintedRow);
    let cases: [(Error, Kind, &str); 11] = [
        (|row| row.numbers.set(Column::Tkp, whole(191)), Kind::PartDiffers, "tkp"),
        (|row| row.numbers.set(Column::SkbCat, whole(381)), Kind::PartDiffers, "skb_cat"),
        (|row| row.numbers.set(Column::SkbAdditional, whole(80)), Kind::PartDiffers, "skb_additional"),
        (|row| row.numbers.set(Column::SkdTotal, whole(421)), Kind::ScoreSumWrong, "skd_total"),
        (|row| row.numbers.set(Column::SkbTotal, whole(77)), Kind::TotalWrong, "skb_total"),
        // SKD × 40 % + SKB × 40 %: a wrong weight.
        (|row| row.numbers.set(Column::Final, Some(Thousandths(60_945))), Kind::TotalWrong, "final"),
        // 76.14545… rounded up.
        (|row| row.numbers.set(Column::Final, Some(Thousandths(76_146))), Kind::NotHalfUp, "final"),
        (|row| row.code = Some("P/TL".into()), Kind::CodeDiffers, "code"),
        (|row| row.rank = Some(2), Kind::OrderDiffers, "rank"),
        (|row| row.seat = Some(false), Kind::SeatDiffers, "seat"),
        (|row| row.code = Some("P/L-U1".into()), Kind::CodeDiffers, "code"),
    ];
    for (error, kind, field) in cases {
        let (sums, ours, mut rows) = two();
        error(&mut rows[0]);
        let report = audit(&sums, &rows, &ours);
        assert_eq!(found(&report), [(1, kind, field)], "{kind:?} {field}");
        assert_eq!((report.counts.equal, report.counts.differing, report.counts.close()), (1, 1, true));
    }
}

#[test]
fn a_part_and_the_sums_that_follow_from_it_are_one_difference() {
    let (sums, ours, mut rows) = two();
    let mut wrong = ours[0].clone();
    wrong.numbers.set(Column::Twk, whole(105));
    rows[0].numbers = printed(&sums, 1, &wrong).numbers;
    assert_eq!(found(&audit(&sums, &rows, &ours)), [(1, Kind::PartDiffers, "twk")]);
    rows[0].numbers.set(Column::SkdTotal, whole(430));
    let both = [(1, Kind::PartDiffers, "twk"), (1, Kind::ScoreSumWrong, "skd_total")];
    assert_eq!(found(&audit(&sums, &rows, &ours)), both);
}

#[test]
fn strangers_and_the_missing_are_named() {
    let (sums, ours, mut rows) = two();
    rows[1].participant_number = "2024-999".into();
    rows[1].numbers.set(Column::SkdTotal, whole(1));
    let report = audit(&sums, &rows, &ours);
    let expected = [
        (2, Kind::UnknownParticipant, "participant_number"),
        (2, Kind::ScoreSumWrong, "skd_total"),
        (0, Kind::MissingParticipant, "participant_number"),
    ];
    assert_eq!(found(&report), expected);
    let counts = &report.counts;
    assert_eq!((counts.rows, counts.equal, counts.belonging, counts.found, counts.missing), (2, 1, 2, 1, 1));
}

#[test]
fn who_is_equal_may_be_printed_in_any_order() {
    let (sums, mut ours, mut rows) = two();
    ours.iter_mut().for_each(|one| one.ranks = Some((1, 2)));
    (rows[0].rank, rows[1].rank) = (Some(2), Some(1));
    assert_eq!(audit(&sums, &rows, &ours).differences, []);
    rows[0].rank = Some(3);
    assert_eq!(found(&audit(&sums, &rows, &ours)), [(1, Kind::OrderDiffers, "rank")]);
}

#[test]
fn who_has_no_code_is_printed_with_none() {
    let (sums, mut ours, rows) = two();
    ours[0].code = None;
    let report = audit(&sums, &rows, &ours);
    assert_eq!(found(&report), [(1, Kind::CodeDiffers, "code")]);
    assert_eq!((report.differences[0].printed.as_str(), report.differences[0].computed.as_str()), ("P/L", ""));
    // Who does not meet the requirements has a code of that.
    ours[0].code = Some("TMS".into());
    let report = audit(&sums, &rows, &ours);
    assert_eq!((report.differences[0].printed.as_str(), report.differences[0].computed.as_str()), ("P/L", "TMS"));
    // While a tie is open whatever is printed may be right.
    (ours[0].code, ours[0].undecided) = (None, true);
    assert_eq!(audit(&sums, &rows, &ours).differences, []);
}

#[test]
fn columns_that_are_not_printed_are_not_compared() {
    let (sums, ours, mut rows) = two();
    for row in &mut rows {
        let total = row.numbers.get(Column::SkdTotal);
        row.numbers = Numbers::default();
        row.numbers.set(Column::SkdTotal, total);
        (row.code, row.rank, row.seat) = (None, None, None);
    }
    assert_eq!(audit(&sums, &rows, &ours).differences, []);
    rows[0].numbers.set(Column::SkdTotal, whole(1));
    assert_eq!(found(&audit(&sums, &rows, &ours)), [(1, Kind::ScoreSumWrong, "skd_total")]);
}

#[test]
fn an_order_that_depends_on_rounding_is_an_alert_and_no_difference() {
    let (sums, mut ours, rows) = two();
    ours[1].printed_rank = Some(1);
    let report = audit(&sums, &rows, &ours);
    assert_eq!(found(&report), [(2, Kind::RoundingOrder, "rank")]);
    assert_eq!((report.counts.equal, report.counts.differing), (2, 0));
}

/// A ranked selection of either programme, and its correct list.
fn correct(pppk: bool, quota: u32, drawn: &[[u32; 4]]) -> (Sums, Vec<Computed>, Vec<PrintedRow>) {
    let integration = integration();
    let sums = if pppk { Sums::Pppk } else { Sums::Integrated(Box::new(integration.clone())) };
    let columns = if pppk {
        [Column::Technical, Column::Managerial, Column::Sociocultural, Column::Interview]
    } else {
        [Column::Twk, Column::Tiu, Column::Tkp, Column::SkbCat]
    };
    let mut ours: Vec<_> = (0..)
        .zip(drawn)
        .map(|(number, parts)| computed(number, &std::array::from_fn::<_, 4, _>(|at| (columns[at], parts[at]))))
        .collect();
    let candidates: Vec<_> = (0..)
        .zip(drawn)
        .map(|(id, [first, second, third, fourth])| {
            let skd = SkdScore { twk: *first as u16, tiu: *second as u16, tkp: *third as u16 };
            let cat = SkbScores::cat_only(Thousandths(fourth * 1_000));
            let points = integration.final_points(skd.total(), &cat).unwrap();
            FinalCandidate { id, points, skd, gpa: Thousandths(3_000), birth_date: date(1995, 1, 1) }
        })
        .collect();
    let placings = rank_final(quota, &candidates);
    for placing in &placings {
        let equal = placings.iter().filter(|other| other.rank == placing.rank).count() as u32;
        let one: &mut Computed = &mut ours[placing.id];
        one.ranks = Some((placing.rank, placing.rank + equal - 1));
        let decided = placing.outcome != FinalOutcome::NeedsDecision;
        let selected = placing.outcome == FinalOutcome::Selected;
        one.seat = decided.then_some(selected);
        one.code = decided.then(|| if selected { "P/L" } else { "P/TL" }.to_owned());
        one.undecided = !decided;
    }
    let rows = (1..).zip(&ours).map(|(row, one)| printed(&sums, row, one)).collect();
    (sums, ours, rows)
}

/// Plants one error into a row and returns what has to be found; nothing where this error is impossible here.
fn plant(what: u8, sums: &Sums, ours: &Computed, row: &mut PrintedRow) -> Vec<(Kind, String, &'static str)> {
    let number = row.participant_number.clone();
    let last = sums.exact(Column::Final, &ours.numbers).unwrap();
    let shift = |row: &mut PrintedRow, column, by: u32| {
        let right = row.numbers.get(column).unwrap();
        row.numbers.set(column, Some(Thousandths(right.0 + by)));
    };
    let (kind, field) = match what {
        0 => {
            let column = *sums.columns().iter().find(|column| ours.numbers.get(**column).is_some()).unwrap();
            shift(row, column, 5_000);
            (Kind::PartDiffers, column.as_str())
        }
        1 => {
            let column = if matches!(sums, Sums::Pppk) { Column::Final } else { Column::SkdTotal };
            shift(row, column, 1_000);
            (Kind::ScoreSumWrong, column.as_str())
        }
        2 if !sums.only_adds(Column::Final) => {
            shift(row, Column::Final, 2);
            (Kind::TotalWrong, "final")
        }
        3 => {
            let down = Thousandths((i128::from(last.points.0) * 1_000 / i128::from(last.denominator)) as u32);
            let right = half_up(last);
            let other = if right == down { Thousandths(down.0 + 1) } else { down };
            if !differs_by_rounding(other, last) || sums.only_adds(Column::Final) {
                return Vec::new();
            }
            row.numbers.set(Column::Final, Some(other));
            (Kind::NotHalfUp, "final")
        }
        4 if ours.code.is_some() => {
            row.code = Some("TMS-1".into());
            (Kind::CodeDiffers, "code")
        }
        5 => {
            row.rank = Some(1_000);
            (Kind::OrderDiffers, "rank")
        }
        6 if ours.seat.is_some() => {
            row.seat = ours.seat.map(|seat| !seat);
            (Kind::SeatDiffers, "seat")
        }
        7 => {
            row.participant_number = format!("9999-{}", row.row);
            let stranger = (Kind::UnknownParticipant, row.participant_number.clone(), "participant_number");
            return vec![stranger, (Kind::MissingParticipant, number, "participant_number")];
        }
        _ => return Vec::new(),
    };
    vec![(kind, number, field)]
}

proptest! {
    /// Errors of every kind, planted at random into a correct list: each is found and named, and nothing else.
    #[test]
    fn every_planted_error_is_found_and_nothing_else(
        pppk in any::<bool>(),
        quota in 0u32..5,
        drawn in proptest::collection::vec([0u32..=30, 0u32..=35, 0u32..=45, 0u32..=100], 0..16)
            .prop_map(|all| all.into_iter().map(|parts| parts.map(|part| part * 5)).collect::<Vec<_>>()),
        errors in proptest::collection::vec(0u8..12, 16),
        dropped in proptest::collection::vec(0u8..8, 16),
    ) {
        let (sums, ours, mut rows) = correct(pppk, quota, &drawn);
        prop_assert_eq!(audit(&sums, &rows, &ours).differences, []);
        let mut planted = BTreeSet::new();
        for ((what, ours), row) in errors.iter().zip(&ours).zip(&mut rows) {
            planted.extend(plant(*what, &sums, ours, row));
        }
        let keeps = |row: &PrintedRow| {
            let at = row.row as usize - 1;
            dropped[at] > 0 || errors[at] < 8
        };
        for row in rows.iter().filter(|row| !keeps(row)) {
            planted.insert((Kind::MissingParticipant, row.participant_number.clone(), "participant_number"));
        }
        rows.retain(keeps);
        let report = audit(&sums, &rows, &ours);
        let told = report.differences.iter().map(|one| (one.kind, one.participant_number.clone(), one.field));
        prop_assert_eq!(told.collect::<BTreeSet<_>>(), planted.clone());
        prop_assert_eq!(report.differences.len(), planted.len());
        prop_assert!(report.counts.close());
        prop_assert_eq!(report.counts.by_kind.values().sum::<i64>(), planted.len() as i64);
    }
}
