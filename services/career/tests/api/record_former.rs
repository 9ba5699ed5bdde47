//! Who somebody was told to be and how appointed is corrected with a reason, by somebody else, and what was known stays.

use crate::{
    Career, HR, assign_nip,
    record::{correction, date, held},
};
use contracts::career::{events::v1::AppointmentCorrected, v1 as pb};
use platform::testing::{TENANT, bad_fields, reason};
use tonic::{Code, Status};

const NIK: &str = "9900002609860001";

impl Career {
    async fn tell_identity(&mut self, servant: &str, name: &str, reason: &str) -> Result<pb::Servant, Status> {
        let etag = self.record_shown(servant).await.etag;
        let identity = pb::Identity {
            full_name: name.into(),
            nik: NIK.into(),
            birth_date: date(1986, 9, 26),
            ..Default::default()
        };
        let request = pb::RecordIdentityRequest {
            name: servant.into(),
            etag,
            identity: Some(identity),
            reason: reason.into(),
            ..Default::default()
        };
        let answer = self.record_client().record_identity(self.harness.request(HR, request)).await?.into_inner();
        Ok(answer.servant.unwrap())
    }

    async fn correct_appointed(
        &mut self,
        servant: &str,
        request: pb::CorrectAppointmentRequest,
    ) -> Result<pb::CorrectAppointmentResponse, Status> {
        let etag = self.record_shown(servant).await.etag;
        let request = pb::CorrectAppointmentRequest { name: servant.into(), etag, reason: "misread".into(), ..request };
        Ok(self.record_client().correct_appointment(self.harness.request(HR, request)).await?.into_inner())
    }

    async fn former(&self, servant: &str) -> Vec<pb::FormerIdentity> {
        let request = pb::ListFormerIdentitiesRequest { parent: servant.into(), ..Default::default() };
        let request = self.harness.request(&["auditor"], request);
        self.record_client().list_former_identities(request).await.unwrap().into_inner().former_identities
    }

