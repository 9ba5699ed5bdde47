//! `career.servants` and their trainings, by the need they came for.

use jiff::civil::Date;
use sqlx::PgConnection;
use uuid::Uuid;

/// Most rows of an answer.
const MOST: i64 = 1_000;

/// Somebody who came for a need.
pub struct NeedServant {
    /// Id.
    pub id: Uuid,
    /// Application in the recruitment service.
    pub application: String,
    /// First day of service.
    pub appointment_date: Date,
    /// Last day of service of who left.
    pub last_day: Option<Date>,
    /// Event that the record began with.
    pub caused_by: Option<Uuid>,
}

/// A session that some of them ended.
pub struct NeedTraining {
    /// Session.
    pub session: Uuid,
    /// Its course.
    pub course: Uuid,
    /// Day of the last result.
    pub end_date: Date,
    /// How many of them ended it.
    pub servants: i64,
    /// How many of them passed.
    pub passed: i64,
}

/// Who came for a need, oldest record first.
pub async fn servants(connection: &mut PgConnection, need: &str) -> sqlx::Result<Vec<NeedServant>> {
    let rows = sqlx::query!(
        "SELECT servant_id, application, appointment_date, last_day, caused_by FROM career.servants
         WHERE need = $1 AND need <> '' ORDER BY create_time, servant_id LIMIT $2",
        need,
        MOST,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| NeedServant {
        id: row.servant_id,
        application: row.application,
        appointment_date: row.appointment_date.to_jiff(),
        last_day: row.last_day.map(|day| day.to_jiff()),
        caused_by: row.caused_by,
    });
    Ok(rows.collect())
}

/// The sessions that those who came for a need ended, oldest first.
pub async fn trainings(connection: &mut PgConnection, need: &str) -> sqlx::Result<Vec<NeedTraining>> {
    let rows = sqlx::query!(
        r#"SELECT session.session_id AS "session_id!", session.course_id AS "course_id!",
                  max(one.result_date) AS "end_date!", count(*) AS "servants!",
                  count(*) FILTER (WHERE one.state = 'passed') AS "passed!"
           FROM career.servants AS servant
           JOIN career.training_participants AS one ON one.servant_id = servant.servant_id
           JOIN career.training_sessions AS session ON session.session_id = one.session_id
           WHERE servant.need = $1 AND servant.need <> '' AND one.state IN ('passed', 'failed')
           GROUP BY session.session_id, session.course_id
           ORDER BY max(one.result_date), session.session_id LIMIT $2"#,
        need,
        MOST,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| NeedTraining {
        session: row.session_id,
        course: row.course_id,
        end_date: row.end_date.to_jiff(),
        servants: row.servants,
        passed: row.passed,
    });
    Ok(rows.collect())
}
