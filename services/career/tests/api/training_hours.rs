use crate::{
    HR,
    training_world::{DICTIONARY, School, day, parent, refusal, unit},
};
use contracts::career::v1::{self as pb, external_training::State};
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

/// rules.md §4.2: seminar (9) and e-learning (16).
#[tokio::test]
async fn eight_hours_of_seminar_and_twelve_of_e_learning_meet_the_year_and_nineteen_do_not() {
    let mut school = School::start().await;
    let (diligent, short) = (school.servant(3).await, school.servant(3).await);
    school.learned(&diligent, 9, 8).await.unwrap();
    school.learned(&diligent, 16, 12).await.unwrap();
    let year = school.year(&diligent).await;
    assert_eq!((year.hours, year.required, year.missing, year.met, year.cap), (20, 20, 0, true, 0));
    let bookings: Vec<_> = year.bookings.iter().map(|one| (one.activity_title.as_str(), one.hours)).collect();
    assert_eq!(bookings, [("seminar", 8), ("e-learning", 12)]);
    assert_eq!(year.ruleset, "training-pp-11-2017");
    school.learned(&short, 9, 8).await.unwrap();
    school.learned(&short, 16, 11).await.unwrap();
    let year = school.year(&short).await;
    assert_eq!((year.hours, year.missing, year.met), (19, 1, false));
    assert!(year.explanation.starts_with("19 hours, and 20 are owed in the year: 1 are missing; pre-service training"));
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetHours'";
    assert_eq!(school.career.harness.number(audited).await, 2);
}

/// rules.md §4.2.
#[tokio::test]
async fn an_employee_under_an_agreement_is_refused_two_hours_over_the_cap() {
    let mut school = School::start().await;
    let employee = school.employee(3).await;
    let one = school.record(School::external_request(&employee, 9, 26)).await.unwrap().into_inner();
    let refused = school.accept(&one).await.unwrap_err();
    assert_eq!(refused.message(), "2 hours over the cap of 24 a year");
    assert_eq!(refusal::<()>(Err(refused)), (Code::FailedPrecondition, "HOURS_OVER_CAP".into()));
    let year = school.year(&employee).await;
    assert_eq!((year.hours, year.cap, year.required, year.met), (0, 24, 0, true), "nothing is half booked");
    school.learned(&employee, 9, 24).await.unwrap();
    assert_eq!(refusal(school.learned(&employee, 16, 1).await).1, "HOURS_OVER_CAP");
}

#[tokio::test]
async fn a_course_under_way_reserves_its_hours() {
    let mut school = School::start().await;
    let employee = school.employee(2).await;
    let course = school.course("K-1").await;
    let (session, other) = (school.session(&course, 1).await, school.session(&course, 1).await);
    let one = school.enrol(&session, &employee).await.unwrap().into_inner();
    assert_eq!((school.year(&employee).await.hours, school.year(&employee).await.reserved), (0, 8));
    assert_eq!(refusal(school.learned(&employee, 9, 17).await).1, "HOURS_OVER_CAP");
    school.learned(&employee, 9, 16).await.unwrap();
    assert_eq!(refusal(school.enrol(&other, &employee).await).1, "HOURS_OVER_CAP");
    school.held(&session, &[&one]).await;
    let year = school.year(&employee).await;
    assert_eq!((year.hours, year.reserved), (24, 0));
}

