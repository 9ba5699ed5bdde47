//! `recruitment.fairness_reports` and their counts; and the published applications, counted by what was coded.

use crate::domain::{
    applicant_group::{Attribute, Coded, STEPS},
    programme::Programme,
    result_code::SkdCode,
    skd::NeedKind,
    tally::GroupCounts,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// A report without its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Id.
    pub id: Uuid,
    /// Period.
    pub period: String,
    /// Programme.
    pub programme: Programme,
    /// Ruleset.
    pub ruleset: String,
    /// Published vacancies.
    pub vacancies: i32,
    /// Applications counted.
    pub applications: i64,
    /// Smaller numbers are withheld.
    pub smallest_cell: i32,
    /// Mark of the ratio, in thousandths.
    pub mark_thousandths: i32,
    /// Standard score of the intervals, in ten-thousandths.
    pub score_ten_thousandths: i32,
    /// Changes of the results that had been published and are in the figures.
    pub changes: i64,
    /// When it was counted.
    pub create_time: Timestamp,
    /// When results last changed that are not in the figures; none while there are none. Read, not saved.
    pub last_change_time: Option<Timestamp>,
}

/// The published vacancies of a period and programme, held as they are until the transaction ends: no correction overtakes the
/// count.
pub async fn hold_published(
    connection: &mut PgConnection,
    period: &str,
    programme: Programme,
) -> sqlx::Result<Vec<Uuid>> {
    let published = sqlx::query_scalar!(
        "SELECT vacancy_id FROM recruitment.vacancies
         WHERE instansi = current_setting('app.instansi') AND period = $1 AND state = 'published'
               AND programme = $2
         ORDER BY vacancy_id FOR SHARE",
        period,
        programme.as_str(),
    );
    published.fetch_all(connection).await
}

/// How many applications of these vacancies ended at which step, by what was coded when they were taken. Whoever came to a
/// step counts at those before, also where an official pass skipped one; a seat elsewhere is a seat, and so is one that was
/// given back. Whoever withdrew the application did not fail, and is left out.
pub async fn coded(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<Coded>> {
    let rows = sqlx::query!(
        r#"SELECT attribute AS "attribute!", code, reserved AS "reserved!", last_step AS "last!", count(*) AS "count!"
           FROM (SELECT sex, age::text AS age, region, vacancies.kind = $2 AS reserved,
                        CASE WHEN vacancies.kind = $2 OR disability THEN 'disability'
                             WHEN NOT disability THEN 'none' END AS disability,
                        CASE WHEN applications.appointed THEN 5
                             WHEN decision IN ('selected', 'moved') OR application_id IN (
                                 SELECT application_id FROM recruitment.withdrawals) THEN 4
                             WHEN final_rank IS NOT NULL THEN 3 WHEN skd_code = $3 THEN 2 WHEN verdict = 'eligible' THEN 1
                             ELSE 0 END AS last_step
                 FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
                 WHERE vacancy_id = ANY ($1) AND withdrawn_time IS NULL) AS counted
           CROSS JOIN LATERAL (VALUES ('sex', sex), ('disability', disability), ('age', age), ('region', region))
                              AS coded (attribute, code)
           GROUP BY attribute, code, reserved, last_step"#,
        vacancies,
        NeedKind::Disabilitas.as_str(),
        SkdCode::PassedToSkb.as_str(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let last = usize::try_from(row.last).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let (attribute, count) = (attribute(&row.attribute)?, row.count.cast_unsigned());
        Ok(Coded { attribute, code: row.code, reserved: row.reserved, last, count })
    });
    rows.collect()
}

/// How many changes of the results of a period and programme are public.
pub async fn count_changes(connection: &mut PgConnection, period: &str, programme: Programme) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.result_changes JOIN recruitment.vacancies USING (vacancy_id)
           WHERE vacancies.period = $1 AND vacancies.programme = $2 AND publish_time IS NOT NULL"#,
        period,
        programme.as_str(),
    );
    count.fetch_one(connection).await
}

fn attribute(text: &str) -> sqlx::Result<Attribute> {
    Attribute::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("unknown attribute `{text}`").into()))
}

