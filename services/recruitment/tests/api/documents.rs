use crate::{Answer, COMMITTEE, GATEWAY, Recruitment, application, refusal};
use contracts::recruitment::v1::{
    self as pb, document_service_client::DocumentServiceClient, upload_document_request::Part,
};
use jiff::SignedDuration;
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use std::path::{Path, PathBuf};
use tonic::{Code, transport::Channel};
use uuid::Uuid;

pub const VERIFIER: &[&str] = &["verifier"];
const SWEEPER: &[&str] = &["integration"];

pub fn client(recruitment: &Recruitment) -> DocumentServiceClient<Channel> {
    DocumentServiceClient::new(recruitment.harness.channel.clone())
}

/// A file that looks like a PDF, different for each `text`.
pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}").into_bytes()
}

pub fn ticket() -> String {
    format!("instansi/{TENANT}/uploads/{}", Uuid::new_v4())
}

pub fn parts(parent: &str, kind: pb::DocumentKind, content: &[u8]) -> Vec<pb::UploadDocumentRequest> {
    let header = pb::UploadHeader { parent: parent.into(), kind: kind.into(), request_id: String::new() };
    let chunks = content.chunks(200_000).map(|chunk| Part::Chunk(chunk.to_vec()));
    let parts = std::iter::once(Part::Header(header)).chain(chunks);
    parts.map(|part| pb::UploadDocumentRequest { part: Some(part) }).collect()
}

impl Recruitment {
    pub async fn upload(&self, parent: &str, kind: pb::DocumentKind, content: &[u8]) -> Answer<pb::Document> {
        self.upload_parts("tester", parts(parent, kind, content)).await
    }

    pub async fn upload_parts(&self, subject: &str, parts: Vec<pb::UploadDocumentRequest>) -> Answer<pb::Document> {
        let request = self.harness.request_as(subject, GATEWAY, &[TENANT], tokio_stream::iter(parts));
        client(self).upload_document(request).await
    }

    async fn content(&self, subject: &str, name: &str) -> Result<Vec<u8>, tonic::Status> {
        let request = pb::GetDocumentContentRequest { name: name.into() };
        let request = self.harness.request_as(subject, VERIFIER, &[TENANT], request);
        let mut pieces = client(self).get_document_content(request).await?.into_inner();
        let mut content = Vec::new();
        while let Some(piece) = pieces.message().await? {
            content.extend(piece.chunk);
        }
        Ok(content)
    }

    pub async fn sweep(&self) -> pb::SweepDocumentsResponse {
        let request = pb::SweepDocumentsRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
        client(self).sweep_documents(self.harness.request(SWEEPER, request)).await.unwrap().into_inner()
    }

    pub async fn status(&mut self, application: &pb::Application) -> pb::ApplicationStatus {
        let request = pb::GetApplicationStatusRequest { name: application.name.clone() };
        let request = self.harness.request(GATEWAY, request);
        self.applications.get_application_status(request).await.unwrap().into_inner()
    }

    pub fn stored(&self) -> Vec<Vec<u8>> {
        self.stored_paths().iter().map(|path| std::fs::read(path).unwrap()).collect()
    }

    pub fn stored_paths(&self) -> Vec<PathBuf> {
        files(&self.harness.ground.folder().join("documents"))
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn an_application_comes_with_what_was_uploaded_before() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let upload = ticket();
    let content = pdf(&"rahasia ".repeat(60_000));
    let diploma = recruitment.upload(&upload, pb::DocumentKind::Diploma, &content).await.unwrap().into_inner();
    assert_eq!((diploma.size_bytes, diploma.media_type.as_str()), (content.len() as i64, "application/pdf"));
    assert_eq!(diploma.sha256.len(), 64);
    let request = pb::SubmitApplicationRequest { upload: upload.clone(), ..application(&open, 1) };
    let taken = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
    let status = recruitment.status(&taken.unwrap().into_inner()).await;
    assert_eq!(status.documents, std::slice::from_ref(&diploma));
    assert!(status.missing().any(|kind| kind == pb::DocumentKind::IdentityCard));
    assert!(!status.missing().any(|kind| kind == pb::DocumentKind::Diploma));
    // Sealed: nothing of the text is in the store.
    let stored = recruitment.stored();
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].windows(7).any(|window| window == b"rahasia"));
    // An upload is used once.
    let again = pb::SubmitApplicationRequest { upload, ..application(&open, 2) };
    let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, again)).await;
    assert_eq!(refusal(refused), (Code::NotFound, "UPLOAD_NOT_FOUND".into()));
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.applications").await, 1);
}

