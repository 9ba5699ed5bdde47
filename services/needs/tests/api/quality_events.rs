//! What evaluation tells, and what becomes of it.

use crate::{Needs, PARENT, anonymous, nobody, reassessments::reject};
use contracts::{
    evaluation::events::v1::{
        QualityKind, ServiceQualityFell, ServiceQualityRecovered, ServiceSignalDismissed, service_quality_fell::Figure,
    },
    needs::{
        events::v1::{ReassessmentOpened, reassessment_opened::Cause},
        v1::{self as pb, reassessment::State},
    },
};
use platform::testing::{OTHER_TENANT, TENANT};
use prost::Message;
use uuid::Uuid;

/// Complaints about the public service of this number rose at the position's unit.
pub fn fell(position: &pb::Position, service: u128) -> ServiceQualityFell {
    ServiceQualityFell {
        public_service: format!("{PARENT}/publicServices/{}", Uuid::from_u128(service)),
        version: 2,
        display_name: "Pendaftaran pasien".into(),
        unit: position.unit.clone(),
        ruleset: "complaints-2024".into(),
        month: "2024-02".into(),
        complaints: vec![14, 17],
        transactions: vec![1000, 1020],
        ..Default::default()
    }
}

/// What a test of late answers tells of the public service of this number.
fn fell_late(position: &pb::Position, service: u128) -> ServiceQualityFell {
    ServiceQualityFell {
        kind: QualityKind::Overdue.into(),
        complaints: Vec::new(),
        transactions: Vec::new(),
        signal: format!("{PARENT}/signals/{}", Uuid::from_u128(service)),
        periods: vec!["2024-Q1".into()],
        statistic: "11.1111".into(),
        threshold: "10".into(),
        reason: "more than 10 % of the complaints of 2024-Q1 are past their deadline".into(),
        figures: vec![figure("complaints", "9"), figure("overdue", "1")],
        ..fell(position, service)
    }
}

fn figure(name: &str, value: &str) -> Figure {
    Figure { name: name.into(), value: value.into() }
}

/// They are back within bounds.
pub fn recovered(fell: &ServiceQualityFell) -> ServiceQualityRecovered {
    ServiceQualityRecovered {
        public_service: fell.public_service.clone(),
        version: fell.version + 1,
        unit: fell.unit.clone(),
        ruleset: fell.ruleset.clone(),
        month: "2024-05".into(),
        ..Default::default()
    }
}

impl Needs {
    /// Evaluation tells, as its event number `sequence`, that quality fell.
    pub async fn fell(&self, sequence: i64, event: &ServiceQualityFell) -> Uuid {
        let id = self.harness.deliver("evaluation", sequence, &event.public_service, event).await.unwrap();
        self.harness.applied("evaluation", sequence).await;
        id
    }

    /// Evaluation tells that a person calls a signal none.
    async fn dismissed(&self, sequence: i64, event: &ServiceSignalDismissed) -> Uuid {
        let id = self.harness.deliver("evaluation", sequence, &event.public_service, event).await.unwrap();
        self.harness.applied("evaluation", sequence).await;
        id
    }

    /// Evaluation tells that it recovered.
    pub async fn recovered(&self, sequence: i64, event: &ServiceQualityRecovered) -> Uuid {
        let id = self.harness.deliver("evaluation", sequence, &event.public_service, event).await.unwrap();
        self.harness.applied("evaluation", sequence).await;
        id
    }

    pub async fn list_reassessments(&self) -> Vec<pb::Reassessment> {
        let request = pb::ListReassessmentsRequest { parent: PARENT.into(), ..Default::default() };
        let listed = self.reassessments.clone().list_reassessments(anonymous(request)).await.unwrap();
        listed.into_inner().reassessments
    }

    async fn number_of_steps(&self, kind: &str) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM needs.steps WHERE kind = $1").bind(kind);
        count.fetch_one(&self.harness.pool).await.unwrap()
    }

    async fn dead_letters(&self) -> i64 {
        self.harness.number("SELECT count(*) FROM needs.dead_letters WHERE error IS NOT NULL").await
    }
}

