//! Scores of the competency test (*nilai seleksi kompetensi PPPK*), their maxima and pass marks.

use crate::domain::thousandths::Thousandths;
use thiserror::Error;

/// The scores of a participant. Points for certificates stand apart: they are no answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PppkScore {
    /// Technical (*kompetensi teknis*).
    pub technical: u16,
    /// Added to it for certificates (*tambahan nilai kompetensi teknis*).
    pub certificate: Thousandths,
    /// Managerial (*kompetensi manajerial*).
    pub managerial: u16,
    /// Socio-cultural (*kompetensi sosial kultural*).
    pub sociocultural: u16,
    /// Interview by computer (*wawancara*).
    pub interview: u16,
}

impl PppkScore {
    /// Technical with the points for certificates. A bundle may tell points that no import takes; they do not wrap around.
    pub fn technical_total(&self) -> Thousandths {
        Thousandths((u32::from(self.technical) * 1_000).saturating_add(self.certificate.0))
    }

    /// Managerial and socio-cultural together, as pass marks and ties count them.
    pub fn managerial_sociocultural(&self) -> u32 {
        u32::from(self.managerial) + u32::from(self.sociocultural)
    }

    /// The total (*nilai kumulatif*).
    pub fn total(&self) -> Thousandths {
        let rest = self.managerial_sociocultural() + u32::from(self.interview);
        Thousandths(self.technical_total().0.saturating_add(rest * 1_000))
    }
}

/// The greatest scores of a post, and what a certificate may add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PppkLimits {
    pub technical_max: u16,
    pub managerial_max: u16,
    pub sociocultural_max: u16,
    pub interview_max: u16,
    /// A right technical answer; a wrong one gives nothing.
    pub points_per_item: u16,
    /// The most that certificates add, in percent of the greatest technical score.
    pub certificate_percent: u16,
}

/// Why a score cannot come from the test (*nilai tidak mungkin*).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct PppkScoreViolation {
    /// The part, as the contract names it.
    pub part: &'static str,
    pub reason: String,
}

impl PppkLimits {
    /// The greatest total without certificates.
    pub fn total_max(&self) -> u32 {
        [self.technical_max, self.managerial_max, self.sociocultural_max, self.interview_max]
            .map(u32::from)
            .iter()
            .sum()
    }

    /// The most that certificates add.
    pub fn certificate_max(&self) -> Thousandths {
        let hundredths = u32::from(self.technical_max) * u32::from(self.certificate_percent);
        Thousandths(hundredths.saturating_mul(10))
    }

    /// Lists everything impossible about a score, empty when it can be right.
    pub fn violations(&self, score: &PppkScore) -> Vec<PppkScoreViolation> {
        let parts = [
            ("technical", score.technical, self.technical_max),
            ("managerial", score.managerial, self.managerial_max),
            ("sociocultural", score.sociocultural, self.sociocultural_max),
            ("interview", score.interview, self.interview_max),
        ];
        let above = parts.into_iter().filter(|(_, score, max)| score > max);
        let above = above.map(|(part, score, max)| (part, format!("{score} is above the maximum of {max}")));
        let mut violations: Vec<_> = above.collect();
        if !score.technical.is_multiple_of(self.points_per_item) {
            violations.push(("technical", format!("must be a multiple of {}", self.points_per_item)));
        }
        let most = self.certificate_max();
        if score.certificate > most {
            violations.push(("certificate_thousandths", format!("certificates add at most {most}")));
        }
        violations.into_iter().map(|(part, reason)| PppkScoreViolation { part, reason }).collect()
    }
}

/// How many items the parts have of which every answer gives points (*butir soal*); a technical answer gives all or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PppkItems {
    pub managerial: u16,
    pub sociocultural: u16,
    pub interview: u16,
}

/// How many of those a participant answered, where that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PppkAnswered {
    pub managerial: Option<u16>,
    pub sociocultural: Option<u16>,
    pub interview: Option<u16>,
}

impl PppkItems {
    /// Whether every item of every part gives at most the same whole number of points.
    pub(crate) fn fit(&self, limits: &PppkLimits) -> bool {
        let parts = [
            (self.managerial, limits.managerial_max),
            (self.sociocultural, limits.sociocultural_max),
            (self.interview, limits.interview_max),
        ];
        parts.into_iter().all(|(items, max)| items > 0 && max.is_multiple_of(items))
    }

