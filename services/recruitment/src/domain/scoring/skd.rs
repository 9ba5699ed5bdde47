//! The basic competency test (*seleksi kompetensi dasar*, SKD): kinds of need, scores, limits and pass marks.
//! The figures themselves are rulesets; nothing here knows a year.

use thiserror::Error;

/// The kind of need a vacancy is for (*jenis kebutuhan*, KepmenPANRB 320/2024), as SSCASN publishes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NeedKind {
    Umum,
    /// General, but for applicants who are not indigenous Papuans (*non OAP*).
    UmumNonOap,
    /// The best graduates (*lulusan terbaik*, cumlaude).
    Cumlaude,
    Diaspora,
    Disabilitas,
    /// Indigenous Papuans (*orang asli Papua*, OAP).
    OrangAsliPapua,
    /// Sons and daughters of Papua and West Papua (*putra/putri Papua dan Papua Barat*).
    PutraPutriPapua,
    /// Sons and daughters of disadvantaged regions (*putra/putri daerah tertinggal*).
    PutraPutriDaerahTertinggal,
    /// Sons and daughters of Kalimantan, for the new capital (*putra/putri Kalimantan*).
    PutraPutriKalimantan,
}

/// A name that is no kind of need (*jenis kebutuhan tidak dikenal*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a kind of need")]
pub struct UnknownNeedKind(pub String);

impl NeedKind {
    /// Every kind of need (*jenis kebutuhan*), in a fixed order.
    pub const ALL: [Self; 9] = [
        Self::Umum,
        Self::UmumNonOap,
        Self::Cumlaude,
        Self::Diaspora,
        Self::Disabilitas,
        Self::OrangAsliPapua,
        Self::PutraPutriPapua,
        Self::PutraPutriDaerahTertinggal,
        Self::PutraPutriKalimantan,
    ];

    /// Reads the code of a kind (*kode jenis kebutuhan*) or its SSCASN name, whatever the case.
    pub fn parse(text: &str) -> Result<Self, UnknownNeedKind> {
        let wanted = text.trim().to_uppercase();
        let found = Self::ALL.into_iter().find(|kind| wanted == kind.as_str() || wanted == kind.sscasn_name());
        found.ok_or_else(|| UnknownNeedKind(text.to_owned()))
    }

    /// The code under which Siklus stores the kind (*kode jenis kebutuhan*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Umum => "UMUM",
            Self::UmumNonOap => "UMUM_NON_OAP",
            Self::Cumlaude => "CUMLAUDE",
            Self::Diaspora => "DIASPORA",
            Self::Disabilitas => "DISABILITAS",
            Self::OrangAsliPapua => "ORANG_ASLI_PAPUA",
            Self::PutraPutriPapua => "PUTRA_PUTRI_PAPUA",
            Self::PutraPutriDaerahTertinggal => "PUTRA_PUTRI_DAERAH_TERTINGGAL",
            Self::PutraPutriKalimantan => "PUTRA_PUTRI_KALIMANTAN",
        }
    }

    /// The name in the national application portal (*nama formasi SSCASN*, 2024).
    pub fn sscasn_name(self) -> &'static str {
        match self {
            Self::Umum => "UMUM",
            Self::UmumNonOap => "UMUM (NON OAP)",
            Self::Cumlaude => "LULUSAN TERBAIK",
            Self::Diaspora => "DIASPORA",
            Self::Disabilitas => "PENYANDANG DISABILITAS",
            Self::OrangAsliPapua => "ORANG ASLI PAPUA (OAP)",
            Self::PutraPutriPapua => "PUTRA/PUTRI PAPUA DAN PAPUA BARAT",
            Self::PutraPutriDaerahTertinggal => "PUTRA/PUTRI DAERAH TERTINGGAL",
            Self::PutraPutriKalimantan => "PUTRA/PUTRI KALIMANTAN",
        }
    }

    /// Whether the kind is general (*kebutuhan umum*) rather than special (*kebutuhan khusus*).
    pub fn is_general(self) -> bool {
        matches!(self, Self::Umum | Self::UmumNonOap)
    }
}

/// The three scores of the SKD (*nilai TWK, TIU, TKP*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SkdScore {
    /// National insight (*tes wawasan kebangsaan*).
    pub twk: u16,
    /// General intelligence (*tes intelegensia umum*).
    pub tiu: u16,
    /// Personal characteristics (*tes karakteristik pribadi*).
    pub tkp: u16,
}

impl SkdScore {
    /// The total (*nilai total SKD*).
    pub fn total(self) -> u32 {
        u32::from(self.twk) + u32::from(self.tiu) + u32::from(self.tkp)
    }

