//! Who a servant is: sealed, opened for those who may, and every reading told.

use crate::{
    Career, HR, assign_nip,
    record::{date, nobody},
};
use contracts::career::v1 as pb;
use platform::testing::{bad_fields, reason};
use tonic::{Code, Status};
use uuid::Uuid;

const NIK: &str = "9900002609860001";

impl Career {
    async fn add_identity(
        &mut self,
        servant: &str,
        identity: pb::Identity,
    ) -> Result<pb::RecordIdentityResponse, Status> {
        let etag = self.record_shown(servant).await.etag;
        let (name, identity) = (servant.to_owned(), Some(identity));
        let request =
            pb::RecordIdentityRequest { name, etag, identity, reason: "misread".into(), ..Default::default() };
        Ok(self.record_client().record_identity(self.harness.request(HR, request)).await?.into_inner())
    }

    async fn open_identity(&self, servant: &str) -> Result<pb::Identity, Status> {
        let request = self.harness.request_as("auditor-7", &["auditor"], &["6571"], get(servant));
        Ok(self.record_client().get_identity(request).await?.into_inner())
    }

    async fn link_to(&mut self, servant: &str, account: &str) -> Result<pb::Servant, Status> {
        let etag = self.record_shown(servant).await.etag;
        let (name, account) = (servant.to_owned(), account.to_owned());
        let request = pb::LinkAccountRequest { name, etag, account, request_id: String::new() };
        Ok(self.record_client().link_account(self.harness.request(HR, request)).await?.into_inner())
    }
}

fn get(servant: &str) -> pb::GetIdentityRequest {
    pb::GetIdentityRequest { name: servant.into() }
}

fn person(nik: &str) -> pb::Identity {
    pb::Identity {
        full_name: "Budi Santoso".into(),
        front_titles: "Dr.".into(),
        back_titles: "S.Kep.".into(),
        nik: nik.into(),
        birth_date: date(1986, 9, 26),
        birth_place: "Binjai".into(),
        phone: "0812".into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn an_identity_is_sealed_and_opened_for_those_who_may() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let unknown = career.open_identity(&servant).await.unwrap_err();
    assert_eq!((unknown.code(), reason(&unknown).as_str()), (Code::NotFound, "IDENTITY_NOT_RECORDED"));
    let recorded = career.add_identity(&servant, person(NIK)).await.unwrap();
    let shown = recorded.servant.unwrap();
    assert_eq!((shown.full_name.as_str(), shown.back_titles.as_str()), ("Budi Santoso", "S.Kep."));
    assert!(recorded.warnings.is_empty());
    assert_eq!(career.open_identity(&servant).await.unwrap(), person(NIK));
    let plain =
        "SELECT count(*) FROM career.servants WHERE servants::text LIKE '%9900002609860001%' OR servants::text LIKE '%Binjai%'
                    OR position('Binjai'::bytea IN identity_sealed) > 0";
    assert_eq!(career.harness.number(plain).await, 0);
    let missing = career.open_identity(&nobody()).await.unwrap_err();
    assert_eq!(reason(&missing), "SERVANT_NOT_FOUND");
}

#[tokio::test]
async fn what_does_not_agree_is_told_and_not_refused() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let nip = assign_nip(&servant, "198609262025051001", "");
    career.client.assign_nip(career.harness.request(HR, nip)).await.unwrap();
    let other = pb::Identity { birth_date: date(1986, 9, 27), ..person("9900006609860001") };
    let warnings = career.add_identity(&servant.name, other).await.unwrap().warnings;
    let expected =
        ["the NIK tells another birth date", "the NIP tells another birth date", "the NIK tells another sex"];
    assert_eq!(warnings, expected);
}

#[tokio::test]
async fn one_person_has_one_record_and_is_old_enough() {
    let mut career = Career::start().await;
    let (one, other) = (career.appointed(1).await.name, career.appointed(2).await.name);
    career.add_identity(&one, person(NIK)).await.unwrap();
    let taken = career.add_identity(&other, person(NIK)).await.unwrap_err();
    assert_eq!((taken.code(), reason(&taken).as_str()), (Code::AlreadyExists, "NIK_TAKEN"));
    assert!(!taken.message().contains("99000"));
    let child = pb::Identity { birth_date: date(2007, 5, 2), ..person("9900000205070001") };
    let refused = career.add_identity(&other, child).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["identity.birth_date"]);
}

#[tokio::test]
async fn all_that_is_wrong_with_an_identity_is_told_at_once() {
    let career = Career::start().await;
    let identity = pb::Identity { phone: "\u{1}".into(), front_titles: "x".repeat(101), ..Default::default() };
    let request = pb::RecordIdentityRequest { identity: Some(identity), ..Default::default() };
    let refused = career.record_client().record_identity(career.harness.request(HR, request)).await.unwrap_err();
    let expected = [
        "name",
        "etag",
        "identity.full_name",
        "identity.front_titles",
        "identity.nik",
        "identity.birth_date",
        "identity.phone",
    ];
    assert_eq!(bad_fields(&refused), expected);
}

