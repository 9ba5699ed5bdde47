use crate::{Answer, COMMITTEE, GATEWAY, Recruitment, application, marked, pppk::tested, refusal, scored, strict};
use contracts::recruitment::v1::{
    self as pb, FairnessAttribute as By, FairnessRow, FairnessStage as Stage,
    fairness_service_client::FairnessServiceClient,
};
use platform::testing::{OTHER_TENANT, TENANT};
use tonic::{Code, Request, transport::Channel};
use uuid::Uuid;

const GOOD: [i32; 3] = [100, 130, 190];
const LOW: [i32; 3] = [60, 80, 160];

struct Audit {
    recruitment: Recruitment,
    fairness: FairnessServiceClient<Channel>,
    published: pb::Vacancy,
}

impl Audit {
    /// One published vacancy of ten seats: twelve men pass the basic test, of twelve women six do, and one is selected.
    async fn start() -> Self {
        let mut recruitment = Recruitment::start().await;
        let open = recruitment.opened(1, 10).await;
        let (mut skd, mut skb) = (Vec::new(), Vec::new());
        for person in 0..24 {
            let woman = person % 2 == 1;
            // Women add forty to the day.
            let nik = format!("990000{}0599{:04}", if woman { 52 } else { 12 }, person + 1);
            let request = pb::SubmitApplicationRequest { nik, ..application(&open, 1) };
            let request = recruitment.harness.request(GATEWAY, request);
            let applied = recruitment.applications.submit_application(request).await.unwrap().into_inner();
            let passes = !woman || person < 12;
            skd.push(scored(&applied, if passes { GOOD } else { LOW }));
            let points = 300 - i64::from(person) - if woman && person > 1 { 100 } else { 0 };
            skb.extend(passes.then(|| marked(&applied, points)));
        }
        let screened = recruitment.screened(&open).await;
        recruitment.import_skd(strict(), &skd).await.unwrap();
        let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
        recruitment.import_skb(strict(), &skb).await.unwrap();
        let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
        let published = recruitment.publish(&ranked).await.unwrap().into_inner();
        let fairness = FairnessServiceClient::new(recruitment.harness.channel.clone());
        Self { recruitment, fairness, published }
    }

    fn request(&self, period: &str, request_id: &str) -> pb::CreateFairnessReportRequest {
        let parent = format!("instansi/{TENANT}");
        pb::CreateFairnessReportRequest { parent, period: period.into(), request_id: request_id.into(), programme: 0 }
    }

    async fn create(&mut self, period: &str, request_id: &str) -> Answer<pb::FairnessReport> {
        let request = self.recruitment.harness.request(&["auditor"], self.request(period, request_id));
        self.fairness.create_fairness_report(request).await
    }

    async fn report(&mut self) -> pb::FairnessReport {
        let period = self.published.period.clone();
        self.create(&period, "").await.unwrap().into_inner()
    }

    /// What the public sees of the result, and what the office does.
    async fn standings(&mut self) -> (Vec<pb::Result>, Vec<pb::Application>) {
        let request = pb::ListResultsRequest { parent: self.published.name.clone(), ..Default::default() };
        let results = self.recruitment.applications.list_results(request).await.unwrap().into_inner().results;
        let published = self.published.clone();
        (results, self.recruitment.all_applications(&published).await)
    }
}

fn row<'r>(report: &'r pb::FairnessReport, by: By, group: &str, stage: Stage) -> &'r FairnessRow {
    let is = |row: &&FairnessRow| (row.attribute(), row.group.as_str(), row.stage()) == (by, group, stage);
    report.rows.iter().find(is).unwrap()
}

/// The women's row at the basic test: 6 of 12 against 12 of 12.
fn half_the_rate(report: &pb::FairnessReport) {
    let men = row(report, By::Sex, "male", Stage::Skd);
    assert_eq!((men.entered, men.passed, men.rate.as_str(), men.reference), (12, 12, "1.0000", true));
    let women = row(report, By::Sex, "female", Stage::Skd);
    assert_eq!((women.entered, women.passed, women.rate.as_str()), (12, 6, "0.5000"));
    // With a score of 2.2415: 0.2283 to 0.7717 and 0.7048 to 1; 0.2283/1 and 0.7717/0.7048.
    assert_eq!((women.rate_low.as_str(), women.rate_high.as_str()), ("0.2283", "0.7717"));
    assert_eq!((men.rate_low.as_str(), men.rate_high.as_str()), ("0.7048", "1.0000"));
    assert_eq!(
        (women.ratio.as_str(), women.ratio_low.as_str(), women.ratio_high.as_str()),
        ("0.500", "0.228", "1.095")
    );
    assert!(women.below_mark && !women.clearly_below_mark);
}

#[tokio::test]
async fn groups_are_compared_stage_by_stage_and_small_numbers_withheld() {
    let mut audit = Audit::start().await;
    let running = audit.recruitment.opened(2, 1).await;
    audit.recruitment.apply(&running, 5_000).await;
    let report = audit.report().await;
    assert_eq!((report.vacancies, report.applications), (1, 24), "what is not published does not count");
    half_the_rate(&report);
    for group in ["female", "male"] {
        let selected = row(&report, By::Sex, group, Stage::Selected);
        let nothing = (selected.entered, selected.passed, selected.rate.as_str(), selected.ratio.as_str());
        assert_eq!((selected.suppressed, nothing), (true, (0, 0, "", "")), "one woman was selected");
        assert!(row(&report, By::Sex, group, Stage::Overall).suppressed);
    }
    let region = row(&report, By::Region, "99", Stage::Skd);
    assert_eq!((region.entered, region.passed), (24, 18));
    assert_eq!(row(&report, By::Age, "25..29", Stage::Administration).passed, 24);
    let kept = "SELECT count(*) FROM recruitment.fairness_counts WHERE attribute = 'sex' AND reached[5] IS NOT NULL";
    assert_eq!(audit.recruitment.harness.number(kept).await, 0, "what is withheld is not stored");
    let get = pb::GetFairnessReportRequest { name: report.name.clone() };
    let public = audit.fairness.get_fairness_report(get).await.unwrap().into_inner();
    assert_eq!(public, report);
}

