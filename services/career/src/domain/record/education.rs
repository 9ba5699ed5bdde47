//! Education (*riwayat pendidikan*).

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Level of education (*tingkat pendidikan*), lowest first, by BKN's reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EducationLevel {
    /// *Sekolah dasar*.
    Sd,
    /// *Sekolah lanjutan tingkat pertama*.
    Sltp,
    /// The same, vocational.
    SltpKejuruan,
    /// *Sekolah lanjutan tingkat atas*.
    Slta,
    /// *Diploma I*.
    D1,
    /// *Diploma II*.
    D2,
    /// *Sekolah guru pendidikan luar biasa*.
    Sgplb,
    /// *Diploma III*, *sarjana muda*.
    D3,
    /// *Diploma IV*.
    D4,
    /// *Sarjana*.
    S1,
    /// Physicians and pharmacists (*dokter*, *apoteker*): their profession's degree.
    Profession,
    /// *Magister*.
    S2,
    /// *Doktor*.
    S3,
}

impl EducationLevel {
    /// Every level with its name in tables.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Sd, "sd"),
        (Self::Sltp, "sltp"),
        (Self::SltpKejuruan, "sltp_kejuruan"),
        (Self::Slta, "slta"),
        (Self::D1, "d1"),
        (Self::D2, "d2"),
        (Self::Sgplb, "sgplb"),
        (Self::D3, "d3"),
        (Self::D4, "d4"),
        (Self::S1, "s1"),
        (Self::Profession, "profession"),
        (Self::S2, "s2"),
        (Self::S3, "s3"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// One education of one servant. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Education {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Level.
    pub level: EducationLevel,
    /// Study programme (*program studi*).
    pub program: String,
    /// Where.
    pub institution: String,
    /// Year of graduation.
    pub graduation_year: i32,
    /// Number of the certificate (*nomor ijazah*).
    pub certificate_number: String,
    /// Whether it counts for the career (*diakui*, *pencantuman gelar*): the highest that counts bounds the rank.
    pub recognised: bool,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

/// Nobody ends primary school (*SD*) at a younger age.
const YOUNGEST: i16 = 10;

/// What a year of graduation before that age is refused with.
pub const TOO_YOUNG: &str = "must be a year in which the servant was at least ten years old";

impl Education {
    /// Whether somebody of this birth date can have ended it in its year.
    pub fn is_after_school_age(&self, birth_date: Date) -> bool {
        self.graduation_year >= i32::from(birth_date.year().saturating_add(YOUNGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_graduates_as_an_infant() {
        let of = |graduation_year| Education {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            level: EducationLevel::Sd,
            program: String::new(),
            institution: String::new(),
            graduation_year,
            certificate_number: String::new(),
            recognised: true,
            record_time: Timestamp::UNIX_EPOCH,
            superseded_time: None,
        };
        assert!(of(1996).is_after_school_age(date(1986, 9, 26)));
        assert!(!of(1995).is_after_school_age(date(1986, 9, 26)));
    }
}
