//! `CompetencyProfileService`.

use crate::{
    commands::{self, RecomputeProfiles},
    domain::{
        competency_profile::{Profile, asked_for},
        competency_rules::CompetencyRules,
        evidence::CompetencyCode,
        professionalism::{IndexFacts, ProfessionalismRules, index},
        servant::day_of,
    },
    error::Error,
    grpc::{
        competency_evidence::count,
        competency_messages::{render_gap, render_index, render_lines, render_match, render_sums},
        most, read_scope,
    },
    names,
    store::{
        educations,
        gap_sums::{self, SumBy, SumFilter},
        gaps::{self, GapFilter},
        index_facts, placements, profile_facts, punishments, ratings, servants,
    },
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use platform::{Failure, Kit, Scope, Tenant, Violations, Work, dates, names::parse_parent, page::Page};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// First year of an index.
const FIRST_YEAR: i32 = 1950;

/// Serves profiles, gaps and indexes.
pub struct CompetencyProfiles {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<CompetencyRules>,
    pub(crate) professionalism: ProfessionalismRules,
    /// People of the smallest group that figures are told of.
    pub(crate) smallest: usize,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::competency_profile_service_server::CompetencyProfileService for CompetencyProfiles {
    /// Shows what a person can do, so the reading is audited like a write.
    async fn get_competency_profile(
        &self,
        request: Request<pb::GetCompetencyProfileRequest>,
    ) -> Answer<pb::CompetencyProfile> {
        let parse = |message: &pb::GetCompetencyProfileRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::SERVANT.parse(&message.name));
            let date = match &message.day {
                Some(date) => check.take("day", dates::parse(Some(date))).map(Some),
                None => Some(None),
            };
            let (Some(name), Some(date)) = (name, date) else { return Err(check) };
            Ok((Scope::of(name.tenant, &message.name), (name.id, date)))
        };
        self.kit
            .write(request, parse, async |work, (id, date): (Uuid, Option<Date>)| {
                servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
                let day = date.unwrap_or_else(|| day_of(work.now));
                profile_of(work.connection, &work.tenant, id, day, &self.rules).await
            })
            .await
    }

    /// Shows what persons cannot do, so the reading is audited like a write.
    async fn list_gaps(&self, request: Request<pb::ListGapsRequest>) -> Answer<pb::ListGapsResponse> {
        self.kit
            .write(request, parse_list, async |work, (filter, page): (GapFilter, Page)| {
                let mut found = gaps::list(work.connection, &filter, &page).await?;
                let next_page_token = page.cut(&mut found, |listed| listed.gap.page_key());
                let gaps = found.into_iter().map(|listed| render_gap(&work.tenant, listed)).collect();
                Ok::<_, Error>(pb::ListGapsResponse { gaps, next_page_token })
            })
            .await
    }

    async fn sum_gaps(&self, request: Request<pb::SumGapsRequest>) -> Answer<pb::SumGapsResponse> {
        self.kit
            .read(request, parse_sum, async |view, (by, filter): (SumBy, SumFilter)| {
                let found = gap_sums::sums(view.connection, by, &filter).await?;
                let known = gap_sums::profiles(view.connection, &filter).await?;
                Ok::<_, Error>(render_sums(found, known, self.smallest))
            })
            .await
    }

    async fn recompute_profiles(
        &self,
        request: Request<pb::RecomputeProfilesRequest>,
    ) -> Answer<pb::RecomputeProfilesResponse> {
        self.kit
            .write(request, parse_recompute, async |work, input: RecomputeProfiles| {
                let computed = commands::recompute_profiles(work, input, &self.rules).await?;
                let refreshed = computed.refreshed;
                Ok::<_, Error>(pb::RecomputeProfilesResponse {
                    last: computed.last.map(|last| names::SERVANT.name(&work.tenant, last)).unwrap_or_default(),
                    done: computed.done,
                    left: computed.left,
                    profiles: count(refreshed.profiles),
                    opened: count(refreshed.opened),
                    changed: count(refreshed.changed),
                    closed: count(refreshed.closed),
                    items_opened: count(refreshed.proposed),
                    items_closed: count(refreshed.done),
                    ruleset: self.rules.id.clone(),
                })
            })
            .await
    }

    /// Opens punishments to know their level, so the reading is audited like a write.
    async fn get_professionalism_index(
        &self,
        request: Request<pb::GetProfessionalismIndexRequest>,
    ) -> Answer<pb::ProfessionalismIndex> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::GetProfessionalismIndexRequest| parse_index(message, now);
        self.kit
            .write(request, parse, async |work, (id, year): (Uuid, i32)| {
                servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
                let facts = self.index_facts(work, id, year).await?;
                let found = index(&facts, &self.professionalism);
                let servant = names::SERVANT.name(&work.tenant, id);
                Ok::<_, Error>(render_index(servant, year, found, &self.professionalism))
            })
            .await
    }
}

