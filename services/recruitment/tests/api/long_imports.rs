use crate::{Answer, COMMITTEE, Recruitment, header, refusal, scored};
use contracts::recruitment::v1::{self as pb, import_skd_results_request::Part};
use std::time::{Duration, Instant};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

const GOOD: [i32; 3] = [65, 80, 166];
/// Rows that the service checks at once.
const CHUNK: usize = 1000;

fn part(part: Part) -> pb::ImportSkdResultsRequest {
    pb::ImportSkdResultsRequest { part: Some(part) }
}

fn unknown() -> pb::ImportSkdResultsRequest {
    part(Part::Row(pb::SkdRow { participant_number: "nobody".into(), attendance: 1, ..Default::default() }))
}

#[tokio::test]
async fn a_row_that_comes_again_in_a_later_chunk_is_told_by_its_number() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let people =
        [recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await, recruitment.apply(&open, 3).await];
    recruitment.screened(&open).await;
    // Whoever was refused has come, too: which of two rows counts is not for the service to choose.
    let mut rows = vec![scored(&people[0], [67, 80, 166]), scored(&people[1], GOOD), scored(&people[2], GOOD)];
    rows.resize(CHUNK, pb::SkdRow { participant_number: "nobody".into(), ..scored(&people[0], GOOD) });
    let later = [scored(&people[0], GOOD), scored(&people[1], GOOD)];
    rows.extend(later.clone());
    let report = recruitment.import_skd(header(), &rows).await.unwrap().into_inner();
    let told: Vec<_> = report.errors.iter().filter(|error| error.reason.contains("twice")).map(|one| one.row).collect();
    assert_eq!((report.accepted, report.rejected, told), (2, 1000, vec![1001, 1002]));
    let again = recruitment.import_skd(header(), &later).await.unwrap().into_inner();
    assert_eq!((again.accepted, again.rejected), (2, 0), "another import has seen nobody");
}

#[tokio::test]
async fn an_import_lasts_as_long_as_rows_come() {
    let recruitment = Recruitment::start_with_settings(|settings| settings.server.timeout_seconds = 2).await;
    let (sent, report) = keep_sending(&recruitment, Duration::from_secs(3)).await;
    let report = report.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (0, sent));
}

/// Sends rows for as long as they are taken or `most` has not passed; how many were sent, and what came of them.
async fn keep_sending(recruitment: &Recruitment, most: Duration) -> (i64, Answer<pb::ImportSkdResultsResponse>) {
    let (sender, receiver) = tokio::sync::mpsc::channel(10);
    let request = recruitment.harness.request(COMMITTEE, ReceiverStream::new(receiver));
    let mut client = recruitment.applications.clone();
    let import = tokio::spawn(async move { client.import_skd_results(request).await });
    sender.send(part(Part::Header(header()))).await.unwrap();
    let (began, mut sent) = (Instant::now(), 0);
    while began.elapsed() < most && sender.send(unknown()).await.is_ok() {
        sent += 1;
    }
    drop(sender);
    (sent, import.await.unwrap())
}

#[tokio::test]
async fn an_import_outlives_the_age_at_which_its_connection_takes_no_new_calls() {
    let mut recruitment = Recruitment::start_with_settings(|settings| settings.server.connection_seconds = 1).await;
    let (sent, report) = keep_sending(&recruitment, Duration::from_secs(3)).await;
    let report = report.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (0, sent));
    // The next call takes another connection.
    recruitment.import_skd(header(), &[]).await.unwrap();
}

#[tokio::test]
async fn no_import_lasts_longer_than_imports_may_however_steadily_rows_come() {
    let recruitment = Recruitment::start_with_settings(|settings| {
        (settings.server.timeout_seconds, settings.server.import_seconds) = (1, 2);
    })
    .await;
    let (_, ended) = keep_sending(&recruitment, Duration::from_secs(10)).await;
    assert_eq!(refusal(ended), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".into()));
    let told = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ImportSkdResults'";
    assert_eq!(recruitment.harness.number(told).await, 0);
}

#[tokio::test]
async fn an_import_whose_rows_stop_coming_is_ended_and_leaves_nothing() {
    let mut recruitment = Recruitment::start_with_settings(|settings| settings.server.timeout_seconds = 1).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(10);
    sender.send(part(Part::Header(header()))).await.unwrap();
    sender.send(unknown()).await.unwrap();
    let request = recruitment.harness.request(COMMITTEE, ReceiverStream::new(receiver));
    let silent = recruitment.applications.import_skd_results(request).await;
    assert_eq!(refusal(silent), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".into()));
    let told = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ImportSkdResults'";
    assert_eq!(recruitment.harness.number(told).await, 0);
    drop(sender);
}
