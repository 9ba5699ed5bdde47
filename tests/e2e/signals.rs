//! A signal of quality goes from evaluation to needs: of three services in three units one is complained about, and one question is
//! asked, about its unit, with the figures behind it; what a person says of the signal stands beside the question, which stays a
//! person's to answer.

use contracts::{
    evaluation::v1::{self as pb, signal},
    needs::v1::{self as needs, ListReassessmentsRequest, reassessment},
};
use jiff::civil::date;
use platform::testing::TENANT;
use system_tests::world::{
    World,
    office::{Office, Post},
    until,
};

const CLERK: Post = Post { title: "PETUGAS LOKET", incumbents: 2, lacking: 0 };
/// The other units: what they offer, and who works there.
const OTHERS: [(&str, &str); 2] = [("FARMASI", "APOTEKER"), ("LABORATORIUM", "ANALIS")];
/// Months from September 2024 on.
const MONTHS: i64 = 14;

fn parent() -> String {
    format!("instansi/{TENANT}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spike_in_one_of_three_services_asks_one_question() {
    let world = World::start().await;
    let office = &world.office;
    office.import_positions(&[CLERK]).await;
    let unit = office.positions().await[CLERK.title].unit.clone();
    for (title, job) in OTHERS {
        let other = office.other_unit(title, job).await;
        assert_ne!(other, unit);
        office.offer_quietly(&other, title, date(2024, 9, 1), MONTHS).await;
    }
    let fallen = office.complain().await;
    let swept = sweep(office).await;
    assert_eq!((swept.judged, swept.fell, swept.left), (3, 0, 0), "the volumes told it already");
    let question = office.open_question().await;
    assert_eq!((&question.service, &question.unit), (&fallen, &unit));
    let touched = |steps: Vec<needs::Step>| {
        steps.iter().any(|step| [&step.event_id, &step.caused_by].contains(&&question.cause_event_id))
    };
    assert!(touched(office.explain(CLERK.title).await), "the unit of the service asks");
    for (_, job) in OTHERS {
        assert!(!touched(office.explain(job).await), "{job} is in another unit");
    }
    let told = open_signals(office).await;
    assert_eq!((told.len(), &told[0].public_service, &told[0].event_id), (1, &fallen, &question.cause_event_id));
    let figure = |name: &str| question.evidence.iter().find(|one| one.name == name).map(|one| one.value.as_str());
    assert_eq!((figure("statistic"), figure("threshold")), (Some(told[0].statistic.as_str()), Some("6.907")));
    for one in &told[0].figures {
        assert_eq!(figure(&one.name), Some(one.value.as_str()), "{}", one.name);
    }

    dismiss(office, &told[0]).await;
    let noted = until("the dismissal stands beside the question", async || {
        Some(office.question(&question.name).await).filter(|question| question.dismiss_time.is_some())
    })
    .await;
    assert_eq!(noted.state(), reassessment::State::Open, "a person answers it still");
    assert_eq!(sweep(office).await.fell, 0, "what was dismissed is not told again");
    assert!(open_signals(office).await.is_empty());
    let request = ListReassessmentsRequest { parent: parent(), ..Default::default() };
    let all = office.calls.reassessments("analyst").list_reassessments(request).await.unwrap().into_inner();
    assert_eq!(all.reassessments.len(), 1);
    world.end().await;
}

async fn sweep(office: &Office) -> pb::JudgeServicesResponse {
    let request = pb::JudgeServicesRequest { parent: parent(), ..Default::default() };
    office.calls.quality_signals("analyst").judge_services(request).await.unwrap().into_inner()
}

/// Falls that have not ended.
async fn open_signals(office: &Office) -> Vec<pb::Signal> {
    let request = pb::ListSignalsRequest { parent: parent(), open: true, ..Default::default() };
    office.calls.quality_signals("analyst").list_signals(request).await.unwrap().into_inner().signals
}

async fn dismiss(office: &Office, signal: &pb::Signal) {
    let request = pb::DismissSignalRequest {
        name: signal.name.clone(),
        etag: signal.etag.clone(),
        reason: "one reporter wrote many times".to_owned(),
        request_id: String::new(),
    };
    let dismissed = office.calls.quality_signals("analyst").dismiss_signal(request).await.unwrap().into_inner();
    assert_eq!(dismissed.state(), signal::State::Dismissed);
}
