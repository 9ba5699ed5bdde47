//! Job analyses from draft to publication, and the one of a real department.

use crate::{
    ANALYST, Needs, PARENT, PUSKESMAS, VERIFIER, anonymous, assert_refused, nobody, places,
    world::{header, position_row},
};
use contracts::needs::v1::{self as pb, job_analysis::State, job_analysis_service_client::JobAnalysisServiceClient};
use pb::job_analysis_entry::{Aspect, Part};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status, transport::Channel};
use uuid::Uuid;

pub fn entry(part: Part, aspect: Aspect, text: &str) -> pb::JobAnalysisEntry {
    let result_unit = if part == Part::Duty { "berkas".into() } else { String::new() };
    let (part, aspect) = (part.into(), aspect.into());
    pb::JobAnalysisEntry { part, aspect, text: text.into(), result_unit, detail: String::new() }
}

/// A row for every part, and for every aspect of those that have several.
fn complete(class: &str) -> Vec<pb::JobAnalysisEntry> {
    let number = |part: i32| Part::try_from(part).unwrap();
    let plain =
        (1..=14).map(number).filter(|part| !matches!(part, Part::Identity | Part::Qualification | Part::Requirement));
    let mut entries: Vec<_> = plain.map(|part| entry(part, Aspect::Unspecified, "Melayani pasien")).collect();
    for aspect in (1..=13).map(|aspect| Aspect::try_from(aspect).unwrap()) {
        let part = match aspect {
            Aspect::Name | Aspect::Code | Aspect::Unit => Part::Identity,
            Aspect::Education | Aspect::Training | Aspect::Experience => Part::Qualification,
            _ => Part::Requirement,
        };
        entries.push(entry(part, aspect, "D-III"));
    }
    entries.push(entry(Part::Class, Aspect::Unspecified, class));
    entries
}

impl Needs {
    pub fn analyses(&self) -> JobAnalysisServiceClient<Channel> {
        JobAnalysisServiceClient::new(self.harness.channel.clone())
    }

    async fn draft_analysis(&self, request: pb::CreateJobAnalysisRequest) -> Result<pb::JobAnalysis, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.analyses().create_job_analysis(request).await?.into_inner())
    }

    async fn update_analysis(
        &self,
        analysis: &pb::JobAnalysis,
        entries: Vec<pb::JobAnalysisEntry>,
    ) -> Result<pb::JobAnalysis, Status> {
        let (name, etag) = (analysis.name.clone(), analysis.etag.clone());
        let request = pb::UpdateJobAnalysisRequest { name, etag, entries, request_id: String::new() };
        let request = self.harness.request(ANALYST, request);
        Ok(self.analyses().update_job_analysis(request).await?.into_inner())
    }

    pub async fn publish_analysis(&self, analysis: &pb::JobAnalysis) -> Result<pb::JobAnalysis, Status> {
        self.publish_analysis_once(analysis, "").await
    }

    async fn publish_analysis_once(&self, of: &pb::JobAnalysis, request_id: &str) -> Result<pb::JobAnalysis, Status> {
        let (name, etag, request_id) = (of.name.clone(), of.etag.clone(), request_id.to_owned());
        let request = self.harness.request(VERIFIER, pb::PublishJobAnalysisRequest { name, etag, request_id });
        Ok(self.analyses().publish_job_analysis(request).await?.into_inner())
    }

    pub async fn analysis(&self, name: &str) -> Result<pb::JobAnalysis, Status> {
        let request = self.harness.request(ANALYST, pb::GetJobAnalysisRequest { name: name.into() });
        Ok(self.analyses().get_job_analysis(request).await?.into_inner())
    }

    pub async fn list_analyses(
        &self,
        request: pb::ListJobAnalysesRequest,
    ) -> Result<pb::ListJobAnalysesResponse, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.analyses().list_job_analyses(request).await?.into_inner())
    }

    pub async fn import_analyses(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::JobAnalysisRow],
    ) -> Result<pb::ImportJobAnalysesResponse, Status> {
        use pb::import_job_analyses_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportJobAnalysesRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.analyses().import_job_analyses(request).await?.into_inner())
    }
}

