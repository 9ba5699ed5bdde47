//! Ratings of the numeric schemes of old: taken, checked, read with their words.

use crate::{
    MACHINE, PARENT,
    skp_world::{HR, Team, by, refusal, servant},
};
use contracts::evaluation::v1::{self as pb, import_past_ratings_request::Part};
use platform::testing::{TENANT, bad_fields};
use tonic::{Code, Status};
use uuid::Uuid;

fn weighed(year: i32, scheme: pb::PastScheme, scores: (&str, &str), total: &str) -> pb::PastRatingRow {
    pb::PastRatingRow {
        servant: servant("siti"),
        year,
        scheme: scheme.into(),
        work_score: scores.0.into(),
        behaviour_score: scores.1.into(),
        total: total.into(),
        new_idea: false,
    }
}

fn single(year: i32, total: &str) -> pb::PastRatingRow {
    weighed(year, pb::PastScheme::Single, ("", ""), total)
}

impl Team {
    async fn take(
        &mut self,
        header: pb::ImportHeader,
        rows: Vec<pb::PastRatingRow>,
    ) -> Result<pb::ImportPastRatingsResponse, Status> {
        let parts = [Part::Header(header)].into_iter().chain(rows.into_iter().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportPastRatingsRequest { part: Some(part) }).collect();
        let request = self.hr(tokio_stream::iter(messages));
        Ok(self.past.import_past_ratings(request).await?.into_inner())
    }

    async fn past_of_siti(&mut self) -> Vec<pb::PastRating> {
        let request =
            pb::ListPastRatingsRequest { parent: PARENT.into(), servant: servant("siti"), ..Default::default() };
        let request = self.hr(request);
        self.past.list_past_ratings(request).await.unwrap().into_inner().past_ratings
    }
}

fn header() -> pb::ImportHeader {
    pb::ImportHeader { parent: PARENT.into(), ..Default::default() }
}

#[tokio::test]
async fn history_is_read_with_its_words_and_formulas() {
    let mut team = Team::start().await;
    let best =
        pb::PastRatingRow { new_idea: true, ..weighed(2021, pb::PastScheme::SixtyForty, ("112", "110"), "111.2") };
    let rows = vec![
        single(2012, "82.5"),
        single(2013, "91"),
        weighed(2020, pb::PastScheme::SeventyThirty, ("90", "85"), "88.50"),
        best,
    ];
    let taken = team.take(header(), rows.clone()).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (4, 0));
    let past = team.past_of_siti().await;
    let words: Vec<_> = past.iter().map(|one| (one.year, one.total.as_str(), one.band.as_str())).collect();
    let expected = [
        (2012, "82.50", "baik"),
        (2013, "91.00", "sangat_baik"),
        (2020, "88.50", "cukup"),
        (2021, "111.20", "sangat_baik"),
    ];
    assert_eq!(words, expected);
    assert_eq!(past[2].formula, "90.00 × 70 % + 85.00 × 30 %");
    assert_eq!((past[0].formula.as_str(), past[0].ruleset.as_str()), ("one number", "past-ratings-1"));
    let again = team.take(header(), rows).await.unwrap();
    assert_eq!((again.accepted, again.rejected), (4, 0), "the same again changes nothing");
    assert_eq!(team.past_of_siti().await, past);
    let mine = pb::ListMyPastRatingsRequest { parent: PARENT.into(), page_size: 3, ..Default::default() };
    let first = team.past.list_my_past_ratings(by!(team, "siti", mine.clone())).await.unwrap().into_inner();
    let rest = pb::ListMyPastRatingsRequest { page_token: first.next_page_token, ..mine };
    let rest = team.past.list_my_past_ratings(by!(team, "siti", rest)).await.unwrap().into_inner();
    assert_eq!((first.past_ratings.len(), rest.past_ratings.len(), rest.next_page_token.as_str()), (3, 1, ""));
    let nobody = pb::ListMyPastRatingsRequest { parent: PARENT.into(), ..Default::default() };
    let nobody = team.past.list_my_past_ratings(by!(team, "nobody", nobody)).await;
    assert_eq!(refusal(nobody), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
}

#[tokio::test]
async fn rows_that_are_wrong_are_told_by_number() {
    let mut team = Team::start().await;
    let seventy = pb::PastScheme::SeventyThirty;
    let stranger = format!("{PARENT}/servants/{}", Uuid::now_v7());
    let rows = vec![
        weighed(2020, seventy, ("90", "85"), "88.51"),
        weighed(2010, seventy, ("90", "85"), "88.50"),
        weighed(2021, seventy, ("121", "x"), "88.50"),
        pb::PastRatingRow { work_score: "80".into(), ..single(2012, "80") },
        pb::PastRatingRow { servant: stranger, ..single(2012, "80") },
        single(2012, "80"),
        single(2012, "81"),
        pb::PastRatingRow { scheme: 0, ..single(2011, "80") },
    ];
    let taken = team.take(header(), rows.clone()).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (1, 7));
    let places: Vec<_> = taken.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let expected = [
        (1, "total"),
        (2, "year"),
        (3, "work_score"),
        (3, "behaviour_score"),
        (4, "work_score"),
        (5, "servant"),
        (7, "year"),
        (8, "scheme"),
    ];
    assert_eq!(places, expected);
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = team.take(strict, rows).await.unwrap_err();
    assert_eq!(platform::testing::reason(&refused), "IMPORT_REFUSED");
    assert_eq!(team.past_of_siti().await.len(), 1);
    let request = team.hr(pb::ListPastRatingsRequest { page_size: -1, ..Default::default() });
    let refused = team.past.list_past_ratings(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "servant"]);
}

#[tokio::test]
async fn an_import_sent_again_answers_the_same() {
    let mut team = Team::start().await;
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = team.take(once.clone(), vec![single(2012, "80")]).await.unwrap();
    let again = team.take(once.clone(), vec![single(2012, "80")]).await.unwrap();
    assert_eq!(first, again);
    let other = team.take(once, vec![single(2012, "81")]).await.unwrap_err();
    assert_eq!(platform::testing::reason(&other), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn nobody_brings_the_own_history_and_an_account_that_is_nobody_brings_none() {
    let mut team = Team::start().await;
    let own = pb::PastRatingRow { servant: crate::appointment(0xfff).servant, ..single(2012, "82.5") };
    let taken = team.take(header(), vec![own, single(2012, "82.5")]).await.unwrap();
    assert_eq!((taken.accepted, taken.errors.len(), taken.errors[0].field.as_str()), (1, 1, "servant"));
    let import = || {
        let parts = [Part::Header(header()), Part::Row(single(2013, "91"))];
        tokio_stream::iter(parts.map(|part| pb::ImportPastRatingsRequest { part: Some(part) }))
    };
    let request = team.evaluation.harness.request_as("nobody", HR, &[TENANT], import());
    let unlinked = team.past.import_past_ratings(request).await;
    assert_eq!(refusal(unlinked), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
    let request = team.evaluation.harness.request_as("nobody", MACHINE, &[TENANT], import());
    assert_eq!(
        team.past.import_past_ratings(request).await.unwrap().into_inner().accepted,
        1,
        "a machine needs no account"
    );
}
