//! One decision of a case and what the servant says against it (*keberatan*).

use crate::domain::{
    improvement_rules::days_after,
    improvement_stage::{CaseStage, DecisionKind},
};
use jiff::civil::Date;
use uuid::Uuid;

/// How an objection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectionOutcome {
    /// The decision stands (*ditolak*).
    Rejected,
    /// The decision is void (*dikabulkan*).
    Granted,
}

impl ObjectionOutcome {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Granted => "granted",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Rejected, Self::Granted].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// What the servant objected to and what came of it; the words are sealed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseObjection {
    /// When it came.
    pub date: Date,
    /// By when it is to be decided.
    pub decide_until: Date,
    /// How it ended.
    pub end: Option<ObjectionEnd>,
}

/// The end of an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionEnd {
    /// How it ended.
    pub outcome: ObjectionOutcome,
    /// When it was answered.
    pub date: Date,
    /// Account that answered, or that recorded what a body outside answered.
    pub by: String,
    /// Number of that body's document; empty for an answer from here.
    pub document_number: String,
}

/// A decision. Its reason is sealed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDecision {
    /// Id.
    pub id: Uuid,
    /// What was decided.
    pub kind: DecisionKind,
    /// Where the case stood before; none at the beginning.
    pub stage_before: Option<CaseStage>,
    /// Title of the official by the rules.
    pub official: String,
    /// Account that decided.
    pub decided_by: String,
    /// Number of the document; may be empty.
    pub document_number: String,
    /// Post that the servant goes to; empty for none.
    pub position: String,
    /// Day of the decision.
    pub date: Date,
    /// Last day to object.
    pub object_until: Date,
    /// What the servant said against it.
    pub objection: Option<CaseObjection>,
    /// Whether an earlier decision was void, and this with it.
    pub overtaken: bool,
}

impl CaseDecision {
    /// Whether an objection to it waits.
    pub fn is_objected(&self) -> bool {
        !self.overtaken && self.objection.as_ref().is_some_and(|objection| objection.end.is_none())
    }

    /// Whether an objection to it was granted.
    pub fn is_void(&self) -> bool {
        let end = self.objection.as_ref().and_then(|objection| objection.end.as_ref());
        !self.overtaken && end.is_some_and(|end| end.outcome == ObjectionOutcome::Granted)
    }

    /// Whether the servant may still object, or waits for an answer.
    pub fn is_open(&self, today: Date) -> bool {
        let silent = self.kind.burdens() && !self.overtaken && self.objection.is_none() && today <= self.object_until;
        silent || self.is_objected()
    }

    /// The servant objects.
    pub(super) fn object(&mut self, today: Date, days: i32) {
        let decide_until = days_after(today, days);
        self.objection = Some(CaseObjection { date: today, decide_until, end: None });
    }
}
