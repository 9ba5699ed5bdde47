use crate::{
    domain::{
        instrument::{Instrument, Plan, flaws_of},
        open_selection::{Selection, State},
        vacancy::day_of_applying,
    },
    error::Error,
    rulesets::Selterbook,
    store::selections,
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// A selection to be prepared.
pub struct CreateOpenSelection {
    /// What it asks for.
    pub plan: Plan,
    /// Ruleset; empty takes the one in force.
    pub ruleset: String,
    /// What is judged, in the order that decides ties.
    pub instruments: Vec<Instrument>,
}

/// Prepares a selection under a ruleset that knows the level of the post.
pub async fn create_open_selection(
    work: &mut Work<'_>,
    input: CreateOpenSelection,
    book: &Selterbook,
) -> Result<Selection, Error> {
    let ruleset = sound(work, &input, book)?;
    let selection = Selection {
        id: Uuid::now_v7(),
        state: State::Draft,
        scores_held: false,
        first_close_time: input.plan.close_time,
        extensions: 0,
        plan: input.plan,
        ruleset,
        design: String::new(),
        design_hash: String::new(),
        round: 1,
        scores_hash: String::new(),
        earlier_hashes: Vec::new(),
        announce_time: None,
        chosen: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
        erased: false,
    };
    selections::insert(work.connection, &selection).await?;
    selections::replace_instruments(work.connection, selection.id, &input.instruments).await?;
    Ok(selection)
}

/// The ruleset, if everything fits it and this moment; else all that does not.
pub(super) fn sound(work: &Work<'_>, input: &CreateOpenSelection, book: &Selterbook) -> Result<String, Error> {
    let mut check = Violations::default();
    let today = day_of_applying(work.now);
    for (field, reason) in input.plan.flaws(today, work.now) {
        check.add(format!("plan.{field}"), reason);
    }
    for reason in flaws_of(&input.instruments) {
        check.add("plan.instruments", reason);
    }
    let rules = match input.ruleset.as_str() {
        "" => book.in_force(today).map_err(|error| error.to_string()),
        id => book.find(id).map_err(|error| error.to_string()),
    };
    let rules = check.take("plan.ruleset", rules);
    if let Some(rules) = rules {
        check.check("plan.ruleset", rules.is_in_force(today), "is not in force");
        check.check("plan.level", rules.requirements(input.plan.level).is_some(), "is not run by this ruleset");
    }
    match rules {
        Some(rules) if check.is_empty() => Ok(rules.id.clone()),
        _ => Err(Failure::from(check).into()),
    }
}
