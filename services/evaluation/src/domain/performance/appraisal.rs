//! A servant's yearly appraisal (*SKP*): set, rated as often as needed, then final.

use crate::domain::{
    rating::{Expectation, Predikat, predikat},
    skp_rules::SkpRules,
    skp_stage::{SkpMove, SkpStage},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Where an appraisal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Set, not rated.
    Planned,
    /// Rated by the superior; may be rated again.
    Rated(Ratings),
    /// Final: other services know it.
    Final(Ratings),
}

/// The two ratings of a year (*rating hasil kerja*, *rating perilaku*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratings {
    /// Of results.
    pub result: Expectation,
    /// Of behaviour.
    pub behaviour: Expectation,
}

impl Ratings {
    /// What the two give (*predikat kinerja*).
    pub fn predikat(self) -> Predikat {
        predikat(self.result, self.behaviour)
    }
}

/// What the cycle (*SKP*) says about becoming final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Whether there is a plan; else the year was only rated, and the servant answers that in the same way.
    pub has_plan: bool,
    /// Where it stands.
    pub stage: SkpStage,
    /// Last day to object, once the year is rated.
    pub object_until: Option<Date>,
    /// Whether silence until then counts as acceptance.
    pub silence_accepts: bool,
}

impl Cycle {
    /// The last step, once the servant's part is done: accepted, the objection decided, or silent until the last day had gone by.
    fn last_step(self, today: Date, seen: Seen) -> Result<SkpMove, AppraisalError> {
        match self.stage {
            SkpStage::Accepted | SkpStage::Decided => Ok(SkpMove::Finalise),
            SkpStage::YearRated if self.silence_accepts => {
                let last = self.object_until.filter(|last| today > *last).ok_or(AppraisalError::Outstanding)?;
                let last = seen.last_day(last).ok_or(AppraisalError::Unseen)?;
                if today > last { Ok(SkpMove::FinaliseBySilence) } else { Err(AppraisalError::Outstanding) }
            }
            _ => Err(AppraisalError::Outstanding),
        }
    }
}

/// How the servant can have seen a rating: who could not says nothing by silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Not at all: no account is linked and nothing was delivered.
    Never,
    /// By the linked account, while in service. An account that is linked late gets its days when it is linked.
    ByAccount {
        /// Last day of service, once there is one.
        last_service: Option<Date>,
    },
    /// On paper.
    OnPaper {
        /// Last day to object, counted from the delivery.
        object_until: Date,
    },
}

impl Seen {
    /// The last day to object of who saw it so, where the cycle says until when; none for who could not see it all that time.
    fn last_day(self, of_cycle: Date) -> Option<Date> {
        match self {
            Self::Never => None,
            Self::ByAccount { last_service } => last_service.is_none_or(|last| last >= of_cycle).then_some(of_cycle),
            // What was delivered before the rating was given was another rating.
            Self::OnPaper { object_until } => (object_until >= of_cycle).then_some(object_until),
        }
    }
}

/// A yearly appraisal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraisal {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// The cycle that leads to it, once there is a plan or a rating.
    pub cycle: Option<Cycle>,
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// Version.
    pub version: i64,
    /// When it was set.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why an appraisal refuses a step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppraisalError {
    /// Nothing changes a final rating.
    #[error("the appraisal is final")]
    Final,
    /// Only a rating can become final.
    #[error("the appraisal is not rated")]
    NotRated,
    /// The servant has accepted or objected.
    #[error("the servant has answered the rating")]
    Answered,
    /// The steps of a plan rate it.
    #[error("a plan leads to this rating: it is rated in its cycle")]
    HasPlan,
    /// The servant may still say something, or has not been answered.
    #[error("the servant may still object, or the objection is not decided")]
    Outstanding,
    /// Silence of who could not see the rating is no acceptance.
    #[error("the servant could not see the rating: no account is linked all that time, nor was it delivered since")]
    Unseen,
}

