//! What anybody answers without an account: counted once, refused with reasons, and kept only as sums.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, absent, assert_refused, at_once,
    surveys::{answers, create, submission},
};
use contracts::evaluation::v1 as pb;
use platform::{
    dates,
    testing::{OTHER_TENANT, bad_fields},
};
use std::sync::Arc;
use tonic::{Code, Request, Status};
use uuid::Uuid;

const RESPONDENTS: &str = "SELECT sum(respondents)::bigint FROM evaluation.survey_sums";

fn link_of(survey: &pb::Survey, most_answers: i64) -> pb::CreateSurveyLinkRequest {
    pb::CreateSurveyLinkRequest {
        survey: survey.name.clone(),
        title: "Poster loket".into(),
        most_answers,
        expire_time: Some(dates::render_time("2025-12-01T00:00:00Z".parse().unwrap())),
        request_id: String::new(),
    }
}

impl Evaluation {
    pub async fn create_survey_link(
        &self,
        request: pb::CreateSurveyLinkRequest,
    ) -> Result<pb::CreateSurveyLinkResponse, Status> {
        Ok(self.surveys().create_survey_link(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    /// A link and its code.
    pub async fn survey_link(&self, survey: &pb::Survey, most_answers: i64) -> (pb::SurveyLink, String) {
        let made = self.create_survey_link(link_of(survey, most_answers)).await.unwrap();
        (made.link.unwrap(), made.code)
    }

    async fn questionnaire(&self, parent: &str, code: &str) -> Result<pb::Questionnaire, Status> {
        let request = pb::GetQuestionnaireRequest { parent: parent.into(), code: code.into() };
        Ok(self.questionnaires().get_questionnaire(Request::new(request)).await?.into_inner())
    }

    async fn issue_codes(&self, survey: &str, count: i32) -> Result<pb::IssueSurveyCodesResponse, Status> {
        let request = pb::IssueSurveyCodesRequest { survey: survey.into(), count, request_id: String::new() };
        Ok(self.surveys().issue_survey_codes(self.harness.request(ANALYST, request)).await?.into_inner())
    }
}

#[tokio::test]
async fn a_code_opens_the_questionnaire_for_one_answer() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let asked = evaluation.questionnaire(PARENT, &code.to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!((asked.service_title.as_str(), asked.elements.len()), ("Pendaftaran pasien", 9));
    assert_eq!((asked.questions.len(), asked.single_use), (1, true));
    assert!(asked.elements.iter().all(|element| element.choices.len() == 4 && !element.title.is_empty()));
    let question_answers = vec![pb::QuestionAnswer { question: "channel".into(), choice: 2 }];
    let sent = pb::SubmitAnswersRequest { question_answers, ..submission(&code, 4) };
    let thanks = evaluation.submit_answers(sent.clone()).await.unwrap();
    assert_eq!(evaluation.submit_answers(sent).await.unwrap(), thanks, "the same request is counted once");
    assert_refused(evaluation.submit_answers(submission(&code, 1)).await, Code::FailedPrecondition, "SURVEY_CODE_USED");
    assert_refused(evaluation.questionnaire(PARENT, &code).await, Code::FailedPrecondition, "SURVEY_CODE_USED");
    assert_eq!(evaluation.harness.number(RESPONDENTS).await, 1);
    assert_eq!(evaluation.get_survey(&survey.name).await.respondents, 1);
}

#[tokio::test]
async fn two_answers_at_once_by_one_code_are_one() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let calls = (0..8).map(|_| {
        let mut client = evaluation.questionnaires();
        let request = Request::new(submission(&code, 4));
        tokio::spawn(async move { client.submit_answers(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.len(), evaluation.harness.number(RESPONDENTS).await), (1, 7, 1));
}

#[tokio::test]
async fn answers_at_the_same_moment_are_all_counted() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let codes = evaluation.survey_codes(&survey, 60).await;
    let evaluation = Arc::new(evaluation);
    let calls = codes.into_iter().map(|code| {
        let evaluation = evaluation.clone();
        tokio::spawn(async move { evaluation.submit_answers(submission(&code, 3)).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.len(), evaluation.harness.number(RESPONDENTS).await), (60, 0, 60));
    let result = evaluation.close_survey(&survey).await.unwrap().result.unwrap();
    assert_eq!((result.respondents, result.by_code, result.index.as_str()), (60, 60, "75.00"));
    assert!(result.elements.iter().all(|element| (element.sum, element.answers) == (180, 60)));
}

#[tokio::test]
async fn everything_wrong_with_an_answer_is_told_at_once() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let refused = evaluation.submit_answers(pb::SubmitAnswersRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "code", "answers", "request_id"]);
    let mut wrong = submission(&code, 4);
    wrong.answers[0].answer = 5;
    wrong.answers[1].answer = 0;
    wrong.answers[2].element = 99;
    wrong.answers[3].element = 1;
    wrong.answers.pop();
    let refused = evaluation.submit_answers(wrong).await.unwrap_err();
    let expected = ["answers[0].answer", "answers[1].answer", "answers[2].element", "answers[3].element", "answers"];
    assert_eq!(bad_fields(&refused), expected);
    let mut wrong = submission(&code, 4);
    let answer = |question: &str, choice| pb::QuestionAnswer { question: question.into(), choice };
    wrong.question_answers = vec![answer("channel", 3), answer("channel", 1), answer("job", 1)];
    let refused = evaluation.submit_answers(wrong).await.unwrap_err();
    let expected = ["question_answers[0].choice", "question_answers[1].question", "question_answers[2].question"];
    assert_eq!(bad_fields(&refused), expected);
    let many = pb::SubmitAnswersRequest { answers: answers(4).repeat(20), ..submission(&code, 4) };
    assert_eq!(bad_fields(&evaluation.submit_answers(many).await.unwrap_err()), ["answers"]);
    evaluation.submit_answers(submission(&code, 4)).await.unwrap();
}

#[tokio::test]
async fn a_survey_takes_answers_while_it_is_open_and_in_its_period_only() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let planned = evaluation.create_survey(create(&service)).await.unwrap();
    let codes = evaluation.survey_codes(&planned, 2).await;
    let planned = evaluation.get_survey(&planned.name).await;
    let closed = evaluation.submit_answers(submission(&codes[0], 4)).await;
    assert_refused(closed, Code::FailedPrecondition, "SURVEY_CLOSED");
    let survey = evaluation.open_planned(&planned).await.unwrap();
    let (_, link) = evaluation.survey_link(&survey, 10).await;
    evaluation.harness.clock.set("2025-12-31T17:00:00Z".parse().unwrap());
    let over = evaluation.submit_answers(submission(&codes[0], 4)).await;
    assert_refused(over, Code::FailedPrecondition, "SURVEY_CLOSED");
    evaluation.harness.clock.set("2025-12-31T16:59:00Z".parse().unwrap());
    evaluation.submit_answers(submission(&codes[0], 4)).await.unwrap();
    evaluation.close_survey(&survey).await.unwrap();
    for code in [&codes[1], &codes[0]] {
        let unknown = evaluation.submit_answers(submission(code, 4)).await;
        assert_refused(unknown, Code::NotFound, "SURVEY_CODE_UNKNOWN");
    }
    assert_refused(evaluation.submit_answers(submission(&link, 4)).await, Code::FailedPrecondition, "SURVEY_CLOSED");
    assert_refused(evaluation.questionnaire(PARENT, &link).await, Code::FailedPrecondition, "SURVEY_CLOSED");
}

#[tokio::test]
async fn a_code_opens_nothing_elsewhere_and_a_wrong_one_nowhere() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let elsewhere = format!("instansi/{OTHER_TENANT}");
    let foreign = evaluation.questionnaire(&elsewhere, &code).await;
    assert_refused(foreign, Code::NotFound, "SURVEY_CODE_UNKNOWN");
    let foreign =
        evaluation.submit_answers(pb::SubmitAnswersRequest { parent: elsewhere, ..submission(&code, 4) }).await;
    assert_refused(foreign, Code::NotFound, "SURVEY_CODE_UNKNOWN");
    let wrong = evaluation.questionnaire(PARENT, "00000-00000-00000-00000").await;
    assert_refused(wrong, Code::NotFound, "SURVEY_CODE_UNKNOWN");
    assert_eq!(bad_fields(&evaluation.questionnaire("x", "short").await.unwrap_err()), ["parent", "code"]);
}

#[tokio::test]
async fn a_link_has_a_number_a_time_and_an_end() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let (link, code) = evaluation.survey_link(&survey, 2).await;
    assert!(!evaluation.questionnaire(PARENT, &code).await.unwrap().single_use);
    let sent = submission(&code, 4);
    evaluation.submit_answers(sent.clone()).await.unwrap();
    evaluation.submit_answers(sent.clone()).await.unwrap();
    evaluation.submit_answers(submission(&code, 3)).await.unwrap();
    let exhausted = evaluation.submit_answers(submission(&code, 4)).await;
    assert_refused(exhausted, Code::FailedPrecondition, "SURVEY_LINK_EXHAUSTED");
    evaluation.submit_answers(sent).await.unwrap();
    assert_eq!(evaluation.harness.number(RESPONDENTS).await, 2, "a request that comes again is not counted again");
    let (_, code) = evaluation.survey_link(&survey, 10).await;
    evaluation.harness.clock.set("2025-12-01T00:00:00Z".parse().unwrap());
    let expired = evaluation.submit_answers(submission(&code, 4)).await;
    assert_refused(expired, Code::FailedPrecondition, "SURVEY_LINK_EXHAUSTED");
    assert_refused(evaluation.questionnaire(PARENT, &code).await, Code::FailedPrecondition, "SURVEY_LINK_EXHAUSTED");
    let close = |name: &str, etag: &str| {
        let (name, etag) = (name.into(), etag.into());
        evaluation.harness.request(ANALYST, pb::CloseSurveyLinkRequest { name, etag, request_id: String::new() })
    };
    let stale = evaluation.surveys().close_survey_link(close(&link.name, "\"9\"")).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    let shut = evaluation.surveys().close_survey_link(close(&link.name, &link.etag)).await.unwrap().into_inner();
    assert_eq!((shut.closed, shut.answers, shut.etag.as_str()), (true, 2, "\"2\""));
    let missing = evaluation.surveys().close_survey_link(close(&absent(&link.name), &link.etag)).await;
    assert_refused(missing, Code::NotFound, "SURVEY_LINK_NOT_FOUND");
    let refused = evaluation.surveys().close_survey_link(close("x", "x")).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag"]);
}

#[tokio::test]
async fn a_flood_by_links_is_turned_away_and_holds_up_no_code() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let (_, link) = evaluation.survey_link(&survey, 1_000).await;
    evaluation.submit_answers(submission(&link, 4)).await.unwrap();
    // As if 599 more had come in the same minute.
    let flood = sqlx::query("UPDATE evaluation.survey_gates SET answers = 600");
    flood.execute(&evaluation.harness.pool).await.unwrap();
    let flooded = evaluation.submit_answers(submission(&link, 4)).await;
    assert_refused(flooded, Code::ResourceExhausted, "SURVEY_FLOODED");
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    evaluation.submit_answers(submission(&code, 4)).await.unwrap();
    evaluation.harness.clock.set("2025-11-05T08:01:00Z".parse().unwrap());
    evaluation.submit_answers(submission(&link, 4)).await.unwrap();
    assert_eq!(evaluation.harness.number(RESPONDENTS).await, 3);
}

