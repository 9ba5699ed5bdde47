//! Many ratings made final at once.

use crate::{Evaluation, MACHINE, PARENT, absent, create_appraisal, skp_world::Team};
use contracts::evaluation::{events::v1::SkpFinalised, v1 as pb};
use platform::testing::{OTHER_TENANT, bad_fields, reason};
use std::collections::BTreeSet;
use tonic::Code;
use uuid::Uuid;

fn item(appraisal: &pb::Appraisal) -> pb::finalise_appraisals_request::Item {
    pb::finalise_appraisals_request::Item { name: appraisal.name.clone(), etag: appraisal.etag.clone() }
}

fn finalise(items: Vec<pb::finalise_appraisals_request::Item>) -> pb::FinaliseAppraisalsRequest {
    pb::FinaliseAppraisalsRequest { parent: PARENT.into(), items, request_id: String::new() }
}

impl Evaluation {
    /// A rating of 2025 of servant number `sequence`, without a plan.
    async fn rated_one(&mut self, sequence: i64) -> pb::Appraisal {
        let servant = self.appointed(sequence).await;
        let request = self.harness.request(MACHINE, create_appraisal(&servant, 2025));
        let planned = self.appraisals.create_appraisal(request).await.unwrap().into_inner();
        self.rated(&planned, pb::Rating::Above, pb::Rating::Above).await
    }
}

#[tokio::test]
async fn many_become_final_at_once_and_each_is_told() {
    let mut evaluation = Evaluation::start().await;
    let mut rated = Vec::new();
    for sequence in 1..=3 {
        rated.push(evaluation.rated_one(sequence).await);
    }
    evaluation.on("2025-12-25");
    let request_id = Uuid::now_v7().to_string();
    let request = pb::FinaliseAppraisalsRequest { request_id, ..finalise(rated.iter().map(item).collect()) };
    for _ in 0..2 {
        let request = evaluation.harness.request(MACHINE, request.clone());
        let done = evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
        assert_eq!((done.finalised, done.refused.len()), (3, 0));
    }
    let events = evaluation.harness.published(3).await;
    assert_eq!(events.len(), 3, "sent twice, told once");
    let told: Vec<SkpFinalised> = events.iter().map(|event| event.as_message().unwrap().unwrap()).collect();
    let names: BTreeSet<&str> = told.iter().map(|event| event.appraisal.as_str()).collect();
    assert_eq!(names, rated.iter().map(|one| one.name.as_str()).collect());
    assert!(told.iter().all(|event| (event.version, event.year, event.predicate) == (3, 2025, 1)));
    let request = evaluation.harness.request(MACHINE, pb::GetAppraisalRequest { name: rated[0].name.clone() });
    let done = evaluation.appraisals.get_appraisal(request).await.unwrap().into_inner();
    assert_eq!((done.state(), done.etag.as_str()), (pb::appraisal::State::Final, "\"3\""));
    let told = "SELECT count(*) FROM evaluation.skp_steps WHERE step = 'finalise_by_silence' AND stage = 'final'";
    assert_eq!(evaluation.harness.number(told).await, 3, "who, when and that nobody had answered is kept");
}

#[tokio::test]
async fn what_cannot_become_final_is_told_and_the_others_stand() {
    let mut evaluation = Evaluation::start().await;
    let (good, stale) = (evaluation.rated_one(1).await, evaluation.rated_one(2).await);
    let servant = evaluation.appointed(3).await;
    let request = evaluation.harness.request(MACHINE, create_appraisal(&servant, 2025));
    let planned = evaluation.appraisals.create_appraisal(request).await.unwrap().into_inner();
    evaluation.on("2025-12-25");
    let missing = pb::Appraisal { name: absent(&good.name), ..good.clone() };
    let old = pb::Appraisal { etag: "\"1\"".into(), ..stale };
    let items = [&missing, &old, &good, &planned].map(item).to_vec();
    let request = evaluation.harness.request(MACHINE, finalise(items));
    let done = evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
    let refused: Vec<_> = done.refused.iter().map(|one| (one.name.clone(), one.reason.as_str())).collect();
    let expected =
        [(missing.name, "APPRAISAL_NOT_FOUND"), (old.name, "ETAG_MISMATCH"), (planned.name, "APPRAISAL_STATE")];
    assert_eq!((done.finalised, refused), (1, expected.to_vec()));
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
    let request = evaluation.harness.request(MACHINE, finalise(vec![item(&good)]));
    let again = evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
    assert_eq!((again.finalised, again.refused[0].reason.as_str()), (0, "ETAG_MISMATCH"), "no second final");
}

#[tokio::test]
async fn ratings_of_plans_wait_for_their_servants() {
    let mut team = Team::start().await;
    let year = team.rated(pb::Rating::Meets).await;
    let one = |etag: &str| {
        let item = pb::finalise_appraisals_request::Item { name: year.appraisal.clone(), etag: etag.into() };
        finalise(vec![item])
    };
    let request = team.hr(one(&year.etag));
    let early = team.evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
    assert_eq!(early.refused[0].reason, "REACTION_OUTSTANDING");
    let accepted = team.accept("siti", &year).await.unwrap().into_inner();
    let request = team.hr(one(&accepted.etag));
    let done = team.evaluation.appraisals.finalise_appraisals(request).await.unwrap().into_inner();
    assert_eq!((done.finalised, done.refused.len()), (1, 0));
    let request = team.hr(pb::GetSkpPlanRequest { name: year.name.clone() });
    let plan = team.plans.get_skp_plan(request).await.unwrap().into_inner();
    assert_eq!(plan.stage(), pb::SkpStage::Final);
}

#[tokio::test]
async fn the_list_has_bounds_and_names_each_once() {
    let mut evaluation = Evaluation::start().await;
    let rated = evaluation.rated_one(1).await;
    let ask = async |items: Vec<pb::finalise_appraisals_request::Item>| {
        let request = evaluation.harness.request(MACHINE, finalise(items));
        evaluation.appraisals.clone().finalise_appraisals(request).await.unwrap_err()
    };
    assert_eq!(bad_fields(&ask(Vec::new()).await), ["items"]);
    assert_eq!(bad_fields(&ask(vec![item(&rated); 2]).await), ["items[1].name"]);
    let foreign = pb::Appraisal { name: rated.name.replace("6571", OTHER_TENANT), ..rated.clone() };
    let malformed = pb::Appraisal { etag: "x".into(), ..rated.clone() };
    assert_eq!(bad_fields(&ask(vec![item(&foreign), item(&malformed)]).await), ["items[0].name", "items[1].etag"]);
    let many = (0..1001).map(|_| item(&pb::Appraisal { name: absent(&rated.name), ..rated.clone() })).collect();
    let refused = ask(many).await;
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "INVALID_ARGUMENT"));
    assert_eq!(bad_fields(&refused), ["items"]);
}
