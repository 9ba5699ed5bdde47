//! Awards from closed evaluations: by a stated rule, within the budget, and the same again.

use crate::{
    HR,
    welfare_world::{Office, PPK, awards_of_2024, parent, refusal, unit},
};
use contracts::career::v1::{self as pb, award_run::State};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

impl Office {
    /// Three servants of one unit, the first of them rated best.
    async fn achievers(&mut self) -> Vec<String> {
        let servants = vec![self.due().await, self.due().await, self.due().await];
        let best = "UPDATE career.ratings SET rating = 'sangat_baik' WHERE servant_id = $1";
        self.change(best, &servants[0]).await;
        let low = "UPDATE career.ratings SET rating = 'kurang' WHERE servant_id = $1 AND year = 2023";
        self.change(low, &servants[2]).await;
        servants
    }

    async fn recompute(&mut self, run: &pb::AwardRun) -> pb::RecomputeAwardsResponse {
        let request = pb::RecomputeAwardsRequest { award_run: run.name.clone(), request_id: String::new() };
        self.awards.recompute_awards(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    async fn candidates(&mut self, request: pb::ListAwardCandidatesRequest) -> pb::ListAwardCandidatesResponse {
        self.awards.list_award_candidates(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn the_best_are_awarded_within_the_budget_and_by_a_person() {
    let mut office = Office::start().await;
    let servants = office.achievers().await;
    let short = office.compute_awards(awards_of_2024(400_000)).await.unwrap().into_inner();
    assert_eq!((short.considered, short.awarded, short.cost_rupiah, short.gap_rupiah), (3, 1, 1_000_000, 600_000));
    assert_eq!((short.state(), short.ruleset.as_str()), (State::Computed, "welfare-2024"));
    assert!(short.rule.contains("10 %") && short.figures.iter().all(|figure| !figure.source.is_empty()));
    let refused = office.approve(&short).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "AWARD_OVER_BUDGET".into()));
    let enough = office.compute_awards(awards_of_2024(1_000_000)).await.unwrap().into_inner();
    let stale = pb::AwardRun { etag: "\"9\"".into(), ..enough.clone() };
    assert_eq!(refusal(office.approve(&stale).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let approved = office.approve(&enough).await.unwrap().into_inner();
    assert_eq!((approved.state(), approved.gap_rupiah), (State::Approved, 0));
    let twice = office.approve(&approved).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "AWARD_RUN_STATE".into()));
    let third = office.compute_awards(awards_of_2024(1_000_000)).await.unwrap().into_inner();
    let year = office.approve(&third).await;
    assert_eq!(refusal(year), (Code::FailedPrecondition, "AWARD_RUN_STATE".into()), "a year is awarded once");
    let request = pb::ListAwardCandidatesRequest { parent: approved.name, awarded_only: true, ..Default::default() };
    let awarded = office.candidates(request).await.candidates;
    assert_eq!((awarded.len(), &awarded[0].servant, &awarded[0].unit), (1, &servants[0], &unit()));
    assert_eq!(awarded[0].ratings, ["2023=sangat_baik", "2024=sangat_baik"]);
    assert_eq!((awarded[0].points, awarded[0].place), (10, 1));
}

#[tokio::test]
async fn a_run_comes_out_the_same_from_what_it_kept() {
    let mut office = Office::start().await;
    let servants = office.achievers().await;
    let run = office.compute_awards(awards_of_2024(1_000_000)).await.unwrap().into_inner();
    let better = "UPDATE career.ratings SET rating = 'sangat_baik' WHERE servant_id = $1";
    office.change(better, &servants[1]).await;
    let again = office.recompute(&run).await;
    assert!(again.same && again.differing.is_empty(), "later ratings change nothing");
    assert_eq!(
        (again.fingerprint.as_str(), again.kept_fingerprint.as_str()),
        (run.fingerprint.as_str(), run.fingerprint.as_str())
    );
    let forged = "UPDATE career.award_candidates SET awarded = true WHERE servant_id = $1";
    office.change(forged, &servants[1]).await;
    let result = office.recompute(&run).await;
    assert_eq!((result.same, result.differing), (false, vec![servants[1].clone()]));
    office.change("UPDATE career.award_candidates SET awarded = false WHERE servant_id = $1", &servants[1]).await;
    let forged = "UPDATE career.award_candidates SET ratings = '2023=baik,2024=kurang' WHERE servant_id = $1";
    office.change(forged, &servants[2]).await;
    let input = office.recompute(&run).await;
    assert!(!input.same && input.fingerprint != input.kept_fingerprint);
    let gone = "UPDATE career.award_runs SET ruleset = 'welfare-1945' WHERE run_id <> $1";
    office.change(gone, &servants[0]).await;
    let request = pb::RecomputeAwardsRequest { award_run: run.name, request_id: String::new() };
    let gone = office.awards.recompute_awards(office.career.harness.request(HR, request)).await;
    assert_eq!(refusal(gone), (Code::FailedPrecondition, "AWARD_RULES_GONE".into()));
}

#[tokio::test]
async fn runs_and_candidates_are_paged_and_requests_happen_once() {
    let mut office = Office::start().await;
    office.achievers().await;
    let request_id = Uuid::now_v7().to_string();
    let once = pb::ComputeAwardsRequest { request_id, ..awards_of_2024(1_000_000) };
    let first = office.compute_awards(once.clone()).await.unwrap().into_inner();
    assert_eq!(office.compute_awards(once).await.unwrap().into_inner(), first);
    office.compute_awards(awards_of_2024(1)).await.unwrap();
    let get = pb::GetAwardRunRequest { name: first.name.clone() };
    let read = office.awards.get_award_run(office.career.harness.request(PPK, get)).await.unwrap().into_inner();
    assert_eq!(read, first);
    let list = pb::ListAwardRunsRequest { parent: parent(), page_size: 1, ..Default::default() };
    let page =
        office.awards.list_award_runs(office.career.harness.request(HR, list.clone())).await.unwrap().into_inner();
    let next = pb::ListAwardRunsRequest { page_token: page.next_page_token, ..list };
    let rest = office.awards.list_award_runs(office.career.harness.request(HR, next)).await.unwrap().into_inner();
    assert_eq!((page.award_runs.len(), rest.award_runs.len(), rest.next_page_token.as_str()), (1, 1, ""));
    let list = pb::ListAwardCandidatesRequest { parent: first.name, page_size: 2, ..Default::default() };
    let page = office.candidates(list.clone()).await;
    let rest = office.candidates(pb::ListAwardCandidatesRequest { page_token: page.next_page_token, ..list }).await;
    assert_eq!((page.candidates.len(), rest.candidates.len(), rest.next_page_token.as_str()), (2, 1, ""));
}

#[tokio::test]
async fn what_is_wrong_or_missing_about_awards_is_told() {
    let mut office = Office::start().await;
    let bad = pb::ComputeAwardsRequest {
        award_rupiah: -1,
        budget_rupiah: i64::MAX,
        request_id: "x".into(),
        ..Default::default()
    };
    let expected = ["parent", "year", "award_rupiah", "budget_rupiah", "request_id"];
    assert_eq!(bad_fields(&office.compute_awards(bad).await.unwrap_err()), expected);
    let open = pb::ComputeAwardsRequest { year: 2025, ..awards_of_2024(1) };
    assert_eq!(bad_fields(&office.compute_awards(open).await.unwrap_err()), ["year"]);
    assert_eq!(bad_fields(&office.approve(&Default::default()).await.unwrap_err()), ["name", "etag"]);
    let list = pb::ListAwardRunsRequest { page_size: -1, ..Default::default() };
    let list = office.awards.list_award_runs(office.career.harness.request(HR, list)).await.unwrap_err();
    assert_eq!(bad_fields(&list), ["parent", "page_size"]);
    let missing = pb::AwardRun {
        name: format!("{}/awardRuns/{}", parent(), Uuid::now_v7()),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let absent = (Code::NotFound, "AWARD_RUN_NOT_FOUND".to_owned());
    assert_eq!(refusal(office.approve(&missing).await), absent);
    let name = missing.name;
    let request = office.career.harness.request(HR, pb::GetAwardRunRequest { name: name.clone() });
    assert_eq!(refusal(office.awards.get_award_run(request).await), absent);
    let request = office
        .career
        .harness
        .request(HR, pb::RecomputeAwardsRequest { award_run: name.clone(), request_id: String::new() });
    assert_eq!(refusal(office.awards.recompute_awards(request).await), absent);
    let list = pb::ListAwardCandidatesRequest { parent: name, ..Default::default() };
    let request = office.career.harness.request(HR, list);
    assert_eq!(refusal(office.awards.list_award_candidates(request).await), absent);
}
