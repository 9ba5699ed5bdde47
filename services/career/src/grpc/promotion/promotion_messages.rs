//! Promotions and credit points as messages.

use crate::{
    commands::PromotionBook,
    domain::{
        credit::{Level, Rating},
        credit_document::CreditDocument,
        credit_row::{CreditKind, CreditRow, points_of, show_parts},
        exam::{ExamKind, ExamTaken},
        grade::Grade,
        promotion_facts::{Ends, Ground, Obstacle},
        promotion_rules::PromotionRules,
        promotion_view::{NextPromotion, PromotionKind},
        rank_promotion::{Paper, PromotionState, RankPromotion},
        rating::YearRating,
    },
    grpc::to_wire,
    names,
    store::next_promotions::Due,
};
use contracts::career::v1 as pb;
use pb::promotion::State as WireState;
use platform::{Tenant, dates, etag};
use uuid::Uuid;

/// States in domain and message.
pub(super) const STATES: [(PromotionState, WireState); 4] = [
    (PromotionState::Proposed, WireState::Proposed),
    (PromotionState::Approved, WireState::Approved),
    (PromotionState::Granted, WireState::Granted),
    (PromotionState::Rejected, WireState::Rejected),
];

/// The message of a kind.
pub fn render_kind(kind: PromotionKind) -> pb::PromotionKind {
    match kind {
        PromotionKind::Regular => pb::PromotionKind::Regular,
        PromotionKind::Structural => pb::PromotionKind::Structural,
        PromotionKind::Functional => pb::PromotionKind::Functional,
        PromotionKind::DiplomaAdjustment => pb::PromotionKind::DiplomaAdjustment,
    }
}

/// What stands against it, with the text behind each rule.
pub fn render_obstacles(rules: &PromotionRules, obstacles: Vec<Obstacle>) -> Vec<pb::PromotionCondition> {
    let render = |one: Obstacle| pb::PromotionCondition {
        rule: one.rule.as_str().to_owned(),
        detail: one.detail,
        source: rules.source(one.rule).to_owned(),
        until: if let Ends::On(day) = one.ends { Some(dates::render(day)) } else { None },
        lasting: one.ends == Ends::Never,
    };
    obstacles.into_iter().map(render).collect()
}

/// What speaks for it, with the text behind each rule.
pub fn render_grounds(rules: &PromotionRules, grounds: Vec<Ground>) -> Vec<pb::PromotionCondition> {
    let render = |one: Ground| pb::PromotionCondition {
        rule: one.rule.as_str().to_owned(),
        detail: one.detail,
        source: rules.source(one.rule).to_owned(),
        until: None,
        lasting: false,
    };
    grounds.into_iter().map(render).collect()
}

/// The next promotion of a servant.
pub fn render_next(
    tenant: &Tenant,
    servant: Uuid,
    rules: &PromotionRules,
    credit_ruleset: &str,
    next: NextPromotion,
) -> pb::NextPromotion {
    let grade = |grade: Option<Grade>| grade.map_or(String::new(), |grade| grade.as_str().to_owned());
    pb::NextPromotion {
        servant: names::SERVANT.name(tenant, servant),
        kind: next.kind.map_or(pb::PromotionKind::Unspecified, render_kind).into(),
        from_rank: grade(next.from),
        to_rank: grade(next.to),
        earliest_date: next.date.map(dates::render),
        obstacles: render_obstacles(rules, next.obstacles),
        grounds: render_grounds(rules, next.grounds),
        expected_rating_years: next.expected_ratings,
        ruleset: rules.id.clone(),
        credit_ruleset: credit_ruleset.to_owned(),
    }
}

/// A servant who is due.
pub fn render_due(tenant: &Tenant, due: Due) -> pb::DuePromotion {
    pb::DuePromotion {
        servant: names::SERVANT.name(tenant, due.servant),
        kind: render_kind(due.kind).into(),
        from_rank: due.from,
        to_rank: due.to,
        earliest_date: Some(dates::render(due.date)),
        unit: due.unit,
        ruleset: due.ruleset,
        compute_time: Some(dates::render_time(due.compute_time)),
        stale: due.stale,
    }
}

