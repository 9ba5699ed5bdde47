//! What the public says in a consultation: without an account, sealed, answered with a reason.

use crate::{
    ANALYST, Needs, absent, anonymous, assert_refused,
    consultations::{AFTER, answers, consultation, says, time, weight},
    nobody,
    world::item,
};
use contracts::needs::v1::{self as pb, contribution::Verdict, priority::Target};
use platform::testing::{OTHER_TENANT, bad_fields, reason};
use tonic::Code;
use tonic_types::StatusExt;
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
    let one = nobody("priorities");
    let bad = needs.answer_contribution(answers(name, Verdict::Partly, &[&one, &one])).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["answer.changes[1]"]);
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

#[tokio::test]
async fn what_changed_before_the_consultation_did_not_change_because_of_it() {
    let needs = Needs::start().await;
    let health = || Target::Sector("health".into());
    needs.clock_at("2024-03-01T08:00:00Z");
    let old = needs.weigh(weight(health(), 150, "")).await.unwrap();
    let position = needs.lacking("Bidan", 1, 4).await;
    let proposal = needs.draft(&[item(&position, 1)]).await;
    needs.clock_at("2024-03-04T08:00:00Z");
    let open = needs.opened_consultation().await;
    let (first, second) =
        (needs.contribute(says(&open, "a")).await.unwrap(), needs.contribute(says(&open, "b")).await.unwrap());
    for change in [&old.name, &proposal.name] {
        let early = needs.answer_contribution(answers(&first.contribution, Verdict::Accepted, &[change])).await;
        assert_refused(early, Code::FailedPrecondition, "CHANGE_TOO_OLD");
    }
    let anew = pb::SetPriorityRequest { etag: old.etag.clone(), ..weight(health(), 200, &first.contribution) };
    let anew = needs.weigh(anew).await.unwrap();
    // Whoever says the same later is answered with the same change.
    needs.clock_at("2024-03-05T08:00:00Z");
    for said in [first, second] {
        needs.answer_contribution(answers(&said.contribution, Verdict::Accepted, &[&anew.name])).await.unwrap();
    }
}

#[tokio::test]
async fn a_flood_is_asked_to_come_again_later() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let other = needs.opened_consultation().await;
    needs.contribute(says(&open, "a")).await.unwrap();
    multiply(&needs, 118).await;
    needs.contribute(says(&open, "b")).await.unwrap();
    let flooded = needs.contribute(says(&open, "c")).await.unwrap_err();
    assert_eq!((flooded.code(), reason(&flooded).as_str()), (Code::ResourceExhausted, "CONSULTATION_FLOODED"));
    assert!(flooded.get_details_retry_info().is_some());
    needs.contribute(says(&other, "d")).await.unwrap();
    needs.clock_at("2024-03-04T08:01:00Z");
    needs.contribute(says(&open, "c")).await.unwrap();
}

/// Adds copies of the only contribution.
async fn multiply(needs: &Needs, copies: i32) {
    let sql = "INSERT INTO needs.contributions (contribution_id, instansi, consultation_id, public_group, text_key,
                                                text_sealed, code_index, version, create_time)
               SELECT gen_random_uuid(), instansi, consultation_id, public_group, '', text_sealed, int4send(n), version,
                      create_time
               FROM needs.contributions, generate_series(1, $1) AS n";
    sqlx::query(sql).bind(copies).execute(&needs.harness.pool).await.unwrap();
}

/// Nobody but the operator of the database decides how long a refused call of the public waits for a lock: it takes none.
#[tokio::test]
async fn a_refused_contribution_does_not_touch_the_consultation() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    needs.clock_at(AFTER);
    let mut closing = needs.harness.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM needs.consultations FOR UPDATE").execute(&mut *closing).await.unwrap();
    let late = needs.contribute(says(&open, "x")).await;
    assert_refused(late, Code::FailedPrecondition, "CONSULTATION_STATE");
    closing.rollback().await.unwrap();
}

#[tokio::test]
async fn whoever_reads_what_people_wrote_is_in_the_audit_trail() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    needs.contribute(says(&open, "saya Siti 0812")).await.unwrap();
    needs.staff_contributions(&open.name, false).await;
    let read = "SELECT target FROM needs.audit WHERE action LIKE '%/ListContributions' AND permission <> ''";
    let read: Vec<String> = sqlx::query_scalar(read).fetch_all(&needs.harness.pool).await.unwrap();
    assert_eq!(read, [open.name]);
}

#[tokio::test]
async fn an_erased_text_is_empty_and_hides_no_other() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    needs.contribute(says(&open, "saya Siti 0812")).await.unwrap();
    let kept = needs.contribute(says(&open, "b")).await.unwrap();
    sqlx::query(
        "UPDATE needs.contributions SET text_key = '' WHERE 'instansi/6571/consultations/' || consultation_id
                     || '/contributions/' || contribution_id <> $1",
    )
    .bind(&kept.contribution)
    .execute(&needs.harness.pool)
    .await
    .unwrap();
    let texts: Vec<String> =
        needs.staff_contributions(&open.name, false).await.into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["", "b"]);
}

#[tokio::test]
async fn a_page_of_contributions_fits_into_a_message() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    needs.contribute(says(&open, "a")).await.unwrap();
    multiply(&needs, 150).await;
    let list = pb::ListContributionsRequest {
        consultation: open.name.clone(),
        page_size: 1000,
        unanswered: true,
        ..Default::default()
    };
    let request = needs.harness.request(ANALYST, list);
    let page = needs.consultations().list_contributions(request).await.unwrap().into_inner();
    assert_eq!((page.contributions.len(), page.next_page_token.is_empty()), (100, false));
    let answered = "UPDATE needs.contributions SET verdict = 'declined', reason = 'x', answer_time = create_time";
    sqlx::query(answered).execute(&needs.harness.pool).await.unwrap();
    let list = pb::ListContributionAnswersRequest { consultation: open.name, page_size: 1000, ..Default::default() };
    let page = needs.consultations().list_contribution_answers(anonymous(list)).await.unwrap().into_inner();
    assert_eq!((page.contributions.len(), page.next_page_token.is_empty()), (100, false));
}