pub fn all() -> pb::ListJobAnalysesRequest {
    pb::ListJobAnalysesRequest { parent: PARENT.into(), ..Default::default() }
}

fn of_title(title: &str, entries: Vec<pb::JobAnalysisEntry>) -> pb::CreateJobAnalysisRequest {
    pb::CreateJobAnalysisRequest { parent: PARENT.into(), title: title.into(), entries, ..Default::default() }
}

fn of_position(position: &pb::Position, entries: Vec<pb::JobAnalysisEntry>) -> pb::CreateJobAnalysisRequest {
    let (parent, position) = (PARENT.into(), position.name.clone());
    pb::CreateJobAnalysisRequest { parent, position, entries, ..Default::default() }
}

fn fields(found: &[pb::JobAnalysisFinding]) -> Vec<&str> {
    found.iter().map(|finding| finding.field.as_str()).collect()
}

#[tokio::test]
async fn a_published_edition_never_changes_and_the_next_supersedes_it() {
    let needs = Needs::start().await;
    let first = needs.draft_analysis(of_title("Perawat", complete("8"))).await.unwrap();
    assert_eq!((first.edition, first.state(), first.violations.len()), (1, State::Draft, 0));
    assert_eq!(first.entries.len(), 25);
    assert_eq!(first.entries[0], entry(Part::Identity, Aspect::Name, "D-III"));
    assert_refused(
        needs.draft_analysis(of_title("PERAWAT", vec![])).await,
        Code::AlreadyExists,
        "JOB_ANALYSIS_DRAFT_EXISTS",
    );
    let once = Uuid::now_v7().to_string();
    let published = needs.publish_analysis_once(&first, &once).await.unwrap();
    assert_eq!((published.state(), published.ruleset.as_str()), (State::Published, "anjab-peraturan-bkn-9-2022"));
    assert!(published.publish_time.is_some());
    assert_eq!(needs.publish_analysis_once(&first, &once).await.unwrap(), published);
    let changed = needs.update_analysis(&published, vec![]).await;
    assert_refused(changed, Code::FailedPrecondition, "JOB_ANALYSIS_STATE");
    assert_refused(needs.publish_analysis(&published).await, Code::FailedPrecondition, "JOB_ANALYSIS_STATE");
    let second = needs.draft_analysis(of_title("Perawat", complete("9"))).await.unwrap();
    assert_eq!((second.edition, needs.analysis(&first.name).await.unwrap().state()), (2, State::Published));
    needs.publish_analysis(&second).await.unwrap();
    let before = needs.analysis(&first.name).await.unwrap();
    assert_eq!((before.state(), &before.entries), (State::Superseded, &first.entries));
    assert_eq!(before.publish_time, published.publish_time);
    let in_force = pb::ListJobAnalysesRequest { state: State::Published.into(), ..all() };
    let listed = needs.list_analyses(in_force).await.unwrap().job_analyses;
    assert_eq!((listed.len(), listed[0].edition, listed[0].entries.len()), (1, 2, 0));
}

#[tokio::test]
async fn a_draft_is_replaced_as_a_whole_and_only_as_it_was_read() {
    let needs = Needs::start().await;
    let draft = needs.draft_analysis(of_title("Perawat", complete("8"))).await.unwrap();
    let duty = |text: &str| entry(Part::Duty, Aspect::Unspecified, text);
    let updated = needs.update_analysis(&draft, vec![duty("Kedua"), duty("Pertama")]).await.unwrap();
    assert_eq!(updated.entries, [duty("Kedua"), duty("Pertama")]);
    assert_eq!((updated.etag.as_str(), updated.violations.len()), ("\"2\"", 14));
    assert_refused(needs.update_analysis(&draft, vec![]).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.publish_analysis(&draft).await, Code::Aborted, "ETAG_MISMATCH");
    assert_eq!(needs.analysis(&draft.name).await.unwrap(), updated);
}

