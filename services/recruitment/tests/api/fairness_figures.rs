//! What the figures of a fairness report are of: which results, of which day, by which rules, and what they never tell.

use crate::{
    AUTHORITY, Answer, COMMITTEE, Recruitment,
    final_orders::{PERIOD, Row},
    own_rules::Folder,
    refusal,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{
        self as pb, FairnessAttribute as By, FairnessRow, FairnessStage as Stage, answer_objection_request::Decision,
        correct_result_request::Correction, fairness_service_client::FairnessServiceClient, objection::Cause,
    },
};
use platform::testing::TENANT;
use tonic::Code;

/// Six of one vacancy with equal basic tests, so that all of them take the field test.
const SIX: [([i32; 3], i64); 6] = [
    ([90, 130, 200], 400),
    ([90, 130, 200], 390),
    ([90, 130, 200], 380),
    ([90, 130, 200], 370),
    ([90, 130, 200], 360),
    ([90, 130, 200], 350),
];

impl Recruitment {
    fn fairness(&self) -> FairnessServiceClient<tonic::transport::Channel> {
        FairnessServiceClient::new(self.harness.channel.clone())
    }

    async fn report(&self, who: &str, period: &str) -> Answer<pb::FairnessReport> {
        let request = pb::CreateFairnessReportRequest {
            parent: format!("instansi/{TENANT}"),
            period: period.into(),
            request_id: String::new(),
            programme: 0,
        };
        let request = self.harness.request_as(who, &["auditor"], &[TENANT], request);
        self.fairness().create_fairness_report(request).await
    }

    async fn read_report(&self, name: &str) -> pb::FairnessReport {
        let get = pb::GetFairnessReportRequest { name: name.into() };
        self.fairness().get_fairness_report(get).await.unwrap().into_inner()
    }

    /// The best of a published result turns out not to meet the requirements, and that is published.
    async fn struck_out(&mut self, published: &pb::Vacancy, applications: &[pb::Application]) {
        self.go_to_window(published);
        let filed = self.object(&applications[1], &[]).await.unwrap().into_inner();
        self.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap();
        self.wait_for_objections();
        let correct = pb::CorrectResultRequest {
            name: applications[0].name.clone(),
            etag: applications[0].etag.clone(),
            objection: filed.name,
            correction: Some(Correction::IneligibleReason("Ijazah palsu".into())),
            request_id: String::new(),
        };
        self.objections().correct_result(self.harness.request(COMMITTEE, correct)).await.unwrap();
        let vacancy = self.get(published).await;
        let again = pb::RankAgainRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        let ranked = self.objections().rank_again(self.harness.request(COMMITTEE, again)).await.unwrap().into_inner();
        let vacancy = ranked.vacancy.unwrap();
        let publish =
            pb::PublishCorrectionRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        self.objections().publish_correction(self.harness.request(AUTHORITY, publish)).await.unwrap();
    }
}

/// Everybody is of one region, so its figures are those of the totals.
fn everybody(report: &pb::FairnessReport, stage: Stage) -> (i64, i64) {
    let is = |row: &&FairnessRow| (row.attribute(), row.group.as_str(), row.stage()) == (By::Region, "99", stage);
    let row = report.rows.iter().find(is).unwrap();
    assert!(!row.suppressed);
    (row.entered, row.passed)
}

#[tokio::test]
async fn a_report_after_a_correction_is_of_the_corrected_result() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.published(1, 1, &SIX).await;
    recruitment.struck_out(&published, &applications).await;
    let report = recruitment.report("auditor", &published.period).await.unwrap().into_inner();
    assert_eq!(everybody(&report, Stage::Administration), (6, 5));
    assert_eq!((everybody(&report, Stage::Skd), everybody(&report, Stage::Selected)), ((5, 5), (5, 1)));
    assert_eq!(recruitment.read_report(&report.name).await.last_change_time, None, "the figures are fresh");
}

