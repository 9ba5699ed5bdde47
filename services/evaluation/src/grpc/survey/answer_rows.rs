//! Paper forms of `ImportAnswers`: rows in chunks, bad ones reported by number.

use super::survey_parts::parse_paper;
use crate::{
    commands::{self, PaperForm, violations_of},
    domain::questionnaire::{Answer, Question},
    error::Error,
    grpc::imports::render_errors,
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{
    Violations, Work,
    imports::{Header, Part, Rows},
};

/// Rows counted in one statement.
const CHUNK: usize = 1_000;

type AnswerRows = Rows<pb::ImportAnswersRequest, pb::AnswerRow>;

/// Header or row of `ImportAnswers`.
pub(crate) fn split(message: pb::ImportAnswersRequest) -> Option<Part<pb::AnswerRow>> {
    use pb::import_answers_request::Part as PartOf;
    Some(match message.part? {
        PartOf::Header(header) => Part::Header(Header {
            parent: header.parent,
            strict: header.strict,
            request_id: header.request_id,
            resource: header.survey,
            ..Header::default()
        }),
        PartOf::Row(row) => Part::Row(row),
    })
}

pub(crate) async fn import(work: &mut Work<'_>, rows: &mut AnswerRows) -> Result<pb::ImportAnswersResponse, Error> {
    let mut check = Violations::default();
    let survey = check.own("header.survey", &rows.header.resource, names::SURVEY, Some(&work.tenant));
    let Some(survey) = survey else { return Err(Error::Failure(check.into())) };
    let (survey, questions) = commands::hold_for_paper(work, survey).await?;
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_row(number, row, &questions) {
                Ok(form) => good.push(form),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        for number in commands::import_answers(work, &survey, &questions, good).await? {
            rows.report.reject_field(number, "form", "was counted before in this survey");
        }
    }
    Ok(pb::ImportAnswersResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

fn parse_row(number: i64, row: pb::AnswerRow, questions: &[Question]) -> Result<PaperForm, Violations> {
    let mut check = Violations::default();
    let form = check.text("form", &row.form, 50);
    let given = parse_paper(&mut check, &row.answers, row.question_answers);
    let answer = given.and_then(|given| match Answer::check_paper(&given, questions) {
        Ok(answer) => Some(answer),
        Err(wrong) => {
            check.0.extend(violations_of(wrong).0);
            None
        }
    });
    match (form, answer) {
        (Some(form), Some(answer)) => Ok(PaperForm { row: number, form, answer }),
        _ => Err(check),
    }
}
