//! When somebody may be transferred (*mutasi*, Peraturan BKN 5/2019), as dated data: years in post, ratings, documents, and the
//! statement of ten years.

use crate::domain::{
    credit::Rating,
    job::{Job, JobType},
    post_requirement::CandidateFacts,
    rating::YearRating,
    servant::{Employment, State},
    talent_condition::{Condition, Outcome},
    transfer::{Document, TransferKind},
};
use jiff::{ToSpan, civil::Date};

/// What a kind of transfer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRule {
    /// Kind.
    pub kind: TransferKind,
    /// Codes of the documents that are required.
    pub documents: Vec<String>,
    /// Years of ratings that are looked at.
    pub rating_years: i32,
    /// Whether the statement of ten years stands against leaving the instansi by it.
    pub bound_by_statement: bool,
}

/// A document that transfers ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRule {
    /// Code.
    pub code: String,
    /// What it is.
    pub title: String,
}

/// A ruleset of transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRules {
    /// Id.
    pub id: String,
    /// Where it comes from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Least years in post.
    pub least_years: i32,
    /// Most years in post.
    pub most_years: i32,
    /// Whether more than the most years keep somebody from a transfer; else they are told.
    pub most_years_bind: bool,
    /// Years from the first day of service in which nobody asks to leave.
    pub statement_years: i32,
    /// What the ratings have to be at least.
    pub lowest_rating: Rating,
    /// Legal standings in which people are transferred.
    pub standings: Vec<String>,
    /// Kinds of posts that only a selection leads to, or being named from the pool of the post.
    pub selection_jobs: Vec<JobType>,
    /// Kind of exit by which somebody leaves for another instansi, in the rules of exits.
    pub exit_kind: String,
    /// Documents.
    pub documents: Vec<DocumentRule>,
    /// Kinds.
    pub kinds: Vec<KindRule>,
}

/// Where somebody is to go within the instansi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferTarget {
    /// Kind of the post; none where needs does not know it.
    pub job: Option<Job>,
    /// Whether needs told of the position.
    pub known: bool,
    /// Whether a seat that was held before is free.
    pub seat_free: bool,
    /// Whether the servant is named as a successor for it.
    pub named: bool,
    /// What the record does not show and was shown when the servant was named, by the names of the conditions.
    pub cleared: Vec<String>,
    /// What the post asks for, and what was found; none where the rules know nothing of such posts.
    pub requirement: Option<Vec<Condition>>,
    /// What its functional level asks of who comes from a post without one, and what was found.
    pub entry: Vec<Condition>,
}

/// What a transfer is decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferFacts {
    /// Who.
    pub candidate: CandidateFacts,
    /// First day of service.
    pub appointment_date: Date,
    /// Post held without an end: the position, empty for one elsewhere, and its first day.
    pub post: Option<(String, Date)>,
    /// Ratings.
    pub ratings: Vec<YearRating>,
    /// Where to; none out of the instansi.
    pub target: Option<TransferTarget>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferWish {
    /// Kind.
    pub kind: TransferKind,
    /// Position here; empty where the servant leaves.
    pub position: String,
    /// Who receives the servant; empty within the instansi.
    pub receiver: String,
    /// First day there.
    pub effective: Date,
    /// Number of what allows an exception from the least years; empty without.
    pub exception: String,
    /// Number of the determination that opens a seat; empty without.
    pub formation: String,
}

impl TransferWish {
    /// Whether the servant leaves the instansi.
    pub fn leaves(&self) -> bool {
        self.position.is_empty()
    }
}

impl TransferRules {
    /// The rule of a kind.
    pub fn kind(&self, kind: TransferKind) -> Option<&KindRule> {
        self.kinds.iter().find(|rule| rule.kind == kind)
    }

    /// A document by its code.
    pub fn document(&self, code: &str) -> Option<&DocumentRule> {
        self.documents.iter().find(|document| document.code == code)
    }

    /// Every condition but the documents, and what was found on `today`.
    pub fn conditions(&self, facts: &TransferFacts, wish: &TransferWish, today: Date) -> Vec<Condition> {
        let mut found = vec![self.look_at_state(facts)];
        found.extend(self.look_at_post(facts, wish));
        if wish.leaves() {
            found.push(self.look_at_statement(facts, wish));
        }
        found.push(self.look_at_ratings(facts, wish, today));
        found.push(look_at_punishment(facts, wish.effective, today));
        if let Some(target) = &facts.target {
            found.extend(self.look_at_target(facts, target, wish));
        }
        found
    }

