use crate::{
    internships::{Campus, HR, INSTITUTION, MENTOR, parent},
    refusal,
};
use contracts::recruitment::v1::{self as pb, internship::State};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($campus:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $campus.$client.$method(Request::new($message)).await;
        let clerk = $campus.recruitment.harness.request(&["rater"], $message);
        let clerk = $campus.$client.$method(clerk).await;
        let foreign = $campus.recruitment.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $campus.$client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

#[tokio::test]
async fn agreements_and_the_office_want_a_token_a_role_and_the_tenant() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 1).await;
    let applied = campus.submit(Campus::student(&place, "9900001205990001")).await.unwrap().into_inner();
    let (name, etag) = (applied.name.clone(), applied.etag.clone());
    let (reason, request_id) = ("x".to_owned(), String::new());
    let agree = Campus::agreement_request("university", "2/PKS", 1);
    let offer = Campus::place_request(&agreement, 1);
    let end =
        pb::EndInternshipAgreementRequest { name: agreement.name.clone(), etag: agreement.etag, ..Default::default() };
    let accept = pb::AcceptInternshipRequest {
        name: name.clone(),
        etag: etag.clone(),
        mentor: format!("{}/servants/{}", parent(), Uuid::from_u128(8)),
        mentor_subject: "mentor".into(),
        request_id: request_id.clone(),
    };
    let decline = pb::DeclineInternshipRequest { name: name.clone(), etag: etag.clone(), reason, ..Default::default() };
    let start = pb::StartInternshipRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let certify = pb::CertifyInternshipRequest { name: name.clone(), etag, request_id: request_id.clone() };
    refuses!(campus, agreements.create_internship_agreement, HR, agree.clone());
    refuses!(campus, agreements.create_internship_place, HR, offer.clone());
    refuses!(campus, agreements.end_internship_agreement, HR, end.clone());
    refuses!(campus, internships.accept_internship, HR, accept.clone());
    refuses!(campus, internships.decline_internship, HR, decline.clone());
    refuses!(campus, internships.start_internship, HR, start.clone());
    refuses!(campus, internships.certify_internship, HR, certify.clone());
    refuses!(campus, internships.get_intern, HR, pb::GetInternRequest { name: name.clone() });
    let list = pb::ListInternshipsRequest { parent: parent(), ..Default::default() };
    refuses!(campus, internships.list_internships, HR, list.clone());
    let notes = pb::ListTalentNotesRequest { parent: parent(), ..Default::default() };
    refuses!(campus, internships.list_talent_notes, HR, notes.clone());
    let sweep = pb::SweepInternshipsRequest { parent: parent(), request_id };
    refuses!(campus, internships.sweep_internships, &["integration"], sweep.clone());
}

#[tokio::test]
async fn universities_and_mentors_want_a_token_a_role_and_the_tenant() {
    let mut campus = Campus::start().await;
    let started = campus.started().await;
    let entry = campus.log(&started, 1).await.unwrap().into_inner();
    let (name, etag, request_id) = (started.name.clone(), started.etag.clone(), String::new());
    let reason = "x".to_owned();
    let place = pb::InternshipPlace { name: started.place.clone(), ..Default::default() };
    let submit = Campus::student(&place, "9900001205990002");
    let withdraw =
        pb::WithdrawInternshipRequest { name: name.clone(), etag: etag.clone(), reason, ..Default::default() };
    let consent = pb::WithdrawTalentConsentRequest { name: name.clone(), etag, request_id: request_id.clone() };
    let write = pb::WriteLogbookEntryRequest { parent: name.clone(), week: 1, text: "x".into(), ..Default::default() };
    let sign = pb::CountersignLogbookEntryRequest { name: entry.name, etag: entry.etag, request_id };
    let logbook = pb::ListLogbookEntriesRequest { parent: name.clone(), ..Default::default() };
    let mine = pb::ListMyInternshipsRequest { parent: parent(), ..Default::default() };
    refuses!(campus, internships.submit_internship, INSTITUTION, submit.clone());
    refuses!(campus, internships.withdraw_internship, INSTITUTION, withdraw.clone());
    refuses!(campus, internships.withdraw_talent_consent, INSTITUTION, consent.clone());
    refuses!(campus, internships.write_logbook_entry, INSTITUTION, write.clone());
    refuses!(campus, internships.countersign_logbook_entry, MENTOR, sign.clone());
    refuses!(campus, internships.assess_internship, MENTOR, Campus::assessment(&started));
    refuses!(campus, internships.list_logbook_entries, MENTOR, logbook.clone());
    refuses!(campus, internships.list_my_internships, MENTOR, mine.clone());
    refuses!(campus, internships.get_my_intern, MENTOR, pb::GetMyInternRequest { name: name.clone() });
}

