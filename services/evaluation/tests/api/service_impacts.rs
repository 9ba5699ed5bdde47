//! What was noticed of a public service, and whether it got better.

use crate::{
    ANALYST, Evaluation, absent, assert_refused,
    imports::{complaint, header, volume},
    programme_data::day,
    quality::month,
};
use contracts::evaluation::v1::{
    self as pb, impact_service_client::ImpactServiceClient, programme_finding::Verdict, signal::State,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status, transport::Channel};

impl Evaluation {
    fn impacts(&self) -> ImpactServiceClient<Channel> {
        ImpactServiceClient::new(self.harness.channel.clone())
    }

    async fn impact_of(&self, request: pb::GetServiceImpactRequest) -> Result<pb::ServiceImpact, Status> {
        Ok(self.impacts().get_service_impact(self.harness.request(ANALYST, request)).await?.into_inner())
    }
}

fn ask(name: &str) -> pb::GetServiceImpactRequest {
    pb::GetServiceImpactRequest { name: name.into(), change_date: None }
}

#[tokio::test]
async fn signals_and_months_are_told_with_their_ids() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.spike("Pendaftaran pasien").await;
    assert_eq!(evaluation.judged().await.fell, 1);
    let before = evaluation.impact_of(ask(&service.name)).await.unwrap();
    assert_eq!((&before.public_service, &before.unit), (&service.name, &service.unit));
    assert_eq!(before.signals, evaluation.all_signals().await);
    assert!(before.months_before.is_empty() && before.findings.is_empty() && before.ruleset.is_empty());

    let row = complaint("later", &service, "2025-09-15T02:00:00Z");
    assert_eq!(evaluation.import_complaints(header(), &[row]).await.unwrap().accepted, 1);
    let quiet = [volume(&service, &month(14), 1_000), volume(&service, &month(15), 1_000)];
    assert_eq!(evaluation.import_volumes(header(), &quiet).await.unwrap().services_recovered, 1);
    let request = pb::GetServiceImpactRequest { change_date: Some(day(2025, 1, 1)), ..ask(&service.name) };
    let told = evaluation.impact_of(request).await.unwrap();
    assert_eq!(told.signals[0].state(), State::Recovered);
    assert!(!told.signals[0].recovery.as_ref().unwrap().event_id.is_empty());
    let months = |months: &[pb::ImpactMonth]| months.iter().map(|one| one.month.clone()).collect::<Vec<_>>();
    assert_eq!(months(&told.months_before), (0..7).map(month).collect::<Vec<_>>());
    assert_eq!(months(&told.months_after), (8..16).map(month).collect::<Vec<_>>());
    assert_eq!((told.months_after[5].complaints, told.months_after[5].transactions), (30, 1_000));
    let small = &told.months_after[7];
    assert_eq!((small.complaints, small.complaints_left_out), (0, true), "one complaint is not told");
    let verdicts: Vec<_> =
        told.findings.iter().map(|finding| (finding.criterion.as_str(), finding.verdict())).collect();
    assert_eq!(verdicts, [("complaint_rate", Verdict::TooFew), ("satisfaction_index", Verdict::TooFew)]);
    assert_eq!((told.survey_before.as_str(), told.survey_after.as_str()), ("", ""));
    assert_eq!(told.ruleset, "programme-siklus-1");
}

#[tokio::test]
async fn surveys_before_and_after_are_named() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let before = evaluation.published_survey(&service, 2023, 2).await;
    let after = evaluation.published_survey(&service, 2025, 3).await;
    evaluation.harness.clock.set("2025-11-05T08:00:00Z".parse().unwrap());
    let request = pb::GetServiceImpactRequest { change_date: Some(day(2024, 6, 1)), ..ask(&service.name) };
    let told = evaluation.impact_of(request).await.unwrap();
    assert_eq!((told.survey_before, told.survey_after), (before.name, after.name));
    assert_eq!(told.findings[1].verdict(), Verdict::Above);
}

#[tokio::test]
async fn wrong_questions_and_strangers_are_refused() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let unknown = evaluation.impact_of(ask(&absent(&service.name))).await;
    assert_refused(unknown, Code::NotFound, "SERVICE_NOT_FOUND");
    let bad = pb::GetServiceImpactRequest { change_date: Some(day(2025, 11, 6)), ..ask("x") };
    assert_eq!(bad_fields(&evaluation.impact_of(bad).await.unwrap_err()), ["name", "change_date"]);
    let nobody = evaluation.impacts().get_service_impact(Request::new(ask(&service.name))).await;
    assert_eq!(nobody.unwrap_err().code(), Code::Unauthenticated);
    let rater = evaluation.harness.request(&["rater"], ask(&service.name));
    assert_eq!(evaluation.impacts().get_service_impact(rater).await.unwrap_err().code(), Code::PermissionDenied);
    let theirs = ask(&service.name.replace("6571", OTHER_TENANT));
    let theirs = evaluation.harness.request_as("tester", ANALYST, &[OTHER_TENANT], theirs);
    let theirs = evaluation.impacts().get_service_impact(theirs).await;
    assert_refused(theirs, Code::NotFound, "SERVICE_NOT_FOUND");
}
