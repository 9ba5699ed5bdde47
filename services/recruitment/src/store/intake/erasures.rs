//! What is erased of applicants when the time is over in which it is kept: `recruitment.erasable` says of whom.

use crate::domain::{
    retention::RetentionRules,
    sanction::{Extent, Sanction},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// The days of each ruleset, as columns.
pub struct Kept {
    rulesets: Vec<String>,
    selected: Vec<i32>,
    not_selected: Vec<i32>,
    withdrawn: Vec<i32>,
    unfinished: Vec<i32>,
}

impl Kept {
    /// The days of rulesets by id.
    pub fn of(rules: &[(&str, RetentionRules)]) -> Self {
        let days = |days: fn(&RetentionRules) -> u16| -> Vec<i32> {
            rules.iter().map(|(_, rules)| days(rules).into()).collect()
        };
        Self {
            rulesets: rules.iter().map(|(id, _)| (*id).to_owned()).collect(),
            selected: days(|rules| rules.selected_days),
            not_selected: days(|rules| rules.not_selected_days),
            withdrawn: days(|rules| rules.withdrawn_days),
            unfinished: days(|rules| rules.unfinished_days),
        }
    }
}

/// Holds the vacancies of at most `most` applications whose time is over until the transaction ends, before any application is
/// held. Those that somebody else holds come another time.
pub async fn hold_vacancies(
    connection: &mut PgConnection,
    kept: &Kept,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let vacancies = sqlx::query_scalar!(
        "SELECT vacancy_id FROM recruitment.vacancies
         WHERE vacancy_id IN (SELECT vacancy_id FROM recruitment.erasable($1, $2, $3, $4, $5, $6) LIMIT $7)
         ORDER BY vacancy_id FOR UPDATE SKIP LOCKED",
        &kept.rulesets,
        &kept.selected,
        &kept.not_selected,
        &kept.withdrawn,
        &kept.unfinished,
        now.to_sqlx() as _,
        most,
    );
    vacancies.fetch_all(connection).await
}

/// Applications for these vacancies whose time is over, at most `most`; their rows are held. With the vacancies held, nothing
/// that keeps them comes in between. Those that somebody else holds come another time.
pub async fn lock_due(
    connection: &mut PgConnection,
    kept: &Kept,
    vacancies: &[Uuid],
    now: Timestamp,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let due = sqlx::query_scalar!(
        "SELECT application_id FROM recruitment.applications
         WHERE erase_time IS NULL
           AND application_id IN (SELECT due.application_id FROM recruitment.erasable($1, $2, $3, $4, $5, $6) AS due
                                  WHERE due.vacancy_id = ANY ($7) LIMIT $8)
         FOR UPDATE SKIP LOCKED",
        &kept.rulesets,
        &kept.selected,
        &kept.not_selected,
        &kept.withdrawn,
        &kept.unfinished,
        now.to_sqlx() as _,
        vacancies,
        most,
    );
    due.fetch_all(connection).await
}

/// How many applications are due.
pub async fn count_due(connection: &mut PgConnection, kept: &Kept, now: Timestamp) -> sqlx::Result<i64> {
    let due = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.erasable($1, $2, $3, $4, $5, $6)"#,
        &kept.rulesets,
        &kept.selected,
        &kept.not_selected,
        &kept.withdrawn,
        &kept.unfinished,
        now.to_sqlx() as _,
    );
    due.fetch_one(connection).await
}

/// Removes the documents of applications, with what was found in them, here or elsewhere, and asked about them. Their
/// contents go with the next sweep of documents, unless somebody else handed in the same.
pub async fn documents(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM recruitment.confirmations USING recruitment.documents
         WHERE confirmations.document_id = documents.document_id AND documents.application_id = ANY ($1)",
        applications,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "DELETE FROM recruitment.findings USING recruitment.documents
         WHERE findings.document_id = documents.document_id AND documents.application_id = ANY ($1)",
        applications,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM recruitment.imported_reasons WHERE application_id = ANY ($1)", applications)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM recruitment.documents WHERE application_id = ANY ($1)", applications)
        .execute(connection)
        .await?;
    Ok(())
}

/// Empties what was said in objections and on leaving, and the reasons of corrected verdicts. What was decided stays.
pub async fn texts(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.objections
         SET grounds_key = '', grounds_sealed = '', reasons_key = '', reasons_sealed = '',
             answer_key = CASE WHEN answer_key IS NOT NULL THEN ''::bytea END,
             answer_sealed = CASE WHEN answer_sealed IS NOT NULL THEN ''::bytea END, version = version + 1
         WHERE application_id = ANY ($1)",
        applications,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.withdrawals SET reason_key = '', reason_sealed = '' WHERE application_id = ANY ($1)",
        applications,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.result_corrections SET verdict_reason = 'ERASED'
         WHERE application_id = ANY ($1) AND verdict_reason <> ''",
        applications,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Empties the identities of applications and the reasons of their verdicts, under their next versions.
pub async fn identities(connection: &mut PgConnection, applications: &[Uuid], now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications
         SET identity_key = '', identity_sealed = '', erase_time = $2, version = version + 1,
             verdict_reason = CASE WHEN verdict_reason IN ('', 'WITHDRAWN') THEN verdict_reason ELSE 'ERASED' END
         WHERE application_id = ANY ($1)",
        applications,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Replaces the blind indexes of erased persons in periods that are over, at most `most`: nobody can apply twice there.
pub async fn release_indexes(connection: &mut PgConnection, over: &[String], most: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications SET person_index = uuid_send(application_id)
         WHERE application_id IN (SELECT application_id FROM recruitment.applications
                                  WHERE instansi = current_setting('app.instansi') AND period = ANY ($1)
                                    AND erase_time IS NOT NULL AND person_index <> uuid_send(application_id)
                                  LIMIT $2)",
        over,
        most,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many blind indexes in periods that are over are still to be replaced.
pub async fn count_indexes(connection: &mut PgConnection, over: &[String]) -> sqlx::Result<i64> {
    let left = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.applications
           WHERE instansi = current_setting('app.instansi') AND period = ANY ($1)
             AND erase_time IS NOT NULL AND person_index <> uuid_send(application_id)"#,
        over,
    );
    left.fetch_one(connection).await
}

/// Removes the sanctions of this instansi of which `today` is after the last day; what was decided stays with the withdrawal.
pub async fn end_sanctions(connection: &mut PgConnection, today: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM recruitment.sanctions WHERE banned_until < $1 AND instansi = current_setting('app.instansi')",
        today.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sanctions of this instansi that count selections, each kind once.
pub async fn counted_sanctions(connection: &mut PgConnection) -> sqlx::Result<Vec<Sanction>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT banned_periods AS "banned_periods!", period_begin FROM recruitment.sanctions
           WHERE banned_periods IS NOT NULL AND instansi = current_setting('app.instansi')"#,
    );
    let sanction = |periods: i32, begin: Date| Sanction { extent: Extent::Periods(periods), period_begin: begin };
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| sanction(row.banned_periods, row.period_begin.to_jiff())).collect())
}

/// Removes the sanctions of this instansi that count so many selections after one that began on a day.
pub async fn end_counted_sanctions(connection: &mut PgConnection, periods: i32, begin: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM recruitment.sanctions
         WHERE banned_periods = $1 AND period_begin = $2 AND instansi = current_setting('app.instansi')",
        periods,
        begin.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
