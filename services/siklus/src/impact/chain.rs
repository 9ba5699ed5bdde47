//! The parts joined: links in five stages, each with the id of what it is about and of the events around it.

use contracts::{
    career::v1 as career,
    evaluation::v1::{self as evaluation, signal::Kind},
    needs::v1::{self as needs, reassessment::Cause},
    recruitment::v1 as recruitment,
};
use jiff::Timestamp;
use platform::dates;
use serde::Serialize;

/// What the services told.
pub(super) struct Parts {
    pub need: needs::Need,
    pub proposal: needs::Proposal,
    pub reassessment: Option<needs::Reassessment>,
    pub steps: Vec<needs::Step>,
    pub vacancies: Vec<recruitment::Vacancy>,
    pub careers: career::NeedCareers,
    pub service: Option<evaluation::ServiceImpact>,
}

/// A stage of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// What the public showed.
    Noticed,
    /// What people decided because of it.
    Decided,
    /// Who was recruited.
    Recruited,
    /// What they were taught.
    Trained,
    /// Whether it got better.
    Effect,
}

/// One link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its stage.
    pub stage: Option<Stage>,
    /// When, a day or an instant; empty where it is not told.
    pub date: String,
    /// What it is: `signal.told`, `need.determined` …
    pub kind: String,
    /// The resource it is about.
    pub resource: String,
    /// The same in one sentence.
    pub summary: String,
    /// Event that told it; empty if none did.
    pub event_id: String,
    /// Event that caused it; empty when a person did.
    pub caused_by: String,
    /// Ruleset that decided; empty if none did.
    pub ruleset: String,
    /// The figures behind it.
    pub figures: Vec<(String, String)>,
}

/// What became of a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// The need.
    pub need: String,
    /// Its position.
    pub position: String,
    /// The public service that it began with; empty where it did not begin with one.
    pub public_service: String,
    /// The links, stage by stage, oldest first.
    pub links: Vec<Link>,
    /// Each question with its answer.
    pub answers: Vec<(String, String)>,
}

impl Impact {
    pub(super) fn of(parts: Parts) -> Self {
        let mut links = noticed(&parts);
        links.extend(decided(&parts));
        links.extend(recruited(&parts));
        links.extend(trained(&parts));
        links.extend(effect(&parts));
        // The order within a stage is kept where instants are equal or missing.
        links.sort_by(|one, other| (one.stage, &one.date).cmp(&(other.stage, &other.date)));
        Self {
            answers: answers(&parts, &links),
            public_service: parts.service.map(|service| service.public_service).unwrap_or_default(),
            need: parts.need.name,
            position: parts.need.position,
            links,
        }
    }

    /// The links of a stage.
    pub fn of_stage(&self, stage: Stage) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.stage == Some(stage))
    }
}

/// The signal that raised the question, and later ones of its kind about the same service: the same trouble again.
fn signals(parts: &Parts) -> Vec<&evaluation::Signal> {
    let (Some(question), Some(service)) = (&parts.reassessment, &parts.service) else { return Vec::new() };
    let raised =
        |signal: &&evaluation::Signal| !signal.event_id.is_empty() && signal.event_id == question.cause_event_id;
    let Some(first) = service.signals.iter().find(raised) else { return Vec::new() };
    let since = |signal: &&evaluation::Signal| told_at(signal) >= told_at(first) && signal.kind == first.kind;
    service.signals.iter().filter(since).collect()
}

fn told_at(signal: &evaluation::Signal) -> Option<Timestamp> {
    dates::parse_time(signal.create_time.as_ref()).ok()
}

/// The signals, and the question that the first of them raised.
fn noticed(parts: &Parts) -> Vec<Link> {
    let Some(question) = &parts.reassessment else { return Vec::new() };
    let mut links: Vec<Link> = signals(parts).into_iter().map(signal_link).collect();
    let opened =
        steps(parts, Stage::Noticed, |step| step.kind == "reassessment.opened" && step.resource == question.name);
    let evidence = question.evidence.iter().map(|one| (one.name.clone(), one.value.clone()));
    let evidence: Vec<(String, String)> = evidence.collect();
    links.extend(opened.into_iter().map(|link| Link { figures: evidence.clone(), ..link }));
    links
}

