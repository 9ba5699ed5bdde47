//! Who came for a need, and what they were taught, by ids.

use crate::{
    Career, HR, appointment,
    training_world::{School, day},
};
use contracts::career::v1::{self as pb, impact_service_client::ImpactServiceClient};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request, Status, transport::Channel};

impl Career {
    fn impacts(&self) -> ImpactServiceClient<Channel> {
        ImpactServiceClient::new(self.harness.channel.clone())
    }

    async fn careers_of(&self, need: &str) -> Result<pb::NeedCareers, Status> {
        let request = self.harness.request(HR, pb::GetNeedCareersRequest { need: need.into() });
        Ok(self.impacts().get_need_careers(request).await?.into_inner())
    }
}

#[tokio::test]
async fn who_came_for_a_need_is_told_by_ids_and_audited() {
    let mut career = Career::start().await;
    let event = appointment(1);
    let id = career.harness.deliver("recruitment", 1, &event.application, &event).await.unwrap();
    career.harness.applied("recruitment", 1).await;
    career.appointed(2).await;
    let servant = career.by_application(&event.application).await.remove(0);
    let told = career.careers_of(&event.need).await.unwrap();
    assert_eq!(told.need, event.need);
    let expected = pb::NeedServant {
        servant: servant.name,
        application: event.application,
        appointment_date: event.appointment_date,
        last_day: None,
        cause_event_id: id.to_string(),
    };
    assert_eq!((told.servants, told.trainings), (vec![expected], Vec::new()));
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetNeedCareers'";
    assert_eq!(career.harness.number(audited).await, 1);
    let nobody = format!("instansi/{TENANT}/needs/01890000-0000-7000-8000-00000000dead");
    assert_eq!(career.careers_of(&nobody).await.unwrap(), pb::NeedCareers { need: nobody, ..Default::default() });
}

#[tokio::test]
async fn trainings_of_who_came_are_counted_by_session() {
    let mut school = School::start().await;
    let trained = school.servant(1).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    school.confirm(&run, vec![]).await.unwrap();
    let people = school.participants(&session).await;
    school.held(&session, &[&people[0]]).await;
    school.complete(&session).await.unwrap();
    let told = school.career.careers_of(&appointment(1).need).await.unwrap();
    assert_eq!(told.servants.iter().map(|one| one.servant.as_str()).collect::<Vec<_>>(), [trained.as_str()]);
    let (session, course) = (session.name, course.name);
    let expected = pb::NeedTraining { session, course, end_date: day(5, 6), servants: 1, passed: 1 };
    assert_eq!(told.trainings, [expected]);
}

#[tokio::test]
async fn wrong_questions_and_strangers_are_refused() {
    let career = Career::start().await;
    assert_eq!(bad_fields(&career.careers_of("needs/x").await.unwrap_err()), ["need"]);
    let need = appointment(1).need;
    let ask = || pb::GetNeedCareersRequest { need: need.clone() };
    let nobody = career.impacts().get_need_careers(Request::new(ask())).await.unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);
    let servant = career.harness.request(&["servant"], ask());
    assert_eq!(career.impacts().get_need_careers(servant).await.unwrap_err().code(), Code::PermissionDenied);
    let elsewhere = career.harness.request_as("tester", HR, &[OTHER_TENANT], ask());
    assert_eq!(career.impacts().get_need_careers(elsewhere).await.unwrap_err().code(), Code::PermissionDenied);
}
