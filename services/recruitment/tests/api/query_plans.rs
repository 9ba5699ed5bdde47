//! What the public asks for on the day of an announcement reads an index in its order: the service's own statements, explained.

use crate::Recruitment;
use sqlx::AssertSqlSafe;

const VACANCIES: &str = include_str!("../../src/store/announcement/vacancies.rs");
const APPLICATIONS: &str = include_str!("../../src/store/intake/applications.rs");

/// The statement of a function of the store, as it is sent.
fn statement<'s>(source: &'s str, function: &str) -> &'s str {
    let body = source.split_once(&format!("pub async fn {function}(")).unwrap().1;
    let from = body.find("SELECT").unwrap();
    let raw = body[..from].ends_with("r#\"");
    body[from..].split_once(if raw { "\"#" } else { "\"" }).unwrap().0
}

/// The plan behind row-level security, whatever the arguments are; a sequential scan or a sort is only there if nothing else is
/// possible.
async fn plan(recruitment: &Recruitment, statement: &str, arguments: &str) -> Vec<String> {
    let mut connection = recruitment.harness.pool.acquire().await.unwrap();
    let prepared = format!(
        "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET app.instansi = '6571';
         SET ROLE recruitment; SET plan_cache_mode = force_generic_plan; PREPARE asked AS {statement}"
    );
    sqlx::raw_sql(AssertSqlSafe(prepared)).execute(&mut *connection).await.unwrap();
    let explain = format!("EXPLAIN EXECUTE asked ({arguments})");
    let plan = sqlx::query_scalar(AssertSqlSafe(explain)).persistent(false).fetch_all(&mut *connection).await.unwrap();
    connection.close().await.unwrap();
    plan
}

#[tokio::test]
async fn public_lists_read_an_index_in_its_order() {
    let recruitment = Recruitment::start().await;
    let lists = [
        (
            statement(VACANCIES, "list"),
            "'-infinity', gen_random_uuid(), NULL, '', 'asemrowo', '', '', NULL, '', NULL, 51",
            "vacancies_public",
        ),
        (statement(APPLICATIONS, "list_skd"), "gen_random_uuid(), 7, gen_random_uuid(), 51", "applications_skd"),
    ];
    for (statement, arguments, index) in lists {
        let plan = plan(&recruitment, statement, arguments).await;
        assert!(plan.iter().any(|line| line.contains(&format!("using {index} "))), "{plan:#?}");
        assert!(plan.iter().any(|line| line.contains("Index Cond") && line.contains("ROW(")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("Sort")), "{plan:#?}");
    }
}

#[tokio::test]
async fn a_page_of_a_result_reads_no_more_than_a_page() {
    let recruitment = Recruitment::start().await;
    let plan = plan(&recruitment, statement(APPLICATIONS, "list_result"), "gen_random_uuid(), 7, 51").await;
    let index = plan.iter().position(|line| line.contains("using applications_result ")).expect("another index");
    assert!(plan[index - 1].contains("Limit"), "{plan:#?}");
    assert!(plan[index + 1].contains("Index Cond") && plan[index + 1].contains("place"), "{plan:#?}");
}
