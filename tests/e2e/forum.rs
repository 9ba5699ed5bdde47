//! The public is heard: what a citizen says without an account changes a priority, and everybody can read that it did. And
//! what a job asks for is told to whoever listens.

use contracts::needs::{
    events::v1::CompetencyStandardPublished,
    v1::{
        self as pb, PublicGroup,
        consultation::{State, Subject},
        contribution::Verdict,
        priority::Target,
    },
};
use jiff::{SignedDuration, Timestamp};
use platform::testing::TENANT;
use prost::Message;
use system_tests::world::{
    World, checks,
    office::{Office, Post},
    people::Person,
};

const NURSE: Post = Post { title: "PERAWAT", incumbents: 1, lacking: 3 };
/// Who speaks up, and leaves traces of who they are.
const CITIZEN: Person = Person(7);

fn parent() -> String {
    format!("instansi/{TENANT}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_citizen_says_changes_a_priority_and_everybody_can_read_it() {
    let world = World::start().await;
    let office = &world.office;
    office.import_positions(&[NURSE]).await;
    office.import_workload(&[NURSE]).await;
    let before = office.positions().await;
    let unit = before["PERAWAT"].unit.clone();
    let forum = open_forum(office, &unit).await;
    let said = say(office, &forum, &format!("saya {}, NIK {}", CITIZEN.full_name(), CITIZEN.nik())).await;
    let priority = weigh(office, &unit, &said.contribution).await;
    answer(office, &said.contribution, &priority.name).await;

    let followed = pb::FollowContributionRequest { parent: parent(), code: said.code };
    let told = office.calls.public_consultations().follow_contribution(followed).await.unwrap().into_inner();
    let answer = told.answer.unwrap();
    assert_eq!(
        (told.text.as_str(), answer.verdict(), &answer.changes[..]),
        ("", Verdict::Accepted, &[priority.name][..])
    );
    let all = pb::ListPrioritiesRequest { parent: parent(), ..Default::default() };
    let priorities = office.calls.public_consultations().list_priorities(all).await.unwrap().into_inner().priorities;
    let changed = priorities.iter().find(|one| one.name == answer.changes[0]).unwrap();
    assert_eq!((changed.previous_hundredths, changed.weight_hundredths), (100, 250));
    assert_eq!((&changed.contribution, &changed.target), (&said.contribution, &Some(Target::Unit(unit))));

    close(&world, &forum).await;
    let read = pb::GetConsultationRequest { name: forum.name };
    let closed = office.calls.public_consultations().get_consultation(read).await.unwrap().into_inner();
    let totals = closed.totals.unwrap();
    assert_eq!((closed.state(), totals.received, totals.accepted), (State::Closed, 1, 1));
    assert!(!closed.minutes.is_empty());
    assert_eq!(office.positions().await, before, "a consultation changed what the workload needs");
    checks::nothing_personal(&mut world.connection().await, &[CITIZEN]).await;
    world.end().await;
}

/// A consultation that has been open for an hour.
async fn open_forum(office: &Office, unit: &str) -> pb::Consultation {
    let time = |time: Timestamp| Some(prost_types::Timestamp { seconds: time.as_second(), nanos: 0 });
    let now = Timestamp::now();
    let request = pb::CreateConsultationRequest {
        parent: parent(),
        subject: Subject::Priorities.into(),
        units: vec![unit.to_owned()],
        title: "Prioritas formasi".to_owned(),
        text: "Unit mana yang didahulukan?".to_owned(),
        open_time: time(now - SignedDuration::from_hours(1)),
        close_time: time(now + SignedDuration::from_hours(24 * 7)),
        ..Default::default()
    };
    let draft = office.calls.consultations("analyst").create_consultation(request).await.unwrap().into_inner();
    let request = pb::OpenConsultationRequest { name: draft.name, etag: draft.etag, ..Default::default() };
    office.calls.consultations("analyst").open_consultation(request).await.unwrap().into_inner()
}

async fn say(office: &Office, forum: &pb::Consultation, text: &str) -> pb::SubmitContributionResponse {
    let request = pb::SubmitContributionRequest {
        consultation: forum.name.clone(),
        group: PublicGroup::ServiceUsers.into(),
        text: text.to_owned(),
        request_id: uuid::Uuid::now_v7().to_string(),
    };
    office.calls.public_consultations().submit_contribution(request).await.unwrap().into_inner()
}

async fn weigh(office: &Office, unit: &str, contribution: &str) -> pb::Priority {
    let priority = pb::Priority {
        target: Some(Target::Unit(unit.to_owned())),
        weight_hundredths: 250,
        reason: "antrean memanjang".to_owned(),
        contribution: contribution.to_owned(),
        ..Default::default()
    };
    let request = pb::SetPriorityRequest { parent: parent(), priority: Some(priority), ..Default::default() };
    office.calls.consultations("appointing_authority").set_priority(request).await.unwrap().into_inner()
}

async fn answer(office: &Office, contribution: &str, change: &str) {
    let answer = pb::ContributionAnswer {
        verdict: Verdict::Accepted.into(),
        reason: "puskesmas didahulukan".to_owned(),
        summary: "meminta perawat".to_owned(),
        changes: vec![change.to_owned()],
    };
    let (name, etag) = (contribution.to_owned(), "\"1\"".to_owned());
    let request = pb::AnswerContributionRequest { name, etag, answer: Some(answer), ..Default::default() };
    office.calls.consultations("verifier").answer_contribution(request).await.unwrap();
}

/// Closes it; the week that it was promised is taken out of the table instead of being waited for.
async fn close(world: &World, forum: &pb::Consultation) {
    sqlx::query("UPDATE needs.consultations SET close_time = now()").execute(&world.pool).await.unwrap();
    let (name, etag) = (forum.name.clone(), forum.etag.clone());
    let minutes = "Disepakati: puskesmas didahulukan".to_owned();
    let request = pb::CloseConsultationRequest { name, etag, minutes, ..Default::default() };
    world.office.calls.consultations("analyst").close_consultation(request).await.unwrap();
}

/// recruitment hears it; what it does with one of a position or title is tested there.
#[tokio::test(flavor = "multi_thread")]
async fn a_published_standard_is_told_to_whoever_listens() {
    let world = World::start().await;
    let calls = &world.office.calls;
    let grade = pb::JobGrade { job_type: "pelaksana".to_owned(), ..Default::default() };
    let line = pb::CompetencyStandardLine { code: "M1".to_owned(), level: 2, ..Default::default() };
    let standard = pb::CompetencyStandard {
        scope: Some(pb::competency_standard::Scope::JobGrade(grade)),
        lines: vec![line],
        regulation: "Perwali Contoh 12/2024".to_owned(),
        ..Default::default()
    };
    let request = pb::SetCompetencyStandardRequest { parent: parent(), standard: Some(standard), ..Default::default() };
    let draft = calls.competencies("analyst").set_competency_standard(request).await.unwrap().into_inner();
    let request = pb::PublishCompetencyStandardRequest { name: draft.name, etag: draft.etag, ..Default::default() };
    let published = calls.competencies("appointing_authority").publish_competency_standard(request).await;
    let published = published.unwrap().into_inner();
    checks::settle(&world.pool).await;
    let told = "SELECT payload FROM needs.ledger JOIN needs.relay USING (partition)
                WHERE type = 'asn.needs.events.v1.CompetencyStandardPublished' AND sequence <= published";
    let told: Vec<Vec<u8>> = sqlx::query_scalar(told).fetch_all(&world.pool).await.unwrap();
    assert_eq!(told.len(), 1);
    let event = CompetencyStandardPublished::decode(told[0].as_slice()).unwrap();
    assert_eq!((&event.standard, event.revision, event.job_type.as_str()), (&published.name, 1, "pelaksana"));
    assert_eq!((event.lines[0].code.as_str(), event.lines[0].level), ("M1", 2));
    world.end().await;
}
