//! `evaluation.surveys`.

use super::{survey_results, unknown_in_survey};
use crate::domain::{
    satisfaction::{hundredths, index_of_average},
    satisfaction_survey::{Survey, SurveyState},
    survey_tally::{Respondents, Tally},
};
pub use crate::domain::{survey_element::Element, survey_result::PublishedIndex};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a survey.
pub async fn insert(connection: &mut PgConnection, survey: &Survey) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.surveys (survey_id, state, service_id, period_start, period_end, population,
                                         minimum_sample, ruleset, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        survey.id,
        survey.state.as_str(),
        survey.service,
        survey.period_start.to_sqlx() as _,
        survey.period_end.to_sqlx() as _,
        survey.population,
        survey.minimum_sample,
        survey.ruleset,
        survey.version,
        survey.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    survey_id: Uuid,
    state: String,
    service_id: Uuid,
    period_start: jiff_sqlx::Date,
    period_end: jiff_sqlx::Date,
    population: i64,
    minimum_sample: i64,
    ruleset: String,
    codes_issued: i64,
    by_code: i64,
    by_link: i64,
    by_paper: i64,
    index_hundredths: Option<i64>,
    without_links: Option<String>,
    discard_reason: Option<String>,
    publish_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Survey {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let (by_code, by_link, by_paper) = (row.by_code, row.by_link, row.by_paper);
        Ok(Self {
            id: row.survey_id,
            state: SurveyState::parse(&row.state).ok_or_else(|| unknown_in_survey("survey state", &row.state))?,
            service: row.service_id,
            period_start: row.period_start.to_jiff(),
            period_end: row.period_end.to_jiff(),
            population: row.population,
            minimum_sample: row.minimum_sample,
            ruleset: row.ruleset,
            codes_issued: row.codes_issued,
            respondents: Respondents { by_code, by_link, by_paper },
            index: row.index_hundredths,
            without_links: row.without_links,
            discard_reason: row.discard_reason,
            publish_time: row.publish_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT survey_id, state, service_id, period_start, period_end, population, minimum_sample, ruleset,
                    codes_issued, by_code, by_link, by_paper, index_hundredths, without_links, discard_reason, publish_time,
                    version, create_time, update_time
             FROM evaluation.surveys " + $rest,
            $($argument),*
        )
    };
}

/// Reads a survey.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Survey>> {
    let row = select!("WHERE survey_id = $1", id);
    row.fetch_optional(connection).await?.map(Survey::try_from).transpose()
}

/// Reads a survey and holds its row until the transaction ends; answers wait.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Survey>>> {
    let row = select!("WHERE survey_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| Survey::try_from(row).map(Locked::held)).transpose()
}

/// Reads a survey that nobody closes until the transaction ends; others may answer at the same time.
pub async fn hold(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Survey>> {
    let row = select!("WHERE survey_id = $1 FOR SHARE", id);
    row.fetch_optional(connection).await?.map(Survey::try_from).transpose()
}

/// Saves a survey under its next version.
pub async fn update(connection: &mut PgConnection, survey: &mut Locked<Survey>) -> sqlx::Result<()> {
    survey.version += 1;
    sqlx::query!(
        "UPDATE evaluation.surveys
         SET state = $2, codes_issued = $3, by_code = $4, by_link = $5, by_paper = $6, index_hundredths = $7,
             publish_time = $8, version = $9, update_time = $10, without_links = $11, discard_reason = $12
         WHERE survey_id = $1",
        survey.id,
        survey.state.as_str(),
        survey.codes_issued,
        survey.respondents.by_code,
        survey.respondents.by_link,
        survey.respondents.by_paper,
        survey.index,
        survey.publish_time.map(ToSqlx::to_sqlx) as _,
        survey.version,
        survey.update_time.to_sqlx() as _,
        survey.without_links,
        survey.discard_reason,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists surveys, oldest first; no service means any, and `public` leaves out all that not everybody may see.
pub async fn list(
    connection: &mut PgConnection,
    service: Option<Uuid>,
    public: bool,
    page: &Page,
) -> sqlx::Result<Vec<Survey>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, survey_id) > ($1, $2)
           AND ($3::uuid IS NULL OR service_id = $3)
           AND (NOT $4::boolean OR state = 'published' OR discard_reason IS NOT NULL)
         ORDER BY create_time, survey_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        service,
        public,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Survey::try_from).collect()
}

