//! Rank promotions, credit points and levels. The servant's row is locked before everything else of the person.

mod convert_ratings;
mod decide_level_promotion;
mod decide_promotion;
mod propose_promotion;
mod recompute_next_promotions;
mod record_credit;
mod record_exam;
mod record_technical_approval;
mod reject_promotion;

pub use convert_ratings::{ConvertRatings, Converted, convert_ratings};
pub use decide_level_promotion::{DecideLevelPromotion, LevelReached, decide_level_promotion, level_place};
pub use decide_promotion::{DecidePromotion, decide_promotion};
pub use propose_promotion::{ProposePromotion, propose_promotion};
pub use recompute_next_promotions::{PromotionPass, RecomputeNextPromotions, recompute_next_promotions};
pub use record_credit::{CreditSource, RecordCredit, record_credit};
pub use record_exam::{RecordExam, record_exam};
pub use record_technical_approval::{RecordTechnicalApproval, record_technical_approval};
pub use reject_promotion::{RejectPromotion, reject_promotion};

use crate::{
    domain::{
        competency_rules::CompetencyRules,
        credit::CreditRuleset,
        grade::Grade,
        promotion_facts::Ground,
        promotion_rules::PromotionRules,
        promotion_view::{PromotionKind, PromotionWish},
        rank_promotion::{PromotionRefusal, RankPromotion},
        servant::{Servant, day_of},
    },
    error::{Error, PromotionError},
    store::{
        next_promotions::{self, NextRow},
        promotion_facts, promotions, servants,
    },
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Locked, Violations, Work};
use std::sync::Arc;
use uuid::Uuid;

/// The rules in use.
pub struct PromotionBook {
    /// Of promotions.
    pub rules: PromotionRules,
    /// Of credit points.
    pub credit: CreditRuleset,
    /// Of profiles, which a new post changes.
    pub competency: Arc<CompetencyRules>,
}

/// A promotion that nothing stands against.
struct Promotable {
    kind: PromotionKind,
    from: Grade,
    to: Grade,
    grounds: Vec<String>,
    /// Years whose ratings are still to come.
    expected: Vec<i32>,
}

/// Looks at a promotion on a day; refuses with everything that stands against it.
async fn must_promote(
    work: &mut Work<'_>,
    servant: Uuid,
    wish: &PromotionWish,
    day: Date,
    book: &PromotionBook,
) -> Result<Promotable, Error> {
    let today = day_of(work.now);
    let facts = promotion_facts::for_day(work.connection, servant, (day, today)).await?;
    let facts = facts.ok_or(Error::ServantNotFound)?;
    let view = book.rules.promotion_on(&book.credit, &facts, wish, day, today);
    let sound = view.findings.obstacles.is_empty();
    let (Some(kind), Some(from), Some(to), true) = (view.kind, view.from, view.to, sound) else {
        return Err(PromotionRefusal::Obstacles(view.findings.obstacles).into());
    };
    let mut grounds = lines(&view.findings.grounds);
    grounds.extend(view.expected_ratings.iter().map(|year| format!("rating: of {year}, still to come")));
    Ok(Promotable { kind, from, to, grounds, expected: view.expected_ratings })
}

/// Conditions that hold, one line each.
fn lines(grounds: &[Ground]) -> Vec<String> {
    grounds.iter().map(|ground| format!("{}: {}", ground.rule.as_str(), ground.detail)).collect()
}

/// Locks the servant and then the promotion, which nobody has changed since it was read.
async fn lock_promotion(work: &mut Work<'_>, read: AsRead) -> Result<(Locked<Servant>, RankPromotion), Error> {
    let known = promotions::get(work.connection, read.id).await?.ok_or(PromotionError::NotFound)?;
    let servant = servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let promotion = promotions::lock(work.connection, read.id).await?.ok_or(PromotionError::NotFound)?;
    read.must_be(promotion.version)?;
    Ok((servant, promotion))
}

/// Computes what is next for one servant, and keeps it.
async fn keep_next(work: &mut Work<'_>, servant: Uuid, book: &PromotionBook) -> Result<(), Error> {
    let today = day_of(work.now);
    next_promotions::hold(work.connection, &[servant]).await?;
    let facts = promotion_facts::of(work.connection, servant, today).await?.ok_or(Error::ServantNotFound)?;
    let next = book.rules.next_promotion(&book.credit, &facts, &PromotionWish::default(), today);
    let row = NextRow::of(&facts, &next, &book.rules.id);
    Ok(next_promotions::save_all(work.connection, &[row], work.now).await?)
}

/// Nobody decides about themselves.
fn must_be_of_another(work: &Work<'_>, servant: &Servant) -> Result<(), PromotionRefusal> {
    if servant.account == *work.actor.subject { Err(PromotionRefusal::Own) } else { Ok(()) }
}

/// Ratings are converted since the regulation holds: points of the years before were earned by the old scale.
fn must_be_converted_then(field: &str, year: i16, credit: &CreditRuleset) -> Result<(), Failure> {
    let mut check = Violations::default();
    let first = credit.valid_from.year();
    check.check(field, year >= first, format!("must not lie before {first}, since when ratings are converted"));
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

/// Refuses papers and days of the future.
fn must_not_lie_ahead(today: Date, days: &[(&str, Date)]) -> Result<(), Failure> {
    let mut check = Violations::default();
    for (field, day) in days {
        check.check(*field, *day <= today, "must not lie ahead");
    }
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
