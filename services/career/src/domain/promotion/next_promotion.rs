//! The next rank of a servant (*kenaikan pangkat berikutnya*): which, when at the earliest, and why not sooner.

use crate::domain::{
    credit::{CreditRuleset, Level},
    credit_row::{PARTS, show_parts},
    exam::ExamKind,
    grade::Grade,
    promotion_facts::{Ends, Findings, Obstacle, PromotionFacts, Rule},
    promotion_rules::PromotionRules,
    promotion_view::{NextPromotion, PromotionKind, PromotionView, PromotionWish},
    servant::{Employment, State},
};
use jiff::{ToSpan, civil::Date};
use std::ops::RangeInclusive;

/// Later days that are tried: each puts an obstacle behind it, and there are fewer kinds of them.
const DAYS_TRIED: usize = 20;

impl PromotionRules {
    /// When the next promotion can be at the earliest from `today` on.
    pub fn next_promotion(
        &self,
        credit: &CreditRuleset,
        facts: &PromotionFacts,
        wish: &PromotionWish,
        today: Date,
    ) -> NextPromotion {
        let mut day = self.period_from(today).unwrap_or(today);
        let mut obstacles: Vec<Obstacle> = Vec::new();
        for _ in 0..DAYS_TRIED {
            let view = self.promotion_on(credit, facts, wish, day, today);
            let never = view.findings.obstacles.iter().any(|one| one.ends == Ends::Never);
            let (Some(until), false) = (latest(&view.findings.obstacles), never) else {
                obstacles.extend(view.findings.obstacles.iter().cloned());
                return answer(view, (!never).then_some(day), obstacles);
            };
            // What has to be done by a later day is asked of that day.
            let waits = view.findings.obstacles.into_iter().filter(|one| matches!(one.ends, Ends::On(_)));
            for obstacle in waits {
                if !obstacles.contains(&obstacle) {
                    obstacles.push(obstacle);
                }
            }
            let Some(next) = self.period_from(until) else { break };
            if next > until {
                let detail = format!("promotions take effect on certain days, and the next after {until} is {next}");
                obstacles.push(Obstacle { rule: Rule::Period, detail, ends: Ends::On(next) });
            }
            day = next;
        }
        answer(self.promotion_on(credit, facts, wish, day, today), None, obstacles)
    }

    /// What stands for and against a promotion on `day`, as known `today`.
    pub fn promotion_on(
        &self,
        credit: &CreditRuleset,
        facts: &PromotionFacts,
        wish: &PromotionWish,
        day: Date,
        today: Date,
    ) -> PromotionView {
        let mut view = PromotionView::default();
        if !self.hear_person(facts, &mut view.findings) {
            return view;
        }
        let Some((from, since)) = facts.grade() else {
            view.findings.lack(Rule::Rank, Ends::WhenDone, "no rank of a civil servant is recorded");
            return view;
        };
        view.from = Some(from);
        view.kind = kind_of(facts, wish, &mut view.findings);
        let Some(kind) = view.kind else { return view };
        view.to = self.rank_above(facts, kind, from, &mut view.findings);
        let Some(to) = view.to else { return view };
        if !self.is_period(day) {
            let next = self.period_from(day).map_or(Ends::Never, Ends::On);
            view.findings.lack(Rule::Period, next, format!("{day} is no day on which promotions take effect"));
        }
        let years = match kind {
            PromotionKind::Regular => {
                self.hear_regular(facts, from, to, &mut view.findings);
                self.regular_years
            }
            PromotionKind::Structural => self.hear_structural(facts, wish, (from, to), day, &mut view.findings),
            PromotionKind::Functional => {
                self.hear_functional(credit, facts, (from, to), &mut view.findings);
                self.functional_years
            }
            PromotionKind::DiplomaAdjustment => {
                hear_exam(facts, ExamKind::DiplomaAdjustment, &mut view.findings);
                self.adjustment_years
            }
        };
        let until = after_years(since, years);
        let detail = format!("{years} years in {} since {since}", from.as_str());
        view.findings.wait(Rule::YearsInRank, day, until, detail);
        view.expected_ratings = self.hear_ratings(facts, day, today, &mut view.findings);
        hear_punishment(facts, day, &mut view.findings);
        view
    }

    /// Whether the servant is one who can be promoted at all; what can change is noted and looked past.
    pub(crate) fn hear_person(&self, facts: &PromotionFacts, findings: &mut Findings) -> bool {
        if facts.employment != Employment::Pns {
            findings.lack(
                Rule::Employment,
                Ends::Never,
                "employees with a work agreement (PPPK) have no rank promotion",
            );
            return false;
        }
        match facts.state {
            State::Left => {
                findings.lack(Rule::State, Ends::Never, "the servant has left the service");
                return false;
            }
            State::AwaitingNip | State::Probation => {
                findings.lack(Rule::State, Ends::WhenDone, "the servant is not yet appointed for good");
            }
            State::InService => findings.hold(Rule::State, "in service"),
        }
        if !self.standings.contains(&facts.standing) {
            let detail = format!("the legal standing {} is none in which people are promoted", facts.standing);
            findings.lack(Rule::Standing, Ends::WhenDone, detail);
        }
        true
    }

