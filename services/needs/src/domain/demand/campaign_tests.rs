#![allow(clippy::unwrap_used)]

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn campaign(state: State) -> Campaign {
    Campaign {
        id: Uuid::nil(),
        title: String::new(),
        description: String::new(),
        audience: Audience::Units,
        state,
        open_time: at("2026-03-01T00:00:00Z"),
        close_time: at("2026-03-31T17:00:00Z"),
        units_asked: 1,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_campaign_opens_once_and_closes_once() {
    let now = at("2026-02-01T00:00:00Z");
    let mut one = campaign(State::Draft);
    assert_eq!(one.close(now), Err(CampaignError::State(State::Draft)));
    assert_eq!(one.open(now), Ok(()));
    assert_eq!(one.open(now), Err(CampaignError::State(State::Open)));
    assert_eq!(one.close(at("2026-03-10T00:00:00Z")), Ok(()));
    assert_eq!((one.state, one.close_time), (State::Closed, at("2026-03-10T00:00:00Z")));
    assert_eq!(one.close(now), Err(CampaignError::State(State::Closed)));
    let late = campaign(State::Draft).open(at("2026-03-31T17:00:00Z"));
    assert_eq!(late, Err(CampaignError::State(State::Draft)));
}

#[test]
fn the_deadline_is_the_first_moment_that_is_too_late() {
    let one = campaign(State::Open);
    for (now, answer) in [
        ("2026-02-28T23:59:59Z", Err(CampaignError::Early)),
        ("2026-03-01T00:00:00Z", Ok(())),
        ("2026-03-31T16:59:59Z", Ok(())),
        ("2026-03-31T17:00:00Z", Err(CampaignError::State(State::Closed))),
    ] {
        assert_eq!(one.must_accept(Audience::Units, at(now)), answer, "{now}");
    }
    let now = at("2026-03-02T00:00:00Z");
    assert_eq!(one.must_accept(Audience::Public, now), Err(CampaignError::Audience));
    for state in [State::Draft, State::Closed] {
        assert_eq!(campaign(state).must_accept(Audience::Units, now), Err(CampaignError::State(state)));
    }
}

fn question(code: &str, required: bool, kind: Kind) -> Question {
    Question { code: code.into(), wording: "?".into(), required, kind }
}

fn questions() -> Vec<Question> {
    let number = Kind::Number {
        least: Some("0".into()),
        most: Some("100.5".into()),
        measure: "pasien".into(),
        service_volume: false,
    };
    vec![
        question("patients", true, number),
        question("building", true, Kind::Choice(vec!["baik".into(), "rusak".into()])),
        question("note", false, Kind::Text(10)),
    ]
}

fn given(answers: &[(&str, &str)]) -> Vec<Given> {
    let given =
        |(question, value): &(&str, &str)| Given { question: (*question).into(), value: Value::new((*value).into()) };
    answers.iter().map(given).collect()
}

#[test]
fn sound_answers_are_taken_by_question() {
    let sound = check(&questions(), &given(&[("building", "baik"), ("patients", " 100.5 ")])).unwrap();
    let texts: Vec<(usize, &str)> = sound.iter().map(|(n, value)| (*n, value.expose())).collect();
    assert_eq!(texts, [(0, "100.5"), (1, "baik")]);
    assert!(check(&questions(), &given(&[("building", "baik"), ("patients", "0"), ("note", "dua\nbaris")])).is_ok());
}

#[test]
fn everything_wrong_is_told_at_once() {
    let answers =
        [("patients", "-1"), ("building", "roboh"), ("note", "lebih dari sepuluh"), ("x", "1"), ("note", "a")];
    let bad = check(&questions(), &given(&answers)).unwrap_err();
    let expected = [
        (Some(0), BadAnswer::TooSmall("0".into())),
        (Some(1), BadAnswer::NotAnOption),
        (Some(2), BadAnswer::NotAText(10)),
        (Some(3), BadAnswer::NoQuestion),
        (Some(4), BadAnswer::Twice),
    ];
    assert_eq!(bad, expected);
    let bad = check(&questions(), &given(&[("patients", "100.51")])).unwrap_err();
    assert_eq!(bad, [(Some(0), BadAnswer::TooLarge("100.5".into())), (None, BadAnswer::Missing("building".into()))]);
    for text in ["", "1e3", "1,5", "banyak"] {
        let bad = check(&questions(), &given(&[("building", "baik"), ("patients", text)])).unwrap_err();
        assert_eq!(bad, [(Some(1), BadAnswer::NotANumber)], "{text:?}");
    }
}

#[test]
fn a_volume_of_service_is_never_negative() {
    let volume = Kind::Number { least: None, most: None, measure: "pasien".into(), service_volume: true };
    let questions = [question("visits", true, volume)];
    assert!(check(&questions, &given(&[("visits", "0")])).is_ok());
    let bad = check(&questions, &given(&[("visits", "-0.5")])).unwrap_err();
    assert_eq!(bad, [(Some(0), BadAnswer::TooSmall("0".into()))]);
}

#[test]
fn answers_are_not_shown_by_debug() {
    assert_eq!(format!("{:?}", given(&[("note", "Ibu Siti")])[0].value), "Value(redacted)");
}

#[test]
fn completeness_is_exact() {
    let shown = |answered, asked| percent(answered, asked).map(|value| value.to_string());
    assert_eq!((shown(2, 3), shown(3, 3), shown(0, 0)), (Some("200/3".into()), Some("100".into()), None));
}
