//! `recruitment.applications`, one at a time; [`crate::store::results`] writes many at once.

use crate::domain::{
    application::{Applicant, Application, FinalStanding, Standing},
    final_ranking::FinalOutcome,
    integration::{FinalPoints, Points},
    result_code::SkdCode,
    skd::SkdScore,
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// An application to be taken, its person sealed.
pub struct NewApplication<'a> {
    /// The application.
    pub application: &'a Application,
    /// What is known of the applicant; the identity is not written from here.
    pub applicant: &'a Applicant,
    /// Blind index of the person.
    pub person_index: Vec<u8>,
    /// Identity.
    pub identity: Sealed,
}

/// Adds an application if its vacancy is still open; returns whether it was. The constraint `one_application_a_person`
/// refuses a second one of a person in the period, `one_participant_a_number` a number drawn twice.
pub async fn insert_if_open(connection: &mut PgConnection, new: NewApplication<'_>) -> sqlx::Result<bool> {
    let (application, applicant) = (new.application, new.applicant);
    let inserted = sqlx::query!(
        "INSERT INTO recruitment.applications (application_id, vacancy_id, period, participant_number, person_index,
                                               identity_key, identity_sealed, education, gpa_thousandths, submit_time,
                                               version)
         SELECT $1, vacancy_id, period, $3, $4, $5, $6, $7, $8, $9, $10
         FROM recruitment.vacancies WHERE vacancy_id = $2 AND state = 'open' AND close_time >= $9",
        application.id,
        application.vacancy_id,
        application.participant_number,
        new.person_index,
        new.identity.key,
        new.identity.data,
        applicant.education,
        applicant.gpa.0.cast_signed(),
        application.submit_time.to_sqlx() as _,
        application.version,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

struct Row {
    application_id: Uuid,
    vacancy_id: Uuid,
    participant_number: String,
    submit_time: jiff_sqlx::Timestamp,
    twk: i32,
    tiu: i32,
    tkp: i32,
    skd_code: Option<String>,
    skd_rank: Option<i32>,
    final_points: Option<i64>,
    final_denominator: Option<i64>,
    final_rank: Option<i32>,
    decision: Option<String>,
    place: Option<i32>,
    appointed: bool,
    version: i64,
}

impl TryFrom<Row> for Application {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.application_id,
            vacancy_id: row.vacancy_id,
            participant_number: row.participant_number.clone(),
            submit_time: row.submit_time.to_jiff(),
            appointed: row.appointed,
            version: row.version,
            standing: standing(row)?,
        })
    }
}

fn standing(row: Row) -> sqlx::Result<Option<Standing>> {
    let Some(code) = row.skd_code else { return Ok(None) };
    let last = match (row.final_points, row.final_denominator, row.final_rank, row.decision) {
        (Some(points), Some(denominator), Some(rank), Some(decision)) => Some(FinalStanding {
            points: FinalPoints { points: Points(points), denominator },
            rank: rank.cast_unsigned(),
            outcome: outcome_from_text(&decision)?,
        }),
        _ => None,
    };
    Ok(Some(Standing {
        score: score(row.twk, row.tiu, row.tkp)?,
        code: SkdCode::parse(&code).map_err(|error| sqlx::Error::Decode(error.into()))?,
        skd_rank: row.skd_rank.map(i32::cast_unsigned),
        last,
        place: row.place.map(i32::cast_unsigned),
    }))
}

pub(crate) fn score(twk: i32, tiu: i32, tkp: i32) -> sqlx::Result<SkdScore> {
    let part = |number: i32| u16::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()));
    Ok(SkdScore { twk: part(twk)?, tiu: part(tiu)?, tkp: part(tkp)? })
}

/// Reads an application of a vacancy.
pub async fn get(connection: &mut PgConnection, vacancy: Uuid, id: Uuid) -> sqlx::Result<Option<Application>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT application_id, vacancy_id, participant_number, submit_time, twk, tiu, tkp, skd_code, skd_rank,
                final_points, final_denominator, final_rank, decision, place, appointed, version
         FROM recruitment.applications WHERE application_id = $1 AND vacancy_id = $2",
        id,
        vacancy,
    );
    row.fetch_optional(connection).await?.map(Application::try_from).transpose()
}

/// Reads an application of a vacancy and holds its row until the transaction ends. Lock the vacancy first.
pub async fn lock(connection: &mut PgConnection, vacancy: Uuid, id: Uuid) -> sqlx::Result<Option<Locked<Application>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT application_id, vacancy_id, participant_number, submit_time, twk, tiu, tkp, skd_code, skd_rank,
                final_points, final_denominator, final_rank, decision, place, appointed, version
         FROM recruitment.applications WHERE application_id = $1 AND vacancy_id = $2 FOR UPDATE",
        id,
        vacancy,
    );
    row.fetch_optional(connection).await?.map(|row| Application::try_from(row).map(Locked::held)).transpose()
}

/// Saves an application under its next version.
pub async fn update(connection: &mut PgConnection, application: &mut Locked<Application>) -> sqlx::Result<()> {
    application.version += 1;
    sqlx::query!(
        "UPDATE recruitment.applications SET appointed = $2, version = $3 WHERE application_id = $1",
        application.id,
        application.appointed,
        application.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists the applications of a vacancy, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    vacancy: Uuid,
    selected: bool,
    page: &Page,
) -> sqlx::Result<Vec<Application>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT application_id, vacancy_id, participant_number, submit_time, twk, tiu, tkp, skd_code, skd_rank,
                final_points, final_denominator, final_rank, decision, place, appointed, version
         FROM recruitment.applications
         WHERE vacancy_id = $1 AND (submit_time, application_id) > ($2, $3) AND (NOT $4 OR decision = 'selected')
         ORDER BY submit_time, application_id LIMIT $5",
        vacancy,
        page.after_time().to_sqlx() as _,
        page.after.1,
        selected,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Application::try_from).collect()
}

/// Lists the published result of a vacancy, best first.
pub async fn list_result(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Application>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT application_id, vacancy_id, participant_number, submit_time, twk, tiu, tkp, skd_code, skd_rank,
                final_points, final_denominator, final_rank, decision, place, appointed, version
         FROM recruitment.applications WHERE vacancy_id = $1 AND place > $2::bigint ORDER BY place LIMIT $3",
        vacancy,
        page.after.0,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Application::try_from).collect()
}

fn outcome_from_text(text: &str) -> sqlx::Result<FinalOutcome> {
    match text {
        "selected" => Ok(FinalOutcome::Selected),
        "not_selected" => Ok(FinalOutcome::NotSelected),
        "needs_decision" => Ok(FinalOutcome::NeedsDecision),
        other => Err(sqlx::Error::Decode(format!("unknown decision `{other}`").into())),
    }
}