    fn rank_above(
        &self,
        facts: &PromotionFacts,
        kind: PromotionKind,
        from: Grade,
        findings: &mut Findings,
    ) -> Option<Grade> {
        if kind != PromotionKind::DiplomaAdjustment {
            let to = from.next();
            if to.is_none() {
                findings.lack(Rule::Rank, Ends::Never, format!("there is no rank above {}", from.as_str()));
            }
            return to;
        }
        let starts = facts.educations.iter().filter_map(|level| self.education(*level)).map(|rule| rule.start);
        let start = starts.max().filter(|start| *start > from);
        if start.is_none() {
            let detail = format!("no diploma that counts begins above {}", from.as_str());
            findings.lack(Rule::Education, Ends::Never, detail);
        }
        start
    }

    fn hear_regular(&self, facts: &PromotionFacts, from: Grade, to: Grade, findings: &mut Findings) {
        let ceilings = facts.educations.iter().filter_map(|level| self.education(*level)).map(|rule| rule.ceiling);
        match ceilings.max() {
            None => findings.lack(Rule::Education, Ends::WhenDone, "no diploma that counts is recorded"),
            Some(ceiling) if to > ceiling => {
                let detail = format!("{} lies above {}, the ceiling of the diploma", to.as_str(), ceiling.as_str());
                findings.lack(Rule::Ceiling, Ends::Never, detail);
            }
            Some(ceiling) => findings.hold(Rule::Ceiling, format!("the diploma leads to {}", ceiling.as_str())),
        }
        for rule in self.exams.iter().filter(|rule| rule.from == from) {
            let exempt = |least| facts.educations.iter().any(|level| *level >= least);
            if rule.exempt_from.is_some_and(exempt) {
                findings.hold(Rule::Exam, format!("the diploma exempts from {}", rule.exam.as_str()));
            } else {
                hear_exam(facts, rule.exam, findings);
            }
        }
    }

    /// Returns the years in rank that the post asks for.
    fn hear_structural(
        &self,
        facts: &PromotionFacts,
        wish: &PromotionWish,
        (from, to): (Grade, Grade),
        day: Date,
        findings: &mut Findings,
    ) -> u8 {
        let Some((post, job)) = facts.post.as_ref().and_then(|post| Some((post, post.job?))) else {
            return self.structural_years;
        };
        let bands = self.bands_of(job.kind, &wish.echelon);
        let tops = bands.iter().map(|band| band.highest);
        let (Some(lowest), Some(least), Some(most)) =
            (bands.iter().map(|band| band.lowest).min(), tops.clone().min(), tops.max())
        else {
            let detail = format!("echelon {} is none of {}", wish.echelon, job.kind.as_str());
            findings.lack(Rule::Band, Ends::Never, detail);
            return self.structural_years;
        };
        if to > most {
            let detail = format!("{} lies above {}, the highest rank of the post", to.as_str(), most.as_str());
            findings.lack(Rule::Band, Ends::Never, detail);
        } else if to > least {
            let detail = format!("{} lies above {} of one echelon of such posts: name it", to.as_str(), least.as_str());
            findings.lack(Rule::Band, Ends::WhenDone, detail);
        } else {
            findings.hold(Rule::Band, format!("the band of the post leads to {}", least.as_str()));
        }
        if from >= lowest {
            return self.structural_years;
        }
        let years = self.structural_entry_years;
        let detail = format!("{years} years in the post since {}", post.since);
        findings.wait(Rule::YearsInPost, day, after_years(post.since, years), detail);
        years
    }

    fn hear_functional(
        &self,
        credit: &CreditRuleset,
        facts: &PromotionFacts,
        (from, to): (Grade, Grade),
        findings: &mut Findings,
    ) {
        let Some(level) = facts.job().and_then(|job| job.level) else {
            findings.lack(Rule::Post, Ends::WhenDone, "the level of the functional post is not known");
            return;
        };
        let Some(ranks) = self.level(level) else {
            findings.lack(Rule::Level, Ends::Never, format!("the rules have no ranks of {}", level.as_str()));
            return;
        };
        let Some(needed) = self.points_for_rank(credit, level, from) else {
            let detail = format!("{} lies above {}: the next level comes first", to.as_str(), ranks.highest.as_str());
            findings.lack(Rule::Level, Ends::Never, detail);
            return;
        };
        findings.hold(Rule::Level, format!("{} leads to {}", level.as_str(), ranks.highest.as_str()));
        let detail = format!("{needed} points wanted in {}, {} there", level.as_str(), show_parts(facts.parts));
        if facts.parts >= needed * PARTS {
            findings.hold(Rule::Points, detail);
        } else {
            findings.lack(Rule::Points, Ends::WhenDone, detail);
        }
    }

