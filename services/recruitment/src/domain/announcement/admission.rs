//! What somebody who applies has to meet (*persyaratan pelamaran*). A vacancy commits to it when it opens, and whatever its
//! ruleset says later changes nothing of it.

use crate::domain::declaration::Fact;
use crate::domain::document::DocumentKind;
use crate::domain::general_rules::{GeneralRules, admits_age};
use crate::domain::skd::NeedKind;
use crate::domain::thousandths::Thousandths;
use jiff::civil::Date;

/// What a vacancy asks of applicants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// What is accepted, in the order of the determination.
    pub education: Vec<AcceptedEducation>,
    /// Of which kinds the ruleset asks for a document in order, each once; a vacancy may ask for more.
    pub papers: Vec<DocumentKind>,
    /// What has to be declared.
    pub facts: Vec<Fact>,
    /// Least months of work.
    pub experience_months: u16,
}

/// An accepted education, the ages of who has it, and the mark it ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedEducation {
    pub education: String,
    pub age_minimum: u8,
    pub age_maximum: u8,
    /// Greatest grade point average (*IPK*) or school mark: it decides between equals, so that one of another scale would win.
    pub greatest_mark: Thousandths,
}

impl AcceptedEducation {
    /// Whether somebody born on `birth_date` has the age to apply on `day`.
    pub fn admits_age(&self, birth_date: Date, day: Date) -> bool {
        admits_age(self.age_minimum, self.age_maximum, birth_date, day)
    }
}

impl Admission {
    /// What a ruleset asks of the applicants for a post.
    pub fn of(rules: &GeneralRules, post: &str, kind: NeedKind, education: &[String]) -> Self {
        let accepted = education.iter().map(|education| AcceptedEducation {
            education: education.clone(),
            age_minimum: rules.age_minimum,
            age_maximum: rules.greatest_age(post, education),
            greatest_mark: rules.intake.greatest_mark(education),
        });
        Self {
            education: accepted.collect(),
            papers: rules.intake.required(kind),
            facts: rules.intake.facts(kind).collect(),
            experience_months: rules.intake.experience_months,
        }
    }

    /// What is asked of who has this education; none where it is not accepted.
    pub fn accepted(&self, education: &str) -> Option<&AcceptedEducation> {
        self.education.iter().find(|accepted| accepted.education == education)
    }
}
