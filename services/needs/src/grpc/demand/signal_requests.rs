//! Requests of `SignalService`, read; and its resources, rendered.

use crate::{
    commands::{By, PopulationLine, ReportOverdueComplaints, ReportSurvey, ScaleWorkload, Scaled, SetUnitRegion},
    domain::{
        position::UnitPath,
        region,
        signal::{Population, Survey},
        structure::StructureChange,
    },
    names,
    store::populations::{Entry, Link},
};
use contracts::needs::v1 as pb;
use jiff::{Timestamp, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use platform::{
    AsRead, Scope, Tenant, Violations, dates, etag, import_message,
    imports::Split,
    names::{Name, NotAName, parse_parent},
    page::Page,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Most people of a region: more is a mistake.
const MOST_PEOPLE: i64 = 2_000_000_000;

/// Header or row of `ImportPopulation`.
pub(crate) const SPLIT_POPULATION: Split<pb::ImportPopulationRequest, pb::PopulationRow> =
    import_message!(pb::ImportPopulationRequest, pb::import_population_request::Part, pb::PopulationRow);

/// Reads a row of the population; `seen` remembers the regions and days of the import.
pub(crate) fn parse_population_row(
    number: i64,
    row: pb::PopulationRow,
    today: Date,
    seen: &mut HashSet<(String, Date)>,
) -> Result<PopulationLine, Violations> {
    let mut check = Violations::default();
    let region = check.take("region", region::parse_code(&row.region));
    let display_name = check.text("display_name", &row.display_name, 200);
    let date = check.take("date", dates::parse(row.date.as_ref()));
    check.check("date", date.is_none_or(|date| date <= today), "must not be in the future");
    check.check("total", (1..=MOST_PEOPLE).contains(&row.total), "must be 1 to 2,000,000,000");
    let unit_path = match row.unit_path.as_str() {
        "" => Some(None),
        path => check.take("unit_path", UnitPath::parse(path)).map(|path| Some(path.to_string())),
    };
    let (Some(region), Some(display_name), Some(date), Some(unit_path), true) =
        (region, display_name, date, unit_path, check.is_empty())
    else {
        return Err(check);
    };
    if !seen.insert((region.clone(), date)) {
        check.add("date", "this region and day stand in the import twice");
        return Err(check);
    }
    Ok(PopulationLine { row: number, region, display_name, date, total: row.total, unit_path })
}

/// Reads a request for the shipped population.
pub(crate) fn parse_load(message: &pb::LoadPopulationRequest) -> Result<(Scope, String), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let region = check.take("region", region::parse_code(&message.region));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(region), Some(request_id)) = (tenant, region, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), region))
}

/// Reads a request for a list without filters.
pub(crate) fn parse_page(parent: &str, size: i32, token: &str) -> Result<(Tenant, Page), Violations> {
    let mut check = Violations::default();
    match check.list(parent, size, token, &[]) {
        (Some(tenant), Some(page)) => Ok((tenant, page)),
        _ => Err(check),
    }
}

/// Reads a request for populations.
pub(crate) fn parse_list_populations(
    message: &pb::ListPopulationsRequest,
) -> Result<(Tenant, (String, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.region]);
    let region = match message.region.as_str() {
        "" => Some(String::new()),
        code => check.take("region", region::parse_code(code)),
    };
    let (Some(tenant), Some(page), Some(region)) = (tenant, page, region) else { return Err(check) };
    Ok((tenant, (region, page)))
}

/// Reads the region of a unit.
pub(crate) fn parse_set_region(message: &pb::SetUnitRegionRequest) -> Result<(Scope, SetUnitRegion), Violations> {
    let mut check = Violations::default();
    let unit = check.take("unit", names::UNIT.parse(&message.unit));
    let region = match message.region.as_str() {
        "" => Some(None),
        code => check.take("region", region::parse_code(code)).map(Some),
    };
    let request_id = check.request_id(&message.request_id);
    let (Some(unit), Some(region), Some(request_id)) = (unit, region, request_id) else { return Err(check) };
    Ok((Scope::once(unit.tenant, &message.unit, request_id), SetUnitRegion { unit: unit.id, region }))
}

/// Reads a request for a sweep.
pub(crate) fn parse_check(message: &pb::CheckSignalsRequest) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ()))
}

