#![allow(clippy::unwrap_used)]

use super::*;

fn questions() -> Vec<Question> {
    let choices = vec!["Loket".to_owned(), "Daring".to_owned()];
    vec![Question { key: "channel".into(), text: "Lewat mana Saudara dilayani?".into(), choices }]
}

fn all(answer: i32) -> Given {
    Given { elements: Element::ALL.map(|element| (Some(element), answer)).to_vec(), questions: Vec::new() }
}

fn wrong(given: &Given) -> Vec<(Spot, BadAnswer)> {
    Answer::check(given, &questions()).unwrap_err()
}

#[test]
fn a_whole_answer_is_taken_in_whatever_order() {
    let mut given = all(4);
    given.elements.reverse();
    given.elements[0].1 = 1;
    given.questions.push(("channel".into(), 2));
    let answer = Answer::check(&given, &questions()).unwrap();
    assert_eq!((answer.of(Element::Facilities), answer.of(Element::Requirements)), (Some(1), Some(4)));
    assert_eq!(answer.questions(), [(0, 2)]);
}

#[test]
fn a_form_on_paper_may_be_blank_in_all_elements_but_one() {
    let mut given = all(3);
    given.elements.remove(3);
    let answer = Answer::check_paper(&given, &questions()).unwrap();
    assert_eq!((answer.of(Element::Cost), answer.of(Element::Product)), (None, Some(3)));
    assert_eq!(
        wrong(&given),
        [(Spot::Elements, BadAnswer::Missing(vec![Element::Cost]))],
        "nobody else may leave it blank"
    );
    given.elements.truncate(1);
    assert!(Answer::check_paper(&given, &questions()).is_ok());
    given.elements.clear();
    let empty = Answer::check_paper(&given, &questions()).unwrap_err();
    assert_eq!(empty, [(Spot::Elements, BadAnswer::Missing(Element::ALL.to_vec()))]);
    given.elements = vec![(Some(Element::Cost), 0), (Some(Element::Time), 4), (Some(Element::Time), 4)];
    let bad = Answer::check_paper(&given, &questions()).unwrap_err();
    assert_eq!(bad, [(Spot::Value(0), BadAnswer::OutOfScale), (Spot::Element(2), BadAnswer::Twice)]);
}

#[test]
fn questions_beyond_the_elements_may_be_left_out() {
    assert!(Answer::check(&all(1), &questions()).unwrap().questions().is_empty());
}

#[test]
fn only_one_to_four_are_answers() {
    for answer in [i32::MIN, -1, 0, 5, 256 + 1, i32::MAX] {
        let found = wrong(&all(answer));
        assert_eq!(found.len(), 9, "{answer}");
        assert_eq!(found[0], (Spot::Value(0), BadAnswer::OutOfScale));
    }
}

#[test]
fn a_missing_an_unknown_and_a_repeated_element_are_told_at_once() {
    let mut given = all(3);
    given.elements[3].0 = None;
    given.elements[4].0 = Some(Element::Requirements);
    let expected = [
        (Spot::Element(3), BadAnswer::UnknownElement),
        (Spot::Element(4), BadAnswer::Twice),
        (Spot::Elements, BadAnswer::Missing(vec![Element::Cost, Element::Product])),
    ];
    assert_eq!(wrong(&given), expected);
    assert_eq!(expected[2].1.to_string(), "must answer cost, product");
    assert_eq!(wrong(&Given::default()), [(Spot::Elements, BadAnswer::Missing(Element::ALL.to_vec()))]);
}

#[test]
fn unknown_questions_and_choices_are_refused() {
    let given = |questions: &[(&str, i32)]| Given {
        questions: questions.iter().map(|(key, choice)| ((*key).to_owned(), *choice)).collect(),
        ..all(2)
    };
    assert_eq!(wrong(&given(&[("job", 1)])), [(Spot::Question(0), BadAnswer::UnknownQuestion)]);
    assert_eq!(wrong(&given(&[("channel", 1), ("channel", 2)])), [(Spot::Question(1), BadAnswer::Twice)]);
    for choice in [-1, 0, 3, 65_537] {
        assert_eq!(wrong(&given(&[("channel", choice)])), [(Spot::Choice(0), BadAnswer::UnknownChoice(2))]);
    }
}

#[test]
fn a_key_is_short_and_no_element() {
    assert!(Question::is_key("channel") && Question::is_key("age_2"));
    let long = "x".repeat(31);
    for bad in ["", "time", "complaint_handling", "Age", "a b", "é", long.as_str()] {
        assert!(!Question::is_key(bad), "{bad}");
    }
}
