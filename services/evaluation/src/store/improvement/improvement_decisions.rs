//! `evaluation.improvement_decisions`: decisions of cases and objections to them, what was decided and answered sealed.

use crate::{
    domain::{
        case_decision::{CaseDecision, CaseObjection, ObjectionEnd, ObjectionOutcome},
        improvement_stage::{CaseStage, DecisionKind},
    },
    store::{improvement::sealed_fields, unknown},
};
use jiff_sqlx::ToSqlx;
use platform::sensitive::{Sealed, Vault};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Saves the decisions of a case: of those that are there, objection, answer and the last day to object alone can have changed.
pub async fn save(
    connection: &mut PgConnection,
    vault: &Vault,
    case: Uuid,
    decisions: &[CaseDecision],
) -> sqlx::Result<()> {
    for (place, decision) in (1_i32..).zip(decisions) {
        let objection = decision.objection.as_ref();
        let end = objection.and_then(|objection| objection.end.as_ref());
        let detail = sealed(vault, decision)?;
        sqlx::query!(
            "INSERT INTO evaluation.improvement_decisions (decision_id, case_id, place, stage_before, decided_by, decide_date,
                 object_until, objected_on, answer_until, answered_on, answered_by, overtaken, detail_key, detail_sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (decision_id) DO UPDATE
             SET object_until = excluded.object_until, objected_on = excluded.objected_on, answer_until = excluded.answer_until,
                 answered_on = excluded.answered_on, answered_by = excluded.answered_by, overtaken = excluded.overtaken,
                 detail_key = excluded.detail_key, detail_sealed = excluded.detail_sealed",
            decision.id,
            case,
            place,
            decision.stage_before.map_or("", CaseStage::as_str),
            decision.decided_by,
            decision.date.to_sqlx() as _,
            decision.object_until.to_sqlx() as _,
            objection.map(|objection| objection.date.to_sqlx()) as _,
            objection.map(|objection| objection.decide_until.to_sqlx()) as _,
            end.map(|end| end.date.to_sqlx()) as _,
            end.map_or("", |end| end.by.as_str()),
            decision.overtaken,
            detail.key,
            detail.data,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What is sealed of a decision, in the order in which [`Row::open`] reads it.
fn sealed(vault: &Vault, decision: &CaseDecision) -> sqlx::Result<Sealed> {
    let end = decision.objection.as_ref().and_then(|objection| objection.end.as_ref());
    let fields = [
        decision.kind.as_str(),
        &decision.official,
        &decision.document_number,
        &decision.position,
        end.map_or("", |end| end.outcome.as_str()),
        end.map_or("", |end| end.document_number.as_str()),
    ];
    sealed_fields::seal(vault, decision.id, &fields)
}

struct Row {
    decision_id: Uuid,
    case_id: Uuid,
    stage_before: String,
    decided_by: String,
    decide_date: jiff_sqlx::Date,
    object_until: jiff_sqlx::Date,
    objected_on: Option<jiff_sqlx::Date>,
    answer_until: Option<jiff_sqlx::Date>,
    answered_on: Option<jiff_sqlx::Date>,
    answered_by: String,
    overtaken: bool,
    detail_key: Vec<u8>,
    detail_sealed: Vec<u8>,
}

/// The decisions of these cases, oldest first. Whoever calls sees to it that the reading is audited.
pub async fn of_cases(
    connection: &mut PgConnection,
    vault: &Vault,
    cases: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<CaseDecision>>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT decision_id, case_id, stage_before, decided_by, decide_date, object_until, objected_on, answer_until,
                answered_on, answered_by, overtaken, detail_key, detail_sealed
         FROM evaluation.improvement_decisions WHERE case_id = ANY ($1) ORDER BY case_id, place",
        cases,
    );
    let mut found: HashMap<Uuid, Vec<CaseDecision>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.case_id).or_default().push(row.open(vault)?);
    }
    Ok(found)
}

impl Row {
    fn open(self, vault: &Vault) -> sqlx::Result<CaseDecision> {
        let detail = Sealed { key: self.detail_key, data: self.detail_sealed };
        let [kind, official, document_number, position, answer, answer_document] =
            sealed_fields::open(vault, self.decision_id, &detail)?;
        let end = match self.answered_on {
            None => None,
            Some(day) => Some(ObjectionEnd {
                outcome: ObjectionOutcome::parse(&answer).ok_or_else(|| unknown("answer", &answer))?,
                date: day.to_jiff(),
                by: self.answered_by,
                document_number: answer_document,
            }),
        };
        let objection = self.objected_on.zip(self.answer_until).map(|(date, decide_until)| CaseObjection {
            date: date.to_jiff(),
            decide_until: decide_until.to_jiff(),
            end,
        });
        let stage_before = match self.stage_before.as_str() {
            "" => None,
            text => Some(CaseStage::parse(text).ok_or_else(|| unknown("stage", text))?),
        };
        Ok(CaseDecision {
            id: self.decision_id,
            kind: DecisionKind::parse(&kind).ok_or_else(|| unknown("decision", &kind))?,
            stage_before,
            official,
            decided_by: self.decided_by,
            document_number,
            position,
            date: self.decide_date.to_jiff(),
            object_until: self.object_until.to_jiff(),
            objection,
            overtaken: self.overtaken,
        })
    }
}
