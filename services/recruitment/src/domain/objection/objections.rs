//! An objection (*sanggah*): one of an applicant to one announcement, answered once. It is no chance to mend one's own
//! papers (PermenPANRB 6/2024): nothing is handed in with it, and an applicant's own error cannot be accepted.

use crate::domain::vacancy::State as VacancyState;
use crate::domain::window::ObjectionWindow;
use jiff::Timestamp;
use uuid::Uuid;

/// What was announced: each can be objected to once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The administrative selection.
    Administration,
    /// The final result.
    Final,
}

impl Round {
    /// Whose announcement a vacancy in this state has made last.
    pub fn of(state: VacancyState) -> Option<Self> {
        match state {
            VacancyState::AdministrationAnnounced => Some(Self::Administration),
            VacancyState::Published => Some(Self::Final),
            _ => None,
        }
    }
}

/// Whose error it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The committee misread the papers.
    Verifier,
    /// The portal damaged, lost or did not show them.
    System,
    /// A score was taken or computed wrongly.
    Scoring,
    /// A requirement was applied that was not announced so.
    Requirement,
    /// The applicant erred.
    ApplicantsOwn,
    /// Nobody erred.
    NoError,
}

impl Cause {
    /// Whether the error is one that the applicant cannot help: only such an objection may be accepted.
    pub fn lets_accept(self) -> bool {
        !matches!(self, Self::ApplicantsOwn | Self::NoError)
    }
}

/// What the committee decided, and whose error it was. The two agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    accepted: bool,
    cause: Cause,
}

impl Ruling {
    /// A ruling whose parts agree.
    pub fn new(accepted: bool, cause: Cause) -> Result<Self, &'static str> {
        match (accepted, cause.lets_accept()) {
            (true, false) => Err("lets an objection only be rejected"),
            (false, true) => Err("is an error that is not the applicant's: the objection has to be accepted"),
            _ => Ok(Self { accepted, cause }),
        }
    }

    /// Whether the committee was wrong.
    pub fn accepted(self) -> bool {
        self.accepted
    }

    /// Whose error it was.
    pub fn cause(self) -> Cause {
        self.cause
    }
}

/// What an answer changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// The applicant meets the requirements after all.
    Eligible,
    /// A reason of the verdict was left unchallenged and stands.
    StaysIneligible,
    /// The official result has to be corrected.
    Correction,
}

/// The committee's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was decided.
    pub ruling: Ruling,
    /// What it changes.
    pub effect: Effect,
    /// When.
    pub time: Timestamp,
}

/// An objection without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Id.
    pub id: Uuid,
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application.
    pub application_id: Uuid,
    /// What is objected to.
    pub round: Round,
    /// Which of the verdict's reasons are challenged, from 1.
    pub challenged: Vec<i32>,
    /// When it was filed.
    pub file_time: Timestamp,
    /// The first instant an answer is too late.
    pub answers_until: Timestamp,
    /// The answer.
    pub answer: Option<Answer>,
    /// When the result after the objections was announced.
    pub announce_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
}

/// What an applicant may object to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced<'a> {
    /// State of the vacancy.
    pub state: VacancyState,
    /// When its latest announcement may be objected to.
    pub window: Option<ObjectionWindow>,
    /// Reasons for which the applicant does not meet the requirements; none for who does.
    pub reasons: &'a [String],
    /// Whether the applicant takes part in the ranking.
    pub ranked: bool,
    /// Whether the applicant has withdrawn.
    pub withdrawn: bool,
}

/// Why an objection is not taken, or not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionRefusal {
    /// Nothing was announced yet, or the selection has gone on.
    #[error("the vacancy is {0}: nothing that was announced can be objected to")]
    State(VacancyState),
    /// The ruleset knows no objections.
    #[error("the ruleset of the vacancy knows no objections")]
    NotKnown,
    /// Before or after the days of the round.
    #[error("objections are taken from {} until {}", .0.open, .0.close)]
    Closed(ObjectionWindow),
    /// There is nothing that went against the applicant.
    #[error("there is nothing to object to")]
    Nothing,
    /// Reasons are named that the verdict does not have, or none, or one twice.
    #[error("must name reasons of the verdict, 1 to {0}, each once")]
    Reasons(usize),
    /// Answers are final.
    #[error("the objection has its answer")]
    Answered,
    /// The selection does not go on before every objection has its answer.
    #[error("{0} objections wait for their answer")]
    Unanswered(i64),
    /// It does not go on before what accepted objections change is public either.
    #[error("what {0} accepted objections change is not announced yet")]
    Unannounced(i64),
}

