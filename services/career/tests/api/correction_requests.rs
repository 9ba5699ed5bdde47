//! Servants ask to correct their own records, and the office answers in time.

use crate::{
    HR,
    own_records::{Selves, mine},
    record::{correction, held},
    training_world::{Answer, parent, refusal},
};
use contracts::career::v1::{
    self as pb, answer_correction_request::Verdict, correction_request::State,
    correction_request_service_client::CorrectionRequestServiceClient,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request, transport::Channel};
use uuid::Uuid;

impl Selves {
    fn office(&self) -> CorrectionRequestServiceClient<Channel> {
        CorrectionRequestServiceClient::new(self.school.career.harness.channel.clone())
    }

    async fn answer(&self, request: pb::AnswerCorrectionRequest) -> Answer<pb::CorrectionRequest> {
        self.office().answer_correction(self.school.career.harness.request(HR, request)).await
    }

    async fn listed(&self, request: pb::ListCorrectionsRequest) -> Vec<pb::CorrectionRequest> {
        let request = pb::ListCorrectionsRequest { parent: parent(), ..request };
        let request = self.school.career.harness.request(HR, request);
        self.office().list_corrections(request).await.unwrap().into_inner().corrections
    }

    async fn my_corrections(&mut self, account: &str) -> Vec<pb::CorrectionRequest> {
        let request = pb::ListMyCorrectionsRequest { parent: parent(), ..Default::default() };
        self.own.list_my_corrections(mine!(self, account, request)).await.unwrap().into_inner().corrections
    }
}

fn refused(one: &pb::CorrectionRequest) -> pb::AnswerCorrectionRequest {
    pb::AnswerCorrectionRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        verdict: Verdict::Refused.into(),
        answer: "SK tidak terbaca".into(),
        ..Default::default()
    }
}

fn accepted(one: &pb::CorrectionRequest, row: &str) -> pb::AnswerCorrectionRequest {
    let (verdict, answer) = (Verdict::Accepted.into(), "diperbaiki".to_owned());
    pb::AnswerCorrectionRequest { verdict, row: row.to_owned(), answer, ..refused(one) }
}

#[tokio::test]
async fn a_correction_is_asked_for_and_accepted_with_the_row_that_mends_it() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    let old = selves.school.career.add_rank(&siti, held("III/a", 5)).await.unwrap();
    selves.school.at("2025-05-02T09:00:00Z");
    let request =
        pb::RequestCorrectionRequest { request_id: Uuid::from_u128(5).to_string(), ..Selves::correction("ranks") };
    let asked = selves.ask("siti", request.clone()).await.unwrap().into_inner();
    assert_eq!(selves.ask("siti", request).await.unwrap().into_inner(), asked, "asked once");
    assert_eq!((asked.state(), asked.servant.as_str(), asked.field.as_str()), (State::Open, siti.as_str(), "ranks"));
    assert_eq!((asked.wanted.as_str(), asked.reason.as_str()), ("Golongan III/b sejak 1 April", "SK 823.3/17"));
    let due = asked.due_time.map(|due| due.seconds).unwrap() - asked.create_time.map(|time| time.seconds).unwrap();
    assert_eq!((due, asked.ruleset.as_str()), (72 * 3_600, "correction-uu-27-2022"));
    let before = selves.answer(accepted(&asked, &old.name)).await.unwrap_err();
    assert_eq!(bad_fields(&before), ["row"], "a row that was there before mends nothing");
    let elsewhere = selves.answer(accepted(&asked, &siti)).await.unwrap_err();
    assert_eq!(bad_fields(&elsewhere), ["row"]);
    selves.school.at("2025-05-02T10:00:00Z");
    let correction =
        pb::Correction { replaces: old.name.clone(), reason: "salah ketik".into(), decree_number: "823.3/17".into() };
    let mut right = held("III/b", 5);
    right.correction = Some(correction);
    let new = selves.school.career.add_rank(&siti, right).await.unwrap();
    let answered = selves.answer(accepted(&asked, &new.name)).await.unwrap().into_inner();
    assert_eq!((answered.state(), answered.row.as_str(), answered.late), (State::Accepted, new.name.as_str(), false));
    assert_eq!((answered.answer.as_str(), answered.answered_by.as_str()), ("diperbaiki", "tester"));
    assert_eq!(selves.my_corrections("siti").await, std::slice::from_ref(&answered));
    assert_eq!(refusal(selves.answer(refused(&asked)).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = selves.answer(refused(&answered)).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "CORRECTION_REQUEST_STATE".into()));
    let plain = "SELECT count(*) FROM career.correction_requests AS one
                 WHERE one::text LIKE '%Golongan%' OR one::text LIKE '%diperbaiki%'";
    assert_eq!(selves.school.career.harness.number(plain).await, 0);
}

