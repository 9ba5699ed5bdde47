#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    questionnaire::{Answer, Given},
    satisfaction::{SatisfactionRuleset, Weight, render},
    survey_rules::ElementText,
    survey_tally::Channel,
};
use jiff::civil::date;
use proptest::{collection::vec, option, prelude::*};

pub fn rules() -> SurveyRules {
    let scheme = SatisfactionRuleset {
        id: "example".to_owned(),
        regulation: "PermenPANRB 14/2017".to_owned(),
        valid_from: date(2017, 5, 1),
        valid_until: None,
        elements: 9,
        weight: Weight::Exact,
        bands: vec![(Grade::A, 8_831), (Grade::B, 7_661), (Grade::C, 6_500), (Grade::D, 2_500)],
    };
    let text = |_| ElementText { title: "x".into(), text: "x".into(), choices: ["1", "2", "3", "4"].map(String::from) };
    SurveyRules {
        id: "example".into(),
        regulation: "x".into(),
        scheme,
        longest_period_months: 12,
        printed_table: false,
        smallest_cell: 5,
        weak_below: 7_661,
        link_answers_a_minute: 600,
        link_most_answers: 1_000,
        most_links: 20,
        most_codes: 1_000,
        texts: Element::ALL.map(text),
    }
}

/// The real survey of 29 people of the rules: totals of the nine elements in the order of the regulation.
fn real() -> Tally {
    let totals = [105, 101, 100, 116, 102, 105, 106, 105, 115];
    let mut tally = Tally::answered_by(Respondents { by_code: 29, by_link: 0, by_paper: 0 });
    for (element, total) in Element::ALL.into_iter().zip(totals) {
        // As many fours as the total over all threes allows; the rest threes.
        let fours = total - 3 * 29;
        tally.count(element.as_str(), 4, fours);
        tally.count(element.as_str(), 3, 29 - fours);
    }
    tally
}

fn all_answered(answer: i16, people: i64) -> Tally {
    let mut tally = Tally::answered_by(Respondents { by_paper: people, ..Respondents::default() });
    for element in Element::ALL {
        tally.count(element.as_str(), answer, people);
    }
    tally
}

fn figures(tally: &Tally) -> Figures {
    SurveyResult::of(tally, &rules(), &[], 28).unwrap().figures.unwrap()
}

#[test]
fn a_real_survey_of_29_people_gives_its_published_figures() {
    let figures = figures(&real());
    assert_eq!(figures.index, BigRational::new(23_875.into(), 261.into()));
    assert_eq!((render(&figures.index).as_str(), figures.hundredths(), figures.grade), ("91.48", 9_148, Grade::A));
    let averages: Vec<String> = figures.elements.iter().map(|one| exact::render(&one.average, 3)).collect();
    assert_eq!(averages, ["3.621", "3.483", "3.448", "4.000", "3.517", "3.621", "3.655", "3.621", "3.966"]);
    let sums: Vec<i64> = figures.elements.iter().map(|one| one.sum).collect();
    assert_eq!(sums, [105, 101, 100, 116, 102, 105, 106, 105, 115]);
    assert_eq!(figures.weak().count(), 0);
}

#[test]
fn equal_answers_give_the_published_grades() {
    let of = |answer| {
        let figures = figures(&all_answered(answer, 29));
        (figures.hundredths(), figures.grade, figures.weak().count())
    };
    assert_eq!(of(4), (10_000, Grade::A, 0));
    assert_eq!(of(3), (7_500, Grade::C, 9), "all good is only C");
    assert_eq!(of(1), (2_500, Grade::D, 9));
}

#[test]
fn an_element_is_weak_below_the_bound_after_rounding() {
    // 3.0642 × 25 is 76.605 and rounds to 76.61; 3.064 × 25 is 76.60.
    for (threes, fours, weak) in [(9_358, 642, false), (9_360, 640, true)] {
        let mut tally = all_answered(4, 10_000);
        tally.count("time", 4, fours - 10_000);
        tally.count("time", 3, threes);
        let found: Vec<Element> = figures(&tally).weak().collect();
        assert_eq!(found, if weak { vec![Element::Time] } else { vec![] }, "{fours} fours");
    }
}

