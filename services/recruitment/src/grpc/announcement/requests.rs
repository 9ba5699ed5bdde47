//! What `VacancyService` is asked.

use super::vacancy_messages::{parse_kind, parse_programme, parse_state, parse_zone};
use crate::{
    commands::{AcceptAlternativeEvidence, ExtendVacancy, OpenVacancy},
    domain::{
        criteria::{FieldTest, FieldTestPart},
        document::DocumentKind,
        programme::{Programme, Ruleset},
        requirement::MOST_OWN_DOCUMENTS,
        skb_scheme::TestKind,
        vacancy::State,
    },
    grpc::document_messages,
    names,
    rulesets::Rulebook,
    store::vacancies::Search,
};
use contracts::recruitment::v1 as pb;
use jiff::{Timestamp, Unit};
use platform::{
    Scope, Tenant, Violations,
    dates::{self, NotATime},
    page::Page,
};

pub(super) fn list(message: &pb::ListVacanciesRequest) -> Result<(Tenant, (Search, Page)), Violations> {
    let mut check = Violations::default();
    // Sizes tell where a text ends: no two requests have the same filters.
    let texts = [&message.need, &message.place, &message.sector, &message.education, &message.title];
    let texts: String = texts.into_iter().map(|text| format!("{}:{text}", text.len())).collect();
    let filters: [&dyn std::fmt::Display; 4] = [&message.state, &message.kind, &message.programme, &texts];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let state = check.take("state", parse_state(message.state));
    let hidden = state == Some(Some(State::Draft));
    check.check("state", !hidden, "must not be STATE_DRAFT: drafts are not public");
    let need = check.own_or_none("need", &message.need, names::NEED, tenant.as_ref());
    let place = check.search("place", &message.place);
    let sector = check.search("sector", &message.sector);
    let education = check.search("education", &message.education);
    let kind = check.take("kind", parse_kind(message.kind));
    let title = check.search("title", &message.title);
    let programme = check.take("programme", parse_programme(message.programme));
    let (Some(tenant), Some(page), Some(state), Some(_), false) = (tenant, page, state, need, hidden) else {
        return Err(check);
    };
    let (Some(place), Some(sector), Some(education), Some(kind), Some(title), Some(programme)) =
        (place, sector, education, kind, title, programme)
    else {
        return Err(check);
    };
    let [place, sector, education, title] = [place, sector, education, title].map(|text| text.to_lowercase());
    let need = message.need.clone();
    Ok((tenant, (Search { state, need, place, sector, education, kind, title, programme }, page)))
}

pub(super) fn drafts(message: &pb::ListDraftsRequest) -> Result<(Tenant, (String, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&message.need]);
    let need = check.own_or_none("need", &message.need, names::NEED, tenant.as_ref());
    let (Some(tenant), Some(page), Some(_)) = (tenant, page, need) else { return Err(check) };
    Ok((tenant, (message.need.clone(), page)))
}

pub(super) fn open(message: &pb::OpenVacancyRequest, rulebook: &Rulebook) -> Result<(Scope, OpenVacancy), Violations> {
    let mut check = Violations::default();
    let name = names::VACANCY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    // What was written is not repeated: it may be of any length.
    let ruleset = rulebook.find(&message.ruleset).map_err(|_| "must be the id of a ruleset");
    let ruleset = check.take("ruleset", ruleset.cloned());
    let close_time = check.take("close_time", dates::parse_time(message.close_time.as_ref()).and_then(as_kept));
    let zone = check.take("time_zone", parse_zone(message.time_zone));
    let field_test = match &message.field_test {
        Some(field_test) => {
            let programme = ruleset.as_ref().map(Ruleset::programme);
            check.check("field_test", programme != Some(Programme::Pppk), "is of a CPNS selection only");
            parse_field_test(&mut check, field_test)
        }
        None => Some(FieldTest::cat_only()),
    };
    let documents = parse_own_documents(&mut check, &message.documents, ruleset.as_ref());
    let (Some((scope, vacancy)), Some(ruleset), Some(close_time), Some(zone), Some(field_test), true) =
        (read, ruleset, close_time, zone, field_test, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, OpenVacancy { vacancy, ruleset, field_test, documents, zone, close_time }))
}

