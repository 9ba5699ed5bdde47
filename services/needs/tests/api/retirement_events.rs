//! Retirements that career tells ahead: the projection counts them, once.

use crate::{
    Needs,
    career_events::{filled, vacated},
    nobody,
    projection::{ask, count, import, project, projected},
    world::{header, item},
};
use contracts::{
    career::events::v1::{PositionVacated, RetirementApproaching},
    google::r#type::Date,
    needs::v1 as pb,
};
use platform::testing::TENANT;
use prost::Message;
use uuid::Uuid;

const KIND: &str = "asn.career.events.v1.RetirementApproaching";

/// Somebody retires from a seat on the first of June.
fn retires(position: &pb::Position, seat: i32, year: i32) -> RetirementApproaching {
    RetirementApproaching {
        servant: format!("instansi/{TENANT}/servants/{}", Uuid::from_u128(seat as u128)),
        version: 3,
        position: position.name.clone(),
        seat,
        retirement_date: Some(Date { year, month: 6, day: 1 }),
        months: 24,
    }
}

impl Needs {
    async fn approaching(&self, sequence: i64, event: &RetirementApproaching) -> Uuid {
        let id = self.harness.deliver("career", sequence, &event.servant, event).await.unwrap();
        self.harness.applied("career", sequence).await;
        id
    }

    async fn retiring(&self, title: &str) -> Vec<i64> {
        projected(self, title, None).await.years.iter().map(|year| year.retirements).collect()
    }

    async fn set_aside(&self) -> i64 {
        self.harness.number("SELECT count(*) FROM needs.dead_letters WHERE error IS NOT NULL").await
    }
}

#[tokio::test]
async fn a_retirement_that_is_told_counts_once_in_the_projection() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 3, 4).await;
    let before = projected(&needs, "Bidan", None).await;
    let event = retires(&position, 1, 2026);
    let id = needs.approaching(1, &event).await;
    needs.harness.deliver_raw("career", 1, id, &event.servant, KIND, event.encode_to_vec()).await.unwrap();
    // The next notice of the same day says nothing new.
    needs.approaching(2, &RetirementApproaching { months: 12, ..event }).await;
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 1, 0, 0]);
    let after = projected(&needs, "Bidan", None).await;
    assert_eq!(after.years[2].need, before.years[2].need + 1);
    needs.approaching(3, &retires(&position, 2, 2026)).await;
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 2, 0, 0]);
    assert_eq!(needs.set_aside().await, 0);
}

#[tokio::test]
async fn a_moved_date_takes_the_place_of_the_one_before() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 3).await;
    needs.approaching(1, &retires(&position, 1, 2024)).await;
    needs.approaching(2, &RetirementApproaching { months: 0, ..retires(&position, 1, 2026) }).await;
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 1, 0, 0]);
}

#[tokio::test]
async fn who_leaves_the_seat_before_does_not_retire_from_it() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 3, 4).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    let begins = filled(&need, 1);
    needs.filled(1, &begins).await;
    needs.approaching(2, &retires(&position, 1, 2026)).await;
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 1, 0, 0]);
    needs.vacated(3, &vacated(&begins)).await;
    assert_eq!(needs.retiring("Bidan").await, [0; 5]);
    // Whoever stays until the day before has retired.
    needs.approaching(4, &retires(&position, 1, 2024)).await;
    let retired = PositionVacated { end_date: Some(Date { year: 2024, month: 5, day: 31 }), ..vacated(&begins) };
    needs.vacated(5, &retired).await;
    assert_eq!(needs.retiring("Bidan").await, [1, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_count_and_seats_of_a_year_are_the_same_people() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 3).await;
    import(&needs, header(), &[count("Bidan", 2026, 2)]).await.unwrap();
    needs.approaching(1, &retires(&position, 1, 2026)).await;
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 2, 0, 0]);
    for seat in [2, 3] {
        needs.approaching(seat.into(), &retires(&position, seat, 2026)).await;
    }
    assert_eq!(needs.retiring("Bidan").await, [0, 0, 3, 0, 0]);
    let request = pb::ProjectNeedsRequest { base_year: 2024, ..ask() };
    let later = project(&needs, request).await.unwrap().positions.remove(0);
    assert_eq!(later.years.iter().map(|year| year.retirements).collect::<Vec<_>>(), [0, 3, 0, 0, 0]);
}

#[tokio::test]
async fn what_cannot_be_read_or_names_no_position_is_set_aside_and_the_rest_flows() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 3).await;
    let sound = retires(&position, 1, 2026);
    let poison = needs.harness.deliver_raw("career", 1, Uuid::now_v7(), &sound.servant, KIND, vec![0xff]);
    poison.await.unwrap();
    let bad = [
        RetirementApproaching { position: "x".into(), ..sound.clone() },
        RetirementApproaching { position: nobody("positions"), ..sound.clone() },
        RetirementApproaching { seat: 0, ..sound.clone() },
        RetirementApproaching { retirement_date: None, ..sound.clone() },
    ];
    // Each of a servant of their own: what follows an event that was set aside waits with it.
    for (sequence, event) in (2..).zip(bad) {
        let servant = retires(&position, 10 + i32::try_from(sequence).unwrap(), 2026).servant;
        let event = RetirementApproaching { servant, ..event };
        needs.harness.deliver("career", sequence, &event.servant, &event).await.unwrap();
    }
    // Whoever holds no seat of a position is nobody's need.
    let seatless = retires(&position, 20, 2026).servant;
    needs.approaching(6, &RetirementApproaching { position: String::new(), seat: 0, servant: seatless, ..sound }).await;
    needs.approaching(7, &retires(&position, 2, 2026)).await;
    assert_eq!((needs.retiring("Bidan").await, needs.set_aside().await), (vec![0, 0, 1, 0, 0], 5));
}
