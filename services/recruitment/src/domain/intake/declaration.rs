//! What an applicant declares besides the identity, and what it does not agree with.

use crate::domain::{
    admission::Admission,
    identity::Identity,
    nik::{Nik, Sex},
};
use jiff::civil::Date;
use thiserror::Error;

/// Something that a special kind of need asks for (*jenis kebutuhan khusus*); documents show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// *Lulusan dengan pujian*.
    CumLaude,
    /// *Diaspora*.
    Diaspora,
    /// *Penyandang disabilitas*.
    Disability,
    /// *Orang asli Papua*.
    Papuan,
    /// *Daerah tertinggal*.
    DisadvantagedRegion,
    /// *Putra/putri Kalimantan*.
    Kalimantan,
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 6] =
        [Self::CumLaude, Self::Diaspora, Self::Disability, Self::Papuan, Self::DisadvantagedRegion, Self::Kalimantan];

    /// Its code in rulesets and rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CumLaude => "CUM_LAUDE",
            Self::Diaspora => "DIASPORA",
            Self::Disability => "DISABILITY",
            Self::Papuan => "PAPUAN",
            Self::DisadvantagedRegion => "DISADVANTAGED_REGION",
            Self::Kalimantan => "KALIMANTAN",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == text)
    }
}

/// What an applicant declares (*pernyataan pelamar*).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Facts, each once.
    pub facts: Vec<Fact>,
    /// Sex, if it was declared.
    pub sex: Option<Sex>,
    /// Region of origin, four digits, if it was declared.
    pub region: Option<String>,
    /// Months of work that the post asks for.
    pub experience_months: u16,
}

/// What a declaration lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DeclarationError {
    /// The kind of need asks for a fact.
    #[error("this kind of need asks for applicants who declare {}", .0.as_str())]
    NotDeclared(Fact),
    /// Too little work experience.
    #[error("at least {0} months of work experience are asked for")]
    TooShort(u16),
}

/// What the identity number does not agree with (*peringatan*). The number never changes, also when the entry it was made
/// from is corrected, so nobody is refused for it (rules of the population administration).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Another date of birth is stated.
    BirthDate,
    /// Another sex is declared.
    Sex,
}

/// What statistics may know of an applicant: coded, and nobody is found by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Sex, as declared or else as the number tells.
    pub sex: Sex,
    /// Whether a disability is declared.
    pub disability: bool,
    /// Full years on the day of applying.
    pub age: i16,
    /// Region of origin, as declared or else where the number was first given.
    pub region: String,
}

impl Declaration {
    /// Refuses what the vacancy asks for and was not declared.
    pub fn must_meet(&self, admission: &Admission) -> Result<(), DeclarationError> {
        if let Some(fact) = admission.facts.iter().find(|fact| !self.facts.contains(fact)) {
            return Err(DeclarationError::NotDeclared(*fact));
        }
        if self.experience_months < admission.experience_months {
            return Err(DeclarationError::TooShort(admission.experience_months));
        }
        Ok(())
    }

    /// What the number does not agree with.
    pub fn warnings(&self, identity: &Identity) -> Vec<Warning> {
        let nik: &Nik = &identity.nik;
        let birth_date = (nik.birth_date() != identity.birth_date).then_some(Warning::BirthDate);
        let sex = self.sex.is_some_and(|sex| sex != nik.sex()).then_some(Warning::Sex);
        birth_date.into_iter().chain(sex).collect()
    }

    /// What statistics count of somebody who applies on `day`.
    pub fn counted(&self, identity: &Identity, day: Date) -> Counted {
        Counted {
            sex: self.sex.unwrap_or(identity.nik.sex()),
            disability: self.facts.contains(&Fact::Disability),
            age: full_years(identity.birth_date, day),
            region: self.region.clone().unwrap_or_else(|| identity.nik.regency().to_owned()),
        }
    }
}

fn full_years(birth_date: Date, day: Date) -> i16 {
    let before_birthday = (day.month(), day.day()) < (birth_date.month(), birth_date.day());
    day.year() - birth_date.year() - i16::from(before_birthday)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn identity(birth_date: Date) -> Identity {
        let nik = Nik::parse("9901005205990001", date(2024, 9, 1)).unwrap();
        Identity { nik, full_name: "Contoh".into(), birth_date }
    }

    #[test]
    fn a_number_that_tells_something_else_is_a_warning() {
        let born = date(1999, 5, 12);
        assert_eq!(Declaration::default().warnings(&identity(born)), []);
        let male = Declaration { sex: Some(Sex::Male), ..Declaration::default() };
        assert_eq!(male.warnings(&identity(date(1999, 5, 21))), [Warning::BirthDate, Warning::Sex]);
    }

    #[test]
    fn what_is_not_declared_is_taken_from_the_number() {
        let counted = Declaration::default().counted(&identity(date(1999, 9, 2)), date(2024, 9, 1));
        let expected = Counted { sex: Sex::Female, disability: false, age: 24, region: "9901".into() };
        assert_eq!(counted, expected);
        let declared = Declaration {
            facts: vec![Fact::Disability],
            sex: Some(Sex::Male),
            region: Some("3578".into()),
            experience_months: 0,
        };
        let counted = declared.counted(&identity(date(1999, 9, 1)), date(2024, 9, 1));
        assert_eq!(counted, Counted { sex: Sex::Male, disability: true, age: 25, region: "3578".into() });
    }

    #[test]
    fn a_kind_of_need_asks_for_its_fact_and_a_ruleset_for_experience() {
        let special = Admission { facts: vec![Fact::Disability], experience_months: 24, ..Admission::default() };
        let general = Admission { facts: Vec::new(), ..special.clone() };
        let mut declared = Declaration::default();
        assert_eq!(declared.must_meet(&special), Err(DeclarationError::NotDeclared(Fact::Disability)));
        assert_eq!(declared.must_meet(&general), Err(DeclarationError::TooShort(24)));
        declared.facts.push(Fact::Disability);
        declared.experience_months = 24;
        assert_eq!(declared.must_meet(&special), Ok(()));
    }
}
