//! A person reads signals, confirms or dismisses them.

use crate::{
    ANALYST, Evaluation, PARENT, absent, assert_refused, at_once,
    imports::{complaint, header, volume},
    quality::month,
};
use contracts::evaluation::{
    events::v1::{QualityKind, ServiceSignalDismissed},
    v1::{
        self as pb,
        public_service::Quality,
        signal::{Kind, State},
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status};
use uuid::Uuid;

impl Evaluation {
    /// A signal of a spike.
    async fn told_signal(&mut self, title: &str) -> pb::Signal {
        self.spike(title).await;
        assert_eq!(self.judged().await.fell, 1);
        self.all_signals().await.pop().unwrap()
    }

    async fn confirm_signal(&self, request: pb::ConfirmSignalRequest) -> Result<pb::Signal, Status> {
        let request = self.harness.request(&["appointing_authority"], request);
        Ok(self.signals().confirm_signal(request).await?.into_inner())
    }

    async fn dismiss_signal(&self, request: pb::DismissSignalRequest) -> Result<pb::Signal, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.signals().dismiss_signal(request).await?.into_inner())
    }

    async fn get_signal(&self, name: &str) -> Result<pb::Signal, Status> {
        let request = self.harness.request(ANALYST, pb::GetSignalRequest { name: name.into() });
        Ok(self.signals().get_signal(request).await?.into_inner())
    }

    /// One page of signals; the request's parent is the tenant.
    async fn listed_signals(&self, request: pb::ListSignalsRequest) -> pb::ListSignalsResponse {
        let request = pb::ListSignalsRequest { parent: PARENT.into(), ..request };
        self.signals().list_signals(self.harness.request(ANALYST, request)).await.unwrap().into_inner()
    }
}

fn confirm(signal: &pb::Signal) -> pb::ConfirmSignalRequest {
    let (name, etag) = (signal.name.clone(), signal.etag.clone());
    pb::ConfirmSignalRequest { name, etag, reason: "loket kurang petugas".into(), request_id: String::new() }
}

fn dismiss(signal: &pb::Signal) -> pb::DismissSignalRequest {
    let (name, etag) = (signal.name.clone(), signal.etag.clone());
    pb::DismissSignalRequest { name, etag, reason: "satu pelapor mengirim berulang".into(), request_id: String::new() }
}

#[tokio::test]
async fn a_signal_shows_its_figures() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    assert_eq!(evaluation.get_signal(&signal.name).await.unwrap(), signal);
    assert_eq!(signal.periods, [month(12), month(13)]);
    assert_eq!((signal.complaints.as_slice(), signal.transactions.as_slice()), (&[20, 30][..], &[1_000, 1_000][..]));
    assert_eq!((signal.statistic.as_str(), signal.threshold.as_str()), ("12.2495", "6.907"));
    assert!(signal.figures.iter().any(|figure| figure.name == "baseline_complaints" && figure.value == "144"));
    let events = evaluation.harness.published(1).await;
    assert_eq!((signal.event_id, signal.etag.as_str()), (events[0].id.to_string(), "\"1\""));
}

#[tokio::test]
async fn a_confirmed_signal_stays_until_the_service_recovers() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let confirmed = evaluation.confirm_signal(confirm(&signal)).await.unwrap();
    assert_eq!((confirmed.state(), confirmed.etag.as_str()), (State::Confirmed, "\"2\""));
    assert_eq!(confirmed.decision_reason, "loket kurang petugas");
    assert!(confirmed.decide_time.is_some());
    let again = evaluation.confirm_signal(confirm(&confirmed)).await;
    assert_refused(again, Code::FailedPrecondition, "SIGNAL_STATE");
    let service = pb::PublicService { name: signal.public_service.clone(), ..Default::default() };
    assert_eq!(evaluation.quality(&service).await, Quality::Fell);
    let row = complaint("later", &service, "2025-09-15T02:00:00Z");
    assert_eq!(evaluation.import_complaints(header(), &[row]).await.unwrap().accepted, 1);
    let quiet = [volume(&service, &month(14), 1_000), volume(&service, &month(15), 1_000)];
    assert_eq!(evaluation.import_volumes(header(), &quiet).await.unwrap().services_recovered, 1);
    let recovered = evaluation.get_signal(&signal.name).await.unwrap();
    assert_eq!((recovered.state(), recovered.decision_reason.as_str()), (State::Recovered, "loket kurang petugas"));
    let back = recovered.recovery.clone().unwrap();
    assert_eq!((back.threshold.as_str(), back.figures.is_empty()), ("4.585", false));
    let late = evaluation.dismiss_signal(dismiss(&recovered)).await;
    assert_refused(late, Code::FailedPrecondition, "SIGNAL_STATE");
}

#[tokio::test]
async fn a_dismissed_signal_is_told_and_its_months_prove_nothing_again() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let dismissed = evaluation.dismiss_signal(dismiss(&signal)).await.unwrap();
    assert_eq!((dismissed.state(), dismissed.recovery), (State::Dismissed, None));
    let service = pb::PublicService { name: signal.public_service.clone(), ..Default::default() };
    assert_eq!(evaluation.quality(&service).await, Quality::Steady);
    let again = evaluation.judged().await;
    assert_eq!((again.fell, again.recovered), (0, 0));
    let events = evaluation.harness.published(2).await;
    let told: ServiceSignalDismissed = events[1].as_message().unwrap().unwrap();
    assert_eq!((told.kind(), &told.signal, told.version), (QualityKind::Complaints, &signal.name, 3));
    assert_eq!((&told.public_service, told.month.as_str()), (&signal.public_service, "2025-07"));
    assert_eq!(told.ruleset, "signal-siklus-2");
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_decision_is_told_at_once() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let bad = pb::DismissSignalRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(
        bad_fields(&evaluation.dismiss_signal(bad).await.unwrap_err()),
        ["name", "etag", "request_id", "reason"]
    );
    let bad = pb::ConfirmSignalRequest { reason: "x".repeat(1_001), ..confirm(&signal) };
    assert_eq!(bad_fields(&evaluation.confirm_signal(bad).await.unwrap_err()), ["reason"]);
    let bad = pb::ConfirmSignalRequest { reason: "x\0".into(), ..confirm(&signal) };
    assert_eq!(bad_fields(&evaluation.confirm_signal(bad).await.unwrap_err()), ["reason"]);
}

