//! The nine-box: what is proposed, what needs review, and what people decide.

use crate::{
    HR,
    promotions::assert_guarded,
    talent_world::{PPK, Talent, decision, on, parent, position, potential, unit},
};
use contracts::career::v1::{self as pb, talent_box::State};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

#[tokio::test]
async fn a_pass_goes_on_where_it_stopped_and_tells_how_figures_arose() {
    let mut talent = Talent::start().await;
    talent.told(7, "pelaksana").await;
    let known = talent.talented(1, "pelaksana").await;
    let unknown = talent.servant(2, "pelaksana").await;
    let first = talent.propose("", 1).await;
    assert_eq!((first.computed, first.ruleset.as_str()), (1, "talent-permenpanrb-3-2020"));
    let second = talent.propose(&first.next_page_token, 10).await;
    assert_eq!((second.computed, second.next_page_token.as_str()), (1, ""));
    assert_eq!((first.proposed + second.proposed, first.needs_review + second.needs_review), (1, 1));
    let seen = talent.box_of(&known).await;
    assert_eq!((seen.state(), seen.proposed_box, seen.decided_box, seen.year), (State::Proposed, 9, 0, 2025));
    assert_eq!((seen.performance.as_str(), seen.potential.as_str()), ("80", "81.25"));
    assert_eq!((seen.exact_potential.as_str(), seen.unit), ("325/4", unit()));
    assert_eq!(seen.figures[0], "performance: 80 from the rating baik of 2024");
    assert!(seen.recommendation.contains("kelompok rencana suksesi"));
    let lacking = talent.box_of(&unknown).await;
    assert_eq!((lacking.state(), lacking.proposed_box), (State::NeedsReview, 0));
    assert_eq!((lacking.performance.as_str(), lacking.potential.as_str()), ("80", ""));
    assert_eq!(
        lacking.review_reasons,
        [
            "potential_test: nothing is recorded",
            "job_person_match: something that the post asks for is unknown or has expired"
        ]
    );
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%TalentBoxService/ListBoxes'";
    assert_eq!(talent.career.harness.number(audited).await, 2);
}

#[tokio::test]
async fn boxes_are_listed_by_box_unit_state_and_year() {
    let mut talent = Talent::start().await;
    talent.told(7, "pelaksana").await;
    for number in 1..=3 {
        talent.talented(number, "pelaksana").await;
    }
    talent.servant(4, "pelaksana").await;
    talent.propose("", 0).await;
    let mut nine = pb::ListBoxesRequest { parent: parent(), box_number: 9, page_size: 2, ..Default::default() };
    let page = talent.boxes_of(nine.clone()).await;
    nine.page_token = page.next_page_token.clone();
    let rest = talent.boxes_of(nine.clone()).await;
    assert_eq!((page.talent_boxes.len(), rest.talent_boxes.len(), rest.next_page_token.as_str()), (2, 1, ""));
    let count = async |talent: &mut Talent, request| talent.boxes_of(request).await.talent_boxes.len();
    let review = pb::ListBoxesRequest { state: State::NeedsReview.into(), ..Default::default() };
    assert_eq!(count(&mut talent, review).await, 1);
    assert_eq!(count(&mut talent, pb::ListBoxesRequest { unit: unit(), ..Default::default() }).await, 4);
    assert_eq!(count(&mut talent, pb::ListBoxesRequest { year: 2024, ..Default::default() }).await, 0);
    let other = format!("{}/units/{}", parent(), Uuid::from_u128(10));
    assert_eq!(count(&mut talent, pb::ListBoxesRequest { unit: other, ..Default::default() }).await, 0);
    nine.box_number = 8;
    let refused = talent.boxes.list_boxes(talent.career.harness.request(HR, nine)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"], "a token of another list");
}

#[tokio::test]
async fn a_person_decides_and_a_new_pass_leaves_it() {
    let mut talent = Talent::start().await;
    let servant = talent.talented(1, "pelaksana").await;
    talent.propose("", 0).await;
    let seen = talent.box_of(&servant).await;
    let accepted = talent.decide(decision(&seen, 0, "")).await.unwrap().into_inner();
    assert_eq!((accepted.state(), accepted.decided_box, accepted.decisions.len()), (State::Decided, 9, 1));
    let changed = talent.decide(decision(&accepted, 7, "hasil kalibrasi panel")).await.unwrap().into_inner();
    assert_eq!((changed.decided_box, changed.proposed_box), (7, 9));
    let told: Vec<_> =
        changed.decisions.iter().map(|one| (one.before_box, one.after_box, one.reason.clone())).collect();
    assert_eq!(told, [(0, 9, String::new()), (9, 7, "hasil kalibrasi panel".into())]);
    assert!(changed.decisions.iter().all(|one| one.decided_by == "tester" && !one.ruleset.is_empty()));
    let again = talent.propose("", 0).await;
    assert_eq!((again.computed, again.kept), (1, 1));
    let get = pb::GetBoxRequest { name: changed.name.clone() };
    let read = talent.boxes.get_box(talent.career.harness.request(HR, get)).await.unwrap().into_inner();
    assert_eq!(read, changed);
    let sealed =
        "SELECT count(*) FROM career.talent_box_decisions WHERE position('kalibrasi'::bytea IN reason_sealed) > 0";
    assert_eq!(talent.career.harness.number(sealed).await, 0);
}

#[tokio::test]
async fn a_box_that_would_be_proposed_again_is_not_written_again() {
    let mut talent = Talent::start().await;
    let servants = [talent.talented(1, "pelaksana").await, talent.servant(2, "pelaksana").await];
    talent.propose("", 0).await;
    let again = talent.propose("", 0).await;
    assert_eq!((again.computed, again.proposed, again.needs_review, again.kept), (2, 1, 1, 0));
    let versions = "SELECT sum(version)::bigint FROM career.talent_boxes";
    assert_eq!(talent.career.harness.number(versions).await, 2);
    talent.change("UPDATE career.ratings SET rating = 'sangat_baik' WHERE servant_id = $1", &servants[0]).await;
    talent.propose("", 0).await;
    assert_eq!(talent.career.harness.number(versions).await, 3);
}

#[tokio::test]
async fn what_needs_review_is_named_with_a_reason() {
    let mut talent = Talent::start().await;
    let servant = talent.servant(1, "pelaksana").await;
    talent.propose("", 0).await;
    let seen = talent.box_of(&servant).await;
    let refused = talent.decide(decision(&seen, 0, "")).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "TALENT_BOX_NEEDS_REVIEW"));
    let wordless = talent.decide(decision(&seen, 5, " ")).await.unwrap_err();
    assert_eq!(bad_fields(&wordless), ["reason"]);
    let named = talent.decide(decision(&seen, 5, "dinilai panel")).await.unwrap().into_inner();
    assert_eq!((named.decided_box, named.decisions[0].proposed_box), (5, 0));
    assert!(!named.review_reasons.is_empty(), "what was unknown stays told");
}