    /// Codes of the documents of a kind that are missing.
    pub fn missing(&self, kind: TransferKind, handed_in: &[Document]) -> Vec<String> {
        let asked = self.kind(kind).map(|rule| rule.documents.as_slice()).unwrap_or_default();
        let is_missing = |code: &&String| !handed_in.iter().any(|document| document.code == **code);
        asked.iter().filter(is_missing).cloned().collect()
    }

    /// Whether every document of the kind is there.
    pub fn look_at_documents(&self, kind: TransferKind, handed_in: &[Document]) -> Condition {
        let missing = self.missing(kind, handed_in);
        if missing.is_empty() {
            return Condition::holds("documents", "all are there");
        }
        Condition::lacks("documents", format!("missing: {}", missing.join(", ")))
    }

    fn look_at_state(&self, facts: &TransferFacts) -> Condition {
        let candidate = &facts.candidate;
        // Who has a work agreement is not transferred (Peraturan BKN 5/2019 is of civil servants).
        let serves = candidate.employment == Employment::Pns && candidate.state == State::InService;
        let sound = serves && self.standings.contains(&candidate.standing);
        let (employment, state) = (candidate.employment.as_str(), candidate.state.as_str());
        let detail = format!("{employment}, {state}, standing {}", candidate.standing);
        Condition::when(sound, "in_service", detail)
    }

    fn look_at_post(&self, facts: &TransferFacts, wish: &TransferWish) -> Vec<Condition> {
        let Some((position, since)) = &facts.post else {
            return vec![Condition::unknown("post", "the servant holds no definitive post without an end")];
        };
        let mut found = vec![Condition::when(*since < wish.effective, "post", format!("held since {since}"))];
        let reached = |years: i32| since.checked_add(years.years()).ok();
        let least = reached(self.least_years).is_some_and(|day| day <= wish.effective);
        let detail = format!("in post since {since}, at least {} years", self.least_years);
        found.push(match (least, wish.exception.is_empty()) {
            (true, _) => Condition::holds("least_years", detail),
            (false, true) => Condition::lacks("least_years", detail),
            (false, false) => Condition::holds("least_years", format!("{detail}; exception {}", wish.exception)),
        });
        let within = reached(self.most_years).is_some_and(|day| wish.effective <= day);
        let detail = format!("in post since {since}, at most {} years", self.most_years);
        found.push(match (within, self.most_years_bind) {
            (true, _) => Condition::holds("most_years", detail),
            (false, true) => Condition::lacks("most_years", detail),
            (false, false) => Condition::holds("most_years", format!("{detail}: longer, which is told")),
        });
        if !wish.leaves() {
            let other = *position != wish.position;
            found.push(Condition::when(other, "other_post", if other { "another post" } else { "the post held" }));
        }
        found
    }

    /// Whoever was appointed stated that they do not ask to leave for so many years.
    fn look_at_statement(&self, facts: &TransferFacts, wish: &TransferWish) -> Condition {
        let bound = self.kind(wish.kind).is_none_or(|rule| rule.bound_by_statement);
        if !bound {
            return Condition::holds("statement", "this kind of transfer is not bound by the statement");
        }
        let appointed = facts.appointment_date;
        let over = appointed.checked_add(self.statement_years.years()).is_ok_and(|day| day <= wish.effective);
        let detail = format!("in service since {appointed}, statement of {} years", self.statement_years);
        Condition::when(over, "statement", detail)
    }

    /// Ratings of the last years that can be known.
    fn look_at_ratings(&self, facts: &TransferFacts, wish: &TransferWish, today: Date) -> Condition {
        let years = self.kind(wish.kind).map_or(0, |rule| rule.rating_years);
        let this_year = i32::from(wish.effective.min(today).year());
        let (mut missing, mut low) = (Vec::new(), Vec::new());
        for year in this_year - years..this_year {
            match facts.ratings.iter().find(|rating| rating.year == year) {
                None => missing.push(year.to_string()),
                Some(rating) if !rating.rating.is_at_least(self.lowest_rating) => {
                    low.push(format!("{} of {year}", rating.rating.as_str()));
                }
                Some(_) => {}
            }
        }
        if !low.is_empty() {
            return Condition::lacks("ratings", format!("below {}: {}", self.lowest_rating.as_str(), low.join(", ")));
        }
        if !missing.is_empty() {
            return Condition::unknown("ratings", format!("no rating of {}", missing.join(", ")));
        }
        Condition::holds("ratings", format!("{years} years, each {} or better", self.lowest_rating.as_str()))
    }

