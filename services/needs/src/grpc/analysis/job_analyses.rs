//! `JobAnalysisService`.

use crate::grpc::{
    imports::{check_extent, render_bad_row},
    job_forms::{FormRows, SPLIT_FORMS, parse_entries, parse_form_row, render_entry, render_finding},
};
use crate::{
    commands::{self, About, CreateJobAnalysis, UpdateJobAnalysis},
    domain::job_analysis::{Entry, JobAnalysis, Rules, State, Subject, missing, warnings},
    error::Error,
    names,
    store::{
        job_analyses::{self, Filter},
        positions,
    },
};
use contracts::needs::v1 as pb;
use platform::{AsRead, Kit, Scope, Tenant, Violations, dates, etag, names::asked, page::Page};
use sqlx::PgConnection;
use std::collections::HashMap;
use tonic::{Request, Response, Status, Streaming};

/// Rows taken in one statement.
const CHUNK: usize = 1000;
/// Most rows of one import: some ten thousand forms.
const MOST_ROWS: i64 = 1_000_000;

/// Serves job analyses.
pub struct JobAnalyses {
    pub(crate) kit: Kit,
    pub(crate) rules: Rules,
}

#[tonic::async_trait]
impl pb::job_analysis_service_server::JobAnalysisService for JobAnalyses {
    async fn create_job_analysis(
        &self,
        request: Request<pb::CreateJobAnalysisRequest>,
    ) -> Result<Response<pb::JobAnalysis>, Status> {
        let parse = |message: &pb::CreateJobAnalysisRequest| parse_create(message, &self.rules);
        self.kit
            .write(request, parse, async |work, input| {
                let analysis = commands::create_job_analysis(work, input).await?;
                self.show(work.connection, &work.tenant, analysis).await
            })
            .await
    }

    async fn update_job_analysis(
        &self,
        request: Request<pb::UpdateJobAnalysisRequest>,
    ) -> Result<Response<pb::JobAnalysis>, Status> {
        let parse = |message: &pb::UpdateJobAnalysisRequest| {
            let mut check = Violations::default();
            let name = names::JOB_ANALYSIS.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let entries = parse_entries(&mut check, &message.entries, &self.rules);
            let (Some((scope, analysis)), Some(entries)) = (read, entries) else { return Err(check) };
            Ok((scope, UpdateJobAnalysis { analysis, entries }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let analysis = commands::update_job_analysis(work, input).await?;
                self.show(work.connection, &work.tenant, analysis).await
            })
            .await
    }

    async fn publish_job_analysis(
        &self,
        request: Request<pb::PublishJobAnalysisRequest>,
    ) -> Result<Response<pb::JobAnalysis>, Status> {
        let parse = |message: &pb::PublishJobAnalysisRequest| {
            let mut check = Violations::default();
            let name = names::JOB_ANALYSIS.parse(&message.name);
            check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, draft: AsRead| {
                let analysis = commands::publish_job_analysis(work, draft, &self.rules).await?;
                self.show(work.connection, &work.tenant, analysis).await
            })
            .await
    }

    async fn get_job_analysis(
        &self,
        request: Request<pb::GetJobAnalysisRequest>,
    ) -> Result<Response<pb::JobAnalysis>, Status> {
        let parse = |message: &pb::GetJobAnalysisRequest| asked(names::JOB_ANALYSIS.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let analysis = job_analyses::get(view.connection, id).await?.ok_or(Error::JobAnalysisNotFound)?;
                self.show(view.connection, &view.tenant, analysis).await
            })
            .await
    }

    async fn list_job_analyses(
        &self,
        request: Request<pb::ListJobAnalysesRequest>,
    ) -> Result<Response<pb::ListJobAnalysesResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (filter, page): (Filter, Page)| {
                let mut found = job_analyses::list(view.connection, &filter, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let job_analyses = found.into_iter().map(|one| render(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListJobAnalysesResponse { job_analyses, next_page_token })
            })
            .await
    }

