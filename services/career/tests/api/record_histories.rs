//! Histories of earlier years are taken in beside what stands.

use crate::{
    Career, HR,
    record::date,
    record_exchange::{header, messages, places, row},
};
use contracts::career::v1::{self as pb, export_servants_request::Listing, history_row::History};
use pb::{education::Level, held_post::Assignment, import_histories_request::Part};
use platform::testing::{TENANT, eventually, reason};
use tonic::Status;

impl Career {
    async fn import_histories(
        &self,
        header: pb::HistoryImportHeader,
        rows: &[pb::HistoryRow],
    ) -> Result<pb::ImportHistoriesResponse, Status> {
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportHistoriesRequest { part: Some(part) }).collect();
        let request = self.harness.request(HR, tokio_stream::iter(messages));
        Ok(self.exchange_client().import_histories(request).await?.into_inner())
    }
}

fn loose() -> pb::HistoryImportHeader {
    pb::HistoryImportHeader { parent: format!("instansi/{TENANT}"), ..Default::default() }
}

fn of(number: u32, history: History) -> pb::HistoryRow {
    pb::HistoryRow { nip: row(number).nip, history: Some(history) }
}

/// A rank from the beginning of one year to the end of March of another.
fn rank(name: &str, from: i32, to: i32) -> History {
    History::Rank(pb::HeldRank {
        rank: name.into(),
        rank_kind: "101".into(),
        start_date: date(from, 4, 1),
        end_date: date(to, 3, 31),
        ..Default::default()
    })
}

fn post(title: &str, seat: i32) -> History {
    History::Post(pb::HeldPost {
        assignment: Assignment::Definitive.into(),
        title: title.into(),
        seat,
        start_date: date(2010, 1, 1),
        end_date: date(2015, 2, 28),
        ..Default::default()
    })
}

fn education(year: i32) -> History {
    History::Education(pb::Education {
        level: Level::Slta.into(),
        program: "IPA".into(),
        institution: "SMA 1".into(),
        graduation_year: year,
        ..Default::default()
    })
}

fn rating(year: i32, rating: &str) -> History {
    History::Rating(pb::RatingRow { year, rating: rating.into() })
}

#[tokio::test]
async fn rows_of_earlier_years_are_added_once() {
    let career = Career::start().await;
    career.import_rows(header(), &[row(1)]).await.unwrap();
    let rows = [
        of(1, rank("III/a", 2018, 2022)),
        of(1, post("Perawat", 0)),
        of(1, education(2004)),
        of(1, rating(2023, "baik")),
        of(1, rating(2024, "SANGAT BAIK")),
    ];
    let report = career.import_histories(loose(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.known, report.errors), (5, 0, vec![]));
    let again = career.import_histories(loose(), &rows).await.unwrap();
    assert_eq!((again.accepted, again.known, again.rejected), (0, 5, 0));
    let nip = row(1).nip;
    let ranks = career.exported(Listing::RwGolongan).await;
    assert!(ranks[1].starts_with(&format!("{nip},31,III/a,01-04-2018")) && ranks[2].contains(",III/b,"), "{ranks:?}");
    assert_eq!(career.exported(Listing::RwSkp22).await[2], format!("{nip},2024,SANGAT BAIK"));
    let list = pb::ListServantsRequest { parent: header().parent, ..Default::default() };
    let shown = career.client.clone().list_servants(career.harness.request(HR, list)).await.unwrap().into_inner();
    assert_eq!((shown.servants[0].rating.as_str(), shown.servants[0].rating_year), ("VERY_GOOD", 2024));
}

#[tokio::test]
async fn what_cannot_be_or_stands_in_the_way_is_refused_by_row() {
    let career = Career::start().await;
    career.import_rows(header(), &[row(1)]).await.unwrap();
    let rows = [
        of(2, rating(2024, "BAIK")),
        pb::HistoryRow { nip: "1".into(), history: None },
        of(1, rank("III/a", 2020, 2023)),
        of(1, rank("IX", 2009, 2011)),
        of(1, post("Perawat", 1)),
        of(1, post("", 0)),
        of(1, education(1990)),
        of(1, rating(2025, "HEBAT")),
        of(1, rating(2009, "BAIK")),
    ];
    let report = career.import_histories(loose(), &rows).await.unwrap();
    let expected = [
        (1, "nip"),
        (2, "nip"),
        (2, "history"),
        (3, "rank.start_date"),
        (4, "rank.rank"),
        (4, "rank.start_date"),
        (5, "post.seat"),
        (6, "post.title"),
        (7, "education.graduation_year"),
        (8, "rating.year"),
        (8, "rating.rating"),
        (9, "rating.year"),
    ];
    assert_eq!(places(&report.errors), expected);
    assert_eq!((report.accepted, report.rejected), (0, 9));
    let strict = pb::HistoryImportHeader { strict: true, ..loose() };
    let refused = career.import_histories(strict, &[of(1, rating(2024, "BAIK")), of(2, rating(2024, "BAIK"))]).await;
    assert_eq!(reason(&refused.unwrap_err()), "IMPORT_REFUSED");
    assert_eq!(career.harness.number("SELECT count(*) FROM career.ratings").await, 0);
}

/// Waits until one import holds the lock of imports and this many wait for it.
async fn imports_waiting(career: &Career, waiting: i64) {
    let sql = "SELECT count(*) FILTER (WHERE granted), count(*) FILTER (WHERE NOT granted)
               FROM pg_locks JOIN pg_database ON pg_database.oid = database
               WHERE datname = current_database() AND locktype = 'advisory'
                 AND (classid::bigint << 32 | objid::bigint) = hashtextextended('servants of 6571', 0)";
    eventually(async || {
        let found: (i64, i64) = sqlx::query_as(sql).fetch_one(&career.harness.pool).await.unwrap();
        (found == (1, waiting)).then_some(())
    })
    .await;
}

/// Who is being imported is neither imported a second time nor unknown to an import of histories: both wait.
#[tokio::test]
async fn imports_of_an_instansi_wait_for_each_other() {
    let career = Career::start().await;
    // A whole chunk is taken, and the import stays open for more.
    let rows: Vec<_> = (1..=200).map(row).collect();
    let (sender, receiver) = tokio::sync::mpsc::channel(201);
    for message in messages(header(), &rows) {
        sender.send(message).await.unwrap();
    }
    let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
    let request = career.harness.request(HR, stream);
    let mut client = career.exchange_client();
    let first = tokio::spawn(async move { client.import_servants(request).await.unwrap().into_inner() });
    imports_waiting(&career, 0).await;
    let ratings = [of(1, rating(2024, "BAIK"))];
    let (second, histories, ()) =
        tokio::join!(career.import_rows(header(), &rows[..2]), career.import_histories(loose(), &ratings), async {
            imports_waiting(&career, 2).await;
            drop(sender);
        });
    assert_eq!(first.await.unwrap().accepted, 200);
    let second = second.unwrap();
    assert_eq!((second.accepted, second.known, second.rejected), (0, 2, 0));
    let histories = histories.unwrap();
    assert_eq!((histories.accepted, histories.errors), (1, vec![]));
}
