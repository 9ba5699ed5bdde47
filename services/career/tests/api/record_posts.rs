//! Posts, standings, family and punishments of the record.

use crate::{
    Career, HR,
    placements::end,
    record::{correction, date, nobody, told},
};
use contracts::{
    career::{
        events::v1::{PositionFilled, PositionVacated},
        v1 as pb,
    },
    google::r#type::Date,
};
use pb::held_post::Assignment;
use platform::testing::{TENANT, bad_fields, reason};
use tonic::{Code, Status};
use uuid::Uuid;

impl Career {
    async fn add_post(&mut self, servant: &str, post: pb::HeldPost) -> Result<pb::HeldPost, Status> {
        self.correct_post(servant, post, None).await
    }

    async fn correct_post(
        &mut self,
        servant: &str,
        post: pb::HeldPost,
        correction: Option<pb::Correction>,
    ) -> Result<pb::HeldPost, Status> {
        let etag = self.record_shown(servant).await.etag;
        let (name, post) = (servant.to_owned(), Some(post));
        let request = pb::RecordPostRequest { name, etag, post, correction, request_id: String::new() };
        Ok(self.record_client().record_post(self.harness.request(HR, request)).await?.into_inner())
    }

    /// Everybody is in service since the beginning of a year.
    async fn serves_since(&self, year: i16) {
        let since = "UPDATE career.servants SET appointment_date = make_date($1, 1, 1)";
        sqlx::query(since).bind(i32::from(year)).execute(&self.harness.pool).await.unwrap();
    }

    async fn posts_of(&self, servant: &str) -> Vec<pb::HeldPost> {
        let request = pb::ListPostsRequest { parent: servant.into(), ..Default::default() };
        self.record_client().list_posts(self.harness.request(HR, request)).await.unwrap().into_inner().posts
    }

    async fn add_standing(
        &mut self,
        servant: &str,
        request: pb::RecordStandingRequest,
    ) -> Result<pb::HeldStanding, Status> {
        let etag = self.record_shown(servant).await.etag;
        let request = pb::RecordStandingRequest { name: servant.into(), etag, ..request };
        Ok(self.record_client().record_standing(self.harness.request(HR, request)).await?.into_inner())
    }
}

fn elsewhere(start: Option<Date>, end: Option<Date>) -> pb::HeldPost {
    pb::HeldPost {
        assignment: Assignment::Definitive.into(),
        title: "Bidan".into(),
        unit_path: "KOTA BINJAI|DINAS  KESEHATAN".into(),
        job_type: "fungsional".into(),
        job_level: "terampil".into(),
        start_date: start,
        end_date: end,
        ..Default::default()
    }
}

fn position() -> String {
    format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(7))
}

fn seat(seat: i32, day: i32) -> pb::HeldPost {
    let (position, title) = (position(), "Bidan".into());
    let start_date = date(2025, 5, day);
    pb::HeldPost { position, seat, title, start_date, assignment: Assignment::Definitive.into(), ..Default::default() }
}

fn standing(code: &str, month: i32) -> pb::RecordStandingRequest {
    let standing_code = code.to_owned();
    let standing = pb::HeldStanding { standing_code, start_date: date(2025, month, 1), ..Default::default() };
    pb::RecordStandingRequest { standing: Some(standing), ..Default::default() }
}

#[tokio::test]
async fn posts_elsewhere_and_beside_the_definitive_one_are_recorded() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let early = career.add_post(&servant, elsewhere(date(2020, 1, 1), date(2025, 4, 30))).await.unwrap_err();
    assert_eq!(bad_fields(&early), ["post.start_date"], "before the first day of service");
    career.serves_since(2019).await;
    let before = career.add_post(&servant, elsewhere(date(2020, 1, 1), date(2025, 4, 30))).await.unwrap();
    assert_eq!(before.unit_path, "KOTA BINJAI | DINAS KESEHATAN");
    let acting = pb::HeldPost { assignment: Assignment::Acting.into(), seat: 0, ..seat(1, 2) };
    career.add_post(&servant, acting).await.unwrap();
    assert_eq!(career.posts_of(&servant).await.len(), 3);
    let refused = career.add_post(&servant, elsewhere(date(2025, 4, 1), None)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "RECORD_OVERLAP"));
    assert_eq!((told(&refused, "row"), told(&refused, "end_date")), (before.name, "2025-04-30".into()));
}

