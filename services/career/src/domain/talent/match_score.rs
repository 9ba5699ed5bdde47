//! How well somebody fits a key post (*skor kecocokan*): potential and competency, qualification, integrity.

use crate::domain::{
    education::EducationLevel,
    post_requirement::PunishmentSeen,
    professionalism::{Discipline, ProfessionalismRules},
    talent_rules::TalentRules,
};
use jiff::{ToSpan, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;

/// Parts of a match score, each of 0 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchParts {
    /// Potential and competency.
    pub potential: BigRational,
    /// Qualification.
    pub qualification: BigRational,
    /// Integrity.
    pub integrity: i32,
}

impl TalentRules {
    /// The exact match score.
    pub fn match_score(&self, parts: &MatchParts) -> BigRational {
        let whole = |number: i32| BigRational::from(BigInt::from(number));
        let weights = self.weights;
        let sum = &parts.potential * whole(weights.potential)
            + &parts.qualification * whole(weights.qualification)
            + whole(parts.integrity) * whole(weights.integrity);
        sum / whole(100)
    }

    /// How a match score arose, in words.
    pub fn explain_score(&self, parts: &MatchParts) -> String {
        let weights = self.weights;
        format!(
            "score: {} = {} % of {} + {} % of {} + {} % of {}",
            exact::render(&self.match_score(parts), 2),
            weights.potential,
            exact::render(&parts.potential, 2),
            weights.qualification,
            exact::render(&parts.qualification, 2),
            weights.integrity,
            parts.integrity
        )
    }

    /// Points of an education.
    pub fn qualification_points(&self, education: EducationLevel) -> Option<i32> {
        self.qualification.iter().find(|(level, _)| *level == education).map(|(_, points)| *points)
    }

    /// Points of the integrity on a day: none while one is served, else those of the worst punishment that still counts. None
    /// where the level of one that counts is not known.
    pub fn integrity_points(
        &self,
        levels: &ProfessionalismRules,
        punishments: &[PunishmentSeen],
        day: Date,
    ) -> Option<i32> {
        let rules = &self.integrity;
        let begun = punishments.iter().filter(|one| one.start <= day);
        let counting: Vec<&PunishmentSeen> = begun.filter(|one| counts(one, rules.active_months, day)).collect();
        if counting.iter().any(|one| one.end.is_none_or(|end| day <= end)) {
            return Some(rules.serving);
        }
        let worst: Discipline = levels.worst(counting.iter().map(|one| one.code.as_str()))?;
        rules.points.iter().find(|(level, _)| *level == worst).map(|(_, points)| *points)
    }
}

/// Whether a punishment that has begun is active: it runs, or it ended so many months ago at most.
fn counts(punishment: &PunishmentSeen, active_months: i32, day: Date) -> bool {
    let Some(end) = punishment.end else { return true };
    end.checked_add(active_months.months()).map_or(true, |last| day <= last)
}

#[cfg(test)]
#[path = "match_score_tests.rs"]
mod tests;
