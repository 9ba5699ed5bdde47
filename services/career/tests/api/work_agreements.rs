//! Work agreements of those without probation.

use crate::{
    HR,
    first_year::{Answer, FirstYear, absent, date, instansi},
    record::told,
    training_world::refusal,
};
use contracts::career::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

impl FirstYear {
    async fn agree(&mut self, message: pb::RecordWorkAgreementRequest) -> Answer<pb::WorkAgreement> {
        self.agreements.record_work_agreement(self.career.harness.request(HR, message)).await
    }

    async fn extend(&mut self, message: pb::ExtendWorkAgreementRequest) -> Answer<pb::WorkAgreement> {
        self.agreements.extend_work_agreement(self.career.harness.request(HR, message)).await
    }

    async fn agreements_of(
        &mut self,
        message: pb::ListWorkAgreementsRequest,
    ) -> Answer<pb::ListWorkAgreementsResponse> {
        self.agreements.list_work_agreements(self.career.harness.request(HR, message)).await
    }

    async fn endings(
        &mut self,
        message: pb::ListWorkAgreementWarningsRequest,
    ) -> pb::ListWorkAgreementWarningsResponse {
        let request = self.career.harness.request(HR, message);
        self.agreements.list_work_agreement_warnings(request).await.unwrap().into_inner()
    }
}

/// A year from 1 May 2025 on.
fn agreement(servant: &pb::Servant) -> pb::RecordWorkAgreementRequest {
    pb::RecordWorkAgreementRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        number: "810/1/PK/2025".into(),
        signed_date: date(2025, 4, 20),
        start_date: date(2025, 5, 1),
        end_date: date(2026, 4, 30),
        request_id: String::new(),
    }
}

fn extension(one: &pb::WorkAgreement) -> pb::ExtendWorkAgreementRequest {
    pb::ExtendWorkAgreementRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        number: "810/2/PK/2026".into(),
        signed_date: date(2026, 4, 1),
        end_date: date(2027, 4, 30),
        request_id: String::new(),
    }
}

fn ending(day: Option<contracts::google::r#type::Date>) -> pb::ListWorkAgreementWarningsRequest {
    pb::ListWorkAgreementWarningsRequest { parent: instansi(), day, ..Default::default() }
}

#[tokio::test]
async fn an_agreement_is_kept_and_extended_once() {
    let mut year = FirstYear::start().await;
    let employee = year.employee().await;
    let message = pb::RecordWorkAgreementRequest { request_id: Uuid::now_v7().to_string(), ..agreement(&employee) };
    let first = year.agree(message.clone()).await.unwrap().into_inner();
    assert_eq!((first.end_date, first.extended, first.extends.as_str()), (date(2026, 4, 30), false, ""));
    assert_eq!(year.agree(message).await.unwrap().into_inner(), first, "a replay answers the same");
    let stale = year.agree(agreement(&employee)).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let employee = year.again(&employee).await;
    let beside = pb::RecordWorkAgreementRequest {
        start_date: date(2026, 4, 30),
        end_date: date(2027, 4, 30),
        ..agreement(&employee)
    };
    let beside = year.agree(beside).await.unwrap_err();
    assert_eq!(told(&beside, "agreement"), first.name);
    assert_eq!(refusal::<()>(Err(beside)), (Code::AlreadyExists, "AGREEMENT_OVERLAP".into()));
    let backwards = pb::ExtendWorkAgreementRequest { end_date: date(2026, 4, 30), ..extension(&first) };
    assert_eq!(bad_fields(&year.extend(backwards).await.unwrap_err()), ["end_date"]);
    let second = year.extend(extension(&first)).await.unwrap().into_inner();
    assert_eq!((second.start_date, second.extends.as_str()), (date(2026, 5, 1), first.name.as_str()));
    let stale = year.extend(extension(&first)).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let all = pb::ListWorkAgreementsRequest { parent: employee.name.clone(), page_size: 1, ..Default::default() };
    let page = year.agreements_of(all.clone()).await.unwrap().into_inner();
    assert!(page.agreements[0].extended);
    let twice = year.extend(extension(&page.agreements[0])).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "AGREEMENT_EXTENDED".into()));
    let rest = pb::ListWorkAgreementsRequest { page_token: page.next_page_token, ..all };
    let rest = year.agreements_of(rest).await.unwrap().into_inner();
    assert_eq!((rest.agreements, rest.next_page_token.as_str()), (vec![second], ""));
}

