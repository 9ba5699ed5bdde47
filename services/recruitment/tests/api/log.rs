use crate::{
    Recruitment, marked, need,
    receipts::{hash, key, logs, read_head},
    refusal, scored, strict,
};
use contracts::recruitment::v1 as pb;
use platform::testing::{TENANT, bad_fields, eventually};
use proof::{Hash, leaf_hash, root, verify_consistency, verify_inclusion};
use tonic::Code;

async fn head(recruitment: &Recruitment, vacancy: &pb::Vacancy, size: i64) -> pb::LogHead {
    let request = pb::GetLogHeadRequest { name: vacancy.name.clone(), size };
    logs(recruitment).get_log_head(request).await.unwrap().into_inner()
}

/// The head as soon as the log has this many leaves.
async fn grown(recruitment: &Recruitment, vacancy: &pb::Vacancy, size: i64) -> pb::LogHead {
    eventually(async || Some(head(recruitment, vacancy, 0).await).filter(|head| head.size >= size)).await
}

async fn leaves(recruitment: &Recruitment, vacancy: &pb::Vacancy, page_size: i32) -> Vec<pb::LogLeaf> {
    let mut request = pb::ListLogLeavesRequest { parent: vacancy.name.clone(), page_size, ..Default::default() };
    let mut all = Vec::new();
    loop {
        let page = logs(recruitment).list_log_leaves(request.clone()).await.unwrap().into_inner();
        all.extend(page.leaves);
        if page.next_page_token.is_empty() {
            return all;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn the_criteria_are_logged_and_signed_before_anybody_can_apply() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let request = pb::GetLogHeadRequest { name: draft.name.clone(), size: 0 };
    let unknown = logs(&recruitment).get_log_head(request).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "VACANCY_NOT_FOUND".into()), "a draft is nobody's business");
    let open = recruitment.opened(2, 2).await;
    let signed = read_head(&head(&recruitment, &open, 0).await);
    assert!(signed.is_by(&key(&recruitment).await));
    let first = leaves(&recruitment, &open, 0).await.remove(0);
    assert_eq!((first.position, first.kind.as_str(), signed.head.size), (0, "criteria", 1));
    assert!(first.data.starts_with("asn-criteria\t") && first.data.contains("\nseats\t2\n"), "{}", first.data);
    assert_eq!(signed.head.root, leaf_hash(first.data.as_bytes()));
}

#[tokio::test]
async fn the_log_holds_scores_as_imported_and_shows_hashes_only() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(strict(), &[scored(&one, [65, 80, 166]), scored(&two, [70, 80, 166])]).await.unwrap();
    recruitment.import_skd(strict(), &[scored(&two, [75, 80, 166])]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.import_skb(strict(), &[marked(&one, 300), marked(&two, 310)]).await.unwrap();
    let head = read_head(&grown(&recruitment, &ranked, 8).await);
    let leaves = leaves(&recruitment, &open, 3).await;
    let mut kinds: Vec<&str> = leaves.iter().map(|leaf| leaf.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["criteria", "receipt", "receipt", "skb", "skb", "skd", "skd", "skd"]);
    assert!(leaves[1..].iter().all(|leaf| leaf.data.is_empty()), "a score is read here before it is announced");
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| hash(&leaf.hash)).collect();
    assert_eq!(root(&hashes), head.head.root);
}

#[tokio::test]
async fn proofs_hold_for_every_leaf_and_every_head() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for person in 1..=5 {
        recruitment.apply(&open, person).await;
        grown(&recruitment, &open, i64::from(person) + 1).await;
    }
    let last = read_head(&head(&recruitment, &open, 0).await);
    for leaf in leaves(&recruitment, &open, 0).await {
        let request = pb::GetInclusionProofRequest {
            name: open.name.clone(),
            leaf_hash: leaf.hash.clone(),
            ..Default::default()
        };
        let proof = logs(&recruitment).get_inclusion_proof(request).await.unwrap().into_inner();
        let path: Vec<Hash> = proof.hashes.iter().map(|one| hash(one)).collect();
        assert_eq!(proof.position, leaf.position);
        let position = proof.position.unsigned_abs();
        assert!(verify_inclusion(position, last.head.size, &hash(&leaf.hash), &path, &last.head.root));
    }
    for size in 1..=6 {
        let earlier = read_head(&head(&recruitment, &open, size).await);
        let request = pb::GetConsistencyProofRequest { name: open.name.clone(), from_size: size, to_size: 0 };
        let proof = logs(&recruitment).get_consistency_proof(request).await.unwrap().into_inner();
        let path: Vec<Hash> = proof.hashes.iter().map(|one| hash(one)).collect();
        let (from, to) = ((earlier.head.size, &earlier.head.root), (last.head.size, &last.head.root));
        assert!(verify_consistency(from, to, &path), "{size}");
    }
}

#[tokio::test]
async fn what_was_logged_never_changes() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    recruitment.apply(&open, 1).await;
    grown(&recruitment, &open, 2).await;
    let pool = &recruitment.harness.pool;
    for change in [
        "UPDATE recruitment.log_leaves SET data = data || 'x'",
        "UPDATE recruitment.log_leaves SET position = position + 10",
        "DELETE FROM recruitment.log_leaves",
        "UPDATE recruitment.log_heads SET size = size + 1",
        "DELETE FROM recruitment.log_heads",
    ] {
        let refused = sqlx::raw_sql(change).execute(pool).await.unwrap_err();
        assert!(refused.to_string().contains("never changes"), "{change}: {refused}");
    }
}

#[tokio::test]
async fn what_the_log_does_not_hold_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let mut client = logs(&recruitment);
    let inclusion =
        |leaf_hash: Vec<u8>, size| pb::GetInclusionProofRequest { name: open.name.clone(), leaf_hash, size };
    let unknown = client.get_inclusion_proof(inclusion(vec![7; 32], 0)).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "LEAF_NOT_FOUND".into()));
    let beyond = client.get_inclusion_proof(inclusion(vec![7; 32], 9)).await;
    assert_eq!(refusal(beyond), (Code::NotFound, "HEAD_NOT_FOUND".into()));
    let bad = client.get_inclusion_proof(inclusion(vec![7; 31], -1)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["leaf_hash", "size"]);
    let request = pb::GetConsistencyProofRequest { name: open.name.clone(), from_size: 3, to_size: 2 };
    assert_eq!(bad_fields(&client.get_consistency_proof(request).await.unwrap_err()), ["to_size"]);
    let request = pb::GetConsistencyProofRequest { name: open.name.clone(), from_size: 3, to_size: 0 };
    assert_eq!(refusal(client.get_consistency_proof(request).await).1, "HEAD_NOT_FOUND");
    let name = "instansi/6571/vacancies/01890000-0000-7000-8000-00000000dead".to_owned();
    let absent = client.get_log_head(pb::GetLogHeadRequest { name, size: 0 }).await;
    assert_eq!(refusal(absent), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
}