/// One way to count: by what was coded. Where nothing was, the group is unknown, and no identity could be opened if it had to.
#[tokio::test]
async fn where_nothing_was_coded_nobody_is_opened() {
    let mut audit = Audit::start().await;
    let forget =
        "WITH gone AS (UPDATE recruitment.applications SET sex = NULL, age = NULL, region = NULL, disability = NULL,
                                identity_key = '', identity_sealed = 'x' WHERE skd_code = 'TL' RETURNING 1)
                  SELECT count(*) FROM gone";
    assert_eq!(audit.recruitment.harness.number(forget).await, 6);
    let report = audit.report().await;
    for by in [By::Sex, By::Disability, By::Age, By::Region] {
        let unknown = row(&report, by, "unknown", Stage::Skd);
        assert_eq!((unknown.entered, unknown.passed), (6, 0), "{by:?}");
    }
    let women = row(&report, By::Sex, "female", Stage::Skd);
    assert_eq!((women.entered, women.passed), (6, 6));
}

#[tokio::test]
async fn a_report_changes_nothing_about_anybody() {
    let mut audit = Audit::start().await;
    let before = audit.standings().await;
    audit.report().await;
    assert_eq!(audit.standings().await, before);
    let published = audit.published.clone();
    assert_eq!(audit.recruitment.get(&published).await, published);
}

#[tokio::test]
async fn a_period_has_one_report_and_only_of_what_is_published() {
    let mut audit = Audit::start().await;
    let none = audit.create("1999", "").await;
    assert_eq!(refusal(none), (Code::FailedPrecondition, "NOTHING_PUBLISHED".into()));
    let (period, id) = (audit.published.period.clone(), Uuid::from_u128(9).to_string());
    let first = audit.create(&period, &id).await.unwrap().into_inner();
    let again = audit.create(&period, &id).await.unwrap().into_inner();
    assert_eq!(first, again);
    let second = audit.create(&period, "").await;
    assert_eq!(refusal(second), (Code::AlreadyExists, "FAIRNESS_REPORT_EXISTS".into()));
    let list = pb::ListFairnessReportsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let reports = audit.fairness.list_fairness_reports(list).await.unwrap().into_inner().reports;
    assert_eq!((reports.len(), reports[0].rows.len()), (1, 0));
}

#[tokio::test]
async fn reports_are_made_by_the_committee_or_an_auditor_in_their_instansi() {
    let mut audit = Audit::start().await;
    let request = audit.request("2024", "");
    let anonymous = audit.fairness.create_fairness_report(Request::new(request.clone())).await;
    let clerk = audit.recruitment.harness.request(&["hr_officer"], request.clone());
    let clerk = audit.fairness.create_fairness_report(clerk).await;
    let foreign = audit.recruitment.harness.request_as("other", COMMITTEE, &[OTHER_TENANT], request);
    let foreign = audit.fairness.create_fairness_report(foreign).await;
    let codes = [anonymous, clerk, foreign].map(|answer| answer.unwrap_err().code());
    assert_eq!(codes, [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied]);
    let report = audit.report().await;
    let elsewhere = pb::GetFairnessReportRequest { name: report.name.replace(TENANT, OTHER_TENANT) };
    let elsewhere = audit.fairness.get_fairness_report(elsewhere).await;
    assert_eq!(refusal(elsewhere), (Code::NotFound, "FAIRNESS_REPORT_NOT_FOUND".into()));
}

/// CPNS and PPPK of one period are two selections with other stages, and two reports.
#[tokio::test]
async fn programmes_of_a_period_are_counted_apart() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 2, 12).await;
    let rows: Vec<_> =
        (0..12).map(|place| tested(&applied[place], "R3", [200 + 5 * place as i32, 80, 60, 20])).collect();
    recruitment.import_pppk(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let fairness = FairnessServiceClient::new(recruitment.harness.channel.clone());
    let mut audit = Audit { recruitment, fairness, published };
    let period = audit.published.period.clone();
    let cpns = audit.create(&period, "").await;
    assert_eq!(refusal(cpns), (Code::FailedPrecondition, "NOTHING_PUBLISHED".into()), "unspecified is CPNS");
    let request = audit.request(&period, "");
    let request = pb::CreateFairnessReportRequest { programme: pb::Programme::Pppk.into(), ..request };
    let request = audit.recruitment.harness.request(&["auditor"], request);
    let report = audit.fairness.create_fairness_report(request).await.unwrap().into_inner();
    assert_eq!((report.programme(), report.vacancies, report.applications), (pb::Programme::Pppk, 1, 12));
    assert!(report.rows.iter().all(|row| row.stage() != Stage::Skd), "PPPK has no basic test");
    let ranked = row(&report, By::Region, "99", Stage::Skb);
    assert_eq!((ranked.entered, ranked.passed), (12, 12));
}
