use crate::{
    Needs, PUSKESMAS, anonymous, assert_refused, at_once, places,
    world::{header, position_row, workload_row},
};
use contracts::needs::v1 as pb;
use platform::testing::bad_fields;
use std::{path::Path, sync::Arc};
use tonic::Code;
use uuid::Uuid;

/// The example of PermenPANRB 1/2020 that the rules' own tests use: volume a year and minutes.
const EXAMPLE: [(&str, &str); 4] = [("24", "600"), ("850", "90"), ("3200", "15"), ("540", "45")];

fn example() -> Vec<pb::WorkloadRow> {
    EXAMPLE.map(|(volume, minutes)| workload_row("Analis", volume, minutes)).to_vec()
}

fn task(row: pb::WorkloadRow, change: impl FnOnce(&mut pb::WorkloadTask)) -> pb::WorkloadRow {
    let mut task = row.task.clone().unwrap_or_default();
    change(&mut task);
    pb::WorkloadRow { task: Some(task), ..row }
}

async fn sheet(needs: &Needs, position: &pb::Position) -> pb::Workload {
    let request = anonymous(pb::GetWorkloadRequest { position: position.name.clone() });
    needs.positions.clone().get_workload(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_need_is_the_exact_sum_of_the_sheet_rounded_once() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    let report = needs.import_workload(header(), &example()).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_computed), (4, 0, 1));
    let computed = needs.get(&position).await;
    assert_eq!((computed.full_time_equivalent.as_str(), computed.required, computed.shortage), ("2.1760", 2, 1));
    assert_eq!((computed.full_time_equivalent_exact.as_str(), computed.etag.as_str()), ("272/125", "\"2\""));
    let sheet = sheet(&needs, &position).await;
    assert_eq!((sheet.required, sheet.ruleset.as_str()), (2, "abk-permenpanrb-1-2020"));
    let tasks: Vec<_> = sheet.tasks.iter().map(|task| (&*task.volume, &*task.minutes_per_unit)).collect();
    assert_eq!(tasks, EXAMPLE);
}

#[tokio::test]
async fn the_ruleset_of_the_header_decides() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    for (ruleset, expected) in [("abk-perka-bkn-19-2011", "2.2667"), ("abk-permendagri-12-2008", "2.0923")] {
        let old = pb::ImportHeader { ruleset: ruleset.into(), ..header() };
        needs.import_workload(old, &example()).await.unwrap();
        let computed = needs.get(&position).await;
        assert_eq!((computed.full_time_equivalent.as_str(), computed.ruleset.as_str()), (expected, ruleset));
    }
    let unknown = pb::ImportHeader { ruleset: "abk-1945".into(), ..header() };
    let refused = needs.import_workload(unknown, &example()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header.ruleset"]);
}

#[tokio::test]
async fn the_real_sheet_of_a_bureau_head_gives_the_need_that_was_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/anjab-abk-evjab-pati-2020/abk.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    // The columns in use hold no commas; job 6 is a dummy of its source.
    let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let rows = lines.iter().filter(|columns| columns[1] == "1").map(|columns| {
        let period = ["year", "month", "week", "day", "hour"][columns[6].parse::<usize>().unwrap() - 1];
        task(workload_row("Kepala BKPP", columns[4], columns[5]), |task| task.period = period.into())
    });
    let needs = Needs::start().await;
    let position = needs.position("Kepala BKPP", 1).await;
    let of_its_year = pb::ImportHeader { ruleset: "abk-perka-bkn-19-2011".into(), strict: true, ..header() };
    let report = needs.import_workload(of_its_year, &rows.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(report.accepted, 12);
    // The column kebutuhan_pegawai adds up to 0.9095: its rows were rounded one by one.
    let computed = needs.get(&position).await;
    assert_eq!((computed.full_time_equivalent.as_str(), computed.required), ("0.9096", 1));
}

#[tokio::test]
async fn a_new_sheet_replaces_the_old_one_of_its_position_only() {
    let needs = Needs::start().await;
    let analyst = needs.position("Analis", 1).await;
    let midwife = needs.lacking("Bidan", 1, 3).await;
    needs.import_workload(header(), &example()).await.unwrap();
    needs.harness.clock.set("2024-03-05T08:00:00Z".parse().unwrap());
    needs.import_workload(header(), &example()[..1]).await.unwrap();
    let shown = sheet(&needs, &analyst).await;
    assert_eq!((shown.tasks.len(), shown.full_time_equivalent.as_str(), shown.required), (1, "0.1920", 0));
    assert_eq!(sheet(&needs, &midwife).await.required, 3);
}

#[tokio::test]
async fn the_time_of_a_computation_is_not_the_time_of_the_next_import() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    assert_eq!(sheet(&needs, &position).await.compute_time, None);
    needs.import_workload(header(), &example()).await.unwrap();
    let computed = sheet(&needs, &position).await.compute_time;
    assert_eq!(computed, position.create_time);
    needs.harness.clock.set("2024-03-05T08:00:00Z".parse().unwrap());
    needs.position("Analis", 2).await;
    assert_eq!(sheet(&needs, &position).await.compute_time, computed);
}