/// Reads whose volumes grow, and by how much.
pub(crate) fn parse_scale(message: &pb::ScaleWorkloadRequest) -> Result<(Scope, ScaleWorkload), Violations> {
    let mut check = Violations::default();
    let named = match (names::REASSESSMENT.parse(&message.name), names::UNIT.parse(&message.name)) {
        (Ok(name), _) => {
            let version = check.take("etag", etag::parse(&message.etag));
            let scaled = version.map(|version| Scaled::Reassessment(AsRead { id: name.id, version }));
            scaled.map(|scaled| (name.tenant, scaled))
        }
        (_, Ok(name)) => {
            check.check("by", message.by.is_some(), "must be set for a unit");
            Some((name.tenant, Scaled::Unit(name.id)))
        }
        _ => {
            check.add("name", NotAName::of(&[names::REASSESSMENT, names::UNIT]));
            None
        }
    };
    let by = match &message.by {
        None => Some(By::Evidence),
        Some(pb::scale_workload_request::By::Percent(text)) => parse_percent(&mut check, text),
        Some(pb::scale_workload_request::By::Population(people)) => {
            check.check("population", (1..=MOST_PEOPLE).contains(people), "must be 1 to 2,000,000,000");
            Some(By::Population(*people))
        }
    };
    let reason = check.text("reason", &message.reason, 1000);
    let request_id = check.request_id(&message.request_id);
    let (Some((tenant, scaled)), Some(by), Some(reason), Some(request_id), true) =
        (named, by, reason, request_id, check.is_empty())
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.name, request_id), ScaleWorkload { scaled, by, reason }))
}

fn parse_percent(check: &mut Violations, text: &str) -> Option<By> {
    let percent = check.take("percent", exact::parse(text))?;
    let hundred = BigRational::from(BigInt::from(100));
    let sound = percent > -hundred.clone() && percent <= BigRational::from(BigInt::from(1000));
    check.check("percent", sound, "must be above -100 and at most 1,000");
    sound.then(|| By::Factor(BigRational::one() + percent / hundred))
}

