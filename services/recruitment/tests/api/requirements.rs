//! What an application has to bring, and what verifiers make of it: of PPPK, of one vacancy, and other evidence.

use crate::{
    Answer, COMMITTEE, Recruitment,
    documents::{pdf, ticket},
    need, refusal,
    verification::{REQUIRED, THREE},
};
use contracts::recruitment::v1::{self as pb, DocumentKind, application_status::State};
use platform::testing::{TENANT, bad_fields};

impl Recruitment {
    /// Somebody who applies with a document of each of these kinds.
    async fn applies_with(&mut self, open: &pb::Vacancy, person: u32, kinds: &[DocumentKind]) -> pb::Application {
        let upload = ticket();
        for kind in kinds {
            self.upload(&upload, *kind, &pdf(&format!("{person} {kind:?}"))).await.unwrap();
        }
        let request = pb::SubmitApplicationRequest { upload, ..crate::application(open, person) };
        let request = self.harness.request(crate::GATEWAY, request);
        self.applications.submit_application(request).await.unwrap().into_inner()
    }

    /// Everybody takes the open looks; `judge` says what a verifier finds about a document of an application.
    async fn all_look(&self, judge: impl Fn(&pb::Verification, &pb::Document) -> pb::Finding) {
        for verifier in THREE {
            for work in self.work(verifier, true).await {
                let findings = work.documents.iter().map(|document| judge(&work, document)).collect();
                self.find(verifier, &work, findings).await.unwrap();
            }
        }
    }

    async fn accept_instead(&mut self, vacancy: &pb::Vacancy, document: &str) -> Answer<pb::Vacancy> {
        let request = pb::AcceptAlternativeEvidenceRequest {
            name: vacancy.name.clone(),
            etag: vacancy.etag.clone(),
            document: document.into(),
            evidence: "Surat keterangan lulus".into(),
            reason: "Ijazah belum terbit".into(),
            request_id: String::new(),
        };
        self.vacancies.accept_alternative_evidence(self.harness.request(COMMITTEE, request)).await
    }
}

fn accepted(document: &pb::Document) -> pb::Finding {
    pb::Finding { document: document.name.clone(), accepted: true, ..Default::default() }
}

fn refused(document: &pb::Document, reason: &str) -> pb::Finding {
    pb::Finding { document: document.name.clone(), reason: reason.into(), ..Default::default() }
}

/// The kinds and whether they were missing, of every reason.
fn reasons(status: &pb::ApplicationStatus) -> Vec<(DocumentKind, bool)> {
    status.reasons.iter().map(|reason| (reason.kind(), reason.missing)).collect()
}

#[tokio::test]
async fn a_refused_paper_of_a_pppk_applicant_means_tms() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.pppk_opened(1, 1).await;
    let good = recruitment.applies_with(&open, 1, &REQUIRED).await;
    let bad = recruitment.applies_with(&open, 2, &REQUIRED).await;
    let poor = recruitment.applies_with(&open, 3, &REQUIRED[1..]).await;
    assert_eq!(recruitment.status(&poor).await.missing, [i32::from(DocumentKind::IdentityCard)]);
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let judge = |work: &pb::Verification, document: &pb::Document| {
        assert_eq!(work.required.len(), REQUIRED.len());
        let wrong = work.application == bad.name && document.kind() == DocumentKind::Diploma;
        if wrong { refused(document, "Ijazah orang lain") } else { accepted(document) }
    };
    recruitment.all_look(judge).await;
    recruitment.announce(&closed).await.unwrap();
    assert_eq!(recruitment.status(&good).await.state(), State::Eligible);
    let told = recruitment.status(&bad).await;
    assert_eq!((told.state(), told.reasons[0].text.as_str()), (State::Ineligible, "Ijazah orang lain"));
    let told = recruitment.status(&poor).await;
    assert_eq!((told.state(), reasons(&told)), (State::Ineligible, vec![(DocumentKind::IdentityCard, true)]));
}

#[tokio::test]
async fn people_with_a_disability_show_it_in_a_pppk_selection_too() {
    let mut recruitment = Recruitment::start().await;
    recruitment.harness.clock.set("2024-10-02T02:00:00Z".parse().unwrap());
    let mut event = need(TENANT, 1, 1);
    event.kind = pb::NeedKind::Disability.into();
    let draft = recruitment.drafted(1, &event).await;
    let request = pb::OpenVacancyRequest { ruleset: "pppk-2024".into(), ..recruitment.open(&draft) };
    let open = recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, request)).await;
    let open = open.unwrap().into_inner();
    let silent = pb::SubmitApplicationRequest { facts: Vec::new(), ..crate::application(&open, 1) };
    let silent = recruitment.harness.request(crate::GATEWAY, silent);
    let silent = recruitment.applications.submit_application(silent).await;
    assert_eq!(refusal(silent).1, "CONDITION_NOT_DECLARED");
    let taken = recruitment.applies_with(&open, 1, &REQUIRED).await;
    let missing = recruitment.status(&taken).await.missing;
    assert_eq!(missing, [i32::from(DocumentKind::DisabilityCertificate)]);
}

