//! The three zones of Indonesia, for the eye: deadlines are instants.

use jiff::{
    Timestamp,
    tz::{self, Offset},
};

/// In which zone an instansi reads clocks. Indonesia has no summer time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// *Waktu Indonesia Barat*, UTC+7.
    #[default]
    Wib,
    /// *Waktu Indonesia Tengah*, UTC+8.
    Wita,
    /// *Waktu Indonesia Timur*, UTC+9.
    Wit,
}

impl Zone {
    /// Every zone, from west to east.
    pub const ALL: [Self; 3] = [Self::Wib, Self::Wita, Self::Wit];

    /// What it is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.as_str() == text)
    }

    fn offset(self) -> Offset {
        match self {
            Self::Wib => tz::offset(7),
            Self::Wita => tz::offset(8),
            Self::Wit => tz::offset(9),
        }
    }

    /// An instant as it is read there: `2024-09-10 23:59:59 WIB`.
    pub fn show(self, instant: Timestamp) -> String {
        format!("{} {}", self.offset().to_datetime(instant).strftime("%Y-%m-%d %H:%M:%S"), self.as_str())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_differently_in_every_zone() {
        let instant = "2024-09-10T23:59:59+07:00".parse().unwrap();
        let shown = Zone::ALL.map(|zone| zone.show(instant));
        assert_eq!(shown, ["2024-09-10 23:59:59 WIB", "2024-09-11 00:59:59 WITA", "2024-09-11 01:59:59 WIT"]);
        assert_eq!(Zone::ALL.map(|zone| Zone::parse(zone.as_str())), Zone::ALL.map(Some));
        assert_eq!(Zone::parse("WIX"), None);
    }
}
