use crate::{COMMITTEE, GATEWAY, Recruitment, application, need, refusal};
use contracts::recruitment::{events::v1::VacancyOpened, v1 as pb};
use platform::{
    dates,
    testing::{TENANT, bad_fields, eventually, reason},
};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_draft_opens_once_and_says_so() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 2)).await;
    let request = recruitment.harness.request(COMMITTEE, recruitment.open(&draft));
    let opened = recruitment.vacancies.open_vacancy(request).await.unwrap().into_inner();
    assert_eq!(opened.state(), pb::vacancy::State::Open);
    assert_eq!((opened.ruleset.as_str(), opened.period.as_str()), ("cpns-2024", "2024"));
    assert_eq!(opened, recruitment.get(&draft).await);
    let events = recruitment.harness.published(1).await;
    let event: VacancyOpened = events[0].as_message().unwrap().unwrap();
    assert_eq!(
        (event.vacancy, event.version, event.need, event.seats),
        (opened.name.clone(), 2, opened.need.clone(), 2)
    );
    let again =
        recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&opened))).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "VACANCY_STATE".into()));
}

/// So many days after the tests' first.
fn far_away(days: i64) -> Option<prost_types::Timestamp> {
    let start: jiff::Timestamp = "2024-09-06T08:00:00Z".parse().unwrap();
    Some(dates::render_time(start + jiff::SignedDuration::from_hours(24 * days)))
}

#[tokio::test]
async fn what_a_vacancy_opens_with_is_checked() {
    let mut recruitment = Recruitment::start().await;
    let mut rare = need(TENANT, 1, 1);
    rare.kind = pb::NeedKind::Diaspora.into();
    let draft = recruitment.drafted(1, &rare).await;
    let wrong = [
        (pb::OpenVacancyRequest { ruleset: "cpns-1945".into(), ..recruitment.open(&draft) }, vec!["ruleset"]),
        // Not in force any more, and without a mark for the kind.
        (pb::OpenVacancyRequest { ruleset: "cpns-2023".into(), ..recruitment.open(&draft) }, vec!["ruleset"; 2]),
        (
            pb::OpenVacancyRequest { close_time: Some(Default::default()), ..recruitment.open(&draft) },
            vec!["close_time"],
        ),
        (pb::OpenVacancyRequest { ruleset: "x".repeat(100_000), ..recruitment.open(&draft) }, vec!["ruleset"]),
        (pb::OpenVacancyRequest { close_time: far_away(367), ..recruitment.open(&draft) }, vec!["close_time"]),
        (
            pb::OpenVacancyRequest {
                ruleset: "cpns-2023".into(),
                close_time: far_away(100_000),
                field_test: Some(pb::FieldTest { cat_weight: 50, tests: vec![] }),
                ..recruitment.open(&draft)
            },
            vec!["close_time", "ruleset", "ruleset", "field_test", "field_test"],
        ),
        (
            pb::OpenVacancyRequest { request_id: "x".into(), ..Default::default() },
            vec!["name", "etag", "request_id", "ruleset", "close_time"],
        ),
    ];
    for (request, fields) in wrong {
        let request = recruitment.harness.request(COMMITTEE, request);
        let refused = recruitment.vacancies.open_vacancy(request).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "INVALID_ARGUMENT"));
        assert_eq!(bad_fields(&refused), fields);
    }
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_a_missing_vacancy_is_not_found() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let stale = pb::OpenVacancyRequest { etag: "\"9\"".into(), ..recruitment.open(&draft) };
    let refused = recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, stale)).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
    let missing = pb::Vacancy { name: format!("instansi/{TENANT}/vacancies/{}", Uuid::now_v7()), ..draft };
    let absent =
        recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&missing))).await;
    assert_eq!(refusal(absent), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
    let request = pb::GetVacancyRequest { name: missing.name.clone() };
    assert_eq!(refusal(recruitment.vacancies.get_vacancy(request).await).0, Code::NotFound);
    for answer in [
        recruitment.rank_skd(&missing).await,
        recruitment.rank_final(&missing).await,
        recruitment.publish(&missing).await,
    ] {
        assert_eq!(refusal(answer), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
    }
}

#[tokio::test]
async fn the_same_request_sent_eight_times_at_once_opens_once() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let request = pb::OpenVacancyRequest { request_id: Uuid::now_v7().to_string(), ..recruitment.open(&draft) };
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let mut client = recruitment.vacancies.clone();
            let request = recruitment.harness.request(COMMITTEE, request.clone());
            tokio::spawn(async move { client.open_vacancy(request).await.unwrap().into_inner() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().etag, "\"2\"");
    }
    assert_eq!(recruitment.harness.number("SELECT max(version) FROM recruitment.vacancies").await, 2);
    let reused = pb::OpenVacancyRequest { ruleset: "cpns-2021".into(), ..request };
    let refused = recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, reused)).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn of_two_who_open_at_once_one_is_told_to_read_again() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let (mut one, mut two) = (recruitment.vacancies.clone(), recruitment.vacancies.clone());
    let (first, second) = tokio::join!(
        one.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))),
        two.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))),
    );
    let refused = if first.is_ok() { second } else { first };
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
}

