//! Made-up servants of several instansi, written beside the service.

use jiff::{Timestamp, tz::TimeZone};
use sqlx::{AssertSqlSafe, PgPool};

/// Lesson hours of each servant.
pub const HOURS: i64 = 20;

/// A number of each servant within the instansi, in `need`, decides everything else.
const SERVANTS: &str =
    "INSERT INTO career.servants (servant_id, instansi, state, appointment_date, need, version, create_time, update_time)
     SELECT uuidv7(), (1000 + tenant)::text, 'in_service', '2015-03-01', n::text, 1, now(), now()
     FROM generate_series(0, $1 - 1) AS tenant, generate_series(0, $2 - 1) AS n";

const BOOKINGS: &str =
    "INSERT INTO career.training_hours (booking_id, servant_id, instansi, year, activity, hours, source, earned_date,
                                        create_time)
     SELECT uuidv7(), servant_id, instansi, $1, 9, hours, 'x', make_date($1, 1, 2), now()
     FROM career.servants, unnest(ARRAY[6, 14]) AS hours";

/// Ten seats a position, half of them operational and half of them functional; at most 500 units an instansi.
const POSTS: [&str; 4] = [
    "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path, job_type, job_level)
     SELECT 'instansi/' || instansi || '/positions/' || p, instansi, 1, 'Jabatan ' || p,
            'instansi/' || instansi || '/units/' || md5(instansi || '-' || p % 500)::uuid, 'UNIT ' || p % 500,
            CASE p % 2 WHEN 0 THEN 'pelaksana' ELSE 'fungsional' END, CASE p % 2 WHEN 0 THEN '' ELSE 'ahli_pertama' END
     FROM (SELECT DISTINCT instansi, need::bigint / 10 AS p FROM career.servants) AS post",
    "INSERT INTO career.placements (servant_id, instansi, position, seat, valid, title, unit_path, job_type, job_level)
     SELECT who.servant_id, who.instansi, post.position, 1 + who.need::int % 10, daterange('2020-01-01', NULL), post.title,
            post.unit_path, post.job_type, post.job_level
     FROM career.servants AS who
     JOIN career.positions AS post ON post.position = 'instansi/' || who.instansi || '/positions/' || who.need::bigint / 10",
    "INSERT INTO career.competency_standards (standard, instansi, version, revision, job_type, job_level, regulation)
     SELECT 'instansi/' || instansi || '/competencyStandards/' || job_type, instansi, 1, 1, job_type, job_level, 'x'
     FROM (SELECT DISTINCT instansi, job_type, job_level FROM career.positions) AS kind",
    "INSERT INTO career.competency_standard_lines (standard, instansi, dictionary, code, level)
     SELECT standard, instansi, 'competencies-permenpanrb-38-2017', code, 2
     FROM career.competency_standards,
          unnest(ARRAY['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8', 'S1']) AS code",
];

/// A tenth lacks a level; another tenth has no recorded potential.
const HISTORIES: [&str; 6] = [
    "INSERT INTO career.ranks (rank_id, servant_id, instansi, rank, kind, valid, service_years, service_months,
                               decree_number, record_time)
     SELECT uuidv7(), servant_id, instansi, 'III/a', '211', daterange(current_date - 365 * (need::int % 6) - 1, NULL), 0, 0,
            'x', now()
     FROM career.servants",
    "INSERT INTO career.educations (education_id, servant_id, instansi, level, program, institution, graduation_year,
                                    certificate_number, recognised, record_time)
     SELECT uuidv7(), servant_id, instansi, 's1', 'x', 'x', 2014, 'x', true, now() FROM career.servants",
    "INSERT INTO career.ratings (servant_id, year, instansi, rating)
     SELECT servant_id, extract(year FROM now())::int - back, instansi,
            (ARRAY['sangat_baik', 'baik', 'butuh_perbaikan', 'kurang', 'sangat_kurang'])[1 + need::int % 5]
     FROM career.servants, generate_series(1, 2) AS back",
    "INSERT INTO career.credits (credit_id, servant_id, instansi, kind, level, valid, rating, parts, basis, ruleset,
                                 document_number, document_date, record_time)
     SELECT uuidv7(), held.servant_id, held.instansi, 'conversion', held.job_level,
            daterange(current_date - 365 * back - 365, current_date - 365 * back), 'baik', 1500000, 'x', 'x', 'x',
            current_date, now()
     FROM career.placements AS held, generate_series(0, 2) AS back WHERE held.job_type = 'fungsional'",
    "INSERT INTO career.potentials (potential_id, servant_id, instansi, part, score, assessed_date, assessor, reference,
                                    recorded_by, record_time)
     SELECT uuidv7(), servant_id, instansi, 'potential_test', 1000 * (need::bigint % 11), current_date - 30, 'x', 'x', 'x',
            now()
     FROM career.servants WHERE need::bigint % 10 > 0",
    "INSERT INTO career.competency_evidence (evidence_id, servant_id, instansi, kind, dictionary, code, level, assessor,
                                             instrument, shown_date, last_day, reference, ruleset, recorded_by, version,
                                             create_time)
     SELECT uuidv7(), who.servant_id, who.instansi, 'assessment', 'competencies-permenpanrb-38-2017', code,
            CASE WHEN code = 'M1' AND who.need::bigint % 10 = 1 THEN 1 ELSE 2 END, 'x', 'x', current_date - 100,
            current_date + 365, 'x', 'x', 'x', 1, now()
     FROM career.servants AS who,
          unnest(ARRAY['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8', 'S1']) AS code",
];

const TABLES: [&str; 12] = [
    "servants",
    "positions",
    "placements",
    "competency_standards",
    "competency_standard_lines",
    "ranks",
    "educations",
    "ratings",
    "credits",
    "potentials",
    "competency_evidence",
    "training_hours",
];

/// Fills every instansi with as many servants. Returns the year of their lesson hours.
pub async fn fill(pool: &PgPool, tenants: i64, servants: i64) -> anyhow::Result<i32> {
    let year = i32::from(Timestamp::now().to_zoned(TimeZone::UTC).year());
    sqlx::query(SERVANTS).bind(tenants).bind(servants).execute(pool).await?;
    // Joins come next: without figures they would be planned for a few rows.
    sqlx::raw_sql("ANALYZE career.servants").execute(pool).await?;
    for statement in POSTS.into_iter().chain(HISTORIES) {
        sqlx::query(statement).execute(pool).await?;
    }
    sqlx::query(BOOKINGS).bind(year).execute(pool).await?;
    for table in TABLES {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE career.{table}"))).execute(pool).await?;
    }
    Ok(year)
}