#[tokio::test]
async fn nobody_applies_with_the_upload_of_another_machine() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let upload = ticket();
    recruitment.upload(&upload, pb::DocumentKind::Diploma, &pdf("a")).await.unwrap();
    let request = pb::SubmitApplicationRequest { upload, ..application(&open, 1) };
    let request = recruitment.harness.request_as("kios", GATEWAY, &[TENANT], request);
    let refused = recruitment.applications.submit_application(request).await;
    assert_eq!(refusal(refused), (Code::NotFound, "UPLOAD_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_same_content_is_kept_once_an_instansi() {
    let recruitment = Recruitment::start().await;
    let (one, two) = (ticket(), ticket());
    let first = recruitment.upload(&one, pb::DocumentKind::Diploma, &pdf("sama")).await.unwrap().into_inner();
    let again = recruitment.upload(&one, pb::DocumentKind::Diploma, &pdf("sama")).await.unwrap().into_inner();
    let other = recruitment.upload(&two, pb::DocumentKind::Other, &pdf("sama")).await.unwrap().into_inner();
    assert_eq!(first, again);
    assert_eq!((&first.sha256, first.name != other.name), (&other.sha256, true));
    assert_eq!(recruitment.stored().len(), 1);
    // Another instansi keeps its own, sealed with another key, and learns nothing from it.
    let there = one.replace(TENANT, OTHER_TENANT);
    let parts = tokio_stream::iter(parts(&there, pb::DocumentKind::Diploma, &pdf("sama")));
    let request = recruitment.harness.request_as("other", GATEWAY, &[OTHER_TENANT], parts);
    client(&recruitment).upload_document(request).await.unwrap();
    let stored = recruitment.stored();
    assert_eq!((stored.len(), stored[0] == stored[1]), (2, false));
}

#[tokio::test]
async fn only_whole_files_of_known_kinds_are_taken() {
    let recruitment = Recruitment::start().await;
    let refuse = async |parts: Vec<pb::UploadDocumentRequest>| {
        let refused = recruitment.upload_parts("tester", parts).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
        bad_fields(&refused)
    };
    let kind = pb::DocumentKind::Diploma;
    let chunk = |bytes: Vec<u8>| pb::UploadDocumentRequest { part: Some(Part::Chunk(bytes)) };
    assert_eq!(refuse(vec![]).await, ["header"]);
    assert_eq!(refuse(vec![chunk(pdf("a"))]).await, ["header"]);
    assert_eq!(refuse(parts("x", pb::DocumentKind::Unspecified, b"")).await, ["header.parent", "header.kind"]);
    for bad in [&b"<html><script>"[..], b"MZ\x90", b""] {
        assert_eq!(refuse(parts(&ticket(), kind, bad)).await, ["chunk"]);
    }
    let mut long = parts(&ticket(), kind, &pdf("a"));
    long.push(chunk(vec![0; 256 * 1024 + 1]));
    assert_eq!(refuse(long).await, ["chunk"]);
    let huge = pdf(&"x".repeat(5 * 1024 * 1024));
    assert_eq!(refuse(parts(&ticket(), kind, &huge)).await, ["chunk"]);
    let mut twice = parts(&ticket(), kind, &pdf("a"));
    twice.extend(parts(&ticket(), kind, b""));
    assert_eq!(refuse(twice).await, ["chunk"]);
    assert_eq!(recruitment.stored().len(), 0);
}

#[tokio::test]
async fn an_upload_sent_twice_is_one_document() {
    let recruitment = Recruitment::start().await;
    let with_id = |content: &[u8], id: &str, parent: &str| {
        let mut parts = parts(parent, pb::DocumentKind::Photo, content);
        if let Some(Part::Header(header)) = &mut parts[0].part {
            header.request_id = id.into();
        }
        parts
    };
    let (id, upload) = (Uuid::now_v7().to_string(), ticket());
    let first = recruitment.upload_parts("tester", with_id(&pdf("a"), &id, &upload)).await.unwrap().into_inner();
    let again = recruitment.upload_parts("tester", with_id(&pdf("a"), &id, &upload)).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = recruitment.upload_parts("tester", with_id(&pdf("b"), &id, &upload)).await;
    assert_eq!(refusal(other), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
    // What was not needed is gone from the store as well.
    assert_eq!(recruitment.stored().len(), 1);
}

#[tokio::test]
async fn documents_are_added_while_the_vacancy_is_open_by_whoever_applied() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let kind = pb::DocumentKind::Transcript;
    recruitment.upload(&taken.name, kind, &pdf("a")).await.unwrap();
    assert_eq!(recruitment.status(&taken).await.documents.len(), 1);
    let stranger = recruitment.upload_parts("kios", parts(&taken.name, kind, &pdf("b"))).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    recruitment.close(&open).await;
    let late = recruitment.upload(&taken.name, kind, &pdf("c")).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
    assert_eq!(recruitment.stored().len(), 1);
}

#[tokio::test]
async fn there_are_only_so_many_documents() {
    let recruitment = Recruitment::start().await;
    let upload = ticket();
    for number in 0..30 {
        recruitment.upload(&upload, pb::DocumentKind::Other, &pdf(&number.to_string())).await.unwrap();
    }
    let refused = recruitment.upload(&upload, pb::DocumentKind::Other, &pdf("more")).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "TOO_MANY_DOCUMENTS".into()));
}

