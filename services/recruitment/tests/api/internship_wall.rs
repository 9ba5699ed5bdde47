//! The point of internships standing apart: nothing that is known of an intern can be brought together with an applicant's
//! score, and whatever becomes of internships, no ranking changes.

use crate::{Recruitment, application, internships::Campus};
use contracts::recruitment::v1 as pb;
use sqlx::{AssertSqlSafe, PgPool};

/// The number that [`Campus::started`] applies with.
const NIK: &str = "9900001205990001";

const MARKS: [([i32; 3], i64); 4] =
    [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360), ([90, 130, 200], 370)];

async fn column(pool: &PgPool, sql: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap()
}

async fn run(pool: &PgPool, sql: &'static str) {
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

/// Columns that tell something of one row: ids, keys and texts, of the domain's tables.
fn columns(of: &str) -> String {
    format!(
        "SELECT format('%s.%I', attrelid::regclass, attname) FROM pg_attribute
         JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relname {of} LIKE 'internship%'
           AND relname NOT IN ('audit', 'outbox', 'ledger', 'dead_letters')
         WHERE relnamespace = 'recruitment'::regnamespace AND attnum > 0 AND NOT attisdropped AND attname <> 'instansi'
           AND atttypid IN ('uuid'::regtype, 'bytea'::regtype, 'text'::regtype)
           AND EXISTS (SELECT FROM pg_attribute AS tenant WHERE tenant.attrelid = pg_class.oid AND tenant.attname = 'instansi')
         ORDER BY 1"
    )
}

/// Everything in the database that leads from internships to other tables.
const WAYS: &str = "
    SELECT 'key ' || conname FROM pg_constraint
    JOIN pg_class AS own ON own.oid = conrelid JOIN pg_class AS other ON other.oid = confrelid
    WHERE contype = 'f' AND (own.relname LIKE 'internship%') <> (other.relname LIKE 'internship%')
    UNION ALL
    SELECT 'trigger ' || tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relname LIKE 'internship%' AND NOT tgisinternal
    UNION ALL
    SELECT 'function ' || proname FROM pg_proc WHERE prosrc ILIKE '%internship%'
    UNION ALL
    SELECT 'view ' || viewname FROM pg_views WHERE definition ILIKE '%internship%' AND schemaname = 'recruitment'
    UNION ALL
    SELECT 'rule ' || rulename FROM pg_rules WHERE tablename LIKE 'internship%'";

/// The same person applies and is an intern: no id, key or text of the one is found with the other, whatever the column.
#[tokio::test]
async fn one_person_cannot_be_joined_between_internships_and_applications() {
    let mut campus = Campus::start().await;
    let vacancy = campus.recruitment.opened(1, 1).await;
    let applicant = pb::SubmitApplicationRequest { nik: NIK.into(), ..application(&vacancy, 1) };
    let request = campus.recruitment.harness.request(crate::GATEWAY, applicant);
    campus.recruitment.applications.submit_application(request).await.unwrap();
    let started = campus.started().await;
    campus.log(&started, 1).await.unwrap();
    let pool = &campus.recruitment.harness.pool;
    let (own, others) = (column(pool, columns("")).await, column(pool, columns("NOT")).await);
    assert!(own.len() > 20 && others.len() > 50, "{} {}", own.len(), others.len());
    let values = |column: &String| {
        let (table, name) = column.rsplit_once('.').unwrap();
        format!("SELECT '{column}' AS place, {name}::text AS value FROM {table} WHERE {name}::text NOT IN ('', '\\x')")
    };
    let all = |columns: &[String]| columns.iter().map(values).collect::<Vec<_>>().join(" UNION ALL ");
    let joined = format!(
        "WITH own AS ({}), other AS ({}) SELECT DISTINCT own.place || ' = ' || other.place FROM own JOIN other USING (value)",
        all(&own),
        all(&others)
    );
    assert_eq!(column(pool, joined).await, Vec::<String>::new());
    assert_eq!(campus.recruitment.harness.number("SELECT count(*) FROM recruitment.applications").await, 1);
}

/// The wall as it stands, and that each way through it would be seen.
#[tokio::test]
async fn no_key_trigger_function_view_or_rule_leads_from_internships_to_a_score() {
    let recruitment = Recruitment::start().await;
    let pool = &recruitment.harness.pool;
    assert_eq!(column(pool, WAYS.to_owned()).await, Vec::<String>::new());
    let attacks = [
        "ALTER TABLE recruitment.applications ADD COLUMN one uuid REFERENCES recruitment.internships",
        "CREATE FUNCTION recruitment.bonus() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN UPDATE recruitment.applications SET twk = 150; RETURN NEW; END $$;
         CREATE TRIGGER bonus AFTER UPDATE ON recruitment.internships FOR EACH ROW EXECUTE FUNCTION recruitment.bonus()",
        "CREATE VIEW recruitment.merit AS SELECT points FROM recruitment.internships",
        "CREATE FUNCTION recruitment.merit() RETURNS bigint LANGUAGE sql AS
         $$ SELECT count(*) FROM recruitment.internships $$",
        "CREATE RULE bonus AS ON UPDATE TO recruitment.internships
         DO ALSO UPDATE recruitment.applications SET twk = 150",
    ];
    for (index, attack) in attacks.into_iter().enumerate() {
        run(pool, attack).await;
        assert_eq!(column(pool, WAYS.to_owned()).await.len(), index + 1, "{attack}");
    }
}

/// What decides about these applicants and is shown of them.
async fn standings(recruitment: &mut Recruitment, applications: &[pb::Application]) -> Vec<pb::Result> {
    let found = recruitment.shown(applications).await;
    // The number is drawn by lot and is nobody's merit.
    found.into_iter().map(|one| pb::Result { participant_number: String::new(), ..one.result.unwrap() }).collect()
}

/// An instansi whose applicants have been interns, with the best marks and with none, ranks like one without internships.
#[tokio::test]
async fn whatever_becomes_of_internships_no_ranking_changes() {
    let mut without = Recruitment::start().await;
    let (vacancy, applications) = without.published(1, 1, &MARKS).await;
    let expected = standings(&mut without, &applications).await;
    assert_eq!(expected.iter().map(|one| one.final_rank).collect::<Vec<_>>(), [2, 1, 4, 3]);

    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 5).await;
    for person in 1000..1003 {
        // The numbers that the applicants of the vacancy have.
        let nik = application(&vacancy, person).nik;
        let applied = campus.submit(Campus::student(&place, &nik)).await.unwrap().into_inner();
        campus.accept(&applied).await.unwrap();
    }
    run(
        &campus.recruitment.harness.pool,
        "UPDATE recruitment.internships SET criteria = '{work}', points = '{1000}', maxima = '{1000}', state = 'assessed'",
    )
    .await;
    let (_, applications) = campus.recruitment.published(1, 1, &MARKS).await;
    assert_eq!(standings(&mut campus.recruitment, &applications).await, expected);
    for change in [
        "UPDATE recruitment.internships SET points = '{0}', state = 'withdrawn', version = version + 1",
        "UPDATE recruitment.internships SET state = 'certified', certificate_number = internship_id::text,
                                            certificate_sha256 = 'x', certify_time = now()",
        "DELETE FROM recruitment.internship_logbook; DELETE FROM recruitment.internships",
        "DELETE FROM recruitment.internship_places; DELETE FROM recruitment.internship_agreements",
    ] {
        run(&campus.recruitment.harness.pool, change).await;
        assert_eq!(standings(&mut campus.recruitment, &applications).await, expected, "{change}");
    }
}
