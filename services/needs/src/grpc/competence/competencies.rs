//! `CompetencyService`.

use crate::grpc::competency_messages::{
    Drafted, parse_competency, parse_standard, render_competency, render_dictionary, render_effective, render_standard,
};
use crate::{
    commands::{self, PublishCompetencyStandard, SetCompetencyStandard},
    domain::{
        competency::{CompetencyCode, Dictionary},
        competency_standard::{effective, that_concern},
    },
    error::{CompetencyError, Error},
    names,
    store::{competencies, competency_jobs, competency_revisions, competency_standards},
};
use contracts::needs::v1 as pb;
use platform::{
    Kit, Scope as CallScope, Violations, etag,
    names::{asked, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves dictionaries of competencies and standards of jobs.
pub struct Competencies {
    pub(crate) kit: Kit,
    pub(crate) dictionary: Arc<Dictionary>,
}

/// Longest page: their texts are long, and clients take no message of more than 4 MiB.
const MOST_COMPETENCIES: i32 = 50;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::competency_service_server::CompetencyService for Competencies {
    async fn get_competency_dictionary(
        &self,
        request: Request<pb::GetCompetencyDictionaryRequest>,
    ) -> Answer<pb::CompetencyDictionary> {
        let parse = |message: &pb::GetCompetencyDictionaryRequest| {
            let mut check = Violations::default();
            check.take("parent", parse_parent(&message.parent)).map(|tenant| (tenant, ())).ok_or(check)
        };
        self.kit.read(request, parse, async |_, ()| Ok::<_, Error>(render_dictionary(&self.dictionary))).await
    }

    async fn create_competency(&self, request: Request<pb::CreateCompetencyRequest>) -> Answer<pb::Competency> {
        let parse = |message: &pb::CreateCompetencyRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let competency = parse_competency(&mut check, message.competency.as_ref(), &self.dictionary);
            let request_id = check.request_id(&message.request_id);
            let (Some(tenant), Some(competency), Some(request_id), true) =
                (tenant, competency, request_id, check.is_empty())
            else {
                return Err(check);
            };
            Ok((CallScope::once(tenant, &message.parent, request_id), competency))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let created = commands::create_competency(work, input).await?;
                Ok::<_, Error>(render_competency(&work.tenant, created))
            })
            .await
    }

    async fn get_competency(&self, request: Request<pb::GetCompetencyRequest>) -> Answer<pb::Competency> {
        let parse = |message: &pb::GetCompetencyRequest| asked(names::COMPETENCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = competencies::get(view.connection, id).await?.ok_or(CompetencyError::NotFound)?;
                Ok::<_, Error>(render_competency(&view.tenant, found))
            })
            .await
    }

    async fn list_competencies(
        &self,
        request: Request<pb::ListCompetenciesRequest>,
    ) -> Answer<pb::ListCompetenciesResponse> {
        let parse = |message: &pb::ListCompetenciesRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size.min(MOST_COMPETENCIES), &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.dictionary]);
            let dictionary = check.search("dictionary", &message.dictionary);
            let (Some(tenant), Some(page), Some(dictionary)) = (tenant, page, dictionary) else {
                return Err(check);
            };
            Ok((tenant, (dictionary, page)))
        };
        self.kit
            .read(request, parse, async |view, (dictionary, page): (String, Page)| {
                let mut found = competencies::list(view.connection, &dictionary, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let competencies = found.into_iter().map(|one| render_competency(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListCompetenciesResponse { competencies, next_page_token })
            })
            .await
    }

    async fn get_competency_standard(
        &self,
        request: Request<pb::GetCompetencyStandardRequest>,
    ) -> Answer<pb::EffectiveCompetencyStandard> {
        let parse = |message: &pb::GetCompetencyStandardRequest| {
            let mut check = Violations::default();
            let name = check.take("position", names::POSITION.parse(&message.position));
            name.map(|name| (name.tenant, name.id)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, id| {
                let job = competency_jobs::get(view.connection, id).await?.ok_or(Error::PositionNotFound)?;
                let titles = [job.title.clone()];
                let all = competency_revisions::in_force(view.connection, &[id], &titles).await?;
                let tiers = that_concern(&all, id, &job.title, job.grade);
                let found = effective(&self.dictionary, job.grade, &tiers);
                let named: Vec<CompetencyCode> = found.lines.iter().map(|(line, _)| line.competency.clone()).collect();
                let technical = competencies::find(view.connection, &named).await?;
                Ok::<_, Error>(render_effective(&view.tenant, &job, found, &self.dictionary, &technical))
            })
            .await
    }

    async fn set_competency_standard(
        &self,
        request: Request<pb::SetCompetencyStandardRequest>,
    ) -> Answer<pb::CompetencyStandard> {
        let parse = |message: &pb::SetCompetencyStandardRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let drafted = parse_standard(&mut check, message.standard.as_ref(), tenant.as_ref(), &self.dictionary.id);
            let none = message.etag.is_empty();
            let version = if none { Some(0) } else { check.take("etag", etag::parse(&message.etag)) };
            let request_id = check.request_id(&message.request_id);
            let (Some(tenant), Some(Drafted { scope, content }), Some(version), Some(request_id)) =
                (tenant, drafted, version, request_id)
            else {
                return Err(check);
            };
            let scope_of_call = CallScope::once(tenant, &message.parent, request_id);
            Ok((scope_of_call, SetCompetencyStandard { scope, content, version }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (standard, content) = commands::set_competency_standard(work, input).await?;
                let revision = standard.draft_revision();
                Ok::<_, Error>(render_standard(&work.tenant, standard, revision, Some(content)))
            })
            .await
    }

    async fn publish_competency_standard(
        &self,
        request: Request<pb::PublishCompetencyStandardRequest>,
    ) -> Answer<pb::CompetencyStandard> {
        let parse = |message: &pb::PublishCompetencyStandardRequest| {
            let mut check = Violations::default();
            let parsed = names::COMPETENCY_STANDARD.parse(&message.name);
            let read = check.as_read(&message.name, parsed, &message.etag, &message.request_id);
            read.map(|(scope, standard)| (scope, PublishCompetencyStandard { standard })).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (standard, content) = commands::publish_competency_standard(work, input, &self.dictionary).await?;
                let revision = standard.published;
                Ok::<_, Error>(render_standard(&work.tenant, standard, revision, Some(content)))
            })
            .await
    }

    async fn get_competency_standard_revision(
        &self,
        request: Request<pb::GetCompetencyStandardRevisionRequest>,
    ) -> Answer<pb::CompetencyStandard> {
        let parse = |message: &pb::GetCompetencyStandardRevisionRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::COMPETENCY_STANDARD.parse(&message.name));
            check.check("revision", message.revision >= 0, "must not be negative");
            match name {
                Some(name) if check.is_empty() => Ok((name.tenant, (name.id, message.revision))),
                _ => Err(check),
            }
        };
        self.kit
            .read(request, parse, async |view, (id, wanted)| {
                let found = competency_standards::get(view.connection, id).await?;
                let standard = found.ok_or(CompetencyError::StandardNotFound)?;
                let revision = if wanted == 0 { standard.newest_revision() } else { wanted };
                let content = competency_revisions::get(view.connection, (id, revision)).await?;
                let content = content.ok_or(CompetencyError::StandardNotFound)?;
                Ok::<_, Error>(render_standard(&view.tenant, standard, revision, Some(content)))
            })
            .await
    }

    async fn list_competency_standards(
        &self,
        request: Request<pb::ListCompetencyStandardsRequest>,
    ) -> Answer<pb::ListCompetencyStandardsResponse> {
        let parse = |message: &pb::ListCompetencyStandardsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            match check.list(&message.parent, size, token, &[&message.drafted]) {
                (Some(tenant), Some(page)) => Ok((tenant, (message.drafted, page))),
                _ => Err(check),
            }
        };
        self.kit
            .read(request, parse, async |view, (drafted, page): (bool, Page)| {
                let mut found = competency_standards::list(view.connection, drafted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let newest = |one: crate::domain::competency_standard::Standard| {
                    let revision = one.newest_revision();
                    render_standard(&view.tenant, one, revision, None)
                };
                let standards = found.into_iter().map(newest).collect();
                Ok::<_, Error>(pb::ListCompetencyStandardsResponse { standards, next_page_token })
            })
            .await
    }
}