#[tokio::test]
async fn links_and_codes_have_bounds_and_are_listed() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let refused = evaluation.create_survey_link(pb::CreateSurveyLinkRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["survey", "title", "most_answers", "expire_time"]);
    let past = Some(dates::render_time("2025-11-05T08:00:00Z".parse().unwrap()));
    let wrong = pb::CreateSurveyLinkRequest { expire_time: past, ..link_of(&survey, 100_001) };
    let refused = evaluation.create_survey_link(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["most_answers", "expire_time"]);
    for count in [0, 1_001] {
        assert_eq!(bad_fields(&evaluation.issue_codes(&survey.name, count).await.unwrap_err()), ["count"]);
    }
    let nobody = evaluation.issue_codes(&absent(&survey.name), 1).await;
    assert_refused(nobody, Code::NotFound, "SURVEY_NOT_FOUND");
    for _ in 0..3 {
        evaluation.survey_link(&survey, 10).await;
    }
    let (parent, survey_name) = (PARENT.to_owned(), survey.name.clone());
    let mut list = pb::ListSurveyLinksRequest { parent, survey: survey_name, page_size: 2, page_token: String::new() };
    let page = evaluation.surveys().list_survey_links(evaluation.harness.request(ANALYST, list.clone())).await;
    let page = page.unwrap().into_inner();
    list.page_token = page.next_page_token;
    let rest = evaluation.surveys().list_survey_links(evaluation.harness.request(ANALYST, list)).await;
    let rest = rest.unwrap().into_inner();
    assert_eq!((page.links.len(), rest.links.len(), rest.next_page_token.as_str()), (2, 1, ""));
    let full = sqlx::query("UPDATE evaluation.surveys SET codes_issued = 1000000");
    full.execute(&evaluation.harness.pool).await.unwrap();
    let full = evaluation.issue_codes(&survey.name, 1).await;
    assert_refused(full, Code::FailedPrecondition, "SURVEY_TOO_MANY_CODES");
    evaluation.close_survey(&survey).await.unwrap();
    assert_refused(evaluation.issue_codes(&survey.name, 1).await, Code::FailedPrecondition, "SURVEY_STATE");
}

