//! What a campaign bears: how often and how long it is answered, which times it has, and whom it asks.

use crate::{
    ANALYST, Needs, assert_refused,
    collecting::{at, campaign, question, submit},
};
use contracts::needs::v1::{self as pb, campaign::Audience, question::Kind};
use platform::testing::bad_fields;
use tonic::Code;

#[tokio::test]
async fn a_public_campaign_cannot_be_flooded() {
    let needs = Needs::start().await;
    let open = needs.opened_campaign(campaign(Audience::Public)).await;
    let first = needs.answer_freely(submit(&open, "", &[("visits", "1")])).await.unwrap();
    let flood = "INSERT INTO needs.responses (response_id, campaign_id, instansi, code_index, version, create_time,
                                              update_time)
                 SELECT gen_random_uuid(), campaign_id, instansi, int4send(n), 1, create_time, update_time
                 FROM needs.responses CROSS JOIN generate_series(1, 598) AS n";
    sqlx::query(flood).execute(&needs.harness.pool).await.unwrap();
    needs.answer_freely(submit(&open, "", &[("visits", "2")])).await.unwrap();
    let flooded = needs.answer_freely(submit(&open, "", &[("visits", "3")])).await;
    assert_refused(flooded, Code::ResourceExhausted, "CAMPAIGN_FLOODED");
    // Whoever has answered may still correct it, but not for ever.
    needs.answer_freely(submit(&open, &first.follow_up_code, &[("visits", "4")])).await.unwrap();
    let worn = "UPDATE needs.responses SET version = 100 WHERE version = 2";
    sqlx::query(worn).execute(&needs.harness.pool).await.unwrap();
    let again = needs.answer_freely(submit(&open, &first.follow_up_code, &[("visits", "5")])).await;
    assert_refused(again, Code::ResourceExhausted, "CAMPAIGN_FLOODED");
    needs.set_time("2024-03-04T08:01:01Z");
    needs.answer_freely(submit(&open, "", &[("visits", "6")])).await.unwrap();
}

#[tokio::test]
async fn long_responses_are_listed_in_pages_that_clients_can_take() {
    let needs = Needs::start().await;
    let text = |longest| Kind::Text(pb::TextKind { longest });
    let questions =
        |last| vec![question("a", true, text(4000)), question("b", true, text(4000)), question("c", false, text(last))];
    let long = pb::CreateCampaignRequest { questions: questions(2001), ..campaign(Audience::Public) };
    assert_eq!(bad_fields(&needs.write_campaign(long).await.unwrap_err()), ["questions"]);
    let long = pb::CreateCampaignRequest { questions: questions(2000), ..campaign(Audience::Public) };
    let open = needs.opened_campaign(long).await;
    let answer = "𝒔".repeat(4000);
    for _ in 0..80 {
        needs.answer_freely(submit(&open, "", &[("a", &answer), ("b", &answer)])).await.unwrap();
    }
    let list = async |page_token| {
        let request = pb::ListResponsesRequest { campaign: open.name.clone(), page_size: 1000, page_token };
        needs.campaigns().list_responses(needs.harness.request(ANALYST, request)).await.unwrap().into_inner()
    };
    let first = list(String::new()).await;
    let rest = list(first.next_page_token.clone()).await;
    assert!((1..80).contains(&first.responses.len()), "{}", first.responses.len());
    assert_eq!((first.responses.len() + rest.responses.len(), rest.next_page_token.as_str()), (80, ""));
}

#[tokio::test]
async fn times_that_the_tables_cannot_keep_apart_are_refused() {
    let needs = Needs::start().await;
    let moment = |text: &str, nanos| at(text).map(|time| prost_types::Timestamp { nanos, ..time });
    let close_time = moment("2024-03-31T17:00:00Z", 900);
    let request = pb::CreateCampaignRequest { close_time, ..campaign(Audience::Public) };
    let draft = needs.write_campaign(request).await.unwrap();
    assert_eq!(draft.close_time, at("2024-03-31T17:00:00Z"));
    assert_eq!(needs.read_campaign(&draft.name).await.unwrap(), draft);
    for (open_time, close_time, field) in [
        (moment("2024-03-31T17:00:00Z", 100), close_time, "close_time"),
        (Some(prost_types::Timestamp { seconds: -346_000_000_000, nanos: 0 }), close_time, "open_time"),
        (at("2024-03-04T00:00:00Z"), at("2201-01-01T00:00:00Z"), "close_time"),
    ] {
        let request = pb::CreateCampaignRequest { open_time, close_time, ..campaign(Audience::Public) };
        assert_eq!(bad_fields(&needs.write_campaign(request).await.unwrap_err()), [field]);
    }
}

#[tokio::test]
async fn units_that_are_gone_are_not_asked() {
    let needs = Needs::start().await;
    needs.three_units().await;
    let gone = "UPDATE needs.units SET valid_until = '2024-03-03' WHERE path = 'B'";
    sqlx::query(gone).execute(&needs.harness.pool).await.unwrap();
    let later = "UPDATE needs.units SET valid_from = '2024-03-31' WHERE path = 'C'";
    sqlx::query(later).execute(&needs.harness.pool).await.unwrap();
    let open = needs.opened_campaign(campaign(Audience::Units)).await;
    assert_eq!(open.units_asked, 2);
    let paths: Vec<String> = needs.completeness(&open, true).await.units.into_iter().map(|one| one.unit_path).collect();
    assert_eq!(paths, ["A", "C"]);
}
