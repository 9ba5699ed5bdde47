//! Signals: each below, at and above its threshold, asked once, and again when figures change.

use crate::{
    ANALYST, AUTHORITY, Needs, PARENT, PUSKESMAS, anonymous, assert_refused, at_once,
    career_events::{filled, vacated},
    nobody,
    quality_events::fell,
    reassessments::accept,
    world::{Step, header, item, position_row, workload_row},
};
use contracts::{
    google::r#type::Date,
    needs::v1::{
        self as pb,
        reassessment::{Cause, State},
        signal_service_client::SignalServiceClient,
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Response, Status, transport::Channel};
use uuid::Uuid;

impl Needs {
    pub fn signals(&self) -> SignalServiceClient<Channel> {
        SignalServiceClient::new(self.harness.channel.clone())
    }

    /// A sweep over all units.
    pub async fn check_signals(&self) -> pb::CheckSignalsResponse {
        let request = pb::CheckSignalsRequest { parent: PARENT.into(), ..Default::default() };
        self.signals().check_signals(self.harness.request(ANALYST, request)).await.unwrap().into_inner()
    }

    /// The authority sees no reason.
    pub async fn see_no_reason(&self, name: &str) {
        let read = anonymous(pb::GetReassessmentRequest { name: name.into() });
        let found = self.reassessments.clone().get_reassessment(read).await.unwrap().into_inner();
        let reason = "angka keliru".to_owned();
        let request =
            pb::RejectReassessmentRequest { name: found.name, etag: found.etag, reason, ..Default::default() };
        self.reassessments.clone().reject_reassessment(self.harness.request(AUTHORITY, request)).await.unwrap();
    }

    async fn report_survey(&self, request: pb::ReportSurveyRequest) -> Result<pb::ReportSurveyResponse, Status> {
        self.signals().report_survey(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    async fn report_overdue(
        &self,
        request: pb::ReportOverdueComplaintsRequest,
    ) -> Result<pb::ReportOverdueComplaintsResponse, Status> {
        self.signals().report_overdue_complaints(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    pub async fn note_change(&self, request: pb::NoteStructureChangeRequest) -> Result<pb::StructureChange, Status> {
        self.signals().note_structure_change(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    pub fn set_time(&self, text: &str) {
        self.harness.clock.set(text.parse().unwrap());
    }
}

/// The value of a figure behind a reassessment.
pub fn figure<'r>(found: &'r pb::Reassessment, name: &str) -> &'r str {
    found.evidence.iter().find(|one| one.name == name).map_or("", |one| one.value.as_str())
}

fn survey(unit: &str, month: i32, overall: &str, element: &str) -> pb::ReportSurveyRequest {
    pb::ReportSurveyRequest {
        unit: unit.into(),
        service: format!("{PARENT}/publicServices/{}", Uuid::nil()),
        period: Some(Date { year: 2023, month, day: 28 }),
        overall: overall.into(),
        elements: vec!["88.31".into(), element.into()],
        request_id: String::new(),
    }
}

fn quarter(unit: &str, quarter: i32, overdue: i64) -> pb::ReportOverdueComplaintsRequest {
    let unit = unit.into();
    pb::ReportOverdueComplaintsRequest { unit, year: 2023, quarter, complaints: 100, overdue, ..Default::default() }
}

pub fn change(unit: &str, number: &str, year: i32) -> pb::NoteStructureChangeRequest {
    pb::NoteStructureChangeRequest {
        unit: unit.into(),
        effective_date: Some(Date { year, month: 1, day: 2 }),
        regulation_number: number.into(),
        reason: "dua bidang digabung".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn exits_ask_below_four_fifths_and_not_at_it() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 9, 10).await;
    assert_eq!(needs.check_signals().await.fired, 0);
    needs.position("Bidan", 8).await;
    let at = needs.check_signals().await;
    assert_eq!((at.tested, at.fired, at.ruleset.as_str()), (1, 0, "signals-siklus-1"));
    needs.position("Bidan", 7).await;
    let below = needs.check_signals().await;
    assert_eq!((below.fired, below.opened, below.reassessments.len()), (1, 1, 1));
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((opened.cause(), opened.state(), &opened.name), (Cause::Exits, State::Open, &below.reassessments[0]));
    assert_eq!((figure(&opened, "ratio_exact"), figure(&opened, "required")), ("7/10", "10"));
    assert_eq!(opened.reason, "7 of 10 people are there (B/K 0.7000); 0 left in the last 12 months");
    assert_eq!((opened.cause_event_id.as_str(), opened.service.as_str()), ("", ""));
    assert_eq!(needs.told(1).await[0].kind, "asn.needs.events.v1.ReassessmentOpened");
}

#[tokio::test]
async fn a_question_is_asked_once_and_again_only_with_other_figures() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 7, 10).await;
    let first = needs.check_signals().await;
    let second = needs.check_signals().await;
    assert_eq!((first.opened, second.fired, second.opened), (1, 1, 0));
    needs.position("Bidan", 6).await;
    assert_eq!(needs.check_signals().await.opened, 0, "one question is pending");
    needs.see_no_reason(&first.reassessments[0]).await;
    let again = needs.check_signals().await;
    assert_eq!(again.opened, 1, "the figures changed since the answer");
    needs.see_no_reason(&again.reassessments[0]).await;
    assert_eq!(needs.check_signals().await.opened, 0, "a person has answered these figures");
    needs.position("Bidan", 5).await;
    assert_eq!(needs.check_signals().await.opened, 1);
}

#[tokio::test]
async fn exits_that_career_tells_are_counted() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 3, 5).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    let event = filled(&need, 1);
    needs.filled(1, &event).await;
    assert_eq!(needs.check_signals().await.fired, 0, "4 of 5 are enough");
    needs.vacated(2, &vacated(&event)).await;
    assert_eq!(needs.check_signals().await.opened, 1);
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!(opened.reason, "3 of 5 people are there (B/K 0.6000); 1 left in the last 12 months");
}

#[tokio::test]
async fn sweeps_at_once_ask_once() {
    let needs = Arc::new(Needs::start().await);
    needs.lacking("Bidan", 7, 10).await;
    let calls = (0..6).map(|_| {
        let needs = needs.clone();
        async move { Ok(needs.check_signals().await) }
    });
    let (good, _) = at_once(calls).await;
    assert_eq!(good.iter().map(|checked| checked.opened).sum::<i64>(), 1);
    assert_eq!(needs.list_reassessments().await.len(), 1);
}

#[tokio::test]
async fn a_survey_asks_when_an_element_is_bad_twice_in_a_row() {
    let needs = Needs::start().await;
    let unit = needs.position("Bidan", 1).await.unit;
    for (month, element, fires) in [(1, "76.60", false), (2, "76.61", false), (3, "76.60", false), (4, "76.60", true)] {
        let reported = needs.report_survey(survey(&unit, month, "80", element)).await.unwrap();
        assert_eq!((reported.fired, !reported.reassessment.is_empty()), (fires, fires), "month {month}");
    }
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((opened.cause(), figure(&opened, "element_2")), (Cause::Survey, "76.6, 76.6"));
    assert!(opened.service.contains("/publicServices/"), "{opened:?}");
    let again = needs.report_survey(survey(&unit, 4, "80", "76.60")).await.unwrap();
    assert_eq!((again.fired, again.reassessment.as_str()), (true, ""), "the same survey told twice");
    needs.see_no_reason(&opened.name).await;
    let next = needs.report_survey(survey(&unit, 5, "80", "76.60")).await.unwrap();
    assert_ne!((next.reassessment.as_str(), next.reassessment == opened.name), ("", true));
    let corrected = needs.report_survey(survey(&unit, 5, "80", "90")).await.unwrap();
    assert!(!corrected.fired, "a correction replaces what was told of the day");
}

#[tokio::test]
async fn a_survey_asks_when_the_whole_index_falls_five_points() {
    let needs = Needs::start().await;
    let unit = needs.position("Bidan", 1).await.unit;
    for (month, overall, fires) in [(1, "90", false), (2, "85.01", false), (3, "80.01", true)] {
        assert_eq!(needs.report_survey(survey(&unit, month, overall, "88")).await.unwrap().fired, fires, "{overall}");
    }
    let bad = pb::ReportSurveyRequest {
        overall: "101".into(),
        elements: vec!["24".into(), "x".into()],
        service: String::new(),
        request_id: "x".into(),
        ..Default::default()
    };
    let status = needs.report_survey(bad).await.unwrap_err();
    let all = ["unit", "service", "period", "overall", "elements[0]", "elements[1]", "request_id"];
    assert_eq!(bad_fields(&status), all);
    let other = format!("instansi/{OTHER_TENANT}/publicServices/{}", Uuid::nil());
    for service in ["Pendaftaran pasien", unit.as_str(), other.as_str()] {
        let bad = pb::ReportSurveyRequest { service: service.into(), ..survey(&unit, 1, "90", "90") };
        assert_eq!(bad_fields(&needs.report_survey(bad).await.unwrap_err()), ["service"]);
    }
    let early = Some(Date { year: 2024, month: 3, day: 5 });
    let early = pb::ReportSurveyRequest { period: early, ..survey(&unit, 1, "90", "90") };
    assert_eq!(bad_fields(&needs.report_survey(early).await.unwrap_err()), ["period"]);
    assert_refused(
        needs.report_survey(survey(&nobody("units"), 1, "90", "90")).await,
        Code::NotFound,
        "UNIT_NOT_FOUND",
    );
}

#[tokio::test]
async fn overdue_complaints_ask_above_ten_percent() {
    let needs = Needs::start().await;
    let unit = needs.position("Bidan", 1).await.unit;
    for overdue in [9, 10] {
        assert!(!needs.report_overdue(quarter(&unit, 1, overdue)).await.unwrap().fired, "{overdue}");
    }
    let above = needs.report_overdue(quarter(&unit, 1, 11)).await.unwrap();
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((&above.reassessment, opened.cause()), (&opened.name, Cause::OverdueComplaints));
    assert_eq!(opened.reason, "11 of 100 complaints of 2023-Q1 are overdue (11.0000 %)");
    assert_eq!(needs.report_overdue(quarter(&unit, 2, 20)).await.unwrap().reassessment, "", "one is pending");
    needs.see_no_reason(&opened.name).await;
    assert_eq!(
        needs.report_overdue(quarter(&unit, 1, 11)).await.unwrap().reassessment,
        "",
        "these figures are answered"
    );
    assert_ne!(needs.report_overdue(quarter(&unit, 2, 20)).await.unwrap().reassessment, "");
    let early = pb::ReportOverdueComplaintsRequest { year: 2024, ..quarter(&unit, 2, 20) };
    assert_eq!(bad_fields(&needs.report_overdue(early).await.unwrap_err()), ["quarter"]);
    let strange = pb::ReportOverdueComplaintsRequest { service: "loket".into(), ..quarter(&unit, 2, 20) };
    assert_eq!(bad_fields(&needs.report_overdue(strange).await.unwrap_err()), ["service"]);
    let bad = pb::ReportOverdueComplaintsRequest { overdue: 101, quarter: 5, year: 1, ..quarter("x", 5, 101) };
    assert_eq!(bad_fields(&needs.report_overdue(bad).await.unwrap_err()), ["unit", "year", "quarter", "overdue"]);
}

#[tokio::test]
async fn a_structure_change_makes_the_sheets_below_invalid_until_they_are_made_anew() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 9, 9).await;
    let elsewhere =
        pb::PositionRow { unit_path: "PEMERINTAH KOTA SURABAYA | BKPSDM".into(), ..position_row("Analis", 1) };
    needs.import_positions(header(), std::slice::from_ref(&elsewhere)).await.unwrap();
    let row = pb::WorkloadRow { unit_path: elsewhere.unit_path.clone(), ..workload_row("Analis", "1", "75000") };
    needs.import_workload(header(), &[row]).await.unwrap();
    let list =
        pb::ListUnitsRequest { parent: PARENT.into(), path_contains: "DINAS KESEHATAN".into(), ..Default::default() };
    let units = needs.positions.clone().list_units(anonymous(list)).await.unwrap().into_inner().units;
    let office = units.iter().find(|unit| unit.display_name == "DINAS KESEHATAN").unwrap();
    let noted = needs.note_change(change(&office.name, "Perwali 12/2024", 2024)).await.unwrap();
    assert_eq!((&noted.unit, noted.apply_time.is_some()), (&office.name, true));
    let stale: Vec<(String, bool)> =
        needs.list_positions().await.into_iter().map(|position| (position.title, position.stale)).collect();
    assert_eq!(stale, [("Bidan".to_owned(), true), ("Analis".to_owned(), false)]);
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((opened.cause(), &opened.unit), (Cause::Structure, &office.name));
    assert_eq!(figure(&opened, "regulation_number"), "Perwali 12/2024");
    let explain = anonymous(pb::ExplainRequest { name: position.name.clone(), ..Default::default() });
    let steps = needs.reassessments.clone().explain(explain).await.unwrap().into_inner().steps;
    assert!(steps.iter().any(|step| step.kind == "workload.invalidated" && step.resource == noted.name), "{steps:?}");
    needs.import_workload(header(), &[workload_row("Bidan", "9", "75000")]).await.unwrap();
    assert!(!needs.get(&position).await.stale);
    let known = needs.note_change(change(&office.name, "Perwali 12/2024", 2024)).await;
    assert_refused(known, Code::AlreadyExists, "STRUCTURE_CHANGE_KNOWN");
    needs.note_change(change(&office.name, "Perwali 13/2024", 2024)).await.unwrap();
    assert_eq!(needs.list_reassessments().await.len(), 1, "one question a unit and cause");
    needs.see_no_reason(&opened.name).await;
    needs.note_change(change(&office.name, "Perwali 14/2024", 2024)).await.unwrap();
    assert_eq!(needs.list_reassessments().await.len(), 2);
}