    fn look_at_target(&self, facts: &TransferFacts, target: &TransferTarget, wish: &TransferWish) -> Vec<Condition> {
        let mut found = Vec::new();
        if target.known && target.job.is_some() {
            found.push(Condition::holds("target", "needs told of the position"));
        } else {
            found.push(Condition::unknown("target", "needs did not tell what the position is"));
        }
        let seat = match (target.seat_free, wish.formation.is_empty()) {
            (true, _) => Condition::holds("seat", "a seat is free"),
            (false, true) => Condition::lacks("seat", "no seat that was held before is free"),
            (false, false) => Condition::holds("seat", format!("opened by {}", wish.formation)),
        };
        found.push(seat);
        // Whoever holds such a post already has shown what it asks for.
        let held = facts.candidate.posts.iter().find(|post| post.end.is_none()).and_then(|post| post.job);
        found.extend(look_at_level(held, target));
        let same_kind = held.zip(target.job).is_some_and(|(held, wanted)| held.kind == wanted.kind);
        if !same_kind {
            found.extend(self.look_at_selection(target));
            found.extend(look_at_requirement(target));
        }
        found
    }

    /// Leading posts are filled by open selection, which is no transfer, or from the pool of the post.
    fn look_at_selection(&self, target: &TransferTarget) -> Option<Condition> {
        let job = target.job.filter(|job| self.selection_jobs.contains(&job.kind))?;
        let detail = format!("{} is filled by selection or by somebody named from its pool", job.kind.as_str());
        Some(Condition::when(target.named, "selection", detail))
    }

    /// What is not sound, if anything.
    pub fn violations(&self) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what| {
            if !holds {
                wrong.push(what);
            }
        };
        let years = |years: i32| (0..=50).contains(&years);
        check(years(self.least_years) && years(self.most_years), "impossible years in post");
        check(self.least_years <= self.most_years, "the least years are more than the most");
        check(years(self.statement_years), "impossible years of the statement");
        check(!self.standings.is_empty(), "nobody could be transferred");
        check(!self.exit_kind.is_empty(), "nobody could leave");
        let once = |kind| self.kinds.iter().filter(|rule| rule.kind == kind).count() == 1;
        check(TransferKind::ALL.into_iter().all(|(kind, _)| once(kind)), "not every kind has its rule once");
        check(self.kinds.iter().all(|rule| years(rule.rating_years)), "impossible years of ratings");
        let known = |code: &String| self.documents.iter().filter(|document| document.code == *code).count() == 1;
        check(self.kinds.iter().flat_map(|rule| &rule.documents).all(known), "a document is not described once");
        check(self.documents.iter().all(|document| !document.title.is_empty()), "a document has no title");
        wrong
    }
}

/// A punishment that runs today or on the first day.
fn look_at_punishment(facts: &TransferFacts, effective: Date, today: Date) -> Condition {
    let punishments = &facts.candidate.punishments;
    let runs = |day: Date| punishments.iter().any(|one| one.start <= day && one.end.is_none_or(|end| day <= end));
    let running = runs(today) || runs(effective);
    Condition::when(!running, "punishment", if running { "a punishment runs" } else { "none runs" })
}

/// A higher functional level takes points, which no transfer looks at; who has no level yet enters one by its test and rank.
fn look_at_level(held: Option<Job>, target: &TransferTarget) -> Vec<Condition> {
    let Some(job) = target.job.filter(|job| job.kind == JobType::Fungsional) else { return Vec::new() };
    match (held.and_then(|held| held.level), job.level) {
        (_, None) => vec![Condition::unknown("level", "needs did not tell the level of the functional post")],
        (None, Some(_)) => target.entry.clone(),
        (Some(held), Some(wanted)) if wanted > held => {
            let detail = format!("{} is above {}: a level promotion leads there", wanted.as_str(), held.as_str());
            vec![Condition::lacks("level", detail)]
        }
        (Some(_), Some(_)) => Vec::new(),
    }
}

/// What the kind of post asks for. What a named successor was cleared of is not asked again; functional posts ask by level.
fn look_at_requirement(target: &TransferTarget) -> Vec<Condition> {
    let Some(job) = target.job.filter(|job| job.kind != JobType::Fungsional) else { return Vec::new() };
    let Some(requirement) = &target.requirement else {
        let detail = format!("the rules do not say what {} asks for", job.kind.as_str());
        return vec![Condition::unknown("requirement", detail)];
    };
    let asked = requirement.iter().filter(|one| one.rule != "in_service");
    let cleared = |one: &Condition| target.cleared.iter().any(|rule| rule == one.rule);
    let look = |one: &Condition| match one.outcome {
        Outcome::Unknown if cleared(one) => {
            Condition::holds(one.rule, format!("{}: shown when the successor was named", one.detail))
        }
        _ => one.clone(),
    };
    asked.map(look).collect()
}

#[cfg(test)]
#[path = "transfer_rules_tests.rs"]
mod tests;
