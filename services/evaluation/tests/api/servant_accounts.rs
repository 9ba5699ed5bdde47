//! Which account is which servant: linked by the office, never by whom it is about.

use crate::{
    PARENT, assert_refused,
    improvement_world::AUTHORITY,
    skp_world::{Answer, HR, Team, refusal, servant},
};
use contracts::evaluation::v1 as pb;
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

fn link(who: &str, account: &str) -> pb::LinkServantAccountRequest {
    let (parent, account) = (PARENT.into(), account.into());
    pb::LinkServantAccountRequest { parent, servant: servant(who), account, request_id: String::new() }
}

impl Team {
    async fn link_as(&mut self, caller: &str, request: pb::LinkServantAccountRequest) -> Answer<pb::ServantAccount> {
        let request = self.evaluation.harness.request_as(caller, HR, &[TENANT], request);
        self.accounts.link_servant_account(request).await
    }
}

#[tokio::test]
async fn an_account_is_one_servants() {
    let mut team = Team::start().await;
    assert!(!team.link("adi", "").await.unwrap().into_inner().linked);
    assert_eq!(refusal(team.link("adi", "siti").await), (Code::AlreadyExists, "ACCOUNT_TAKEN".into()));
    let seen = team.link("siti", "another").await;
    assert_eq!(refusal(seen), (Code::AlreadyExists, "SERVANT_LINKED".into()), "nothing is replaced unseen");
    assert!(team.link("siti", "siti").await.unwrap().into_inner().linked, "the same again changes nothing");
    assert!(!team.link("siti", "").await.unwrap().into_inner().linked);
    assert!(team.link("adi", "siti").await.unwrap().into_inner().linked, "the account is free");
    let nobody = format!("{PARENT}/servants/{}", Uuid::now_v7());
    let request = team.hr(pb::LinkServantAccountRequest { servant: nobody, ..link("siti", "x") });
    assert_refused(team.accounts.link_servant_account(request).await, Code::NotFound, "SERVANT_NOT_FOUND");
    let request = team.hr(pb::LinkServantAccountRequest { request_id: "x".into(), ..Default::default() });
    let refused = team.accounts.link_servant_account(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "request_id"]);
}

#[tokio::test]
async fn nobody_links_or_unlinks_the_own_account() {
    let mut team = Team::start().await;
    let own = (Code::PermissionDenied, "OWN_ACCOUNT".to_owned());
    assert_eq!(refusal(team.link_as("siti", link("siti", "")).await), own, "out of the own case");
    assert_eq!(refusal(team.link_as("siti", link("siti", "another")).await), own);
    team.link("budi", "").await.unwrap();
    assert_eq!(refusal(team.link_as("siti", link("budi", "siti")).await), own, "into the superior's part");
}

/// Where there is one officer, the appointing authority links them.
#[tokio::test]
async fn the_first_account_is_linked_by_another_official() {
    let mut team = Team::start().await;
    team.link("adi", "").await.unwrap();
    team.link("dewi", "").await.unwrap();
    let own = team.link_as("first", link("adi", "first")).await;
    assert_eq!(refusal(own), (Code::PermissionDenied, "OWN_ACCOUNT".into()));
    let request = team.evaluation.harness.request_as("head", AUTHORITY, &[TENANT], link("adi", "first"));
    assert!(team.accounts.link_servant_account(request).await.unwrap().into_inner().linked);
    assert!(team.link_as("first", link("dewi", "head")).await.unwrap().into_inner().linked);
    let request = team.evaluation.harness.request_as("head", AUTHORITY, &[TENANT], link("dewi", ""));
    assert_eq!(
        refusal(team.accounts.link_servant_account(request).await),
        (Code::PermissionDenied, "OWN_ACCOUNT".into())
    );
}

#[tokio::test]
async fn a_link_sent_again_is_made_once() {
    let mut team = Team::start().await;
    team.link("siti", "").await.unwrap();
    let request = pb::LinkServantAccountRequest { request_id: Uuid::now_v7().to_string(), ..link("siti", "baru") };
    for _ in 0..2 {
        assert!(team.link_as("office", request.clone()).await.unwrap().into_inner().linked);
    }
    let other = pb::LinkServantAccountRequest { account: "lain".into(), ..request };
    let reused = team.link_as("office", other).await;
    assert_eq!(refusal(reused), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}
