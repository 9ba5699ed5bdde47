//! Leaving the service: at once, ahead, taken back, and what it does to the need.

use crate::{
    Career, HR,
    record::{date, held, nobody},
};
use contracts::{
    career::{
        events::v1::{PositionVacated, ServantLeft, servant_left::Reason},
        v1::{self as pb, exit_service_client::ExitServiceClient},
    },
    google::r#type::Date,
};
use pb::exit::{NeedEffect, State};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, eventually, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const MACHINE: &[&str] = &["integration"];

fn parent() -> String {
    format!("instansi/{TENANT}")
}

/// A servant's own wish, with this last day.
fn wish(servant: &pb::Servant, last_day: Option<Date>) -> pb::RecordExitRequest {
    pb::RecordExitRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        exit_kind: "3".into(),
        last_day,
        decree_number: "882/1".into(),
        decree_date: date(2025, 5, 1),
        reason: "pindah ke luar negeri".into(),
        request_id: String::new(),
    }
}

fn revocation(exit: &pb::Exit) -> pb::RevokeExitRequest {
    pb::RevokeExitRequest {
        name: exit.name.clone(),
        etag: exit.etag.clone(),
        decree_number: "882/2".into(),
        request_id: String::new(),
    }
}

fn of_servant(servant: &str) -> pb::ListExitsRequest {
    pb::ListExitsRequest { parent: parent(), servant: servant.into(), ..Default::default() }
}

impl Career {
    fn exit_client(&self) -> ExitServiceClient<Channel> {
        ExitServiceClient::new(self.harness.channel.clone())
    }

    async fn leaves(&self, request: pb::RecordExitRequest) -> Result<pb::Exit, Status> {
        Ok(self.exit_client().record_exit(self.harness.request(HR, request)).await?.into_inner())
    }

    async fn stays(&self, request: pb::RevokeExitRequest) -> Result<pb::Exit, Status> {
        Ok(self.exit_client().revoke_exit(self.harness.request(HR, request)).await?.into_inner())
    }

    async fn exit(&self, name: &str) -> Result<pb::Exit, Status> {
        let request = self.harness.request(HR, pb::GetExitRequest { name: name.into() });
        Ok(self.exit_client().get_exit(request).await?.into_inner())
    }

    async fn exits(&self, request: pb::ListExitsRequest) -> pb::ListExitsResponse {
        self.exit_client().list_exits(self.harness.request(HR, request)).await.unwrap().into_inner()
    }

    pub(crate) async fn exits_swept(&self) -> pb::SweepExitsResponse {
        let request = pb::SweepExitsRequest { parent: parent(), request_id: String::new() };
        self.exit_client().sweep_exits(self.harness.request(MACHINE, request)).await.unwrap().into_inner()
    }

    /// Waits until somebody left, and returns who did.
    async fn gone(&self, count: usize) -> Vec<ServantLeft> {
        eventually(async || {
            let events = self.harness.published(0).await;
            let read = events.iter().filter_map(|event| event.as_message::<ServantLeft>());
            let told: Vec<ServantLeft> = read.map(Result::unwrap).collect();
            (told.len() >= count).then_some(told)
        })
        .await
    }
}

