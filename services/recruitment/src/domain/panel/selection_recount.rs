//! The recount (*hitung ulang*) of an open selection from its leaves alone: the sheet that was sealed, the ranks that it gives,
//! the names and the choice that follow. Whether the leaves are the log's own is for whoever calls to check first.

use crate::domain::{
    instrument::{Instrument, flaws_of, instruments_of},
    recount::Finding,
    score_sheet::{Marks, Sheet},
    selection_design::DesignRules,
    selection_leaf::{RankLeaf, SelectionLeaf, SheetLeaf},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a recount came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SelectionRecount {
    /// Everything that is wrong; empty when the announced ranking is the one that sheet and weights give.
    pub findings: Vec<Finding>,
    /// What leaves alone cannot tell, and a reader should know.
    pub notes: Vec<String>,
    /// Candidates who were ranked.
    pub candidates: usize,
    /// Who was chosen, by code; none before the decision.
    pub chosen: Option<String>,
}

/// Candidates times members that are counted. The largest panel that scores ten thousand candidates stays below it.
const MOST_CELLS: usize = 100_000;

/// What became of the check of a round.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Hold {
    #[default]
    Unchecked,
    /// Nothing was found.
    Clear,
    Held,
    Released,
}

/// What a log tells after its design.
#[derive(Default)]
pub(super) struct Told<'l> {
    /// Who stood when the panel began.
    pub(super) candidates: Option<(u64, &'l [String])>,
    /// Who withdrew.
    pub(super) withdrawn: Vec<(u64, &'l str)>,
    /// Where the scores of the last round were fixed, which round that is, and their hash.
    pub(super) sealed: Option<(u64, i32, &'l str)>,
    /// What the check of that round came to.
    pub(super) hold: Hold,
    /// Where that check is, and whether it held the result.
    pub(super) checked: Option<(u64, bool)>,
    /// Where the last leaf is.
    pub(super) last: u64,
    pub(super) sheets: Vec<(u64, &'l SheetLeaf)>,
    pub(super) ranks: BTreeMap<&'l str, (u64, &'l RankLeaf)>,
    pub(super) names: Option<(u64, &'l [String])>,
    pub(super) decision: Option<(u64, &'l str)>,
    pub(super) cancelled: bool,
}

/// Counts a selection again. The leaves come in the order of the log.
pub fn recount_selection(leaves: &[(u64, SelectionLeaf)]) -> SelectionRecount {
    let (mut findings, mut notes) = (Vec::new(), Vec::new());
    let Some((rules, instruments)) = design_of(leaves, &mut findings) else {
        return SelectionRecount { findings, ..SelectionRecount::default() };
    };
    let mut told = Told::default();
    for (position, leaf) in leaves.iter().skip(1) {
        findings.extend(told.take(*position, leaf).into_iter().map(|what| Finding::at(*position, what)));
    }
    let mut candidates = 0;
    // Whoever was cancelled before anything was announced has nothing to count.
    if told.announcement().is_some() || !told.cancelled {
        let Some(sheet) = told.sheet(instruments, &rules, &mut findings) else {
            return SelectionRecount { findings, ..SelectionRecount::default() };
        };
        told.check_seal(&sheet, &mut findings);
        told.check_panel(&sheet, &rules, &mut findings);
        told.check_hold(&sheet, &rules, &mut findings);
        told.check_candidates(&sheet, &rules, (&mut findings, &mut notes));
        let ranking = sheet.ranking();
        told.check_ranks(&sheet, &ranking, &mut findings);
        told.check_choice(&sheet, &ranking, &rules, (&mut findings, &mut notes));
        candidates = ranking.len();
    }
    if told.cancelled {
        notes.push("the selection was cancelled: nobody was chosen".to_owned());
    }
    notes.push("members are numbers here: their share from outside the instansi cannot be counted again".to_owned());
    findings.sort_by_key(|finding| (finding.position.unwrap_or(u64::MAX), finding.what.clone()));
    let chosen = told.decision.map(|(_, code)| code.to_owned());
    SelectionRecount { findings, notes, candidates, chosen }
}

/// The design is the first leaf, and its rules and instruments can be counted by.
fn design_of(leaves: &[(u64, SelectionLeaf)], findings: &mut Vec<Finding>) -> Option<(DesignRules, Vec<Instrument>)> {
    let (position, design) = match leaves.first() {
        Some((position, SelectionLeaf::Design(design))) => (*position, design.as_ref()),
        Some((position, _)) => {
            let what = "the log does not begin with the design: it was not fixed at the opening";
            findings.push(Finding::at(*position, what));
            return None;
        }
        None => {
            findings.push(Finding::missing("the log is empty"));
            return None;
        }
    };
    let Some(instruments) = instruments_of(&design.design) else {
        findings.push(Finding::at(position, "holds instruments that nobody can count by"));
        return None;
    };
    let Some(rules) = DesignRules::read(&design.design) else {
        findings.push(Finding::at(position, "holds rules that nobody can count by"));
        return None;
    };
    let flaws = flaws_of(&instruments);
    let sound = flaws.is_empty();
    findings.extend(flaws.into_iter().map(|flaw| Finding::at(position, format!("instruments: {flaw}"))));
    sound.then_some((rules, instruments))
}

impl<'l> Told<'l> {
    /// Takes the next leaf, and says what is wrong with it in that place. What comes when it may not is kept all the same, so
    /// that nothing else is said to be missing.
    fn take(&mut self, position: u64, leaf: &'l SelectionLeaf) -> Option<String> {
        self.last = position;
        if self.cancelled {
            return Some("is younger than the cancellation".to_owned());
        }
        let early = self.comes_too_soon(leaf).map(str::to_owned);
        let done = match leaf {
            SelectionLeaf::Design(_) => Err("changes the design after the selection opened".to_owned()),
            SelectionLeaf::Sealed { .. }
            | SelectionLeaf::Checked { .. }
            | SelectionLeaf::Released { .. }
            | SelectionLeaf::Candidates { .. }
            | SelectionLeaf::Withdrawn { .. }
                if self.announcement().is_some() =>
            {
                Err("is younger than the announcement".to_owned())
            }
            SelectionLeaf::Candidates { candidates } => self.take_candidates(position, candidates),
            SelectionLeaf::Withdrawn { candidate } => {
                self.withdrawn.push((position, candidate));
                Ok(())
            }
            SelectionLeaf::Sealed { round, scores_hash } => self.take_seal(position, *round, scores_hash),
            SelectionLeaf::Checked { round, held } => {
                self.must_be_of_round(*round).and_then(|()| self.check(position, *held))
            }
            SelectionLeaf::Released { round } => self.must_be_of_round(*round).and_then(|()| self.release()),
            SelectionLeaf::Sheet(sheet) => self.must_be_of_round(sheet.round).map(|()| {
                self.sheets.push((position, sheet));
            }),
            SelectionLeaf::Rank(rank) => match self.ranks.insert(&rank.candidate, (position, rank)) {
                Some(_) => Err(format!("ranks {} a second time", rank.candidate)),
                None => Ok(()),
            },
            SelectionLeaf::Names { candidates } => match self.names.replace((position, candidates.as_slice())) {
                Some(_) => Err("submits names a second time".to_owned()),
                None => Ok(()),
            },
            SelectionLeaf::Decision { candidate } => match self.decision.replace((position, candidate.as_str())) {
                Some(_) => Err("chooses a second time".to_owned()),
                None => Ok(()),
            },
            SelectionLeaf::Cancelled { .. } => {
                self.cancelled = true;
                if self.decision.is_none() { Ok(()) } else { Err("cancels a selection that was decided".to_owned()) }
            }
        };
        done.err().or(early)
    }

    /// What an announcement, the names and the choice have before them; says what does not stand in its place.
    fn comes_too_soon(&self, leaf: &SelectionLeaf) -> Option<&'static str> {
        let (names, decided) = (self.names.is_some(), self.decision.is_some());
        match leaf {
            SelectionLeaf::Sheet(_) if !matches!(self.hold, Hold::Clear | Hold::Released) => {
                Some("announces scores of a round that was not checked, or while it was on hold")
            }
            SelectionLeaf::Sheet(_) if !self.ranks.is_empty() || names || decided => {
                Some("announces scores behind the ranks, names or choice that follow from them")
            }
            SelectionLeaf::Rank(_) if self.sheets.is_empty() => Some("ranks before any sheet was announced"),
            SelectionLeaf::Rank(_) if names || decided => Some("ranks behind the names or choice that follow from it"),
            SelectionLeaf::Names { .. } if self.ranks.is_empty() => Some("submits names before anybody was ranked"),
            SelectionLeaf::Names { .. } if decided => Some("submits names behind the choice of one"),
            SelectionLeaf::Decision { .. } if !names => Some("chooses before names were submitted"),
            _ => None,
        }
    }

    /// Where the announcement begins; none before it.
    pub(super) fn announcement(&self) -> Option<u64> {
        let sheets = self.sheets.first().map(|(position, _)| *position);
        let ranks = self.ranks.values().map(|(position, _)| *position).min();
        let rest = [self.names.map(|(position, _)| position), self.decision.map(|(position, _)| position)];
        sheets.into_iter().chain(ranks).chain(rest.into_iter().flatten()).min()
    }

    fn take_candidates(&mut self, position: u64, codes: &'l [String]) -> Result<(), String> {
        if self.sealed.is_some() {
            return Err("fixes the candidates after scores were fixed".to_owned());
        }
        match self.candidates.replace((position, codes)) {
            Some(_) => Err("fixes the candidates a second time".to_owned()),
            None => Ok(()),
        }
    }

    fn check(&mut self, position: u64, held: bool) -> Result<(), String> {
        if self.hold != Hold::Unchecked {
            return Err("checks a round a second time".to_owned());
        }
        self.checked = Some((position, held));
        self.hold = if held { Hold::Held } else { Hold::Clear };
        Ok(())
    }

    fn release(&mut self) -> Result<(), String> {
        if self.hold != Hold::Held {
            return Err("releases a round that no check holds".to_owned());
        }
        self.hold = Hold::Released;
        Ok(())
    }

    fn take_seal(&mut self, position: u64, round: i32, scores_hash: &'l str) -> Result<(), String> {
        let next = self.sealed.map_or(1, |(_, before, _)| before.saturating_add(1));
        (self.sealed, self.hold) = (Some((position, round, scores_hash)), Hold::Unchecked);
        self.checked = None;
        if round == next { Ok(()) } else { Err(format!("fixes scores of round {round} where round {next} was next")) }
    }

    fn must_be_of_round(&self, round: i32) -> Result<(), String> {
        let sealed = self.sealed.is_some_and(|(_, sealed, _)| sealed == round);
        if sealed { Ok(()) } else { Err(format!("is about round {round}, whose scores were not the last to be fixed")) }
    }

    /// The sheet that the leaves of all members make; none where more scored than any panel, which nobody has to count.
    fn sheet(&self, instruments: Vec<Instrument>, rules: &DesignRules, findings: &mut Vec<Finding>) -> Option<Sheet> {
        let mut scores: BTreeMap<(&str, i32), BTreeMap<&str, i32>> = BTreeMap::new();
        let (mut members, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for (position, leaf) in &self.sheets {
            let most = rules.panel.maximum;
            if !members.insert(leaf.member) {
                findings.push(Finding::at(*position, format!("is a second sheet of member {}", leaf.member)));
            } else if members.len() > usize::from(most) {
                findings.push(Finding::at(*position, format!("is a sheet more than the panel of {most} can have")));
                return None;
            }
            let mut own: BTreeSet<&str> = BTreeSet::new();
            for line in &leaf.scores {
                let one = instruments.iter().find(|one| one.code == line.instrument);
                let (code, score) = (line.candidate.as_str(), line.score);
                codes.insert(code);
                own.insert(code);
                let row = scores.entry((code, leaf.member)).or_default();
                let twice = row.insert(line.instrument.as_str(), score).is_some();
                if twice || !one.is_some_and(|one| (one.lowest..=one.highest).contains(&score)) {
                    let what = format!("a score of {code} that the design does not know: {} {score}", line.instrument);
                    findings.push(Finding::at(*position, what));
                }
            }
            // Who scores somebody does so by every instrument: half a sheet counts nowhere.
            let of = |code: &str, one: &Instrument| {
                scores.get(&(code, leaf.member)).is_some_and(|row| row.contains_key(one.code.as_str()))
            };
            for code in own.into_iter().filter(|code| !instruments.iter().all(|one| of(code, one))) {
                findings.push(Finding::at(*position, format!("scores {code} by some instruments and not by all")));
            }
        }
        if codes.len().saturating_mul(members.len()) > MOST_CELLS {
            findings.push(Finding::at(self.last_sheet(), "more is scored than any panel can score"));
            return None;
        }
        let marks = |code: &str, member: i32| -> Option<Marks> {
            let row = scores.get(&(code, member))?;
            instruments.iter().map(|one| row.get(one.code.as_str()).copied()).collect()
        };
        let rows = codes.iter().map(|code| members.iter().map(|member| marks(code, *member)).collect());
        let marks: Vec<Vec<Option<Marks>>> = rows.collect();
        let candidates = codes.iter().map(|code| (*code).to_owned()).collect();
        Some(Sheet { marks, candidates, members: members.into_iter().collect(), instruments })
    }

    /// Where the last sheet is, or whatever the log ends with.
    pub(super) fn last_sheet(&self) -> u64 {
        self.sheets.last().map_or(self.last, |(position, _)| *position)
    }
}

#[cfg(test)]
#[path = "selection_recount_tests.rs"]
mod tests;
