//! Credit points (*angka kredit*) of functional posts (PermenPANRB 1/2023, Peraturan BKN 3/2023).
//! Coefficients, percentages and needs are a ruleset; values stay exact and are rounded where a document shows them.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use thiserror::Error;

/// The level of a functional post (*jenjang jabatan fungsional*, PermenPANRB 1/2023).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Pemula,
    Terampil,
    Mahir,
    Penyelia,
    AhliPertama,
    AhliMuda,
    AhliMadya,
    AhliUtama,
}

impl Level {
    /// Every level (*jenjang*), lowest first.
    pub const ALL: [Self; 8] = [
        Self::Pemula,
        Self::Terampil,
        Self::Mahir,
        Self::Penyelia,
        Self::AhliPertama,
        Self::AhliMuda,
        Self::AhliMadya,
        Self::AhliUtama,
    ];

    /// The code under which Siklus stores the level (*kode jenjang*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pemula => "pemula",
            Self::Terampil => "terampil",
            Self::Mahir => "mahir",
            Self::Penyelia => "penyelia",
            Self::AhliPertama => "ahli_pertama",
            Self::AhliMuda => "ahli_muda",
            Self::AhliMadya => "ahli_madya",
            Self::AhliUtama => "ahli_utama",
        }
    }

    /// The level above in the same category (*jenjang berikutnya*); none above *penyelia* and *ahli utama*.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Pemula => Some(Self::Terampil),
            Self::Terampil => Some(Self::Mahir),
            Self::Mahir => Some(Self::Penyelia),
            Self::AhliPertama => Some(Self::AhliMuda),
            Self::AhliMuda => Some(Self::AhliMadya),
            Self::AhliMadya => Some(Self::AhliUtama),
            Self::Penyelia | Self::AhliUtama => None,
        }
    }

    /// Reads the code of a level (*kode jenjang*).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// The yearly performance rating (*predikat kinerja*, PermenPANRB 6/2022).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rating {
    SangatBaik,
    Baik,
    /// Also printed as *cukup*.
    ButuhPerbaikan,
    Kurang,
    SangatKurang,
}

impl Rating {
    /// Every rating (*predikat*), best first.
    pub const ALL: [Self; 5] = [Self::SangatBaik, Self::Baik, Self::ButuhPerbaikan, Self::Kurang, Self::SangatKurang];

    /// The code under which Siklus stores the rating (*kode predikat*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SangatBaik => "sangat_baik",
            Self::Baik => "baik",
            Self::ButuhPerbaikan => "butuh_perbaikan",
            Self::Kurang => "kurang",
            Self::SangatKurang => "sangat_kurang",
        }
    }

    /// Whether the rating is this good or better (*paling rendah*).
    pub fn is_at_least(self, least: Self) -> bool {
        let place = |rating| Self::ALL.iter().position(|one| *one == rating);
        place(self) <= place(least)
    }

    /// Reads the code of a rating (*kode predikat*); *cukup* is the older name of *butuh perbaikan*.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = if text == "cukup" { "butuh_perbaikan" } else { text };
        Self::ALL.into_iter().find(|rating| rating.as_str() == wanted)
    }
}

/// What a level earns and needs (*angka kredit per jenjang*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCredit {
    pub level: Level,
    /// Points of a full year rated *baik* (*koefisien*).
    pub coefficient: BigRational,
    /// Points for the next grade within or after the level (*kenaikan pangkat*).
    pub for_rank: u32,
    /// Points for the next level (*kenaikan jenjang*); the highest levels of a category have none.
    pub for_level: Option<u32>,
}

/// The figures of the credit points (*angka kredit*) with their dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRuleset {
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    pub levels: Vec<LevelCredit>,
    /// The percentage of the coefficient each rating earns (*persentase predikat*).
    pub percentages: Vec<(Rating, u32)>,
}

/// Why points cannot be computed (*angka kredit tidak dapat dihitung*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CreditError {
    #[error("the ruleset has no figures for {}", .0.as_str())]
    NoLevel(Level),
    #[error("the ruleset has no percentage for {}", .0.as_str())]
    NoRating(Rating),
    #[error("a rating covers one to twelve months, not {0}")]
    NotMonths(u8),
}

impl CreditRuleset {
    /// What a level earns and needs (*angka kredit per jenjang*).
    pub fn level(&self, level: Level) -> Result<&LevelCredit, CreditError> {
        self.levels.iter().find(|credit| credit.level == level).ok_or(CreditError::NoLevel(level))
    }

    /// The percentage a rating earns (*persentase predikat*).
    pub fn percentage(&self, rating: Rating) -> Result<u32, CreditError> {
        let found = self.percentages.iter().find(|(of, _)| *of == rating);
        found.map(|(_, percent)| *percent).ok_or(CreditError::NoRating(rating))
    }

    /// The points of a rated period (*angka kredit*): months ÷ 12 × percentage × coefficient, exact.
    pub fn credit(&self, level: Level, rating: Rating, months: u8) -> Result<BigRational, CreditError> {
        if !(1..=12).contains(&months) {
            return Err(CreditError::NotMonths(months));
        }
        let share = BigRational::new(BigInt::from(months) * BigInt::from(self.percentage(rating)?), 1_200.into());
        Ok(&self.level(level)?.coefficient * share)
    }

    /// Whether points suffice for the next grade (*kenaikan pangkat*); the other conditions are not looked at.
    pub fn suffices_for_rank(&self, level: Level, points: &BigRational) -> Result<bool, CreditError> {
        Ok(*points >= exact::whole(u64::from(self.level(level)?.for_rank)))
    }

    /// Whether points suffice for the next level (*kenaikan jenjang*), which also takes a test and a free post.
    pub fn suffices_for_level(&self, level: Level, points: &BigRational) -> Result<bool, CreditError> {
        let needed = self.level(level)?.for_level;
        Ok(needed.is_some_and(|needed| *points >= exact::whole(u64::from(needed))))
    }

    /// Whether every level and rating has its figure once, above zero (*aturan lengkap*).
    pub fn is_complete(&self) -> bool {
        let once = |level| self.levels.iter().filter(|credit| credit.level == level).count() == 1;
        let rated = |rating| self.percentages.iter().filter(|(of, _)| *of == rating).count() == 1;
        let positive = self.levels.iter().all(|credit| credit.coefficient.is_positive());
        Level::ALL.into_iter().all(once) && Rating::ALL.into_iter().all(rated) && positive
    }
}

/// Points as a document shows them (*dua desimal*), rounded half up.
pub fn render(points: &BigRational) -> String {
    exact::render(points, 2)
}

#[cfg(test)]
#[path = "credit_tests.rs"]
mod tests;
