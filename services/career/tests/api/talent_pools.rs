//! Key posts, their pools, and whom people name.

use crate::{
    HR,
    promotions::assert_guarded,
    talent_world::{Answer, PPK, Talent, decision, on, parent, position},
};
use contracts::career::v1::{self as pb, pool_member::Verdict, successor::State};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

fn marking(number: u128) -> pb::MarkKeyPostRequest {
    pb::MarkKeyPostRequest {
        parent: parent(),
        position: position(number),
        reason: "pemegang jabatan pensiun tahun depan".into(),
        request_id: String::new(),
    }
}

fn draw(key_post: &pb::KeyPost) -> pb::DrawPoolRequest {
    let (name, etag) = (key_post.name.clone(), key_post.etag.clone());
    pb::DrawPoolRequest { name, etag, request_id: String::new() }
}

fn nomination(key_post: &pb::KeyPost, servant: &pb::Servant) -> pb::NominateSuccessorRequest {
    pb::NominateSuccessorRequest {
        parent: key_post.name.clone(),
        servant: servant.name.clone(),
        reason: "memimpin dua kecamatan".into(),
        request_id: String::new(),
    }
}

fn withdrawal(successor: &pb::Successor) -> pb::WithdrawSuccessorRequest {
    pb::WithdrawSuccessorRequest {
        name: successor.name.clone(),
        etag: successor.etag.clone(),
        reason: "atas permintaan sendiri".into(),
        request_id: String::new(),
    }
}

impl Talent {
    async fn mark(&mut self, message: pb::MarkKeyPostRequest) -> Answer<pb::KeyPost> {
        self.successions.mark_key_post(self.career.harness.request(HR, message)).await
    }

    async fn draw(&mut self, message: pb::DrawPoolRequest) -> Answer<pb::DrawPoolResponse> {
        self.successions.draw_pool(self.career.harness.request(HR, message)).await
    }

    async fn members(&mut self, message: pb::ListPoolMembersRequest) -> pb::ListPoolMembersResponse {
        self.successions.list_pool_members(self.career.harness.request(HR, message)).await.unwrap().into_inner()
    }

    async fn nominate(&mut self, message: pb::NominateSuccessorRequest) -> Answer<pb::Successor> {
        self.successions.nominate_successor(self.career.harness.request(PPK, message)).await
    }

    async fn withdraw(&mut self, message: pb::WithdrawSuccessorRequest) -> Answer<pb::Successor> {
        self.successions.withdraw_successor(self.career.harness.request(PPK, message)).await
    }

    /// A key post of an administrator whose pool holds this supervisor.
    async fn pool(&mut self) -> (pb::KeyPost, pb::Servant) {
        self.told(8, "administrator").await;
        let servant = self.successor(1, "pengawas").await;
        let key_post = self.mark(marking(8)).await.unwrap().into_inner();
        let drawn = self.draw(draw(&key_post)).await.unwrap().into_inner();
        (drawn.key_post.unwrap(), servant)
    }
}

