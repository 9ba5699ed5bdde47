//! `recruitment.applications`, one at a time; [`crate::store::results`] writes many at once.

use crate::domain::{
    application::{Applicant, Application, FinalStanding, SeatElsewhere, Standing},
    declaration::{Counted, Declaration},
    integration::{FinalPoints, Points},
    nik::Sex,
    result_code::SkdCode,
    skd::SkdScore,
};
use crate::store::{
    finals::{decision_from_text, dropout_from_text},
    moves::code_from_text,
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
    /// What is declared.
    pub declaration: &'a Declaration,
    /// What statistics count.
    pub counted: &'a Counted,
    /// The machine that applies.
    pub submitted_by: &'a str,
}

/// Adds an application if its vacancy is still open; returns whether it was. The constraint `one_application_a_person`
/// refuses a second one of a person in the period, `one_participant_a_number` a number drawn twice.
pub async fn insert_if_open(connection: &mut PgConnection, new: NewApplication<'_>) -> sqlx::Result<bool> {
    let (application, applicant, counted) = (new.application, new.applicant, new.counted);
    let facts: Vec<String> = new.declaration.facts.iter().map(|fact| fact.as_str().to_owned()).collect();
    let inserted = sqlx::query!(
        "INSERT INTO recruitment.applications (application_id, vacancy_id, period, participant_number, person_index,
                                               identity_key, identity_sealed, education, gpa_thousandths, submit_time,
                                               version, submitted_by, facts, experience_months, sex, disability, age,
                                               region)
         SELECT $1, vacancy_id, period, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
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
        new.submitted_by,
        &facts,
        i32::from(new.declaration.experience_months),
        sex_to_text(counted.sex),
        counted.disability,
        counted.age,
        counted.region,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

struct Row {
    application_id: Uuid,
    vacancy_id: Uuid,
    participant_number: String,
    submit_time: jiff_sqlx::Timestamp,
    withdrawn_time: Option<jiff_sqlx::Timestamp>,
    twk: i32,
    tiu: i32,
    tkp: i32,
    skd_code: Option<String>,
    skd_rank: Option<i32>,
    skb_outcome: Option<String>,
    final_points: Option<i64>,
    final_denominator: Option<i64>,
    final_rank: Option<i32>,
    rounded_rank: Option<i32>,
    rounding_alert: bool,
    decision: Option<String>,
    moved_to: Option<Uuid>,
    move_code: Option<String>,
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
            withdraw_time: row.withdrawn_time.map(|time| time.to_jiff()),
            appointed: row.appointed,
            version: row.version,
            last: last(&row)?,
            place: row.place.map(i32::cast_unsigned),
            standing: standing(row)?,
        })
    }
}

fn last(row: &Row) -> sqlx::Result<Option<FinalStanding>> {
    let seat = match (row.moved_to, &row.move_code) {
        (Some(vacancy_id), Some(code)) => Some(SeatElsewhere { vacancy_id, code: code_from_text(code)? }),
        _ => None,
    };
    let last = match (row.final_points, row.final_denominator, row.final_rank, &row.decision) {
        (Some(points), Some(denominator), Some(rank), Some(decision)) => Some(FinalStanding {
            points: FinalPoints { points: Points(points), denominator },
            rank: rank.cast_unsigned(),
            outcome: decision_from_text(decision)?,
            rounded_rank: row.rounded_rank.map(i32::cast_unsigned),
            rounding_alert: row.rounding_alert,
            seat,
        }),
        _ => None,
    };
    Ok(last)
}

fn standing(row: Row) -> sqlx::Result<Option<Standing>> {
    let Some(code) = row.skd_code else { return Ok(None) };
    let code = SkdCode::parse(&code).map_err(|error| sqlx::Error::Decode(error.into()))?;
    // Once a correction of the basic test takes a participant out of the field test, what ended it counts no more.
    let ended = row.skb_outcome.filter(|outcome| outcome != "present" && code == SkdCode::PassedToSkb);
    Ok(Some(Standing {
        score: score(row.twk, row.tiu, row.tkp)?,
        code,
        skd_rank: row.skd_rank.map(i32::cast_unsigned),
        dropout: ended.map(|outcome| dropout_from_text(&outcome)).transpose()?,
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
        "SELECT application_id, vacancy_id, participant_number, submit_time, withdrawn_time, twk, tiu, tkp, skd_code,
                skd_rank, skb_outcome, final_points, final_denominator, final_rank, rounded_rank, rounding_alert, decision,
                moved_to, move_code, place, appointed, version
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
        "SELECT application_id, vacancy_id, participant_number, submit_time, withdrawn_time, twk, tiu, tkp, skd_code,
                skd_rank, skb_outcome, final_points, final_denominator, final_rank, rounded_rank, rounding_alert, decision,
                moved_to, move_code, place, appointed, version
         FROM recruitment.applications WHERE application_id = $1 AND vacancy_id = $2 FOR UPDATE",
        id,
        vacancy,
    );
    row.fetch_optional(connection).await?.map(|row| Application::try_from(row).map(Locked::held)).transpose()
}

/// The same for the machine that applied; nobody else's is found.
pub async fn lock_own(
    connection: &mut PgConnection,
    vacancy: Uuid,
    id: Uuid,
    subject: &str,
) -> sqlx::Result<Option<Locked<Application>>> {
    if is_of(connection, id, subject).await? { lock(connection, vacancy, id).await } else { Ok(None) }
}

/// Whether this machine submitted the application.
pub async fn is_of(connection: &mut PgConnection, id: Uuid, subject: &str) -> sqlx::Result<bool> {
    let own = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.applications
                          WHERE application_id = $1 AND submitted_by = $2) AS "own!""#,
        id,
        subject,
    );
    own.fetch_one(connection).await
}

