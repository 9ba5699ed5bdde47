//! A signal of quality goes from evaluation to needs: of three services one is complained about, and one question is asked, with
//! the figures behind it; what a person says of the signal stands beside the question, which stays a person's to answer.

use contracts::{
    evaluation::v1::{self as pb, signal},
    needs::v1::{ListReassessmentsRequest, reassessment},
};
use jiff::{ToSpan, civil::date};
use platform::{dates, testing::TENANT};
use system_tests::world::{
    World,
    office::{Office, Post},
    until,
};

const CLERK: Post = Post { title: "PETUGAS LOKET", incumbents: 2, lacking: 0 };
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
    for title in ["Farmasi", "Laboratorium"] {
        offer_quietly(office, &unit, title).await;
    }
    let fallen = office.complain().await;
    let swept = sweep(office).await;
    assert_eq!((swept.judged, swept.fell, swept.left), (3, 0, 0), "the volumes told it already");
    let question = office.open_question().await;
    assert_eq!((&question.service, &question.unit), (&fallen, &unit));
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

/// The unit offers a service about which three people complain every month.
async fn offer_quietly(office: &Office, unit: &str, title: &str) {
    let request = pb::CreatePublicServiceRequest {
        parent: parent(),
        display_name: title.to_owned(),
        unit: unit.to_owned(),
        request_id: String::new(),
    };
    let service = office.calls.complaints("analyst").create_public_service(request).await.unwrap().into_inner().name;
    let header = || pb::ImportHeader { parent: parent(), strict: true, ..Default::default() };
    let month = |nth: i64| date(2024, 9, 1).saturating_add(nth.months());
    let mut parts = vec![pb::import_complaints_request::Part::Header(header())];
    for (nth, one) in (0..MONTHS).flat_map(|nth| (0..3).map(move |one| (nth, one))) {
        let noon = month(nth).at(12, 0, 0, 0).in_tz("Asia/Jakarta").unwrap().timestamp();
        parts.push(pb::import_complaints_request::Part::Row(pb::ComplaintRow {
            external_id: format!("{title}-{nth}-{one}"),
            public_service: service.clone(),
            receive_time: Some(dates::render_time(noon)),
            text: "Obat habis.".to_owned(),
            ..Default::default()
        }));
    }
    let messages = parts.into_iter().map(|part| pb::ImportComplaintsRequest { part: Some(part) });
    office.calls.complaints("integration").import_complaints(tokio_stream::iter(messages)).await.unwrap();
    let mut parts = vec![pb::import_service_volumes_request::Part::Header(header())];
    parts.extend((0..MONTHS).map(|nth| {
        pb::import_service_volumes_request::Part::Row(pb::ServiceVolumeRow {
            public_service: service.clone(),
            month: month(nth).strftime("%Y-%m").to_string(),
            transactions: 1000,
        })
    }));
    let messages = parts.into_iter().map(|part| pb::ImportServiceVolumesRequest { part: Some(part) });
    let taken = office.calls.complaints("analyst").import_service_volumes(tokio_stream::iter(messages)).await.unwrap();
    assert_eq!((taken.get_ref().accepted, taken.get_ref().services_fell), (MONTHS, 0));
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
