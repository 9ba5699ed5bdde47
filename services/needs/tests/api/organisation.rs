//! The tree of units as the region's register has it.

use crate::{
    ANALYST, Needs, PARENT, VERIFIER, anonymous, assert_refused, at_once, places,
    world::{header, position_row},
};
use contracts::{
    google::r#type::Date,
    needs::v1::{self as pb, organisation_service_client::OrganisationServiceClient},
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::{collections::BTreeMap, sync::Arc};
use tonic::{Code, Status, transport::Channel};
use uuid::Uuid;

/// A row: code, code of the parent, name.
pub fn unit_row(code: &str, parent: &str, name: &str) -> pb::UnitRow {
    pb::UnitRow { code: code.into(), parent_code: parent.into(), name: name.into(), ..Default::default() }
}

impl Needs {
    pub fn organisation(&self) -> OrganisationServiceClient<Channel> {
        OrganisationServiceClient::new(self.harness.channel.clone())
    }

    /// Imports a tree as an analyst.
    pub async fn import_units(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::UnitRow],
    ) -> Result<pb::ImportUnitsResponse, Status> {
        use pb::import_units_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportUnitsRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.organisation().import_units(request).await?.into_inner())
    }

    /// All units by their path.
    pub async fn tree(&self) -> BTreeMap<String, pb::Unit> {
        let request = pb::ListUnitsRequest { parent: PARENT.into(), page_size: 1000, ..Default::default() };
        let units = self.positions.clone().list_units(anonymous(request)).await.unwrap().into_inner().units;
        units.into_iter().map(|unit| (unit.path.clone(), unit)).collect()
    }

    async fn paths(&self) -> Vec<String> {
        self.tree().await.into_keys().collect()
    }
}

/// Kota with two departments, one of them with a puskesmas.
fn kota() -> Vec<pb::UnitRow> {
    vec![
        unit_row("1.02.01", "1.02", "PUSKESMAS ASEMROWO"),
        unit_row("1.02", "1", "DINAS KESEHATAN"),
        unit_row("1.01", "1", "DINAS PENDIDIKAN"),
        unit_row("1", "", "KOTA SURABAYA"),
    ]
}

const ASEMROWO: &str = "KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS ASEMROWO";

#[tokio::test]
async fn parents_may_come_after_their_children_and_sectors_are_inherited() {
    let needs = Needs::start().await;
    let mut rows = kota();
    rows[1].sector = "health".into();
    rows[0].valid_from = Some(Date { year: 2020, month: 1, day: 1 });
    rows[0].valid_until = Some(Date { year: 2024, month: 12, day: 31 });
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (4, 0), "{:?}", report.errors);
    assert_eq!((report.units_created, report.units_changed), (4, 0));
    let tree = needs.tree().await;
    let unit = &tree[ASEMROWO];
    assert_eq!(
        (unit.code.as_str(), unit.sector.as_str(), unit.display_name.as_str()),
        ("1.02.01", "health", "PUSKESMAS ASEMROWO")
    );
    assert_eq!((unit.valid_from, unit.valid_until), (rows[0].valid_from, rows[0].valid_until));
    let above = &tree["KOTA SURABAYA | DINAS KESEHATAN"];
    assert_eq!((&unit.parent, above.valid_from, above.valid_until), (&above.name, None, None));
    assert_eq!((tree["KOTA SURABAYA"].sector.as_str(), tree["KOTA SURABAYA"].parent.as_str()), ("", ""));
    let again = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((again.accepted, again.units_created, again.units_changed), (4, 0, 0));
    assert_eq!(needs.tree().await, tree);
}

#[tokio::test]
async fn every_bad_row_is_named_and_nothing_else_is_lost() {
    let needs = Needs::start().await;
    let bad = |code: &str, parent: &str, name: &str| unit_row(code, parent, name);
    let rows = [
        bad("1", "", "KOTA"),
        bad("", "1", ""),
        bad("12.0", "1,2E+05", "Dibaca sebagai angka"),
        bad("2", "404", "Induk tidak dikenal"),
        bad("3", "3", "Induk sendiri"),
        bad("4", "5", "Lingkaran"),
        bad("5", "4", "Lingkaran juga"),
        bad("6", "1", "DINAS A"),
        bad("6", "1", "DINAS B"),
        bad("7", "1", "Dinas  A"),
        bad("8", "1", "Kontrol\u{7}"),
        bad("9", "8", "Anak dari yang ditolak"),
        bad("10", "9", "Cucu dari yang ditolak"),
        pb::UnitRow {
            sector: "sehat".into(),
            valid_from: Some(Date { year: 2024, month: 2, day: 30 }),
            ..bad("11", "1", "B")
        },
        pb::UnitRow {
            valid_from: Some(Date { year: 2024, month: 1, day: 2 }),
            valid_until: Some(Date { year: 2024, month: 1, day: 1 }),
            ..bad("12", "1", "C")
        },
        bad("13", "6", "BIDANG A"),
        bad("14", "1", "A | B"),
    ];
    let report = needs.import_units(header(), &rows).await.unwrap();
    let expected = [
        (2, "code"),
        (2, "name"),
        (3, "code"),
        (3, "parent_code"),
        (4, "parent_code"),
        (5, "parent_code"),
        (6, "parent_code"),
        (7, "parent_code"),
        (9, "code"),
        (10, "name"),
        (11, "name"),
        (12, "parent_code"),
        (13, "parent_code"),
        (14, "sector"),
        (14, "valid_from"),
        (15, "valid_until"),
        (17, "name"),
    ];
    assert_eq!(places(&report.errors), expected);
    assert_eq!((report.accepted, report.rejected, report.units_created), (3, 14, 3));
    let why = |row: i64| report.errors.iter().find(|error| error.row == row).unwrap().reason.as_str();
    assert_eq!(why(3), "\"12.0\" is a code that a spreadsheet read as a number; write it as text");
    assert_eq!(why(6), "its parents form a circle: 4 → 5 → 4");
    assert_eq!((why(12), why(13)), ("its parent was refused", "its parent was refused"));
    assert_eq!(needs.paths().await, ["KOTA", "KOTA | DINAS A", "KOTA | DINAS A | BIDANG A"]);
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused =
        needs.import_units(strict.clone(), &[bad("20", "1", "BARU"), bad("21", "404", "X")]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].parent_code"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(needs.tree().await.len(), 3);
    assert_eq!(needs.import_units(strict, &[bad("20", "1", "BARU")]).await.unwrap().accepted, 1);
}

