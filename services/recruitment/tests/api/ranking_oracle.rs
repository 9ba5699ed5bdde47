//! What the service ranks, SQL's window functions rank again. The two share no code.

use crate::{Recruitment, application, strict};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{self as pb, skd_row::Attendance},
};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};

const CASES: i64 = 12;

/// One participant. The ranges are narrow on purpose: ties are what can go wrong.
#[derive(Clone, Debug)]
struct Case {
    attendance: i32,
    scores: [i32; 3],
    skb: i64,
    gpa: i32,
    birth_day: i32,
}

fn participant() -> impl Strategy<Value = Case> {
    let attendance = prop_oneof![8 => Just(Attendance::Present), 1 => Just(Attendance::Absent),
                                 1 => Just(Attendance::Disqualified)];
    let field = prop_oneof![Just(360_000), Just(380_000), Just(380_001)];
    (attendance, 13i32..15, 16i32..18, 165i32..168, field, 3_499i32..3_501, 1i32..3).prop_map(
        |(attendance, twk, tiu, tkp, skb, gpa, birth_day)| {
            let present = attendance == Attendance::Present;
            let scores = if present { [twk * 5, tiu * 5, tkp] } else { [0; 3] };
            Case { attendance: attendance.into(), scores, skb, gpa, birth_day }
        },
    )
}

#[tokio::test]
async fn rankings_equal_the_window_functions_of_sql() {
    let mut recruitment = Recruitment::start().await;
    let mut runner = TestRunner::default();
    let mut person = 0;
    for number in 1..=CASES {
        let (seats, cases) = (1i32..4, vec(participant(), 0..24)).new_tree(&mut runner).unwrap().current();
        let open = recruitment.opened(number, seats).await;
        let mut applied = Vec::new();
        for case in &cases {
            person += 1;
            applied.push(apply(&mut recruitment, &open, person, case).await);
        }
        let screened = recruitment.screened(&open).await;
        let rows: Vec<_> = applied.iter().zip(&cases).map(|(one, case)| skd_row(one, case)).collect();
        recruitment.import_skd(strict(), &rows).await.unwrap();
        let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
        assert_eq!(differing(&recruitment, SKD, seats, &applied, &cases).await, 0, "{seats} seats, {cases:?}");
        let mut rows = Vec::new();
        for (one, case) in applied.iter().zip(&cases) {
            if recruitment.application(&one.name).await.result.unwrap().skd_code == "P/L" {
                let participant_number = one.participant_number.clone();
                rows.push(pb::SkbRow { participant_number, cat_thousandths: case.skb, ..Default::default() });
            }
        }
        recruitment.import_skb(strict(), &rows).await.unwrap();
        recruitment.rank_final(&ranked).await.unwrap();
        assert_eq!(differing(&recruitment, FINAL, seats, &applied, &cases).await, 0, "{seats} seats, {cases:?}");
    }
}

async fn apply(recruitment: &mut Recruitment, open: &pb::Vacancy, person: u32, case: &Case) -> pb::Application {
    let request = pb::SubmitApplicationRequest {
        gpa_thousandths: case.gpa,
        birth_date: Some(Date { year: 1999, month: 5, day: case.birth_day }),
        ..application(open, person)
    };
    let request = recruitment.harness.request(crate::GATEWAY, request);
    recruitment.applications.submit_application(request).await.unwrap().into_inner()
}

fn skd_row(application: &pb::Application, case: &Case) -> pb::SkdRow {
    let [twk, tiu, tkp] = case.scores;
    let participant_number = application.participant_number.clone();
    pb::SkdRow { participant_number, attendance: case.attendance, twk, tiu, tkp, ..Default::default() }
}

/// How many participants the oracle puts elsewhere than the service does.
async fn differing(
    recruitment: &Recruitment,
    oracle: &'static str,
    seats: i32,
    applied: &[pb::Application],
    cases: &[Case],
) -> i64 {
    let numbers: Vec<&str> = applied.iter().map(|one| one.participant_number.as_str()).collect();
    let days: Vec<i32> = cases.iter().map(|case| case.birth_day).collect();
    let differing = sqlx::query_scalar(oracle).bind(seats).bind(numbers).bind(days);
    differing.fetch_one(&recruitment.harness.pool).await.unwrap()
}

const SKD: &str = "
    WITH scored AS (
        SELECT applications.*, twk + tiu + tkp AS total,
               skd_attendance = 'present' AND twk >= 65 AND tiu >= 80 AND tkp >= 166 AS passed
        FROM recruitment.applications WHERE participant_number = ANY ($2) AND $3::int[] IS NOT NULL
    ), ranked AS (
        SELECT *, CASE WHEN passed THEN rank() OVER (PARTITION BY passed ORDER BY total DESC, tkp DESC, tiu DESC, twk DESC)
                  END AS wanted
        FROM scored
    )
    SELECT count(*) FROM ranked
    WHERE (skd_rank, skd_code) IS DISTINCT FROM
          (wanted::int, CASE WHEN wanted <= 3 * $1 THEN 'P/L' WHEN passed THEN 'P' WHEN skd_attendance = 'absent' THEN 'TH'
                             WHEN skd_attendance = 'disqualified' THEN 'DIS' ELSE 'TL' END)";

/// Points in units of 1 ÷ (550 × 500,000): 40 × SKD ÷ 550 + 60 × SKB ÷ 500.
const FINAL: &str = "
    WITH pointed AS (
        SELECT applications.*, twk + tiu + tkp AS total, birth_day,
               40::bigint * 500000 * (twk + tiu + tkp) + 60::bigint * 550 * skb_thousandths AS points
        FROM unnest($2::text[], $3::int[]) AS known (participant_number, birth_day)
             JOIN recruitment.applications USING (participant_number)
        WHERE skd_code = 'P/L'
    ), ranked AS (
        SELECT *, rank() OVER best AS wanted, count(*) OVER same AS peers
        FROM pointed
        WINDOW best AS (ORDER BY points DESC, total DESC, tkp DESC, tiu DESC, twk DESC, gpa_thousandths DESC, birth_day),
               same AS (PARTITION BY points, total, tkp, tiu, twk, gpa_thousandths, birth_day)
    )
    SELECT count(*) FROM ranked
    WHERE (final_rank, decision, final_points::numeric / final_denominator) IS DISTINCT FROM
          (wanted::int, CASE WHEN wanted + peers - 1 <= $1 THEN 'selected' WHEN wanted <= $1 THEN 'needs_decision'
                             ELSE 'not_selected' END, points::numeric / (550 * 500000))";