#[tokio::test]
async fn decisions_need_the_version_that_was_read_and_are_replayed() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let request_id = Uuid::now_v7().to_string();
    let once = pb::ConfirmSignalRequest { request_id, ..confirm(&signal) };
    let first = evaluation.confirm_signal(once.clone()).await.unwrap();
    assert_eq!(evaluation.confirm_signal(once.clone()).await.unwrap(), first);
    let reused = pb::ConfirmSignalRequest { reason: "lain".into(), ..once };
    assert_refused(evaluation.confirm_signal(reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_refused(evaluation.dismiss_signal(dismiss(&signal)).await, Code::Aborted, "ETAG_MISMATCH");
    for name in [absent(&signal.name), signal.name.replace("6571", OTHER_TENANT)] {
        let unknown = pb::Signal { name, ..first.clone() };
        let refused = evaluation.dismiss_signal(dismiss(&unknown)).await.unwrap_err();
        let hidden = refused.code() == Code::PermissionDenied;
        assert!(hidden || refused.code() == Code::NotFound, "{refused:?}");
    }
    assert_refused(evaluation.get_signal(&absent(&signal.name)).await, Code::NotFound, "SIGNAL_NOT_FOUND");
}

#[tokio::test]
async fn two_decisions_at_once_are_one() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let calls = (0..4).map(|_| {
        let (mut client, request) = (evaluation.signals(), evaluation.harness.request(ANALYST, dismiss(&signal)));
        tokio::spawn(async move { client.dismiss_signal(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.len()), (1, 3), "{bad:?}");
    assert!(bad.iter().all(|status| status.code() == Code::Aborted), "{bad:?}");
}

#[tokio::test]
async fn signals_are_listed_in_pages_by_service_kind_and_whether_they_ended() {
    let mut evaluation = Evaluation::start().await;
    let (first, second) = (evaluation.told_signal("Pendaftaran pasien").await, evaluation.told_signal("Farmasi").await);
    evaluation.dismiss_signal(dismiss(&first)).await.unwrap();
    let page = evaluation.listed_signals(pb::ListSignalsRequest { page_size: 1, ..Default::default() }).await;
    assert_eq!((page.signals.len(), &page.signals[0].name), (1, &first.name));
    let next = pb::ListSignalsRequest { page_size: 1, page_token: page.next_page_token, ..Default::default() };
    let page = evaluation.listed_signals(next).await;
    assert_eq!((&page.signals[0].name, page.next_page_token.as_str()), (&second.name, ""));
    let names = |page: pb::ListSignalsResponse| page.signals.into_iter().map(|signal| signal.name).collect::<Vec<_>>();
    let open = pb::ListSignalsRequest { open: true, ..Default::default() };
    assert_eq!(names(evaluation.listed_signals(open).await), [second.name.as_str()]);
    let of = pb::ListSignalsRequest { public_service: first.public_service.clone(), ..Default::default() };
    assert_eq!(names(evaluation.listed_signals(of).await), [first.name.as_str()]);
    let kind = |kind: Kind| pb::ListSignalsRequest { kind: kind.into(), ..Default::default() };
    assert_eq!(names(evaluation.listed_signals(kind(Kind::Complaints)).await).len(), 2);
    assert!(names(evaluation.listed_signals(kind(Kind::Overdue)).await).is_empty());
    let bad = pb::ListSignalsRequest {
        parent: "x".into(),
        page_size: -1,
        page_token: String::new(),
        public_service: "x".into(),
        kind: 9,
        open: false,
    };
    let refused = evaluation.signals().list_signals(evaluation.harness.request(ANALYST, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "public_service", "kind"]);
}

#[tokio::test]
async fn signals_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let signal = evaluation.told_signal("Pendaftaran pasien").await;
    let get = pb::GetSignalRequest { name: signal.name.clone() };
    let denied = evaluation.signals().get_signal(Request::new(get.clone())).await.unwrap_err();
    assert_eq!(denied.code(), Code::Unauthenticated);
    let denied = evaluation.signals().get_signal(evaluation.harness.request(&["rater"], get)).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    let reader = evaluation.harness.request(&["auditor"], dismiss(&signal));
    assert_eq!(evaluation.signals().dismiss_signal(reader).await.unwrap_err().code(), Code::PermissionDenied);
    let stranger = evaluation.harness.request_as("other", ANALYST, &[OTHER_TENANT], confirm(&signal));
    assert_eq!(evaluation.signals().confirm_signal(stranger).await.unwrap_err().code(), Code::PermissionDenied);
    let name = signal.name.replace("6571", OTHER_TENANT);
    let hidden = evaluation.harness.request_as("other", ANALYST, &[OTHER_TENANT], pb::GetSignalRequest { name });
    assert_eq!(evaluation.signals().get_signal(hidden).await.unwrap_err().code(), Code::NotFound);
    let list = pb::ListSignalsRequest { parent: PARENT.into(), ..Default::default() };
    assert_eq!(evaluation.signals().list_signals(Request::new(list)).await.unwrap_err().code(), Code::Unauthenticated);
}
