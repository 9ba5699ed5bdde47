//! What applications for vacancies have to bring, out of `recruitment.vacancies`, `recruitment.criteria` and
//! `recruitment.notices`.

use crate::domain::{criteria::Criteria, document::DocumentKind, requirement::Alternative, skd::NeedKind};
use sqlx::PgConnection;
use uuid::Uuid;

/// What decides which documents a vacancy asks for.
pub struct Asked {
    /// The vacancy.
    pub vacancy: Uuid,
    /// Its ruleset.
    pub ruleset: String,
    /// Its kind of need.
    pub kind: NeedKind,
    /// What it committed to when it opened; none of one that opened before criteria were committed.
    pub criteria: Option<Criteria>,
    /// What was accepted in place of a kind.
    pub alternatives: Vec<Alternative>,
}

/// Reads what vacancies ask for.
pub async fn of(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<Asked>> {
    let announced = sqlx::query!(
        "SELECT vacancy_id, document, evidence FROM recruitment.notices
         WHERE vacancy_id = ANY ($1) AND kind = 'evidence' ORDER BY create_time, notice_id",
        vacancies,
    );
    let mut alternatives = Vec::new();
    for row in announced.fetch_all(&mut *connection).await? {
        // Notices from before kinds had codes say in words what may be replaced: people read them, nothing follows from them.
        if let Some(document) = DocumentKind::parse(&row.document) {
            alternatives.push((row.vacancy_id, Alternative { document, evidence: row.evidence }));
        }
    }
    let rows = sqlx::query!(
        r#"SELECT vacancies.vacancy_id AS "vacancy_id!", kind AS "kind!", ruleset AS "ruleset!",
             canonical AS "canonical?"
           FROM recruitment.vacancies LEFT JOIN recruitment.criteria ON criteria.vacancy_id = vacancies.vacancy_id
           WHERE vacancies.vacancy_id = ANY ($1)"#,
        vacancies,
    );
    let mut asked = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let criteria = row.canonical.as_deref().map(Criteria::of_committed).transpose();
        let own = alternatives.iter().filter(|(vacancy, _)| *vacancy == row.vacancy_id);
        asked.push(Asked {
            vacancy: row.vacancy_id,
            ruleset: row.ruleset,
            kind: NeedKind::parse(&row.kind).map_err(|error| sqlx::Error::Decode(error.into()))?,
            criteria: criteria.map_err(|error| sqlx::Error::Decode(error.into()))?,
            alternatives: own.map(|(_, alternative)| alternative.clone()).collect(),
        });
    }
    Ok(asked)
}
