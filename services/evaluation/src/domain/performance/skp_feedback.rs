//! Continuous feedback (*umpan balik berkelanjutan*) from superior, peers and subordinates: who may give it, what is shown of the
//! giver, and what all sides say together (*360 derajat*). No rating follows from it.

use crate::domain::{core_value::CoreValue, skp_plan::SkpPlan, skp_rules::SkpRules, skp_stage::SkpStage};

/// What a giver is to the rated person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Rates the person (*atasan*).
    Superior,
    /// Has the same superior (*rekan kerja*).
    Peer,
    /// Is rated by the person (*bawahan*).
    Subordinate,
}

impl Relation {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::Superior, Self::Peer, Self::Subordinate];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::Peer => "peer",
            Self::Subordinate => "subordinate",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == text)
    }

    /// What a giver is to the servant of a plan: by who rates whom in the same year.
    pub fn of(plan: &SkpPlan, giver: &str, superior_of_giver: Option<&str>) -> Option<Self> {
        if giver == plan.servant {
            return None;
        }
        if giver == plan.superior {
            return Some(Self::Superior);
        }
        match superior_of_giver {
            Some(superior) if superior == plan.servant => Some(Self::Subordinate),
            Some(superior) if superior == plan.superior => Some(Self::Peer),
            _ => None,
        }
    }
}

/// Why feedback is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackRefusal {
    /// Not of a side that is heard.
    #[error("only the superior, peers and subordinates that the rules name give feedback")]
    Giver,
    /// Not the time of work.
    #[error("feedback is given while the plan is at work, and it is {}", .0.as_str())]
    Closed(SkpStage),
    /// Often enough.
    #[error("feedback was given {0} times this year, as often as the rules allow")]
    Limit(i64),
}

/// Whether feedback is taken: from a side that is heard, while work goes on, and not too often.
pub fn must_be_heard(
    plan: &SkpPlan,
    relation: Option<Relation>,
    given: i64,
    rules: &SkpRules,
) -> Result<Relation, FeedbackRefusal> {
    let relation = relation.filter(|side| rules.feedback_from.contains(side)).ok_or(FeedbackRefusal::Giver)?;
    if !plan.stage.is_at_work() {
        return Err(FeedbackRefusal::Closed(plan.stage));
    }
    if given >= rules.feedback_a_year {
        return Err(FeedbackRefusal::Limit(given));
    }
    Ok(relation)
}

/// What one side said: how many people, and how often each value was seen above, at and below expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The side.
    pub relation: Relation,
    /// How many people gave feedback.
    pub givers: i64,
    /// Values that were rated, in their order: above, meets, below.
    pub values: Vec<(CoreValue, [i64; 3])>,
}

/// How often a value was rated how by a side, and by how many people whatever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// The side.
    pub relation: Relation,
    /// The value.
    pub value: CoreValue,
    /// Above, meets, below.
    pub counts: [i64; 3],
    /// People who rated it.
    pub givers: i64,
}

impl Side {
    /// What a side said, without the values that too few of it rated; none where too few of it said anything. Also whether
    /// anything was held back.
    pub fn sum(relation: Relation, givers: i64, counts: &[ValueCount], rules: &SkpRules) -> (Option<Self>, bool) {
        if is_held_back(relation, givers, rules) {
            return (None, true);
        }
        let own = || counts.iter().filter(|one| one.relation == relation);
        let (few, enough): (Vec<_>, Vec<_>) = own().partition(|one| is_held_back(relation, one.givers, rules));
        let mut values: Vec<_> = enough.into_iter().map(|one| (one.value, one.counts)).collect();
        values.sort_by_key(|(value, _)| *value);
        (Some(Self { relation, givers, values }), !few.is_empty())
    }
}

/// Whether the giver is shown to the rated person.
pub fn shows_giver(relation: Relation, rules: &SkpRules) -> bool {
    rules.giver_shown.contains(&relation)
}

