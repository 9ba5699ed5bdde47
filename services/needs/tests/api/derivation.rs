//! How needs came about, and what a change of one input touches.

use crate::{
    ANALYST, Needs, absent, anonymous, assert_refused,
    requirements::{by, minimum, subject, wisn},
    sheets::all,
    world::{header, workload_row},
};
use contracts::needs::v1::{self as pb, derivation_node::Operation, requirement_input::Method};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::collections::HashMap;
use tonic::{Code, Status};
use uuid::Uuid;

impl Needs {
    async fn explain_need(&self, request: pb::ExplainNeedRequest) -> Result<pb::ExplainNeedResponse, Status> {
        Ok(self.workloads.clone().explain_need(anonymous(request)).await?.into_inner())
    }

    async fn derivation(&self, position: &pb::Position) -> Vec<pb::DerivationNode> {
        self.explain_need(why(position)).await.unwrap().nodes
    }

    async fn change(&self, request: pb::ChangeInputRequest) -> Result<pb::ChangeInputResponse, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.workloads.clone().change_input(request).await?.into_inner())
    }
}

fn why(position: &pb::Position) -> pb::ExplainNeedRequest {
    pb::ExplainNeedRequest { position: position.name.clone(), page_size: 1000, ..Default::default() }
}

fn change(position: &pb::Position, node: &str, value: &str) -> pb::ChangeInputRequest {
    let (name, etag) = (position.name.clone(), position.etag.clone());
    let (node, value, reason) = (node.into(), value.into(), "kunjungan naik".into());
    pb::ChangeInputRequest { name, etag, node, value, reason, request_id: String::new() }
}

fn by_id(nodes: Vec<pb::DerivationNode>) -> HashMap<String, pb::DerivationNode> {
    nodes.into_iter().map(|node| (node.id.clone(), node)).collect()
}

#[tokio::test]
async fn an_imported_sheet_is_explained_down_to_its_rows() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    assert_refused(needs.explain_need(why(&position)).await, Code::FailedPrecondition, "NEED_NOT_COMPUTED");
    let rows = [("24", "600"), ("850", "90"), ("3200", "15"), ("540", "45")];
    needs
        .import_workload(header(), &rows.map(|(volume, minutes)| workload_row("Bidan", volume, minutes)))
        .await
        .unwrap();
    let nodes = needs.derivation(&position).await;
    assert_eq!((nodes[0].id.as_str(), nodes[0].value.as_str()), ("need", "2.0000"));
    assert_eq!(nodes[0].inputs, ["abk/posts"]);
    // Whoever reads down the list meets each figure before its inputs.
    let place: HashMap<&str, usize> = nodes.iter().enumerate().map(|(place, node)| (node.id.as_str(), place)).collect();
    for node in &nodes {
        assert!(node.inputs.iter().all(|input| place[input.as_str()] > place[node.id.as_str()]), "{}", node.id);
        assert!(!node.label.is_empty() && !node.formula.is_empty() && !node.ruleset.is_empty(), "{}", node.id);
    }
    let nodes = by_id(nodes);
    let (sum, share, volume, time) =
        (&nodes["abk/fte"], &nodes["abk/2/need"], &nodes["abk/2/volume"], &nodes["abk/wke/tahun"]);
    assert_eq!((sum.value.as_str(), sum.value_exact.as_str(), sum.operation()), ("2.1760", "272/125", Operation::Sum));
    assert_eq!((share.value.as_str(), share.operation()), ("1.0200", Operation::Quotient));
    assert_eq!(share.formula, "Beban kerja: verifikasi cuti ÷ Waktu kerja efektif per tahun");
    assert_eq!((volume.value.as_str(), volume.unit.as_str()), ("850.0000", "berkas per tahun"));
    assert_eq!((volume.origin.as_str(), volume.operation()), ("lembar ABK baris 2", Operation::Entered));
    assert_eq!((time.value.as_str(), time.regulation.as_str()), ("75000.0000", "PermenPANRB 1/2020"));
    assert_eq!(time.operation(), Operation::Rule);
}

