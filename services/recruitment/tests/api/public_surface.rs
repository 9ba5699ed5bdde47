//! What anybody may ask without a token: which methods these are, that none of them tells who somebody is, and that none
//! answers for a draft. The one that does tell names, as the law wants it, is `ListAnnouncedCandidates`:
//! `announced_candidates.rs` shows that it tells nothing else, and that nothing else tells them.

use crate::{Recruitment, refusal};
use contracts::{
    Access,
    recruitment::v1::{
        self as pb, log_service_client::LogServiceClient, objection_service_client::ObjectionServiceClient,
        pppk_service_client::PppkServiceClient,
    },
};
use std::fmt::Debug;
use tonic::{Response, Status, transport::Channel};

const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];

/// Whoever opens a method to everybody says so here, and has thought of floods, of probing and of small numbers.
#[test]
fn the_public_surface_is_this_and_no_more() {
    let public = contracts::ACCESS.iter().filter(|(_, access)| matches!(access, Access::Public));
    let own = public.filter_map(|(path, _)| path.strip_prefix("/asn.recruitment.v1."));
    let mut own: Vec<&str> = own.collect();
    own.sort_unstable();
    let expected = [
        "AnnouncementService/GetCriteria",
        "AnnouncementService/ListNotices",
        "AnnouncementService/ListRulesets",
        "ApplicationService/ListResults",
        "ApplicationService/ListSkdResults",
        "FairnessService/GetFairnessReport",
        "FairnessService/ListFairnessReports",
        "InternshipAgreementService/ListInternshipAgreements",
        "InternshipAgreementService/ListInternshipPlaces",
        "InternshipService/FindInternshipCertificate",
        "LogService/ExportBundle",
        "LogService/GetConsistencyProof",
        "LogService/GetInclusionProof",
        "LogService/GetLogHead",
        "LogService/GetLogKeys",
        "LogService/ListLogLeaves",
        "ObjectionService/GetObjectionCounts",
        "ObjectionService/ListResultChanges",
        "OpenSelectionService/GetOpenSelection",
        "OpenSelectionService/ListOpenSelections",
        "OpenSelectionService/ListScoreSheet",
        "OpenSelectionService/ListSelectionRanks",
        "PppkService/GetPppkScheme",
        "PublicInputService/FollowPublicInput",
        "PublicInputService/SubmitPublicInput",
        "SelectionNoticeService/ListAnnouncedCandidates",
        "SelectionNoticeService/ListSelectionNotices",
        "VacancyService/GetVacancy",
        "VacancyService/ListVacancies",
        "VerificationService/GetVerificationRound",
    ];
    assert_eq!(own, expected);
}

/// What anybody gets about one vacancy, method by method.
async fn asked(recruitment: &mut Recruitment, vacancy: &str) -> Vec<(&'static str, Result<String, Status>)> {
    fn said<T: Debug>(answer: Result<Response<T>, Status>) -> Result<String, Status> {
        answer.map(|answer| format!("{:?}", answer.into_inner()))
    }
    let channel: Channel = recruitment.harness.channel.clone();
    let (mut logs, mut objections) =
        (LogServiceClient::new(channel.clone()), ObjectionServiceClient::new(channel.clone()));
    let mut pppk = PppkServiceClient::new(channel);
    let (name, parent) = (vacancy.to_owned(), vacancy.to_owned());
    let leaf_hash = vec![0; 32];
    let leaves = pb::ListLogLeavesRequest { parent: parent.clone(), page_size: 1_000, ..Default::default() };
    let inclusion = pb::GetInclusionProofRequest { name: name.clone(), leaf_hash, ..Default::default() };
    let consistency = pb::GetConsistencyProofRequest { name: name.clone(), from_size: 1, ..Default::default() };
    let bundle = pb::ExportBundleRequest { name: name.clone(), page_size: 1_000, ..Default::default() };
    let results = pb::ListResultsRequest { parent: parent.clone(), ..Default::default() };
    let skd = pb::ListSkdResultsRequest { parent: parent.clone(), ..Default::default() };
    let notices = pb::ListNoticesRequest { parent: parent.clone(), ..Default::default() };
    let changes = pb::ListResultChangesRequest { parent: parent.clone(), ..Default::default() };
    let announcements = &mut recruitment.announcements;
    vec![
        ("GetVacancy", said(recruitment.vacancies.get_vacancy(pb::GetVacancyRequest { name: name.clone() }).await)),
        ("GetCriteria", said(announcements.get_criteria(pb::GetCriteriaRequest { name: name.clone() }).await)),
        ("ListNotices", said(announcements.list_notices(notices).await)),
        ("ListResults", said(recruitment.applications.list_results(results).await)),
        ("ListSkdResults", said(recruitment.applications.list_skd_results(skd).await)),
        ("GetLogHead", said(logs.get_log_head(pb::GetLogHeadRequest { name: name.clone(), size: 0 }).await)),
        ("ListLogLeaves", said(logs.list_log_leaves(leaves).await)),
        ("GetInclusionProof", said(logs.get_inclusion_proof(inclusion).await)),
        ("GetConsistencyProof", said(logs.get_consistency_proof(consistency).await)),
        ("ExportBundle", said(logs.export_bundle(bundle).await)),
        ("GetObjectionCounts", said(objections.get_objection_counts(pb::GetObjectionCountsRequest { parent }).await)),
        ("ListResultChanges", said(objections.list_result_changes(changes).await)),
        ("GetPppkScheme", said(pppk.get_pppk_scheme(pb::GetPppkSchemeRequest { name }).await)),
    ]
}

/// Who tries names must not learn by another refusal which of them are being prepared.
#[tokio::test]
async fn a_draft_does_not_exist_for_the_public() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &crate::need(platform::testing::TENANT, 1, 2)).await;
    let nowhere = "instansi/6571/vacancies/01890000-0000-7000-8000-000000000001";
    let unknown = asked(&mut recruitment, nowhere).await;
    for ((method, of_draft), (_, of_none)) in asked(&mut recruitment, &draft.name).await.into_iter().zip(unknown) {
        let (of_draft, of_none) = (of_draft.unwrap_err(), of_none.unwrap_err());
        assert_eq!((of_draft.code(), of_draft.message()), (of_none.code(), of_none.message()), "{method}");
        let refused = refusal::<()>(Err(of_draft)).1;
        assert_eq!(refused, "VACANCY_NOT_FOUND", "{method}");
    }
}

/// Names, numbers and dates of birth of applicants are in no public answer, before and after the result.
#[tokio::test]
async fn no_public_answer_tells_who_somebody_is() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    recruitment.apply(&open, 7).await;
    let (published, _) = recruitment.published(2, 1, &MARKS).await;
    let mut said = 0;
    for vacancy in [&open, &published] {
        for (method, answer) in asked(&mut recruitment, &vacancy.name).await {
            let Ok(text) = answer else { continue };
            said += 1;
            for secret in ["Rahasia", "9900001205", "1999-05-12", "tester"] {
                assert!(!text.contains(secret), "{method} tells {secret}: {text}");
            }
        }
    }
    assert!(said > 12, "{said} answers");
}
