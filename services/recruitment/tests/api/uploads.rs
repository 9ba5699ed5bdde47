//! Uploads that end otherwise than they should, and what is left of them.

use crate::{
    COMMITTEE, GATEWAY, Recruitment, application,
    documents::{client, parts, pdf, ticket},
    refusal,
};
use contracts::recruitment::v1::{self as pb, DocumentKind};
use jiff::SignedDuration;
use platform::{
    dates,
    testing::{TENANT, bad_fields, eventually},
};
use tokio_stream::StreamExt;
use tonic::Code;
use uuid::Uuid;

const NOT_ACCEPTING: &str = "NOT_ACCEPTING";

impl Recruitment {
    async fn documents(&self) -> i64 {
        self.harness.number("SELECT count(*) FROM recruitment.documents").await
    }

    /// Waits until so many calls wait for the lock of a vacancy's applicants.
    async fn waiting(&self, calls: i64) {
        let waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        eventually(async || (self.harness.number(waits).await == calls).then_some(())).await;
    }
}

/// Takes the lock of whoever closes a vacancy.
const CLOSE: &str = "SELECT pg_advisory_xact_lock(hashtextextended(vacancy_id::text, 0)) FROM recruitment.vacancies";

#[tokio::test]
async fn uploads_that_break_off_leave_nothing_and_hold_no_place() {
    let recruitment = Recruitment::start().await;
    // As many as are held in memory at once, none of which ever ends.
    let hanging: Vec<_> = (0..32)
        .map(|number| {
            let begun = parts(&ticket(), DocumentKind::Diploma, &pdf(&number.to_string()));
            let stream = tokio_stream::iter(begun).chain(tokio_stream::pending());
            let request = recruitment.harness.request_as("tester", GATEWAY, &[TENANT], stream);
            let mut client = client(&recruitment);
            tokio::spawn(async move { client.upload_document(request).await })
        })
        .collect();
    for upload in &hanging {
        upload.abort();
    }
    recruitment.upload(&ticket(), DocumentKind::Diploma, &pdf("whole")).await.unwrap();
    assert_eq!((recruitment.stored().len(), recruitment.documents().await), (1, 1));
}

#[tokio::test]
async fn what_was_received_is_finished_when_its_sender_is_gone() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let mut closing = recruitment.harness.pool.begin().await.unwrap();
    sqlx::query(CLOSE).execute(&mut *closing).await.unwrap();
    let parts = parts(&taken.name, DocumentKind::Diploma, &pdf("a"));
    let request = recruitment.harness.request_as("tester", GATEWAY, &[TENANT], tokio_stream::iter(parts));
    let mut client = client(&recruitment);
    let upload = tokio::spawn(async move { client.upload_document(request).await });
    recruitment.waiting(1).await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    closing.rollback().await.unwrap();
    eventually(async || (recruitment.documents().await == 1).then_some(())).await;
    assert_eq!((recruitment.stored().len(), recruitment.status(&taken).await.documents.len()), (1, 1));
}

#[tokio::test]
async fn whoever_waits_while_a_vacancy_closes_is_too_late() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let mut closing = recruitment.harness.pool.begin().await.unwrap();
    sqlx::query(CLOSE).execute(&mut *closing).await.unwrap();
    sqlx::query("UPDATE recruitment.vacancies SET state = 'closed'").execute(&mut *closing).await.unwrap();
    let request = pb::WithdrawApplicationRequest {
        name: taken.name.clone(),
        etag: taken.etag.clone(),
        request_id: String::new(),
    };
    let request = recruitment.harness.request(GATEWAY, request);
    let mut applications = recruitment.applications.clone();
    let withdraw = tokio::spawn(async move { applications.withdraw_application(request).await });
    let parts = parts(&taken.name, DocumentKind::Diploma, &pdf("a"));
    let request = recruitment.harness.request_as("tester", GATEWAY, &[TENANT], tokio_stream::iter(parts));
    let mut client = client(&recruitment);
    let upload = tokio::spawn(async move { client.upload_document(request).await });
    recruitment.waiting(2).await;
    closing.commit().await.unwrap();
    assert_eq!(refusal(withdraw.await.unwrap()), (Code::FailedPrecondition, NOT_ACCEPTING.into()));
    assert_eq!(refusal(upload.await.unwrap()), (Code::FailedPrecondition, NOT_ACCEPTING.into()));
    assert_eq!((recruitment.stored().len(), recruitment.documents().await), (0, 0));
}

