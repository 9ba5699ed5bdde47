//! `recruitment.withdrawals` and the register of sanctions, `recruitment.sanctions`.

use crate::domain::replacement::{Withdrawal, WithdrawalCause};
use crate::domain::sanction::{Extent, Sanction};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a withdrawal with its sealed reason, and takes the seat from the candidate.
pub async fn insert(connection: &mut PgConnection, withdrawal: &Withdrawal, reason: &Sealed) -> sqlx::Result<()> {
    let (until, periods) = columns(withdrawal.sanction.as_ref());
    sqlx::query!(
        "INSERT INTO recruitment.withdrawals (withdrawal_id, vacancy_id, application_id, cause, after_nip, reason_key,
                                              reason_sealed, banned_until, banned_periods, period_begin, withdraw_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        withdrawal.id,
        withdrawal.vacancy_id,
        withdrawal.application_id,
        cause_to_text(withdrawal.cause),
        withdrawal.after_nip,
        reason.key,
        reason.data,
        until.map(ToSqlx::to_sqlx) as _,
        periods,
        withdrawal.period_begin.to_sqlx() as _,
        withdrawal.time.to_sqlx() as _,
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

/// Lists withdrawals, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"SELECT withdrawal_id, withdrawals.vacancy_id, withdrawals.application_id, applications.vacancy_id AS applied_for,
                  participant_number, cause, after_nip,
                  banned_until AS "banned_until: jiff_sqlx::Date", banned_periods,
                  period_begin AS "period_begin!: jiff_sqlx::Date",
                  withdraw_time AS "withdraw_time!: jiff_sqlx::Timestamp", replacement_id AS "replacement_id?"
           FROM recruitment.withdrawals JOIN recruitment.applications USING (application_id)
           LEFT JOIN recruitment.replacements USING (withdrawal_id)
           WHERE withdrawals.instansi = current_setting('app.instansi') AND (withdraw_time, withdrawal_id) > ($1, $2)
           ORDER BY withdraw_time, withdrawal_id LIMIT $3"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let period_begin = row.period_begin.to_jiff();
        let withdrawal = Withdrawal {
            id: row.withdrawal_id,
            vacancy_id: row.vacancy_id,
            application_id: row.application_id,
            applied_for: row.applied_for,
            cause: cause_from_text(&row.cause)?,
            after_nip: row.after_nip,
            sanction: sanction(row.banned_until, row.banned_periods, row.period_begin),
            period_begin,
            time: row.withdraw_time.to_jiff(),
        };
        Ok(Listed { withdrawal, number: row.participant_number, replacement: row.replacement_id })
    });
    rows.collect()
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

fn cause_to_text(cause: WithdrawalCause) -> &'static str {
    match cause {
        WithdrawalCause::OwnWish => "own_wish",
        WithdrawalCause::OtherPlace => "other_place",
        WithdrawalCause::Died => "died",
        WithdrawalCause::FileIncomplete => "file_incomplete",
    }
}

fn cause_from_text(text: &str) -> sqlx::Result<WithdrawalCause> {
    match text {
        "own_wish" => Ok(WithdrawalCause::OwnWish),
        "other_place" => Ok(WithdrawalCause::OtherPlace),
        "died" => Ok(WithdrawalCause::Died),
        "file_incomplete" => Ok(WithdrawalCause::FileIncomplete),
        other => Err(sqlx::Error::Decode(format!("unknown cause `{other}`").into())),
    }
}
