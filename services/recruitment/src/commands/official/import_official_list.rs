use super::{lock_list, sums};
use crate::{
    domain::{
        columns::{Column, PrintedRow},
        official_list::OfficialList,
        recomputation::Sums,
    },
    error::{Error, OfficialError},
    rulesets::Rulebook,
    store::{official_lists, official_rows, vacancies},
};
use aws_lc_rs::digest::{Context, SHA256};
use platform::{AsRead, Failure, Locked, Violations, Work, imports::first_seen};

/// Most rows of a list. The largest vacancy of 2024 had some ten thousand applicants.
pub const MOST_ROWS: i64 = 100_000;

/// A list whose rows are coming in.
pub struct RowsTaken {
    list: Locked<OfficialList>,
    sums: Sums,
    hash: Context,
}

/// Locks a list without rows.
pub async fn begin_official_list(work: &mut Work<'_>, list: AsRead, rulebook: &Rulebook) -> Result<RowsTaken, Error> {
    let list = lock_list(work, list).await?;
    list.must_be_empty().map_err(OfficialError::from)?;
    let vacancy = vacancies::get(work.connection, list.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    let sums = sums(work.connection, rulebook, &vacancy, list.stage).await?;
    Ok(RowsTaken { list, sums, hash: Context::new(&SHA256) })
}

/// Takes rows as they are printed and returns those it refuses. Whether they are right is the audit's question.
pub async fn import_official_rows(
    work: &mut Work<'_>,
    taken: &mut RowsTaken,
    rows: Vec<PrintedRow>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|row| row.participant_number.clone()).collect();
    let mut fresh = first_seen(work.connection, &numbers).await?;
    let (mut sound, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        if row.row > MOST_ROWS {
            let mut check = Violations::default();
            check.add("row", format_args!("a list has at most {MOST_ROWS} rows"));
            return Err(Failure::from(check).into());
        }
        let first = fresh.remove(&row.participant_number);
        let check = check_row(&taken.sums, first, &row);
        if check.is_empty() {
            taken.hash.update(line(&row).as_bytes());
            sound.push(row);
        } else {
            refused.push((row.row, check));
        }
    }
    official_rows::insert(work.connection, taken.list.id, &sound).await?;
    Ok(refused)
}

/// Keeps the list with what came in.
pub async fn end_official_list(
    work: &mut Work<'_>,
    taken: RowsTaken,
    accepted: i64,
    rejected: i64,
) -> Result<OfficialList, Error> {
    let RowsTaken { mut list, hash, .. } = taken;
    let hash = hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    list.take(accepted, rejected, hash).map_err(OfficialError::from)?;
    official_lists::update(work.connection, &mut list).await?;
    Ok(list.release())
}

fn check_row(sums: &Sums, first: bool, row: &PrintedRow) -> Violations {
    let mut check = Violations::default();
    check.check("participant_number", first, "comes twice in this list");
    let columns = sums.columns();
    for column in Column::ALL.into_iter().filter(|column| row.numbers.get(*column).is_some()) {
        check.check(column.as_str(), columns.contains(&column), "is no column of such a list");
    }
    check
}

/// The text of a row that the list's hash is made of: fields by tabs, empty where nothing is printed.
fn line(row: &PrintedRow) -> String {
    let number = |column| row.numbers.get(column).map(|number| number.to_string()).unwrap_or_default();
    let mut fields = vec![row.row.to_string(), row.participant_number.clone()];
    fields.extend(Column::ALL.map(number));
    fields.push(row.code.clone().unwrap_or_default());
    fields.push(row.rank.map(|rank| rank.to_string()).unwrap_or_default());
    fields.push(row.seat.map(|seat| seat.to_string()).unwrap_or_default());
    format!("{}\n", fields.join("\t"))
}
