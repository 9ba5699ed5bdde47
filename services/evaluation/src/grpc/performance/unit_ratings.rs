//! `UnitRatingService`.

use super::skp_plan_messages::check_year;
use crate::{
    commands::{self, CorrectUnitRating, RateUnit, UnitVerdict},
    domain::{
        days::day_of,
        distribution::{DistributionRule, DistributionRuleset, Limit, OrganisationPredikat},
        rating::Predikat,
        unit_rating::UnitRating,
    },
    error::Error,
    grpc::appraisals::render_predikat,
    names,
    store::unit_ratings,
};
use contracts::evaluation::v1 as pb;
use jiff::{civil::Date, tz::TimeZone};
use platform::{Kit, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves ratings of units.
pub struct UnitRatings {
    pub(crate) kit: Kit,
    pub(crate) zone: TimeZone,
    pub(crate) guidance: Arc<DistributionRuleset>,
}

type Answer<T> = Result<Response<T>, Status>;

const PREDICATES: [(OrganisationPredikat, pb::OrganisationPredicate); 5] = [
    (OrganisationPredikat::Istimewa, pb::OrganisationPredicate::Excellent),
    (OrganisationPredikat::Baik, pb::OrganisationPredicate::Good),
    (OrganisationPredikat::ButuhPerbaikan, pb::OrganisationPredicate::NeedsImprovement),
    (OrganisationPredikat::Kurang, pb::OrganisationPredicate::Poor),
    (OrganisationPredikat::SangatKurang, pb::OrganisationPredicate::VeryPoor),
];

#[tonic::async_trait]
impl pb::unit_rating_service_server::UnitRatingService for UnitRatings {
    async fn rate_unit(&self, request: Request<pb::RateUnitRequest>) -> Answer<pb::UnitRating> {
        let today = self.today();
        let parse = |message: &pb::RateUnitRequest| parse_rate(message, today);
        self.kit
            .write(request, parse, async |work, input| {
                let rating = commands::rate_unit(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, rating))
            })
            .await
    }

    async fn correct_unit_rating(&self, request: Request<pb::CorrectUnitRatingRequest>) -> Answer<pb::UnitRating> {
        let today = self.today();
        let parse = |message: &pb::CorrectUnitRatingRequest| parse_correct(message, today);
        self.kit
            .write(request, parse, async |work, input| {
                let rating = commands::correct_unit_rating(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, rating))
            })
            .await
    }

    async fn list_unit_ratings(
        &self,
        request: Request<pb::ListUnitRatingsRequest>,
    ) -> Answer<pb::ListUnitRatingsResponse> {
        self.kit
            .read(request, parse_list, async |view, (year, page): (i32, Page)| {
                let mut found = unit_ratings::list(view.connection, year, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let unit_ratings = found.into_iter().map(|rating| render(&view.tenant, rating)).collect();
                Ok::<_, Error>(pb::ListUnitRatingsResponse { unit_ratings, next_page_token })
            })
            .await
    }

    async fn get_distribution(&self, request: Request<pb::GetDistributionRequest>) -> Answer<pb::Distribution> {
        self.kit
            .write(request, parse_distribution, async |work, (unit, year): (String, i32)| {
                let organisation = unit_ratings::of_unit(work.connection, &unit, year).await?;
                let (counts, finals) = unit_ratings::ratings_of_servants(work.connection, &unit, year).await?;
                let organisation = organisation.map(|rating| rating.predikat);
                let whole = distribution(&self.guidance, (unit, year), organisation, (&counts, finals));
                let is_office = work.actor.roles.iter().any(|role| role == "hr_officer");
                Ok::<_, Error>(if is_office { whole } else { without_small_cells(whole, self.guidance.small_cell) })
            })
            .await
    }
}

impl UnitRatings {
    fn today(&self) -> Date {
        day_of(self.kit.clock.now(), &self.zone)
    }
}

fn parse_predicate(number: i32) -> Result<OrganisationPredikat, &'static str> {
    let wire = pb::OrganisationPredicate::try_from(number).unwrap_or_default();
    let found = PREDICATES.iter().find(|(_, known)| *known == wire).map(|(predikat, _)| *predikat);
    found.ok_or("must be a rating of organisations")
}

fn parse_verdict(
    check: &mut Violations,
    predicate: i32,
    (number, date): (&str, Option<&contracts::google::r#type::Date>),
    today: Date,
) -> Option<UnitVerdict> {
    let predikat = check.take("predicate", parse_predicate(predicate));
    let document_number = check.text("document_number", number, 100);
    let document_date = check.take("document_date", dates::parse(date));
    let come = document_date.is_none_or(|date| date <= today);
    check.check("document_date", come, "must not lie ahead");
    Some(UnitVerdict { predikat: predikat?, document_number: document_number?, document_date: document_date? })
}

fn parse_rate(message: &pb::RateUnitRequest, today: Date) -> Result<(Scope, RateUnit), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    check_year(&mut check, message.year);
    let document = (message.document_number.as_str(), message.document_date.as_ref());
    let verdict = parse_verdict(&mut check, message.predicate, document, today);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(_), Some(verdict), Some(request_id)) = (tenant, unit, verdict, request_id) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let input = RateUnit { unit: message.unit.clone(), year: message.year, verdict };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_correct(
    message: &pb::CorrectUnitRatingRequest,
    today: Date,
) -> Result<(Scope, CorrectUnitRating), Violations> {
    let mut check = Violations::default();
    let name = names::UNIT_RATING.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let document = (message.document_number.as_str(), message.document_date.as_ref());
    let verdict = parse_verdict(&mut check, message.predicate, document, today);
    let (Some((scope, rating)), Some(verdict), true) = (read, verdict, check.is_empty()) else { return Err(check) };
    Ok((scope, CorrectUnitRating { rating, verdict }))
}

