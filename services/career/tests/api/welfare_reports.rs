//! Whether pay is fair between groups, and who might leave.

use crate::{
    HR,
    record::date,
    welfare_world::{Answer, Office, april, awards_of_2024, parent, unit},
};
use contracts::career::v1::{self as pb, EquityDimension as Dimension};
use platform::testing::bad_fields;

impl Office {
    async fn equity(&mut self, group_by: &[Dimension]) -> Answer<pb::EquityReport> {
        let group_by = group_by.iter().map(|one| i32::from(*one)).collect();
        let request = pb::ReportEquityRequest { parent: parent(), group_by, ..Default::default() };
        self.reports.report_equity(self.career.harness.request(HR, request)).await
    }

    async fn risks(&mut self, request: pb::ListRetentionRisksRequest) -> pb::ListRetentionRisksResponse {
        self.reports.list_retention_risks(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    /// A woman, six men, and five of whom the sex is not known.
    async fn staff(&mut self) -> Vec<String> {
        let mut servants = Vec::new();
        for number in 0..12 {
            let servant = self.due().await;
            let sex = match number {
                0 => "UPDATE career.servants SET sex = 'female' WHERE servant_id = $1",
                1..=6 => "UPDATE career.servants SET sex = 'male' WHERE servant_id = $1",
                _ => "UPDATE career.servants SET sex = NULL WHERE servant_id = $1",
            };
            self.change(sex, &servant).await;
            servants.push(servant);
        }
        servants
    }
}

#[tokio::test]
async fn groups_are_compared_and_small_ones_show_nothing() {
    let mut office = Office::start().await;
    let servants = office.staff().await;
    for servant in &servants {
        office.record_allowance(april(servant)).await.unwrap();
    }
    let run = office.compute_awards(awards_of_2024(100_000_000)).await.unwrap().into_inner();
    office.approve(&run).await.unwrap();
    let report = office.equity(&[Dimension::Unit, Dimension::Sex]).await.unwrap().into_inner();
    assert_eq!((report.day, report.smallest_cell, report.ruleset.as_str()), (date(2025, 5, 2), 5, "welfare-2024"));
    assert!(report.figures.iter().all(|figure| !figure.source.is_empty()));
    let [unknown, women, men] = report.cells.as_slice() else { panic!("three groups, not {}", report.cells.len()) };
    let hidden = pb::EquityCell { unit: unit(), sex: "female".into(), suppressed: true, ..Default::default() };
    assert_eq!(*women, hidden);
    assert_eq!(
        *unknown,
        pb::EquityCell { sex: String::new(), ..hidden },
        "else the unit less the others were the woman"
    );
    assert_eq!((men.sex.as_str(), men.servants, men.suppressed, men.awarded), ("male", 6, false, 6));
    let pay = men.pay.unwrap();
    assert_eq!((pay.known, pay.lower, pay.median), (6, 2_785_700, 2_785_700));
    assert_eq!(men.allowance.unwrap().median, 3_904_000);
    assert_eq!((men.promoted, men.training_hours.unwrap().median), (6, 0));
    assert_eq!(report.without_birth_date, 0, "nobody asked for ages");
}

/// Who left since is still of the day that is asked for.
#[tokio::test]
async fn a_past_day_counts_whoever_was_in_service_then() {
    let mut office = Office::start().await;
    let servants = office.staff().await;
    let left = "UPDATE career.servants SET state = 'left', last_day = '2025-04-30' WHERE servant_id = $1";
    office.change(left, &servants[6]).await;
    let later = "UPDATE career.servants SET appointment_date = '2025-04-20' WHERE servant_id = $1";
    office.change(later, &servants[5]).await;
    for (day, men) in [(date(2025, 4, 30), 6), (date(2025, 4, 19), 5), (date(2025, 5, 1), 5)] {
        let group_by = vec![Dimension::Sex.into()];
        let request = pb::ReportEquityRequest { parent: parent(), group_by, day, request_id: String::new() };
        let report =
            office.reports.report_equity(office.career.harness.request(HR, request)).await.unwrap().into_inner();
        let found = report.cells.iter().find(|cell| cell.sex == "male").unwrap();
        assert_eq!((found.servants, found.suppressed), (men, false), "{day:?}");
    }
}

#[tokio::test]
async fn birth_dates_are_opened_for_age_bands_only_and_it_is_audited() {
    let mut office = Office::start().await;
    let servants = office.staff().await;
    let etag = office.career.record_shown(&servants[0]).await.etag;
    let identity = pb::Identity {
        full_name: "Siti".into(),
        nik: "9900006609860001".into(),
        birth_date: date(1986, 9, 26),
        ..Default::default()
    };
    let request =
        pb::RecordIdentityRequest { name: servants[0].clone(), etag, identity: Some(identity), ..Default::default() };
    let request = office.career.harness.request(HR, request);
    office.career.record_client().record_identity(request).await.unwrap();
    let report = office.equity(&[Dimension::AgeBand]).await.unwrap().into_inner();
    let cells: Vec<(&str, i32, bool)> =
        report.cells.iter().map(|cell| (cell.age_band.as_str(), cell.servants, cell.suppressed)).collect();
    assert_eq!(cells, [("", 0, true), ("35-44", 0, true)], "everybody less the others were the one");
    assert_eq!(report.without_birth_date, 11);
    let audited =
        "SELECT count(*) FROM career.audit WHERE action LIKE '%ReportEquity' AND permission = 'career.equity.report'";
    assert_eq!(office.number(audited).await, 1);
    let readings = pb::ListReadingsRequest { parent: servants[1].clone(), ..Default::default() };
    let readings = office.career.harness.request(&["auditor"], readings);
    let readings = office.career.record_client().list_readings(readings).await.unwrap().into_inner().readings;
    assert!(readings.iter().any(|one| one.method.ends_with("/ReportEquity")), "who processed my data is told");
}

#[tokio::test]
async fn who_might_leave_is_listed_with_reasons_page_by_page() {
    let mut office = Office::start().await;
    let mut long = Vec::new();
    for _ in 0..3 {
        let servant = office.servant("III/a", "2019-05-02").await;
        let placed = "UPDATE career.placements SET valid = daterange('2020-05-02', NULL) WHERE servant_id = $1";
        office.change(placed, &servant).await;
        long.push(servant);
    }
    long.sort();
    let one_reason = office.servant("III/a", "2019-05-02").await;
    let mut request = pb::ListRetentionRisksRequest { parent: parent(), page_size: 2, ..Default::default() };
    let mut found = Vec::new();
    loop {
        let page = office.risks(request.clone()).await;
        assert_eq!((page.ruleset.as_str(), page.least_reasons), ("welfare-2024", 2));
        found.extend(page.risks);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let names: Vec<&String> = found.iter().map(|one| &one.servant).collect();
    assert_eq!(names, long.iter().collect::<Vec<_>>());
    assert!(!names.contains(&&one_reason));
    let rules: Vec<&str> = found[0].reasons.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(rules, ["long_in_rank", "long_in_post"]);
    assert_eq!(found[0].reasons[1].detail, "in the post since 2020-05-02");
    let elsewhere = format!("{}/units/{}", parent(), uuid::Uuid::from_u128(9));
    let other = pb::ListRetentionRisksRequest { parent: parent(), unit: elsewhere, ..Default::default() };
    assert!(office.risks(other).await.risks.is_empty());
}

#[tokio::test]
async fn pay_below_the_median_of_the_class_and_a_good_rating_are_reasons() {
    let mut office = Office::start().await;
    let low = office.servant("II/a", "2023-02-01").await;
    office.change("UPDATE career.ratings SET rating = 'sangat_baik' WHERE servant_id = $1 AND year = 2024", &low).await;
    for _ in 0..4 {
        office.due().await;
    }
    let page = office.risks(pb::ListRetentionRisksRequest { parent: parent(), ..Default::default() }).await;
    assert_eq!((page.risks.len(), &page.risks[0].servant), (1, &low));
    let details: Vec<&str> = page.risks[0].reasons.iter().map(|one| one.detail.as_str()).collect();
    let expected = ["base pay 2184000 is below 100 % of 2785700, the median of class 8", "rated sangat_baik in 2024"];
    assert_eq!(details, expected);
}

#[tokio::test]
async fn all_violations_of_reports_are_told_at_once() {
    let mut office = Office::start().await;
    let group_by = vec![1, 1, 0, 9];
    let bad = pb::ReportEquityRequest { parent: "x".into(), day: date(2025, 5, 3), group_by, request_id: "x".into() };
    let bad = office.reports.report_equity(office.career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "day", "group_by", "group_by[1]", "group_by[2]", "request_id"]);
    assert_eq!(bad_fields(&office.equity(&[]).await.unwrap_err()), ["group_by"]);
    let bad = pb::ListRetentionRisksRequest { unit: "x".into(), page_size: -1, ..Default::default() };
    let bad = office.reports.list_retention_risks(office.career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "page_size", "unit"]);
}