#[tokio::test]
async fn a_changed_line_of_a_sheet_computes_its_descendants_only() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let rows = [("850", "90"), ("3200", "15")].map(|(volume, minutes)| workload_row("Bidan", volume, minutes));
    needs.import_workload(header(), &rows).await.unwrap();
    let before = by_id(needs.derivation(&position).await);
    let position = needs.get(&position).await;
    let once = pb::ChangeInputRequest {
        request_id: Uuid::now_v7().to_string(),
        ..change(&position, "abk/1/volume", "2100.5")
    };
    let changed = needs.change(once.clone()).await.unwrap();
    assert_eq!(changed.recomputed, ["abk/1/load", "abk/1/need", "abk/fte", "abk/posts", "need"]);
    assert_eq!(changed.figures as usize, before.len());
    let requirement = changed.requirement.clone().unwrap();
    assert_eq!((requirement.required, requirement.full_time_equivalent.as_str()), (3, "3.1606"));
    assert_eq!(needs.change(once).await.unwrap(), changed);
    let after = by_id(needs.derivation(&position).await);
    for (id, node) in &after {
        let touched = id == "abk/1/volume" || changed.recomputed.contains(id);
        assert_eq!(before[id] != *node, touched, "{id}");
    }
    assert_eq!(after["abk/1/volume"].origin, "diubah 2024-03-04: kunjungan naik");
    // The sheet holds the change: everything computed anew gives the same.
    assert_eq!(needs.compute_all(all()).await.unwrap().positions_changed, 0);
    let held = needs.get(&position).await;
    assert_eq!((held.required, held.full_time_equivalent.as_str()), (3, "3.1606"));
    let steps = needs.harness.number("SELECT count(*) FROM needs.steps WHERE kind = 'input.changed'").await;
    assert_eq!(steps, 1);
}

#[tokio::test]
async fn a_changed_input_of_wisn_is_stored_with_what_depends_on_it() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 2).await;
    needs.count(&position, by(Method::Minimum(minimum("bidan")))).await.unwrap();
    let position = needs.get(&position).await;
    needs.count(&position, by(Method::Wisn(wisn()))).await.unwrap();
    let position = needs.get(&position).await;
    let before = by_id(needs.derivation(&position).await);
    assert_eq!(before["minimum/posts"].origin, "tabel minimal, baris bidan, kolom puskesmas rawat inap perdesaan");
    assert_eq!((before["need"].value.as_str(), before["wisn/posts"].value.as_str()), ("7.0000", "3.0000"));
    let changed = needs.change(change(&position, "wisn/kegiatan/2/volume", "3500")).await.unwrap();
    let expected = ["wisn/kegiatan/2/need", "wisn/base", "wisn/enlarged", "wisn/fte", "wisn/posts", "need"];
    assert_eq!(changed.recomputed, expected);
    let after = by_id(needs.derivation(&position).await);
    for (id, node) in &after {
        // The need is the larger of both, so it was computed and is what it was only if the minimum is larger.
        let touched = id == "wisn/kegiatan/2/volume" || changed.recomputed.contains(id);
        assert_eq!(before[id] != *node, touched, "{id}");
    }
    // The same input at once gives the same derivation.
    let mut input = wisn();
    input.activities[1].annual_volume = "3500".into();
    needs.count(&needs.get(&position).await, by(Method::Wisn(input))).await.unwrap();
    let whole = by_id(needs.derivation(&position).await);
    for (id, node) in &whole {
        assert_eq!(node.value_exact, after[id].value_exact, "{id}");
    }
    assert_eq!(needs.get(&position).await.required, 9);
}

#[tokio::test]
async fn a_decision_is_explained_and_may_be_changed() {
    use pb::teacher_input::Rounding;
    let needs = Needs::start().await;
    let position = needs.position("Guru", 1).await;
    let (decision, decision_reason) = (Rounding::Down.into(), "guru honorer membantu".into());
    let input = pb::TeacherInput { decision, decision_reason, ..subject(9, "5") };
    assert_eq!(needs.count(&position, by(Method::Teachers(input))).await.unwrap().required, 1);
    let position = needs.get(&position).await;
    let decided = by_id(needs.derivation(&position).await).remove("guru/decision").unwrap();
    assert_eq!((decided.operation(), decided.origin.as_str()), (Operation::Decided, "guru honorer membantu"));
    let neither = needs.change(change(&position, "guru/decision", "3")).await.unwrap_err();
    assert_eq!(bad_fields(&neither), ["value"]);
    let changed = needs.change(change(&position, "guru/decision", "2")).await.unwrap();
    assert_eq!(
        (changed.recomputed, changed.requirement.unwrap().required),
        (vec!["guru/posts".into(), "need".into()], 2)
    );
    // Without a decision, a change that leads into the open band asks for one.
    let other = needs.position("Guru IPA", 1).await;
    needs.count(&other, by(Method::Teachers(subject(7, "4")))).await.unwrap();
    let other = needs.get(&other).await;
    let open = needs.change(change(&other, "guru/1/groups", "11")).await;
    assert_refused(open, Code::FailedPrecondition, "ROUNDING_UNDECIDED");
    assert_eq!(needs.get(&other).await, other);
}

