//! Programmes are measured, and a person says what follows.

use crate::{
    ANALYST, Evaluation, PARENT, absent, assert_refused, at_once,
    imports::header,
    programme_data::{application, day, measure, scored},
    quality::{month, uses, year_and},
};
use contracts::evaluation::{
    events::v1::SelectionValidityMeasured,
    v1::{
        self as pb,
        programme_finding::Verdict,
        programme_report::{Kind, State},
        programme_service_client::ProgrammeServiceClient,
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const HEAD: &[&str] = &["appointing_authority"];

/// Somebody appointed in 2023 and finally rated for 2024, as a test's superuser puts it there.
const RATED: &str = "WITH person AS (
        INSERT INTO evaluation.servants (servant, instansi, position, appointment_date) VALUES ($1, '6571', 'p', '2023-05-01')
    ), chosen AS (
        INSERT INTO evaluation.chosen_servants (application, instansi, servant, start_date) VALUES ($2, '6571', $1, '2023-05-01')
    )
    INSERT INTO evaluation.appraisals (appraisal_id, instansi, state, servant, year, result, behaviour, version, create_time,
        update_time)
    VALUES (gen_random_uuid(), '6571', 'final', $1, 2024, $3, $4, 1, now(), now())";

pub fn servant(number: u128) -> String {
    format!("{PARENT}/servants/{}", Uuid::from_u128(number))
}

fn selection() -> pb::MeasureSelectionRequest {
    pb::MeasureSelectionRequest {
        parent: PARENT.into(),
        programme: pb::SelectionProgramme::Cpns.into(),
        period: "2022".into(),
        request_id: String::new(),
    }
}

fn training() -> pb::MeasureTrainingRequest {
    pb::MeasureTrainingRequest { parent: PARENT.into(), ..Default::default() }
}

fn figure<'f>(finding: &'f pb::ProgrammeFinding, name: &str) -> &'f str {
    finding.figures.iter().find(|one| one.name == name).map(|one| one.value.as_str()).unwrap()
}

impl Evaluation {
    pub fn programmes(&self) -> ProgrammeServiceClient<Channel> {
        ProgrammeServiceClient::new(self.harness.channel.clone())
    }