#[test]
fn fewer_people_than_a_cell_have_no_figures() {
    let result = SurveyResult::of(&all_answered(4, 4), &rules(), &[], 4).unwrap();
    assert_eq!((result.figures, result.sample_reached, result.respondents.all()), (None, true, 4));
    assert!(SurveyResult::of(&all_answered(4, 5), &rules(), &[], 6).unwrap().figures.is_some());
    let nobody = SurveyResult::of(&Tally::default(), &rules(), &[], 4).unwrap();
    assert_eq!((nobody.figures, nobody.sample_reached), (None, false));
}

#[test]
fn a_small_cell_hides_its_whole_row_and_no_other() {
    let mut tally = all_answered(4, 20);
    tally.count("time", 4, -4);
    tally.count("time", 1, 4);
    tally.count("cost", 4, -5);
    tally.count("cost", 1, 5);
    let figures = figures(&tally);
    let counts = |element: Element| figures.elements[element.place()].counts;
    assert_eq!(counts(Element::Time), None);
    assert_eq!(counts(Element::Cost), Some([5, 0, 0, 15]));
    assert_eq!(counts(Element::Product), Some([0, 0, 0, 20]));
}

#[test]
fn questions_beyond_the_elements_are_hidden_alike_and_change_no_index() {
    let choices = vec!["Loket".to_owned(), "Daring".to_owned()];
    let question = |key: &str| Question { key: key.into(), text: "x".into(), choices: choices.clone() };
    let mut tally = all_answered(4, 20);
    for (key, choice, answers) in [("seen", 1, 15), ("seen", 2, 5), ("hidden", 1, 16), ("hidden", 2, 4)] {
        tally.count(key, choice, answers);
    }
    let questions = [question("seen"), question("hidden"), question("silent")];
    let figures = SurveyResult::of(&tally, &rules(), &questions, 20).unwrap().figures.unwrap();
    assert_eq!(figures.questions, [Some(vec![15, 5]), None, Some(vec![0, 0])]);
    assert_eq!(figures.hundredths(), 10_000);
}

#[test]
fn a_sample_is_that_of_krejcie_and_morgan_or_of_the_printed_table() {
    let rules = rules();
    for (population, sample) in [(1, 1), (10, 10), (100, 80), (1_000, 278), (100_000, 383), (1_000_000, 384)] {
        assert_eq!(rules.minimum_sample(population), sample, "{population}");
    }
    assert_eq!(SurveyRules { printed_table: true, ..rules }.minimum_sample(100_000), 384);
}

#[test]
fn a_period_lasts_a_year_at_most() {
    assert_eq!(rules().longest_end(date(2025, 1, 1)), date(2025, 12, 31));
    assert_eq!(rules().longest_end(date(2024, 2, 29)), date(2025, 2, 27));
    assert_eq!(rules().due_before(date(2025, 11, 5)), date(2024, 11, 5));
}

#[test]
fn only_indexes_of_one_scheme_are_compared() {
    let previous = PreviousIndex {
        source: Source::Past(Uuid::nil()),
        period_end: date(2016, 12, 31),
        index: 8_000,
        scheme: "skm-kepmenpan-25-2004".into(),
    };
    assert_eq!(previous.change(7_680, "skm-kepmenpan-25-2004"), Some(-320));
    assert_eq!(previous.change(7_680, "skm-permenpanrb-14-2017"), None);
}

proptest! {
    /// What is computed from sums is what the golden results are computed from: the answers themselves, blanks included.
    #[test]
    fn sums_give_the_index_of_the_answers(
        responses in vec(vec(option::of(1_u8..=4), 9), 20..60)
    ) {
        let (rules, mut tally) = (rules(), Tally::default());
        for response in responses.iter().filter(|response| response.iter().any(Option::is_some)) {
            let given = Element::ALL.into_iter().zip(response);
            let elements = given.filter_map(|(element, answer)| Some((Some(element), i32::from((*answer)?)))).collect();
            let answer = Answer::check_paper(&Given { elements, questions: Vec::new() }, &[]).unwrap();
            tally.add(&answer, &[], Channel::Paper);
        }
        let expected = rules.scheme.index(&rules.scheme.averages(&responses).unwrap()).unwrap();
        let result = SurveyResult::of(&tally, &rules, &[], 20).unwrap();
        let few = Element::ALL.into_iter().any(|element| tally.sum(element).1 < 5);
        prop_assert_eq!(result.figures.map(|figures| figures.index), (!few).then_some(expected));
    }
}