    /// Lists the parts whose score cannot come from so many answers: one that is answered gives at least one point (*1 sampai
    /// 4*, KepmenPANRB 347/2024), so that somebody who answered all 25 managerial items has 25 or more. Nothing is said about
    /// a part of which that number is not known.
    pub fn violations(
        &self,
        limits: &PppkLimits,
        score: &PppkScore,
        answered: &PppkAnswered,
    ) -> Vec<PppkScoreViolation> {
        let parts = [
            ("managerial_answered", score.managerial, answered.managerial, self.managerial, limits.managerial_max),
            (
                "sociocultural_answered",
                score.sociocultural,
                answered.sociocultural,
                self.sociocultural,
                limits.sociocultural_max,
            ),
            ("interview_answered", score.interview, answered.interview, self.interview, limits.interview_max),
        ];
        let mut violations = Vec::new();
        for (part, score, answered, items, max) in parts {
            let Some(answered) = answered else { continue };
            let most = answered.saturating_mul(max.checked_div(items).unwrap_or_default());
            if answered > items || !(answered..=most).contains(&score) {
                let reason = format!("{score} points cannot come from {answered} answers to {items} items");
                violations.push(PppkScoreViolation { part, reason });
            }
        }
        violations
    }
}

/// The least scores (*nilai ambang batas*, NAB), for the parts that have one; none where only the rank counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PppkMark {
    /// Technical, with the points for certificates.
    pub technical: Option<u16>,
    /// Managerial and socio-cultural together.
    pub managerial_sociocultural: Option<u16>,
    pub interview: Option<u16>,
}

impl PppkMark {
    /// Whether a score meets the mark; equal is enough.
    pub fn admits(&self, score: &PppkScore) -> bool {
        self.technical.is_none_or(|least| score.technical_total() >= Thousandths::from(least))
            && self.managerial_sociocultural.is_none_or(|least| score.managerial_sociocultural() >= u32::from(least))
            && self.interview.is_none_or(|least| score.interview >= least)
    }

    pub(crate) fn is_reachable(&self, limits: &PppkLimits) -> bool {
        let together = limits.managerial_max.saturating_add(limits.sociocultural_max);
        self.technical.is_none_or(|least| least <= limits.technical_max)
            && self.managerial_sociocultural.is_none_or(|least| least <= together)
            && self.interview.is_none_or(|least| least <= limits.interview_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PppkLimits = PppkLimits {
        technical_max: 450,
        managerial_max: 100,
        sociocultural_max: 80,
        interview_max: 40,
        points_per_item: 5,
        certificate_percent: 10,
    };
    const ITEMS: PppkItems = PppkItems { managerial: 25, sociocultural: 20, interview: 10 };

    /// 25, 20 and 10 items of one to four points (rules of 2024).
    #[test]
    fn an_answered_item_gives_one_to_four_points() {
        assert!(ITEMS.fit(&LIMITS));
        let impossible = |[managerial, sociocultural, interview]: [u16; 3], answered: [Option<u16>; 3]| {
            let score = PppkScore { managerial, sociocultural, interview, ..PppkScore::default() };
            let [managerial, sociocultural, interview] = answered;
            let answered = PppkAnswered { managerial, sociocultural, interview };
            let violations = ITEMS.violations(&LIMITS, &score, &answered);
            violations.into_iter().map(|violation| violation.part).collect::<Vec<_>>()
        };
        let all = [Some(25), Some(20), Some(10)];
        let every = ["managerial_answered", "sociocultural_answered", "interview_answered"];
        assert!(impossible([25, 20, 10], all).is_empty() && impossible([100, 80, 40], all).is_empty());
        assert_eq!(impossible([24, 19, 9], all), every);
        assert!(impossible([0, 19, 9], [None; 3]).is_empty(), "nobody said how many were answered");
        assert!(impossible([0; 3], [Some(0); 3]).is_empty());
        assert_eq!(impossible([5, 5, 5], [Some(1); 3]), every, "one answer gives at most four points");
        assert_eq!(impossible([100, 80, 40], [Some(26), Some(21), Some(11)]), every);
    }

    #[test]
    fn items_give_whole_points() {
        for items in [PppkItems { managerial: 0, ..ITEMS }, PppkItems { interview: 9, ..ITEMS }] {
            assert!(!items.fit(&LIMITS), "{items:?}");
        }
    }
}
