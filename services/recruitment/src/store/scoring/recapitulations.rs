//! What became of everybody who applied, and of every seat, counted where they stand. Of selections of civil servants on
//! probation: employees with a work agreement have other stages.

use crate::domain::{recapitulation::Counts, skd::NeedKind};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Lets all statements of the transaction see the same moment: who moves between two of them would be counted twice or
/// never. To be called before any other.
pub async fn hold_still(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(connection).await?;
    Ok(())
}

/// The vacancies of a period that were opened.
pub async fn of_period(connection: &mut PgConnection, period: &str) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT vacancy_id FROM recruitment.vacancies
         WHERE instansi = current_setting('app.instansi') AND period = $1 AND coalesce(programme, 'cpns') = 'cpns'
         ORDER BY vacancy_id",
        period,
    )
    .fetch_all(connection)
    .await
}

/// A page of them, oldest first, with their times; an empty place means all.
pub async fn vacancies(
    connection: &mut PgConnection,
    period: &str,
    place: &str,
    page: &Page,
) -> sqlx::Result<Vec<(Timestamp, Uuid)>> {
    let rows = sqlx::query!(
        r#"SELECT vacancy_id, create_time AS "create_time: jiff_sqlx::Timestamp" FROM recruitment.vacancies
           WHERE instansi = current_setting('app.instansi') AND period = $1 AND coalesce(programme, 'cpns') = 'cpns'
                 AND ($2 = '' OR unit_path = $2) AND (create_time, vacancy_id) > ($3, $4)
           ORDER BY create_time, vacancy_id LIMIT $5"#,
        period,
        place,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.create_time.to_jiff(), row.vacancy_id)).collect())
}

/// A page of places: the ids of the vacancies of each, by the first of them; an empty place means all.
pub async fn places(
    connection: &mut PgConnection,
    period: &str,
    place: &str,
    page: &Page,
) -> sqlx::Result<Vec<Vec<Uuid>>> {
    sqlx::query_scalar!(
        r#"SELECT vacancies AS "vacancies!"
           FROM (SELECT array_agg(vacancy_id ORDER BY vacancy_id) AS vacancies FROM recruitment.vacancies
                 WHERE instansi = current_setting('app.instansi') AND period = $1
                       AND coalesce(programme, 'cpns') = 'cpns' AND ($2 = '' OR unit_path = $2)
                 GROUP BY unit_path) AS places
           WHERE vacancies[1] > $3 ORDER BY vacancies[1] LIMIT $4"#,
        period,
        place,
        page.after.1,
        page.limit(),
    )
    .fetch_all(connection)
    .await
}

/// A vacancy with its counts.
pub struct Counted {
    /// Vacancy.
    pub vacancy: Uuid,
    /// Title of the job.
    pub title: String,
    /// Path of the unit.
    pub unit_path: String,
    /// Kind of need.
    pub kind: NeedKind,
    /// The counts.
    pub counts: Counts,
}

