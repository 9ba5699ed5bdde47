//! Rows of the record as callers see them.

use crate::grpc::{
    record_fields::{ASSIGNMENTS, EMPLOYMENTS, LEVELS, RELATIONS, SEXES},
    to_wire,
};
use crate::{
    domain::{
        correction::{Correction, History},
        education::{Education, EducationLevel},
        former_identity::{FormerDetail, FormerIdentity},
        identity::{FullName, Identity},
        job::Job,
        placement::Placement,
        punishment::Punishment,
        rank::{RANK_KINDS, RankHeld},
        record_rules::RecordRules,
        relative::Relative,
        servant::Employment,
        standing::HeldStanding,
    },
    names,
    store::readings::Reading,
};
use contracts::career::v1 as pb;
use pb::{education::Level as WireLevel, record_rules::Ceiling, record_rules::Code};
use platform::{Tenant, dates};
use std::collections::HashMap;
use uuid::Uuid;

/// What rows need besides themselves: whose they are, and what they correct.
pub(crate) struct Shown<'t> {
    /// Tenant.
    pub tenant: &'t Tenant,
    /// Corrections by row.
    pub corrections: HashMap<Uuid, Correction>,
}

impl Shown<'_> {
    fn name(&self, history: History, servant: Uuid, row: Uuid) -> String {
        names::row(self.tenant, servant, history, row)
    }

    fn correction(&self, history: History, row: Uuid) -> Option<pb::Correction> {
        let correction = self.corrections.get(&row)?;
        Some(pb::Correction {
            replaces: self.name(history, correction.servant, correction.superseded),
            reason: correction.reason.clone(),
            decree_number: correction.decree_number.clone(),
        })
    }

    pub(crate) fn education(&self, one: Education) -> pb::Education {
        pb::Education {
            name: self.name(History::Educations, one.servant, one.id),
            level: level(one.level).into(),
            program: one.program,
            institution: one.institution,
            graduation_year: one.graduation_year,
            certificate_number: one.certificate_number,
            recognised: one.recognised,
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Educations, one.id),
        }
    }

    pub(crate) fn rank(&self, one: RankHeld) -> pb::HeldRank {
        pb::HeldRank {
            name: self.name(History::Ranks, one.servant, one.id),
            rank: one.rank.as_str().to_owned(),
            rank_kind: one.kind,
            start_date: Some(dates::render(one.start)),
            end_date: one.end.map(dates::render),
            service_years: one.service_years,
            service_months: one.service_months,
            decree_number: one.decree_number,
            decree_date: one.decree_date.map(dates::render),
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Ranks, one.id),
        }
    }

    pub(crate) fn post(&self, one: Placement) -> pb::HeldPost {
        let (job_type, job_level) = one.job.map(Job::texts).unwrap_or_default();
        pb::HeldPost {
            name: self.name(History::Posts, one.servant, one.id),
            position: one.position,
            seat: one.seat,
            assignment: to_wire(&ASSIGNMENTS, one.assignment).into(),
            title: one.title,
            unit_path: one.unit_path,
            job_type: job_type.to_owned(),
            job_level: job_level.to_owned(),
            job_class: one.job_class,
            mutation: one.mutation,
            start_date: Some(dates::render(one.start)),
            end_date: one.end.map(dates::render),
            decree_number: one.decree_number,
            decree_date: one.decree_date.map(dates::render),
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Posts, one.id),
            end_reason: one.end_reason,
        }
    }

    pub(crate) fn standing(&self, one: HeldStanding, rules: &RecordRules) -> pb::HeldStanding {
        let title = rules.standing(&one.code).map(|code| code.title.clone());
        pb::HeldStanding {
            name: self.name(History::Standings, one.servant, one.id),
            standing_code: one.code,
            title: title.unwrap_or_default(),
            start_date: Some(dates::render(one.start)),
            end_date: one.end.map(dates::render),
            decree_number: one.decree_number,
            decree_date: one.decree_date.map(dates::render),
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Standings, one.id),
        }
    }

    pub(crate) fn relative(&self, one: Relative) -> pb::Relative {
        pb::Relative {
            name: self.name(History::Relatives, one.servant, one.id),
            relation: to_wire(&RELATIONS, one.detail.relation).into(),
            full_name: one.detail.full_name,
            nik: one.detail.nik,
            birth_date: Some(dates::render(one.detail.birth_date)),
            occupation: one.detail.occupation,
            allowance: one.detail.allowance,
            start_date: one.detail.start.map(dates::render),
            end_date: one.detail.end.map(dates::render),
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Relatives, one.id),
        }
    }

    pub(crate) fn punishment(&self, one: Punishment, rules: &RecordRules) -> pb::Punishment {
        let title = rules.punishment(&one.detail.code).map(|code| code.title.clone());
        pb::Punishment {
            name: self.name(History::Punishments, one.servant, one.id),
            punishment_code: one.detail.code,
            title: title.unwrap_or_default(),
            start_date: Some(dates::render(one.start)),
            end_date: one.end.map(dates::render),
            decree_number: one.detail.decree_number,
            decree_date: one.detail.decree_date.map(dates::render),
            reason: one.detail.reason,
            record_time: Some(dates::render_time(one.record_time)),
            superseded_time: one.superseded_time.map(dates::render_time),
            correction: self.correction(History::Punishments, one.id),
        }
    }
}

