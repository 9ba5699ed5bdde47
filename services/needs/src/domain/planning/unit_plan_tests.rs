#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

/// A row: code, code of the parent, name.
type Row<'a> = (&'a str, &'a str, &'a str);

fn lines(rows: &[Row<'_>]) -> Vec<Line> {
    let line = |(row, (code, parent, name)): (i64, &Row<'_>)| Line {
        row,
        id: Uuid::from_u128(1000 + row as u128),
        code: UnitCode::parse(code).unwrap(),
        parent: (!parent.is_empty()).then(|| UnitCode::parse(parent).unwrap()),
        name: UnitName::parse(name).unwrap(),
        sector: None,
        validity: Validity::OPEN,
    };
    (1..).zip(rows).map(line).collect()
}

/// Units with the ids 1, 2, …: code (or none), number of the parent (or 0), name.
fn known(units: &[(&str, u128, &str)]) -> Vec<Known> {
    let unit = |(id, (code, parent, name)): (u128, &(&str, u128, &str))| Known {
        id: Uuid::from_u128(id),
        code: (!code.is_empty()).then(|| (*code).to_owned()),
        parent: (*parent > 0).then(|| Uuid::from_u128(*parent)),
        name: (*name).to_owned(),
    };
    (1..).zip(units).map(unit).collect()
}

/// Codes of the rows that were taken, and number and reason of the others.
fn planned(known: &[Known], rows: &[Row<'_>]) -> (Vec<String>, Vec<(i64, Problem)>) {
    let plan = plan(known, lines(rows), &HashSet::new());
    (plan.placed.iter().map(|placed| placed.line.code.to_string()).collect(), plan.refused)
}

fn refusals(known: &[Known], rows: &[Row<'_>]) -> Vec<(i64, Problem)> {
    planned(known, rows).1
}

#[test]
fn parents_may_come_after_their_children() {
    let rows = [("2", "1", "Dinas"), ("1", "", "Kota"), ("3", "2", "Bidang")];
    let plan = plan(&[], lines(&rows), &HashSet::new());
    assert!(plan.refused.is_empty() && plan.placed.iter().all(|placed| placed.new));
    let id = |code: &str| plan.placed.iter().find(|placed| placed.line.code.as_str() == code).unwrap();
    assert_eq!((id("1").parent, id("2").parent), (None, Some(id("1").line.id)));
    assert_eq!(id("3").parent, Some(id("2").line.id));
}

#[test]
fn dirty_rows_are_named_and_the_rest_is_taken() {
    use Problem::*;
    let rows = [
        ("1", "", "Kota"),
        ("2", "9", "Tanpa induk"),
        ("3", "3", "Induk sendiri"),
        ("4", "5", "Lingkaran A"),
        ("5", "4", "Lingkaran B"),
        ("6", "5", "Di bawah lingkaran"),
        ("7", "1", "Dinas"),
        ("7", "1", "Dinas lain"),
        ("8", "1", "DINAS"),
        ("10", "2", "Anak"),
        ("11", "10", "Cucu"),
        ("12", "7", "Bidang"),
    ];
    let (taken, refused) = planned(&[], &rows);
    assert_eq!(taken, ["1", "7", "12"]);
    let circle = || Circle("4 → 5 → 4".into());
    let expected = [
        (2, UnknownParent),
        (3, OwnParent),
        (4, circle()),
        (5, circle()),
        (6, ParentRefused),
        (8, CodeTwice(7)),
        (9, NameTaken("row 7".into())),
        (10, ParentRefused),
        (11, ParentRefused),
    ];
    assert_eq!(refused, expected);
}

#[test]
fn zeros_that_a_spreadsheet_dropped_are_told_and_not_guessed() {
    use Problem::*;
    let rows = [
        ("01", "", "Kota"),
        ("01.0001", "01", "A"),
        ("01.2", "01", "B"),
        ("01.0003", "01", "C"),
        ("5", "1", "D"),
        ("1", "9", "E"),
    ];
    let expected = [(3, LostZeros("01.0001".into())), (5, ParentRefused), (6, UnknownParent)];
    let (_, refused) = planned(&[], &rows);
    assert_eq!(refused, expected);
    assert_eq!(refusals(&[], &[("01", "", "Kota"), ("5", "1", "D")]), [(2, ParentLostZeros("01".into()))]);
    let tree = known(&[("01", 0, "Kota"), ("001", 1, "A")]);
    assert_eq!(refusals(&tree, &[("2", "01", "B")]), [(1, LostZeros("001".into()))]);
    assert_eq!(refusals(&tree, &[("002", "01", "B"), ("010", "01", "C"), ("100", "01", "D")]), []);
}

#[test]
fn a_unit_that_a_path_brought_gets_its_code() {
    let tree = known(&[("", 0, "Kota"), ("", 1, "Dinas")]);
    let plan = plan(&tree, lines(&[("1.1", "1", "Dinas"), ("1", "", "Kota"), ("2", "1", "Dinas")]), &HashSet::new());
    let ids: Vec<(u128, bool)> = plan.placed.iter().map(|placed| (placed.line.id.as_u128(), placed.new)).collect();
    assert_eq!(ids, [(2, false), (1, false)]);
    assert_eq!(plan.refused, [(3, Problem::NameTaken("row 1".into()))]);
}

#[test]
fn a_move_must_not_close_a_circle_over_units_that_are_there() {
    let tree = known(&[("1", 0, "Kota"), ("2", 1, "Dinas"), ("", 2, "Bidang tanpa kode"), ("3", 3, "Seksi")]);
    assert_eq!(refusals(&tree, &[("2", "3", "Dinas")]), [(1, Problem::Circle("2 → 2".into()))]);
    assert_eq!(refusals(&tree, &[("3", "1", "Seksi"), ("2", "3", "Dinas")]), []);
}

#[test]
fn a_subtree_does_not_move_too_deep() {
    let mut tree = known(&[("0", 0, "L1")]);
    for level in 2..=11 {
        tree.push(Known {
            id: Uuid::from_u128(level),
            code: Some(format!("c{level}")),
            parent: Some(Uuid::from_u128(level - 1)),
            name: format!("L{level}"),
        });
    }
    tree.push(Known { id: Uuid::from_u128(50), code: Some("x".into()), parent: None, name: "X".into() });
    tree.push(Known { id: Uuid::from_u128(51), code: None, parent: Some(Uuid::from_u128(50)), name: "Y".into() });
    assert_eq!(refusals(&tree, &[("x", "c11", "X")]), [(1, Problem::TooDeep)]);
    assert_eq!(refusals(&tree, &[("x", "c10", "X")]), []);
    assert_eq!(refusals(&tree, &[("y", "c11", "Y"), ("z", "y", "Z")]), [(2, Problem::TooDeep)]);
}

#[test]
fn names_may_be_swapped_and_a_refused_row_gives_its_old_name_back() {
    let tree = known(&[("1", 0, "Kota"), ("2", 1, "A"), ("3", 1, "B"), ("4", 1, "C")]);
    assert_eq!(refusals(&tree, &[("2", "1", "B"), ("3", "1", "A")]), []);
    // 2 wants the name of 4, which stays; so 2 stays A, and 3 cannot become A.
    let rows = [("2", "1", "C"), ("3", "1", "A")];
    let expected = [(1, Problem::NameTaken("unit \"4\"".into())), (2, Problem::NameTaken("unit \"2\"".into()))];
    assert_eq!(refusals(&tree, &rows), expected);
    // A row that leaves its unit where it is comes before one that wants to go there.
    let rows = [("2", "1", "C"), ("4", "1", "C")];
    assert_eq!(refusals(&tree, &rows), [(1, Problem::NameTaken("row 2".into()))]);
}

#[test]
fn a_column_that_slipped_by_a_row_is_told_at_once() {
    // Every unit takes the name of the next, and that of the last is held by one that stays: none can move.
    let code = |nth: usize| format!("c{nth}");
    let names: Vec<String> = (0..=5_000).map(|nth| format!("Unit {nth}")).collect();
    let units: Vec<Known> = (1..)
        .zip(&names)
        .map(|(id, name)| Known {
            id: Uuid::from_u128(id),
            code: Some(code(id as usize - 1)),
            parent: None,
            name: name.clone(),
        })
        .collect();
    let codes: Vec<String> = (0..5_000).map(code).collect();
    let rows: Vec<Row<'_>> = (0..5_000).map(|nth| (codes[nth].as_str(), "", names[nth + 1].as_str())).collect();
    let refused = refusals(&units, &rows);
    let expected = |row: i64| (row, Problem::NameTaken(format!("unit {:?}", code(row as usize))));
    assert_eq!(refused, (1..=5_000).map(expected).collect::<Vec<_>>());
}

#[test]
fn below_a_row_that_could_not_be_read_nothing_stands() {
    let unread = HashSet::from(["2".to_owned()]);
    let plan = plan(&known(&[("2", 0, "Dinas")]), lines(&[("3", "2", "Bidang")]), &unread);
    assert_eq!(plan.refused, [(1, Problem::ParentRefused)]);
}

proptest! {
    /// Whatever the rows say: each is either placed or refused, and what stands is a tree with distinct names.
    #[test]
    fn every_row_is_accounted_for_and_what_stands_is_a_tree(
        rows in prop::collection::vec((0_u8..12, 0_u8..14, 0_u8..5), 0..40),
        there in prop::collection::vec((0_u8..12, 0_u8..6), 0..10),
    ) {
        let mut tree: Vec<Known> = Vec::new();
        for (nth, (code, parent)) in there.iter().enumerate() {
            let code = Some(format!("c{code}")).filter(|code| *code != "c0" && tree.iter().all(|unit| unit.code.as_ref() != Some(code)));
            let parent = tree.get(usize::from(*parent)).map(|unit| unit.id);
            tree.push(Known { id: Uuid::from_u128(nth as u128 + 1), code, parent, name: format!("t{nth}") });
        }
        let texts: Vec<(String, String, String)> = rows.iter().map(|(code, parent, name)| {
            (format!("c{code}"), if *parent == 0 { String::new() } else { format!("c{parent}") }, format!("n{name}"))
        }).collect();
        let rows: Vec<Row<'_>> = texts.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        let plan = plan(&tree, lines(&rows), &HashSet::new());
        let mut numbers: Vec<i64> = plan.placed.iter().map(|placed| placed.line.row).collect();
        numbers.extend(plan.refused.iter().map(|(row, _)| *row));
        numbers.sort_unstable();
        prop_assert_eq!(numbers, (1..=rows.len() as i64).collect::<Vec<_>>());
        let mut units: HashMap<Uuid, (Option<Uuid>, String)> =
            tree.iter().map(|unit| (unit.id, (unit.parent, unit.name.clone()))).collect();
        units.extend(plan.placed.iter().map(|placed| (placed.line.id, (placed.parent, placed.line.name.as_str().to_owned()))));
        let parents = units.iter().map(|(id, (parent, _))| (*id, *parent)).collect();
        let found = levels(&parents);
        prop_assert!(found.circles.is_empty() && found.levels.values().all(|level| *level <= DEEPEST));
        let names: HashSet<&(Option<Uuid>, String)> = units.values().collect();
        prop_assert_eq!(names.len(), units.len());
    }
}
