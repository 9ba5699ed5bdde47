#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use exact::parse;

fn ruleset() -> SatisfactionRuleset {
    SatisfactionRuleset {
        id: "example".to_owned(),
        regulation: "PermenPANRB 14/2017".to_owned(),
        valid_from: date(2017, 5, 1),
        valid_until: None,
        elements: 9,
        weight: Weight::Exact,
        bands: vec![(Grade::A, 8_831), (Grade::B, 7_661), (Grade::C, 6_500), (Grade::D, 2_500)],
    }
}

fn grade(index: &str) -> Option<Grade> {
    ruleset().grade(&parse(index).unwrap())
}

fn all_answer(answer: u8) -> (String, Option<Grade>) {
    let rules = ruleset();
    let index = rules.index(&rules.averages(&[vec![Some(answer); 9]]).unwrap()).unwrap();
    (render(&index), rules.grade(&index))
}

#[test]
fn a_real_survey_of_29_people_reaches_an_a() {
    let totals = [105u64, 101, 100, 116, 102, 105, 106, 105, 115];
    let averages = totals.map(|total| exact::whole(total) / exact::whole(29));
    let index = ruleset().index(&averages).unwrap();
    assert_eq!(index, BigRational::new(23_875.into(), 261.into()));
    assert_eq!((render(&index).as_str(), ruleset().grade(&index)), ("91.48", Some(Grade::A)));
}

/// The same under the printed weight 0.11, whose least index is 24.75.
fn printed() -> SatisfactionRuleset {
    let bands = vec![(Grade::A, 8_831), (Grade::B, 7_661), (Grade::C, 6_500), (Grade::D, 2_475)];
    SatisfactionRuleset { weight: Weight::parse("0.11").unwrap(), bands, ..ruleset() }
}

#[test]
fn the_printed_weight_gives_another_index_of_the_same_survey() {
    let totals = [105u64, 101, 100, 116, 102, 105, 106, 105, 115];
    let averages = totals.map(|total| exact::whole(total) / exact::whole(29));
    let index = printed().index(&averages).unwrap();
    assert_eq!((render(&index).as_str(), printed().grade(&index)), ("90.56", Some(Grade::A)));
    let of = |answer: u64| printed().index(&vec![exact::whole(answer); 9]).unwrap();
    assert_eq!((render(&of(4)), render(&of(1))), ("99.00".to_owned(), "24.75".to_owned()));
    assert_eq!(printed().grade(&of(1)), Some(Grade::D));
}

#[test]
fn a_weight_is_exact_or_a_part_of_one() {
    assert_eq!(Weight::parse("EXACT"), Some(Weight::Exact));
    assert_eq!(Weight::parse("0.11"), Some(Weight::Printed(BigRational::new(11.into(), 100.into()))));
    for bad in ["", "exact", "0", "-0.11", "1.01", "1/9"] {
        assert_eq!(Weight::parse(bad), None, "{bad}");
    }
}

#[test]
fn equal_answers_give_the_ends_of_the_scale() {
    assert_eq!(all_answer(4), ("100.00".to_owned(), Some(Grade::A)));
    assert_eq!(all_answer(3), ("75.00".to_owned(), Some(Grade::C)));
    assert_eq!(all_answer(1), ("25.00".to_owned(), Some(Grade::D)));
}

#[test]
fn the_index_is_rounded_before_it_is_graded() {
    assert_eq!([grade("88.304"), grade("88.305")], [Some(Grade::B), Some(Grade::A)]);
    assert_eq!([grade("76.604"), grade("76.605")], [Some(Grade::C), Some(Grade::B)]);
    assert_eq!([grade("64.994"), grade("64.995")], [Some(Grade::D), Some(Grade::C)]);
}

#[test]
fn there_is_no_grade_outside_the_scale() {
    assert_eq!([grade("24.99"), grade("100.01"), grade("-1")], [None; 3]);
}

#[test]
fn those_who_left_an_element_out_do_not_count_for_it() {
    let mut silent = vec![Some(2); 9];
    silent[0] = None;
    let averages = ruleset().averages(&[silent.clone(), vec![Some(4); 9]]).unwrap();
    assert_eq!((averages[0].clone(), averages[1].clone()), (exact::whole(4), exact::whole(3)));
    assert_eq!(ruleset().averages(&[silent]), Err(SatisfactionError::NotAnswered(1)));
}

#[test]
fn impossible_answers_are_refused() {
    let wrong = SatisfactionError::WrongElements { given: 8, expected: 9 };
    assert_eq!(ruleset().averages(&[vec![Some(4); 8]]), Err(wrong));
    assert_eq!(ruleset().averages(&[vec![Some(5); 9]]), Err(SatisfactionError::NoSuchAnswer(5)));
    assert_eq!(ruleset().index(&vec![exact::whole(5); 9]), Err(SatisfactionError::NoSuchAverage));
}

#[test]
fn bands_out_of_order_are_not_complete() {
    let mut broken = ruleset();
    broken.bands.reverse();
    assert!(ruleset().is_complete() && !broken.is_complete());
}

proptest! {
    #[test]
    fn every_survey_has_a_grade(responses in proptest::collection::vec(proptest::collection::vec(1u8..=4, 9), 1..30)) {
        let responses: Vec<Vec<Option<u8>>> =
            responses.into_iter().map(|answers| answers.into_iter().map(Some).collect()).collect();
        let index = ruleset().index(&ruleset().averages(&responses).unwrap()).unwrap();
        prop_assert!(ruleset().grade(&index).is_some());
    }
}