/// Whether what some people of a side said is held back: they are hidden, and so few that they could be guessed.
pub fn is_held_back(relation: Relation, givers: i64, rules: &SkpRules) -> bool {
    !shows_giver(relation, rules) && givers < rules.least_givers
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{skp_plan::SkpApproach, skp_rules::tests::rules};
    use jiff::Timestamp;
    use uuid::Uuid;

    fn plan(stage: SkpStage) -> SkpPlan {
        SkpPlan {
            id: Uuid::nil(),
            stage,
            servant: "siti".into(),
            year: 2025,
            superior: "budi".into(),
            appeal_to: String::new(),
            unit: "unit".into(),
            approach: Some(SkpApproach::Qualitative),
            ratings: None,
            object_until: None,
            silence_accepts: false,
            ruleset: "example".into(),
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn sides_follow_from_who_rates_whom() {
        let plan = plan(SkpStage::Running);
        let of = |giver, superior| Relation::of(&plan, giver, superior);
        assert_eq!(of("budi", Some("dewi")), Some(Relation::Superior));
        assert_eq!(of("adi", Some("budi")), Some(Relation::Peer));
        assert_eq!(of("ani", Some("siti")), Some(Relation::Subordinate));
        assert_eq!(of("ani", Some("dewi")), None);
        assert_eq!(of("ani", None), None);
        assert_eq!(of("siti", Some("budi")), None, "nobody tells oneself");
    }

    #[test]
    fn feedback_is_heard_while_work_goes_on_and_not_without_end() {
        let heard = must_be_heard(&plan(SkpStage::Running), Some(Relation::Peer), 11, &rules());
        assert_eq!(heard, Ok(Relation::Peer));
        let often = must_be_heard(&plan(SkpStage::Running), Some(Relation::Peer), 12, &rules());
        assert_eq!(often, Err(FeedbackRefusal::Limit(12)));
        let stranger = must_be_heard(&plan(SkpStage::Running), None, 0, &rules());
        assert_eq!(stranger, Err(FeedbackRefusal::Giver));
        let unheard = SkpRules { feedback_from: vec![Relation::Superior], ..rules() };
        let peer = must_be_heard(&plan(SkpStage::Running), Some(Relation::Peer), 0, &unheard);
        assert_eq!(peer, Err(FeedbackRefusal::Giver));
        for closed in [SkpStage::Draft, SkpStage::YearRated, SkpStage::Final] {
            let late = must_be_heard(&plan(closed), Some(Relation::Peer), 0, &rules());
            assert_eq!(late, Err(FeedbackRefusal::Closed(closed)));
        }
    }

    #[test]
    fn small_hidden_sides_are_held_back() {
        assert!(is_held_back(Relation::Peer, 2, &rules()));
        assert!(!is_held_back(Relation::Peer, 3, &rules()));
        assert!(!is_held_back(Relation::Superior, 1, &rules()), "who is shown is not hidden");
    }

    #[test]
    fn values_are_summed_by_side_where_enough_people_rated_them() {
        let count = |relation, value, counts, givers| ValueCount { relation, value, counts, givers };
        let counts = [
            count(Relation::Peer, CoreValue::Loyal, [2, 0, 1], 3),
            count(Relation::Peer, CoreValue::Adaptive, [9, 0, 0], 1),
            count(Relation::Subordinate, CoreValue::Loyal, [0, 9, 0], 9),
            count(Relation::Peer, CoreValue::Service, [0, 3, 0], 3),
        ];
        let (side, is_held_back) = Side::sum(Relation::Peer, 3, &counts, &rules());
        assert_eq!(side.unwrap().values, [(CoreValue::Service, [0, 3, 0]), (CoreValue::Loyal, [2, 0, 1])]);
        assert!(is_held_back, "one person alone rated how adaptive");
        assert_eq!(Side::sum(Relation::Peer, 2, &counts, &rules()), (None, true));
        let (side, is_held_back) = Side::sum(Relation::Subordinate, 9, &counts, &rules());
        assert_eq!((side.unwrap().values.len(), is_held_back), (1, false));
    }
}