#[tokio::test]
async fn whoever_leaves_gives_up_post_rank_and_standing() {
    let mut career = Career::start().await;
    let name = career.appointed(1).await.name;
    career.add_rank(&name, held("III/a", 5)).await.unwrap();
    let servant = career.record_shown(&name).await;
    let exit = career.leaves(wish(&servant, date(2025, 5, 2))).await.unwrap();
    assert_eq!((exit.state(), exit.kind_title.as_str(), exit.standing.as_str()), (State::Applied, "APS", "66"));
    assert_eq!((exit.seat, exit.need_effect()), (1, NeedEffect::Replace));
    assert!(exit.need_explanation.contains("seat becomes vacant"), "{}", exit.need_explanation);
    assert_eq!((exit.reason.as_str(), exit.ruleset.as_str()), ("pindah ke luar negeri", "departure-uu-20-2023"));
    career.exits(of_servant("")).await;
    let readings = career.readings_of(&name).await;
    assert!(readings.contains(&"ListExits".to_owned()), "a list names nobody and shows somebody: {readings:?}");
    let left = career.record_shown(&name).await;
    assert_eq!(
        (left.state(), left.placement.clone(), left.last_day),
        (pb::servant::State::Left, None, date(2025, 5, 2))
    );
    assert_eq!(left.standing, "66");
    let events = career.harness.published(4).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    assert_eq!((vacated.seat, vacated.end_date), (1, date(2025, 5, 2)));
    let gone = career.gone(1).await.remove(0);
    assert_eq!(
        (gone.servant.as_str(), gone.reason(), gone.abolished, gone.seat),
        (name.as_str(), Reason::Other, false, 1)
    );
    assert_eq!((gone.position, gone.version), (vacated.position, vacated.version));
    let ended = "SELECT count(*) FROM career.ranks WHERE upper(valid) = '2025-05-03'";
    assert_eq!(career.harness.number(ended).await, 1);
    let standing = "SELECT count(*) FROM career.standings WHERE code = '66' AND lower(valid) = '2025-05-03'";
    assert_eq!(career.harness.number(standing).await, 1);
    let plain = "SELECT count(*) FROM career.exits WHERE exits::text LIKE '%luar negeri%'
                 OR position('luar negeri'::bytea IN reason_sealed) > 0";
    assert_eq!(career.harness.number(plain).await, 0);
    let again = career.leaves(wish(&left, date(2025, 5, 2))).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "SERVANT_LEFT"));
}

#[tokio::test]
async fn what_is_under_way_ends_with_whoever_leaves() {
    let mut career = Career::start().await;
    let name = career.appointed(1).await.name;
    let id: Uuid = name.rsplit('/').next().unwrap().parse().unwrap();
    let under_way = [
        "INSERT INTO career.promotions (promotion_id, servant_id, instansi, kind, from_rank, to_rank, effective_date, state,
                                        ruleset, grounds, version, create_time, update_time)
         VALUES (uuidv7(), $1, '6571', '101', 'III/a', 'III/b', '2025-06-01', 'proposed', 'x', '{}', 1, now(), now())",
        "INSERT INTO career.key_posts (key_post_id, instansi, position, reason, active, version, create_time, update_time)
         SELECT $1, '6571', 'x', 'x', true, 1, now(), now()",
        "INSERT INTO career.successors (successor_id, key_post_id, servant_id, instansi, state, score, place, ruleset,
                                        nominated_by, reason_key, reason_sealed, version, create_time, update_time)
         VALUES (uuidv7(), $1, $1, '6571', 'nominated', '', 1, 'x', 'x', '', '', 1, now(), now())",
        "INSERT INTO career.ranks (rank_id, servant_id, instansi, rank, kind, valid, service_years, service_months,
                                   decree_number, record_time)
         VALUES (uuidv7(), $1, '6571', 'III/b', '101', '[2025-06-01,)', 0, 0, 'x', now())",
    ];
    for one in under_way {
        sqlx::query(one).bind(id).execute(&career.harness.pool).await.unwrap();
    }
    let servant = career.record_shown(&name).await;
    career.leaves(wish(&servant, date(2025, 5, 2))).await.unwrap();
    let ended = [
        "SELECT count(*) FROM career.promotions WHERE state = 'rejected' AND reject_key <> ''",
        "SELECT count(*) FROM career.successors WHERE state = 'withdrawn'",
        "SELECT count(*) FROM career.ranks JOIN career.corrections ON superseded_id = rank_id
         WHERE superseded_time IS NOT NULL",
    ];
    for one in ended {
        assert_eq!(career.harness.number(one).await, 1, "{one}");
    }
}

