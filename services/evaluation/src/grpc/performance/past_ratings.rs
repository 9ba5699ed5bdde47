//! `PastRatingService`. What is read tells about persons and is audited.

use crate::{
    commands::{self, PastRowFault, acting_official, acting_servant},
    domain::past_rating::{PastRating, PastRules, PastScheme, SchemeRules, render_hundredths},
    error::Error,
    grpc::imports::render_errors,
    names,
    store::{import_turns, past_ratings},
};
use contracts::evaluation::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, Work,
    imports::{Rows, Split},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows taken in one statement.
const CHUNK: usize = 1_000;
const SPLIT: Split<pb::ImportPastRatingsRequest, pb::PastRatingRow> =
    platform::import_message!(pb::ImportPastRatingsRequest, pb::import_past_ratings_request::Part, pb::PastRatingRow);

/// Serves ratings of old.
pub struct PastRatings {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<PastRules>,
}

type Answer<T> = Result<Response<T>, Status>;
type PastRows = Rows<pb::ImportPastRatingsRequest, pb::PastRatingRow>;

#[tonic::async_trait]
impl pb::past_rating_service_server::PastRatingService for PastRatings {
    async fn import_past_ratings(
        &self,
        request: Request<Streaming<pb::ImportPastRatingsRequest>>,
    ) -> Answer<pb::ImportPastRatingsResponse> {
        self.kit.import(request, SPLIT, async |work, rows| import(work, rows, &self.rules).await).await
    }

    async fn list_past_ratings(
        &self,
        request: Request<pb::ListPastRatingsRequest>,
    ) -> Answer<pb::ListPastRatingsResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, page): (String, Page)| {
                listed(work, &servant, &page, &self.rules).await
            })
            .await
    }

    async fn list_my_past_ratings(
        &self,
        request: Request<pb::ListMyPastRatingsRequest>,
    ) -> Answer<pb::ListPastRatingsResponse> {
        let parse = |message: &pb::ListMyPastRatingsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((Scope::of(tenant, &message.parent), page))
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let me = acting_servant(work).await?;
                listed(work, &me, &page, &self.rules).await
            })
            .await
    }
}

fn parse_list(message: &pb::ListPastRatingsRequest) -> Result<(Scope, (String, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant]);
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(_)) = (tenant, page, servant) else { return Err(check) };
    Ok((Scope::of(tenant, &message.servant), (message.servant.clone(), page)))
}

