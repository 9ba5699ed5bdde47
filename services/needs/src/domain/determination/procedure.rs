//! The steps of a proposal, which of them may follow which, and what those at the ministry leave behind: statement,
//! opinions, totals, breakdown, publication. The order and the names are the ministry's procedure as it is known; PP 11/2017
//! only says that the minister decides after BKN's technical opinion.

use crate::domain::{
    need::NeedKind,
    proposal::{Proposal, ProposalError, State},
    proposal_rules::ProposalRules,
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// A step that somebody takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Items are put into a draft.
    Fill,
    /// The unit hands it in.
    Submit,
    /// The personnel agency has checked it.
    Verify,
    /// The personnel agency sends it back.
    Return,
    /// The appointing authority approves.
    Approve,
    /// The appointing authority takes responsibility (SPTJM).
    SignStatement,
    /// It goes to the ministry.
    Send,
    /// The minister's decision with its breakdown in one.
    Determine,
    /// The ministry or BKN says what it found.
    NoteOpinion,
    /// The minister determines the totals, or a slip in what was entered is put right.
    DetermineTotals,
    /// The instansi breaks them down, perhaps again.
    ProposeBreakdown,
    /// The breakdown is determined.
    DetermineBreakdown,
    /// The needs are published at SSCASN.
    Publish,
    /// All is done.
    Finish,
    /// The ministry says no.
    Reject,
    /// The appointing authority takes it back.
    Withdraw,
}

impl Verb {
    /// The states in which it may be taken, and the one it leads to: the whole state machine.
    pub fn leads(self) -> (&'static [State], State) {
        use State::*;
        match self {
            Self::Fill => (&[Draft], Draft),
            Self::Submit => (&[Draft], Submitted),
            Self::Verify => (&[Submitted], Verified),
            Self::Return => (&[Submitted], Draft),
            Self::Approve => (&[Verified], Approved),
            Self::SignStatement => (&[Approved], Approved),
            Self::Send => (&[Approved], Sent),
            Self::Determine => (&[Sent], Determined),
            Self::NoteOpinion => (&[Sent, UnderReview], UnderReview),
            Self::DetermineTotals => (&[UnderReview, TotalsDetermined], TotalsDetermined),
            Self::ProposeBreakdown => (&[TotalsDetermined, BreakdownProposed], BreakdownProposed),
            Self::DetermineBreakdown => (&[BreakdownProposed], Determined),
            Self::Publish => (&[Determined], Published),
            Self::Finish => (&[Published], Finished),
            Self::Reject => (&[Sent, UnderReview], Rejected),
            Self::Withdraw => (&[Draft, Submitted, Verified, Approved], NotProposing),
        }
    }
}

/// A letter or decision of an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
}

/// The statement of full responsibility (*SPTJM*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The letter.
    pub letter: Letter,
    /// SHA-256 of the document, 64 hex digits.
    pub sha256: String,
}

/// What a national body found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// *Memenuhi*.
    Favourable,
    /// *Memenuhi sebagian*.
    FavourableInPart,
    /// *Tidak memenuhi*.
    Unfavourable,
}

/// Who says what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewer {
    /// The ministry (*verval*).
    Ministry,
    /// BKN (*pertimbangan teknis*).
    Bkn,
}

/// An opinion about a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The letter.
    pub letter: Letter,
    /// What was found.
    pub finding: Finding,
}

/// What the steps at the ministry left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Procedure {
    /// The statement.
    pub statement: Option<Statement>,
    /// The ministry's verification.
    pub verification: Option<Opinion>,
    /// BKN's technical consideration.
    pub consideration: Option<Opinion>,
    /// The decision about the totals.
    pub totals_decision: Option<Letter>,
    /// Seats of each kind.
    pub totals: BTreeMap<NeedKind, i64>,
    /// Why it was rejected or withdrawn.
    pub closing_reason: String,
    /// Ruleset that decided.
    pub ruleset: String,
    /// When it was sent.
    pub send_time: Option<Timestamp>,
    /// When it was published.
    pub publish_time: Option<Timestamp>,
    /// Whether it only says that nothing is proposed this year.
    pub declares_none: bool,
}

