//! A servant's plan of a year (*sasaran kinerja pegawai*): the part of an appraisal before it is final.

use crate::domain::{
    appraisal::Ratings,
    service_time::ServiceTime,
    skp_rules::SkpRules,
    skp_stage::{SkpMove, SkpParty, SkpStage},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// How success is told (*pendekatan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkpApproach {
    /// By numbers (*kuantitatif*).
    Quantitative,
    /// In words (*kualitatif*).
    Qualitative,
}

impl SkpApproach {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Quantitative, Self::Qualitative];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quantitative => "quantitative",
            Self::Qualitative => "qualitative",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|approach| approach.as_str() == text)
    }
}

/// A plan and where it stands. It shares id, row and version with its appraisal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkpPlan {
    /// Id, that of the appraisal.
    pub id: Uuid,
    /// Where it stands.
    pub stage: SkpStage,
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// Who rates.
    pub superior: String,
    /// Who decides objections; empty while unknown.
    pub appeal_to: String,
    /// Unit in the needs service.
    pub unit: String,
    /// How success is told; none where the year was rated without a plan.
    pub approach: Option<SkpApproach>,
    /// Ratings of the year, once there are any.
    pub ratings: Option<Ratings>,
    /// Last day to object, once the year is rated.
    pub object_until: Option<Date>,
    /// Whether silence until then counts as acceptance.
    pub silence_accepts: bool,
    /// Ruleset.
    pub ruleset: String,
    /// Version.
    pub version: i64,
    /// When it was opened.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// A step that was taken, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkpStep {
    /// Id.
    pub id: Uuid,
    /// The step.
    pub step: SkpMove,
    /// Who took it; empty where a machine did.
    pub servant: String,
    /// Where the plan stood afterwards.
    pub stage: SkpStage,
    /// Period; 0 for none.
    pub period: i32,
    /// Ratings, where it rated.
    pub ratings: Option<Ratings>,
    /// Ruleset.
    pub ruleset: String,
    /// When.
    pub time: Timestamp,
}

