//! What the public says in a consultation: without an account, sealed, answered with a reason.

use crate::{
    ANALYST, Needs, absent, anonymous, assert_refused,
    consultations::{AFTER, answers, consultation, says, time},
    nobody,
    world::item,
};
use contracts::needs::v1::{self as pb, contribution::Verdict};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_contribution_needs_no_account_and_its_code_is_known_to_its_writer_only() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let once =
        pb::SubmitContributionRequest { request_id: Uuid::now_v7().to_string(), ..says(&open, "saya Siti 0812") };
    let taken = needs.contribute(once.clone()).await.unwrap();
    assert_eq!(needs.contribute(once).await.unwrap(), taken);
    let further = needs.contribute(says(&open, "saya Siti 0812")).await.unwrap();
    assert_ne!(taken.code, further.code);
    let spelt = format!(" {} ", taken.code.to_lowercase().replace('-', " "));
    let followed = needs.follow_contribution(&spelt).await.unwrap();
    assert_eq!((&followed.name, followed.answer.is_none(), followed.text.as_str()), (&taken.contribution, true, ""));
    let wrong = needs.follow_contribution("0000-0000-0000-0000-0000").await;
    assert_refused(wrong, Code::NotFound, "CONTRIBUTION_NOT_FOUND");
    assert_eq!(bad_fields(&needs.follow_contribution("x").await.unwrap_err()), ["code"]);
    let elsewhere =
        pb::FollowContributionRequest { parent: format!("instansi/{OTHER_TENANT}"), code: taken.code.clone() };
    let elsewhere = needs.consultations().follow_contribution(anonymous(elsewhere)).await;
    assert_refused(elsewhere, Code::NotFound, "CONTRIBUTION_NOT_FOUND");
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT contributions::text FROM needs.contributions UNION ALL SELECT audit::text FROM needs.audit
         UNION ALL SELECT requests::text FROM needs.requests",
    )
    .fetch_all(&needs.harness.pool)
    .await
    .unwrap();
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for secret in [taken.code.clone(), taken.code.replace('-', ""), "Siti".to_owned()] {
        assert!(rows.iter().all(|row| !row.contains(&secret) && !row.contains(&hex(&secret))), "{secret}");
    }
    assert_eq!(needs.staff_contributions(&open.name, false).await[0].text, "saya Siti 0812");
    needs.answer_contribution(answers(&taken.contribution, Verdict::Declined, &[])).await.unwrap();
    let answered = needs.follow_contribution(&taken.code).await.unwrap();
    assert_eq!(answered.answer.unwrap().reason, "antrean memanjang");
}

#[tokio::test]
async fn contributions_are_taken_in_their_time_and_size_only() {
    let needs = Needs::start().await;
    let later = pb::CreateConsultationRequest { open_time: time("2024-03-05T00:00:00Z"), ..consultation() };
    let draft = needs.prepare_consultation(later).await.unwrap();
    let state = "CONSULTATION_STATE";
    assert_refused(needs.contribute(says(&draft, "x")).await, Code::FailedPrecondition, state);
    let open = needs.open_consultation(&draft).await.unwrap();
    assert_refused(needs.contribute(says(&open, "x")).await, Code::FailedPrecondition, state);
    needs.clock_at("2024-03-05T00:00:00Z");
    needs.contribute(says(&open, &"x".repeat(5000))).await.unwrap();
    assert_eq!(bad_fields(&needs.contribute(says(&open, &"x".repeat(5001))).await.unwrap_err()), ["text"]);
    needs.clock_at(AFTER);
    assert_refused(needs.contribute(says(&open, "x")).await, Code::FailedPrecondition, state);
    let unknown = pb::Consultation { name: absent(&open.name), ..open };
    assert_refused(needs.contribute(says(&unknown, "x")).await, Code::NotFound, "CONSULTATION_NOT_FOUND");
    let bad = pb::SubmitContributionRequest { group: 99, request_id: "x".into(), ..Default::default() };
    let all = ["consultation", "group", "text", "request_id"];
    assert_eq!(bad_fields(&needs.contribute(bad).await.unwrap_err()), all);
}

