//! The least number of people to ask (*sampel minimum*, table of Krejcie and Morgan in PermenPANRB 14/2017).

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Where the printed table differs from its own formula (*tabel*): it gives 384 for 100,000, the formula 383.
const PRINTED_OTHERWISE: [(u64, u64); 1] = [(100_000, 384)];

/// The sample the formula gives (*rumus Krejcie–Morgan*): χ² 3.841, P 0.5, d 0.05, rounded to the nearest person.
///
/// S = χ²·N·P(1−P) ÷ (d²(N−1) + χ²·P(1−P))
pub fn sample_size(population: u64) -> u64 {
    let Some(others) = population.checked_sub(1) else {
        return 0;
    };
    let spread = BigRational::new(3_841.into(), 4_000.into());
    let squared_error = BigRational::new(25.into(), 10_000.into());
    let sample = &spread * exact::whole(population) / (squared_error * exact::whole(others) + spread);
    exact::round_half_up(&sample).to_u64().unwrap_or(population)
}

/// The sample the regulation's table prints (*tabel sampel*), which binds where it differs from the formula.
pub fn printed_sample_size(population: u64) -> u64 {
    let printed = PRINTED_OTHERWISE.into_iter().find(|(of, _)| *of == population);
    printed.map_or_else(|| sample_size(population), |(_, sample)| sample)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_formula_gives_the_published_table() {
        let table = [
            (10, 10),
            (15, 14),
            (20, 19),
            (50, 44),
            (75, 63),
            (100, 80),
            (150, 108),
            (200, 132),
            (300, 169),
            (500, 217),
            (750, 254),
            (1_000, 278),
            (1_500, 306),
            (2_000, 322),
            (5_000, 357),
            (10_000, 370),
            (50_000, 381),
            (1_000_000, 384),
        ];
        for (population, sample) in table {
            assert_eq!(sample_size(population), sample, "{population}");
            assert_eq!(printed_sample_size(population), sample, "{population}");
        }
    }

    #[test]
    fn the_table_differs_from_the_formula_once() {
        assert_eq!((sample_size(100_000), printed_sample_size(100_000)), (383, 384));
    }

    #[test]
    fn nobody_is_asked_where_nobody_is() {
        assert_eq!((sample_size(0), sample_size(1)), (0, 1));
    }

    proptest! {
        #[test]
        fn a_sample_is_never_larger_than_the_population(population in 0u64..) {
            prop_assert!(sample_size(population) <= population.min(384));
        }
    }
}
