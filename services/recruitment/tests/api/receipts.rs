use crate::{
    GATEWAY, Recruitment, application,
    documents::{pdf, ticket},
    refusal,
};
use contracts::recruitment::v1::{self as pb, log_service_client::LogServiceClient};
use platform::{dates, testing::eventually};
use proof::{Hash, Head, PublicKey, Receipt, Salt, SignedHead, commitment, leaf_hash, to_hex, verify_inclusion};
use tonic::{Code, transport::Channel};

pub fn logs(recruitment: &Recruitment) -> LogServiceClient<Channel> {
    LogServiceClient::new(recruitment.harness.channel.clone())
}

pub async fn key(recruitment: &Recruitment) -> PublicKey {
    let request = pb::GetLogKeysRequest { parent: "instansi/6571".into() };
    let keys = logs(recruitment).get_log_keys(request).await.unwrap().into_inner().keys;
    assert_eq!((keys.len(), keys[0].valid_until.as_ref()), (1, None));
    let key = PublicKey::from_pem(&keys[0].pem).unwrap();
    assert_eq!((key.id(), key.bytes()), (keys[0].key_id.clone(), keys[0].public_key.as_slice()));
    key
}

pub fn hash(bytes: &[u8]) -> Hash {
    bytes.try_into().unwrap()
}

pub fn read_head(head: &pb::LogHead) -> SignedHead {
    let time = dates::parse_time(head.sign_time.as_ref()).unwrap();
    let (log, size, root) = (head.log.clone(), head.size.unsigned_abs(), hash(&head.root));
    let signature = head.signature.clone();
    SignedHead { head: Head { log, size, root, time, key_id: head.key_id.clone() }, signature }
}

fn signed(receipt: &pb::Receipt) -> Receipt {
    Receipt {
        application: receipt.application.clone(),
        participant_number: receipt.participant_number.clone(),
        time: dates::parse_time(receipt.submit_time.as_ref()).unwrap(),
        leaf: hash(&receipt.leaf_hash),
        key_id: receipt.key_id.clone(),
    }
}

async fn receipt(recruitment: &Recruitment, name: &str) -> pb::Receipt {
    let request = recruitment.harness.request(GATEWAY, pb::GetReceiptRequest { name: name.into() });
    logs(recruitment).get_receipt(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_application_comes_back_with_a_receipt_that_anybody_can_check() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 7).await;
    let given = applied.receipt.clone().unwrap();
    assert!(key(&recruitment).await.verifies(&signed(&given).text(), &given.signature));
    assert_eq!(given.application, applied.name);
    assert_eq!((given.submit_time, given.logged), (applied.submit_time, false));
    assert_eq!(hash(&given.leaf_hash), leaf_hash(given.leaf.as_bytes()));
    assert!(given.leaf.contains(&applied.participant_number) && given.leaf.contains("gpa_thousandths 3500"));
    // The applicant, and nobody else, can show what was committed to.
    let salt = Salt(given.salt.as_slice().try_into().unwrap());
    let birth_date = commitment("birth-date", &salt.of("birth-date"), b"1999-05-12");
    assert!(given.leaf.contains(&to_hex(&birth_date)), "{}", given.leaf);
    let person = application(&open, 7);
    let content = format!(
        "siklus leaf v1 application\nparticipant {}\nnik {}\nfull_name Siti Rahasia\nbirth_date 1999-05-12\n\
         education D-III Keperawatan\ngpa_thousandths 3500\n",
        applied.participant_number, person.nik
    );
    let whole = commitment("application", &salt.of("application"), content.as_bytes());
    assert!(given.leaf.contains(&to_hex(&whole)), "{}", given.leaf);
    assert!(!given.leaf.contains("1999-05-12") && !given.leaf.contains("Siti"));
}

