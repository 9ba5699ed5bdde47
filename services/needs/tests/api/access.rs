//! Who may call what: every method of the service, and every writing method from another instansi.

use crate::{
    ANALYST, AUTHORITY, MINISTRY, Needs, PARENT, VERIFIER, anonymous, nobody,
    world::{create, determine, header, item},
};
use contracts::{Access, needs::v1 as pb};
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_prost::ProstCodec;

/// Calls any method with an empty message.
async fn call(needs: &Needs, path: &'static str, request: Request<()>) -> Status {
    let mut client = Grpc::new(needs.harness.channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::<(), ()>::default();
    client.unary(request, PathAndQuery::from_static(path), codec).await.unwrap_err()
}

fn methods() -> Vec<(&'static str, Access)> {
    let mine = |path: &str| path.starts_with("/asn.needs.");
    contracts::ACCESS.iter().copied().filter(|(path, _)| mine(path)).collect()
}

#[tokio::test]
async fn every_method_that_asks_for_a_permission_wants_a_token_and_a_role() {
    let needs = Needs::start().await;
    let public = methods().iter().filter(|(_, access)| *access == Access::Public).count();
    assert!(public > 0 && public < methods().len());
    for (path, access) in methods() {
        let mut forged = anonymous(());
        forged.metadata_mut().insert("authorization", "Bearer x.y.z".parse().unwrap());
        assert_eq!(call(&needs, path, forged).await.code(), Code::Unauthenticated, "{path}");
        let clerk = needs.harness.request(&["rater"], ());
        let (nobody, clerk) = (call(&needs, path, anonymous(())).await, call(&needs, path, clerk).await);
        let expected = match access {
            Access::Public => (Code::InvalidArgument, Code::InvalidArgument),
            Access::Permission(_) => (Code::Unauthenticated, Code::PermissionDenied),
        };
        assert_eq!((nobody.code(), clerk.code()), expected, "{path}");
    }
}

#[tokio::test]
async fn nobody_acts_for_another_instansi() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 1)]).await;
    let (name, etag, reason) = (|| draft.name.clone(), || draft.etag.clone(), || "x".to_owned());
    let mut answers = Vec::new();
    macro_rules! foreign {
        ($client:ident.$method:ident, $roles:expr, $message:expr) => {{
            let request = needs.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
            let answer = needs.$client.clone().$method(request).await;
            answers.push((stringify!($method), answer.err().map(|status| status.code())));
        }};
    }
    foreign!(proposals.create_proposal, ANALYST, create(&[item(&position, 1)]));
    foreign!(proposals.get_proposal, ANALYST, pb::GetProposalRequest { name: name() });
    let list = pb::ListProposalsRequest { parent: PARENT.into(), ..Default::default() };
    foreign!(proposals.list_proposals, ANALYST, list);
    let submit = pb::SubmitProposalRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(proposals.submit_proposal, ANALYST, submit);
    let verify = pb::VerifyProposalRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(proposals.verify_proposal, VERIFIER, verify);
    let give_back = pb::ReturnProposalRequest { name: name(), etag: etag(), reason: reason(), ..Default::default() };
    foreign!(proposals.return_proposal, VERIFIER, give_back);
    let approve = pb::ApproveProposalRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(proposals.approve_proposal, AUTHORITY, approve);
    let send = pb::SendProposalRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(proposals.send_proposal, VERIFIER, send);
    foreign!(proposals.determine_proposal, MINISTRY, determine(&draft));
    let name = || nobody("reassessments");
    let accept = pb::AcceptReassessmentRequest { name: name(), etag: etag(), reason: reason(), ..Default::default() };
    foreign!(reassessments.accept_reassessment, AUTHORITY, accept);
    let reject = pb::RejectReassessmentRequest { name: name(), etag: etag(), reason: reason(), ..Default::default() };
    foreign!(reassessments.reject_reassessment, AUTHORITY, reject);
    let part = Some(pb::import_positions_request::Part::Header(header()));
    foreign!(positions.import_positions, ANALYST, tokio_stream::iter([pb::ImportPositionsRequest { part }]));
    let part = Some(pb::import_workload_request::Part::Header(header()));
    foreign!(positions.import_workload, ANALYST, tokio_stream::iter([pb::ImportWorkloadRequest { part }]));
    assert_eq!(answers.len(), 13);
    for (method, code) in answers {
        assert_eq!(code, Some(Code::PermissionDenied), "{method}");
    }
    assert_eq!(needs.read(&draft).await, draft);
}

#[tokio::test]
async fn a_province_acts_for_its_instansi_and_what_it_does_is_audited() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let request = needs.harness.request_as("province", ANALYST, &["-"], create(&[item(&position, 1)]));
    needs.proposals.clone().create_proposal(request).await.unwrap();
    let audited = "SELECT count(*) FROM needs.audit
                   WHERE subject = 'province' AND permission = 'needs.proposals.write' AND instansi = '6571'";
    assert_eq!(needs.harness.number(audited).await, 1);
}
