//! What is next for a servant, computed by a pass and by a command at the same time.

use crate::{
    promotion_lists::exam,
    promotions::{Desk, id_of},
};
use contracts::career::v1 as pb;
use platform::testing::{TENANT, eventually};

impl Desk {
    fn at(&self, hour: u8) {
        self.career.harness.clock.set(format!("2025-05-02T{hour:02}:00:00Z").parse().unwrap());
    }

    /// Begins a pass at an hour, lets it wait for the first servant, whose row `hold` holds, and records an examination of the
    /// second one an hour later. Then the pass goes on. Returns at what hours the two rows were computed.
    async fn overtaken(&mut self, hold: &'static str, people: [&pb::Servant; 2], hour: u8) -> (i32, i32) {
        let pool = self.career.harness.pool.clone();
        let mut held = pool.begin().await.unwrap();
        sqlx::query(hold).bind(id_of(&people[0].name)).execute(&mut *held).await.unwrap();
        self.at(hour);
        let request = pb::RecomputeNextPromotionsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
        let request = self.career.harness.request(&["integration"], request);
        let mut client = self.promotions.clone();
        let pass = tokio::spawn(async move { client.recompute_next_promotions(request).await.unwrap().into_inner() });
        let waits = "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%next_promotions%'";
        eventually(async || (self.career.harness.number(waits).await == 1).then_some(())).await;
        self.at(hour + 1);
        self.examined(exam(people[1], &format!("{hour}/UD"))).await;
        held.rollback().await.unwrap();
        assert_eq!(pass.await.unwrap().computed, 2);
        let hours = "SELECT min(hour) FILTER (WHERE servant_id = $1), min(hour) FILTER (WHERE servant_id = $2)
                     FROM (SELECT servant_id, extract(hour FROM compute_time AT TIME ZONE 'UTC')::int AS hour
                           FROM career.next_promotions) AS computed";
        let [first, second] = people.map(|servant| id_of(&servant.name));
        sqlx::query_as(hours).bind(first).bind(second).fetch_one(&pool).await.unwrap()
    }
}

/// What is new and what takes the place of something are written by a pass in different ways.
#[tokio::test]
async fn what_a_command_keeps_while_a_pass_runs_stays() {
    let mut desk = Desk::start().await;
    let (first, second) = (desk.clerk(1).await, desk.clerk(2).await);
    let people = [&first, &second];
    let new =
        "INSERT INTO career.next_promotions (servant_id, instansi, kind, from_rank, to_rank, open_rules, unit, ruleset,
                                               compute_time)
               VALUES ($1, '6571', '', '', '', '', '', 'x', now())";
    assert_eq!(desk.overtaken(new, people, 9).await, (9, 10));
    let stale = "UPDATE career.next_promotions SET stale = true";
    sqlx::query(stale).execute(&desk.career.harness.pool).await.unwrap();
    let kept = "SELECT FROM career.next_promotions WHERE servant_id = $1 FOR UPDATE";
    assert_eq!(desk.overtaken(kept, people, 11).await, (11, 12));
}
