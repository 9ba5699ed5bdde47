//! Silence is no answer of who could not see what was decided.

use crate::{
    PARENT,
    improvement_world::{Path, day},
    skp_world::{Team, refusal, servant},
};
use contracts::{
    career::events::v1::ServantLeft,
    evaluation::v1::{
        self as pb, decide_placement_request::Outcome, finalise_appraisal_request::Delivery, improvement_case::Stage,
    },
    google::r#type::Date,
};
use tonic::{Code, Response};

const LOW: (pb::Rating, pb::Rating) = (pb::Rating::Below, pb::Rating::Meets);

fn unseen() -> (Code, String) {
    (Code::FailedPrecondition, "RATING_UNSEEN".to_owned())
}

fn outstanding() -> (Code, String) {
    (Code::FailedPrecondition, "REACTION_OUTSTANDING".to_owned())
}

impl Team {
    /// Makes a rating final by what was handed over on a day, or without.
    async fn end(&mut self, rated: &pb::Appraisal, handed: Option<Date>) -> Result<pb::Appraisal, (Code, String)> {
        let delivery = handed.map(|date| Delivery { document_number: "800/12".into(), date: Some(date) });
        let (name, etag) = (rated.name.clone(), rated.etag.clone());
        let request = self.hr(pb::FinaliseAppraisalRequest { name, etag, delivery, ..Default::default() });
        let answer = self.evaluation.appraisals.finalise_appraisal(request).await;
        answer.map(Response::into_inner).map_err(|status| refusal::<()>(Err(status)))
    }

    async fn reasons(&mut self, rated: &pb::Appraisal) -> Vec<String> {
        let item = pb::finalise_appraisals_request::Item { name: rated.name.clone(), etag: rated.etag.clone() };
        let request = pb::FinaliseAppraisalsRequest { parent: PARENT.into(), items: vec![item], ..Default::default() };
        let request = self.hr(request);
        let many = self.evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
        many.refused.into_iter().map(|one| one.reason).collect()
    }

    async fn read(&mut self, rated: &pb::Appraisal) -> pb::Appraisal {
        let request = self.hr(pb::GetAppraisalRequest { name: rated.name.clone() });
        self.evaluation.appraisals.get_appraisal(request).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn a_rating_that_nobody_could_see_waits_for_the_link_and_all_days_after_it() {
    let mut team = Team::start().await;
    team.link("siti", "").await.unwrap();
    team.on("2026-01-02");
    let rated = team.rate_alone("siti", 2025, LOW).await;
    team.on("2026-01-17");
    assert_eq!(team.end(&rated, None).await.unwrap_err(), unseen());
    assert_eq!(team.reasons(&rated).await, ["RATING_UNSEEN"]);
    team.link("siti", "siti").await.unwrap();
    let given = team.read(&rated).await;
    assert_ne!(given.etag, rated.etag, "the days to object begin anew");
    team.on("2026-01-31");
    assert_eq!(team.end(&given, None).await.unwrap_err(), outstanding());
    team.on("2026-02-01");
    assert_eq!(team.reasons(&given).await, Vec::<String>::new());
    let steps = "SELECT count(*) FROM evaluation.skp_steps WHERE step = 'finalise_by_silence'";
    assert_eq!(team.evaluation.harness.number(steps).await, 1);
}

#[tokio::test]
async fn who_is_unlinked_meanwhile_loses_no_day() {
    let mut team = Team::start().await;
    team.on("2026-01-02");
    let rated = team.rate_alone("siti", 2025, LOW).await;
    team.link("siti", "").await.unwrap();
    team.on("2026-01-15");
    team.link("siti", "siti").await.unwrap();
    let given = team.read(&rated).await;
    team.on("2026-01-29");
    assert_eq!(team.end(&given, None).await.unwrap_err(), outstanding(), "until the 29th");
    team.on("2026-01-30");
    team.end(&given, None).await.unwrap();
}

#[tokio::test]
async fn who_has_no_account_gets_the_rating_on_paper() {
    let mut team = Team::start().await;
    team.link("siti", "").await.unwrap();
    team.on("2026-01-02");
    let rated = team.rate_alone("siti", 2025, LOW).await;
    team.on("2026-01-25");
    let before = team.end(&rated, Some(day(2026, 1, 1))).await;
    assert_eq!(before.unwrap_err(), unseen(), "before it was given");
    let early = team.end(&rated, Some(day(2026, 1, 11))).await;
    assert_eq!(early.unwrap_err(), outstanding(), "until the 25th");
    team.end(&rated, Some(day(2026, 1, 10))).await.unwrap();
    let steps = "SELECT count(*) FROM evaluation.skp_steps
        WHERE step = 'finalise_by_silence' AND stage = 'final' AND note_sealed IS NOT NULL";
    assert_eq!(team.evaluation.harness.number(steps).await, 1, "with the receipt");
}

#[tokio::test]
async fn who_left_before_the_last_day_gets_the_rating_on_paper() {
    let mut team = Team::start().await;
    team.on("2026-01-02");
    let rated = team.rate_alone("siti", 2025, LOW).await;
    let last_day = Some(Date { year: 2026, month: 1, day: 10 });
    let left = ServantLeft { servant: servant("siti"), last_day, ..Default::default() };
    team.evaluation.harness.deliver("career", 6, &left.servant, &left).await.unwrap();
    team.evaluation.harness.applied("career", 6).await;
    team.on("2026-01-25");
    assert_eq!(team.end(&rated, None).await.unwrap_err(), unseen());
    team.end(&rated, Some(day(2026, 1, 8))).await.unwrap();
}

#[tokio::test]
async fn nobody_is_dismissed_whose_account_could_not_object() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-25");
    let tested = path.test(&judged, pb::SuitedFor::None, day(2025, 8, 20)).await.unwrap().into_inner();
    let waiting = path.place(&tested, Outcome::Wait, "").await.unwrap().into_inner();
    path.team.on("2025-08-26");
    path.team.link("siti", "").await.unwrap();
    path.team.on("2026-08-26");
    let refused = refusal(path.place(&waiting, Outcome::Dismiss, "").await);
    assert_eq!(refused, (Code::FailedPrecondition, "CASE_UNSEEN".to_owned()));
    path.team.link("siti", "siti").await.unwrap();
    let given = path.get(&waiting).await;
    let refused = refusal(path.place(&given, Outcome::Dismiss, "").await);
    assert_eq!(refused, (Code::FailedPrecondition, "DECISION_OBJECTED".to_owned()), "she may object to waiting");
    path.team.on("2026-09-10");
    let dismissed = path.place(&given, Outcome::Dismiss, "").await.unwrap().into_inner();
    assert_eq!(dismissed.stage(), Stage::Dismissed);
}