#[tokio::test]
async fn fallen_quality_opens_a_reassessment() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let event = fell(&position, 1);
    let id = needs.fell(1, &event).await;
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((opened.state(), &opened.unit, &opened.service), (State::Open, &position.unit, &event.public_service));
    assert_eq!((opened.cause_event_id, opened.ruleset.as_str()), (id.to_string(), "complaints-2024"));
    let reason = "complaints about Pendaftaran pasien up to 2024-02: 14 in 1000 transactions, 17 in 1020 transactions";
    assert_eq!(opened.reason, reason);
    let events = needs.told(1).await;
    let told: ReassessmentOpened = events[0].as_message().unwrap().unwrap();
    let shown = ReassessmentOpened {
        reassessment: opened.name,
        version: 1,
        unit: opened.unit,
        service: opened.service,
        cause: Cause::Complaints.into(),
    };
    assert_eq!((told, events[0].caused_by), (shown, Some(id)));
}

#[tokio::test]
async fn the_same_fall_told_twice_asks_once() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let event = fell(&position, 1);
    let id = needs.fell(1, &event).await;
    let kind = "asn.evaluation.events.v1.ServiceQualityFell";
    let again = needs.harness.deliver_raw("evaluation", 1, id, &event.public_service, kind, event.encode_to_vec());
    again.await.unwrap();
    needs.fell(2, &event).await;
    assert_eq!(needs.list_reassessments().await.len(), 1);
    needs.fell(3, &fell(&position, 2)).await;
    assert_eq!(needs.list_reassessments().await.len(), 2);
    assert_eq!((needs.told(2).await.len(), needs.dead_letters().await), (2, 0));
}

#[tokio::test]
async fn a_recovery_is_noted_beside_the_question() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let event = fell(&position, 1);
    needs.fell(1, &event).await;
    needs.harness.clock.set("2024-06-03T08:00:00Z".parse().unwrap());
    let back = recovered(&event);
    let id = needs.recovered(2, &back).await;
    let kind = "asn.evaluation.events.v1.ServiceQualityRecovered";
    let again = needs.harness.deliver_raw("evaluation", 2, id, &back.public_service, kind, back.encode_to_vec());
    again.await.unwrap();
    needs.fell(3, &fell(&position, 2)).await;
    let listed = needs.list_reassessments().await;
    assert_eq!((listed[0].state(), listed[0].etag.as_str()), (State::Open, "\"2\""));
    assert_eq!(listed[0].recover_time, listed[0].update_time);
    assert_eq!(listed[1].recover_time, None);
}

fn signal(number: u128) -> String {
    format!("{PARENT}/signals/{}", Uuid::from_u128(number))
}

/// It fell, recovered and fell again before anybody answered: what was noted of the first fall holds no more.
#[tokio::test]
async fn a_second_fall_is_a_step_and_the_question_is_as_open_as_before() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let first = ServiceQualityFell { signal: signal(1), ..fell(&position, 1) };
    needs.fell(1, &first).await;
    needs.recovered(2, &ServiceQualityRecovered { signal: signal(1), ..recovered(&first) }).await;
    let second = ServiceQualityFell { signal: signal(2), month: "2024-09".into(), ..first.clone() };
    needs.fell(3, &second).await;
    let question = needs.list_reassessments().await.remove(0);
    assert_eq!((question.recover_time, &question.signal), (None, &second.signal));
    assert_eq!((needs.number_of_steps("quality.fell").await, needs.told(1).await.len()), (1, 1));
    needs.recovered(4, &ServiceQualityRecovered { signal: signal(1), ..recovered(&first) }).await;
    assert_eq!(needs.list_reassessments().await[0].recover_time, None, "the first one's end is not the second one's");
    let none = ServiceSignalDismissed {
        public_service: second.public_service.clone(),
        unit: second.unit.clone(),
        signal: second.signal.clone(),
        kind: QualityKind::Complaints.into(),
        ruleset: second.ruleset.clone(),
        month: second.month.clone(),
        version: 5,
    };
    needs.dismissed(5, &none).await;
    assert!(needs.list_reassessments().await[0].dismiss_time.is_some());
    needs.fell(6, &ServiceQualityFell { signal: signal(3), ..first }).await;
    let question = needs.list_reassessments().await.remove(0);
    assert_eq!((question.dismiss_time, question.signal), (None, signal(3)));
}

