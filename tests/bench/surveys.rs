//! A million answers to satisfaction surveys: taken from anybody and from paper, and turned into indexes.

use crate::{
    ground::{Ground, TENANT},
    options::Options,
    report::{Goal, Report},
};
use anyhow::ensure;
use contracts::evaluation::v1::{self as pb, import_answers_request::Part};
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Clock, Settings};
use siklus::calls::Calls;
use sqlx::{AssertSqlSafe, PgPool};
use std::{collections::BTreeMap, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const DATABASE: &str = "bench_surveys";
/// Surveys that are closed with answers; two more take some.
const SURVEYS: i64 = 125;
/// Closed at once: two a core, because whoever commits waits for the disk.
const PARALLEL: usize = 4;
/// People who answer at once.
const CROWD: usize = 32;

/// Services with an open survey each, by number.
const OPEN: [&str; 2] = [
    "INSERT INTO evaluation.public_services (service_id, instansi, display_name, unit, quality, version, create_time,
                                             update_time)
     SELECT lpad(to_hex(n), 32, '0')::uuid, $1, 'Layanan ' || n, 'x', 'steady', 1, now(), now()
     FROM generate_series(1, $2::bigint) AS n",
    "INSERT INTO evaluation.surveys (survey_id, instansi, state, service_id, period_start, period_end, population,
                                     minimum_sample, ruleset, version, create_time, update_time)
     SELECT lpad(to_hex(n), 32, '0')::uuid, $1, 'open', lpad(to_hex(n), 32, '0')::uuid, current_date - 30,
            current_date + 300, 1000000, 384, 'survey-permenpanrb-14-2017', 2, now(), now()
     FROM generate_series(1, $2::bigint) AS n",
];

/// What answers leave: sums of forms on paper, half threes and half fours, and a mark of each form.
const ANSWERED: [&str; 2] = [
    "INSERT INTO evaluation.survey_sums (survey_id, channel, instansi, respondents, answers)
     SELECT survey_id, channel, instansi, answered, ARRAY (SELECT CASE WHEN n % 4 < 2 THEN 0 ELSE answered / 2 END
                                                           FROM generate_series(0, 35) AS n ORDER BY n)
     FROM (SELECT survey_id, channel, instansi,
                  CASE WHEN channel = 'paper' AND survey_id <= lpad(to_hex($1::bigint), 32, '0')::uuid THEN $2::bigint
                       ELSE 0 END AS answered
           FROM evaluation.surveys, unnest(ARRAY['code', 'link', 'paper']) AS channel) AS sums",
    "INSERT INTO evaluation.survey_marks (survey_id, mark, instansi)
     SELECT survey_id, sha256(int8send(n)), instansi FROM evaluation.surveys, generate_series(1, $2::bigint) AS n
     WHERE survey_id <= lpad(to_hex($1::bigint), 32, '0')::uuid",
];

const TABLES: [&str; 4] = ["public_services", "surveys", "survey_sums", "survey_marks"];

/// Lets people answer, imports forms, and closes surveys with a million answers.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "surveys",
        "SubmitAnswers over gRPC by invitation codes, 32 people at once, all to one survey; ImportAnswers of paper forms, one \
         message a form; CloseSurvey of 125 surveys, four at once, which keeps index and elements and forgets codes \
         and marks; ListSurveys of them",
    );
    let each: i64 = options.pick(8_000, 160);
    let (people, forms): (i32, i64) = options.pick((20_000, 200_000), (200, 2_000));
    let pool = ground.database(DATABASE, &[&evaluation::SERVICE]).await?;
    fill(&pool, each).await?;
    let mut settings: Settings<evaluation::config::Rules> = ground.settings_of(&evaluation::SERVICE, DATABASE)?;
    settings.server.timeout_seconds = 600;
    let app = evaluation::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    let addresses = BTreeMap::from([("evaluation", address)]);
    let calls = Calls::to_addresses(&addresses, ground.issuer.clone())?;
    ground.settle().await?;
    let seconds = answer(&calls, people).await?;
    report.add(format!("{people} answers to one survey"), f64::from(people) / seconds, "answers/s", Goal::None);
    let seconds = import(&calls, forms).await?;
    report.add(format!("an import of {forms} forms"), forms as f64 / seconds, "forms/s", Goal::None);
    ground.settle().await?;
    let closed = close(&calls).await?;
    let (read, answers) = read(&calls).await?;
    ensure!(answers == SURVEYS * each, "{answers} answers stand behind the indexes");
    report.add(format!("{answers} answers into {SURVEYS} indexes"), closed, "s", Goal::AtMost(3.0));
    report.add("those indexes and their elements, read", read, "s", Goal::None);
    stop.cancel();
    running.await??;
    pool.close().await;
    Ok(())
}

