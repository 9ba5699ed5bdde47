//! `career.training_plan_items`: what is in a plan, and what is out.

use crate::{
    domain::training_plan::{ItemReason, PlanItem},
    store::unknown,
};
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds items of a plan.
pub async fn insert(connection: &mut PgConnection, plan: Uuid, items: &[PlanItem]) -> sqlx::Result<()> {
    let text = |field: fn(&PlanItem) -> &str| items.iter().map(|item| field(item).to_owned()).collect::<Vec<String>>();
    let numbers: Vec<i32> = items.iter().map(|item| item.number).collect();
    let servants: Vec<Uuid> = items.iter().map(|item| item.wanted.servant).collect();
    let gaps: Vec<Uuid> = items.iter().map(|item| item.wanted.gap).collect();
    let courses: Vec<Option<Uuid>> = items.iter().map(|item| item.course).collect();
    let standards: Vec<i32> = items.iter().map(|item| item.wanted.standard.into()).collect();
    let achieved: Vec<Option<i32>> = items.iter().map(|item| item.wanted.achieved.map(i32::from)).collect();
    let priorities: Vec<i64> = items.iter().map(|item| item.wanted.priority).collect();
    let costs: Vec<i64> = items.iter().map(|item| item.rupiah).collect();
    sqlx::query!(
        "INSERT INTO career.training_plan_items (plan_id, n, servant_id, gap_id, course_id, dictionary, competency, standard,
                                                 achieved, priority, cost, reason, explanation)
         SELECT $1, n, servant_id, gap_id, course_id, dictionary, competency, standard, achieved, priority, cost, reason,
                explanation
         FROM unnest($2::int[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::int[], $9::int[],
                     $10::bigint[], $11::bigint[], $12::text[], $13::text[])
              AS item (n, servant_id, gap_id, course_id, dictionary, competency, standard, achieved, priority, cost, reason,
                       explanation)",
        plan,
        &numbers,
        &servants,
        &gaps,
        &courses as &[Option<Uuid>],
        &text(|item| &item.wanted.dictionary),
        &text(|item| &item.wanted.code),
        &standards,
        &achieved as &[Option<i32>],
        &priorities,
        &costs,
        &text(|item| item.reason.as_str()),
        &text(|item| &item.explanation),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An item as it is listed.
pub struct KeptItem {
    /// Place in the order, from 1.
    pub number: i32,
    /// Who.
    pub servant: Uuid,
    /// The course; none where none teaches it.
    pub course: Option<Uuid>,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub competency: String,
    /// Level that the post asks for.
    pub standard: i32,
    /// Level the servant has.
    pub achieved: Option<i32>,
    /// Priority in thousandths.
    pub priority: i64,
    /// What the course costs.
    pub rupiah: i64,
    /// Why it is in or out.
    pub reason: ItemReason,
    /// The same in one sentence.
    pub explanation: String,
}

/// Lists the items of a plan in its order; no reason means any.
pub async fn list(
    connection: &mut PgConnection,
    plan: Uuid,
    reason: Option<ItemReason>,
    page: &Page,
) -> sqlx::Result<Vec<KeptItem>> {
    let rows = sqlx::query!(
        "SELECT n, servant_id, course_id, dictionary, competency, standard, achieved, priority, cost, reason, explanation
         FROM career.training_plan_items
         WHERE plan_id = $1 AND (n::bigint, servant_id) > ($2, $3) AND ($4::text IS NULL OR reason = $4)
         ORDER BY n LIMIT $5",
        plan,
        page.after.0,
        page.after.1,
        reason.map(ItemReason::as_str),
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        Ok(KeptItem {
            number: row.n,
            servant: row.servant_id,
            course: row.course_id,
            dictionary: row.dictionary,
            competency: row.competency,
            standard: row.standard,
            achieved: row.achieved,
            priority: row.priority,
            rupiah: row.cost,
            reason: ItemReason::parse(&row.reason).ok_or_else(|| unknown("plan reason", &row.reason))?,
            explanation: row.explanation,
        })
    })
    .collect()
}
