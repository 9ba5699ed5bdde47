//! A survey of one service in one period (*survei kepuasan masyarakat*): planned, open, closed, published with what follows.

use crate::domain::{
    survey_element::Element,
    survey_result::{Figures, SurveyResult},
    survey_tally::{Respondents, Sums, Tally},
};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyState {
    /// Takes no answers yet.
    Planned,
    /// Takes answers.
    Open,
    /// Counted.
    Closed,
    /// Everybody sees it.
    Published,
    /// Given up: before it was opened, or with a reason that everybody reads.
    Discarded,
}

impl SurveyState {
    const ALL: [Self; 5] = [Self::Planned, Self::Open, Self::Closed, Self::Published, Self::Discarded];

    /// The word it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }

    /// Reads a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for SurveyState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A survey, without its questions, plan and sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: SurveyState,
    /// Service it is about.
    pub service: Uuid,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period.
    pub period_end: Date,
    /// People who use the service in the period.
    pub population: i64,
    /// Least respondents for that population.
    pub minimum_sample: i64,
    /// Ruleset it is made and judged by.
    pub ruleset: String,
    /// Invitation codes issued.
    pub codes_issued: i64,
    /// Who answered; after it was closed.
    pub respondents: Respondents,
    /// Index in hundredths; after it was closed, unless too few answered.
    pub index: Option<i64>,
    /// Why answers by open links do not count; none where they do.
    pub without_links: Option<String>,
    /// Why it was given up after people had been asked.
    pub discard_reason: Option<String>,
    /// When it was published.
    pub publish_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// What will be done about one element (*rencana tindak lanjut*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Element.
    pub element: Element,
    /// What is done.
    pub action: String,
    /// Office that does it.
    pub responsible: String,
    /// By when.
    pub due_date: Date,
}

/// Why a survey refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SurveyRefusal {
    /// The step does not lead on from here.
    #[error("the survey is {0}")]
    State(SurveyState),
    /// It takes no answers.
    #[error("the survey takes no answers")]
    Closed,
    /// The result would tell about single persons.
    #[error("{0} people answered, too few for a result")]
    TooFew(i64),
    /// The plan says nothing, or nothing about these weak elements.
    #[error("the follow-up plan is empty or leaves out a weak element")]
    PlanIncomplete(Vec<Element>),
}

impl Survey {
    /// Lets answers come in.
    pub fn open(&mut self) -> Result<(), SurveyRefusal> {
        self.step(SurveyState::Planned, SurveyState::Open)
    }

    /// Ends it with what came out.
    pub fn close(&mut self, result: &SurveyResult) -> Result<(), SurveyRefusal> {
        self.step(SurveyState::Open, SurveyState::Closed)?;
        self.respondents = result.respondents;
        self.index = result.figures.as_ref().map(Figures::hundredths);
        Ok(())
    }

    /// Gives it up before it was opened.
    pub fn discard(&mut self) -> Result<(), SurveyRefusal> {
        self.step(SurveyState::Planned, SurveyState::Discarded)
    }

    /// Whether people have been asked and nothing was published: it is given up only with a reason.
    pub fn is_unpublished(&self) -> bool {
        matches!(self.state, SurveyState::Open | SurveyState::Closed)
    }

    /// Gives it up after people were asked, so that the period is free for another. How many had answered stays, and why.
    pub fn give_up(&mut self, reason: String, respondents: Respondents) -> Result<(), SurveyRefusal> {
        if !self.is_unpublished() {
            return Err(SurveyRefusal::State(self.state));
        }
        (self.state, self.respondents, self.index) = (SurveyState::Discarded, respondents, None);
        self.discard_reason = Some(reason);
        Ok(())
    }

    /// Whether everybody may see it: published, or given up after people were asked.
    pub fn is_public(&self) -> bool {
        self.state == SurveyState::Published || self.discard_reason.is_some()
    }

    /// The sums that its figures are made of.
    pub fn counted(&self, sums: &Sums) -> Tally {
        let rest = self.without_links.as_ref().and_then(|_| sums.without_links());
        rest.unwrap_or_else(|| sums.all.clone())
    }

    /// Whether its follow-up plan can be written: its result is known and nobody has relied on the plan yet.
    pub fn must_be_planned(&self) -> Result<(), SurveyRefusal> {
        if self.state == SurveyState::Closed { Ok(()) } else { Err(SurveyRefusal::State(self.state)) }
    }

    /// Shows it to everybody, which takes figures and a plan that says something about every weak element.
    pub fn publish(&mut self, result: &SurveyResult, plan: &[FollowUp], now: Timestamp) -> Result<(), SurveyRefusal> {
        self.must_be_planned()?;
        let figures = result.figures.as_ref().ok_or(SurveyRefusal::TooFew(result.respondents.all()))?;
        let missing: Vec<Element> =
            figures.weak().filter(|element| plan.iter().all(|action| action.element != *element)).collect();
        if plan.is_empty() || !missing.is_empty() {
            return Err(SurveyRefusal::PlanIncomplete(missing));
        }
        self.publish_time = Some(now);
        self.index = Some(figures.hundredths());
        self.step(SurveyState::Closed, SurveyState::Published)
    }

    /// Whether a questionnaire is taken today.
    pub fn must_take(&self, today: Date) -> Result<(), SurveyRefusal> {
        let in_period = self.period_start <= today && today <= self.period_end;
        if self.state == SurveyState::Open && in_period { Ok(()) } else { Err(SurveyRefusal::Closed) }
    }

    /// Whether forms on paper are taken: also those that are typed in after the period.
    pub fn must_take_paper(&self) -> Result<(), SurveyRefusal> {
        if self.state == SurveyState::Open { Ok(()) } else { Err(SurveyRefusal::Closed) }
    }

    /// Whether codes and links can still be of use.
    pub fn must_invite(&self) -> Result<(), SurveyRefusal> {
        match self.state {
            SurveyState::Planned | SurveyState::Open => Ok(()),
            other => Err(SurveyRefusal::State(other)),
        }
    }

    /// Whether its result is counted.
    pub fn is_counted(&self) -> bool {
        matches!(self.state, SurveyState::Closed | SurveyState::Published)
    }

    fn step(&mut self, from: SurveyState, to: SurveyState) -> Result<(), SurveyRefusal> {
        if self.state != from {
            return Err(SurveyRefusal::State(self.state));
        }
        self.state = to;
        Ok(())
    }
}

#[cfg(test)]
#[path = "satisfaction_survey_tests.rs"]
mod tests;