#[tokio::test]
async fn applications_race_with_the_close_and_are_either_counted_or_refused() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    // Only an exercise closes while applications are taken.
    let exercise = pb::OpenVacancyRequest { ruleset: "latihan-2024".into(), ..recruitment.open(&draft) };
    let exercise = recruitment.harness.request(COMMITTEE, exercise);
    let open = recruitment.vacancies.open_vacancy(exercise).await.unwrap().into_inner();
    let calls: Vec<_> = (0..24)
        .map(|person| {
            let mut client = recruitment.applications.clone();
            let request = recruitment.harness.request(GATEWAY, application(&open, person));
            tokio::spawn(async move { client.submit_application(request).await })
        })
        .collect();
    let (name, etag) = (open.name.clone(), open.etag.clone());
    let close = pb::CloseVacancyRequest { name, etag, request_id: String::new() };
    let close = recruitment.harness.request(COMMITTEE, close);
    let closed = recruitment.vacancies.close_vacancy(close).await.unwrap().into_inner();
    let mut taken = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => taken += 1,
            refused => assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_ACCEPTING".into())),
        }
    }
    assert_eq!((closed.state(), closed.applications), (pb::vacancy::State::Closed, taken));
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.applications").await, i64::from(taken));
}

#[tokio::test]
async fn a_close_waits_for_the_application_under_way_and_counts_it() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    recruitment.apply(&open, 1).await;
    // What the service does for an applicant, stopped before the commit.
    let mut under_way = recruitment.harness.pool.begin().await.unwrap();
    let lock = "SELECT pg_advisory_xact_lock_shared(hashtextextended(vacancy_id::text, 0)) FROM recruitment.vacancies";
    sqlx::query(lock).execute(&mut *under_way).await.unwrap();
    let insert = "INSERT INTO recruitment.applications (application_id, instansi, vacancy_id, period, participant_number,
                      person_index, identity_key, identity_sealed, education, gpa_thousandths, submit_time, version)
                  SELECT gen_random_uuid(), instansi, vacancy_id, period, 'another', 'another', '', '', '', 0, submit_time, 1
                  FROM recruitment.applications";
    sqlx::query(insert).execute(&mut *under_way).await.unwrap();
    let pool = recruitment.harness.pool.clone();
    let closing = tokio::spawn(async move { recruitment.close(&open).await });
    eventually(async || {
        let waits =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let waiting: i64 = sqlx::query_scalar(waits).fetch_one(&pool).await.ok()?;
        (waiting == 1).then_some(())
    })
    .await;
    under_way.commit().await.unwrap();
    assert_eq!(closing.await.unwrap().applications, 2);
}

#[tokio::test]
async fn a_vacancy_does_not_close_before_its_last_instant_has_passed() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (name, etag) = (open.name.clone(), open.etag.clone());
    let close = pb::CloseVacancyRequest { name, etag, request_id: String::new() };
    recruitment.harness.clock.set("2024-09-07T08:00:00Z".parse().unwrap());
    let early = recruitment.vacancies.close_vacancy(recruitment.harness.request(COMMITTEE, close.clone())).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "CLOSE_TIME_AHEAD".into()));
    recruitment.apply(&open, 1).await;
    recruitment.harness.clock.set("2024-09-07T08:00:00.000001Z".parse().unwrap());
    let closed = recruitment.vacancies.close_vacancy(recruitment.harness.request(COMMITTEE, close)).await.unwrap();
    assert_eq!(closed.into_inner().applications, 1);
}

#[tokio::test]
async fn a_ruleset_opens_vacancies_on_the_days_it_is_in_force() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    for (ruleset, day, taken) in [
        ("cpns-2023", "2024-08-19T16:59:59Z", true),
        ("cpns-2023", "2024-08-19T17:00:00Z", false),
        ("cpns-2024", "2024-08-19T16:59:59Z", false),
        ("latihan-2024", "2018-01-01T00:00:00Z", true),
    ] {
        recruitment.harness.clock.set(day.parse().unwrap());
        // Refused for its etag or for its ruleset: nothing opens either way.
        let etag = if taken { "\"9\"".to_owned() } else { draft.etag.clone() };
        let request = pb::OpenVacancyRequest { ruleset: ruleset.into(), etag, ..recruitment.open(&draft) };
        let refused = recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, request)).await;
        let refused = refused.unwrap_err();
        assert_eq!(bad_fields(&refused), if taken { vec![] } else { vec!["ruleset"] }, "{ruleset} {day}");
    }
}

#[tokio::test]
async fn every_step_waits_for_the_one_before() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let (name, etag) = (draft.name.clone(), draft.etag.clone());
    let close = pb::CloseVacancyRequest { name, etag, request_id: String::new() };
    for answer in [
        recruitment.vacancies.close_vacancy(recruitment.harness.request(COMMITTEE, close)).await,
        recruitment.rank_skd(&draft).await,
        recruitment.rank_final(&draft).await,
        recruitment.publish(&draft).await,
    ] {
        assert_eq!(refusal(answer), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    }
    assert_eq!(recruitment.get(&draft).await, draft);
}

#[tokio::test]
async fn a_selection_without_applicants_ends_with_free_seats() {
    let mut recruitment = Recruitment::start().await;
    let (published, _) = recruitment.published(1, 2, &[]).await;
    assert_eq!((published.state(), published.applications), (pb::vacancy::State::Published, 0));
}
