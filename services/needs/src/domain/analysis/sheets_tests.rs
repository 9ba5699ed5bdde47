#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn rules(rounding: Rounding, minutes: [u32; 4]) -> WorkingTime {
    WorkingTime {
        id: "example".to_owned(),
        regulation: "example".to_owned(),
        valid_from: date(2020, 1, 1),
        valid_until: None,
        minutes_per_hour: 60,
        minutes_per_day: minutes[0],
        minutes_per_week: minutes[1],
        minutes_per_month: minutes[2],
        minutes_per_year: minutes[3],
        rounding,
    }
}

const OF_2020: [u32; 4] = [300, 1_500, 6_250, 75_000];
/// The home ministry's minutes, which are no multiples of each other.
const OF_2008: [u32; 4] = [336, 1_680, 6_500, 78_000];

fn need(text: &str) -> SheetNeed {
    compute(text, &rules(Rounding::HalfUp, OF_2020))
}

fn compute(text: &str, rules: &WorkingTime) -> SheetNeed {
    compute_all([(Uuid::nil(), text)], rules).unwrap().remove(0).1
}

/// The same by the formula of `workload`, on big rationals from the first line on.
fn compute_slowly(text: &str, rules: &WorkingTime) -> SheetNeed {
    let tasks: Vec<Task> = text.lines().map(|line| task(line).unwrap()).collect();
    let sum = full_time_equivalent(&tasks, rules);
    SheetNeed {
        tasks: tasks.len(),
        posts: i32::try_from(posts(&sum, rules.rounding)).unwrap_or(i32::MAX),
        shown: exact::render(&sum, 4),
        full_time_equivalent: sum.to_string(),
    }
}

/// Whether a sheet stays on machine integers.
fn is_small(text: &str, rules: &WorkingTime) -> bool {
    let scales = Scales::of(rules);
    let mut sheet = Sheet::default();
    text.lines().for_each(|line| sheet.add(line, rules, scales.as_ref()).unwrap());
    matches!(sheet.sum, Sum::Small { .. })
}

#[test]
fn the_four_tasks_of_the_form_need_two_people() {
    let found = need("y 24 600\ny 850 90\ny 3200 15\ny 540 45");
    let expected =
        SheetNeed { tasks: 4, full_time_equivalent: "272/125".to_owned(), shown: "2.1760".to_owned(), posts: 2 };
    assert_eq!(found, expected);
}

#[test]
fn periods_are_scaled_and_halves_rounded_up() {
    let cases = [
        ("d 12 30", "1.2000", 1),
        ("w 12 30", "0.2400", 0),
        ("m 12 30", "0.0576", 0),
        ("y 12 30", "0.0048", 0),
        ("y 37500 1", "0.5000", 1),
        ("y 37499 1", "0.5000", 0),
        ("y 112500 1", "1.5000", 2),
        ("y 112499 1", "1.5000", 1),
    ];
    for (text, shown, posts) in cases {
        let found = need(text);
        assert_eq!((found.shown.as_str(), found.posts), (shown, posts), "{text}");
    }
}

#[test]
fn a_sheet_without_lines_needs_nobody() {
    assert_eq!((need("").posts, need("").full_time_equivalent.as_str()), (0, "0"));
}

#[test]
fn a_volume_counts_as_often_as_its_scale_says() {
    assert_eq!(need("y 24 600 11/10\ny 850 90 11/10\ny 3200 15 11/10\ny 540 45 11/10").shown, "2.3936");
    let grown = need("y 24 600 29/25\ny 850 90 29/25\ny 3200 15 29/25\ny 540 45 29/25");
    assert_eq!((grown.shown.as_str(), grown.posts), ("2.5242", 3));
    assert_eq!(need("w 1.5 20").shown, "0.0200");
}

#[test]
fn what_is_no_number_is_told_with_its_sheet() {
    let rules = rules(Rounding::HalfUp, OF_2020);
    for bad in ["y many 1", "y 1. 1", "y .5 1", "decade 1 1", "y 1", "y 1e3 1", "y 1 1 1/0x", "y 1 1 half", "é 1 1"] {
        let (first, second) = (Uuid::nil(), Uuid::max());
        assert_eq!(compute_all([(first, "y 1 1"), (second, bad)], &rules).unwrap_err().0, second, "{bad}");
        let mut sums = Sums::begin(&rules);
        [(second, bad), (first, "y 1 1")].into_iter().for_each(|(position, line)| sums.add(position, line));
        assert_eq!(sums.finish().unwrap_err().0, second, "{bad}");
    }
}

#[test]
fn numbers_beyond_machine_integers_are_computed_all_the_same() {
    let long = format!("y {0}.{0} {0}", "9".repeat(20));
    let rules = rules(Rounding::Ceil, OF_2020);
    assert!(!is_small(&long, &rules));
    let found = compute(&long, &rules);
    assert_eq!((found.posts, found), (i32::MAX, compute_slowly(&long, &rules)));
}

fn line(period: usize, volume: &str, minutes: &str) -> String {
    format!("{} {volume} {minutes}", PERIODS[period].1)
}

fn scale_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just(" 11/10".to_owned()),
        Just(" 3".to_owned()),
        " [1-9][0-9]{0,6}/[1-9][0-9]{0,6}"
    ]
}

fn decimal_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(0|[1-9][0-9]{0,5})",
        "(0|[1-9][0-9]{0,5})\\.[0-9]{1,4}",
        "[0-9]{10,20}",
        "[0-9]{1,16}\\.[0-9]{1,16}",
        Just("-3".to_owned()),
    ]
}

proptest! {
    #[test]
    fn fast_and_slow_agree(
        lines in proptest::collection::vec((0_usize..5, decimal_text(), decimal_text(), scale_text()), 0..12),
        old in any::<bool>(),
        rounding in 0..3,
    ) {
        let rounding = [Rounding::HalfUp, Rounding::Ceil, Rounding::None][rounding as usize];
        let rules = rules(rounding, if old { OF_2008 } else { OF_2020 });
        let lines: Vec<String> =
            lines.iter().map(|(period, volume, minutes, scale)| line(*period, volume, minutes) + scale).collect();
        let text = lines.join("\n");
        let slowly = compute_slowly(&text, &rules);
        prop_assert_eq!(&compute(&text, &rules), &slowly);
        let mut sums = Sums::begin(&rules);
        lines.iter().rev().for_each(|line| sums.add(Uuid::nil(), line));
        let backwards: Vec<SheetNeed> = sums.finish().unwrap().into_iter().map(|(_, need)| need).collect();
        prop_assert!(backwards.is_empty() == lines.is_empty() && backwards.iter().all(|need| *need == slowly));
    }

    #[test]
    fn everyday_sheets_are_computed_on_machine_integers(
        lines in proptest::collection::vec((0_usize..5, 0_u32..1_000_000, 0_u32..100_000, 1_u32..10_000), 1..40),
    ) {
        let rules = rules(Rounding::HalfUp, OF_2008);
        let text: Vec<String> = lines
            .iter()
            .map(|(period, whole, part, minutes)| line(*period, &format!("{whole}.{part:05}"), &minutes.to_string()))
            .collect();
        prop_assert!(is_small(&text.join("\n"), &rules));
    }
}