/// Why a plan refuses a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkpRefusal {
    /// Not at this stage.
    #[error("the plan is {}", .0.as_str())]
    Stage(SkpStage),
    /// Somebody else's step.
    #[error("only the {} of the plan may do this", .0.as_str())]
    NotYourPart(SkpParty),
    /// Too early, too late, or no such period.
    #[error("{0}")]
    OutsideCycle(&'static str),
    /// Not complete.
    #[error("{0}")]
    Incomplete(&'static str),
    /// Too late to object.
    #[error("the last day to object has gone by")]
    ObjectionClosed,
    /// Nobody decides.
    #[error("nobody is named who decides objections")]
    NoAppeal,
    /// Nobody rates oneself, and nobody decides about the own rating of another.
    #[error("servant, superior and who decides objections must be three people")]
    SamePerson,
}

/// Whether the parties of a plan are different people (*pegawai*, *pejabat penilai*, *atasan pejabat penilai*).
pub fn must_differ(servant: &str, superior: &str, appeal_to: &str) -> Result<(), SkpRefusal> {
    let same = servant == superior || servant == appeal_to || superior == appeal_to;
    if same { Err(SkpRefusal::SamePerson) } else { Ok(()) }
}

impl SkpPlan {
    /// Whether the step is this servant's to take.
    pub fn must_be_part_of(&self, step: SkpMove, servant: &str) -> Result<(), SkpRefusal> {
        let Some(party) = step.party() else { return Ok(()) };
        let whose = match party {
            SkpParty::Servant => &self.servant,
            SkpParty::Superior => &self.superior,
            SkpParty::Appeal if self.appeal_to.is_empty() => return Err(SkpRefusal::NoAppeal),
            SkpParty::Appeal => &self.appeal_to,
        };
        if whose == servant { Ok(()) } else { Err(SkpRefusal::NotYourPart(party)) }
    }

    /// Takes a step that asks for nothing but the stage.
    pub fn take(&mut self, step: SkpMove) -> Result<(), SkpRefusal> {
        self.stage = step.leads_from(self.stage).ok_or(SkpRefusal::Stage(self.stage))?;
        Ok(())
    }

    /// Is given to another superior, or to another who decides objections. Under another superior, what was not agreed begins
    /// again. While an objection waits the superior stays, and who rated the year does not decide about it.
    pub fn reassign(&mut self, superior: String, appeal_to: String, rated_by: Option<&str>) -> Result<(), SkpRefusal> {
        must_differ(&self.servant, &superior, &appeal_to)?;
        let stage = SkpMove::Reassign.leads_from(self.stage).ok_or(SkpRefusal::Stage(self.stage))?;
        if self.stage == SkpStage::Objected && self.superior != superior {
            return Err(SkpRefusal::Stage(self.stage));
        }
        if rated_by == Some(appeal_to.as_str()) {
            return Err(SkpRefusal::SamePerson);
        }
        if self.superior != superior {
            self.stage = stage;
        }
        (self.superior, self.appeal_to) = (superior, appeal_to);
        Ok(())
    }

    /// The superior sets the plan, because the servant did not bring it to agreement: neither by the last day of plans nor in the days
    /// that everybody has to write, counted from when the servant was last asked to.
    pub fn settle(&mut self, asked: Date, today: Date, rules: &SkpRules) -> Result<(), SkpRefusal> {
        if today <= rules.plan_until.of(self.year).max(rules.write_until(asked)) {
            return Err(SkpRefusal::OutsideCycle("the servant still has time to write the plan"));
        }
        self.take(SkpMove::Settle)
    }

    /// Work of a period that has begun and is not rated is recorded (*capaian*).
    pub fn progress(&mut self, period: i32, is_rated: bool, today: Date, rules: &SkpRules) -> Result<(), SkpRefusal> {
        let (first, _) = self.period(period, rules)?;
        if today < first {
            return Err(SkpRefusal::OutsideCycle("the period has not begun"));
        }
        let stage = SkpMove::Progress.leads_from(self.stage).ok_or(SkpRefusal::Stage(self.stage))?;
        if is_rated {
            return Err(SkpRefusal::OutsideCycle("the period is rated"));
        }
        self.stage = stage;
        Ok(())
    }

    /// A period that ends, with service in it, is rated (*penilaian periodik*).
    pub fn rate_period(
        &mut self,
        period: i32,
        service: ServiceTime,
        today: Date,
        rules: &SkpRules,
    ) -> Result<(), SkpRefusal> {
        let (first, last) = self.period(period, rules)?;
        service.must_cover_period(first, last)?;
        if today < service.rated_from(rules.period_from(last)) {
            return Err(SkpRefusal::OutsideCycle("the period is not over"));
        }
        self.take(SkpMove::RatePeriod)
    }

    /// The year is rated (*evaluasi tahunan*); from then on the servant accepts or objects.
    pub fn rate_year(
        &mut self,
        ratings: Ratings,
        (service, periods_rated): (ServiceTime, i64),
        today: Date,
        rules: &SkpRules,
    ) -> Result<(), SkpRefusal> {
        let stage = SkpMove::RateYear.leads_from(self.stage).ok_or(SkpRefusal::Stage(self.stage))?;
        service.must_be_rateable(self.year, today, rules)?;
        if periods_rated < rules.periods_needed {
            return Err(SkpRefusal::OutsideCycle("too few periods of the year are rated"));
        }
        self.stage = stage;
        self.ratings = Some(ratings);
        self.object_until = Some(rules.object_until(today));
        self.silence_accepts = rules.silence_accepts;
        Ok(())
    }

    /// The servant objects (*keberatan*) in time.
    pub fn object(&mut self, today: Date) -> Result<(), SkpRefusal> {
        let stage = SkpMove::Object.leads_from(self.stage).ok_or(SkpRefusal::Stage(self.stage))?;
        if self.object_until.is_some_and(|last| today > last) {
            return Err(SkpRefusal::ObjectionClosed);
        }
        self.stage = stage;
        Ok(())
    }

    /// The objection is decided; the ratings are as they are now, changed or not.
    pub fn decide(&mut self, ratings: Ratings) -> Result<(), SkpRefusal> {
        self.take(SkpMove::Decide)?;
        self.ratings = Some(ratings);
        Ok(())
    }

    fn period(&self, number: i32, rules: &SkpRules) -> Result<(Date, Date), SkpRefusal> {
        rules.period(number, self.year).ok_or(SkpRefusal::OutsideCycle("the year has no such period"))
    }
}

#[cfg(test)]
#[path = "skp_plan_tests.rs"]
mod tests;
