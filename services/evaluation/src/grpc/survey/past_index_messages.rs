//! Indexes of before this system, in requests and answers.

use super::{
    survey_messages::parse_period,
    survey_parts::{render_grade, render_hundredths},
};
use crate::{
    commands::RecordPastIndex,
    domain::{past_index::PastIndex, satisfaction::render as render_index, survey_rules::SurveyBook},
    names,
};
use contracts::evaluation::v1 as pb;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use platform::{Scope, Tenant, Violations, dates, names::parse_parent};

/// Most elements of any scheme.
const MOST_ELEMENTS: usize = 20;

pub(crate) fn parse(message: &pb::RecordPastIndexRequest) -> Result<(Scope, RecordPastIndex), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let empty = pb::PastIndex::default();
    let past = message.past_index.as_ref().unwrap_or(&empty);
    let service = &past.public_service;
    let service = check.own("past_index.public_service", service, names::PUBLIC_SERVICE, tenant.as_ref());
    let period = parse_period(&mut check, "past_index.", past.period_start.as_ref(), past.period_end.as_ref());
    let scheme = check.text("past_index.scheme", &past.scheme, 100);
    let people = (0..=1_000_000_000).contains(&past.respondents);
    check.check("past_index.respondents", people, "must be 0 to 1,000,000,000");
    let index = check.take("past_index.index", units(&past.index, 100));
    let elements = parse_elements(&mut check, &past.elements);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(service), Some((period_start, period_end)), Some(scheme), Some(index)) =
        (tenant, service, period, scheme, index)
    else {
        return Err(check);
    };
    let (Some(elements), Some(request_id), true) = (elements, request_id, check.is_empty()) else { return Err(check) };
    let respondents = past.respondents;
    let input = RecordPastIndex { service, period_start, period_end, scheme, respondents, index, elements };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_elements(check: &mut Violations, elements: &[pb::PastElement]) -> Option<Vec<(String, i32)>> {
    if elements.len() > MOST_ELEMENTS {
        check.add("past_index.elements", format!("must be at most {MOST_ELEMENTS}"));
        return None;
    }
    let mut parsed = Vec::new();
    for (n, element) in elements.iter().enumerate() {
        let title = check.text(format!("past_index.elements[{n}].title"), &element.title, 200);
        let average = units(&element.average, 1_000).ok().filter(|average| (1_000..=4_000).contains(average));
        let average = average.and_then(|average| i32::try_from(average).ok());
        let average = average.ok_or("must be from 1 to 4 with at most three decimals");
        let average = check.take(format!("past_index.elements[{n}].average"), average);
        if let (Some(title), Some(average)) = (title, average) {
            parsed.push((title, average));
        }
    }
    Some(parsed)
}

/// A decimal in so many parts of one, without rounding.
fn units(text: &str, parts: u64) -> Result<i64, &'static str> {
    const WRONG: &str = "must be a decimal with two decimals at most, such as 78.50";
    let scaled: BigRational = exact::parse(text).map_err(|_| WRONG)? * exact::whole(parts);
    if !scaled.is_integer() {
        return Err(WRONG);
    }
    scaled.to_integer().to_i64().ok_or(WRONG)
}

pub(crate) fn render(tenant: &Tenant, past: PastIndex, book: &SurveyBook) -> pb::PastIndex {
    let scheme = book.scheme(&past.scheme);
    let grade = scheme.and_then(|scheme| past.grade(scheme));
    let recomputed = scheme.and_then(|scheme| past.recomputed(scheme));
    let elements = past.elements.iter().map(|(title, average)| pb::PastElement {
        title: title.clone(),
        average: exact::render(&BigRational::new((*average).into(), 1_000.into()), 3),
    });
    pb::PastIndex {
        name: names::PAST_INDEX.name(tenant, past.id),
        public_service: names::PUBLIC_SERVICE.name(tenant, past.service),
        period_start: Some(dates::render(past.period_start)),
        period_end: Some(dates::render(past.period_end)),
        scheme: past.scheme.clone(),
        respondents: past.respondents,
        index: render_hundredths(past.index),
        grade: grade.map_or(0, render_grade),
        elements: elements.collect(),
        recomputed_index: recomputed.map(|index| render_index(&index)).unwrap_or_default(),
        create_time: Some(dates::render_time(past.create_time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_has_two_decimals_at_most() {
        assert_eq!([units("78.5", 100), units("100", 100)], [Ok(7_850), Ok(10_000)]);
        assert_eq!(units("3.448", 1_000), Ok(3_448));
        for bad in ["", "78.505", "78,5", "x", "9999999999999999999999"] {
            assert!(units(bad, 100).is_err(), "{bad}");
        }
    }
}
