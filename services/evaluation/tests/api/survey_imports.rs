//! Forms that were filled in on paper, and who may do what with surveys.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, absent, assert_refused, at_once,
    surveys::{answers, create, plan},
};
use contracts::evaluation::v1::{self as pb, import_answers_request::Part};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Request, Status};
use uuid::Uuid;

fn header(survey: &pb::Survey) -> pb::ImportAnswersHeader {
    pb::ImportAnswersHeader { parent: PARENT.into(), survey: survey.name.clone(), ..Default::default() }
}

fn form(number: usize, answer: i32) -> pb::AnswerRow {
    pb::AnswerRow { form: format!("F-{number}"), answers: answers(answer), question_answers: Vec::new() }
}

fn places(errors: &[pb::RowError]) -> Vec<(i64, &str)> {
    errors.iter().map(|error| (error.row, error.field.as_str())).collect()
}

fn messages(header: pb::ImportAnswersHeader, rows: &[pb::AnswerRow]) -> Vec<pb::ImportAnswersRequest> {
    let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
    parts.map(|part| pb::ImportAnswersRequest { part: Some(part) }).collect()
}

impl Evaluation {
    async fn import_answers(
        &self,
        header: pb::ImportAnswersHeader,
        rows: &[pb::AnswerRow],
    ) -> Result<pb::ImportAnswersResponse, Status> {
        let request = self.harness.request(DESK, tokio_stream::iter(messages(header, rows)));
        Ok(self.surveys().import_answers(request).await?.into_inner())
    }
}

#[tokio::test]
async fn bad_forms_are_told_by_row_and_the_others_counted() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let question = pb::QuestionAnswer { question: "job".into(), choice: 1 };
    let blank = pb::AnswerRow { answers: Vec::new(), ..form(4, 4) };
    let mut unknown = form(5, 4);
    unknown.answers[8].element = 10;
    let rows = [
        form(1, 4),
        pb::AnswerRow { form: " ".into(), ..form(2, 5) },
        form(1, 3),
        blank,
        unknown,
        pb::AnswerRow { question_answers: vec![question], ..form(6, 4) },
        form(7, 2),
    ];
    let report = evaluation.import_answers(header(&survey), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 5));
    let mut expected = vec![(2, "form")];
    let fields: Vec<String> = (0..9).map(|n| format!("answers[{n}].answer")).collect();
    expected.extend(fields.iter().map(|field| (2, field.as_str())));
    expected.extend([(3, "form"), (4, "answers"), (5, "answers[8].element")]);
    expected.push((6, "question_answers[0].question"));
    assert_eq!(places(&report.errors), expected);
    let again = evaluation.import_answers(header(&survey), &[form(7, 1), form(8, 4)]).await.unwrap();
    assert_eq!((again.accepted, places(&again.errors)), (1, vec![(1, "form")]));
    assert_eq!(evaluation.get_survey(&survey.name).await.respondents, 3);
}

#[tokio::test]
async fn a_blank_on_paper_counts_for_the_elements_that_were_filled_in() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    // Seven answer everything with 4; three leave the first element blank and answer the others with 2.
    let blank = |number| pb::AnswerRow { answers: answers(2).split_off(1), ..form(number, 2) };
    let rows: Vec<_> = (0..10).map(|n| if n < 7 { form(n, 4) } else { blank(n) }).collect();
    let report = evaluation.import_answers(header(&survey), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (10, 0));
    let result = evaluation.close_survey(&survey).await.unwrap().result.unwrap();
    let (first, second) = (&result.elements[0], &result.elements[1]);
    assert_eq!((result.respondents, first.answers, first.sum, first.average.as_str()), (10, 7, 28, "4.000"));
    assert_eq!((second.answers, second.sum, second.average.as_str()), (10, 34, "3.400"));
    // (4 + 8 × 3.4) ÷ 9 × 25
    assert_eq!((result.index.as_str(), result.exact_index.as_str()), ("86.67", "260/3"));
}

#[tokio::test]
async fn an_element_that_too_few_filled_in_leaves_no_result() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let blank = |number| pb::AnswerRow { answers: answers(2).split_off(1), ..form(number, 2) };
    let rows: Vec<_> = (0..10).map(|n| if n < 4 { form(n, 1) } else { blank(n) }).collect();
    evaluation.import_answers(header(&survey), &rows).await.unwrap();
    let result = evaluation.close_survey(&survey).await.unwrap().result.unwrap();
    assert_eq!((result.respondents, result.suppressed, result.elements.len()), (10, true, 0));
}

#[tokio::test]
async fn a_strict_import_with_a_bad_form_counts_nothing() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let strict = pb::ImportAnswersHeader { strict: true, ..header(&survey) };
    let refused = evaluation.import_answers(strict, &[form(1, 4), form(1, 4)]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].form"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(evaluation.get_survey(&survey.name).await.respondents, 0);
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.survey_marks").await, 0);
}

#[tokio::test]
async fn an_import_of_forms_is_replayed_by_its_request_id() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let once = pb::ImportAnswersHeader { request_id: Uuid::now_v7().to_string(), ..header(&survey) };
    let mut rows = vec![form(1, 4)];
    let first = evaluation.import_answers(once.clone(), &rows).await.unwrap();
    assert_eq!(evaluation.import_answers(once.clone(), &rows).await.unwrap(), first);
    rows.push(form(2, 4));
    let reused = evaluation.import_answers(once, &rows).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(evaluation.get_survey(&survey.name).await.respondents, 1);
}