#[tokio::test]
async fn old_and_foreign_figures_need_review() {
    let mut talent = Talent::start().await;
    let servant = talent.talented(1, "pelaksana").await;
    let changes = [
        ("UPDATE career.competency_profiles SET compute_date = '2025-03-01' WHERE servant_id = $1", State::NeedsReview),
        ("UPDATE career.competency_profiles SET compute_date = '2025-05-01' WHERE servant_id = $1", State::Proposed),
        ("UPDATE career.competency_profiles SET assessed = 8 WHERE servant_id = $1", State::NeedsReview),
        ("UPDATE career.competency_profiles SET assessed = 9 WHERE servant_id = $1", State::Proposed),
        ("UPDATE career.potentials SET assessed_date = '2021-12-31' WHERE servant_id = $1", State::NeedsReview),
        ("UPDATE career.potentials SET assessed_date = '2022-01-01' WHERE servant_id = $1", State::Proposed),
        ("DELETE FROM career.ratings WHERE servant_id = $1", State::NeedsReview),
    ];
    for (sql, state) in changes {
        talent.change(sql, &servant).await;
        talent.propose("", 0).await;
        assert_eq!(talent.box_of(&servant).await.state(), state, "{sql}");
    }
}

#[tokio::test]
async fn potential_is_recorded_corrected_and_listed() {
    let mut talent = Talent::start().await;
    let servant = talent.servant(1, "pelaksana").await;
    let once = pb::RecordPotentialRequest { request_id: Uuid::now_v7().to_string(), ..potential(&servant, "79.99") };
    let first = talent.boxes.record_potential(talent.asks(&["assessor"], once.clone())).await.unwrap().into_inner();
    assert_eq!((first.score.as_str(), first.recorded_by.as_str()), ("79.99", "tester"));
    let replayed = talent.boxes.record_potential(talent.asks(&["assessor"], once.clone())).await.unwrap().into_inner();
    assert_eq!(replayed, first);
    let other = pb::RecordPotentialRequest { score: "80".into(), ..once };
    let reused = talent.boxes.record_potential(talent.asks(&["assessor"], other)).await.unwrap_err();
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
    let corrected = pb::RecordPotentialRequest { replaces: first.name.clone(), ..potential(&servant, "80") };
    let second = talent.boxes.record_potential(talent.asks(HR, corrected.clone())).await.unwrap().into_inner();
    let again = talent.boxes.record_potential(talent.asks(HR, corrected)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::NotFound, "POTENTIAL_NOT_FOUND"));
    let mut list = pb::ListPotentialsRequest { parent: servant.name.clone(), ..Default::default() };
    let standing = talent.boxes.list_potentials(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!(standing.potentials, [second]);
    (list.include_superseded, list.page_size) = (true, 1);
    let page = talent.boxes.list_potentials(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((page.potentials[0].name.clone(), page.potentials[0].superseded_time.is_some()), (first.name, true));
    list.page_token = page.next_page_token;
    let rest = talent.boxes.list_potentials(talent.asks(HR, list)).await.unwrap().into_inner();
    assert_eq!((rest.potentials.len(), rest.next_page_token.as_str()), (1, ""));
}

#[tokio::test]
async fn nobody_records_or_decides_about_themselves() {
    let mut talent = Talent::start().await;
    let servant = talent.talented(1, "pelaksana").await;
    talent.propose("", 0).await;
    let seen = talent.box_of(&servant).await;
    talent.change("UPDATE career.servants SET account = 'tester' WHERE servant_id = $1", &servant).await;
    let own = talent.decide(decision(&seen, 0, "")).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_TALENT_DECISION"));
    let own = talent.boxes.record_potential(talent.asks(HR, potential(&servant, "100"))).await.unwrap_err();
    assert_eq!(reason(&own), "OWN_TALENT_DECISION");
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut talent = Talent::start().await;
    let servant = talent.servant(1, "pelaksana").await;
    let empty = pb::RecordPotentialRequest { replaces: "x".into(), score: "100.01".into(), ..Default::default() };
    let refused = talent.boxes.record_potential(talent.asks(HR, empty)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let fields = ["parent", "replaces", "part", "score", "assessed_date", "assessor", "reference"];
    assert_eq!(bad_fields(&refused), fields);
    let strange = pb::RecordPotentialRequest {
        part: "job_person_match".into(),
        assessed_date: on(2025, 5, 3),
        ..potential(&servant, "1")
    };
    let refused = talent.boxes.record_potential(talent.asks(HR, strange)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["part", "assessed_date"]);
    let refused = talent.decide(pb::DecideBoxRequest { box_number: 10, ..Default::default() }).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "box_number", "reason"]);
    let pass = pb::ProposeBoxesRequest { page_token: "x".into(), most: -1, ..Default::default() };
    let refused = talent.boxes.propose_boxes(talent.asks(HR, pass)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_token", "most"]);
    let list = pb::ListBoxesRequest {
        page_size: -1,
        year: 1,
        box_number: 10,
        unit: position(7),
        state: 9,
        servant: "x".into(),
        ..Default::default()
    };
    let refused = talent.boxes.list_boxes(talent.asks(HR, list)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "year", "box_number", "unit", "servant", "state"]);
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_what_is_missing_is_not_found() {
    let mut talent = Talent::start().await;
    let servant = talent.talented(1, "pelaksana").await;
    talent.propose("", 0).await;
    let seen = talent.box_of(&servant).await;
    let once = pb::DecideBoxRequest { request_id: Uuid::now_v7().to_string(), ..decision(&seen, 0, "") };
    let decided = talent.decide(once.clone()).await.unwrap().into_inner();
    assert_eq!(talent.decide(once).await.unwrap().into_inner(), decided, "sent twice, it happens once");
    let stale = talent.decide(decision(&seen, 8, "terlambat")).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let missing = pb::TalentBox { name: format!("{}/talentBoxes/{}", parent(), Uuid::now_v7()), ..decided };
    let absent = talent.decide(decision(&missing, 0, "")).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "TALENT_BOX_NOT_FOUND"));
    let get = pb::GetBoxRequest { name: missing.name };
    let absent = talent.boxes.get_box(talent.asks(HR, get)).await.unwrap_err();
    assert_eq!(reason(&absent), "TALENT_BOX_NOT_FOUND");
    let nobody = pb::Servant { name: format!("{}/servants/{}", parent(), Uuid::now_v7()), ..servant };
    let absent = talent.boxes.record_potential(talent.asks(HR, potential(&nobody, "1"))).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
    let list = pb::ListPotentialsRequest { parent: nobody.name, ..Default::default() };
    let absent = talent.boxes.list_potentials(talent.asks(HR, list)).await.unwrap_err();
    assert_eq!(reason(&absent), "SERVANT_NOT_FOUND");
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut talent = Talent::start().await;
    let servant = talent.talented(1, "pelaksana").await;
    talent.propose("", 0).await;
    let seen = talent.box_of(&servant).await;
    assert_guarded!(talent.boxes.record_potential, potential(&servant, "1"));
    let potentials = pb::ListPotentialsRequest { parent: servant.name.clone(), ..Default::default() };
    assert_guarded!(talent.boxes.list_potentials, potentials.clone());
    let pass = pb::ProposeBoxesRequest { parent: parent(), ..Default::default() };
    assert_guarded!(talent.boxes.propose_boxes, pass.clone());
    assert_guarded!(talent.boxes.decide_box, decision(&seen, 0, ""));
    let get = pb::GetBoxRequest { name: seen.name.clone() };
    assert_guarded!(talent.boxes.get_box, get.clone());
    let list = pb::ListBoxesRequest { parent: parent(), ..Default::default() };
    assert_guarded!(talent.boxes.list_boxes, list.clone());
    let officer = talent.boxes.decide_box(talent.asks(HR, decision(&seen, 0, ""))).await.unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied, "who proposes does not decide");
    let elsewhere = pb::GetBoxRequest { name: seen.name.replace(TENANT, OTHER_TENANT) };
    let hidden = talent.career.harness.request_as("other", PPK, &[OTHER_TENANT], elsewhere);
    assert_eq!(talent.boxes.get_box(hidden).await.unwrap_err().code(), Code::NotFound);
}
