//! Reasons of refusal that no story of another file meets, and what is asked for by a name.

use crate::{
    COMMITTEE, GATEWAY, Recruitment,
    afterwards::OFFICER,
    application,
    internships::{Campus, HR, INSTITUTION},
    need,
    own_rules::Folder,
    panel_world::{Selter, seat},
    receipts::logs,
    refusal,
};
use contracts::recruitment::v1::{self as pb, panel_seat::Group};
use platform::testing::TENANT;
use tonic::Code;

const MARKS: [([i32; 3], i64); 2] = [([90, 130, 200], 400), ([90, 130, 200], 380)];

/// The name of something that is not there.
fn unknown(name: &str) -> String {
    format!("{}dead", &name[..name.len() - 4])
}

fn not_found(reason: &str) -> (Code, String) {
    (Code::NotFound, reason.to_owned())
}

#[tokio::test]
async fn a_file_is_read_by_its_name() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, _) = recruitment.published(1, 1, &MARKS).await;
    recruitment.open_filing(&vacancy).await.unwrap();
    let filing = recruitment.filings(&vacancy).await.remove(0);
    let mut client = recruitment.appointments();
    let get = |name: &str| pb::GetFilingRequest { name: name.into() };
    let request = recruitment.harness.request(OFFICER, get(&filing.name));
    assert_eq!(client.get_filing(request).await.unwrap().into_inner(), filing);
    let request = recruitment.harness.request(OFFICER, get(&unknown(&filing.name)));
    assert_eq!(refusal(client.get_filing(request).await), not_found("FILING_NOT_FOUND"));
    let request = recruitment.harness.request(GATEWAY, get(&filing.name));
    assert_eq!(refusal(client.get_filing(request).await).0, Code::PermissionDenied);
    let lost = pb::Filing { name: unknown(&filing.name), ..filing };
    assert_eq!(refusal(recruitment.complete(&lost).await), not_found("FILING_NOT_FOUND"));
    assert_eq!(refusal(recruitment.record_nip(&lost, "199905122025052001").await), not_found("FILING_NOT_FOUND"));
}

#[tokio::test]
async fn replacements_and_proposals_that_are_not_there_are_told() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await.unwrap();
    let replacement = recruitment.replacements(&vacancy).await.remove(0);
    let lost = pb::Replacement { name: unknown(&replacement.name), ..replacement.clone() };
    assert_eq!(refusal(recruitment.confirm(&lost, "", "").await), not_found("REPLACEMENT_NOT_FOUND"));
    recruitment.confirm(&replacement, "", "").await.unwrap();
    recruitment.open_filing(&vacancy).await.unwrap();
    let open = |one: &pb::Filing| one.state() == pb::filing::State::Open;
    let filing = recruitment.filings(&vacancy).await.into_iter().find(open).unwrap();
    recruitment.complete(&filing).await.unwrap();
    let proposal = recruitment.propose_nip(&vacancy).await.unwrap().into_inner();
    let export = pb::ExportNipProposalRequest { name: unknown(&proposal.name), request_id: String::new() };
    let request = recruitment.harness.request(OFFICER, export);
    let refused = recruitment.appointments().export_nip_proposal(request).await;
    assert_eq!(refusal(refused), not_found("NIP_PROPOSAL_NOT_FOUND"));
}

#[tokio::test]
async fn a_round_that_was_not_assigned_is_not_there() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::GetVerificationRoundRequest { name: open.name };
    let refused = recruitment.verifications.get_verification_round(request).await;
    assert_eq!(refusal(refused), not_found("ROUND_NOT_FOUND"));
}

#[tokio::test]
async fn nobody_replaces_or_excuses_a_member_who_is_not_there() {
    let mut selter = Selter::start().await;
    let (opened, members) = selter.opened_without_candidates().await;
    let lost = pb::PanelMember { name: unknown(&members[0].name), ..members[0].clone() };
    let refused = selter.replaced(&opened, &lost, seat(11, Group::Official)).await;
    assert_eq!(refusal(refused), not_found("MEMBER_NOT_FOUND"));
    let excuse = pb::ExcuseMemberRequest {
        name: lost.name,
        etag: selter.get(&opened).await.etag,
        reason: "tidak menilai".into(),
        request_id: String::new(),
    };
    let refused = selter.panels.excuse_member(selter.world.harness.request(COMMITTEE, excuse)).await;
    assert_eq!(refusal(refused), not_found("MEMBER_NOT_FOUND"));
}

