use crate::{
    ANALYST, Needs, PARENT, PUSKESMAS, absent, anonymous, assert_refused, at_once, places,
    world::{header, position_row, workload_row},
};
use contracts::needs::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Status};
use uuid::Uuid;

const POSITIONS: &str = "SELECT count(*) FROM needs.positions";
const UNITS: &str = "SELECT count(*) FROM needs.units";

#[tokio::test]
async fn positions_are_created_and_brought_up_to_date() {
    let needs = Needs::start().await;
    let first = needs.position("Bidan", 3).await;
    assert_eq!((first.unit_path.as_str(), first.incumbents, first.job_class), (PUSKESMAS, 3, 7));
    assert_eq!((first.required, first.shortage, first.full_time_equivalent.as_str()), (0, -3, ""));
    needs.harness.clock.set("2024-03-05T08:00:00Z".parse().unwrap());
    let second = needs.position("Bidan", 4).await;
    assert_eq!((&second.name, second.incumbents, second.etag.as_str()), (&first.name, 4, "\"2\""));
    assert_eq!(second.create_time, first.create_time);
    assert_ne!(second.update_time, first.update_time);
    assert_eq!(needs.harness.number(POSITIONS).await, 1);
}

#[tokio::test]
async fn bad_rows_are_told_by_number_and_field_and_the_others_taken() {
    let needs = Needs::start().await;
    let good = position_row("Bidan", 1);
    let rows = [
        good.clone(),
        pb::PositionRow { unit_path: "A | | B".into(), ..good.clone() },
        pb::PositionRow { title: " ".into(), incumbents: -1, job_class: 18, ..good.clone() },
        pb::PositionRow { title: " Bidan ".into(), ..good.clone() },
        position_row("Perawat", 2),
    ];
    let report = needs.import_positions(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 3));
    let expected = [(2, "unit_path"), (3, "title"), (3, "incumbents"), (3, "job_class"), (4, "title")];
    assert_eq!(places(&report.errors), expected);
    assert_eq!(needs.harness.number(POSITIONS).await, 2);
}

#[tokio::test]
async fn a_strict_import_with_a_bad_row_takes_nothing() {
    let needs = Needs::start().await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = needs.import_positions(strict.clone(), &[position_row("Bidan", 1), position_row("", 1)]).await;
    let refused = refused.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].title"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!((needs.harness.number(POSITIONS).await, needs.harness.number(UNITS).await), (0, 0));
    assert_eq!(needs.import_positions(strict, &[position_row("Bidan", 1)]).await.unwrap().accepted, 1);
}

#[tokio::test]
async fn a_strict_import_of_nothing_but_bad_rows_still_says_why() {
    let needs = Needs::start().await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let rows = vec![pb::PositionRow { job_class: 99, ..position_row("", -1) }; 1_500];
    let refused = needs.import_positions(strict, &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused)[..3], ["rows[1].title", "rows[1].incumbents", "rows[1].job_class"]);
    assert!(refused.message().starts_with("1500 rows are bad"), "{refused:?}");
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    let report = needs.import_positions(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.errors.len()), (0, 1_500, 1_000));
}

#[tokio::test]
async fn an_import_begins_with_one_header() {
    use pb::import_positions_request::Part;
    let needs = Needs::start().await;
    let send = async |parts: Vec<Option<Part>>| {
        let messages: Vec<_> = parts.into_iter().map(|part| pb::ImportPositionsRequest { part }).collect();
        let request = needs.harness.request(ANALYST, tokio_stream::iter(messages));
        needs.positions.clone().import_positions(request).await.map(tonic::Response::into_inner)
    };
    let row = || Some(Part::Row(position_row("Bidan", 1)));
    for headless in [vec![], vec![None], vec![row()]] {
        assert_eq!(bad_fields(&send(headless).await.unwrap_err()), ["header"]);
    }
    let bad = pb::ImportHeader { parent: "6571".into(), request_id: "x".into(), ..header() };
    let refused = needs.import_positions(bad, &[]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header.parent", "header.request_id"]);
    let twice = vec![Some(Part::Header(header())), row(), Some(Part::Header(header())), None];
    let report = send(twice).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (1, vec![(2, "row"), (3, "row")]));
}

#[tokio::test]
async fn an_import_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let mut rows = vec![position_row("Bidan", 1), position_row("", 1)];
    let first = needs.import_positions(once.clone(), &rows).await.unwrap();
    assert_eq!(needs.import_positions(once.clone(), &rows).await.unwrap(), first);
    assert_eq!(needs.list_positions().await[0].etag, "\"1\"");
    rows.push(position_row("Perawat", 1));
    let reused = needs.import_positions(once.clone(), &rows).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let other_header = pb::ImportHeader { strict: true, ..once };
    let reused = needs.import_positions(other_header, &rows[..2]).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn many_rows_stream_in_chunks() {
    let needs = Needs::start().await;
    let row = |n: usize| {
        let unit_path = format!("{PUSKESMAS} | POLI {}", n % 70);
        pb::PositionRow { unit_path, ..position_row(&format!("Jabatan {n}"), 1) }
    };
    let mut rows: Vec<_> = (0..2_500).map(row).collect();
    rows.push(rows[0].clone());
    let report = needs.import_positions(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.units_created), (2_500, 73));
    assert_eq!(places(&report.errors), [(2_501, "title")]);
    assert_eq!(needs.harness.number(POSITIONS).await, 2_500);
}

