//! The leaves of a vacancy's log. None tells who somebody is: participants are numbers, and what identifies them is only
//! committed to.

use crate::domain::application::Applicant;
use crate::domain::correction_leaf::CorrectionLeaf;
use crate::domain::criteria::Criteria;
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::{FinalPoints, Points, SkbScores};
use crate::domain::leaf_text::{BadLeaf, Reader, Writer};
use crate::domain::pppk_leaf::{PppkLeaf, PppkResultLeaf};
use crate::domain::ranking::SkdOutcome;
use crate::domain::result_code::SkdCode;
use crate::domain::seat_leaf::SeatLeaf;
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use jiff::Timestamp;

/// A leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// By what is decided, in the canonical form of the criteria; the first leaf, and the only one of its kind.
    Criteria(Box<Criteria>),
    /// An application was taken.
    Receipt(ReceiptLeaf),
    /// A row of the basic test's official results.
    Skd(SkdLeaf),
    /// A row of the field test's official results.
    Skb(SkbLeaf),
    /// A row of the published result.
    Result(ResultLeaf),
    /// A row of the competency test's official results, of a PPPK vacancy.
    Pppk(PppkLeaf),
    /// A row of its published result.
    PppkResult(PppkResultLeaf),
    /// A seat that changed hands beside the ranking.
    Seat(SeatLeaf),
    /// Something of the published result that is replaced.
    Correction(CorrectionLeaf),
}

/// An application that was taken (*tanda terima lamaran*). The commitments are random to everybody but the applicant, who
/// has the salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLeaf {
    /// Number of the participant.
    pub participant: String,
    /// When it was taken.
    pub time: Timestamp,
    /// Grade point average as stated; none where no rule of the selection uses it.
    pub gpa: Option<Thousandths>,
    /// Commitment to the whole application, the identity included; hex.
    pub application: String,
    /// Commitment to the birth date alone; hex.
    pub birth_date: String,
    /// Commitment to the documents it was handed in with; hex.
    pub documents: String,
}

/// An official result of the basic test as it was imported. Until the result is public the salt keeps it from being guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkdLeaf {
    /// Number of the participant.
    pub participant: String,
    /// How the test ended.
    pub outcome: SkdOutcome,
    /// Random; hex.
    pub salt: String,
}

/// An official result of the field test as it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkbLeaf {
    /// Number of the participant.
    pub participant: String,
    /// How the test ended.
    pub outcome: SkbEnding,
    /// Marks; they only count for who is present.
    pub scores: SkbScores,
    /// Random; hex.
    pub salt: String,
}

/// How the field test ended (*hasil SKB*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkbEnding {
    /// Took it.
    Present,
    /// Failed a test that eliminates (*TMSI*).
    Eliminated,
    /// *Tidak hadir*.
    Absent,
    /// *Diskualifikasi*.
    Disqualified,
}

impl SkbEnding {
    const ALL: [Self; 4] = [Self::Present, Self::Eliminated, Self::Absent, Self::Disqualified];

    /// As leaves write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Eliminated => "eliminated",
            Self::Absent => "absent",
            Self::Disqualified => "disqualified",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// A row of the published result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultLeaf {
    /// Number of the participant.
    pub participant: String,
    /// Whether the requirements are met (*MS* or *TMS*).
    pub eligible: bool,
    /// Code of the basic test; none for who took no part.
    pub skd_code: Option<SkdCode>,
    /// Rank among those who met the pass mark.
    pub skd_rank: Option<u32>,
    /// What the field test made of it; none for who did not take part.
    pub last: Option<FinalRow>,
    /// Who is older among participants that nothing else tells apart: 1 is the oldest, and the same number means the same
    /// day. Empty where age decided nothing: no more of a birth date is published than its order where it counted.
    pub seniority: Option<u32>,
}

/// The final part of a published result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinalRow {
    /// Final mark, exact.
    pub points: FinalPoints,
    /// Rank.
    pub rank: u32,
    /// Whether there is a seat.
    pub outcome: FinalOutcome,
}

/// What the commitment of a receipt is to: the whole application, the identity included. Never logged, and shown to nobody.
pub fn application_text(participant: &str, applicant: &Applicant) -> String {
    let Applicant { identity, education, gpa, .. } = applicant;
    Writer::new("application")
        .put("participant", participant)
        .put("nik", identity.nik.expose())
        .put("full_name", &identity.full_name)
        .put("birth_date", identity.birth_date)
        .put("education", education)
        .put("gpa_thousandths", gpa.0)
        .end()
}

