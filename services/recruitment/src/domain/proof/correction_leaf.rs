//! The leaf of a correction (*perbaikan hasil*): that something which was published is replaced, why, and for which objection.
//! What it is replaced by is a leaf of its own kind, which follows.

use crate::domain::leaf_text::{BadLeaf, Reader, Writer};
use crate::domain::objections::{Cause, Round};
use jiff::Timestamp;

/// A correction of one participant. Who the participant is, and what the objection says, is told to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionLeaf {
    /// Number of the participant whose result was wrong.
    pub participant: String,
    /// When it was published.
    pub time: Timestamp,
    /// After which announcement.
    pub round: Round,
    /// What was wrong.
    pub of: CorrectedPart,
    /// Whose error it was.
    pub error: Cause,
    /// Commitment to the objection that asked for it, hex: whoever objected knows its name, and nobody can guess it.
    pub basis: String,
    /// Position of the leaf that is replaced; none where nothing stood.
    pub replaces: Option<u64>,
}

/// What a correction is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CorrectedPart {
    /// The basic test.
    Skd,
    /// The field test.
    Skb,
    /// The competency test of a PPPK selection.
    Pppk,
    /// The verdict: the requirements are not met after all.
    Verdict,
}

impl CorrectedPart {
    const ALL: [Self; 4] = [Self::Skd, Self::Skb, Self::Pppk, Self::Verdict];

    /// As leaves and the database write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skd => "skd",
            Self::Skb => "skb",
            Self::Pppk => "pppk",
            Self::Verdict => "verdict",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

const ROUNDS: [(Round, &str); 2] = [(Round::Administration, "administration"), (Round::Final, "final")];

/// Only an error that is not the applicant's is corrected.
const ERRORS: [(Cause, &str); 4] = [
    (Cause::Verifier, "verifier"),
    (Cause::System, "system"),
    (Cause::Scoring, "scoring"),
    (Cause::Requirement, "requirement"),
];

/// As leaves write whose error it was; empty for what is no ground of a correction.
pub fn error_text(error: Cause) -> &'static str {
    ERRORS.iter().find(|(one, _)| *one == error).map_or("", |(_, text)| text)
}

/// Reads what [`error_text`] writes.
pub fn parse_error(text: &str) -> Option<Cause> {
    ERRORS.iter().find(|(_, known)| *known == text).map(|(error, _)| *error)
}

fn round_text(round: Round) -> &'static str {
    ROUNDS.iter().find(|(one, _)| *one == round).map_or("", |(_, text)| text)
}

impl CorrectionLeaf {
    /// Kind of the leaf.
    pub const KIND: &str = "correction";

    pub(crate) fn write(&self) -> String {
        Writer::new(Self::KIND)
            .put("participant", &self.participant)
            .put("time", self.time)
            .put("round", round_text(self.round))
            .put("of", self.of.as_str())
            .put("error", error_text(self.error))
            .put("basis", &self.basis)
            .put_or_none("replaces", self.replaces)
            .end()
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, BadLeaf> {
        let (participant, time) = (reader.take("participant")?, reader.parse("time")?);
        let known_round = |text: &str| ROUNDS.iter().find(|(_, known)| *known == text).map(|(round, _)| *round);
        let round = reader.with("round", known_round)?;
        let of = reader.with("of", CorrectedPart::parse)?;
        let error = reader.with("error", parse_error)?;
        let basis = reader.take("basis")?;
        let replaces = reader.with_or_none("replaces", |text| text.parse().ok())?;
        reader.end()?;
        Ok(Self { participant, time, round, of, error, basis, replaces })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::leaf::Leaf;

    fn leaf(of: CorrectedPart, replaces: Option<u64>) -> Leaf {
        Leaf::Correction(CorrectionLeaf {
            participant: "P1".into(),
            time: "2025-02-03T02:00:00Z".parse().unwrap(),
            round: Round::Final,
            of,
            error: Cause::Scoring,
            basis: "ab".repeat(32),
            replaces,
        })
    }

    #[test]
    fn every_leaf_is_read_back_to_the_letter() {
        for of in CorrectedPart::ALL {
            for replaces in [None, Some(0), Some(u64::MAX)] {
                let leaf = leaf(of, replaces);
                assert_eq!(Leaf::parse(&leaf.to_text()).unwrap(), leaf);
            }
        }
    }

    #[test]
    fn only_one_text_is_a_leaf() {
        let text = leaf(CorrectedPart::Skb, Some(5)).to_text();
        let expected = format!(
            "siklus leaf v1 correction\nparticipant P1\ntime 2025-02-03T02:00:00Z\nround final\nof skb\nerror scoring\n\
             basis {}\nreplaces 5\n",
            "ab".repeat(32)
        );
        assert_eq!(text, expected);
        for (from, to) in [
            ("replaces 5", "replaces 05"),
            ("error scoring", "error applicants_own"),
            ("error scoring", "error "),
            ("of skb", "of seat"),
            ("round final", "round last"),
            ("replaces 5\n", "replaces 5\nname Siti\n"),
        ] {
            let other = text.replace(from, to);
            assert!(Leaf::parse(&other).is_err(), "{other}");
        }
    }
}
