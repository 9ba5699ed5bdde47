//! Institutions and what they are asked, between the contract and the domain.

use crate::{
    domain::confirmation::{Answer, Confirmation, Institution},
    grpc::document_messages::{hex, render_kind},
    names,
};
use contracts::recruitment::v1 as pb;
use platform::{Tenant, Violations, dates, etag};

/// Longest reason of a denial, in characters.
const LONGEST_NOTE: usize = 1000;

/// Reads an answer and its note.
pub fn parse_answer(check: &mut Violations, message: &pb::AnswerConfirmationRequest) -> Option<Answer> {
    match pb::confirmation::Answer::try_from(message.answer).unwrap_or_default() {
        pb::confirmation::Answer::Unspecified => check.take("answer", Err("must be given")),
        pb::confirmation::Answer::Confirmed => {
            check.check("note", message.note.is_empty(), "must be empty for what is confirmed");
            Some(Answer::Confirmed)
        }
        pb::confirmation::Answer::Denied => check.text("note", &message.note, LONGEST_NOTE).map(Answer::Denied),
    }
}

/// An institution as the contract has it.
pub fn render_institution(tenant: &Tenant, institution: Institution) -> pb::Institution {
    pb::Institution {
        name: names::INSTITUTION.name(tenant, institution.id),
        code: institution.code,
        title: institution.title,
        subject: institution.subject,
    }
}

/// A question as the contract has it: nothing in it names the person, the application or the document.
pub fn render_confirmation(tenant: &Tenant, asked: Confirmation) -> pb::Confirmation {
    let (answer, note, answer_time) = match asked.answer {
        None => (pb::confirmation::Answer::Unspecified, String::new(), None),
        Some((Answer::Confirmed, time)) => (pb::confirmation::Answer::Confirmed, String::new(), Some(time)),
        Some((Answer::Denied(note), time)) => (pb::confirmation::Answer::Denied, note, Some(time)),
    };
    pb::Confirmation {
        name: names::CONFIRMATION.name(tenant, asked.id),
        institution: names::INSTITUTION.name(tenant, asked.institution),
        kind: render_kind(asked.kind).into(),
        document_number: asked.question.number,
        programme: asked.question.programme,
        holder_sha256: hex(&asked.holder),
        answer: answer.into(),
        note,
        request_time: Some(dates::render_time(asked.request_time)),
        answer_time: answer_time.map(dates::render_time),
        etag: etag::render(asked.version),
    }
}