/// Reads a survey.
pub(crate) fn parse_survey(message: &pb::ReportSurveyRequest) -> Result<(Scope, ReportSurvey), Violations> {
    let mut check = Violations::default();
    let unit = check.take("unit", names::UNIT.parse(&message.unit));
    let service = parse_service(&mut check, &message.service, unit.as_ref());
    let period = check.take("period", dates::parse(message.period.as_ref()));
    let overall = parse_index(&mut check, "overall", &message.overall);
    check.check("elements", (1..=30).contains(&message.elements.len()), "must be 1 to 30");
    let elements = message.elements.iter().take(30).enumerate();
    let elements: Vec<Option<BigRational>> =
        elements.map(|(n, text)| parse_index(&mut check, &format!("elements[{n}]"), text)).collect();
    let request_id = check.request_id(&message.request_id);
    let (Some(unit), Some(service), Some(period), Some(overall), Some(request_id), true) =
        (unit, service, period, overall, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let survey = Survey { period, overall, elements: elements.into_iter().flatten().collect() };
    Ok((Scope::once(unit.tenant, &message.unit, request_id), ReportSurvey { unit: unit.id, service, survey }))
}

/// Reads the name of a public service of the unit's instansi.
fn parse_service(check: &mut Violations, text: &str, unit: Option<&Name>) -> Option<String> {
    let tenant = unit.map(|unit| &unit.tenant);
    check.own("service", text, names::PUBLIC_SERVICE, tenant).map(|_| text.to_owned())
}

/// An index of a survey: 25 is all worst and 100 all best answers.
fn parse_index(check: &mut Violations, field: &str, text: &str) -> Option<BigRational> {
    let index = check.take(field, exact::parse(text))?;
    let whole = |number: i64| BigRational::from(BigInt::from(number));
    let sound = index >= whole(25) && index <= whole(100);
    check.check(field, sound, "must be 25 to 100");
    sound.then_some(index)
}

/// Reads how late a quarter's complaints were answered.
pub(crate) fn parse_overdue(
    message: &pb::ReportOverdueComplaintsRequest,
) -> Result<(Scope, ReportOverdueComplaints), Violations> {
    let mut check = Violations::default();
    let unit = check.take("unit", names::UNIT.parse(&message.unit));
    let service = match message.service.as_str() {
        "" => Some(String::new()),
        service => parse_service(&mut check, service, unit.as_ref()),
    };
    check.check("year", (2000..=2200).contains(&message.year), "must be 2000 to 2200");
    check.check("quarter", (1..=4).contains(&message.quarter), "must be 1 to 4");
    check.check("complaints", (0..=1_000_000_000).contains(&message.complaints), "must be 0 to 1,000,000,000");
    let within = (0..=message.complaints.max(0)).contains(&message.overdue);
    check.check("overdue", within, "must be 0 to the number of complaints");
    let request_id = check.request_id(&message.request_id);
    let (Some(unit), Some(service), Some(request_id), true) = (unit, service, request_id, check.is_empty()) else {
        return Err(check);
    };
    let input = ReportOverdueComplaints {
        unit: unit.id,
        service,
        year: message.year,
        quarter: message.quarter,
        complaints: message.complaints,
        overdue: message.overdue,
    };
    Ok((Scope::once(unit.tenant, &message.unit, request_id), input))
}

/// A change of the organisation as it was noted.
pub(crate) struct Noted {
    unit: Uuid,
    effective_date: Date,
    regulation_number: String,
    reason: String,
}

impl Noted {
    /// The same at a moment.
    pub(crate) fn at(self, now: Timestamp) -> StructureChange {
        StructureChange {
            id: Uuid::now_v7(),
            unit: self.unit,
            effective_date: self.effective_date,
            regulation_number: self.regulation_number,
            reason: self.reason,
            apply_time: None,
            create_time: now,
        }
    }
}

/// Reads a change of the organisation.
pub(crate) fn parse_change(message: &pb::NoteStructureChangeRequest) -> Result<(Scope, Noted), Violations> {
    let mut check = Violations::default();
    let unit = check.take("unit", names::UNIT.parse(&message.unit));
    let effective_date = check.take("effective_date", dates::parse(message.effective_date.as_ref()));
    let regulation_number = check.text("regulation_number", &message.regulation_number, 200);
    let reason = check.text("reason", &message.reason, 1000);
    let request_id = check.request_id(&message.request_id);
    let (Some(unit), Some(effective_date), Some(regulation_number), Some(reason), Some(request_id)) =
        (unit, effective_date, regulation_number, reason, request_id)
    else {
        return Err(check);
    };
    let noted = Noted { unit: unit.id, effective_date, regulation_number, reason };
    Ok((Scope::once(unit.tenant, &message.unit, request_id), noted))
}

/// A population as the caller sees it.
pub(crate) fn render_population(tenant: &Tenant, entry: Entry) -> pb::Population {
    pb::Population {
        name: names::POPULATION.name(tenant, entry.id),
        region: entry.region,
        display_name: entry.display_name,
        date: Some(dates::render(entry.date)),
        total: entry.total,
    }
}

/// A linked unit as the caller sees it, with the newest population of its own or the shipped one.
pub(crate) fn render_link(
    tenant: &Tenant,
    known: &HashMap<String, (String, Vec<Population>)>,
    link: Link,
) -> pb::UnitRegion {
    let own = known.get(&link.region).and_then(|(name, known)| Some((name.as_str(), known.last()?.clone())));
    let shipped = || {
        let found = region::shipped_region(&link.region)?;
        Some((found.display_name, Population { date: region::shipped_date(), total: found.total }))
    };
    let newest = own.or_else(shipped);
    pb::UnitRegion {
        unit: names::UNIT.name(tenant, link.unit),
        display_name: newest.as_ref().map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
        population: newest.as_ref().map(|(_, population)| population.total).unwrap_or_default(),
        population_date: newest.map(|(_, population)| dates::render(population.date)),
        create_time: Some(dates::render_time(link.create_time)),
        region: link.region,
    }
}

/// A change of the organisation as the caller sees it.
pub(crate) fn render_change(tenant: &Tenant, change: StructureChange) -> pb::StructureChange {
    pb::StructureChange {
        name: names::STRUCTURE_CHANGE.name(tenant, change.id),
        unit: names::UNIT.name(tenant, change.unit),
        effective_date: Some(dates::render(change.effective_date)),
        regulation_number: change.regulation_number,
        reason: change.reason,
        apply_time: change.apply_time.map(dates::render_time),
        create_time: Some(dates::render_time(change.create_time)),
    }
}