#[tokio::test]
async fn an_exit_ahead_takes_effect_on_its_day() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let exit = career.leaves(wish(&servant, date(2025, 6, 30))).await.unwrap();
    assert_eq!((exit.state(), exit.seat, exit.need_effect()), (State::Recorded, 1, NeedEffect::Replace));
    assert_eq!(career.exits_swept().await, pb::SweepExitsResponse::default());
    let twice = career.leaves(wish(&servant, date(2025, 7, 31))).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "EXIT_EXISTS"));
    assert_eq!(career.record_shown(&servant.name).await.state(), pb::servant::State::AwaitingNip);
    career.harness.clock.set("2025-06-30T08:00:00Z".parse().unwrap());
    assert_eq!(career.exits_swept().await.applied, 1);
    assert_eq!(career.exits_swept().await.applied, 0);
    let applied = career.exit(&exit.name).await.unwrap();
    assert_eq!((applied.state(), applied.seat, applied.position), (State::Applied, 1, exit.position));
    assert_eq!(career.record_shown(&servant.name).await.last_day, date(2025, 6, 30));
    assert_eq!(career.gone(1).await.len(), 1);
    let late = career.stays(revocation(&career.exit(&exit.name).await.unwrap())).await.unwrap_err();
    assert_eq!((late.code(), reason(&late).as_str()), (Code::FailedPrecondition, "EXIT_STATE"));
}

#[tokio::test]
async fn an_exit_is_taken_back_before_its_day() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let exit = career.leaves(wish(&servant, date(2025, 6, 30))).await.unwrap();
    let stale = pb::RevokeExitRequest { etag: "\"9\"".into(), ..revocation(&exit) };
    assert_eq!(reason(&career.stays(stale).await.unwrap_err()), "ETAG_MISMATCH");
    let revoked = career.stays(revocation(&exit)).await.unwrap();
    assert_eq!((revoked.state(), revoked.revoke_decree_number.as_str()), (State::Revoked, "882/2"));
    assert_eq!((revoked.need_effect(), revoked.need_explanation.as_str()), (NeedEffect::Unspecified, ""));
    let again = career.stays(revocation(&revoked)).await.unwrap_err();
    assert_eq!(reason(&again), "EXIT_STATE");
    career.harness.clock.set("2025-07-01T08:00:00Z".parse().unwrap());
    assert_eq!(career.exits_swept().await.applied, 0);
    // Another one may be decided.
    let abolished = pb::RecordExitRequest { exit_kind: "9".into(), ..wish(&servant, date(2025, 7, 1)) };
    let exit = career.leaves(abolished).await.unwrap();
    assert_eq!((exit.need_effect(), exit.kind_title.as_str()), (NeedEffect::Abolish, "Penyederhanaan organisasi"));
    assert!(exit.need_explanation.contains("nobody is hired"), "{}", exit.need_explanation);
}

#[tokio::test]
async fn an_exit_that_was_due_is_too_late_to_take_back() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let exit = career.leaves(wish(&servant, date(2025, 6, 30))).await.unwrap();
    career.harness.clock.set("2025-06-30T08:00:00Z".parse().unwrap());
    let late = career.stays(revocation(&exit)).await.unwrap_err();
    assert_eq!((late.code(), reason(&late).as_str()), (Code::FailedPrecondition, "EXIT_STATE"));
}

#[tokio::test]
async fn whoever_holds_no_seat_changes_no_need() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let end = crate::placements::end(&servant, 1);
    let ended = career.client.end_placement(career.harness.request(HR, end)).await.unwrap().into_inner();
    let exit = career.leaves(wish(&ended, date(2025, 5, 2))).await.unwrap();
    assert_eq!((exit.position.as_str(), exit.seat, exit.need_effect()), ("", 0, NeedEffect::Unspecified));
    assert!(exit.need_explanation.contains("no need changes"), "{}", exit.need_explanation);
    assert_eq!(career.gone(1).await[0].seat, 0);
    assert_eq!(career.harness.published(4).await.len(), 4, "appointed, filled, vacated, left");
}

#[tokio::test]
async fn a_post_that_begins_after_the_last_day_is_in_the_way() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let exit = career.leaves(wish(&servant, date(2025, 6, 30))).await.unwrap();
    let later = "UPDATE career.placements SET valid = daterange('2025-08-01', NULL)";
    sqlx::query(later).execute(&career.harness.pool).await.unwrap();
    career.harness.clock.set("2025-07-01T08:00:00Z".parse().unwrap());
    let sweep = career.exits_swept().await;
    assert_eq!((sweep.applied, sweep.stuck, sweep.left), (0, vec![exit.name], 1));
    let other = career.appointed(2).await;
    sqlx::query(later).execute(&career.harness.pool).await.unwrap();
    let refused = career.leaves(wish(&other, date(2025, 6, 30))).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "NO_PLACEMENT"));
}