#[tokio::test]
async fn agreements_and_weeks_that_are_not_there_are_told() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "7/PKS", 5).await;
    let lost = pb::InternshipAgreement { name: unknown(&agreement.name), ..agreement };
    let request = campus.recruitment.harness.request(HR, Campus::place_request(&lost, 1));
    let refused = campus.agreements.create_internship_place(request).await;
    assert_eq!(refusal(refused), not_found("AGREEMENT_NOT_FOUND"));
    let end = pb::EndInternshipAgreementRequest { name: lost.name, etag: lost.etag, request_id: String::new() };
    let refused = campus.agreements.end_internship_agreement(campus.recruitment.harness.request(HR, end)).await;
    assert_eq!(refusal(refused), not_found("AGREEMENT_NOT_FOUND"));
    let started = campus.started().await;
    let entry = campus.log(&started, 1).await.unwrap().into_inner();
    let lost = pb::LogbookEntry { name: unknown(&entry.name), ..entry };
    assert_eq!(refusal(campus.countersign(&lost).await), not_found("LOGBOOK_ENTRY_NOT_FOUND"));
}

#[tokio::test]
async fn consent_that_was_not_given_is_not_withdrawn() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 1).await;
    let student = Campus::student(&place, "9900001205990001");
    let silent = pb::SubmitInternshipRequest { talent_note_consent: false, ..student };
    let applied = campus.submit(silent).await.unwrap().into_inner();
    let (name, etag) = (applied.name, applied.etag);
    let request = pb::WithdrawTalentConsentRequest { name, etag, request_id: String::new() };
    let request = campus.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], request);
    let refused = campus.internships.withdraw_talent_consent(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_CONSENT".into()));
}

/// Vacancies of a release that signed no heads are there, and their logs are not.
#[tokio::test]
async fn a_log_without_a_head_is_empty() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let older = "BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM recruitment.log_heads; COMMIT";
    sqlx::raw_sql(older).execute(&recruitment.harness.pool).await.unwrap();
    let head = pb::GetLogHeadRequest { name: open.name.clone(), size: 0 };
    let empty = (Code::FailedPrecondition, "LOG_EMPTY".to_owned());
    assert_eq!(refusal(logs(&recruitment).get_log_head(head).await), empty);
    let list = pb::ListLogLeavesRequest { parent: open.name, ..Default::default() };
    assert_eq!(refusal(logs(&recruitment).list_log_leaves(list).await), empty);
}

#[tokio::test]
async fn who_has_worked_too_short_is_told_how_long_it_has_to_be() {
    let folder = Folder::new();
    let exercise = include_str!("../../../siklus/rulesets/latihan-2024.toml");
    let asked = "documents = [\"IDENTITY_CARD\", \"DIPLOMA\"]";
    assert!(exercise.contains(asked));
    let own = exercise.replace("latihan-2024", "pengalaman-2024");
    folder.write("own.toml", &own.replacen(asked, &format!("{asked}\nexperience_months = 24"), 1));
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let request = pb::OpenVacancyRequest { ruleset: "pengalaman-2024".into(), ..recruitment.open(&draft) };
    let request = recruitment.harness.request(COMMITTEE, request);
    let open = recruitment.vacancies.open_vacancy(request).await.unwrap().into_inner();
    let worked = |experience_months: i32| pb::SubmitApplicationRequest { experience_months, ..application(&open, 1) };
    let request = recruitment.harness.request(GATEWAY, worked(23));
    let refused = recruitment.applications.submit_application(request).await.unwrap_err();
    assert!(refused.message().contains("24"), "{refused:?}");
    assert_eq!(refusal::<()>(Err(refused)), (Code::FailedPrecondition, "EXPERIENCE_TOO_SHORT".into()));
    let request = recruitment.harness.request(GATEWAY, worked(24));
    recruitment.applications.submit_application(request).await.unwrap();
}
