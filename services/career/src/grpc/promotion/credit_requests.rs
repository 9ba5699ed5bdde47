//! Requests of `CreditService`, read.

use super::promotion_requests::paper;
use crate::{
    commands::{ConvertRatings, CreditSource, DecideLevelPromotion, RecordCredit},
    domain::{
        credit::{Level, Rating},
        credit_row::Months,
    },
    grpc::most,
    names,
};
use contracts::career::v1 as pb;
use num_rational::BigRational;
use platform::{Scope, Violations, dates, page::Page};
use uuid::Uuid;

/// Whose document, and of which level.
pub(super) type DocumentInput = (Uuid, Option<Level>);
/// Whose level, the position, and the number of a determination.
pub(super) type LevelInput = (Uuid, String, String);

pub(super) fn parse_credit(message: &pb::RecordCreditRequest) -> Result<(Scope, RecordCredit), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let tenant = servant.as_ref().map(|name| &name.tenant);
    let replaces = check.own_or_none("replaces", &message.replaces, names::CREDIT, tenant);
    let source = source(&mut check, message);
    let number = ("document_number", message.document_number.as_str());
    let document = paper(&mut check, number, ("document_date", message.document_date.as_ref()));
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(replaces), Some(source), Some(document), Some(request_id)) =
        (servant, replaces, source, document, request_id)
    else {
        return Err(check);
    };
    let scope = Scope::once(servant.tenant, &message.parent, request_id);
    Ok((scope, RecordCredit { servant: servant.id, source, document, replaces }))
}

pub(super) fn parse_conversion(
    message: &pb::ConvertRatingsRequest,
) -> Result<(Scope, (ConvertRatings, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, 0, &message.page_token, &[&message.year]);
    let year = year(&mut check, message.year);
    let number = ("document_number", message.document_number.as_str());
    let document = paper(&mut check, number, ("document_date", message.document_date.as_ref()));
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(page), Some(year), Some(document)) = (tenant, page, year, document) else {
        return Err(check);
    };
    let (Some(most), Some(request_id)) = (most, request_id) else { return Err(check) };
    let input = ConvertRatings { year, document, after: page.after.1, most };
    Ok((Scope::once(tenant, &message.parent, request_id), (input, page)))
}

fn year(check: &mut Violations, number: i32) -> Option<i16> {
    let year = i16::try_from(number).ok().filter(|year| (1950..=2200).contains(year));
    check.check("year", year.is_some(), "must be 1950 to 2200");
    year
}

/// Each kind has its own fields; those of the others are left out.
fn source(check: &mut Violations, message: &pb::RecordCreditRequest) -> Option<CreditSource> {
    match pb::credit::Kind::try_from(message.kind) {
        Ok(pb::credit::Kind::Conversion) => {
            check.check("points", message.points.is_empty(), "must be empty: they follow from the rating");
            let months = months(check, message);
            let rating = rating(check, message.rating);
            Some(CreditSource::Conversion { months: months?, rating: rating? })
        }
        Ok(pb::credit::Kind::Integration) => points(check, message).map(CreditSource::Integration),
        Ok(pb::credit::Kind::First) => points(check, message).map(CreditSource::First),
        Ok(pb::credit::Kind::Unspecified) | Err(_) => {
            check.add("kind", "must be a kind of credit points");
            None
        }
    }
}

fn months(check: &mut Violations, message: &pb::RecordCreditRequest) -> Option<Months> {
    let month = |number: i32| i8::try_from(number).ok().filter(|month| (1..=12).contains(month));
    let year = year(check, message.year);
    let (first, last) = (month(message.first_month), month(message.last_month));
    check.check("first_month", first.is_some(), "must be 1 to 12");
    let ordered = last.is_some_and(|last| first.is_none_or(|first| first <= last));
    check.check("last_month", ordered, "must be 1 to 12, and not before the first month");
    Some(Months { year: year?, first: first?, last: last.filter(|_| ordered)? })
}

/// The outer option is empty when something is wrong.
fn rating(check: &mut Violations, number: i32) -> Option<Option<Rating>> {
    let rating = match pb::credit::Rating::try_from(number) {
        Ok(pb::credit::Rating::Unspecified) => Ok(None),
        Ok(pb::credit::Rating::VeryGood) => Ok(Some(Rating::SangatBaik)),
        Ok(pb::credit::Rating::Good) => Ok(Some(Rating::Baik)),
        Ok(pb::credit::Rating::NeedsImprovement) => Ok(Some(Rating::ButuhPerbaikan)),
        Ok(pb::credit::Rating::Poor) => Ok(Some(Rating::Kurang)),
        Ok(pb::credit::Rating::VeryPoor) => Ok(Some(Rating::SangatKurang)),
        Err(_) => Err("must be a rating"),
    };
    check.take("rating", rating)
}

fn points(check: &mut Violations, message: &pb::RecordCreditRequest) -> Option<BigRational> {
    let whole = (message.year, message.first_month, message.last_month, message.rating) == (0, 0, 0, 0);
    check.check("year", whole, "must be left out, like months and rating: the points are given");
    let points = check.take("points", exact::parse(&message.points));
    points.filter(|_| whole)
}

pub(super) fn parse_document(message: &pb::GetCreditDocumentRequest) -> Result<(Scope, DocumentInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    let level = Level::parse(&message.level);
    let known = level.is_some() || message.level.is_empty();
    check.check("level", known, "must be a level, or empty");
    let (Some(servant), true) = (servant, known) else { return Err(check) };
    Ok((Scope::of(servant.tenant, &message.servant), (servant.id, level)))
}

pub(super) fn parse_level(message: &pb::GetLevelCheckRequest) -> Result<(Scope, LevelInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    let tenant = servant.as_ref().map(|name| &name.tenant);
    let position = check.own_or_none("position", &message.position, names::POSITION, tenant);
    let formation = formation(&mut check, &message.formation);
    let (Some(servant), Some(_), Some(formation)) = (servant, position, formation) else { return Err(check) };
    let scope = Scope::of(servant.tenant, &message.servant);
    Ok((scope, (servant.id, message.position.clone(), formation)))
}

pub(super) fn parse_decide_level(
    message: &pb::DecideLevelPromotionRequest,
) -> Result<(Scope, DecideLevelPromotion), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let position = check.own("position", &message.position, names::POSITION, tenant.as_ref());
    let formation = formation(&mut check, &message.formation);
    let effective = check.take("effective_date", dates::parse(message.effective_date.as_ref()));
    let number = ("decree_number", message.decree_number.as_str());
    let decree = paper(&mut check, number, ("decree_date", message.decree_date.as_ref()));
    let (Some((scope, servant)), Some(_), Some(formation)) = (read, position, formation) else { return Err(check) };
    let (Some(effective), Some(decree)) = (effective, decree) else { return Err(check) };
    let position = message.position.clone();
    Ok((scope, DecideLevelPromotion { servant, position, formation, effective, decree }))
}

fn formation(check: &mut Violations, text: &str) -> Option<String> {
    if text.is_empty() { Some(String::new()) } else { check.text("formation", text, 100) }
}
