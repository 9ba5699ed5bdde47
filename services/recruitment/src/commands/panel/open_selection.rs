use super::{assessment, lock_selection, log_selection, save_selection, sha256};
use crate::{
    domain::{
        instrument::canonical,
        open_selection::{Selection, State},
        selection_design::DesignRules,
        selection_error::SelectionError,
        selection_leaf::SelectionLeaf,
        selter::SelterRules,
        vacancy::day_of_applying,
    },
    error::Error,
    names,
    rulesets::Selterbook,
};
use jiff::Timestamp;
use platform::{AsRead, Failure, Violations, Work};

/// Fixes rules, instruments and tie rule by a hash that is public from now on, begins the log with them, and takes candidates.
pub async fn open_selection(work: &mut Work<'_>, input: AsRead, book: &Selterbook) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be(State::Draft)?;
    let assessment = assessment(work.connection, selection.id).await?;
    let rules = book.find(&selection.ruleset)?;
    must_be_in_force(rules, work.now)?;
    let flaws = assessment.flaws(&rules.panel, true);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    let committed = DesignRules::of(rules, selection.plan.level).ok_or(SelectionError::NotAccepting)?;
    let design = canonical(&selection, &assessment.instruments, &committed);
    let hash = sha256(&design);
    selection.open(design, hash, work.now)?;
    save_selection(work, &mut selection).await?;
    let name = names::SELECTION.name(&work.tenant, selection.id);
    let leaf = SelectionLeaf::of_design(name, &selection);
    log_selection(work, selection.id, &[leaf]).await?;
    Ok(selection.release())
}

/// A draft may have waited until other rules came.
fn must_be_in_force(rules: &SelterRules, now: Timestamp) -> Result<(), Error> {
    let mut check = Violations::default();
    check.check("name", rules.is_in_force(day_of_applying(now)), "its ruleset is not in force");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
