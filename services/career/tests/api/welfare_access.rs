//! Nobody asks about welfare without a token, without the role, or for another instansi.

use crate::{
    HR,
    record::date,
    welfare_world::{Office, PPK, april, awards_of_2024, car, parent, raise},
};
use contracts::career::v1 as pb;
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};
use uuid::Uuid;

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($office:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $office.$client.$method(Request::new($message)).await;
        let clerk = $office.career.harness.request(&["rater"], $message);
        let clerk = $office.$client.$method(clerk).await;
        let foreign = $office.career.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $office.$client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

fn named(collection: &str) -> String {
    format!("{}/{collection}/{}", parent(), Uuid::now_v7())
}

#[tokio::test]
async fn pay_and_allowances_are_guarded() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let salary = pb::GetSalaryRequest { servant: servant.clone(), day: None };
    refuses!(office, pays.get_salary, HR, salary.clone());
    let next = pb::GetNextRaiseRequest { servant: servant.clone() };
    refuses!(office, pays.get_next_raise, HR, next.clone());
    let due = pb::ListDueRaisesRequest { parent: parent(), day: date(2025, 5, 2), ..Default::default() };
    refuses!(office, pays.list_due_raises, HR, due.clone());
    refuses!(office, pays.grant_raise, HR, raise(&servant));
    let withdraw =
        pb::WithdrawRaiseRequest { raise: named("raises"), reason: "salah".into(), request_id: String::new() };
    refuses!(office, pays.withdraw_raise, HR, withdraw.clone());
    let list = pb::ListRaisesRequest { parent: servant.clone(), ..Default::default() };
    refuses!(office, pays.list_raises, HR, list.clone());
    let compute =
        pb::ComputeAllowanceRequest { parent: servant.clone(), month: date(2025, 4, 1), ..Default::default() };
    refuses!(office, allowances.compute_allowance, HR, compute.clone());
    refuses!(office, allowances.record_allowance, HR, april(&servant));
    let list = pb::ListAllowancesRequest { parent: servant.clone(), ..Default::default() };
    refuses!(office, allowances.list_allowances, HR, list.clone());
    let elsewhere = pb::GetSalaryRequest { servant: servant.replace("6571", OTHER_TENANT), day: None };
    let hidden = office.career.harness.request_as("other", HR, &[OTHER_TENANT], elsewhere);
    assert_eq!(office.pays.get_salary(hidden).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn facilities_awards_and_reports_are_guarded() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    refuses!(office, facilities.grant_facility, HR, car(&servant));
    let back = pb::ReturnFacilityRequest {
        name: named("facilities"),
        etag: "\"1\"".into(),
        return_date: date(2025, 5, 2),
        request_id: String::new(),
    };
    refuses!(office, facilities.return_facility, HR, back.clone());
    let get = pb::GetFacilityRequest { name: named("facilities") };
    refuses!(office, facilities.get_facility, HR, get.clone());
    let list = pb::ListFacilitiesRequest { parent: parent(), ..Default::default() };
    refuses!(office, facilities.list_facilities, HR, list.clone());
    refuses!(office, awards.compute_awards, HR, awards_of_2024(1));
    let approve =
        pb::ApproveAwardRunRequest { name: named("awardRuns"), etag: "\"1\"".into(), request_id: String::new() };
    refuses!(office, awards.approve_award_run, PPK, approve.clone());
    let officer = office.career.harness.request(HR, approve);
    let officer = office.awards.approve_award_run(officer).await.unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied, "who computes does not approve");
    let get = pb::GetAwardRunRequest { name: named("awardRuns") };
    refuses!(office, awards.get_award_run, HR, get.clone());
    let again = pb::RecomputeAwardsRequest { award_run: named("awardRuns"), request_id: String::new() };
    refuses!(office, awards.recompute_awards, HR, again.clone());
    let list = pb::ListAwardRunsRequest { parent: parent(), ..Default::default() };
    refuses!(office, awards.list_award_runs, HR, list.clone());
    let list = pb::ListAwardCandidatesRequest { parent: named("awardRuns"), ..Default::default() };
    refuses!(office, awards.list_award_candidates, HR, list.clone());
    let report = pb::ReportEquityRequest { parent: parent(), group_by: vec![1], ..Default::default() };
    refuses!(office, reports.report_equity, HR, report.clone());
    let risks = pb::ListRetentionRisksRequest { parent: parent(), ..Default::default() };
    refuses!(office, reports.list_retention_risks, HR, risks.clone());
}
