//! What positions are, as the others are told of it: once, and again when it changes.

use crate::{
    ANALYST, MINISTRY, Needs, PARENT, PUSKESMAS, VERIFIER,
    organisation::unit_row,
    world::{header, position_row},
};
use contracts::needs::{events::v1::PositionDefined, v1 as pb};
use platform::testing::{OTHER_TENANT, bad_fields, eventually, reason};
use tonic::{Code, Request, Status};
use uuid::Uuid;

impl Needs {
    /// Waits until `count` positions were told, and returns all of them, oldest first.
    async fn defined(&self, count: usize) -> Vec<PositionDefined> {
        eventually(async || {
            let events = self.harness.published(0).await;
            let read = events.iter().filter_map(|event| event.as_message::<PositionDefined>());
            let told: Vec<PositionDefined> = read.map(Result::unwrap).collect();
            (told.len() >= count).then_some(told)
        })
        .await
    }

    async fn tell(&self, request_id: &str) -> pb::TellPositionsResponse {
        self.positions
            .clone()
            .tell_positions(self.harness.request(ANALYST, tell(request_id)))
            .await
            .unwrap()
            .into_inner()
    }
}

fn tell(request_id: &str) -> pb::TellPositionsRequest {
    pb::TellPositionsRequest { parent: PARENT.into(), request_id: request_id.into() }
}

fn as_midwife(incumbents: i32) -> pb::PositionRow {
    pb::PositionRow {
        job_type: pb::position::JobType::Fungsional.into(),
        job_level: pb::position::JobLevel::Terampil.into(),
        ..position_row("Bidan", incumbents)
    }
}

#[tokio::test]
async fn a_position_is_told_when_it_is_new_and_when_it_changes_but_not_for_a_count() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[as_midwife(3), position_row("Perawat", 1)]).await.unwrap();
    let told = needs.defined(2).await;
    let midwife = told.iter().find(|one| one.title == "Bidan").unwrap();
    let position = needs.list_positions().await.into_iter().find(|one| one.title == "Bidan").unwrap();
    assert_eq!((&midwife.position, &midwife.unit, midwife.version), (&position.name, &position.unit, 1));
    assert_eq!((midwife.unit_path.as_str(), midwife.job_class), (PUSKESMAS, 7));
    assert_eq!((midwife.job_type.as_str(), midwife.job_level.as_str()), ("fungsional", "terampil"));
    // A count, and what is not said, change nothing of what a position is.
    let unsaid = pb::PositionRow { job_class: 0, ..position_row("Bidan", 4) };
    needs.import_positions(header(), &[as_midwife(5), position_row("Perawat", 2)]).await.unwrap();
    needs.import_positions(header(), &[unsaid]).await.unwrap();
    needs.import_positions(header(), &[pb::PositionRow { job_class: 9, ..as_midwife(5) }]).await.unwrap();
    let told = needs.defined(3).await;
    assert_eq!((told.len(), told[2].title.as_str(), told[2].job_class), (3, "Bidan", 9));
    assert_eq!(told[2].version, 4, "what is told is of a later version each time");
}

#[tokio::test]
async fn a_renamed_unit_is_told_for_the_positions_below_it() {
    let needs = Needs::start().await;
    let tree = |name: &str, sector: &str| {
        let department = pb::UnitRow { sector: sector.into(), ..unit_row("1.02", "1", name) };
        [unit_row("1", "", "PEMERINTAH KOTA SURABAYA"), department, unit_row("1.02.01", "1.02", "PUSKESMAS ASEMROWO")]
    };
    needs.import_units(header(), &tree("DINAS KESEHATAN", "")).await.unwrap();
    needs.position("Bidan", 3).await;
    let before = needs.defined(1).await.remove(0);
    assert_eq!((before.unit_path.as_str(), before.sector.as_str()), (PUSKESMAS, ""));
    needs.import_units(header(), &tree("DINAS KESEHATAN", "health")).await.unwrap();
    needs.import_units(header(), &tree("DINKES", "health")).await.unwrap();
    let told = needs.defined(3).await;
    assert_eq!((told[1].sector.as_str(), told[2].sector.as_str()), ("health", "health"));
    assert_eq!(told[2].unit_path, "PEMERINTAH KOTA SURABAYA | DINKES | PUSKESMAS ASEMROWO");
    assert!(before.version < told[1].version && told[1].version < told[2].version);
    needs.import_units(header(), &tree("DINKES", "health")).await.unwrap();
    assert_eq!(needs.tell("").await, pb::TellPositionsResponse { told: 0, left: 0 });
    assert_eq!(needs.defined(3).await.len(), 3, "nothing changed");
}

#[tokio::test]
async fn what_was_imported_before_is_told_once() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[position_row("Bidan", 3), position_row("Perawat", 1)]).await.unwrap();
    needs.defined(2).await;
    let before = "UPDATE needs.positions SET told = false";
    sqlx::query(before).execute(&needs.harness.pool).await.unwrap();
    let once = Uuid::now_v7().to_string();
    let first = needs.tell(&once).await;
    assert_eq!(first, pb::TellPositionsResponse { told: 2, left: 0 });
    assert_eq!(needs.tell(&once).await, first, "the same request happens once");
    assert_eq!(needs.tell("").await.told, 0);
    assert_eq!(needs.defined(4).await.len(), 4);
}

#[tokio::test]
async fn an_import_that_is_refused_tells_nothing() {
    let needs = Needs::start().await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let rows = [position_row("Bidan", 3), position_row("", 1)];
    assert_eq!(reason(&needs.import_positions(strict, &rows).await.unwrap_err()), "IMPORT_REFUSED");
    needs.position("Perawat", 1).await;
    let told = needs.defined(1).await;
    assert_eq!(told.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Perawat"]);
}

#[tokio::test]
async fn telling_is_for_those_who_import() {
    let needs = Needs::start().await;
    let ask = async |request: Request<pb::TellPositionsRequest>| -> Status {
        needs.positions.clone().tell_positions(request).await.unwrap_err()
    };
    assert_eq!(ask(Request::new(tell(""))).await.code(), Code::Unauthenticated);
    for roles in [VERIFIER, MINISTRY] {
        assert_eq!(ask(needs.harness.request(roles, tell(""))).await.code(), Code::PermissionDenied);
    }
    let foreign = needs.harness.request_as("analyst-1", ANALYST, &[OTHER_TENANT], tell(""));
    assert_eq!(ask(foreign).await.code(), Code::PermissionDenied);
    let bad = pb::TellPositionsRequest { parent: "x".into(), request_id: "y".into() };
    assert_eq!(bad_fields(&ask(needs.harness.request(ANALYST, bad)).await), ["parent", "request_id"]);
}
