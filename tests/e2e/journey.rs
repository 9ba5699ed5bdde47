//! The loop closes: people are found missing, recruited, placed and rated; complaints ask the question again.

use contracts::{
    evaluation::{events::v1::ServiceQualityFell, v1::Rating},
    needs::{
        events::v1::{NeedDetermined, ReassessmentClosed, ReassessmentOpened, reassessment_opened},
        v1::{Reassessment, Step, proposal, reassessment},
    },
    recruitment::v1::vacancy::State,
};
use platform::testing::reason;
use prost::Message;
use system_tests::world::{
    World, checks,
    office::{Office, Participants, Post},
    people::Person,
    until,
};
use tonic::Code;
use uuid::Uuid;

const NURSE: Post = Post { title: "PERAWAT", incumbents: 1, lacking: 2 };
const CLERK: Post = Post { title: "PETUGAS LOKET", incumbents: 2, lacking: 1 };
const DENTIST: Post = Post { title: "DOKTER GIGI", incumbents: 1, lacking: 0 };

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_closes_through_all_four_services() {
    the_loop_closes(World::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_closes_over_four_partitions() {
    let world = World::with(|site| site.partitions = 4).await;
    let pool = world.pool.clone();
    the_loop_closes_in(&world).await;
    checks::settle(&pool).await;
    let used = "SELECT count(DISTINCT partition) FROM (SELECT partition FROM needs.ledger UNION ALL
                SELECT partition FROM recruitment.ledger UNION ALL SELECT partition FROM career.ledger) AS told";
    let used: i64 = sqlx::query_scalar(used).fetch_one(&pool).await.unwrap();
    assert!(used > 1, "all events went through one partition");
    world.end().await;
}

async fn the_loop_closes(world: World) {
    the_loop_closes_in(&world).await;
    world.end().await;
}

async fn the_loop_closes_in(world: &World) {
    let office = &world.office;
    let appointed = people_are_found(office).await;
    seats_are_counted(office, appointed).await;
    work_is_rated(office).await;
    let question = complaints_ask_again(office).await;
    everything_is_explained(world, &question).await;
    let people: Vec<Person> = (0..20).map(Person).collect();
    checks::nothing_personal(&mut world.connection().await, &people).await;
}

/// From the position map to appointed candidates; returns how many.
async fn people_are_found(office: &Office) -> usize {
    office.import_positions(&[NURSE, CLERK, DENTIST]).await;
    office.import_workload(&[NURSE, CLERK, DENTIST]).await;
    assert_eq!(office.positions().await["PERAWAT"].shortage, 2);
    let needs = office.determine(&[NURSE, CLERK], "").await;
    let drafts = office.drafts(&needs).await;
    assert_eq!(drafts.iter().map(|draft| draft.seats).sum::<i32>(), 3);
    let mut participants = Participants::new();
    let mut screened = Vec::new();
    for (draft, crowd) in drafts.into_iter().zip([0..9, 9..16]) {
        let vacancy = office.open(draft).await;
        let people = crowd.len();
        participants.extend(office.all_apply(&vacancy, crowd).await);
        assert_eq!(office.applications(&vacancy, false).await.len(), people);
        screened.push(office.screen(vacancy).await);
    }
    let again = office.apply(&screened[0], Person(17)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "NOT_ACCEPTING"));
    office.import_skd(&participants).await;
    let mut appointed = 0;
    for vacancy in screened {
        let ranked = office.rank_skd(vacancy).await;
        assert!(office.import_skb(&ranked, &participants).await > 0);
        let published = office.publish(ranked).await;
        assert_eq!(published.state(), State::Published);
        appointed += appoint_the_selected(office, &published).await;
    }
    assert_eq!(appointed, 3);
    appointed
}

async fn appoint_the_selected(office: &Office, vacancy: &contracts::recruitment::v1::Vacancy) -> usize {
    let selected = office.applications(vacancy, true).await;
    office.appoint_all(&selected, || {}).await;
    let again = office.appoint(&selected[0]).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    for candidate in &selected {
        let servant = office.servant_of(&candidate.name).await;
        assert_eq!(servant.need, vacancy.need);
        assert_eq!(servant.placement.unwrap().position, vacancy.position);
    }
    selected.len()
}

/// career's placements are needs' incumbents.
async fn seats_are_counted(office: &Office, appointed: usize) {
    office.filled(appointed).await;
    let positions = office.positions().await;
    assert_eq!((positions["PERAWAT"].incumbents, positions["PERAWAT"].shortage), (3, 0));
    assert_eq!((positions["PETUGAS LOKET"].incumbents, positions["PETUGAS LOKET"].shortage), (3, 0));
}

/// evaluation's rating stands in career's record.
async fn work_is_rated(office: &Office) {
    for (servant, person) in office.servants().await.iter().zip((0..).map(Person)) {
        office.assign_nip(servant, person).await;
        assert_eq!(office.servant(&servant.name).await.nip, person.nip());
        office.appraise(&servant.name, Rating::Above).await;
        until("the rating stands in the record", async || {
            (office.servant(&servant.name).await.rating == "GOOD").then_some(())
        })
        .await;
    }
}