#[tokio::test]
async fn each_university_and_each_mentor_sees_its_own_only() {
    let mut campus = Campus::start().await;
    let started = campus.started().await;
    campus.log(&started, 1).await.unwrap();
    for (subject, roles, own) in [
        ("university", INSTITUTION, true),
        ("mentor", MENTOR, true),
        ("rival", INSTITUTION, false),
        ("x", MENTOR, false),
    ] {
        let list = pb::ListMyInternshipsRequest { parent: parent(), ..Default::default() };
        let request = campus.recruitment.harness.request_as(subject, roles, &[TENANT], list);
        let found = campus.internships.list_my_internships(request).await.unwrap().into_inner().internships;
        assert_eq!(found.len(), usize::from(own), "{subject}");
        let get = pb::GetMyInternRequest { name: started.name.clone() };
        let request = campus.recruitment.harness.request_as(subject, roles, &[TENANT], get);
        let intern = campus.internships.get_my_intern(request).await;
        let logbook = pb::ListLogbookEntriesRequest { parent: started.name.clone(), ..Default::default() };
        let request = campus.recruitment.harness.request_as(subject, roles, &[TENANT], logbook);
        let logbook = campus.internships.list_logbook_entries(request).await;
        if own {
            assert_eq!(intern.unwrap().into_inner().full_name, "Siti Rahasia");
            assert_eq!(logbook.unwrap().into_inner().entries.len(), 1);
        } else {
            assert_eq!(refusal(intern), (Code::NotFound, "INTERNSHIP_NOT_FOUND".into()));
            assert_eq!(refusal(logbook), (Code::NotFound, "INTERNSHIP_NOT_FOUND".into()));
        }
    }
}

#[tokio::test]
async fn a_university_acts_for_its_own_students_and_a_mentor_for_the_own_interns() {
    let mut campus = Campus::start().await;
    let started = campus.started().await;
    let entry = campus.log(&started, 1).await.unwrap().into_inner();
    let place = pb::InternshipPlace { name: started.place.clone(), ..Default::default() };
    let submit = Campus::student(&place, "9900001205990002");
    let request = campus.recruitment.harness.request_as("rival", INSTITUTION, &[TENANT], submit);
    let answer = campus.internships.submit_internship(request).await;
    assert_eq!(refusal(answer), (Code::NotFound, "PLACE_NOT_FOUND".into()));
    let (name, etag, reason) = (started.name.clone(), started.etag.clone(), "x".to_owned());
    let withdraw = pb::WithdrawInternshipRequest { name, etag, reason, request_id: String::new() };
    let request = campus.recruitment.harness.request_as("rival", INSTITUTION, &[TENANT], withdraw);
    assert_eq!(refusal(campus.internships.withdraw_internship(request).await).1, "INTERNSHIP_NOT_FOUND");
    let write =
        pb::WriteLogbookEntryRequest { parent: started.name.clone(), week: 1, text: "x".into(), ..Default::default() };
    let request = campus.recruitment.harness.request_as("rival", INSTITUTION, &[TENANT], write);
    assert_eq!(refusal(campus.internships.write_logbook_entry(request).await).1, "INTERNSHIP_NOT_FOUND");
    let sign = pb::CountersignLogbookEntryRequest { name: entry.name, etag: entry.etag, ..Default::default() };
    let request = campus.recruitment.harness.request_as("x", MENTOR, &[TENANT], sign);
    assert_eq!(refusal(campus.internships.countersign_logbook_entry(request).await).1, "INTERNSHIP_NOT_FOUND");
    let request = campus.recruitment.harness.request_as("x", MENTOR, &[TENANT], Campus::assessment(&started));
    assert_eq!(refusal(campus.internships.assess_internship(request).await).1, "INTERNSHIP_NOT_FOUND");
}

/// Whoever submits, logs and withdraws must not be who countersigns and assesses.
#[tokio::test]
async fn a_university_does_not_mentor_its_own_students() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 1).await;
    let applied = campus.submit(Campus::student(&place, "9900001205990001")).await.unwrap().into_inner();
    let accept = pb::AcceptInternshipRequest { mentor_subject: "university".into(), ..Campus::acceptance(&applied) };
    let refused = campus.internships.accept_internship(campus.recruitment.harness.request(HR, accept)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["mentor_subject"]);
    campus.accept(&applied).await.unwrap();
}

#[tokio::test]
async fn a_declined_student_learns_why_and_nobody_else_does() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let again = Campus::agreement_request("university", "1/PKS", 5);
    let again = campus.agreements.create_internship_agreement(campus.recruitment.harness.request(HR, again)).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "AGREEMENT_EXISTS".into()));
    let place = campus.place(&agreement, 1).await;
    let applied = campus.submit(Campus::student(&place, "9900001205990001")).await.unwrap().into_inner();
    let (name, etag, reason) = (applied.name.clone(), applied.etag.clone(), "Kuota unit habis".to_owned());
    let request = pb::DeclineInternshipRequest { name, etag, reason, request_id: String::new() };
    let request = campus.recruitment.harness.request(HR, request);
    let declined = campus.internships.decline_internship(request).await.unwrap().into_inner();
    assert_eq!(declined.state(), State::Declined);
    assert!(!format!("{declined:?}").contains("Kuota") && !format!("{declined:?}").contains("Siti"));
    let get = pb::GetMyInternRequest { name: applied.name };
    let request = campus.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], get);
    assert_eq!(campus.internships.get_my_intern(request).await.unwrap().into_inner().remark, "Kuota unit habis");
    let list = pb::ListInternshipAgreementsRequest { parent: parent(), ..Default::default() };
    let public = campus.agreements.list_internship_agreements(list).await.unwrap().into_inner().agreements;
    assert_eq!((public.len(), format!("{public:?}").contains("\"university\"")), (1, false), "subjects are not shown");
}
