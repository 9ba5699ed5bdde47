//! Standards of jobs: drafts, revisions, and what positions inherit.

use crate::{
    ANALYST, AUTHORITY, Needs, PARENT, VERIFIER, absent, assert_refused, at_once,
    competencies::{GENERIC, NINE, draft, grade, line, technical},
    nobody,
};
use contracts::needs::{
    events::v1::{CompetencyStandardPublished, competency_standard_published},
    v1::{
        self as pb,
        competency_origin::Tier,
        competency_standard::{Scope, State},
        job_requirement::{Importance, Kind},
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};
use uuid::Uuid;

fn requirement(kind: Kind, description: &str) -> pb::JobRequirement {
    pb::JobRequirement { kind: kind.into(), description: description.into(), importance: Importance::Absolute.into() }
}

impl Needs {
    async fn standard_revision(&self, name: &str, revision: i32) -> Result<pb::CompetencyStandard, Status> {
        let request = pb::GetCompetencyStandardRevisionRequest { name: name.into(), revision };
        let request = self.harness.request(VERIFIER, request);
        Ok(self.competencies().get_competency_standard_revision(request).await?.into_inner())
    }
}

/// Code, level and tier of each line.
fn told(standard: &pb::EffectiveCompetencyStandard) -> Vec<(&str, i32, Tier)> {
    let tier = |line: &pb::EffectiveCompetencyLine| line.origin.as_ref().unwrap().tier();
    standard.lines.iter().map(|line| (line.code.as_str(), line.level, tier(line))).collect()
}

#[tokio::test]
async fn a_position_inherits_line_by_line_from_title_kind_of_job_and_ruleset() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "fungsional", "ahli_muda").await;
    needs.create_competency(technical("T1", &[1, 2, 3])).await.unwrap();
    let seed = needs.effective_standard(&position.name).await.unwrap();
    assert_eq!(told(&seed), NINE.map(|code| (code, 3, Tier::Ruleset)));
    assert_eq!(seed.lines[0].origin.as_ref().unwrap().ruleset, GENERIC);
    assert_eq!((seed.lines[0].display_name.as_str(), seed.missing.len()), ("Integritas", 0));

    needs.put_standard(draft(grade("fungsional", "ahli_muda"), vec![line("", "M1", 4), line("", "M2", 4)])).await;
    let mut of_title =
        draft(Scope::JobTitle("Bidan".into()), vec![line("", "M1", 5), line("kamus-teknis-kesehatan-2021", "T1", 3)]);
    let standard = of_title.standard.as_mut().unwrap();
    standard.requirements =
        vec![requirement(Kind::Education, "D-IV Kebidanan"), requirement(Kind::FunctionalTraining, "Jabfung bidan")];
    let title = needs.put_standard(of_title).await;
    let mut own = draft(Scope::Position(position.name.clone()), vec![line("", "S1", 1)]);
    own.standard.as_mut().unwrap().requirements = vec![requirement(Kind::Education, "S-1 Kebidanan")];
    let own = needs.put_standard(own).await;

    let found = needs.effective_standard(&position.name).await.unwrap();
    let mut expected = NINE.map(|code| (code, 3, Tier::Ruleset)).to_vec();
    (expected[0], expected[1]) = (("M1", 5, Tier::JobTitle), ("M2", 4, Tier::JobGrade));
    expected[8] = ("S1", 1, Tier::Position);
    expected.push(("T1", 3, Tier::JobTitle));
    assert_eq!(told(&found), expected);
    let origin = found.lines[0].origin.as_ref().unwrap();
    assert_eq!((origin.standard.as_str(), origin.revision), (title.name.as_str(), 1));
    assert_eq!(
        (found.lines[9].dictionary.as_str(), found.lines[9].display_name.as_str()),
        ("kamus-teknis-kesehatan-2021", "Asuhan kebidanan")
    );
    let asked: Vec<(&str, &str)> = found
        .requirements
        .iter()
        .map(|one| {
            (one.requirement.as_ref().unwrap().description.as_str(), one.origin.as_ref().unwrap().standard.as_str())
        })
        .collect();
    assert_eq!(asked, [("S-1 Kebidanan", own.name.as_str()), ("Jabfung bidan", title.name.as_str())]);
    let stranger = needs.position_of_grade("Perawat", "", "").await;
    assert_eq!(needs.effective_standard(&stranger.name).await.unwrap().missing, NINE);
    let unknown = needs.effective_standard(&nobody("positions")).await;
    assert_refused(unknown, Code::NotFound, "POSITION_NOT_FOUND");
}

