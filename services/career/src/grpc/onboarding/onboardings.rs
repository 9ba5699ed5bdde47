//! `OnboardingService`. Notes are about persons, so every reading is audited like a write.

use crate::grpc::{
    first_year_fields::{about_servant, sealed_text},
    from_wire_or_none, read_scope,
    record_fields::optional_day,
    to_wire,
};
use crate::{
    commands::{self, CompleteOnboardingTask, open_text},
    domain::{
        onboarding_rules::OnboardingRules,
        onboarding_task::{Onboarding, OnboardingTask, Owner},
        servant::day_of,
    },
    error::Error,
    names,
    store::onboarding_tasks::{self, WantedTasks},
};
use contracts::career::v1 as pb;
use pb::onboarding_task::Owner as WireOwner;
use platform::{Kit, Scope, Tenant, Violations, Work, dates, etag, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves first years.
pub struct Onboardings {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<OnboardingRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::onboarding_service_server::OnboardingService for Onboardings {
    async fn open_onboarding(&self, request: Request<pb::OpenOnboardingRequest>) -> Answer<pb::Onboarding> {
        let parse = |message: &pb::OpenOnboardingRequest| {
            let mut check = Violations::default();
            about_servant(&mut check, "servant", &message.servant, &message.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, servant: Uuid| {
                let opened = commands::open_onboarding(work, servant, &self.rules).await?;
                Ok::<_, Error>(render_onboarding(&work.tenant, opened))
            })
            .await
    }

    async fn list_onboarding_tasks(
        &self,
        request: Request<pb::ListOnboardingTasksRequest>,
    ) -> Answer<pb::ListOnboardingTasksResponse> {
        self.kit
            .write(request, parse_list, async |work, (wanted, page): ListInput| {
                let mut found = onboarding_tasks::list(work.connection, wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |task| (0, task.id));
                let tasks = shown(work, found).await?;
                Ok::<_, Error>(pb::ListOnboardingTasksResponse { tasks, next_page_token })
            })
            .await
    }

    async fn complete_onboarding_task(
        &self,
        request: Request<pb::CompleteOnboardingTaskRequest>,
    ) -> Answer<pb::OnboardingTask> {
        let parse = |message: &pb::CompleteOnboardingTaskRequest| parse_complete(message, false);
        self.kit
            .write(request, parse, async |work, input: CompleteOnboardingTask| {
                let task = commands::complete_onboarding_task(work, input).await?;
                Ok::<_, Error>(shown(work, vec![task]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn complete_own_onboarding_task(
        &self,
        request: Request<pb::CompleteOwnOnboardingTaskRequest>,
    ) -> Answer<pb::OnboardingTask> {
        let parse = |message: &pb::CompleteOwnOnboardingTaskRequest| {
            let pb::CompleteOwnOnboardingTaskRequest { name, etag, note, request_id } = message.clone();
            parse_complete(&pb::CompleteOnboardingTaskRequest { name, etag, note, request_id }, true)
        };
        self.kit
            .write(request, parse, async |work, input: CompleteOnboardingTask| {
                let task = commands::complete_onboarding_task(work, input).await?;
                Ok::<_, Error>(shown(work, vec![task]).await?.pop().unwrap_or_default())
            })
            .await
    }
}

fn parse_complete(
    message: &pb::CompleteOnboardingTaskRequest,
    own: bool,
) -> Result<(Scope, CompleteOnboardingTask), Violations> {
    let mut check = Violations::default();
    let name = names::ONBOARDING_TASK.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let note = sealed_text(&mut check, "note", &message.note, 1_000);
    let (Some((scope, task)), Some(note)) = (read, note) else { return Err(check) };
    Ok((scope, CompleteOnboardingTask { task, own, note }))
}

type ListInput = (WantedTasks, Page);

fn parse_list(message: &pb::ListOnboardingTasksRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let due = message.due_by.as_ref().map(|day| format!("{}-{}-{}", day.year, day.month, day.day)).unwrap_or_default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 4] = [&message.servant, &message.owner, &message.open_only, &due];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let owner = check.take("owner", from_wire_or_none(&OWNERS, message.owner));
    let due_by = optional_day(&mut check, "due_by", message.due_by.as_ref());
    let (Some(tenant), Some(page), Some(servant), Some(owner), Some(due_by)) = (tenant, page, servant, owner, due_by)
    else {
        return Err(check);
    };
    let wanted = WantedTasks { servant, owner, open: message.open_only, due_by };
    Ok((read_scope(tenant, &message.parent, &message.servant), (wanted, page)))
}

const OWNERS: [(Owner, WireOwner); 4] = [
    (Owner::Hr, WireOwner::Hr),
    (Owner::Superior, WireOwner::Superior),
    (Owner::Mentor, WireOwner::Mentor),
    (Owner::Servant, WireOwner::Servant),
];

fn render_onboarding(tenant: &Tenant, one: Onboarding) -> pb::Onboarding {
    pb::Onboarding {
        servant: names::SERVANT.name(tenant, one.servant),
        first_day: Some(dates::render(one.first_day)),
        ruleset: one.ruleset,
        create_time: Some(dates::render_time(one.create_time)),
    }
}

/// Tasks with their notes.
async fn shown(work: &mut Work<'_>, found: Vec<OnboardingTask>) -> Result<Vec<pb::OnboardingTask>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|task| task.id).collect();
    let notes = onboarding_tasks::notes(work.connection, &ids).await?;
    let today = day_of(work.now);
    let mut tasks = Vec::with_capacity(found.len());
    for task in found {
        let note = open_text(&work.vault, task.id, notes.get(&task.id))?;
        let owner = to_wire(&OWNERS, task.owner);
        tasks.push(pb::OnboardingTask {
            name: names::ONBOARDING_TASK.name(&work.tenant, task.id),
            servant: names::SERVANT.name(&work.tenant, task.servant),
            overdue: task.is_overdue(today),
            code: task.code,
            title: task.title,
            owner: owner.into(),
            due_date: Some(dates::render(task.due_date)),
            done_date: task.done_date.map(dates::render),
            done_by: task.done_by,
            lapse_date: task.lapse_date.map(dates::render),
            note,
            etag: etag::render(task.version),
        });
    }
    Ok(tasks)
}
