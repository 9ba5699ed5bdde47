//! A sweep of more exits than one call applies.

use crate::Career;
use contracts::career::v1 as pb;
use platform::{sensitive::Vault, testing::TENANT};
use uuid::Uuid;

/// Exits of this many people in service, all due, recorded beside the service: one by one it would take minutes.
async fn exits_due(career: &Career, people: u128) -> Vec<Uuid> {
    let ids: Vec<Uuid> = (1..=people).map(Uuid::from_u128).collect();
    let served = "INSERT INTO career.servants (servant_id, instansi, state, appointment_date, version, create_time,
                                               update_time)
                  SELECT id, $2, 'in_service', '2020-01-01', 1, now(), now() FROM unnest($1::uuid[]) AS id";
    sqlx::query(served).bind(&ids).bind(TENANT).execute(&career.harness.pool).await.unwrap();
    // The key of every service under test.
    let vault = Vault::new(&"5a".repeat(32)).unwrap();
    let reasons: Vec<_> = ids.iter().map(|id| vault.seal(id.as_bytes(), b"pindah").unwrap()).collect();
    let (keys, sealed): (Vec<_>, Vec<_>) = reasons.into_iter().map(|one| (one.key, one.data)).unzip();
    let due = "INSERT INTO career.exits (exit_id, servant_id, instansi, kind, last_day, decree_number, decree_date,
                                         reason_key, reason_sealed, state, version, create_time, update_time)
               SELECT id, id, $4, '3', '2025-04-30', '882/1', '2025-04-01', key, sealed, 'recorded', 1, now(), now()
               FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS due (id, key, sealed)";
    let due = sqlx::query(due).bind(&ids).bind(keys).bind(sealed).bind(TENANT);
    due.execute(&career.harness.pool).await.unwrap();
    ids
}

/// One call applies a thousand. The first by id holds a post that begins later, so that the exit cannot take effect: it takes
/// nobody's turn, and the next call goes on behind the thousand.
#[tokio::test]
async fn a_sweep_goes_on_past_the_first_thousand_and_past_who_cannot_leave() {
    let career = Career::start().await;
    let ids = exits_due(&career, 1_002).await;
    let later = "INSERT INTO career.placements (position, seat, servant_id, instansi, valid)
                 VALUES ('', 0, $1, $2, daterange('2025-06-01', NULL))";
    sqlx::query(later).bind(ids[0]).bind(TENANT).execute(&career.harness.pool).await.unwrap();
    let stuck = vec![format!("instansi/{TENANT}/exits/{}", ids[0])];
    let first = career.exits_swept().await;
    assert_eq!(first, pb::SweepExitsResponse { applied: 1_000, stuck: stuck.clone(), left: 2 });
    let second = career.exits_swept().await;
    assert_eq!(second, pb::SweepExitsResponse { applied: 1, stuck: stuck.clone(), left: 1 });
    let third = career.exits_swept().await;
    assert_eq!(third, pb::SweepExitsResponse { applied: 0, stuck, left: 1 });
    let left = "SELECT count(*) FROM career.servants WHERE state = 'left' AND last_day = '2025-04-30'";
    assert_eq!(career.harness.number(left).await, 1_001);
}