#[tokio::test]
async fn a_pool_tells_who_is_in_in_order_who_is_out_and_why() {
    let mut talent = Talent::start().await;
    talent.told(8, "administrator").await;
    let better = talent.successor(1, "pengawas").await;
    let learned = "UPDATE career.educations SET level = 's2' WHERE servant_id = $1";
    talent.change(learned, &better).await;
    let good = talent.successor(2, "pengawas").await;
    let staff = talent.successor(3, "pelaksana").await;
    let undecided = talent.talented(4, "pengawas").await;
    let elsewhere = talent.successor(5, "pengawas").await;
    let seen = talent.box_of(&elsewhere).await;
    talent.decide(decision(&seen, 5, "kalibrasi")).await.unwrap();
    talent.propose("", 0).await;
    let key_post = talent.mark(marking(8)).await.unwrap().into_inner();
    assert_eq!((key_post.title.as_str(), key_post.active, key_post.draw_time), ("Jabatan", true, None));
    let drawn = talent.draw(draw(&key_post)).await.unwrap().into_inner();
    assert!(talent.career.readings_of(&staff.name).await.contains(&"DrawPool".to_owned()), "looked at, and out");
    let stale = talent.draw(draw(&key_post)).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!((drawn.in_pool, drawn.needs_review, drawn.out), (2, 1, 1), "box 5 is not looked at");
    let key_post = drawn.key_post.unwrap();
    assert_eq!(key_post.draw_ruleset, "talent-permenpanrb-3-2020");
    let mut list = pb::ListPoolMembersRequest { parent: key_post.name.clone(), page_size: 3, ..Default::default() };
    let page = talent.members(list.clone()).await;
    let told: Vec<_> = page.pool_members.iter().map(|one| (one.place, one.servant.clone(), one.verdict())).collect();
    let expected = [
        (1, better.name.clone(), Verdict::In),
        (2, good.name.clone(), Verdict::In),
        (3, undecided.name, Verdict::NeedsReview),
    ];
    assert_eq!(told, expected);
    assert_eq!((page.pool_members[0].score.as_str(), page.pool_members[1].score.as_str()), ("85.81", "83.81"));
    let score = "score: 83.81 = 65 % of 81.25 + 20 % of 80.00 + 15 % of 100";
    assert_eq!(page.pool_members[1].figures.last().unwrap(), score);
    assert_eq!(page.pool_members[2].reasons, ["box: nobody decided about the box of 2025 yet"]);
    list.page_token = page.next_page_token;
    let rest = talent.members(list).await;
    assert_eq!((rest.pool_members[0].servant.clone(), rest.next_page_token.as_str()), (staff.name, ""));
    assert_eq!(rest.pool_members[0].reasons, ["held: 0 months in posts that count, at least 3 years"]);
    let out = pb::ListPoolMembersRequest {
        parent: key_post.name.clone(),
        verdict: Verdict::Out.into(),
        ..Default::default()
    };
    assert_eq!(talent.members(out).await.pool_members.len(), 1);
    let again = talent.draw(draw(&key_post)).await.unwrap().into_inner();
    assert_eq!(again.in_pool, 2, "it takes the place of what was drawn before");
}

#[tokio::test]
async fn what_is_sealed_leaves_only_points_and_bounds() {
    let mut talent = Talent::start().await;
    talent.told(8, "jpt_pratama").await;
    let servant = talent.successor(1, "administrator").await;
    let key_post = talent.mark(marking(8)).await.unwrap().into_inner();
    let drawn = talent.draw(draw(&key_post)).await.unwrap().into_inner();
    assert_eq!((drawn.in_pool, drawn.needs_review, drawn.out), (0, 1, 0));
    let list = pb::ListPoolMembersRequest { parent: key_post.name.clone(), ..Default::default() };
    let unknown = talent.members(list.clone()).await.pool_members.remove(0);
    let reasons = ["related: the sector of the post is not known", "age: the birth date is not recorded"];
    assert_eq!(unknown.reasons, reasons, "what is unknown keeps nobody out and lets nobody in");
    let punishment = pb::Punishment {
        punishment_code: "23".into(),
        start_date: on(2025, 4, 1),
        decree_number: "862/1".into(),
        decree_date: on(2025, 4, 1),
        reason: "mangkir".into(),
        ..Default::default()
    };
    let etag = talent.career.record_shown(&servant.name).await.etag;
    let (name, punishment) = (servant.name.clone(), Some(punishment));
    let punished = pb::RecordPunishmentRequest { name, etag, punishment, ..Default::default() };
    talent.career.record_client().record_punishment(talent.asks(HR, punished)).await.unwrap();
    let again = talent.draw(draw(&drawn.key_post.unwrap())).await.unwrap().into_inner();
    assert_eq!((again.needs_review, again.out), (0, 1));
    let out = talent.members(list).await.pool_members.remove(0);
    assert!(out.reasons.contains(&"integrity: 0 points, at least 75".to_owned()), "{:?}", out.reasons);
    assert!(!format!("{out:?}").contains("mangkir"));
}

