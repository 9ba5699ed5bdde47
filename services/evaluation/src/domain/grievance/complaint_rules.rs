//! The dated rules of reports: how long each step may take, floods, merging, erasure.

use crate::domain::{
    report_nature::{Kind, Nature},
    work_calendar::WorkCalendar,
};
use jiff::{ToSpan, civil::Date};

/// What holds for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintRules {
    /// Ruleset.
    pub id: String,
    /// What it follows.
    pub regulation: String,
    /// First day in force.
    pub valid_from: Date,
    /// Working days of each step.
    pub working_days: StepDays,
    /// Days without a reply after which an answered report closes by itself.
    pub reply_days: u16,
    /// Days after closing in which a reply reopens it.
    pub reopen_days: u16,
    /// Months after closing until the reporter's identity is destroyed.
    pub mask_months: u16,
    /// Whether duplicates may be about different services.
    pub merge_across_services: bool,
    /// Reports that anybody may file in an instansi a minute.
    pub filings_a_minute: u32,
    /// The same about one service.
    pub filings_a_minute_a_service: u32,
    /// Reports that the public desk may file for others in an instansi a minute, whatever everybody else files.
    pub filings_a_minute_by_desk: u32,
    /// Replies of its reporters that a report takes in a day.
    pub replies_a_day: u32,
    /// Counts below it are not told.
    pub small_cell: i64,
}

/// Working days of each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepDays {
    /// To verify.
    pub verification: u16,
    /// To answer a request for information.
    pub information: u16,
    /// To answer a simple grievance.
    pub simple: u16,
    /// To answer one without supervision and inspection.
    pub plain: u16,
    /// To answer one with either.
    pub inspected: u16,
    /// To answer an aspiration.
    pub aspiration: u16,
}

/// Until when a report has to be verified and answered, and how these days arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Day after which the working days are counted; none where another system set the day.
    pub from: Option<Date>,
    /// Last day of the verification.
    pub verify: Date,
    /// Last day of the answer.
    pub answer: Date,
    /// Working days counted to it; 0 where another system set the day.
    pub days: u16,
    /// Whether the holidays of all counted years were known.
    pub is_certain: bool,
    /// Ruleset of the days; empty where another system set the day.
    pub ruleset: String,
    /// Ruleset of the calendar; empty likewise.
    pub calendar: String,
}

/// The deadline lies before the report came in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must not lie before the day of receipt")]
pub struct BeforeReceipt;

impl Deadline {
    /// A day that another system set.
    pub fn set_elsewhere(received: Date, answer: Date) -> Result<Self, BeforeReceipt> {
        if answer < received {
            return Err(BeforeReceipt);
        }
        let (ruleset, calendar) = (String::new(), String::new());
        Ok(Self { from: None, verify: answer, answer, days: 0, is_certain: true, ruleset, calendar })
    }

    /// This one, unless the other is earlier.
    pub fn or_earlier(self, other: Self) -> Self {
        if other.answer < self.answer { other } else { Self { verify: self.verify.min(other.verify), ..self } }
    }
}

impl ComplaintRules {
    /// Working days in which a report of this nature has to be answered.
    pub fn answer_days(&self, nature: &Nature) -> u16 {
        let days = &self.working_days;
        match nature.kind {
            Kind::InformationRequest => days.information,
            Kind::Aspiration => days.aspiration,
            Kind::Complaint if nature.has_supervision || nature.has_inspection => days.inspected,
            Kind::Complaint if nature.is_simple => days.simple,
            Kind::Complaint => days.plain,
        }
    }

    /// The deadline of a report of this nature that was received, or opened again, on `day`.
    pub fn deadline(&self, calendar: &WorkCalendar, nature: &Nature, day: Date) -> Deadline {
        let days = self.answer_days(nature);
        let (verify, answer) = (calendar.due(day, self.working_days.verification), calendar.due(day, days));
        Deadline {
            from: Some(day),
            verify: verify.day,
            answer: answer.day,
            days,
            is_certain: verify.is_certain && answer.is_certain,
            ruleset: self.id.clone(),
            calendar: calendar.id.clone(),
        }
    }

    /// The same deadline by a calendar that knows more; none where these rules did not count it, or where it stays as it is.
    /// Joint leave is decreed within a year too: what seemed certain is counted again as well.
    pub fn recounted(&self, calendar: &WorkCalendar, nature: &Nature, old: &Deadline) -> Option<Deadline> {
        let day = old.from.filter(|_| old.ruleset == self.id)?;
        let new = self.deadline(calendar, nature, day);
        // What was opened again keeps the day of its verification, which lies before.
        let verify = if old.verify < day { old.verify } else { new.verify };
        let new = Deadline { verify, ..new };
        (new != *old).then_some(new)
    }

    /// Last day on which a reply keeps an answered report open.
    pub fn reply_until(&self, answered: Date) -> Date {
        answered.saturating_add(i64::from(self.reply_days).days())
    }

    /// Last day on which a reply reopens a closed report.
    pub fn reopen_until(&self, closed: Date) -> Date {
        closed.saturating_add(i64::from(self.reopen_days).days())
    }

    /// Reports that closed before this day are masked on `today`.
    pub fn masked_before(&self, today: Date) -> Date {
        today.saturating_sub(i64::from(self.mask_months).months())
    }

    /// What keeps the rules from being used.
    pub fn fault(&self) -> Option<&'static str> {
        let StepDays { verification, information, simple, plain, inspected, aspiration } = self.working_days;
        let steps = [verification, information, simple, plain, inspected, aspiration];
        if steps.iter().any(|days| !(1..=366).contains(days)) {
            return Some("has a step without a day or longer than a year");
        }
        if self.reply_days == 0 || self.reopen_days > 3_660 || self.reply_days > 366 {
            return Some("leaves no time for a reply, or years");
        }
        if self.mask_months > 1_200 {
            return Some("keeps identities for more than a century");
        }
        let filings = [self.filings_a_minute, self.filings_a_minute_a_service, self.filings_a_minute_by_desk];
        if self.replies_a_day == 0 || filings.contains(&0) {
            return Some("takes nothing from the public");
        }
        if self.small_cell < 1 { Some("has no smallest cell") } else { None }
    }
}

#[cfg(test)]
#[path = "complaint_rules_tests.rs"]
pub(crate) mod tests;
