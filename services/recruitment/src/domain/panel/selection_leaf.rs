//! The leaves of an open selection's log: what was fixed when, what was announced, and who was chosen. None tells who
//! somebody is: candidates are codes and members numbers. Each is written at the moment when what it says becomes public.

use crate::domain::{
    leaf_text::{BadLeaf, Reader, Writer},
    open_selection::{Selection, State},
    score_sheet::Sheet,
};
use ::proof::{sha256, to_hex};

/// A leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionLeaf {
    /// By what is decided; the first leaf, and the only one of its kind.
    Design(Box<DesignLeaf>),
    /// Who met the requirements and stood when the panel began; once.
    Candidates {
        /// Codes.
        candidates: Vec<String>,
    },
    /// A candidate whom everybody knew of withdrew.
    Withdrawn {
        /// Code.
        candidate: String,
    },
    /// The scores of a round were fixed, unread.
    Sealed {
        /// Round, from 1.
        round: i32,
        /// SHA-256 of the score sheet and its salt, hex.
        scores_hash: String,
    },
    /// They were opened and checked for drift and collusion.
    Checked {
        /// Round.
        round: i32,
        /// Whether something was found that holds the result.
        held: bool,
    },
    /// The inspectorate let a held result go on.
    Released {
        /// Round.
        round: i32,
    },
    /// What one member gave, as announced (*lembar nilai*).
    Sheet(SheetLeaf),
    /// A candidate's place, as announced.
    Rank(RankLeaf),
    /// The names that went to the appointing authority.
    Names {
        /// Codes of the candidates.
        candidates: Vec<String>,
    },
    /// Whom the appointing authority chose.
    Decision {
        /// Code of the candidate.
        candidate: String,
    },
    /// It ended without a choice (*pembatalan*).
    Cancelled {
        /// Where it stood.
        state: State,
    },
}

/// By what a selection is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesignLeaf {
    /// Name of the selection.
    pub selection: String,
    /// The text with rules, instruments, weights and tie rule; the leaf holds its SHA-256 too.
    pub design: String,
}

/// The scores of one member in the round that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLeaf {
    /// Round.
    pub round: i32,
    /// Number of the member.
    pub member: i32,
    /// What the sheet was hashed with; hex.
    pub salt: String,
    /// Scores.
    pub scores: Vec<SheetLine>,
}

/// One score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// Code of the candidate.
    pub candidate: String,
    /// Code of the instrument.
    pub instrument: String,
    /// Score.
    pub score: i32,
}

/// A candidate's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankLeaf {
    /// Code of the candidate.
    pub candidate: String,
    /// From 1; equal where nothing decides.
    pub rank: u32,
    /// Points of 100, an exact fraction.
    pub total: String,
    /// Members who scored.
    pub members: usize,
}

/// What is announced: the sheet of every member, then every candidate's place.
pub fn announced(round: i32, salt: &str, sheet: &Sheet) -> Vec<SelectionLeaf> {
    let lines = sheet.lines();
    let of = |member: &i32| {
        let own = lines.iter().filter(|(_, number, ..)| number == member);
        let scores = own.map(|(candidate, _, instrument, score)| SheetLine {
            candidate: (*candidate).to_owned(),
            instrument: (*instrument).to_owned(),
            score: *score,
        });
        SelectionLeaf::Sheet(SheetLeaf { round, member: *member, salt: salt.to_owned(), scores: scores.collect() })
    };
    let mut leaves: Vec<SelectionLeaf> = sheet.members.iter().map(of).collect();
    leaves.extend(sheet.ranking().into_iter().map(|ranked| {
        SelectionLeaf::Rank(RankLeaf {
            candidate: sheet.candidates[ranked.candidate].clone(),
            rank: ranked.rank,
            total: ranked.total.to_string(),
            members: ranked.members,
        })
    }));
    leaves
}

impl SelectionLeaf {
    /// By what a selection that opens is decided.
    pub fn of_design(name: String, selection: &Selection) -> Self {
        Self::Design(Box::new(DesignLeaf { selection: name, design: selection.design.clone() }))
    }

    /// Kind of the leaf.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Design(_) => "design",
            Self::Candidates { .. } => "candidates",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Sealed { .. } => "sealed",
            Self::Checked { .. } => "checked",
            Self::Released { .. } => "released",
            Self::Sheet(_) => "sheet",
            Self::Rank(_) => "rank",
            Self::Names { .. } => "names",
            Self::Decision { .. } => "decision",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Code of the candidate it is about; empty where it is about all.
    pub fn candidate(&self) -> &str {
        match self {
            Self::Rank(leaf) => &leaf.candidate,
            Self::Decision { candidate } | Self::Withdrawn { candidate } => candidate,
            _ => "",
        }
    }

