//! What a region's register says about one unit: code, name, sector and the days of its existence.

use jiff::civil::{Date, date};

/// The first day of a unit that was always there.
pub const ALWAYS: Date = date(1, 1, 1);
const LONGEST_CODE: usize = 60;
const LONGEST_NAME: usize = 250;

/// Code of a unit (*kode unor*), a text even where it is all digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitCode(String);

/// The text is no code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCode {
    /// Nothing there.
    #[error("must not be empty")]
    Empty,
    /// More than a code holds.
    #[error("must not be longer than {LONGEST_CODE} characters")]
    TooLong,
    /// Not printable.
    #[error("must not hold control characters")]
    Control,
    /// A spreadsheet took the code for a number and wrote it anew.
    #[error("{0:?} is a code that a spreadsheet read as a number; write it as text")]
    Number(String),
}

impl UnitCode {
    /// Reads a code. What a spreadsheet made of it (`12.0`, `1,2E+05`) is refused and not guessed back.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        let code = text.trim();
        if code.is_empty() {
            return Err(BadCode::Empty);
        }
        if code.chars().count() > LONGEST_CODE {
            return Err(BadCode::TooLong);
        }
        if code.chars().any(char::is_control) {
            return Err(BadCode::Control);
        }
        if is_whole_decimal(code) || is_scientific(code) {
            return Err(BadCode::Number(code.to_owned()));
        }
        Ok(Self(code.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UnitCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// `12.0`: one point, digits before it and only zeros after it. Codes with several points are codes.
fn is_whole_decimal(text: &str) -> bool {
    let split = text.split_once('.').or_else(|| text.split_once(','));
    split.is_some_and(|(whole, rest)| {
        is_digits(whole) && !whole.starts_with('0') && !rest.is_empty() && rest.bytes().all(|byte| byte == b'0')
    })
}

/// `1,2E+05`: spreadsheets always write the sign, so that `12E5` may be a code.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']);
    let digits = mantissa.replacen([',', '.'], "", 1);
    exponent.is_some_and(is_digits) && is_digits(&digits)
}

/// Whether the text is digits and nothing else.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Name of a unit itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnitName(String);

/// The text is no name of a unit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing there.
    #[error("must not be empty")]
    Empty,
    /// More than a name holds.
    #[error("must not be longer than {LONGEST_NAME} characters")]
    TooLong,
    /// Not printable, a line break for example.
    #[error("must not hold control characters")]
    Control,
    /// It would be read as two names.
    #[error("must not hold `|`, which stands between the names of a path")]
    Separator,
}

impl UnitName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let name = text.trim_matches(' ');
        if name.chars().any(char::is_control) {
            return Err(BadName::Control);
        }
        let name = single_spaced(name);
        if name.is_empty() {
            return Err(BadName::Empty);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(BadName::TooLong);
        }
        if name.contains('|') {
            return Err(BadName::Separator);
        }
        Ok(Self(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name with single blanks, which registers and spreadsheets do not agree about.
pub fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How names are compared: `Dinas Kesehatan` and `DINAS KESEHATAN` are one unit written twice.
pub fn fold(name: &str) -> String {
    single_spaced(name).to_lowercase()
}

/// Sector of government (*urusan*), as far as needs are weighed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sector {
    /// *Kesehatan*.
    Health,
    /// *Pendidikan*.
    Education,
    /// *Pekerjaan umum dan infrastruktur*.
    Infrastructure,
    /// *Pariwisata*.
    Tourism,
    /// *Administrasi pemerintahan*.
    Administration,
    /// Any other.
    Other,
}

const SECTORS: [(Sector, &str); 6] = [
    (Sector::Health, "health"),
    (Sector::Education, "education"),
    (Sector::Infrastructure, "infrastructure"),
    (Sector::Tourism, "tourism"),
    (Sector::Administration, "administration"),
    (Sector::Other, "other"),
];

/// The text is no sector.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be health, education, infrastructure, tourism, administration or other")]
pub struct BadSector;

impl Sector {
    /// Reads the name of a sector; empty means none.
    pub fn parse(text: &str) -> Result<Option<Self>, BadSector> {
        if text.is_empty() {
            return Ok(None);
        }
        let found = SECTORS.iter().find(|(_, name)| *name == text);
        found.map(|(sector, _)| Some(*sector)).ok_or(BadSector)
    }

    /// Its name on the wire and in the table.
    pub fn as_str(self) -> &'static str {
        SECTORS.iter().find(|(sector, _)| *sector == self).map_or("other", |(_, name)| name)
    }
}

/// The days on which a unit exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First day; [`ALWAYS`] when it was always there.
    pub from: Date,
    /// Last day; none while it exists.
    pub until: Option<Date>,
}

/// The last day is before the first.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must not be before valid_from")]
pub struct EndsBeforeItBegins;

impl Validity {
    /// A unit that was always there and still is.
    pub const OPEN: Self = Self { from: ALWAYS, until: None };

    /// The days from `from` to `until`, both of them included.
    pub fn new(from: Option<Date>, until: Option<Date>) -> Result<Self, EndsBeforeItBegins> {
        let from = from.unwrap_or(ALWAYS);
        if until.is_some_and(|until| until < from) {
            return Err(EndsBeforeItBegins);
        }
        Ok(Self { from, until })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_a_spreadsheet_wrote_anew_are_refused() {
        for number in ["12.0", "12,0", "12.00", "1,2E+05", "1.2E+05", "1E+05", "3e-2"] {
            assert_eq!(UnitCode::parse(number), Err(BadCode::Number(number.into())), "{number}");
        }
        for code in ["12", "0012", "1.01.01", "1.02.0.00.0.00.01.0000", "12E5", "01.0", "A-7", "8ae4"] {
            assert_eq!(UnitCode::parse(code).unwrap().as_str(), code);
        }
        assert_eq!(UnitCode::parse(" "), Err(BadCode::Empty));
        assert_eq!(UnitCode::parse("1\u{7}2"), Err(BadCode::Control));
        assert_eq!(UnitCode::parse(&"1".repeat(61)), Err(BadCode::TooLong));
    }

    #[test]
    fn a_name_is_one_printable_line_without_the_separator() {
        for text in ["Dinas Kesehatan", " Dinas  Kesehatan ", "Dinas\u{a0}Kesehatan"] {
            assert_eq!(UnitName::parse(text).unwrap().as_str(), "Dinas Kesehatan");
        }
        assert_eq!(UnitName::parse("  "), Err(BadName::Empty));
        assert_eq!(UnitName::parse("A\nB"), Err(BadName::Control));
        assert_eq!(UnitName::parse("A\n"), Err(BadName::Control));
        assert_eq!(UnitName::parse("A | B"), Err(BadName::Separator));
        assert_eq!(UnitName::parse(&"A".repeat(251)), Err(BadName::TooLong));
        assert_eq!(fold("Dinas  KESEHATAN"), fold("DINAS Kesehatan"));
    }

    #[test]
    fn sectors_and_days_are_read() {
        assert_eq!(Sector::parse(""), Ok(None));
        assert_eq!(Sector::parse("kesehatan"), Err(BadSector));
        for (sector, name) in SECTORS {
            assert_eq!((Sector::parse(name), sector.as_str()), (Ok(Some(sector)), name));
        }
        let day = date(2024, 1, 1);
        assert_eq!(Validity::new(None, None), Ok(Validity::OPEN));
        assert!(Validity::new(Some(day), Some(day)).is_ok());
        assert_eq!(Validity::new(Some(day), Some(date(2023, 12, 31))), Err(EndsBeforeItBegins));
    }
}
