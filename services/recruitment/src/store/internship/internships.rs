//! `recruitment.internships`.

use crate::domain::{
    intern::{Certified, Internship, InternshipState, Mentor},
    intern_assessment::Mark,
    internship_agreement::Period,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds an internship, its student sealed. The constraint `one_internship_a_place` refuses a student twice at one place.
pub async fn insert(
    connection: &mut PgConnection,
    internship: &Internship,
    intern_index: &[u8],
    identity: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.internships (internship_id, agreement_id, place_id, state, institution_subject, intern_index,
                                              identity_key, identity_sealed, ruleset, field, credits, consent_time,
                                              start_date, end_date, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        internship.id,
        internship.agreement_id,
        internship.place_id,
        internship.state.as_str(),
        internship.institution_subject,
        intern_index,
        identity.key,
        identity.data,
        internship.ruleset,
        internship.field,
        internship.credits,
        internship.consent_time.map(ToSqlx::to_sqlx) as _,
        internship.period.first.to_sqlx() as _,
        internship.period.last.to_sqlx() as _,
        internship.version,
        internship.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    internship_id: Uuid,
    agreement_id: Uuid,
    place_id: Uuid,
    state: String,
    institution_subject: String,
    ruleset: String,
    field: String,
    credits: i32,
    consent_time: Option<jiff_sqlx::Timestamp>,
    mentor: String,
    mentor_subject: String,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    criteria: Vec<String>,
    points: Vec<i32>,
    maxima: Vec<i32>,
    certificate_number: Option<String>,
    certificate_sha256: Option<Vec<u8>>,
    certify_time: Option<jiff_sqlx::Timestamp>,
    erased: bool,
    logbook_weeks: i32,
    countersigned_weeks: i32,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Internship {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let unknown = || sqlx::Error::Decode(format!("unknown internship state `{}`", row.state).into());
        let certificate = row.certificate_number.zip(row.certificate_sha256).zip(row.certify_time);
        let marks = row.criteria.into_iter().zip(row.points).zip(row.maxima);
        let mentor = Mentor { servant: row.mentor, subject: row.mentor_subject };
        Ok(Self {
            id: row.internship_id,
            agreement_id: row.agreement_id,
            place_id: row.place_id,
            state: InternshipState::parse(&row.state).ok_or_else(unknown)?,
            institution_subject: row.institution_subject,
            ruleset: row.ruleset,
            field: row.field,
            credits: row.credits,
            consent_time: row.consent_time.map(|time| time.to_jiff()),
            mentor: (!mentor.subject.is_empty()).then_some(mentor),
            period: Period { first: row.start_date.to_jiff(), last: row.end_date.to_jiff() },
            marks: marks.map(|((criterion, points), maximum)| Mark { criterion, points, maximum }).collect(),
            certificate: certificate.map(|((number, text_sha256), time)| Certified {
                number,
                text_sha256,
                time: time.to_jiff(),
            }),
            erased: row.erased,
            logbook_weeks: row.logbook_weeks,
            countersigned_weeks: row.countersigned_weeks,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT internship_id, agreement_id, place_id, state, institution_subject, ruleset, field, credits, consent_time,
                      mentor, mentor_subject, start_date, end_date, criteria, points, maxima, certificate_number, certificate_sha256,
                      certify_time, erase_time IS NOT NULL AS "erased!", version, create_time,
                      (SELECT count(*)::int FROM recruitment.internship_logbook AS week
                       WHERE week.internship_id = internships.internship_id) AS "logbook_weeks!",
                      (SELECT count(*)::int FROM recruitment.internship_logbook AS week
                       WHERE week.internship_id = internships.internship_id
                         AND week.countersign_time IS NOT NULL) AS "countersigned_weeks!"
               FROM recruitment.internships "# + $rest,
            $($argument),*
        )
    };
}

/// Reads an internship.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Internship>> {
    let row = select!("WHERE internship_id = $1", id);
    row.fetch_optional(connection).await?.map(Internship::try_from).transpose()
}

/// Reads an internship and holds its row until the transaction ends. Lock agreement and place first, where they change.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Internship>>> {
    let row = select!("WHERE internship_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| Internship::try_from(row).map(Locked::held)).transpose()
}

/// Lists internships, oldest first; no state means any.
pub async fn list(
    connection: &mut PgConnection,
    state: Option<InternshipState>,
    page: &Page,
) -> sqlx::Result<Vec<Internship>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, internship_id) > ($1, $2)
           AND ($3::text IS NULL OR state = $3) ORDER BY create_time, internship_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        state.map(InternshipState::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Internship::try_from).collect()
}

/// Lists the internships of a university or of a mentor, oldest first.
pub async fn list_of(connection: &mut PgConnection, subject: &str, page: &Page) -> sqlx::Result<Vec<Internship>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, internship_id) > ($1, $2)
           AND (institution_subject = $3 OR mentor_subject = $3) ORDER BY create_time, internship_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        subject,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Internship::try_from).collect()
}

/// Lists certified internships whose student agrees to a note, oldest first.
pub async fn list_noted(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Internship>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, internship_id) > ($1, $2)
           AND state = 'certified' AND consent_time IS NOT NULL AND erase_time IS NULL
         ORDER BY create_time, internship_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Internship::try_from).collect()
}

