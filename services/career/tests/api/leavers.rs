//! What develops people ends when they leave: gaps, plans, tasks, seats in courses, pairs.

use crate::{
    HR,
    mentorships::Pairs,
    training_world::{School, day, parent, refusal},
};
use contracts::{
    career::v1::{
        self as pb, exit_service_client::ExitServiceClient, external_training, mentorship::State as PairState,
        training_participant::State,
    },
    google::r#type::Date,
};
use tonic::Code;

impl School {
    /// Leaves by the own wish at the end of a day.
    async fn leaves(&mut self, servant: &str, last_day: Option<Date>) {
        let etag = self.career.record_shown(servant).await.etag;
        let request = pb::RecordExitRequest {
            name: servant.into(),
            etag,
            exit_kind: "3".into(),
            last_day,
            decree_number: "882/1".into(),
            decree_date: day(5, 1),
            reason: "pindah".into(),
            request_id: String::new(),
        };
        let mut client = ExitServiceClient::new(self.career.harness.channel.clone());
        client.record_exit(self.career.harness.request(HR, request)).await.unwrap();
    }

    async fn sweeps_exits(&mut self) -> i64 {
        let mut client = ExitServiceClient::new(self.career.harness.channel.clone());
        let request = pb::SweepExitsRequest { parent: parent(), request_id: String::new() };
        let swept = client.sweep_exits(self.career.harness.request(&["integration"], request)).await;
        swept.unwrap().into_inner().applied
    }
}

#[tokio::test]
async fn gaps_plan_tasks_and_what_was_submitted_end_with_whoever_leaves() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let kept = "SELECT count(*) FROM career.competency_profiles WHERE position <> ''";
    assert_eq!(school.career.harness.number(kept).await, 1);
    let one = school.record(School::external_request(&servant, 9, 8)).await.unwrap().into_inner();
    school.leaves(&servant, day(5, 2)).await;
    for ended in [
        "SELECT count(*) FROM career.competency_gaps WHERE close_reason = 'not_asked' AND close_date = '2025-05-02'",
        "SELECT count(*) FROM career.development_items WHERE state = 'lapsed'",
        "SELECT count(*) FROM career.competency_profiles WHERE position = '' AND asked = 0",
        "SELECT sign(count(*))::bigint FROM career.onboarding_tasks WHERE lapse_date = '2025-05-02'",
    ] {
        assert_eq!(school.career.harness.number(ended).await, 1, "{ended}");
    }
    let open = "SELECT count(*) FROM career.onboarding_tasks WHERE done_date IS NULL AND lapse_date IS NULL";
    assert_eq!(school.career.harness.number(open).await, 0);
    let get = pb::GetExternalTrainingRequest { name: one.name.clone() };
    let get = school.hours.get_external_training(school.career.harness.request(HR, get)).await;
    assert_eq!(get.unwrap().into_inner().state(), external_training::State::Declined);
    assert_eq!(refusal(school.accept(&one).await).0, Code::Aborted, "it is not there to be accepted any more");
}

#[tokio::test]
async fn a_beginning_post_has_a_profile_before_any_evidence() {
    let mut school = School::start().await;
    school.career.appointed(1).await;
    let unknown = "SELECT count(*) FROM career.competency_profiles WHERE asked > 0 AND assessed = 0";
    assert_eq!(school.career.harness.number(unknown).await, 1);
}

