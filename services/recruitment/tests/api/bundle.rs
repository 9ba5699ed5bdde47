use crate::{
    Recruitment,
    receipts::{hash, key, logs, read_head},
    refusal,
};
use contracts::recruitment::v1 as pb;
use proof::{Hash, leaf_hash, root};
use recruitment::domain::{leaf::Leaf, recount::recount};
use tonic::Code;

pub async fn export(
    recruitment: &Recruitment,
    vacancy: &pb::Vacancy,
    page_size: i32,
) -> (pb::LogHead, Vec<pb::LogLeaf>) {
    let mut request = pb::ExportBundleRequest { name: vacancy.name.clone(), page_size, ..Default::default() };
    let mut leaves = Vec::new();
    loop {
        let page = logs(recruitment).export_bundle(request.clone()).await.unwrap().into_inner();
        leaves.extend(page.leaves);
        let head = page.head.unwrap();
        if page.next_page_token.is_empty() {
            return (head, leaves);
        }
        (request.size, request.page_token) = (head.size, page.next_page_token);
    }
}

pub fn parsed(leaves: &[pb::LogLeaf]) -> Vec<(u64, Leaf)> {
    leaves.iter().map(|leaf| (leaf.position.unsigned_abs(), Leaf::parse(&leaf.data).unwrap())).collect()
}

#[tokio::test]
async fn a_published_result_is_counted_again_from_its_bundle_alone() {
    let mut recruitment = Recruitment::start().await;

    let (published, applications) = recruitment.published(1, 1, &[([100, 130, 190], 380), ([90, 140, 180], 470)]).await;
    let (head, leaves) = export(&recruitment, &published, 3).await;
    let signed = read_head(&head);
    assert!(signed.is_by(&key(&recruitment).await));
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf.data.as_bytes())).collect();
    assert_eq!((root(&hashes), leaves.len() as u64), (signed.head.root, signed.head.size));
    assert!(leaves.iter().zip(&hashes).all(|(leaf, own)| hash(&leaf.hash) == *own));
    let counted = recount(&parsed(&leaves));
    assert_eq!((counted.findings, counted.participants), (vec![], 2));
    let winner = applications.iter().find(|one| one.result.as_ref().unwrap().decision == "SELECTED").unwrap();
    assert_eq!(counted.selected, std::slice::from_ref(&winner.participant_number));
}

#[tokio::test]
async fn age_is_told_as_an_order_and_only_where_it_decides() {
    let mut recruitment = Recruitment::start().await;
    // All are born on the same day: equal in everything, and no birth date tells it.
    let (published, _) =
        recruitment.published(1, 2, &[([90, 130, 190], 380), ([90, 130, 190], 380), ([95, 130, 190], 380)]).await;
    let (_, leaves) = export(&recruitment, &published, 1000).await;
    let counted = recount(&parsed(&leaves));
    assert_eq!(counted.findings, []);
    let mut told: Vec<Option<u32>> = Vec::new();
    for (_, leaf) in parsed(&leaves) {
        if let Leaf::Result(row) = leaf {
            told.push(row.seniority);
        }
    }
    told.sort_unstable();
    assert_eq!(told, [None, Some(1), Some(1)]);
    let text: String = leaves.into_iter().map(|leaf| leaf.data).collect();
    for canary in ["Siti", "Rahasia", "1999", "120599"] {
        assert!(!text.contains(canary), "the bundle tells {canary}");
    }
}

#[tokio::test]
async fn there_is_no_bundle_before_the_publication() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::ExportBundleRequest { name: open.name.clone(), ..Default::default() };
    let early = logs(&recruitment).export_bundle(request).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "VACANCY_STATE".into()));
}
