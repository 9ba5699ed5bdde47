//! Campaigns of data collection: from draft to deadline, answers of units and of anybody, and the volumes they bring.

use crate::{
    ANALYST, Needs, PARENT, absent, anonymous, assert_refused, at_once,
    collecting::{at, campaign, given, question, submit},
    nobody,
    signals::figure,
};
use contracts::needs::v1::{
    self as pb,
    campaign::{Audience, State},
    question::Kind,
    reassessment::Cause,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Response};
use uuid::Uuid;

#[tokio::test]
async fn a_campaign_goes_from_draft_to_open_to_closed() {
    let needs = Needs::start().await;
    needs.three_units().await;
    let draft = needs.write_campaign(campaign(Audience::Units)).await.unwrap();
    assert_eq!((draft.state(), draft.units_asked, draft.questions.len()), (State::Draft, 3, 3));
    assert_eq!(draft.questions, campaign(Audience::Units).questions);
    assert_refused(needs.close_campaign(&draft).await, Code::FailedPrecondition, "CAMPAIGN_STATE");
    let open = needs.open_campaign(&draft).await.unwrap();
    assert_eq!((open.state(), open.etag.as_str()), (State::Open, "\"2\""));
    assert_refused(needs.open_campaign(&draft).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.open_campaign(&open).await, Code::FailedPrecondition, "CAMPAIGN_STATE");
    let closed = needs.close_campaign(&open).await.unwrap();
    assert_eq!((closed.state(), closed.close_time), (State::Closed, at("2024-03-04T08:00:00Z")));
    assert_refused(needs.close_campaign(&open).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.close_campaign(&closed).await, Code::FailedPrecondition, "CAMPAIGN_STATE");
    assert_eq!(needs.read_campaign(&draft.name).await.unwrap(), closed);
    assert_refused(needs.read_campaign(&absent(&draft.name)).await, Code::NotFound, "CAMPAIGN_NOT_FOUND");
    let missing = pb::Campaign { name: absent(&draft.name), ..draft };
    assert_refused(needs.open_campaign(&missing).await, Code::NotFound, "CAMPAIGN_NOT_FOUND");
}

#[tokio::test]
async fn units_answer_once_and_may_replace_it_until_the_deadline() {
    let needs = Needs::start().await;
    let units = needs.three_units().await;
    let asked = pb::CreateCampaignRequest { units: units[..2].to_vec(), ..campaign(Audience::Units) };
    let draft = needs.write_campaign(asked).await.unwrap();
    let early = needs.submit_unit(&draft, &units[0], &[("visits", "10")]).await;
    assert_refused(early, Code::FailedPrecondition, "CAMPAIGN_STATE");
    let open = needs.open_campaign(&draft).await.unwrap();
    let first = needs.submit_unit(&open, &units[0], &[("visits", "10"), ("note", "Bu Siti sakit")]).await.unwrap();
    assert_eq!((first.revision, &first.unit, first.answers.len()), (1, &units[0], 2));
    needs.set_time("2024-03-05T08:00:00Z");
    let second = needs.submit_unit(&open, &units[0], &[("building", "rusak"), ("visits", "12.5")]).await.unwrap();
    assert_eq!((second.revision, &second.name), (2, &first.name));
    assert_eq!(second.answers, given(&[("visits", "12.5"), ("building", "rusak")]));
    assert_eq!(needs.responses(&open).await, [second]);
    let stranger = needs.submit_unit(&open, &units[2], &[("visits", "1")]).await;
    assert_refused(stranger, Code::FailedPrecondition, "CAMPAIGN_AUDIENCE");
    let public = needs.answer_freely(submit(&open, "", &[("visits", "1")])).await;
    assert_refused(public, Code::FailedPrecondition, "CAMPAIGN_AUDIENCE");
    needs.set_time("2024-03-31T17:00:00Z");
    let late = needs.submit_unit(&open, &units[1], &[("visits", "1")]).await;
    assert_refused(late, Code::FailedPrecondition, "CAMPAIGN_STATE");
    assert_eq!(needs.read_campaign(&open.name).await.unwrap().state(), State::Closed);
    needs.close_campaign(&open).await.unwrap();
}

