//! Whoever left and comes back, here or elsewhere, has a new record beside the one that ended.

use crate::{
    Career, HR,
    record::date,
    record_exchange::{header, places, row},
    talent_world::{PPK, Talent},
};
use contracts::career::v1::{self as pb, exit_service_client::ExitServiceClient};
use platform::testing::{OTHER_TENANT, TENANT, reason};
use uuid::Uuid;

impl Career {
    /// The one servant leaves at once.
    async fn leaves_by_wish(&mut self, servant: &pb::Servant) {
        let request = pb::RecordExitRequest {
            name: servant.name.clone(),
            etag: self.record_shown(&servant.name).await.etag,
            exit_kind: "3".into(),
            last_day: date(2025, 5, 1),
            decree_number: "882/1".into(),
            decree_date: date(2025, 5, 1),
            reason: "own wish".into(),
            request_id: String::new(),
        };
        let mut exits = ExitServiceClient::new(self.harness.channel.clone());
        exits.record_exit(self.harness.request(HR, request)).await.unwrap();
    }

    async fn everybody(&mut self) -> Vec<pb::Servant> {
        let list = pb::ListServantsRequest { parent: header().parent, ..Default::default() };
        self.client.list_servants(self.harness.request(HR, list)).await.unwrap().into_inner().servants
    }
}

fn there() -> pb::ServantImportHeader {
    pb::ServantImportHeader { parent: format!("instansi/{OTHER_TENANT}"), ..header() }
}

/// Not linked with a position of the first instansi.
fn postless(number: u32) -> pb::ServantRow {
    pb::ServantRow { title: String::new(), unit_path: String::new(), ..row(number) }
}

#[tokio::test]
async fn whoever_was_transferred_begins_a_record_in_the_other_instansi() {
    let mut talent = Talent::start().await;
    let servant = talent.servant(1, "pelaksana").await;
    let awaiting = "UPDATE career.servants SET state = 'awaiting_nip' WHERE servant_id = $1";
    talent.change(awaiting, &servant).await;
    let etag = talent.career.record_shown(&servant.name).await.etag;
    let nip = pb::AssignNipRequest {
        name: servant.name.clone(),
        etag,
        nip: "198609262010031001".into(),
        ..Default::default()
    };
    talent.career.client.assign_nip(talent.career.harness.request(HR, nip)).await.unwrap();
    talent.change("UPDATE career.servants SET state = 'in_service' WHERE servant_id = $1", &servant).await;
    let same = pb::ServantRow { nip: "198609262010031001".into(), appointment_date: date(2010, 3, 1), ..postless(1) };
    let early = talent.career.import_rows(there(), std::slice::from_ref(&same)).await.unwrap();
    assert_eq!(places(&early.errors), [(1, "nip")], "not before the transfer is over");
    let wish = pb::TransferWish {
        kind: pb::TransferKind::OwnRequest.into(),
        receiver: "Pemerintah Kota Medan".into(),
        effective_date: date(2025, 5, 2),
        ..Default::default()
    };
    let request = pb::RequestTransferRequest {
        parent: servant.name.clone(),
        wish: Some(wish),
        reason: "mendampingi keluarga".into(),
        request_id: String::new(),
    };
    let asked =
        talent.transfers.request_transfer(talent.career.harness.request(HR, request)).await.unwrap().into_inner();
    let document =
        |code: &String| pb::TransferDocument { code: code.clone(), number: "800/1".into(), date: date(2025, 4, 1) };
    let documents = pb::CheckDocumentsRequest {
        name: asked.name,
        etag: asked.etag,
        documents: asked.missing_documents.iter().map(document).collect(),
        request_id: String::new(),
    };
    let checked =
        talent.transfers.check_documents(talent.career.harness.request(HR, documents)).await.unwrap().into_inner();
    let decree = pb::DecideTransferRequest {
        name: checked.name,
        etag: checked.etag,
        decree_number: "821/1/SK".into(),
        decree_date: date(2025, 5, 2),
        request_id: String::new(),
    };
    talent.transfers.decide_transfer(talent.career.harness.request(PPK, decree)).await.unwrap();
    let report = talent.career.import_rows(there(), &[same]).await.unwrap();
    assert_eq!((report.accepted, report.errors), (1, vec![]));
    let both = "SELECT count(DISTINCT instansi) FROM career.servants WHERE nip_index IS NOT NULL";
    assert_eq!(talent.career.harness.number(both).await, 2);
}

