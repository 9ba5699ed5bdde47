//! Whose records the audit trail says that an answer showed.

use crate::{
    PARENT,
    disciplines::{APART, header, rows},
    improvement_world::Path,
};
use contracts::evaluation::v1::{self as pb, programme_service_client::ProgrammeServiceClient};

/// Rows of the trail of these methods that say that Siti's records were shown; she is number 1.
const SITI: &str = "SELECT count(DISTINCT action) FROM evaluation.audit
    WHERE shown @> ARRAY['00000000-0000-0000-0000-000000000001'::uuid]
      AND (action LIKE '%/ListSkpPlans' OR action LIKE '%/ListTeamSkpPlans' OR action LIKE '%/ListImprovementProposals'
           OR action LIKE '%/ListImprovementCases' OR action LIKE '%/ListAbsenceFindings'
           OR action LIKE '%/ListDisciplineCases' OR action LIKE '%/FinaliseAppraisals')";

#[tokio::test]
async fn who_read_about_somebody_has_an_answer() {
    let mut path = Path::start().await;
    path.team.draft("siti", "budi").await;
    let plans = pb::ListSkpPlansRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.office(plans);
    path.team.plans.list_skp_plans(request).await.unwrap();
    let team = pb::ListTeamSkpPlansRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
    let request = path.person("budi", team);
    path.team.views.list_team_skp_plans(request).await.unwrap();
    let low = path.low().await;
    let request = path.office(pb::ListImprovementProposalsRequest { parent: PARENT.into(), ..Default::default() });
    path.cases.list_improvement_proposals(request).await.unwrap();
    path.warn("budi", &low).await.unwrap();
    let request = path.office(pb::ListImprovementCasesRequest { parent: PARENT.into(), ..Default::default() });
    path.cases.list_improvement_cases(request).await.unwrap();
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    path.findings(None).await;
    path.open("siti").await.unwrap();
    let request = path.office(pb::ListDisciplineCasesRequest { parent: PARENT.into(), ..Default::default() });
    path.disciplines.list_discipline_cases(request).await.unwrap();
    assert_eq!(path.team.evaluation.harness.number(SITI).await, 6);
}

/// Answers of sums and of the own feedback name nobody.
const FEEDBACK: &str = "SELECT count(DISTINCT action) FROM evaluation.audit
    WHERE shown @> ARRAY['00000000-0000-0000-0000-000000000001'::uuid]
      AND (action LIKE '%SkpFeedback' AND action NOT LIKE '%/GiveSkpFeedback')";

#[tokio::test]
async fn who_read_feedback_read_it_of_somebody() {
    let mut path = Path::start().await;
    let plan = path.team.agreed().await;
    let mine = pb::ListMySkpFeedbackRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
    let request = path.person("siti", mine);
    path.team.feedback.list_my_skp_feedback(request).await.unwrap();
    let request = path.person("siti", pb::SumMySkpFeedbackRequest { parent: PARENT.into(), year: 2025 });
    path.team.feedback.sum_my_skp_feedback(request).await.unwrap();
    let team = pb::ListTeamSkpFeedbackRequest { skp_plan: plan.name.clone(), ..Default::default() };
    let request = path.person("budi", team);
    path.team.feedback.list_team_skp_feedback(request).await.unwrap();
    let request = path.person("budi", pb::SumTeamSkpFeedbackRequest { skp_plan: plan.name });
    path.team.feedback.sum_team_skp_feedback(request).await.unwrap();
    assert_eq!(path.team.evaluation.harness.number(FEEDBACK).await, 4);
}

#[tokio::test]
async fn many_ratings_made_final_are_those_of_their_servants() {
    let mut path = Path::start().await;
    path.team.on("2025-01-10");
    let rated = path.team.rate_alone("siti", 2024, (pb::Rating::Meets, pb::Rating::Meets)).await;
    path.team.on("2025-01-31");
    let item = pb::finalise_appraisals_request::Item { name: rated.name, etag: rated.etag };
    let many = pb::FinaliseAppraisalsRequest { parent: PARENT.into(), items: vec![item], request_id: String::new() };
    let request = path.office(many);
    let made = path.team.evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
    assert_eq!(made.finalised, 1, "{made:?}");
    assert_eq!(path.team.evaluation.harness.number(SITI).await, 1);
}

/// A report rests on what is kept of everybody, and names nobody.
#[tokio::test]
async fn a_report_on_a_programme_shows_everybody() {
    let path = Path::start().await;
    let mut programmes = ProgrammeServiceClient::new(path.team.evaluation.harness.channel.clone());
    let request = pb::MeasureTrainingRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.team.evaluation.harness.request(&["analyst"], request);
    programmes.measure_training(request).await.unwrap();
    let everybody = "SELECT count(*) FROM evaluation.audit WHERE action LIKE '%/MeasureTraining'
                       AND shown = ARRAY['00000000-0000-0000-0000-000000000000'::uuid]";
    assert_eq!(path.team.evaluation.harness.number(everybody).await, 1);
}
