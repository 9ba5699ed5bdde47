//! How the field test ended (*hasil SKB*), and the code a final list prints for it.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::SkbScores;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::skb_scheme::SkbScheme;
use crate::domain::thousandths::Thousandths;

/// How the field test ended for a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkbOutcome {
    /// Took every test: there are final points.
    Marked(SkbScores),
    /// There are none, whatever marks were given.
    Out(Dropout, Option<SkbScores>),
}

/// Why a participant of the field test has no final points and is never selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dropout {
    /// `TMSI`: failed an eliminating test (*tidak memenuhi syarat tes yang menggugurkan*, PermenPANRB 6/2024 art. 22).
    Eliminated,
    /// `TH` (*tidak hadir*).
    Absent,
    /// `DIS` (*diskualifikasi*).
    Disqualified,
}

impl Dropout {
    /// The printed code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eliminated => "TMSI",
            Self::Absent => "TH",
            Self::Disqualified => "DIS",
        }
    }
}

/// A mark that the scheme cannot have given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMark {
    #[error("is above the maximum of {0}")]
    AboveMaximum(u32),
    #[error("must be {0} marks: the scheme's additional tests")]
    WrongTests(usize),
}

/// Where a mark stands in a row of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Cat,
    /// All additional ones.
    Additional,
    /// One of them, from 0.
    AdditionalTest(usize),
}

/// Lists everything impossible about marks (*nilai tidak mungkin*), empty when they can be right.
pub fn bad_marks(scheme: &SkbScheme, scores: &SkbScores) -> Vec<(Mark, BadMark)> {
    let above = |mark: Thousandths, max: u32| u64::from(mark.0) > u64::from(max) * 1_000;
    let mut bad = Vec::new();
    if above(scores.cat, scheme.cat_max) {
        bad.push((Mark::Cat, BadMark::AboveMaximum(scheme.cat_max)));
    }
    let tests = &scheme.additional;
    if scores.additional.len() != tests.len() {
        bad.push((Mark::Additional, BadMark::WrongTests(tests.len())));
    }
    for (position, (test, &mark)) in tests.iter().zip(&scores.additional).enumerate() {
        if above(mark, test.max) {
            bad.push((Mark::AdditionalTest(position), BadMark::AboveMaximum(test.max)));
        }
    }
    bad
}

/// The code of a final list (*kode hasil akhir*); none while nothing is known, or a tie waits for its decision. The code of
/// a pass follows `P/L` without its hyphen.
pub fn final_code(
    outcome: Option<FinalOutcome>,
    pass: Option<OptimisationCode>,
    dropout: Option<Dropout>,
) -> Option<String> {
    let code = match (outcome, pass, dropout) {
        (Some(FinalOutcome::Selected), ..) => "P/L".to_owned(),
        (Some(FinalOutcome::Moved), Some(pass), _) => format!("P/L-{}", pass.as_str().replace('-', "")),
        (Some(FinalOutcome::NotSelected), ..) => "P/TL".to_owned(),
        (None, _, Some(dropout)) => dropout.as_str().to_owned(),
        (Some(FinalOutcome::NeedsDecision | FinalOutcome::Moved) | None, ..) => return None,
    };
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::skb_scheme::{AdditionalTest, TestKind};

    fn scheme() -> SkbScheme {
        let practice = AdditionalTest { name: "praktik".to_owned(), kind: TestKind::Measured, weight: 40, max: 100 };
        SkbScheme { cat_max: 500, cat_weight: 60, additional: vec![practice] }
    }

    #[test]
    fn everything_impossible_about_marks_is_listed() {
        let scores = |cat: u32, additional: &[u32]| SkbScores {
            cat: Thousandths(cat),
            additional: additional.iter().copied().map(Thousandths).collect(),
        };
        assert!(bad_marks(&scheme(), &scores(500_000, &[100_000])).is_empty());
        let expected = [(Mark::Cat, BadMark::AboveMaximum(500)), (Mark::AdditionalTest(0), BadMark::AboveMaximum(100))];
        assert_eq!(bad_marks(&scheme(), &scores(500_001, &[100_001])), expected);
        assert_eq!(bad_marks(&scheme(), &scores(1, &[])), [(Mark::Additional, BadMark::WrongTests(1))]);
        let too_many = bad_marks(&SkbScheme::cat_only(500), &scores(1, &[1]));
        assert_eq!(too_many, [(Mark::Additional, BadMark::WrongTests(0))]);
    }

    #[test]
    fn every_end_has_its_code() {
        let cases = [
            (Some(FinalOutcome::Selected), None, None, Some("P/L")),
            (Some(FinalOutcome::Moved), Some(OptimisationCode::U1), None, Some("P/L-U1")),
            (Some(FinalOutcome::NotSelected), None, None, Some("P/TL")),
            (Some(FinalOutcome::NeedsDecision), None, None, None),
            (None, None, Some(Dropout::Eliminated), Some("TMSI")),
            (None, None, Some(Dropout::Absent), Some("TH")),
            (None, None, Some(Dropout::Disqualified), Some("DIS")),
            (None, None, None, None),
        ];
        for (outcome, pass, dropout, code) in cases {
            assert_eq!(final_code(outcome, pass, dropout).as_deref(), code);
        }
    }
}