async fn fill(pool: &PgPool, each: i64) -> anyhow::Result<()> {
    for statement in OPEN {
        sqlx::query(statement).bind(TENANT).bind(SURVEYS + 2).execute(pool).await?;
    }
    for statement in ANSWERED {
        sqlx::query(statement).bind(SURVEYS).bind(each).execute(pool).await?;
    }
    for table in TABLES {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE evaluation.{table}"))).execute(pool).await?;
    }
    Ok(())
}

fn parent() -> String {
    format!("instansi/{TENANT}")
}

fn survey(n: i64) -> String {
    format!("{}/surveys/{}", parent(), Uuid::from_u128(u128::from(n.unsigned_abs())))
}

fn answers(n: i64) -> Vec<pb::ElementAnswer> {
    let answer = if n % 2 == 0 { 3 } else { 4 };
    (1..=9).map(|element| pb::ElementAnswer { element, answer }).collect()
}

/// Seconds in which so many people answer one survey, each by a code.
async fn answer(calls: &Calls, people: i32) -> anyhow::Result<f64> {
    let mut codes = Vec::new();
    while codes.len() < people.unsigned_abs() as usize {
        let request = pb::IssueSurveyCodesRequest { survey: survey(SURVEYS + 1), count: 200, ..Default::default() };
        codes.extend(calls.surveys("public_desk").issue_survey_codes(request).await?.into_inner().codes);
    }
    let began = Instant::now();
    let sent = codes.into_iter().zip(0..).map(|(code, n)| {
        let mut client = calls.questionnaires();
        async move {
            let (parent, answers, request_id) = (parent(), answers(n), Uuid::new_v4().to_string());
            let request = pb::SubmitAnswersRequest { parent, code, answers, request_id, ..Default::default() };
            client.submit_answers(request).await.map(|_| ())
        }
    });
    stream::iter(sent).buffer_unordered(CROWD).try_collect::<()>().await?;
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds of an import of so many forms.
async fn import(calls: &Calls, forms: i64) -> anyhow::Result<f64> {
    let header = pb::ImportAnswersHeader { parent: parent(), survey: survey(SURVEYS + 2), ..Default::default() };
    let rows = (0..forms).map(|n| {
        Part::Row(pb::AnswerRow { form: format!("F-{n}"), answers: answers(n), question_answers: Vec::new() })
    });
    let parts = std::iter::once(Part::Header(header)).chain(rows);
    let messages = parts.map(|part| pb::ImportAnswersRequest { part: Some(part) });
    let began = Instant::now();
    let taken = calls.surveys("public_desk").import_answers(tokio_stream::iter(messages)).await?.into_inner();
    ensure!(taken.accepted == forms, "{} forms were counted", taken.accepted);
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds in which all surveys with many answers are closed.
async fn close(calls: &Calls) -> anyhow::Result<f64> {
    let began = Instant::now();
    let closed = (1..=SURVEYS).map(|n| {
        let mut client = calls.surveys("public_desk");
        async move {
            let request = pb::CloseSurveyRequest { name: survey(n), etag: "\"2\"".to_owned(), ..Default::default() };
            client.close_survey(request).await.map(|_| ())
        }
    });
    stream::iter(closed).buffer_unordered(PARALLEL).try_collect::<()>().await?;
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds in which every index is read, and the answers behind them.
async fn read(calls: &Calls) -> anyhow::Result<(f64, i64)> {
    let began = Instant::now();
    let request = pb::ListSurveysRequest { parent: parent(), page_size: 1_000, ..Default::default() };
    let found = calls.surveys("analyst").list_surveys(request).await?.into_inner();
    let seconds = began.elapsed().as_secs_f64();
    let results = found.surveys.into_iter().filter_map(|survey| survey.result);
    Ok((seconds, results.map(|result| result.respondents).sum()))
}
