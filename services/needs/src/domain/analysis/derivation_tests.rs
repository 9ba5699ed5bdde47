#![allow(clippy::unwrap_used)]

use super::*;
use exact::{parse, render, whole};
use num_traits::One;
use proptest::prelude::*;

/// Two tasks over one working time, and a factor beside them.
fn sheet() -> Derivation {
    let mut draft = Draft::begin("example", "example", "lembar");
    let year = draft.rule("year", "Waktu kerja efektif", "menit", &whole(75_000), "ketentuan").unwrap();
    let mut needs = Vec::new();
    for (n, volume, minutes) in [(1, 850, 90), (2, 3_200, 15)] {
        let volume = draft.entered(format!("{n}/volume"), "Jumlah hasil", "berkas", &whole(volume)).unwrap();
        let minutes = draft.entered(format!("{n}/minutes"), "Waktu", "menit", &whole(minutes)).unwrap();
        let inputs = [volume, minutes];
        let load = draft.computed(format!("{n}/load"), "Beban", "menit", Operation::Product, &inputs).unwrap();
        needs.push(draft.computed(format!("{n}/need"), "Butuh", "orang", Operation::Quotient, &[load, year]).unwrap());
    }
    let sum = draft.computed("sum", "Jumlah", "orang", Operation::Sum, &needs).unwrap();
    draft.computed_at_most("posts", "Dibulatkan", "orang", (Operation::HalfUp, &[sum]), &whole(100)).unwrap();
    draft.finish()
}

fn ids(tree: &Derivation, places: &[usize]) -> Vec<String> {
    places.iter().map(|place| tree.nodes()[*place].id.clone()).collect()
}

#[test]
fn a_change_computes_what_depends_on_it_and_nothing_else() {
    let mut tree = sheet();
    let before = tree.clone();
    let recomputed = tree.change("2/volume", whole(10_000), "kunjungan naik".to_owned()).unwrap();
    assert_eq!(ids(&tree, &recomputed), ["2/load", "2/need", "sum", "posts"]);
    for (old, new) in before.nodes().iter().zip(tree.nodes()) {
        let touched = ["2/volume", "2/load", "2/need", "sum", "posts"].contains(&new.id.as_str());
        assert_eq!(old == new, !touched, "{}", new.id);
    }
    assert_eq!(tree.find("2/volume").unwrap().1.origin(), "kunjungan naik");
    assert_eq!(render(&tree.find("sum").unwrap().1.value, 4), "3.0200");
    assert_eq!(tree.result().unwrap().value, whole(3));
}

#[test]
fn a_change_that_cannot_be_leaves_everything_as_it_was() {
    let before = sheet();
    let cases = [
        ("2/volume", "-1", "2/volume"),
        ("2/volume", "99999999", "posts"),
        ("year", "72000", "year"),
        ("sum", "1", "sum"),
        ("3/volume", "1", "3/volume"),
    ];
    for (id, value, wrong) in cases {
        let mut tree = before.clone();
        let refused = tree.change(id, parse(value).unwrap(), String::new()).unwrap_err();
        assert_eq!((refused.node(), &tree), (wrong, &before), "{id} = {value}");
    }
}

#[test]
fn only_a_fixed_figure_and_an_absent_one_say_so() {
    let refused = |id: &str| sheet().change(id, whole(1), String::new()).unwrap_err();
    assert!(matches!(refused("year"), DerivationError::Fixed(_)));
    assert!(matches!(refused("sum"), DerivationError::Fixed(_)));
    assert!(matches!(refused("x"), DerivationError::Absent(_)));
}

#[test]
fn a_formula_names_its_inputs() {
    let tree = sheet();
    let formula = |id: &str| tree.formula(tree.find(id).unwrap().1);
    assert_eq!(formula("1/load"), "Jumlah hasil × Waktu");
    assert_eq!(formula("1/need"), "Beban ÷ Waktu kerja efektif");
    assert_eq!(formula("posts"), "Jumlah dibulatkan, setengah ke atas");
    assert_eq!((formula("year").as_str(), formula("1/volume").as_str()), ("ketentuan", "masukan"));
}

#[test]
fn each_operation_refuses_what_has_no_value() {
    let (zero, one, two) = (whole(0), whole(1), whole(2));
    let refused = |operation: Operation, inputs: &[&BigRational]| operation.apply("n", inputs).unwrap_err();
    assert_eq!(refused(Operation::Quotient, &[&one, &zero]), DerivationError::DividedByZero { node: "n".to_owned() });
    for share in [&one, &two] {
        assert_eq!(refused(Operation::Allowance, &[share]), DerivationError::NoTimeLeft { node: "n".to_owned() });
    }
    let open = parse("1.875").unwrap();
    let (least, most) = (whole(24), whole(40));
    assert!(matches!(
        refused(Operation::Teachers, &[&open, &least, &most]),
        DerivationError::Undecided { value, .. } if *value == open
    ));
    for decided in [&zero, &whole(3), &parse("1.5").unwrap()] {
        let inputs = [&open, &least, &most, decided];
        assert_eq!(refused(Operation::Teachers, &inputs), DerivationError::NotARounding { node: "n".to_owned() });
    }
    assert_eq!(Operation::Teachers.apply("n", &[&open, &least, &most, &two]).unwrap(), two);
    assert_eq!(Operation::Teachers.apply("n", &[&whole(3), &least, &most, &two]).unwrap(), whole(3));
}

