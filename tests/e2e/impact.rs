//! One question about a need is answered by all four services, joined by ids: what the public noticed, what people decided, who was
//! recruited and taught, and whether it got better.

use contracts::{
    career::v1 as career,
    evaluation::v1 as evaluation,
    needs::v1 as needs,
    recruitment::v1::{Vacancy, vacancy::State},
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use platform::{dates, testing::TENANT};
use siklus::impact::{Impact, Link, Stage};
use system_tests::world::{
    World,
    office::{Office, Post},
};

const NURSE: Post = Post { title: "PERAWAT", incumbents: 3, lacking: 0 };

/// Complaints of each month from December 2023 on: thirteen as usual, then two of trouble.
const UNTIL_ASKED: [u16; 15] = [19, 21, 20, 18, 22, 20, 19, 21, 20, 22, 18, 20, 19, 45, 50];
/// From March 2025 on: the trouble lasts until people come in June.
const SINCE: [u16; 10] = [40, 42, 41, 6, 5, 7, 6, 5, 5, 6];

#[tokio::test(flavor = "multi_thread")]
async fn from_the_complaint_to_the_effect_every_link_has_its_id() {
    let world = World::start().await;
    let office = &world.office;
    office.import_positions(&[NURSE]).await;
    office.import_workload(&[NURSE]).await;
    for (title, job) in [("FARMASI", "APOTEKER"), ("LABORATORIUM", "ANALIS")] {
        let other = office.other_unit(title, job).await;
        office.offer_quietly(&other, title, date(2023, 12, 1), 15).await;
    }
    let service = office.offer_service("Pendaftaran pasien").await;
    assert_eq!(office.report(&service, date(2023, 12, 1), &UNTIL_ASKED).await.services_fell, 1);
    let question = office.open_question().await;
    office.accept(&question).await;
    let more = Post { lacking: 2, ..NURSE };
    office.import_workload(&[more]).await;
    let [need] = office.determine(&[more], &question.name).await.try_into().unwrap();

    let early = asked(office, &need).await;
    assert_eq!((&early.need, &early.public_service), (&need, &service));
    assert_eq!(kinds(&early, Stage::Noticed), ["signal.told", "reassessment.opened"]);
    assert_eq!(early.of_stage(Stage::Recruited).count() + early.of_stage(Stage::Effect).count(), 0);
    assert_eq!(answer(&early, "recruited"), "0 of 2 seats filled");

    let vacancy = recruit(office, &need).await;
    assert_eq!(office.report(&service, date(2025, 3, 1), &SINCE).await.services_recovered, 1);
    let session = teach_one(office).await;
    ask_people(office, &service, (date(2024, 7, 1), date(2024, 12, 31)), 3).await;
    ask_people(office, &service, (date(2025, 7, 1), date(2025, 12, 31)), 4).await;
    let told = asked(office, &need).await;
    one_chain(&told, &question.cause_event_id);
    people_came(office, &told, &vacancy).await;
    one_was_taught(&told, &session);
    it_got_better(&told);
    shown_to_people(&told);
    only_one_was_asked(office, &question).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_that_nobody_complained_about_says_so() {
    let world = World::start().await;
    let office = &world.office;
    let planned = Post { incumbents: 1, lacking: 1, ..NURSE };
    office.import_positions(&[planned]).await;
    office.import_workload(&[planned]).await;
    let [need] = office.determine(&[planned], "").await.try_into().unwrap();
    let told = asked(office, &need).await;
    assert_eq!((kinds(&told, Stage::Noticed).len(), told.public_service.as_str()), (0, ""));
    assert_eq!(kinds(&told, Stage::Decided), ["proposal.drafted", "need.determined"]);
    assert_eq!(answer(&told, "noticed"), "nothing: planned without a question");
    let absent = format!("instansi/{TENANT}/needs/01890000-0000-7000-8000-00000000dead");
    assert!(office.calls.impact("analyst").ask(&absent).await.is_err());
    world.end().await;
}

/// Of the three services only the one that people complained about had its unit's needs asked about.
async fn only_one_was_asked(office: &Office, question: &needs::Reassessment) {
    let unit = office.positions().await[NURSE.title].unit.clone();
    let request = needs::ListReassessmentsRequest { parent: parent(), ..Default::default() };
    let all = office.calls.reassessments("analyst").list_reassessments(request).await.unwrap().into_inner();
    let asked: Vec<_> = all.reassessments.iter().map(|one| (&one.name, &one.unit)).collect();
    assert_eq!(asked, [(&question.name, &unit)]);
}

async fn asked(office: &Office, need: &str) -> Impact {
    office.calls.impact("analyst").ask(need).await.unwrap()
}

fn kinds(told: &Impact, stage: Stage) -> Vec<&str> {
    told.of_stage(stage).map(|link| link.kind.as_str()).collect()
}

fn answer<'t>(told: &'t Impact, question: &str) -> &'t str {
    told.answers.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.as_str()).unwrap()
}