#[tokio::test]
async fn a_published_standard_is_told_and_the_one_before_kept() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "fungsional", "mahir").await;
    let mut request = draft(Scope::Position(position.name.clone()), vec![line("", "M1", 3)]);
    request.standard.as_mut().unwrap().requirements = vec![requirement(Kind::Education, "D-III Kebidanan")];
    let set = needs.set_standard(request.clone()).await.unwrap();
    assert_eq!((set.state(), set.revision, set.published_revision), (State::Draft, 1, 0));
    assert_eq!(told(&needs.effective_standard(&position.name).await.unwrap())[0], ("M1", 2, Tier::Ruleset));
    let published = needs.publish_standard(&set).await.unwrap();
    assert_eq!((published.state(), published.etag.as_str()), (State::Published, "\"2\""));
    assert_eq!(published.requirements, request.standard.as_ref().unwrap().requirements);
    let events = needs.told(1).await;
    let event: CompetencyStandardPublished = events[0].as_message().unwrap().unwrap();
    let told_line = competency_standard_published::Line { dictionary: GENERIC.into(), code: "M1".into(), level: 3 };
    let expected = CompetencyStandardPublished {
        standard: set.name.clone(),
        version: 2,
        revision: 1,
        position: position.name.clone(),
        dictionary: GENERIC.into(),
        lines: vec![told_line],
        education: vec!["D-III Kebidanan".into()],
        regulation: "Perwali 12/2024".into(),
        ..Default::default()
    };
    assert_eq!(event, expected);
    assert_refused(needs.publish_standard(&published).await, Code::FailedPrecondition, "STANDARD_NOT_DRAFTED");

    let next = draft(Scope::Position(position.name.clone()), vec![line("", "M1", 4)]);
    let next = pb::SetCompetencyStandardRequest { etag: published.etag.clone(), ..next };
    let next = needs.set_standard(next).await.unwrap();
    assert_eq!((next.name.as_str(), next.revision, next.published_revision), (set.name.as_str(), 2, 1));
    assert_eq!(told(&needs.effective_standard(&position.name).await.unwrap())[0], ("M1", 3, Tier::Position));
    needs.publish_standard(&next).await.unwrap();
    assert_eq!(told(&needs.effective_standard(&position.name).await.unwrap())[0], ("M1", 4, Tier::Position));
    let before = needs.standard_revision(&set.name, 1).await.unwrap();
    assert_eq!((before.state(), before.lines[0].level), (State::Superseded, 3));
    assert_eq!(needs.standard_revision(&set.name, 0).await.unwrap().state(), State::Published);
    assert_refused(needs.standard_revision(&set.name, 3).await, Code::NotFound, "STANDARD_NOT_FOUND");
    assert_refused(needs.standard_revision(&absent(&set.name), 0).await, Code::NotFound, "STANDARD_NOT_FOUND");
    let steps = "SELECT count(*) FROM needs.steps WHERE kind = 'standard.published'";
    assert_eq!(needs.harness.number(steps).await, 2);
}

#[tokio::test]
async fn everything_that_keeps_a_draft_from_being_published_is_told_at_once() {
    let needs = Needs::start().await;
    needs.create_competency(technical("T1", &[1])).await.unwrap();
    let position = needs.position_of_grade("Bidan", "", "").await;
    let dictionary = "kamus-teknis-kesehatan-2021";
    let lines = vec![line("", "M1", 3), line(dictionary, "T1", 2), line(dictionary, "T9", 1), line("", "M9", 1)];
    let mut request = draft(Scope::Position(position.name.clone()), lines);
    request.standard.as_mut().unwrap().regulation.clear();
    let set = needs.set_standard(request).await.unwrap();
    let fields = bad_fields(&needs.publish_standard(&set).await.unwrap_err());
    let lines = "standard.lines";
    let mut expected =
        vec!["standard.regulation", "standard.lines[1].level", "standard.lines[2].code", "standard.lines[3].code"];
    expected.extend([lines; 8]);
    assert_eq!(fields, expected);
    let title = needs.set_standard(draft(Scope::JobTitle("Nakhoda".into()), vec![line("", "M1", 1)])).await.unwrap();
    assert_eq!(bad_fields(&needs.publish_standard(&title).await.unwrap_err()), ["standard.job_title"]);
    let title = needs.set_standard(draft(Scope::JobTitle("Bidan".into()), vec![line("", "M1", 1)])).await.unwrap();
    assert_eq!(bad_fields(&needs.publish_standard(&title).await.unwrap_err()), [lines; 8]);
    let nothing = needs.set_standard(draft(grade("pelaksana", ""), Vec::new())).await.unwrap();
    assert_eq!(bad_fields(&needs.publish_standard(&nothing).await.unwrap_err()), [lines]);
    let told = "SELECT count(*) FROM needs.outbox WHERE type <> 'asn.needs.events.v1.PositionDefined'";
    assert_eq!(needs.harness.number(told).await, 0);
}