#[tokio::test]
async fn a_seat_is_taken_by_hand_only_where_it_is_free() {
    let mut career = Career::start().await;
    let (holder, mover) = (career.appointed(1).await.name, career.appointed(2).await);
    let ended = career.client.end_placement(career.harness.request(HR, end(&mover, 1))).await.unwrap().into_inner();
    let refused = career.add_post(&ended.name, seat(1, 2)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "SEAT_TAKEN"));
    assert!(told(&refused, "row").starts_with(&holder));
    let post = career.add_post(&ended.name, seat(3, 2)).await.unwrap();
    let events = career.harness.published(6).await;
    let filled: PositionFilled = events[5].as_message().unwrap().unwrap();
    assert_eq!((filled.servant.as_str(), filled.seat, filled.need.as_str()), (ended.name.as_str(), 3, ""));
    let decree = pb::HeldPost { decree_number: "821/7".into(), ..seat(3, 2) };
    let corrected = career.correct_post(&ended.name, decree, correction(&post.name)).await.unwrap();
    assert_eq!(corrected.decree_number, "821/7");
    let etag = career.record_shown(&ended.name).await.etag;
    let withdraw = pb::WithdrawRowRequest {
        name: ended.name.clone(),
        etag,
        correction: correction(&corrected.name),
        request_id: String::new(),
    };
    let refused = career.record_client().withdraw_row(career.harness.request(HR, withdraw)).await.unwrap_err();
    assert_eq!(reason(&refused), "ROW_HOLDS_SEAT");
    assert_eq!(career.harness.published(6).await.len(), 6);
}

#[tokio::test]
async fn a_seat_that_was_held_is_told_with_its_end() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    career.serves_since(2023).await;
    let mut past = seat(2, 1);
    (past.start_date, past.end_date) = (date(2024, 1, 1), date(2025, 4, 30));
    career.add_post(&servant, past).await.unwrap();
    let events = career.harness.published(4).await;
    let filled: PositionFilled = events[2].as_message().unwrap().unwrap();
    let vacated: PositionVacated = events[3].as_message().unwrap().unwrap();
    assert_eq!((filled.seat, vacated.seat, vacated.end_date), (2, 2, date(2025, 4, 30)));
}

#[tokio::test]
async fn all_that_is_wrong_with_a_post_is_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let post = pb::HeldPost {
        position: "x".into(),
        seat: -1,
        unit_path: "A||B".into(),
        job_type: "raja".into(),
        job_level: "besar".into(),
        job_class: 18,
        ..Default::default()
    };
    let request =
        pb::RecordPostRequest { name: servant.name, etag: servant.etag, post: Some(post), ..Default::default() };
    let refused = career.record_client().record_post(career.harness.request(HR, request)).await.unwrap_err();
    let expected = [
        "post.assignment",
        "post.position",
        "post.seat",
        "post.unit_path",
        "post.job_type",
        "post.job_level",
        "post.job_class",
        "post.start_date",
    ];
    assert_eq!(bad_fields(&refused), expected);
    let servant = career.appointed(2).await.name;
    let unseated = pb::HeldPost { seat: 0, ..seat(0, 2) };
    assert_eq!(bad_fields(&career.add_post(&servant, unseated).await.unwrap_err()), ["post.seat"]);
    let nameless = pb::HeldPost { title: String::new(), ..elsewhere(date(2025, 5, 1), date(2025, 5, 1)) };
    assert_eq!(bad_fields(&career.add_post(&servant, nameless).await.unwrap_err()), ["post.title"]);
    let mut ahead = seat(9, 2);
    ahead.end_date = date(2026, 1, 1);
    assert_eq!(bad_fields(&career.add_post(&servant, ahead).await.unwrap_err()), ["post.end_date"]);
    let told_in_advance = pb::HeldPost { start_date: date(2099, 1, 1), ..seat(9, 2) };
    assert_eq!(bad_fields(&career.add_post(&servant, told_in_advance).await.unwrap_err()), ["post.start_date"]);
}

