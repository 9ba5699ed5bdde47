//! `RecordService`.

use crate::grpc::{
    record_lists::{ListInput, RecordOn, known_as, known_servant, parse_list, parse_record_on, shown},
    record_requests::{
        parse_appointment, parse_education, parse_identity, parse_post, parse_punishment, parse_rank, parse_relative,
        parse_standing, parse_withdrawal,
    },
    record_views::{render_former, render_identity, render_reading},
    servants::render,
};
use crate::{
    commands::{self, LinkAccount, WithdrawRow},
    domain::{competency_rules::CompetencyRules, correction::History, record_rules::RecordRules},
    error::{Error, RecordError},
    names,
    store::{
        educations, former_identities, identities, placements, punishments, ranks, readings, relatives, standings,
    },
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Violations, Work, dates, names::asked};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the histories of servants' records.
pub struct Records {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<RecordRules>,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

/// Takes a row out.
async fn withdraw(work: &mut Work<'_>, input: WithdrawRow, competency: &CompetencyRules) -> Result<pb::Servant, Error> {
    let servant = commands::withdraw_row(work, input, competency).await?;
    render(work.connection, &work.tenant, servant).await
}

/// Histories hold personal data, so every reading is audited like a write.
#[tonic::async_trait]
impl pb::record_service_server::RecordService for Records {
    async fn record_identity(&self, request: Request<pb::RecordIdentityRequest>) -> Answer<pb::RecordIdentityResponse> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordIdentityRequest| parse_identity(message, now);
        self.kit
            .write(request, parse, async |work, input| {
                let (servant, warnings) = commands::record_identity(work, input, &self.rules).await?;
                let servant = Some(render(work.connection, &work.tenant, servant).await?);
                let warnings = warnings.into_iter().map(str::to_owned).collect();
                Ok::<_, Error>(pb::RecordIdentityResponse { servant, warnings })
            })
            .await
    }

    async fn get_identity(&self, request: Request<pb::GetIdentityRequest>) -> Answer<pb::Identity> {
        let parse = |message: &pb::GetIdentityRequest| {
            let (tenant, id) = asked(names::SERVANT.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let servant = known_servant(work, id).await?;
                let identity = identities::open(work, id).await?.ok_or(RecordError::IdentityNotRecorded)?;
                Ok::<_, Error>(render_identity(servant.name, identity))
            })
            .await
    }

    async fn correct_appointment(
        &self,
        request: Request<pb::CorrectAppointmentRequest>,
    ) -> Answer<pb::CorrectAppointmentResponse> {
        self.kit
            .write(request, parse_appointment, async |work, input| {
                let (servant, warnings) = commands::correct_appointment(work, input, &self.rules).await?;
                let servant = Some(render(work.connection, &work.tenant, servant).await?);
                let warnings = warnings.into_iter().map(str::to_owned).collect();
                Ok::<_, Error>(pb::CorrectAppointmentResponse { servant, warnings })
            })
            .await
    }

