//! `evaluation.discipline_cases` and what was said in them, sealed.

use crate::{
    domain::{
        absence_ladder::DayRow,
        discipline_case::{DisciplineCase, DisciplineStage},
    },
    store::{
        improvement::sealed_fields::{self, read},
        unknown,
    },
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{
    Locked,
    page::Page,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Opens a proposal. The index `one_open_discipline_case` refuses a second that is open of the same servant.
pub async fn insert(
    connection: &mut PgConnection,
    vault: &Vault,
    case: DisciplineCase,
) -> sqlx::Result<Locked<DisciplineCase>> {
    let figures = sealed(vault, &case)?;
    sqlx::query!(
        "INSERT INTO evaluation.discipline_cases (case_id, servant, ruleset, calendar, stage, due_date, figures_key,
                                                  figures_sealed, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        case.id,
        case.servant,
        case.ruleset,
        case.calendar,
        case.stage.as_str(),
        case.due.map(ToSqlx::to_sqlx) as _,
        figures.key,
        figures.data,
        case.version,
        case.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(case))
}

/// What is sealed of a proposal, in the order in which [`Row::open`] reads it.
fn sealed(vault: &Vault, case: &DisciplineCase) -> sqlx::Result<Sealed> {
    let fields = [
        &case.first_day.to_string(),
        &case.last_day.to_string(),
        &case.days.to_string(),
        &case.longest_row.to_string(),
        &rows_to_text(&case.rows),
        &case.proposed_code,
        &case.borne_code,
        &case.examine_date.map(|day| day.to_string()).unwrap_or_default(),
        &case.decided_code,
        &case.document_number,
    ];
    sealed_fields::seal(vault, case.id, &fields.map(String::as_str))
}

struct Row {
    case_id: Uuid,
    servant: String,
    ruleset: String,
    calendar: String,
    stage: String,
    due_date: Option<jiff_sqlx::Date>,
    figures_key: Vec<u8>,
    figures_sealed: Vec<u8>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl Row {
    fn open(self, vault: &Vault) -> sqlx::Result<DisciplineCase> {
        let figures = Sealed { key: self.figures_key, data: self.figures_sealed };
        let [first_day, last_day, days, longest_row, rows, proposed, borne, examined, decided_code, document_number] =
            sealed_fields::open(vault, self.case_id, &figures)?;
        let examine_date = if examined.is_empty() { None } else { Some(read(&examined)?) };
        Ok(DisciplineCase {
            id: self.case_id,
            servant: self.servant,
            first_day: read(&first_day)?,
            last_day: read(&last_day)?,
            days: read(&days)?,
            longest_row: read(&longest_row)?,
            rows: rows_from_text(&rows)?,
            proposed_code: proposed,
            borne_code: borne,
            ruleset: self.ruleset,
            calendar: self.calendar,
            stage: DisciplineStage::parse(&self.stage).ok_or_else(|| unknown("stage", &self.stage))?,
            due: self.due_date.map(jiff_sqlx::Date::to_jiff),
            examine_date,
            decided_code,
            document_number,
            version: self.version,
            create_time: self.create_time.to_jiff(),
            update_time: self.update_time.to_jiff(),
        })
    }
}

/// Rows as one field: days with a stroke between, rows with a blank.
fn rows_to_text(rows: &[DayRow]) -> String {
    let texts: Vec<String> = rows.iter().map(|row| format!("{}/{}", row.first_day, row.last_day)).collect();
    texts.join(" ")
}

fn rows_from_text(text: &str) -> sqlx::Result<Vec<DayRow>> {
    let one = |row: &str| {
        let (first, last) = row.split_once('/').ok_or_else(|| unknown("row", row))?;
        Ok(DayRow { first_day: read(first)?, last_day: read(last)? })
    };
    text.split_whitespace().map(one).collect()
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT case_id, servant, ruleset, calendar, stage, due_date, figures_key, figures_sealed, version, create_time,
                    update_time
             FROM evaluation.discipline_cases " + $rest,
            $($argument),*
        )
    };
}

/// Reads a proposal. Whoever calls sees to it that the reading is audited.
pub async fn get(connection: &mut PgConnection, vault: &Vault, id: Uuid) -> sqlx::Result<Option<DisciplineCase>> {
    let row = select!("WHERE case_id = $1", id);
    row.fetch_optional(connection).await?.map(|row| row.open(vault)).transpose()
}

/// Reads a proposal and holds its row until the transaction ends.
pub async fn lock(
    connection: &mut PgConnection,
    vault: &Vault,
    id: Uuid,
) -> sqlx::Result<Option<Locked<DisciplineCase>>> {
    let row = select!("WHERE case_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| row.open(vault).map(Locked::held)).transpose()
}

/// The proposals of these servants, oldest first.
pub async fn of_servants(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[String],
) -> sqlx::Result<Vec<DisciplineCase>> {
    let rows = select!("WHERE servant = ANY ($1) ORDER BY create_time, case_id", servants);
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// Saves a proposal under its next version.
pub async fn update(
    connection: &mut PgConnection,
    vault: &Vault,
    case: &mut Locked<DisciplineCase>,
) -> sqlx::Result<()> {
    case.version += 1;
    let figures = sealed(vault, case)?;
    sqlx::query!(
        "UPDATE evaluation.discipline_cases
         SET stage = $2, due_date = $3, figures_key = $4, figures_sealed = $5, version = $6, update_time = $7
         WHERE case_id = $1",
        case.id,
        case.stage.as_str(),
        case.due.map(ToSqlx::to_sqlx) as _,
        figures.key,
        figures.data,
        case.version,
        case.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which proposals are wanted; empty or none means any.
#[derive(Clone, Debug, Default)]
pub struct WantedDiscipline {
    /// Of a servant.
    pub servant: String,
    /// At a stage.
    pub stage: Option<DisciplineStage>,
    /// Whose next step is due by a day; of who left nothing is.
    pub due_by: Option<Date>,
}

/// Lists proposals, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    wanted: &WantedDiscipline,
    page: &Page,
) -> sqlx::Result<Vec<DisciplineCase>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, case_id) > ($1, $2)
           AND ($3 = '' OR servant = $3) AND ($4::text IS NULL OR stage = $4) AND ($5::date IS NULL OR (due_date <= $5 AND NOT EXISTS (
                SELECT FROM evaluation.servants AS gone
                WHERE gone.servant = discipline_cases.servant AND gone.left_date IS NOT NULL)))
         ORDER BY create_time, case_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.servant,
        wanted.stage.map(DisciplineStage::as_str),
        wanted.due_by.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// Keeps what was said, and by which account.
pub async fn add_text(
    connection: &mut PgConnection,
    case: Uuid,
    part: &str,
    said_by: &str,
    text: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.discipline_texts (case_id, part, said_by, text_key, text_sealed) VALUES ($1, $2, $3, $4, $5)",
        case,
        part,
        said_by,
        text.key.as_slice(),
        text.data.as_slice(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was said in a proposal: part and text.
pub async fn texts_of(connection: &mut PgConnection, case: Uuid) -> sqlx::Result<Vec<(String, Sealed)>> {
    let rows =
        sqlx::query!("SELECT part, text_key, text_sealed FROM evaluation.discipline_texts WHERE case_id = $1", case,);
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.part, Sealed { key: row.text_key, data: row.text_sealed })).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn rows_read_back() {
        let row = |first_day, last_day| DayRow { first_day, last_day };
        let two = vec![row(date(2024, 12, 18), date(2025, 1, 3)), row(date(2025, 2, 3), date(2025, 2, 14))];
        for rows in [Vec::new(), two] {
            assert_eq!(rows_from_text(&rows_to_text(&rows)).unwrap(), rows);
        }
        assert!(rows_from_text("2025-02-03").is_err());
    }
}