#[tokio::test]
async fn everything_that_is_missing_is_told_at_once() {
    let needs = Needs::start().await;
    let empty = needs.draft_analysis(of_title("Perawat", vec![])).await.unwrap();
    let refused = needs.publish_analysis(&empty).await.unwrap_err();
    let parts = [
        "entries.identity",
        "entries.summary",
        "entries.qualification",
        "entries.duty",
        "entries.result",
        "entries.material",
        "entries.tool",
        "entries.responsibility",
        "entries.authority",
        "entries.relation",
        "entries.environment",
        "entries.hazard",
        "entries.requirement",
        "entries.performance",
        "entries.class",
    ];
    assert_eq!((bad_fields(&refused), fields(&empty.violations)), (parts.map(str::to_owned).to_vec(), parts.to_vec()));
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "INVALID_ARGUMENT");
    let without = |entry: &pb::JobAnalysisEntry| {
        !matches!(entry.aspect(), Aspect::Education | Aspect::Temperament | Aspect::Training)
    };
    let some: Vec<_> = complete("8").into_iter().filter(without).collect();
    let some = needs.update_analysis(&empty, some).await.unwrap();
    let refused = bad_fields(&needs.publish_analysis(&some).await.unwrap_err());
    assert_eq!(refused, ["entries.qualification.education", "entries.requirement.temperament"]);
}

#[tokio::test]
async fn bad_rows_are_refused_with_their_fields() {
    let needs = Needs::start().await;
    let rows = vec![
        pb::JobAnalysisEntry { result_unit: " ".into(), ..entry(Part::Duty, Aspect::Unspecified, "Tanpa satuan") },
        entry(Part::Class, Aspect::Unspecified, "18"),
        entry(Part::Qualification, Aspect::Education, "-"),
        entry(Part::Requirement, Aspect::Unspecified, "Tanpa aspek"),
        entry(Part::Unspecified, Aspect::Unspecified, ""),
        pb::JobAnalysisEntry { part: 77, aspect: 77, ..entry(Part::Tool, Aspect::Unspecified, "x\u{7}") },
        entry(Part::Class, Aspect::Unspecified, "7"),
    ];
    let expected = [
        "entries[0].result_unit",
        "entries[1].text",
        "entries[2].text",
        "entries[3].aspect",
        "entries[4].part",
        "entries[4].text",
        "entries[5].part",
        "entries[5].aspect",
        "entries[5].text",
    ];
    assert_eq!(bad_fields(&needs.draft_analysis(of_title("Perawat", rows)).await.unwrap_err()), expected);
    let both = pb::CreateJobAnalysisRequest { position: nobody("positions"), ..of_title("Perawat", vec![]) };
    assert_eq!(bad_fields(&needs.draft_analysis(both).await.unwrap_err()), ["title"]);
    assert_eq!(bad_fields(&needs.draft_analysis(of_title("", vec![])).await.unwrap_err()), ["title"]);
    let many = vec![entry(Part::Tool, Aspect::Unspecified, "alat"); 1001];
    assert_eq!(bad_fields(&needs.draft_analysis(of_title("Perawat", many)).await.unwrap_err()), ["entries"]);
    let absent = pb::CreateJobAnalysisRequest { position: nobody("positions"), ..of_title("", vec![]) };
    assert_refused(needs.draft_analysis(absent).await, Code::NotFound, "POSITION_NOT_FOUND");
}

#[tokio::test]
async fn drivers_and_other_classes_are_flagged_and_not_refused() {
    let needs = Needs::start().await;
    let driver = needs.position("Pengemudi", 1).await;
    let draft = needs.draft_analysis(of_position(&driver, complete("3"))).await.unwrap();
    assert_eq!((draft.position.as_str(), draft.title.as_str()), (driver.name.as_str(), "Pengemudi"));
    assert_eq!(fields(&draft.warnings), ["title", "entries.class"]);
    let published = needs.publish_analysis(&draft).await.unwrap();
    assert_eq!((published.warnings, published.state), (draft.warnings, State::Published.into()));
    let request = anonymous(pb::ExplainRequest { name: driver.name.clone(), ..Default::default() });
    let steps = needs.reassessments.clone().explain(request).await.unwrap().into_inner().steps;
    assert_eq!((steps[0].kind.as_str(), &steps[0].resource), ("job_analysis.published", &draft.name));
    // The title has editions of its own, apart from those of its positions.
    assert_eq!(needs.draft_analysis(of_title("Pengemudi", vec![])).await.unwrap().edition, 1);
}