/// Kinds of documents that a vacancy asks for besides those that its ruleset asks everybody for.
fn parse_own_documents(check: &mut Violations, kinds: &[i32], ruleset: Option<&Ruleset>) -> Vec<DocumentKind> {
    check.check("documents", kinds.len() <= MOST_OWN_DOCUMENTS, "must not be more than 10");
    let everybodys = ruleset.map(|ruleset| ruleset.general().intake.documents.as_slice()).unwrap_or_default();
    let mut documents = Vec::new();
    for (place, kind) in kinds.iter().take(MOST_OWN_DOCUMENTS).enumerate() {
        let field = format!("documents[{place}]");
        let Some(kind) = check.take(field.clone(), document_messages::parse_kind(*kind)) else { continue };
        check.check(field.clone(), !documents.contains(&kind), "comes twice");
        check.check(field, !everybodys.contains(&kind), "is asked of everybody by the ruleset");
        documents.push(kind);
    }
    documents
}

/// A time in whole microseconds, as Postgres keeps it: what is answered, compared and announced is what is kept.
fn as_kept(time: Timestamp) -> Result<Timestamp, NotATime> {
    time.round(Unit::Microsecond).map_err(|_| NotATime)
}

fn parse_field_test(check: &mut Violations, message: &pb::FieldTest) -> Option<FieldTest> {
    let cat_weight = check.take("field_test.cat_weight", parse_percent(message.cat_weight));
    check.check("field_test.tests", message.tests.len() <= 10, "must not be more than 10");
    let tests = message.tests.iter().take(10).enumerate();
    let tests: Option<Vec<_>> = tests
        .map(|(position, test)| parse_test(check, &format!("field_test.tests[{position}]"), test))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    Some(FieldTest { cat_weight: cat_weight?, tests: tests? })
}

fn parse_test(check: &mut Violations, path: &str, message: &pb::AdditionalTest) -> Option<FieldTestPart> {
    let title = check.text(format!("{path}.title"), &message.title, 200);
    let kind = check.take(format!("{path}.kind"), parse_test_kind(message.kind));
    let weight = check.take(format!("{path}.weight"), parse_percent(message.weight));
    let max = u32::try_from(message.max).ok().filter(|max| (1..=1_000).contains(max)).ok_or("must be 1 to 1,000");
    let max = check.take(format!("{path}.max"), max);
    let field = format!("{path}.elimination_criterion");
    let eliminates = if message.eliminating {
        check.text(field, &message.elimination_criterion, 500).map(Some)
    } else {
        check.check(field, message.elimination_criterion.is_empty(), "is of an eliminating test only");
        Some(None)
    };
    Some(FieldTestPart { title: title?, kind: kind?, weight: weight?, max: max?, eliminates: eliminates? })
}

fn parse_percent(weight: i32) -> Result<u32, &'static str> {
    u32::try_from(weight).ok().filter(|weight| (1..=100).contains(weight)).ok_or("must be 1 to 100")
}

fn parse_test_kind(kind: i32) -> Result<TestKind, &'static str> {
    use pb::additional_test::Kind;
    match Kind::try_from(kind) {
        Ok(Kind::Measured) => Ok(TestKind::Measured),
        Ok(Kind::Interview) => Ok(TestKind::Interview),
        Ok(Kind::Unspecified) | Err(_) => Err("must be a kind of test"),
    }
}

pub(super) fn extend(message: &pb::ExtendVacancyRequest) -> Result<(Scope, ExtendVacancy), Violations> {
    let mut check = Violations::default();
    let name = names::VACANCY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let close_time = check.take("close_time", dates::parse_time(message.close_time.as_ref()).and_then(as_kept));
    let reason = check.text("reason", &message.reason, 1_000);
    let (Some((scope, vacancy)), Some(close_time), Some(reason)) = (read, close_time, reason) else {
        return Err(check);
    };
    Ok((scope, ExtendVacancy { vacancy, close_time, reason }))
}

pub(super) fn evidence(
    message: &pb::AcceptAlternativeEvidenceRequest,
) -> Result<(Scope, AcceptAlternativeEvidence), Violations> {
    let mut check = Violations::default();
    let name = names::VACANCY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let document = DocumentKind::parse(&message.document).ok_or("must be the code of a kind of document");
    let document = check.take("document", document);
    let evidence = check.text("evidence", &message.evidence, 300);
    let reason = check.text("reason", &message.reason, 1_000);
    let (Some((scope, vacancy)), Some(document), Some(evidence), Some(reason)) = (read, document, evidence, reason)
    else {
        return Err(check);
    };
    Ok((scope, AcceptAlternativeEvidence { vacancy, document, evidence, reason }))
}