#[tokio::test]
async fn lost_zeros_are_told_and_not_guessed() {
    let needs = Needs::start().await;
    let rows = [
        unit_row("01", "", "KOTA"),
        unit_row("0101", "01", "A"),
        unit_row("102", "01", "B"),
        unit_row("0103", "1", "C"),
    ];
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!(places(&report.errors), [(3, "code"), (4, "parent_code")]);
    assert!(report.errors[0].reason.contains("\"0101\""), "{:?}", report.errors);
    assert!(report.errors[1].reason.contains("\"01\" exists"), "{:?}", report.errors);
    assert_eq!(needs.paths().await, ["KOTA", "KOTA | A"]);
}

#[tokio::test]
async fn a_moved_unit_takes_everything_below_with_it() {
    let needs = Needs::start().await;
    needs.import_units(header(), &kota()).await.unwrap();
    let row = pb::PositionRow { unit_path: ASEMROWO.into(), ..position_row("Bidan", 2) };
    assert_eq!(needs.import_positions(header(), &[row]).await.unwrap().units_created, 0);
    let before = needs.tree().await;
    let position = needs.list_positions().await.remove(0);
    let moved = unit_row("1.02", "1.01", "BIDANG KESEHATAN");
    let report = needs.import_units(header(), &[moved]).await.unwrap();
    assert_eq!((report.units_created, report.units_changed), (0, 1));
    let path = "KOTA SURABAYA | DINAS PENDIDIKAN | BIDANG KESEHATAN | PUSKESMAS ASEMROWO";
    let tree = needs.tree().await;
    assert_eq!(tree.len(), 4);
    assert_eq!(tree[path].name, before[ASEMROWO].name);
    assert_eq!(needs.get(&position).await.unit_path, path);
    let row = pb::PositionRow { unit_path: path.into(), ..position_row("Bidan", 3) };
    assert_eq!(needs.import_positions(header(), &[row]).await.unwrap().units_created, 0);
    let counted = needs.get(&position).await;
    assert_eq!((counted.incumbents, needs.list_positions().await.len()), (3, 1));
}

#[tokio::test]
async fn names_and_places_may_be_swapped_in_one_import() {
    let needs = Needs::start().await;
    needs.import_units(header(), &kota()).await.unwrap();
    let rows = [unit_row("1.01", "1", "DINAS KESEHATAN"), unit_row("1.02", "1", "DINAS PENDIDIKAN")];
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.units_changed), (2, 2), "{:?}", report.errors);
    let tree = needs.tree().await;
    assert!(tree.contains_key("KOTA SURABAYA | DINAS PENDIDIKAN | PUSKESMAS ASEMROWO"));
    assert_eq!(tree["KOTA SURABAYA | DINAS KESEHATAN"].code, "1.01");
    let turned = [unit_row("1.02.01", "", "PUSKESMAS"), unit_row("1", "1.02.01", "KOTA")];
    let report = needs.import_units(header(), &turned).await.unwrap();
    assert_eq!(report.accepted, 2, "{:?}", report.errors);
    assert!(needs.tree().await.contains_key("PUSKESMAS | KOTA | DINAS PENDIDIKAN"));
    let circle = [unit_row("1.02.01", "1.02", "PUSKESMAS")];
    let report = needs.import_units(header(), &circle).await.unwrap();
    assert_eq!(places(&report.errors), [(1, "parent_code")]);
}

