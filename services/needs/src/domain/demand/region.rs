//! Regions (*wilayah*): their codes, and the shipped population of provinces and kabupaten/kota.

use crate::domain::signal::Population;
use jiff::civil::{Date, date};

/// Code, name and people of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Code, for example `35.78`.
    pub code: &'static str,
    /// Name.
    pub display_name: &'static str,
    /// How many people.
    pub total: i64,
}

/// Where the file comes from stands beside it, in `SOURCE.md`.
const SHIPPED: &str = include_str!("../../../data/population-2025.csv");

/// The text is not a region code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a region code such as `35`, `35.78`, `35.78.10` or `35.78.10.1001`")]
pub struct NotARegion;

/// Day for which the shipped population was counted: the second half of 2024.
pub fn shipped_date() -> Date {
    date(2024, 12, 31)
}

/// The shipped regions: provinces, each before its kabupaten/kota.
pub fn shipped() -> impl Iterator<Item = Region> {
    SHIPPED.lines().skip(1).filter_map(|line| {
        let (code, rest) = line.split_once(',')?;
        let (display_name, total) = rest.rsplit_once(',')?;
        Some(Region { code, display_name, total: total.parse().ok()? })
    })
}

/// A shipped region.
pub fn shipped_region(code: &str) -> Option<Region> {
    shipped().find(|region| region.code == code)
}

/// What is known of a region with what is shipped of it, by day: the shipped count comes before what is told of later days,
/// so that a sheet counted before those is not compared with them alone. `told` is sorted by day.
pub fn with_shipped(code: &str, mut told: Vec<Population>) -> Vec<Population> {
    if told.first().is_none_or(|first| first.date > shipped_date())
        && let Some(region) = shipped_region(code)
    {
        told.insert(0, Population { date: shipped_date(), total: region.total });
    }
    told
}

/// Reads a code: two digits, and two, two and four more, with dots. A code stays a text: `35.10` is not `35.1`.
pub fn parse_code(text: &str) -> Result<String, NotARegion> {
    let parts: Vec<&str> = text.split('.').collect();
    let lengths = [2, 2, 2, 4];
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let sound = parts.len() <= lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| part.len() == length && digits(part));
    if sound { Ok(text.to_owned()) } else { Err(NotARegion) }
}

/// Whether a region is another one or lies in it.
pub fn is_within(code: &str, other: &str) -> bool {
    code.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_provinces_and_regencies_are_shipped_and_add_up() {
        let lines = SHIPPED.lines().count() - 1;
        let (provinces, regencies): (Vec<Region>, Vec<Region>) = shipped().partition(|region| region.code.len() == 2);
        assert_eq!((lines, provinces.len(), regencies.len()), (552, 38, 514));
        assert_eq!(provinces.iter().map(|region| region.total).sum::<i64>(), 284_973_643);
        for province in provinces {
            let below = regencies.iter().filter(|region| is_within(region.code, province.code));
            assert_eq!(below.map(|region| region.total).sum::<i64>(), province.total, "{}", province.display_name);
        }
        assert!(shipped().all(|region| parse_code(region.code).is_ok()));
    }

    #[test]
    fn the_shipped_count_stands_before_what_is_told_of_later_days() {
        let told = |year| Population { date: date(year, 12, 31), total: 1 };
        let days = |code, told| with_shipped(code, told).iter().map(|one| one.date.year()).collect::<Vec<_>>();
        assert_eq!(days("35.78", vec![]), [2024]);
        assert_eq!(days("35.78", vec![told(2025), told(2026)]), [2024, 2025, 2026]);
        assert_eq!(days("35.78", vec![told(2024)]), [2024]);
        assert_eq!(days("35.78", vec![told(2023), told(2025)]), [2023, 2025]);
        assert!(days("99.99", vec![]).is_empty());
    }

    #[test]
    fn codes_are_texts() {
        assert_eq!(shipped_region("11.10").unwrap().display_name, "Kabupaten Aceh Singkil");
        assert_eq!(shipped_region("11.1"), None);
        for good in ["35", "35.78", "35.78.10", "35.78.10.1001"] {
            assert_eq!(parse_code(good), Ok(good.to_owned()));
        }
        for bad in ["", "3", "3578", "35.7", "35.78.10.100", "35.78.10.1001.1", "35.xx", "35.", " 35"] {
            assert_eq!(parse_code(bad), Err(NotARegion), "{bad}");
        }
        assert!(
            is_within("35.78", "35") && is_within("35", "35") && !is_within("351", "35") && !is_within("35", "35.78")
        );
    }
}
