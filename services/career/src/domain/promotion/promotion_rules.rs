//! The dated rules of promotions: years, periods, ceilings, bands and levels. Figures only; what follows from them is in
//! [`next_promotion`](crate::domain::next_promotion) and [`level_promotion`](crate::domain::level_promotion).

use crate::domain::{
    credit::{Level, Rating},
    education::EducationLevel,
    exam::ExamKind,
    grade::Grade,
    job::JobType,
    promotion_facts::Rule,
};
use jiff::{ToSpan, civil::Date};

/// From when on promotions take effect in which months (*periode kenaikan pangkat*), always on the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRule {
    /// First day on which it holds.
    pub from: Date,
    /// Months 1 to 12.
    pub months: Vec<i8>,
}

/// Where a diploma begins and how far regular promotion leads with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EducationRule {
    /// Diploma.
    pub level: EducationLevel,
    /// Rank of an appointment with it.
    pub start: Grade,
    /// Highest rank of regular promotion.
    pub ceiling: Grade,
}

/// An examination before a regular promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExamRule {
    /// The rank that is left.
    pub from: Grade,
    /// What has to be passed.
    pub exam: ExamKind,
    /// Lowest diploma that need not.
    pub exempt_from: Option<EducationLevel>,
}

/// Ranks of structural posts of an echelon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// BKN's code of the echelon.
    pub echelon: String,
    /// Kind of post.
    pub kind: JobType,
    /// Lowest rank.
    pub lowest: Grade,
    /// Highest rank.
    pub highest: Grade,
}

/// Ranks of a functional level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelRule {
    /// Level.
    pub level: Level,
    /// Lowest rank.
    pub lowest: Grade,
    /// Highest rank.
    pub highest: Grade,
    /// What integration takes off the points of the old scale; none where none is published.
    pub integration_base: Option<u32>,
}

/// A class of ranks that is left, which costs years of the length of service in grade (*masa kerja golongan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Last rank of the class.
    pub from: Grade,
    /// Years that no longer count.
    pub years: i32,
}

/// The rules of promotions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromotionRules {
    /// Id; results name it.
    pub id: String,
    /// Regulations.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Years in rank for a regular promotion (*kenaikan pangkat reguler*).
    pub regular_years: u8,
    /// The same in a structural post, inside its band.
    pub structural_years: u8,
    /// The same below its band, in rank and in post.
    pub structural_entry_years: u8,
    /// The same in a functional post.
    pub functional_years: u8,
    /// The same before a diploma is adjusted to (*penyesuaian ijazah*).
    pub adjustment_years: u8,
    /// Years whose ratings are looked at.
    pub rating_years: u8,
    /// What each of them has to be at least.
    pub lowest_rating: Rating,
    /// In earlier months the last year's rating is not looked at.
    pub ratings_known_from_month: i8,
    /// Legal standings in which people are promoted.
    pub standings: Vec<String>,
    /// Whether the first rank of a level takes points of its own.
    pub level_entry_needs_points: bool,
    /// Whether a level is reached from the rank just below its own.
    pub level_rank_below: bool,
    /// Months for which a passed competency test counts.
    pub level_test_months: u16,
    /// Whether a document of points rounds each row before it sums.
    pub document_rounds_each_row: bool,
    /// Classes of ranks that cost years.
    pub crossings: Vec<Crossing>,
    /// Periods, oldest first.
    pub periods: Vec<PeriodRule>,
    /// Diplomas.
    pub educations: Vec<EducationRule>,
    /// Examinations.
    pub exams: Vec<ExamRule>,
    /// Bands of structural posts.
    pub bands: Vec<Band>,
    /// Ranks of functional levels.
    pub levels: Vec<LevelRule>,
    /// The text behind each rule.
    pub sources: Vec<(Rule, String)>,
}

/// Most years whose ratings a promotion may look at.
pub const MOST_RATING_YEARS: u8 = 3;

/// Months that a search for the next period looks at: every rule has a month in each year.
const MONTHS_AHEAD: usize = 25;

impl PromotionRules {
    /// The text behind a rule.
    pub fn source(&self, rule: Rule) -> &str {
        self.sources.iter().find(|(of, _)| *of == rule).map_or("", |(_, text)| text.as_str())
    }

    /// Whether promotions take effect on this day.
    pub fn is_period(&self, day: Date) -> bool {
        let in_force = self.periods.iter().rev().find(|rule| rule.from <= day);
        day.day() == 1 && in_force.is_some_and(|rule| rule.months.contains(&day.month()))
    }

    /// The first day on or after this one on which promotions take effect; none at the end of the calendar.
    pub fn period_from(&self, day: Date) -> Option<Date> {
        let mut first = day.first_of_month();
        if first < day {
            first = first.checked_add(1.month()).ok()?;
        }
        for _ in 0..MONTHS_AHEAD {
            if self.is_period(first) {
                return Some(first);
            }
            first = first.checked_add(1.month()).ok()?;
        }
        None
    }

    /// The figures of a diploma.
    pub fn education(&self, level: EducationLevel) -> Option<EducationRule> {
        self.educations.iter().copied().find(|rule| rule.level == level)
    }

    /// The ranks of a functional level.
    pub fn level(&self, level: Level) -> Option<LevelRule> {
        self.levels.iter().copied().find(|rule| rule.level == level)
    }

    /// Bands of a kind of post; with an echelon only its own.
    pub fn bands_of(&self, kind: JobType, echelon: &str) -> Vec<&Band> {
        let of_kind = self.bands.iter().filter(|band| band.kind == kind);
        of_kind.filter(|band| echelon.is_empty() || band.echelon == echelon).collect()
    }

    /// Years of service in grade that a promotion out of this rank costs.
    pub fn crossing_years(&self, from: Grade) -> i32 {
        self.crossings.iter().find(|crossing| crossing.from == from).map_or(0, |crossing| crossing.years)
    }

    /// What is not sound, if anything.
    pub fn violations(&self) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what| {
            if !holds {
                wrong.push(what);
            }
        };
        let months =
            |rule: &PeriodRule| !rule.months.is_empty() && rule.months.iter().all(|one| (1..=12).contains(one));
        check(
            !self.periods.is_empty() && self.periods.iter().all(months),
            "periods have no month or an impossible one",
        );
        check(
            self.periods.is_sorted_by(|one, next| one.from < next.from),
            "periods are not in the order of their days",
        );
        let once = |level| self.levels.iter().filter(|rule| rule.level == level).count() == 1;
        check(Level::ALL.into_iter().all(once), "not every level has its ranks once");
        check(self.levels.iter().all(|rule| rule.lowest <= rule.highest), "a level ends below its beginning");
        check(self.bands.iter().all(|band| band.lowest <= band.highest), "a band ends below its beginning");
        let once = |level| self.educations.iter().filter(|rule| rule.level == level).count() == 1;
        check(EducationLevel::ALL.into_iter().all(|(level, _)| once(level)), "not every diploma has its ceiling once");
        check(self.educations.iter().all(|rule| rule.start <= rule.ceiling), "a ceiling is below its beginning");
        check((1..=MOST_RATING_YEARS).contains(&self.rating_years), "rating_years is none or too many");
        check((1..=12).contains(&self.ratings_known_from_month), "ratings_known_from_month is no month");
        check(self.crossings.iter().all(|one| (0..=20).contains(&one.years)), "a crossing costs impossible years");
        check(Rule::ALL.into_iter().all(|(rule, _)| !self.source(rule).is_empty()), "a rule has no source");
        wrong
    }
}