#[tokio::test]
async fn units_of_paths_get_codes_and_paths_go_on_to_work() {
    let needs = Needs::start().await;
    let row = |path: &str, title: &str| pb::PositionRow { unit_path: path.into(), ..position_row(title, 1) };
    needs.import_positions(header(), &[row(ASEMROWO, "Bidan")]).await.unwrap();
    let before = needs.tree().await;
    let mut rows = kota();
    rows[3].sector = "administration".into();
    rows[1].sector = "health".into();
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.units_created, report.units_changed), (4, 1, 3), "{:?}", report.errors);
    let tree = needs.tree().await;
    assert_eq!((&tree[ASEMROWO].name, tree[ASEMROWO].code.as_str()), (&before[ASEMROWO].name, "1.02.01"));
    let poli = format!("{ASEMROWO} | POLI | POLI GIGI");
    let report = needs.import_positions(header(), &[row(&poli, "Dokter gigi"), row(ASEMROWO, "Bidan")]).await.unwrap();
    assert_eq!((report.accepted, report.units_created), (2, 2));
    let tree = needs.tree().await;
    assert_eq!((tree[&poli].sector.as_str(), tree[&poli].code.as_str()), ("health", ""));
    // The department says nothing any more: it and all below it are of the town's sector again.
    rows[1].sector = String::new();
    needs.import_units(header(), &rows).await.unwrap();
    assert!(needs.tree().await.values().all(|unit| unit.sector == "administration"));
}

#[tokio::test]
async fn no_tree_is_deeper_than_twelve_levels() {
    let needs = Needs::start().await;
    let rows: Vec<_> = (1..=14)
        .map(|level| {
            let parent = if level == 1 { String::new() } else { format!("L{}", level - 1) };
            unit_row(&format!("L{level}"), &parent, &format!("Tingkat {level}"))
        })
        .collect();
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (12, vec![(13, "parent_code"), (14, "parent_code")]));
    let below = [unit_row("X", "", "X"), unit_row("L1", "X", "Tingkat 1")];
    let report = needs.import_units(header(), &below).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (1, vec![(2, "parent_code")]));
    assert_eq!(needs.tree().await.len(), 13);
}

#[tokio::test]
async fn no_path_is_longer_than_can_be_found_again() {
    let needs = Needs::start().await;
    let name = |level: usize| format!("{level}{}", "é".repeat(120));
    let parent = |level: usize| if level == 1 { String::new() } else { format!("L{}", level - 1) };
    let rows: Vec<_> = (1..=10).map(|level| unit_row(&format!("L{level}"), &parent(level), &name(level))).collect();
    let report = needs.import_units(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (8, vec![(9, "name"), (10, "name")]));
    // Neither a unit above nor a longer name makes the paths below too long.
    let longer = [unit_row("X", "", "X".repeat(60).as_str()), unit_row("L1", "X", &name(1))];
    assert_eq!(places(&needs.import_units(header(), &longer).await.unwrap().errors), [(2, "name")]);
    let longer = [unit_row("L2", "L1", &"é".repeat(200))];
    assert_eq!(places(&needs.import_units(header(), &longer).await.unwrap().errors), [(1, "name")]);
    assert_eq!(needs.tree().await.len(), 9);
}

#[tokio::test]
async fn blanks_do_not_make_another_unit() {
    let needs = Needs::start().await;
    let mut rows = kota();
    rows[1].name = " DINAS   KESEHATAN ".into();
    needs.import_units(header(), &rows).await.unwrap();
    let path = "KOTA SURABAYA |DINAS\u{a0} KESEHATAN|  PUSKESMAS  ASEMROWO ";
    let row = pb::PositionRow { unit_path: path.into(), ..position_row("Bidan", 1) };
    assert_eq!(needs.import_positions(header(), &[row]).await.unwrap().units_created, 0);
    assert!(needs.tree().await.contains_key(ASEMROWO));
}

#[tokio::test]
async fn a_tree_that_is_too_large_is_refused_as_a_whole() {
    let needs = Needs::start().await;
    let rows: Vec<_> = (0..=50_000).map(|nth| unit_row(&format!("u{nth}"), "", &format!("Unit {nth}"))).collect();
    let refused = needs.import_units(header(), &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows"]);
    assert!(needs.tree().await.is_empty());
}

#[tokio::test]
async fn an_import_happens_once_and_only_in_its_own_instansi() {
    let needs = Arc::new(Needs::start().await);
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = needs.import_units(once.clone(), &kota()).await.unwrap();
    assert_eq!(needs.import_units(once.clone(), &kota()).await.unwrap(), first);
    assert_refused(needs.import_units(once, &kota()[..1]).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let part = Some(pb::import_units_request::Part::Header(header()));
    let message = || tokio_stream::iter([pb::ImportUnitsRequest { part: part.clone() }]);
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], message());
    assert_eq!(needs.organisation().import_units(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    let verifier = needs.harness.request(VERIFIER, message());
    assert_eq!(needs.organisation().import_units(verifier).await.unwrap_err().code(), Code::PermissionDenied);
    // Imports that move the same subtree at once take turns.
    let calls = ["1.01", "1.02", "1", "1.01", "1.02"].map(|parent| {
        let needs = needs.clone();
        async move { needs.import_units(header(), &[unit_row("1.02.01", parent, "PUSKESMAS")]).await }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len(), needs.tree().await.len()), (5, 0, 4), "{bad:?}");
}
