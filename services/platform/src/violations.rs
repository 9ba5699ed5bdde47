//! All that is wrong with a request, at once.

use crate::{
    actor::Tenant,
    etag,
    kit::Scope,
    names::{self, AsRead, Collection, Name, NotAName},
    page::Page,
};
use std::fmt::Display;
use uuid::Uuid;

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field, for example `items[3].seats`.
    pub field: String,
    /// What is wrong, in lower case.
    pub reason: String,
}

/// Collects violations while a request is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    /// Notes that `field` is wrong.
    pub fn add(&mut self, field: impl Into<String>, reason: impl Display) {
        self.0.push(Violation { field: field.into(), reason: reason.to_string() });
    }

    /// Unwraps a parsed field or notes why it is wrong.
    pub fn take<T, E: Display>(&mut self, field: impl Into<String>, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|reason| self.add(field, reason)).ok()
    }

    /// The id of another resource that has to belong to the same tenant as what is made or listed. Nothing is said about
    /// the tenant while that is not known itself.
    pub fn own(
        &mut self,
        field: impl Into<String>,
        text: &str,
        of: Collection,
        tenant: Option<&Tenant>,
    ) -> Option<Uuid> {
        match tenant {
            Some(tenant) => self.take(field, of.parse_of(text, tenant)),
            None => self.take(field, of.parse(text)).map(|name| name.id),
        }
    }

    /// The same where an empty text means none: the outer option is empty when something is wrong.
    pub fn own_or_none(
        &mut self,
        field: impl Into<String>,
        text: &str,
        of: Collection,
        tenant: Option<&Tenant>,
    ) -> Option<Option<Uuid>> {
        if text.is_empty() { Some(None) } else { self.own(field, text, of, tenant).map(Some) }
    }

    /// Notes `reason` unless `holds`.
    pub fn check(&mut self, field: impl Into<String>, holds: bool, reason: impl Display) {
        if !holds {
            self.add(field, reason);
        }
    }

    /// A trimmed text of 1 to `longest` characters without control characters.
    pub fn text(&mut self, field: impl Into<String>, text: &str, longest: usize) -> Option<String> {
        // Forms send two characters for a new line.
        let text = text.replace("\r\n", "\n");
        let trimmed = text.trim();
        let length = trimmed.chars().count();
        let parsed = if length == 0 {
            Err("must not be empty".to_owned())
        } else if length > longest {
            Err(format!("must not be longer than {longest} characters"))
        } else if trimmed.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
            Err("must not hold control characters".to_owned())
        } else {
            Ok(trimmed.to_owned())
        };
        self.take(field, parsed)
    }

    /// What every transition names: the resource, the version that was read, and a request id that makes it happen once.
    pub fn as_read(
        &mut self,
        text: &str,
        parsed: Result<Name, NotAName>,
        etag: &str,
        request_id: &str,
    ) -> Option<(Scope, AsRead)> {
        let name = self.take("name", parsed);
        let version = self.take("etag", etag::parse(etag));
        let request_id = self.request_id(request_id);
        let (name, version) = (name?, version?);
        Some((Scope::once(name.tenant, text, request_id?), AsRead { id: name.id, version }))
    }

    /// An optional request id: empty or a UUID.
    pub fn request_id(&mut self, text: &str) -> Option<Option<Uuid>> {
        self.request_id_at("request_id", text)
    }

    /// The same in a field of another name.
    pub fn request_id_at(&mut self, field: &str, text: &str) -> Option<Option<Uuid>> {
        if text.is_empty() {
            return Some(None);
        }
        self.take(field, text.parse().map(Some).map_err(|_| "must be a UUID"))
    }

    /// The page of a list whose other arguments are `filter`.
    pub fn page(&mut self, size: i32, token: &str, filter: &str) -> Option<Page> {
        Page::parse(size, token, filter).map_err(|error| self.add(error.field(), error)).ok()
    }

    /// What every list of a tenant asks for: the parent, and a page of the list whose other arguments are `filters`.
    pub fn list(
        &mut self,
        parent: &str,
        size: i32,
        token: &str,
        filters: &[&dyn Display],
    ) -> (Option<Tenant>, Option<Page>) {
        let tenant = self.take("parent", names::parse_parent(parent));
        let arguments: Vec<String> = filters.iter().map(|filter| format!("{filter}")).collect();
        (tenant, self.page(size, token, &format!("{parent}|{}", arguments.join("|"))))
    }

    /// A text to search for; empty searches for nothing.
    pub fn search(&mut self, field: impl Into<String>, text: &str) -> Option<String> {
        if text.trim().is_empty() { Some(String::new()) } else { self.text(field, text, 300) }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_is_kept() {
        let mut check = Violations::default();
        assert_eq!(check.text("reason", "  ", 10), None);
        assert_eq!(check.text("title", "lebih dari sepuluh", 10), None);
        assert_eq!(check.text("name", " Asemrowo ", 10), Some("Asemrowo".into()));
        assert_eq!(check.request_id("x"), None);
        assert_eq!(check.request_id(""), Some(None));
        let fields: Vec<_> = check.0.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["reason", "title", "request_id"]);
    }
}