    async fn measured_selection(&self, request: pb::MeasureSelectionRequest) -> Result<pb::ProgrammeReport, Status> {
        Ok(self.programmes().measure_selection(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    async fn measured_training(&self, request: pb::MeasureTrainingRequest) -> Result<pb::ProgrammeReport, Status> {
        Ok(self.programmes().measure_training(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    async fn measured_unit(&self, request: pb::MeasureUnitRequest) -> Result<pb::ProgrammeReport, Status> {
        Ok(self.programmes().measure_unit(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    async fn decided(&self, request: pb::DecideProgrammeReportRequest) -> Result<pb::ProgrammeReport, Status> {
        Ok(self.programmes().decide_programme_report(self.harness.request(HEAD, request)).await?.into_inner())
    }

    async fn seen_report(&self, name: &str) -> Result<pb::ProgrammeReport, Status> {
        let request = self.harness.request(HEAD, pb::GetProgrammeReportRequest { name: name.into() });
        Ok(self.programmes().get_programme_report(request).await?.into_inner())
    }

    /// So many who applied with scores from 300 on, of whom the better half is appointed and rated by `rate`, best last.
    async fn a_selection(&self, people: u128, rate: impl Fn(u128) -> (&'static str, &'static str)) {
        let rows: Vec<_> = (0..people).map(|nth| scored(nth, "skd", &(300 + nth).to_string())).collect();
        assert_eq!(self.import_scores(header(), &rows).await.unwrap().rejected, 0);
        for nth in people / 2..people {
            let (result, behaviour) = rate(nth);
            let query = sqlx::query(RATED).bind(servant(nth)).bind(application(nth)).bind(result).bind(behaviour);
            query.execute(&self.harness.pool).await.unwrap();
        }
    }
}

/// The better the score, the better the rating.
fn by_score(nth: u128) -> (&'static str, &'static str) {
    match nth % 40 {
        0..10 => ("below", "meets"),
        10..30 => ("meets", "meets"),
        _ => ("above", "above"),
    }
}

fn decide(report: &pb::ProgrammeReport) -> pb::DecideProgrammeReportRequest {
    pb::DecideProgrammeReportRequest {
        name: report.name.clone(),
        etag: report.etag.clone(),
        adopt: true,
        reason: "bobot TIU dibahas dengan panitia".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn a_criterion_that_predicts_is_told_with_its_interval_and_correction() {
    let evaluation = Evaluation::start().await;
    evaluation.a_selection(80, by_score).await;
    let report = evaluation.measured_selection(selection()).await.unwrap();
    assert_eq!(
        (report.kind(), report.state(), report.subject.as_str()),
        (Kind::Selection, State::Measured, "cpns 2022")
    );
    assert_eq!((report.ruleset.as_str(), report.caveats.is_empty()), ("programme-siklus-1", false));
    let [finding] = report.findings.as_slice() else { panic!("{report:?}") };
    assert_eq!((finding.criterion.as_str(), finding.verdict()), ("skd", Verdict::Above));
    assert_eq!((figure(finding, "scored"), figure(finding, "rated")), ("80", "40"));
    assert_eq!(figure(finding, "score_variance_scored"), "540.0000");
    assert_eq!(figure(finding, "score_variance_rated"), "136.6667");
    assert_eq!(figure(finding, "variance_ratio"), "3.9512");
    let (plain, corrected) = (finding.estimate.clone().unwrap(), finding.corrected.clone().unwrap());
    assert!(plain.value < corrected.value && plain.lower < plain.value && plain.value < plain.upper);
    assert!(!finding.suggestion.is_empty());
    assert_eq!(evaluation.seen_report(&report.name).await.unwrap(), report);
    let events = evaluation.harness.published(1).await;
    let told: SelectionValidityMeasured = events[0].as_message().unwrap().unwrap();
    assert_eq!((&told.report, told.version, told.period.as_str()), (&report.name, 1, "2022"));
    assert_eq!(told.programme, i32::from(pb::SelectionProgramme::Cpns));
    let criterion = &told.criteria[0];
    assert_eq!((criterion.verdict, &criterion.lower, criterion.rated), (finding.verdict, &plain.lower, 40));
    let shown = (&criterion.corrected, &criterion.corrected_lower, &criterion.corrected_upper);
    assert_eq!(shown, (&corrected.value, &corrected.lower, &corrected.upper));
    assert_eq!(criterion.variance_ratio, "3.9512");
}

#[tokio::test]
async fn without_a_signal_nothing_is_suggested() {
    let evaluation = Evaluation::start().await;
    // Every second is rated better, whatever the score.
    let by_turns = |nth: u128| if nth.is_multiple_of(2) { ("meets", "meets") } else { ("above", "above") };
    evaluation.a_selection(80, by_turns).await;
    let report = evaluation.measured_selection(selection()).await.unwrap();
    let finding = &report.findings[0];
    assert_eq!(finding.verdict(), Verdict::NoSignal);
    assert_eq!((finding.summary.as_str(), finding.suggestion.as_str()), ("no signal found: the interval holds 0", ""));
}

#[tokio::test]
async fn small_cells_are_left_out_and_nothing_is_measured_of_nothing() {
    let evaluation = Evaluation::start().await;
    let none = evaluation.measured_selection(selection()).await;
    assert_refused(none, Code::FailedPrecondition, "SELECTION_NOT_SCORED");
    evaluation.a_selection(8, by_score).await;
    let report = evaluation.measured_selection(selection()).await.unwrap();
    let finding = &report.findings[0];
    assert_eq!((finding.verdict(), finding.figures.len()), (Verdict::Suppressed, 0));
    assert_eq!((&finding.estimate, &finding.corrected), (&None, &None));
    let trained = evaluation.measured_training(training()).await.unwrap();
    assert_eq!((trained.kind(), trained.findings[0].verdict()), (Kind::Training, Verdict::Suppressed));
}

#[tokio::test]
async fn training_is_compared_with_those_who_had_the_gap_and_no_training() {
    let evaluation = Evaluation::start().await;
    let mut rows = Vec::new();
    for nth in 0..30_u128 {
        // Of the fifteen who are trained two of three close the gap of two levels; of the others one of three gains a level.
        let (is_trained, left) = (nth < 15, nth % 3);
        let after = if is_trained { if left == 0 { 2 } else { 3 } } else { 1 + i32::from(left == 0) };
        rows.push(measure(nth, (2024, 1, 10), 1));
        rows.push(measure(nth, (2024, 9, 10), after));
        if is_trained {
            let sql = "INSERT INTO evaluation.ended_trainings (servant, session, instansi, course, dictionary, code, end_date,
                           passed)
                       VALUES ($1, 's', '6571', 'c', 'permenpanrb-38-2017', 'integritas', '2024-03-01', true)";
            sqlx::query(sql).bind(servant(nth)).execute(&evaluation.harness.pool).await.unwrap();
        }
    }
    assert_eq!(evaluation.import_measures(header(), &rows).await.unwrap().accepted, 60);
    let request = pb::MeasureTrainingRequest {
        dictionary: "permenpanrb-38-2017".into(),
        competency: "integritas".into(),
        ..training()
    };
    let report = evaluation.measured_training(request).await.unwrap();
    assert_eq!(report.subject, "permenpanrb-38-2017 integritas");
    let finding = &report.findings[0];
    assert_eq!((finding.criterion.as_str(), finding.verdict()), ("gap_reduction", Verdict::Above));
    assert_eq!(finding.estimate.as_ref().unwrap().value, "1.3333");
    assert_eq!((figure(finding, "pairs"), figure(finding, "gap_before")), ("15", "2.0000"));
    assert_eq!((figure(finding, "reduction_trained"), figure(finding, "reduction_not_trained")), ("1.6667", "0.3333"));
    let other = pb::MeasureTrainingRequest { competency: "kerja_sama".into(), ..other_dictionary() };
    let other = evaluation.measured_training(other).await.unwrap();
    assert_eq!(other.findings[0].verdict(), Verdict::Suppressed, "nobody has a gap of another competency");
}

fn other_dictionary() -> pb::MeasureTrainingRequest {
    pb::MeasureTrainingRequest { dictionary: "permenpanrb-38-2017".into(), ..training() }
}

#[tokio::test]
async fn a_unit_is_compared_before_and_after() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.published_survey(&service, 2023, 2).await;
    evaluation.published_survey(&service, 2025, 4).await;
    let late = "UPDATE evaluation.surveys SET period_start = '2025-07-01' WHERE period_start = '2025-01-01'";
    sqlx::query(late).execute(&evaluation.harness.pool).await.unwrap();
    evaluation.harness.clock.set("2026-01-05T08:00:00Z".parse().unwrap());
    // From June 2024: many complaints a month, and few after somebody came on 2 June 2025.
    let counts: Vec<usize> = [20; 13].into_iter().chain([5; 6]).collect();
    evaluation.received(&service, &counts).await;
    evaluation.import_volumes(header(), &uses(&service, 0..19)).await.unwrap();
    let request = pb::MeasureUnitRequest {
        parent: PARENT.into(),
        public_service: service.name.clone(),
        change_date: Some(day(2025, 6, 2)),
        request_id: String::new(),
    };
    let report = evaluation.measured_unit(request.clone()).await.unwrap();
    assert_eq!(report.subject, format!("{} 2025-06-02", service.name));
    let [rate, index] = report.findings.as_slice() else { panic!("{report:?}") };
    assert_eq!((rate.criterion.as_str(), rate.verdict()), ("complaint_rate", Verdict::Below));
    assert_eq!(rate.estimate.as_ref().unwrap().value, "0.2500");
    assert_eq!(figure(rate, "months_before"), (1..7).map(month).collect::<Vec<_>>().join(", "));
    assert_eq!((figure(rate, "complaints_before"), figure(rate, "complaints_after")), ("120", "30"));
    assert_eq!((index.criterion.as_str(), index.verdict()), ("satisfaction_index", Verdict::Above));
    assert_eq!(index.estimate.as_ref().unwrap().value, "50.00");
    let ahead = pb::MeasureUnitRequest { change_date: Some(day(2026, 1, 6)), ..request.clone() };
    assert_eq!(bad_fields(&evaluation.measured_unit(ahead).await.unwrap_err()), ["change_date"]);
    let unknown = pb::MeasureUnitRequest { public_service: absent(&service.name), ..request };
    assert_refused(evaluation.measured_unit(unknown).await, Code::NotFound, "SERVICE_NOT_FOUND");
}

#[tokio::test]
async fn a_unit_of_which_little_is_known_is_not_judged() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[9])).await;
    let request = pb::MeasureUnitRequest {
        parent: PARENT.into(),
        public_service: service.name,
        change_date: Some(day(2024, 12, 1)),
        request_id: String::new(),
    };
    let report = evaluation.measured_unit(request).await.unwrap();
    assert!(report.findings.iter().all(|one| one.verdict() == Verdict::TooFew && one.estimate.is_none()));
}

#[tokio::test]
async fn a_person_says_once_what_follows() {
    let evaluation = Evaluation::start().await;
    let report = evaluation.measured_training(training()).await.unwrap();
    let bad = pb::DecideProgrammeReportRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(bad_fields(&evaluation.decided(bad).await.unwrap_err()), ["name", "etag", "request_id", "reason"]);
    let stale = pb::DecideProgrammeReportRequest { etag: "\"7\"".into(), ..decide(&report) };
    assert_refused(evaluation.decided(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let once = pb::DecideProgrammeReportRequest { request_id: Uuid::now_v7().to_string(), ..decide(&report) };
    let adopted = evaluation.decided(once.clone()).await.unwrap();
    assert_eq!((adopted.state(), adopted.etag.as_str()), (State::Adopted, "\"2\""));
    assert_eq!((&adopted.decision_reason, adopted.decide_time.is_some()), (&decide(&report).reason, true));
    assert_eq!(adopted.findings, report.findings);
    assert_eq!(evaluation.decided(once.clone()).await.unwrap(), adopted, "replayed");
    let reused = pb::DecideProgrammeReportRequest { adopt: false, ..once };
    assert_refused(evaluation.decided(reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let again = evaluation.decided(pb::DecideProgrammeReportRequest { adopt: false, ..decide(&adopted) }).await;
    assert_refused(again, Code::FailedPrecondition, "PROGRAMME_REPORT_DECIDED");
    let unknown = pb::DecideProgrammeReportRequest { name: absent(&report.name), ..decide(&report) };
    assert_refused(evaluation.decided(unknown).await, Code::NotFound, "PROGRAMME_REPORT_NOT_FOUND");
    let unseen = evaluation.seen_report(&absent(&report.name)).await;
    assert_refused(unseen, Code::NotFound, "PROGRAMME_REPORT_NOT_FOUND");
}

#[tokio::test]
async fn two_who_decide_at_once_are_one() {
    let evaluation = Evaluation::start().await;
    let report = evaluation.measured_training(training()).await.unwrap();
    let calls = [true, false].map(|adopt| {
        let request = pb::DecideProgrammeReportRequest { adopt, ..decide(&report) };
        let request = evaluation.harness.request(HEAD, request);
        let mut client = evaluation.programmes();
        tokio::spawn(async move { client.decide_programme_report(request).await })
    });
    let (good, bad) = at_once(calls.into()).await;
    assert_eq!((good.len(), bad.len()), (1, 1));
    assert_eq!(bad[0].code(), Code::Aborted);
}

#[tokio::test]
async fn measurements_are_replayed_and_wrong_ones_told_whole() {
    let evaluation = Evaluation::start().await;
    let once = pb::MeasureTrainingRequest { request_id: Uuid::now_v7().to_string(), ..training() };
    let first = evaluation.measured_training(once.clone()).await.unwrap();
    assert_eq!(evaluation.measured_training(once).await.unwrap(), first);
    let bad = pb::MeasureSelectionRequest { request_id: "x".into(), ..Default::default() };
    let bad = evaluation.measured_selection(bad).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "programme", "period", "request_id"]);
    assert_eq!(bad_fields(&evaluation.measured_training(other_dictionary()).await.unwrap_err()), ["competency"]);
    let bad = evaluation.measured_unit(pb::MeasureUnitRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "public_service", "change_date"]);
}

#[tokio::test]
async fn reports_are_listed_in_pages_and_by_kind() {
    let evaluation = Evaluation::start().await;
    evaluation.a_selection(8, by_score).await;
    for _ in 0..3 {
        evaluation.measured_training(training()).await.unwrap();
    }
    evaluation.measured_selection(selection()).await.unwrap();
    let list = |kind: Kind, page_size, page_token: &str| pb::ListProgrammeReportsRequest {
        parent: PARENT.into(),
        page_size,
        page_token: page_token.into(),
        kind: kind.into(),
    };
    let listed = async |request: pb::ListProgrammeReportsRequest| {
        let request = evaluation.harness.request(ANALYST, request);
        evaluation.programmes().list_programme_reports(request).await.map(|answer| answer.into_inner())
    };
    let first = listed(list(Kind::Training, 2, "")).await.unwrap();
    let rest = listed(list(Kind::Training, 2, &first.next_page_token)).await.unwrap();
    assert_eq!((first.programme_reports.len(), rest.programme_reports.len()), (2, 1));
    assert_eq!(rest.next_page_token, "");
    assert_eq!(listed(list(Kind::Unspecified, 0, "")).await.unwrap().programme_reports.len(), 4);
    let other = listed(list(Kind::Selection, 2, &first.next_page_token)).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    let bad = pb::ListProgrammeReportsRequest { kind: 99, ..list(Kind::Unspecified, -1, "") };
    assert_eq!(bad_fields(&listed(bad).await.unwrap_err()), ["page_size", "kind"]);
}

#[tokio::test]
async fn only_who_may_measures_decides_and_reads() {
    let evaluation = Evaluation::start().await;
    let nobody = evaluation.programmes().measure_selection(Request::new(selection())).await;
    assert_eq!(nobody.unwrap_err().code(), Code::Unauthenticated);
    let rater = evaluation.harness.request(&["rater"], selection());
    assert_eq!(evaluation.programmes().measure_selection(rater).await.unwrap_err().code(), Code::PermissionDenied);
    let report = evaluation.measured_training(training()).await.unwrap();
    let analyst = evaluation.harness.request(ANALYST, decide(&report));
    let refused = evaluation.programmes().decide_programme_report(analyst).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "who measures does not decide");
    let elsewhere = pb::GetProgrammeReportRequest { name: report.name.clone() };
    let elsewhere = evaluation.harness.request_as("tester", ANALYST, &[OTHER_TENANT], elsewhere);
    assert_eq!(
        evaluation.programmes().get_programme_report(elsewhere).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let theirs = report.name.replace("6571", OTHER_TENANT);
    let theirs = evaluation.harness.request_as(
        "tester",
        ANALYST,
        &[OTHER_TENANT],
        pb::GetProgrammeReportRequest { name: theirs },
    );
    let theirs = evaluation.programmes().get_programme_report(theirs).await;
    assert_refused(theirs, Code::NotFound, "PROGRAMME_REPORT_NOT_FOUND");
}
