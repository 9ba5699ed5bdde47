//! A proposal of a punishment for absence: proposed by the ladder, examined (*pemeriksaan*), decided by an official.
//! Career records what was decided.

use crate::domain::{
    absence_ladder::{DayRow, LadderFinding, LadderRules},
    improvement_rules::days_after,
    work_calendar::WorkCalendar,
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeSet;
use thiserror::Error;
use uuid::Uuid;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisciplineStage {
    /// Proposed by the ladder.
    Proposed,
    /// The servant was heard.
    Examined,
    /// A punishment was decided.
    Punished,
    /// Decided that there is none.
    Dropped,
}

impl DisciplineStage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Proposed, Self::Examined, Self::Punished, Self::Dropped];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Examined => "examined",
            Self::Punished => "punished",
            Self::Dropped => "dropped",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisciplineCase {
    /// Id.
    pub id: Uuid,
    /// Servant in the career service.
    pub servant: String,
    /// First day that counted.
    pub first_day: Date,
    /// Last day that counted.
    pub last_day: Date,
    /// Working days of absence.
    pub days: i32,
    /// Most in a row.
    pub longest_row: i32,
    /// The rows that were long enough for the last rung.
    pub rows: Vec<DayRow>,
    /// Code that the ladder proposes.
    pub proposed_code: String,
    /// Code that the days still bore when it was decided, as proposed before; empty for none.
    pub borne_code: String,
    /// Ladder.
    pub ruleset: String,
    /// Calendar of working days.
    pub calendar: String,
    /// Where it stands.
    pub stage: DisciplineStage,
    /// Last day of the next step; none where it is over.
    pub due: Option<Date>,
    /// Day on which the servant was heard.
    pub examine_date: Option<Date>,
    /// Code that was decided; empty for none.
    pub decided_code: String,
    /// Number of the document.
    pub document_number: String,
    /// Version.
    pub version: i64,
    /// When it was opened.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a proposal refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DisciplineRefusal {
    /// Not at this stage.
    #[error("the step is not allowed at the stage {}", .0.as_str())]
    Stage(DisciplineStage),
    /// Days were taken back since, and what is left does not lead to that punishment.
    #[error("{days} days of absence are left, {longest_row} in a row, which lead to {code:?}")]
    Fewer {
        /// Days that are left.
        days: u32,
        /// Most of them in a row.
        longest_row: u32,
        /// What they lead to; empty for nothing.
        code: String,
    },
    /// Nobody examines or decides about themselves.
    #[error("nobody examines or decides about themselves")]
    Own,
}

impl DisciplineCase {
    /// The servant was heard.
    pub fn examine(&mut self, heard: Date, today: Date, rules: &LadderRules) -> Result<(), DisciplineRefusal> {
        if self.stage != DisciplineStage::Proposed {
            return Err(DisciplineRefusal::Stage(self.stage));
        }
        self.stage = DisciplineStage::Examined;
        self.examine_date = Some(heard);
        self.due = Some(days_after(today, rules.decide_within_days));
        Ok(())
    }

    /// An official decides: the code that was proposed, another one, or none.
    pub fn decide(&mut self, code: &str, document_number: &str) -> Result<(), DisciplineRefusal> {
        if self.stage != DisciplineStage::Examined {
            return Err(DisciplineRefusal::Stage(self.stage));
        }
        self.stage = if code.is_empty() { DisciplineStage::Dropped } else { DisciplineStage::Punished };
        code.clone_into(&mut self.decided_code);
        document_number.clone_into(&mut self.document_number);
        self.due = None;
        Ok(())
    }

    /// The code that its days bear now: no heavier than proposed, nor than they bore when it was decided, whatever came since.
    pub fn bears<'c>(&'c self, now: &'c LadderFinding, rules: &LadderRules) -> &'c str {
        let left = now.rung.as_ref().map_or("", |rung| rung.code.as_str());
        if rules.is_above(&self.borne_code, left) { left } else { &self.borne_code }
    }

    /// Whether what the days come to now still bears a punishment: where days were taken back since it was proposed,
    /// nothing heavier than what is left leads to.
    pub fn must_still_bear(
        &self,
        code: &str,
        now: &LadderFinding,
        rules: &LadderRules,
    ) -> Result<(), DisciplineRefusal> {
        let left = now.rung.as_ref().map_or("", |rung| rung.code.as_str());
        if !rules.is_above(&self.proposed_code, left) || !rules.is_above(code, left) {
            return Ok(());
        }
        Err(DisciplineRefusal::Fewer { days: now.days, longest_row: now.longest_row, code: left.to_owned() })
    }

    /// Whether it is being handled.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, DisciplineStage::Proposed | DisciplineStage::Examined)
    }

    /// Whether some of its days are among those of a finding.
    pub fn overlaps(&self, finding: &LadderFinding) -> bool {
        self.first_day <= finding.last_day && self.last_day >= finding.first_day
    }

    /// Whether the caller is somebody else.
    pub fn must_be_another(&self, me: &str) -> Result<(), DisciplineRefusal> {
        if me == self.servant { Err(DisciplineRefusal::Own) } else { Ok(()) }
    }
}