#[tokio::test]
async fn an_answer_says_why_and_links_what_changed() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let taken = needs.contribute(says(&open, "a")).await.unwrap();
    let name = taken.contribution.as_str();
    let bad = pb::AnswerContributionRequest { request_id: "x".into(), ..Default::default() };
    let fields = ["name", "etag", "request_id", "answer.verdict", "answer.reason", "answer.summary"];
    assert_eq!(bad_fields(&needs.answer_contribution(bad).await.unwrap_err()), fields);
    for verdict in [Verdict::Accepted, Verdict::Partly] {
        let bad = needs.answer_contribution(answers(name, verdict, &[])).await.unwrap_err();
        assert_eq!(bad_fields(&bad), ["answer.changes"]);
    }
    let declined = answers(name, Verdict::Declined, &[&nobody("priorities")]);
    assert_eq!(bad_fields(&needs.answer_contribution(declined).await.unwrap_err()), ["answer.changes"]);
    let foreign = nobody("priorities").replace("6571", OTHER_TENANT);
    let bad =
        needs.answer_contribution(answers(name, Verdict::Partly, &[&nobody("positions"), &foreign])).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["answer.changes[0]", "answer.changes[1]"]);
    for collection in ["priorities", "proposals", "reassessments"] {
        let missing = needs.answer_contribution(answers(name, Verdict::Accepted, &[&nobody(collection)])).await;
        assert_refused(missing, Code::NotFound, "CHANGE_NOT_FOUND");
    }
    let position = needs.lacking("Bidan", 1, 4).await;
    let proposal = needs.draft(&[item(&position, 1)]).await;
    let answer = answers(name, Verdict::Partly, &[&proposal.name]);
    let stale = pb::AnswerContributionRequest { etag: "\"9\"".into(), ..answer.clone() };
    assert_refused(needs.answer_contribution(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let missing = pb::AnswerContributionRequest { name: absent(name), ..answer.clone() };
    assert_refused(needs.answer_contribution(missing).await, Code::NotFound, "CONTRIBUTION_NOT_FOUND");
    let elsewhere = name.replace(open.name.rsplit('/').next().unwrap(), &Uuid::now_v7().to_string());
    let elsewhere = pb::AnswerContributionRequest { name: elsewhere, ..answer.clone() };
    assert_refused(needs.answer_contribution(elsewhere).await, Code::NotFound, "CONTRIBUTION_NOT_FOUND");
    let once = pb::AnswerContributionRequest { request_id: Uuid::now_v7().to_string(), ..answer.clone() };
    let answered = needs.answer_contribution(once.clone()).await.unwrap();
    assert_eq!(needs.answer_contribution(once).await.unwrap(), answered);
    let again = pb::AnswerContributionRequest { etag: answered.etag, ..answer };
    assert_refused(needs.answer_contribution(again).await, Code::FailedPrecondition, "CONTRIBUTION_ANSWERED");
}

#[tokio::test]
async fn the_public_sees_answers_and_totals_and_staff_the_texts() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let mut taken = Vec::new();
    for text in ["a", "b", "c"] {
        taken.push(needs.contribute(says(&open, text)).await.unwrap());
    }
    for one in &taken[..2] {
        needs.answer_contribution(answers(&one.contribution, Verdict::Declined, &[])).await.unwrap();
    }
    let answers = async |request| {
        let listed = needs.consultations().list_contribution_answers(anonymous(request)).await;
        listed.map(tonic::Response::into_inner)
    };
    let consultation = open.name.clone();
    let all = pb::ListContributionAnswersRequest { consultation, page_size: 1, ..Default::default() };
    let first = answers(all.clone()).await.unwrap();
    let next = pb::ListContributionAnswersRequest { page_token: first.next_page_token, ..all.clone() };
    let second = answers(next).await.unwrap();
    let public: Vec<_> = first.contributions.iter().chain(&second.contributions).collect();
    assert_eq!((public.len(), second.next_page_token.as_str()), (2, ""));
    assert!(public.iter().all(|one| one.text.is_empty() && one.answer.as_ref().unwrap().summary == "Meminta bidan"));
    let missing = pb::ListContributionAnswersRequest { consultation: absent(&open.name), ..all };
    assert_refused(answers(missing).await, Code::NotFound, "CONSULTATION_NOT_FOUND");
    let texts: Vec<String> =
        needs.staff_contributions(&open.name, false).await.into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["a", "b", "c"]);
    assert_eq!(needs.staff_contributions(&open.name, true).await[0].text, "c");
    let totals = pb::ContributionTotals { received: 3, unanswered: 1, accepted: 0, partly: 0, declined: 2 };
    assert_eq!(needs.consultation(&open.name).await.unwrap().totals, Some(totals));
    let list = pb::ListContributionsRequest { consultation: open.name.clone(), ..Default::default() };
    let public = needs.consultations().list_contributions(anonymous(list.clone())).await.unwrap_err();
    assert_eq!(public.code(), Code::Unauthenticated);
    let other = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], list);
    let other = needs.consultations().list_contributions(other).await.unwrap_err();
    assert_eq!(other.code(), Code::PermissionDenied);
}
