//! The leaves that only the log of a PPPK vacancy has: official results of the competency test, and the published list.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::{decision, read_decision};
use crate::domain::leaf_text::{BadLeaf, Reader, Writer};
use crate::domain::pppk_ranking::{PppkOutcome, printed};
use crate::domain::pppk_score::PppkScore;
use crate::domain::thousandths::Thousandths;

/// An official result of the competency test as it was imported. Until the result is public the salt keeps it from being
/// guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PppkLeaf {
    /// Number of the participant.
    pub participant: String,
    /// Code of the tier (*kategori pelamar*).
    pub tier: String,
    /// How the test ended.
    pub outcome: PppkOutcome,
    /// Random; hex.
    pub salt: String,
}

/// A row of the published result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PppkResultLeaf {
    /// Number of the participant.
    pub participant: String,
    /// Whether the requirements are met (*MS* or *TMS*).
    pub eligible: bool,
    /// The printed code; none for who took no part.
    pub code: Option<String>,
    /// Total, rank and seat; none for who is not ranked.
    pub last: Option<PppkFinal>,
    /// Who is older among participants that nothing else tells apart, as in [`crate::domain::leaf::ResultLeaf`].
    pub seniority: Option<u32>,
}

/// The final part of a published result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PppkFinal {
    /// Total.
    pub total: Thousandths,
    /// Rank.
    pub rank: u32,
    /// Whether there is a seat.
    pub outcome: FinalOutcome,
}

impl PppkLeaf {
    /// Kind of the leaf.
    pub const KIND: &str = "pppk";

    pub(crate) fn write(&self) -> String {
        let score = self.outcome.score();
        Writer::new(Self::KIND)
            .put("participant", &self.participant)
            .put("tier", &self.tier)
            .put("outcome", self.outcome.as_str())
            .put("technical", score.technical)
            .put("certificate_thousandths", score.certificate.0)
            .put("managerial", score.managerial)
            .put("sociocultural", score.sociocultural)
            .put("interview", score.interview)
            .put("salt", &self.salt)
            .end()
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let participant = reader.take("participant")?;
        let tier = reader.take("tier")?;
        let outcome = reader.take("outcome")?;
        let score = PppkScore {
            technical: reader.parse("technical")?,
            certificate: Thousandths(reader.parse("certificate_thousandths")?),
            managerial: reader.parse("managerial")?,
            sociocultural: reader.parse("sociocultural")?,
            interview: reader.parse("interview")?,
        };
        let outcome = PppkOutcome::parse(&outcome, score).ok_or_else(|| BadLeaf("outcome".to_owned()))?;
        let salt = reader.take("salt")?;
        reader.end()?;
        Ok(Self { participant, tier, outcome, salt })
    }
}

impl PppkResultLeaf {
    /// Kind of the leaf.
    pub const KIND: &str = "pppk-result";

    /// Notes that the participant, who had no seat, got one of another vacancy.
    pub fn move_elsewhere(&mut self) {
        if let Some(last) = &mut self.last {
            last.outcome = FinalOutcome::Moved;
            self.code = self.code.as_deref().map(|code| printed(code, Some(FinalOutcome::Moved)));
        }
    }

    pub(crate) fn write(&self) -> String {
        let verdict = if self.eligible { "eligible" } else { "ineligible" };
        Writer::new(Self::KIND)
            .put("participant", &self.participant)
            .put("verdict", verdict)
            .put_or_none("code", self.code.as_deref())
            .put_or_none("total_thousandths", self.last.map(|last| last.total.0))
            .put_or_none("rank", self.last.map(|last| last.rank))
            .put_or_none("decision", self.last.map(|last| decision(last.outcome)))
            .put_or_none("seniority", self.seniority)
            .end()
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let number = |text: &str| text.parse().ok();
        let participant = reader.take("participant")?;
        let eligible = reader.with("verdict", |text| match text {
            "eligible" => Some(true),
            "ineligible" => Some(false),
            _ => None,
        })?;
        let code = reader.with_or_none("code", |text| Some(text.to_owned()))?;
        let total = reader.with_or_none("total_thousandths", number)?;
        let rank = reader.with_or_none("rank", number)?;
        let outcome = reader.with_or_none("decision", read_decision)?;
        let seniority = reader.with_or_none("seniority", number)?;
        reader.end()?;
        let last = match (total, rank, outcome) {
            (Some(total), Some(rank), Some(outcome)) => Some(PppkFinal { total: Thousandths(total), rank, outcome }),
            (None, None, None) => None,
            _ => return Err(BadLeaf("total_thousandths".to_owned())),
        };
        Ok(Self { participant, eligible, code, last, seniority })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::leaf::Leaf;

    fn scored(outcome: PppkOutcome) -> Leaf {
        Leaf::Pppk(PppkLeaf { participant: "P1".into(), tier: "R3".into(), outcome, salt: "5a".repeat(32) })
    }

    fn row(last: Option<PppkFinal>) -> Leaf {
        let (participant, code) = ("P1".to_owned(), last.map(|_| "R3/L".to_owned()));
        Leaf::PppkResult(PppkResultLeaf { participant, eligible: true, code, last, seniority: None })
    }

    #[test]
    fn every_leaf_is_read_back_to_the_letter() {
        let (certificate, technical) = (Thousandths(22_500), 440);
        let score = PppkScore { technical, certificate, managerial: 100, sociocultural: 70, interview: 30 };
        let last = PppkFinal { total: score.total(), rank: 1, outcome: FinalOutcome::Selected };
        let without_tiers = PppkLeaf {
            participant: "P1".into(),
            tier: String::new(),
            outcome: PppkOutcome::Withdrew,
            salt: "5a".repeat(32),
        };
        let leaves = [
            scored(PppkOutcome::Scored(score)),
            scored(PppkOutcome::Ineligible),
            Leaf::Pppk(without_tiers),
            row(Some(last)),
            row(None),
        ];
        for leaf in leaves {
            assert_eq!(Leaf::parse(&leaf.to_text()).unwrap(), leaf);
        }
    }

    #[test]
    fn only_one_text_is_a_leaf() {
        let (absent, listed) = (scored(PppkOutcome::Absent).to_text(), row(None).to_text());
        for other in [
            absent.replace("technical 0", "technical 5"),
            absent.replace("technical 0", "technical 00"),
            absent.replace("absent", "late"),
            listed.replace("rank -", "rank 1"),
            listed.replace("eligible", "perhaps"),
            format!("{listed}more 1\n"),
        ] {
            assert!(Leaf::parse(&other).is_err(), "{other}");
        }
    }
}