#[tokio::test]
async fn analyses_are_listed_by_page_position_title_and_state() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    needs.draft_analysis(of_position(&position, vec![])).await.unwrap();
    for title in ["Perawat Mahir", "Perawat Penyelia"] {
        needs.draft_analysis(of_title(title, vec![])).await.unwrap();
    }
    let first = needs.list_analyses(pb::ListJobAnalysesRequest { page_size: 2, ..all() }).await.unwrap();
    let next = pb::ListJobAnalysesRequest { page_size: 2, page_token: first.next_page_token, ..all() };
    let second = needs.list_analyses(next.clone()).await.unwrap();
    assert_eq!((first.job_analyses.len(), second.job_analyses.len(), second.next_page_token.as_str()), (2, 1, ""));
    let count = async |request| needs.list_analyses(request).await.unwrap().job_analyses.len();
    assert_eq!(count(pb::ListJobAnalysesRequest { position: position.name.clone(), ..all() }).await, 1);
    assert_eq!(count(pb::ListJobAnalysesRequest { title_contains: "perawat".into(), ..all() }).await, 2);
    assert_eq!(count(pb::ListJobAnalysesRequest { state: State::Superseded.into(), ..all() }).await, 0);
    let bad = pb::ListJobAnalysesRequest { state: 9, position: "x".into(), title_contains: "\u{7}".into(), ..next };
    let bad = bad_fields(&needs.list_analyses(bad).await.unwrap_err());
    assert_eq!(bad, ["page_token", "position", "title_contains", "state"]);
}

