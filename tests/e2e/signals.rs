//! A signal of quality goes from evaluation to needs: of three services in three units one is complained about, and one question is
//! asked, about its unit, with the figures behind it; what a person says of the signal stands beside the question, which stays a
//! person's to answer.

use contracts::{
    evaluation::v1::{self as pb, signal},
    google::r#type::Date,
    needs::v1::{self as needs, ListReassessmentsRequest, reassessment},
};
use jiff::{ToSpan, civil::date};
use platform::{dates, testing::TENANT};
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
        let other = other_unit(office, title, job).await;
        assert_ne!(other, unit);
        offer_quietly(office, &other, title).await;
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

/// A unit beside that of the counter, with two who work there.
async fn other_unit(office: &Office, title: &str, job: &str) -> String {
    let row = needs::PositionRow {
        unit_path: format!("PEMERINTAH KOTA CONTOH | {title}"),
        title: job.to_owned(),
        incumbents: 2,
        job_class: 8,
        incumbents_date: Some(Date { year: 2023, month: 12, day: 31 }),
        ..Default::default()
    };
    let header = needs::ImportHeader { parent: parent(), strict: true, ..Default::default() };
    let parts =
        [needs::import_positions_request::Part::Header(header), needs::import_positions_request::Part::Row(row)];
    let messages = parts.into_iter().map(|part| needs::ImportPositionsRequest { part: Some(part) });
    let messages = tokio_stream::iter(messages.collect::<Vec<_>>());
    let taken = office.calls.positions("analyst").import_positions(messages).await.unwrap().into_inner();
    assert_eq!(taken.accepted, 1);
    office.positions().await[job].unit.clone()
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