/// Saves that an application was withdrawn, under its next version; it takes part in nothing any more. With `free` its
/// person may apply again.
pub async fn withdraw(
    connection: &mut PgConnection,
    application: &mut Locked<Application>,
    free: bool,
) -> sqlx::Result<()> {
    application.version += 1;
    sqlx::query!(
        "UPDATE recruitment.applications
         SET withdrawn_time = $2, version = $3, verdict = 'ineligible', verdict_reason = 'WITHDRAWN',
             person_index = CASE WHEN $4 THEN uuid_send(application_id) ELSE person_index END
         WHERE application_id = $1",
        application.id,
        application.withdraw_time.map(ToSqlx::to_sqlx) as _,
        application.version,
        free,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Who applied, sealed; nobody once erased.
pub async fn identity(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Sealed>> {
    let row = sqlx::query!(
        "SELECT identity_key, identity_sealed FROM recruitment.applications
         WHERE application_id = $1 AND erase_time IS NULL",
        id,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Sealed { key: row.identity_key, data: row.identity_sealed }))
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
        "SELECT application_id, vacancy_id, participant_number, submit_time, withdrawn_time, twk, tiu, tkp, skd_code,
                skd_rank, skb_outcome, final_points, final_denominator, final_rank, rounded_rank, rounding_alert, decision,
                moved_to, move_code, place, appointed, version
         FROM recruitment.applications
         WHERE vacancy_id = $1 AND (submit_time, application_id) > ($2, $3) AND (NOT $4 OR decision IN ('selected', 'moved'))
         ORDER BY submit_time, application_id LIMIT $5",
        vacancy,
        page.after_time().to_sqlx() as _,
        page.after.1,
        selected,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Application::try_from).collect()
}

/// Where somebody without a rank stands in the list of the basic test: after all who have one. The list and its index
/// `applications_skd` spell it out.
const UNRANKED: i64 = i32::MAX as i64;

/// What the list of the basic test is ordered by, before the id.
pub fn skd_key(application: &Application) -> i64 {
    let rank = application.standing.as_ref().and_then(|standing| standing.skd_rank);
    rank.map_or(UNRANKED, i64::from)
}

/// Lists the results of the basic test of a vacancy, best first, then who has no rank.
pub async fn list_skd(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Application>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT application_id, vacancy_id, participant_number, submit_time, withdrawn_time, twk, tiu, tkp, skd_code,
                skd_rank, skb_outcome, final_points, final_denominator, final_rank, rounded_rank, rounding_alert, decision,
                moved_to, move_code, place, appointed, version
         FROM recruitment.applications
         WHERE vacancy_id = $1 AND skd_code IS NOT NULL
               AND (CASE WHEN skd_rank IS NULL THEN 2147483647 ELSE skd_rank END, application_id) > ($2::bigint, $3)
         ORDER BY CASE WHEN skd_rank IS NULL THEN 2147483647 ELSE skd_rank END, application_id LIMIT $4",
        vacancy,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Application::try_from).collect()
}

/// Lists the published result of a vacancy, best first: all who applied, then those who moved here from elsewhere. Each half ends
/// with the page, so that nobody on announcement day waits for a whole vacancy to be sorted.
pub async fn list_result(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Application>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT application_id AS "application_id!", vacancy_id AS "vacancy_id!",
                  participant_number AS "participant_number!",
                  submit_time AS "submit_time!: jiff_sqlx::Timestamp", withdrawn_time AS "withdrawn_time: jiff_sqlx::Timestamp",
                  twk AS "twk!", tiu AS "tiu!", tkp AS "tkp!", skd_code, skd_rank, skb_outcome, final_points,
                  final_denominator, final_rank, rounded_rank, rounding_alert AS "rounding_alert!", decision, moved_to,
                  move_code, listed AS place, appointed AS "appointed!", version AS "version!"
           FROM ((SELECT applications.*, place AS listed FROM recruitment.applications
                  WHERE vacancy_id = $1 AND place > $2::bigint ORDER BY place LIMIT $3)
                 UNION ALL
                 (SELECT applications.*, moves.place FROM recruitment.moves JOIN recruitment.applications
                  USING (application_id) WHERE to_vacancy_id = $1 AND moves.place > $2 ORDER BY moves.place LIMIT $3))
                AS result
           ORDER BY listed LIMIT $3"#,
        vacancy,
        page.after.0,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Application::try_from).collect()
}

fn sex_to_text(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}
