//! Free seats of PPPK vacancies filled from the same job at other places (*optimalisasi*, `/L-2`).

use crate::{
    COMMITTEE, Recruitment,
    pppk_proof::{counted, export},
    strict,
};
use crate::{need, pppk::tested};
use contracts::recruitment::v1 as pb;
use platform::testing::{TENANT, eventually};

impl Recruitment {
    /// A ranked PPPK vacancy of a unit, not yet public.
    async fn pppk_ranked(
        &mut self,
        (sequence, unit, seats): (i64, &str, i32),
        rows: &[(&str, [i32; 4])],
    ) -> (pb::Vacancy, Vec<pb::Application>) {
        self.harness.clock.set("2024-10-02T02:00:00Z".parse().unwrap());
        let mut event = need(TENANT, sequence, seats);
        event.unit_path = unit.into();
        let draft = self.drafted(sequence, &event).await;
        let open = pb::OpenVacancyRequest { ruleset: "pppk-2024".into(), ..self.open(&draft) };
        let open = self.vacancies.open_vacancy(self.harness.request(COMMITTEE, open)).await.unwrap().into_inner();
        let mut applied = Vec::new();
        for person in 0..rows.len() as u32 {
            applied.push(self.apply(&open, 1000 * sequence as u32 + person).await);
        }
        let screened = self.screened(&open).await;
        let rows: Vec<_> = applied.iter().zip(rows).map(|(one, (tier, parts))| tested(one, tier, *parts)).collect();
        if !rows.is_empty() {
            self.import_pppk(strict(), &rows).await.unwrap();
        }
        (self.rank_pppk(&screened).await.unwrap().into_inner(), applied)
    }
}

#[tokio::test]
async fn the_best_of_another_place_gets_the_seat_and_both_logs_tell_it() {
    let mut recruitment = Recruitment::start().await;
    let rows = [("R2", [250, 80, 60, 20]), ("R3", [420, 90, 60, 30]), ("R4", [450, 100, 80, 30])];
    let (empty, _) = recruitment.pppk_ranked((1, "Dinas Kesehatan | Puskesmas A", 1), &[]).await;
    let (full, applied) = recruitment.pppk_ranked((2, "Dinas Kesehatan | Puskesmas B", 1), &rows).await;
    let fill = pb::FillUnfilledSeatsRequest {
        parent: format!("instansi/{TENANT}"),
        period: "2024".into(),
        request_id: String::new(),
    };
    let filled = async |recruitment: &Recruitment| {
        let fill = recruitment.harness.request(COMMITTEE, fill.clone());
        recruitment.scoring().fill_unfilled_seats(fill).await.unwrap().into_inner()
    };
    // What is public and can be objected to keeps the seat: an objection that is upheld must not find it gone.
    let empty = recruitment.publish(&empty).await.unwrap().into_inner();
    assert_eq!((filled(&recruitment).await.moved, filled(&recruitment).await.waiting), (0, 1));
    let full = recruitment.publish(&full).await.unwrap().into_inner();
    assert_eq!((filled(&recruitment).await.moved, filled(&recruitment).await.waiting), (0, 1));
    recruitment.wait_for_objections();
    let filled = filled(&recruitment).await;
    assert_eq!((filled.free_before, filled.moved, filled.contested, filled.free_after), (1, 1, 0, 0));
    let list = pb::ListMovesRequest {
        parent: format!("instansi/{TENANT}"),
        period: "2024".into(),
        vacancy: empty.name.clone(),
        ..Default::default()
    };
    let list = recruitment.harness.request(COMMITTEE, list);
    let moved = recruitment.scoring().list_moves(list).await.unwrap().into_inner().moves.remove(0);
    assert_eq!((moved.code.as_str(), moved.participant_number.as_str()), ("/L-2", &*applied[1].participant_number));
    assert!(moved.reason.contains("other places"), "{}", moved.reason);
    eventually(async || {
        let waiting = "SELECT count(*) FROM recruitment.log_leaves WHERE position IS NULL";
        (recruitment.harness.number(waiting).await == 0).then_some(())
    })
    .await;
    let number = |index: usize| applied[index].participant_number.clone();
    assert_eq!(recruitment.pppk_list(&empty).await, [(number(1), "R3/L-2".to_owned())]);
    let expected = [(number(0), "R2/L".to_owned()), (number(1), "R3/L-2".into()), (number(2), "R4".into())];
    assert_eq!(recruitment.pppk_list(&full).await, expected);
    let shown = recruitment.application(&applied[1].name).await.result.unwrap();
    assert_eq!((shown.decision.as_str(), &shown.moved_from, &shown.moved_to), ("MOVED", &full.name, &empty.name));
    for (vacancy, selected) in [(&full, number(0)), (&empty, number(1))] {
        let data = export(&recruitment, vacancy).await;
        let mut receipts = data.iter().filter(|leaf| leaf.starts_with("siklus leaf v1 receipt\n"));
        assert!(receipts.all(|leaf| leaf.contains("\ngpa_thousandths -\n")), "no PPPK rule uses the average");
        let count = counted(&data);
        assert_eq!((count.findings, count.selected), (vec![], vec![selected]));
    }
}