impl CompetencyProfiles {
    /// What is known for the index of a year: of its last day, or of today while it lasts.
    async fn index_facts(&self, work: &mut Work<'_>, id: Uuid, year: i32) -> Result<IndexFacts, Error> {
        let rules = &self.professionalism;
        let (first, last) = rules.discipline_days(year).ok_or_else(|| Error::internal("a year that has no days"))?;
        let day = last.min(day_of(work.now));
        let placement = placements::on(work.connection, id, day).await?;
        let ratings = ratings::of(work.connection, id).await?;
        let everything = Page::parse(1_000, "", "").map_err(|error| Failure::Internal(error.into()))?;
        let punished = punishments::list(work.connection, &work.vault, id, false, &everything).await?;
        let ran = punished.iter().filter(|one| one.start <= last && one.end.is_none_or(|end| end >= first));
        Ok(IndexFacts {
            year,
            job: placement.and_then(|placement| placement.job).map(|job| job.kind),
            education: educations::highest(work.connection, id).await?,
            hours: index_facts::hours_until(work.connection, id, year).await?,
            rating: ratings.iter().find(|rating| rating.year == year).map(|rating| rating.rating),
            discipline: rules.worst(ran.map(|one| one.detail.code.as_str())),
        })
    }
}

/// The profile of a servant for a day.
pub(crate) async fn profile_of(
    connection: &mut PgConnection,
    tenant: &Tenant,
    id: Uuid,
    day: Date,
    rules: &CompetencyRules,
) -> Result<pb::CompetencyProfile, Error> {
    let mut facts = profile_facts::read(connection, &[id], day).await?;
    let post = facts.posts.remove(&id).unwrap_or_default();
    let shown = facts.shown.remove(&id).unwrap_or_default();
    let asked = asked_for(&post, &facts.standards, rules);
    let profile = Profile::measure(&asked, &shown, post.job, rules, day);
    let is_asked = |code: &str| {
        let wanted = CompetencyCode::new(&rules.dictionary.id, code);
        asked.iter().any(|line| line.code == wanted)
    };
    let codes = rules.dictionary.competencies.iter().map(|generic| generic.code.clone());
    Ok(pb::CompetencyProfile {
        servant: names::SERVANT.name(tenant, id),
        day: Some(dates::render(day)),
        lines: render_lines(tenant, &profile, rules),
        r#match: Some(render_match(&profile, rules)),
        not_asked: codes.filter(|code| !is_asked(code)).collect(),
        ruleset: rules.id.clone(),
        position: post.position.clone(),
        title: post.title.clone(),
    })
}

/// A unit of the tenant that may be left out, as its name.
fn unit(check: &mut Violations, text: &str, tenant: Option<&Tenant>) -> Option<String> {
    check.own_or_none("unit", text, names::UNIT, tenant).map(|_| text.to_owned())
}

fn parse_list(message: &pb::ListGapsRequest) -> Result<(Scope, (GapFilter, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (unit_text, sector, servant) = (&message.unit, &message.sector, &message.servant);
    let (tenant, page) = check.list(
        &message.parent,
        size,
        token,
        &[unit_text, sector, &message.dictionary, &message.code, servant, &message.closed],
    );
    let unit = unit(&mut check, unit_text, tenant.as_ref());
    let sector = check.search("sector", sector);
    let dictionary = check.search("dictionary", &message.dictionary);
    let code = check.search("code", &message.code);
    let servant = check.own_or_none("servant", servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(unit), Some(sector)) = (tenant, page, unit, sector) else { return Err(check) };
    let (Some(dictionary), Some(code), Some(servant)) = (dictionary, code, servant) else { return Err(check) };
    let filter = GapFilter { unit, sector, dictionary, code, servant, closed: message.closed };
    Ok((read_scope(tenant, &message.parent, &message.servant), (filter, page)))
}

fn parse_sum(message: &pb::SumGapsRequest) -> Result<(Tenant, (SumBy, SumFilter)), Violations> {
    use pb::sum_gaps_request::By;
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let by = match By::try_from(message.by) {
        Ok(By::Unit) => Ok(SumBy::Unit),
        Ok(By::Sector) => Ok(SumBy::Sector),
        Ok(By::Competency) => Ok(SumBy::Competency),
        Ok(By::Unspecified) | Err(_) => Err("must be UNIT, SECTOR or COMPETENCY"),
    };
    let by = check.take("by", by);
    let unit = unit(&mut check, &message.unit, tenant.as_ref());
    let sector = check.search("sector", &message.sector);
    let dictionary = check.search("dictionary", &message.dictionary);
    let code = check.search("code", &message.code);
    let (Some(tenant), Some(by), Some(unit), Some(sector)) = (tenant, by, unit, sector) else { return Err(check) };
    let (Some(dictionary), Some(code)) = (dictionary, code) else { return Err(check) };
    Ok((tenant, (by, SumFilter { unit, sector, dictionary, code })))
}

fn parse_recompute(message: &pb::RecomputeProfilesRequest) -> Result<(Scope, RecomputeProfiles), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let after = check.own_or_none("after", &message.after, names::SERVANT, tenant.as_ref());
    let until = check.own_or_none("until", &message.until, names::SERVANT, tenant.as_ref());
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(after), Some(until), Some(request_id)) = (tenant, after, until, request_id) else {
        return Err(check);
    };
    let Some(most) = most else { return Err(check) };
    let input = RecomputeProfiles { after: after.unwrap_or_default(), until, most };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_index(
    message: &pb::GetProfessionalismIndexRequest,
    now: Timestamp,
) -> Result<(Scope, (Uuid, i32)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::SERVANT.parse(&message.name));
    let this_year = i32::from(day_of(now).year());
    let sensible = (FIRST_YEAR..=this_year).contains(&message.year);
    check.check("year", sensible, format!("must be {FIRST_YEAR} to {this_year}"));
    let (Some(name), true) = (name, sensible) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.name), (name.id, message.year)))
}
