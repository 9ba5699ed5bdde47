//! Nobody looks after first years without a token, without the role, or for another instansi.

use crate::{
    HR,
    first_year::{FirstYear, PPK, absent, answers, date, instansi},
};
use contracts::career::v1 as pb;
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($year:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $year.$client.$method(Request::new($message)).await;
        let clerk = $year.career.harness.request(&["assessor"], $message);
        let clerk = $year.$client.$method(clerk).await;
        let foreign = $year.career.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $year.$client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

const ETAG: &str = "\"1\"";

#[tokio::test]
async fn tasks_and_pre_service_training_want_a_token_a_role_and_the_tenant() {
    let mut year = FirstYear::start().await;
    let open = pb::OpenOnboardingRequest { servant: absent("servants"), ..Default::default() };
    let list = pb::ListOnboardingTasksRequest { parent: instansi(), ..Default::default() };
    let (name, etag) = (absent("onboardingTasks"), ETAG.to_owned());
    let complete = pb::CompleteOnboardingTaskRequest { name, etag, ..Default::default() };
    let (name, etag) = (complete.name.clone(), complete.etag.clone());
    let own = pb::CompleteOwnOnboardingTaskRequest { name, etag, ..Default::default() };
    refuses!(year, onboardings.complete_own_onboarding_task, &["servant"], own.clone());
    refuses!(year, onboardings.open_onboarding, HR, open.clone());
    refuses!(year, onboardings.list_onboarding_tasks, HR, list.clone());
    refuses!(year, onboardings.complete_onboarding_task, HR, complete.clone());
    let servant = pb::Servant { name: absent("servants"), ..Default::default() };
    let training = pb::PreService { name: absent("preServices"), etag: ETAG.into(), ..Default::default() };
    let (name, etag) = (training.name.clone(), training.etag.clone());
    let cancel = pb::CancelPreServiceRequest { name, etag, reason: "x".into(), ..Default::default() };
    let list = pb::ListPreServicesRequest { parent: instansi(), ..Default::default() };
    refuses!(year, pre_services.register_pre_service, HR, FirstYear::registration(&servant));
    refuses!(year, pre_services.record_pre_service_part, HR, FirstYear::part(&training, "mooc", 1));
    refuses!(year, pre_services.record_pre_service_result, HR, FirstYear::outcome(&training, true));
    refuses!(year, pre_services.cancel_pre_service, HR, cancel.clone());
    refuses!(year, pre_services.list_pre_services, HR, list.clone());
}

#[tokio::test]
async fn probation_and_agreements_want_a_token_a_role_and_the_tenant() {
    let mut year = FirstYear::start().await;
    let servant = pb::Servant { name: absent("servants"), etag: ETAG.into(), ..Default::default() };
    let (name, etag) = (servant.name.clone(), servant.etag.clone());
    let dismiss = pb::DismissOnProbationRequest {
        name: name.clone(),
        etag: etag.clone(),
        exit_kind: "7".into(),
        last_day: date(2025, 5, 2),
        decree_number: "1".into(),
        decree_date: date(2025, 5, 2),
        reason: "x".into(),
        request_id: String::new(),
    };
    let warnings = pb::ListProbationWarningsRequest { parent: instansi(), ..Default::default() };
    let sweep = pb::SweepOnboardingWarningsRequest { parent: instansi(), ..Default::default() };
    refuses!(year, probations.get_probation, HR, pb::GetProbationRequest { name: name.clone(), day: None });
    refuses!(year, probations.record_health_statement, HR, FirstYear::statement(&servant, true));
    refuses!(year, probations.appoint_permanent, PPK, FirstYear::decree(&servant, date(2025, 5, 2)));
    refuses!(year, probations.dismiss_on_probation, PPK, dismiss.clone());
    refuses!(year, probations.list_probation_warnings, HR, warnings.clone());
    let analyst = year.career.harness.request(&["analyst"], warnings.clone());
    let analyst = year.probations.list_probation_warnings(analyst).await.unwrap_err();
    assert_eq!(analyst.code(), Code::PermissionDenied, "they name persons");
    refuses!(year, probations.sweep_onboarding_warnings, HR, sweep.clone());
    let officer = year.career.harness.request(HR, FirstYear::decree(&servant, date(2025, 5, 2)));
    let officer = year.probations.appoint_permanent(officer).await.unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied, "an officer records, the authority appoints");
    let record = pb::RecordWorkAgreementRequest {
        name: name.clone(),
        etag: etag.clone(),
        number: "1".into(),
        signed_date: date(2025, 5, 1),
        start_date: date(2025, 5, 1),
        end_date: date(2026, 4, 30),
        request_id: String::new(),
    };
    let extend = pb::ExtendWorkAgreementRequest {
        name: absent("workAgreements"),
        etag,
        number: "2".into(),
        signed_date: date(2025, 5, 1),
        end_date: date(2026, 4, 30),
        request_id: String::new(),
    };
    let list = pb::ListWorkAgreementsRequest { parent: name, ..Default::default() };
    let warnings = pb::ListWorkAgreementWarningsRequest { parent: instansi(), ..Default::default() };
    refuses!(year, agreements.record_work_agreement, HR, record.clone());
    refuses!(year, agreements.extend_work_agreement, HR, extend.clone());
    refuses!(year, agreements.list_work_agreements, HR, list.clone());
    refuses!(year, agreements.list_work_agreement_warnings, HR, warnings.clone());
}

#[tokio::test]
async fn follow_ups_want_a_token_a_role_and_the_tenant() {
    let mut year = FirstYear::start().await;
    let servant = absent("servants");
    let record =
        pb::RecordFollowUpRequest { servant: servant.clone(), months: 3, answers: answers(3), ..Default::default() };
    let submit = pb::SubmitFollowUpRequest { servant, months: 3, answers: answers(3), ..Default::default() };
    let due = pb::ListDueFollowUpsRequest { parent: instansi(), ..Default::default() };
    let list = pb::ListFollowUpsRequest { parent: instansi(), ..Default::default() };
    let needs = pb::ListAdaptationNeedsRequest { parent: instansi(), ..Default::default() };
    let (name, etag, outcome) = (absent("adaptationNeeds"), ETAG.to_owned(), "x".to_owned());
    let resolve = pb::ResolveAdaptationNeedRequest { name, etag, outcome, request_id: String::new() };
    refuses!(year, adaptations.list_due_follow_ups, HR, due.clone());
    refuses!(year, adaptations.record_follow_up, &["rater"], record.clone());
    refuses!(year, adaptations.submit_follow_up, &["servant"], submit.clone());
    refuses!(year, adaptations.list_follow_ups, HR, list.clone());
    refuses!(year, adaptations.list_adaptation_needs, HR, needs.clone());
    refuses!(year, adaptations.resolve_adaptation_need, HR, resolve.clone());
}