/// A recovery concerns the question of its own signal, also where an older one of the same kind was answered long ago.
#[tokio::test]
async fn a_recovery_of_what_was_only_a_step_changes_no_old_question() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let old = fell_late(&position, 1);
    needs.fell(1, &old).await;
    let answered = needs.list_reassessments().await.remove(0);
    needs.reject(reject(&answered)).await.unwrap();
    needs.fell(2, &ServiceQualityFell { signal: signal(5), ..fell(&position, 1) }).await;
    let again = ServiceQualityFell { signal: signal(6), ..old };
    needs.fell(3, &again).await;
    let back = ServiceQualityRecovered { kind: QualityKind::Overdue.into(), signal: signal(6), ..recovered(&again) };
    needs.recovered(4, &back).await;
    let listed = needs.list_reassessments().await;
    assert_eq!(listed.iter().map(|one| one.recover_time).collect::<Vec<_>>(), [None, None]);
    assert_eq!((needs.number_of_steps("quality.fell").await, needs.number_of_steps("quality.recovered").await), (1, 1));
}

#[tokio::test]
async fn a_fall_of_another_kind_shows_its_figures() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    needs.fell(1, &fell_late(&position, 1)).await;
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!(opened.cause(), pb::reassessment::Cause::OverdueComplaints);
    let reason = "Pendaftaran pasien: more than 10 % of the complaints of 2024-Q1 are past their deadline";
    assert_eq!(opened.reason, reason);
    let shown: Vec<(&str, &str)> = opened.evidence.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
    let expected = [
        ("month", "2024-02"),
        ("periods", "2024-Q1"),
        ("statistic", "11.1111"),
        ("threshold", "10"),
        ("complaints", "9"),
        ("overdue", "1"),
    ];
    assert_eq!(shown, expected);
    let back = ServiceQualityRecovered { kind: QualityKind::Overdue.into(), ..recovered(&fell_late(&position, 1)) };
    needs.recovered(2, &back).await;
    assert!(needs.list_reassessments().await[0].recover_time.is_some());
}

#[tokio::test]
async fn a_second_kind_of_fall_is_a_step_beside_the_question_that_waits() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    needs.fell(1, &fell(&position, 1)).await;
    needs.fell(2, &fell_late(&position, 1)).await;
    assert_eq!((needs.list_reassessments().await.len(), needs.told(1).await.len()), (1, 1));
    assert_eq!(needs.number_of_steps("quality.fell").await, 1);
    let back = ServiceQualityRecovered { kind: QualityKind::Overdue.into(), ..recovered(&fell_late(&position, 1)) };
    needs.recovered(3, &back).await;
    assert_eq!(needs.list_reassessments().await[0].recover_time, None, "the complaints go on");
}

#[tokio::test]
async fn a_dismissal_is_noted_beside_the_question_which_stays() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let event = fell(&position, 1);
    needs.fell(1, &event).await;
    let dismissed = ServiceSignalDismissed {
        public_service: event.public_service.clone(),
        version: 3,
        unit: event.unit.clone(),
        signal: format!("{PARENT}/signals/{}", Uuid::from_u128(1)),
        kind: QualityKind::Complaints.into(),
        ruleset: event.ruleset.clone(),
        month: event.month.clone(),
    };
    let id = needs.harness.deliver("evaluation", 2, &event.public_service, &dismissed).await.unwrap();
    needs.harness.applied("evaluation", 2).await;
    let kind = "asn.evaluation.events.v1.ServiceSignalDismissed";
    let again = dismissed.encode_to_vec();
    needs.harness.deliver_raw("evaluation", 2, id, &event.public_service, kind, again).await.unwrap();
    let other =
        ServiceSignalDismissed { kind: QualityKind::Satisfaction.into(), signal: signal(2), ..dismissed.clone() };
    needs.harness.deliver("evaluation", 3, &event.public_service, &other).await.unwrap();
    needs.harness.applied("evaluation", 3).await;
    let listed = needs.list_reassessments().await;
    assert_eq!((listed[0].state(), listed[0].etag.as_str()), (State::Open, "\"2\""));
    assert!(listed[0].dismiss_time.is_some());
    assert_eq!(needs.number_of_steps("signal.dismissed").await, 2, "the other one ends beside the question");
    let wrong = ServiceSignalDismissed { kind: 99, ..dismissed };
    needs.harness.deliver("evaluation", 4, &event.public_service, &wrong).await.unwrap();
    needs.harness.applied("evaluation", 4).await;
    assert_eq!(needs.dead_letters().await, 1);
}

