//! `evaluation.survey_questions`.

use crate::domain::questionnaire::Question;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds the questions of a survey in their order.
pub async fn insert(connection: &mut PgConnection, survey: Uuid, questions: &[Question]) -> sqlx::Result<()> {
    for (question, n) in questions.iter().zip(1_i16..) {
        sqlx::query!(
            "INSERT INTO evaluation.survey_questions (survey_id, n, key, text, choices) VALUES ($1, $2, $3, $4, $5)",
            survey,
            n,
            question.key,
            question.text,
            &question.choices,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The questions of each of these surveys that has some, in their order.
pub async fn of(connection: &mut PgConnection, surveys: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<Question>>> {
    let rows = sqlx::query!(
        "SELECT survey_id, key, text, choices FROM evaluation.survey_questions WHERE survey_id = ANY ($1)
         ORDER BY survey_id, n",
        surveys,
    );
    let mut questions: HashMap<Uuid, Vec<Question>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let question = Question { key: row.key, text: row.text, choices: row.choices };
        questions.entry(row.survey_id).or_default().push(question);
    }
    Ok(questions)
}

/// The questions of one survey.
pub async fn of_one(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<Vec<Question>> {
    Ok(of(connection, &[survey]).await?.remove(&survey).unwrap_or_default())
}