/// Whether a survey of the service, other than a discarded one, covers a part of these days.
pub async fn overlaps(connection: &mut PgConnection, service: Uuid, start: Date, end: Date) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.surveys
                          WHERE service_id = $1 AND state <> 'discarded' AND period_start <= $3 AND period_end >= $2)
                  AS "overlaps!""#,
        service,
        start.to_sqlx() as _,
        end.to_sqlx() as _,
    )
    .fetch_one(connection)
    .await
}

/// The last published survey of a service whose period ended before this day.
pub async fn previous(connection: &mut PgConnection, service: Uuid, before: Date) -> sqlx::Result<Option<Survey>> {
    let row = select!(
        "WHERE service_id = $1 AND state = 'published' AND period_end < $2 ORDER BY period_end DESC, survey_id LIMIT 1",
        service,
        before.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(Survey::try_from).transpose()
}

/// The first published survey of a service whose period began on this day or later.
pub async fn following(connection: &mut PgConnection, service: Uuid, from: Date) -> sqlx::Result<Option<Survey>> {
    let row = select!(
        "WHERE service_id = $1 AND state = 'published' AND period_start >= $2 ORDER BY period_start, survey_id LIMIT 1",
        service,
        from.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(Survey::try_from).transpose()
}

/// What was published about services, oldest period first: index and each element's average × 25 in hundredths.
pub async fn published(
    connection: &mut PgConnection,
    services: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<PublishedIndex>>> {
    let rows = select!("WHERE service_id = ANY ($1) AND state = 'published' ORDER BY period_end, survey_id", services);
    let surveys: Vec<Survey> =
        rows.fetch_all(&mut *connection).await?.into_iter().map(Survey::try_from).collect::<sqlx::Result<_>>()?;
    let ids: Vec<Uuid> = surveys.iter().map(|survey| survey.id).collect();
    let sums = survey_results::of(connection, &ids).await?;
    let mut found: HashMap<Uuid, Vec<PublishedIndex>> = HashMap::new();
    for survey in surveys {
        let (Some(sums), Some(index)) = (sums.get(&survey.id), survey.index) else { continue };
        let tally = survey.counted(sums);
        let respondents = tally.respondents.all();
        found.entry(survey.service).or_default().push(PublishedIndex {
            survey: survey.id,
            period_end: survey.period_end,
            index,
            elements: elements_of(&tally),
            respondents,
            sample_reached: respondents >= survey.minimum_sample,
            ruleset: survey.ruleset,
        });
    }
    Ok(found)
}

fn elements_of(tally: &Tally) -> Vec<(Element, i64, [i64; 4])> {
    let index = |element: Element| {
        let index = hundredths(&index_of_average(&tally.average(element)?));
        Some((element, index, tally.of_element(element)))
    };
    Element::ALL.into_iter().filter_map(index).collect()
}

/// A service that was not surveyed for too long, with the last day of its last period.
pub struct Due {
    /// Service.
    pub service: Uuid,
    /// Last day of the last period that was published or is recorded.
    pub last_period_end: Option<Date>,
    /// When the service was registered, for paging.
    pub create_time: jiff::Timestamp,
}

/// Lists services on offer whose last period ended before this day, or that have none; oldest service first.
pub async fn due(connection: &mut PgConnection, before: Date, page: &Page) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"SELECT service_id AS "service_id!", create_time AS "create_time!", last_end AS "last_end?"
           FROM (SELECT service_id, create_time,
                        greatest((SELECT max(period_end) FROM evaluation.surveys AS survey
                                  WHERE survey.service_id = service.service_id AND state = 'published'),
                                 (SELECT max(period_end) FROM evaluation.past_indexes AS past
                                  WHERE past.service_id = service.service_id)) AS last_end
                 FROM evaluation.public_services AS service
                 WHERE instansi = current_setting('app.instansi') AND retire_date IS NULL) AS surveyed
           WHERE (create_time, service_id) > ($1, $2) AND (last_end IS NULL OR last_end < $3)
           ORDER BY create_time, service_id LIMIT $4"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        before.to_sqlx() as _,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Due {
        service: row.service_id,
        last_period_end: row.last_end.map(|day| day.to_jiff()),
        create_time: row.create_time.to_jiff(),
    });
    Ok(rows.collect())
}