fn link<'t>(told: &'t Impact, kind: &str) -> &'t Link {
    told.links.iter().find(|link| link.kind == kind).unwrap()
}

/// From the draft of the need to two who hold its seats.
async fn recruit(office: &Office, need: &str) -> Vacancy {
    let draft = office.drafts(&[need.to_owned()]).await.remove(0);
    let vacancy = office.open(draft).await;
    let participants = office.all_apply(&vacancy, 0..9).await;
    let screened = office.screen(vacancy).await;
    office.import_skd(&participants).await;
    let ranked = office.rank_skd(screened).await;
    office.import_skb(&ranked, &participants).await;
    let published = office.publish(ranked).await;
    assert_eq!(published.state(), State::Published);
    let selected = office.applications(&published, true).await;
    office.appoint_all(&selected, || {}).await;
    office.filled(selected.len()).await;
    published
}

fn parent() -> String {
    format!("instansi/{TENANT}")
}

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// One of those who came passes a course that everybody follows at their own time. Returns its session.
async fn teach_one(office: &Office) -> String {
    let course = career::CreateCourseRequest {
        parent: parent(),
        code: "K-1".to_owned(),
        title: "Komunikasi efektif".to_owned(),
        kind: career::course::Kind::Technical.into(),
        activity: 5,
        hours: 8,
        provider: "BPSDM".to_owned(),
        mode: career::course::Mode::ELearning.into(),
        ..Default::default()
    };
    let course = office.calls.courses("hr_officer").create_course(course).await.unwrap().into_inner();
    let session = career::CreateTrainingSessionRequest {
        parent: course.name,
        start_date: Some(dates::render(today().saturating_sub(2.days()))),
        end_date: Some(dates::render(today().saturating_add(30.days()))),
        capacity: 1,
        venue: "Daring".to_owned(),
        ..Default::default()
    };
    let mut sessions = office.calls.training_sessions("hr_officer");
    let name = sessions.create_training_session(session).await.unwrap().into_inner().name;
    let servant = office.servants().await.remove(0).name;
    let (parent, reason) = (name.clone(), "asks for it".to_owned());
    let request = career::EnrolParticipantRequest { parent, servant, reason, ..Default::default() };
    let participant = sessions.enrol_participant(request).await.unwrap().into_inner().name;
    let request = career::GetTrainingSessionRequest { name: name.clone() };
    let etag = sessions.get_training_session(request).await.unwrap().into_inner().etag;
    let certificate_number = "S-1".to_owned();
    let result = career::TrainingResult { participant, passed: true, certificate_number, ..Default::default() };
    let request =
        career::RecordTrainingResultsRequest { name: name.clone(), etag, results: vec![result], ..Default::default() };
    sessions.record_training_results(request).await.unwrap();
    name
}

/// A survey in which twenty people gave every element the same answer on paper, published with its plan.
async fn ask_people(office: &Office, service: &str, (first, last): (Date, Date), answer: i32) {
    let mut desk = office.calls.surveys("public_desk");
    let request = evaluation::CreateSurveyRequest {
        parent: parent(),
        public_service: service.to_owned(),
        period_start: Some(dates::render(first)),
        period_end: Some(dates::render(last)),
        population: 1_000,
        ..Default::default()
    };
    let planned = desk.create_survey(request).await.unwrap().into_inner();
    let (name, etag) = (planned.name, planned.etag);
    let request = evaluation::OpenSurveyRequest { name: name.clone(), etag, ..Default::default() };
    desk.open_survey(request).await.unwrap();
    fill_in(office, &name, answer).await;
    let request = evaluation::GetSurveyRequest { name: name.clone() };
    let etag = desk.get_survey(request).await.unwrap().into_inner().etag;
    let request = evaluation::CloseSurveyRequest { name: name.clone(), etag, ..Default::default() };
    let etag = desk.close_survey(request).await.unwrap().into_inner().etag;
    let in_a_month = today().saturating_add(30.days());
    let action = |element| evaluation::FollowUpAction {
        element,
        action: "Loket ditambah".to_owned(),
        responsible: "Kepala Bidang Pelayanan".to_owned(),
        due_date: Some(dates::render(in_a_month)),
    };
    let actions = (1..=9).map(action).collect();
    let request = evaluation::PlanFollowUpRequest { name: name.clone(), etag, actions, ..Default::default() };
    let etag = desk.plan_follow_up(request).await.unwrap().into_inner().etag;
    let request = evaluation::PublishSurveyRequest { name, etag, ..Default::default() };
    desk.publish_survey(request).await.unwrap();
}

