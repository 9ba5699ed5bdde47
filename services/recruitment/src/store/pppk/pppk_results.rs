//! `recruitment.pppk_results`, many at once; rank and decision stand in `recruitment.applications` as in every selection.

use crate::domain::{
    pppk_ranking::{PppkOutcome, PppkPlacing, printed},
    pppk_score::PppkScore,
    thousandths::Thousandths,
};
use crate::store::finals::{decision, decision_from_text};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// One participant's official result, as it is kept.
pub struct NewResult {
    /// Application.
    pub id: Uuid,
    /// Its vacancy.
    pub vacancy: Uuid,
    /// Code of the tier.
    pub tier: String,
    /// How the test ended.
    pub outcome: PppkOutcome,
}

/// Saves results; those of an earlier import are replaced.
pub async fn save(connection: &mut PgConnection, results: &[NewResult]) -> sqlx::Result<()> {
    let scores: Vec<PppkScore> = results.iter().map(|one| one.outcome.score()).collect();
    let part = |part: fn(&PppkScore) -> u16| -> Vec<i32> { scores.iter().map(|score| part(score).into()).collect() };
    sqlx::query!(
        "INSERT INTO recruitment.pppk_results (application_id, vacancy_id, outcome, tier, technical,
                                               certificate_thousandths, managerial, sociocultural, interview)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[],
                              $9::int[])
         ON CONFLICT (application_id) DO UPDATE
         SET outcome = excluded.outcome, tier = excluded.tier, technical = excluded.technical,
             certificate_thousandths = excluded.certificate_thousandths, managerial = excluded.managerial,
             sociocultural = excluded.sociocultural, interview = excluded.interview",
        &results.iter().map(|one| one.id).collect::<Vec<_>>(),
        &results.iter().map(|one| one.vacancy).collect::<Vec<_>>(),
        &results.iter().map(|one| one.outcome.as_str().to_owned()).collect::<Vec<_>>(),
        &results.iter().map(|one| one.tier.clone()).collect::<Vec<_>>(),
        &part(|score| score.technical),
        &scores.iter().map(|score| score.certificate.0.cast_signed()).collect::<Vec<_>>(),
        &part(|score| score.managerial),
        &part(|score| score.sociocultural),
        &part(|score| score.interview),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A participant of the test, with the sealed identity that knows the age.
pub struct Tested {
    /// Application.
    pub id: Uuid,
    /// Tier and how the test ended; none where the result is missing.
    pub result: Option<(String, PppkOutcome)>,
    /// Identity.
    pub identity: Sealed,
}

/// Everybody who meets the requirements of a vacancy.
pub async fn tested(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Tested>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, identity_key, identity_sealed, outcome AS "outcome?", tier AS "tier?",
                  technical AS "technical?", certificate_thousandths AS "certificate?", managerial AS "managerial?",
                  sociocultural AS "sociocultural?", interview AS "interview?"
           FROM recruitment.applications LEFT JOIN recruitment.pppk_results USING (application_id)
           WHERE applications.vacancy_id = $1 AND verdict = 'eligible'"#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let parts = [row.technical, row.certificate, row.managerial, row.sociocultural, row.interview];
        let result = match (row.outcome, row.tier) {
            (Some(outcome), Some(tier)) => {
                Some((tier, outcome_from_text(&outcome, score(parts.map(Option::unwrap_or_default))?)?))
            }
            _ => None,
        };
        let identity = Sealed { key: row.identity_key, data: row.identity_sealed };
        Ok(Tested { id: row.application_id, result, identity })
    });
    rows.collect()
}

/// Saves codes, and ranks and decisions with the totals that led to them.
pub async fn save_ranking(
    connection: &mut PgConnection,
    placings: &[PppkPlacing<Uuid>],
    totals: &HashMap<Uuid, Thousandths>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = placings.iter().map(|placing| placing.id).collect();
    // What a seat adds is added when the code is read, so that it follows a decision about a tie.
    let codes: Vec<String> = placings.iter().map(|placing| placing.code.clone()).collect();
    sqlx::query!(
        "UPDATE recruitment.pppk_results SET code = new.code
         FROM unnest($1::uuid[], $2::text[]) AS new (application_id, code)
         WHERE pppk_results.application_id = new.application_id",
        &ids,
        &codes,
    )
    .execute(&mut *connection)
    .await?;
    // Who is below the pass mark has a total and no rank: points without a rank would count as ranked.
    let total = |placing: &PppkPlacing<Uuid>| placing.standing.and_then(|_| totals.get(&placing.id));
    let totals: Vec<Option<i64>> = placings.iter().map(|one| total(one).map(|total| total.0.into())).collect();
    let (mut ranks, mut decisions) = (Vec::new(), Vec::new());
    for placing in placings {
        ranks.push(placing.standing.map(|(rank, _)| rank.cast_signed()));
        decisions.push(placing.standing.map(|(_, outcome)| decision(outcome).to_owned()));
    }
    sqlx::query!(
        "UPDATE recruitment.applications
         SET final_points = new.total, final_denominator = CASE WHEN new.total IS NOT NULL THEN 1000 END,
             final_rank = new.rank, decision = new.decision, version = version + 1
         FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[]) AS new (application_id, total, rank, decision)
         WHERE applications.application_id = new.application_id",
        &ids,
        &totals as _,
        &ranks as _,
        &decisions as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is shown of a ranked participant.
pub struct Shown {
    /// Number of the participant.
    pub participant_number: String,
    /// Scores; zero for who took no test.
    pub score: PppkScore,
    /// Tier.
    pub tier: String,
    /// Printed code.
    pub code: String,
    /// Rank and whether there is a seat.
    pub standing: Option<(i32, String)>,
    /// Place in the published list.
    pub place: i64,
    /// Vacancies of who has a seat of another than the one applied for: this one, and the one applied for.
    pub seat_elsewhere: Option<(Uuid, Uuid)>,
}

struct Row {
    participant_number: String,
    vacancy_id: Uuid,
    moved_to: Option<Uuid>,
    technical: i32,
    certificate_thousandths: i32,
    managerial: i32,
    sociocultural: i32,
    interview: i32,
    tier: String,
    code: String,
    final_rank: Option<i32>,
    decision: Option<String>,
    place: Option<i32>,
}

impl TryFrom<Row> for Shown {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let Row { technical, certificate_thousandths, managerial, sociocultural, interview, .. } = row;
        let outcome = row.decision.as_deref().map(decision_from_text).transpose()?;
        Ok(Self {
            participant_number: row.participant_number,
            score: score([technical, certificate_thousandths, managerial, sociocultural, interview])?,
            tier: row.tier,
            code: printed(&row.code, outcome),
            standing: row.final_rank.zip(row.decision),
            place: row.place.unwrap_or_default().into(),
            seat_elsewhere: row.moved_to.map(|seat| (seat, row.vacancy_id)),
        })
    }
}