fn signal_link(signal: &evaluation::Signal) -> Link {
    let mut figures = vec![
        ("periods".to_owned(), signal.periods.join(", ")),
        ("statistic".to_owned(), signal.statistic.clone()),
        ("threshold".to_owned(), signal.threshold.clone()),
    ];
    if !signal.complaints.is_empty() {
        figures.push(("complaints".to_owned(), join(&signal.complaints)));
        figures.push(("transactions".to_owned(), join(&signal.transactions)));
    }
    Link {
        stage: Some(Stage::Noticed),
        date: instant(dates::parse_time(signal.create_time.as_ref())),
        kind: "signal.told".to_owned(),
        resource: signal.name.clone(),
        summary: signal.reason.clone(),
        event_id: signal.event_id.clone(),
        ruleset: signal.ruleset.clone(),
        figures,
        ..Link::default()
    }
}

/// What people decided: the question answered, the seats proposed and determined.
fn decided(parts: &Parts) -> Vec<Link> {
    let question = parts.reassessment.as_ref().map_or("", |question| question.name.as_str());
    let answered = ["reassessment.accepted", "reassessment.rejected", "reassessment.closed"];
    let mut links = steps(parts, Stage::Decided, |step| match step.kind.as_str() {
        "proposal.drafted" => step.resource == parts.proposal.name,
        "need.determined" => step.resource == parts.need.name,
        kind => answered.contains(&kind) && !question.is_empty() && step.resource == question,
    });
    for link in links.iter_mut().filter(|link| link.kind == "need.determined") {
        let day = dates::parse(parts.proposal.decision_date.as_ref());
        link.figures = vec![
            ("seats".to_owned(), parts.need.seats.to_string()),
            ("decision_number".to_owned(), parts.need.decision_number.clone()),
            ("decision_date".to_owned(), day.map(|day| day.to_string()).unwrap_or_default()),
        ];
    }
    links
}

/// The vacancies, and each who was appointed and took a seat.
fn recruited(parts: &Parts) -> Vec<Link> {
    let vacancies = parts.vacancies.iter().map(|vacancy| Link {
        stage: Some(Stage::Recruited),
        date: instant(dates::parse_time(vacancy.open_time.as_ref())),
        kind: "vacancy".to_owned(),
        resource: vacancy.name.clone(),
        summary: format!("{} seats, {} applied, {} appointed", vacancy.seats, vacancy.applications, vacancy.appointed),
        ruleset: vacancy.ruleset.clone(),
        figures: vec![
            ("seats".to_owned(), vacancy.seats.to_string()),
            ("applications".to_owned(), vacancy.applications.to_string()),
            ("appointed".to_owned(), vacancy.appointed.to_string()),
        ],
        ..Link::default()
    });
    let mut links: Vec<Link> = vacancies.collect();
    let servants = &parts.careers.servants;
    links.extend(steps(parts, Stage::Recruited, |step| {
        step.kind == "candidate.appointed" && servants.iter().any(|one| one.application == step.resource)
    }));
    for filled in steps(parts, Stage::Recruited, |step| step.kind == "position.filled") {
        let Some(servant) = servants.iter().find(|one| one.servant == filled.resource) else { continue };
        let day = dates::parse(servant.appointment_date.as_ref());
        let first = ("first_day".to_owned(), day.map(|day| day.to_string()).unwrap_or_default());
        links.push(Link { figures: vec![first], ..filled });
    }
    links.extend(servants.iter().filter_map(left_link));
    links
}

/// Who left again.
fn left_link(servant: &career::NeedServant) -> Option<Link> {
    let day = dates::parse(servant.last_day.as_ref()).ok()?;
    Some(Link {
        stage: Some(Stage::Recruited),
        date: day.to_string(),
        kind: "servant.left".to_owned(),
        resource: servant.servant.clone(),
        summary: "left the service; the last day stands beside".to_owned(),
        ..Link::default()
    })
}

