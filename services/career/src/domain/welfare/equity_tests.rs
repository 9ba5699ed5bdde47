#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;
use jiff::civil::date;

fn rules() -> EquityRules {
    rulesets::welfare::find("welfare-2024").unwrap().equity
}

fn key(sex: &str) -> CellKey {
    CellKey { sex: sex.into(), ..CellKey::default() }
}

fn nothing() -> EquityFact {
    EquityFact { pay: None, allowance: None, awarded: false, promoted: false, training_hours: 0 }
}

#[test]
fn a_later_rank_of_the_last_years_is_a_promotion() {
    let (appointment, day) = (date(2015, 5, 1), date(2025, 5, 2));
    let of = |start| rules().is_promotion(start, appointment, day);
    assert_eq!([of(date(2021, 5, 2)), of(date(2021, 5, 3)), of(day), of(date(2025, 5, 3))], [false, true, true, false]);
    assert!(!rules().is_promotion(date(2024, 5, 1), date(2024, 5, 1), day), "the first rank");
}

#[test]
fn small_cells_show_nothing_and_their_smallest_neighbour_neither() {
    let mut table = EquityTable::default();
    for pay in [10, 20, 30, 40, 50, 60] {
        table.add(key("female"), EquityFact { pay: Some(pay), awarded: pay > 30, training_hours: pay, ..nothing() });
    }
    for pay in [10, 20, 30, 40] {
        table.add(key("male"), EquityFact { pay: Some(pay), allowance: Some(1), awarded: true, ..nothing() });
    }
    for pay in [10, 20, 30, 40, 50] {
        table.add(key(""), EquityFact { pay: Some(pay), ..nothing() });
    }
    let cells = table.tell(&rules());
    let told: Vec<(&str, bool)> = cells.iter().map(|cell| (cell.key.sex.as_str(), cell.shown.is_some())).collect();
    assert_eq!(told, [("", false), ("female", true), ("male", false)]);
    let shown = cells[1].shown.unwrap();
    assert_eq!((shown.servants, shown.awarded, shown.allowance), (6, 3, None));
    assert_eq!(shown.pay, Some(Quartiles { known: 6, lower: 20, median: 30, upper: 50 }));
    assert_eq!(shown.training_hours, shown.pay);
}

#[test]
fn no_report_by_fewer_dimensions_tells_of_a_small_cell() {
    let mut table = EquityTable::default();
    for (unit, sex, people) in [("a", "male", 8), ("a", "female", 2), ("b", "male", 6), ("b", "female", 7)] {
        for _ in 0..people {
            table.add(CellKey { unit: unit.into(), ..key(sex) }, nothing());
        }
    }
    let cells = table.tell(&rules());
    let told = cells.iter().filter(|cell| cell.shown.is_some());
    let told: Vec<(&str, &str)> = told.map(|cell| (cell.key.unit.as_str(), cell.key.sex.as_str())).collect();
    assert_eq!(told, [("b", "male")], "unit a less its men, or women less those of b, would tell of two");
}

#[test]
fn figures_that_few_have_are_not_told_either() {
    let mut table = EquityTable::default();
    for number in 0..6 {
        table.add(key("male"), EquityFact { pay: (number < 4).then_some(number), promoted: true, ..nothing() });
    }
    let shown = table.tell(&rules())[0].shown.unwrap();
    assert_eq!((shown.servants, shown.promoted, shown.pay), (6, 6, None));
}

#[test]
fn quarters_are_somebodys_figure() {
    let of = |figures: &[i64]| quartiles(figures.to_vec(), 1).map(|found| (found.lower, found.median, found.upper));
    assert_eq!(of(&[4, 1, 3, 2]), Some((1, 2, 3)));
    assert_eq!(of(&[7]), Some((7, 7, 7)));
    assert_eq!(of(&[]), None);
}

#[test]
fn ages_are_completed_years() {
    let day = date(2025, 5, 2);
    let table = [(date(1990, 5, 2), 35), (date(1990, 5, 3), 34), (date(2000, 2, 29), 25), (date(1961, 1, 1), 64)];
    for (birth, age) in table {
        assert_eq!(age_on(birth, day), age, "{birth}");
    }
    let bands: Vec<String> = [24, 25, 34, 35, 55, 64].into_iter().map(|age| rules().band(age)).collect();
    assert_eq!(bands, ["0-24", "25-34", "25-34", "35-44", "55-120", "55-120"]);
    assert_eq!(rules().band(-1), "");
}
