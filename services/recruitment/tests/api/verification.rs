use crate::{
    Answer, COMMITTEE, Recruitment,
    documents::{VERIFIER, pdf, ticket},
    eligible, refusal, strict,
};
use contracts::recruitment::v1::{self as pb, application_status::State};
use platform::testing::{TENANT, bad_fields};
use std::collections::BTreeMap;
use tonic::Code;

pub const THREE: [&str; 3] = ["budi", "siti", "tono"];

/// The kinds that the ruleset asks everybody for.
pub const REQUIRED: [pb::DocumentKind; 6] = [
    pb::DocumentKind::IdentityCard,
    pb::DocumentKind::Diploma,
    pb::DocumentKind::Transcript,
    pb::DocumentKind::ApplicationLetter,
    pb::DocumentKind::Statement,
    pb::DocumentKind::Photo,
];

impl Recruitment {
    pub async fn assign(&mut self, vacancy: &pb::Vacancy, verifiers: &[&str]) -> Answer<pb::VerificationRound> {
        let verifiers = verifiers.iter().map(|verifier| (*verifier).to_owned()).collect();
        let request =
            pb::AssignVerificationRequest { parent: vacancy.name.clone(), verifiers, request_id: String::new() };
        self.verifications.assign_verification(self.harness.request(COMMITTEE, request)).await
    }

    pub async fn work(&self, verifier: &str, open: bool) -> Vec<pb::Verification> {
        let parent = format!("instansi/{TENANT}");
        let request = pb::ListMyVerificationsRequest { parent, open, ..Default::default() };
        let request = self.harness.request_as(verifier, VERIFIER, &[TENANT], request);
        self.verifications.clone().list_my_verifications(request).await.unwrap().into_inner().verifications
    }

    /// Who looks first at an application, and who looks besides.
    pub async fn lookers(&self, application: &pb::Application) -> (String, Vec<String>) {
        let id = application.name.rsplit('/').next().unwrap();
        let sql = "SELECT verifier FROM recruitment.verifications WHERE application_id = $1::uuid ORDER BY look";
        let mut found: Vec<String> = sqlx::query_scalar(sql).bind(id).fetch_all(&self.harness.pool).await.unwrap();
        let others = found.split_off(1);
        (found.remove(0), others)
    }

    pub async fn record(&self, verifier: &str, work: &pb::Verification, refused: &str) -> Answer<pb::Verification> {
        let finding = |document: &pb::Document| pb::Finding {
            document: document.name.clone(),
            accepted: refused.is_empty(),
            reason: refused.into(),
            ..Default::default()
        };
        self.find(verifier, work, work.documents.iter().map(finding).collect()).await
    }

    pub async fn find(
        &self,
        verifier: &str,
        work: &pb::Verification,
        findings: Vec<pb::Finding>,
    ) -> Answer<pb::Verification> {
        let (name, etag) = (work.name.clone(), work.etag.clone());
        let request = pb::RecordVerificationRequest { name, etag, findings, request_id: String::new() };
        let request = self.harness.request_as(verifier, VERIFIER, &[TENANT], request);
        self.verifications.clone().record_verification(request).await
    }

    async fn round(&self, vacancy: &pb::Vacancy) -> pb::VerificationRound {
        let request = pb::GetVerificationRoundRequest { name: vacancy.name.clone() };
        self.verifications.clone().get_verification_round(request).await.unwrap().into_inner()
    }

    /// Somebody who applies with all documents.
    pub async fn applies_with_all(&mut self, open: &pb::Vacancy, person: u32) -> pb::Application {
        let upload = ticket();
        for kind in REQUIRED {
            self.upload(&upload, kind, &pdf(&format!("{person} {kind:?}"))).await.unwrap();
        }
        let request = pb::SubmitApplicationRequest { upload, ..crate::application(open, person) };
        let request = self.harness.request(crate::GATEWAY, request);
        self.applications.submit_application(request).await.unwrap().into_inner()
    }