/// A promotion without why it was rejected, which a list does not open.
pub fn render_promotion(tenant: &Tenant, promotion: RankPromotion) -> pb::Promotion {
    let state = to_wire(&STATES, promotion.state);
    let (approval_number, approval_date) = split(promotion.approval);
    let (decree_number, decree_date) = split(promotion.decree);
    pb::Promotion {
        name: names::PROMOTION.name(tenant, promotion.id),
        servant: names::SERVANT.name(tenant, promotion.servant),
        kind: render_kind(promotion.kind).into(),
        echelon: promotion.echelon,
        from_rank: promotion.from.as_str().to_owned(),
        to_rank: promotion.to.as_str().to_owned(),
        effective_date: Some(dates::render(promotion.effective)),
        state: state.into(),
        ruleset: promotion.ruleset,
        grounds: promotion.grounds,
        approval_number,
        approval_date,
        decree_number,
        decree_date,
        reject_reason: String::new(),
        etag: etag::render(promotion.version),
        create_time: Some(dates::render_time(promotion.create_time)),
        update_time: Some(dates::render_time(promotion.update_time)),
    }
}

fn split(paper: Option<Paper>) -> (String, Option<contracts::google::r#type::Date>) {
    paper.map_or((String::new(), None), |paper| (paper.number, Some(dates::render(paper.date))))
}

/// An examination.
pub fn render_exam(tenant: &Tenant, exam: ExamTaken) -> pb::PromotionExam {
    let kind = match exam.kind {
        ExamKind::Service1 => pb::promotion_exam::Kind::Service1,
        ExamKind::Service2 => pb::promotion_exam::Kind::Service2,
        ExamKind::DiplomaAdjustment => pb::promotion_exam::Kind::DiplomaAdjustment,
        ExamKind::LevelTest => pb::promotion_exam::Kind::LevelTest,
    };
    pb::PromotionExam {
        name: names::EXAM.name(tenant, exam.id),
        servant: names::SERVANT.name(tenant, exam.servant),
        kind: kind.into(),
        level: exam.level.map_or("", Level::as_str).to_owned(),
        passed: exam.passed,
        date: Some(dates::render(exam.date)),
        number: exam.number,
        issuer: exam.issuer,
        record_time: Some(dates::render_time(exam.record_time)),
        superseded_time: exam.superseded_time.map(dates::render_time),
    }
}

/// A rating.
pub fn render_rating(rating: Rating) -> pb::credit::Rating {
    match rating {
        Rating::SangatBaik => pb::credit::Rating::VeryGood,
        Rating::Baik => pb::credit::Rating::Good,
        Rating::ButuhPerbaikan => pb::credit::Rating::NeedsImprovement,
        Rating::Kurang => pb::credit::Rating::Poor,
        Rating::SangatKurang => pb::credit::Rating::VeryPoor,
    }
}

/// A row of credit points.
pub fn render_credit(tenant: &Tenant, row: CreditRow) -> pb::Credit {
    let kind = match row.kind {
        CreditKind::Conversion => pb::credit::Kind::Conversion,
        CreditKind::Integration => pb::credit::Kind::Integration,
        CreditKind::First => pb::credit::Kind::First,
    };
    let rating = row.rating.map_or(pb::credit::Rating::Unspecified, render_rating);
    pb::Credit {
        name: names::CREDIT.name(tenant, row.id),
        servant: names::SERVANT.name(tenant, row.servant),
        kind: kind.into(),
        level: row.level.as_str().to_owned(),
        start_date: Some(dates::render(row.first)),
        end_date: Some(dates::render(row.last)),
        rating: rating.into(),
        points: show_parts(row.parts),
        basis: row.basis,
        ruleset: row.ruleset,
        document_number: row.document_number,
        document_date: Some(dates::render(row.document_date)),
        record_time: Some(dates::render_time(row.record_time)),
        superseded_time: row.superseded_time.map(dates::render_time),
    }
}

/// The document of a level.
pub fn render_document(
    tenant: &Tenant,
    servant: Uuid,
    grade: Option<Grade>,
    document: CreditDocument,
    (book, recorded): (&PromotionBook, &[YearRating]),
) -> pb::CreditDocument {
    pb::CreditDocument {
        servant: names::SERVANT.name(tenant, servant),
        level: document.level.as_str().to_owned(),
        rank: grade.map_or("", Grade::as_str).to_owned(),
        exact_total: points_of(document.parts).to_string(),
        rank_points: document.for_rank.unwrap_or(-1),
        suffices_for_rank: document.suffices_for_rank(),
        level_points: document.for_level.map_or(-1, i64::from),
        suffices_for_level: document.suffices_for_level(),
        changed_years: document.changed_years(recorded),
        total: document.total,
        credits: document.rows.into_iter().map(|row| render_credit(tenant, row)).collect(),
        credit_ruleset: book.credit.id.clone(),
        ruleset: book.rules.id.clone(),
    }
}
