//! Plans that the superior writes because the servant does not, and when that is not allowed.

use crate::skp_world::{Team, by, refusal, servant};
use contracts::evaluation::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;

#[tokio::test]
async fn the_superior_sets_a_plan_that_the_servant_does_not_write() {
    let mut team = Team::start().await;
    team.on("2025-11-05");
    let draft = team.draft("siti", "budi").await;
    let settle = |results: Vec<pb::SkpResult>| pb::SettleSkpPlanRequest {
        name: draft.name.clone(),
        etag: draft.etag.clone(),
        results,
        note: "Sudah dua kali diminta".into(),
        ..Default::default()
    };
    let result = || vec![Team::result("Laporan", "")];
    team.on("2025-12-05");
    let early = team.plans.settle_skp_plan(by!(team, "budi", settle(result()))).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "OUTSIDE_CYCLE".into()), "thirty days to write");
    team.on("2025-12-06");
    let empty = team.plans.settle_skp_plan(by!(team, "budi", settle(Vec::new()))).await;
    assert_eq!(refusal(empty), (Code::FailedPrecondition, "SKP_INCOMPLETE".into()));
    for other in ["siti", "dewi"] {
        let refused = team.plans.settle_skp_plan(by!(team, other, settle(result()))).await;
        assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()), "{other}");
    }
    let empty = team.plans.settle_skp_plan(by!(team, "budi", pb::SettleSkpPlanRequest::default())).await;
    assert_eq!(bad_fields(&empty.unwrap_err()), ["name", "etag", "note"]);
    let set = team.plans.settle_skp_plan(by!(team, "budi", settle(result()))).await.unwrap().into_inner();
    assert_eq!(set.stage(), pb::SkpStage::Agreed);
    let last = set.steps.last().unwrap();
    assert_eq!((last.step.as_str(), last.note.as_str()), ("settle", "Sudah dua kali diminta"));
    let other = team.draft("adi", "budi").await;
    let written = team.write("adi", &other, result()).await.unwrap().into_inner();
    let submitted = team.submit("adi", &written).await.unwrap().into_inner();
    team.on("2026-01-20");
    let (name, etag) = (submitted.name.clone(), submitted.etag.clone());
    let over = pb::SettleSkpPlanRequest { name, etag, ..settle(result()) };
    let refused = team.plans.settle_skp_plan(by!(team, "budi", over)).await;
    assert_eq!(
        refusal(refused),
        (Code::FailedPrecondition, "SKP_STAGE".into()),
        "what was submitted is answered first"
    );
    let rated = team.rate_period("budi", &set, 3).await.unwrap().into_inner();
    let year = team.rate_year("budi", &rated, pb::Rating::Below).await.unwrap().into_inner();
    team.object("siti", &year).await.unwrap();
}

/// What was submitted again after it was opened again, and not found wanting since, is answered first.
#[tokio::test]
async fn a_plan_submitted_again_is_not_written_over() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    let result = || vec![Team::result("Laporan", "")];
    let written = team.write("siti", &draft, result()).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let (name, etag) = (submitted.name.clone(), submitted.etag.clone());
    let clarify = pb::ClarifySkpPlanRequest { name, etag, note: "Kurang jelas".into(), ..Default::default() };
    let back = team.plans.clarify_skp_plan(by!(team, "budi", clarify)).await.unwrap().into_inner();
    let again = team.submit("siti", &back).await.unwrap().into_inner();
    let agreed = team.agree("budi", &again).await.unwrap().into_inner();
    let (name, etag) = (agreed.name.clone(), agreed.etag.clone());
    let revise = pb::ReviseSkpPlanRequest { name, etag, note: "Tugas berubah".into(), ..Default::default() };
    let open = team.plans.revise_skp_plan(by!(team, "budi", revise)).await.unwrap().into_inner();
    let last = team.submit("siti", &open).await.unwrap().into_inner();
    team.on("2026-01-20");
    let settle = pb::SettleSkpPlanRequest {
        name: last.name.clone(),
        etag: last.etag.clone(),
        results: result(),
        note: "Ditulis ulang".into(),
        ..Default::default()
    };
    let refused = team.plans.settle_skp_plan(by!(team, "budi", settle)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SKP_STAGE".into()));
}

#[tokio::test]
async fn what_the_superior_before_asked_lets_the_next_one_write_nothing() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    let written = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let (name, etag) = (submitted.name.clone(), submitted.etag.clone());
    let clarify = pb::ClarifySkpPlanRequest { name, etag, note: "Kurang jelas".into(), ..Default::default() };
    let back = team.plans.clarify_skp_plan(by!(team, "budi", clarify)).await.unwrap().into_inner();
    let reassign = pb::ReassignSuperiorRequest {
        name: back.name.clone(),
        etag: back.etag.clone(),
        superior: servant("adi"),
        ..Default::default()
    };
    let request = team.hr(reassign);
    let moved = team.plans.reassign_superior(request).await.unwrap().into_inner();
    let last = team.submit("siti", &moved).await.unwrap().into_inner();
    team.on("2026-01-20");
    let settle = pb::SettleSkpPlanRequest {
        name: last.name.clone(),
        etag: last.etag.clone(),
        results: vec![Team::result("Laporan", "")],
        note: "Ditulis ulang".into(),
        ..Default::default()
    };
    let refused = team.plans.settle_skp_plan(by!(team, "adi", settle)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SKP_STAGE".into()));
}