    /// Everybody takes the open looks; one verifier refuses everything.
    async fn all_recorded(&self, refuses: &str) {
        for verifier in THREE {
            for work in self.work(verifier, true).await {
                let refused = if verifier == refuses { "Ijazah tidak terbaca" } else { "" };
                self.record(verifier, &work, refused).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn the_work_is_split_evenly_and_a_tenth_is_looked_at_twice() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for person in 0..20 {
        recruitment.apply(&open, person).await;
    }
    let early = recruitment.assign(&open, &THREE).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let closed = recruitment.close(&open).await;
    let few = recruitment.assign(&closed, &["siti", "budi"]).await.unwrap_err();
    assert_eq!(bad_fields(&few), ["verifiers"]);
    let round = recruitment.assign(&closed, &THREE).await.unwrap().into_inner();
    assert_eq!((round.applications, round.first_looks_open, round.second_looks_open), (20, 20, 2));
    assert_eq!((round.second_look_percent, round.commitment.len(), round.seed.as_str()), (10, 64, ""));
    assert_eq!(recruitment.round(&closed).await, round);
    let mut counts = BTreeMap::new();
    for verifier in THREE {
        let work = recruitment.work(verifier, true).await;
        assert!(work.iter().all(|work| !work.done && work.person.is_none()));
        counts.insert(verifier, work.len());
    }
    assert_eq!(counts.values().sum::<usize>(), 22);
    assert!(counts.values().all(|count| (6..=9).contains(count)), "{counts:?}");
}

#[tokio::test]
async fn work_is_given_to_others_and_the_sample_stays() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for person in 0..12 {
        recruitment.apply(&open, person).await;
    }
    let closed = recruitment.close(&open).await;
    let first = recruitment.assign(&closed, &THREE).await.unwrap().into_inner();
    let again = recruitment.assign(&closed, &["siti", "tono", "wati"]).await.unwrap().into_inner();
    assert_eq!(again, first);
    assert!(recruitment.work("budi", false).await.is_empty());
    assert!(!recruitment.work("wati", true).await.is_empty());
    let twice = "SELECT count(*) FROM (SELECT 1 FROM recruitment.verifications GROUP BY application_id, verifier
                                       HAVING count(*) > 1) AS found";
    assert_eq!(recruitment.harness.number(twice).await, 0);
}

#[tokio::test]
async fn the_verdict_follows_from_the_documents_and_all_reasons_are_told() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (good, bad) = (recruitment.applies_with_all(&open, 1).await, recruitment.applies_with_all(&open, 2).await);
    let poor = recruitment.apply(&open, 3).await;
    recruitment.upload(&poor.name, pb::DocumentKind::Diploma, &pdf("c")).await.unwrap();
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    for verifier in THREE {
        for work in recruitment.work(verifier, true).await {
            let refused = if work.application == bad.name { "Buram" } else { "" };
            recruitment.record(verifier, &work, refused).await.unwrap();
        }
    }
    assert_eq!(recruitment.status(&bad).await.state(), State::Submitted, "nothing is told before the announcement");
    recruitment.announce(&closed).await.unwrap();
    assert_eq!(recruitment.status(&good).await.state(), State::Eligible);
    let told = recruitment.status(&bad).await;
    assert_eq!(told.state(), State::Ineligible);
    assert!(told.reasons.len() >= 6 && told.reasons.iter().all(|reason| reason.text == "Buram" && !reason.missing));
    assert!(
        told.reasons.iter().all(|reason| (1..=6).contains(&reason.number)),
        "one number a kind, to be challenged by"
    );
    let told = recruitment.status(&poor).await;
    assert_eq!((told.state(), told.reasons.len()), (State::Ineligible, 5));
    assert!(told.reasons.iter().all(|reason| reason.missing && reason.kind() != pb::DocumentKind::Diploma));
    assert_eq!(told.reasons.iter().map(|reason| reason.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let plain = "SELECT count(*) FROM recruitment.findings AS found WHERE found::text LIKE '%Buram%'
                    OR found::text LIKE '%' || encode('Buram', 'hex') || '%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
    let coded = "SELECT count(*) FROM recruitment.applications WHERE verdict_reason LIKE '%PHOTO: missing%'
                    OR verdict_reason LIKE '%PHOTO: refused%'";
    assert_eq!(recruitment.harness.number(coded).await, 2);
}

#[tokio::test]
async fn two_who_disagree_are_decided_between_by_a_third() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.applies_with_all(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let (first, others) = recruitment.lookers(&taken).await;
    assert_eq!(others.len(), 1, "of one application a tenth is one");
    let one = recruitment.work(&first, true).await.remove(0);
    recruitment.record(&first, &one, "Nama berbeda").await.unwrap();
    let waits = recruitment.announce(&closed).await;
    assert_eq!(refusal(waits), (Code::FailedPrecondition, "SECOND_LOOKS_OPEN".into()));
    let two = recruitment.work(&others[0], true).await.remove(0);
    assert!(two.findings.is_empty(), "a second look does not see the first");
    recruitment.record(&others[0], &two, "").await.unwrap();
    let round = recruitment.round(&closed).await;
    assert_eq!((round.decided, round.second_looks_open, round.disagreements), (0, 1, 1));
    let waits = recruitment.announce(&closed).await;
    assert_eq!(refusal(waits), (Code::FailedPrecondition, "SECOND_LOOKS_OPEN".into()));
    let third = recruitment.lookers(&taken).await.1.remove(1);
    assert!(third != first && third != others[0]);
    let three = recruitment.work(&third, true).await.remove(0);
    recruitment.record(&third, &three, "").await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    assert_eq!(recruitment.status(&taken).await.state(), State::Eligible);
    assert!(recruitment.status(&taken).await.reasons.is_empty());
    let revealed = recruitment.round(&announced).await;
    assert_eq!((revealed.seed.len(), revealed.decided), (64, 1));
    let seed: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&revealed.seed[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &seed);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, revealed.commitment, "the sample was fixed before the first look");
}

#[tokio::test]
async fn looks_that_agree_make_the_verdict() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.applies_with_all(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    recruitment.all_recorded("nobody").await;
    let round = recruitment.round(&closed).await;
    assert_eq!((round.decided, round.disagreements, round.first_looks_open), (1, 0, 0));
    recruitment.announce(&closed).await.unwrap();
    assert_eq!(recruitment.status(&taken).await.state(), State::Eligible);
}

#[tokio::test]
async fn findings_are_complete_have_reasons_and_are_recorded_once() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.applies_with_all(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let (first, others) = recruitment.lookers(&taken).await;
    let work = recruitment.work(&first, true).await.remove(0);
    let fields =
        async |findings: Vec<pb::Finding>| bad_fields(&recruitment.find(&first, &work, findings).await.unwrap_err());
    assert_eq!(fields(vec![]).await, ["findings"]);
    let document = work.documents[0].name.clone();
    let silent = pb::Finding { document: document.clone(), accepted: false, reason: " ".into(), ..Default::default() };
    assert_eq!(fields(vec![silent]).await, ["findings[0].reason"]);
    let chatty =
        pb::Finding { document: document.clone(), accepted: true, reason: "baik".into(), ..Default::default() };
    assert_eq!(fields(vec![chatty]).await, ["findings[0].reason"]);
    let good = pb::Finding { document, accepted: true, ..Default::default() };
    let strange = format!("instansi/{TENANT}/documents/{}", uuid::Uuid::now_v7());
    let twice = vec![good.clone(), good.clone(), pb::Finding { document: strange, ..good }];
    assert_eq!(fields(twice).await, ["findings[1].document", "findings[2].document", "findings"]);
    let stranger = recruitment.record(&others[0], &work, "").await;
    assert_eq!(refusal(stranger), (Code::NotFound, "VERIFICATION_NOT_FOUND".into()));
    let done = recruitment.record(&first, &work, "").await.unwrap().into_inner();
    assert!(done.done && done.findings.len() == 6);
    let again = recruitment.record(&first, &done, "").await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "VERIFICATION_DONE".into()));
    let imported = recruitment.import_verdicts(strict(), &[eligible(&taken)]).await;
    assert_eq!(refusal(imported), (Code::InvalidArgument, "IMPORT_REFUSED".into()));
}

