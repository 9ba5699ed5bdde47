//! Low final ratings that nobody has decided about: `evaluation.appraisals` against `evaluation.improvement_cases`.

use crate::{
    domain::{
        appraisal::Ratings,
        rating::{Expectation, Predikat},
    },
    store::rating_texts::{rating_from_text, rating_to_text},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

/// Such a rating.
#[derive(Clone, Debug)]
pub struct LowRating {
    /// The rating.
    pub appraisal: Uuid,
    /// Servant in the career service.
    pub servant: String,
    /// Year.
    pub year: i32,
    /// What the ratings came to.
    pub predikat: Predikat,
    /// Servant who warns: whom the office named, else the superior of the plan; empty for any rater.
    pub warner: String,
    /// When it became final: nothing changes it since.
    pub final_time: Timestamp,
}

/// Lists ratings of who has not left that come to one of these, by id, after one.
pub async fn list(
    connection: &mut PgConnection,
    low: &[Predikat],
    after: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<LowRating>> {
    let (mut results, mut behaviours) = (Vec::new(), Vec::new());
    for result in Expectation::ALL {
        for behaviour in Expectation::ALL {
            if low.contains(&(Ratings { result, behaviour }).predikat()) {
                results.push(rating_to_text(result).to_owned());
                behaviours.push(rating_to_text(behaviour).to_owned());
            }
        }
    }
    let rows = sqlx::query!(
        r#"SELECT appraisal.appraisal_id, appraisal.servant, appraisal.year, appraisal.result AS "result!",
                  appraisal.behaviour AS "behaviour!", appraisal.update_time,
                  COALESCE(named.warner, appraisal.superior) AS "warner!"
           FROM evaluation.appraisals AS appraisal
           JOIN evaluation.servants AS servant ON servant.servant = appraisal.servant AND servant.left_date IS NULL
           LEFT JOIN evaluation.improvement_warners AS named ON named.appraisal_id = appraisal.appraisal_id
           WHERE appraisal.instansi = current_setting('app.instansi') AND appraisal.state = 'final'
             AND (appraisal.result = 'below' OR appraisal.behaviour = 'below') AND appraisal.appraisal_id > $1
             AND EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS low (result, behaviour)
                         WHERE low.result = appraisal.result AND low.behaviour = appraisal.behaviour)
             AND NOT EXISTS (SELECT FROM evaluation.improvement_cases AS path
                             WHERE path.appraisal_id = appraisal.appraisal_id)
           ORDER BY appraisal.appraisal_id LIMIT $4"#,
        after,
        &results,
        &behaviours,
        limit,
    );
    let mut ratings = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let both = Ratings { result: rating_from_text(&row.result)?, behaviour: rating_from_text(&row.behaviour)? };
        ratings.push(LowRating {
            appraisal: row.appraisal_id,
            servant: row.servant,
            year: row.year,
            predikat: both.predikat(),
            warner: row.warner,
            final_time: row.update_time.to_jiff(),
        });
    }
    Ok(ratings)
}