#[tokio::test]
async fn citizens_answer_without_an_account_and_replace_it_by_their_code() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let first = needs.answer_freely(submit(&open, "", &[("visits", "3"), ("note", "Pak Budi lama")])).await.unwrap();
    // 20 signs in groups of five.
    assert_eq!((first.follow_up_code.len(), first.revision, first.close_time), (23, 1, open.close_time));
    let other = needs.answer_freely(submit(&open, "", &[("visits", "4")])).await.unwrap();
    assert_ne!(first.follow_up_code, other.follow_up_code);
    // People type it as they like.
    let (head, tail) = first.follow_up_code.split_at(8);
    let typed = format!("{}-{} ", head.to_lowercase(), tail);
    let replaced =
        needs.answer_freely(submit(&open, &typed, &[("visits", "5"), ("note", "Pak Budi cepat")])).await.unwrap();
    assert_eq!((replaced.revision, &replaced.follow_up_code), (2, &first.follow_up_code));
    let listed = needs.responses(&open).await;
    let answers: Vec<_> = listed.iter().map(|response| (response.revision, response.answers.clone())).collect();
    assert_eq!(answers, [(2, given(&[("visits", "5"), ("note", "Pak Budi cepat")])), (1, given(&[("visits", "4")]))]);
    assert!(listed.iter().all(|response| response.unit.is_empty()));
    let unknown = needs.answer_freely(submit(&open, "0123456789ABCDEFGHJK", &[("visits", "5")])).await;
    assert_refused(unknown, Code::NotFound, "FOLLOW_UP_CODE_UNKNOWN");
    let bad = needs.answer_freely(submit(&open, "rahasia", &[("visits", "5")])).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["follow_up_code"]);
    needs.close_campaign(&open).await.unwrap();
    let late = needs.answer_freely(submit(&open, &first.follow_up_code, &[("visits", "6")])).await;
    assert_refused(late, Code::FailedPrecondition, "CAMPAIGN_STATE");
    let unit = needs.submit_unit(&open, &nobody("units"), &[("visits", "6")]).await;
    assert_refused(unit, Code::FailedPrecondition, "CAMPAIGN_AUDIENCE");
}

#[tokio::test]
async fn free_text_and_codes_are_not_readable_in_the_tables() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let sent = needs.answer_freely(submit(&open, "", &[("visits", "3"), ("note", "Pak Budi lama")])).await.unwrap();
    let clear = "SELECT count(*) FROM needs.answers
                 WHERE value LIKE '%Budi%' OR position('Budi'::bytea IN text_sealed) > 0";
    assert_eq!(needs.harness.number(clear).await, 0);
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.answers WHERE length(text_sealed) > 0").await, 1);
    let index: Vec<u8> = sqlx_bytes(&needs).await;
    assert!(!index.windows(4).any(|part| part == &sent.follow_up_code.as_bytes()[..4]));
}

async fn sqlx_bytes(needs: &Needs) -> Vec<u8> {
    sqlx::query_scalar("SELECT code_index FROM needs.responses").fetch_one(&needs.harness.pool).await.unwrap()
}

#[tokio::test]
async fn everything_wrong_with_answers_is_told_at_once() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let answers = [("building", "roboh"), ("note", "lebih dari dua puluh huruf"), ("x", "1"), ("note", "dua")];
    let bad = needs.answer_freely(submit(&open, "", &answers)).await.unwrap_err();
    let all = ["answers[0].value", "answers[1].value", "answers[2].question", "answers[3].question", "answers"];
    assert_eq!(bad_fields(&bad), all);
    for visits in ["-1", "1000000.5", "banyak", ""] {
        let bad = needs.answer_freely(submit(&open, "", &[("visits", visits)])).await.unwrap_err();
        assert_eq!(bad_fields(&bad), ["answers[0].value"], "{visits:?}");
    }
    let empty = needs.answer_freely(pb::SubmitResponseRequest { request_id: "x".into(), ..Default::default() }).await;
    assert_eq!(bad_fields(&empty.unwrap_err()), ["campaign", "answers", "request_id"]);
    assert!(needs.responses(&open).await.is_empty());
}

#[tokio::test]
async fn a_response_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let request_id = Uuid::now_v7().to_string();
    let request = pb::SubmitResponseRequest { request_id, ..submit(&open, "", &[("visits", "3")]) };
    let first = needs.answer_freely(request.clone()).await.unwrap();
    assert_eq!(needs.answer_freely(request.clone()).await.unwrap(), first);
    let reused = needs.answer_freely(pb::SubmitResponseRequest { answers: given(&[("visits", "4")]), ..request }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(needs.responses(&open).await.len(), 1);
}

