//! Files, withdrawals and replacements as messages.

use crate::{
    commands::{LeftCandidate, ProposedCandidate},
    domain::{
        filing::{Filing, FilingState},
        replacement::{Explanation, Replacement, ReplacementState, Withdrawal, WithdrawalCause},
        sanction::Extent,
    },
    names,
    store::withdrawals::Listed,
};
use contracts::recruitment::v1 as pb;
use jiff::Timestamp;
use platform::{Tenant, dates, etag};
use uuid::Uuid;

pub(crate) fn filing(tenant: &Tenant, filing: Filing, number: String, now: Timestamp) -> pb::Filing {
    let document = |document: crate::domain::filing::FiledDocument| pb::FiledDocument {
        kind: document.kind,
        sha256: document.sha256,
    };
    pb::Filing {
        name: names::FILING.name(tenant, filing.id),
        vacancy: names::VACANCY.name(tenant, filing.vacancy_id),
        application: names::application(tenant, filing.applied_for, filing.application_id),
        participant_number: number,
        state: state(filing.state).into(),
        open_time: Some(dates::render_time(filing.open_time)),
        deadline: Some(dates::render_time(filing.deadline)),
        complete_time: filing.complete_time.map(dates::render_time),
        nip_proposal: filing.proposal_id.map(|id| names::NIP_PROPOSAL.name(tenant, id)).unwrap_or_default(),
        nip_due: Some(dates::render(filing.nip_due)),
        nip_overdue: filing.nip_overdue(now),
        nip_time: filing.nip_time.map(dates::render_time),
        nip_warnings: filing.nip_warnings.clone(),
        etag: etag::render(filing.version),
        documents: filing.documents.into_iter().map(document).collect(),
    }
}

fn state(state: FilingState) -> pb::filing::State {
    match state {
        FilingState::Open => pb::filing::State::Open,
        FilingState::Complete => pb::filing::State::Complete,
        FilingState::Proposed => pb::filing::State::Proposed,
        FilingState::NipRecorded => pb::filing::State::NipRecorded,
        FilingState::Lapsed => pb::filing::State::Lapsed,
        FilingState::Withdrawn => pb::filing::State::Withdrawn,
    }
}

pub(super) fn left(tenant: &Tenant, left: &LeftCandidate) -> pb::Withdrawal {
    withdrawal(tenant, &left.withdrawal, left.number.clone(), Some(left.replacement))
}

pub(crate) fn listed(tenant: &Tenant, listed: &Listed) -> pb::Withdrawal {
    withdrawal(tenant, &listed.withdrawal, listed.number.clone(), listed.replacement)
}

fn withdrawal(tenant: &Tenant, withdrawal: &Withdrawal, number: String, replacement: Option<Uuid>) -> pb::Withdrawal {
    let extent = withdrawal.sanction.map(|sanction| sanction.extent);
    pb::Withdrawal {
        name: names::WITHDRAWAL.name(tenant, withdrawal.id),
        vacancy: names::VACANCY.name(tenant, withdrawal.vacancy_id),
        application: names::application(tenant, withdrawal.applied_for, withdrawal.application_id),
        participant_number: number,
        cause: match withdrawal.cause {
            WithdrawalCause::OwnWish => pb::WithdrawalCause::OwnWish,
            WithdrawalCause::OtherPlace => pb::WithdrawalCause::OtherPlace,
            WithdrawalCause::Died => pb::WithdrawalCause::Died,
            WithdrawalCause::FileIncomplete => pb::WithdrawalCause::FileIncomplete,
        }
        .into(),
        after_nip: withdrawal.after_nip,
        banned_until: match extent {
            Some(Extent::Until(last)) => Some(dates::render(last)),
            _ => None,
        },
        banned_periods: match extent {
            Some(Extent::Periods(periods)) => periods,
            _ => 0,
        },
        withdraw_time: Some(dates::render_time(withdrawal.time)),
        replacement: replacement.map(|id| names::REPLACEMENT.name(tenant, id)).unwrap_or_default(),
    }
}

pub(super) fn replacement(tenant: &Tenant, replacement: Replacement) -> pb::Replacement {
    let application = |id: Uuid| names::application(tenant, replacement.vacancy_id, id);
    pb::Replacement {
        name: names::REPLACEMENT.name(tenant, replacement.id),
        vacancy: names::VACANCY.name(tenant, replacement.vacancy_id),
        state: match replacement.state {
            ReplacementState::Proposed => pb::replacement::State::Proposed,
            ReplacementState::Confirmed => pb::replacement::State::Confirmed,
            ReplacementState::Impossible => pb::replacement::State::Impossible,
        }
        .into(),
        explanation: match replacement.explanation {
            Explanation::NextRank => pb::replacement::Explanation::NextRank,
            Explanation::Tie => pb::replacement::Explanation::Tie,
            Explanation::NobodyLeft => pb::replacement::Explanation::NobodyLeft,
        }
        .into(),
        candidates: replacement.candidates.iter().copied().map(application).collect(),
        chosen: replacement.chosen.map(application).unwrap_or_default(),
        create_time: Some(dates::render_time(replacement.create_time)),
        etag: etag::render(replacement.version),
        leaver: replacement.leaver,
        decision: replacement.decision,
    }
}

pub(super) fn proposed(tenant: &Tenant, candidate: ProposedCandidate) -> pb::NipProposalRow {
    let ProposedCandidate { proposed, stated } = candidate;
    pb::NipProposalRow {
        filing: names::FILING.name(tenant, proposed.filing_id),
        participant_number: proposed.participant_number,
        nik: stated.nik,
        full_name: stated.full_name,
        birth_date: Some(dates::render(stated.birth_date)),
        position_title: proposed.position_title,
        unit_path: proposed.unit_path,
    }
}