/// What those who came were taught.
fn trained(parts: &Parts) -> Vec<Link> {
    let sessions = parts.careers.trainings.iter().map(|training| Link {
        stage: Some(Stage::Trained),
        date: dates::parse(training.end_date.as_ref()).map(|day| day.to_string()).unwrap_or_default(),
        kind: "training.ended".to_owned(),
        resource: training.session.clone(),
        summary: format!("{} of those who came ended it, {} passed", training.servants, training.passed),
        figures: vec![("course".to_owned(), training.course.clone())],
        ..Link::default()
    });
    sessions.collect()
}

/// Whether it got better: how the signals ended, and what changed since the first day of the first who came.
fn effect(parts: &Parts) -> Vec<Link> {
    let mut links: Vec<Link> = signals(parts).into_iter().filter_map(ending_link).collect();
    if let (Some(service), Some(_)) = (&parts.service, &parts.reassessment) {
        links.extend(service.findings.iter().map(|finding| finding_link(service, finding)));
    }
    links
}

/// How a signal ended: by itself, or because a person calls it none.
fn ending_link(signal: &evaluation::Signal) -> Option<Link> {
    let link = Link {
        stage: Some(Stage::Effect),
        resource: signal.name.clone(),
        ruleset: signal.ruleset.clone(),
        ..Link::default()
    };
    if signal.state() == evaluation::signal::State::Dismissed {
        return Some(Link {
            date: instant(dates::parse_time(signal.decide_time.as_ref())),
            kind: "signal.dismissed".to_owned(),
            summary: signal.decision_reason.clone(),
            ..link
        });
    }
    let recovery = signal.recovery.as_ref()?;
    Some(Link {
        date: instant(dates::parse_time(recovery.recover_time.as_ref())),
        kind: "signal.recovered".to_owned(),
        summary: recovery.reason.clone(),
        event_id: recovery.event_id.clone(),
        figures: vec![
            ("statistic".to_owned(), recovery.statistic.clone()),
            ("threshold".to_owned(), recovery.threshold.clone()),
        ],
        ..link
    })
}

fn finding_link(service: &evaluation::ServiceImpact, finding: &evaluation::ProgrammeFinding) -> Link {
    let mut figures: Vec<(String, String)> = Vec::new();
    if let Some(estimate) = &finding.estimate {
        let interval = format!("{} ({} to {})", estimate.value, estimate.lower, estimate.upper);
        figures.push(("estimate".to_owned(), interval));
    }
    figures.extend(finding.figures.iter().map(|one| (one.name.clone(), one.value.clone())));
    Link {
        stage: Some(Stage::Effect),
        kind: finding.criterion.clone(),
        resource: service.public_service.clone(),
        summary: finding.summary.clone(),
        ruleset: service.ruleset.clone(),
        figures,
        ..Link::default()
    }
}

fn answers(parts: &Parts, links: &[Link]) -> Vec<(String, String)> {
    let noticed = parts.reassessment.as_ref().map_or("nothing: planned without a question", |one| one.reason.as_str());
    let finding = |criterion: &str| {
        let found = links.iter().find(|link| link.kind == criterion);
        found.map_or("not known: nobody has come yet, or no public service is named", |link| link.summary.as_str())
    };
    let answers = [
        ("noticed", noticed.to_owned()),
        ("decided", parts.need.decision_number.clone()),
        ("recruited", seats_filled(parts)),
        ("trained", passed(parts).to_owned()),
        (recovery_asked(parts), recovered(parts)),
        ("complaints since", finding("complaint_rate").to_owned()),
        ("satisfaction since", finding("satisfaction_index").to_owned()),
    ];
    answers.map(|(question, answer)| (question.to_owned(), answer)).to_vec()
}