#[tokio::test]
async fn a_report_before_a_correction_says_as_of_when_it_is_and_that_more_came() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.published(1, 1, &SIX).await;
    let report = recruitment.report("auditor", &published.period).await.unwrap().into_inner();
    assert_eq!((everybody(&report, Stage::Administration), report.last_change_time), ((6, 6), None));
    assert_eq!(recruitment.read_report(&report.name).await, report);
    recruitment.struck_out(&published, &applications).await;
    let changed = recruitment.changes(&published).await.last().unwrap().publish_time;
    let later = recruitment.read_report(&report.name).await;
    assert_eq!(later.last_change_time, changed);
    assert_eq!(pb::FairnessReport { last_change_time: None, ..later }, report, "the figures stay those of their day");
    let list = pb::ListFairnessReportsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let listed = recruitment.fairness().list_fairness_reports(list).await.unwrap().into_inner().reports;
    assert_eq!(listed[0].last_change_time, changed);
}

/// A seat that was free elsewhere is a seat, and whoever gave one back had been selected.
#[tokio::test]
async fn who_moved_and_who_left_had_been_selected() {
    let mut recruitment = Recruitment::start().await;
    let general = Row { number: 1, unit: "Dinas | SMP A", kind: NeedKind::General, seats: 1 };
    let special = Row { number: 2, kind: NeedKind::Disability, ..general };
    let low = ([60, 150, 200], 0);
    let (general, _) = recruitment.ranked_row(general, &[low, low, low]).await;
    let passing = [([60, 90, 180], 450), ([65, 80, 166], 420), ([70, 90, 170], 400)];
    let (special, people) = recruitment.ranked_row(special, &passing).await;
    assert_eq!(recruitment.fill().await.moved, 1);
    for vacancy in [&special, &general] {
        let now = recruitment.get(vacancy).await;
        recruitment.publish(&now).await.unwrap();
    }
    recruitment.wait_for_objections();
    let best = recruitment.application(&people[0].name).await;
    recruitment.withdraw(&best, pb::WithdrawalCause::OwnWish).await.unwrap();
    let report = recruitment.report("auditor", PERIOD).await.unwrap().into_inner();
    assert_eq!((report.vacancies, report.applications), (2, 6));
    assert_eq!((everybody(&report, Stage::Skd), everybody(&report, Stage::Selected)), ((6, 3), (3, 2)));
}

/// Two reports that count nearly the same people would tell of the few by whom they differ.
#[tokio::test]
async fn nobody_gets_a_second_report_to_subtract() {
    let mut recruitment = Recruitment::start().await;
    let (first, _) = recruitment.published(1, 1, &SIX).await;
    let (one, two) = tokio::join!(recruitment.report("one", &first.period), recruitment.report("two", &first.period));
    let (told, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(refusal(refused), (Code::AlreadyExists, "FAIRNESS_REPORT_EXISTS".into()));
    recruitment.published(2, 1, &SIX[..1]).await;
    for who in ["one", "two", "three"] {
        assert_eq!(refusal(recruitment.report(who, &first.period).await).1, "FAIRNESS_REPORT_EXISTS", "{who}");
    }
    let told = told.unwrap().into_inner();
    assert_eq!(recruitment.read_report(&told.name).await.applications, 6, "who came later is in no report");
}

#[tokio::test]
async fn a_report_is_by_the_rules_in_force_on_its_day() {
    let folder = Folder::new();
    let shipped = include_str!("../../rulesets/fairness-2024.toml");
    let own = shipped.replace("fairness-2024", "fairness-own").replace("2024-01-01", "2024-02-01");
    folder.write("fairness/own.toml", &own.replace("smallest_cell = 5", "smallest_cell = 7"));
    let later = shipped.replace("fairness-2024", "fairness-later").replace("2024-01-01", "2034-01-01");
    folder.write("fairness/later.toml", &later);
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let (published, _) = recruitment.published(1, 1, &SIX).await;
    let report = recruitment.report("auditor", &published.period).await.unwrap().into_inner();
    assert_eq!((report.ruleset.as_str(), report.smallest_cell), ("fairness-own", 7));
    assert!(report.rows.iter().all(|row| row.suppressed), "six are fewer than seven");
}