#[tokio::test]
async fn forms_belong_to_a_survey_that_is_open_also_after_its_period() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let planned = evaluation.create_survey(create(&service)).await.unwrap();
    let early = evaluation.import_answers(header(&planned), &[form(1, 4)]).await;
    assert_refused(early, Code::FailedPrecondition, "SURVEY_CLOSED");
    let survey = evaluation.open_planned(&planned).await.unwrap();
    evaluation.harness.clock.set("2026-01-15T08:00:00Z".parse().unwrap());
    evaluation.import_answers(header(&survey), &[form(1, 4)]).await.unwrap();
    let closed = evaluation.close_survey(&survey).await.unwrap();
    assert_eq!(closed.result.unwrap().by_paper, 1);
    let late = evaluation.import_answers(header(&survey), &[form(2, 4)]).await;
    assert_refused(late, Code::FailedPrecondition, "SURVEY_CLOSED");
    let nobody = pb::ImportAnswersHeader { survey: absent(&survey.name), ..header(&survey) };
    assert_refused(evaluation.import_answers(nobody, &[]).await, Code::NotFound, "SURVEY_NOT_FOUND");
    let foreign = pb::ImportAnswersHeader { survey: survey.name.replace("6571", OTHER_TENANT), ..header(&survey) };
    assert_eq!(bad_fields(&evaluation.import_answers(foreign, &[]).await.unwrap_err()), ["header.survey"]);
    let request = evaluation.harness.request(DESK, tokio_stream::iter([pb::ImportAnswersRequest::default()]));
    let refused = evaluation.surveys().import_answers(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header"]);
}

#[tokio::test]
async fn many_forms_are_counted_in_chunks_and_once_by_two_imports_at_once() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let rows: Vec<_> = (0..2_500).map(|n| form(n, 1 + n as i32 % 4)).collect();
    let evaluation = Arc::new(evaluation);
    let calls = (0..2).map(|_| {
        let (evaluation, header, rows) = (evaluation.clone(), header(&survey), rows.clone());
        tokio::spawn(async move { evaluation.import_answers(header, &rows).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(good.iter().map(|report| report.accepted).sum::<i64>(), 2_500);
    let result = evaluation.close_survey(&survey).await.unwrap().result.unwrap();
    assert_eq!((result.by_paper, result.index.as_str()), (2_500, "62.50"));
    assert!(result.elements.iter().all(|element| element.counts == [625; 4]));
}

/// Calls a method without a token, with a role that lacks the permission, and for another tenant.
macro_rules! assert_guarded {
    ($evaluation:ident.$method:ident, $roles:expr, $message:expr) => {{
        let anonymous = Request::new($message);
        let stranger = $evaluation.harness.request(&["rater"], $message);
        let foreign = $evaluation.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let denied = $evaluation.surveys().$method(anonymous).await.unwrap_err();
        assert_eq!(denied.code(), Code::Unauthenticated, stringify!($method));
        let denied = $evaluation.surveys().$method(stranger).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
        let denied = $evaluation.surveys().$method(foreign).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
    }};
}

#[tokio::test]
async fn surveys_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Farmasi").await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let (name, etag, request_id) = (survey.name.clone(), survey.etag.clone(), String::new());
    let open = pb::OpenSurveyRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let close = pb::CloseSurveyRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let discard = pb::DiscardSurveyRequest { name: name.clone(), etag: etag.clone(), ..Default::default() };
    let publish = pb::PublishSurveyRequest { name: name.clone(), etag: etag.clone(), ..Default::default() };
    let issue = pb::IssueSurveyCodesRequest { survey: name.clone(), count: 1, request_id };
    let link = pb::CreateSurveyLinkRequest {
        survey: name.clone(),
        title: "x".into(),
        most_answers: 1,
        expire_time: Some(Default::default()),
        request_id: String::new(),
    };
    let shut = pb::CloseSurveyLinkRequest { name: name.replace("surveys", "surveyLinks"), etag, ..Default::default() };
    let links = pb::ListSurveyLinksRequest { parent: PARENT.into(), survey: name.clone(), ..Default::default() };
    let list = pb::ListSurveysRequest { parent: PARENT.into(), ..Default::default() };
    let due = pb::ListDueServicesRequest { parent: PARENT.into(), ..Default::default() };
    assert_guarded!(evaluation.create_survey, ANALYST, create(&service));
    assert_guarded!(evaluation.open_survey, ANALYST, open.clone());
    assert_guarded!(evaluation.close_survey, ANALYST, close.clone());
    assert_guarded!(evaluation.discard_survey, ANALYST, discard.clone());
    assert_guarded!(evaluation.plan_follow_up, ANALYST, plan(&survey));
    assert_guarded!(evaluation.publish_survey, DESK, publish.clone());
    assert_guarded!(evaluation.get_survey, ANALYST, pb::GetSurveyRequest { name: name.clone() });
    assert_guarded!(evaluation.list_surveys, ANALYST, list.clone());
    assert_guarded!(evaluation.list_due_services, ANALYST, due.clone());
    assert_guarded!(evaluation.issue_survey_codes, ANALYST, issue.clone());
    assert_guarded!(evaluation.create_survey_link, ANALYST, link.clone());
    assert_guarded!(evaluation.close_survey_link, ANALYST, shut.clone());
    assert_guarded!(evaluation.list_survey_links, ANALYST, links.clone());
    let import = || tokio_stream::iter(messages(header(&survey), &[]));
    assert_guarded!(evaluation.import_answers, DESK, import());
}