impl Appraisal {
    /// The ratings, once there are any.
    pub fn ratings(&self) -> Option<Ratings> {
        match self.state {
            State::Planned => None,
            State::Rated(ratings) | State::Final(ratings) => Some(ratings),
        }
    }

    /// Rates a year that has no plan, or rates it again until the servant has answered. From then on it goes on as a plan does whose
    /// year is rated.
    pub fn rate(&mut self, ratings: Ratings, today: Date, rules: &SkpRules) -> Result<(), AppraisalError> {
        if matches!(self.state, State::Final(_)) {
            return Err(AppraisalError::Final);
        }
        match self.cycle {
            Some(cycle) if cycle.has_plan => return Err(AppraisalError::HasPlan),
            Some(cycle) if cycle.stage != SkpStage::YearRated => return Err(AppraisalError::Answered),
            _ => {}
        }
        self.cycle = Some(Cycle {
            has_plan: false,
            stage: SkpStage::YearRated,
            object_until: Some(rules.object_until(today)),
            silence_accepts: rules.silence_accepts,
        });
        self.state = State::Rated(ratings);
        Ok(())
    }

    /// Makes the rating final once the servant's part is done; returns what it came to, and by which step.
    pub fn finalise(&mut self, today: Date, seen: Seen) -> Result<(Predikat, SkpMove), AppraisalError> {
        let ratings = match self.state {
            State::Planned => return Err(AppraisalError::NotRated),
            State::Final(_) => return Err(AppraisalError::Final),
            State::Rated(ratings) => ratings,
        };
        // Ratings of an older version have no cycle: they are rated again, so that the servant can answer.
        let cycle = self.cycle.as_mut().ok_or(AppraisalError::Outstanding)?;
        let step = cycle.last_step(today, seen)?;
        cycle.stage = SkpStage::Final;
        self.state = State::Final(ratings);
        Ok((ratings.predikat(), step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::skp_rules::tests::rules;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 1, 20);
    const SEEN: Seen = Seen::ByAccount { last_service: None };
    const GOOD: Ratings = Ratings { result: Expectation::Meets, behaviour: Expectation::Meets };
    const BEST: Ratings = Ratings { result: Expectation::Above, behaviour: Expectation::Above };

    fn appraisal(state: State) -> Appraisal {
        Appraisal {
            id: Uuid::nil(),
            state,
            cycle: None,
            servant: "s".into(),
            year: 2025,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    fn cycle(has_plan: bool, stage: SkpStage, until: Date) -> Option<Cycle> {
        Some(Cycle { has_plan, stage, object_until: Some(until), silence_accepts: true })
    }

    #[test]
    fn a_year_without_a_plan_is_rated_until_the_servant_answers() {
        let mut appraisal = appraisal(State::Planned);
        assert_eq!(appraisal.ratings(), None);
        assert_eq!(appraisal.rate(GOOD, TODAY, &rules()), Ok(()));
        assert_eq!(appraisal.rate(BEST, TODAY, &rules()), Ok(()));
        assert_eq!((appraisal.state, appraisal.ratings()), (State::Rated(BEST), Some(BEST)));
        assert_eq!(appraisal.cycle, cycle(false, SkpStage::YearRated, date(2026, 2, 3)));
        for answered in [SkpStage::Accepted, SkpStage::Objected, SkpStage::Decided] {
            appraisal.cycle = cycle(false, answered, TODAY);
            assert_eq!(appraisal.rate(GOOD, TODAY, &rules()), Err(AppraisalError::Answered), "{answered:?}");
        }
    }

    #[test]
    fn a_final_appraisal_is_neither_rated_nor_finalised_again() {
        let mut appraisal = Appraisal { cycle: cycle(true, SkpStage::Final, TODAY), ..appraisal(State::Final(GOOD)) };
        assert_eq!(appraisal.rate(BEST, TODAY, &rules()), Err(AppraisalError::Final));
        assert_eq!(appraisal.finalise(TODAY, SEEN), Err(AppraisalError::Final));
        assert_eq!(appraisal.ratings(), Some(GOOD));
    }

    #[test]
    fn what_is_not_rated_or_was_never_shown_does_not_become_final() {
        let mut planned = appraisal(State::Planned);
        assert_eq!(planned.finalise(TODAY, SEEN), Err(AppraisalError::NotRated));
        assert_eq!(planned.state, State::Planned);
        let mut unseen = appraisal(State::Rated(GOOD));
        assert_eq!(unseen.finalise(TODAY, SEEN), Err(AppraisalError::Outstanding));
    }

    #[test]
    fn a_rating_waits_for_the_servant_with_a_plan_or_without() {
        let yesterday = date(2026, 1, 19);
        let (answered, silent) = (Ok((Predikat::Baik, SkpMove::Finalise)), SkpMove::FinaliseBySilence);
        for (stage, until, silence_accepts, expected) in [
            (SkpStage::Accepted, TODAY, true, answered.clone()),
            (SkpStage::Decided, TODAY, false, answered),
            (SkpStage::Objected, yesterday, true, Err(AppraisalError::Outstanding)),
            (SkpStage::YearRated, TODAY, true, Err(AppraisalError::Outstanding)),
            (SkpStage::YearRated, yesterday, true, Ok((Predikat::Baik, silent))),
            (SkpStage::YearRated, yesterday, false, Err(AppraisalError::Outstanding)),
        ] {
            for has_plan in [true, false] {
                let cycle = Cycle { has_plan, stage, object_until: Some(until), silence_accepts };
                let mut appraisal = Appraisal { cycle: Some(cycle), ..appraisal(State::Rated(GOOD)) };
                assert_eq!(appraisal.finalise(TODAY, SEEN), expected, "{stage:?} until {until}");
                let after = if expected.is_ok() { SkpStage::Final } else { stage };
                assert_eq!(appraisal.cycle.map(|cycle| cycle.stage), Some(after));
            }
        }
    }

    #[test]
    fn silence_counts_of_who_could_see_the_rating() {
        let until = date(2026, 1, 16);
        let (silent, unseen) = (Ok((Predikat::Baik, SkpMove::FinaliseBySilence)), Err(AppraisalError::Unseen));
        let left = |last| Seen::ByAccount { last_service: Some(last) };
        let paper = |object_until| Seen::OnPaper { object_until };
        for (seen, expected) in [
            (Seen::Never, unseen.clone()),
            (SEEN, silent.clone()),
            (left(date(2026, 1, 16)), silent.clone()),
            (left(date(2026, 1, 15)), unseen.clone()),
            (paper(date(2026, 1, 15)), unseen),
            (paper(date(2026, 1, 16)), silent.clone()),
            (paper(date(2026, 1, 19)), silent),
            (paper(TODAY), Err(AppraisalError::Outstanding)),
        ] {
            let cycle = cycle(false, SkpStage::YearRated, until);
            let mut appraisal = Appraisal { cycle, ..appraisal(State::Rated(GOOD)) };
            assert_eq!(appraisal.finalise(TODAY, seen), expected, "{seen:?}");
        }
        let accepted = cycle(false, SkpStage::Accepted, until);
        let mut accepted = Appraisal { cycle: accepted, ..appraisal(State::Rated(GOOD)) };
        assert_eq!(accepted.finalise(TODAY, Seen::Never), Ok((Predikat::Baik, SkpMove::Finalise)));
    }

    #[test]
    fn a_rating_with_a_plan_is_not_rated_beside_its_cycle() {
        let mut appraisal = Appraisal { cycle: cycle(true, SkpStage::Running, TODAY), ..appraisal(State::Planned) };
        assert_eq!(appraisal.rate(GOOD, TODAY, &rules()), Err(AppraisalError::HasPlan));
    }
}
