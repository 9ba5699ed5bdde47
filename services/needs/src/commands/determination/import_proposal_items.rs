use crate::commands::propose_breakdown::{field_of, placements};
use crate::{
    domain::{
        breakdown::{Row, own_faults},
        procedure::Verb,
        proposal::{Item, Proposal},
        proposal_rules::Rulebook,
    },
    error::Error,
    names,
    store::{
        proposal_items, proposals,
        steps::{self, NewStep},
    },
};
use platform::{
    AsRead, Violations, Work,
    imports::{BadRow, Report},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One sound row of a file.
pub struct ItemLine {
    /// The row.
    pub row: Row,
    /// Pay a month as the file has it.
    pub pay: Option<(i64, i64)>,
}

/// A draft while it is being filled.
pub struct DraftFilling {
    proposal: Proposal,
    dry: bool,
    items: i32,
    asked: BTreeMap<Uuid, i64>,
    /// Rows taken without their pay.
    pub warned: i64,
    /// The first 1,000 reasons for it.
    pub warnings: Vec<BadRow>,
}

/// Empties a draft to be filled with rows; a dry one keeps what it has.
pub async fn begin_filling(work: &mut Work<'_>, draft: AsRead, dry: bool) -> Result<DraftFilling, Error> {
    let proposal = proposals::lock(work.connection, draft.id).await?.ok_or(Error::ProposalNotFound)?;
    draft.must_be(proposal.version)?;
    proposal.after(Verb::Fill)?;
    if !dry {
        proposal_items::clear(work.connection, proposal.id).await?;
    }
    let (asked, warnings) = (BTreeMap::new(), Vec::new());
    Ok(DraftFilling { proposal, dry, items: 0, asked, warned: 0, warnings })
}

/// Adds the rows that fit the position map to the draft. Positions are not locked: a draft takes nothing from anybody, the
/// minister's decision does.
pub async fn import_proposal_items(
    work: &mut Work<'_>,
    filling: &mut DraftFilling,
    lines: Vec<ItemLine>,
    report: &mut Report,
    rulebook: &Rulebook,
) -> Result<(), Error> {
    let rules = rulebook.for_year(filling.proposal.year);
    let rows: Vec<&Row> = lines.iter().map(|line| &line.row).collect();
    let places = placements(work, &rows, rulebook).await?;
    let mut items = Vec::new();
    for (line, place) in lines.into_iter().zip(places) {
        let before = place.position().and_then(|position| filling.asked.get(&position)).copied().unwrap_or_default();
        let mut violations = Violations::default();
        for fault in own_faults(&line.row, place, before, rules) {
            violations.add(field_of(fault.field), fault.reason);
        }
        let Some(position) = place.position().filter(|_| violations.is_empty()) else {
            report.reject(line.row.number, violations);
            continue;
        };
        filling.asked.insert(position, before + i64::from(line.row.seats));
        let absurd = line.pay.and_then(|pay| rules.absurd_pay(pay));
        let pay = line.pay.filter(|_| absurd.is_none());
        if let Some(reason) = absurd {
            filling.warn(line.row.number, reason);
        }
        let Row { kind, seats, education, .. } = line.row;
        items.push(Item { position, kind, seats, seats_determined: 0, education, pay });
    }
    if !filling.dry {
        proposal_items::insert_all(work.connection, filling.proposal.id, filling.items, &items).await?;
        filling.items = filling.items.saturating_add(i32::try_from(items.len()).unwrap_or(i32::MAX));
    }
    Ok(())
}

/// Saves what the draft asks for now.
pub async fn end_filling(work: &mut Work<'_>, filling: &mut DraftFilling) -> Result<Proposal, Error> {
    let mut proposal = filling.proposal.clone();
    if filling.dry {
        return Ok(proposal);
    }
    let seats: i64 = filling.asked.values().sum();
    proposal.seats = i32::try_from(seats).unwrap_or(i32::MAX);
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let step = |seats: &i64| NewStep {
        kind: "proposal.drafted",
        resource: names::PROPOSAL.name(&work.tenant, proposal.id),
        summary: format!("{seats} seats proposed for {}", proposal.year),
        event_id: None,
        ruleset: "",
    };
    let summaries: Vec<NewStep<'_>> = filling.asked.values().map(step).collect();
    let positions: Vec<Uuid> = filling.asked.keys().copied().collect();
    steps::record_all(work, &positions, &summaries).await?;
    Ok(proposal)
}

impl DraftFilling {
    fn warn(&mut self, row: i64, reason: String) {
        self.warned += 1;
        if self.warnings.len() < 1000 {
            self.warnings.push(BadRow { row, field: "pay_min".into(), reason });
        }
    }
}