#[tokio::test]
async fn a_structure_change_of_a_later_day_waits_for_the_sweep_after_it() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 9, 9).await;
    let noted = needs.note_change(change(&position.unit, "Perda 1/2025", 2025)).await.unwrap();
    assert_eq!(noted.apply_time, None);
    assert_eq!((needs.check_signals().await.changes_applied, needs.get(&position).await.stale), (0, false));
    // 2 January 2025 has begun in Jakarta, not yet in Greenwich.
    needs.set_time("2025-01-01T18:00:00Z");
    let checked = needs.check_signals().await;
    assert_eq!((checked.changes_applied, checked.opened, needs.get(&position).await.stale), (1, 1, true));
    assert_eq!(needs.check_signals().await.changes_applied, 0);
    let list = pb::ListStructureChangesRequest { parent: PARENT.into(), ..Default::default() };
    let listed = needs.signals().list_structure_changes(anonymous(list)).await.unwrap().into_inner().structure_changes;
    assert_eq!((listed.len(), &listed[0].name, listed[0].apply_time.is_some()), (1, &noted.name, true));
    let bad = needs.note_change(pb::NoteStructureChangeRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["unit", "effective_date", "regulation_number", "reason"]);
}

#[tokio::test]
async fn a_proposal_rests_on_no_sheet_that_a_structure_change_made_invalid() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 7, 9).await;
    let (draft, handed_in) = (needs.draft(&[item(&position, 1)]).await, needs.draft(&[item(&position, 1)]).await);
    let handed_in = needs.step(Step::Submit, &handed_in).await.unwrap();
    needs.note_change(change(&position.unit, "Perwali 12/2024", 2024)).await.unwrap();
    for (step, proposal) in [(Step::Submit, &draft), (Step::Verify, &handed_in)] {
        assert_refused(needs.step(step, proposal).await, Code::FailedPrecondition, "WORKLOAD_STALE");
    }
    needs.import_workload(header(), &[workload_row("Bidan", "9", "75000")]).await.unwrap();
    needs.step(Step::Submit, &draft).await.unwrap();
    needs.step(Step::Verify, &handed_in).await.unwrap();
}

