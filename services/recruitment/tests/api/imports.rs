use crate::{Recruitment, header, marked, refusal, scored, strict};
use contracts::recruitment::v1::{self as pb, import_skd_results_request::Part, skd_row::Attendance};
use platform::testing::{OTHER_TENANT, bad_fields, eventually, reason};
use sqlx::AssertSqlSafe;
use tonic::Code;
use uuid::Uuid;

const GOOD: [i32; 3] = [65, 80, 166];

fn reasons(errors: &[pb::RowError]) -> Vec<(i64, &str)> {
    errors.iter().map(|error| (error.row, error.field.as_str())).collect()
}

#[tokio::test]
async fn every_bad_row_is_told_by_its_number_and_the_good_ones_are_taken() {
    let mut recruitment = Recruitment::start().await;
    let vacancies = [recruitment.opened(1, 1).await, recruitment.opened(2, 1).await];
    let here = [recruitment.apply(&vacancies[0], 1).await, recruitment.apply(&vacancies[0], 2).await];
    let still_open = recruitment.apply(&vacancies[1], 3).await;
    recruitment.screened(&vacancies[0]).await;
    let absent = |scores| pb::SkdRow { attendance: Attendance::Absent.into(), ..scored(&here[1], scores) };
    let rows = [
        scored(&here[0], GOOD),
        pb::SkdRow { participant_number: "2024999".into(), ..scored(&here[0], GOOD) },
        scored(&here[0], [67, 180, 226]),
        pb::SkdRow { attendance: 0, ..scored(&here[1], GOOD) },
        absent([5, 0, 0]),
        scored(&here[1], [-5, 0, 0]),
        scored(&still_open, GOOD),
        absent([0, 0, 0]),
    ];
    let report = recruitment.import_skd(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (2, 6));
    let expected = [
        (2, "participant_number"),
        (3, "participant_number"),
        (3, "twk"),
        (3, "tiu"),
        (3, "tkp"),
        (4, "attendance"),
        (5, "attendance"),
        (6, "twk"),
        (7, "participant_number"),
        (7, "participant_number"),
    ];
    assert_eq!(reasons(&report.errors), expected);
    let taken = "SELECT count(*) FROM recruitment.applications
                 WHERE (skd_attendance, twk, tiu, tkp) IN (('present', 65, 80, 166), ('absent', 0, 0, 0))";
    assert_eq!(recruitment.harness.number(taken).await, 2);
}

#[tokio::test]
async fn a_strict_import_takes_all_or_nothing() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    recruitment.screened(&open).await;
    let rows = [scored(&applied, GOOD), scored(&applied, GOOD)];
    let refused = recruitment.import_skd(strict(), &rows).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "IMPORT_REFUSED"));
    assert_eq!(bad_fields(&refused), ["rows[2].participant_number"]);
    let taken = "SELECT count(*) FROM recruitment.applications WHERE skd_attendance IS NOT NULL";
    assert_eq!(recruitment.harness.number(taken).await, 0);
    recruitment.import_skd(strict(), &rows[..1]).await.unwrap();
    assert_eq!(recruitment.harness.number(taken).await, 1);
}

#[tokio::test]
async fn results_are_replaced_until_they_are_ranked() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(strict(), &[scored(&applied, [0, 0, 0])]).await.unwrap();
    recruitment.import_skd(strict(), &[scored(&applied, GOOD)]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    assert_eq!(recruitment.application(&applied.name).await.result.unwrap().skd_code, "P/L");
    let late = recruitment.import_skd(header(), &[scored(&applied, GOOD)]).await.unwrap().into_inner();
    assert_eq!((late.accepted, late.rejected), (0, 1));
    recruitment.import_skb(strict(), &[marked(&applied, 0)]).await.unwrap();
    recruitment.import_skb(strict(), &[marked(&applied, 500)]).await.unwrap();
    recruitment.rank_final(&ranked).await.unwrap();
    let result = recruitment.application(&applied.name).await.result.unwrap();
    assert_eq!(result.final_points_exact, "4544/55"); // 40 × 311 ÷ 550 + 60
    let late = recruitment.import_skb(header(), &[marked(&applied, 0)]).await.unwrap().into_inner();
    assert_eq!((late.accepted, late.rejected), (0, 1));
}

#[tokio::test]
async fn the_field_test_knows_its_participants_and_its_maximum() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (best, failed) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let screened = recruitment.screened(&open).await;
    let early = recruitment.import_skb(header(), &[marked(&best, 300)]).await.unwrap().into_inner();
    assert_eq!(early.rejected, 1);
    recruitment.import_skd(strict(), &[scored(&best, GOOD), scored(&failed, [0, 0, 0])]).await.unwrap();
    recruitment.rank_skd(&screened).await.unwrap();
    let rows = [
        marked(&failed, 300),
        pb::SkbRow { cat_thousandths: 500_001, ..marked(&best, 0) },
        pb::SkbRow { cat_thousandths: -1, ..marked(&best, 0) },
        pb::SkbRow { participant_number: String::new(), ..marked(&best, 0) },
    ];
    let report = recruitment.import_skb(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (0, 4));
    let expected =
        [(1, "participant_number"), (2, "cat_thousandths"), (3, "cat_thousandths"), (4, "participant_number")];
    assert_eq!(reasons(&report.errors), expected);
}

