//! Coming to a functional level from a post without one (*perpindahan dari jabatan lain*): its competency test and its ranks.

use crate::domain::{
    credit::Level, exam::ExamTaken, grade::Grade, promotion_rules::PromotionRules, talent_condition::Condition,
};
use jiff::civil::Date;

/// What the level asks for on a day, and what was found.
pub fn level_entry(
    rules: &PromotionRules,
    level: Level,
    (grade, tests): (Option<Grade>, &[ExamTaken]),
    day: Date,
) -> Vec<Condition> {
    let name = level.as_str();
    let test = match rules.test_that_counts(tests, level, day) {
        Some(passed) => Condition::holds("test", format!("the competency test for {name} was passed on {passed}")),
        None => Condition::lacks("test", format!("no competency test for {name} that counts on {day} is passed")),
    };
    let rank = match (grade, rules.level(level)) {
        (None, _) => Condition::unknown("rank", "no rank of a civil servant is recorded"),
        (_, None) => Condition::unknown("rank", format!("the rules have no ranks of {name}")),
        (Some(grade), Some(ranks)) => {
            let (lowest, highest) = (ranks.lowest, ranks.highest);
            let detail = format!("{}, and {name} is from {} to {}", grade.as_str(), lowest.as_str(), highest.as_str());
            Condition::when((lowest..=highest).contains(&grade), "rank", detail)
        }
    };
    vec![test, rank]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        domain::{exam::ExamKind, talent_condition::Outcome},
        rulesets,
    };
    use jiff::{Timestamp, civil::date};
    use uuid::Uuid;

    fn test(level: Level, day: Date, passed: bool) -> ExamTaken {
        ExamTaken {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            kind: ExamKind::LevelTest,
            level: Some(level),
            passed,
            date: day,
            number: "1/UKOM".into(),
            issuer: "BKN".into(),
            record_time: Timestamp::UNIX_EPOCH,
            superseded_time: None,
        }
    }

    #[test]
    fn a_level_takes_its_test_and_a_rank_of_its_band() {
        let rules = rulesets::promotion::find("promotion-bkn-4-2025").unwrap();
        let day = date(2025, 5, 2);
        let (holds, lacks, unknown) = (Outcome::Holds, Outcome::Lacks, Outcome::Unknown);
        let passed = test(Level::AhliPertama, date(2025, 3, 1), true);
        let cases = [
            (Level::AhliPertama, "III/a", passed.clone(), [holds, holds]),
            (Level::AhliUtama, "III/a", passed.clone(), [lacks, lacks]),
            (Level::AhliPertama, "II/d", passed.clone(), [holds, lacks]),
            (Level::AhliPertama, "III/c", passed.clone(), [holds, lacks]),
            (Level::AhliPertama, "", passed.clone(), [holds, unknown]),
            (Level::AhliPertama, "III/a", test(Level::AhliPertama, date(2025, 3, 1), false), [lacks, holds]),
            (Level::AhliPertama, "III/a", test(Level::AhliPertama, date(2025, 5, 3), true), [lacks, holds]),
            (Level::AhliPertama, "III/a", test(Level::AhliPertama, date(2001, 1, 1), true), [lacks, holds]),
        ];
        for (level, rank, exam, expected) in cases {
            let found = level_entry(&rules, level, (Grade::parse(rank).ok(), std::slice::from_ref(&exam)), day);
            let outcomes: Vec<Outcome> = found.iter().map(|one| one.outcome).collect();
            assert_eq!(outcomes, expected, "{level:?} {rank} {}", exam.date);
        }
    }
}