#[tokio::test]
async fn imports_at_once_share_their_units() {
    let needs = Arc::new(Needs::start().await);
    let calls = (0..6).map(|nth| {
        let needs = needs.clone();
        let mut rows: Vec<_> = (0..200).map(|n| position_row(&format!("Jabatan {n}"), nth)).collect();
        rows.rotate_left(nth as usize * 30);
        async move { needs.import_positions(header(), &rows).await }
    });
    let (good, bad) = at_once(calls).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(good.iter().map(|report| report.units_created).sum::<i64>(), 3);
    assert_eq!((needs.harness.number(POSITIONS).await, needs.harness.number(UNITS).await), (200, 3));
}

#[tokio::test]
async fn imports_of_the_same_positions_at_once_take_turns() {
    let needs = Arc::new(Needs::start().await);
    // More rows than are read at once, in opposite orders: each import holds what the other one wants next.
    let titles: Vec<String> = (0..2_400).map(|n| format!("Jabatan {n}")).collect();
    let positions: Vec<_> = titles.iter().map(|title| position_row(title, 1)).collect();
    needs.import_positions(header(), &positions).await.unwrap();
    let calls = (0..2).map(|nth| {
        let needs = needs.clone();
        let mut rows: Vec<_> = titles.iter().map(|title| workload_row(title, "2", "75000")).collect();
        if nth == 1 {
            rows.reverse();
        }
        async move { needs.import_workload(header(), &rows).await }
    });
    let (good, bad) = at_once(calls).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert!(good.iter().all(|report| report.positions_computed == 2_400));
}

async fn list(needs: &Needs, request: pb::ListPositionsRequest) -> Result<pb::ListPositionsResponse, Status> {
    Ok(needs.positions.clone().list_positions(anonymous(request)).await?.into_inner())
}

#[tokio::test]
async fn positions_are_listed_by_page_unit_and_shortage() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 1, 3).await;
    let enough = needs.lacking("Perawat", 3, 3).await;
    let elsewhere = pb::PositionRow { unit_path: "PEMERINTAH KOTA SURABAYA".into(), ..position_row("Sekda", 1) };
    needs.import_positions(header(), &[elsewhere]).await.unwrap();
    let all = pb::ListPositionsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let first = list(&needs, all.clone()).await.unwrap();
    let next = pb::ListPositionsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = list(&needs, next.clone()).await.unwrap();
    assert_eq!((first.positions.len(), second.positions.len(), second.next_page_token.as_str()), (2, 1, ""));
    let of_unit = pb::ListPositionsRequest { unit: enough.unit.clone(), ..all.clone() };
    assert_eq!(list(&needs, of_unit).await.unwrap().positions.len(), 2);
    let lacking = list(&needs, pb::ListPositionsRequest { lacking: true, ..all.clone() }).await.unwrap();
    assert_eq!((lacking.positions[0].title.as_str(), lacking.positions.len()), ("Bidan", 1));
    let other = list(&needs, pb::ListPositionsRequest { lacking: true, ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    let foreign = enough.unit.replace("6571", OTHER_TENANT);
    let foreign = pb::ListPositionsRequest { unit: foreign, page_size: -1, ..all };
    assert_eq!(bad_fields(&list(&needs, foreign).await.unwrap_err()), ["page_size", "unit"]);
}

#[tokio::test]
async fn a_position_is_known_in_its_own_instansi_only() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    for name in [absent(&position.name), position.name.replace("6571", OTHER_TENANT)] {
        let mut client = needs.positions.clone();
        let answer = client.get_position(anonymous(pb::GetPositionRequest { name: name.clone() })).await;
        assert_refused(answer, Code::NotFound, "POSITION_NOT_FOUND");
        let answer = client.get_workload(anonymous(pb::GetWorkloadRequest { position: name })).await;
        assert_refused(answer, Code::NotFound, "POSITION_NOT_FOUND");
    }
    let mut client = needs.positions.clone();
    let answer = client.get_position(anonymous(pb::GetPositionRequest { name: "x".into() })).await.unwrap_err();
    assert_eq!(bad_fields(&answer), ["name"]);
    let answer = client.get_workload(anonymous(pb::GetWorkloadRequest::default())).await.unwrap_err();
    assert_eq!(bad_fields(&answer), ["position"]);
}