    async fn list_former_identities(
        &self,
        request: Request<pb::ListFormerIdentitiesRequest>,
    ) -> Answer<pb::ListFormerIdentitiesResponse> {
        let parse = |message: &pb::ListFormerIdentitiesRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, false)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, page, .. }| {
                known_servant(work, servant).await?;
                let mut found = former_identities::list(work.connection, &work.vault, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let former_identities = found.into_iter().map(render_former).collect();
                Ok::<_, Error>(pb::ListFormerIdentitiesResponse { former_identities, next_page_token })
            })
            .await
    }

    async fn link_account(&self, request: Request<pb::LinkAccountRequest>) -> Answer<pb::Servant> {
        let parse = |message: &pb::LinkAccountRequest| {
            let mut check = Violations::default();
            let name = names::SERVANT.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let account = if message.account.is_empty() {
                Some(String::new())
            } else {
                check.text("account", &message.account, 200)
            };
            let (Some((scope, servant)), Some(account)) = (read, account) else { return Err(check) };
            Ok((scope, LinkAccount { servant, account }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let servant = commands::link_account(work, input).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }

    async fn record_education(&self, request: Request<pb::RecordEducationRequest>) -> Answer<pb::Education> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordEducationRequest| parse_education(message, now);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_education(work, input).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.education(row))
            })
            .await
    }

    async fn list_educations(&self, request: Request<pb::ListEducationsRequest>) -> Answer<pb::ListEducationsResponse> {
        let parse = |message: &pb::ListEducationsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = educations::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let educations = found.into_iter().map(|one| shown.education(one)).collect();
                Ok::<_, Error>(pb::ListEducationsResponse { educations, next_page_token })
            })
            .await
    }

    async fn record_rank(&self, request: Request<pb::RecordRankRequest>) -> Answer<pb::HeldRank> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordRankRequest| parse_rank(message, now);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_rank(work, input, &self.rules).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.rank(row))
            })
            .await
    }

    async fn list_ranks(&self, request: Request<pb::ListRanksRequest>) -> Answer<pb::ListRanksResponse> {
        let parse = |message: &pb::ListRanksRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = ranks::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let ranks = found.into_iter().map(|one| shown.rank(one)).collect();
                Ok::<_, Error>(pb::ListRanksResponse { ranks, next_page_token })
            })
            .await
    }

    async fn record_post(&self, request: Request<pb::RecordPostRequest>) -> Answer<pb::HeldPost> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordPostRequest| parse_post(message, now);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_post(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.post(row))
            })
            .await
    }

    async fn list_posts(&self, request: Request<pb::ListPostsRequest>) -> Answer<pb::ListPostsResponse> {
        let parse = |message: &pb::ListPostsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = placements::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let posts = found.into_iter().map(|one| shown.post(one)).collect();
                Ok::<_, Error>(pb::ListPostsResponse { posts, next_page_token })
            })
            .await
    }

    async fn record_standing(&self, request: Request<pb::RecordStandingRequest>) -> Answer<pb::HeldStanding> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordStandingRequest| parse_standing(message, now, &self.rules);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_standing(work, input).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.standing(row, &self.rules))
            })
            .await
    }

    async fn list_standings(&self, request: Request<pb::ListStandingsRequest>) -> Answer<pb::ListStandingsResponse> {
        let parse = |message: &pb::ListStandingsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = standings::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let standings = found.into_iter().map(|one| shown.standing(one, &self.rules)).collect();
                Ok::<_, Error>(pb::ListStandingsResponse { standings, next_page_token })
            })
            .await
    }

    async fn record_relative(&self, request: Request<pb::RecordRelativeRequest>) -> Answer<pb::Relative> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordRelativeRequest| parse_relative(message, now);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_relative(work, input).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.relative(row))
            })
            .await
    }

    async fn list_relatives(&self, request: Request<pb::ListRelativesRequest>) -> Answer<pb::ListRelativesResponse> {
        let parse = |message: &pb::ListRelativesRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = relatives::list(work.connection, &work.vault, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let relatives = found.into_iter().map(|one| shown.relative(one)).collect();
                Ok::<_, Error>(pb::ListRelativesResponse { relatives, next_page_token })
            })
            .await
    }

    async fn record_punishment(&self, request: Request<pb::RecordPunishmentRequest>) -> Answer<pb::Punishment> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::RecordPunishmentRequest| parse_punishment(message, now, &self.rules);
        self.kit
            .write(request, parse, async |work, input| {
                let row = commands::record_punishment(work, input).await?;
                Ok::<_, Error>(shown(work, &[row.id]).await?.punishment(row, &self.rules))
            })
            .await
    }

    async fn list_punishments(
        &self,
        request: Request<pb::ListPunishmentsRequest>,
    ) -> Answer<pb::ListPunishmentsResponse> {
        let parse = |message: &pb::ListPunishmentsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant, superseded, page }| {
                known_servant(work, servant).await?;
                let mut found = punishments::list(work.connection, &work.vault, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
                let shown = shown(work, &ids).await?;
                let punishments = found.into_iter().map(|one| shown.punishment(one, &self.rules)).collect();
                Ok::<_, Error>(pb::ListPunishmentsResponse { punishments, next_page_token })
            })
            .await
    }

    async fn withdraw_row(&self, request: Request<pb::WithdrawRowRequest>) -> Answer<pb::Servant> {
        let histories = [History::Educations, History::Ranks, History::Posts, History::Standings];
        let parse = |message: &pb::WithdrawRowRequest| parse_withdrawal(message, &histories);
        self.kit.write(request, parse, async |work, input| withdraw(work, input, &self.competency).await).await
    }

    async fn withdraw_relative(&self, request: Request<pb::WithdrawRelativeRequest>) -> Answer<pb::Servant> {
        let parse = |message: &pb::WithdrawRelativeRequest| {
            let pb::WithdrawRelativeRequest { name, etag, correction, request_id } = message.clone();
            let message = pb::WithdrawRowRequest { name, etag, correction, request_id };
            parse_withdrawal(&message, &[History::Relatives])
        };
        self.kit.write(request, parse, async |work, input| withdraw(work, input, &self.competency).await).await
    }

    async fn withdraw_punishment(&self, request: Request<pb::WithdrawPunishmentRequest>) -> Answer<pb::Servant> {
        let parse = |message: &pb::WithdrawPunishmentRequest| {
            let pb::WithdrawPunishmentRequest { name, etag, correction, request_id } = message.clone();
            let message = pb::WithdrawRowRequest { name, etag, correction, request_id };
            parse_withdrawal(&message, &[History::Punishments])
        };
        self.kit.write(request, parse, async |work, input| withdraw(work, input, &self.competency).await).await
    }

    async fn get_record_on(&self, request: Request<pb::GetRecordOnRequest>) -> Answer<pb::ServantRecord> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::GetRecordOnRequest| parse_record_on(message, now);
        self.kit
            .write(request, parse, async |work, RecordOn { servant: id, day, known }| {
                let servant = known_servant(work, id).await?;
                let who = known_as(work, servant, known).await?;
                let posts = placements::on_known(work.connection, id, day, known).await?;
                let rank = ranks::on_known(work.connection, id, day, known).await?;
                let standing = standings::on_known(work.connection, id, day, known).await?;
                let educations = educations::until_known(work.connection, id, day.year().into(), known).await?;
                let ids = posts.iter().map(|one| one.id).chain(rank.iter().map(|one| one.id));
                let ids = ids.chain(standing.iter().map(|one| one.id)).chain(educations.iter().map(|one| one.id));
                let ids: Vec<Uuid> = ids.collect();
                let shown = shown(work, &ids).await?;
                Ok::<_, Error>(pb::ServantRecord {
                    servant: names::SERVANT.name(shown.tenant, id),
                    day: Some(dates::render(day)),
                    known_time: Some(dates::render_time(known)),
                    posts: posts.into_iter().map(|one| shown.post(one)).collect(),
                    rank: rank.map(|one| shown.rank(one)),
                    standing: standing.map(|one| shown.standing(one, &self.rules)),
                    educations: educations.into_iter().map(|one| shown.education(one)).collect(),
                    ..who
                })
            })
            .await
    }

    async fn list_readings(&self, request: Request<pb::ListReadingsRequest>) -> Answer<pb::ListReadingsResponse> {
        let parse = |message: &pb::ListReadingsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token, false)
        };
        self.kit
            .write(request, parse, async |work, ListInput { servant: id, page, .. }| {
                let servant = known_servant(work, id).await?;
                let (name, since) = (names::SERVANT.name(&work.tenant, id), servant.create_time);
                let mut found = readings::list(work.connection, (id, &name), since, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.id, Uuid::nil()));
                let readings = found.into_iter().map(render_reading).collect();
                Ok::<_, Error>(pb::ListReadingsResponse { readings, next_page_token })
            })
            .await
    }
}