#[tokio::test]
async fn whoever_left_and_comes_back_has_a_new_record() {
    let mut career = Career::start().await;
    career.import_rows(header(), &[postless(1)]).await.unwrap();
    let first = career.everybody().await.remove(0);
    career.leaves_by_wish(&first).await;
    let stale = career.import_rows(header(), &[postless(1)]).await.unwrap();
    assert_eq!((stale.accepted, stale.known), (0, 1), "a row of before the exit begins nothing");
    let back =
        pb::ServantRow { title: "Bidan".into(), unit_path: "KOTA".into(), post_start_date: date(2025, 5, 2), ..row(1) };
    let report = career.import_rows(header(), &[back.clone(), back]).await.unwrap();
    assert_eq!((report.accepted, report.known, report.errors), (1, 1, vec![]));
    let list = pb::ListServantsRequest { parent: header().parent, nip: row(1).nip, ..Default::default() };
    let found = career.client.list_servants(career.harness.request(HR, list)).await.unwrap().into_inner().servants;
    let states: Vec<_> = found.iter().map(pb::Servant::state).collect();
    assert_eq!(states, [pb::servant::State::Left, pb::servant::State::InService]);
}

/// Recruitment appoints somebody whose agreement (PPPK) ended before.
#[tokio::test]
async fn an_identity_of_somebody_who_left_is_not_in_the_way() {
    let mut career = Career::start().await;
    career.import_rows(header(), &[postless(1)]).await.unwrap();
    let first = career.everybody().await.remove(0);
    let appointed = career.appointed(1).await;
    let identity = pb::Identity {
        full_name: "Bidan 1".into(),
        nik: row(1).nik,
        birth_date: date(1986, 9, 26),
        ..Default::default()
    };
    let mut request = pb::RecordIdentityRequest {
        name: appointed.name.clone(),
        etag: appointed.etag,
        identity: Some(identity),
        ..Default::default()
    };
    let mut client = career.record_client();
    let taken = client.record_identity(career.harness.request(HR, request.clone())).await.unwrap_err();
    assert_eq!(reason(&taken), "NIK_TAKEN");
    career.leaves_by_wish(&first).await;
    request.etag = career.record_shown(&appointed.name).await.etag;
    client.record_identity(career.harness.request(HR, request)).await.unwrap();
}

/// A post of a position that needs tells of at the same moment is never left without what it told.
#[tokio::test]
async fn what_needs_tells_waits_for_whoever_takes_a_seat() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let position = format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(7));
    let mut seeker = career.harness.pool.begin().await.unwrap();
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    sqlx::query(lock).bind(&position).execute(&mut *seeker).await.unwrap();
    let told = contracts::needs::events::v1::PositionDefined {
        position: position.clone(),
        version: 1,
        title: "Bidan".into(),
        unit: format!("instansi/{TENANT}/units/{}", Uuid::from_u128(3)),
        unit_path: "KOTA".into(),
        job_type: "pelaksana".into(),
        ..Default::default()
    };
    career.harness.deliver("needs", 1, &position, &told).await.unwrap();
    platform::testing::eventually(async || {
        let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                       WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()";
        (career.harness.number(waiting).await > 0).then_some(())
    })
    .await;
    sqlx::query("UPDATE career.placements SET valid = daterange('2025-05-01', '2025-05-02')")
        .execute(&mut *seeker)
        .await
        .unwrap();
    let seat = "INSERT INTO career.placements (position, seat, servant_id, instansi, valid)
                SELECT position, 2, servant_id, instansi, daterange('2025-05-02', NULL) FROM career.placements";
    sqlx::query(seat).execute(&mut *seeker).await.unwrap();
    seeker.commit().await.unwrap();
    career.harness.applied("needs", 1).await;
    assert_eq!(career.harness.number("SELECT count(*) FROM career.placements WHERE title = ''").await, 0);
    assert_eq!(career.record_shown(&servant.name).await.placement.unwrap().title, "Bidan");
}
