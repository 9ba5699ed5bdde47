//! The dated rules of open selection (PP 11/2017, PermenPANRB 15/2019) and of the check of its scores.

use jiff::{ToSpan, civil::Date};
use thiserror::Error;

/// The least age of a servant at appointment.
const YOUNGEST: i32 = 18;

/// Level of a leading post (*jenjang jabatan pimpinan tinggi*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// *JPT Pratama*.
    Pratama,
    /// *JPT Madya*.
    Madya,
    /// *JPT Utama*.
    Utama,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 3] = [Self::Pratama, Self::Madya, Self::Utama];

    /// As rulesets and tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pratama => "pratama",
            Self::Madya => "madya",
            Self::Utama => "utama",
        }
    }

    /// Reads what [`Level::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// What a candidate has to meet (*persyaratan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirements {
    /// Level they are for.
    pub level: Level,
    /// Whether S-1 or D-4 is the least education.
    pub degree: bool,
    /// Least related experience, in months.
    pub experience_months: u16,
    /// Least time as administrator or *JF ahli madya*, in months.
    pub grade_months: u16,
    /// Greatest age on the day of appointment; the birthday itself still counts.
    pub age_maximum: u8,
}

impl Requirements {
    /// Whether somebody born on `birth_date` may take the post on `day`: an adult, and not too old.
    pub fn admits_age(&self, birth_date: Date, day: Date) -> bool {
        let birthday = |age: i32| birth_date.saturating_add(age.years());
        (birthday(YOUNGEST)..=birthday(i32::from(self.age_maximum))).contains(&day)
    }
}

/// Who has to sit on a panel (*susunan panitia seleksi*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelRules {
    /// Fewest members.
    pub minimum: u8,
    /// Most members.
    pub maximum: u8,
    /// Whether their number is odd.
    pub odd: bool,
    /// Least share from outside the instansi, in percent.
    pub outside_percent: u8,
    /// Fewest members of the community, from outside.
    pub community_minimum: u8,
    /// Fewest members sent by professional organisations, from outside.
    pub professional_minimum: u8,
    /// Fewest members who score a candidate.
    pub scorers_minimum: u8,
    /// Least share from outside the instansi of those who score a candidate, in percent.
    pub scorers_outside_percent: u8,
    /// Days that members who come later, or wait for them, get to score.
    pub replacement_days: u8,
}

/// When candidates are taken for longer (*perpanjangan pendaftaran*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionRules {
    /// How often.
    pub most: u8,
    /// Days that candidates get at least.
    pub days: u8,
}

/// When revealed scores are held for the inspectorate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRules {
    /// Panels drawn at random to compare with.
    pub permutations: u16,
    /// Seed of the draw.
    pub seed: u64,
    /// Mean distance of a member from the others, thousandths of a point.
    pub severity_points: i64,
    /// Least spread of a member against the middle one of the others, thousandths.
    pub spread_low: i64,
    /// Greatest such spread.
    pub spread_high: i64,
    /// Kendall's W that is enough, thousandths.
    pub agreement: i64,
    /// How many of a thousand random panels may agree as well.
    pub agreement_chance: i64,
    /// Pairs ordered against the others less those in line with them, of a thousand.
    pub opposition: i64,
    /// How far a group lifts or sinks one candidate, thousandths of a point.
    pub bloc_points: i64,
    /// How many of a thousand drawn panels may show as strong a bloc.
    pub bloc_chance: i64,
}

impl CheckRules {
    /// Whether every threshold can be passed and missed, and anybody can draw as many panels.
    pub fn is_sound(&self) -> bool {
        let thresholds = [self.severity_points, self.spread_low, self.opposition, self.bloc_points];
        thresholds.into_iter().all(|one| one > 0)
            && self.spread_low < 1000
            && self.spread_high > 1000
            && self.opposition <= 1000
            && (0..=1000).contains(&self.agreement)
            && [self.agreement_chance, self.bloc_chance].iter().all(|one| (1..1000).contains(one))
            && self.permutations < 10_000
            // A draw too small can never be as rare as is asked.
            && (i64::from(self.permutations) + 1) * self.bloc_chance >= 1000
    }
}

