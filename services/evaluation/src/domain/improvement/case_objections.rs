//! What the servant says against decisions of a case, and what its answers do.

use crate::domain::{
    case_decision::{ObjectionEnd, ObjectionOutcome},
    case_refusal::CaseRefusal,
    improvement_case::ImprovementCase,
    improvement_rules::{ImprovementRules, days_after},
    improvement_stage::CaseStage,
};
use jiff::civil::Date;
use uuid::Uuid;

impl ImprovementCase {
    /// The servant objects to a decision, by the last day for it. Nothing else is decided until the answer.
    pub fn object(&mut self, decision: Uuid, today: Date, rules: &ImprovementRules) -> Result<(), CaseRefusal> {
        let found = self.decisions.iter_mut().find(|one| one.id == decision).ok_or(CaseRefusal::NoDecision)?;
        if !found.kind.burdens() || found.overtaken || found.objection.is_some() {
            return Err(CaseRefusal::NotObjectionable);
        }
        if today > found.object_until {
            return Err(CaseRefusal::ObjectionClosed(found.object_until));
        }
        found.object(today, rules.objection_decided_within_days);
        Ok(())
    }

    /// The servant can see the case since a day; before, not since another, or never. Of decisions whose days to object were not
    /// over by then they begin anew. Returns whether any do.
    pub fn give_time(&mut self, since: Date, unseen_from: Option<Date>, rules: &ImprovementRules) -> bool {
        let mut is_given = false;
        for one in self.decisions.iter_mut().filter(|one| one.kind.burdens() && !one.overtaken) {
            let until = days_after(since, rules.of(one.kind).objection_days);
            let was_over = unseen_from.is_some_and(|from| one.object_until < from);
            if one.objection.is_none() && !was_over && one.object_until < until {
                one.object_until = until;
                is_given = true;
            }
        }
        is_given
    }

    /// Answers an objection, by somebody else than decided. Where it is granted the case stands as before the decision, and
    /// what was decided since is void.
    pub fn answer_objection(&mut self, decision: Uuid, end: ObjectionEnd, today: Date) -> Result<(), CaseRefusal> {
        let place = self.decisions.iter().position(|one| one.id == decision).ok_or(CaseRefusal::NoDecision)?;
        let found = &mut self.decisions[place];
        let waits = found.is_objected();
        let Some(objection) = found.objection.as_mut().filter(|_| waits) else {
            return Err(CaseRefusal::NotObjectionable);
        };
        if found.decided_by == end.by {
            return Err(CaseRefusal::DecidedByYou);
        }
        let outcome = end.outcome;
        objection.end = Some(end);
        if outcome == ObjectionOutcome::Granted {
            let before = found.stage_before;
            for later in &mut self.decisions[place + 1..] {
                later.overtaken = true;
            }
            self.go_back(before, today);
        }
        Ok(())
    }

    /// Keeps how a body outside (*badan pertimbangan*, court) answered an objection to a decision of the appointing
    /// authority, of whom there may be one only.
    pub fn answer_outside(&mut self, decision: Uuid, end: ObjectionEnd, today: Date) -> Result<(), CaseRefusal> {
        let found = self.decisions.iter().find(|one| one.id == decision).ok_or(CaseRefusal::NoDecision)?;
        if !found.kind.is_of_authority() {
            return Err(CaseRefusal::NotYourPart("official"));
        }
        if let Some(objection) = found.objection.as_ref().filter(|objection| end.date < objection.date) {
            return Err(CaseRefusal::TooEarly(objection.date));
        }
        self.answer_objection(decision, end, today)
    }

    /// Back to a stage, without what came after it.
    fn go_back(&mut self, before: Option<CaseStage>, today: Date) {
        self.stage = before.unwrap_or(CaseStage::Withdrawn);
        self.stage_since = today;
        if matches!(self.stage, CaseStage::Warned | CaseStage::Withdrawn) {
            self.coaching = None;
        }
        if matches!(self.stage, CaseStage::Warned | CaseStage::Withdrawn | CaseStage::Coaching) {
            self.suited = None;
        }
        if self.stage != CaseStage::Waiting {
            self.wait_until = None;
        }
    }
}
