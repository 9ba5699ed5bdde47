//! Teachers (*guru*) by class groups and lesson hours: PP 74/2008 for the hours, the technical guide of 2011 for the
//! rounding, which leaves one band to a person.

use num_rational::BigRational;
use num_traits::{One, Zero};

/// The teachers a fraction becomes (*pembulatan*), none where the guide leaves it to a person.
///
/// Below one it goes up: there is no smaller number. Else it goes down while each teacher keeps at most the most hours.
/// Where down gives more than that, the guide is open, because up always gives less than the least. It prints the band as
/// 1.67 to 1.99; the hours behind it (24 and 40) also decide the fractions between the printed ones.
pub fn round(teachers: &BigRational, least_hours: &BigRational, most_hours: &BigRational) -> Option<BigRational> {
    let (down, up) = (teachers.floor(), teachers.ceil());
    if *teachers < BigRational::one() || teachers.is_integer() {
        return Some(up);
    }
    (teachers * least_hours / &down <= *most_hours).then_some(down)
}

/// The hours of each of so many teachers (*jam per guru*).
pub fn hours_each(teachers: &BigRational, least_hours: &BigRational, rounded: &BigRational) -> Option<BigRational> {
    (!rounded.is_zero()).then(|| teachers * least_hours / rounded)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exact::{parse, render, whole};

    fn rounded(text: &str) -> Option<String> {
        round(&parse(text).unwrap(), &whole(24), &whole(40)).map(|teachers| render(&teachers, 0))
    }

    #[test]
    fn the_guide_rounds_up_below_one_and_down_above_and_leaves_a_band_open() {
        let cases = [
            ("0", Some("0")),
            ("0.01", Some("1")),
            ("0.99", Some("1")),
            ("1", Some("1")),
            ("1.01", Some("1")),
            ("1.1", Some("1")),
            ("1.5", Some("1")),
            ("1.66", Some("1")),
            ("1.67", None),
            ("1.875", None),
            ("1.99", None),
            ("2", Some("2")),
            ("2.1", Some("2")),
            ("2.9", Some("2")),
            ("3", Some("3")),
            ("5", Some("5")),
        ];
        for (fraction, expected) in cases {
            assert_eq!(rounded(fraction).as_deref(), expected, "{fraction}");
        }
    }

    #[test]
    fn the_printed_holes_are_decided_by_the_hours() {
        let five_thirds = whole(5) / whole(3);
        assert_eq!(round(&five_thirds, &whole(24), &whole(40)), Some(whole(1)));
        assert_eq!(rounded("1.668"), None);
        assert_eq!(rounded("1.999"), None);
    }

    #[test]
    fn the_table_of_the_guide_gives_the_hours_of_each() {
        let table = [
            ("1.1", 2, "13.20", 1, "26.40"),
            ("1.5", 2, "18.00", 1, "36.00"),
            ("1.6", 2, "19.20", 1, "38.40"),
            ("1.7", 2, "20.40", 1, "40.80"),
            ("1.9", 2, "22.80", 1, "45.60"),
            ("2.1", 3, "16.80", 2, "25.20"),
            ("2.9", 3, "23.20", 2, "34.80"),
        ];
        for (fraction, up, hours_up, down, hours_down) in table {
            let each = |teachers| {
                let each = hours_each(&parse(fraction).unwrap(), &whole(24), &whole(teachers));
                render(&each.unwrap(), 2)
            };
            assert_eq!((each(up).as_str(), each(down).as_str()), (hours_up, hours_down), "{fraction}");
        }
        assert_eq!(hours_each(&whole(1), &whole(24), &whole(0)), None);
    }

    #[test]
    fn class_groups_times_hours_over_the_obligatory_hours() {
        let cases = [
            (6, 4, "1.0000", Some(1)),
            (9, 5, "1.8750", None),
            (7, 4, "1.1667", Some(1)),
            (18, 4, "3.0000", Some(3)),
            (24, 5, "5.0000", Some(5)),
        ];
        for (groups, hours, fraction, teachers) in cases {
            let needed = whole(groups) * whole(hours) / whole(24);
            assert_eq!(render(&needed, 4), fraction);
            assert_eq!(round(&needed, &whole(24), &whole(40)), teachers.map(whole), "{groups} x {hours}");
        }
    }
}