/// Where a seat was told wrongly, the others hear what brings their counts right.
#[tokio::test]
async fn a_seat_is_corrected_and_told_anew() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let ended = career.client.end_placement(career.harness.request(HR, end(&servant, 1))).await.unwrap().into_inner();
    let row = career.posts_of(&ended.name).await.remove(0);
    assert_eq!(row.end_reason, "moved");
    let late = pb::HeldPost { seat: 3, title: "Bidan".into(), end_date: date(2025, 5, 2), ..row.clone() };
    let moved = career.correct_post(&ended.name, late, correction(&row.name)).await.unwrap();
    assert_eq!((moved.seat, moved.end_date, moved.end_reason.as_str()), (3, date(2025, 5, 2), "moved"));
    let open = pb::HeldPost { end_date: None, ..moved.clone() };
    career.correct_post(&ended.name, open, correction(&moved.name)).await.unwrap();
    let told: Vec<String> = career.harness.published(8).await[2..].iter().map(seat_told).collect();
    let expected =
        ["-1 2025-5-1", "+1 2025-5-2", "-1 2025-4-30", "+3 2025-5-1", "-3 2025-5-2", "+3 2025-5-3"].map(str::to_owned);
    assert_eq!(told, expected);
    assert_eq!(career.record_shown(&ended.name).await.placement.unwrap().seat, 3);
}

/// What an event says of a seat: its number, and the day from which or until which it is held.
fn seat_told(event: &platform::Event) -> String {
    let day = |day: Option<Date>| day.map(|day| format!("{}-{}-{}", day.year, day.month, day.day)).unwrap_or_default();
    match (event.as_message::<PositionFilled>(), event.as_message::<PositionVacated>()) {
        (Some(Ok(filled)), _) => format!("+{} {}", filled.seat, day(filled.start_date)),
        (_, Some(Ok(vacated))) => format!("-{} {}", vacated.seat, day(vacated.end_date)),
        _ => "something else".into(),
    }
}

#[tokio::test]
async fn the_standing_of_today_is_shown_and_two_at_once_are_refused() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let leave = career.add_standing(&servant, standing("02", 5)).await.unwrap();
    assert_eq!((leave.title.as_str(), career.record_shown(&servant).await.standing.as_str()), ("CLTN", "02"));
    let refused = career.add_standing(&servant, standing("03", 6)).await.unwrap_err();
    assert_eq!((reason(&refused), told(&refused, "row")), ("RECORD_OVERLAP".into(), leave.name.clone()));
    let next = pb::RecordStandingRequest { ends_previous: true, ..standing("03", 6) };
    career.add_standing(&servant, next).await.unwrap();
    assert_eq!(career.record_shown(&servant).await.standing, "02");
    let request = pb::ListStandingsRequest { parent: servant.clone(), ..Default::default() };
    let mut client = career.record_client();
    let listed = client.list_standings(career.harness.request(HR, request)).await.unwrap().into_inner().standings;
    let running = listed.iter().find(|row| row.standing_code == "02").unwrap();
    assert_eq!(running.end_date, date(2025, 5, 31));
    let withdraw = pb::WithdrawRowRequest {
        name: servant.clone(),
        etag: career.record_shown(&servant).await.etag,
        correction: correction(&running.name),
        request_id: String::new(),
    };
    let shown = client.withdraw_row(career.harness.request(HR, withdraw)).await.unwrap().into_inner();
    assert_eq!(shown.standing, "01");
    for code in ["00", "99"] {
        let refused = career.add_standing(&servant, standing(code, 7)).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["standing.standing_code"], "{code}");
    }
}

#[tokio::test]
async fn a_punishment_is_sealed_but_for_its_days() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let punishment = pb::Punishment {
        punishment_code: "23".into(),
        start_date: date(2025, 5, 1),
        decree_number: "862/3".into(),
        reason: "eleven days absent".into(),
        ..Default::default()
    };
    let request = pb::RecordPunishmentRequest {
        name: servant.name.clone(),
        etag: servant.etag,
        punishment: Some(punishment),
        ..Default::default()
    };
    let mut client = career.record_client();
    let recorded = client.record_punishment(career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!((recorded.end_date, recorded.reason.as_str()), (date(2025, 10, 31), "eleven days absent"));
    let request = pb::ListPunishmentsRequest { parent: servant.name.clone(), ..Default::default() };
    let listed = client.list_punishments(career.harness.request(&["auditor"], request)).await.unwrap().into_inner();
    assert_eq!((listed.punishments.len(), listed.punishments[0].punishment_code.as_str()), (1, "23"));
    let plain = "SELECT count(*) FROM career.punishments
                 WHERE position('absent'::bytea IN detail_sealed) > 0 OR position('862/3'::bytea IN detail_sealed) > 0";
    assert_eq!(career.harness.number(plain).await, 0);
    let gone = pb::WithdrawPunishmentRequest {
        name: servant.name.clone(),
        etag: career.record_shown(&servant.name).await.etag,
        correction: correction(&recorded.name),
        request_id: String::new(),
    };
    client.withdraw_punishment(career.harness.request(HR, gone)).await.unwrap();
    let wrong = pb::RecordPunishmentRequest {
        name: servant.name.clone(),
        etag: career.record_shown(&servant.name).await.etag,
        punishment: Some(pb::Punishment { punishment_code: "4".into(), ..Default::default() }),
        ..Default::default()
    };
    let refused = client.record_punishment(career.harness.request(HR, wrong)).await.unwrap_err();
    let expected = ["punishment.punishment_code", "punishment.start_date", "punishment.reason"];
    assert_eq!(bad_fields(&refused), expected);
}

