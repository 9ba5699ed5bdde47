//! Campaigns of data collection (*pengumpulan data*): questions, a deadline, and what answers are sound.

use jiff::Timestamp;
use num_rational::BigRational;
use num_traits::Signed;
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Units of the instansi.
    Units,
}

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Takes answers until its deadline.
    Open,
    /// Over.
    Closed,
}

/// A campaign without its questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Who is asked.
    pub audience: Audience,
    /// As a person left it; see [`Campaign::state_at`].
    pub state: State,
    /// First moment of answers.
    pub open_time: Timestamp,
    /// Deadline.
    pub close_time: Timestamp,
    /// Units asked.
    pub units_asked: i64,
    /// Version.
    pub version: i64,
    /// When it was written.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a campaign refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CampaignError {
    /// Not in this state, by a person's hand or by the deadline.
    #[error("the campaign is {0:?}")]
    State(State),
    /// Answers are not taken yet.
    #[error("the campaign has not begun")]
    Early,
    /// Others are asked.
    #[error("the campaign asks somebody else")]
    Audience,
    /// More answers than it bears.
    #[error("the campaign is answered too often; try again later")]
    Flooded,
    /// No response has this code.
    #[error("no response of the campaign has this follow-up code")]
    UnknownCode,
}

impl Campaign {
    /// Where it stands now: the deadline closes it, whoever is asleep.
    pub fn state_at(&self, now: Timestamp) -> State {
        if self.state == State::Open && now >= self.close_time { State::Closed } else { self.state }
    }

    /// A person lets answers come in.
    pub fn open(&mut self, now: Timestamp) -> Result<(), CampaignError> {
        if self.state != State::Draft || now >= self.close_time {
            return Err(CampaignError::State(self.state_at(now)));
        }
        self.state = State::Open;
        Ok(())
    }

    /// A person ends it; the deadline moves to this moment if it is still ahead.
    pub fn close(&mut self, now: Timestamp) -> Result<(), CampaignError> {
        if self.state != State::Open {
            return Err(CampaignError::State(self.state));
        }
        self.state = State::Closed;
        if self.open_time < now && now < self.close_time {
            self.close_time = now;
        }
        Ok(())
    }

    /// Refuses answers of another audience, too early or too late.
    pub fn must_accept(&self, from: Audience, now: Timestamp) -> Result<(), CampaignError> {
        if self.audience != from {
            return Err(CampaignError::Audience);
        }
        match self.state_at(now) {
            State::Open if now < self.open_time => Err(CampaignError::Early),
            State::Open => Ok(()),
            other => Err(CampaignError::State(other)),
        }
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Short code.
    pub code: String,
    /// What is asked.
    pub wording: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What answers it.
    pub kind: Kind,
}

/// What answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number {
        /// Least, a plain decimal.
        least: Option<String>,
        /// Most, a plain decimal.
        most: Option<String>,
        /// What is counted (*satuan*).
        measure: String,
        /// Whether it is compared with the campaign before.
        service_volume: bool,
    },
    /// One of these.
    Choice(Vec<String>),
    /// Free text of at most so many characters.
    Text(i32),
}

/// What somebody answered. It may name people; its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(String);

impl Value {
    /// Takes an answer.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The answer itself, to store and to show it; never to log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Value(redacted)")
    }
}

/// An answer as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Code of the question.
    pub question: String,
    /// The answer.
    pub value: Value,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// No such question.
    #[error("is no question of this campaign")]
    NoQuestion,
    /// A second answer.
    #[error("is answered twice")]
    Twice,
    /// Not a number.
    #[error("must be a plain decimal number such as 12 or 2.5")]
    NotANumber,
    /// Below the least.
    #[error("must be at least {0}")]
    TooSmall(String),
    /// Above the most.
    #[error("must be at most {0}")]
    TooLarge(String),
    /// Not one of the options.
    #[error("must be one of the options")]
    NotAnOption,
    /// Empty, too long, or with control characters.
    #[error("must be a text of 1 to {0} characters without control characters")]
    NotAText(i32),
    /// Missing.
    #[error("question `{0}` must be answered")]
    Missing(String),
}

/// All that is wrong with answers, with the place of each answer where there is one.
pub type Wrong = Vec<(Option<usize>, BadAnswer)>;

/// Reads all answers: those that are sound by the number of their question, or all that is wrong with the others.
pub fn check(questions: &[Question], given: &[Given]) -> Result<BTreeMap<usize, Value>, Wrong> {
    let (mut sound, mut bad, mut seen) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (place, answer) in given.iter().enumerate() {
        let Some(n) = questions.iter().position(|question| question.code == answer.question) else {
            bad.push((Some(place), BadAnswer::NoQuestion));
            continue;
        };
        if seen.contains(&n) {
            bad.push((Some(place), BadAnswer::Twice));
            continue;
        }
        seen.push(n);
        match check_one(&questions[n].kind, &answer.value) {
            Ok(value) => drop(sound.insert(n, value)),
            Err(why) => bad.push((Some(place), why)),
        }
    }
    let missing = questions.iter().enumerate().filter(|(n, question)| question.required && !seen.contains(n));
    bad.extend(missing.map(|(_, question)| (None, BadAnswer::Missing(question.code.clone()))));
    if bad.is_empty() { Ok(sound) } else { Err(bad) }
}

fn check_one(kind: &Kind, value: &Value) -> Result<Value, BadAnswer> {
    let text = value.expose().trim();
    match kind {
        Kind::Number { least, most, service_volume, .. } => {
            let number = exact::parse(text).map_err(|_| BadAnswer::NotANumber)?;
            if *service_volume && number.is_negative() {
                return Err(BadAnswer::TooSmall("0".to_owned()));
            }
            let bound = |text: &Option<String>| text.as_ref().and_then(|text| exact::parse(text).ok());
            if let Some(least) = bound(least).filter(|least| number < *least) {
                return Err(BadAnswer::TooSmall(shown(&least)));
            }
            if let Some(most) = bound(most).filter(|most| number > *most) {
                return Err(BadAnswer::TooLarge(shown(&most)));
            }
        }
        Kind::Choice(options) if !options.iter().any(|option| option == text) => return Err(BadAnswer::NotAnOption),
        Kind::Choice(_) => {}
        Kind::Text(longest) => {
            let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
            let sound = text.chars().all(|sign| !sign.is_control() || matches!(sign, '\n' | '\t' | '\r'));
            if length == 0 || length > *longest || !sound {
                return Err(BadAnswer::NotAText(*longest));
            }
        }
    }
    Ok(Value::new(text.to_owned()))
}

fn shown(bound: &BigRational) -> String {
    if bound.is_integer() { bound.to_string() } else { exact::render(bound, 4).trim_end_matches('0').to_owned() }
}

/// Answered units in percent; undefined where no unit is asked.
pub fn percent(answered: i64, asked: i64) -> Option<BigRational> {
    (asked > 0).then(|| BigRational::new((answered * 100).into(), asked.into()))
}

#[cfg(test)]
#[path = "campaign_tests.rs"]
mod tests;