#[tokio::test]
async fn refused_uploads_leave_nothing_behind() {
    let mut recruitment = Recruitment::start_with(|rules| rules.document_bytes = 1_000).await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let kind = DocumentKind::Diploma;
    let large = recruitment.upload(&taken.name, kind, &pdf(&"x".repeat(1_000))).await.unwrap_err();
    assert_eq!((large.code(), bad_fields(&large)), (Code::InvalidArgument, vec!["chunk".to_owned()]));
    let script = recruitment.upload(&taken.name, kind, b"<html><script>").await.unwrap_err();
    assert_eq!(bad_fields(&script), ["chunk"]);
    let mut broken = parts(&taken.name, kind, &pdf("a"));
    broken.push(pb::UploadDocumentRequest { part: None });
    assert_eq!(bad_fields(&recruitment.upload_parts("tester", broken).await.unwrap_err()), ["chunk"]);
    let nobody = format!("{}/applications/{}", open.name, Uuid::now_v7());
    let absent = recruitment.upload(&nobody, kind, &pdf("a")).await;
    assert_eq!(refusal(absent), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    let stranger = recruitment.upload_parts("kios", parts(&taken.name, kind, &pdf("a"))).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    recruitment.close(&open).await;
    let late = recruitment.upload(&taken.name, kind, &pdf("a")).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, NOT_ACCEPTING.into()));
    let contents = recruitment.harness.number("SELECT count(*) FROM recruitment.document_contents").await;
    assert_eq!((recruitment.stored().len(), recruitment.documents().await, contents), (0, 0, 0));
}

#[tokio::test]
async fn whoever_sees_the_store_cannot_tell_what_was_handed_in() {
    let recruitment = Recruitment::start().await;
    let document = recruitment.upload(&ticket(), DocumentKind::Diploma, &pdf("a")).await.unwrap().into_inner();
    let paths = recruitment.stored_paths();
    assert_eq!(paths.len(), 1);
    assert!(!paths[0].to_str().unwrap().contains(&document.sha256), "{paths:?}");
}

#[tokio::test]
async fn an_upload_is_swept_as_a_whole() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let upload = ticket();
    let later = |recruitment: &Recruitment, days: i64| {
        let now = recruitment.harness.clock.now();
        recruitment.harness.clock.set(now + SignedDuration::from_hours(24 * days));
    };
    let extend = pb::ExtendVacancyRequest {
        name: open.name.clone(),
        etag: open.etag.clone(),
        close_time: Some(dates::render_time(recruitment.harness.clock.now() + SignedDuration::from_hours(24 * 30))),
        reason: "Gangguan".into(),
        request_id: String::new(),
    };
    recruitment.vacancies.extend_vacancy(recruitment.harness.request(COMMITTEE, extend)).await.unwrap();
    recruitment.upload(&upload, DocumentKind::Diploma, &pdf("a")).await.unwrap();
    later(&recruitment, 6);
    recruitment.upload(&upload, DocumentKind::Photo, &pdf("b")).await.unwrap();
    later(&recruitment, 2);
    assert_eq!(recruitment.sweep().await, pb::SweepDocumentsResponse::default(), "the diploma is eight days old");
    let request = pb::SubmitApplicationRequest { upload, ..application(&open, 1) };
    let taken = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
    assert_eq!(recruitment.status(&taken.unwrap().into_inner()).await.documents.len(), 2);
}

#[tokio::test]
async fn however_many_come_at_once_an_upload_holds_no_more_than_it_may() {
    let recruitment = Recruitment::start().await;
    let upload = ticket();
    let calls: Vec<_> = (0..40)
        .map(|number| {
            let parts = parts(&upload, DocumentKind::Other, &pdf(&format!("{}", number % 36)));
            let request = recruitment.harness.request_as("tester", GATEWAY, &[TENANT], tokio_stream::iter(parts));
            let mut client = client(&recruitment);
            tokio::spawn(async move { client.upload_document(request).await })
        })
        .collect();
    for call in calls {
        if let Err(refused) = call.await.unwrap() {
            assert_eq!(refusal::<()>(Err(refused)), (Code::FailedPrecondition, "TOO_MANY_DOCUMENTS".into()));
        }
    }
    assert_eq!((recruitment.documents().await, recruitment.stored().len()), (30, 30));
}