#[tokio::test]
async fn a_servant_records_the_own_certificate_and_another_person_accepts_it() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    school.link(&servant, "siti").await;
    let request = pb::SubmitExternalTrainingRequest {
        parent: servant.clone(),
        title: "Sertifikasi komunikasi".into(),
        activity: 11,
        provider: "LSP".into(),
        start_date: day(4, 1),
        end_date: day(4, 3),
        minutes: 449,
        certificate_number: "LSP-1".into(),
        teaching: Some(pb::Teaching { dictionary: DICTIONARY.into(), code: "M3".into(), level: 3 }),
        ..Default::default()
    };
    let harness = &school.career.harness;
    let stranger = harness.request_as("budi", &["servant"], &[TENANT], request.clone());
    let hidden = school.hours.submit_external_training(stranger).await;
    assert_eq!(refusal(hidden), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let own = harness.request_as("siti", &["servant"], &[TENANT], request.clone());
    let one = school.hours.submit_external_training(own).await.unwrap().into_inner();
    assert_eq!((one.state(), one.hours), (State::Submitted, 9), "449 minutes are nine full hours");
    let own = harness.request_as("siti", &["servant"], &[TENANT], request);
    let twice = school.hours.submit_external_training(own).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "CERTIFICATE_TAKEN".into()));
    let (name, etag) = (one.name.clone(), one.etag.clone());
    let accept = pb::AcceptExternalTrainingRequest { name, etag, request_id: String::new() };
    let own = school.career.harness.request_as("siti", HR, &[TENANT], accept);
    let own = school.hours.accept_external_training(own).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_REVIEW".into()));
    let accepted = school.accept(&one).await.unwrap().into_inner();
    assert_eq!(accepted.state(), State::Accepted);
    assert_eq!(refusal(school.accept(&accepted).await).1, "EXTERNAL_TRAINING_STATE");
    let year = school.year(&servant).await;
    assert_eq!((year.hours, year.bookings[0].source.as_str()), (9, one.name.as_str()));
    let noted = "SELECT count(*) FROM career.competency_evidence
                 WHERE kind = 'certificate' AND level = 3 AND withdrawn_time IS NULL";
    assert_eq!(school.career.harness.number(noted).await, 1);
    let (name, etag) = (accepted.name.clone(), accepted.etag.clone());
    let revoke = pb::RevokeExternalTrainingRequest { name, etag, reason: "salah orang".into(), ..Default::default() };
    school.hours.revoke_external_training(school.career.harness.request(HR, revoke)).await.unwrap();
    assert_eq!(school.career.harness.number(noted).await, 0, "a revoked certificate shows nothing any more");
}

#[tokio::test]
async fn what_is_declined_books_nothing_and_may_be_recorded_again() {
    let mut school = School::start().await;
    let servant = school.servant(3).await;
    let request = School::external_request(&servant, 9, 8);
    let one = school.record(request.clone()).await.unwrap().into_inner();
    let (name, etag) = (one.name.clone(), one.etag.clone());
    let decline =
        pb::DeclineExternalTrainingRequest { name, etag, reason: "tidak terbaca".into(), ..Default::default() };
    let own = school.hours.decline_external_training(school.career.harness.request(HR, decline.clone())).await;
    assert_eq!(refusal(own).1, "OWN_REVIEW", "who recorded it");
    let reviewer = school.career.harness.request_as("reviewer", HR, &[TENANT], decline.clone());
    let declined = school.hours.decline_external_training(reviewer).await.unwrap().into_inner();
    assert_eq!((declined.state(), declined.reason.as_str()), (State::Declined, "tidak terbaca"));
    let reviewer = school.career.harness.request_as("reviewer", HR, &[TENANT], decline);
    let stale = school.hours.decline_external_training(reviewer).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let plain = "SELECT count(*) FROM career.external_trainings AS one WHERE one::text LIKE '%terbaca%'";
    assert_eq!(school.career.harness.number(plain).await, 0, "the reason is sealed");
    assert_eq!(school.year(&servant).await.hours, 0);
    school.record(request).await.unwrap();
    let list = pb::ListExternalTrainingsRequest {
        parent: parent(),
        servant: servant.clone(),
        state: State::Declined.into(),
        ..Default::default()
    };
    let list = school.hours.list_external_trainings(school.career.harness.request(HR, list)).await;
    let list = list.unwrap().into_inner().trainings;
    assert_eq!((list.len(), list[0].reason.as_str()), (1, "tidak terbaca"));
    let get = school.career.harness.request(HR, pb::GetExternalTrainingRequest { name: one.name });
    assert_eq!(school.hours.get_external_training(get).await.unwrap().into_inner(), list[0]);
}

#[tokio::test]
async fn what_was_accepted_in_error_is_taken_back_and_both_bookings_stay() {
    let mut school = School::start().await;
    let servant = school.servant(3).await;
    let one = school.learned(&servant, 9, 8).await.unwrap().into_inner();
    let (name, etag) = (one.name.clone(), one.etag.clone());
    let revoke = pb::RevokeExternalTrainingRequest { name, etag, reason: "salah orang".into(), ..Default::default() };
    let revoked = school.hours.revoke_external_training(school.career.harness.request(HR, revoke.clone())).await;
    let revoked = revoked.unwrap().into_inner();
    assert_eq!((revoked.state(), revoked.reason.as_str()), (State::Revoked, "salah orang"));
    let year = school.year(&servant).await;
    let bookings: Vec<_> = year.bookings.iter().map(|one| one.hours).collect();
    assert_eq!((year.hours, year.missing, bookings), (0, 20, vec![8, -8]));
    let stale = school.hours.revoke_external_training(school.career.harness.request(HR, revoke.clone())).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let again = pb::RevokeExternalTrainingRequest { etag: revoked.etag, ..revoke };
    let again = school.hours.revoke_external_training(school.career.harness.request(HR, again)).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "EXTERNAL_TRAINING_STATE".into()));
    school.learned(&servant, 9, 8).await.unwrap();
}