#[test]
fn operations_are_stored_by_name() {
    for name in ["sum", "difference", "teachers", "within_overload"] {
        assert_eq!(Operation::of_name(name).unwrap().name(), name);
    }
    assert_eq!(Operation::of_name("power"), None);
}

#[test]
fn stored_figures_in_the_wrong_order_are_refused() {
    let mut nodes = sheet().nodes().to_vec();
    nodes.reverse();
    assert!(matches!(Derivation::restore(nodes), Err(DerivationError::Order { .. })));
}

#[test]
fn a_figure_stands_there_once() {
    let mut draft = Draft::begin("example", "example", "lembar");
    draft.entered("a", "A", "", &whole(1)).unwrap();
    assert_eq!(draft.entered("a", "A", "", &whole(1)), Err(DerivationError::Twice("a".to_owned())));
}

/// Graphs of any form: inputs first, then figures that follow from any earlier ones.
fn graph() -> impl Strategy<Value = Derivation> {
    let inputs = proptest::collection::vec(0_u64..1_000, 1..8);
    let figures =
        proptest::collection::vec((0_usize..7, proptest::collection::vec(any::<prop::sample::Index>(), 1..3)), 1..12);
    (inputs, figures).prop_map(|(inputs, figures)| {
        let mut draft = Draft::begin("example", "example", "acak");
        for (number, value) in inputs.iter().enumerate() {
            draft.entered(format!("in/{number}"), "masukan", "", &whole(*value)).unwrap();
        }
        let mut count = inputs.len();
        for (number, (operation, places)) in figures.iter().enumerate() {
            let operation = [
                Operation::Sum,
                Operation::Product,
                Operation::Maximum,
                Operation::HalfUp,
                Operation::Ceil,
                Operation::Floor,
                Operation::Quotient,
            ][*operation];
            let places: Vec<usize> = places.iter().map(|place| place.index(count)).collect();
            // A quotient by zero is no figure.
            if draft.computed(format!("out/{number}"), "hasil", "", operation, &places).is_ok() {
                count += 1;
            }
        }
        draft.finish()
    })
}

/// The places that depend on one: to whom a mark passes from input to figure until none is new.
fn depends(tree: &Derivation, on: usize) -> Vec<usize> {
    let mut marked = std::collections::BTreeSet::from([on]);
    loop {
        let reached = |place: &usize| tree.nodes()[*place].inputs().iter().any(|input| marked.contains(input));
        let fresh: Vec<usize> =
            (0..tree.nodes().len()).filter(|place| !marked.contains(place)).filter(reached).collect();
        if fresh.is_empty() {
            break;
        }
        marked.extend(fresh);
    }
    marked.into_iter().filter(|place| *place != on).collect()
}

proptest! {
    #[test]
    fn a_change_touches_exactly_its_dependants_and_equals_a_full_evaluation(
        mut tree in graph(),
        input in any::<prop::sample::Index>(),
        value in 0_u64..1_000,
    ) {
        let inputs: Vec<usize> =
            (0..tree.nodes().len()).filter(|place| tree.nodes()[*place].id.starts_with("in/")).collect();
        let changed = inputs[input.index(inputs.len())];
        let id = tree.nodes()[changed].id.clone();
        let before = tree.clone();
        match tree.change(&id, whole(value), "acak".to_owned()) {
            Ok(recomputed) => {
                prop_assert_eq!(&recomputed, &depends(&tree, changed));
                let values: Vec<BigRational> = tree.nodes().iter().map(|node| node.value.clone()).collect();
                prop_assert_eq!(tree.evaluate().unwrap(), values);
                for (place, node) in before.nodes().iter().enumerate() {
                    let touched = place == changed || recomputed.contains(&place);
                    prop_assert!(touched || *node == tree.nodes()[place]);
                }
            }
            Err(_) => {
                prop_assert_eq!(&tree, &before);
                let mut nodes = before.nodes().to_vec();
                nodes[changed].value = whole(value);
                prop_assert!(Derivation::restore(nodes).unwrap().evaluate().is_err());
            }
        }
    }

    #[test]
    fn a_derivation_that_was_written_evaluates_to_itself(tree in graph()) {
        let values: Vec<BigRational> = tree.nodes().iter().map(|node| node.value.clone()).collect();
        prop_assert_eq!(tree.evaluate().unwrap(), values);
    }
}

#[test]
fn appended_figures_keep_their_inputs() {
    let mut whole_tree = sheet();
    let mut draft = Draft::begin("other", "other", "tabel");
    let two = draft.entered("two", "Dua", "", &whole(2)).unwrap();
    draft.computed("half", "Setengah", "", Operation::Quotient, &[two, two]).unwrap();
    let place = whole_tree.append(draft.finish()).unwrap();
    assert_eq!(whole_tree.nodes()[place].inputs(), [place - 1, place - 1]);
    assert_eq!(whole_tree.evaluate().unwrap()[place], BigRational::one());
    assert_eq!(whole_tree.append(Derivation::default()), None);
}
