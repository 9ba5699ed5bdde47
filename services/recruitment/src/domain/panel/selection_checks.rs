//! What the announced leaves of an open selection are compared with: the seal, the panel, the check, the candidates, the ranks
//! and the choice, each by the rules of the design.

use crate::domain::{
    panel_check,
    recount::Finding,
    score_sheet::{Ranked, Sheet, shortlist},
    selection_design::DesignRules,
    selection_recount::Told,
};
use ::proof::{sha256, to_hex};
use std::collections::{BTreeMap, BTreeSet};

impl Told<'_> {
    /// The announced sheet is the one that was fixed before anybody read it.
    pub(super) fn check_seal(&self, sheet: &Sheet, findings: &mut Vec<Finding>) {
        let Some((position, round, scores_hash)) = self.sealed else {
            let position = self.announcement().unwrap_or(self.last);
            findings.push(Finding::at(position, "the scores were never fixed"));
            return;
        };
        let salts: BTreeSet<&str> = self.sheets.iter().map(|(_, leaf)| leaf.salt.as_str()).collect();
        let hashes = |salt: &str| to_hex(&sha256(sheet.canonical(salt).as_bytes()));
        let mut salts = salts.into_iter();
        let sound = salts.next().is_some_and(|salt| hashes(salt) == scores_hash) && salts.next().is_none();
        if !sound {
            let what = format!("fixed other scores for round {round} than the sheets that were announced");
            findings.push(Finding::at(position, what));
        }
    }

    /// As many members as the panel rule wants, of all and for each candidate.
    pub(super) fn check_panel(&self, sheet: &Sheet, rules: &DesignRules, findings: &mut Vec<Finding>) {
        let (least, most) = (usize::from(rules.panel.minimum), usize::from(rules.panel.maximum));
        let size = sheet.members.len();
        if !(least..=most).contains(&size) {
            let what = format!("{size} members scored, and the panel has {least} to {most}");
            findings.push(Finding::at(self.last_sheet(), what));
        }
        let wanted = usize::from(rules.panel.scorers_minimum);
        for (code, row) in sheet.candidates.iter().zip(&sheet.marks) {
            let scorers = row.iter().flatten().count();
            if scorers < wanted {
                let what = format!("{code} was scored by {scorers} members, and the design wants {wanted}");
                findings.push(Finding::at(self.last_sheet(), what));
            }
        }
    }

    /// The check of the thresholds that were fixed at the opening holds the result, or does not, as the leaf says. Only a sheet
    /// in which nothing else is wrong is worth the draws.
    pub(super) fn check_hold(&self, sheet: &Sheet, rules: &DesignRules, findings: &mut Vec<Finding>) {
        let Some((position, held)) = self.checked.filter(|_| findings.is_empty()) else { return };
        let found = panel_check::findings(sheet, &rules.check);
        let what: Vec<&str> = found.iter().map(|finding| finding.check.as_str()).collect();
        if !held && !found.is_empty() {
            let what = format!("says that nothing was found, and the check finds {}", what.join(", "));
            findings.push(Finding::at(position, what));
        }
        if held && found.is_empty() {
            findings.push(Finding::at(position, "holds a result in which the check finds nothing"));
        }
    }

    /// Whoever stood when the panel began, and did not withdraw before the scores were fixed, was scored; nobody else was.
    pub(super) fn check_candidates(
        &self,
        sheet: &Sheet,
        rules: &DesignRules,
        (findings, notes): (&mut Vec<Finding>, &mut Vec<String>),
    ) {
        let Some((position, codes)) = self.candidates else {
            findings.push(Finding::at(self.last, "it was never fixed who the candidates are"));
            return;
        };
        let mut standing: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
        if standing.len() < codes.len().max(usize::from(rules.candidates_minimum)) {
            findings.push(Finding::at(position, "names a candidate twice, or fewer than the design wants"));
        }
        let sealed = self.sealed.map_or(0, |(sealed, ..)| sealed);
        for (at, code) in &self.withdrawn {
            standing.remove(code);
            if *at > sealed {
                findings.push(Finding::at(*at, format!("withdraws {code} after the scores were fixed")));
            }
        }
        let scored: BTreeSet<&str> = sheet.candidates.iter().map(String::as_str).collect();
        for code in standing.difference(&scored) {
            findings.push(Finding::at(position, format!("names {code}, who has no scores and did not withdraw")));
        }
        for code in scored.difference(&standing) {
            findings.push(Finding::at(position, format!("does not name {code}, who has scores, or {code} withdrew")));
        }
        if !self.withdrawn.is_empty() {
            notes.push(format!("{} candidates withdrew when everybody knew of them", self.withdrawn.len()));
        }
    }

    /// Every candidate has the place that the sheet gives.
    pub(super) fn check_ranks(&self, sheet: &Sheet, ranking: &[Ranked], findings: &mut Vec<Finding>) {
        // Where each was scored first.
        let mut first: BTreeMap<&str, u64> = BTreeMap::new();
        for (position, sheet) in &self.sheets {
            for line in &sheet.scores {
                first.entry(&line.candidate).or_insert(*position);
            }
        }
        for ranked in ranking {
            let code = sheet.candidates[ranked.candidate].as_str();
            let Some((position, leaf)) = self.ranks.get(code) else {
                let what = format!("{code} was scored and has no place in the ranking");
                findings.push(Finding::at(first.get(code).copied().unwrap_or(self.last), what));
                continue;
            };
            let (rank, total, members) = (ranked.rank, ranked.total.to_string(), ranked.members);
            if (leaf.rank, &leaf.total, leaf.members) != (rank, &total, members) {
                let what = format!(
                    "{code} has rank {} with {} by {} members; the scores give rank {rank} with {total} by {members}",
                    leaf.rank, leaf.total, leaf.members
                );
                findings.push(Finding::at(*position, what));
            }
        }
        let scored: BTreeSet<&str> = sheet.candidates.iter().map(String::as_str).collect();
        for (code, (position, _)) in self.ranks.iter().filter(|(code, _)| !scored.contains(**code)) {
            findings.push(Finding::at(*position, format!("{code} has a place in the ranking and no scores")));
        }
    }

    /// The names are those of the ranking, and the choice is one of them.
    pub(super) fn check_choice(
        &self,
        sheet: &Sheet,
        ranking: &[Ranked],
        rules: &DesignRules,
        (findings, notes): (&mut Vec<Finding>, &mut Vec<String>),
    ) {
        let given: BTreeSet<&str> = self.names.iter().flat_map(|(_, names)| names.iter()).map(String::as_str).collect();
        if let Some((position, code)) = self.decision.filter(|(_, code)| !given.contains(code)) {
            findings.push(Finding::at(position, format!("chooses {code}, whose name was not submitted")));
        }
        let Some((position, names)) = self.names else { return };
        let best = shortlist(ranking, usize::from(rules.names));
        let code = |place: &usize| sheet.candidates[*place].as_str();
        let certain: BTreeSet<&str> = best.certain.iter().map(code).collect();
        let tied: BTreeSet<&str> = best.tied.iter().map(code).collect();
        let whole = names.len() == given.len() && given.len() == certain.len() + best.places;
        if !whole || !certain.is_subset(&given) || !given.difference(&certain).all(|one| tied.contains(one)) {
            findings.push(Finding::at(position, "submits other names than the ranking gives"));
        }
        if best.places > 0 {
            let (places, tied) = (best.places, tied.len());
            notes.push(format!("a tie of {tied} for {places} of the names was decided by a reason that is not public"));
        }
    }
}