/// Complaints raise a question, a person takes it up, the work is counted again, and the revised need goes from a second
/// proposal to recruitment. Returns the question.
async fn complaints_ask_again(office: &Office) -> Reassessment {
    let service = office.complain().await;
    let question = office.open_question().await;
    assert_eq!((question.state(), question.service.as_str()), (reassessment::State::Open, service.as_str()));
    assert_eq!(question.cause(), reassessment::Cause::Complaints);
    let before = office.positions().await["PERAWAT"].clone();
    assert_eq!((before.required, before.shortage), (3, 0));
    let more = Post { incumbents: 3, lacking: 2, ..NURSE };
    let early = office.propose(&[more], &question.name).await.unwrap_err();
    assert_eq!(reason(&early), "REASSESSMENT_DECIDED", "nobody has taken the question up");
    office.accept(&question).await;
    let uncounted = office.propose(&[more], &question.name).await.unwrap_err();
    assert_eq!(reason(&uncounted), "MORE_THAN_SHORTAGE", "a question alone makes no need");
    office.import_workload(&[more]).await;
    let counted = office.positions().await["PERAWAT"].clone();
    assert_eq!((counted.required, counted.shortage), (5, 2));
    let revised = office.determine(&[more], &question.name).await;
    let [asked] = office.proposals_for(&question.name).await.try_into().unwrap();
    assert_eq!((asked.state(), asked.seats), (proposal::State::Determined, counted.shortage));
    assert_eq!(office.question(&question.name).await.state(), reassessment::State::Closed);
    let draft = office.drafts(&revised).await.remove(0);
    assert_eq!((draft.seats, draft.position_title.as_str()), (2, "PERAWAT"));
    let vacancy = office.open(draft).await;
    assert_eq!((vacancy.state(), &vacancy.need), (State::Open, &revised[0]));
    question
}

/// One call tells the chain, and every link of it is an event that some ledger holds.
async fn everything_is_explained(world: &World, question: &Reassessment) {
    let steps = world.office.explain("PERAWAT").await;
    let kinds: Vec<&str> = steps.iter().map(|step| step.kind.as_str()).collect();
    let chain = [
        "workload.computed",
        "proposal.drafted",
        "need.determined",
        "candidate.appointed",
        "position.filled",
        "candidate.appointed",
        "position.filled",
        "reassessment.opened",
        "reassessment.accepted",
        "workload.computed",
        "proposal.drafted",
        "need.determined",
        "reassessment.closed",
    ];
    assert_eq!(kinds, chain);
    for step in &steps {
        let (event_of, cause_of) = match step.kind.as_str() {
            "candidate.appointed" => (Some("recruitment"), Some("career")),
            "position.filled" => (None, Some("career")),
            "reassessment.opened" => (Some("needs"), Some("evaluation")),
            "need.determined" | "reassessment.closed" => (Some("needs"), None),
            _ => (None, None),
        };
        assert!(is_told(world, event_of, &step.event_id).await, "{step:?}");
        assert!(is_told(world, cause_of, &step.caused_by).await, "{step:?}");
    }
    one_chain(world, &steps, question).await;
}

/// From the fall of the service to the revised need, each event names the one before it.
async fn one_chain(world: &World, steps: &[Step], question: &Reassessment) {
    let last = |kind: &str| steps.iter().rfind(|step| step.kind == kind).unwrap();
    let fell: ServiceQualityFell = told(world, "evaluation", &question.cause_event_id).await;
    assert_eq!(fell.public_service, question.service);
    let asked = last("reassessment.opened");
    assert_eq!((&asked.resource, &asked.caused_by), (&question.name, &question.cause_event_id));
    let opened: ReassessmentOpened = told(world, "needs", &asked.event_id).await;
    assert_eq!((&opened.reassessment, opened.cause()), (&question.name, reassessment_opened::Cause::Complaints));
    let revised: NeedDetermined = told(world, "needs", &last("need.determined").event_id).await;
    assert_eq!((&revised.reassessment, revised.seats), (&question.name, 2));
    let closed: ReassessmentClosed = told(world, "needs", &last("reassessment.closed").event_id).await;
    assert_eq!((&closed.reassessment, closed.need_revised), (&question.name, true));
}

/// What a service's ledger holds of an event.
async fn told<M: Message + Default>(world: &World, service: &str, event: &str) -> M {
    let sql = format!("SELECT payload FROM {service}.ledger WHERE event_id = $1");
    let id: Uuid = event.parse().unwrap();
    let payload: Vec<u8> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id).fetch_one(&world.pool).await.unwrap();
    M::decode(payload.as_slice()).unwrap()
}

/// Whether a service's ledger holds the event; without a service there is to be none.
async fn is_told(world: &World, service: Option<&str>, event: &str) -> bool {
    let Some(service) = service else {
        return event.is_empty();
    };
    let sql = format!("SELECT EXISTS (SELECT FROM {service}.ledger WHERE event_id = $1)");
    let id: Uuid = event.parse().unwrap();
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id).fetch_one(&world.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_repeated_acts_once() {
    let world = World::start().await;
    let office = &world.office;
    office.import_positions(&[NURSE, CLERK]).await;
    office.import_workload(&[NURSE, CLERK]).await;
    let needs = office.determine(&[NURSE, CLERK], "").await;
    let mut drafts = office.drafts(&needs).await;
    let (first, second) = (office.open(drafts.remove(0)).await, office.open(drafts.remove(0)).await);
    let id = Uuid::now_v7();
    let taken = office.apply_as(id, &first, Person(0)).await.unwrap();
    assert_eq!(office.apply_as(id, &first, Person(0)).await.unwrap(), taken);
    let elsewhere = office.apply(&second, Person(0)).await.unwrap_err();
    assert_eq!(reason(&elsewhere), "ALREADY_APPLIED");
    assert_eq!(office.applications(&first, false).await.len(), 1);
    world.end().await;
}