#[tokio::test]
async fn codes_and_links_are_replayed_by_their_request_id() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let request_id = Uuid::now_v7().to_string();
    let codes = pb::IssueSurveyCodesRequest { survey: survey.name.clone(), count: 3, request_id: request_id.clone() };
    let link = pb::CreateSurveyLinkRequest { request_id, ..link_of(&survey, 10) };
    let (mut issued, mut linked) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let request = evaluation.harness.request(ANALYST, codes.clone());
        issued.push(evaluation.surveys().issue_survey_codes(request).await.unwrap().into_inner());
        linked.push(evaluation.create_survey_link(link.clone()).await.unwrap());
    }
    assert!(issued[0] == issued[1] && linked[0] == linked[1]);
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.survey_codes").await, 3);
    let other = pb::CreateSurveyLinkRequest { most_answers: 11, ..link };
    assert_refused(evaluation.create_survey_link(other).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_link_takes_no_more_answers_than_people_use_the_service() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let refused = evaluation.create_survey_link(link_of(&survey, 1_001)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["most_answers"]);
    let (_, code) = evaluation.survey_link(&survey, 1_000).await;
    let crowd = sqlx::query("UPDATE evaluation.survey_sums SET respondents = 999 WHERE channel = 'link'");
    crowd.execute(&evaluation.harness.pool).await.unwrap();
    evaluation.submit_answers(submission(&code, 4)).await.unwrap();
    let (_, another) = evaluation.survey_link(&survey, 1_000).await;
    let full = evaluation.submit_answers(submission(&another, 4)).await;
    assert_refused(full, Code::FailedPrecondition, "SURVEY_LINK_EXHAUSTED");
    let invited = evaluation.survey_codes(&survey, 1).await.remove(0);
    evaluation.submit_answers(submission(&invited, 4)).await.unwrap();
    assert_eq!(evaluation.harness.number(RESPONDENTS).await, 1_001);
}