    /// Whole points, counted from the beginning of the level, that the rank above takes; none where it is of the next level.
    pub fn points_for_rank(&self, credit: &CreditRuleset, level: Level, from: Grade) -> Option<i64> {
        let (ranks, figures) = (self.level(level)?, credit.level(level).ok()?);
        if from >= ranks.highest {
            return None;
        }
        let steps = match from.next() {
            Some(first) if first == ranks.lowest => i64::from(self.level_entry_needs_points),
            _ if from < ranks.lowest => 1,
            _ => steps(ranks.lowest..=from),
        };
        Some(steps * i64::from(figures.for_rank))
    }

    /// Returns the years whose ratings are still to come.
    fn hear_ratings(&self, facts: &PromotionFacts, day: Date, today: Date, findings: &mut Findings) -> Vec<i32> {
        let back = if day.month() < self.ratings_known_from_month { 2 } else { 1 };
        let last = i32::from(day.year()) - back;
        let mut expected = Vec::new();
        for year in last - i32::from(self.rating_years) + 1..=last {
            let known = facts.ratings.iter().find(|rating| rating.year == year);
            match known {
                Some(rating) if rating.rating.is_at_least(self.lowest_rating) => {
                    findings.hold(Rule::Rating, format!("{} in {year}", rating.rating.as_str()));
                }
                Some(rating) => {
                    let month = self.ratings_known_from_month;
                    let after = i16::try_from(year + i32::from(self.rating_years) + 1).ok();
                    let after = after.and_then(|year| Date::new(year, month, 1).ok());
                    let lowest = self.lowest_rating.as_str();
                    let detail = format!("{} in {year}, and {lowest} is the least", rating.rating.as_str());
                    findings.lack(Rule::Rating, after.map_or(Ends::Never, Ends::On), detail);
                }
                None if year < i32::from(today.year()) => {
                    findings.lack(Rule::Rating, Ends::WhenDone, format!("no rating of {year} is recorded"));
                }
                None => expected.push(year),
            }
        }
        expected
    }
}

fn kind_of(facts: &PromotionFacts, wish: &PromotionWish, findings: &mut Findings) -> Option<PromotionKind> {
    if wish.kind == Some(PromotionKind::DiplomaAdjustment) {
        return wish.kind;
    }
    // Whoever holds neither a structural nor a functional post is promoted regularly.
    let Some(post) = &facts.post else {
        let regular = wish.kind.is_none_or(|kind| kind == PromotionKind::Regular);
        if !regular {
            findings.lack(Rule::Post, Ends::Never, "the servant holds no such post");
        }
        return regular.then_some(PromotionKind::Regular);
    };
    let Some(job) = post.job else {
        findings.lack(Rule::Post, Ends::WhenDone, "what kind of post the servant holds is not known");
        return None;
    };
    let kind = PromotionKind::of_job(job);
    if wish.kind.is_some_and(|wanted| wanted != kind) {
        findings.lack(Rule::Post, Ends::Never, format!("{} has promotions of another kind", job.kind.as_str()));
        return None;
    }
    Some(kind)
}

fn hear_exam(facts: &PromotionFacts, exam: ExamKind, findings: &mut Findings) {
    if facts.exams.contains(&exam) {
        findings.hold(Rule::Exam, format!("{} is passed", exam.as_str()));
    } else {
        findings.lack(Rule::Exam, Ends::WhenDone, format!("{} is not passed", exam.as_str()));
    }
}

/// A punishment that runs on the day, or later than it without a known end.
pub(crate) fn hear_punishment(facts: &PromotionFacts, day: Date, findings: &mut Findings) {
    match facts.punishment {
        None => findings.hold(Rule::Punishment, "no disciplinary punishment runs"),
        Some(punishment) => match punishment.over {
            None => findings.lack(Rule::Punishment, Ends::WhenDone, "a disciplinary punishment runs without an end"),
            Some(over) => {
                findings.wait(
                    Rule::Punishment,
                    day,
                    Some(over),
                    format!("a disciplinary punishment is over on {over}"),
                );
            }
        },
    }
}

/// Ranks from the level's lowest to this one: as many times the points of a step are wanted, since they add up.
fn steps(ranks: RangeInclusive<Grade>) -> i64 {
    let count = Grade::all().filter(|grade| ranks.contains(grade)).count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn after_years(since: Date, years: u8) -> Option<Date> {
    since.checked_add(i64::from(years).years()).ok()
}

/// The latest of the days on which time alone ends an obstacle.
fn latest(obstacles: &[Obstacle]) -> Option<Date> {
    let days = obstacles.iter().filter_map(|one| if let Ends::On(day) = one.ends { Some(day) } else { None });
    days.max()
}

fn answer(view: PromotionView, date: Option<Date>, obstacles: Vec<Obstacle>) -> NextPromotion {
    NextPromotion {
        kind: view.kind,
        from: view.from,
        to: view.to,
        date,
        obstacles,
        grounds: view.findings.grounds,
        expected_ratings: view.expected_ratings,
    }
}

#[cfg(test)]
#[path = "next_promotion_tests.rs"]
mod tests;
