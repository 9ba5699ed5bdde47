//! Whose signatures count, and when.

use crate::{Case, honest, key, signed_by};
use proof::Signer;
use serde_json::{Value, json};

#[test]
fn a_head_counts_by_its_own_key_and_time() {
    let case = Case::new();
    let next = Signer::from_pem(&Signer::generate_pem().unwrap()).unwrap();
    let honest = honest();
    let held = case.bundle(&honest[..7]);
    let head = case.write("head.json", &held["head"].to_string());
    let (old, new) =
        (case.write("old.pem", &case.signer.public().to_pem()), case.write("new.pem", &next.public().to_pem()));
    let (head, old, new) = (head.to_str().unwrap(), old.to_str().unwrap(), new.to_str().unwrap());

    let mut bundle = signed_by(&next, &honest, "2025-03-05T02:00:00Z");
    bundle["keys"] = json!([key(&case.signer, "2025-02-01T00:00:00Z".into()), key(&next, Value::Null)]);
    let (holds, said) = case.verify(&bundle, &["--key", old, "--key", new, "--head", head]);
    assert!(holds, "{said}");
    for id in [case.signer.key_id(), next.key_id()] {
        assert!(said.contains(&format!("by key {id}")), "{said}");
    }
    let (holds, said) = case.verify(&bundle, &["--key", old]);
    assert!(
        !holds && said.contains(&format!("by key {}, which is none of the keys that you believe", next.key_id())),
        "{said}"
    );

    // What the old key signs after its end is nobody's word, nor is what a stranger signs.
    let mut late = signed_by(&case.signer, &honest, "2025-03-05T02:00:00Z");
    late["keys"] = bundle["keys"].clone();
    case.caught(&late, "which did not count then");
    // Nor where the bundle does not say that it ended.
    for keys in [json!([]), json!([key(&case.signer, Value::Null)])] {
        late["keys"] = keys;
        let (holds, said) = case.verify(&late, &["--key", old]);
        assert!(holds && said.contains("no end of key"), "{said}");
        let (holds, said) = case.verify(&late, &["--key", &format!("{old}@2025-02-01T00:00:00Z")]);
        assert!(!holds && said.contains("which did not count then"), "{said}");
    }
    let mut wrong = bundle.clone();
    wrong["head"]["key_id"] = case.signer.key_id().into();
    case.caught(&wrong, "✗ the signature of the head is forged");
    let mut renamed = bundle.clone();
    renamed["keys"][1]["key_id"] = case.signer.key_id().into();
    renamed["head"]["key_id"] = "0000000000000000".into();
    case.caught(&renamed, "✗ the head is signed by key 0000000000000000, which the bundle does not have");
}
