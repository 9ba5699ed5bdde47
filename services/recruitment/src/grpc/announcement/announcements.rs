//! `AnnouncementService`.

use super::{
    announcement_messages::{render_criteria, render_notice, render_ruleset},
    vacancy_messages::parse_programme,
};
use crate::{
    domain::{
        programme::{Programme, Ruleset},
        vacancy::State,
    },
    error::Error,
    names,
    rulesets::Rulebook,
    store::{criteria, notices, vacancies},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Tenant, Violations,
    names::{Name, asked},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what everybody may know before a selection begins.
pub struct Announcements {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::announcement_service_server::AnnouncementService for Announcements {
    async fn get_criteria(&self, request: Request<pb::GetCriteriaRequest>) -> Result<Response<pb::Criteria>, Status> {
        let parse = |message: &pb::GetCriteriaRequest| asked(names::VACANCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let committed = criteria::get(view.connection, id).await?.ok_or(Error::VacancyNotFound)?;
                Ok::<_, Error>(render_criteria(&view.tenant, committed))
            })
            .await
    }

    async fn list_notices(
        &self,
        request: Request<pb::ListNoticesRequest>,
    ) -> Result<Response<pb::ListNoticesResponse>, Status> {
        self.kit
            .read(request, parse_notices, async |view, (vacancy, page)| {
                let found = vacancies::get(view.connection, vacancy).await?;
                found.filter(|vacancy| vacancy.state != State::Draft).ok_or(Error::VacancyNotFound)?;
                let mut found = notices::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |notice| (notice.create_time.as_microsecond(), notice.id));
                let notices = found.into_iter().map(|notice| render_notice(&view.tenant, notice)).collect();
                Ok::<_, Error>(pb::ListNoticesResponse { notices, next_page_token })
            })
            .await
    }

    async fn list_rulesets(
        &self,
        request: Request<pb::ListRulesetsRequest>,
    ) -> Result<Response<pb::ListRulesetsResponse>, Status> {
        self.kit
            .read(request, parse_rulesets, async |_, (programme, period, page): RulesetsInput| {
                let fits = |ruleset: &Ruleset| {
                    programme.is_none_or(|programme| ruleset.programme() == programme)
                        && (period.is_empty() || ruleset.general().period == period)
                };
                // A ruleset's place among those of this deployment is the key of its page.
                let after = |place: i64| place > page.after.0;
                let found = (0..).zip(self.rulebook.all()).filter(|(place, ruleset)| after(*place) && fits(ruleset));
                let mut found: Vec<_> = found.take(usize::try_from(page.limit()).unwrap_or(usize::MAX)).collect();
                let next_page_token = page.cut(&mut found, |(place, _)| (*place, Uuid::nil()));
                let rulesets = found.into_iter().map(|(_, ruleset)| render_ruleset(ruleset)).collect();
                Ok::<_, Error>(pb::ListRulesetsResponse { rulesets, next_page_token })
            })
            .await
    }
}

type RulesetsInput = (Option<Programme>, String, Page);

fn parse_notices(message: &pb::ListNoticesRequest) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let vacancy = check.take("parent", names::VACANCY.parse(&message.parent));
    let page = check.page(message.page_size, &message.page_token, &message.parent);
    let (Some(Name { tenant, id }), Some(page)) = (vacancy, page) else { return Err(check) };
    Ok((tenant, (id, page)))
}

fn parse_rulesets(message: &pb::ListRulesetsRequest) -> Result<(Tenant, RulesetsInput), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 2] = [&message.programme, &message.period];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let programme = check.take("programme", parse_programme(message.programme));
    let period = check.search("period", &message.period);
    let (Some(tenant), Some(page), Some(programme), Some(period)) = (tenant, page, programme, period) else {
        return Err(check);
    };
    Ok((tenant, (programme, period, page)))
}
