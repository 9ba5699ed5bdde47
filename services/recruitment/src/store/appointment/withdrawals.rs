//! `recruitment.withdrawals` and the register of sanctions, `recruitment.sanctions`.

use crate::domain::replacement::{Withdrawal, WithdrawalCause};
use crate::domain::sanction::{Extent, Sanction};
use ::proof::Salt;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is told about a withdrawal only to whoever has to know.
pub struct Note {
    /// What the candidate stated, sealed for the withdrawal.
    pub reason: Sealed,
    /// What opens the commitment of the log's leaf to cause and sanction.
    pub salt: Salt,
}

/// Adds a withdrawal.
pub async fn insert(connection: &mut PgConnection, withdrawal: &Withdrawal, note: &Note) -> sqlx::Result<()> {
    let (until, periods) = columns(withdrawal.sanction.as_ref());
    sqlx::query!(
        "INSERT INTO recruitment.withdrawals (withdrawal_id, vacancy_id, application_id, cause, after_nip, reason_key,
                                              reason_sealed, banned_until, banned_periods, period_begin, withdraw_time,
                                              salt)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        withdrawal.id,
        withdrawal.vacancy_id,
        withdrawal.application_id,
        withdrawal.cause.as_str(),
        withdrawal.after_nip,
        note.reason.key,
        note.reason.data,
        until.map(ToSqlx::to_sqlx) as _,
        periods,
        withdrawal.period_begin.to_sqlx() as _,
        withdrawal.time.to_sqlx() as _,
        note.salt.0.as_slice(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Enters the person of a withdrawal into the register.
pub async fn ban(connection: &mut PgConnection, withdrawal: &Withdrawal, sanction: &Sanction) -> sqlx::Result<()> {
    let (until, periods) = columns(Some(sanction));
    sqlx::query!(
        "INSERT INTO recruitment.sanctions (withdrawal_id, person_index, banned_until, banned_periods, period_begin)
         SELECT $1, person_index, $3, $4, $5 FROM recruitment.applications WHERE application_id = $2",
        withdrawal.id,
        withdrawal.application_id,
        until.map(ToSqlx::to_sqlx) as _,
        periods,
        sanction.period_begin.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sanctions of a person, in whichever instansi they were earned.
pub async fn sanctions_of(connection: &mut PgConnection, person_index: &[u8]) -> sqlx::Result<Vec<Sanction>> {
    let rows = sqlx::query!(
        r#"SELECT banned_until AS "banned_until: jiff_sqlx::Date", banned_periods,
                  period_begin AS "period_begin!: jiff_sqlx::Date"
           FROM recruitment.sanctions_of($1)"#,
        person_index,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.filter_map(|row| sanction(row.banned_until, row.banned_periods, row.period_begin)).collect())
}

/// Takes the seat from a candidate.
pub async fn unselect(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.moves WHERE application_id = $1", application)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "UPDATE recruitment.applications
         SET decision = 'not_selected', moved_to = NULL, move_code = NULL, version = version + 1 WHERE application_id = $1",
        application,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A withdrawal in a list.
pub struct Listed {
    /// The withdrawal.
    pub withdrawal: Withdrawal,
    /// Number of the participant.
    pub number: String,
    /// Who takes the place.
    pub replacement: Option<Uuid>,
}

struct Row {
    withdrawal_id: Uuid,
    vacancy_id: Uuid,
    application_id: Uuid,
    applied_for: Uuid,
    participant_number: String,
    cause: String,
    after_nip: bool,
    banned_until: Option<jiff_sqlx::Date>,
    banned_periods: Option<i32>,
    period_begin: jiff_sqlx::Date,
    withdraw_time: jiff_sqlx::Timestamp,
    replacement_id: Option<Uuid>,
}

impl TryFrom<Row> for Listed {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let withdrawal = Withdrawal {
            id: row.withdrawal_id,
            vacancy_id: row.vacancy_id,
            application_id: row.application_id,
            applied_for: row.applied_for,
            cause: cause_from_text(&row.cause)?,
            after_nip: row.after_nip,
            sanction: sanction(row.banned_until, row.banned_periods, row.period_begin),
            period_begin: row.period_begin.to_jiff(),
            time: row.withdraw_time.to_jiff(),
        };
        Ok(Self { withdrawal, number: row.participant_number, replacement: row.replacement_id })
    }
}

/// Reads a withdrawal and what is told about it only to whoever has to know.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(Listed, Note)>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT withdrawal_id, withdrawals.vacancy_id, withdrawals.application_id, applications.vacancy_id AS applied_for,
                  participant_number, cause, after_nip, banned_until AS "banned_until: jiff_sqlx::Date", banned_periods,
                  period_begin, withdraw_time, replacement_id AS "replacement_id?"
           FROM recruitment.withdrawals JOIN recruitment.applications USING (application_id)
           LEFT JOIN recruitment.replacements USING (withdrawal_id) WHERE withdrawal_id = $1"#,
        id,
    );
    let Some(row) = row.fetch_optional(&mut *connection).await? else { return Ok(None) };
    let sealed = sqlx::query!(
        "SELECT reason_key, reason_sealed, salt FROM recruitment.withdrawals WHERE withdrawal_id = $1",
        id,
    );
    let sealed = sealed.fetch_one(connection).await?;
    let salt = sealed.salt.try_into().map_err(|_| sqlx::Error::Decode("a salt that is not 32 bytes long".into()))?;
    let reason = Sealed { key: sealed.reason_key, data: sealed.reason_sealed };
    Ok(Some((row.try_into()?, Note { reason, salt: Salt(salt) })))
}

/// Lists withdrawals, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Listed>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT withdrawal_id, withdrawals.vacancy_id, withdrawals.application_id, applications.vacancy_id AS applied_for,
                  participant_number, cause, after_nip, banned_until AS "banned_until: jiff_sqlx::Date", banned_periods,
                  period_begin, withdraw_time, replacement_id AS "replacement_id?"
           FROM recruitment.withdrawals JOIN recruitment.applications USING (application_id)
           LEFT JOIN recruitment.replacements USING (withdrawal_id)
           WHERE withdrawals.instansi = current_setting('app.instansi') AND (withdraw_time, withdrawal_id) > ($1, $2)
           ORDER BY withdraw_time, withdrawal_id LIMIT $3"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Listed::try_from).collect()
}

fn columns(sanction: Option<&Sanction>) -> (Option<jiff::civil::Date>, Option<i32>) {
    match sanction.map(|sanction| sanction.extent) {
        None => (None, None),
        Some(Extent::Until(last)) => (Some(last), None),
        Some(Extent::Periods(periods)) => (None, Some(periods)),
    }
}

fn sanction(until: Option<jiff_sqlx::Date>, periods: Option<i32>, begin: jiff_sqlx::Date) -> Option<Sanction> {
    let until = until.map(|date| Extent::Until(date.to_jiff()));
    let extent = until.or(periods.map(Extent::Periods))?;
    Some(Sanction { extent, period_begin: begin.to_jiff() })
}

fn cause_from_text(text: &str) -> sqlx::Result<WithdrawalCause> {
    let found = WithdrawalCause::ALL.into_iter().find(|cause| cause.as_str() == text);
    found.ok_or_else(|| sqlx::Error::Decode(format!("unknown cause `{text}`").into()))
}
