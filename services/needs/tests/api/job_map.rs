//! The position map, summed up the tree.

use crate::{
    Needs, PARENT, PUSKESMAS, anonymous, assert_refused, nobody,
    organisation::unit_row,
    world::{header, position_row, workload_row},
};
use contracts::{google::r#type::Date, needs::v1 as pb};
use pb::job_map_entry::Entry;
use platform::testing::{OTHER_TENANT, bad_fields};
use std::collections::BTreeMap;
use tonic::{Code, Status};

impl Needs {
    async fn map_page(&self, request: pb::GetJobMapRequest) -> Result<pb::GetJobMapResponse, Status> {
        Ok(self.organisation().get_job_map(anonymous(request)).await?.into_inner())
    }

    /// A map with the entries of all pages.
    async fn map(&self, name: &str, date: Option<Date>) -> pb::JobMap {
        let mut request = pb::GetJobMapRequest { name: name.into(), date, page_size: 3, page_token: String::new() };
        let mut whole = self.map_page(request.clone()).await.unwrap();
        let mut map = whole.map.unwrap();
        while !whole.next_page_token.is_empty() {
            request.page_token = whole.next_page_token;
            whole = self.map_page(request.clone()).await.unwrap();
            let next = whole.map.unwrap();
            assert_eq!((next.own, next.subtree), (map.own, map.subtree));
            map.entries.extend(next.entries);
        }
        map
    }
}

fn staffing(positions: &[pb::Position], units: i64) -> pb::Staffing {
    let sum = |of: fn(&pb::Position) -> i32| positions.iter().map(|one| i64::from(of(one))).sum::<i64>();
    let (incumbents, required) = (sum(|one| one.incumbents), sum(|one| one.required));
    let (lacking, surplus) = (sum(|one| one.shortage.max(0)), sum(|one| (-one.shortage).max(0)));
    let difference = incumbents - required;
    pb::Staffing { units, positions: positions.len() as i64, incumbents, required, difference, lacking, surplus }
}

fn added(left: pb::Staffing, right: pb::Staffing) -> pb::Staffing {
    pb::Staffing {
        units: left.units + right.units,
        positions: left.positions + right.positions,
        incumbents: left.incumbents + right.incumbents,
        required: left.required + right.required,
        difference: left.difference + right.difference,
        lacking: left.lacking + right.lacking,
        surplus: left.surplus + right.surplus,
    }
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const GONE: Date = Date { year: 2022, month: 12, day: 31 };

/// 60 units in a random tree with 150 positions; every seventh unit ceased to exist at the end of 2022.
async fn random_tree(needs: &Needs, seed: u64) -> (Vec<String>, Vec<Option<usize>>) {
    let mut numbers = Numbers(seed);
    let (mut paths, mut parents, mut rows): (Vec<String>, Vec<Option<usize>>, Vec<pb::UnitRow>) = Default::default();
    for nth in 0..60 {
        let shallow = |parent: &usize| paths[*parent].matches('|').count() < 10;
        let parent = (nth > 1).then(|| numbers.below(nth as u64) as usize).filter(shallow);
        let (name, code) = (format!("Unit {nth}"), format!("u{nth}"));
        let above = parent.map(|parent| format!("u{parent}")).unwrap_or_default();
        let valid_until = (nth % 7 == 6).then_some(GONE);
        rows.push(pb::UnitRow { valid_until, ..unit_row(&code, &above, &name) });
        paths.push(parent.map_or(name.clone(), |parent| format!("{} | {name}", paths[parent])));
        parents.push(parent);
    }
    rows.reverse();
    assert_eq!(needs.import_units(header(), &rows).await.unwrap().accepted, 60);
    let (mut positions, mut sheets) = (Vec::new(), Vec::new());
    for nth in 0..150 {
        let unit_path = paths[numbers.below(60) as usize].clone();
        let title = format!("Jabatan {nth}");
        let incumbents = numbers.below(9) as i32;
        positions.push(pb::PositionRow { unit_path: unit_path.clone(), ..position_row(&title, incumbents) });
        sheets.push(pb::WorkloadRow { unit_path, ..workload_row(&title, &numbers.below(9).to_string(), "75000") });
    }
    assert_eq!(needs.import_positions(header(), &positions).await.unwrap().units_created, 0);
    assert_eq!(needs.import_workload(header(), &sheets).await.unwrap().positions_computed, 150);
    (paths, parents)
}

/// Checks the map of every unit on a day against the positions themselves. `there` says which units exist.
async fn check_every_map(needs: &Needs, paths: &[String], there: impl Fn(usize) -> bool, date: Option<Date>) {
    let tree = needs.tree().await;
    let mut of_unit: BTreeMap<String, Vec<pb::Position>> = BTreeMap::new();
    for position in needs.list_positions().await {
        of_unit.entry(position.unit_path.clone()).or_default().push(position);
    }
    let below = |path: &str| {
        let inside =
            |nth: &usize| there(*nth) && (paths[*nth] == path || paths[*nth].starts_with(&format!("{path} | ")));
        let inside: Vec<usize> = (0..paths.len()).filter(inside).collect();
        let positions: Vec<_> =
            inside.iter().flat_map(|nth| of_unit.get(&paths[*nth]).cloned().unwrap_or_default()).collect();
        staffing(&positions, inside.len() as i64)
    };
    let mut all = pb::Staffing::default();
    for (nth, path) in paths.iter().enumerate().filter(|(nth, _)| there(*nth)) {
        let map = needs.map(&tree[path].name, date).await;
        let own = staffing(&of_unit.get(path).cloned().unwrap_or_default(), 1);
        assert_eq!((map.own, map.subtree), (Some(own), Some(below(path))), "{path} of {nth}");
        let mut sum = own;
        let mut shown = Vec::new();
        for entry in map.entries {
            match entry.entry.unwrap() {
                Entry::Unit(unit) => {
                    assert_eq!(unit.unit.unwrap().parent, tree[path].name);
                    sum = added(sum, unit.subtree.unwrap());
                }
                Entry::Position(position) => {
                    let shortage = position.position.as_ref().unwrap().shortage;
                    assert_eq!(position.difference, -shortage);
                    shown.extend(position.position);
                }
            }
        }
        assert_eq!(Some(sum), map.subtree, "the sums below {path} are the sum of {path}");
        assert_eq!(staffing(&shown, 1), own);
        if !path.contains('|') {
            all = added(all, sum);
        }
    }
    let map = needs.map(PARENT, date).await;
    assert_eq!((map.unit, map.own, map.subtree), (None, Some(pb::Staffing::default()), Some(all)));
}

#[tokio::test]
async fn sums_up_the_tree_equal_its_leaves_whatever_the_tree() {
    for seed in [1, 2024] {
        let needs = Needs::start().await;
        let (paths, parents) = random_tree(&needs, seed).await;
        check_every_map(&needs, &paths, |_| true, None).await;
        let (mut gone, today) = (Vec::new(), Some(Date { year: 2023, month: 1, day: 1 }));
        for (nth, parent) in parents.iter().enumerate() {
            gone.push(nth % 7 == 6 || parent.is_some_and(|parent: usize| gone[parent]));
        }
        check_every_map(&needs, &paths, |nth| !gone[nth], today).await;
        check_every_map(&needs, &paths, |_| true, Some(GONE)).await;
        let tree = needs.tree().await;
        for nth in (0..paths.len()).filter(|nth| gone[*nth]) {
            let request =
                pb::GetJobMapRequest { name: tree[&paths[nth]].name.clone(), date: today, ..Default::default() };
            assert_refused(needs.map_page(request).await, Code::NotFound, "UNIT_NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn surplus_here_does_not_hide_shortage_there() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 1, 4).await;
    let nurse = needs.lacking("Perawat", 5, 3).await;
    let map = needs.map(&nurse.unit, None).await;
    let expected =
        pb::Staffing { units: 1, positions: 2, incumbents: 6, required: 7, difference: -1, lacking: 3, surplus: 2 };
    assert_eq!((map.own, map.subtree), (Some(expected), Some(expected)));
    assert_eq!(map.unit.unwrap().path, PUSKESMAS);
}

#[tokio::test]
async fn a_map_is_asked_for_by_a_name_that_exists() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let ask = |name: &str| pb::GetJobMapRequest { name: name.into(), ..Default::default() };
    for name in [nobody("units"), position.unit.replace("6571", OTHER_TENANT)] {
        assert_refused(needs.map_page(ask(&name)).await, Code::NotFound, "UNIT_NOT_FOUND");
    }
    let bad = pb::GetJobMapRequest { date: Some(Date { year: 2024, month: 13, day: 1 }), page_size: -1, ..ask("x") };
    assert_eq!(bad_fields(&needs.map_page(bad).await.unwrap_err()), ["name", "date", "page_size"]);
    needs.position("Perawat", 1).await;
    let first = needs.map_page(pb::GetJobMapRequest { page_size: 1, ..ask(&position.unit) }).await.unwrap();
    let elsewhere = pb::GetJobMapRequest { page_token: first.next_page_token, ..ask(PARENT) };
    assert_eq!(bad_fields(&needs.map_page(elsewhere).await.unwrap_err()), ["page_token"]);
    let other = needs.map(&format!("instansi/{OTHER_TENANT}"), None).await;
    assert_eq!((other.subtree, other.entries.len()), (Some(pb::Staffing::default()), 0));
}
