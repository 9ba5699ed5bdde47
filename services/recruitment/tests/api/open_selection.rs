use crate::{
    AUTHORITY, COMMITTEE, Recruitment,
    panel_world::{CODES, MEMBERS, Selter, member, panel, plan, step},
    refusal,
};
use contracts::{
    google::r#type::Date,
    recruitment::{events::v1::SelectionDecided, v1 as pb},
};
use pb::open_selection::State;
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::Code;

#[tokio::test]
async fn a_post_is_filled_from_the_draft_to_the_decision() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    assert_eq!((opened.state(), opened.candidates, opened.panel_members, opened.panel_outside), (State::Open, 0, 7, 4));
    assert_eq!(opened.design_hash.len(), 64);
    assert!(opened.design.contains("instrument 1 MAKALAH technical weight 60 scale 0 100"));
    let started = selter.started(&opened).await;
    assert_eq!((started.state(), started.candidates), (State::Assessment, 5));
    selter.score_all(&codes, &honest).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    assert_eq!((sealed.state(), sealed.scores_hash.len(), sealed.scores_salt.as_str()), (State::Sealed, 64, ""));
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    assert_eq!(revealed.state(), State::Revealed);
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert_eq!(announced.state(), State::Announced);
    let ranks = selter.ranks(&announced).await.unwrap();
    let order: Vec<_> = ranks.iter().map(|rank| (rank.candidate_code.as_str(), rank.rank)).collect();
    let expected: Vec<_> = codes.iter().map(|(_, code)| code.as_str()).zip(1..).collect();
    assert_eq!(order, expected);
    // The first has 90 to 93 of the paper and 4 of 5 of the interview: 639 ÷ 7 by 60 %, and 32.
    assert_eq!(ranks[0].means_exact, ["639/7", "4"]);
    assert_eq!((ranks[0].total_exact.as_str(), ranks[0].total.as_str()), ("3037/35", "86.771429"));
    let submitted = selter.submit_names(&announced, &[], "").await.unwrap().into_inner();
    let ranks = selter.ranks(&submitted).await.unwrap();
    assert_eq!(ranks.iter().filter(|rank| rank.submitted).count(), 3);
    let fourth = selter.decide(&submitted, &codes[3].1).await;
    assert_eq!(refusal(fourth), (Code::FailedPrecondition, "NOT_SUBMITTED".into()));
    let decided = selter.decide(&submitted, &codes[1].1).await.unwrap().into_inner();
    assert_eq!((decided.state(), decided.chosen.as_str()), (State::Decided, codes[1].1.as_str()));
    let event: SelectionDecided = selter.world.harness.published(1).await[0].as_message().unwrap().unwrap();
    assert_eq!((event.selection, event.candidate), (decided.name, codes[1].0.clone()));
    assert_eq!((event.position, event.appointment_date), (decided.position, decided.appointment_date));
}

/// Everybody agrees on the order of the candidates, a point apart.
fn honest(member: usize, candidate: usize) -> [i32; 2] {
    [90 - 8 * candidate as i32 + (member as i32 % 4), 4 - (candidate as i32) / 2]
}

#[tokio::test]
async fn outsiders_recompute_hash_and_total_from_the_public_sheet() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    assert_eq!(sha256(&opened.design), opened.design_hash);
    let revealed = selter.revealed(&opened, &codes, &honest).await;
    let early = selter.sheet(&revealed).await;
    assert_eq!(early.unwrap_err().code(), Code::FailedPrecondition);
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let sheet = selter.sheet(&announced).await.unwrap();
    assert_eq!(sheet.len(), 7 * CODES * 2);
    let line =
        |one: &pb::SheetScore| format!("{}|{}|{}|{}\n", one.candidate_code, one.member, one.instrument, one.score);
    let lines: String = sheet.iter().map(line).collect();
    assert_eq!(sha256(&format!("{}\n{lines}", announced.scores_salt)), announced.scores_hash);
    assert_ne!(sha256(&format!("{}\n{lines}", "0".repeat(64))), announced.scores_hash);
}