impl Leaf {
    /// Kind of the leaf.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Criteria(_) => "criteria",
            Self::Receipt(_) => "receipt",
            Self::Skd(_) => "skd",
            Self::Skb(_) => "skb",
            Self::Result(_) => "result",
            Self::Pppk(_) => PppkLeaf::KIND,
            Self::PppkResult(_) => PppkResultLeaf::KIND,
            Self::Seat(_) => SeatLeaf::KIND,
            Self::Correction(_) => CorrectionLeaf::KIND,
        }
    }

    /// Whose it is; empty for the criteria.
    pub fn participant(&self) -> &str {
        match self {
            Self::Criteria(_) => "",
            Self::Receipt(leaf) => &leaf.participant,
            Self::Skd(leaf) => &leaf.participant,
            Self::Skb(leaf) => &leaf.participant,
            Self::Result(leaf) => &leaf.participant,
            Self::Pppk(leaf) => &leaf.participant,
            Self::PppkResult(leaf) => &leaf.participant,
            Self::Seat(leaf) => &leaf.participant,
            Self::Correction(leaf) => &leaf.participant,
        }
    }

    /// The text that is hashed.
    pub fn to_text(&self) -> String {
        match self {
            Self::Criteria(criteria) => criteria.canonical(),
            Self::Receipt(leaf) => Writer::new(self.kind())
                .put("participant", &leaf.participant)
                .put("time", leaf.time)
                .put_or_none("gpa_thousandths", leaf.gpa.map(|gpa| gpa.0))
                .put("application", &leaf.application)
                .put("birth_date", &leaf.birth_date)
                .put("documents", &leaf.documents)
                .end(),
            Self::Skd(leaf) => leaf.write(),
            Self::Skb(leaf) => Writer::new(self.kind())
                .put("participant", &leaf.participant)
                .put("outcome", leaf.outcome.as_str())
                .put("cat_thousandths", leaf.scores.cat.0)
                .put_each("test_thousandths", leaf.scores.additional.iter().map(|mark| mark.0))
                .put("salt", &leaf.salt)
                .end(),
            Self::Result(leaf) => leaf.write(),
            Self::Pppk(leaf) => leaf.write(),
            Self::PppkResult(leaf) => leaf.write(),
            Self::Seat(leaf) => leaf.write(),
            Self::Correction(leaf) => leaf.write(),
        }
    }

    /// Reads what [`Self::to_text`] writes, to the letter.
    pub fn parse(text: &str) -> Result<Self, BadLeaf> {
        if text.starts_with("asn-criteria\t") {
            let criteria = Criteria::parse(text).map_err(|error| BadLeaf(error.to_string()))?;
            return Ok(Self::Criteria(Box::new(criteria)));
        }
        let mut reader = Reader::new(text)?;
        let leaf = match reader.kind {
            "receipt" => {
                let leaf = ReceiptLeaf {
                    participant: reader.take("participant")?,
                    time: reader.parse("time")?,
                    gpa: reader.with_or_none("gpa_thousandths", |text| text.parse().ok().map(Thousandths))?,
                    application: reader.take("application")?,
                    birth_date: reader.take("birth_date")?,
                    documents: reader.take("documents")?,
                };
                reader.end()?;
                Self::Receipt(leaf)
            }
            "skd" => Self::Skd(SkdLeaf::read(reader)?),
            "skb" => {
                let participant = reader.take("participant")?;
                let outcome = reader.with("outcome", SkbEnding::parse)?;
                let cat = Thousandths(reader.parse("cat_thousandths")?);
                let additional = reader.each("test_thousandths", |text| text.parse().ok().map(Thousandths))?;
                let salt = reader.take("salt")?;
                reader.end()?;
                Self::Skb(SkbLeaf { participant, outcome, scores: SkbScores { cat, additional }, salt })
            }
            "result" => Self::Result(ResultLeaf::read(reader)?),
            PppkLeaf::KIND => Self::Pppk(PppkLeaf::read(reader)?),
            PppkResultLeaf::KIND => Self::PppkResult(PppkResultLeaf::read(reader)?),
            SeatLeaf::KIND => Self::Seat(SeatLeaf::read(reader)?),
            CorrectionLeaf::KIND => Self::Correction(CorrectionLeaf::read(reader)?),
            other => return Err(BadLeaf(other.to_owned())),
        };
        // A number may be read from more than one text; only one is its leaf.
        let canonical = leaf.to_text();
        if canonical == text {
            return Ok(leaf);
        }
        let odd = text.lines().zip(canonical.lines()).find(|(own, right)| own != right);
        Err(BadLeaf(odd.map_or(text, |(own, _)| own).to_owned()))
    }
}