#[tokio::test]
async fn complaints_carry_their_figures_and_other_causes_ask_beside_them() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 7, 10).await;
    needs.fell(1, &fell(&position, 1)).await;
    needs.check_signals().await;
    let listed = needs.list_reassessments().await;
    let causes: Vec<Cause> = listed.iter().map(pb::Reassessment::cause).collect();
    assert_eq!(causes, [Cause::Complaints, Cause::Exits]);
    let figures = ["month", "complaints", "transactions"].map(|name| figure(&listed[0], name));
    assert_eq!(figures, ["2024-02", "14, 17", "1000, 1020"]);
    assert_eq!(needs.accept(accept(&listed[1])).await.unwrap().state(), State::Accepted);
    assert_eq!(needs.check_signals().await.opened, 0, "an accepted question waits for its effect");
}

#[tokio::test]
async fn a_sweep_is_replayed_by_its_request_id_and_audited() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 7, 10).await;
    let request = pb::CheckSignalsRequest { parent: PARENT.into(), request_id: Uuid::now_v7().to_string() };
    let ask = async || {
        let request = needs.harness.request(ANALYST, request.clone());
        needs.signals().check_signals(request).await.unwrap().into_inner()
    };
    assert_eq!((ask().await, ask().await.opened), (ask().await, 1));
    let audited = "SELECT count(*) FROM needs.audit WHERE permission = 'needs.signals.check'";
    assert_eq!(needs.harness.number(audited).await, 1);
}