async fn fill_in(office: &Office, survey: &str, answer: i32) {
    use evaluation::import_answers_request::Part;
    let header = evaluation::ImportAnswersHeader { parent: parent(), survey: survey.to_owned(), ..Default::default() };
    let answers: Vec<_> = (1..=9).map(|element| evaluation::ElementAnswer { element, answer }).collect();
    let form = |nth: i32| evaluation::AnswerRow {
        form: format!("F-{nth}"),
        answers: answers.clone(),
        question_answers: Vec::new(),
    };
    let parts = [Part::Header(header)].into_iter().chain((0..20).map(form).map(Part::Row));
    let messages: Vec<_> = parts.map(|part| evaluation::ImportAnswersRequest { part: Some(part) }).collect();
    let taken = office.calls.surveys("public_desk").import_answers(tokio_stream::iter(messages)).await.unwrap();
    assert_eq!(taken.into_inner().accepted, 20);
}

/// From the fall of the service to the revised need, each link names the event before it.
fn one_chain(told: &Impact, cause: &str) {
    let signal = link(told, "signal.told");
    assert_eq!(signal.event_id, cause);
    assert!(signal.figures.iter().any(|(name, value)| name == "complaints" && value == "45"), "{signal:?}");
    assert_eq!(link(told, "reassessment.opened").caused_by, cause);
    assert!(!link(told, "reassessment.opened").figures.is_empty());
    let decided = kinds(told, Stage::Decided);
    for kind in ["reassessment.accepted", "proposal.drafted", "need.determined", "reassessment.closed"] {
        assert!(decided.contains(&kind), "{decided:?}");
    }
    let determined = link(told, "need.determined");
    assert_eq!((&determined.resource, determined.event_id.is_empty()), (&told.need, false));
    assert!(determined.figures.contains(&("seats".to_owned(), "2".to_owned())));
}

async fn people_came(office: &Office, told: &Impact, vacancy: &Vacancy) {
    assert_eq!(link(told, "vacancy").resource, vacancy.name);
    let recruited = kinds(told, Stage::Recruited);
    let of = |kind: &str| recruited.iter().filter(|one| **one == kind).count();
    assert_eq!((of("candidate.appointed"), of("position.filled")), (2, 2));
    for appointed in told.of_stage(Stage::Recruited).filter(|link| link.kind == "candidate.appointed") {
        let servant = office.servant_of(&appointed.resource).await;
        let filled = told.of_stage(Stage::Recruited).find(|link| link.resource == servant.name).unwrap();
        assert!(filled.figures.contains(&("first_day".to_owned(), "2025-06-01".to_owned())));
        assert!(!appointed.event_id.is_empty() && appointed.caused_by == filled.caused_by);
    }
    assert_eq!(answer(told, "recruited"), "2 of 2 seats filled");
}

fn one_was_taught(told: &Impact, session: &str) {
    let ended = link(told, "training.ended");
    assert_eq!((ended.stage, ended.resource.as_str()), (Some(Stage::Trained), session));
    assert_eq!(ended.summary, "1 of those who came ended it, 1 passed");
    assert_eq!(answer(told, "trained"), "yes");
}

/// The signal ended by itself after the first day of those who came, and of as many uses fewer complain than in the same months of
/// the year before: 34 of 6,000 after 120 of 6,000. People are 25 points more content.
fn it_got_better(told: &Impact) {
    let recovered = link(told, "signal.recovered");
    assert_eq!((recovered.stage, recovered.event_id.is_empty()), (Some(Stage::Effect), false));
    assert!(answer(told, "complaints recovered").starts_with("yes: the signal ended by itself on "));
    let rate = link(told, "complaint_rate");
    assert_eq!((rate.resource.as_str(), rate.ruleset.as_str()), (told.public_service.as_str(), "programme-siklus-1"));
    let estimate = rate.figures.iter().find(|(name, _)| name == "estimate").map(|(_, value)| value.as_str());
    assert!(estimate.is_some_and(|estimate| estimate.starts_with("0.2833 (")), "{rate:?}");
    assert_eq!(answer(told, "complaints since"), "complaints for each use fell after the day");
    let index = link(told, "satisfaction_index");
    let estimate = index.figures.iter().find(|(name, _)| name == "estimate").map(|(_, value)| value.as_str());
    assert!(estimate.is_some_and(|estimate| estimate.starts_with("25.00 (")), "{index:?}");
    assert_eq!(answer(told, "satisfaction since"), "satisfaction rose after the day");
}

fn shown_to_people(told: &Impact) {
    let (drawn, json) = (told.to_string(), serde_json::to_value(told).unwrap());
    for link in &told.links {
        assert!(drawn.contains(&link.resource) && drawn.contains(&link.event_id), "{link:?}");
    }
    assert_eq!(json["links"].as_array().map(Vec::len), Some(told.links.len()));
    assert_eq!(json["links"][0]["stage"], "noticed");
}
