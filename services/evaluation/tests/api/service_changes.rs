//! A public service gets another title, another unit, or ends.

use crate::{
    ANALYST, Evaluation, PARENT, absent, assert_refused,
    imports::header,
    quality::{uses, year_and},
};
use contracts::evaluation::v1::{self as pb, public_service::Quality};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status};
use uuid::Uuid;

impl Evaluation {
    async fn rename_service(&self, request: pb::RenamePublicServiceRequest) -> Result<pb::PublicService, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.signals().rename_public_service(request).await?.into_inner())
    }

    async fn move_service(&self, request: pb::MovePublicServiceRequest) -> Result<pb::PublicService, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.signals().move_public_service(request).await?.into_inner())
    }

    async fn retire_service(&self, request: pb::RetirePublicServiceRequest) -> Result<pb::PublicService, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.signals().retire_public_service(request).await?.into_inner())
    }
}

fn rename(service: &pb::PublicService, title: &str) -> pb::RenamePublicServiceRequest {
    let (name, etag) = (service.name.clone(), service.etag.clone());
    pb::RenamePublicServiceRequest { name, etag, display_name: title.into(), request_id: String::new() }
}

fn move_to(service: &pb::PublicService, unit: u128) -> pb::MovePublicServiceRequest {
    let (name, etag) = (service.name.clone(), service.etag.clone());
    let unit = format!("{PARENT}/units/{}", Uuid::from_u128(unit));
    pb::MovePublicServiceRequest { name, etag, unit, request_id: String::new() }
}

fn retire(service: &pb::PublicService) -> pb::RetirePublicServiceRequest {
    let (name, etag) = (service.name.clone(), service.etag.clone());
    pb::RetirePublicServiceRequest { name, etag, request_id: String::new() }
}

#[tokio::test]
async fn a_service_gets_another_title_and_unit() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let renamed = evaluation.rename_service(rename(&service, " Loket pendaftaran ")).await.unwrap();
    assert_eq!((renamed.display_name.as_str(), renamed.etag.as_str()), ("Loket pendaftaran", "\"2\""));
    let moved = evaluation.move_service(move_to(&renamed, 8)).await.unwrap();
    assert_eq!(moved.unit, format!("{PARENT}/units/{}", Uuid::from_u128(8)));
    let request = Request::new(pb::GetPublicServiceRequest { name: service.name.clone() });
    assert_eq!(evaluation.complaints.get_public_service(request).await.unwrap().into_inner(), moved);
    let stale = evaluation.rename_service(rename(&service, "Loket")).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
}

#[tokio::test]
async fn a_title_is_taken_once_a_unit() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let other = evaluation.service("Farmasi").await;
    let taken = evaluation.rename_service(rename(&other, "Pendaftaran pasien")).await;
    assert_refused(taken, Code::AlreadyExists, "SERVICE_EXISTS");
    let moved = evaluation.move_service(move_to(&service, 8)).await.unwrap();
    let renamed = evaluation.rename_service(rename(&other, "Pendaftaran pasien")).await.unwrap();
    let taken = evaluation.move_service(move_to(&renamed, 8)).await;
    assert_refused(taken, Code::AlreadyExists, "SERVICE_EXISTS");
    assert_eq!(moved.display_name, renamed.display_name);
}

#[tokio::test]
async fn a_retired_service_stays_readable_and_is_tested_no_more() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[20, 30])).await;
    let retired = evaluation.retire_service(retire(&service)).await.unwrap();
    let date = retired.retire_date.unwrap();
    assert_eq!((date.year, date.month, date.day), (2025, 11, 5));
    for refused in [
        evaluation.rename_service(rename(&retired, "Loket")).await,
        evaluation.move_service(move_to(&retired, 8)).await,
        evaluation.retire_service(retire(&retired)).await,
    ] {
        assert_refused(refused, Code::FailedPrecondition, "SERVICE_RETIRED");
    }
    let report = evaluation.import_volumes(header(), &uses(&service, 0..14)).await.unwrap();
    assert_eq!((report.accepted, report.services_fell), (14, 0));
    assert_eq!(evaluation.judged().await.judged, 0);
    assert_eq!(evaluation.quality(&service).await, Quality::Steady);
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_told_at_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let bad = pb::RenamePublicServiceRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(
        bad_fields(&evaluation.rename_service(bad).await.unwrap_err()),
        ["name", "etag", "request_id", "display_name"]
    );
    let bad = pb::MovePublicServiceRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(bad_fields(&evaluation.move_service(bad).await.unwrap_err()), ["name", "etag", "request_id", "unit"]);
    let bad = pb::RetirePublicServiceRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(bad_fields(&evaluation.retire_service(bad).await.unwrap_err()), ["name", "etag", "request_id"]);
    let unit = move_to(&service, 8).unit.replace("6571", OTHER_TENANT);
    let foreign = pb::MovePublicServiceRequest { unit, ..move_to(&service, 8) };
    assert_eq!(bad_fields(&evaluation.move_service(foreign).await.unwrap_err()), ["unit"]);
    let without = pb::MovePublicServiceRequest { unit: String::new(), ..move_to(&service, 8) };
    assert_eq!(bad_fields(&evaluation.move_service(without).await.unwrap_err()), ["unit"]);
}

#[tokio::test]
async fn changes_are_replayed_and_missing_services_not_found() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let once = pb::RenamePublicServiceRequest { request_id: Uuid::now_v7().to_string(), ..rename(&service, "Loket") };
    let first = evaluation.rename_service(once.clone()).await.unwrap();
    assert_eq!(evaluation.rename_service(once.clone()).await.unwrap(), first);
    let reused = pb::RenamePublicServiceRequest { display_name: "Lain".into(), ..once };
    assert_refused(evaluation.rename_service(reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let unknown = pb::PublicService { name: absent(&service.name), ..service };
    assert_refused(evaluation.rename_service(rename(&unknown, "x")).await, Code::NotFound, "SERVICE_NOT_FOUND");
    assert_refused(evaluation.move_service(move_to(&unknown, 8)).await, Code::NotFound, "SERVICE_NOT_FOUND");
    assert_refused(evaluation.retire_service(retire(&unknown)).await, Code::NotFound, "SERVICE_NOT_FOUND");
}

#[tokio::test]
async fn changes_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let denied = evaluation.signals().retire_public_service(Request::new(retire(&service))).await.unwrap_err();
    assert_eq!(denied.code(), Code::Unauthenticated);
    let reader = evaluation.harness.request(&["auditor"], rename(&service, "Loket"));
    let denied = evaluation.signals().rename_public_service(reader).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    let stranger = evaluation.harness.request_as("other", ANALYST, &[OTHER_TENANT], move_to(&service, 8));
    let denied = evaluation.signals().move_public_service(stranger).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
}