async fn import(
    work: &mut Work<'_>,
    rows: &mut PastRows,
    rules: &PastRules,
) -> Result<pb::ImportPastRatingsResponse, Error> {
    import_turns::take(work.connection, "past ratings").await?;
    let me = acting_official(work).await?;
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_row(row, (&work.tenant, me.as_deref()), rules) {
                Ok(rating) => good.push((number, rating)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        for (number, fault) in commands::import_past_ratings(work, good).await? {
            let (field, reason) = match fault {
                PastRowFault::UnknownServant => ("servant", "must be a servant whom career has told of"),
                PastRowFault::OtherRating => ("year", "has another rating of this servant already"),
            };
            rows.report.reject_field(number, field, reason);
        }
    }
    Ok(pb::ImportPastRatingsResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

fn parse_scheme(number: i32) -> Result<PastScheme, &'static str> {
    match pb::PastScheme::try_from(number) {
        Ok(pb::PastScheme::SeventyThirty) => Ok(PastScheme::SeventyThirty),
        Ok(pb::PastScheme::SixtyForty) => Ok(PastScheme::SixtyForty),
        Ok(pb::PastScheme::Single) => Ok(PastScheme::Single),
        Ok(pb::PastScheme::Unspecified) | Err(_) => Err("must be a scheme of old"),
    }
}

/// A score of 0 to the highest, in hundredths.
fn parse_score(text: &str, highest: i64) -> Result<i64, String> {
    const WRONG: &str = "must be a decimal with at most two places";
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(whole, 3) || !digits(places, 2) {
        return Err(WRONG.to_owned());
    }
    let hundredths: i64 = format!("{whole}{places:0<2}").parse().map_err(|_| WRONG.to_owned())?;
    if hundredths > highest {
        return Err(format!("must be at most {}", render_hundredths(highest)));
    }
    Ok(hundredths)
}

fn parse_row(
    row: pb::PastRatingRow,
    (tenant, me): (&Tenant, Option<&str>),
    rules: &PastRules,
) -> Result<PastRating, Violations> {
    let mut check = Violations::default();
    let servant = check.own("servant", &row.servant, names::SERVANT, Some(tenant));
    check.check("servant", me != Some(row.servant.as_str()), "must be somebody else");
    let scheme = check.take("scheme", parse_scheme(row.scheme));
    let Some(rules_of) = scheme.and_then(|scheme| rules.scheme(scheme)) else { return Err(check) };
    let (first, last) = (rules_of.first_year, rules_of.last_year);
    check.check("year", rules_of.rated(row.year), format!("must be from {first} to {last} in this scheme"));
    let parts = parse_parts(&mut check, &row, rules_of);
    let total = check.take("total", parse_score(&row.total, rules_of.highest));
    if let (Some(Some((work, behaviour))), Some(total)) = (parts, total) {
        let computed = rules_of.total(work, behaviour).unwrap_or(total);
        let shown = render_hundredths(computed);
        check.check("total", computed == total, format!("must be {shown}, which the scores give"));
    }
    let (Some(_), Some(parts), Some(total), true) = (servant, parts, total, check.is_empty()) else {
        return Err(check);
    };
    let (year, new_idea, scheme) = (row.year, row.new_idea, rules_of.scheme);
    Ok(PastRating { servant: row.servant, year, scheme, parts, total, new_idea, ruleset: rules.id.clone() })
}

/// The two scores, or none where the scheme has one number; the outer option is empty when something is wrong.
fn parse_parts(check: &mut Violations, row: &pb::PastRatingRow, rules: &SchemeRules) -> Option<Option<(i64, i64)>> {
    if rules.weights.is_none() {
        let bare = row.work_score.is_empty() && row.behaviour_score.is_empty();
        check.check("work_score", bare, "must be empty, and behaviour_score too: the scheme has one number");
        return bare.then_some(None);
    }
    let work = check.take("work_score", parse_score(&row.work_score, rules.highest));
    let behaviour = check.take("behaviour_score", parse_score(&row.behaviour_score, rules.highest));
    work.zip(behaviour).map(Some)
}

async fn listed(
    work: &mut Work<'_>,
    servant: &str,
    page: &Page,
    rules: &PastRules,
) -> Result<pb::ListPastRatingsResponse, Error> {
    let mut found = past_ratings::list(work.connection, servant, page).await?;
    let next_page_token = page.cut(&mut found, |one| (i64::from(one.year), Uuid::nil()));
    let past_ratings = found.into_iter().map(|one| render(one, rules)).collect();
    Ok(pb::ListPastRatingsResponse { past_ratings, next_page_token })
}

fn render(one: PastRating, rules: &PastRules) -> pb::PastRating {
    let scheme = match one.scheme {
        PastScheme::SeventyThirty => pb::PastScheme::SeventyThirty,
        PastScheme::SixtyForty => pb::PastScheme::SixtyForty,
        PastScheme::Single => pb::PastScheme::Single,
    };
    let of = rules.scheme(one.scheme);
    let score = |part: Option<i64>| part.map(render_hundredths).unwrap_or_default();
    let (work, behaviour) = (score(one.parts.map(|parts| parts.0)), score(one.parts.map(|parts| parts.1)));
    let formula = match of.and_then(|of| of.weights) {
        Some((first, second)) => format!("{work} × {first} % + {behaviour} × {second} %"),
        None => "one number".to_owned(),
    };
    pb::PastRating {
        servant: one.servant,
        year: one.year,
        scheme: scheme.into(),
        work_score: work,
        behaviour_score: behaviour,
        total: render_hundredths(one.total),
        new_idea: one.new_idea,
        band: of.map(|of| of.band(one.total, one.new_idea).to_owned()).unwrap_or_default(),
        formula,
        ruleset: one.ruleset,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_exactly_and_within_bounds() {
        for (text, hundredths) in [("90", 9_000), ("88.5", 8_850), ("88.05", 8_805), ("0", 0), ("120.00", 12_000)] {
            assert_eq!(parse_score(text, 12_000).unwrap(), hundredths, "{text}");
        }
        for bad in ["", "-1", "1.", ".5", "88.555", "1e2", "0120", "120.01", "88,5"] {
            assert!(parse_score(bad, 12_000).is_err(), "{bad}");
        }
    }
}
