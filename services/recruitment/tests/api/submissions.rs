use crate::{COMMITTEE, GATEWAY, Recruitment, application, need, refusal};
use contracts::{google::r#type::Date, recruitment::v1 as pb};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn an_application_is_taken_and_its_person_sealed() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    assert!(taken.participant_number.starts_with("20246571"), "{}", taken.participant_number);
    assert_eq!((taken.participant_number.len(), taken.result.clone(), taken.appointed), (20, None, false));
    // The receipt is for who applied, and given once; GetReceipt tells it later.
    let kept = pb::Application { receipt: None, ..taken.clone() };
    assert_eq!(kept, recruitment.application(&taken.name).await);
    assert_eq!(recruitment.get(&open).await.applications, 1);
    let plain = "SELECT count(*) FROM recruitment.applications AS taken
                 WHERE taken::text LIKE '%9900001205990002%' OR taken::text LIKE '%Rahasia%'
                    OR taken::text LIKE '%' || encode('Rahasia', 'hex') || '%' OR taken::text LIKE '%1999-05-12%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
    assert_eq!(recruitment.harness.published(1).await.len(), 1); // the opening; applying tells nobody
}

#[tokio::test]
async fn all_violations_are_told_at_once_and_none_repeats_what_was_written() {
    let mut recruitment = Recruitment::start().await;
    let request = pb::SubmitApplicationRequest {
        parent: "x".into(),
        nik: "3515147208680002".into(),
        full_name: " ".into(),
        birth_date: Some(Date { year: 2024, month: 9, day: 6 }),
        gpa_thousandths: 100_001,
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
    let refused = refused.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "INVALID_ARGUMENT"));
    let fields = ["parent", "nik", "full_name", "birth_date", "education", "gpa_thousandths", "request_id"];
    assert_eq!(bad_fields(&refused), fields);
    assert!(!String::from_utf8_lossy(refused.details()).contains("3515147208680002"));
}

#[tokio::test]
async fn the_rules_of_applying_are_kept() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let born = |year, day| Some(Date { year, month: 9, day });
    let wrong = [
        (
            pb::SubmitApplicationRequest { education: "S-1 Hukum".into(), ..application(&open, 1) },
            "EDUCATION_NOT_ACCEPTED",
        ),
        (pb::SubmitApplicationRequest { birth_date: born(2006, 7), ..application(&open, 1) }, "AGE_OUT_OF_RANGE"),
        (pb::SubmitApplicationRequest { birth_date: born(1989, 5), ..application(&open, 1) }, "AGE_OUT_OF_RANGE"),
    ];
    for (request, reason) in wrong {
        let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, reason.into()));
    }
    let school_mark = pb::SubmitApplicationRequest { gpa_thousandths: 4_001, ..application(&open, 1) };
    let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, school_mark)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["gpa_thousandths"], "a diploma's average is no school mark");
    let edge = pb::SubmitApplicationRequest { birth_date: born(1989, 6), ..application(&open, 1) };
    recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, edge)).await.unwrap();
}

#[tokio::test]
async fn applications_are_taken_until_the_last_instant_by_the_servers_clock() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let submit = |person| application(&draft, person);
    let early = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, submit(1))).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
    let open =
        recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))).await;
    recruitment.harness.clock.set("2024-09-07T08:00:00Z".parse().unwrap());
    recruitment.apply(&draft, 1).await;
    recruitment.harness.clock.set("2024-09-07T08:00:00.000001Z".parse().unwrap());
    let late = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, submit(2))).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
    recruitment.harness.clock.set("2024-09-06T09:00:00Z".parse().unwrap());
    recruitment.close(&open.unwrap().into_inner()).await;
    let closed = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, submit(2))).await;
    assert_eq!(refusal(closed), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
}

