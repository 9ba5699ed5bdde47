use crate::{Answer, COMMITTEE, Recruitment, documents::VERIFIER, refusal};
use contracts::recruitment::v1::{self as pb, confirmation_service_client::ConfirmationServiceClient};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, transport::Channel};

const INSTITUTION: &[&str] = &["institution"];

fn client(recruitment: &Recruitment) -> ConfirmationServiceClient<Channel> {
    ConfirmationServiceClient::new(recruitment.harness.channel.clone())
}

/// A verification that is open, and two universities.
struct Asked {
    recruitment: Recruitment,
    verifier: String,
    work: pb::Verification,
    unair: pb::Institution,
}

impl Asked {
    async fn start() -> Self {
        let mut recruitment = Recruitment::start().await;
        let open = recruitment.opened(1, 1).await;
        let taken = recruitment.applies_with_all(&open, 1).await;
        let closed = recruitment.close(&open).await;
        recruitment.assign(&closed, &["budi", "siti", "tono"]).await.unwrap();
        let (verifier, _) = recruitment.lookers(&taken).await;
        let work = recruitment.work(&verifier, true).await.remove(0);
        let unair = register(&recruitment, "001004", "unair").await.unwrap().into_inner();
        register(&recruitment, "002003", "its").await.unwrap();
        Self { recruitment, verifier, work, unair }
    }

    fn diploma(&self) -> String {
        let mut documents = self.work.documents.iter();
        documents.find(|document| document.kind() == pb::DocumentKind::Diploma).unwrap().name.clone()
    }

    fn question(&self) -> pb::RequestConfirmationRequest {
        pb::RequestConfirmationRequest {
            parent: self.work.name.clone(),
            document: self.diploma(),
            institution: self.unair.name.clone(),
            document_number: "DN-01/2021/0042".into(),
            programme: "D-III Keperawatan".into(),
            request_id: String::new(),
        }
    }

    async fn ask(&self, subject: &str, request: pb::RequestConfirmationRequest) -> Answer<pb::Confirmation> {
        let request = self.recruitment.harness.request_as(subject, VERIFIER, &[TENANT], request);
        client(&self.recruitment).request_confirmation(request).await
    }

    async fn questions(&self, subject: &str, open: bool) -> Vec<pb::Confirmation> {
        let parent = format!("instansi/{TENANT}");
        let request = pb::ListMyConfirmationsRequest { parent, open, ..Default::default() };
        let request = self.recruitment.harness.request_as(subject, INSTITUTION, &[TENANT], request);
        client(&self.recruitment).list_my_confirmations(request).await.unwrap().into_inner().confirmations
    }

    async fn answer(
        &self,
        subject: &str,
        asked: &pb::Confirmation,
        answer: pb::confirmation::Answer,
        note: &str,
    ) -> Answer<pb::Confirmation> {
        let request = pb::AnswerConfirmationRequest {
            name: asked.name.clone(),
            etag: asked.etag.clone(),
            answer: answer.into(),
            note: note.into(),
            request_id: String::new(),
        };
        let request = self.recruitment.harness.request_as(subject, INSTITUTION, &[TENANT], request);
        client(&self.recruitment).answer_confirmation(request).await
    }
}

async fn register(recruitment: &Recruitment, code: &str, subject: &str) -> Answer<pb::Institution> {
    let request = pb::RegisterInstitutionRequest {
        parent: format!("instansi/{TENANT}"),
        code: code.into(),
        title: format!("Universitas {subject}"),
        subject: subject.into(),
        request_id: String::new(),
    };
    client(recruitment).register_institution(recruitment.harness.request(COMMITTEE, request)).await
}

#[tokio::test]
async fn an_institution_confirms_what_it_was_asked_and_sees_nothing_else() {
    let asked = Asked::start().await;
    let question = asked.ask(&asked.verifier, asked.question()).await.unwrap().into_inner();
    assert_eq!(asked.questions("its", false).await, []);
    assert_eq!(asked.questions("unair", true).await, std::slice::from_ref(&question));
    let shown = format!("{question:?}");
    for secret in ["Rahasia", "RAHASIA", "9900", "applications/", "documents/"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    // Who has the name in its books computes the same hash.
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"DN-01/2021/0042|SITIRAHASIA");
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(question.holder_sha256, hash);
    let confirmed = pb::confirmation::Answer::Confirmed;
    let stranger = asked.answer("its", &question, confirmed, "").await;
    assert_eq!(refusal(stranger), (Code::NotFound, "CONFIRMATION_NOT_FOUND".into()));
    let answered = asked.answer("unair", &question, confirmed, "").await.unwrap().into_inner();
    assert_eq!((answered.answer(), answered.answer_time.is_some()), (confirmed, true));
    let again = asked.answer("unair", &answered, confirmed, "").await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "CONFIRMATION_ANSWERED".into()));
    assert_eq!(asked.questions("unair", true).await, []);
    let work = asked.recruitment.work(&asked.verifier, true).await.remove(0);
    assert_eq!(work.confirmations, [answered]);
    let plain = "SELECT count(*) FROM recruitment.confirmations AS asked WHERE asked::text LIKE '%DN-01%'
                    OR asked::text LIKE '%' || encode('DN-01', 'hex') || '%'";
    assert_eq!(asked.recruitment.harness.number(plain).await, 0);
}