fn sha256(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn instruments_are_fixed_at_the_opening_whoever_writes() {
    let mut selter = Selter::start().await;
    let draft = selter.created().await;
    let heavier = pb::SelectionPlan { position_title: "Kepala Badan".into(), ..plan() };
    let revised = selter.revise(&draft, heavier).await.unwrap().into_inner();
    assert_eq!(revised.position_title, "Kepala Badan");
    let named = selter.set_panel(&revised, panel()).await.unwrap().into_inner();
    let opened = selter.open(&pb::OpenSelection { etag: named.etag, ..revised }).await.unwrap().into_inner();
    let late = selter.revise(&opened, plan()).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    let late = selter.set_panel(&opened, panel()).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    for sql in [
        "UPDATE recruitment.selection_instruments SET weight = weight + 1",
        "DELETE FROM recruitment.selection_instruments",
        "UPDATE recruitment.selections SET design = design || 'x'",
    ] {
        let refused = selter.sql(sql).await.unwrap_err().to_string();
        assert!(refused.contains("fixed"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn plans_and_panels_that_break_rules_are_refused_with_all_that_is_wrong() {
    let mut selter = Selter::start().await;
    let mut bad = plan();
    bad.instruments[0].weight = 61;
    bad.instruments[1].kind = pb::instrument::Kind::Technical.into();
    bad.score_time = bad.close_time;
    bad.level = pb::LeadingLevel::Utama.into();
    let status = selter.create(bad).await.unwrap_err();
    let fields = ["plan.score_time", "plan.instruments", "plan.instruments", "plan.level"];
    assert_eq!(bad_fields(&status), fields);
    // An appointment before the end would let ages count on a day of one's choice.
    let early = pb::SelectionPlan { appointment_date: Some(Date { year: 2024, month: 9, day: 8 }), ..plan() };
    assert_eq!(bad_fields(&selter.create(early).await.unwrap_err()), ["plan.score_time", "plan.input_close_time"]);
    let mut bad = plan();
    bad.ruleset = "cpns-2024".into();
    bad.instruments[0].code = "makalah".into();
    bad.instruments[1].highest = 0;
    let status = selter.create(bad).await.unwrap_err();
    assert_eq!(bad_fields(&status), ["plan.instruments[0].code", "plan.instruments[1].highest"]);
    let draft = selter.created().await;
    let unmanned = selter.open(&draft).await;
    assert_eq!(refusal(unmanned), (Code::FailedPrecondition, "PANEL_UNFIT".into()));
    let mut six = panel();
    six.pop();
    assert_eq!(refusal(selter.set_panel(&draft, six).await).1, "PANEL_UNFIT");
    let mut inside = panel();
    inside[6].outside = false;
    assert_eq!(refusal(selter.set_panel(&draft, inside).await).1, "PANEL_UNFIT");
    let mut twice = panel();
    twice[1].subject = twice[0].subject.clone();
    assert_eq!(refusal(selter.set_panel(&draft, twice).await).1, "PANEL_UNFIT");
}

#[tokio::test]
async fn candidates_meet_the_requirements_and_come_once_and_in_time() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    let taken = selter.register(&opened, 1).await.unwrap().into_inner();
    assert!(taken.code.starts_with("JPT-") && !taken.code.contains("1975"));
    assert_eq!(refusal(selter.register(&opened, 1).await), (Code::AlreadyExists, "ALREADY_CANDIDATE".into()));
    let old = Some(Date { year: 1970, month: 3, day: 1 });
    let poor =
        pb::RegisterCandidateRequest { birth_date: old, experience_months: 59, ..selter.registration(&opened, 2) };
    let refused = selter.register_as(poor).await.unwrap_err();
    assert_eq!(refused.message(), "requirements of the post are not met: EXPERIENCE AGE");
    let unborn = Some(Date { year: 2030, month: 3, day: 1 });
    let unborn = pb::RegisterCandidateRequest { birth_date: unborn, ..selter.registration(&opened, 2) };
    assert_eq!(refusal(selter.register_as(unborn).await).1, "NOT_ELIGIBLE");
    let number = pb::RegisterCandidateRequest { nip: "197505122001131001".into(), ..selter.registration(&opened, 2) };
    assert_eq!(bad_fields(&selter.register_as(number).await.unwrap_err()), ["nip"]);
    let early = selter.start_assessment(&opened).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    selter.after_close();
    assert_eq!(refusal(selter.register(&opened, 3).await), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
    let alone = selter.start_assessment(&opened).await;
    assert_eq!(refusal(alone), (Code::FailedPrecondition, "CANDIDATES_MISSING".into()));
}

#[tokio::test]
async fn names_stay_sealed_in_the_tables_and_out_of_public_answers() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let public = format!("{:?}", selter.get(&opened).await);
    assert!(!public.contains("Rahasia") && !public.contains("Anggota"));
    let seen = selter.own_candidates(&opened, 1).await.unwrap();
    assert_eq!(seen.len(), codes.len());
    assert_eq!(seen[0].full_name, "Siti Rahasia 0");
    let stranger = selter.own_candidates(&opened, 77).await.unwrap_err();
    assert_eq!(
        (stranger.code(), platform::testing::reason(&stranger)),
        (Code::PermissionDenied, "NOT_ON_PANEL".into())
    );
    for table in ["selection_candidates", "selection_members"] {
        let text = selter.dump(table).await;
        assert!(!text.contains("Rahasia") && !text.contains("Anggota") && !text.contains(&hex("Rahasia")), "{table}");
    }
    let audited = selter.world.harness.number(
        "SELECT count(*) FROM recruitment.audit WHERE action = '/asn.recruitment.v1.PanelService/ListOwnCandidates'",
    );
    assert_eq!(audited.await, 1);
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_tie_at_the_third_place_wants_a_reason() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let tied = |_: usize, candidate: usize| [90 - 8 * candidate.min(2) as i32, 4];
    let revealed = selter.revealed(&opened, &codes, &tied).await;
    let revealed = if revealed.state() == State::OnHold {
        selter.release(&revealed).await.unwrap().into_inner()
    } else {
        revealed
    };
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let ranks: Vec<_> = selter.ranks(&announced).await.unwrap().iter().map(|rank| rank.rank).collect();
    assert_eq!(ranks, [1, 2, 3, 3, 3]);
    let undecided = selter.submit_names(&announced, &[], "").await;
    assert_eq!(refusal(undecided), (Code::FailedPrecondition, "TIE_UNDECIDED".into()));
    let fourth = codes[4].1.clone();
    let silent = selter.submit_names(&announced, &[&fourth], "").await;
    assert_eq!(refusal(silent), (Code::FailedPrecondition, "TIE_UNDECIDED".into()));
    let wrong = selter.submit_names(&announced, &[&codes[0].1], "lebih lama menjabat").await;
    assert_eq!(refusal(wrong), (Code::FailedPrecondition, "TIE_UNDECIDED".into()));
    let submitted = selter.submit_names(&announced, &[&fourth], "lebih lama menjabat").await.unwrap().into_inner();
    let names: Vec<_> = selter.ranks(&submitted).await.unwrap();
    let names: Vec<_> = names.iter().filter(|rank| rank.submitted).map(|rank| rank.candidate_code.as_str()).collect();
    assert_eq!(names, [codes[0].1.as_str(), codes[1].1.as_str(), fourth.as_str()]);
    assert!(!selter.dump("selection_notes").await.contains(&hex("lebih lama")));
}

#[tokio::test]
async fn every_step_wants_its_role_the_tenant_and_the_version() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened().await;
    let harness = &selter.world.harness;
    let release = pb::ReleaseHoldRequest {
        name: opened.name.clone(),
        etag: opened.etag.clone(),
        reason: "x".into(),
        request_id: String::new(),
    };
    for roles in [COMMITTEE, AUTHORITY, MEMBERS] {
        let refused = selter.selections.release_hold(harness.request(roles, release.clone())).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    }
    let foreign = harness.request_as("other", COMMITTEE, &[OTHER_TENANT], step(&opened));
    assert_eq!(selter.selections.open_selection(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    let there = opened.name.replace(TENANT, OTHER_TENANT);
    let request = pb::GetOpenSelectionRequest { name: there };
    assert_eq!(refusal(selter.selections.get_open_selection(request).await).1, "SELECTION_NOT_FOUND");
    let stale = pb::OpenSelectionRequest { etag: "\"99\"".into(), ..step(&opened) };
    let stale = selter.selections.open_selection(harness.request(COMMITTEE, stale)).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(member(3), "panel-3");
}

#[tokio::test]
async fn a_draft_that_waited_until_its_ruleset_ended_does_not_open() {
    let folder = std::env::temp_dir().join(format!("selter-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(folder.join("selter")).unwrap();
    let shipped = include_str!("../../rulesets/selter-2019.toml").replacen("selter-2019", "selter-lama", 1);
    let ends = "valid_from = \"2019-01-01\"\nvalid_until = \"2024-09-06\"";
    std::fs::write(folder.join("selter/lama.toml"), shipped.replacen("valid_from = \"2019-01-01\"", ends, 1)).unwrap();
    let rules = folder.clone();
    let mut selter = Selter::of(Recruitment::start_with(move |settings| settings.folder = rules).await);
    let old = pb::SelectionPlan { ruleset: "selter-lama".into(), ..plan() };
    let draft = selter.create(old.clone()).await.unwrap().into_inner();
    let named = selter.set_panel(&draft, panel()).await.unwrap().into_inner();
    // The next day in Jakarta, four hours before the closing time.
    selter.to(20);
    let late = selter.open(&pb::OpenSelection { etag: named.etag.clone(), ..draft.clone() }).await.unwrap_err();
    assert_eq!(bad_fields(&late), ["name"]);
    let revised = selter.revise(&pb::OpenSelection { etag: named.etag, ..draft }, plan()).await.unwrap().into_inner();
    assert_eq!((revised.ruleset.as_str(), selter.open(&revised).await.is_ok()), ("selter-2019", true));
    assert_eq!(bad_fields(&selter.create(old).await.unwrap_err()), ["plan.ruleset"]);
    std::fs::remove_dir_all(folder).unwrap();
}
