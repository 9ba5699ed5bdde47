//! What a flood by an open link can do, and what undoes it.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, assert_refused,
    surveys::{create, plan, submission},
};
use contracts::evaluation::{events::v1::SurveyPublished, v1 as pb};
use platform::testing::bad_fields;
use tonic::{Code, Request, Status};

impl Evaluation {
    /// A closed survey in which twenty people with codes said 4, and so many answers by a link said 1.
    async fn flooded_survey(&mut self, by_link: i32) -> pb::Survey {
        let survey = self.open_survey("Pendaftaran pasien").await;
        self.survey_answered(&survey, &[4; 20]).await;
        let (_, link) = self.survey_link(&survey, 1_000).await;
        for _ in 0..by_link {
            self.submit_answers(submission(&link, 1)).await.unwrap();
        }
        let survey = self.close_survey(&survey).await.unwrap();
        let planned = self.surveys().plan_follow_up(self.harness.request(ANALYST, plan(&survey))).await;
        planned.unwrap().into_inner()
    }

    async fn published_without_links(&self, survey: &pb::Survey, reason: &str) -> Result<pb::Survey, Status> {
        let (name, etag, without_links_reason) = (survey.name.clone(), survey.etag.clone(), reason.to_owned());
        let request = pb::PublishSurveyRequest { name, etag, without_links_reason, ..Default::default() };
        Ok(self.surveys().publish_survey(self.harness.request(DESK, request)).await?.into_inner())
    }

    async fn discarded(&self, survey: &pb::Survey, reason: &str) -> Result<pb::Survey, Status> {
        let (name, etag, reason) = (survey.name.clone(), survey.etag.clone(), reason.to_owned());
        let request = pb::DiscardSurveyRequest { name, etag, reason, ..Default::default() };
        Ok(self.surveys().discard_survey(self.harness.request(DESK, request)).await?.into_inner())
    }

    async fn public_surveys(&self) -> Vec<pb::Survey> {
        let request = Request::new(pb::ListPublishedSurveysRequest { parent: PARENT.into(), ..Default::default() });
        self.questionnaires().list_published_surveys(request).await.unwrap().into_inner().surveys
    }
}

#[tokio::test]
async fn answers_by_links_are_left_out_with_a_reason_and_both_indexes_shown() {
    let mut evaluation = Evaluation::start().await;
    let closed = evaluation.flooded_survey(60).await;
    let result = closed.result.clone().unwrap();
    // (20 × 4 + 60 × 1) ÷ 80 × 25
    assert_eq!((result.index.as_str(), result.respondents, result.by_link), ("43.75", 80, 60));
    let published = evaluation.published_without_links(&closed, "Tautan dibanjiri satu alamat").await.unwrap();
    let result = published.result.unwrap();
    assert_eq!((result.index.as_str(), result.grade()), ("100.00", pb::SurveyGrade::A));
    assert_eq!((result.respondents, result.by_link, result.elements[0].answers), (80, 60, 20));
    assert_eq!(result.without_links_reason, "Tautan dibanjiri satu alamat");
    let (with, without) = (result.with_links.unwrap(), result.without_links.unwrap());
    assert_eq!((with.respondents, with.index.as_str(), with.grade()), (80, "43.75", pb::SurveyGrade::D));
    assert_eq!((without.respondents, without.index.as_str(), without.sample_reached), (20, "100.00", false));
    assert_eq!(evaluation.public_surveys().await[0].result.as_ref().unwrap().index, "100.00");
    let told: SurveyPublished = evaluation.harness.published(1).await[0].as_message().unwrap().unwrap();
    assert_eq!((told.index_hundredths, told.respondents, told.sample_reached), (10_000, 20, false));
    let kept = evaluation.harness.number("SELECT index_hundredths FROM evaluation.surveys").await;
    assert_eq!(kept, 10_000);
}

#[tokio::test]
async fn answers_by_links_count_unless_somebody_says_why_not() {
    let mut evaluation = Evaluation::start().await;
    let closed = evaluation.flooded_survey(60).await;
    let refused = evaluation.published_without_links(&closed, " ").await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["without_links_reason"]);
    let result = evaluation.publish_survey(&closed).await.unwrap().result.unwrap();
    assert_eq!((result.index.as_str(), result.without_links_reason.as_str()), ("43.75", ""));
    assert_eq!(
        (result.with_links.unwrap().index, result.without_links.unwrap().index),
        ("43.75".into(), "100.00".into())
    );
}

#[tokio::test]
async fn few_answers_by_links_are_not_told_apart() {
    let mut evaluation = Evaluation::start().await;
    let closed = evaluation.flooded_survey(4).await;
    let result = closed.result.clone().unwrap();
    assert_eq!((result.with_links, result.without_links), (None, None));
    let kept = "SELECT count(*) FROM evaluation.survey_results WHERE link_answers IS NOT NULL";
    assert_eq!(evaluation.harness.number(kept).await, 0);
    let refused = evaluation.published_without_links(&closed, "Tautan dibanjiri").await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["without_links_reason"]);
}

#[tokio::test]
async fn a_flooded_survey_is_given_up_with_a_reason_that_everybody_reads() {
    let mut evaluation = Evaluation::start().await;
    let closed = evaluation.flooded_survey(30).await;
    let refused = evaluation.discarded(&closed, "").await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["reason"]);
    let gone = evaluation.discarded(&closed, "Tautan dibanjiri").await.unwrap();
    assert_eq!((gone.state(), gone.respondents, gone.result.clone()), (pb::survey::State::Discarded, 50, None));
    assert!(gone.follow_up.is_empty());
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.survey_results").await, 0);
    let seen = evaluation.public_surveys().await;
    assert_eq!(seen.iter().map(|one| one.discard_reason.as_str()).collect::<Vec<_>>(), ["Tautan dibanjiri"]);
    let request = Request::new(pb::GetPublishedSurveyRequest { name: gone.name.clone() });
    assert_eq!(evaluation.questionnaires().get_published_survey(request).await.unwrap().into_inner(), seen[0]);
    assert_refused(evaluation.discarded(&gone, "x").await, Code::FailedPrecondition, "SURVEY_STATE");
    let again = pb::CreateSurveyRequest { public_service: closed.public_service, ..create(&Default::default()) };
    evaluation.create_survey(again).await.unwrap();
}

#[tokio::test]
async fn an_open_survey_is_given_up_with_its_codes_and_sums() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    evaluation.survey_answered(&survey, &[4, 3]).await;
    let code = evaluation.survey_codes(&survey, 1).await.remove(0);
    let survey = evaluation.get_survey(&survey.name).await;
    let gone = evaluation.discarded(&survey, "Layanan tutup karena banjir").await.unwrap();
    assert_eq!((gone.state(), gone.respondents), (pb::survey::State::Discarded, 2));
    assert_refused(evaluation.submit_answers(submission(&code, 4)).await, Code::NotFound, "SURVEY_CODE_UNKNOWN");
    let left = "SELECT (SELECT count(*) FROM evaluation.survey_sums) + (SELECT count(*) FROM evaluation.survey_codes)
                       + (SELECT count(*) FROM evaluation.survey_marks) + (SELECT count(*) FROM evaluation.survey_results)";
    assert_eq!(evaluation.harness.number(left).await, 0);
}

#[tokio::test]
async fn a_published_survey_stays() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let survey = evaluation.published_survey(&service, 2025, 4).await;
    assert_refused(evaluation.discarded(&survey, "x").await, Code::FailedPrecondition, "SURVEY_STATE");
}
