//! `recruitment.official_rows`: written once, read as a whole.

use crate::domain::{
    columns::{Column, Numbers, PrintedRow},
    thousandths::Thousandths,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds rows to a list.
pub async fn insert(connection: &mut PgConnection, list: Uuid, rows: &[PrintedRow]) -> sqlx::Result<()> {
    // An array of arrays would have to be one array of equal lengths: each row's numbers travel as text.
    let numbers: Vec<String> = rows.iter().map(|row| numbers_to_text(&row.numbers)).collect();
    sqlx::query!(
        "INSERT INTO recruitment.official_rows (list_id, row, participant_number, numbers, code, rank, seat)
         SELECT $1, row, participant_number, numbers::int[], code, rank, seat
         FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::int[], $7::boolean[])
              AS new (row, participant_number, numbers, code, rank, seat)",
        list,
        &rows.iter().map(|row| row.row).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.participant_number.clone()).collect::<Vec<_>>(),
        &numbers,
        &rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>() as _,
        &rows.iter().map(|row| row.rank.map(u32::cast_signed)).collect::<Vec<_>>() as _,
        &rows.iter().map(|row| row.seat).collect::<Vec<_>>() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// All rows of a list, in its order.
pub async fn all(connection: &mut PgConnection, list: Uuid) -> sqlx::Result<Vec<PrintedRow>> {
    let rows = sqlx::query!(
        r#"SELECT row, participant_number, numbers AS "numbers: Vec<Option<i32>>", code, rank, seat
           FROM recruitment.official_rows WHERE list_id = $1 ORDER BY row"#,
        list,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| PrintedRow {
        row: row.row,
        participant_number: row.participant_number,
        numbers: numbers_of(&row.numbers),
        code: row.code,
        rank: row.rank.map(i32::cast_unsigned),
        seat: row.seat,
    });
    Ok(rows.collect())
}

fn numbers_to_text(numbers: &Numbers) -> String {
    let one = |column| numbers.get(column).map_or_else(|| "NULL".to_owned(), |number| number.0.to_string());
    format!("{{{}}}", Column::ALL.map(one).join(","))
}

fn numbers_of(stored: &[Option<i32>]) -> Numbers {
    let mut numbers = Numbers::default();
    for (column, number) in Column::ALL.into_iter().zip(stored) {
        numbers.set(column, number.map(|number| Thousandths(number.cast_unsigned())));
    }
    numbers
}
