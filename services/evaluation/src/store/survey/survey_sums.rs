//! `evaluation.survey_sums`: the sums of surveys that take answers.

use super::unknown_in_survey;
use crate::domain::{
    questionnaire::Question,
    survey_tally::{Channel, Respondents, Tally, cells},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Makes the sums of a survey that opens, all of them zero.
pub async fn create(connection: &mut PgConnection, survey: Uuid, questions: &[Question]) -> sqlx::Result<()> {
    let channels = Channel::ALL.map(|channel| channel.as_str().to_owned());
    sqlx::query!(
        "INSERT INTO evaluation.survey_sums (survey_id, channel, answers)
         SELECT $1::uuid, channel, array_fill(0::bigint, ARRAY[$3::int]) FROM unnest($2::text[]) AS channel",
        survey,
        &channels,
        i32::try_from(cells(questions).count()).unwrap_or(i32::MAX),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Holds the sums of a channel until the transaction ends.
pub async fn hold(connection: &mut PgConnection, survey: Uuid, channel: Channel) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT FROM evaluation.survey_sums WHERE survey_id = $1 AND channel = $2 FOR UPDATE",
        survey,
        channel.as_str(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds what came in by one channel, and returns how many people have answered by it. The whole row is written: nothing in the
/// table says which choices were the last.
pub async fn add(
    connection: &mut PgConnection,
    (survey, channel): (Uuid, Channel),
    tally: &Tally,
    questions: &[Question],
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "UPDATE evaluation.survey_sums
         SET respondents = respondents + $3,
             answers = ARRAY (SELECT kept + new FROM unnest(answers, $4::bigint[]) WITH ORDINALITY AS cell (kept, new, n)
                              ORDER BY n)
         WHERE survey_id = $1 AND channel = $2
         RETURNING respondents",
        survey,
        channel.as_str(),
        tally.respondents.all(),
        &tally.row(questions),
    )
    .fetch_one(connection)
    .await
}

/// Who has answered each of these surveys so far; those that take no answers are left out.
pub async fn respondents(connection: &mut PgConnection, surveys: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Respondents>> {
    let rows = sqlx::query!(
        "SELECT survey_id, channel, respondents FROM evaluation.survey_sums WHERE survey_id = ANY ($1)",
        surveys,
    );
    let mut found: HashMap<Uuid, Respondents> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.survey_id).or_default().count(channel_of(&row.channel)?, row.respondents);
    }
    Ok(found)
}

/// The sums of a survey, and those of them by open links. A million answers are as many rows as one.
pub async fn tallies(
    connection: &mut PgConnection,
    survey: Uuid,
    questions: &[Question],
) -> sqlx::Result<(Tally, Tally)> {
    let rows =
        sqlx::query!("SELECT channel, respondents, answers FROM evaluation.survey_sums WHERE survey_id = $1", survey,);
    let (mut all, mut links) = (Tally::default(), Tally::default());
    for row in rows.fetch_all(connection).await? {
        let channel = channel_of(&row.channel)?;
        let counted = [Some(&mut all), (channel == Channel::Link).then_some(&mut links)];
        for tally in counted.into_iter().flatten() {
            tally.respondents.count(channel, row.respondents);
            tally.count_row(questions, &row.answers);
        }
    }
    Ok((all, links))
}

/// Forgets the sums of a survey by channel.
pub async fn delete(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.survey_sums WHERE survey_id = $1", survey).execute(connection).await?;
    Ok(())
}

fn channel_of(text: &str) -> sqlx::Result<Channel> {
    Channel::parse(text).ok_or_else(|| unknown_in_survey("channel", text))
}
