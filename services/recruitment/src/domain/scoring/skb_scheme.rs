//! The field test's make-up (*skema seleksi kompetensi bidang*, SKB): its tests, their maxima and weights.

use thiserror::Error;

/// What the law allows a field test (*batas skema SKB*), as the ruleset says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemeLimits {
    /// The least weight of the computer test, in percent.
    pub cat_weight: u32,
    /// The most additional tests.
    pub additional: u8,
    /// The greatest weight of all interviews, in percent; zero forbids them.
    pub interview_weight: u32,
}

/// What an additional test is (*jenis SKB tambahan*, SKBT).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestKind {
    /// A practical or other measured test (*tes praktik kerja* and the like).
    Measured,
    /// An interview (*wawancara*).
    Interview,
}

/// One test beside the computer test (*SKB tambahan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdditionalTest {
    pub name: String,
    pub kind: TestKind,
    pub weight: u32,
    pub max: u32,
}

/// The make-up of a field test (*skema SKB*): the computer test and what stands beside it, weights in percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkbScheme {
    pub cat_max: u32,
    pub cat_weight: u32,
    pub additional: Vec<AdditionalTest>,
}

/// What makes a scheme unlawful or useless (*pelanggaran skema SKB*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemeViolation {
    #[error("the weights make {0}, not 100")]
    WeightsNotHundred(u64),
    #[error("the computer test weighs {weight}, at least {least} is required")]
    CatWeightTooLow { weight: u32, least: u32 },
    #[error("{count} additional tests are too many, at most {most} may be held")]
    TooManyTests { count: usize, most: u8 },
    #[error("an interview is not allowed")]
    InterviewNotAllowed,
    #[error("interviews weigh {weight}, at most {most} is allowed")]
    InterviewTooHeavy { weight: u64, most: u32 },
    #[error("{0} has no maximum or no weight")]
    EmptyTest(String),
}

impl SkbScheme {
    /// A scheme of the computer test alone (*CAT saja*).
    pub fn cat_only(cat_max: u32) -> Self {
        Self { cat_max, cat_weight: 100, additional: Vec::new() }
    }

    /// Lists everything against the scheme (*pelanggaran skema SKB*, PermenPANRB 6/2024), empty when it is lawful.
    pub fn violations(&self, limits: &SchemeLimits) -> Vec<SchemeViolation> {
        let mut violations = self.empty_tests();
        let weights = u64::from(self.cat_weight) + self.weight_of(|_| true);
        if weights != 100 {
            violations.push(SchemeViolation::WeightsNotHundred(weights));
        }
        if self.cat_weight < limits.cat_weight {
            violations.push(SchemeViolation::CatWeightTooLow { weight: self.cat_weight, least: limits.cat_weight });
        }
        if self.additional.len() > usize::from(limits.additional) {
            violations.push(SchemeViolation::TooManyTests { count: self.additional.len(), most: limits.additional });
        }
        violations.extend(self.interview_violation(limits.interview_weight));
        violations
    }

    fn empty_tests(&self) -> Vec<SchemeViolation> {
        let cat = (self.cat_max == 0).then(|| "CAT".to_owned());
        let others = self.additional.iter().filter(|test| test.max == 0 || test.weight == 0);
        cat.into_iter().chain(others.map(|test| test.name.clone())).map(SchemeViolation::EmptyTest).collect()
    }

    fn interview_violation(&self, most: u32) -> Option<SchemeViolation> {
        let is_interview = |test: &AdditionalTest| test.kind == TestKind::Interview;
        if !self.additional.iter().any(is_interview) {
            return None;
        }
        let weight = self.weight_of(is_interview);
        match most {
            0 => Some(SchemeViolation::InterviewNotAllowed),
            most => (weight > u64::from(most)).then_some(SchemeViolation::InterviewTooHeavy { weight, most }),
        }
    }

    fn weight_of(&self, wanted: impl Fn(&AdditionalTest) -> bool) -> u64 {
        self.additional.iter().filter(|test| wanted(test)).map(|test| u64::from(test.weight)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PermenPANRB 6/2024 for regional and for central bodies.
    const REGIONAL: SchemeLimits = SchemeLimits { cat_weight: 60, additional: 1, interview_weight: 0 };
    const CENTRAL: SchemeLimits = SchemeLimits { cat_weight: 50, additional: 3, interview_weight: 10 };

    fn test(kind: TestKind, weight: u32) -> AdditionalTest {
        AdditionalTest { name: "praktik".to_owned(), kind, weight, max: 100 }
    }

    fn scheme(cat_weight: u32, additional: Vec<AdditionalTest>) -> SkbScheme {
        SkbScheme { cat_max: 500, cat_weight, additional }
    }

    #[test]
    fn a_region_may_hold_one_practical_test_of_forty_percent() {
        assert!(SkbScheme::cat_only(500).violations(&REGIONAL).is_empty());
        assert!(scheme(60, vec![test(TestKind::Measured, 40)]).violations(&REGIONAL).is_empty());
    }

    #[test]
    fn a_region_hears_every_objection_at_once() {
        let bad = scheme(50, vec![test(TestKind::Measured, 30), test(TestKind::Interview, 10)]);
        let expected = [
            SchemeViolation::WeightsNotHundred(90),
            SchemeViolation::CatWeightTooLow { weight: 50, least: 60 },
            SchemeViolation::TooManyTests { count: 2, most: 1 },
            SchemeViolation::InterviewNotAllowed,
        ];
        assert_eq!(bad.violations(&REGIONAL), expected);
    }

    #[test]
    fn a_central_body_may_interview_lightly() {
        let light = scheme(50, vec![test(TestKind::Measured, 40), test(TestKind::Interview, 10)]);
        assert!(light.violations(&CENTRAL).is_empty());
        let heavy = scheme(80, vec![test(TestKind::Interview, 20)]);
        assert_eq!(heavy.violations(&CENTRAL), [SchemeViolation::InterviewTooHeavy { weight: 20, most: 10 }]);
    }

    #[test]
    fn a_test_without_a_maximum_is_refused() {
        let empty = SkbScheme::cat_only(0);
        assert_eq!(empty.violations(&REGIONAL), [SchemeViolation::EmptyTest("CAT".to_owned())]);
    }
}