#[tokio::test]
async fn a_person_names_a_successor_of_the_pool_and_takes_it_back() {
    let mut talent = Talent::start().await;
    let (key_post, servant) = talent.pool().await;
    let outsider = talent.servant(2, "pengawas").await;
    let refused = talent.nominate(nomination(&key_post, &outsider)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "NOT_IN_POOL"));
    let once =
        pb::NominateSuccessorRequest { request_id: Uuid::now_v7().to_string(), ..nomination(&key_post, &servant) };
    let named = talent.nominate(once.clone()).await.unwrap().into_inner();
    assert_eq!((named.state(), named.place, named.score.as_str()), (State::Nominated, 1, "83.81"));
    assert_eq!((named.reason.as_str(), named.nominated_by.as_str()), ("memimpin dua kecamatan", "tester"));
    assert_eq!(talent.nominate(once).await.unwrap().into_inner(), named, "sent twice, it happens once");
    let twice = talent.nominate(nomination(&key_post, &servant)).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "SUCCESSOR_EXISTS"));
    let stale = pb::Successor { etag: "\"9\"".into(), ..named.clone() };
    let stale = talent.withdraw(withdrawal(&stale)).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let withdrawn = talent.withdraw(withdrawal(&named)).await.unwrap().into_inner();
    assert_eq!((withdrawn.state(), withdrawn.withdraw_reason.as_str()), (State::Withdrawn, "atas permintaan sendiri"));
    let again = talent.withdraw(withdrawal(&withdrawn)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "SUCCESSOR_STATE"));
    let get = pb::GetSuccessorRequest { name: withdrawn.name.clone() };
    let read = talent.successions.get_successor(talent.asks(HR, get)).await.unwrap().into_inner();
    assert_eq!(read, withdrawn);
    talent.nominate(nomination(&key_post, &servant)).await.expect("another can be made");
    let mut list = pb::ListSuccessorsRequest { parent: key_post.name, page_size: 1, ..Default::default() };
    let standing = talent.successions.list_successors(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((standing.successors.len(), standing.next_page_token.as_str()), (1, ""));
    assert_eq!(standing.successors[0].reason, "", "a list shows no reasons");
    list.include_withdrawn = true;
    let page = talent.successions.list_successors(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    list.page_token = page.next_page_token;
    let rest = talent.successions.list_successors(talent.asks(HR, list)).await.unwrap().into_inner();
    assert_eq!((page.successors.len(), rest.successors.len(), rest.next_page_token.as_str()), (1, 1, ""));
}

/// What a box was decided from may have expired by the day of the draw, and a new pass hides nobody.
#[tokio::test]
async fn a_pool_is_drawn_from_what_is_known_that_day() {
    let mut talent = Talent::start().await;
    let (key_post, servant) = talent.pool().await;
    talent.career.harness.clock.set("2025-07-01T08:00:00Z".parse().unwrap());
    let drawn = talent.draw(draw(&key_post)).await.unwrap().into_inner();
    assert_eq!((drawn.in_pool, drawn.needs_review, drawn.out), (0, 1, 0), "the match is older than a month");
    let list = pb::ListPoolMembersRequest { parent: key_post.name.clone(), ..Default::default() };
    let member = talent.members(list.clone()).await.pool_members.remove(0);
    assert_eq!((member.servant, member.score.as_str()), (servant.name.clone(), ""));
    assert_eq!(member.reasons, ["potential: it is unknown or has expired"]);
    talent.career.harness.clock.set("2026-05-02T08:00:00Z".parse().unwrap());
    assert_eq!(talent.propose("", 0).await.needs_review, 1);
    let again = talent.draw(draw(&drawn.key_post.unwrap())).await.unwrap().into_inner();
    assert_eq!((again.in_pool, again.needs_review, again.out), (0, 1, 0), "last year's decision still counts");
    let member = talent.members(list).await.pool_members.remove(0);
    assert_eq!((member.servant, member.box_number), (servant.name, 0));
    assert_eq!(member.reasons[0], "box: nobody decided about the box of 2026 yet");
}

/// Years in the field elsewhere are in no record here: whoever names somebody tells how they were shown.
#[tokio::test]
async fn who_served_elsewhere_is_named_with_what_was_shown_and_comes_to_the_post() {
    let mut talent = Talent::start().await;
    talent.told(8, "jpt_pratama").await;
    let sector = "UPDATE career.positions SET sector = 'health' WHERE $1::uuid IS NOT NULL";
    let outsider = talent.successor(1, "administrator").await;
    talent.change(sector, &outsider).await;
    let key_post = talent.mark(marking(8)).await.unwrap().into_inner();
    let key_post = talent.draw(draw(&key_post)).await.unwrap().into_inner().key_post.unwrap();
    let unborn = talent.nominate(nomination(&key_post, &outsider)).await.unwrap_err();
    assert_eq!(reason(&unborn), "NOT_IN_POOL", "a birth date can be recorded");
    let identity = pb::Identity {
        full_name: "Siti Aminah".into(),
        nik: "9900002609860001".into(),
        birth_date: on(1986, 9, 26),
        birth_place: "Binjai".into(),
        ..Default::default()
    };
    let etag = talent.career.record_shown(&outsider.name).await.etag;
    let (name, identity) = (outsider.name.clone(), Some(identity));
    let born = pb::RecordIdentityRequest { name, etag, identity, ..Default::default() };
    talent.career.record_client().record_identity(talent.asks(HR, born)).await.unwrap();
    let drawn = talent.draw(draw(&key_post)).await.unwrap().into_inner();
    assert_eq!((drawn.in_pool, drawn.needs_review), (0, 1));
    let named = talent.nominate(nomination(&key_post, &outsider)).await.unwrap().into_inner();
    assert_eq!(named.cleared_conditions, ["related"]);
    let wish = pb::TransferWish {
        kind: pb::TransferKind::Within.into(),
        position: position(8),
        effective_date: on(2025, 5, 2),
        formation: "100/2025".into(),
        ..Default::default()
    };
    let check = pb::CheckTransferRequest { servant: outsider.name, wish: Some(wish), request_id: String::new() };
    let looked = talent.transfers.check_transfer(talent.asks(HR, check.clone())).await.unwrap().into_inner();
    assert!(looked.possible, "{looked:?}");
    let told = looked.conditions.iter().find(|one| one.rule == "related").unwrap();
    assert!(told.detail.ends_with("shown when the successor was named"), "{told:?}");
    talent.withdraw(withdrawal(&named)).await.unwrap();
    let looked = talent.transfers.check_transfer(talent.asks(HR, check)).await.unwrap().into_inner();
    assert!(!looked.possible, "nobody is named any more");
}

#[tokio::test]
async fn who_left_is_not_named() {
    let mut talent = Talent::start().await;
    let (key_post, servant) = talent.pool().await;
    talent
        .change("UPDATE career.servants SET state = 'left', last_day = '2025-05-01' WHERE servant_id = $1", &servant)
        .await;
    let left = talent.nominate(nomination(&key_post, &servant)).await.unwrap_err();
    assert_eq!((left.code(), reason(&left).as_str()), (Code::FailedPrecondition, "SERVANT_LEFT"));
}

#[tokio::test]
async fn nobody_names_themselves() {
    let mut talent = Talent::start().await;
    let (key_post, servant) = talent.pool().await;
    talent.change("UPDATE career.servants SET account = 'tester' WHERE servant_id = $1", &servant).await;
    let own = talent.nominate(nomination(&key_post, &servant)).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_TALENT_DECISION"));
}

#[tokio::test]
async fn a_key_post_is_marked_once_and_ends() {
    let mut talent = Talent::start().await;
    let unknown = talent.mark(marking(8)).await.unwrap_err();
    assert_eq!((unknown.code(), reason(&unknown).as_str()), (Code::NotFound, "POSITION_NOT_FOUND"));
    talent.told(7, "jpt_madya").await;
    let silent = talent.mark(marking(7)).await.unwrap_err();
    assert_eq!((silent.code(), reason(&silent).as_str()), (Code::FailedPrecondition, "REQUIREMENTS_UNKNOWN"));
    let (key_post, servant) = talent.pool().await;
    let twice = talent.mark(marking(8)).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "KEY_POST_EXISTS"));
    let unmark = pb::UnmarkKeyPostRequest {
        name: key_post.name.clone(),
        etag: key_post.etag.clone(),
        request_id: String::new(),
    };
    let ended = talent.successions.unmark_key_post(talent.asks(HR, unmark.clone())).await.unwrap().into_inner();
    assert!(!ended.active);
    let stale = talent.successions.unmark_key_post(talent.asks(HR, unmark.clone())).await.unwrap_err();
    assert_eq!(reason(&stale), "ETAG_MISMATCH");
    let again = pb::UnmarkKeyPostRequest { etag: ended.etag.clone(), ..unmark };
    let again = talent.successions.unmark_key_post(talent.asks(HR, again)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "KEY_POST_STATE"));
    assert_eq!(reason(&talent.draw(draw(&ended)).await.unwrap_err()), "KEY_POST_STATE");
    assert_eq!(reason(&talent.nominate(nomination(&ended, &servant)).await.unwrap_err()), "KEY_POST_STATE");
    talent.mark(marking(8)).await.expect("it can be marked again");
    let mut list = pb::ListKeyPostsRequest { parent: parent(), page_size: 1, ..Default::default() };
    let active = talent.successions.list_key_posts(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((active.key_posts.len(), active.next_page_token.as_str()), (1, ""));
    assert_eq!(active.key_posts[0].title, "Jabatan");
    list.ended = true;
    let page = talent.successions.list_key_posts(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    list.page_token = page.next_page_token;
    let rest = talent.successions.list_key_posts(talent.asks(HR, list)).await.unwrap().into_inner();
    assert_eq!((page.key_posts.len(), rest.key_posts.len(), rest.next_page_token.as_str()), (1, 1, ""));
}

#[tokio::test]
async fn violations_and_what_is_missing_are_told() {
    let mut talent = Talent::start().await;
    let refused = talent.mark(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "position", "reason"]);
    let unmark = pb::UnmarkKeyPostRequest::default();
    let refused = talent.successions.unmark_key_post(talent.asks(HR, unmark)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag"]);
    assert_eq!(bad_fields(&talent.draw(Default::default()).await.unwrap_err()), ["name", "etag"]);
    let refused = talent.nominate(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "reason"]);
    let refused = talent.withdraw(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "reason"]);
    let members = pb::ListPoolMembersRequest { verdict: 9, page_size: -1, ..Default::default() };
    let refused = talent.successions.list_pool_members(talent.asks(HR, members)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "verdict"]);
    let id = Uuid::now_v7();
    let key_post =
        pb::KeyPost { name: format!("{}/keyPosts/{id}", parent()), etag: "\"1\"".into(), ..Default::default() };
    let absent = talent.draw(draw(&key_post)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "KEY_POST_NOT_FOUND"));
    let members = pb::ListPoolMembersRequest { parent: key_post.name.clone(), ..Default::default() };
    let absent = talent.successions.list_pool_members(talent.asks(HR, members)).await.unwrap_err();
    assert_eq!(reason(&absent), "KEY_POST_NOT_FOUND");
    let list = pb::ListSuccessorsRequest { parent: key_post.name, ..Default::default() };
    let absent = talent.successions.list_successors(talent.asks(HR, list)).await.unwrap_err();
    assert_eq!(reason(&absent), "KEY_POST_NOT_FOUND");
    let get = pb::GetSuccessorRequest { name: format!("{}/successors/{id}", parent()) };
    let absent = talent.successions.get_successor(talent.asks(HR, get)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SUCCESSOR_NOT_FOUND"));
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut talent = Talent::start().await;
    let (key_post, servant) = talent.pool().await;
    let named = talent.nominate(nomination(&key_post, &servant)).await.unwrap().into_inner();
    assert_guarded!(talent.successions.mark_key_post, marking(8));
    let unmark =
        pb::UnmarkKeyPostRequest { name: key_post.name.clone(), etag: key_post.etag.clone(), ..Default::default() };
    assert_guarded!(talent.successions.unmark_key_post, unmark.clone());
    let list = pb::ListKeyPostsRequest { parent: parent(), ..Default::default() };
    assert_guarded!(talent.successions.list_key_posts, list.clone());
    assert_guarded!(talent.successions.draw_pool, draw(&key_post));
    let members = pb::ListPoolMembersRequest { parent: key_post.name.clone(), ..Default::default() };
    assert_guarded!(talent.successions.list_pool_members, members.clone());
    assert_guarded!(talent.successions.nominate_successor, nomination(&key_post, &servant));
    assert_guarded!(talent.successions.withdraw_successor, withdrawal(&named));
    let get = pb::GetSuccessorRequest { name: named.name.clone() };
    assert_guarded!(talent.successions.get_successor, get.clone());
    let successors = pb::ListSuccessorsRequest { parent: key_post.name.clone(), ..Default::default() };
    assert_guarded!(talent.successions.list_successors, successors.clone());
    let elsewhere = pb::GetSuccessorRequest { name: named.name.replace(TENANT, OTHER_TENANT) };
    let hidden = talent.career.harness.request_as("other", PPK, &[OTHER_TENANT], elsewhere);
    assert_eq!(talent.successions.get_successor(hidden).await.unwrap_err().code(), Code::NotFound);
}