#[tokio::test]
async fn only_sound_changes_of_inputs_are_taken() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let cases = [
        ("abk/fte", "1", Code::FailedPrecondition, "NODE_NOT_CHANGEABLE"),
        ("abk/wke/tahun", "72000", Code::FailedPrecondition, "NODE_NOT_CHANGEABLE"),
        ("need", "1", Code::FailedPrecondition, "NODE_NOT_CHANGEABLE"),
        ("abk/9/volume", "1", Code::NotFound, "NODE_NOT_FOUND"),
        ("abk/1/minutes", "75001", Code::InvalidArgument, "INVALID_ARGUMENT"),
        ("abk/1/minutes", "0", Code::InvalidArgument, "INVALID_ARGUMENT"),
        ("abk/1/volume", "1001", Code::InvalidArgument, "INVALID_ARGUMENT"),
    ];
    for (node, value, code, reason) in cases {
        assert_refused(needs.change(change(&position, node, value)).await, code, reason);
    }
    let bad = pb::ChangeInputRequest { value: "-1".into(), request_id: "x".into(), ..Default::default() };
    let all = ["name", "etag", "request_id", "node", "value", "reason"];
    assert_eq!(bad_fields(&needs.change(bad).await.unwrap_err()), all);
    let stale = pb::Position { etag: "\"9\"".into(), ..position.clone() };
    assert_refused(needs.change(change(&stale, "abk/1/volume", "1")).await, Code::Aborted, "ETAG_MISMATCH");
    let missing = pb::Position { name: absent(&position.name), ..position.clone() };
    assert_refused(needs.change(change(&missing, "abk/1/volume", "1")).await, Code::NotFound, "POSITION_NOT_FOUND");
    let empty = needs.position("Perawat", 1).await;
    let nothing = needs.change(change(&empty, "abk/1/volume", "1")).await;
    assert_refused(nothing, Code::FailedPrecondition, "NEED_NOT_COMPUTED");
    assert_eq!(needs.get(&position).await, position);
}

#[tokio::test]
async fn what_no_request_may_hold_no_change_brings_in() {
    let needs = Needs::start().await;
    let position = needs.position("Guru", 1).await;
    needs.count(&position, by(Method::Teachers(subject(7, "4")))).await.unwrap();
    let position = needs.get(&position).await;
    for value in ["7.5", "10001"] {
        let refused = needs.change(change(&position, "guru/1/groups", value)).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["value"], "{value}");
    }
    let midwife = needs.position("Bidan", 1).await;
    needs.count(&midwife, by(Method::Wisn(wisn()))).await.unwrap();
    let midwife = needs.get(&midwife).await;
    for value in ["0.5", "10001"] {
        let refused = needs.change(change(&midwife, "wisn/ias/1/people", value)).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["value"], "{value}");
    }
    let time = pb::AvailableTime {
        hours_per_week: "40".into(),
        slack: "0.25".into(),
        days_per_week: 6,
        days_per_year: 365,
        weeks_per_year: 52,
        holidays: 15,
        leave: 12,
    };
    let main_tasks = wisn().activities;
    let health = pb::HealthWorkloadInput { available_time: Some(time), main_tasks, support_tasks: Vec::new() };
    needs.count(&midwife, by(Method::HealthWorkload(health))).await.unwrap();
    let midwife = needs.get(&midwife).await;
    for (node, value) in [("abk-kes/hari", "367"), ("abk-kes/minggu", "54")] {
        let refused = needs.change(change(&midwife, node, value)).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["value"], "{node}");
    }
    assert_eq!((needs.get(&position).await, needs.get(&midwife).await), (position, midwife));
}

#[tokio::test]
async fn a_derivation_is_told_in_pages() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let whole = needs.explain_need(why(&position)).await.unwrap().nodes;
    let mut request = pb::ExplainNeedRequest { page_size: 3, ..why(&position) };
    let mut pages = Vec::new();
    loop {
        let page = needs.explain_need(request.clone()).await.unwrap();
        pages.extend(page.nodes);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!((pages.len(), &pages), (8, &whole));
    request.position = absent(&position.name);
    assert_eq!(bad_fields(&needs.explain_need(request).await.unwrap_err()), ["page_token"]);
    for name in [absent(&position.name), position.name.replace("6571", OTHER_TENANT)] {
        let gone = pb::ExplainNeedRequest { position: name, ..why(&position) };
        assert_refused(needs.explain_need(gone).await, Code::NotFound, "POSITION_NOT_FOUND");
    }
    let bad = pb::ExplainNeedRequest { position: "x".into(), page_size: -1, ..Default::default() };
    assert_eq!(bad_fields(&needs.explain_need(bad).await.unwrap_err()), ["position", "page_size"]);
}
