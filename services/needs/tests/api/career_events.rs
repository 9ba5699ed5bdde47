//! What career tells, and what becomes of it.

use crate::{Needs, nobody, world::item};
use contracts::{
    career::events::v1::{PositionFilled, PositionVacated},
    google::r#type::Date,
    needs::v1 as pb,
};
use platform::testing::{TENANT, eventually};
use prost::Message;
use uuid::Uuid;

/// A person began to hold a seat of the need.
pub fn filled(need: &pb::Need, seat: i32) -> PositionFilled {
    let id = Uuid::from_u128(seat as u128);
    PositionFilled {
        servant: format!("instansi/{TENANT}/servants/{id}"),
        version: 1,
        position: need.position.clone(),
        need: need.name.clone(),
        application: format!("instansi/{TENANT}/vacancies/{id}/applications/{id}"),
        seat,
        start_date: Some(Date { year: 2024, month: 5, day: 1 }),
    }
}

/// The same person left.
pub fn vacated(filled: &PositionFilled) -> PositionVacated {
    PositionVacated {
        servant: filled.servant.clone(),
        version: filled.version + 1,
        position: filled.position.clone(),
        seat: filled.seat,
        end_date: Some(Date { year: 2024, month: 6, day: 1 }),
    }
}

impl Needs {
    /// Career tells, as its event number `sequence`, that a seat was filled.
    pub async fn filled(&self, sequence: i64, event: &PositionFilled) -> Uuid {
        let id = self.harness.deliver("career", sequence, &event.servant, event).await.unwrap();
        self.harness.applied("career", sequence).await;
        id
    }

    /// Career tells that a seat became free.
    pub async fn vacated(&self, sequence: i64, event: &PositionVacated) -> Uuid {
        let id = self.harness.deliver("career", sequence, &event.servant, event).await.unwrap();
        self.harness.applied("career", sequence).await;
        id
    }

    /// Incumbents of the position and seats filled of its first need.
    async fn counted(&self, position: &pb::Position) -> (i32, i32) {
        let filled = self.list_needs().await.first().map_or(0, |need| need.filled);
        (self.get(position).await.incumbents, filled)
    }

    async fn errors(&self) -> i64 {
        self.harness.number("SELECT count(*) FROM needs.dead_letters WHERE error IS NOT NULL").await
    }
}

/// A position with one incumbent that lacks three, and its need of two seats.
async fn ground() -> (Needs, pb::Position, pb::Need) {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let need = needs.determined(&[item(&position, 2)]).await.remove(0);
    (needs, position, need)
}

/// Career imports those who are in service: who was counted as an incumbent does not count again.
#[tokio::test]
async fn who_was_there_before_the_count_is_not_counted_again() {
    let (needs, position, need) = ground().await;
    let imported = |seat, year| PositionFilled {
        need: String::new(),
        application: String::new(),
        start_date: Some(Date { year, month: 5, day: 1 }),
        ..filled(&need, seat)
    };
    needs.filled(1, &imported(1, 2010)).await;
    assert_eq!(needs.counted(&position).await, (1, 0));
    needs.filled(2, &imported(2, 2024)).await;
    assert_eq!(needs.counted(&position).await, (2, 0));
    assert_eq!(needs.errors().await, 0);
}

#[tokio::test]
async fn a_filled_seat_counts_once_however_often_it_is_told() {
    let (needs, position, need) = ground().await;
    let event = filled(&need, 1);
    let id = needs.filled(1, &event).await;
    let kind = "asn.career.events.v1.PositionFilled";
    needs.harness.deliver_raw("career", 1, id, &event.servant, kind, event.encode_to_vec()).await.unwrap();
    assert_eq!(needs.counted(&position).await, (2, 1));
    needs.filled(2, &filled(&need, 2)).await;
    assert_eq!(needs.counted(&position).await, (3, 2));
    let position = needs.get(&position).await;
    assert_eq!((position.shortage, needs.draft(&[item(&position, 1)]).await.seats), (1, 1));
}

#[tokio::test]
async fn a_seat_of_another_position_is_set_aside_and_counts_nowhere() {
    let (needs, position, need) = ground().await;
    let other = needs.position("Perawat", 1).await;
    needs.filled(1, &PositionFilled { position: other.name.clone(), ..filled(&need, 1) }).await;
    assert_eq!(needs.counted(&position).await, (1, 0));
    assert_eq!((needs.get(&other).await.incumbents, needs.errors().await), (1, 1));
}