/// A row that should never have been there is taken out, and nothing comes in its place.
#[tokio::test]
async fn a_row_that_was_taken_out_mends_a_record_too() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    let wrong = selves.school.career.add_rank(&siti, held("III/a", 5)).await.unwrap();
    selves.school.at("2025-05-02T09:00:00Z");
    let asked = selves.ask("siti", Selves::correction("ranks")).await.unwrap().into_inner();
    let before = selves.answer(accepted(&asked, &wrong.name)).await.unwrap_err();
    assert_eq!(bad_fields(&before), ["row"]);
    selves.school.at("2025-05-02T10:00:00Z");
    let etag = selves.school.career.record_shown(&siti).await.etag;
    let (name, correction) = (siti, correction(&wrong.name));
    let withdrawal = pb::WithdrawRowRequest { name, etag, correction, request_id: String::new() };
    let harness = &selves.school.career.harness;
    selves.school.career.record_client().withdraw_row(harness.request(HR, withdrawal)).await.unwrap();
    let answered = selves.answer(accepted(&asked, &wrong.name)).await.unwrap().into_inner();
    assert_eq!((answered.state(), answered.row), (State::Accepted, wrong.name));
}

#[tokio::test]
async fn points_are_mended_by_points_of_this_servant() {
    let mut selves = Selves::start().await;
    let (siti, budi) = (selves.person(3, "siti").await, selves.person(3, "budi").await);
    let asked = selves.ask("siti", Selves::correction("credits")).await.unwrap().into_inner();
    let row = |number: u128| format!("{}/credits/{}", parent(), Uuid::from_u128(number));
    let earned = "INSERT INTO career.credits (credit_id, servant_id, instansi, kind, level, valid, rating, parts, basis, ruleset,
                                              document_number, document_date, record_time)
                  VALUES ($1, $2, '6571', 'first', 'ahli_pertama', '[2025-05-02,2025-05-02]', '', 0, 'x', 'x', '1', '2025-05-02',
                          now())";
    for (number, servant) in [(1, &siti), (2, &budi)] {
        let earned = sqlx::query(earned).bind(Uuid::from_u128(number)).bind(crate::promotions::id_of(servant));
        earned.execute(&selves.school.career.harness.pool).await.unwrap();
    }
    for wrong in ["the points were typed again", siti.as_str(), &row(2), &row(3)] {
        assert_eq!(bad_fields(&selves.answer(accepted(&asked, wrong)).await.unwrap_err()), ["row"], "{wrong}");
    }
    selves.answer(accepted(&asked, &row(1))).await.unwrap();
}

#[tokio::test]
async fn a_request_is_refused_with_a_reason_and_late_ones_are_told() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    selves.person(3, "budi").await;
    let asked = selves.ask("siti", Selves::correction("identity.birth_date")).await.unwrap().into_inner();
    let own = selves.school.career.harness.request_as("siti", HR, &[TENANT], refused(&asked));
    let own = selves.office().answer_correction(own).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_ANSWER".into()));
    let overdue = || pb::ListCorrectionsRequest { overdue: true, ..Default::default() };
    assert!(selves.listed(overdue()).await.is_empty());
    selves.school.at("2025-05-06T08:00:00Z");
    let late = selves.listed(overdue()).await;
    assert_eq!((late.len(), late[0].late, late[0].servant.as_str()), (1, true, siti.as_str()));
    let answered = selves.answer(refused(&asked)).await.unwrap().into_inner();
    assert_eq!((answered.state(), answered.late, answered.row.as_str()), (State::Refused, true, ""));
    assert!(selves.listed(overdue()).await.is_empty());
    let of = |state: State| pb::ListCorrectionsRequest { state: state.into(), ..Default::default() };
    assert_eq!((selves.listed(of(State::Refused)).await.len(), selves.listed(of(State::Open)).await.len()), (1, 0));
    assert_eq!(selves.my_corrections("siti").await[0].answer, "SK tidak terbaca");
    assert!(selves.my_corrections("budi").await.is_empty(), "nobody sees another's");
}