/// Lists the published result of a vacancy, best first: all who took part, then those who moved here from other places.
pub async fn list_result(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Shown>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT participant_number AS "participant_number!", applications.vacancy_id AS "vacancy_id!", moved_to,
                  technical AS "technical!", certificate_thousandths AS "certificate_thousandths!",
                  managerial AS "managerial!", sociocultural AS "sociocultural!", interview AS "interview!",
                  tier AS "tier!", code AS "code!", final_rank, decision, listed.place
           FROM (SELECT application_id, place FROM recruitment.applications WHERE vacancy_id = $1 AND place > $2::bigint
                 UNION ALL
                 SELECT application_id, place FROM recruitment.moves WHERE to_vacancy_id = $1 AND place > $2) AS listed
                JOIN recruitment.applications USING (application_id) JOIN recruitment.pppk_results USING (application_id)
           WHERE code IS NOT NULL ORDER BY listed.place LIMIT $3"#,
        vacancy,
        page.after.0,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Shown::try_from).collect()
}

/// The ranked results of participants, by number.
pub async fn of_participants(
    connection: &mut PgConnection,
    numbers: &[String],
) -> sqlx::Result<HashMap<String, Shown>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT participant_number, applications.vacancy_id, moved_to, technical, certificate_thousandths, managerial,
                  sociocultural, interview, tier, code AS "code!", final_rank, decision, place
           FROM recruitment.applications JOIN recruitment.pppk_results USING (application_id)
           WHERE participant_number = ANY ($1) AND code IS NOT NULL"#,
        numbers,
    );
    let shown = rows.fetch_all(connection).await?.into_iter().map(Shown::try_from);
    shown.map(|one| one.map(|one| (one.participant_number.clone(), one))).collect()
}

/// Somebody who may be offered part-time work.
pub struct PartTime {
    /// Application.
    pub id: Uuid,
    /// Number of the participant.
    pub participant_number: String,
    /// Vacancy.
    pub vacancy: Uuid,
    /// Title of its job.
    pub position_title: String,
    /// Tier.
    pub tier: String,
    /// Total in thousandths.
    pub total: i64,
    /// Rank.
    pub rank: i32,
    /// When the application was taken.
    pub submit_time: jiff_sqlx::Timestamp,
}

/// Lists who was tested to the end, got no seat in a published vacancy and did not give one up, of the tiers of a ruleset
/// that may work part-time; the oldest application first.
pub async fn list_part_time(
    connection: &mut PgConnection,
    offered: &[(String, String)],
    page: &Page,
) -> sqlx::Result<Vec<PartTime>> {
    let (rulesets, tiers): (Vec<String>, Vec<String>) = offered.iter().cloned().unzip();
    let rows = sqlx::query_as!(
        PartTime,
        r#"SELECT application_id AS id, participant_number, applications.vacancy_id AS vacancy, position_title,
                  pppk_results.tier, final_points AS "total!", final_rank AS "rank!",
                  submit_time AS "submit_time: jiff_sqlx::Timestamp"
           FROM unnest($1::text[], $2::text[]) AS offered (ruleset, tier)
                JOIN recruitment.vacancies USING (ruleset) JOIN recruitment.applications USING (vacancy_id)
                JOIN recruitment.pppk_results USING (application_id)
           WHERE vacancies.instansi = current_setting('app.instansi') AND state = 'published'
             AND pppk_results.tier = offered.tier AND decision = 'not_selected' AND final_points IS NOT NULL
             AND final_rank IS NOT NULL
             AND NOT EXISTS (SELECT FROM recruitment.withdrawals AS own
                             WHERE own.application_id = applications.application_id)
             AND (submit_time, application_id) > ($3, $4)
           ORDER BY submit_time, application_id LIMIT $5"#,
        &rulesets,
        &tiers,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await
}

pub(crate) fn score(
    [technical, certificate, managerial, sociocultural, interview]: [i32; 5],
) -> sqlx::Result<PppkScore> {
    let part = |number: i32| u16::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()));
    Ok(PppkScore {
        technical: part(technical)?,
        certificate: Thousandths(certificate.cast_unsigned()),
        managerial: part(managerial)?,
        sociocultural: part(sociocultural)?,
        interview: part(interview)?,
    })
}

pub(crate) fn outcome_from_text(text: &str, score: PppkScore) -> sqlx::Result<PppkOutcome> {
    let outcome = PppkOutcome::parse(text, score);
    outcome.ok_or_else(|| sqlx::Error::Decode(format!("unknown outcome `{text}`").into()))
}
