//! `needs.campaigns`, their questions and the units asked.

use crate::domain::campaign::{Audience, Campaign, Kind, Question, State};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a campaign.
pub async fn insert(connection: &mut PgConnection, campaign: &Campaign) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.campaigns (campaign_id, title, description, audience, state, open_time, close_time, version,
                                      create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        campaign.id,
        campaign.title,
        campaign.description,
        audience_to_text(campaign.audience),
        state_to_text(campaign.state),
        campaign.open_time.to_sqlx() as _,
        campaign.close_time.to_sqlx() as _,
        campaign.version,
        campaign.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds a question at its place.
pub async fn insert_question(
    connection: &mut PgConnection,
    campaign: Uuid,
    n: i32,
    question: &Question,
) -> sqlx::Result<()> {
    let columns = KindColumns::of(&question.kind);
    sqlx::query!(
        "INSERT INTO needs.campaign_questions (campaign_id, n, code, wording, required, kind, least, most, measure,
                                               service_volume, options, longest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        campaign,
        n,
        question.code,
        question.wording,
        question.required,
        columns.kind,
        columns.least,
        columns.most,
        columns.measure,
        columns.service_volume,
        columns.options,
        columns.longest,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Asks these units or, when none is named, all of the instansi that exist at some time of the campaign. Returns how many.
pub async fn ask_units(connection: &mut PgConnection, campaign: &Campaign, units: &[Uuid]) -> sqlx::Result<i64> {
    let day = |time: Timestamp| time.to_zoned(TimeZone::UTC).date().to_sqlx();
    let asked = sqlx::query!(
        "INSERT INTO needs.campaign_units (campaign_id, unit_id)
         SELECT $1, unit_id FROM needs.units
         WHERE instansi = current_setting('app.instansi')
           AND (unit_id = ANY ($3) OR $2 AND valid_from <= $5 AND coalesce(valid_until, 'infinity') >= $4)",
        campaign.id,
        units.is_empty(),
        units,
        day(campaign.open_time) as _,
        day(campaign.close_time) as _,
    );
    Ok(asked.execute(connection).await?.rows_affected() as i64)
}

/// Whether a unit is asked.
pub async fn asks(connection: &mut PgConnection, campaign: Uuid, unit: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM needs.campaign_units WHERE campaign_id = $1 AND unit_id = $2) AS "asks!""#,
        campaign,
        unit,
    )
    .fetch_one(connection)
    .await
}

struct Row {
    campaign_id: Uuid,
    title: String,
    description: String,
    audience: String,
    state: String,
    open_time: jiff_sqlx::Timestamp,
    close_time: jiff_sqlx::Timestamp,
    units_asked: i64,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Campaign {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.campaign_id,
            title: row.title,
            description: row.description,
            audience: audience_from_text(&row.audience)?,
            state: state_from_text(&row.state)?,
            open_time: row.open_time.to_jiff(),
            close_time: row.close_time.to_jiff(),
            units_asked: row.units_asked,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a campaign.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Campaign>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT campaign_id, title, description, audience, state, open_time, close_time, version, create_time, update_time,
                  (SELECT count(*) FROM needs.campaign_units AS asked
                   WHERE asked.campaign_id = campaigns.campaign_id) AS "units_asked!"
           FROM needs.campaigns WHERE campaign_id = $1"#,
        id,
    );
    row.fetch_optional(connection).await?.map(Campaign::try_from).transpose()
}

/// Reads a campaign and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Campaign>> {
    sqlx::query!("SELECT FROM needs.campaigns WHERE campaign_id = $1 FOR UPDATE", id).execute(&mut *connection).await?;
    get(connection, id).await
}

/// Reads a campaign that nobody closes until the transaction ends; others may answer at the same time.
pub async fn hold(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Campaign>> {
    sqlx::query!("SELECT FROM needs.campaigns WHERE campaign_id = $1 FOR SHARE", id).execute(&mut *connection).await?;
    get(connection, id).await
}

/// Saves a campaign under its next version.
pub async fn update(connection: &mut PgConnection, campaign: &mut Campaign) -> sqlx::Result<()> {
    campaign.version += 1;
    sqlx::query!(
        "UPDATE needs.campaigns SET state = $2, close_time = $3, version = $4, update_time = $5 WHERE campaign_id = $1",
        campaign.id,
        state_to_text(campaign.state),
        campaign.close_time.to_sqlx() as _,
        campaign.version,
        campaign.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists campaigns, oldest first; all of them, or those that take answers now.
pub async fn list(
    connection: &mut PgConnection,
    open: bool,
    now: Timestamp,
    page: &Page,
) -> sqlx::Result<Vec<Campaign>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT campaign_id, title, description, audience, state, open_time, close_time, version, create_time, update_time,
                  (SELECT count(*) FROM needs.campaign_units AS asked
                   WHERE asked.campaign_id = campaigns.campaign_id) AS "units_asked!"
           FROM needs.campaigns
           WHERE instansi = current_setting('app.instansi') AND (create_time, campaign_id) > ($1, $2)
             AND (NOT $3 OR state = 'open' AND open_time <= $4 AND close_time > $4)
           ORDER BY create_time, campaign_id LIMIT $5"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        open,
        now.to_sqlx() as _,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Campaign::try_from).collect()
}

/// The questions of a campaign, in their order.
pub async fn questions(connection: &mut PgConnection, campaign: Uuid) -> sqlx::Result<Vec<Question>> {
    let rows = sqlx::query!(
        "SELECT code, wording, required, kind, least, most, measure, service_volume, options, longest
         FROM needs.campaign_questions WHERE campaign_id = $1 ORDER BY n",
        campaign,
    );
    let mut questions = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let kind = match row.kind.as_str() {
            "number" => Kind::Number {
                least: row.least,
                most: row.most,
                measure: row.measure,
                service_volume: row.service_volume,
            },
            "choice" => Kind::Choice(crate::store::split(&row.options)),
            "text" => Kind::Text(row.longest),
            other => return Err(crate::store::unknown("kind of question", other)),
        };
        questions.push(Question { code: row.code, wording: row.wording, required: row.required, kind });
    }
    Ok(questions)
}

struct KindColumns<'k> {
    kind: &'static str,
    least: Option<&'k str>,
    most: Option<&'k str>,
    measure: &'k str,
    service_volume: bool,
    options: String,
    longest: i32,
}

impl<'k> KindColumns<'k> {
    fn of(kind: &'k Kind) -> Self {
        let none = Self {
            kind: "text",
            least: None,
            most: None,
            measure: "",
            service_volume: false,
            options: String::new(),
            longest: 0,
        };
        match kind {
            Kind::Number { least, most, measure, service_volume } => Self {
                kind: "number",
                least: least.as_deref(),
                most: most.as_deref(),
                measure,
                service_volume: *service_volume,
                ..none
            },
            Kind::Choice(options) => Self { kind: "choice", options: crate::store::join(options), ..none },
            Kind::Text(longest) => Self { longest: *longest, ..none },
        }
    }
}

fn audience_to_text(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Units => "units",
    }
}

fn audience_from_text(text: &str) -> sqlx::Result<Audience> {
    match text {
        "public" => Ok(Audience::Public),
        "units" => Ok(Audience::Units),
        other => Err(crate::store::unknown("audience", other)),
    }
}

fn state_to_text(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Open => "open",
        State::Closed => "closed",
    }
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    match text {
        "draft" => Ok(State::Draft),
        "open" => Ok(State::Open),
        "closed" => Ok(State::Closed),
        other => Err(crate::store::unknown("campaign state", other)),
    }
}
