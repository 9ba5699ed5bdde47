//! Fields that requests about the first year have in common.

use crate::{
    domain::servant::day_of,
    grpc::record_fields::{optional_day, optional_text},
    names,
};
use contracts::google::r#type::Date as WireDate;
use jiff::{Timestamp, civil::Date};
use platform::{Scope, Violations, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// A free text about a person that may be empty.
pub(crate) fn sealed_text(
    check: &mut Violations,
    field: &str,
    text: &str,
    longest: usize,
) -> Option<Sensitive<String>> {
    optional_text(check, field, text, longest).map(Sensitive::new)
}

/// A page of a list about persons as of a day; none means today.
pub(crate) fn as_of(
    (parent, size, token): (&str, i32, &str),
    day: Option<&WireDate>,
    now: Timestamp,
) -> Result<(Scope, (Date, Page)), Violations> {
    let mut check = Violations::default();
    let asked = day.map(|day| format!("{}-{}-{}", day.year, day.month, day.day)).unwrap_or_default();
    let (tenant, page) = check.list(parent, size, token, &[&asked]);
    let day = optional_day(&mut check, "day", day);
    let (Some(tenant), Some(page), Some(day)) = (tenant, page, day) else { return Err(check) };
    Ok((Scope::of(tenant, parent), (day.unwrap_or(day_of(now)), page)))
}

/// Something about a servant that happens once.
pub(crate) fn about_servant(
    check: &mut Violations,
    field: &str,
    servant: &str,
    request_id: &str,
) -> Option<(Scope, Uuid)> {
    let name = check.take(field, names::SERVANT.parse(servant));
    let request_id = check.request_id(request_id);
    let name = name?;
    Some((Scope::once(name.tenant, servant, request_id?), name.id))
}
