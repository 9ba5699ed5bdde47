//! Work agreements (*perjanjian kerja*, PP 49/2018) of those who have no probation, as a small history.

use crate::domain::{
    onboarding_rules::AgreementRules,
    servant::{Employment, Servant, State},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// An agreement, or an extension of one (*perpanjangan*), which is a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkAgreement {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Number.
    pub number: String,
    /// Day of the paper.
    pub signed: Date,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Agreement that it extends.
    pub extends: Option<Uuid>,
    /// Whether another one extends it.
    pub extended: bool,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub record_time: Timestamp,
}

/// An agreement that ends soon, and nothing follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreementWarning {
    /// Agreement.
    pub agreement: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Its last day.
    pub end: Date,
    /// When the warning was recorded by a sweep.
    pub record_time: Option<Timestamp>,
}

/// Why an agreement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementRefusal {
    /// Civil servants have none.
    #[error("the servant is no employee under a work agreement")]
    NotUnderAgreement,
    /// The servant left.
    #[error("the servant left the service")]
    Left,
    /// Another one extends it.
    #[error("the agreement was extended before")]
    Extended,
    /// It ends before a year is over.
    #[error("must be {0} or later")]
    TooShort(Date),
    /// It begins before the service.
    #[error("must not lie before the first day of service")]
    BeforeService,
    /// An extension that ends before what it extends.
    #[error("must lie after the last day of what is extended")]
    NotAfter,
}

impl WorkAgreement {
    /// Whether it may stand in a servant's record. An extension lasts as long as it does.
    pub fn must_fit(&self, servant: &Servant, rules: &AgreementRules) -> Result<(), AgreementRefusal> {
        must_be_under_agreement(servant)?;
        if self.start < servant.appointment_date {
            return Err(AgreementRefusal::BeforeService);
        }
        let earliest = rules.earliest_end(self.start);
        if self.extends.is_none() && self.end < earliest {
            return Err(AgreementRefusal::TooShort(earliest));
        }
        Ok(())
    }

    /// Takes note of being extended; returns the first day of what follows, which ends on `end`.
    pub fn extend(&mut self, end: Date) -> Result<Date, AgreementRefusal> {
        if self.extended {
            return Err(AgreementRefusal::Extended);
        }
        let start = self.end.tomorrow().ok().filter(|start| *start <= end).ok_or(AgreementRefusal::NotAfter)?;
        self.extended = true;
        Ok(start)
    }
}

/// Whether a servant works under an agreement.
pub fn must_be_under_agreement(servant: &Servant) -> Result<(), AgreementRefusal> {
    if servant.employment == Employment::Pns {
        return Err(AgreementRefusal::NotUnderAgreement);
    }
    if servant.state == State::Left { Err(AgreementRefusal::Left) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{identity::FullName, onboarding_rules::OnboardingRules};
    use jiff::civil::date;

    fn employee() -> Servant {
        Servant {
            id: Uuid::nil(),
            state: State::InService,
            employment: Employment::Pppk,
            standing: "01".into(),
            name: FullName::default(),
            sex: None,
            account: String::new(),
            appointment_date: date(2025, 5, 1),
            application: String::new(),
            need: String::new(),
            rating: String::new(),
            rating_year: 0,
            last_day: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    fn agreement(start: Date, end: Date) -> WorkAgreement {
        WorkAgreement {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            number: "1/PK/2025".into(),
            signed: date(2025, 4, 20),
            start,
            end,
            extends: None,
            extended: false,
            version: 1,
            record_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_first_agreement_lasts_a_year_and_begins_with_the_service() {
        let rules = OnboardingRules::sample().agreement;
        let fit = |start, end| agreement(start, end).must_fit(&employee(), &rules);
        assert_eq!(fit(date(2025, 5, 1), date(2026, 4, 30)), Ok(()));
        assert_eq!(fit(date(2025, 5, 1), date(2026, 4, 29)), Err(AgreementRefusal::TooShort(date(2026, 4, 30))));
        assert_eq!(fit(date(2025, 4, 30), date(2026, 4, 30)), Err(AgreementRefusal::BeforeService));
        let short = WorkAgreement { extends: Some(Uuid::nil()), ..agreement(date(2025, 5, 1), date(2025, 8, 1)) };
        assert_eq!(short.must_fit(&employee(), &rules), Ok(()), "an extension may be shorter");
    }

    #[test]
    fn civil_servants_and_those_who_left_have_none() {
        let civil = Servant { employment: Employment::Pns, ..employee() };
        assert_eq!(must_be_under_agreement(&civil), Err(AgreementRefusal::NotUnderAgreement));
        let gone = Servant { state: State::Left, ..employee() };
        assert_eq!(must_be_under_agreement(&gone), Err(AgreementRefusal::Left));
    }

    #[test]
    fn an_agreement_is_extended_once_and_from_the_next_day_on() {
        let mut one = agreement(date(2025, 5, 1), date(2026, 4, 30));
        assert_eq!(one.extend(date(2026, 4, 30)), Err(AgreementRefusal::NotAfter));
        assert_eq!(one.extend(date(2027, 4, 30)), Ok(date(2026, 5, 1)));
        assert_eq!(one.extend(date(2028, 4, 30)), Err(AgreementRefusal::Extended));
    }
}
