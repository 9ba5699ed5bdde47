//! `OwnRecordService`: what servants see of themselves, by the functions that answer the office. Audited like every reading of
//! a record.

use super::correction_request_messages::{opened, parse_request};
use crate::{
    commands::{self, PromotionBook, own_record},
    domain::{
        competency_rules::CompetencyRules, correction_request::CorrectionRules, evidence::CompetencyCode,
        hours::Standing, promotion_view::PromotionWish, rating::YearRating, record_rules::RecordRules, servant::day_of,
    },
    error::Error,
    grpc::{
        allowances::render as render_allowance,
        competency_evidence::shown as evidence_shown,
        competency_messages::render_gap,
        competency_profiles::profile_of,
        development_items::items_shown,
        promotion_messages::{render_credit, render_exam, render_next, render_rating},
        record_lists::shown,
        record_views::{render_identity, render_reading},
        servants::render,
        training_hours_messages::{YearOf, render_hours},
    },
    names, rulesets,
    store::{
        allowances,
        correction_requests::{self, WantedCorrections},
        credits, development_items, educations, evidence, exams,
        gaps::{self, GapFilter},
        hours, identities, placements, promotion_facts, punishments, ranks, ratings, readings, relatives, servants,
        standings,
    },
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use platform::{Failure, Kit, Scope, Violations, Work, names::parse_parent, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Rows of one history that an answer shows at most.
const MOST_ROWS: i32 = 1_000;

/// Serves servants their own records.
pub struct OwnRecords {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
    pub(crate) record: Arc<RecordRules>,
    pub(crate) promotion: Arc<PromotionBook>,
    pub(crate) corrections: Arc<CorrectionRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::own_record_service_server::OwnRecordService for OwnRecords {
    async fn get_my_record(&self, request: Request<pb::GetMyRecordRequest>) -> Answer<pb::OwnRecord> {
        let parse = |message: &pb::GetMyRecordRequest| parse_own(&message.parent);
        self.kit
            .write(request, parse, async |work, ()| {
                let me = own_record(work).await?;
                record_of(work, me.id, &self.record).await
            })
            .await
    }

    async fn get_my_gaps(&self, request: Request<pb::GetMyGapsRequest>) -> Answer<pb::OwnGaps> {
        let parse = |message: &pb::GetMyGapsRequest| parse_own(&message.parent);
        self.kit
            .write(request, parse, async |work, ()| {
                let me = own_record(work).await?.id;
                let day = day_of(work.now);
                let profile = profile_of(work.connection, &work.tenant, me, day, &self.competency).await?;
                let everything = everything()?;
                let filter = GapFilter { servant: Some(me), ..GapFilter::default() };
                let gaps = gaps::list(work.connection, &filter, &everything).await?;
                let items = development_items::list(work.connection, Some(me), "", &everything).await?;
                Ok::<_, Error>(pb::OwnGaps {
                    profile: Some(profile),
                    gaps: gaps.into_iter().map(|gap| render_gap(&work.tenant, gap)).collect(),
                    items: items_shown(work, items).await?,
                })
            })
            .await
    }

    async fn get_my_hours(&self, request: Request<pb::GetMyHoursRequest>) -> Answer<pb::ServantHours> {
        let parse = |message: &pb::GetMyHoursRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let sensible = (1950..=2200).contains(&message.year);
            check.check("year", sensible, "must be from 1950 to 2200");
            let (Some(tenant), true) = (tenant, sensible) else { return Err(check) };
            Ok((Scope::of(tenant, &message.parent), message.year))
        };
        self.kit
            .write(request, parse, async |work, year: i32| {
                let me = own_record(work).await?;
                let end = i16::try_from(year).map_err(Error::internal)?;
                let rules = rulesets::training::in_force(Date::new(end, 12, 31).map_err(Error::internal)?)?;
                let booked = hours::of_year(work.connection, me.id, year).await?;
                let year = YearOf {
                    servant: names::SERVANT.name(&work.tenant, me.id),
                    year,
                    bookings: hours::list(work.connection, me.id, year).await?,
                    reserved: hours::reserved(work.connection, me.id, year).await?,
                    standing: Standing::of(booked, me.employment, &rules),
                    ruleset: rules.id,
                };
                Ok::<_, Error>(render_hours(year))
            })
            .await
    }

    async fn get_my_next_promotion(
        &self,
        request: Request<pb::GetMyNextPromotionRequest>,
    ) -> Answer<pb::NextPromotion> {
        let parse = |message: &pb::GetMyNextPromotionRequest| parse_own(&message.parent);
        self.kit
            .write(request, parse, async |work, ()| {
                let (me, today) = (own_record(work).await?.id, day_of(work.now));
                let facts = promotion_facts::of(work.connection, me, today).await?.ok_or(Error::ServantNotFound)?;
                let (rules, credit) = (&self.promotion.rules, &self.promotion.credit);
                let next = rules.next_promotion(credit, &facts, &PromotionWish::default(), today);
                Ok::<_, Error>(render_next(&work.tenant, me, rules, &credit.id, next))
            })
            .await
    }

    async fn list_my_allowances(
        &self,
        request: Request<pb::ListMyAllowancesRequest>,
    ) -> Answer<pb::ListMyAllowancesResponse> {
        let parse = |message: &pb::ListMyAllowancesRequest| {
            parse_own_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let me = own_record(work).await?.id;
                let mut found = allowances::list(work.connection, me, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let allowances = found.into_iter().map(|one| render_allowance(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListMyAllowancesResponse { allowances, next_page_token })
            })
            .await
    }

    async fn list_my_readings(
        &self,
        request: Request<pb::ListMyReadingsRequest>,
    ) -> Answer<pb::ListMyReadingsResponse> {
        let parse = |message: &pb::ListMyReadingsRequest| {
            parse_own_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let me = own_record(work).await?;
                let name = names::SERVANT.name(&work.tenant, me.id);
                let mut found = readings::list(work.connection, (me.id, &name), me.create_time, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.id, Uuid::nil()));
                let readings = found.into_iter().map(render_reading).collect();
                Ok::<_, Error>(pb::ListMyReadingsResponse { readings, next_page_token })
            })
            .await
    }

    async fn request_correction(
        &self,
        request: Request<pb::RequestCorrectionRequest>,
    ) -> Answer<pb::CorrectionRequest> {
        self.kit
            .write(request, parse_request, async |work, input| {
                let asked = commands::request_correction(work, input, &self.corrections).await?;
                Ok::<_, Error>(opened(work, vec![asked]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_my_corrections(
        &self,
        request: Request<pb::ListMyCorrectionsRequest>,
    ) -> Answer<pb::ListMyCorrectionsResponse> {
        let parse = |message: &pb::ListMyCorrectionsRequest| {
            parse_own_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let me = own_record(work).await?.id;
                let wanted = WantedCorrections { servant: Some(me), ..WantedCorrections::default() };
                let mut found = correction_requests::list(work.connection, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let corrections = opened(work, found).await?;
                Ok::<_, Error>(pb::ListMyCorrectionsResponse { corrections, next_page_token })
            })
            .await
    }
}

fn parse_own(parent: &str) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(parent));
    tenant.map(|tenant| (Scope::of(tenant, parent), ())).ok_or(check)
}

fn parse_own_list(parent: &str, size: i32, token: &str) -> Result<(Scope, Page), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(parent, size, token, &[]);
    let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
    Ok((Scope::of(tenant, parent), page))
}

/// A page that holds all rows of one person.
fn everything() -> Result<Page, Error> {
    Page::parse(MOST_ROWS, "", "").map_err(|error| Failure::Internal(error.into()).into())
}

/// Everything that the record holds of a servant, family and punishments opened.
async fn record_of(work: &mut Work<'_>, id: Uuid, rules: &RecordRules) -> Result<pb::OwnRecord, Error> {
    let servant = servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
    let identity = identities::open(work, id).await?.map(|identity| render_identity(servant.name.clone(), identity));
    let nip = match servants::sealed_nip(work.connection, id).await? {
        Some(sealed) => work.vault.open(id.as_bytes(), &sealed)?,
        None => Vec::new(),
    };
    let nip = String::from_utf8_lossy(&nip).into_owned();
    let servant = pb::Servant { nip, ..render(work.connection, &work.tenant, servant).await? };
    let everything = everything()?;
    let posts = placements::list(work.connection, id, false, &everything).await?;
    let ranks = ranks::list(work.connection, id, false, &everything).await?;
    let educations = educations::list(work.connection, id, false, &everything).await?;
    let standings = standings::list(work.connection, id, false, &everything).await?;
    let vault = work.vault.clone();
    let family = relatives::list(work.connection, &vault, id, false, &everything).await?;
    let punished = punishments::list(work.connection, &vault, id, false, &everything).await?;
    let earned = earned_of(work, id, &everything).await?;
    let ids = posts.iter().map(|one| one.id).chain(ranks.iter().map(|one| one.id));
    let ids = ids.chain(educations.iter().map(|one| one.id)).chain(standings.iter().map(|one| one.id));
    let ids = ids.chain(family.iter().map(|one| one.id)).chain(punished.iter().map(|one| one.id));
    let ids: Vec<Uuid> = ids.collect();
    let shown = shown(work, &ids).await?;
    Ok(pb::OwnRecord {
        servant: Some(servant),
        identity,
        posts: posts.into_iter().map(|one| shown.post(one)).collect(),
        ranks: ranks.into_iter().map(|one| shown.rank(one)).collect(),
        educations: educations.into_iter().map(|one| shown.education(one)).collect(),
        standings: standings.into_iter().map(|one| shown.standing(one, rules)).collect(),
        relatives: family.into_iter().map(|one| shown.relative(one)).collect(),
        punishments: punished.into_iter().map(|one| shown.punishment(one, rules)).collect(),
        ..earned
    })
}

/// What the servant was rated, and showed, earned and passed.
async fn earned_of(work: &mut Work<'_>, id: Uuid, everything: &Page) -> Result<pb::OwnRecord, Error> {
    let rated = ratings::of(work.connection, id).await?;
    let rating = |one: YearRating| pb::OwnRating { year: one.year, rating: render_rating(one.rating).into() };
    let any = CompetencyCode { dictionary: String::new(), code: String::new() };
    let evidence = evidence::list(work.connection, id, &any, false, everything).await?;
    let credits = credits::list(work.connection, id, false, everything).await?;
    let exams = exams::list(work.connection, id, false, everything).await?;
    Ok(pb::OwnRecord {
        ratings: rated.into_iter().map(rating).collect(),
        evidence: evidence_shown(work, evidence).await?,
        credits: credits.into_iter().map(|one| render_credit(&work.tenant, one)).collect(),
        exams: exams.into_iter().map(|one| render_exam(&work.tenant, one)).collect(),
        ..pb::OwnRecord::default()
    })
}