#[tokio::test]
async fn what_has_no_rows_is_mended_by_a_named_resource() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    let asked = selves.ask("siti", Selves::correction("identity.birth_date")).await.unwrap().into_inner();
    let budi = selves.person(3, "budi").await;
    assert_eq!(bad_fields(&selves.answer(accepted(&asked, &budi)).await.unwrap_err()), ["row"], "another's");
    let answered = selves.answer(accepted(&asked, &siti)).await.unwrap().into_inner();
    assert_eq!((answered.state(), answered.row), (State::Accepted, siti));
}

#[tokio::test]
async fn bad_requests_name_every_field_and_too_many_are_refused() {
    let mut selves = Selves::start().await;
    selves.person(3, "siti").await;
    let nothing = selves.ask("siti", pb::RequestCorrectionRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["parent", "field", "wanted", "reason"]);
    let unknown = selves.ask("siti", Selves::correction("shoe_size")).await.unwrap_err();
    assert_eq!(bad_fields(&unknown), ["field"]);
    let stranger = selves.ask("stranger", Selves::correction("ranks")).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "NO_OWN_RECORD".into()));
    let nothing = selves.answer(pb::AnswerCorrectionRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["name", "etag", "verdict", "answer"]);
    let absent = pb::CorrectionRequest {
        name: format!("{}/correctionRequests/{}", parent(), Uuid::from_u128(1)),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let idle = pb::AnswerCorrectionRequest { row: "x".into(), ..refused(&absent) };
    assert_eq!(bad_fields(&selves.answer(idle).await.unwrap_err()), ["row"]);
    let missing = selves.answer(refused(&absent)).await;
    assert_eq!(refusal(missing), (Code::NotFound, "CORRECTION_REQUEST_NOT_FOUND".into()));
    for _ in 0..20 {
        selves.ask("siti", Selves::correction("posts")).await.unwrap();
    }
    let many = selves.ask("siti", Selves::correction("posts")).await;
    assert_eq!(refusal(many), (Code::FailedPrecondition, "TOO_MANY_CORRECTION_REQUESTS".into()));
    let request = pb::ListMyCorrectionsRequest { parent: parent(), page_size: 15, page_token: String::new() };
    let page = selves.own.list_my_corrections(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    let request = pb::ListMyCorrectionsRequest { page_token: page.next_page_token, ..request };
    let rest = selves.own.list_my_corrections(mine!(selves, "siti", request)).await.unwrap().into_inner();
    assert_eq!((page.corrections.len(), rest.corrections.len(), rest.next_page_token.as_str()), (15, 5, ""));
}

#[tokio::test]
async fn the_offices_side_wants_a_token_a_role_and_the_tenant() {
    let selves = Selves::start().await;
    let mut office = selves.office();
    let list = pb::ListCorrectionsRequest { parent: parent(), ..Default::default() };
    let absent = pb::CorrectionRequest {
        name: format!("{}/correctionRequests/{}", parent(), Uuid::from_u128(1)),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let harness = &selves.school.career.harness;
    let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
    let anonymous = office.list_corrections(Request::new(list.clone())).await.unwrap_err().code();
    let servant = office.list_corrections(harness.request(&["servant"], list.clone())).await.unwrap_err().code();
    let foreign = harness.request_as("other", HR, &[OTHER_TENANT], list);
    let foreign = office.list_corrections(foreign).await.unwrap_err().code();
    assert_eq!([anonymous, servant, foreign], expected);
    let anonymous = office.answer_correction(Request::new(refused(&absent))).await.unwrap_err().code();
    let auditor = office.answer_correction(harness.request(&["auditor"], refused(&absent))).await.unwrap_err().code();
    let foreign = harness.request_as("other", HR, &[OTHER_TENANT], refused(&absent));
    let foreign = office.answer_correction(foreign).await.unwrap_err().code();
    assert_eq!([anonymous, auditor, foreign], expected);
}
