//! Where a plan stands in its year, whose each step is, and where it leads (PermenPANRB 6/2022).

/// Where a plan (*SKP*) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkpStage {
    /// Being written by the servant.
    Draft,
    /// Submitted to the superior (*diajukan*).
    Submitted,
    /// Back with the servant (*klarifikasi*).
    Clarification,
    /// Set by both (*ditetapkan*).
    Agreed,
    /// Work goes on (*berjalan*).
    Running,
    /// A period is rated (*periodik dinilai*).
    PeriodRated,
    /// The year is rated (*evaluasi tahunan*).
    YearRated,
    /// Accepted by the servant (*disetujui pegawai*).
    Accepted,
    /// Objected to by the servant (*keberatan*).
    Objected,
    /// The objection is decided (*keberatan diputus*).
    Decided,
    /// Final.
    Final,
}

impl SkpStage {
    /// Every stage in the order of the year.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Submitted,
        Self::Clarification,
        Self::Agreed,
        Self::Running,
        Self::PeriodRated,
        Self::YearRated,
        Self::Accepted,
        Self::Objected,
        Self::Decided,
        Self::Final,
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Clarification => "clarification",
            Self::Agreed => "agreed",
            Self::Running => "running",
            Self::PeriodRated => "period_rated",
            Self::YearRated => "year_rated",
            Self::Accepted => "accepted",
            Self::Objected => "objected",
            Self::Decided => "decided",
            Self::Final => "final",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether the plan is agreed and its year not rated: the time of work and of feedback.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Agreed | Self::Running | Self::PeriodRated)
    }

    /// Whether the servant may still change what is planned.
    pub fn is_being_written(self) -> bool {
        matches!(self, Self::Draft | Self::Clarification)
    }
}

/// Whose a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkpParty {
    /// The rated servant (*pegawai*).
    Servant,
    /// Who rates (*pejabat penilai kinerja*).
    Superior,
    /// Who decides objections (*atasan pejabat penilai*).
    Appeal,
}

impl SkpParty {
    /// Its name in errors.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Servant => "servant",
            Self::Superior => "superior",
            Self::Appeal => "appeal_to",
        }
    }
}

/// A step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkpMove {
    /// Opened by the office.
    Create,
    /// Results and indicators written.
    Content,
    /// Submitted.
    Submit,
    /// Sent back to clarify.
    Clarify,
    /// Agreed.
    Agree,
    /// Written and set by the superior, because the servant did not.
    Settle,
    /// Opened once more.
    Revise,
    /// Given to another superior by the office.
    Reassign,
    /// Progress recorded.
    Progress,
    /// A period rated.
    RatePeriod,
    /// The year rated.
    RateYear,
    /// The year rated where there was no plan; recorded by the office.
    RateWithoutPlan,
    /// Accepted.
    Accept,
    /// Objected to.
    Object,
    /// Objection decided.
    Decide,
    /// Made final.
    Finalise,
    /// Made final because the servant had said nothing until the last day to object.
    FinaliseBySilence,
}

impl SkpMove {
    /// Every step.
    pub const ALL: [Self; 17] = [
        Self::Create,
        Self::Content,
        Self::Submit,
        Self::Clarify,
        Self::Agree,
        Self::Settle,
        Self::Revise,
        Self::Reassign,
        Self::Progress,
        Self::RatePeriod,
        Self::RateYear,
        Self::RateWithoutPlan,
        Self::Accept,
        Self::Object,
        Self::Decide,
        Self::Finalise,
        Self::FinaliseBySilence,
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Content => "content",
            Self::Submit => "submit",
            Self::Clarify => "clarify",
            Self::Agree => "agree",
            Self::Settle => "settle",
            Self::Revise => "revise",
            Self::Reassign => "reassign",
            Self::Progress => "progress",
            Self::RatePeriod => "rate_period",
            Self::RateYear => "rate_year",
            Self::RateWithoutPlan => "rate_without_plan",
            Self::Accept => "accept",
            Self::Object => "object",
            Self::Decide => "decide",
            Self::Finalise => "finalise",
            Self::FinaliseBySilence => "finalise_by_silence",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }

