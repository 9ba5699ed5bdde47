use super::*;
use crate::domain::{
    satisfaction::Grade,
    survey_result::{ElementFigure, Figures},
    survey_tally::Respondents,
};
use jiff::civil::date;

fn survey(state: SurveyState) -> Survey {
    Survey {
        id: Uuid::nil(),
        state,
        service: Uuid::nil(),
        period_start: date(2025, 1, 1),
        period_end: date(2025, 12, 31),
        population: 1_000,
        minimum_sample: 278,
        ruleset: "example".into(),
        codes_issued: 0,
        respondents: Respondents::default(),
        index: None,
        without_links: None,
        discard_reason: None,
        publish_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

/// A result in which these elements are weak.
fn result(weak: &[Element]) -> SurveyResult {
    let figure = |element: Element| ElementFigure {
        element,
        sum: 80,
        answers: 20,
        average: exact::whole(4),
        index: exact::whole(100),
        grade: Grade::A,
        weak: weak.contains(&element),
        counts: None,
    };
    let elements = Element::ALL.map(figure).to_vec();
    let figures = Figures { index: exact::whole(100), grade: Grade::A, elements, questions: Vec::new() };
    let respondents = Respondents { by_code: 20, by_link: 0, by_paper: 0 };
    SurveyResult { respondents, sample_reached: false, figures: Some(figures) }
}

fn action(element: Element) -> FollowUp {
    let due_date = date(2026, 6, 30);
    FollowUp { element, action: "Loket ditambah".into(), responsible: "Kepala Bidang Pelayanan".into(), due_date }
}

#[test]
fn a_survey_goes_from_plan_to_publication() {
    let mut survey = survey(SurveyState::Planned);
    assert_eq!((survey.open(), survey.close(&result(&[]))), (Ok(()), Ok(())));
    assert_eq!((survey.respondents.all(), survey.index), (20, Some(10_000)));
    let plan = [action(Element::Time)];
    assert_eq!(survey.publish(&result(&[Element::Time]), &plan, Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!((survey.state, survey.publish_time), (SurveyState::Published, Some(Timestamp::UNIX_EPOCH)));
}

#[test]
fn every_step_has_one_state_it_leads_on_from() {
    for state in SurveyState::ALL {
        let refused = Err(SurveyRefusal::State(state));
        let expected = |from: SurveyState| if state == from { Ok(()) } else { refused.clone() };
        assert_eq!(survey(state).open(), expected(SurveyState::Planned));
        assert_eq!(survey(state).discard(), expected(SurveyState::Planned));
        assert_eq!(survey(state).close(&result(&[])), expected(SurveyState::Open));
        let mut given_up = survey(state);
        let asked = matches!(state, SurveyState::Open | SurveyState::Closed);
        assert_eq!(given_up.give_up("x".into(), Respondents::default()).is_ok(), asked);
        assert_eq!(
            (given_up.is_public(), given_up.discard_reason.is_some()),
            (asked || state == SurveyState::Published, asked)
        );
        assert_eq!(survey(state).must_be_planned(), expected(SurveyState::Closed));
        let published = survey(state).publish(&result(&[]), &[action(Element::Cost)], Timestamp::UNIX_EPOCH);
        assert_eq!(published, expected(SurveyState::Closed));
        let invites = matches!(state, SurveyState::Planned | SurveyState::Open);
        assert_eq!(survey(state).must_invite().is_ok(), invites);
        assert_eq!(SurveyState::parse(state.as_str()), Some(state));
    }
}

#[test]
fn nothing_is_published_without_a_plan_for_every_weak_element() {
    let weak = result(&[Element::Time, Element::Cost]);
    let publish = |plan: &[FollowUp]| survey(SurveyState::Closed).publish(&weak, plan, Timestamp::UNIX_EPOCH);
    let missing = |elements: &[Element]| Err(SurveyRefusal::PlanIncomplete(elements.to_vec()));
    assert_eq!(publish(&[]), missing(&[Element::Time, Element::Cost]));
    assert_eq!(publish(&[action(Element::Time)]), missing(&[Element::Cost]));
    assert_eq!(publish(&[action(Element::Cost), action(Element::Time)]), Ok(()));
    let none_weak = survey(SurveyState::Closed).publish(&result(&[]), &[], Timestamp::UNIX_EPOCH);
    assert_eq!(none_weak, missing(&[]), "a plan is needed also where nothing is weak");
}

#[test]
fn a_result_of_too_few_is_not_published() {
    let few = SurveyResult { figures: None, ..result(&[]) };
    let refused = survey(SurveyState::Closed).publish(&few, &[action(Element::Time)], Timestamp::UNIX_EPOCH);
    assert_eq!(refused, Err(SurveyRefusal::TooFew(20)));
}

#[test]
fn questionnaires_are_taken_in_the_period_and_paper_until_the_end() {
    let open = survey(SurveyState::Open);
    for (day, taken) in
        [(date(2024, 12, 31), false), (date(2025, 1, 1), true), (date(2025, 12, 31), true), (date(2026, 1, 1), false)]
    {
        assert_eq!(open.must_take(day).is_ok(), taken, "{day}");
        assert_eq!(open.must_take_paper(), Ok(()));
    }
    for state in SurveyState::ALL.into_iter().filter(|state| *state != SurveyState::Open) {
        assert_eq!(survey(state).must_take(date(2025, 6, 1)), Err(SurveyRefusal::Closed));
        assert_eq!(survey(state).must_take_paper(), Err(SurveyRefusal::Closed));
    }
}