#[tokio::test]
async fn bad_rows_are_told_by_number_and_field_and_the_others_taken() {
    let needs = Needs::start().await;
    needs.position("Analis", 1).await;
    needs.position("Bidan", 1).await;
    let (good, other) = (|| workload_row("Analis", "24", "600"), || workload_row("Bidan", "24", "600"));
    let rows = [
        other(),
        workload_row("Nakhoda", "24", "600"),
        pb::WorkloadRow { unit_path: "PEMERINTAH KOTA SURABAYA".into(), ..good() },
        pb::WorkloadRow { unit_path: String::new(), title: " ".into(), task: None },
        task(good(), |task| (task.volume, task.minutes_per_unit) = ("-1".into(), "0".into())),
        task(good(), |task| (task.volume, task.period) = ("1e9".into(), "decade".into())),
        task(good(), |task| task.minutes_per_unit = "9".repeat(41)),
        other(),
    ];
    let report = needs.import_workload(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_computed), (2, 6, 1));
    let expected = [
        (2, "title"),
        (3, "title"),
        (4, "unit_path"),
        (4, "title"),
        (4, "task.description"),
        (4, "task.result_unit"),
        (4, "task.volume"),
        (4, "task.minutes_per_unit"),
        (4, "task.period"),
        (5, "task.volume"),
        (5, "task.minutes_per_unit"),
        (6, "task.volume"),
        (6, "task.period"),
        (7, "task.minutes_per_unit"),
    ];
    assert_eq!(places(&report.errors), expected);
    assert_eq!(needs.list_positions().await[1].full_time_equivalent, "0.3840");
}

#[tokio::test]
async fn a_strict_import_with_a_bad_row_leaves_the_old_sheet() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    needs.import_workload(header(), &example()).await.unwrap();
    let before = sheet(&needs, &position).await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let rows = [workload_row("Analis", "1", "1"), workload_row("Nakhoda", "1", "1")];
    let refused = needs.import_workload(strict, &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].title"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(sheet(&needs, &position).await, before);
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.steps").await, 1);
}

#[tokio::test]
async fn an_import_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = needs.import_workload(once.clone(), &example()).await.unwrap();
    assert_eq!(needs.import_workload(once.clone(), &example()).await.unwrap(), first);
    assert_eq!(needs.get(&position).await.etag, "\"2\"");
    let reused = needs.import_workload(once, &example()[..3]).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn many_rows_stream_in_chunks() {
    let needs = Needs::start().await;
    let rows: Vec<_> = (0..600).map(|n| position_row(&format!("Jabatan {n}"), 1)).collect();
    needs.import_positions(header(), &rows).await.unwrap();
    let rows: Vec<_> = (0..2_500).map(|n| workload_row(&format!("Jabatan {}", n % 600), "75", "250")).collect();
    let report = needs.import_workload(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.positions_computed), (2_500, 600));
    let positions = needs.list_positions().await;
    let with = |fte: &str| positions.iter().filter(|one| one.full_time_equivalent == fte).count();
    assert_eq!((with("1.2500"), with("1.0000")), (100, 500));
}

#[tokio::test]
async fn sheets_imported_at_once_do_not_mix() {
    let needs = Arc::new(Needs::start().await);
    let titles = ["Analis", "Bidan"];
    needs.import_positions(header(), &titles.map(|title| position_row(title, 1))).await.unwrap();
    let calls = (1..=6).map(|lines| {
        let needs = needs.clone();
        let rows = titles.map(|title| vec![workload_row(title, "1", "75000"); lines]).concat();
        async move { needs.import_workload(header(), &rows).await }
    });
    let (_, bad) = at_once(calls).await;
    assert!(bad.is_empty(), "{bad:?}");
    for position in needs.list_positions().await {
        let lines = sheet(&needs, &position).await.tasks.len();
        assert_eq!(position.required, lines as i32, "{PUSKESMAS} {}", position.title);
    }
}

#[tokio::test]
async fn a_position_with_a_bad_row_keeps_the_sheet_it_had() {
    let needs = Needs::start().await;
    let (spoiled, sound) = (needs.position("Analis", 0).await, needs.position("Bidan", 0).await);
    needs.import_workload(header(), &[workload_row("Analis", "750", "100")]).await.unwrap();
    let rows = [
        workload_row("Analis", "1500", "100"),
        pb::WorkloadRow { unit_path: PUSKESMAS.replace(" | ", "|"), ..workload_row("Analis", "many", "100") },
        workload_row("Bidan", "2250", "100"),
    ];
    let report = needs.import_workload(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_computed), (1, 2, 1));
    assert_eq!(places(&report.errors), [(1, "title"), (2, "task.volume")]);
    assert_eq!((needs.get(&spoiled).await.required, needs.get(&sound).await.required), (1, 3));
    let kept = sheet(&needs, &spoiled).await;
    assert_eq!(kept.tasks.iter().map(|task| task.volume.as_str()).collect::<Vec<_>>(), ["750"]);
}

#[tokio::test]
async fn a_sheet_that_is_absurd_as_a_whole_leaves_the_old_one() {
    let needs = Needs::start().await;
    let (long, large) = (needs.lacking("Analis", 0, 2).await, needs.lacking("Bidan", 0, 3).await);
    let sound = needs.position("Perawat", 0).await;
    let mut rows = vec![workload_row("Analis", "1", "1"); 2_001];
    rows.extend(vec![workload_row("Bidan", "1000", "75000"); 101]);
    rows.extend(vec![workload_row("Perawat", "75", "1"); 2_000]);
    let report = needs.import_workload(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_computed), (2_000, 2_102, 1));
    assert!(report.errors.iter().all(|error| error.field == "title"));
    for (position, required) in [(long, 2), (large, 3), (sound, 2)] {
        assert_eq!(needs.get(&position).await.required, required, "{}", position.title);
    }
}
