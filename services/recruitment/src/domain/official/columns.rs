//! What official lists print (*kolom pengumuman*), whichever programme and stage they are of.

use crate::domain::thousandths::Thousandths;

/// A column with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Twk,
    Tiu,
    Tkp,
    /// TWK, TIU and TKP together.
    SkdTotal,
    /// Computer test of the field test (*SKB CAT*).
    SkbCat,
    /// Additional test of the field test (*SKB tambahan*).
    SkbAdditional,
    /// The field test on the scale of a hundred (*nilai SKB*).
    SkbTotal,
    /// *Kompetensi teknis*.
    Technical,
    /// *Tambahan nilai* for certificates.
    Certificate,
    /// *Kompetensi manajerial*.
    Managerial,
    /// *Kompetensi sosial kultural*.
    Sociocultural,
    /// *Wawancara*.
    Interview,
    /// What the list ranks by in the end (*nilai akhir*, *nilai kumulatif*).
    Final,
}

impl Column {
    /// Every column; rows are stored in this order, so it only grows at its end.
    pub const ALL: [Self; 13] = [
        Self::Twk,
        Self::Tiu,
        Self::Tkp,
        Self::SkdTotal,
        Self::SkbCat,
        Self::SkbAdditional,
        Self::SkbTotal,
        Self::Technical,
        Self::Certificate,
        Self::Managerial,
        Self::Sociocultural,
        Self::Interview,
        Self::Final,
    ];

    /// As the contract names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twk => "twk",
            Self::Tiu => "tiu",
            Self::Tkp => "tkp",
            Self::SkdTotal => "skd_total",
            Self::SkbCat => "skb_cat",
            Self::SkbAdditional => "skb_additional",
            Self::SkbTotal => "skb_total",
            Self::Technical => "technical",
            Self::Certificate => "certificate",
            Self::Managerial => "managerial",
            Self::Sociocultural => "sociocultural",
            Self::Interview => "interview",
            Self::Final => "final",
        }
    }

    /// Whether the number follows from others of the row.
    pub fn is_sum(self) -> bool {
        matches!(self, Self::SkdTotal | Self::SkbTotal | Self::Final)
    }
}

/// The numbers of a row; none where the list has no such column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers([Option<Thousandths>; Column::ALL.len()]);

impl Numbers {
    /// The number of a column.
    pub fn get(&self, column: Column) -> Option<Thousandths> {
        self.0[column as usize]
    }

    /// Sets the number of a column.
    pub fn set(&mut self, column: Column, number: Option<Thousandths>) {
        self.0[column as usize] = number;
    }

    /// The same with the numbers of `other` where this has none.
    pub fn or(&self, other: &Self) -> Self {
        let mut all = *self;
        for column in Column::ALL {
            all.set(column, self.get(column).or(other.get(column)));
        }
        all
    }
}

/// Reads a number as lists print it: at most three decimals, behind a point or a comma.
pub fn read_printed(text: &str) -> Result<Thousandths, &'static str> {
    Thousandths::parse(&text.trim().replace(',', ".")).map_err(|_| "must be a number with at most three decimals")
}

/// One row of a list, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedRow {
    /// Number of the row in the list, from 1.
    pub row: i64,
    pub participant_number: String,
    pub numbers: Numbers,
    /// Result code; none where the list has no such column.
    pub code: Option<String>,
    pub rank: Option<u32>,
    /// Whether the participant gets a seat.
    pub seat: Option<bool>,
}
