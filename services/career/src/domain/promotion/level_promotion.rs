//! The next level of a functional post (*kenaikan jenjang*): points, competency test, rank and an open place.

use crate::domain::{
    credit::{CreditRuleset, Level},
    credit_row::{PARTS, show_parts},
    exam::{ExamKind, ExamTaken},
    job::{Job, JobType},
    next_promotion::hear_punishment,
    promotion_facts::{Ends, Findings, PromotionFacts, Rule},
    promotion_rules::PromotionRules,
};
use jiff::{ToSpan, civil::Date};

/// The place that somebody is to be promoted into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelPlace {
    /// What the position is, as needs told it.
    pub job: Option<Job>,
    /// Its title.
    pub title: String,
    /// Whether a seat that was held before is free.
    pub seat_free: bool,
    /// Number of the determination that opened another seat; empty without one.
    pub formation: String,
}

/// A level promotion on one day, looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelView {
    /// Level held.
    pub from: Option<Level>,
    /// Level above.
    pub to: Option<Level>,
    /// Points that it takes.
    pub needed: Option<u32>,
    /// What holds and what does not.
    pub findings: Findings,
}

impl PromotionRules {
    /// What stands for and against a promotion to the next level on `day`.
    pub fn level_promotion_on(
        &self,
        credit: &CreditRuleset,
        facts: &PromotionFacts,
        tests: &[ExamTaken],
        place: Option<&LevelPlace>,
        day: Date,
    ) -> LevelView {
        let mut view = LevelView::default();
        if !self.hear_person(facts, &mut view.findings) {
            return view;
        }
        let Some(level) = facts.job().and_then(|job| job.level) else {
            view.findings.lack(Rule::Post, Ends::Never, "the servant holds no functional post with a level");
            return view;
        };
        view.from = Some(level);
        let Some(next) = level.next() else {
            view.findings.lack(Rule::Level, Ends::Never, format!("there is no level above {}", level.as_str()));
            return view;
        };
        view.to = Some(next);
        view.needed = credit.level(level).ok().and_then(|figures| figures.for_level);
        match view.needed {
            None => view.findings.lack(Rule::Points, Ends::Never, "the rules have no points for the next level"),
            Some(needed) => hear_points(facts, level, needed, &mut view.findings),
        }
        self.hear_test(tests, next, day, &mut view.findings);
        self.hear_rank(facts, next, &mut view.findings);
        hear_place(facts, place, (level, next), &mut view.findings);
        hear_punishment(facts, day, &mut view.findings);
        view
    }

    /// The day of the last passed competency test for a level that counts on a day.
    pub(crate) fn test_that_counts(&self, tests: &[ExamTaken], level: Level, day: Date) -> Option<Date> {
        let months = i64::from(self.level_test_months).months();
        let counts = |passed: &Date| *passed <= day && passed.checked_add(months).is_ok_and(|until| day < until);
        passed(tests, level).filter(counts).max()
    }

    fn hear_test(&self, tests: &[ExamTaken], next: Level, day: Date, findings: &mut Findings) {
        let Some(last) = passed(tests, next).max() else {
            let detail = format!("no competency test for {} is passed", next.as_str());
            return findings.lack(Rule::Test, Ends::WhenDone, detail);
        };
        if let Some(passed) = self.test_that_counts(tests, next, day) {
            findings.hold(Rule::Test, format!("the competency test for {} was passed on {passed}", next.as_str()));
        } else {
            let months = self.level_test_months;
            let detail = format!("the competency test of {last} counts for {months} months, not on {day}");
            findings.lack(Rule::Test, Ends::WhenDone, detail);
        }
    }

    fn hear_rank(&self, facts: &PromotionFacts, next: Level, findings: &mut Findings) {
        let Some((grade, _)) = facts.grade() else {
            return findings.lack(Rule::Rank, Ends::WhenDone, "no rank of a civil servant is recorded");
        };
        let Some(ranks) = self.level(next) else {
            return findings.lack(Rule::Level, Ends::Never, "the rules have no ranks of the next level");
        };
        let reached = if self.level_rank_below { grade.next() } else { Some(grade) };
        if reached.is_some_and(|reached| reached >= ranks.lowest) {
            findings.hold(Rule::Level, format!("{} is high enough for {}", grade.as_str(), next.as_str()));
        } else {
            let detail =
                format!("{} is below {}, which begins at {}", grade.as_str(), next.as_str(), ranks.lowest.as_str());
            findings.lack(Rule::Level, Ends::WhenDone, detail);
        }
    }
}

/// The days on which competency tests for a level were passed.
fn passed(tests: &[ExamTaken], level: Level) -> impl Iterator<Item = Date> {
    let of_level =
        move |test: &&ExamTaken| test.kind == ExamKind::LevelTest && test.level == Some(level) && test.passed;
    tests.iter().filter(of_level).map(|test| test.date)
}

fn hear_points(facts: &PromotionFacts, level: Level, needed: u32, findings: &mut Findings) {
    let detail = format!("{needed} points wanted in {}, {} there", level.as_str(), show_parts(facts.parts));
    if facts.parts >= i64::from(needed) * PARTS {
        findings.hold(Rule::Points, detail);
    } else {
        findings.lack(Rule::Points, Ends::WhenDone, detail);
    }
}

fn hear_place(
    facts: &PromotionFacts,
    place: Option<&LevelPlace>,
    (held, next): (Level, Level),
    findings: &mut Findings,
) {
    let Some(place) = place else {
        return findings.lack(Rule::Formation, Ends::WhenDone, "no position of the next level is named");
    };
    let wanted = Job { kind: JobType::Fungsional, level: Some(next) };
    if place.job != Some(wanted) {
        let detail = format!("the position is not known to be a functional post of {}", next.as_str());
        return findings.lack(Rule::Formation, Ends::WhenDone, detail);
    }
    let title = facts.post.as_ref().map_or("", |post| post.title.as_str());
    if profession(title, held).is_empty() || profession(title, held) != profession(&place.title, next) {
        let detail = format!("{:?} is not the next level of {title:?}: another profession is no level", place.title);
        return findings.lack(Rule::Formation, Ends::WhenDone, detail);
    }
    if place.seat_free {
        findings.hold(Rule::Formation, "a seat of the position is free");
    } else if !place.formation.is_empty() {
        findings.hold(Rule::Formation, format!("determination {} opens a seat", place.formation));
    } else {
        let detail = "all seats of the position are held: name the determination that opens another";
        findings.lack(Rule::Formation, Ends::WhenDone, detail);
    }
}

/// The title of a functional post without its level: *Guru Ahli Pertama* is *guru*.
fn profession(title: &str, level: Level) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let level = level.as_str().replace('_', " ");
    format!(" {} ", words.join(" ")).replace(&format!(" {level} "), " ").trim().to_owned()
}

#[cfg(test)]
#[path = "level_promotion_tests.rs"]
mod tests;