/// What a note about an internship says besides.
pub struct Noted {
    /// Who did it.
    pub identity: Sealed,
    /// The university's title.
    pub institution_title: String,
    /// Title of the unit.
    pub unit_title: String,
}

/// Reads that of internships, by their ids.
pub async fn noted(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Noted>> {
    let rows = sqlx::query!(
        "SELECT internship_id, identity_key, identity_sealed, institution_title, unit_title
         FROM recruitment.internships
         JOIN recruitment.internship_agreements USING (agreement_id)
         JOIN recruitment.internship_places USING (place_id)
         WHERE internship_id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let identity = Sealed { key: row.identity_key, data: row.identity_sealed };
        let noted = Noted { identity, institution_title: row.institution_title, unit_title: row.unit_title };
        (row.internship_id, noted)
    });
    Ok(rows.collect())
}

/// Reads the internship whose certificate has this number.
pub async fn find_certified(connection: &mut PgConnection, number: &str) -> sqlx::Result<Option<Internship>> {
    let row = select!("WHERE instansi = current_setting('app.instansi') AND certificate_number = $1", number);
    row.fetch_optional(connection).await?.map(Internship::try_from).transpose()
}

/// Saves an internship under its next version.
pub async fn update(connection: &mut PgConnection, internship: &mut Internship) -> sqlx::Result<()> {
    internship.version += 1;
    let marks = internship.marks.iter();
    let (criteria, points): (Vec<String>, Vec<i32>) =
        marks.clone().map(|mark| (mark.criterion.clone(), mark.points)).unzip();
    let maxima: Vec<i32> = marks.map(|mark| mark.maximum).collect();
    let certificate = internship.certificate.as_ref();
    sqlx::query!(
        "UPDATE recruitment.internships
         SET state = $2, consent_time = $3, mentor = $4, mentor_subject = $5, criteria = $6, points = $7, maxima = $8,
             certificate_number = $9, certificate_sha256 = $10, certify_time = $11, version = $12
         WHERE internship_id = $1",
        internship.id,
        internship.state.as_str(),
        internship.consent_time.map(ToSqlx::to_sqlx) as _,
        internship.mentor.as_ref().map_or("", |mentor| &mentor.servant),
        internship.mentor.as_ref().map_or("", |mentor| &mentor.subject),
        &criteria,
        &points,
        &maxima,
        certificate.map(|one| one.number.as_str()),
        certificate.map(|one| one.text_sha256.as_slice()),
        certificate.map(|one| one.time.to_sqlx()) as _,
        internship.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why an internship was declined or ended.
pub async fn save_remark(connection: &mut PgConnection, id: Uuid, remark: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.internships SET remark_key = $2, remark_sealed = $3 WHERE internship_id = $1",
        id,
        remark.key,
        remark.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the reasons of the marks.
pub async fn save_reasons(connection: &mut PgConnection, id: Uuid, reasons: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.internships SET reasons_key = $2, reasons_sealed = $3 WHERE internship_id = $1",
        id,
        reasons.key,
        reasons.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is sealed about an internship; keys are empty where there is nothing, or nothing any more.
pub struct SealedParts {
    /// Who does it.
    pub identity: Sealed,
    /// Why it was declined or ended.
    pub remark: Sealed,
    /// The mentor's reasons.
    pub reasons: Sealed,
}

/// Reads what is sealed.
pub async fn sealed(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<SealedParts>> {
    let row = sqlx::query!(
        "SELECT identity_key, identity_sealed, remark_key, remark_sealed, reasons_key, reasons_sealed
         FROM recruitment.internships WHERE internship_id = $1",
        id,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| SealedParts {
        identity: Sealed { key: row.identity_key, data: row.identity_sealed },
        remark: Sealed { key: row.remark_key, data: row.remark_sealed },
        reasons: Sealed { key: row.reasons_key, data: row.reasons_sealed },
    }))
}

/// Erases the personal data of internships that ended before a day, at most `most`; returns how many.
pub async fn erase(connection: &mut PgConnection, before: Date, now: Timestamp, most: i64) -> sqlx::Result<i64> {
    let erased = sqlx::query_scalar!(
        r#"WITH due AS (
               SELECT internship_id FROM recruitment.internships
               WHERE instansi = current_setting('app.instansi') AND erase_time IS NULL AND end_date < $1
               ORDER BY end_date LIMIT $3 FOR UPDATE SKIP LOCKED
           ), gone AS (
               UPDATE recruitment.internships
               SET intern_index = NULL, identity_key = '', identity_sealed = '', remark_key = '', remark_sealed = '',
                   reasons_key = '', reasons_sealed = '', consent_time = NULL, erase_time = $2, version = version + 1
               WHERE internship_id IN (SELECT internship_id FROM due) RETURNING internship_id
           ), texts AS (
               UPDATE recruitment.internship_logbook SET text_key = '', text_sealed = '', version = version + 1
               WHERE internship_id IN (SELECT internship_id FROM due)
           )
           SELECT count(*) AS "count!" FROM gone"#,
        before.to_sqlx() as _,
        now.to_sqlx() as _,
        most,
    );
    erased.fetch_one(connection).await
}