#[tokio::test]
async fn a_vacancy_asks_for_documents_of_its_own() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let plain = recruitment.open(&draft);
    let open = async |recruitment: &mut Recruitment, documents: &[i32]| {
        let request = pb::OpenVacancyRequest { documents: documents.to_vec(), ..plain.clone() };
        recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, request)).await
    };
    let licence = i32::from(DocumentKind::PractisingLicence);
    let wrong = [0, licence, licence, DocumentKind::Diploma.into(), 99];
    let wrong = open(&mut recruitment, &wrong).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["documents[0]", "documents[2]", "documents[3]", "documents[4]"]);
    let many = open(&mut recruitment, &[licence; 11]).await.unwrap_err();
    assert_eq!(bad_fields(&many)[0], "documents");
    let open = open(&mut recruitment, &[licence]).await.unwrap().into_inner();
    // Everybody may know.
    let asked = pb::GetCriteriaRequest { name: open.name.clone() };
    let criteria = recruitment.announcements.get_criteria(asked).await.unwrap().into_inner();
    assert_eq!(criteria.documents, [licence]);
    assert!(criteria.canonical.contains("\ndocument\tPRACTISING_LICENCE\n"), "{}", criteria.canonical);
    let licensed = [&REQUIRED[..], &[DocumentKind::PractisingLicence]].concat();
    let good = recruitment.applies_with(&open, 1, &licensed).await;
    let poor = recruitment.applies_with(&open, 2, &REQUIRED).await;
    assert_eq!(recruitment.status(&poor).await.missing, [licence]);
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    recruitment.all_look(|_, document| accepted(document)).await;
    recruitment.announce(&closed).await.unwrap();
    assert_eq!(recruitment.status(&good).await.state(), State::Eligible);
    let told = recruitment.status(&poor).await;
    assert_eq!((told.state(), reasons(&told)), (State::Ineligible, vec![(DocumentKind::PractisingLicence, true)]));
}

#[tokio::test]
async fn other_evidence_is_shown_to_verifiers_and_takes_the_place_of_the_document() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for unasked in ["SKL", "PRACTISING_LICENCE"] {
        let refused = recruitment.accept_instead(&open, unasked).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["document"], "{unasked}");
    }
    let open = recruitment.accept_instead(&open, "DIPLOMA").await.unwrap().into_inner();
    let mut kinds = REQUIRED.to_vec();
    kinds.retain(|kind| *kind != DocumentKind::Diploma);
    kinds.push(DocumentKind::Other);
    let good = recruitment.applies_with(&open, 1, &kinds).await;
    let bad = recruitment.applies_with(&open, 2, &kinds).await;
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let (first, _) = recruitment.lookers(&good).await;
    let own = recruitment.work(&first, true).await;
    let work = own.iter().find(|work| work.application == good.name).unwrap();
    assert_eq!(work.alternatives.len(), 1);
    let told = (work.alternatives[0].document(), work.alternatives[0].evidence.as_str());
    assert_eq!(told, (DocumentKind::Diploma, "Surat keterangan lulus"));
    let instead = |document: &pb::Document, of: DocumentKind| {
        let in_place_of = if document.kind() == DocumentKind::Other { of } else { DocumentKind::Unspecified };
        pb::Finding { in_place_of: in_place_of.into(), ..accepted(document) }
    };
    let place = work.documents.iter().position(|document| document.kind() == DocumentKind::Other).unwrap();
    let findings = |of: DocumentKind| -> Vec<pb::Finding> {
        work.documents.iter().map(|document| instead(document, of)).collect()
    };
    let wrong = recruitment.find(&first, work, findings(DocumentKind::Photo)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), [format!("findings[{place}].in_place_of")]);
    let done = recruitment.find(&first, work, findings(DocumentKind::Diploma)).await.unwrap().into_inner();
    let replaced = done.findings.iter().filter(|finding| finding.in_place_of() == DocumentKind::Diploma);
    assert_eq!(replaced.count(), 1);
    // The same papers of somebody else, where the letter shows something else.
    let judge = |work: &pb::Verification, document: &pb::Document| {
        if work.application == good.name { instead(document, DocumentKind::Diploma) } else { accepted(document) }
    };
    recruitment.all_look(judge).await;
    recruitment.announce(&closed).await.unwrap();
    let told = recruitment.status(&good).await;
    assert_eq!((told.state(), reasons(&told)), (State::Eligible, vec![]));
    let told = recruitment.status(&bad).await;
    assert_eq!((told.state(), reasons(&told)), (State::Ineligible, vec![(DocumentKind::Diploma, true)]));
}

#[tokio::test]
async fn an_old_notice_is_told_in_the_words_it_was_announced_in() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.applies_with(&open, 1, &REQUIRED).await;
    let old = "INSERT INTO recruitment.notices (notice_id, instansi, vacancy_id, kind, document, evidence, reason, create_time)
               SELECT gen_random_uuid(), instansi, vacancy_id, 'evidence', 'Ijazah asli', 'SKL', 'Belum terbit', open_time
               FROM recruitment.vacancies";
    sqlx::query(old).execute(&recruitment.harness.pool).await.unwrap();
    let list = pb::ListNoticesRequest { parent: open.name.clone(), ..Default::default() };
    let notices = recruitment.announcements.list_notices(list).await.unwrap().into_inner().notices;
    let told = pb::AlternativeEvidence { document: "Ijazah asli".into(), evidence: "SKL".into() };
    assert_eq!(notices[0].change, Some(pb::notice::Change::AlternativeEvidence(told)));
    assert_eq!(recruitment.status(&taken).await.missing, [0; 0], "nothing else breaks either");
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    recruitment
        .all_look(|work, document| {
            assert_eq!(work.alternatives, []);
            accepted(document)
        })
        .await;
    recruitment.announce(&closed).await.unwrap();
}