#[tokio::test]
async fn who_verifies_sees_the_person_and_that_is_noted() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let (first, _) = recruitment.lookers(&taken).await;
    let name = recruitment.work(&first, true).await.remove(0).name;
    let ask = async |subject: &str| {
        let request = pb::GetVerificationRequest { name: name.clone() };
        let request = recruitment.harness.request_as(subject, VERIFIER, &[TENANT], request);
        recruitment.verifications.clone().get_verification(request).await
    };
    let seen = ask(&first).await.unwrap().into_inner();
    assert_eq!((seen.person.clone().unwrap().full_name.as_str(), seen.missing.len()), ("Siti Rahasia", 6));
    assert!(!format!("{seen:?}").contains("9900"), "the number is never shown");
    assert_eq!(refusal(ask("orang").await), (Code::NotFound, "VERIFICATION_NOT_FOUND".into()));
    let noted = "SELECT count(*) FROM recruitment.audit
                 WHERE action = '/asn.recruitment.v1.VerificationService/GetVerification'";
    assert_eq!(recruitment.harness.number(noted).await, 1);
}

#[tokio::test]
async fn work_is_listed_in_pages() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for person in 0..12 {
        recruitment.apply(&open, person).await;
    }
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &THREE).await.unwrap();
    let all = recruitment.work("siti", false).await;
    let mut request =
        pb::ListMyVerificationsRequest { parent: format!("instansi/{TENANT}"), page_size: 2, ..Default::default() };
    let mut names = Vec::new();
    loop {
        let asked = recruitment.harness.request_as("siti", VERIFIER, &[TENANT], request.clone());
        let page = recruitment.verifications.list_my_verifications(asked).await.unwrap().into_inner();
        names.extend(page.verifications.into_iter().map(|work| work.name));
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(names, all.into_iter().map(|work| work.name).collect::<Vec<_>>());
}
