//! What an open selection judges, and how it is fixed before anybody knows who the candidates are.

use crate::domain::{
    open_selection::Selection, selection_design::DesignRules, selter::Level, vacancy::day_of_applying,
};
use jiff::{Timestamp, civil::Date};
use std::{collections::BTreeSet, fmt::Write};

/// Fewest and most instruments of a selection.
pub const INSTRUMENTS: std::ops::RangeInclusive<usize> = 2..=20;
/// How the text that is hashed begins.
const HEADER: &str = "siklus open selection 1\n";
/// How it ends: what decides between equals.
const TIES: &str = "tie first-instrument-first then-decided-with-reason\n";
/// Highest end of a scale.
pub const HIGHEST_SCORE: i32 = 1000;

/// What one competency is judged by (*instrumen penilaian*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Short name in the selection.
    pub code: String,
    /// Competency, and how it is judged.
    pub competency: String,
    /// Technical, or of another kind.
    pub technical: bool,
    /// Weight in percent.
    pub weight: i32,
    /// Lowest score.
    pub lowest: i32,
    /// Highest score, which counts in full.
    pub highest: i32,
}

/// What a selection asks for, without its instruments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Position in the needs service.
    pub position: String,
    /// Title of the post.
    pub position_title: String,
    /// Level of the post.
    pub level: Level,
    /// Day the chosen one takes the post.
    pub appointment_date: Date,
    /// Last instant a candidate is taken.
    pub close_time: Timestamp,
    /// Until when the panel is to score.
    pub score_time: Timestamp,
    /// Until when the public may say something.
    pub input_close_time: Timestamp,
}

/// Until when a selection takes candidates, scores and what the public says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Last instant a candidate is taken.
    pub close_time: Timestamp,
    /// Until when the panel is to score.
    pub score_time: Timestamp,
    /// Until when the public may say something.
    pub input_close_time: Timestamp,
}

impl Plan {
    /// What is wrong with it at this moment: field and reason.
    pub fn flaws(&self, today: Date, now: Timestamp) -> Vec<(&'static str, &'static str)> {
        let mut flaws = self.flaws_of_times(now);
        if self.appointment_date <= today {
            flaws.insert(0, ("appointment_date", "must lie ahead"));
        }
        flaws
    }

    /// What is wrong with its times. An appointment before the end would let ages count on a day of one's choice.
    pub fn flaws_of_times(&self, now: Timestamp) -> Vec<(&'static str, &'static str)> {
        let late = |time: Timestamp| day_of_applying(time) >= self.appointment_date;
        let found = [
            (self.close_time <= now, "close_time", "must lie ahead"),
            (self.score_time <= self.close_time, "score_time", "must be after the closing time"),
            (late(self.score_time), "score_time", "must be before the day of appointment"),
            (self.input_close_time <= self.close_time, "input_close_time", "must be after the closing time"),
            (late(self.input_close_time), "input_close_time", "must be before the day of appointment"),
        ];
        found.into_iter().filter(|(wrong, ..)| *wrong).map(|(_, field, reason)| (field, reason)).collect()
    }

    /// What is wrong with later times: besides, candidates get until `earliest` at least, and the public what it was
    /// promised.
    pub fn flaws_of_later(
        &self,
        times: Times,
        earliest: Timestamp,
        now: Timestamp,
    ) -> Vec<(&'static str, &'static str)> {
        let mut later = self.clone();
        later.set_times(times);
        let mut flaws = later.flaws_of_times(now);
        if times.close_time < earliest {
            flaws.push(("close_time", "must give candidates the days of the ruleset"));
        }
        if times.input_close_time < self.input_close_time {
            flaws.push(("input_close_time", "must not be before what was promised"));
        }
        flaws
    }

    /// Takes other times.
    pub fn set_times(&mut self, times: Times) {
        let Times { close_time, score_time, input_close_time } = times;
        (self.close_time, self.score_time, self.input_close_time) = (close_time, score_time, input_close_time);
    }
}

/// What is wrong with instruments taken together.
pub fn flaws_of(instruments: &[Instrument]) -> Vec<String> {
    let mut flaws = Vec::new();
    let total: i64 = instruments.iter().map(|one| i64::from(one.weight)).sum();
    if total != 100 {
        flaws.push(format!("the weights make {total}, not 100"));
    }
    if !INSTRUMENTS.contains(&instruments.len()) {
        flaws.push(format!("must be {} to {}", INSTRUMENTS.start(), INSTRUMENTS.end()));
    }
    if instruments.iter().all(|one| one.technical) || !instruments.iter().any(|one| one.technical) {
        flaws.push("must be technical and non-technical".to_owned());
    }
    let codes: BTreeSet<&str> = instruments.iter().map(|one| one.code.as_str()).collect();
    if codes.len() < instruments.len() {
        flaws.push("a code stands in the list twice".to_owned());
    }
    flaws
}

/// The text that is hashed when a selection opens: post, level, ruleset, the closing time of then, the rules, instruments in
/// the order that decides ties. The same always give the same text, and each text fits one set of rules and instruments.
pub fn canonical(selection: &Selection, instruments: &[Instrument], rules: &DesignRules) -> String {
    let Selection { plan, ruleset, first_close_time, .. } = selection;
    let mut text = format!(
        "{HEADER}position {}\ntitle {}\nlevel {}\nruleset {ruleset}\nappointment {}\n\
         close {first_close_time}\n{}",
        plan.position,
        one_line(&plan.position_title),
        plan.level.as_str(),
        plan.appointment_date,
        rules.to_lines(),
    );
    for (place, one) in (1..).zip(instruments) {
        let kind = if one.technical { "technical" } else { "non-technical" };
        let Instrument { code, weight, lowest, highest, .. } = one;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "instrument {place} {code} {kind} weight {weight} scale {lowest} {highest} {}",
            one_line(&one.competency)
        );
    }
    text.push_str(TIES);
    text
}

/// The instruments of such a text, competencies as they are written there; none where it is no such text, or where equals
/// would be told apart by another rule.
pub fn instruments_of(design: &str) -> Option<Vec<Instrument>> {
    let design = design.strip_prefix(HEADER)?.strip_suffix(TIES)?;
    let lines = design.split('\n').filter_map(|line| line.strip_prefix("instrument "));
    (1..).zip(lines).map(|(place, line)| read_instrument(place, line)).collect()
}

/// Only what can be counted by: whoever made the text may mean harm.
fn read_instrument(place: usize, line: &str) -> Option<Instrument> {
    let words: Vec<&str> = line.splitn(9, ' ').collect();
    let [number, code, kind, "weight", weight, "scale", lowest, highest, competency] = words[..] else { return None };
    let technical = match kind {
        "technical" => true,
        "non-technical" => false,
        _ => return None,
    };
    let (weight, lowest): (i32, i32) = (weight.parse().ok()?, lowest.parse().ok()?);
    let highest: i32 = highest.parse().ok()?;
    let sound = (1..100).contains(&weight) && (0..highest).contains(&lowest) && highest <= HIGHEST_SCORE;
    let (code, competency) = (code.to_owned(), competency.to_owned());
    let one = Instrument { code, competency, technical, weight, lowest, highest };
    (sound && number == place.to_string()).then_some(one)
}

/// A text without line ends, and different from every other such text.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")
}