#[tokio::test]
async fn an_analysis_is_known_and_changed_in_its_own_instansi_only() {
    let needs = Needs::start().await;
    let draft = needs.draft_analysis(of_title("Perawat", complete("8"))).await.unwrap();
    assert_refused(needs.analysis(&nobody("jobAnalyses")).await, Code::NotFound, "JOB_ANALYSIS_NOT_FOUND");
    assert_eq!(bad_fields(&needs.analysis("x").await.unwrap_err()), ["name"]);
    let (name, etag) = (|| draft.name.clone(), || draft.etag.clone());
    let mut answers = Vec::new();
    macro_rules! foreign {
        ($method:ident, $roles:expr, $message:expr) => {{
            let request = needs.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
            answers.push(needs.analyses().$method(request).await.err().map(|status| status.code()));
        }};
    }
    foreign!(create_job_analysis, ANALYST, of_title("Bidan", vec![]));
    let update = pb::UpdateJobAnalysisRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(update_job_analysis, ANALYST, update);
    let publish = pb::PublishJobAnalysisRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(publish_job_analysis, VERIFIER, publish.clone());
    foreign!(get_job_analysis, ANALYST, pb::GetJobAnalysisRequest { name: name() });
    foreign!(list_job_analyses, ANALYST, all());
    let part = Some(pb::import_job_analyses_request::Part::Header(header()));
    foreign!(import_job_analyses, ANALYST, tokio_stream::iter([pb::ImportJobAnalysesRequest { part }]));
    assert_eq!(answers, [Some(Code::PermissionDenied); 6]);
    let writer = needs.harness.request(ANALYST, publish);
    assert_eq!(needs.analyses().publish_job_analysis(writer).await.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(needs.analysis(&draft.name).await.unwrap(), draft);
}

fn row(title: &str, n: i32, entry: pb::JobAnalysisEntry) -> pb::JobAnalysisRow {
    pb::JobAnalysisRow { title: title.into(), n, entry: Some(entry), ..Default::default() }
}

#[tokio::test]
async fn an_import_replaces_drafts_by_its_sound_rows() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[position_row("Bidan", 1)]).await.unwrap();
    let duty = |text: &str| entry(Part::Duty, Aspect::Unspecified, text);
    let at = |path: &str, row: pb::JobAnalysisRow| pb::JobAnalysisRow { unit_path: path.into(), ..row };
    let rows = [
        row("Perawat", 2, duty("Kedua")),
        row("PERAWAT", 1, duty("Pertama")),
        row("Perawat", 2, duty("Dua kali")),
        row("Perawat", 0, duty("Berikutnya")),
        row("Perawat", 0, entry(Part::Tool, Aspect::Unspecified, "-")),
        row("", -1, entry(Part::Duty, Aspect::Skill, "x")),
        at(PUSKESMAS, row("Bidan", 0, duty("Melayani"))),
        at(PUSKESMAS, row("Dokter", 0, duty("Melayani"))),
        pb::JobAnalysisRow { title: "Perawat".into(), ..Default::default() },
    ];
    let report = needs.import_analyses(header(), &rows).await.unwrap();
    let expected = [
        (3, "n"),
        (5, "entry.text"),
        (6, "title"),
        (6, "n"),
        (6, "entry.aspect"),
        (8, "title"),
        (9, "entry.part"),
        (9, "entry.text"),
    ];
    assert_eq!(places(&report.errors), expected);
    assert_eq!((report.accepted, report.rejected, report.drafts), (4, 5, 2));
    let listed = needs.list_analyses(all()).await.unwrap().job_analyses;
    let nurse = listed.iter().find(|analysis| analysis.title == "Perawat").unwrap();
    let texts = async || {
        let read = needs.analysis(&nurse.name).await.unwrap();
        read.entries.into_iter().map(|entry| entry.text).collect::<Vec<_>>()
    };
    assert_eq!(texts().await, ["Pertama", "Kedua", "Berikutnya"]);
    let report = needs.import_analyses(header(), &rows[..1]).await.unwrap();
    assert_eq!((report.drafts, texts().await), (1, vec!["Kedua".to_owned()]));
    assert_eq!(needs.analysis(&nurse.name).await.unwrap().etag, "\"2\"");
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = needs.import_analyses(strict, &rows[1..3]).await.unwrap();
    assert_eq!(refused.accepted, 2);
    let strict = pb::ImportHeader { strict: true, ..header() };
    assert_refused(needs.import_analyses(strict, &rows[..3]).await, Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(texts().await, ["Pertama", "Dua kali"]);
}

#[tokio::test]
async fn an_import_fills_no_form_that_could_not_be_drafted() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[position_row("Bidan", 1)]).await.unwrap();
    let duty = |text: &str| entry(Part::Duty, Aspect::Unspecified, text);
    let mut rows: Vec<_> = (0..1001).map(|nth| row("Perawat", 0, duty(&format!("Tugas {nth}")))).collect();
    // Some thousand characters are too much in as many rows.
    let long = pb::JobAnalysisEntry { detail: "x".repeat(4000), ..duty(&"x".repeat(4000)) };
    rows.extend(vec![row("Dokter", 0, long); 132]);
    // A title in other letters is no position's, and takes no number from the one that is.
    let at = |row: pb::JobAnalysisRow| pb::JobAnalysisRow { unit_path: PUSKESMAS.into(), ..row };
    rows.extend([at(row("BIDAN", 1, duty("Melayani"))), at(row("Bidan", 1, duty("Melayani")))]);
    let report = needs.import_analyses(header(), &rows).await.unwrap();
    assert_eq!(places(&report.errors), [(1001, "entry"), (1132, "entry"), (1133, "entry"), (1134, "title")]);
    assert_eq!((report.accepted, report.drafts), (1131, 3));
    for analysis in needs.list_analyses(all()).await.unwrap().job_analyses {
        needs.analysis(&analysis.name).await.unwrap();
    }
}