/// The reasons of a verdict: one for each line or part between semicolons of what was found.
pub fn reasons_of(text: &str) -> Vec<String> {
    text.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

impl Objection {
    /// Takes an objection inside the window of what was announced last.
    pub fn file(
        ids: (Uuid, Uuid, Uuid),
        announced: &Announced<'_>,
        challenged: Vec<i32>,
        now: Timestamp,
    ) -> Result<Self, ObjectionRefusal> {
        let round = Round::of(announced.state).ok_or(ObjectionRefusal::State(announced.state))?;
        let window = announced.window.ok_or(ObjectionRefusal::NotKnown)?;
        if !window.takes(now) {
            return Err(ObjectionRefusal::Closed(window));
        }
        let reasons = announced.reasons.len();
        match round {
            _ if announced.withdrawn => return Err(ObjectionRefusal::Nothing),
            Round::Administration if reasons == 0 => return Err(ObjectionRefusal::Nothing),
            Round::Administration if !names_some(&challenged, reasons) => {
                return Err(ObjectionRefusal::Reasons(reasons));
            }
            Round::Final if !announced.ranked => return Err(ObjectionRefusal::Nothing),
            Round::Final if !challenged.is_empty() => return Err(ObjectionRefusal::Reasons(0)),
            _ => {}
        }
        let (id, vacancy_id, application_id) = ids;
        let answers_until = window.answers_until;
        Ok(Self {
            id,
            vacancy_id,
            application_id,
            round,
            challenged,
            file_time: now,
            answers_until,
            answer: None,
            announce_time: None,
            version: 1,
        })
    }

    /// Answers for good. `reasons` is how many the verdict had: if one of them was left unchallenged the result stays.
    pub fn answer(&mut self, ruling: Ruling, reasons: usize, now: Timestamp) -> Result<Effect, ObjectionRefusal> {
        if self.answer.is_some() {
            return Err(ObjectionRefusal::Answered);
        }
        let effect = match (ruling.accepted, self.round) {
            (false, _) => Effect::None,
            (true, Round::Final) => Effect::Correction,
            (true, Round::Administration) if self.challenged.len() >= reasons => Effect::Eligible,
            (true, Round::Administration) => Effect::StaysIneligible,
        };
        self.answer = Some(Answer { ruling, effect, time: now });
        Ok(effect)
    }

    /// Whether it is, or was, not answered in time.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.answer.map_or(now, |answer| answer.time) >= self.answers_until
    }
}

/// Whether reasons are named, every one of them known and none twice.
fn names_some(challenged: &[i32], reasons: usize) -> bool {
    let known = |number: &i32| usize::try_from(*number).is_ok_and(|number| (1..=reasons).contains(&number));
    let twice = |(position, number): (usize, &i32)| challenged[..position].contains(number);
    !challenged.is_empty() && challenged.iter().all(known) && !challenged.iter().enumerate().any(twice)
}

/// What still has to happen before the selection goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Objections that wait for an answer.
    pub unanswered: i64,
    /// Accepted ones whose effect is not announced.
    pub unannounced: i64,
}

impl Outstanding {
    /// Refuses the next step of a vacancy, and the announcement after its objections, while one has no answer.
    pub fn must_be_answered(self) -> Result<(), ObjectionRefusal> {
        if self.unanswered > 0 { Err(ObjectionRefusal::Unanswered(self.unanswered)) } else { Ok(()) }
    }

    /// Refuses the next step of a vacancy also while an effect is not announced.
    pub fn must_be_none(self) -> Result<(), ObjectionRefusal> {
        self.must_be_answered()?;
        if self.unannounced > 0 { Err(ObjectionRefusal::Unannounced(self.unannounced)) } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "objections_tests.rs"]
mod tests;
