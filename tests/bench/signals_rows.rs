//! Made-up public services of several instansi with what the public said of them, written beside the service.

use sqlx::{AssertSqlSafe, PgPool};

/// The number of a service within the instansi, in `display_name`, decides everything else. The remainder by ten says what is
/// wrong with it: 1 complaints, 2 a survey, 3 late answers.
const SERVICES: &str =
    "INSERT INTO evaluation.public_services (service_id, instansi, display_name, unit, quality, version, create_time,
                                             update_time)
     SELECT uuidv7(), (1000 + tenant)::text, n::text, 'instansi/' || (1000 + tenant) || '/units/' || md5(n::text)::uuid,
            'steady', 1, now(), now()
     FROM generate_series(0, $1 - 1) AS tenant, generate_series(0, $2 - 1) AS n";

/// The 36 whole months before this one.
const MONTHS: &str =
    "INSERT INTO evaluation.service_months (service_id, month, instansi, transactions)
     SELECT service_id, (date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta') - make_interval(months => 36 - m))::date,
            instansi, 800 + 40 * (m % 12)
     FROM evaluation.public_services, generate_series(0, 35) AS m";

/// Five or six a month; where they rise, 26 more in each of the last four. They were due in the month after; where answers are late,
/// three a month are.
const COMPLAINTS: &str =
    "INSERT INTO evaluation.complaints (complaint_id, instansi, service_id, text_key, text_sealed, receive_time, month,
                                        state, verify_due, due_date, answer_date, version, create_time, update_time)
     SELECT uuidv7(), service.instansi, service.service_id, '\\x00', '\\x00', used.month + interval '9 days', used.month,
            'closed', used.month + 12, used.month + 40,
            used.month + CASE WHEN service.display_name::bigint % 10 = 3 AND k <= 3 THEN 45 ELSE 30 END, 1, now(), now()
     FROM evaluation.public_services AS service
     JOIN evaluation.service_months AS used USING (service_id),
          generate_series(1, 5 + extract(month FROM used.month)::int % 2
                             + CASE WHEN service.display_name::bigint % 10 = 1
                                         AND used.month >= date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta')
                                                           - interval '4 months' THEN 26 ELSE 0 END) AS k";

/// Two surveys of 116 people each, published.
const SURVEYS: &str =
    "INSERT INTO evaluation.surveys (survey_id, instansi, state, service_id, period_start, period_end, population,
                                     minimum_sample, ruleset, by_code, index_hundredths, publish_time, version, create_time,
                                     update_time)
     SELECT uuidv7(), instansi, 'published', service_id, current_date - 180 * back - 90, current_date - 180 * back, 160, 113,
            'survey-permenpanrb-14-2017', 116, 9722, now(), 1, now(), now()
     FROM evaluation.public_services, generate_series(1, 2) AS back";

const RESULTS: &str = "INSERT INTO evaluation.survey_results (survey_id, question, choice, instansi, answers)
     SELECT survey_id, element, CASE WHEN element = 'time' AND display_name::bigint % 10 = 2 THEN 3 ELSE 4 END,
            survey.instansi, 116
     FROM evaluation.surveys AS survey
     JOIN evaluation.public_services AS service ON service.service_id = survey.service_id,
          unnest(ARRAY['requirements', 'procedures', 'time', 'cost', 'product', 'competence', 'conduct',
                       'complaint_handling', 'facilities']) AS element";

const TABLES: [&str; 5] = ["public_services", "service_months", "complaints", "surveys", "survey_results"];

/// Fills every instansi with as many services. Returns how many complaints there are, and how many answers surveys count.
pub async fn fill(pool: &PgPool, tenants: i64, services: i64) -> anyhow::Result<(i64, i64)> {
    sqlx::query(SERVICES).bind(tenants).bind(services).execute(pool).await?;
    for statement in [MONTHS, COMPLAINTS, SURVEYS, RESULTS] {
        sqlx::query(statement).execute(pool).await?;
    }
    for table in TABLES {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE evaluation.{table}"))).execute(pool).await?;
    }
    let complaints = sqlx::query_scalar("SELECT count(*) FROM evaluation.complaints").fetch_one(pool).await?;
    let answers =
        sqlx::query_scalar("SELECT sum(answers)::bigint FROM evaluation.survey_results").fetch_one(pool).await?;
    Ok((complaints, answers))
}

/// The falls that all tests tell: of complaints, surveys and late answers one each where they are wrong.
pub fn falls(tenants: i64, services: i64) -> i64 {
    let wrong = |what: i64| (0..services).filter(|n| n % 10 == what).count() as i64;
    tenants * (wrong(1) + wrong(2) + wrong(3))
}