#[tokio::test]
async fn the_family_is_sealed_and_corrected_like_everything_else() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let relative = pb::Relative {
        relation: pb::relative::Relation::Child.into(),
        full_name: "Siti Aminah".into(),
        nik: "9900004102150001".into(),
        birth_date: date(2015, 2, 1),
        allowance: true,
        ..Default::default()
    };
    let request = pb::RecordRelativeRequest {
        name: servant.name.clone(),
        etag: servant.etag,
        relative: Some(relative.clone()),
        ..Default::default()
    };
    let mut client = career.record_client();
    let first = client.record_relative(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    let corrected = pb::RecordRelativeRequest {
        etag: career.record_shown(&servant.name).await.etag,
        relative: Some(pb::Relative { full_name: "Siti Aminah Putri".into(), ..relative }),
        correction: correction(&first.name),
        ..request.clone()
    };
    client.record_relative(career.harness.request(HR, corrected)).await.unwrap();
    let list = pb::ListRelativesRequest { parent: servant.name.clone(), ..Default::default() };
    let listed = client.list_relatives(career.harness.request(HR, list)).await.unwrap().into_inner().relatives;
    assert_eq!((listed.len(), listed[0].full_name.as_str()), (1, "Siti Aminah Putri"));
    let gone = pb::WithdrawRelativeRequest {
        name: servant.name.clone(),
        etag: career.record_shown(&servant.name).await.etag,
        correction: correction(&listed[0].name),
        request_id: String::new(),
    };
    let by_hand = pb::WithdrawRowRequest {
        name: gone.name.clone(),
        etag: gone.etag.clone(),
        correction: gone.correction.clone(),
        request_id: String::new(),
    };
    let refused = client.withdraw_row(career.harness.request(HR, by_hand)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["correction.replaces"], "the family has a permission of its own");
    client.withdraw_relative(career.harness.request(HR, gone)).await.unwrap();
    let why = "SELECT count(*) FROM career.corrections WHERE position('misread'::bytea IN detail_sealed) > 0";
    assert_eq!(career.harness.number(why).await, 0, "why is sealed, too");
    let plain = "SELECT count(*) FROM career.relatives WHERE position('Siti'::bytea IN detail_sealed) > 0";
    assert_eq!(career.harness.number(plain).await, 0);
    let wrong = pb::Relative { birth_date: date(2026, 1, 1), nik: "1".into(), ..Default::default() };
    let wrong = pb::RecordRelativeRequest { name: nobody(), relative: Some(wrong), ..request };
    let refused = client.record_relative(career.harness.request(HR, wrong)).await.unwrap_err();
    let expected = ["relative.relation", "relative.full_name", "relative.nik", "relative.birth_date"];
    assert_eq!(bad_fields(&refused), expected);
}

#[tokio::test]
async fn absence_asks_for_a_punishment_that_binds_nobody() {
    let career = Career::start().await;
    let mut client = career.record_rules_client();
    let parent = format!("instansi/{TENANT}");
    let ask = |days, days_in_a_row| pb::FindAbsencePunishmentRequest { parent: parent.clone(), days, days_in_a_row };
    for (days, in_a_row, code) in [(2, 2, ""), (13, 1, "23"), (10, 10, "10")] {
        let request = career.harness.request(HR, ask(days, in_a_row));
        let found = client.find_absence_punishment(request).await.unwrap().into_inner();
        assert_eq!((found.punishment_code.as_str(), found.ruleset.as_str()), (code, "record-bkn-1"));
    }
    let wrong = pb::FindAbsencePunishmentRequest { days: 400, days_in_a_row: -1, ..Default::default() };
    let refused = client.find_absence_punishment(career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "days", "days_in_a_row"]);
    let clerk = career.harness.request(&["rater"], ask(1, 1));
    assert_eq!(client.find_absence_punishment(clerk).await.unwrap_err().code(), Code::PermissionDenied);
}