/// The rules of open selections that begin while they are in force (*aturan seleksi terbuka*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelterRules {
    /// The id stored with every selection that uses it.
    pub id: String,
    /// Regulation.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Last day, open while it is in force.
    pub valid_until: Option<Date>,
    /// Fewest candidates.
    pub candidates_minimum: u16,
    /// Names before the appointing authority.
    pub names: u16,
    /// Requirements by level; levels without are not run by this ruleset.
    pub levels: Vec<Requirements>,
    /// Who sits on the panel.
    pub panel: PanelRules,
    /// When candidates are taken for longer.
    pub extensions: ExtensionRules,
    /// Whether everybody may know the names of those who met the requirements, and so whose rank is whose.
    pub public_names: bool,
    /// Whether a selection whose ranking is public may be cancelled.
    pub cancel_after_announcement: bool,
    /// Inputs of the public that are taken in a minute.
    pub inputs_a_minute: u32,
    /// When scores are held.
    pub check: CheckRules,
    /// Days after the end of a selection until what tells who took part is erased (*retensi*).
    pub retention_days: u16,
}

/// Fewest days: whoever was refused or not chosen may go to court for as long.
const RETENTION: std::ops::RangeInclusive<u16> = 90..=36_500;

/// What is wrong with such a ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelterViolation {
    #[error("no level has requirements")]
    NoLevel,
    #[error("a level has two requirements")]
    TwoLevels,
    #[error("the ruleset ends before it begins")]
    EndsBeforeItBegins,
    #[error("no panel can have this size or this share from outside")]
    ImpossiblePanel,
    #[error("no name is submitted, or more than there need be candidates")]
    ImpossibleNames,
    #[error("a threshold of the check can never or always be passed")]
    PointlessCheck,
    #[error("the public is not heard")]
    NoInputs,
    #[error("what tells who took part is erased before anybody can object, or never")]
    Retention,
    #[error("an extension gives candidates no day, or a new member none to score")]
    NoTime,
}

impl SelterRules {
    /// The requirements of a level, if this ruleset knows it.
    pub fn requirements(&self, level: Level) -> Option<&Requirements> {
        self.levels.iter().find(|one| one.level == level)
    }

    /// Whether it is in force on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }

    /// Lists everything wrong with the ruleset, empty when it can be used.
    pub fn validate(&self) -> Vec<SelterViolation> {
        let (panel, check) = (&self.panel, &self.check);
        let twice = |one: &Requirements| self.levels.iter().filter(|other| other.level == one.level).count() > 1;
        let odd = |size: u8| !panel.odd || !size.is_multiple_of(2);
        let sized = (panel.minimum..=panel.maximum).any(odd);
        let seats = panel.community_minimum.saturating_add(panel.professional_minimum);
        let shares = [panel.outside_percent, panel.scorers_outside_percent].into_iter();
        let manned = panel.scorers_minimum >= 2 && panel.scorers_minimum <= panel.minimum && seats <= panel.minimum;
        let found = [
            (self.levels.is_empty(), SelterViolation::NoLevel),
            (self.levels.iter().any(twice), SelterViolation::TwoLevels),
            (self.valid_until.is_some_and(|until| until < self.valid_from), SelterViolation::EndsBeforeItBegins),
            (!sized || !manned || shares.max() > Some(100), SelterViolation::ImpossiblePanel),
            (self.names == 0 || self.names > self.candidates_minimum, SelterViolation::ImpossibleNames),
            (!check.is_sound(), SelterViolation::PointlessCheck),
            (!RETENTION.contains(&self.retention_days), SelterViolation::Retention),
            (self.inputs_a_minute == 0, SelterViolation::NoInputs),
            (self.extensions.days == 0 || panel.replacement_days == 0, SelterViolation::NoTime),
        ];
        found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, violation)| violation).collect()
    }
}