/// Seats that somebody who came still holds.
fn seats_filled(parts: &Parts) -> String {
    let servants = &parts.careers.servants;
    let left = servants.iter().filter(|servant| servant.last_day.is_some()).count();
    let filled = format!("{} of {} seats filled", servants.len() - left, parts.need.seats);
    if left == 0 { filled } else { format!("{filled}; {left} who came left or will") }
}

fn passed(parts: &Parts) -> &'static str {
    let trainings = &parts.careers.trainings;
    match trainings.iter().any(|training| training.passed > 0) {
        true => "yes",
        false if trainings.is_empty() => "no session ended",
        false => "no: nobody passed",
    }
}

/// What is asked to be over: what the signal tested, or else what the question says of its cause.
fn recovery_asked(parts: &Parts) -> &'static str {
    let cause = parts.reassessment.as_ref().map(needs::Reassessment::cause);
    let kind = signals(parts).first().map_or_else(|| cause.and_then(kind_of), |signal| Some(signal.kind()));
    match kind {
        Some(Kind::Complaints) => "complaints recovered",
        Some(Kind::Satisfaction) => "satisfaction recovered",
        Some(Kind::Overdue) => "late answers recovered",
        Some(Kind::Unspecified) | None => "quality recovered",
    }
}

/// The kind of signal that raises a question of this cause; none of what needs finds itself.
fn kind_of(cause: Cause) -> Option<Kind> {
    match cause {
        Cause::Complaints => Some(Kind::Complaints),
        Cause::Survey => Some(Kind::Satisfaction),
        Cause::OverdueComplaints => Some(Kind::Overdue),
        Cause::Unspecified | Cause::Population | Cause::Volume | Cause::Exits | Cause::Structure => None,
    }
}

/// Whether what was noticed is over, by the last signal of its kind; whether anybody had come, by the last day that proves it.
fn recovered(parts: &Parts) -> String {
    let (Some(question), Some(_)) = (&parts.reassessment, &parts.service) else {
        return "not known: the need did not begin with a public service".to_owned();
    };
    let Some(last) = signals(parts).into_iter().max_by_key(|signal| told_at(signal)) else {
        return match kind_of(question.cause()) {
            Some(_) => "not known: the signal was told before signals were kept".to_owned(),
            None => "not known: no signal raised the question".to_owned(),
        };
    };
    let Some(ending) = ending_link(last) else {
        return format!("no: {} goes on", last.reason);
    };
    let end = ending.date.split_once('T').map_or(ending.date.as_str(), |(day, _)| day);
    if ending.kind == "signal.dismissed" {
        return format!("not known: a person called the signal none on {end}");
    }
    let proven = last.recovery.as_ref().and_then(|recovery| dates::parse(recovery.last_date.as_ref()).ok());
    let day = proven.map_or_else(|| end.to_owned(), |day| day.to_string());
    let ended = format!("the signal ended by itself on {day}, told on {end}");
    let came = parts.careers.servants.iter().filter_map(|one| dates::parse(one.appointment_date.as_ref()).ok()).min();
    match (came, proven) {
        (Some(came), Some(proven)) if came <= proven => format!("yes: {ended}"),
        _ => format!("yes, before anybody came: {ended}"),
    }
}

/// The steps of needs that belong to a stage.
fn steps(parts: &Parts, stage: Stage, belongs: impl Fn(&needs::Step) -> bool) -> Vec<Link> {
    let found = parts.steps.iter().filter(|step| belongs(step));
    let links = found.map(|step| Link {
        stage: Some(stage),
        date: instant(dates::parse_time(step.time.as_ref())),
        kind: step.kind.clone(),
        resource: step.resource.clone(),
        summary: step.summary.clone(),
        event_id: step.event_id.clone(),
        caused_by: step.caused_by.clone(),
        ruleset: step.ruleset.clone(),
        figures: Vec::new(),
    });
    links.collect()
}

/// An instant as it is shown; empty where it is missing.
fn instant<E>(time: Result<Timestamp, E>) -> String {
    time.map(|time| format!("{time:.6}")).unwrap_or_default()
}

fn join(counts: &[i64]) -> String {
    counts.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
