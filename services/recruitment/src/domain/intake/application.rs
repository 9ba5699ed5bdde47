//! An application (*lamaran*) and what its participant reached.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::identity::Identity;
use crate::domain::integration::FinalPoints;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::result_code::SkdCode;
use crate::domain::skb_outcome::Dropout;
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use jiff::Timestamp;
use uuid::Uuid;

/// Who applies with what (*berkas lamaran*), before it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Sealed as soon as the application is taken.
    pub identity: Identity,
    /// Education, one of the vacancy's.
    pub education: String,
    /// Grade point average (*IPK*) or average school mark.
    pub gpa: Thousandths,
}

/// An application without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Id.
    pub id: Uuid,
    /// Vacancy applied for.
    pub vacancy_id: Uuid,
    /// Number the participant is known by.
    pub participant_number: String,
    /// When it was taken.
    pub submit_time: Timestamp,
    /// When the applicant withdrew it, if that happened.
    pub withdraw_time: Option<Timestamp>,
    /// What the basic test made of it; none before, and never in a PPPK selection.
    pub standing: Option<Standing>,
    /// Where the final ranking puts it, in every programme; none before, and for who is out of it.
    pub last: Option<FinalStanding>,
    /// Place in the published list; none before.
    pub place: Option<u32>,
    /// Whether the candidate has been appointed.
    pub appointed: bool,
    /// Version.
    pub version: i64,
}

/// What a participant reached before the final ranking (*hasil SKD*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Scores of the basic test; zero for who took none.
    pub score: SkdScore,
    /// How the basic test ended.
    pub code: SkdCode,
    /// Rank among those who met the pass mark.
    pub skd_rank: Option<u32>,
    /// Why there are no final points, of who went on to the field test.
    pub dropout: Option<Dropout>,
}

/// Where the final ranking puts a participant (*hasil akhir*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalStanding {
    /// Final points, exact.
    pub points: FinalPoints,
    /// Rank.
    pub rank: u32,
    /// Whether there is a seat.
    pub outcome: FinalOutcome,
    /// Rank by points of three decimals.
    pub rounded_rank: Option<u32>,
    /// Whether that rank, or the outcome it gives, is another.
    pub rounding_alert: bool,
    /// The seat, where it is one of another vacancy.
    pub seat: Option<SeatElsewhere>,
}

/// A seat of another vacancy than the one applied for (*hasil optimalisasi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatElsewhere {
    /// The vacancy.
    pub vacancy_id: Uuid,
    /// Code of the pass.
    pub code: OptimisationCode,
}

/// Why an application is not taken, or its candidate not appointed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationError {
    /// Not open, or too late.
    #[error("the vacancy takes no applications")]
    NotAccepting,
    /// Another education than the vacancy asks for.
    #[error("the education is not among those the vacancy accepts")]
    EducationNotAccepted,
    /// Too young or too old on the day of applying.
    #[error("the applicant must be {minimum} to {maximum} years old on the day of applying")]
    AgeOutOfRange {
        /// Least age.
        minimum: u8,
        /// Greatest age.
        maximum: u8,
    },
    /// No seat was won.
    #[error("the candidate was not selected")]
    NotSelected,
    /// Appointed before.
    #[error("the candidate has been appointed already")]
    AlreadyAppointed,
}

/// The application was withdrawn before.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the application was withdrawn")]
pub struct Withdrawn;

impl Application {
    /// Withdraws the application (*pengunduran diri*).
    pub fn withdraw(&mut self, now: Timestamp) -> Result<(), Withdrawn> {
        self.must_stand()?;
        self.withdraw_time = Some(now);
        Ok(())
    }

    /// Refuses an application that was withdrawn.
    pub fn must_stand(&self) -> Result<(), Withdrawn> {
        if self.withdraw_time.is_some() { Err(Withdrawn) } else { Ok(()) }
    }

    /// What the final ranking decided.
    pub fn outcome(&self) -> Option<FinalOutcome> {
        self.last.as_ref().map(|last| last.outcome)
    }

    /// Appoints the candidate (*pengangkatan CPNS*, *pengangkatan PPPK*).
    pub fn appoint(&mut self) -> Result<(), ApplicationError> {
        if !matches!(self.outcome(), Some(FinalOutcome::Selected | FinalOutcome::Moved)) {
            return Err(ApplicationError::NotSelected);
        }
        if self.appointed {
            return Err(ApplicationError::AlreadyAppointed);
        }
        self.appointed = true;
        Ok(())
    }
}

/// The number of a participant (*nomor peserta*): year of the selection, instansi, and twelve digits of the application's
/// random id. It needs no counter that all applicants would queue for; a unique index refuses the rare number drawn twice.
pub fn participant_number(year: i16, instansi: &str, application: Uuid) -> String {
    let (_, random) = application.as_u64_pair();
    format!("{year}{instansi}{:012}", (random & RANDOM_BITS) % 1_000_000_000_000)
}

/// The upper two of the low 64 bits of a UUID are its variant.
const RANDOM_BITS: u64 = u64::MAX >> 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::integration::Points;

    fn application(outcome: Option<FinalOutcome>) -> Application {
        let points = FinalPoints { points: Points(0), denominator: 1 };
        let last = outcome.map(|outcome| FinalStanding {
            points,
            rank: 1,
            outcome,
            rounded_rank: None,
            rounding_alert: false,
            seat: None,
        });
        Application {
            id: Uuid::nil(),
            vacancy_id: Uuid::nil(),
            participant_number: String::new(),
            submit_time: Timestamp::UNIX_EPOCH,
            withdraw_time: None,
            standing: None,
            last,
            place: None,
            appointed: false,
            version: 1,
        }
    }

    #[test]
    fn a_selected_candidate_is_appointed_once() {
        let mut selected = application(Some(FinalOutcome::Selected));
        assert_eq!(selected.appoint(), Ok(()));
        assert_eq!(selected.appoint(), Err(ApplicationError::AlreadyAppointed));
    }

    #[test]
    fn nobody_else_is_appointed() {
        for outcome in [None, Some(FinalOutcome::NotSelected), Some(FinalOutcome::NeedsDecision)] {
            assert_eq!(application(outcome).appoint(), Err(ApplicationError::NotSelected));
        }
    }

    #[test]
    fn an_application_is_withdrawn_once() {
        let mut withdrawn = application(None);
        assert_eq!(withdrawn.withdraw(Timestamp::UNIX_EPOCH), Ok(()));
        assert_eq!(withdrawn.withdraw(Timestamp::UNIX_EPOCH), Err(Withdrawn));
    }

    #[test]
    fn a_number_tells_year_and_instansi_and_nothing_of_the_person() {
        let id = Uuid::from_u64_pair(0, 0x8000_0000_0000_002a);
        assert_eq!(participant_number(2024, "6571", id), "20246571000000000042");
        assert_eq!(participant_number(2024, "6571", Uuid::max()).len(), 20);
    }
}