#[tokio::test]
async fn a_vacated_seat_may_be_asked_for_again() {
    let (needs, position, need) = ground().await;
    let event = filled(&need, 1);
    needs.filled(1, &event).await;
    let back = vacated(&event);
    let id = needs.vacated(2, &back).await;
    let kind = "asn.career.events.v1.PositionVacated";
    needs.harness.deliver_raw("career", 2, id, &back.servant, kind, back.encode_to_vec()).await.unwrap();
    needs.filled(3, &filled(&need, 2)).await;
    assert_eq!(needs.counted(&position).await, (2, 2));
    let position = needs.get(&position).await;
    assert_eq!(needs.draft(&[item(&position, 2)]).await.seats, 2);
}

#[tokio::test]
async fn more_people_than_seats_are_set_aside() {
    let (needs, position, need) = ground().await;
    for seat in 1..=3 {
        needs.filled(seat.into(), &filled(&need, seat)).await;
    }
    assert_eq!((needs.counted(&position).await, needs.errors().await), ((3, 2), 1));
}

#[tokio::test]
async fn events_out_of_order_are_applied_in_order() {
    let (needs, position, need) = ground().await;
    let first = filled(&need, 1);
    let (second, back) = (filled(&need, 2), vacated(&first));
    needs.harness.deliver("career", 3, &second.servant, &second).await.unwrap();
    needs.harness.deliver("career", 2, &back.servant, &back).await.unwrap();
    needs.filled(1, &first).await;
    needs.harness.applied("career", 3).await;
    assert_eq!(needs.counted(&position).await, (2, 2));
    let kinds = "SELECT count(*) FROM (SELECT kind, row_number() OVER (ORDER BY step_id) AS n FROM needs.steps
                 WHERE kind LIKE 'position.%') AS told
                 WHERE (kind, n) IN (('position.filled', 1), ('position.vacated', 2), ('position.filled', 3))";
    assert_eq!(needs.harness.number(kinds).await, 3);
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_the_rest_flows() {
    let (needs, position, need) = ground().await;
    for (sequence, kind) in [(1, "PositionFilled"), (2, "PositionVacated")] {
        let (kind, servant) =
            (format!("asn.career.events.v1.{kind}"), format!("instansi/{TENANT}/servants/{sequence}"));
        let poison = needs.harness.deliver_raw("career", sequence, Uuid::now_v7(), &servant, &kind, vec![0xff]);
        poison.await.unwrap();
    }
    let nameless = PositionFilled { position: "x".into(), ..filled(&need, 3) };
    needs.harness.deliver("career", 3, &nameless.servant, &nameless).await.unwrap();
    needs.filled(4, &filled(&need, 4)).await;
    assert_eq!((needs.counted(&position).await, needs.errors().await), ((2, 1), 3));
}

#[tokio::test]
async fn seats_of_unknown_needs_and_positions_wait_and_change_nothing() {
    let (needs, position, need) = ground().await;
    let no_need = PositionFilled { need: nobody("needs"), ..filled(&need, 1) };
    let no_position = PositionFilled { position: nobody("positions"), ..filled(&need, 2) };
    let no_seat = PositionVacated { position: nobody("positions"), ..vacated(&filled(&need, 3)) };
    needs.filled(1, &no_need).await;
    needs.filled(2, &no_position).await;
    needs.vacated(3, &no_seat).await;
    assert_eq!((needs.counted(&position).await, needs.errors().await), ((1, 0), 3));
    eventually(async || {
        let tried = "SELECT count(*) FROM needs.dead_letters WHERE attempts > 0";
        (needs.harness.number(tried).await == 3).then_some(())
    })
    .await;
    assert_eq!(needs.counted(&position).await, (1, 0));
}

#[tokio::test]
async fn an_event_the_service_does_not_know_passes() {
    let (needs, position, need) = ground().await;
    let servant = format!("instansi/{TENANT}/servants/1");
    let kind = "asn.career.events.v1.Promoted";
    needs.harness.deliver_raw("career", 1, Uuid::now_v7(), &servant, kind, vec![0xff]).await.unwrap();
    needs.filled(2, &filled(&need, 1)).await;
    assert_eq!((needs.counted(&position).await, needs.errors().await), ((2, 1), 0));
}