#[tokio::test]
async fn nobody_applies_for_a_vacancy_that_does_not_exist() {
    let mut recruitment = Recruitment::start().await;
    let name = format!("instansi/{TENANT}/vacancies/{}", Uuid::now_v7());
    let request = application(&pb::Vacancy { name, ..Default::default() }, 1);
    let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
    assert_eq!(refusal(refused), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_person_applies_once_in_a_period_however_many_tries_come_at_once() {
    let mut recruitment = Recruitment::start().await;
    let vacancies = [recruitment.opened(1, 1).await, recruitment.opened(2, 1).await];
    let calls: Vec<_> = (0..8)
        .map(|attempt| {
            let mut client = recruitment.applications.clone();
            let request = recruitment.harness.request(GATEWAY, application(&vacancies[attempt % 2], 1));
            tokio::spawn(async move { client.submit_application(request).await })
        })
        .collect();
    let mut taken = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => taken += 1,
            refused => assert_eq!(refusal(refused), (Code::AlreadyExists, "ALREADY_APPLIED".into())),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.applications").await, 1);
}

#[tokio::test]
async fn a_person_applies_once_across_all_instansi() {
    let mut recruitment = Recruitment::start().await;
    let open_here = recruitment.opened(1, 1).await;
    let draft = recruitment.drafted(2, &need(OTHER_TENANT, 2, 1)).await;
    let there = &[OTHER_TENANT];
    let request = recruitment.harness.request_as("other", COMMITTEE, there, recruitment.open(&draft));
    let open_there = recruitment.vacancies.open_vacancy(request).await.unwrap().into_inner();
    recruitment.apply(&open_here, 1).await;
    let again = recruitment.harness.request_as("other", GATEWAY, there, application(&open_there, 1));
    let refused = recruitment.applications.submit_application(again).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::AlreadyExists, "ALREADY_APPLIED"));
    assert!(!String::from_utf8_lossy(refused.details()).contains(TENANT));
    let somebody = recruitment.harness.request_as("other", GATEWAY, there, application(&open_there, 2));
    let taken = recruitment.applications.submit_application(somebody).await.unwrap().into_inner();
    assert!(taken.participant_number.starts_with("20245473"), "{}", taken.participant_number);
}

#[tokio::test]
async fn the_same_request_sent_eight_times_at_once_is_one_application() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::SubmitApplicationRequest { request_id: Uuid::now_v7().to_string(), ..application(&open, 1) };
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let mut client = recruitment.applications.clone();
            let request = recruitment.harness.request(GATEWAY, request.clone());
            tokio::spawn(async move { client.submit_application(request).await.unwrap().into_inner() })
        })
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    let reused = pb::SubmitApplicationRequest { gpa_thousandths: 4_000, ..request };
    let refused = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, reused)).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn lists_are_paged() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for person in 1..=3 {
        recruitment.apply(&open, person).await;
    }
    let mut request = pb::ListApplicationsRequest { parent: open.name.clone(), page_size: 2, ..Default::default() };
    let mut list = async |request: &pb::ListApplicationsRequest| {
        recruitment.applications.list_applications(recruitment.harness.request(COMMITTEE, request.clone())).await
    };
    let first = list(&request).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = list(&request).await.unwrap().into_inner();
    assert_eq!((first.applications.len(), second.applications.len(), second.next_page_token.as_str()), (2, 1, ""));
    request.selected = true;
    assert_eq!(bad_fields(&list(&request).await.unwrap_err()), ["page_token"]);
    request.page_token.clear();
    assert_eq!(list(&request).await.unwrap().into_inner().applications, []);
    request.parent = format!("instansi/{TENANT}/vacancies/{}", Uuid::now_v7());
    assert_eq!(refusal(list(&request).await), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
}

#[tokio::test]
async fn whatever_education_a_need_names_can_be_applied_with() {
    let mut recruitment = Recruitment::start().await;
    let mut event = need(TENANT, 1, 1);
    event.education = vec!["SMA IPA".into(), "D".repeat(300)];
    let draft = recruitment.drafted(1, &event).await;
    let open =
        recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))).await;
    let open = open.unwrap().into_inner();
    for (person, (education, gpa_thousandths)) in
        (1..).zip([(&event.education[0], 88_500), (&event.education[1], 4_000)])
    {
        let education = education.clone();
        let request = pb::SubmitApplicationRequest { education, gpa_thousandths, ..application(&open, person) };
        recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await.unwrap();
    }
}
