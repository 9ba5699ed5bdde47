//! What courses and plans did, from participants and gaps.

use sqlx::PgConnection;
use uuid::Uuid;

/// Gaps of those who ended a course, before it and now.
pub struct Effect {
    /// People who ended it.
    pub ended: i32,
    /// Of them, who passed.
    pub passed: i32,
    /// Of those who ended it, who came with a gap that their post still asks about.
    pub with_gap: i32,
    /// Of those, whose gap is closed.
    pub closed: i32,
    /// Of those that are closed, of whom an assessment after the result shows the level that was asked for.
    pub confirmed: i32,
    /// Of those, whose gap is smaller and not closed.
    pub narrowed: i32,
    /// Levels lacking before.
    pub levels_before: i64,
    /// Levels lacking now.
    pub levels_now: i64,
}

/// Compares the gaps that people came with to a course with what is left of them. A gap that the post asks nothing about any
/// more, or whose evidence was withdrawn, says nothing about the course and is not counted.
pub async fn of_course(connection: &mut PgConnection, course: Uuid) -> sqlx::Result<Effect> {
    let effect = sqlx::query_as!(
        Effect,
        r#"WITH ended AS (
               SELECT one.state = 'passed' AS passed, gap.gap_id IS NOT NULL AS counts, gap.close_date IS NOT NULL AS met,
                      one.standard - coalesce(one.achieved, 0) AS lacked,
                      CASE WHEN gap.close_date IS NULL THEN greatest(gap.standard - coalesce(gap.achieved, 0), 0)
                           ELSE 0 END AS lacking,
                      EXISTS (SELECT FROM career.competency_evidence AS later
                              WHERE later.servant_id = one.servant_id AND later.dictionary = gap.dictionary
                                AND later.code = gap.code AND later.kind = 'assessment' AND later.level >= one.standard
                                AND later.withdrawn_time IS NULL AND later.shown_date > one.result_date) AS confirmed
               FROM career.training_participants AS one
               JOIN career.training_sessions AS session USING (session_id)
               LEFT JOIN career.competency_gaps AS gap ON gap.gap_id = one.gap_id AND gap.close_reason NOT IN ('not_asked', 'withdrawn')
               WHERE session.course_id = $1 AND one.state IN ('passed', 'failed')
           )
           SELECT count(*)::int AS "ended!", (count(*) FILTER (WHERE passed))::int AS "passed!",
                  (count(*) FILTER (WHERE counts))::int AS "with_gap!",
                  (count(*) FILTER (WHERE counts AND met))::int AS "closed!",
                  (count(*) FILTER (WHERE counts AND met AND confirmed))::int AS "confirmed!",
                  (count(*) FILTER (WHERE counts AND NOT met AND lacking < lacked))::int AS "narrowed!",
                  coalesce(sum(lacked) FILTER (WHERE counts), 0)::bigint AS "levels_before!",
                  coalesce(sum(lacking) FILTER (WHERE counts), 0)::bigint AS "levels_now!"
           FROM ended"#,
        course,
    );
    effect.fetch_one(connection).await
}

/// A course of a plan beside what happened.
pub struct PlannedCourse {
    /// Course.
    pub course: Uuid,
    /// People planned.
    pub planned: i32,
    /// Of them, who take part without a result.
    pub enrolled: i32,
    /// Of them, who passed.
    pub passed: i32,
    /// Of them, who failed and did not pass later.
    pub failed: i32,
    /// Of them, whose gap is closed.
    pub closed: i32,
    /// Others of the plan's scope who took it.
    pub unplanned: i32,
    /// Rupiah planned.
    pub planned_rupiah: i64,
    /// Rupiah of what was taken.
    pub actual_rupiah: i64,
}

/// Compares the courses of a plan with what was taken in its year, the largest planned sum first. Somebody who took a course
/// twice is one person and two payments.
pub async fn of_plan(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<PlannedCourse>> {
    let rows = sqlx::query_as!(
        PlannedCourse,
        r#"WITH planned AS (
               SELECT item.course_id, item.servant_id, item.gap_id, item.cost
               FROM career.training_plan_items AS item WHERE item.plan_id = $1 AND item.reason = 'included'
           ), taken AS (
               SELECT session.course_id, one.servant_id, bool_or(one.state = 'passed') AS passed,
                      bool_or(one.state = 'failed') AS failed, count(*) AS times
               FROM career.training_plans AS plan
               JOIN career.training_sessions AS session
                    ON session.instansi = plan.instansi AND date_part('year', session.end_date)::int = plan.year
               JOIN career.training_participants AS one ON one.session_id = session.session_id
               WHERE plan.plan_id = $1 AND one.state IN ('enrolled', 'passed', 'failed')
                 AND session.course_id IN (SELECT course_id FROM planned)
                 AND (EXISTS (SELECT FROM planned
                              WHERE planned.course_id = session.course_id AND planned.servant_id = one.servant_id)
                      OR plan.unit = '' AND plan.sector = ''
                      OR EXISTS (SELECT FROM career.placements AS held
                                 JOIN career.positions AS post ON post.position = held.position
                                 WHERE held.servant_id = one.servant_id AND held.superseded_time IS NULL
                                   AND held.assignment = 'definitive' AND held.valid @> session.end_date
                                   AND (plan.unit = '' OR post.unit = plan.unit)
                                   AND (plan.sector = '' OR post.sector = plan.sector)))
               GROUP BY session.course_id, one.servant_id
           ), pair AS (
               SELECT coalesce(planned.course_id, taken.course_id) AS course_id,
                      planned.servant_id IS NOT NULL AS is_planned, taken.servant_id IS NOT NULL AS is_taken,
                      coalesce(taken.passed, false) AS passed, coalesce(taken.failed, false) AS failed,
                      coalesce(taken.times, 0) AS times, coalesce(planned.cost, 0) AS cost, planned.gap_id
               FROM planned FULL JOIN taken
                    ON taken.course_id = planned.course_id AND taken.servant_id = planned.servant_id
           )
           SELECT pair.course_id AS "course!", (count(*) FILTER (WHERE is_planned))::int AS "planned!",
                  (count(*) FILTER (WHERE is_planned AND is_taken AND NOT passed AND NOT failed))::int AS "enrolled!",
                  (count(*) FILTER (WHERE is_planned AND passed))::int AS "passed!",
                  (count(*) FILTER (WHERE is_planned AND failed AND NOT passed))::int AS "failed!",
                  (count(*) FILTER (WHERE is_planned AND gap.close_reason = 'met'))::int AS "closed!",
                  (count(*) FILTER (WHERE NOT is_planned))::int AS "unplanned!",
                  sum(pair.cost)::bigint AS "planned_rupiah!",
                  sum(pair.times * course.rupiah)::bigint AS "actual_rupiah!"
           FROM pair JOIN career.courses AS course USING (course_id)
           LEFT JOIN career.competency_gaps AS gap ON gap.gap_id = pair.gap_id
           GROUP BY pair.course_id ORDER BY sum(pair.cost) DESC, pair.course_id"#,
        plan,
    );
    rows.fetch_all(connection).await
}
