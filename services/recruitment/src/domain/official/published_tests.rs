//! Tables as they were published, audited.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::columns::read_printed;
use crate::domain::integration::{Integration, Weights};
use crate::domain::ranking::{SkdOutcome, rank_skd};
use crate::domain::result_code::{FinalCode, Recapitulation, SkdCode};
use crate::domain::skb_scheme::SkbScheme;
use crate::domain::skd::{PassMark, SkdScore};
use std::fs;
use std::path::Path;

/// The text of a published table, from the cases that the golden tests read too.
fn published(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/cases").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The number behind a key, for tables this small without a parser of their format.
fn number(text: &str, key: &str) -> u32 {
    let behind = text.split_once(&format!("\"{key}\":")).unwrap().1.trim_start();
    behind.split(|sign: char| !sign.is_ascii_digit()).next().unwrap().parse().unwrap()
}

fn score(text: &str) -> SkdScore {
    let part = |key| u16::try_from(number(text, key)).unwrap();
    SkdScore { twk: part("twk"), tiu: part("tiu"), tkp: part("tkp") }
}

/// Our computation of a basic test without pass marks, three for each seat.
fn ours(seats: u32, scores: &[SkdScore]) -> Vec<Computed> {
    let candidates: Vec<_> = (0..).zip(scores).map(|(id, score)| (id, SkdOutcome::Scored(*score))).collect();
    let placings = rank_skd(seats, 3, &PassMark::default(), &candidates);
    let computed = placings.iter().map(|(id, code, rank)| {
        let (score, rank): (SkdScore, u32) = (scores[*id as usize], rank.unwrap());
        let equal = placings.iter().filter(|(.., other)| *other == Some(rank)).count() as u32;
        let mut numbers = Numbers::default();
        numbers.set(Column::Twk, Some(score.twk.into()));
        numbers.set(Column::Tiu, Some(score.tiu.into()));
        numbers.set(Column::Tkp, Some(score.tkp.into()));
        Computed {
            participant_number: id.to_string(),
            numbers,
            code: Some(code.as_str().to_owned()),
            ranks: Some((rank, rank + equal - 1)),
            belongs: true,
            ..Computed::default()
        }
    });
    computed.collect()
}

fn row(number: usize, score: SkdScore, total: u32, code: &str) -> PrintedRow {
    let mut numbers = Numbers::default();
    numbers.set(Column::Twk, Some(score.twk.into()));
    numbers.set(Column::Tiu, Some(score.tiu.into()));
    numbers.set(Column::Tkp, Some(score.tkp.into()));
    numbers.set(Column::SkdTotal, Some(Thousandths(total * 1_000)));
    let participant_number = number.to_string();
    PrintedRow { row: number as i64 + 1, participant_number, numbers, code: Some(code.into()), rank: None, seat: None }
}

/// BKN's own example of 2020: three of seven go on, and the order is by total, TKP, TIU, TWK.
#[test]
fn the_example_of_bkn_has_no_difference() {
    let text = published("skd_rank_bkn2019_formasi1.json");
    let (_, participants) = text.split_once("\"peserta\"").unwrap();
    let participants: Vec<&str> =
        participants.split('{').skip(1).map(|one| one.split('}').next().unwrap()).take(7).collect();
    let scores: Vec<_> = participants.iter().map(|one| score(one)).collect();
    let passed = [1, 2, 4];
    let mut rows = Vec::new();
    for (at, one) in participants.iter().enumerate() {
        let place = passed.iter().position(|no| *no == number(one, "no"));
        let code = if place.is_some() { "P/L" } else { "P" };
        let rank = place.map(|place| place as u32 + 1);
        rows.push(PrintedRow { rank, ..row(at, scores[at], number(one, "total"), code) });
    }
    let ours = ours(number(&text, "kebutuhan"), &scores);
    assert_eq!(audit(&Sums::Skd, &rows, &ours).differences, []);
    // The same list with the third place given to number 3, who has the same total and a lower TKP.
    (rows[2].rank, rows[3].rank) = (Some(3), None);
    (rows[2].code, rows[3].code) = (Some("P/L".into()), Some("P".into()));
    let kinds: Vec<_> = audit(&Sums::Skd, &rows, &ours).differences.iter().map(|one| (one.row, one.kind)).collect();
    let expected = [(3, Kind::CodeDiffers), (3, Kind::OrderDiffers), (4, Kind::CodeDiffers)];
    assert_eq!(kinds, expected);
}

/// Kemenkumham 2023: 246 places, 247 went on, for the last two were equal in everything.
#[test]
fn the_boundary_of_kemenkumham_has_no_difference() {
    let text = published("skd_kemenkumham2023_boundary.json");
    let (_, boundary) = text.split_once("\"boundary\"").unwrap();
    let boundary: Vec<&str> = boundary.split('{').skip(1).map(|one| one.split('}').next().unwrap()).collect();
    let above = SkdScore { twk: 100, tiu: 140, tkp: 190 };
    let better = number(&text, "real_lolos") as usize - 2;
    let mut scores = vec![above; better];
    let mut rows: Vec<_> = (0..better).map(|at| row(at, above, above.total(), "P/L")).collect();
    for (at, one) in (better..).zip(&boundary) {
        scores.push(score(one));
        let code = if one.contains("\"P/L\"") { "P/L" } else { "P" };
        rows.push(row(at, score(one), number(one, "total"), code));
    }
    let ours = ours(number(&text, "kebutuhan"), &scores);
    let report = audit(&Sums::Skd, &rows, &ours);
    assert_eq!((report.differences.as_slice(), report.counts.equal), ([].as_slice(), better as i64 + 3));
    // A list that stops at 246 leaves one of two equals out.
    rows[better + 1].code = Some("P".into());
    let report = audit(&Sums::Skd, &rows, &ours);
    assert_eq!((report.differences.len(), report.differences[0].kind), (1, Kind::CodeDiffers));
    assert_eq!((report.differences[0].printed.as_str(), report.differences[0].computed.as_str()), ("P", "P/L"));
}

/// A recapitulation of 2021, written out as a list: its codes are ours, its counts close, and one changed code is found.
#[test]
fn the_recapitulation_of_2021_closes() {
    let text = published("rekap_kelulusan_2021.json");
    let codes = [
        (FinalCode::Selected, number(&text, "pl")),
        (FinalCode::SelectedOtherKind, number(&text, "pl1")),
        (FinalCode::SelectedOtherPlace, number(&text, "pl2")),
        (FinalCode::NotRanked, number(&text, "ptl")),
        (FinalCode::Absent, number(&text, "pth")),
    ];
    let recapitulation = Recapitulation {
        total: number(&text, "total"),
        present: number(&text, "hadir"),
        absent: codes[4].1,
        selected: codes[0].1,
        selected_other_kind: codes[1].1,
        selected_other_place: codes[2].1,
        not_ranked: codes[3].1,
    };
    assert_eq!(recapitulation.violations(), []);
    let all = codes.iter().flat_map(|(code, count)| std::iter::repeat_n(*code, *count as usize));
    let (mut rows, mut computed) = (Vec::new(), Vec::new());
    for (at, code) in all.enumerate() {
        let one = row(at, SkdScore { twk: 0, tiu: 0, tkp: 0 }, 0, code.as_str());
        let (code, participant_number, numbers) = (one.code.clone(), one.participant_number.clone(), one.numbers);
        computed.push(Computed { participant_number, numbers, code, belongs: true, ..Computed::default() });
        rows.push(one);
    }
    let report = audit(&Sums::Skd, &rows, &computed);
    assert_eq!((report.counts.equal, report.counts.rows), (837, i64::from(recapitulation.total)));
    rows[300].code = Some(SkdCode::PassedToSkb.as_str().to_owned());
    let report = audit(&Sums::Skd, &rows, &computed);
    assert_eq!((report.counts.differing, report.differences[0].kind), (1, Kind::CodeDiffers));
    assert!(report.counts.close());
}

/// Totals that the press computed wrongly, as they were printed, and the best known of them, a division by 500: whatever row
/// they stand in, and whether or not anybody knows its participant, they are named.
#[test]
fn totals_that_the_press_computed_wrongly_are_named() {
    let text = published("integrasi_skd_skb.json");
    let claims = text.split("\"claims\":").skip(1).map(|behind| {
        let claim = behind.trim_start().split(|sign: char| !sign.is_ascii_digit() && sign != '.').next().unwrap();
        read_printed(claim).unwrap()
    });
    let claims: Vec<Thousandths> = claims.chain([Thousandths(73_600)]).collect();
    assert_eq!(claims.len(), 4);
    let integration = Integration::new(Weights { skd_max: 550, skd: 40, skb: 60 }, SkbScheme::cat_only(500)).unwrap();
    let sums = Sums::Integrated(Box::new(integration));
    // Vectors I1 to I6.
    let vectors = [
        ([150, 175, 225], 500),
        ([100, 130, 190], 380),
        ([90, 125, 180], 350),
        ([65, 80, 166], 300),
        ([130, 140, 180], 465),
        ([90, 120, 167], 221),
    ];
    for ([twk, tiu, tkp], cat) in vectors {
        let score = SkdScore { twk, tiu, tkp };
        let mut right = row(0, score, score.total(), "P/L");
        right.numbers.set(Column::SkbCat, Some(u16::into(cat)));
        let mut numbers = right.numbers;
        numbers.set(Column::SkdTotal, None);
        let (participant_number, code) = ("0".into(), Some("P/L".into()));
        let ours = [Computed { participant_number, numbers, code, belongs: true, ..Computed::default() }];
        assert_eq!(audit(&sums, std::slice::from_ref(&right), &ours).differences, []);
        for claim in &claims {
            let mut wrong = right.clone();
            wrong.numbers.set(Column::Final, Some(*claim));
            let known = audit(&sums, std::slice::from_ref(&wrong), &ours);
            let unknown = audit(&sums, &[wrong], &[]);
            let named = |report: &Report| {
                let last = report.differences.last().unwrap();
                (last.kind, last.field, last.printed.clone())
            };
            let expected = (Kind::TotalWrong, "final", claim.to_string());
            assert_eq!((known.differences.len(), named(&known)), (1, expected.clone()));
            assert_eq!((unknown.differences.len(), named(&unknown)), (2, expected));
        }
    }
}
