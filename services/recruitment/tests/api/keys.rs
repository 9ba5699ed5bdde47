//! The key that signs heads and receipts, and the one that replaces it.

use crate::{
    Recruitment,
    receipts::{logs, read_head},
};
use contracts::recruitment::v1::{
    self as pb, application_service_client::ApplicationServiceClient, log_service_client::LogServiceClient,
};
use jiff::SignedDuration;
use platform::{Settings, dates, testing::eventually};
use proof::{PublicKey, SignedHead, Signer};
use recruitment::{SERVICE, config::Rules};
use tonic::transport::Channel;

impl Recruitment {
    /// Settings with another key than the running service has.
    fn settings_with(&self, pem: &str) -> Settings<Rules> {
        let mut settings: Settings<Rules> = self.harness.ground.settings(&SERVICE).unwrap();
        settings.rules.folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../siklus/rulesets").into();
        settings.secrets.signing_key = self.harness.ground.folder().join("other.pem");
        std::fs::write(&settings.secrets.signing_key, pem).unwrap();
        settings
    }

    /// Somebody applies to a vacancy that is still open, through another replica.
    async fn application_through(&self, channel: &Channel, vacancy: &pb::Vacancy) -> pb::Application {
        let request = self.harness.request(crate::GATEWAY, crate::application(vacancy, 1));
        ApplicationServiceClient::new(channel.clone()).submit_application(request).await.unwrap().into_inner()
    }

    async fn keys(&self) -> Vec<pb::LogKey> {
        let request = pb::GetLogKeysRequest { parent: "instansi/6571".into() };
        logs(self).get_log_keys(request).await.unwrap().into_inner().keys
    }
}

async fn head(client: &LogServiceClient<Channel>, vacancy: &pb::Vacancy, size: i64) -> SignedHead {
    let request = pb::GetLogHeadRequest { name: vacancy.name.clone(), size };
    read_head(&client.clone().get_log_head(request).await.unwrap().into_inner())
}

/// The key that a head names, when it counted at the time of the head.
fn key_of(keys: &[pb::LogKey], head: &SignedHead) -> PublicKey {
    let key = keys.iter().find(|key| key.key_id == head.head.key_id).unwrap();
    let time = |time: Option<&_>| dates::parse_time(time).unwrap();
    assert!(time(key.valid_from.as_ref()) <= head.head.time);
    assert!(key.valid_until.is_none() || head.head.time < time(key.valid_until.as_ref()));
    PublicKey::from_pem(&key.pem).unwrap()
}

#[tokio::test]
async fn a_new_key_takes_over_and_old_heads_still_hold() {
    let mut recruitment = Recruitment::start().await;
    let clock = recruitment.harness.clock.clone();
    clock.set(clock.now() + SignedDuration::from_hours(1));
    let open = recruitment.opened(1, 1).await;
    let before = head(&logs(&recruitment), &open, 0).await;
    let old = std::fs::read_to_string(recruitment.harness.ground.folder().join("signing.pem")).unwrap();

    let pem = Signer::generate_pem().unwrap();
    let settings = recruitment.settings_with(&pem);
    let app = recruitment::app::build(&settings, clock.clone()).await.unwrap();
    let keys = recruitment.keys().await;
    let end = dates::parse_time(keys[0].valid_until.as_ref()).unwrap();
    assert_eq!((keys.len(), keys[1].valid_until.as_ref()), (2, None));
    assert_eq!(end, clock.now() + SignedDuration::from_hours(24), "replicas are replaced one by one");
    let channel = Channel::from_shared(format!("http://{}", app.address().unwrap())).unwrap().connect_lazy();
    let running = tokio::spawn(app.run(Default::default()));

    // The last moment to apply is the first in which the old key signs nothing; the new one goes on with the same log.
    clock.set(end);
    let applied = recruitment.application_through(&channel, &open).await;
    let receipt = applied.receipt.unwrap();
    let after = eventually(async || {
        let head = head(&LogServiceClient::new(channel.clone()), &open, 0).await;
        (head.head.size == 2).then_some(head)
    })
    .await;
    let keys = recruitment.keys().await;
    assert_eq!((receipt.key_id, after.head.key_id.clone()), (keys[1].key_id.clone(), keys[1].key_id.clone()));
    assert!(after.is_by(&key_of(&keys, &after)));
    let still = head(&LogServiceClient::new(channel), &open, 1).await;
    assert_eq!(still, before);
    assert!(still.is_by(&key_of(&keys, &still)) && still.head.key_id == keys[0].key_id);

    // A key that ended signs nothing more, and whoever tries is told at the start.
    let settings = recruitment.settings_with(&old);
    let refused = recruitment::app::build(&settings, clock).await.err().unwrap();
    assert!(format!("{refused:#}").contains("has ended"), "{refused:#}");
    running.abort();
}

#[tokio::test]
async fn a_replica_whose_key_ended_publishes_nothing() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &crate::need(platform::testing::TENANT, 1, 1)).await;
    let settings = recruitment.settings_with(&Signer::generate_pem().unwrap());
    let clock = recruitment.harness.clock.clone();
    let _ = recruitment::app::build(&settings, clock.clone()).await.unwrap();
    clock.set(clock.now() + SignedDuration::from_hours(24));
    let request = recruitment.harness.request(crate::COMMITTEE, recruitment.open(&draft));
    let refused = recruitment.vacancies.open_vacancy(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Internal);
    let heads = "SELECT count(*) FROM recruitment.log_heads";
    assert_eq!(recruitment.harness.number(heads).await, 0);
}
