//! Who a servant was told to be, and how appointed, before it was corrected (*data semula*). All of it is sealed.

use super::sealed_fields::{join, split_first};
use crate::domain::{
    identity::{FullName, Identity, Sex},
    servant::{Employment, Servant},
};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Why and by which decree it was corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// Why.
    pub reason: String,
    /// Number of the decree; may be empty.
    pub decree_number: String,
}

/// What was known until it was corrected. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct FormerIdentity {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What was known.
    pub detail: FormerDetail,
    /// When it was corrected.
    pub superseded_time: Timestamp,
}

/// What is sealed. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct FormerDetail {
    /// Name and titles.
    pub name: FullName,
    /// Sex.
    pub sex: Option<Sex>,
    /// Kind of employment.
    pub employment: Employment,
    /// First day of service.
    pub appointment_date: Date,
    /// National servant number; empty before one was assigned.
    pub nip: String,
    /// The rest of who it was; none before it was recorded.
    pub identity: Option<Identity>,
    /// Why it was corrected.
    pub why: Why,
}

impl FormerDetail {
    /// What is known of a servant now, and why it is corrected.
    pub fn of(servant: &Servant, nip: String, identity: Option<Identity>, why: Why) -> Self {
        Self {
            name: servant.name.clone(),
            sex: servant.sex,
            employment: servant.employment,
            appointment_date: servant.appointment_date,
            nip,
            identity,
            why,
        }
    }

    /// As it is sealed.
    pub fn to_record(&self) -> String {
        join(&[
            &self.name.name,
            &self.name.front_titles,
            &self.name.back_titles,
            sex_text(self.sex),
            self.employment.as_str(),
            &self.appointment_date.to_string(),
            &self.nip,
            &self.why.reason,
            &self.why.decree_number,
            &self.identity.as_ref().map(Identity::to_record).unwrap_or_default(),
        ])
    }

    /// Reads such a record.
    pub fn from_record(text: &str) -> Option<Self> {
        let ([name, front_titles, back_titles, sex, employment, appointed, nip, reason, decree_number], identity) =
            split_first(text)?;
        let identity = if identity.is_empty() { None } else { Some(Identity::from_record(identity)?) };
        Some(Self {
            name: FullName { name, front_titles, back_titles },
            sex: [None, Some(Sex::Male), Some(Sex::Female)].into_iter().find(|one| sex_text(*one) == sex)?,
            employment: Employment::parse(&employment)?,
            appointment_date: appointed.parse().ok()?,
            nip,
            identity,
            why: Why { reason, decree_number },
        })
    }
}

fn sex_text(sex: Option<Sex>) -> &'static str {
    match sex {
        None => "",
        Some(Sex::Male) => "male",
        Some(Sex::Female) => "female",
    }
}

impl fmt::Debug for FormerDetail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FormerDetail(sealed)")
    }
}

impl fmt::Debug for FormerIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FormerIdentity(sealed)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_was_known_reads_back_and_shows_nothing() {
        let identity = Identity {
            nik: "9900001211870001".into(),
            birth_date: date(1987, 11, 12),
            birth_place: "Binjai".into(),
            religion: String::new(),
            marital_status: String::new(),
            phone: String::new(),
            address: "Jl. A".into(),
            email: String::new(),
            tax_number: String::new(),
        };
        let mut known = FormerDetail {
            name: FullName { name: "Budi".into(), front_titles: String::new(), back_titles: "S.H.".into() },
            sex: Some(Sex::Female),
            employment: Employment::Pppk,
            appointment_date: date(2020, 1, 1),
            nip: "198711122020011001".into(),
            identity: Some(identity),
            why: Why { reason: "misread".into(), decree_number: "1/2025".into() },
        };
        assert_eq!(FormerDetail::from_record(&known.to_record()).unwrap(), known);
        (known.identity, known.sex) = (None, None);
        assert_eq!(FormerDetail::from_record(&known.to_record()).unwrap(), known);
        assert_eq!(FormerDetail::from_record("x"), None);
        assert_eq!(format!("{known:?}"), "FormerDetail(sealed)");
    }
}