    async fn import_job_analyses(
        &self,
        request: Request<Streaming<pb::ImportJobAnalysesRequest>>,
    ) -> Result<Response<pb::ImportJobAnalysesResponse>, Status> {
        self.kit
            .import(request, SPLIT_FORMS, async |work, rows| {
                let (mut known, mut drafts) = (FormRows::default(), HashMap::new());
                while let Some(chunk) = rows.next(CHUNK).await? {
                    check_extent(&rows.report, MOST_ROWS)?;
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        match parse_form_row(number, &row, &self.rules, &mut known) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    commands::import_job_analyses(work, lines, &mut drafts, &mut rows.report).await?;
                }
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let (errors, drafts) = (report.render(render_bad_row), drafts.len() as i64);
                Ok::<_, Error>(pb::ImportJobAnalysesResponse { accepted, rejected, errors, drafts })
            })
            .await
    }
}

impl JobAnalyses {
    /// An edition with what it says, what it lacks and what a person should look at.
    async fn show(
        &self,
        connection: &mut PgConnection,
        tenant: &Tenant,
        analysis: JobAnalysis,
    ) -> Result<pb::JobAnalysis, Error> {
        let entries: Vec<Entry> = job_analyses::entries_of(connection, analysis.id).await?;
        let map_class = match analysis.subject {
            Subject::Position(id) => positions::get(connection, id).await?.map_or(0, |position| position.job_class),
            Subject::Title => 0,
        };
        let draft = analysis.state == State::Draft;
        let violations = if draft { missing(&entries, &self.rules) } else { Vec::new() };
        let warnings = warnings(&analysis.title, map_class, &entries, &self.rules);
        Ok(pb::JobAnalysis {
            entries: entries.into_iter().map(render_entry).collect(),
            violations: violations.into_iter().map(render_finding).collect(),
            warnings: warnings.into_iter().map(render_finding).collect(),
            ..render(tenant, analysis)
        })
    }
}

fn parse_create(
    message: &pb::CreateJobAnalysisRequest,
    rules: &Rules,
) -> Result<(Scope, CreateJobAnalysis), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", platform::names::parse_parent(&message.parent));
    let about = match (message.position.is_empty(), message.title.is_empty()) {
        (false, true) => {
            check.own("position", &message.position, names::POSITION, tenant.as_ref()).map(About::Position)
        }
        (true, false) => check.text("title", &message.title, 200).map(About::Title),
        _ => check.take("title", Err("either this or position must be given")),
    };
    let entries = parse_entries(&mut check, &message.entries, rules);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(about), Some(entries), Some(request_id)) = (tenant, about, entries, request_id) else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), CreateJobAnalysis { about, entries }))
}

fn parse_list(message: &pb::ListJobAnalysesRequest) -> Result<(Tenant, (Filter, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 3] = [&message.position, &message.title_contains, &message.state];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let position = check.own_or_none("position", &message.position, names::POSITION, tenant.as_ref());
    let title_contains = check.search("title_contains", &message.title_contains);
    let state = match message.state() {
        pb::job_analysis::State::Draft => Some(State::Draft),
        pb::job_analysis::State::Published => Some(State::Published),
        pb::job_analysis::State::Superseded => Some(State::Superseded),
        pb::job_analysis::State::Unspecified => None,
    };
    check.check("state", state.is_some() || message.state == 0, "must be a state of job analyses");
    let (Some(tenant), Some(page), Some(position), Some(title_contains), true) =
        (tenant, page, position, title_contains, check.is_empty())
    else {
        return Err(check);
    };
    Ok((tenant, (Filter { position, title_contains, state }, page)))
}

fn render(tenant: &Tenant, analysis: JobAnalysis) -> pb::JobAnalysis {
    let state = match analysis.state {
        State::Draft => pb::job_analysis::State::Draft,
        State::Published => pb::job_analysis::State::Published,
        State::Superseded => pb::job_analysis::State::Superseded,
    };
    let position = match analysis.subject {
        Subject::Position(id) => names::POSITION.name(tenant, id),
        Subject::Title => String::new(),
    };
    pb::JobAnalysis {
        name: names::JOB_ANALYSIS.name(tenant, analysis.id),
        position,
        title: analysis.title,
        edition: analysis.edition,
        state: state.into(),
        entries: Vec::new(),
        violations: Vec::new(),
        warnings: Vec::new(),
        ruleset: analysis.ruleset,
        publish_time: analysis.publish_time.map(dates::render_time),
        etag: etag::render(analysis.version),
        create_time: Some(dates::render_time(analysis.create_time)),
        update_time: Some(dates::render_time(analysis.update_time)),
    }
}
