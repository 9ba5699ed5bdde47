#![allow(clippy::unwrap_used)]

use super::*;

fn instrument(code: &str, weight: i32, highest: i32) -> Instrument {
    let (competency, technical) = (code.to_owned(), code == "MAKALAH");
    Instrument { code: code.to_owned(), competency, technical, weight, lowest: 0, highest }
}

/// Two instruments of 60 and 40 %, scales 100 and 5; a row a candidate, a cell a member.
fn sheet(marks: &[&[Option<[i32; 2]>]]) -> Sheet {
    let row = |row: &&[Option<[i32; 2]>]| row.iter().map(|cell| cell.map(Vec::from)).collect();
    Sheet {
        instruments: vec![instrument("MAKALAH", 60, 100), instrument("WAWANCARA", 40, 5)],
        candidates: (0..marks.len()).map(|place| format!("JPT-{place}")).collect(),
        members: (1..=marks[0].len() as i32).collect(),
        marks: marks.iter().map(row).collect(),
    }
}

fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

#[test]
fn a_total_is_the_exact_weighted_mean() {
    let sheet = sheet(&[&[Some([80, 4]), Some([70, 3]), Some([81, 5])]]);
    let ranked = &sheet.ranking()[0];
    assert_eq!(ranked.means, [fraction(231, 3), fraction(12, 3)]);
    // 77 of 100 by 60 and 4 of 5 by 40.
    assert_eq!(ranked.total, fraction(462, 10) + whole(32));
    assert_eq!(sheet.points(), [[Some(80_000)], [Some(66_000)], [Some(88_600)]]);
}

#[test]
fn who_has_a_conflict_does_not_count() {
    let sheet = sheet(&[&[Some([80, 4]), None, Some([70, 3])], &[Some([60, 3]), Some([100, 5]), Some([60, 3])]]);
    let ranking = sheet.ranking();
    let of = |candidate: usize| ranking.iter().find(|one| one.candidate == candidate).unwrap();
    assert_eq!((of(0).members, of(0).total.clone()), (2, whole(45) + whole(28)));
    assert_eq!(of(1).means[0], fraction(220, 3));
}

#[test]
fn ties_go_to_the_first_instrument_and_then_to_nobody() {
    // 50 and 5, 90 and 2: 30 + 40 = 70, 54 + 16 = 70. The third is as the second.
    let sheet = sheet(&[&[Some([50, 5])], &[Some([90, 2])], &[Some([90, 2])], &[Some([10, 0])]]);
    let found: Vec<_> = sheet.ranking().iter().map(|one| (one.candidate, one.rank)).collect();
    assert_eq!(found, [(1, 1), (2, 1), (0, 3), (3, 4)]);
}

#[test]
fn a_third_is_not_rounded_before_it_is_compared() {
    // 1/3 of a point apart: equal in three decimals of means would not be equal here.
    let one = &[Some([71, 4]), Some([70, 4]), Some([70, 4])][..];
    let two = &[Some([70, 4]), Some([70, 4]), Some([70, 4])][..];
    let ranking = sheet(&[two, one]).ranking();
    assert_eq!((ranking[0].candidate, ranking[1].rank), (1, 2));
    assert_eq!(&ranking[0].total - &ranking[1].total, fraction(60, 300));
}

#[test]
fn a_tie_at_the_last_place_is_told() {
    let at = |points: i32| vec![Some(vec![points, 0])];
    let ranked = |points: &[i32]| {
        let marks = points.iter().map(|points| at(*points)).collect();
        let candidates = (0..points.len()).map(|place| format!("JPT-{place}")).collect();
        let of = Sheet { candidates, members: vec![1], marks, ..sheet(&[&[Some([0, 0])]]) };
        of.ranking()
    };
    let clear = shortlist(&ranked(&[90, 80, 70, 60]), 3);
    assert_eq!((clear.certain, clear.tied), (vec![0, 1, 2], vec![]));
    let cut = shortlist(&ranked(&[90, 80, 70, 70]), 3);
    assert_eq!((cut.certain, cut.tied, cut.places), (vec![0, 1], vec![2, 3], 1));
    let fits = shortlist(&ranked(&[90, 80, 80, 10]), 3);
    assert_eq!((fits.certain, fits.places), (vec![0, 1, 2], 0));
    let all = shortlist(&ranked(&[50, 50, 50, 50]), 3);
    assert_eq!((all.certain, all.tied.len(), all.places), (vec![], 4, 3));
    assert_eq!(shortlist(&ranked(&[50, 40]), 3).certain, [0, 1]);
}

#[test]
fn the_hashed_lines_are_ordered_and_complete() {
    let mut sheet = sheet(&[&[Some([80, 4]), None], &[Some([60, 3]), Some([99, 5])]]);
    sheet.candidates = vec!["JPT-B".into(), "JPT-A".into()];
    let expected = "salt\nJPT-A|1|MAKALAH|60\nJPT-A|1|WAWANCARA|3\nJPT-A|2|MAKALAH|99\nJPT-A|2|WAWANCARA|5\n\
                    JPT-B|1|MAKALAH|80\nJPT-B|1|WAWANCARA|4\n";
    assert_eq!(sheet.canonical("salt"), expected);
}