#[tokio::test]
async fn all_that_is_wrong_with_an_exit_is_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let empty = pb::RecordExitRequest { request_id: "x".into(), ..Default::default() };
    let refused = career.leaves(empty).await.unwrap_err();
    let fields = ["name", "etag", "request_id", "exit_kind", "last_day", "decree_number", "decree_date", "reason"];
    assert_eq!(bad_fields(&refused), fields);
    let strange = pb::RecordExitRequest {
        exit_kind: "17".into(),
        decree_date: date(2025, 5, 3),
        ..wish(&servant, date(2025, 4, 30))
    };
    let refused = career.leaves(strange).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["exit_kind", "last_day", "decree_date"]);
    let moved = pb::RecordExitRequest { exit_kind: "mutasi".into(), ..wish(&servant, date(2025, 5, 2)) };
    assert_eq!(bad_fields(&career.leaves(moved).await.unwrap_err()), ["exit_kind"], "it comes from a transfer");
    let stale = pb::RecordExitRequest { etag: "\"9\"".into(), ..wish(&servant, date(2025, 5, 2)) };
    assert_eq!(reason(&career.leaves(stale).await.unwrap_err()), "ETAG_MISMATCH");
    let missing = pb::RecordExitRequest { name: nobody(), ..wish(&servant, date(2025, 5, 2)) };
    assert_eq!(reason(&career.leaves(missing).await.unwrap_err()), "SERVANT_NOT_FOUND");
    let absent = format!("{}/exits/{}", parent(), Uuid::now_v7());
    assert_eq!(reason(&career.exit(&absent).await.unwrap_err()), "EXIT_NOT_FOUND");
    let nothing =
        pb::RevokeExitRequest { name: absent, etag: "\"1\"".into(), decree_number: "1".into(), ..Default::default() };
    assert_eq!(reason(&career.stays(nothing).await.unwrap_err()), "EXIT_NOT_FOUND");
}

#[tokio::test]
async fn a_kind_of_leaving_has_its_days_and_its_employment() {
    let mut career = Career::start().await;
    // Operational staff retire at 58: on 1 May 2026.
    let servant = career.born(1, "19680415").await;
    let of = |kind: &str, last_day| pb::RecordExitRequest { exit_kind: kind.into(), ..wish(&servant, last_day) };
    for (kind, last_day) in [
        ("1", date(2025, 5, 2)),
        ("1", date(2026, 4, 29)),
        ("2", date(2025, 5, 3)),
        ("6", date(2025, 5, 3)),
        ("14", date(2026, 5, 3)),
    ] {
        assert_eq!(bad_fields(&career.leaves(of(kind, last_day)).await.unwrap_err()), ["last_day"], "{kind}");
    }
    let contract = career.leaves(of("kontrak", date(2025, 5, 2))).await.unwrap_err();
    assert_eq!(bad_fields(&contract), ["exit_kind"], "civil servants have no work agreement");
    let retired = career.leaves(of("1", date(2026, 4, 30))).await.unwrap();
    assert_eq!((retired.state(), retired.standing.as_str()), (State::Recorded, "98"));
    let contracted = career.appointed(2).await;
    let employed = "UPDATE career.servants SET employment = 'pppk' WHERE state = 'awaiting_nip'";
    sqlx::query(employed).execute(&career.harness.pool).await.unwrap();
    let ended = pb::RecordExitRequest { exit_kind: "kontrak".into(), ..wish(&contracted, date(2025, 5, 2)) };
    assert_eq!(career.leaves(ended).await.unwrap().kind_title, "Berakhirnya perjanjian kerja");
    let unknown = career.appointed(3).await;
    let early = pb::RecordExitRequest { exit_kind: "1".into(), ..wish(&unknown, date(2025, 5, 2)) };
    career.leaves(early).await.expect("where no birth date is known, the decree is believed");
}