impl Proposal {
    /// Keeps the statement of the appointing authority, in the place of one before.
    pub fn sign(&mut self, statement: Statement) -> Result<(), ProposalError> {
        self.state = self.after(Verb::SignStatement)?;
        self.procedure.statement = Some(statement);
        Ok(())
    }

    /// Goes to the ministry, while it is open and with the statement where the rules ask for it.
    pub fn send(
        &mut self,
        rules: &ProposalRules,
        last_day: Date,
        today: Date,
        now: Timestamp,
    ) -> Result<(), ProposalError> {
        let next = self.after(Verb::Send)?;
        if today > last_day {
            return Err(ProposalError::DeadlinePassed { year: self.year, last_day });
        }
        if rules.statement_required && self.procedure.statement.is_none() {
            return Err(ProposalError::StatementMissing { year: self.year });
        }
        (self.state, self.procedure.send_time) = (next, Some(now));
        Ok(())
    }

    /// Keeps what the ministry or BKN found; the two come in any order, a later letter takes the place of an earlier one.
    pub fn note(&mut self, reviewer: Reviewer, opinion: Opinion) -> Result<(), ProposalError> {
        self.state = self.after(Verb::NoteOpinion)?;
        match reviewer {
            Reviewer::Ministry => self.procedure.verification = Some(opinion),
            Reviewer::Bkn => self.procedure.consideration = Some(opinion),
        }
        Ok(())
    }

    /// Takes the minister's totals. Totals that no lawful breakdown could add up to are refused here, while the letter is at
    /// hand: most likely they were copied wrongly.
    pub fn determine_totals(
        &mut self,
        decision: Letter,
        totals: BTreeMap<NeedKind, i64>,
        rules: &ProposalRules,
    ) -> Result<(), ProposalError> {
        let next = self.after(Verb::DetermineTotals)?;
        favourable("verification of the ministry", rules.verification_required, self.procedure.verification.as_ref())?;
        favourable("consideration of BKN", rules.consideration_required, self.procedure.consideration.as_ref())?;
        let total: i64 = totals.values().sum();
        let seats = totals.get(&NeedKind::Disability).copied().unwrap_or_default();
        let least = rules.least_for_disability(total);
        if seats < least {
            return Err(ProposalError::DisabilityQuota { seats, total, least });
        }
        self.state = next;
        self.seats_determined = i32::try_from(total).unwrap_or(i32::MAX);
        self.procedure.totals_decision = Some(decision);
        self.procedure.totals = totals;
        self.procedure.ruleset.clone_from(&rules.id);
        Ok(())
    }

    /// Takes the decision about the breakdown.
    pub fn determine_breakdown(&mut self, decision: Letter) -> Result<(), ProposalError> {
        self.state = self.after(Verb::DetermineBreakdown)?;
        (self.decision_number, self.decision_date) = (decision.number, Some(decision.date));
        Ok(())
    }

    /// Is published as determined.
    pub fn publish(&mut self, now: Timestamp) -> Result<(), ProposalError> {
        (self.state, self.procedure.publish_time) = (self.after(Verb::Publish)?, Some(now));
        Ok(())
    }

    /// Is rejected by the ministry.
    pub fn reject(&mut self, decision: Letter, reason: String) -> Result<(), ProposalError> {
        self.state = self.after(Verb::Reject)?;
        (self.decision_number, self.decision_date) = (decision.number, Some(decision.date));
        self.procedure.closing_reason = reason;
        Ok(())
    }

    /// Is taken back before it was sent.
    pub fn withdraw(&mut self, reason: String) -> Result<(), ProposalError> {
        (self.state, self.procedure.closing_reason) = (self.after(Verb::Withdraw)?, reason);
        Ok(())
    }
}

fn favourable(name: &'static str, required: bool, opinion: Option<&Opinion>) -> Result<(), ProposalError> {
    let unfavourable = match opinion {
        Some(opinion) => opinion.finding == Finding::Unfavourable,
        None => required,
    };
    if unfavourable { Err(ProposalError::OpinionMissing(name)) } else { Ok(()) }
}

#[cfg(test)]
#[path = "procedure_tests.rs"]
mod tests;
