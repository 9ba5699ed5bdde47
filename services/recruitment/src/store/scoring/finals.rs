//! Results of the field test and the final order in `recruitment.applications`, many at once.

use crate::domain::{
    final_ranking::{FinalOutcome, FinalPlacing},
    integration::{Points, SkbScores},
    result_code::SkdCode,
    skb_outcome::{Dropout, SkbOutcome},
    skd::SkdScore,
    thousandths::Thousandths,
};
use crate::store::applications::score;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Saves results of the field test.
pub async fn save_skb(connection: &mut PgConnection, results: &[(Uuid, SkbOutcome)]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = results.iter().map(|(id, _)| *id).collect();
    let outcomes: Vec<String> = results.iter().map(|(_, outcome)| outcome_to_text(outcome).to_owned()).collect();
    let scores = || results.iter().map(|(_, outcome)| scores_of(outcome));
    let marks: Vec<Option<i32>> = scores().map(|scores| scores.map(|scores| scores.cat.0.cast_signed())).collect();
    // Postgres has no arrays of arrays of different lengths: the additional marks come one a row, and their rows with them.
    let additional: Vec<(Uuid, i32)> = results
        .iter()
        .zip(scores())
        .flat_map(|((id, _), scores)| {
            scores
                .map(|scores| &scores.additional[..])
                .unwrap_or_default()
                .iter()
                .map(|mark| (*id, mark.0.cast_signed()))
        })
        .collect();
    let (of, additional): (Vec<Uuid>, Vec<i32>) = additional.into_iter().unzip();
    sqlx::query!(
        "WITH additional AS (
             SELECT application_id, array_agg(mark ORDER BY nth) AS marks
             FROM unnest($4::uuid[], $5::int[]) WITH ORDINALITY AS one (application_id, mark, nth) GROUP BY application_id
         )
         UPDATE recruitment.applications
         SET skb_thousandths = new.mark, skb_outcome = new.outcome, skb_additional = coalesce(additional.marks, '{}'),
             version = version + 1
         FROM unnest($1::uuid[], $2::int[], $3::text[]) AS new (application_id, mark, outcome)
              LEFT JOIN additional USING (application_id)
         WHERE applications.application_id = new.application_id",
        &ids,
        &marks as _,
        &outcomes,
        &of,
        &additional,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A participant of the field test, with the sealed identity that knows the age.
pub struct Finalist {
    /// Application.
    pub id: Uuid,
    /// Scores of the basic test.
    pub skd: SkdScore,
    /// How the field test ended; none where the result is missing.
    pub skb: Option<SkbOutcome>,
    /// Grade point average.
    pub gpa: Thousandths,
    /// Identity.
    pub identity: Sealed,
}

/// Those who go on to the field test.
pub async fn finalists(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Finalist>> {
    let rows = sqlx::query!(
        "SELECT application_id, twk, tiu, tkp, skb_outcome, skb_thousandths, skb_additional, gpa_thousandths, identity_key,
                identity_sealed
         FROM recruitment.applications WHERE vacancy_id = $1 AND skd_code = $2",
        vacancy,
        SkdCode::PassedToSkb.as_str(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let scores = row.skb_thousandths.map(|cat| SkbScores {
            cat: Thousandths(cat.cast_unsigned()),
            additional: row.skb_additional.iter().map(|mark| Thousandths(mark.cast_unsigned())).collect(),
        });
        Ok(Finalist {
            id: row.application_id,
            skd: score(row.twk, row.tiu, row.tkp)?,
            skb: skb_outcome(row.skb_outcome.as_deref(), scores)?,
            gpa: Thousandths(row.gpa_thousandths.cast_unsigned()),
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
        })
    });
    rows.collect()
}

/// Marks without an outcome are of a release that knew no other than presence.
fn skb_outcome(outcome: Option<&str>, scores: Option<SkbScores>) -> sqlx::Result<Option<SkbOutcome>> {
    match (outcome, scores) {
        (None | Some("present"), Some(scores)) => Ok(Some(SkbOutcome::Marked(scores))),
        (None, None) => Ok(None),
        (Some(other), scores) => Ok(Some(SkbOutcome::Out(dropout_from_text(other)?, scores))),
    }
}

/// A participant's place by the points that decide, the exact points, and the place by the others.
pub struct FinalLine {
    /// Place by the points that decide.
    pub placing: FinalPlacing<Uuid>,
    /// The points, exact.
    pub points: Points,
    /// Place by the points that do not decide: those of three decimals, or the exact ones.
    pub rounded: FinalPlacing<Uuid>,
}

/// Saves final points, ranks and decisions, and marks whom the other points would rank otherwise.
pub async fn save_ranking(connection: &mut PgConnection, denominator: i64, lines: &[FinalLine]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.placing.id).collect();
    let points: Vec<i64> = lines.iter().map(|line| line.points.0).collect();
    let ranks: Vec<i32> = lines.iter().map(|line| line.placing.rank.cast_signed()).collect();
    let decisions: Vec<String> = lines.iter().map(|line| decision(line.placing.outcome).to_owned()).collect();
    let rounded_ranks: Vec<i32> = lines.iter().map(|line| line.rounded.rank.cast_signed()).collect();
    let rounded: Vec<String> = lines.iter().map(|line| decision(line.rounded.outcome).to_owned()).collect();
    sqlx::query!(
        "UPDATE recruitment.applications
         SET final_points = new.points, final_denominator = $2, final_rank = new.rank, decision = new.decision,
             rounded_rank = new.rounded_rank, rounded_decision = new.rounded,
             rounding_alert = (new.rank, new.decision) <> (new.rounded_rank, new.rounded), version = version + 1
         FROM unnest($1::uuid[], $3::bigint[], $4::int[], $5::text[], $6::int[], $7::text[])
              AS new (application_id, points, rank, decision, rounded_rank, rounded)
         WHERE applications.application_id = new.application_id",
        &ids,
        denominator,
        &points,
        &ranks,
        &decisions,
        &rounded_ranks,
        &rounded,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives every participant a place in the published list. Of equals about whom somebody decided, those with a seat come
/// first.
pub async fn publish(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        r#"UPDATE recruitment.applications SET place = ordered.place
           FROM (SELECT application_id,
                        row_number() OVER (ORDER BY final_rank NULLS LAST, (decision IS DISTINCT FROM 'selected'),
                                                    skd_rank NULLS LAST, participant_number COLLATE "C") AS place
                 FROM recruitment.applications WHERE vacancy_id = $1) AS ordered
           WHERE applications.application_id = ordered.application_id
             AND applications.place IS DISTINCT FROM ordered.place"#,
        vacancy,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) fn decision(outcome: FinalOutcome) -> &'static str {
    match outcome {
        FinalOutcome::Selected => "selected",
        FinalOutcome::NotSelected => "not_selected",
        FinalOutcome::NeedsDecision => "needs_decision",
        FinalOutcome::Moved => "moved",
    }
}

pub(crate) fn decision_from_text(text: &str) -> sqlx::Result<FinalOutcome> {
    match text {
        "selected" => Ok(FinalOutcome::Selected),
        "not_selected" => Ok(FinalOutcome::NotSelected),
        "needs_decision" => Ok(FinalOutcome::NeedsDecision),
        "moved" => Ok(FinalOutcome::Moved),
        other => Err(sqlx::Error::Decode(format!("unknown decision `{other}`").into())),
    }
}

pub(crate) fn outcome_to_text(outcome: &SkbOutcome) -> &'static str {
    match outcome {
        SkbOutcome::Marked(_) => "present",
        SkbOutcome::Out(Dropout::Eliminated, _) => "eliminated",
        SkbOutcome::Out(Dropout::Absent, _) => "absent",
        SkbOutcome::Out(Dropout::Disqualified, _) => "disqualified",
    }
}

pub(crate) fn dropout_from_text(text: &str) -> sqlx::Result<Dropout> {
    match text {
        "eliminated" => Ok(Dropout::Eliminated),
        "absent" => Ok(Dropout::Absent),
        "disqualified" => Ok(Dropout::Disqualified),
        other => Err(sqlx::Error::Decode(format!("unknown outcome `{other}`").into())),
    }
}

pub(crate) fn scores_of(outcome: &SkbOutcome) -> Option<&SkbScores> {
    match outcome {
        SkbOutcome::Marked(scores) => Some(scores),
        SkbOutcome::Out(_, scores) => scores.as_ref(),
    }
}