#[tokio::test]
async fn bad_stale_and_foreign_drafts_are_refused() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "pelaksana", "").await;
    let bad = pb::SetCompetencyStandardRequest { etag: "7".into(), request_id: "x".into(), ..Default::default() };
    let all = ["parent", "standard", "etag", "request_id"];
    assert_eq!(bad_fields(&needs.set_standard(bad).await.unwrap_err()), all);
    let mut bad =
        draft(grade("pelaksana", "mahir"), vec![line("", "M1", 0), line("", "M2", 1), line(GENERIC, "M2", 2)]);
    let standard = bad.standard.as_mut().unwrap();
    standard.requirements = vec![pb::JobRequirement { importance: 9, ..Default::default() }];
    let expected = [
        "job_grade",
        "lines[0].level",
        "lines[2].code",
        "requirements[0].kind",
        "requirements[0].description",
        "requirements[0].importance",
    ];
    assert_eq!(
        bad_fields(&needs.set_standard(bad).await.unwrap_err()),
        expected.map(|field| format!("standard.{field}"))
    );
    let mut twice = draft(grade("pelaksana", ""), vec![line("", "M1", 1)]);
    let education = || requirement(Kind::Education, "D-III Kebidanan");
    let other_kind = requirement(Kind::TechnicalTraining, "D-III Kebidanan");
    twice.standard.as_mut().unwrap().requirements = vec![education(), other_kind, education()];
    assert_eq!(bad_fields(&needs.set_standard(twice).await.unwrap_err()), ["standard.requirements[2].description"]);
    let foreign = Scope::Position(position.name.replace("6571", OTHER_TENANT));
    assert_eq!(bad_fields(&needs.set_standard(draft(foreign, Vec::new())).await.unwrap_err()), ["standard.position"]);
    let unknown = draft(Scope::Position(nobody("positions")), Vec::new());
    assert_refused(needs.set_standard(unknown).await, Code::NotFound, "POSITION_NOT_FOUND");

    let request = draft(Scope::Position(position.name.clone()), vec![line("", "M1", 2)]);
    let early = pb::SetCompetencyStandardRequest { etag: "\"1\"".into(), ..request.clone() };
    assert_refused(needs.set_standard(early).await, Code::Aborted, "ETAG_MISMATCH");
    let once = pb::SetCompetencyStandardRequest { request_id: Uuid::now_v7().to_string(), ..request.clone() };
    let set = needs.set_standard(once.clone()).await.unwrap();
    assert_eq!(needs.set_standard(once).await.unwrap(), set);
    assert_refused(needs.set_standard(request).await, Code::Aborted, "ETAG_MISMATCH");
    let stale = pb::CompetencyStandard { etag: "\"9\"".into(), ..set.clone() };
    assert_refused(needs.publish_standard(&stale).await, Code::Aborted, "ETAG_MISMATCH");
    let absent = pb::CompetencyStandard { name: absent(&set.name), ..set.clone() };
    assert_refused(needs.publish_standard(&absent).await, Code::NotFound, "STANDARD_NOT_FOUND");
    let (name, etag) = (set.name.clone(), set.etag.clone());
    let publish = pb::PublishCompetencyStandardRequest { name, etag, request_id: String::new() };
    let other = needs.harness.request_as("other", AUTHORITY, &[OTHER_TENANT], publish);
    let other = needs.competencies().publish_competency_standard(other).await.unwrap_err();
    assert_eq!(other.code(), Code::PermissionDenied);
    let other = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], draft(grade("pelaksana", ""), Vec::new()));
    let other = needs.competencies().set_competency_standard(other).await.unwrap_err();
    assert_eq!(other.code(), Code::PermissionDenied);
    let competency = Some(technical("T1", &[1]));
    let create = pb::CreateCompetencyRequest { parent: PARENT.into(), competency, ..Default::default() };
    let other = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], create);
    let other = needs.competencies().create_competency(other).await.unwrap_err();
    assert_eq!(other.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn of_first_drafts_at_once_one_counts() {
    let needs = Needs::start().await;
    needs.position_of_grade("Bidan", "pelaksana", "").await;
    let calls = (0..6).map(|level| {
        let request = draft(Scope::JobTitle("Bidan".into()), vec![line("", "M1", level % 5 + 1)]);
        let request = needs.harness.request(ANALYST, request);
        let mut client = needs.competencies();
        async move { client.set_competency_standard(request).await.map(tonic::Response::into_inner) }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (1, 5));
    assert!(bad.iter().all(|status| status.code() == Code::Aborted), "{bad:?}");
    let list = pb::ListCompetencyStandardsRequest { parent: PARENT.into(), drafted: true, ..Default::default() };
    let list = needs.harness.request(VERIFIER, list);
    let listed = needs.competencies().list_competency_standards(list).await.unwrap().into_inner();
    let bare = pb::CompetencyStandard { lines: Vec::new(), regulation: String::new(), ..good[0].clone() };
    assert_eq!((listed.standards, listed.next_page_token.as_str()), (vec![bare], ""));
}
