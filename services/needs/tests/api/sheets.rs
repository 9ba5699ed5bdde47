//! All sheets at once, and how well people are used.

use crate::{
    ANALYST, Needs, PARENT, absent, anonymous, assert_refused, at_once, places,
    world::{header, position_row, workload_row},
};
use contracts::needs::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Status};
use uuid::Uuid;

impl Needs {
    async fn efficiency(&self, name: &str) -> Result<pb::Efficiency, Status> {
        let request = anonymous(pb::GetEfficiencyRequest { name: name.into(), ..Default::default() });
        Ok(self.workloads.clone().get_efficiency(request).await?.into_inner())
    }

    pub async fn compute_all(&self, request: pb::ComputeAllRequest) -> Result<pb::ComputeAllResponse, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.workloads.clone().compute_all(request).await?.into_inner())
    }
}

pub fn all() -> pb::ComputeAllRequest {
    pb::ComputeAllRequest { parent: PARENT.into(), ..Default::default() }
}

#[tokio::test]
async fn all_sheets_are_computed_at_once_and_only_what_differs_is_written() {
    let needs = Needs::start().await;
    let rows: Vec<_> = (0..30).map(|n| position_row(&format!("Jabatan {n}"), 1)).collect();
    needs.import_positions(header(), &rows).await.unwrap();
    let rows: Vec<_> = (0..90).map(|n| workload_row(&format!("Jabatan {}", n % 30), "7.5", "2500.5")).collect();
    needs.import_workload(header(), &rows).await.unwrap();
    let before = needs.list_positions().await;
    let same = needs.compute_all(all()).await.unwrap();
    assert_eq!((same.positions_computed, same.positions_changed, same.tasks), (30, 0, 90));
    assert_eq!(needs.list_positions().await, before);
    let ruleset = "abk-permendagri-12-2008".to_owned();
    let request_id = Uuid::now_v7().to_string();
    let old = pb::ComputeAllRequest { ruleset: ruleset.clone(), request_id, ..all() };
    let changed = needs.compute_all(old.clone()).await.unwrap();
    assert_eq!((changed.positions_computed, changed.positions_changed, &changed.ruleset), (30, 30, &ruleset));
    assert_eq!(needs.compute_all(old).await.unwrap(), changed);
    let after = needs.list_positions().await;
    assert!(after.iter().all(|one| one.ruleset == ruleset && one.full_time_equivalent == "0.7213"));
    needs.import_workload(pb::ImportHeader { ruleset, ..header() }, &rows).await.unwrap();
    let imported = needs.list_positions().await;
    let exact = |positions: &[pb::Position]| -> Vec<_> {
        positions.iter().map(|one| (one.full_time_equivalent_exact.clone(), one.required)).collect()
    };
    assert_eq!(exact(&imported), exact(&after));
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.steps WHERE kind = 'workload.computed'").await, 90);
    let unknown = needs.compute_all(pb::ComputeAllRequest { ruleset: "abk-1945".into(), ..all() }).await.unwrap_err();
    assert_eq!(bad_fields(&unknown), ["ruleset"]);
    let foreign = pb::ComputeAllRequest { parent: format!("instansi/{OTHER_TENANT}"), ..all() };
    let request = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], foreign);
    let nothing = needs.workloads.clone().compute_all(request).await.unwrap().into_inner();
    assert_eq!((nothing.positions_computed, nothing.tasks), (0, 0));
}

#[tokio::test]
async fn computing_everything_and_importing_at_once_agree_with_the_last_sheet() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.position("Bidan", 1).await;
    needs.import_workload(header(), &[workload_row("Bidan", "1", "75000")]).await.unwrap();
    let calls = (1..=8).map(|n| {
        let needs = needs.clone();
        async move {
            if n % 2 == 0 {
                let ruleset = ["abk-permenpanrb-1-2020", "abk-perka-bkn-19-2011"][n / 2 % 2].into();
                return needs.compute_all(pb::ComputeAllRequest { ruleset, ..all() }).await.map(|_| ());
            }
            let rows = vec![workload_row("Bidan", "1", "72000"); n];
            needs.import_workload(header(), &rows).await.map(|_| ())
        }
    });
    let (_, bad) = at_once(calls).await;
    assert!(bad.is_empty(), "{bad:?}");
    let found = needs.get(&position).await;
    assert_eq!(
        needs.compute_all(pb::ComputeAllRequest { ruleset: found.ruleset, ..all() }).await.unwrap().positions_changed,
        0
    );
}

