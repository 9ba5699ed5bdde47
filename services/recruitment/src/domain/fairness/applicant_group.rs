//! Which groups an applicant belongs to, by what was coded when the application was taken. No identity is opened to count.

use crate::domain::fairness_rules::FairnessRules;

/// Steps from the application to the appointment, both included.
pub const STEPS: usize = 6;

/// How many came to each step: applied, meets the requirements, passed the basic test, in the final ranking, selected,
/// appointed.
pub type Reached = [u64; STEPS];

/// What applicants are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// Sex (*jenis kelamin*).
    Sex,
    /// Declared disability (*penyandang disabilitas*).
    Disability,
    /// Band of age.
    Age,
    /// Region of origin.
    Region,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sex, Self::Disability, Self::Age, Self::Region];

    /// As the table writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sex => "sex",
            Self::Disability => "disability",
            Self::Age => "age",
            Self::Region => "region",
        }
    }

    /// Reads what [`Attribute::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.as_str() == text)
    }
}

/// Applicants of one code of an attribute whose way ended at the same step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// What they are grouped by.
    pub attribute: Attribute,
    /// What was coded: a sex, full years, four digits of a region, `disability` or `none`. None of who applied before
    /// anything was coded.
    pub code: Option<String>,
    /// Whether their seats are for people with disabilities: then everybody knows of that.
    pub reserved: bool,
    /// The last step they came to, from 0.
    pub last: usize,
    /// How many.
    pub count: u64,
}

impl Coded {
    /// The group; `unknown` where nothing was coded.
    pub fn group(&self, rules: &FairnessRules) -> String {
        let Some(code) = &self.code else { return "unknown".to_owned() };
        match self.attribute {
            Attribute::Sex | Attribute::Disability => code.clone(),
            Attribute::Age => code.parse().map_or_else(|_| "unknown".to_owned(), |age| age_band(age, &rules.age_bands)),
            Attribute::Region => code.chars().take(rules.region_digits).collect(),
        }
    }
}

/// `..24`, `25..29`, `40..`: the bands that begin at these years.
fn age_band(age: i16, firsts: &[i16]) -> String {
    let first = firsts.iter().rev().find(|first| **first <= age);
    let next = firsts.iter().find(|first| **first > age).map(|first| (first - 1).to_string()).unwrap_or_default();
    format!("{}..{next}", first.map(i16::to_string).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_begin_at_their_first_year() {
        let bands = [25, 30, 35];
        for (age, band) in [(18, "..24"), (24, "..24"), (25, "25..29"), (34, "30..34"), (35, "35.."), (60, "35..")] {
            assert_eq!(age_band(age, &bands), band, "{age}");
        }
        assert_eq!(age_band(30, &[]), "..");
    }

    #[test]
    fn attributes_are_read_back() {
        assert_eq!(Attribute::ALL.map(|one| Attribute::parse(one.as_str())), Attribute::ALL.map(Some));
    }
}