#[tokio::test]
async fn the_seat_of_who_leaves_goes_to_the_first_who_waits() {
    let mut school = School::start().await;
    let (first, second) = (school.servant(2).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    school.enrol(&session, &first).await.unwrap();
    school.enrol(&session, &second).await.unwrap();
    school.leaves(&first, day(5, 4)).await;
    school.at("2025-05-04T08:00:00Z");
    assert_eq!(school.sweeps_exits().await, 1);
    let people = school.participants(&session).await;
    assert_eq!(people.iter().map(|one| one.state()).collect::<Vec<_>>(), [State::Withdrawn, State::Enrolled]);
    assert_eq!(people[0].remark, "the servant left the service");
    assert_eq!(school.career.harness.number("SELECT count(*) FROM career.training_hours").await, 0);
}

#[tokio::test]
async fn a_course_that_was_over_by_the_last_day_still_has_a_result_and_no_later_one() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.at("2025-05-06T08:00:00Z");
    school.attend(&session, day(5, 5), &[(&one, true)]).await.unwrap();
    school.attend(&session, day(5, 6), &[(&one, true)]).await.unwrap();
    school.leaves(&servant, day(5, 6)).await;
    assert_eq!(school.participants(&session).await[0].state(), State::Enrolled);
    school.at("2025-05-09T08:00:00Z");
    school.results(&session, vec![School::passed(&one, "S-1")]).await.unwrap();
    assert_eq!(school.participants(&session).await[0].result_date, day(5, 6));
    let open = "SELECT count(*) FROM career.competency_gaps WHERE close_date IS NULL";
    assert_eq!(school.career.harness.number(open).await, 0, "nothing opens again");
    // Somebody who left beside the service, as one who left before seats were given up.
    let other = school.servant(2).await;
    school.at("2025-05-05T08:00:00Z");
    let session = school.session(&course, 1).await;
    let late = school.enrol(&session, &other).await.unwrap().into_inner();
    let gone = "UPDATE career.servants SET state = 'left', last_day = '2025-05-05' WHERE state <> 'left'";
    sqlx::query(gone).execute(&school.career.harness.pool).await.unwrap();
    school.at("2025-05-06T08:00:00Z");
    let refused = school.results(&session, vec![School::failed(&late)]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "PARTICIPANT_STATE".into()));
}

#[tokio::test]
async fn a_pair_ends_when_either_leaves_and_what_was_done_counts() {
    let mut pairs = Pairs::start().await;
    let mentee = pairs.mentee(2, "siti").await;
    let mentor = pairs.mentor(5, "budi").await;
    let pair = pairs.active().await;
    pairs.meet("budi", Pairs::meeting(&pair, 90)).await.unwrap();
    pairs.school.leaves(&mentor, day(5, 2)).await;
    let ended = pairs.list(pb::ListMentorshipsRequest::default()).await.remove(0);
    assert_eq!((ended.state(), ended.hours, ended.outcome_level), (PairState::Ended, 2, 0));
    assert_eq!(ended.reason, "the servant left the service");
    assert_eq!(pairs.school.year(&mentee).await.hours, 2);
    let late = pairs.meet("budi", Pairs::meeting(&pair, 45)).await;
    assert!(["MENTORSHIP_STATE", "NOT_THE_MENTOR"].contains(&refusal(late).1.as_str()));
    pairs.mentor(5, "ani").await;
    let again = pairs.active().await;
    pairs.meet("ani", Pairs::meeting(&again, 45)).await.unwrap();
    pairs.school.leaves(&mentee, day(5, 2)).await;
    let both = pairs.list(pb::ListMentorshipsRequest::default()).await;
    assert_eq!(
        both.iter().map(|one| (one.state(), one.hours)).collect::<Vec<_>>(),
        [(PairState::Ended, 2), (PairState::Ended, 1)]
    );
}

#[tokio::test]
async fn a_mentor_who_left_writes_nothing_down_and_ends_nothing() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.active().await;
    // Beside the service, as one who left before pairs were ended.
    let gone = "UPDATE career.servants SET state = 'left', last_day = '2025-05-02' WHERE account = 'budi'";
    sqlx::query(gone).execute(&pairs.school.career.harness.pool).await.unwrap();
    let met = pairs.meet("budi", Pairs::meeting(&pair, 45)).await;
    assert_eq!(refusal(met), (Code::FailedPrecondition, "NOT_THE_MENTOR".into()));
    let ended = pairs.end("budi", &pair, 3).await;
    assert_eq!(refusal(ended), (Code::FailedPrecondition, "NOT_THE_MENTOR".into()));
}