#[tokio::test]
async fn efficiency_is_graded_for_a_position_and_for_a_unit_with_all_below() {
    use pb::efficiency::{Grade, Staffing};
    let needs = Needs::start().await;
    let rows = [("24", "600"), ("850", "90"), ("3200", "15"), ("540", "45")];
    let cases = [
        (1, "2.1760", Grade::A, Staffing::Understaffed, "Sangat Baik"),
        (2, "1.0880", Grade::A, Staffing::Balanced, "Sangat Baik"),
        (3, "0.7253", Grade::C, Staffing::Balanced, "Cukup"),
        (4, "0.5440", Grade::D, Staffing::Overstaffed, "Sedang"),
        (0, "", Grade::Unspecified, Staffing::Unspecified, ""),
    ];
    for (people, value, grade, staffing, label) in cases {
        let position = needs.position(&format!("Analis {people}"), people).await;
        let rows = rows.map(|(volume, minutes)| workload_row(&position.title, volume, minutes));
        needs.import_workload(header(), &rows).await.unwrap();
        let found = needs.efficiency(&position.name).await.unwrap();
        let shown = (found.value.as_str(), found.grade(), found.staffing(), found.label.as_str());
        assert_eq!(shown, (value, grade, staffing, label));
        assert_eq!((found.workload_minutes.as_str(), found.effective_minutes), ("163200.0000", 75_000));
    }
    needs.position("Belum dihitung", 50).await;
    let elsewhere = pb::PositionRow { unit_path: "PEMERINTAH KOTA SURABAYA".into(), ..position_row("Sekda", 1) };
    needs.import_positions(header(), &[elsewhere]).await.unwrap();
    let positions = needs.list_positions().await;
    let unit = |title: &str| positions.iter().find(|one| one.title == title).unwrap().unit.clone();
    for name in [unit("Analis 1"), unit("Sekda")] {
        let found = needs.efficiency(&name).await.unwrap();
        // 5 × 163,200 minutes, ten people; the fifty without a workload are left out.
        assert_eq!((found.value.as_str(), found.grade(), found.people), ("1.0880", Grade::A, 10));
        assert_eq!(found.positions_counted, 5);
    }
    assert_eq!(needs.efficiency(&unit("Sekda")).await.unwrap().positions_uncounted, 2);
    let nobody = absent(&positions[0].name);
    assert_refused(needs.efficiency(&nobody).await, Code::NotFound, "POSITION_NOT_FOUND");
    assert_refused(needs.efficiency(&absent(&unit("Sekda"))).await, Code::NotFound, "UNIT_NOT_FOUND");
    assert_eq!(bad_fields(&needs.efficiency("x").await.unwrap_err()), ["name"]);
}

#[tokio::test]
async fn efficiency_counts_the_minutes_of_the_sheet_whatever_ruleset_computed_it() {
    let needs = Needs::start().await;
    let position = needs.position("Analis", 1).await;
    let rows = [("24", "600"), ("850", "90"), ("3200", "15"), ("540", "45")];
    let rows = rows.map(|(volume, minutes)| workload_row("Analis", volume, minutes));
    let old = pb::ImportHeader { ruleset: "abk-perka-bkn-19-2011".into(), ..header() };
    needs.import_workload(old, &rows).await.unwrap();
    for name in [&position.name, &position.unit] {
        let found = needs.efficiency(name).await.unwrap();
        let shown = (found.workload_minutes.as_str(), found.effective_minutes, found.value.as_str());
        assert_eq!(shown, ("163200.0000", 75_000, "2.1760"), "{name}");
    }
}

#[tokio::test]
async fn a_task_longer_than_a_working_year_is_a_bad_row() {
    let needs = Needs::start().await;
    needs.position("Bidan", 1).await;
    let rows = [
        workload_row("Bidan", "1", "75001"),
        workload_row("Bidan", "1000.5", "75000"),
        workload_row("Bidan", "1", "1"),
    ];
    let report = needs.import_workload(header(), &rows).await.unwrap();
    let expected = [(1, "task.minutes_per_unit"), (2, "task.volume"), (3, "title")];
    assert_eq!((places(&report.errors), report.accepted), (expected.to_vec(), 0));
}