    /// The text that is hashed.
    pub fn to_text(&self) -> String {
        let text = Writer::new(self.kind());
        let text = match self {
            Self::Design(leaf) => leaf.write(text),
            Self::Candidates { candidates } => text.put_each("candidate", candidates),
            Self::Withdrawn { candidate } => text.put("candidate", candidate),
            Self::Sealed { round, scores_hash } => text.put("round", round).put("scores_hash", scores_hash),
            Self::Checked { round, held } => text.put("round", round).put("held", held),
            Self::Released { round } => text.put("round", round),
            Self::Sheet(leaf) => {
                let lines = leaf.scores.iter().map(|one| format!("{} {} {}", one.candidate, one.instrument, one.score));
                let text = text.put("round", leaf.round).put("member", leaf.member).put("salt", &leaf.salt);
                text.put_each("score", lines)
            }
            Self::Rank(leaf) => text
                .put("candidate", &leaf.candidate)
                .put("rank", leaf.rank)
                .put("total", &leaf.total)
                .put("members", leaf.members),
            Self::Names { candidates } => text.put_each("candidate", candidates),
            Self::Decision { candidate } => text.put("candidate", candidate),
            Self::Cancelled { state } => text.put("state", state.as_str()),
        };
        text.end()
    }

    /// Reads what [`Self::to_text`] writes, to the letter.
    pub fn parse(text: &str) -> Result<Self, BadLeaf> {
        let mut reader = Reader::new(text)?;
        let leaf = match reader.kind {
            "design" => Self::Design(Box::new(DesignLeaf::read(&mut reader)?)),
            "candidates" => Self::Candidates { candidates: reader.each("candidate", |code| Some(code.to_owned()))? },
            "withdrawn" => Self::Withdrawn { candidate: reader.take("candidate")? },
            "sealed" => Self::Sealed { round: reader.parse("round")?, scores_hash: reader.take("scores_hash")? },
            "checked" => Self::Checked { round: reader.parse("round")?, held: reader.parse("held")? },
            "released" => Self::Released { round: reader.parse("round")? },
            "sheet" => Self::Sheet(SheetLeaf {
                round: reader.parse("round")?,
                member: reader.parse("member")?,
                salt: reader.take("salt")?,
                scores: reader.each("score", read_score)?,
            }),
            "rank" => Self::Rank(RankLeaf {
                candidate: reader.take("candidate")?,
                rank: reader.parse("rank")?,
                total: reader.take("total")?,
                members: reader.parse("members")?,
            }),
            "names" => Self::Names { candidates: reader.each("candidate", |code| Some(code.to_owned()))? },
            "decision" => Self::Decision { candidate: reader.take("candidate")? },
            "cancelled" => Self::Cancelled { state: reader.with("state", read_state)? },
            other => return Err(BadLeaf(other.to_owned())),
        };
        reader.end()?;
        // A number may be read from more than one text, and a hash may be of another; only one text is the leaf's.
        let canonical = leaf.to_text();
        if canonical == text {
            return Ok(leaf);
        }
        let odd = text.lines().zip(canonical.lines()).find(|(own, right)| own != right);
        Err(BadLeaf(odd.map_or(text, |(own, _)| own).to_owned()))
    }
}

impl DesignLeaf {
    fn write(&self, text: Writer) -> Writer {
        text.put("selection", &self.selection)
            .put("design_hash", to_hex(&sha256(self.design.as_bytes())))
            .put("design", &self.design)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, BadLeaf> {
        let selection = reader.take("selection")?;
        reader.take("design_hash")?;
        Ok(Self { selection, design: reader.take("design")? })
    }
}

fn read_state(text: &str) -> Option<State> {
    State::ALL.into_iter().find(|state| state.as_str() == text)
}

fn read_score(text: &str) -> Option<SheetLine> {
    let mut words = text.split(' ');
    let (candidate, instrument) = (words.next()?.to_owned(), words.next()?.to_owned());
    let score = words.next()?.parse().ok()?;
    words.next().is_none().then_some(SheetLine { candidate, instrument, score })
}

#[cfg(test)]
#[path = "selection_leaf_tests.rs"]
mod tests;
