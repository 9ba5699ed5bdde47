//! The family (*riwayat keluarga*): all of it sealed.

use super::sealed_fields::{join, split};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Who it is to the servant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Wife or husband (*pasangan*).
    Spouse,
    /// Child (*anak*).
    Child,
    /// Father or mother (*orang tua*).
    Parent,
}

impl Relation {
    /// Every relation with its name in sealed records.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Spouse, "spouse"), (Self::Child, "child"), (Self::Parent, "parent")];

    /// Its name in sealed records.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// What is sealed. An empty text means not known. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct RelativeDetail {
    /// Who it is.
    pub relation: Relation,
    /// Name.
    pub full_name: String,
    /// National identity number (*NIK*).
    pub nik: String,
    /// Birth date.
    pub birth_date: Date,
    /// Occupation.
    pub occupation: String,
    /// Whether the family allowance (*tunjangan keluarga*) counts the person.
    pub allowance: bool,
    /// First day of the marriage or adoption.
    pub start: Option<Date>,
    /// Day of the divorce or death.
    pub end: Option<Date>,
}

impl RelativeDetail {
    /// As it is sealed.
    pub fn to_record(&self) -> String {
        let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        join(&[
            self.relation.as_str(),
            &self.full_name,
            &self.nik,
            &self.birth_date.to_string(),
            &self.occupation,
            if self.allowance { "yes" } else { "no" },
            &text(self.start),
            &text(self.end),
        ])
    }

    /// Reads such a record.
    pub fn from_record(text: &str) -> Option<Self> {
        let [relation, full_name, nik, birth_date, occupation, allowance, start, end] = split(text)?;
        let date = |text: String| if text.is_empty() { Some(None) } else { text.parse::<Date>().ok().map(Some) };
        Some(Self {
            relation: Relation::parse(&relation)?,
            full_name,
            nik,
            birth_date: birth_date.parse().ok()?,
            occupation,
            allowance: allowance == "yes",
            start: date(start)?,
            end: date(end)?,
        })
    }
}

impl fmt::Debug for RelativeDetail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RelativeDetail(sealed)")
    }
}

/// One member of one servant's family. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Id of the row.
    pub id: Uuid,
    /// Whose family.
    pub servant: Uuid,
    /// Who it is.
    pub detail: RelativeDetail,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_relative_reads_back_and_shows_nothing() {
        for (relation, text) in Relation::ALL {
            assert_eq!(Relation::parse(text), Some(relation));
            let detail = RelativeDetail {
                relation,
                full_name: "Siti".into(),
                nik: String::new(),
                birth_date: date(2015, 2, 1),
                occupation: String::new(),
                allowance: true,
                start: None,
                end: Some(date(2025, 1, 1)),
            };
            assert_eq!(RelativeDetail::from_record(&detail.to_record()).unwrap(), detail);
            assert_eq!(format!("{detail:?}"), "RelativeDetail(sealed)");
        }
        assert_eq!(RelativeDetail::from_record(""), None);
    }
}
