//! The rules that a selection opened with, as lines of the text that is hashed then: whoever changes a ruleset's file changes
//! nothing of what is open, and outsiders count with these.

use crate::domain::selter::{CheckRules, ExtensionRules, Level, PanelRules, Requirements, SelterRules};
use std::{fmt::Write, str::FromStr};

/// What of a ruleset decides about a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesignRules {
    /// Fewest candidates.
    pub candidates_minimum: u16,
    /// Names before the appointing authority.
    pub names: u16,
    /// Whether everybody may know the names of the candidates.
    pub public_names: bool,
    /// Whether a selection whose ranking is public may be cancelled.
    pub cancel_after_announcement: bool,
    /// When candidates are taken for longer.
    pub extensions: ExtensionRules,
    /// What a candidate has to meet.
    pub requirements: Requirements,
    /// Who sits on the panel.
    pub panel: PanelRules,
    /// When scores are held.
    pub check: CheckRules,
}

impl DesignRules {
    /// Those of a ruleset for a level; none where it does not run the level.
    pub fn of(rules: &SelterRules, level: Level) -> Option<Self> {
        Some(Self {
            candidates_minimum: rules.candidates_minimum,
            names: rules.names,
            public_names: rules.public_names,
            cancel_after_announcement: rules.cancel_after_announcement,
            extensions: rules.extensions,
            requirements: rules.requirements(level)?.clone(),
            panel: rules.panel.clone(),
            check: rules.check.clone(),
        })
    }

    /// As the hashed text tells them. Different rules are different lines.
    pub fn to_lines(&self) -> String {
        let Self { candidates_minimum, names, public_names, cancel_after_announcement, .. } = self;
        let (extensions, requirements) = (self.extensions, &self.requirements);
        let mut text = format!(
            "candidates minimum {candidates_minimum} names {names} public_names {public_names} \
             cancel_after_announcement {cancel_after_announcement}\nextension most {} days {}\n",
            extensions.most, extensions.days,
        );
        let Requirements { level, degree, experience_months, grade_months, age_maximum } = requirements;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "requirements level {} degree {degree} experience_months {experience_months} grade_months {grade_months} \
             age_maximum {age_maximum}",
            level.as_str(),
        );
        text + &panel_line(&self.panel) + &check_line(&self.check)
    }

    /// Reads them out of such a text; none where they do not stand there to the letter, or nobody can count by them.
    pub fn read(design: &str) -> Option<Self> {
        let mut words = Words::of(design, "candidates ")?;
        let (candidates_minimum, names) = (words.take("minimum")?, words.take("names")?);
        let (public_names, cancel) = (words.take("public_names")?, words.take("cancel_after_announcement")?);
        let mut words = Words::of(design, "extension ")?;
        let extensions = ExtensionRules { most: words.take("most")?, days: words.take("days")? };
        let rules = Self {
            candidates_minimum,
            names,
            public_names,
            cancel_after_announcement: cancel,
            extensions,
            requirements: read_requirements(Words::of(design, "requirements ")?)?,
            panel: read_panel(Words::of(design, "panel ")?)?,
            check: read_check(Words::of(design, "check ")?)?,
        };
        (rules.check.is_sound() && design.contains(&format!("\n{}", rules.to_lines()))).then_some(rules)
    }
}

fn panel_line(panel: &PanelRules) -> String {
    let PanelRules { minimum, maximum, odd, outside_percent, community_minimum, professional_minimum, .. } = panel;
    format!(
        "panel minimum {minimum} maximum {maximum} odd {odd} outside_percent {outside_percent} \
         community_minimum {community_minimum} professional_minimum {professional_minimum} scorers_minimum {} \
         scorers_outside_percent {} replacement_days {}\n",
        panel.scorers_minimum, panel.scorers_outside_percent, panel.replacement_days,
    )
}

fn check_line(check: &CheckRules) -> String {
    let CheckRules { permutations, seed, severity_points, spread_low, spread_high, agreement, .. } = check;
    format!(
        "check permutations {permutations} seed {seed} severity_points {severity_points} spread_low {spread_low} \
         spread_high {spread_high} agreement {agreement} agreement_chance {} opposition {} bloc_points {} bloc_chance {}\n",
        check.agreement_chance, check.opposition, check.bloc_points, check.bloc_chance,
    )
}

fn read_requirements(mut words: Words<'_>) -> Option<Requirements> {
    Some(Requirements {
        level: Level::parse(&words.take::<String>("level")?)?,
        degree: words.take("degree")?,
        experience_months: words.take("experience_months")?,
        grade_months: words.take("grade_months")?,
        age_maximum: words.take("age_maximum")?,
    })
}

fn read_panel(mut words: Words<'_>) -> Option<PanelRules> {
    Some(PanelRules {
        minimum: words.take("minimum")?,
        maximum: words.take("maximum")?,
        odd: words.take("odd")?,
        outside_percent: words.take("outside_percent")?,
        community_minimum: words.take("community_minimum")?,
        professional_minimum: words.take("professional_minimum")?,
        scorers_minimum: words.take("scorers_minimum")?,
        scorers_outside_percent: words.take("scorers_outside_percent")?,
        replacement_days: words.take("replacement_days")?,
    })
}

fn read_check(mut words: Words<'_>) -> Option<CheckRules> {
    Some(CheckRules {
        permutations: words.take("permutations")?,
        seed: words.take("seed")?,
        severity_points: words.take("severity_points")?,
        spread_low: words.take("spread_low")?,
        spread_high: words.take("spread_high")?,
        agreement: words.take("agreement")?,
        agreement_chance: words.take("agreement_chance")?,
        opposition: words.take("opposition")?,
        bloc_points: words.take("bloc_points")?,
        bloc_chance: words.take("bloc_chance")?,
    })
}

/// The words of a line: names and values in turn.
struct Words<'t>(std::str::Split<'t, char>);

impl<'t> Words<'t> {
    fn of(design: &'t str, first: &str) -> Option<Self> {
        design.split('\n').find_map(|line| line.strip_prefix(first)).map(|rest| Self(rest.split(' ')))
    }

    fn take<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.0.next().filter(|word| *word == name)?;
        self.0.next()?.parse().ok()
    }
}

#[cfg(test)]
#[path = "selection_design_tests.rs"]
pub(super) mod tests;