#[tokio::test]
async fn all_violations_of_hours_are_told_at_once() {
    let mut school = School::start().await;
    let servant = school.servant(3).await;
    let request = pb::RecordExternalTrainingRequest {
        start_date: day(5, 2),
        end_date: day(5, 1),
        hours: 1,
        minutes: 45,
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = school.record(request).await.unwrap_err();
    let expected =
        ["parent", "title", "activity", "provider", "end_date", "minutes", "certificate_number", "request_id"];
    assert_eq!(bad_fields(&refused), expected);
    let short = pb::RecordExternalTrainingRequest {
        end_date: day(5, 3),
        hours: 0,
        minutes: 44,
        ..School::external_request(&servant, 9, 8)
    };
    let refused = school.record(short).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["end_date", "minutes"], "ahead, and no full hour");
    let request = pb::GetHoursRequest { name: String::new(), year: 0 };
    let refused = school.hours.get_hours(school.career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "year"]);
    let request = pb::SumHoursRequest { page_size: -1, unit: "x".into(), ..Default::default() };
    let refused = school.hours.sum_hours(school.career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "year", "unit"]);
    let nobody = format!("{}/servants/{}", parent(), Uuid::now_v7());
    let request = school.career.harness.request(HR, pb::GetHoursRequest { name: nobody.clone(), year: 2025 });
    assert_eq!(refusal(school.hours.get_hours(request).await), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    assert_eq!(refusal(school.record(School::external_request(&nobody, 9, 8)).await).1, "SERVANT_NOT_FOUND");
    let name = format!("{}/externalTrainings/{}", parent(), Uuid::now_v7());
    let nothing = pb::ExternalTraining { name: name.clone(), etag: "\"1\"".into(), ..Default::default() };
    assert_eq!(refusal(school.accept(&nothing).await), (Code::NotFound, "EXTERNAL_TRAINING_NOT_FOUND".into()));
    let get = school.career.harness.request(HR, pb::GetExternalTrainingRequest { name });
    assert_eq!(refusal(school.hours.get_external_training(get).await).1, "EXTERNAL_TRAINING_NOT_FOUND");
}

#[tokio::test]
async fn hours_are_summed_by_unit_and_for_everybody_at_once() {
    let mut school = School::start().await;
    let (met, short, employee) = (school.servant(3).await, school.servant(3).await, school.employee(3).await);
    school.learned(&met, 9, 20).await.unwrap();
    school.learned(&short, 9, 6).await.unwrap();
    school.learned(&employee, 9, 4).await.unwrap();
    let request = pb::SumHoursRequest { parent: parent(), year: 2025, ..Default::default() };
    let few = school.hours.sum_hours(school.career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    let withheld = pb::UnitHours { unit: unit(), withheld: true, ..Default::default() };
    assert_eq!(few.units, [withheld], "figures about three people");
    school.servant(3).await;
    school.servant(3).await;
    let sums = school.hours.sum_hours(school.career.harness.request(HR, request)).await.unwrap().into_inner();
    let (unit, withheld) = (unit(), false);
    let expected = pb::UnitHours { unit, servants: 5, hours: 30, obliged: 4, met: 1, missing: 54, withheld };
    assert_eq!(sums.units, [expected]);
    let mut tx = school.tx().await;
    let mut all: Vec<i64> =
        career::store::hours::all_of_year(&mut tx, 2025).await.unwrap().iter().map(|one| one.hours).collect();
    all.sort_unstable();
    assert_eq!(all, [0, 0, 4, 6, 20]);
    let other = career::store::hours::all_of_year(&mut tx, 2024).await.unwrap();
    assert!(other.len() == 5 && other.iter().all(|one| one.hours == 0));
}