#[tokio::test]
async fn a_unit_that_answers_many_times_at_once_has_one_response() {
    let needs = Arc::new(Needs::start().await);
    let units = needs.three_units().await;
    let open = needs.opened_campaign(campaign(Audience::Units)).await;
    let calls = (0..6).map(|n: i32| {
        let (needs, open, unit) = (needs.clone(), open.clone(), units[0].clone());
        async move { needs.submit_unit(&open, &unit, &[("visits", &n.to_string())]).await }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (6, 0));
    let listed = needs.responses(&open).await;
    assert_eq!((listed.len(), listed[0].revision, listed[0].answers.len()), (1, 6, 1));
}

#[tokio::test]
async fn completeness_is_exact_and_names_the_late_units() {
    let needs = Needs::start().await;
    let units = needs.three_units().await;
    let open = needs.opened_campaign(campaign(Audience::Units)).await;
    for unit in &units[..2] {
        needs.submit_unit(&open, unit, &[("visits", "10")]).await.unwrap();
    }
    let before = needs.completeness(&open, false).await;
    assert_eq!((before.asked, before.answered, before.overdue, before.units.len()), (3, 2, 0, 3));
    assert_eq!((before.percent.as_str(), before.percent_exact.as_str()), ("66.67", "200/3"));
    let missing = needs.completeness(&open, true).await.units;
    assert_eq!((missing.len(), &missing[0].unit, missing[0].overdue), (1, &units[2], false));
    needs.set_time("2024-04-01T00:00:00Z");
    let after = needs.completeness(&open, true).await;
    assert_eq!((after.overdue, after.units[0].overdue, after.units[0].unit_path.as_str()), (1, true, "C"));
    let first = pb::GetCompletenessRequest { campaign: open.name.clone(), page_size: 2, ..Default::default() };
    let page = async |request| {
        needs.campaigns().get_completeness(needs.harness.request(ANALYST, request)).await.map(Response::into_inner)
    };
    let start = page(first.clone()).await.unwrap();
    let rest = page(pb::GetCompletenessRequest { page_token: start.next_page_token.clone(), ..first.clone() }).await;
    assert_eq!((start.units.len(), rest.unwrap().units.len()), (2, 1));
    let other = pb::GetCompletenessRequest { page_token: start.next_page_token, missing: true, ..first };
    assert_eq!(bad_fields(&page(other).await.unwrap_err()), ["page_token"]);
}

#[tokio::test]
async fn bad_campaigns_are_refused_with_every_reason() {
    let needs = Needs::start().await;
    let unit = needs.three_units().await.remove(0);
    let bad = needs.write_campaign(pb::CreateCampaignRequest::default()).await.unwrap_err();
    let all = ["parent", "title", "description", "audience", "questions", "open_time", "close_time"];
    assert_eq!(bad_fields(&bad), all);
    let number = |least: &str, most: &str| {
        Kind::Number(pb::NumberKind {
            least: least.into(),
            most: most.into(),
            unit: "orang".into(),
            service_volume: true,
        })
    };
    let choice = |options: &[&str]| {
        Kind::Choice(pb::ChoiceKind { options: options.iter().map(|option| (*option).to_owned()).collect() })
    };
    let questions = vec![
        question("Kode Salah", true, number("5", "4")),
        question("b", true, number("x", "")),
        question("b", true, choice(&["satu"])),
        question("c", true, choice(&["satu", "satu"])),
        question("d", true, Kind::Text(pb::TextKind { longest: 5000 })),
        pb::Question { code: "e".into(), wording: String::new(), required: true, kind: None },
    ];
    let request = pb::CreateCampaignRequest { questions, units: vec![unit.clone()], ..campaign(Audience::Public) };
    let all = [
        "units",
        "questions[0].code",
        "questions[0].number.most",
        "questions[0].number.service_volume",
        "questions[1].number.least",
        "questions[2].code",
        "questions[2].choice.options",
        "questions[3].choice.options[1]",
        "questions[4].text.longest",
        "questions[5].wording",
        "questions[5].kind",
    ];
    assert_eq!(bad_fields(&needs.write_campaign(request).await.unwrap_err()), all);
    let units = vec![unit.clone(), unit.clone(), "x".into()];
    let twice =
        pb::CreateCampaignRequest { units, close_time: at("2024-03-01T00:00:00Z"), ..campaign(Audience::Units) };
    let all = ["units[1]", "units[2]", "close_time"];
    assert_eq!(bad_fields(&needs.write_campaign(twice).await.unwrap_err()), all);
    let (open_time, close_time) = (at("2024-01-01T00:00:00Z"), at("2024-03-04T08:00:00Z"));
    let past = pb::CreateCampaignRequest { open_time, close_time, ..campaign(Audience::Public) };
    assert_eq!(bad_fields(&needs.write_campaign(past).await.unwrap_err()), ["close_time"]);
    let unknown = pb::CreateCampaignRequest { units: vec![unit, nobody("units")], ..campaign(Audience::Units) };
    assert_refused(needs.write_campaign(unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
}

#[tokio::test]
async fn campaigns_are_listed_by_page_and_those_that_take_answers_alone() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let draft = needs.write_campaign(campaign(Audience::Public)).await.unwrap();
    let list = async |request: pb::ListCampaignsRequest| {
        needs.campaigns().list_campaigns(anonymous(request)).await.map(Response::into_inner)
    };
    let all = pb::ListCampaignsRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = list(all.clone()).await.unwrap();
    let next = pb::ListCampaignsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = list(next.clone()).await.unwrap();
    assert_eq!((&first.campaigns[0].name, &second.campaigns[0].name), (&open.name, &draft.name));
    assert_eq!((second.next_page_token.as_str(), first.campaigns[0].questions.len()), ("", 0));
    let now = pb::ListCampaignsRequest { open: true, ..all.clone() };
    assert_eq!(list(now.clone()).await.unwrap().campaigns[0].name, open.name);
    needs.set_time("2024-03-31T17:00:00Z");
    assert!(list(now).await.unwrap().campaigns.is_empty());
    let parent = format!("instansi/{OTHER_TENANT}");
    assert!(list(pb::ListCampaignsRequest { parent, ..all }).await.unwrap().campaigns.is_empty());
    let other = pb::ListCampaignsRequest { open: true, ..next };
    assert_eq!(bad_fields(&list(other).await.unwrap_err()), ["page_token"]);
}

#[tokio::test]
async fn volumes_of_service_are_compared_with_the_campaign_before() {
    let needs = Needs::start().await;
    let units = needs.three_units().await;
    let first = needs.opened_campaign(campaign(Audience::Units)).await;
    for unit in &units {
        needs.submit_unit(&first, unit, &[("visits", "1000")]).await.unwrap();
    }
    needs.close_campaign(&first).await.unwrap();
    assert_eq!(needs.check_signals().await.fired, 0, "there is nothing to compare with");
    let later = pb::CreateCampaignRequest { close_time: at("2024-06-30T17:00:00Z"), ..campaign(Audience::Units) };
    let second = needs.opened_campaign(later).await;
    for (unit, visits) in units.iter().zip(["1099.9", "1100", "1100.1"]) {
        needs.submit_unit(&second, unit, &[("visits", visits)]).await.unwrap();
    }
    assert_eq!(needs.check_signals().await.fired, 0, "answers may still be replaced");
    needs.set_time("2024-06-30T17:00:00Z");
    let checked = needs.check_signals().await;
    assert_eq!((checked.tested, checked.fired, checked.opened), (3, 2, 2));
    let listed = needs.list_reassessments().await;
    let mut asked: Vec<&str> = listed.iter().map(|one| one.unit.as_str()).collect();
    let mut expected: Vec<&str> = units[1..].iter().map(String::as_str).collect();
    asked.sort_unstable();
    expected.sort_unstable();
    assert_eq!(asked, expected);
    let one = listed.iter().find(|one| one.unit == units[1]).unwrap();
    assert_eq!((one.cause(), figure(one, "visits.volume_old")), (Cause::Volume, "1000"));
    assert_eq!(one.reason, "volume of service grew: visits went from 1000 to 1100 pasien per tahun (10.0000 %)");
    assert_eq!(needs.check_signals().await.opened, 0);
    needs.see_no_reason(&one.name).await;
    assert_eq!(needs.check_signals().await.opened, 0, "these figures are answered");
}

#[tokio::test]
async fn nobody_collects_data_in_another_instansi() {
    let needs = Needs::start().await;
    let unit = needs.three_units().await.remove(0);
    let open = needs.opened_campaign(campaign(Audience::Units)).await;
    let (name, etag) = (open.name.clone(), open.etag.clone());
    let mut answers = Vec::new();
    macro_rules! foreign {
        ($method:ident, $message:expr) => {{
            let request = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], $message);
            answers.push((
                stringify!($method),
                needs.campaigns().$method(request).await.err().map(|status| status.code()),
            ));
        }};
    }
    foreign!(create_campaign, campaign(Audience::Public));
    foreign!(open_campaign, pb::OpenCampaignRequest { name: name.clone(), etag: etag.clone(), ..Default::default() });
    foreign!(close_campaign, pb::CloseCampaignRequest { name: name.clone(), etag, ..Default::default() });
    let answer = given(&[("visits", "1")]);
    let request = pb::SubmitUnitResponseRequest { campaign: name.clone(), unit, answers: answer, ..Default::default() };
    foreign!(submit_unit_response, request);
    foreign!(list_responses, pb::ListResponsesRequest { campaign: name.clone(), ..Default::default() });
    foreign!(get_completeness, pb::GetCompletenessRequest { campaign: name, ..Default::default() });
    assert_eq!(answers.len(), 6);
    for (method, code) in answers {
        assert_eq!(code, Some(Code::PermissionDenied), "{method}");
    }
}