    async fn known_as(&self, servant: &str, known: &str) -> pb::ServantRecord {
        let known: jiff::Timestamp = known.parse().unwrap();
        let known_time = Some(platform::dates::render_time(known));
        let request = pb::GetRecordOnRequest { name: servant.into(), day: None, known_time };
        self.record_client().get_record_on(self.harness.request(HR, request)).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn an_identity_is_corrected_with_a_reason_and_what_was_known_stays() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    career.tell_identity(&servant, "Budi Santosa", "").await.unwrap();
    assert!(career.former(&servant).await.is_empty());
    career.harness.clock.set("2025-07-01T03:00:00Z".parse().unwrap());
    let silent = career.tell_identity(&servant, "Budi Santoso", "").await.unwrap_err();
    assert_eq!(bad_fields(&silent), ["reason"]);
    let shown = career.tell_identity(&servant, "Budi Santoso", "spelled wrongly").await.unwrap();
    assert_eq!(shown.full_name, "Budi Santoso");
    let former = career.former(&servant).await;
    assert_eq!((former.len(), former[0].reason.as_str()), (1, "spelled wrongly"));
    let identity = former[0].identity.clone().unwrap();
    assert_eq!((identity.full_name.as_str(), identity.nik.as_str()), ("Budi Santosa", NIK));
    assert_eq!(career.known_as(&servant, "2025-06-01T00:00:00Z").await.full_name, "Budi Santosa");
    assert_eq!(career.known_as(&servant, "2025-07-02T00:00:00Z").await.full_name, "Budi Santoso");
    assert_eq!(career.known_as(&servant, "2025-01-01T00:00:00Z").await.appointment_date, None);
    let plain = "SELECT count(*) FROM career.former_identities WHERE position('Budi'::bytea IN detail_sealed) > 0
                   OR former_identities::text LIKE '%spelled%'";
    assert_eq!(career.harness.number(plain).await, 0);
}

#[tokio::test]
async fn number_sex_first_day_and_employment_are_corrected() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let name = servant.name.clone();
    let nip = assign_nip(&servant, "198609262025051001", "");
    career.client.assign_nip(career.harness.request(HR, nip)).await.unwrap();
    let wrong = pb::CorrectAppointmentRequest { appointment_date: date(2025, 5, 2), ..Default::default() };
    let refused = career.correct_appointed(&name, wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["appointment_date"], "the first post began the day before");
    let right = pb::CorrectAppointmentRequest {
        nip: "19860926 202504 2 001".into(),
        sex: pb::Sex::Female.into(),
        appointment_date: date(2025, 4, 1),
        ..Default::default()
    };
    let corrected = career.correct_appointed(&name, right).await.unwrap();
    assert!(corrected.warnings.is_empty(), "{:?}", corrected.warnings);
    let shown = career.record_shown(&name).await;
    assert_eq!((shown.nip.as_str(), shown.appointment_date), ("198609262025042001", date(2025, 4, 1)));
    let contract = pb::CorrectAppointmentRequest {
        employment: pb::servant::Employment::Pppk.into(),
        nip: "198609262025212001".into(),
        ..Default::default()
    };
    let rank = career.add_rank(&name, held("III/a", 5)).await.unwrap().name;
    let refused = career.correct_appointed(&name, contract.clone()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["employment"], "the rank is of a civil servant");
    let etag = career.record_shown(&name).await.etag;
    let gone = pb::WithdrawRowRequest { name: name.clone(), etag, correction: correction(&rank), ..Default::default() };
    career.record_client().withdraw_row(career.harness.request(HR, gone)).await.unwrap();
    let shown = career.correct_appointed(&name, contract).await.unwrap().servant.unwrap();
    assert_eq!(shown.state(), pb::servant::State::InService);
    let former = career.former(&name).await;
    let numbers: Vec<_> = former.iter().map(|one| (one.nip.as_str(), one.sex())).collect();
    assert_eq!(numbers, [("198609262025051001", pb::Sex::Male), ("198609262025042001", pb::Sex::Female)]);
    assert_eq!((former[0].appointment_date, former[1].employment()), (date(2025, 5, 1), pb::servant::Employment::Pns));
    let events = career.harness.published(3).await;
    let told = events.iter().filter_map(|event| event.as_message::<AppointmentCorrected>());
    let told: Vec<_> = told.map(|message| message.unwrap()).collect();
    let days: Vec<_> = told.iter().map(|event| (event.servant.as_str(), event.appointment_date)).collect();
    assert_eq!(days, [(name.as_str(), date(2025, 4, 1))], "only what the others know is told to them");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_correction_of_the_appointment_is_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let wrong = pb::CorrectAppointmentRequest {
        nip: "1".into(),
        sex: 9,
        appointment_date: date(2025, 2, 30),
        employment: 9,
        decree_number: "x".repeat(101),
        ..Default::default()
    };
    let refused = career.record_client().correct_appointment(career.harness.request(HR, wrong)).await.unwrap_err();
    let expected = ["name", "etag", "nip", "sex", "appointment_date", "employment", "decree_number"];
    assert_eq!(bad_fields(&refused)[..7], expected);
    let nothing = career.correct_appointed(&servant.name, pb::CorrectAppointmentRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["nip"]);
    let unassigned = pb::CorrectAppointmentRequest { nip: "198609262025051001".into(), ..Default::default() };
    let refused = career.correct_appointed(&servant.name, unassigned).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["nip"], "a number is assigned first");
}

#[tokio::test]
async fn nobody_changes_the_own_record_or_links_the_own_account() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let link = |etag: String, account: &str| {
        let (name, account) = (servant.name.clone(), account.to_owned());
        pb::LinkAccountRequest { name, etag, account, request_id: String::new() }
    };
    let mut client = career.record_client();
    let asks = |message| career.harness.request_as("siti", HR, &[TENANT], message);
    let own = client.link_account(asks(link(servant.etag.clone(), "siti"))).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_RECORD"));
    let linked = career.harness.request(HR, link(servant.etag.clone(), "siti"));
    let etag = client.link_account(linked).await.unwrap().into_inner().etag;
    let parted = client.link_account(asks(link(etag.clone(), ""))).await.unwrap_err();
    assert_eq!(reason(&parted), "OWN_RECORD");
    let rank = pb::RecordRankRequest { name: servant.name.clone(), etag: etag.clone(), ..held("III/a", 5) };
    let rank = career.harness.request_as("siti", HR, &[TENANT], rank);
    assert_eq!(reason(&client.record_rank(rank).await.unwrap_err()), "OWN_RECORD");
    let ended = crate::placements::end(&pb::Servant { etag, ..servant.clone() }, 1);
    let ended = career.harness.request_as("siti", HR, &[TENANT], ended);
    assert_eq!(reason(&career.client.end_placement(ended).await.unwrap_err()), "OWN_RECORD");
}