/// The counts of vacancies, in the order of their creation.
pub async fn count(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<Counted>> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH applied AS (
               SELECT vacancy_id, count(*) AS applicants,
                      count(*) FILTER (WHERE verdict = 'eligible') AS eligible,
                      count(*) FILTER (WHERE verdict = 'ineligible') AS ineligible,
                      count(*) FILTER (WHERE verdict IS NULL) AS unverified,
                      count(*) FILTER (WHERE skd_code = 'P/L') AS to_skb,
                      count(*) FILTER (WHERE skd_code = 'P') AS passed,
                      count(*) FILTER (WHERE skd_code = 'TL') AS failed,
                      count(*) FILTER (WHERE skd_code = 'TH') AS absent,
                      count(*) FILTER (WHERE skd_code = 'DIS') AS disqualified,
                      count(*) FILTER (WHERE verdict = 'eligible' AND skd_code IS NULL) AS skd_pending,
                      count(*) FILTER (WHERE final_rank IS NOT NULL) AS ranked,
                      -- Whose basic test was corrected may have been in the field test, and is counted there no more.
                      count(*) FILTER (WHERE skd_code = 'P/L' AND skb_outcome = 'eliminated') AS eliminated,
                      count(*) FILTER (WHERE skd_code = 'P/L' AND skb_outcome = 'absent') AS skb_absent,
                      count(*) FILTER (WHERE skd_code = 'P/L' AND skb_outcome = 'disqualified') AS skb_disqualified,
                      count(*) FILTER (WHERE skd_code = 'P/L' AND final_rank IS NULL
                                             AND coalesce(skb_outcome, 'present') = 'present') AS skb_pending,
                      count(*) FILTER (WHERE decision = 'selected') AS selected,
                      count(*) FILTER (WHERE decision = 'moved') AS moved_out,
                      count(*) FILTER (WHERE decision = 'not_selected') AS not_selected,
                      count(*) FILTER (WHERE decision = 'needs_decision') AS undecided
               FROM recruitment.applications WHERE vacancy_id = ANY ($1) GROUP BY vacancy_id
           ), gone AS (
               SELECT applications.vacancy_id,
                      count(*) FILTER (WHERE target.unit_path = origin.unit_path) AS moved_out_kind,
                      count(*) FILTER (WHERE target.unit_path <> origin.unit_path) AS moved_out_place
               FROM recruitment.applications
                    JOIN recruitment.vacancies AS origin USING (vacancy_id)
                    JOIN recruitment.vacancies AS target ON target.vacancy_id = moved_to
               WHERE applications.vacancy_id = ANY ($1) AND decision = 'moved'
               GROUP BY applications.vacancy_id
           ), come AS (
               SELECT to_vacancy_id AS vacancy_id,
                      count(*) FILTER (WHERE origin.unit_path = target.unit_path) AS moved_in_kind,
                      count(*) FILTER (WHERE origin.unit_path <> target.unit_path) AS moved_in_place
               FROM recruitment.moves
                    JOIN recruitment.vacancies AS origin ON origin.vacancy_id = from_vacancy_id
                    JOIN recruitment.vacancies AS target ON target.vacancy_id = to_vacancy_id
               WHERE to_vacancy_id = ANY ($1) AND NOT contested
               GROUP BY to_vacancy_id
           )
           SELECT vacancy_id, position_title, unit_path, kind, seats::bigint AS "seats!",
                  CASE state WHEN 'open' THEN coalesce(applicants, 0) ELSE applications END AS "counted!",
                  coalesce(applicants, 0) AS "applicants!", coalesce(eligible, 0) AS "eligible!",
                  coalesce(ineligible, 0) AS "ineligible!", coalesce(unverified, 0) AS "unverified!",
                  coalesce(to_skb, 0) AS "to_skb!", coalesce(passed, 0) AS "passed!", coalesce(failed, 0) AS "failed!",
                  coalesce(absent, 0) AS "absent!", coalesce(disqualified, 0) AS "disqualified!",
                  coalesce(skd_pending, 0) AS "skd_pending!", coalesce(ranked, 0) AS "ranked!",
                  coalesce(eliminated, 0) AS "eliminated!", coalesce(skb_absent, 0) AS "skb_absent!",
                  coalesce(skb_disqualified, 0) AS "skb_disqualified!", coalesce(skb_pending, 0) AS "skb_pending!",
                  coalesce(selected, 0) AS "selected!", coalesce(moved_out, 0) AS "moved_out!",
                  coalesce(moved_out_kind, 0) AS "moved_out_kind!", coalesce(moved_out_place, 0) AS "moved_out_place!",
                  coalesce(not_selected, 0) AS "not_selected!", coalesce(undecided, 0) AS "undecided!",
                  coalesce(moved_in_kind, 0) AS "moved_in_kind!", coalesce(moved_in_place, 0) AS "moved_in_place!"
           FROM recruitment.vacancies LEFT JOIN applied USING (vacancy_id) LEFT JOIN gone USING (vacancy_id)
                LEFT JOIN come USING (vacancy_id)
           WHERE vacancy_id = ANY ($1) ORDER BY create_time, vacancy_id"#,
        vacancies,
    );
    rows.fetch_all(connection).await?.into_iter().map(Row::read).collect()
}

struct Row {
    vacancy_id: Uuid,
    position_title: String,
    unit_path: String,
    kind: String,
    seats: i64,
    counted: i64,
    applicants: i64,
    eligible: i64,
    ineligible: i64,
    unverified: i64,
    to_skb: i64,
    passed: i64,
    failed: i64,
    absent: i64,
    disqualified: i64,
    skd_pending: i64,
    ranked: i64,
    eliminated: i64,
    skb_absent: i64,
    skb_disqualified: i64,
    skb_pending: i64,
    selected: i64,
    moved_out: i64,
    moved_out_kind: i64,
    moved_out_place: i64,
    not_selected: i64,
    undecided: i64,
    moved_in_kind: i64,
    moved_in_place: i64,
}

impl Row {
    fn read(self) -> sqlx::Result<Counted> {
        let kind = NeedKind::parse(&self.kind).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let taken = self.selected + self.moved_in_kind + self.moved_in_place;
        let counts = Counts {
            vacancies: 1,
            seats: self.seats,
            counted: self.counted,
            applicants: self.applicants,
            eligible: self.eligible,
            ineligible: self.ineligible,
            unverified: self.unverified,
            to_skb: self.to_skb,
            passed: self.passed,
            failed: self.failed,
            absent: self.absent,
            disqualified: self.disqualified,
            skd_pending: self.skd_pending,
            ranked: self.ranked,
            eliminated: self.eliminated,
            skb_absent: self.skb_absent,
            skb_disqualified: self.skb_disqualified,
            skb_pending: self.skb_pending,
            selected: self.selected,
            moved_out: self.moved_out,
            moved_out_kind: self.moved_out_kind,
            moved_out_place: self.moved_out_place,
            not_selected: self.not_selected,
            undecided: self.undecided,
            moved_in_kind: self.moved_in_kind,
            moved_in_place: self.moved_in_place,
            // More people than seats are a sum that does not close.
            free: (self.seats - taken).max(0),
        };
        let Self { vacancy_id, position_title, unit_path, .. } = self;
        Ok(Counted { vacancy: vacancy_id, title: position_title, unit_path, kind, counts })
    }
}
