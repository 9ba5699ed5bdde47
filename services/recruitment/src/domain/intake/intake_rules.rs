//! What an application has to declare and to bring (*persyaratan pelamaran*): dated figures of a ruleset.

use crate::domain::{
    declaration::Fact, document::DocumentKind, general_rules::begins_with_any, skd::NeedKind, thousandths::Thousandths,
};
use thiserror::Error;

/// What a ruleset asks of applications and of those who verify them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntakeRules {
    /// Documents that everybody brings.
    pub documents: Vec<DocumentKind>,
    /// What kinds of need ask for besides.
    pub conditions: Vec<Condition>,
    /// Least months of work experience (*pengalaman kerja*); 0 asks for none.
    pub experience_months: u16,
    /// Whether who withdrew an application may apply again in the period.
    pub reapply: bool,
    /// What the education of who has a school mark (*nilai rata-rata ijazah*) begins with; everybody else has a grade point
    /// average (*IPK*). Empty where the ruleset does not tell them apart.
    pub schools: Vec<String>,
    /// Part of the applications that two people look at, in percent.
    pub second_look_percent: u8,
}

/// What a special kind of need (*kebutuhan khusus*) asks its applicants to declare, and which documents show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The kinds.
    pub needs: Vec<NeedKind>,
    /// What is declared.
    pub fact: Fact,
    /// What shows it.
    pub documents: Vec<DocumentKind>,
}

/// What is wrong with the rules of applying.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntakeViolation {
    #[error("nobody is asked for a document: everybody would meet the requirements")]
    NoDocuments,
    #[error("the document {} is asked for twice", .0.as_str())]
    TwoDocuments(DocumentKind),
    #[error("a condition names no kind of need, or nothing that shows {}", .0.as_str())]
    EmptyCondition(Fact),
    #[error("more experience is asked for than can be declared")]
    TooMuchExperience,
    #[error("a school without a name")]
    EmptySchool,
    #[error("more applications are looked at twice than there are")]
    TooManyLooks,
}

/// The greatest grade point average (*IPK 4,00*).
const GREATEST_GPA: Thousandths = Thousandths(4_000);

/// The greatest average mark of a school diploma.
const GREATEST_SCHOOL_MARK: Thousandths = Thousandths(100_000);

/// Most months of work that an applicant can declare: sixty years.
pub const MOST_EXPERIENCE: u16 = 720;

impl IntakeRules {
    /// What applicants of a kind of need have to declare.
    pub fn facts(&self, kind: NeedKind) -> impl Iterator<Item = Fact> {
        self.of(kind).map(|condition| condition.fact)
    }

    /// Of which kinds a document has to be in order, each once.
    pub fn required(&self, kind: NeedKind) -> Vec<DocumentKind> {
        let experience = (self.experience_months > 0).then_some(DocumentKind::WorkExperience);
        let special = self.of(kind).flat_map(|condition| condition.documents.iter().copied());
        let mut required: Vec<DocumentKind> = self.documents.iter().copied().chain(special).chain(experience).collect();
        required.sort_unstable();
        required.dedup();
        required
    }

    /// The greatest mark that an education ends with. It decides between equals, so that one of another scale would win.
    pub fn greatest_mark(&self, education: &str) -> Thousandths {
        let is_school = self.schools.is_empty() || begins_with_any(education, &self.schools);
        if is_school { GREATEST_SCHOOL_MARK } else { GREATEST_GPA }
    }

    /// Lists everything wrong, empty when it can be used.
    pub fn validate(&self) -> Vec<IntakeViolation> {
        let mut violations = Vec::new();
        if self.documents.is_empty() {
            violations.push(IntakeViolation::NoDocuments);
        }
        for (position, kind) in self.documents.iter().enumerate() {
            if self.documents[..position].contains(kind) {
                violations.push(IntakeViolation::TwoDocuments(*kind));
            }
        }
        for condition in &self.conditions {
            if condition.needs.is_empty() || condition.documents.is_empty() {
                violations.push(IntakeViolation::EmptyCondition(condition.fact));
            }
        }
        if self.experience_months > MOST_EXPERIENCE {
            violations.push(IntakeViolation::TooMuchExperience);
        }
        if self.schools.iter().any(|school| school.trim().is_empty()) {
            violations.push(IntakeViolation::EmptySchool);
        }
        if self.second_look_percent > 100 {
            violations.push(IntakeViolation::TooManyLooks);
        }
        violations
    }

    fn of(&self, kind: NeedKind) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(move |condition| condition.needs.contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> IntakeRules {
        let best = Condition {
            needs: vec![NeedKind::Cumlaude],
            fact: Fact::CumLaude,
            documents: vec![DocumentKind::Accreditation, DocumentKind::Diploma],
        };
        IntakeRules {
            documents: vec![DocumentKind::Diploma, DocumentKind::IdentityCard],
            conditions: vec![best],
            ..IntakeRules::default()
        }
    }

    #[test]
    fn a_special_need_asks_for_more_and_nothing_twice() {
        use DocumentKind::{Accreditation, Diploma, IdentityCard, WorkExperience};
        assert_eq!(rules().required(NeedKind::Umum), [IdentityCard, Diploma]);
        assert_eq!(rules().required(NeedKind::Cumlaude), [IdentityCard, Diploma, Accreditation]);
        assert_eq!(rules().facts(NeedKind::Cumlaude).collect::<Vec<_>>(), [Fact::CumLaude]);
        assert_eq!(rules().facts(NeedKind::Umum).count(), 0);
        let worked = IntakeRules { experience_months: 24, ..rules() };
        assert_eq!(worked.required(NeedKind::Umum), [IdentityCard, Diploma, WorkExperience]);
    }

    #[test]
    fn a_grade_point_average_ends_at_four() {
        let rules = IntakeRules { schools: vec!["SMA".into(), "SLTA".into()], ..rules() };
        assert_eq!(rules.greatest_mark("SMA IPA"), Thousandths(100_000));
        assert_eq!(rules.greatest_mark("SLTA_SMA Sederajat"), Thousandths(100_000));
        assert_eq!(rules.greatest_mark("D-III Keperawatan"), Thousandths(4_000));
        assert_eq!(rules.greatest_mark("Smart City S-1"), Thousandths(4_000));
        assert_eq!(IntakeRules::default().greatest_mark("D-III Keperawatan"), Thousandths(100_000));
    }

    #[test]
    fn every_fault_is_listed() {
        assert_eq!(rules().validate(), []);
        let mut broken = rules();
        broken.documents.push(DocumentKind::Diploma);
        broken.conditions[0].needs.clear();
        broken.experience_months = 721;
        broken.schools = vec![" ".into()];
        broken.second_look_percent = 101;
        let expected = [
            IntakeViolation::TwoDocuments(DocumentKind::Diploma),
            IntakeViolation::EmptyCondition(Fact::CumLaude),
            IntakeViolation::TooMuchExperience,
            IntakeViolation::EmptySchool,
            IntakeViolation::TooManyLooks,
        ];
        assert_eq!(broken.validate(), expected);
    }

    /// Without a required document nothing could be found against anybody, whatever a verifier refuses.
    #[test]
    fn rules_that_ask_for_no_document_are_refused() {
        let nothing = IntakeRules { documents: Vec::new(), ..rules() };
        assert_eq!(nothing.validate(), [IntakeViolation::NoDocuments]);
        assert_eq!(IntakeRules::default().validate(), [IntakeViolation::NoDocuments]);
    }
}
