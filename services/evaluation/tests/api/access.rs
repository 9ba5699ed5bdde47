//! Nobody does anything without token, role or tenant, but for the public methods.

use crate::{ANALYST, DESK, Evaluation, MACHINE, PARENT, RATER, create_appraisal, create_service};
use contracts::evaluation::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request};

/// Calls a method without a token, with a role that lacks the permission, and for another tenant.
macro_rules! assert_guarded {
    ($evaluation:ident.$client:ident.$method:ident, $roles:expr, $message:expr) => {{
        let anonymous = Request::new($message);
        let stranger = $evaluation.harness.request(&["operator"], $message);
        let foreign = $evaluation.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let denied = $evaluation.$client.$method(anonymous).await.unwrap_err();
        assert_eq!(denied.code(), Code::Unauthenticated, stringify!($method));
        let denied = $evaluation.$client.$method(stranger).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
        let denied = $evaluation.$client.$method(foreign).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
    }};
}

#[tokio::test]
async fn appraisals_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let appraisal = evaluation.appraisal().await;
    let rate = crate::rate_appraisal(&appraisal, pb::Rating::Meets, pb::Rating::Meets);
    let pb::Appraisal { name, servant, .. } = appraisal;
    let finalise = pb::FinaliseAppraisalRequest { name: name.clone(), etag: rate.etag.clone(), ..Default::default() };
    let list = pb::ListAppraisalsRequest { parent: PARENT.into(), ..Default::default() };
    assert_guarded!(evaluation.appraisals.create_appraisal, MACHINE, create_appraisal(&servant, 2024));
    assert_guarded!(evaluation.appraisals.get_appraisal, MACHINE, pb::GetAppraisalRequest { name: name.clone() });
    assert_guarded!(evaluation.appraisals.list_appraisals, MACHINE, list.clone());
    assert_guarded!(evaluation.appraisals.rate_appraisal, MACHINE, rate.clone());
    assert_guarded!(evaluation.appraisals.finalise_appraisal, MACHINE, finalise.clone());
    let own = pb::ListMyAppraisalsRequest { parent: PARENT.into(), ..Default::default() };
    assert_guarded!(evaluation.appraisals.list_my_appraisals, &["servant"], own.clone());
    let elsewhere = pb::GetAppraisalRequest { name: name.replace("6571", OTHER_TENANT) };
    let hidden = evaluation.harness.request_as("other", MACHINE, &[OTHER_TENANT], elsewhere);
    assert_eq!(evaluation.appraisals.get_appraisal(hidden).await.unwrap_err().code(), Code::NotFound);
    let foreign =
        pb::CreateAppraisalRequest { parent: format!("instansi/{OTHER_TENANT}"), ..create_appraisal(&servant, 2024) };
    let hidden = evaluation.harness.request_as("other", MACHINE, &[OTHER_TENANT], foreign);
    assert_eq!(bad_fields(&evaluation.appraisals.create_appraisal(hidden).await.unwrap_err()), ["servant"]);
}

#[tokio::test]
async fn neither_raters_nor_analysts_read_or_write_everybodys_ratings() {
    let mut evaluation = Evaluation::start().await;
    let appraisal = evaluation.appraisal().await;
    for roles in [RATER, ANALYST] {
        let get = evaluation.harness.request(roles, pb::GetAppraisalRequest { name: appraisal.name.clone() });
        assert_eq!(evaluation.appraisals.get_appraisal(get).await.unwrap_err().code(), Code::PermissionDenied);
        let list = pb::ListAppraisalsRequest { parent: PARENT.into(), ..Default::default() };
        let list = evaluation.harness.request(roles, list);
        assert_eq!(evaluation.appraisals.list_appraisals(list).await.unwrap_err().code(), Code::PermissionDenied);
        let create = evaluation.harness.request(roles, create_appraisal(&appraisal.servant, 2025));
        assert_eq!(evaluation.appraisals.create_appraisal(create).await.unwrap_err().code(), Code::PermissionDenied);
        let rate = crate::rate_appraisal(&appraisal, pb::Rating::Below, pb::Rating::Below);
        let rate = evaluation.harness.request(roles, rate);
        assert_eq!(evaluation.appraisals.rate_appraisal(rate).await.unwrap_err().code(), Code::PermissionDenied);
        let (name, etag) = (appraisal.name.clone(), appraisal.etag.clone());
        let finalise = pb::FinaliseAppraisalRequest { name, etag, ..Default::default() };
        let finalise = evaluation.harness.request(roles, finalise);
        assert_eq!(
            evaluation.appraisals.finalise_appraisal(finalise).await.unwrap_err().code(),
            Code::PermissionDenied
        );
    }
    let get = evaluation.harness.request(&["auditor"], pb::GetAppraisalRequest { name: appraisal.name.clone() });
    evaluation.appraisals.get_appraisal(get).await.unwrap();
    let audited =
        "SELECT count(*) FROM evaluation.audit WHERE action LIKE '%GetAppraisal' AND target LIKE '%/appraisals/%'";
    assert_eq!(evaluation.harness.number(audited).await, 1, "each reading is in the trail");
}

#[tokio::test]
async fn complaints_and_services_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let pb::Complaint { name, etag, .. } = evaluation.complaint(&service).await;
    let list = pb::ListComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let resolve =
        pb::ResolveComplaintRequest { name: name.clone(), etag, answer: "Terima kasih.".into(), ..Default::default() };
    assert_guarded!(evaluation.complaints.create_public_service, ANALYST, create_service("Farmasi"));
    assert_guarded!(evaluation.complaints.get_complaint, DESK, pb::GetComplaintRequest { name: name.clone() });
    assert_guarded!(evaluation.complaints.list_complaints, DESK, list.clone());
    assert_guarded!(evaluation.complaints.resolve_complaint, DESK, resolve.clone());
    let elsewhere = pb::GetComplaintRequest { name: name.replace("6571", OTHER_TENANT) };
    let hidden = evaluation.harness.request_as("other", DESK, &[OTHER_TENANT], elsewhere);
    assert_eq!(evaluation.complaints.get_complaint(hidden).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn imports_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let header = || pb::ImportHeader { parent: PARENT.into(), ..Default::default() };
    let complaints = || {
        let part = Some(pb::import_complaints_request::Part::Header(header()));
        tokio_stream::iter([pb::ImportComplaintsRequest { part }])
    };
    let volumes = || {
        let part = Some(pb::import_service_volumes_request::Part::Header(header()));
        tokio_stream::iter([pb::ImportServiceVolumesRequest { part }])
    };
    assert_guarded!(evaluation.complaints.import_complaints, DESK, complaints());
    assert_guarded!(evaluation.complaints.import_service_volumes, ANALYST, volumes());
}