    /// Whose it is; nobody's of the plan where the office takes it.
    pub fn party(self) -> Option<SkpParty> {
        match self {
            Self::Create | Self::Reassign | Self::RateWithoutPlan => None,
            Self::Finalise | Self::FinaliseBySilence => None,
            Self::Content | Self::Submit | Self::Progress | Self::Accept | Self::Object => Some(SkpParty::Servant),
            Self::Clarify | Self::Agree | Self::Settle | Self::Revise => Some(SkpParty::Superior),
            Self::RatePeriod | Self::RateYear => Some(SkpParty::Superior),
            Self::Decide => Some(SkpParty::Appeal),
        }
    }

    /// Where it leads from a stage, if it may be taken there.
    pub fn leads_from(self, stage: SkpStage) -> Option<SkpStage> {
        use SkpStage as S;
        match (self, stage) {
            (Self::Content, S::Draft | S::Clarification) => Some(stage),
            (Self::Submit, S::Draft | S::Clarification) => Some(S::Submitted),
            (Self::Clarify, S::Submitted) => Some(S::Clarification),
            (Self::Agree, S::Submitted) => Some(S::Agreed),
            (Self::Settle, S::Draft | S::Submitted | S::Clarification) => Some(S::Agreed),
            (Self::Revise, _) if stage.is_at_work() => Some(S::Clarification),
            // What was agreed stays agreed under a new superior; what was not begins again.
            (Self::Reassign, S::Draft | S::Submitted | S::Clarification) => Some(S::Draft),
            (Self::Reassign, S::Objected) => Some(stage),
            (Self::Reassign, _) if stage.is_at_work() => Some(stage),
            (Self::Progress, _) if stage.is_at_work() => Some(S::Running),
            (Self::RatePeriod, _) if stage.is_at_work() => Some(S::PeriodRated),
            (Self::RateYear, _) if stage.is_at_work() => Some(S::YearRated),
            (Self::Accept, S::YearRated) => Some(S::Accepted),
            (Self::Object, S::YearRated) => Some(S::Objected),
            (Self::Decide, S::Objected) => Some(S::Decided),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for stage in SkpStage::ALL {
            assert_eq!(SkpStage::parse(stage.as_str()), Some(stage));
        }
        for step in SkpMove::ALL {
            assert_eq!(SkpMove::parse(step.as_str()), Some(step));
        }
        assert_eq!((SkpStage::parse(""), SkpMove::parse("")), (None, None));
    }

    /// The states of the cycle and who may take each step.
    #[test]
    fn the_cycle_is_walked_by_those_whose_part_it_is() {
        use SkpMove as M;
        use SkpStage as S;
        let walk = [
            (M::Submit, SkpParty::Servant, S::Submitted),
            (M::Clarify, SkpParty::Superior, S::Clarification),
            (M::Submit, SkpParty::Servant, S::Submitted),
            (M::Agree, SkpParty::Superior, S::Agreed),
            (M::Progress, SkpParty::Servant, S::Running),
            (M::RatePeriod, SkpParty::Superior, S::PeriodRated),
            (M::Progress, SkpParty::Servant, S::Running),
            (M::RatePeriod, SkpParty::Superior, S::PeriodRated),
            (M::RateYear, SkpParty::Superior, S::YearRated),
            (M::Object, SkpParty::Servant, S::Objected),
            (M::Decide, SkpParty::Appeal, S::Decided),
        ];
        let mut stage = S::Draft;
        for (step, party, next) in walk {
            assert_eq!(step.party(), Some(party), "{step:?}");
            assert_eq!(step.leads_from(stage), Some(next), "{step:?} from {stage:?}");
            stage = next;
        }
        assert_eq!(M::Accept.leads_from(S::YearRated), Some(S::Accepted));
    }

    #[test]
    fn nothing_moves_what_is_settled_and_nothing_is_rated_before_it_is_agreed() {
        use SkpStage as S;
        for step in SkpMove::ALL {
            for settled in [S::Accepted, S::Decided, S::Final] {
                assert_eq!(step.leads_from(settled), None, "{step:?} {settled:?}");
            }
        }
        for early in [S::Draft, S::Submitted, S::Clarification] {
            for step in [SkpMove::Progress, SkpMove::RatePeriod, SkpMove::RateYear, SkpMove::Accept, SkpMove::Object] {
                assert_eq!(step.leads_from(early), None, "{step:?} {early:?}");
            }
        }
    }
}