#[tokio::test]
async fn who_verifies_an_application_sees_its_documents_and_that_is_noted() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let content = pdf(&"x".repeat(600_000));
    let document = recruitment.upload(&taken.name, pb::DocumentKind::Diploma, &content).await.unwrap().into_inner();
    let refused = recruitment.content("siti", &document.name).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let closed = recruitment.close(&open).await;
    recruitment.assign(&closed, &["siti", "budi", "tono"]).await.unwrap();
    let (first, _) = recruitment.lookers(&taken).await;
    assert_eq!(recruitment.content(&first, &document.name).await.unwrap(), content);
    let stranger = recruitment.content("tester", &document.name).await.unwrap_err();
    assert_eq!(stranger.code(), Code::NotFound);
    let noted: Vec<(String, String)> = sqlx::query_as(
        "SELECT subject, target FROM recruitment.audit
         WHERE action = '/asn.recruitment.v1.DocumentService/GetDocumentContent'",
    )
    .fetch_all(&recruitment.harness.pool)
    .await
    .unwrap();
    assert_eq!(noted, [(first, document.name)]);
}

#[tokio::test]
async fn what_nobody_applied_with_is_swept() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    recruitment.upload(&taken.name, pb::DocumentKind::Diploma, &pdf("dipakai")).await.unwrap();
    recruitment.upload(&ticket(), pb::DocumentKind::Diploma, &pdf("dipakai")).await.unwrap();
    recruitment.upload(&ticket(), pb::DocumentKind::Diploma, &pdf("tidak")).await.unwrap();
    // An upload broke off before its row was written.
    let lost = recruitment.harness.ground.folder().join(format!("documents/{TENANT}/ab/1725609600-x"));
    std::fs::create_dir_all(lost.parent().unwrap()).unwrap();
    std::fs::write(&lost, "x").unwrap();
    assert_eq!(recruitment.sweep().await, pb::SweepDocumentsResponse::default());
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(8 * 24);
    recruitment.harness.clock.set(later);
    assert_eq!(recruitment.sweep().await, pb::SweepDocumentsResponse { uploads: 2, contents: 2 });
    assert_eq!((recruitment.stored().len(), lost.exists()), (1, false));
    assert_eq!(recruitment.sweep().await, pb::SweepDocumentsResponse::default());
    assert_eq!(recruitment.status(&taken).await.documents.len(), 1);
}

#[tokio::test]
async fn a_deployment_without_a_store_says_so() {
    let recruitment = Recruitment::start_with(|rules| rules.documents.clear()).await;
    let refused = recruitment.upload(&ticket(), pb::DocumentKind::Diploma, &pdf("a")).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "DOCUMENTS_NOT_KEPT".into()));
    let foreign = recruitment.upload(&ticket().replace(TENANT, OTHER_TENANT), pb::DocumentKind::Diploma, b"").await;
    assert_eq!(foreign.unwrap_err().code(), Code::PermissionDenied);
    let clerk = recruitment.harness.request(COMMITTEE, tokio_stream::iter(Vec::new()));
    assert_eq!(client(&recruitment).upload_document(clerk).await.unwrap_err().code(), Code::PermissionDenied);
}
