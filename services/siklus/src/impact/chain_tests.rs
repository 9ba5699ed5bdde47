use super::evaluation::signal::{Recovery, State};
use super::*;
use jiff::civil::date;

fn at(day: &str) -> Timestamp {
    format!("2025-{day}T08:00:00Z").parse().unwrap()
}

/// A signal told on a day of 2025.
fn signal(id: &str, told: &str, kind: Kind) -> evaluation::Signal {
    evaluation::Signal {
        name: format!("signals/{id}"),
        event_id: format!("event-{id}"),
        kind: kind.into(),
        reason: format!("complaints of {id}"),
        create_time: Some(dates::render_time(at(told))),
        ..Default::default()
    }
}

/// The same, ended by what came up to a day and told on another.
fn ended(signal: evaluation::Signal, last: &str, on: &str) -> evaluation::Signal {
    let last_date = Some(dates::render(format!("2025-{last}").parse().unwrap()));
    let recovery = Recovery { last_date, recover_time: Some(dates::render_time(at(on))), ..Default::default() };
    evaluation::Signal { state: State::Recovered.into(), recovery: Some(recovery), ..signal }
}

fn dismissed(signal: evaluation::Signal, on: &str) -> evaluation::Signal {
    let decide_time = Some(dates::render_time(at(on)));
    evaluation::Signal { state: State::Dismissed.into(), decide_time, ..signal }
}

/// What is told of a need whose question the first signal raised.
fn told(signals: Vec<evaluation::Signal>, servants: Vec<career::NeedServant>) -> Impact {
    let cause_event_id = signals[0].event_id.clone();
    let question = needs::Reassessment { cause_event_id, ..Default::default() };
    Impact::of(Parts { reassessment: Some(question), ..parts(signals, servants) })
}

/// The same without a question.
fn parts(signals: Vec<evaluation::Signal>, servants: Vec<career::NeedServant>) -> Parts {
    Parts {
        need: needs::Need { seats: 2, ..Default::default() },
        proposal: needs::Proposal::default(),
        reassessment: None,
        steps: Vec::new(),
        vacancies: Vec::new(),
        careers: career::NeedCareers { servants, ..Default::default() },
        service: Some(evaluation::ServiceImpact { signals, ..Default::default() }),
    }
}

fn servant(first: (i16, i8, i8), last: Option<(i16, i8, i8)>) -> career::NeedServant {
    let day = |(year, month, day): (i16, i8, i8)| dates::render(date(year, month, day));
    career::NeedServant { appointment_date: Some(day(first)), last_day: last.map(day), ..Default::default() }
}

fn answer<'t>(told: &'t Impact, question: &str) -> &'t str {
    told.answers.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.as_str()).unwrap()
}

#[test]
fn the_last_signal_of_the_kind_says_whether_it_is_over() {
    let first = ended(signal("a", "02-03", Kind::Complaints), "04-01", "05-02");
    let again = signal("b", "09-01", Kind::Complaints);
    let other = signal("c", "10-01", Kind::Overdue);
    let found = told(vec![first.clone(), again.clone(), other], vec![servant((2025, 4, 1), None)]);
    assert_eq!(answer(&found, "complaints recovered"), "no: complaints of b goes on");
    assert_eq!(found.of_stage(Stage::Noticed).count(), 2, "late answers are another matter");
    let found = told(vec![first, ended(again, "11-01", "12-01")], vec![servant((2025, 4, 1), None)]);
    let expected = "yes: the signal ended by itself on 2025-11-01, told on 2025-12-01";
    assert_eq!(answer(&found, "complaints recovered"), expected);
    assert_eq!(found.of_stage(Stage::Effect).filter(|link| link.kind == "signal.recovered").count(), 2);
}

#[test]
fn what_ended_before_anybody_came_is_no_effect_of_who_came() {
    let early = ended(signal("a", "02-03", Kind::Complaints), "04-01", "06-20");
    let since = "yes, before anybody came: the signal ended by itself on 2025-04-01, told on 2025-06-20";
    let came =
        |first| answer(&told(vec![early.clone()], vec![servant(first, None)]), "complaints recovered").to_owned();
    assert_eq!(came((2025, 6, 1)), since, "it was told later, by months in which nobody had come");
    assert_eq!(came((2025, 4, 1)), since.replace(", before anybody came", ""));
    assert_eq!(answer(&told(vec![early.clone()], Vec::new()), "complaints recovered"), since);
}

#[test]
fn the_question_names_what_was_tested() {
    for (kind, asked) in [
        (Kind::Complaints, "complaints recovered"),
        (Kind::Satisfaction, "satisfaction recovered"),
        (Kind::Overdue, "late answers recovered"),
    ] {
        assert_eq!(answer(&told(vec![signal("a", "02-03", kind)], Vec::new()), asked), "no: complaints of a goes on");
    }
}

#[test]
fn a_question_without_a_signal_says_why_it_has_none() {
    let raised = |cause: Cause| {
        let question = needs::Reassessment { cause: cause.into(), ..Default::default() };
        let parts = Parts { reassessment: Some(question), ..parts(Vec::new(), Vec::new()) };
        Impact::of(parts)
    };
    let kept = "not known: the signal was told before signals were kept";
    assert_eq!(answer(&raised(Cause::Survey), "satisfaction recovered"), kept);
    assert_eq!(answer(&raised(Cause::Exits), "quality recovered"), "not known: no signal raised the question");
}

#[test]
fn a_dismissed_signal_says_nothing_of_an_effect() {
    let found = told(vec![dismissed(signal("a", "02-03", Kind::Complaints), "03-04")], Vec::new());
    let expected = "not known: a person called the signal none on 2025-03-04";
    assert_eq!(answer(&found, "complaints recovered"), expected);
    assert_eq!(found.of_stage(Stage::Effect).map(|link| link.kind.as_str()).collect::<Vec<_>>(), ["signal.dismissed"]);
}

#[test]
fn who_left_fills_no_seat() {
    let both = vec![servant((2025, 4, 1), None), servant((2025, 4, 1), Some((2025, 8, 31)))];
    let found = told(vec![signal("a", "02-03", Kind::Complaints)], both);
    assert_eq!(answer(&found, "recruited"), "1 of 2 seats filled; 1 who came left or will");
    assert!(found.of_stage(Stage::Recruited).any(|link| link.kind == "servant.left" && link.date == "2025-08-31"));
}