#[tokio::test]
async fn a_document_that_its_issuer_denies_is_not_accepted() {
    let asked = Asked::start().await;
    let question = asked.ask(&asked.verifier, asked.question()).await.unwrap().into_inner();
    let denied = pb::confirmation::Answer::Denied;
    let silent = asked.answer("unair", &question, denied, " ").await.unwrap_err();
    assert_eq!(bad_fields(&silent), ["note"]);
    let answered = asked.answer("unair", &question, denied, "Nomor tidak terdaftar").await.unwrap().into_inner();
    assert_eq!(answered.note, "Nomor tidak terdaftar");
    let refused = asked.recruitment.record(&asked.verifier, &asked.work, "").await.unwrap_err();
    let place = asked.work.documents.iter().position(|one| one.name == asked.diploma()).unwrap();
    assert_eq!(bad_fields(&refused), [format!("findings[{place}].accepted")]);
    asked.recruitment.record(&asked.verifier, &asked.work, "Ijazah tidak terdaftar").await.unwrap();
    let late = asked.ask(&asked.verifier, asked.question()).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "VERIFICATION_DONE".into()));
}

#[tokio::test]
async fn only_who_verifies_asks_about_documents_of_the_application_and_once() {
    let asked = Asked::start().await;
    let stranger = asked.ask("orang", asked.question()).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "VERIFICATION_NOT_FOUND".into()));
    let nobody = format!("instansi/{TENANT}/institutions/{}", uuid::Uuid::now_v7());
    let unknown = pb::RequestConfirmationRequest { institution: nobody, ..asked.question() };
    assert_eq!(refusal(asked.ask(&asked.verifier, unknown).await), (Code::NotFound, "INSTITUTION_NOT_FOUND".into()));
    let nothing = format!("instansi/{TENANT}/documents/{}", uuid::Uuid::now_v7());
    let unknown = pb::RequestConfirmationRequest { document: nothing, ..asked.question() };
    assert_eq!(refusal(asked.ask(&asked.verifier, unknown).await), (Code::NotFound, "DOCUMENT_NOT_FOUND".into()));
    let foreign = asked.unair.name.replace(TENANT, OTHER_TENANT);
    let bad = pb::RequestConfirmationRequest { institution: foreign, programme: " ".into(), ..asked.question() };
    let refused = asked.ask(&asked.verifier, bad).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["institution", "programme"]);
    asked.ask(&asked.verifier, asked.question()).await.unwrap();
    let again = asked.ask(&asked.verifier, asked.question()).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "CONFIRMATION_EXISTS".into()));
}

#[tokio::test]
async fn institutions_are_registered_once_and_listed() {
    let recruitment = Recruitment::start().await;
    let one = register(&recruitment, "001004", "unair").await.unwrap().into_inner();
    let again = register(&recruitment, "001004", "lain").await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "INSTITUTION_EXISTS".into()));
    let two = register(&recruitment, "002003", "its").await.unwrap().into_inner();
    let mut request =
        pb::ListInstitutionsRequest { parent: format!("instansi/{TENANT}"), page_size: 1, ..Default::default() };
    let list = async |request: pb::ListInstitutionsRequest| {
        client(&recruitment)
            .list_institutions(recruitment.harness.request(VERIFIER, request))
            .await
            .unwrap()
            .into_inner()
    };
    let first = list(request.clone()).await;
    request.page_token = first.next_page_token.clone();
    let second = list(request).await;
    assert_eq!((first.institutions, second.institutions), (vec![one], vec![two]));
    let request = pb::ListInstitutionsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let denied = client(&recruitment).list_institutions(recruitment.harness.request(INSTITUTION, request)).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn the_applicant_s_copy_tells_what_was_asked_and_answered() {
    let asked = Asked::start().await;
    let question = asked.ask(&asked.verifier, asked.question()).await.unwrap().into_inner();
    let denied = pb::confirmation::Answer::Denied;
    let told = asked.answer("unair", &question, denied, "Nomor tidak terdaftar").await.unwrap().into_inner();
    let application = pb::Application { name: asked.work.application.clone(), ..Default::default() };
    let copy = asked.recruitment.copy("tester", &application).await.unwrap().into_inner();
    assert_eq!(copy.confirmations, [told]);
}