#[tokio::test]
async fn agreements_are_of_employees_and_last_a_year() {
    let mut year = FirstYear::start().await;
    let (servant, employee) = (year.civil_servant().await, year.employee().await);
    let civil = year.agree(agreement(&servant)).await;
    assert_eq!(refusal(civil), (Code::FailedPrecondition, "NOT_UNDER_AGREEMENT".into()));
    let short = pb::RecordWorkAgreementRequest { end_date: date(2026, 4, 29), ..agreement(&employee) };
    assert_eq!(bad_fields(&year.agree(short).await.unwrap_err()), ["end_date"]);
    let early = pb::RecordWorkAgreementRequest { start_date: date(2025, 4, 30), ..agreement(&employee) };
    assert_eq!(bad_fields(&year.agree(early).await.unwrap_err()), ["start_date"]);
    let nobody = pb::Servant { name: absent("servants"), ..employee.clone() };
    assert_eq!(refusal(year.agree(agreement(&nobody)).await), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let none = pb::ListWorkAgreementsRequest { parent: nobody.name, ..Default::default() };
    assert_eq!(refusal(year.agreements_of(none).await).1, "SERVANT_NOT_FOUND");
    let absent = pb::WorkAgreement { name: absent("workAgreements"), etag: "\"1\"".into(), ..Default::default() };
    assert_eq!(refusal(year.extend(extension(&absent)).await), (Code::NotFound, "AGREEMENT_NOT_FOUND".into()));
    year.leave(&employee).await;
    assert_eq!(refusal(year.agree(agreement(&employee)).await), (Code::FailedPrecondition, "ONBOARDING_STATE".into()));
    let wrong = pb::RecordWorkAgreementRequest {
        start_date: date(2025, 5, 2),
        end_date: date(2025, 5, 1),
        request_id: "x".into(),
        ..Default::default()
    };
    let expected = ["name", "etag", "request_id", "number", "signed_date", "end_date"];
    assert_eq!(bad_fields(&year.agree(wrong).await.unwrap_err()), expected);
    let wrong = year.extend(pb::ExtendWorkAgreementRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "number", "signed_date", "end_date"]);
    let wrong = pb::ListWorkAgreementsRequest { page_size: -1, ..Default::default() };
    assert_eq!(bad_fields(&year.agreements_of(wrong).await.unwrap_err()), ["parent", "page_size"]);
}

#[tokio::test]
async fn an_end_is_warned_of_six_months_before_until_something_follows() {
    let mut year = FirstYear::start().await;
    let (first, second) = (year.employee().await, year.employee().await);
    let one = year.agree(agreement(&first)).await.unwrap().into_inner();
    let longer = pb::RecordWorkAgreementRequest { end_date: date(2026, 5, 31), ..agreement(&second) };
    let other = year.agree(longer).await.unwrap().into_inner();
    assert!(year.endings(ending(date(2025, 10, 29))).await.warnings.is_empty());
    let warned = year.endings(ending(date(2025, 10, 30))).await;
    assert_eq!((warned.warnings.len(), warned.ruleset.as_str()), (1, "onboarding-pp-11-2017"));
    assert_eq!((warned.warnings[0].agreement.as_str(), warned.warnings[0].record_time), (one.name.as_str(), None));
    assert_eq!(warned.warnings[0].warn_date, date(2025, 10, 30));
    let mut page = pb::ListWorkAgreementWarningsRequest { page_size: 1, ..ending(date(2025, 12, 1)) };
    page.page_token = year.endings(page.clone()).await.next_page_token;
    let last = year.endings(page).await;
    assert_eq!((last.warnings[0].agreement.as_str(), last.next_page_token.as_str()), (other.name.as_str(), ""));
    year.on("2025-10-30");
    assert_eq!((year.sweep().await.agreements, year.sweep().await.agreements), (1, 0), "each once");
    assert!(year.endings(ending(None)).await.warnings[0].record_time.is_some());
    year.extend(extension(&one)).await.unwrap();
    assert!(year.endings(ending(None)).await.warnings.is_empty());
}