#[tokio::test]
async fn a_receipt_tells_its_place_in_the_log_as_soon_as_it_has_one() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (first, second) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let key = key(&recruitment).await;
    for applied in [first, second] {
        let logged = eventually(async || {
            let receipt = receipt(&recruitment, &applied.name).await;
            receipt.logged.then_some(receipt)
        })
        .await;
        let given = applied.receipt.unwrap();
        assert_eq!((&logged.leaf, &logged.signature), (&given.leaf, &given.signature));
        assert!(logged.salt.is_empty(), "the salt is kept nowhere");
        let head = read_head(logged.head.as_ref().unwrap());
        assert!(head.is_by(&key));
        let path: Vec<Hash> = logged.inclusion.iter().map(|one| hash(one)).collect();
        let (position, leaf) = (logged.position.unsigned_abs(), hash(&logged.leaf_hash));
        assert!(position > 0, "the criteria come first");
        assert!(verify_inclusion(position, head.head.size, &leaf, &path, &head.head.root));
    }
}

#[tokio::test]
async fn a_repeated_application_gets_the_same_receipt_and_one_leaf() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let mut message = application(&open, 1);
    message.request_id = "01890000-0000-7000-8000-000000000001".into();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = recruitment.harness.request(GATEWAY, message.clone());
        answers.push(recruitment.applications.submit_application(request).await.unwrap().into_inner().receipt.unwrap());
    }
    assert_eq!(answers[0], answers[1]);
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM recruitment.log_leaves WHERE kind = 'receipt'")
        .fetch_one(&recruitment.harness.pool)
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_receipt_is_not_for_everybody_and_not_of_nothing() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    let request = recruitment.harness.request(&["analyst"], pb::GetReceiptRequest { name: applied.name.clone() });
    let denied = logs(&recruitment).get_receipt(request).await;
    assert_eq!(refusal(denied).0, Code::PermissionDenied);
    let name = format!("{}/applications/01890000-0000-7000-8000-00000000dead", open.name);
    let request = recruitment.harness.request(GATEWAY, pb::GetReceiptRequest { name });
    let absent = logs(&recruitment).get_receipt(request).await;
    assert_eq!(refusal(absent), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_receipt_commits_to_the_documents_that_were_handed_in() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let upload = ticket();
    let photo = recruitment.upload(&upload, pb::DocumentKind::Photo, &pdf("foto")).await.unwrap().into_inner();
    let diploma = recruitment.upload(&upload, pb::DocumentKind::Diploma, &pdf("ijazah")).await.unwrap().into_inner();
    let request = pb::SubmitApplicationRequest { upload, ..application(&open, 1) };
    let taken = recruitment.applications.submit_application(recruitment.harness.request(GATEWAY, request)).await;
    let taken = taken.unwrap().into_inner();
    let given = taken.receipt.unwrap();
    // What comes later is a document of the application, and not of its receipt.
    recruitment.upload(&taken.name, pb::DocumentKind::Transcript, &pdf("nilai")).await.unwrap();
    let mut listed: Vec<_> = given.documents.iter().map(|one| (one.kind(), one.sha256.clone())).collect();
    listed.sort();
    let expected = [(pb::DocumentKind::Diploma, &diploma.sha256), (pb::DocumentKind::Photo, &photo.sha256)];
    assert_eq!(listed, expected.map(|(kind, hash)| (kind, hash.clone())));
    let salt = Salt(given.salt.as_slice().try_into().unwrap());
    let commits_to = |text: String| to_hex(&commitment("documents", &salt.of("documents"), text.as_bytes()));
    let text =
        format!("siklus leaf v1 documents\ndocument DIPLOMA {}\ndocument PHOTO {}\n", diploma.sha256, photo.sha256);
    assert!(given.leaf.ends_with(&format!("\ndocuments {}\n", commits_to(text))), "{}", given.leaf);
    assert!(!given.leaf.contains(&diploma.sha256), "the log tells nobody who handed in what");
    let kept = receipt(&recruitment, &taken.name).await;
    assert_eq!((kept.leaf, kept.documents), (given.leaf, vec![]));
    let bare = recruitment.apply(&open, 2).await.receipt.unwrap();
    let salt = Salt(bare.salt.as_slice().try_into().unwrap());
    let nothing = commitment("documents", &salt.of("documents"), b"siklus leaf v1 documents\n");
    assert!(bare.leaf.ends_with(&format!("\ndocuments {}\n", to_hex(&nothing))), "{}", bare.leaf);
}
