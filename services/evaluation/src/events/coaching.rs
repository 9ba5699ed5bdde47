//! What is told of coaching: that it is, not why.

use crate::{domain::improvement_case::ImprovementCase, names};
use contracts::evaluation::events::v1::{CoachingClosed, CoachingOpened};
use platform::{Tenant, dates};

/// Coaching began, or goes on because its judgement was void.
pub fn coaching_opened(tenant: &Tenant, case: &ImprovementCase) -> CoachingOpened {
    CoachingOpened {
        improvement_case: names::IMPROVEMENT_CASE.name(tenant, case.id),
        version: case.version,
        servant: case.servant.clone(),
        start_date: case.coaching.map(|coaching| dates::render(coaching.first_day)),
        end_date: case.coaching.map(|coaching| dates::render(coaching.last_day)),
    }
}

/// Coaching is over.
pub fn coaching_closed(tenant: &Tenant, case: &ImprovementCase) -> CoachingClosed {
    CoachingClosed {
        improvement_case: names::IMPROVEMENT_CASE.name(tenant, case.id),
        version: case.version,
        servant: case.servant.clone(),
        date: Some(dates::render(case.stage_since)),
    }
}