fn level(level: EducationLevel) -> WireLevel {
    to_wire(&LEVELS, level)
}

/// Who a servant is.
pub(crate) fn render_identity(name: FullName, identity: Identity) -> pb::Identity {
    pb::Identity {
        full_name: name.name,
        front_titles: name.front_titles,
        back_titles: name.back_titles,
        nik: identity.nik,
        birth_date: Some(dates::render(identity.birth_date)),
        birth_place: identity.birth_place,
        religion: identity.religion,
        marital_status: identity.marital_status,
        phone: identity.phone,
        address: identity.address,
        email: identity.email,
        tax_number: identity.tax_number,
    }
}

/// A kind of employment as callers see it.
pub(crate) fn employment_shown(employment: Employment) -> pb::servant::Employment {
    to_wire(&EMPLOYMENTS, employment)
}

/// Who a servant was told to be, and how appointed.
pub(crate) fn render_former(one: FormerIdentity) -> pb::FormerIdentity {
    let FormerDetail { name, sex, employment, appointment_date, nip, identity, why } = one.detail;
    let sex = sex.map(|sex| to_wire(&SEXES, sex)).unwrap_or_default();
    let identity = match identity {
        Some(identity) => render_identity(name, identity),
        None => pb::Identity {
            full_name: name.name,
            front_titles: name.front_titles,
            back_titles: name.back_titles,
            ..Default::default()
        },
    };
    pb::FormerIdentity {
        identity: Some(identity),
        nip,
        sex: sex.into(),
        appointment_date: Some(dates::render(appointment_date)),
        employment: employment_shown(employment).into(),
        reason: why.reason,
        decree_number: why.decree_number,
        superseded_time: Some(dates::render_time(one.superseded_time)),
    }
}

/// A row of the audit trail.
pub(crate) fn render_reading(one: Reading) -> pb::Reading {
    pb::Reading {
        time: Some(dates::render_time(one.time)),
        subject: one.subject,
        method: one.method,
        permission: one.permission,
    }
}

/// Codes and bounds in use.
pub(crate) fn render_rules(rules: &RecordRules) -> pb::RecordRules {
    let code = |code: &str, title: &str| Code { code: code.to_owned(), title: title.to_owned() };
    let ceilings = rules.ceilings.iter();
    pb::RecordRules {
        ruleset: rules.id.clone(),
        standings: rules.standings.iter().map(|one| code(&one.code, &one.title)).collect(),
        punishments: rules.punishments.iter().map(|one| code(&one.code, &one.title)).collect(),
        rank_kinds: RANK_KINDS.iter().map(|(number, title)| code(number, title)).collect(),
        ceilings: ceilings
            .map(|(education, grade)| Ceiling { level: level(*education).into(), rank: grade.as_str().to_owned() })
            .collect(),
        promotion_ruleset: rules.promotion.clone(),
    }
}
