use crate::{AUTHORITY, GATEWAY, Recruitment, afterwards::OFFICER, application, refusal};
use contracts::{
    google::r#type::Date,
    needs::events::v1::NeedDetermined,
    recruitment::{
        events::v1::VacancyUnfilled,
        v1::{self as pb, replacement::Explanation, result_change::Reason},
    },
};
use jiff::SignedDuration;
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::Code;

const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];

#[tokio::test]
async fn the_next_rank_takes_the_place_and_the_public_reads_it() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    let refused = recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_APPOINTABLE".into()));
    let left = recruitment.withdraw(&applications[1], pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert!(!left.after_nip);
    assert_eq!(left.banned_until, Some(Date { year: 2026, month: 12, day: 31 }), "two fiscal years after 2024");
    let proposed = recruitment.replacements(&vacancy).await.remove(0);
    assert_eq!((&proposed.name, proposed.explanation()), (&left.replacement, Explanation::NextRank));
    assert_eq!(proposed.candidates, [applications[0].name.clone()]);
    let third = &applications[2].name;
    let refused = recruitment.confirm(&proposed, third, "").await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_THE_NEXT_RANK".into()));
    let confirmed = recruitment.confirm(&proposed, "", "").await.unwrap().into_inner();
    assert_eq!((confirmed.state(), &confirmed.chosen), (pb::replacement::State::Confirmed, &applications[0].name));
    let again = recruitment.confirm(&confirmed, "", "").await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "REPLACEMENT_STATE".into()));
    let changes = recruitment.changes(&vacancy).await;
    let told: Vec<_> = changes.iter().map(|one| (one.participant_number.as_str(), one.reason())).collect();
    let number = |index: usize| applications[index].participant_number.as_str();
    assert_eq!(told, [(number(1), Reason::Withdrew), (number(0), Reason::Replaced)]);
    assert_eq!(changes[1].because_of, [number(1)]);
    recruitment.number(&vacancy, 1).await;
    let selected = recruitment.application(&applications[0].name).await;
    let request = pb::AppointCandidateRequest {
        name: selected.name.clone(),
        etag: selected.etag.clone(),
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
        request_id: String::new(),
    };
    let request = recruitment.harness.request(AUTHORITY, request);
    let appointed = recruitment.applications.appoint_candidate(request).await.unwrap().into_inner();
    let late = recruitment.withdraw(&appointed, pb::WithdrawalCause::OwnWish).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_APPOINTABLE".into()));
}

#[tokio::test]
async fn a_seat_that_nobody_is_left_for_is_told() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS[..1]).await;
    recruitment.number(&vacancy, 1).await;
    let refused = recruitment.withdraw(&applications[0], pb::WithdrawalCause::OtherPlace).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["cause"], "nobody dodges the sanction who was not moved");
    let left = recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert!(left.after_nip && left.banned_until.is_some());
    let nobody = recruitment.replacements(&vacancy).await.remove(0);
    let impossible = (pb::replacement::State::Impossible, Explanation::NobodyLeft);
    assert_eq!((nobody.state(), nobody.explanation()), impossible);
    let events = recruitment.harness.published(3).await;
    let event: VacancyUnfilled = events[2].as_message().unwrap().unwrap();
    assert_eq!((event.free_seats, event.vacancy), (1, vacancy.name));
}

#[tokio::test]
async fn equals_wait_for_the_national_committee() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 400), ([90, 130, 200], 380), ([90, 130, 200], 380)];
    let (vacancy, applications) = recruitment.published(1, 1, &marks).await;
    let left = recruitment.withdraw(&applications[0], pb::WithdrawalCause::Died).await.unwrap().into_inner();
    assert_eq!((left.banned_until, left.banned_periods), (None, 0));
    let tied = recruitment.replacements(&vacancy).await.remove(0);
    assert_eq!((tied.explanation(), tied.candidates.len()), (Explanation::Tie, 2));
    for (candidate, decision) in [("", "S-12/2025"), (applications[2].name.as_str(), "")] {
        let refused = recruitment.confirm(&tied, candidate, decision).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "TIE_UNDECIDED".into()));
    }
    let confirmed = recruitment.confirm(&tied, &applications[2].name, "S-12/2025").await.unwrap().into_inner();
    assert_eq!((confirmed.chosen, confirmed.decision.as_str()), (applications[2].name.clone(), "S-12/2025"));
}

#[tokio::test]
async fn a_sanction_holds_in_every_instansi_and_ends() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS[..1]).await;
    recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await.unwrap();
    // The same person, in another instansi: a new period would take the application, the sanction does not.
    let elsewhere = NeedDetermined { year: 2024, ..crate::need(OTHER_TENANT, 2, 1) };
    let draft = recruitment.drafted(2, &elsewhere).await;
    let tenants = &[TENANT, OTHER_TENANT];
    let open = recruitment.harness.request_as("k", crate::COMMITTEE, tenants, recruitment.open(&draft));
    let open = recruitment.vacancies.open_vacancy(open).await.unwrap().into_inner();
    let apply = |person| recruitment.harness.request_as("g", GATEWAY, tenants, application(&open, person));
    let refused = recruitment.applications.clone().submit_application(apply(1000)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SANCTIONED".into()));
    recruitment.applications.clone().submit_application(apply(7)).await.unwrap();
    let request = pb::ListWithdrawalsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let mut client = recruitment.appointments();
    let listed = client.list_withdrawals(recruitment.harness.request(OFFICER, request)).await.unwrap().into_inner();
    assert_eq!(listed.withdrawals[0].banned_until, Some(Date { year: 2026, month: 12, day: 31 }));
    // The last day is over: 2027 in WIB.
    recruitment.harness.clock.set("2026-12-31T17:00:00Z".parse().unwrap());
    let late = recruitment.drafted(3, &crate::need(TENANT, 3, 1)).await;
    let open = recruitment.harness.request(crate::COMMITTEE, recruitment.open(&late));
    let open = recruitment.vacancies.open_vacancy(open).await.unwrap().into_inner();
    let request = recruitment.harness.request(GATEWAY, application(&open, 1000));
    let refused = recruitment.applications.submit_application(request).await;
    assert_eq!(refusal(refused), (Code::AlreadyExists, "ALREADY_APPLIED".into()), "only the period is in the way");
}

#[tokio::test]
async fn a_withdrawal_waits_for_the_objections_and_needs_a_cause() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.go_to_window(&vacancy);
    let refused = recruitment.withdraw(&applications[1], pb::WithdrawalCause::OwnWish).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_OPEN".into()));
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(24 * 12);
    recruitment.harness.clock.set(later);
    for cause in [pb::WithdrawalCause::Unspecified, pb::WithdrawalCause::FileIncomplete] {
        let refused = recruitment.withdraw(&applications[1], cause).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["cause"]);
    }
    let stale = pb::Application { etag: "\"1\"".into(), ..applications[1].clone() };
    let refused = recruitment.withdraw(&stale, pb::WithdrawalCause::OwnWish).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
}
