//! `recruitment.fairness_reports` and their counts; and the published applications that are counted, a batch at a time.

use crate::domain::{
    adverse_impact::Shown,
    applicant_group::{Attribute, STEPS},
    nik::Sex,
    result_code::SkdCode,
    skd::NeedKind,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// A report without its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Id.
    pub id: Uuid,
    /// Period.
    pub period: String,
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
    /// When it was counted.
    pub create_time: Timestamp,
}

/// What is shown of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCounts {
    /// What it is by.
    pub attribute: Attribute,
    /// The group.
    pub group: String,
    /// How many came to each step.
    pub reached: Shown,
}

/// An application of a published vacancy, as far as groups need it.
pub struct Counted {
    /// Id of the application.
    pub id: Uuid,
    /// When it was taken.
    pub submit_time: Timestamp,
    /// Who applied; the key is empty once erased.
    pub identity: Sealed,
    /// Sex, full years and region as they were coded on arrival; where they are not, the identity tells.
    pub coded: Option<(Sex, i16, String)>,
    /// Whether a disability is declared, or the seats are for people with disabilities.
    pub disability: bool,
    /// The last step it came to, from 0.
    pub reached: i32,
}

/// How many vacancies of a period are published.
pub async fn count_published(connection: &mut PgConnection, period: &str) -> sqlx::Result<i32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM recruitment.vacancies
           WHERE instansi = current_setting('app.instansi') AND period = $1 AND state = 'published'"#,
        period,
    );
    count.fetch_one(connection).await
}

/// The next applications of the period's published vacancies after one, by id. Whoever came to a step counts at those
/// before, also where an official pass skipped one. Whoever withdrew did not fail, and is left out.
pub async fn batch(connection: &mut PgConnection, period: &str, after: Uuid, most: i64) -> sqlx::Result<Vec<Counted>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, submit_time AS "submit_time: jiff_sqlx::Timestamp", identity_key, identity_sealed,
                  sex, age, region, coalesce(disability, vacancies.kind = $4) AS "disability!",
                  CASE WHEN applications.appointed THEN 5 WHEN decision = 'selected' THEN 4
                       WHEN final_rank IS NOT NULL THEN 3 WHEN skd_code = $5 THEN 2 WHEN verdict = 'eligible' THEN 1
                       ELSE 0 END AS "reached!"
           FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
           WHERE vacancies.instansi = current_setting('app.instansi') AND vacancies.period = $1
             AND vacancies.state = 'published' AND withdrawn_time IS NULL AND application_id > $2
           ORDER BY application_id LIMIT $3"#,
        period,
        after,
        most,
        NeedKind::Disabilitas.as_str(),
        SkdCode::PassedToSkb.as_str(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let sex = row.sex.as_deref().and_then(sex_of);
        Counted {
            id: row.application_id,
            submit_time: row.submit_time.to_jiff(),
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
            coded: sex.zip(row.age).zip(row.region).map(|((sex, age), region)| (sex, age, region)),
            disability: row.disability,
            reached: row.reached,
        }
    });
    Ok(rows.collect())
}

fn sex_of(text: &str) -> Option<Sex> {
    match text {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

/// Adds a report with its counts. The constraint `one_report_a_period` refuses a second one of a period.
pub async fn insert(connection: &mut PgConnection, report: &Report, counts: &[GroupCounts]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.fairness_reports (report_id, period, ruleset, vacancies, applications, smallest_cell,
                                                   mark_thousandths, score_ten_thousandths, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        report.id,
        report.period,
        report.ruleset,
        report.vacancies,
        report.applications,
        report.smallest_cell,
        report.mark_thousandths,
        report.score_ten_thousandths,
        report.create_time.to_sqlx() as _,
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
    ruleset: String,
    vacancies: i32,
    applications: i64,
    smallest_cell: i32,
    mark_thousandths: i32,
    score_ten_thousandths: i32,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Report {
    fn from(row: Row) -> Self {
        Self {
            id: row.report_id,
            period: row.period,
            ruleset: row.ruleset,
            vacancies: row.vacancies,
            applications: row.applications,
            smallest_cell: row.smallest_cell,
            mark_thousandths: row.mark_thousandths,
            score_ten_thousandths: row.score_ten_thousandths,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a report.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Report>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT report_id, period, ruleset, vacancies, applications, smallest_cell, mark_thousandths,
                score_ten_thousandths, create_time
         FROM recruitment.fairness_reports WHERE report_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Report::from))
}

/// Whether a period has its report.
pub async fn exists(connection: &mut PgConnection, period: &str) -> sqlx::Result<bool> {
    let exists = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.fairness_reports
                          WHERE instansi = current_setting('app.instansi') AND period = $1) AS "exists!""#,
        period,
    );
    exists.fetch_one(connection).await
}

/// Lists reports, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Report>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT report_id, period, ruleset, vacancies, applications, smallest_cell, mark_thousandths,
                score_ten_thousandths, create_time
         FROM recruitment.fairness_reports
         WHERE instansi = current_setting('app.instansi') AND (create_time, report_id) > ($1, $2)
         ORDER BY create_time, report_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Report::from).collect())
}

/// The counts of a report, by group within an attribute.
pub async fn counts(connection: &mut PgConnection, report: Uuid) -> sqlx::Result<Vec<GroupCounts>> {
    let rows = sqlx::query!(
        r#"SELECT attribute, group_name, reached AS "reached!: Vec<Option<i64>>" FROM recruitment.fairness_counts
           WHERE report_id = $1 ORDER BY attribute, group_name COLLATE "C""#,
        report,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let unknown = || sqlx::Error::Decode(format!("unknown attribute `{}`", row.attribute).into());
        let attribute = Attribute::parse(&row.attribute).ok_or_else(unknown)?;
        let mut reached = [None; STEPS];
        for (step, count) in reached.iter_mut().zip(row.reached) {
            *step = count.map(i64::cast_unsigned);
        }
        Ok(GroupCounts { attribute, group: row.group_name, reached })
    });
    rows.collect()
}