/// Adds a report with its counts. The constraint `one_report_a_period` refuses a second one of a period.
pub async fn insert(connection: &mut PgConnection, report: &Report, counts: &[GroupCounts]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.fairness_reports (report_id, period, ruleset, vacancies, applications, smallest_cell,
                                                   mark_thousandths, score_ten_thousandths, changes, create_time, programme)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        report.id,
        report.period,
        report.ruleset,
        report.vacancies,
        report.applications,
        report.smallest_cell,
        report.mark_thousandths,
        report.score_ten_thousandths,
        report.changes,
        report.create_time.to_sqlx() as _,
        report.programme.as_str(),
    )
    .execute(&mut *connection)
    .await?;
    for one in counts {
        let reached: Vec<Option<i64>> = one.reached.iter().map(|count| count.map(u64::cast_signed)).collect();
        sqlx::query!(
            "INSERT INTO recruitment.fairness_counts (report_id, attribute, group_name, reached) VALUES ($1, $2, $3, $4)",
            report.id,
            one.attribute.as_str(),
            one.group,
            &reached as _,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

struct Row {
    report_id: Uuid,
    period: String,
    programme: String,
    ruleset: String,
    vacancies: i32,
    applications: i64,
    smallest_cell: i32,
    mark_thousandths: i32,
    score_ten_thousandths: i32,
    changes: i64,
    create_time: jiff_sqlx::Timestamp,
    last_change_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Report {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let programme = Programme::parse(&row.programme);
        Ok(Self {
            id: row.report_id,
            period: row.period,
            programme: programme.ok_or_else(|| sqlx::Error::Decode(format!("unknown {}", row.programme).into()))?,
            ruleset: row.ruleset,
            vacancies: row.vacancies,
            applications: row.applications,
            smallest_cell: row.smallest_cell,
            mark_thousandths: row.mark_thousandths,
            score_ten_thousandths: row.score_ten_thousandths,
            changes: row.changes,
            create_time: row.create_time.to_jiff(),
            last_change_time: row.last_change_time.map(|time| time.to_jiff()),
        })
    }
}

// Changes are counted, not compared by their times: a correction may carry an earlier time than a report that it waited for.
macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT report_id, period, programme, ruleset, vacancies, applications, smallest_cell, mark_thousandths,
                      score_ten_thousandths, changes, create_time,
                      (SELECT max(publish_time) FROM recruitment.result_changes
                       JOIN recruitment.vacancies AS changed USING (vacancy_id)
                       WHERE changed.period = fairness_reports.period
                         AND changed.programme = fairness_reports.programme AND publish_time IS NOT NULL
                       HAVING count(*) > fairness_reports.changes) AS "last_change_time: jiff_sqlx::Timestamp"
               FROM recruitment.fairness_reports "# + $rest,
            $($argument),*
        )
    };
}

/// Reads a report.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Report>> {
    let row = select!("WHERE report_id = $1", id);
    row.fetch_optional(connection).await?.map(Report::try_from).transpose()
}

/// Whether a period and programme have their report.
pub async fn exists(connection: &mut PgConnection, period: &str, programme: Programme) -> sqlx::Result<bool> {
    let exists = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.fairness_reports
                          WHERE instansi = current_setting('app.instansi') AND period = $1
                            AND programme = $2) AS "exists!""#,
        period,
        programme.as_str(),
    );
    exists.fetch_one(connection).await
}

/// Lists reports, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Report>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, report_id) > ($1, $2)
         ORDER BY create_time, report_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Report::try_from).collect()
}

/// The counts of a report, by group within an attribute.
pub async fn counts(connection: &mut PgConnection, report: Uuid) -> sqlx::Result<Vec<GroupCounts>> {
    let rows = sqlx::query!(
        r#"SELECT attribute, group_name, reached AS "reached!: Vec<Option<i64>>" FROM recruitment.fairness_counts
           WHERE report_id = $1 ORDER BY attribute, group_name COLLATE "C""#,
        report,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let mut reached = [None; STEPS];
        for (step, count) in reached.iter_mut().zip(row.reached) {
            *step = count.map(i64::cast_unsigned);
        }
        Ok(GroupCounts { attribute: attribute(&row.attribute)?, group: row.group_name, reached })
    });
    rows.collect()
}