#[tokio::test]
async fn a_token_leaves_no_name_beside_an_answer() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let request = evaluation.harness.request(DESK, submission(&code, 1));
    evaluation.questionnaires().submit_answers(request).await.unwrap();
    let looked = pb::GetQuestionnaireRequest { parent: PARENT.into(), code: code.clone() };
    let used = evaluation.questionnaires().get_questionnaire(evaluation.harness.request(DESK, looked)).await;
    assert_refused(used, Code::FailedPrecondition, "SURVEY_CODE_USED");
    let audited = "SELECT count(*) FROM evaluation.audit
                   WHERE action LIKE '%QuestionnaireService%' AND subject <> 'anonymous'";
    assert_eq!(evaluation.harness.number(audited).await, 0);
    let audited = "SELECT count(*) FROM evaluation.audit WHERE action LIKE '%SubmitAnswers'";
    assert_eq!(evaluation.harness.number(audited).await, 1);
}

#[tokio::test]
async fn only_sums_are_kept_of_answers() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let codes = evaluation.survey_codes(&survey, 5).await;
    for (code, answer) in codes.iter().zip([1, 4, 4, 4, 4]) {
        evaluation.submit_answers(submission(code, answer)).await.unwrap();
    }
    let number = async |sql| evaluation.harness.number(sql).await;
    assert_eq!(number("SELECT count(*) FROM evaluation.survey_sums").await, 3, "a row a channel, answered or not");
    // What PostgreSQL itself notes of a row: which transaction wrote it last, and that transaction also used the code.
    let told = "SELECT count(*) FROM evaluation.survey_codes AS code
                JOIN evaluation.survey_sums AS kept ON kept.xmin = code.xmin
                WHERE (kept.channel, kept.respondents) <> ('code', 5)
                   OR (SELECT array_agg(DISTINCT sum ORDER BY sum) FROM unnest(kept.answers) AS sum) <> '{0,1,4}'";
    assert_eq!(number(told).await, 0, "the last code leads to the sums of all five, and to nothing less");
    let rows = "SELECT count(*) FROM evaluation.survey_codes AS code
                JOIN evaluation.survey_sums AS kept ON kept.xmin = code.xmin";
    assert_eq!(number(rows).await, 1);
    let joinable = "SELECT count(*) FROM information_schema.columns
                    WHERE table_schema = 'evaluation'
                      AND table_name IN ('survey_sums', 'survey_results')
                      AND column_name NOT IN ('survey_id', 'channel', 'instansi', 'respondents', 'answers', 'question',
                                              'choice', 'link_answers')";
    assert_eq!(number(joinable).await, 0, "where answers are summed stands no code, person, time or order");
    let requests = "SELECT count(*) FROM evaluation.requests WHERE method LIKE '%SubmitAnswers'";
    assert_eq!(number(requests).await, 0, "no fingerprint of an answer is kept");
    let audited = "SELECT count(*) FROM evaluation.audit
                   WHERE action LIKE '%SubmitAnswers' AND target = 'instansi/6571' AND subject = 'anonymous'";
    assert_eq!(number(audited).await, 5);
    let plain: i64 = sqlx::query_scalar("SELECT count(*) FROM evaluation.survey_codes WHERE code_index = $1")
        .bind(codes[0].as_bytes())
        .fetch_one(&evaluation.harness.pool)
        .await
        .unwrap();
    assert_eq!(plain, 0);
    evaluation.close_survey(&survey).await.unwrap();
    for gone in [
        "SELECT count(*) FROM evaluation.survey_codes",
        "SELECT count(*) FROM evaluation.survey_marks",
        "SELECT count(*) FROM evaluation.survey_sums",
    ] {
        assert_eq!(number(gone).await, 0, "{gone}");
    }
    assert_eq!(number("SELECT sum(answers)::bigint FROM evaluation.survey_results").await, 45);
}