#[tokio::test]
async fn events_out_of_order_are_applied_in_order() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let event = fell(&position, 1);
    let back = recovered(&event);
    needs.harness.deliver("evaluation", 2, &back.public_service, &back).await.unwrap();
    needs.fell(1, &event).await;
    needs.harness.applied("evaluation", 2).await;
    assert!(needs.list_reassessments().await[0].recover_time.is_some());
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_the_rest_flows() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    for (sequence, kind) in [(1, "ServiceQualityFell"), (2, "ServiceQualityRecovered")] {
        let kind = format!("asn.evaluation.events.v1.{kind}");
        let aggregate = format!("instansi/{TENANT}/publicServices/{sequence}");
        let poison = needs.harness.deliver_raw("evaluation", sequence, Uuid::now_v7(), &aggregate, &kind, vec![0xff]);
        poison.await.unwrap();
    }
    let nameless = ServiceQualityFell { unit: "x".into(), ..fell(&position, 3) };
    needs.harness.deliver("evaluation", 3, &nameless.public_service, &nameless).await.unwrap();
    needs.fell(4, &fell(&position, 4)).await;
    assert_eq!((needs.dead_letters().await, needs.list_reassessments().await.len()), (3, 1));
}

#[tokio::test]
async fn a_fall_at_an_unknown_unit_waits_and_a_recovery_without_a_question_is_nothing() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let unknown = ServiceQualityFell { unit: nobody("units"), ..fell(&position, 1) };
    needs.fell(1, &unknown).await;
    needs.recovered(2, &recovered(&fell(&position, 2))).await;
    assert_eq!((needs.dead_letters().await, needs.list_reassessments().await.len()), (1, 0));
}

#[tokio::test]
async fn what_evaluation_says_is_read_as_strictly_as_a_request() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let good = fell(&position, 9);
    let service = |text: String| ServiceQualityFell { public_service: text, ..good.clone() };
    let bad = [
        service(String::new()),
        service("Pendaftaran pasien".into()),
        service(good.unit.clone()),
        service(good.public_service.replace(TENANT, OTHER_TENANT)),
        service(format!("{}/{}", good.public_service, "x".repeat(5000))),
        ServiceQualityFell { display_name: "x".repeat(201), ..good.clone() },
        ServiceQualityFell { display_name: "Loket\0".into(), ..good.clone() },
        ServiceQualityFell { month: "2024-13".into(), ..good.clone() },
        ServiceQualityFell { month: "Februari".into(), ..good.clone() },
        ServiceQualityFell { ruleset: "x".repeat(101), ..good.clone() },
        ServiceQualityFell { complaints: vec![14], ..good.clone() },
        ServiceQualityFell { complaints: vec![], transactions: vec![], ..good.clone() },
        ServiceQualityFell { complaints: vec![-1, 17], ..good.clone() },
        ServiceQualityFell { complaints: vec![1; 121], transactions: vec![1; 121], ..good.clone() },
        ServiceQualityFell { kind: 99, ..good.clone() },
        ServiceQualityFell { signal: "tanda".into(), ..good.clone() },
        ServiceQualityFell { kind: QualityKind::Overdue.into(), reason: String::new(), ..good.clone() },
        ServiceQualityFell { figures: vec![figure("x", "1"); 51], ..good.clone() },
        ServiceQualityFell { figures: vec![figure("x", "1\0")], ..good.clone() },
    ];
    let mut sequence = 0;
    for event in &bad {
        sequence += 1;
        // Each of an aggregate of its own: what is set aside holds back those behind it.
        let aggregate = format!("{PARENT}/publicServices/{}", Uuid::now_v7());
        needs.harness.deliver("evaluation", sequence, &aggregate, event).await.unwrap();
    }
    let back = recovered(&good);
    for event in [
        ServiceQualityRecovered { public_service: "x".into(), ..back.clone() },
        ServiceQualityRecovered { public_service: back.public_service.replace(TENANT, OTHER_TENANT), ..back.clone() },
        ServiceQualityRecovered { month: String::new(), ..back.clone() },
        ServiceQualityRecovered { kind: 99, ..back.clone() },
    ] {
        sequence += 1;
        let aggregate = format!("{PARENT}/publicServices/{}", Uuid::now_v7());
        needs.harness.deliver("evaluation", sequence, &aggregate, &event).await.unwrap();
    }
    needs.harness.applied("evaluation", sequence).await;
    assert_eq!((needs.dead_letters().await, needs.list_reassessments().await.len()), (sequence, 0));
    let why: String = sqlx::query_scalar("SELECT error FROM needs.dead_letters WHERE sequence = 11")
        .fetch_one(&needs.harness.pool)
        .await
        .unwrap();
    assert!(why.contains("transactions must be as many as complaints"), "{why}");
    needs.fell(sequence + 1, &good).await;
    assert_eq!(needs.list_reassessments().await.len(), 1);
}
