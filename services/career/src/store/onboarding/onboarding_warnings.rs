//! `career.onboarding_warnings`, and who is to be warned of.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody on probation whose pre-service training is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnregisteredServant {
    /// Who.
    pub servant: Uuid,
    /// First day of service.
    pub appointment: Date,
    /// When the warning was recorded by a sweep.
    pub record_time: Option<Timestamp>,
}

/// Those on probation for `months` or longer on a day whose pre-service training is not registered.
pub async fn unregistered(
    connection: &mut PgConnection,
    day: Date,
    months: i32,
    page: &Page,
) -> sqlx::Result<Vec<UnregisteredServant>> {
    let rows = sqlx::query!(
        r#"SELECT servant.servant_id, servant.appointment_date, warned.record_time AS "record_time?"
           FROM career.servants AS servant
           LEFT JOIN career.onboarding_warnings AS warned
               ON warned.kind = 'pre_service_not_registered' AND warned.subject_id = servant.servant_id
           WHERE servant.instansi = current_setting('app.instansi') AND servant.employment = 'pns'
             AND servant.state IN ('awaiting_nip', 'probation')
             AND (servant.appointment_date + make_interval(months => $2))::date <= $1
             AND NOT EXISTS (SELECT FROM career.pre_services AS training
                             WHERE training.servant_id = servant.servant_id AND training.state <> 'cancelled')
             AND servant.servant_id > $3
           ORDER BY servant.servant_id LIMIT $4"#,
        day.to_sqlx() as _,
        months,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| UnregisteredServant {
        servant: row.servant_id,
        appointment: row.appointment_date.to_jiff(),
        record_time: row.record_time.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(rows.collect())
}

/// Records the warnings of a day that were not recorded before: at most `most` of them. Returns how many.
pub async fn record_unregistered(
    connection: &mut PgConnection,
    (day, months): (Date, i32),
    ruleset: &str,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    let recorded = sqlx::query!(
        "INSERT INTO career.onboarding_warnings (kind, subject_id, servant_id, ruleset, record_time)
         SELECT 'pre_service_not_registered', servant.servant_id, servant.servant_id, $3::text, $4::timestamptz
         FROM career.servants AS servant
         WHERE servant.instansi = current_setting('app.instansi') AND servant.employment = 'pns'
           AND servant.state IN ('awaiting_nip', 'probation')
           AND (servant.appointment_date + make_interval(months => $2))::date <= $1
           AND NOT EXISTS (SELECT FROM career.pre_services AS training
                           WHERE training.servant_id = servant.servant_id AND training.state <> 'cancelled')
           AND NOT EXISTS (SELECT FROM career.onboarding_warnings AS warned
                           WHERE warned.kind = 'pre_service_not_registered' AND warned.subject_id = servant.servant_id)
         ORDER BY servant.servant_id LIMIT $5
         ON CONFLICT (kind, subject_id) DO NOTHING",
        day.to_sqlx() as _,
        months,
        ruleset,
        now.to_sqlx() as _,
        most,
    );
    Ok(recorded.execute(connection).await?.rows_affected())
}

/// The same of agreements that end.
pub async fn record_ending(
    connection: &mut PgConnection,
    (day, months): (Date, i32),
    ruleset: &str,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    let recorded = sqlx::query!(
        "INSERT INTO career.onboarding_warnings (kind, subject_id, servant_id, ruleset, record_time)
         SELECT 'agreement_ends', one.agreement_id, one.servant_id, $3::text, $4::timestamptz
         FROM career.agreements AS one
         JOIN career.servants AS servant ON servant.servant_id = one.servant_id
         WHERE one.instansi = current_setting('app.instansi') AND NOT one.extended AND servant.state <> 'left'
           AND (one.end_date - make_interval(months => $2))::date <= $1
           AND NOT EXISTS (SELECT FROM career.agreements AS next
                           WHERE next.servant_id = one.servant_id AND next.start_date > one.end_date)
           AND NOT EXISTS (SELECT FROM career.onboarding_warnings AS warned
                           WHERE warned.kind = 'agreement_ends' AND warned.subject_id = one.agreement_id)
         ORDER BY one.agreement_id LIMIT $5
         ON CONFLICT (kind, subject_id) DO NOTHING",
        day.to_sqlx() as _,
        months,
        ruleset,
        now.to_sqlx() as _,
        most,
    );
    Ok(recorded.execute(connection).await?.rows_affected())
}
