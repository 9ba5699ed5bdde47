//! The need of five years as e-Formasi asks for it (BKN's answers to questions; the ministry's list of contents).

/// Years that are asked for.
pub const YEARS: usize = 5;

/// People to recruit in each year: the whole shortage in the first, and in every year those who retire. A surplus takes the
/// place of those who leave; the source only gives the case of a shortage.
pub fn five_years(required: i32, incumbents: i32, retirements: [i32; YEARS]) -> [i32; YEARS] {
    let shortage = required.saturating_sub(incumbents).max(0);
    let mut surplus = incumbents.saturating_sub(required).max(0);
    let mut needs = retirements.map(|leaving| {
        let absorbed = surplus.min(leaving);
        surplus -= absorbed;
        leaving - absorbed
    });
    needs[0] = needs[0].saturating_add(shortage);
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_hold() {
        let cases = [
            // P1: a shortage of nine in the first year.
            ((40, 31, [2, 3, 1, 4, 2]), [11, 3, 1, 4, 2]),
            // P2: a surplus of four absorbs the first four exits.
            ((30, 34, [1, 1, 1, 1, 1]), [0, 0, 0, 0, 1]),
            ((30, 34, [3, 3, 0, 0, 0]), [0, 2, 0, 0, 0]),
            ((0, 0, [0; 5]), [0; 5]),
            ((i32::MAX, 0, [1, 0, 0, 0, 0]), [i32::MAX, 0, 0, 0, 0]),
        ];
        for ((required, incumbents, retirements), expected) in cases {
            assert_eq!(five_years(required, incumbents, retirements), expected, "{required} {incumbents}");
        }
        assert_eq!(five_years(40, 31, [2, 3, 1, 4, 2]).iter().sum::<i32>(), 21);
    }
}