/// The rows that led to proposals and still hold: their days belong to no other row.
pub fn spent_rows<'c>(
    cases: impl IntoIterator<Item = &'c DisciplineCase>,
    (absent, calendar): (&BTreeSet<Date>, &WorkCalendar),
    rules: &LadderRules,
) -> Vec<DayRow> {
    let rows = cases.into_iter().flat_map(|case| case.rows.iter().copied());
    rows.filter(|row| rules.holds(*row, absent, calendar)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::absence_ladder::{CountedYear, LadderRung, PunishmentLevel};
    use jiff::civil::date;

    fn rules() -> LadderRules {
        let rung = LadderRung { days: 3, code: "1".into(), title: "x".into(), level: PunishmentLevel::Light };
        LadderRules {
            id: "x".into(),
            regulation: "PP 94/2021".into(),
            valid_from: date(2021, 8, 31),
            counted: CountedYear::Calendar,
            rungs: vec![rung],
            in_a_row: 10,
            examine_within_days: 14,
            decide_within_days: 30,
        }
    }

    fn proposed() -> DisciplineCase {
        DisciplineCase {
            id: Uuid::nil(),
            servant: "siti".into(),
            first_day: date(2025, 1, 1),
            last_day: date(2025, 6, 30),
            days: 3,
            longest_row: 1,
            rows: Vec::new(),
            proposed_code: "1".into(),
            borne_code: "1".into(),
            ruleset: "x".into(),
            calendar: "y".into(),
            stage: DisciplineStage::Proposed,
            due: Some(date(2025, 7, 14)),
            examine_date: None,
            decided_code: String::new(),
            document_number: String::new(),
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn who_is_heard_is_then_judged() {
        for (code, stage) in
            [("1", DisciplineStage::Punished), ("2", DisciplineStage::Punished), ("", DisciplineStage::Dropped)]
        {
            let mut case = proposed();
            assert_eq!(case.decide(code, "800/1"), Err(DisciplineRefusal::Stage(DisciplineStage::Proposed)));
            case.examine(date(2025, 7, 3), date(2025, 7, 4), &rules()).unwrap();
            assert_eq!((case.examine_date, case.due), (Some(date(2025, 7, 3)), Some(date(2025, 8, 3))));
            let twice = case.examine(date(2025, 7, 3), date(2025, 7, 4), &rules());
            assert_eq!(twice, Err(DisciplineRefusal::Stage(DisciplineStage::Examined)));
            case.decide(code, "800/1").unwrap();
            assert_eq!((case.stage, case.decided_code.as_str(), case.due), (stage, code, None));
            assert_eq!(case.decide(code, "800/1"), Err(DisciplineRefusal::Stage(stage)));
        }
    }

    #[test]
    fn nobody_judges_themselves() {
        assert_eq!(proposed().must_be_another("siti"), Err(DisciplineRefusal::Own));
        assert_eq!(proposed().must_be_another("budi"), Ok(()));
    }

    #[test]
    fn days_taken_back_bear_no_more_than_what_is_left() {
        let left = |days, rung: Option<LadderRung>| LadderFinding {
            first_day: date(2025, 1, 1),
            last_day: date(2025, 6, 30),
            days,
            longest_row: 1,
            rows: Vec::new(),
            rung,
            by_row: false,
        };
        let rules = rules();
        let same = left(3, rules.rungs.first().cloned());
        let fewer = Err(DisciplineRefusal::Fewer { days: 2, longest_row: 1, code: String::new() });
        for (code, now, expected) in
            [("1", &same, Ok(())), ("", &same, Ok(())), ("1", &left(2, None), fewer), ("", &left(2, None), Ok(()))]
        {
            assert_eq!(proposed().must_still_bear(code, now, &rules), expected, "{code} for {} days", now.days);
        }
    }

    #[test]
    fn days_that_were_taken_back_do_not_stand_in_the_way_of_others() {
        let mut rules = rules();
        rules.rungs.push(LadderRung { days: 7, code: "3".into(), title: "x".into(), level: PunishmentLevel::Light });
        let now = |nth: Option<usize>| LadderFinding {
            first_day: date(2025, 1, 1),
            last_day: date(2025, 6, 30),
            days: 3,
            longest_row: 1,
            rows: Vec::new(),
            rung: nth.map(|nth| rules.rungs[nth].clone()),
            by_row: false,
        };
        for (borne, nth, expected) in
            [("3", Some(1), "3"), ("3", Some(0), "1"), ("3", None, ""), ("1", Some(1), "1"), ("", Some(1), "")]
        {
            let case = DisciplineCase { borne_code: borne.into(), ..proposed() };
            assert_eq!(case.bears(&now(nth), &rules), expected, "{borne} {nth:?}");
        }
    }

    #[test]
    fn stages_read_back() {
        for stage in DisciplineStage::ALL {
            assert_eq!(DisciplineStage::parse(stage.as_str()), Some(stage));
        }
        assert_eq!(DisciplineStage::parse(""), None);
    }
}
