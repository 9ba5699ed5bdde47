//! Ratings of organisations, and the guidance on the distribution of ratings as a warning.

use crate::{
    PARENT, RATER, absent, assert_refused,
    skp_world::{HR, Team, unit},
};
use contracts::{evaluation::v1 as pb, google::r#type::Date};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

fn rate(predicate: pb::OrganisationPredicate) -> pb::RateUnitRequest {
    pb::RateUnitRequest {
        parent: PARENT.into(),
        unit: unit(),
        year: 2025,
        predicate: predicate.into(),
        document_number: "800/17".into(),
        document_date: Some(Date { year: 2025, month: 11, day: 3 }),
        request_id: String::new(),
    }
}

impl Team {
    async fn unit_rated(&mut self, predicate: pb::OrganisationPredicate) -> pb::UnitRating {
        let request = self.hr(rate(predicate));
        self.units.rate_unit(request).await.unwrap().into_inner()
    }

    async fn distribution(&mut self) -> pb::Distribution {
        self.distribution_as(HR).await
    }

    async fn distribution_as(&mut self, roles: &[&str]) -> pb::Distribution {
        let request = pb::GetDistributionRequest { parent: PARENT.into(), unit: unit(), year: 2025 };
        let request = self.evaluation.harness.request(roles, request);
        self.units.get_distribution(request).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn a_unit_is_rated_once_a_year_and_put_right() {
    let mut team = Team::start().await;
    let rated = team.unit_rated(pb::OrganisationPredicate::Good).await;
    let again = pb::RateUnitRequest {
        year: 2024,
        request_id: Uuid::now_v7().to_string(),
        ..rate(pb::OrganisationPredicate::Good)
    };
    let mut replayed = Vec::new();
    for _ in 0..2 {
        let request = team.hr(again.clone());
        replayed.push(team.units.rate_unit(request).await.unwrap().into_inner());
    }
    assert_eq!(replayed[0], replayed[1]);
    let second = team.hr(rate(pb::OrganisationPredicate::Poor));
    assert_refused(team.units.rate_unit(second).await, Code::AlreadyExists, "UNIT_RATING_EXISTS");
    let correct = pb::CorrectUnitRatingRequest {
        name: rated.name.clone(),
        etag: rated.etag.clone(),
        predicate: pb::OrganisationPredicate::Excellent.into(),
        document_number: "800/18".into(),
        document_date: Some(Date { year: 2025, month: 11, day: 4 }),
        request_id: Uuid::now_v7().to_string(),
    };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = team.hr(correct.clone());
        answers.push(team.units.correct_unit_rating(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].predicate(), pb::OrganisationPredicate::Excellent);
    let stale = team.hr(pb::CorrectUnitRatingRequest { request_id: String::new(), ..correct.clone() });
    assert_refused(team.units.correct_unit_rating(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let missing =
        team.hr(pb::CorrectUnitRatingRequest { name: absent(&rated.name), request_id: String::new(), ..correct });
    assert_refused(team.units.correct_unit_rating(missing).await, Code::NotFound, "UNIT_RATING_NOT_FOUND");
    let ahead = Some(Date { year: 2025, month: 11, day: 6 });
    let bad = pb::RateUnitRequest { document_date: ahead, ..Default::default() };
    let bad = team.hr(bad);
    let refused = team.units.rate_unit(bad).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "unit", "year", "predicate", "document_number", "document_date"]);
}

#[tokio::test]
async fn ratings_of_units_are_listed_in_pages() {
    let mut team = Team::start().await;
    for year in [2023, 2024, 2025] {
        let request = team.hr(pb::RateUnitRequest { year, ..rate(pb::OrganisationPredicate::Good) });
        team.units.rate_unit(request).await.unwrap();
    }
    let mut request = pb::ListUnitRatingsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let page = team.hr(request.clone());
    let first = team.units.list_unit_ratings(page).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let page = team.hr(request.clone());
    let second = team.units.list_unit_ratings(page).await.unwrap().into_inner();
    assert_eq!((first.unit_ratings.len(), second.unit_ratings.len(), second.next_page_token.as_str()), (2, 1, ""));
    let of_year = pb::ListUnitRatingsRequest { parent: PARENT.into(), year: 2024, ..Default::default() };
    let of_year = team.hr(of_year);
    assert_eq!(team.units.list_unit_ratings(of_year).await.unwrap().into_inner().unit_ratings.len(), 1);
}

#[tokio::test]
async fn the_guidance_warns_and_rates_nobody_again() {
    let mut team = Team::start().await;
    let empty = team.distribution().await;
    assert_eq!((empty.rated, empty.organisation()), (0, pb::OrganisationPredicate::Unspecified));
    assert!(empty.warnings.is_empty());
    let year = team.rated(pb::Rating::Meets).await;
    assert_eq!(team.distribution().await.rated, 1);
    assert!(team.distribution().await.warnings.is_empty(), "nothing is warned of while the unit is not rated");
    team.unit_rated(pb::OrganisationPredicate::Good).await;
    let told = team.distribution().await;
    assert_eq!((told.rated, told.ruleset.as_str()), (1, "distribution-se-menpanrb-3-2023"));
    assert_eq!((told.finals, told.held_back), (0, false));
    let counts: Vec<i64> = told.counts.iter().map(|count| count.servants).collect();
    assert_eq!(counts, [0, 1, 0, 0, 0], "one is good");
    let limits: Vec<&str> = told.warnings.iter().map(|warning| warning.limit.as_str()).collect();
    assert_eq!(limits, ["at most 70 %", "at least one servant"]);
    assert_eq!(told.warnings[0].servants, 1);
    let seen = team.distribution_as(RATER).await;
    assert!(seen.held_back && seen.counts.is_empty() && seen.rated == 0, "one person's rating is no distribution");
    assert!(seen.warnings.is_empty(), "of one person a warning would tell the rating");
    let request = team.hr(pb::GetSkpPlanRequest { name: year.name.clone() });
    let after = team.plans.get_skp_plan(request).await.unwrap().into_inner();
    assert_eq!((after.predicate(), after.etag), (year.predicate(), year.etag));
    let request = team.hr(pb::GetDistributionRequest::default());
    let refused = team.units.get_distribution(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "unit", "year"]);
}