#[tokio::test]
async fn nobody_raises_signals_in_another_instansi() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 7, 10).await;
    let mut answers = Vec::new();
    macro_rules! foreign {
        ($method:ident, $message:expr) => {{
            let request = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], $message);
            answers
                .push((stringify!($method), needs.signals().$method(request).await.err().map(|status| status.code())));
        }};
    }
    foreign!(check_signals, pb::CheckSignalsRequest { parent: PARENT.into(), ..Default::default() });
    foreign!(
        load_population,
        pb::LoadPopulationRequest { parent: PARENT.into(), region: "35".into(), ..Default::default() }
    );
    let region = pb::SetUnitRegionRequest { unit: position.unit.clone(), region: "35".into(), ..Default::default() };
    foreign!(set_unit_region, region);
    foreign!(report_survey, survey(&position.unit, 1, "80", "80"));
    foreign!(report_overdue_complaints, quarter(&position.unit, 1, 50));
    foreign!(note_structure_change, change(&position.unit, "x", 2024));
    let by = Some(pb::scale_workload_request::By::Percent("1".into()));
    let name = position.unit.clone();
    foreign!(scale_workload, pb::ScaleWorkloadRequest { name, by, reason: "x".into(), ..Default::default() });
    let part = Some(pb::import_population_request::Part::Header(header()));
    foreign!(import_population, tokio_stream::iter([pb::ImportPopulationRequest { part }]));
    assert_eq!(answers.len(), 8);
    for (method, code) in answers {
        assert_eq!(code, Some(Code::PermissionDenied), "{method}");
    }
    assert!(needs.list_reassessments().await.is_empty() && needs.get(&position).await.unit_path == PUSKESMAS);
}