impl SkdLeaf {
    fn write(&self) -> String {
        let (attendance, score) = match self.outcome {
            SkdOutcome::Scored(score) => ("present", score),
            SkdOutcome::Absent => ("absent", NO_SCORE),
            SkdOutcome::Disqualified => ("disqualified", NO_SCORE),
        };
        Writer::new("skd")
            .put("participant", &self.participant)
            .put("attendance", attendance)
            .put("twk", score.twk)
            .put("tiu", score.tiu)
            .put("tkp", score.tkp)
            .put("salt", &self.salt)
            .end()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let participant = reader.take("participant")?;
        let attendance = reader.take("attendance")?;
        let score = SkdScore { twk: reader.parse("twk")?, tiu: reader.parse("tiu")?, tkp: reader.parse("tkp")? };
        let outcome = match attendance.as_str() {
            "present" => SkdOutcome::Scored(score),
            "absent" => SkdOutcome::Absent,
            "disqualified" => SkdOutcome::Disqualified,
            _ => return Err(BadLeaf("attendance".to_owned())),
        };
        let salt = reader.take("salt")?;
        reader.end()?;
        Ok(Self { participant, outcome, salt })
    }
}

const NO_SCORE: SkdScore = SkdScore { twk: 0, tiu: 0, tkp: 0 };

impl ResultLeaf {
    fn write(&self) -> String {
        let verdict = if self.eligible { "eligible" } else { "ineligible" };
        Writer::new("result")
            .put("participant", &self.participant)
            .put("verdict", verdict)
            .put_or_none("skd_code", self.skd_code.map(SkdCode::as_str))
            .put_or_none("skd_rank", self.skd_rank)
            .put_or_none("final_points", self.last.map(|last| last.points.points.0))
            .put_or_none("final_denominator", self.last.map(|last| last.points.denominator))
            .put_or_none("final_rank", self.last.map(|last| last.rank))
            .put_or_none("decision", self.last.map(|last| decision(last.outcome)))
            .put_or_none("seniority", self.seniority)
            .end()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let number = |text: &str| text.parse().ok();
        let participant = reader.take("participant")?;
        let eligible = reader.with("verdict", |text| match text {
            "eligible" => Some(true),
            "ineligible" => Some(false),
            _ => None,
        })?;
        let skd_code = reader.with_or_none("skd_code", |text| SkdCode::parse(text).ok())?;
        let skd_rank = reader.with_or_none("skd_rank", number)?;
        let points = reader.with_or_none("final_points", |text| text.parse().ok())?;
        let denominator = reader.with_or_none("final_denominator", |text| text.parse().ok())?;
        let rank = reader.with_or_none("final_rank", number)?;
        let outcome = reader.with_or_none("decision", read_decision)?;
        let seniority = reader.with_or_none("seniority", number)?;
        reader.end()?;
        let last = match (points, denominator, rank, outcome) {
            (Some(points), Some(denominator), Some(rank), Some(outcome)) if denominator > 0 => {
                Some(FinalRow { points: FinalPoints { points: Points(points), denominator }, rank, outcome })
            }
            (None, None, None, None) => None,
            _ => return Err(BadLeaf("final_points".to_owned())),
        };
        Ok(Self { participant, eligible, skd_code, skd_rank, last, seniority })
    }
}

/// As results write it.
pub fn decision(outcome: FinalOutcome) -> &'static str {
    match outcome {
        FinalOutcome::Selected => "selected",
        FinalOutcome::NotSelected => "not_selected",
        FinalOutcome::NeedsDecision => "needs_decision",
        FinalOutcome::Moved => "moved",
    }
}

/// Reads what [`decision`] writes.
pub fn read_decision(text: &str) -> Option<FinalOutcome> {
    [FinalOutcome::Selected, FinalOutcome::NotSelected, FinalOutcome::NeedsDecision, FinalOutcome::Moved]
        .into_iter()
        .find(|outcome| decision(*outcome) == text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "leaf_tests.rs"]
pub(crate) mod tests;
