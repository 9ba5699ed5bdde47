//! Which groups an applicant belongs to, and how far the groups came. Groups are counted as applicants stream by: what is
//! kept grows with the number of groups, never with the number of applicants.

use crate::domain::{
    fairness_rules::FairnessRules,
    nik::{Nik, Sex},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

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
    /// Seats for people with disabilities (*penyandang disabilitas*) and all others.
    Disability,
    /// Band of age.
    Age,
    /// Region of the first registration.
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

/// What a sealed identity tells about groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    /// Sex by the number.
    pub sex: Sex,
    /// Full years on the day of applying.
    pub age: i16,
    /// Code of the regency of first registration, four digits.
    pub regency: &'a str,
}

/// Reads an opened identity record (number, date of birth and name, a line each); `None` if it is none.
pub fn read_person<T>(record: &str, applied_on: Date, then: impl FnOnce(Person<'_>) -> T) -> Option<T> {
    let mut lines = record.lines();
    let nik = Nik::parse(lines.next()?, applied_on).ok()?;
    let born: Date = lines.next()?.parse().ok()?;
    let before_birthday = (applied_on.month(), applied_on.day()) < (born.month(), born.day());
    let age = applied_on.year() - born.year() - i16::from(before_birthday);
    Some(then(Person { sex: nik.sex(), age, regency: nik.regency() }))
}

/// How far every group came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By attribute and group.
    pub groups: BTreeMap<(Attribute, String), Reached>,
    /// All applicants.
    pub total: u64,
}

impl Tally {
    /// Counts one who came to the step numbered `last`. Nobody is known of who was erased.
    pub fn add(&mut self, person: Option<Person<'_>>, disability: bool, last: usize, rules: &FairnessRules) {
        self.total += 1;
        let unknown = || "unknown".to_owned();
        let sex = person.map_or_else(unknown, |person| sex_name(person.sex).to_owned());
        let age = person.map_or_else(unknown, |person| age_band(person.age, &rules.age_bands));
        let region = person.map_or_else(unknown, |person| person.regency.chars().take(rules.region_digits).collect());
        let disability = if disability { "disability" } else { "none" }.to_owned();
        let keys = [
            (Attribute::Sex, sex),
            (Attribute::Disability, disability),
            (Attribute::Age, age),
            (Attribute::Region, region),
        ];
        for key in keys {
            let reached = self.groups.entry(key).or_default();
            reached.iter_mut().take(last + 1).for_each(|count| *count += 1);
        }
    }
}

fn sex_name(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

/// `..24`, `25..29`, `40..`: the bands that begin at these years.
fn age_band(age: i16, firsts: &[i16]) -> String {
    let first = firsts.iter().rev().find(|first| **first <= age);
    let next = firsts.iter().find(|first| **first > age).map(|first| (first - 1).to_string()).unwrap_or_default();
    format!("{}..{next}", first.map(i16::to_string).unwrap_or_default())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rules() -> FairnessRules {
        FairnessRules {
            id: String::new(),
            mark_thousandths: 800,
            score_ten_thousandths: 19_600,
            smallest_cell: 5,
            age_bands: vec![25, 30, 35],
            region_digits: 2,
        }
    }

    #[test]
    fn bands_begin_at_their_first_year() {
        for (age, band) in [(18, "..24"), (24, "..24"), (25, "25..29"), (34, "30..34"), (35, "35.."), (60, "35..")] {
            assert_eq!(age_band(age, &rules().age_bands), band, "{age}");
        }
        assert_eq!(age_band(30, &[]), "..");
    }

    #[test]
    fn a_record_tells_sex_age_and_region() {
        let day = date(2024, 9, 6);
        let read = |record: &str| read_person(record, day, |one| (one.sex, one.age, one.regency.to_owned()));
        let woman = "3515145205990002\n1999-05-12\nSiti";
        assert_eq!(read(woman), Some((Sex::Female, 25, "3515".to_owned())));
        let eve = "3515140709990002\n1999-09-07\nBudi";
        assert_eq!(read(eve), Some((Sex::Male, 24, "3515".to_owned())));
        assert_eq!((read(""), read("3515140709990002")), (None, None));
    }

    #[test]
    fn whoever_came_to_a_step_came_to_those_before() {
        let mut tally = Tally::default();
        let person = Person { sex: Sex::Female, age: 26, regency: "3578" };
        tally.add(Some(person), false, 3, &rules());
        tally.add(Some(person), true, 0, &rules());
        tally.add(None, false, 5, &rules());
        let of = |attribute, group: &str| tally.groups[&(attribute, group.to_owned())];
        assert_eq!(of(Attribute::Sex, "female"), [2, 1, 1, 1, 0, 0]);
        assert_eq!(of(Attribute::Age, "25..29"), [2, 1, 1, 1, 0, 0]);
        assert_eq!(of(Attribute::Region, "35"), [2, 1, 1, 1, 0, 0]);
        assert_eq!(of(Attribute::Disability, "disability"), [1, 0, 0, 0, 0, 0]);
        assert_eq!(of(Attribute::Region, "unknown"), [1; STEPS]);
        assert_eq!(tally.total, 3);
        assert_eq!(Attribute::ALL.map(|one| Attribute::parse(one.as_str())), Attribute::ALL.map(Some));
    }
}
