//! `recruitment.verification_rounds`, and the work of a round at once.

use crate::domain::assignment::{Dealt, OpenLook};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// How the work of a vacancy was split.
pub struct Round {
    /// The vacancy.
    pub vacancy: Uuid,
    /// Subjects of the verifiers.
    pub verifiers: Vec<String>,
    /// Part that is looked at twice.
    pub percent: u8,
    /// Hash of the seed.
    pub commitment: Vec<u8>,
    /// The seed.
    pub seed: Sealed,
    /// When it was split.
    pub assign_time: Timestamp,
}

/// How far a round is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Applications.
    pub applications: i64,
    /// With a verdict.
    pub decided: i64,
    /// Open first looks.
    pub first_open: i64,
    /// Open second and third looks.
    pub later_open: i64,
    /// Third looks.
    pub disagreements: i64,
}

/// Adds the round of a vacancy.
pub async fn insert(connection: &mut PgConnection, round: &Round) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.verification_rounds (vacancy_id, verifiers, percent, commitment, seed_key, seed_sealed,
                                                      assign_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        round.vacancy,
        &round.verifiers,
        i32::from(round.percent),
        round.commitment,
        round.seed.key,
        round.seed.data,
        round.assign_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads the round of a vacancy.
pub async fn get(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Option<Round>> {
    let row = sqlx::query!(
        r#"SELECT vacancy_id, verifiers, percent, commitment, seed_key, seed_sealed,
                  assign_time AS "assign_time: jiff_sqlx::Timestamp"
           FROM recruitment.verification_rounds WHERE vacancy_id = $1"#,
        vacancy,
    );
    let Some(row) = row.fetch_optional(connection).await? else { return Ok(None) };
    Ok(Some(Round {
        vacancy: row.vacancy_id,
        verifiers: row.verifiers,
        percent: u8::try_from(row.percent).map_err(|error| sqlx::Error::Decode(error.into()))?,
        commitment: row.commitment,
        seed: Sealed { key: row.seed_key, data: row.seed_sealed },
        assign_time: row.assign_time.to_jiff(),
    }))
}

/// Names other verifiers.
pub async fn set_verifiers(connection: &mut PgConnection, vacancy: Uuid, verifiers: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.verification_rounds SET verifiers = $2 WHERE vacancy_id = $1",
        vacancy,
        verifiers,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Applications of a vacancy that nobody has found anything about.
pub async fn undecided(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT application_id FROM recruitment.applications WHERE vacancy_id = $1 AND verdict IS NULL",
        vacancy,
    );
    ids.fetch_all(connection).await
}

/// Adds the looks that were dealt. Their ids tell nothing of the order of the lots.
pub async fn insert_looks(connection: &mut PgConnection, vacancy: Uuid, dealt: &[Dealt]) -> sqlx::Result<()> {
    let seconds = dealt.iter().filter_map(|one| Some((one.application, 2_i16, one.second.as_ref()?)));
    let looks: Vec<(Uuid, i16, &String)> =
        dealt.iter().map(|one| (one.application, 1, &one.first)).chain(seconds).collect();
    let ids: Vec<Uuid> = looks.iter().map(|_| Uuid::new_v4()).collect();
    let applications: Vec<Uuid> = looks.iter().map(|(application, _, _)| *application).collect();
    let numbers: Vec<i16> = looks.iter().map(|(_, number, _)| *number).collect();
    let verifiers: Vec<String> = looks.iter().map(|(_, _, verifier)| (*verifier).clone()).collect();
    sqlx::query!(
        "INSERT INTO recruitment.verifications (verification_id, vacancy_id, application_id, look, verifier, version)
         SELECT verification_id, $1, application_id, look, verifier, 1
         FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::text[])
              AS dealt (verification_id, application_id, look, verifier)",
        vacancy,
        &ids,
        &applications,
        &numbers,
        &verifiers,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Looks of a vacancy that nobody has taken yet. Lock the vacancy first.
pub async fn open_looks(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<OpenLook>> {
    let rows = sqlx::query!(
        r#"SELECT verification_id, application_id, verifier,
                  ARRAY (SELECT other.verifier FROM recruitment.verifications AS other
                         WHERE other.application_id = verifications.application_id
                           AND other.verification_id <> verifications.verification_id) AS "others!"
           FROM recruitment.verifications WHERE vacancy_id = $1 AND eligible IS NULL ORDER BY verification_id"#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let look = |(id, application, verifier, others)| OpenLook { id, application, verifier, others };
    Ok(rows.map(|row| look((row.verification_id, row.application_id, row.verifier, row.others))).collect())
}

/// Gives open looks to others.
pub async fn move_looks(connection: &mut PgConnection, moved: &[(Uuid, String)]) -> sqlx::Result<()> {
    let (ids, verifiers): (Vec<Uuid>, Vec<String>) = moved.iter().cloned().unzip();
    sqlx::query!(
        "UPDATE recruitment.verifications SET verifier = new.verifier, version = version + 1
         FROM unnest($1::uuid[], $2::text[]) AS new (verification_id, verifier)
         WHERE verifications.verification_id = new.verification_id",
        &ids,
        &verifiers,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How far the round of a vacancy is.
pub async fn progress(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Progress> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE look = 1) AS "applications!",
                  count(*) FILTER (WHERE look = 1 AND verdict IS NOT NULL) AS "decided!",
                  count(*) FILTER (WHERE look = 1 AND eligible IS NULL) AS "first_open!",
                  count(*) FILTER (WHERE look > 1 AND eligible IS NULL) AS "later_open!",
                  count(*) FILTER (WHERE look = 3) AS "disagreements!"
           FROM recruitment.verifications JOIN recruitment.applications USING (application_id)
           WHERE verifications.vacancy_id = $1"#,
        vacancy,
    );
    let row = row.fetch_one(connection).await?;
    Ok(Progress {
        applications: row.applications,
        decided: row.decided,
        first_open: row.first_open,
        later_open: row.later_open,
        disagreements: row.disagreements,
    })
}