#[tokio::test]
async fn an_account_belongs_to_one_servant() {
    let mut career = Career::start().await;
    let (one, other) = (career.appointed(1).await.name, career.appointed(2).await.name);
    let linked = career.link_to(&one, "budi").await.unwrap();
    let taken = career.link_to(&other, "budi").await.unwrap_err();
    assert_eq!((taken.code(), reason(&taken).as_str()), (Code::AlreadyExists, "ACCOUNT_TAKEN"));
    career.link_to(&one, "").await.unwrap();
    career.link_to(&other, "budi").await.unwrap();
    let stale = pb::LinkAccountRequest { name: one, etag: linked.etag, ..Default::default() };
    let refused = career.record_client().link_account(career.harness.request(HR, stale)).await.unwrap_err();
    assert_eq!(reason(&refused), "ETAG_MISMATCH");
    let wrong = pb::LinkAccountRequest { account: "\u{7}".into(), ..Default::default() };
    let refused = career.record_client().link_account(career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "account"]);
}

impl Career {
    /// The methods by which a record was read or changed.
    pub(crate) async fn readings_of(&self, servant: &str) -> Vec<String> {
        let request = pb::ListReadingsRequest { parent: servant.into(), page_size: 1000, ..Default::default() };
        let listed = self.record_client().list_readings(self.harness.request(&["auditor"], request)).await;
        let readings = listed.unwrap().into_inner().readings.into_iter();
        readings.map(|one| one.method.rsplit('/').next().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_list_is_a_reading_of_those_it_shows() {
    let mut career = Career::start().await;
    let (first, second) = (career.appointed(1).await.name, career.appointed(2).await.name);
    let page = |page_token| pb::ListServantsRequest {
        parent: "instansi/6571".into(),
        page_size: 1,
        page_token,
        ..Default::default()
    };
    let before = (career.readings_of(&first).await.len(), career.readings_of(&second).await.len());
    career.client.list_servants(career.harness.request(HR, page(String::new()))).await.unwrap();
    let (of_first, of_second) = (career.readings_of(&first).await, career.readings_of(&second).await);
    assert!(of_first[before.0..].contains(&"ListServants".to_owned()), "{of_first:?}");
    assert!(!of_second[before.1..].contains(&"ListServants".to_owned()), "only the first is on the page");
}

#[tokio::test]
async fn every_reading_of_a_record_is_told() {
    let mut career = Career::start().await;
    let (servant, other) = (career.appointed(1).await.name, career.appointed(2).await.name);
    career.add_identity(&servant, person(NIK)).await.unwrap();
    career.open_identity(&servant).await.unwrap();
    career.open_identity(&other).await.unwrap_err();
    let mut request = pb::ListReadingsRequest { parent: servant, page_size: 2, ..Default::default() };
    let mut client = career.record_client();
    let mut readings = Vec::new();
    loop {
        let asked = career.harness.request(&["auditor"], request.clone());
        let page = client.list_readings(asked).await.unwrap().into_inner();
        readings.extend(page.readings);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    let methods: Vec<_> = readings.iter().map(|one| one.method.rsplit('/').next().unwrap()).collect();
    assert_eq!(methods[..4], ["ListServants", "GetServant", "RecordIdentity", "GetIdentity"]);
    let opened = &readings[3];
    assert_eq!((opened.subject.as_str(), opened.permission.as_str()), ("auditor-7", "career.identities.read"));
    assert!(opened.method.starts_with("asn.career.v1.RecordService/"));
}

#[tokio::test]
async fn an_export_of_everybody_is_a_reading_of_everybody() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let export = pb::ExportServantsRequest {
        parent: "instansi/6571".into(),
        listing: pb::export_servants_request::Listing::DataUtama.into(),
        ..Default::default()
    };
    let mut exchange =
        pb::record_exchange_service_client::RecordExchangeServiceClient::new(career.harness.channel.clone());
    exchange.export_servants(career.harness.request(&["integration"], export)).await.unwrap();
    let request = pb::ListReadingsRequest { parent: servant.clone(), ..Default::default() };
    let mut client = career.record_client();
    let listed = client.list_readings(career.harness.request(&["auditor"], request)).await.unwrap().into_inner();
    assert!(listed.readings.iter().any(|one| one.method.ends_with("/ExportServants")));
    let missing = pb::ListReadingsRequest { parent: nobody(), page_token: "x".into(), ..Default::default() };
    let refused = client.list_readings(career.harness.request(&["auditor"], missing)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
}

#[tokio::test]
async fn an_identity_sent_twice_is_recorded_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let request = pb::RecordIdentityRequest {
        name: servant.name,
        etag: servant.etag,
        identity: Some(person(NIK)),
        request_id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    let mut client = career.record_client();
    let first = client.record_identity(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    let again = client.record_identity(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = pb::RecordIdentityRequest { identity: Some(person("9900002609860002")), ..request };
    let refused = client.record_identity(career.harness.request(HR, other)).await.unwrap_err();
    assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
}
