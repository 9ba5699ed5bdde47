//! `evaluation.survey_results`: the sums of surveys that were closed.

use crate::domain::survey_tally::{Respondents, Sums, Tally};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps the sums of a survey.
pub async fn insert(connection: &mut PgConnection, survey: Uuid, sums: &Sums) -> sqlx::Result<()> {
    let (mut questions, mut choices, mut answers, mut by_link) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (question, choice, count) in sums.all.counts() {
        questions.push(question.to_owned());
        choices.push(choice);
        answers.push(count);
        by_link.push(sums.links.as_ref().map(|links| links.of(question, choice)));
    }
    sqlx::query!(
        "INSERT INTO evaluation.survey_results (survey_id, question, choice, answers, link_answers)
         SELECT $1::uuid, question, choice, answers, link_answers
         FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::bigint[])
              AS new (question, choice, answers, link_answers)",
        survey,
        &questions,
        &choices,
        &answers,
        &by_link as &[Option<i64>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sums of each of these surveys that was closed and answered, with who answered.
pub async fn of(connection: &mut PgConnection, surveys: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sums>> {
    let rows = sqlx::query!(
        "SELECT kept.survey_id, by_code, by_link, by_paper, question, choice, answers, link_answers
         FROM evaluation.survey_results AS kept JOIN evaluation.surveys AS survey ON survey.survey_id = kept.survey_id
         WHERE kept.survey_id = ANY ($1)",
        surveys,
    );
    let mut found: HashMap<Uuid, Sums> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let respondents = Respondents { by_code: row.by_code, by_link: row.by_link, by_paper: row.by_paper };
        let sums = found.entry(row.survey_id).or_insert_with(|| Sums::answered_by(respondents));
        sums.all.count(&row.question, row.choice, row.answers);
        if let Some(answers) = row.link_answers {
            let by_link = Respondents { by_link: row.by_link, ..Respondents::default() };
            let links = sums.links.get_or_insert_with(|| Tally::answered_by(by_link));
            links.count(&row.question, row.choice, answers);
        }
    }
    Ok(found)
}

/// The sums of one survey; with none of a survey that nobody answered.
pub async fn of_one(connection: &mut PgConnection, survey: Uuid, respondents: Respondents) -> sqlx::Result<Sums> {
    Ok(of(connection, &[survey]).await?.remove(&survey).unwrap_or_else(|| Sums::answered_by(respondents)))
}

/// Forgets the sums of a survey that was given up.
pub async fn delete(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.survey_results WHERE survey_id = $1", survey).execute(connection).await?;
    Ok(())
}