/// Nobody is appointed to a seat that was given up with its post.
#[tokio::test]
async fn an_abolished_seat_is_not_free() {
    let mut career = Career::start().await;
    for (number, kind, seat) in [(1, "9", 1), (2, "3", 2)] {
        let servant = career.appointed(number).await;
        assert_eq!(servant.placement.as_ref().map(|post| post.seat), Some(seat));
        let leaves = pb::RecordExitRequest { exit_kind: kind.into(), ..wish(&servant, date(2025, 5, 2)) };
        career.leaves(leaves).await.unwrap();
        // Before the first day of whoever comes next.
        let over =
            "UPDATE career.placements SET valid = daterange('2025-04-01', '2025-05-01') WHERE NOT upper_inf(valid)";
        sqlx::query(over).execute(&career.harness.pool).await.unwrap();
    }
    let next = career.appointed(3).await;
    assert_eq!(next.placement.map(|post| post.seat), Some(2), "the seat that fell with its post is passed over");
}

#[tokio::test]
async fn an_exit_sent_twice_happens_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let once = pb::RecordExitRequest { request_id: Uuid::now_v7().to_string(), ..wish(&servant, date(2025, 5, 2)) };
    let first = career.leaves(once.clone()).await.unwrap();
    assert_eq!(career.leaves(once.clone()).await.unwrap(), first);
    let other = pb::RecordExitRequest { exit_kind: "2".into(), ..once };
    assert_eq!(reason(&career.leaves(other).await.unwrap_err()), "REQUEST_ID_REUSED");
    assert_eq!(career.gone(1).await.len(), 1);
}

#[tokio::test]
async fn exits_are_listed_by_servant_state_and_kind() {
    let mut career = Career::start().await;
    let mut servants = Vec::new();
    for number in 1..=3 {
        let servant = career.appointed(number).await;
        career.leaves(wish(&servant, date(2025, 6, 30))).await.unwrap();
        servants.push(servant.name);
    }
    let mut request = pb::ListExitsRequest { page_size: 2, ..of_servant("") };
    let page = career.exits(request.clone()).await;
    request.page_token = page.next_page_token.clone();
    let rest = career.exits(request.clone()).await;
    assert_eq!((page.exits.len(), rest.exits.len(), rest.next_page_token.as_str()), (2, 1, ""));
    assert_eq!(page.exits.iter().map(|exit| exit.seat).collect::<Vec<_>>(), [1, 2]);
    let one = career.exits(of_servant(&servants[1])).await.exits;
    assert_eq!(one.iter().map(|exit| exit.servant.as_str()).collect::<Vec<_>>(), [servants[1].as_str()]);
    let applied = pb::ListExitsRequest { state: State::Applied.into(), ..of_servant("") };
    assert!(career.exits(applied).await.exits.is_empty());
    let deaths = pb::ListExitsRequest { exit_kind: "2".into(), ..of_servant("") };
    assert!(career.exits(deaths).await.exits.is_empty());
    let bad = pb::ListExitsRequest { servant: "x".into(), state: 9, exit_kind: "17000000000".into(), ..request };
    let refused = career.exit_client().list_exits(career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "servant", "state", "exit_kind"]);
}

#[tokio::test]
async fn exits_are_for_those_who_may() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let request = wish(&servant, date(2025, 5, 2));
    let mut client = career.exit_client();
    let anonymous = client.record_exit(Request::new(request.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    for roles in [MACHINE, &["auditor"], &["rater"]] {
        let refused = client.record_exit(career.harness.request(roles, request.clone())).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    let foreign = career.harness.request_as("other", HR, &[OTHER_TENANT], request);
    assert_eq!(client.record_exit(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    let list = client.list_exits(career.harness.request(MACHINE, of_servant(""))).await.unwrap_err();
    assert_eq!(list.code(), Code::PermissionDenied);
    let sweep = pb::SweepExitsRequest { parent: "x".into(), request_id: "y".into() };
    let refused = client.sweep_exits(career.harness.request(MACHINE, sweep)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "request_id"]);
}