    /// What candidates are ranked by, highest first (*urutan peringkat*: total, TKP, TIU, TWK; PermenPANRB 6/2024).
    pub fn rank_key(self) -> (u32, u16, u16, u16) {
        (self.total(), self.tkp, self.tiu, self.twk)
    }
}

/// The pass mark (*nilai ambang batas*, NAB): the least score, for the parts that have one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassMark {
    pub twk: Option<u16>,
    pub tiu: Option<u16>,
    pub tkp: Option<u16>,
    pub total: Option<u16>,
}

impl PassMark {
    /// Whether a score meets the mark (*memenuhi nilai ambang batas*); equal is enough.
    pub fn admits(&self, score: &SkdScore) -> bool {
        self.twk.is_none_or(|least| score.twk >= least)
            && self.tiu.is_none_or(|least| score.tiu >= least)
            && self.tkp.is_none_or(|least| score.tkp >= least)
            && self.total.is_none_or(|least| score.total() >= u32::from(least))
    }
}

/// The greatest scores of the SKD (*nilai maksimal*) and the points of one right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkdLimits {
    pub twk_max: u16,
    pub tiu_max: u16,
    pub tkp_max: u16,
    /// Every item gives at most so many points; TWK and TIU give all or nothing.
    pub points_per_item: u16,
}

/// Why a score cannot come from the test (*nilai tidak mungkin*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SkdViolation {
    #[error("{part} {score} is above its maximum of {max}")]
    AboveMaximum { part: &'static str, score: u16, max: u16 },
    #[error("{part} {score} is not a multiple of {step}")]
    NotAMultiple { part: &'static str, score: u16, step: u16 },
    #[error("{part} {score} cannot come from {answered} answered items")]
    NotOfAnswers { part: &'static str, score: u16, answered: u16 },
}

impl SkdViolation {
    /// The part that is impossible (*bagian tes*): `TWK`, `TIU` or `TKP`.
    pub fn part(&self) -> &'static str {
        match self {
            Self::AboveMaximum { part, .. } | Self::NotAMultiple { part, .. } | Self::NotOfAnswers { part, .. } => part,
        }
    }
}

impl SkdLimits {
    /// The greatest total (*nilai maksimal SKD*), by which an integration divides.
    pub fn total_max(&self) -> u32 {
        u32::from(self.twk_max) + u32::from(self.tiu_max) + u32::from(self.tkp_max)
    }

    /// The number of items (*jumlah soal*) of TWK, TIU and TKP.
    pub fn items(&self) -> [u16; 3] {
        [self.twk_max, self.tiu_max, self.tkp_max].map(|max| max.checked_div(self.points_per_item).unwrap_or(0))
    }

    /// Whether so many items of TKP can give the score: one that is answered gives at least one point (*1 sampai 5*), so that
    /// somebody who answered all 45 has 45 or more. A score above the maximum is another violation.
    pub fn of_answers(&self, tkp: u16, answered: u16) -> Result<(), SkdViolation> {
        let [.., items] = self.items();
        let most = answered.saturating_mul(self.points_per_item);
        let possible = answered <= items && (answered..=most).contains(&tkp);
        if possible { Ok(()) } else { Err(SkdViolation::NotOfAnswers { part: "TKP", score: tkp, answered }) }
    }

    /// Whether a score of TKP says that items were left blank, or that it is wrong: who answered all of them has more.
    pub fn is_of_blanks(&self, tkp: u16) -> bool {
        let [.., items] = self.items();
        (1..items).contains(&tkp)
    }

    /// Whether a part is above its maximum.
    pub fn is_exceeded_by(&self, score: &SkdScore) -> bool {
        score.twk > self.twk_max || score.tiu > self.tiu_max || score.tkp > self.tkp_max
    }

    /// Lists everything impossible about a score (*nilai tidak mungkin*), empty when it can be right.
    pub fn violations(&self, score: &SkdScore) -> Vec<SkdViolation> {
        let parts = [
            ("TWK", score.twk, self.twk_max, self.points_per_item),
            ("TIU", score.tiu, self.tiu_max, self.points_per_item),
            ("TKP", score.tkp, self.tkp_max, 1),
        ];
        let mut violations = Vec::new();
        for (part, score, max, step) in parts {
            if score > max {
                violations.push(SkdViolation::AboveMaximum { part, score, max });
            }
            if !score.is_multiple_of(step) {
                violations.push(SkdViolation::NotAMultiple { part, score, step });
            }
        }
        violations
    }
}

#[cfg(test)]
#[path = "skd_tests.rs"]
mod tests;