#[tokio::test]
async fn an_import_sent_again_gets_the_first_answer() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    recruitment.screened(&open).await;
    let header = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let rows = [scored(&applied, GOOD)];
    let first = recruitment.import_skd(header.clone(), &rows).await.unwrap().into_inner();
    let second = recruitment.import_skd(header.clone(), &rows).await.unwrap().into_inner();
    assert_eq!(first, second);
    assert_eq!(recruitment.application(&applied.name).await.etag, "\"3\"");
    let other = recruitment.import_skd(header, &[scored(&applied, [0, 0, 0])]).await;
    assert_eq!(refusal(other), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn participants_of_another_instansi_are_unknown() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    recruitment.screened(&open).await;
    let elsewhere = pb::ImportHeader { parent: format!("instansi/{OTHER_TENANT}"), ..header() };
    let refused = recruitment.import_skd(elsewhere, &[scored(&applied, GOOD)]).await;
    assert_eq!(refusal(refused).0, Code::PermissionDenied);
    let stream = tokio_stream::iter([pb::ImportSkdResultsRequest::default()]);
    let request = recruitment.harness.request(crate::COMMITTEE, stream);
    let refused = recruitment.applications.import_skd_results(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header"]);
}

#[tokio::test]
async fn more_rows_than_a_chunk_are_taken_in_order() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    recruitment.screened(&open).await;
    let mut rows: Vec<_> = (0..2500)
        .map(|number| pb::SkdRow { participant_number: format!("none-{number}"), ..scored(&applied, GOOD) })
        .collect();
    (rows[10], rows[2400]) = (scored(&applied, GOOD), scored(&applied, GOOD));
    let report = recruitment.import_skd(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected, report.errors.len()), (1, 2499, 1000));
}

#[tokio::test]
async fn no_ranking_overtakes_an_import_under_way() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    let screened = recruitment.screened(&open).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(2000);
    let mut parts = vec![Part::Header(header()), Part::Row(scored(&applied, GOOD))];
    parts.resize(1001, Part::Row(pb::SkdRow::default()));
    for part in parts {
        sender.send(pb::ImportSkdResultsRequest { part: Some(part) }).await.unwrap();
    }
    let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
    let request = recruitment.harness.request(crate::COMMITTEE, stream);
    let mut client = recruitment.applications.clone();
    let import = tokio::spawn(async move { client.import_skd_results(request).await.unwrap().into_inner() });
    let pool = recruitment.harness.pool.clone();
    // The first chunk is written and its transaction waits for more rows; then the ranking waits for the import.
    sessions(&pool, "state = 'idle in transaction' AND query LIKE 'INSERT INTO recruitment.log_leaves%'").await;
    let ranking = tokio::spawn(async move { recruitment.rank_skd(&screened).await.map(|ranked| ranked.into_inner()) });
    sessions(&pool, "wait_event_type = 'Lock'").await;
    drop(sender);
    assert_eq!(import.await.unwrap().accepted, 1);
    assert_eq!(ranking.await.unwrap().unwrap().state(), pb::vacancy::State::SkdRanked);
}

/// Waits until a session of this test's database is in this condition.
async fn sessions(pool: &sqlx::PgPool, condition: &'static str) {
    let found = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {condition}");
    eventually(async || {
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(found.as_str())).fetch_one(pool).await.ok()?;
        (count == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_score_that_the_answers_cannot_have_given_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    recruitment.screened(&open).await;
    let answered = |scores, answered| pb::SkdRow { tkp_answered: Some(answered), ..scored(&applied, scores) };
    let absent = pb::SkdRow { attendance: Attendance::Absent.into(), ..answered([0; 3], 1) };
    let cases = [
        (answered([65, 80, 44], 45), Some("tkp_answered")),
        (answered([65, 80, 166], 46), Some("tkp_answered")),
        (answered([65, 80, 166], -1), Some("tkp_answered")),
        (absent, Some("attendance")),
        (answered([65, 80, 166], 45), None),
        (scored(&applied, [65, 80, 44]), None),
    ];
    for (row, field) in cases {
        let report = recruitment.import_skd(header(), std::slice::from_ref(&row)).await.unwrap().into_inner();
        let told: Vec<_> = report.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(told, field.into_iter().collect::<Vec<_>>(), "{row:?}");
        // Taken, because items may be left blank, but not in silence.
        let silent = row.tkp == 44 && row.tkp_answered.is_none();
        let warned: Vec<_> = report.warnings.iter().map(|warning| (warning.row, warning.field.as_str())).collect();
        assert_eq!((report.warned, warned), if silent { (1, vec![(1, "tkp")]) } else { (0, vec![]) }, "{row:?}");
    }
}
