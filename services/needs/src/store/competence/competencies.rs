//! `needs.competencies`.

use crate::domain::competency::{CompetencyCode, LevelText, Technical};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a technical competency; false when its dictionary already holds the code.
pub async fn insert(connection: &mut PgConnection, competency: &Technical) -> sqlx::Result<bool> {
    let descriptions = competency.levels.each_ref().map(|level| level.description.clone());
    let indicators = competency.levels.each_ref().map(|level| level.indicators.clone());
    let inserted = sqlx::query!(
        "INSERT INTO needs.competencies (competency_id, dictionary, code, display_name, definition, descriptions,
                                         indicators, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT competencies_code DO NOTHING",
        competency.id,
        competency.code.dictionary,
        competency.code.code,
        competency.name,
        competency.definition,
        &descriptions,
        &indicators,
        competency.create_time.to_sqlx() as _,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

struct Row {
    competency_id: Uuid,
    dictionary: String,
    code: String,
    display_name: String,
    definition: String,
    descriptions: Vec<String>,
    indicators: Vec<String>,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Technical {
    fn from(row: Row) -> Self {
        let mut levels: [LevelText; 5] = Default::default();
        for (level, (description, indicators)) in
            levels.iter_mut().zip(row.descriptions.into_iter().zip(row.indicators))
        {
            *level = LevelText { description, indicators };
        }
        Self {
            id: row.competency_id,
            code: CompetencyCode { dictionary: row.dictionary, code: row.code },
            name: row.display_name,
            definition: row.definition,
            levels,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a technical competency.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Technical>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT competency_id, dictionary, code, display_name, definition, descriptions, indicators, create_time
         FROM needs.competencies WHERE competency_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Technical::from))
}

/// Those of the wanted technical competencies that exist, in any order.
pub async fn find(connection: &mut PgConnection, wanted: &[CompetencyCode]) -> sqlx::Result<Vec<Technical>> {
    let dictionaries: Vec<String> = wanted.iter().map(|one| one.dictionary.clone()).collect();
    let codes: Vec<String> = wanted.iter().map(|one| one.code.clone()).collect();
    let rows = sqlx::query_as!(
        Row,
        "SELECT DISTINCT competency_id, dictionary, code, display_name, definition, descriptions, indicators, create_time
         FROM needs.competencies
              JOIN unnest($1::text[], $2::text[]) AS wanted (dictionary, code) USING (dictionary, code)
         WHERE instansi = current_setting('app.instansi')",
        &dictionaries,
        &codes,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Technical::from).collect())
}

/// Lists technical competencies, oldest first; an empty text means every dictionary.
pub async fn list(connection: &mut PgConnection, dictionary: &str, page: &Page) -> sqlx::Result<Vec<Technical>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT competency_id, dictionary, code, display_name, definition, descriptions, indicators, create_time
         FROM needs.competencies
         WHERE instansi = current_setting('app.instansi') AND (create_time, competency_id) > ($1, $2)
           AND ($3 = '' OR dictionary = $3)
         ORDER BY create_time, competency_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        dictionary,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Technical::from).collect())
}