fn parse_list(message: &pb::ListUnitRatingsRequest) -> Result<(Tenant, (i32, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&message.year]);
    if message.year != 0 {
        check_year(&mut check, message.year);
    }
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    Ok((tenant, (message.year, page)))
}

fn parse_distribution(message: &pb::GetDistributionRequest) -> Result<(Scope, (String, i32)), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    check_year(&mut check, message.year);
    let (Some(tenant), Some(_), true) = (tenant, unit, check.is_empty()) else { return Err(check) };
    Ok((Scope::of(tenant, &message.unit), (message.unit.clone(), message.year)))
}

fn render(tenant: &Tenant, rating: UnitRating) -> pb::UnitRating {
    pb::UnitRating {
        name: names::UNIT_RATING.name(tenant, rating.id),
        unit: rating.unit,
        year: rating.year,
        predicate: render_predicate(rating.predikat).into(),
        document_number: rating.document_number,
        document_date: Some(dates::render(rating.document_date)),
        etag: etag::render(rating.version),
        create_time: Some(dates::render_time(rating.create_time)),
        update_time: Some(dates::render_time(rating.update_time)),
    }
}

fn render_predicate(predikat: OrganisationPredikat) -> pb::OrganisationPredicate {
    PREDICATES.iter().find(|(known, _)| *known == predikat).map(|(_, wire)| *wire).unwrap_or_default()
}

fn distribution(
    guidance: &DistributionRuleset,
    (unit, year): (String, i32),
    organisation: Option<OrganisationPredikat>,
    (counts, finals): (&[(Predikat, i64)], i64),
) -> pb::Distribution {
    let mut ratings = Vec::new();
    for (predikat, count) in counts {
        ratings.extend(std::iter::repeat_n(*predikat, usize::try_from(*count).unwrap_or(0)));
    }
    let kept_not = organisation.map(|organisation| guidance.warnings(organisation, &ratings)).unwrap_or_default();
    pb::Distribution {
        unit,
        year,
        organisation: organisation.map(render_predicate).unwrap_or_default().into(),
        rated: counts.iter().map(|(_, count)| count).sum(),
        counts: counts.iter().map(|(predikat, servants)| render_count(*predikat, *servants)).collect(),
        warnings: kept_not.into_iter().map(|rule| render_warning(rule, counts)).collect(),
        ruleset: guidance.id.clone(),
        finals,
        held_back: false,
    }
}

/// What others than the office see: no count where one stands for few people, for the others would tell it by subtraction.
fn without_small_cells(whole: pb::Distribution, small_cell: i64) -> pb::Distribution {
    if whole.counts.iter().all(|one| one.servants == 0 || one.servants >= small_cell) {
        return whole;
    }
    // Of few people a warning tells their ratings: "at least one servant" is the one.
    let told = if whole.rated < small_cell { Vec::new() } else { whole.warnings };
    let warnings = told.into_iter().map(|warning| pb::DistributionWarning { servants: 0, ..warning });
    pb::Distribution { warnings: warnings.collect(), rated: 0, finals: 0, counts: Vec::new(), held_back: true, ..whole }
}

fn render_count(predikat: Predikat, servants: i64) -> pb::DistributionCount {
    pb::DistributionCount { predicate: render_predikat(predikat).into(), servants }
}

fn render_warning(rule: &DistributionRule, counts: &[(Predikat, i64)]) -> pb::DistributionWarning {
    let limit = match rule.limit {
        Limit::AtMost(percent) => format!("at most {percent} %"),
        Limit::AtLeast(percent) => format!("at least {percent} %"),
        Limit::Present => "at least one servant".to_owned(),
        Limit::Majority => "more than half".to_owned(),
    };
    let servants: i64 =
        counts.iter().filter(|(predikat, _)| rule.ratings.contains(predikat)).map(|(_, count)| count).sum();
    let predicates: Vec<i32> = rule.ratings.iter().map(|predikat| render_predikat(*predikat).into()).collect();
    pb::DistributionWarning { predicates, limit, servants }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(good: i64, poor: i64) -> pb::Distribution {
        let counts = [(Predikat::Baik, good), (Predikat::Kurang, poor)];
        let warning = pb::DistributionWarning { servants: good, limit: "at most 70 %".into(), ..Default::default() };
        pb::Distribution {
            rated: good + poor,
            counts: counts.map(|(predikat, servants)| render_count(predikat, servants)).to_vec(),
            warnings: vec![warning],
            ..Default::default()
        }
    }

    #[test]
    fn others_than_the_office_see_nothing_of_few() {
        assert_eq!(without_small_cells(whole(5, 0), 5), whole(5, 0), "exactly five are enough");
        assert_eq!(without_small_cells(whole(0, 0), 5), whole(0, 0));
        let one = without_small_cells(whole(5, 1), 5);
        assert_eq!((one.held_back, one.rated, one.counts.len()), (true, 0, 0));
        assert_eq!((one.warnings.len(), one.warnings[0].servants), (1, 0), "the leader is warned all the same");
        let few = without_small_cells(whole(4, 0), 5);
        assert_eq!((few.held_back, few.warnings.len()), (true, 0), "of few a warning would tell");
    }
}
