//! Profiles, gaps and the professionalism index as messages.

use crate::{
    domain::{
        competency_profile::{AskedBy, Profile, ProfileLine, StandardScope, clamped},
        competency_rules::{CompetencyGroup, CompetencyRules, MatchCategory},
        professionalism::{Dimension, IndexBand, IndexPart, ProfessionalismIndex, ProfessionalismRules},
        small_groups::withheld,
    },
    names,
    store::{
        gap_sums::{GapSum, ProfileSum},
        gaps::ListedGap,
    },
};
use contracts::career::v1 as pb;
use pb::competency_profile_line as line;
use platform::{Tenant, dates};

/// A count as messages have it.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Each competency of a profile.
pub(crate) fn render_lines(
    tenant: &Tenant,
    profile: &Profile<'_>,
    rules: &CompetencyRules,
) -> Vec<pb::CompetencyProfileLine> {
    profile.lines.iter().map(|one| render_line(tenant, one, rules)).collect()
}

fn render_line(tenant: &Tenant, one: &ProfileLine<'_>, rules: &CompetencyRules) -> pb::CompetencyProfileLine {
    let asked = one.asked;
    let (origin, competency_standard, revision) = match &asked.by {
        AskedBy::Standard(name, revision, StandardScope::Position(_)) => {
            (line::Origin::Position, name.clone(), *revision)
        }
        AskedBy::Standard(name, revision, StandardScope::JobTitle(_)) => {
            (line::Origin::JobTitle, name.clone(), *revision)
        }
        AskedBy::Standard(name, revision, StandardScope::JobKind(_)) => {
            (line::Origin::JobKind, name.clone(), *revision)
        }
        AskedBy::Ruleset => (line::Origin::Ruleset, String::new(), 0),
    };
    let group = match asked.group {
        CompetencyGroup::Technical => line::Group::Technical,
        CompetencyGroup::Managerial => line::Group::Managerial,
        CompetencyGroup::SocioCultural => line::Group::SocioCultural,
    };
    let status = match one.gap() {
        Some(gap) if gap < 0 => line::Status::Gap,
        Some(_) => line::Status::Met,
        None => line::Status::Unknown,
    };
    let decided_by = one.decided_by.as_ref();
    pb::CompetencyProfileLine {
        dictionary: asked.code.dictionary.clone(),
        code: asked.code.code.clone(),
        display_name: rules.generic(&asked.code).map(|generic| generic.name.clone()).unwrap_or_default(),
        group: group.into(),
        standard: asked.level.into(),
        origin: origin.into(),
        competency_standard,
        revision,
        status: status.into(),
        achieved: one.achieved().map(i32::from).unwrap_or_default(),
        gap: one.gap().unwrap_or_default(),
        evidence: decided_by.map(|shown| names::COMPETENCY_EVIDENCE.name(tenant, shown.evidence)).unwrap_or_default(),
        last_day: decided_by.map(|shown| dates::render(shown.last_day)),
        expired: one.expired,
    }
}

/// The match of a profile, with why somebody has to look at it.
pub(crate) fn render_match(profile: &Profile<'_>, rules: &CompetencyRules) -> pb::JobPersonMatch {
    let (asked, assessed) = (profile.lines.len(), profile.assessed());
    let expired = profile.lines.iter().filter(|line| line.expired).count();
    let mut review_reasons = Vec::new();
    if asked == 0 {
        review_reasons.push("nothing is asked for: no post is held, or nothing is known of it".to_owned());
    }
    if assessed < asked {
        review_reasons.push(format!("{} of {asked} levels are unknown", asked - assessed));
    }
    if expired > 0 {
        review_reasons.push(format!("the evidence of {expired} has expired"));
    }
    let category = match profile.category(rules) {
        Some(MatchCategory::Meets) => pb::job_person_match::Category::Meets,
        Some(MatchCategory::StillMeets) => pb::job_person_match::Category::StillMeets,
        Some(MatchCategory::DoesNotMeet) => pb::job_person_match::Category::DoesNotMeet,
        None => pb::job_person_match::Category::Unspecified,
    };
    let (mut percent, mut exact_text, mut clamped_text) = Default::default();
    if let Some(found) = &profile.percent {
        let limited = clamped(found);
        if limited < *found {
            review_reasons.push("the match is above 100: more is shown than asked for".to_owned());
        }
        (percent, exact_text, clamped_text) = (exact::render(found, 2), found.to_string(), exact::render(&limited, 2));
    }
    pb::JobPersonMatch {
        percent,
        exact: exact_text,
        clamped: clamped_text,
        asked: count(asked),
        assessed: count(assessed),
        category: category.into(),
        needs_review: !review_reasons.is_empty(),
        review_reasons,
    }
}

pub(crate) fn render_gap(tenant: &Tenant, listed: ListedGap) -> pb::CompetencyGap {
    let ListedGap { gap, position, unit, sector, ruleset, close_reason } = listed;
    pb::CompetencyGap {
        name: names::COMPETENCY_GAP.name(tenant, gap.id),
        servant: names::SERVANT.name(tenant, gap.servant),
        dictionary: gap.dictionary,
        code: gap.code,
        standard: gap.standard.into(),
        achieved: gap.achieved.map(i32::from).unwrap_or_default(),
        unknown: gap.achieved.is_none(),
        priority: gap.priority,
        position,
        unit,
        sector,
        open_date: Some(dates::render(gap.open_date)),
        close_date: gap.close_date.map(dates::render),
        close_reason: close_reason.map(|reason| reason.as_str().to_uppercase()).unwrap_or_default(),
        ruleset,
    }
}

/// Most sums of an answer.
const MOST_SUMS: usize = 1_000;

/// Sums without those of too few people.
pub(crate) fn render_sums(found: Vec<GapSum>, known: ProfileSum, smallest: usize) -> pb::SumGapsResponse {
    let few = |people: i64| usize::try_from(people).is_ok_and(|people| (1..smallest).contains(&people));
    let people: Vec<usize> = found.iter().map(|sum| usize::try_from(sum.servants).unwrap_or_default()).collect();
    let hidden = withheld(&people, smallest);
    let told = found.into_iter().zip(&hidden).filter(|(_, hidden)| !**hidden).map(|(sum, _)| render_sum(sum));
    let sums = told.take(MOST_SUMS).collect();
    let profiles_withheld = few(known.profiles);
    let known = if profiles_withheld { ProfileSum::default() } else { known };
    pb::SumGapsResponse {
        sums,
        profiles: known.profiles,
        complete: known.complete,
        unknown: known.unknown,
        withheld: hidden.iter().filter(|hidden| **hidden).count() as i64,
        profiles_withheld,
    }
}

fn render_sum(sum: GapSum) -> pb::CompetencyGapSum {
    pb::CompetencyGapSum {
        key: sum.key,
        code: sum.code,
        servants: sum.servants,
        gaps: sum.gaps,
        unknown: sum.unknown,
        levels: sum.levels,
        priority: sum.priority,
    }
}

pub(crate) fn render_index(
    servant: String,
    year: i32,
    index: ProfessionalismIndex,
    rules: &ProfessionalismRules,
) -> pb::ProfessionalismIndex {
    use pb::professionalism_index::Band;
    let band = match index.band {
        Some(IndexBand::VeryHigh) => Band::VeryHigh,
        Some(IndexBand::High) => Band::High,
        Some(IndexBand::Medium) => Band::Medium,
        Some(IndexBand::Low) => Band::Low,
        Some(IndexBand::VeryLow) => Band::VeryLow,
        None => Band::Unspecified,
    };
    pb::ProfessionalismIndex {
        servant,
        year,
        total: exact::render(&index.total, 2),
        rounded: exact::render(&rules.rounded(&index.total), 2),
        band: band.into(),
        needs_review: index.band.is_none(),
        parts: index.parts.into_iter().map(render_part).collect(),
        ruleset: rules.id.clone(),
    }
}

fn render_part(part: IndexPart) -> pb::ProfessionalismPart {
    use pb::professionalism_part::Dimension as WireDimension;
    let dimension = match part.dimension {
        Dimension::Qualification => WireDimension::Qualification,
        Dimension::Competency => WireDimension::Competency,
        Dimension::Performance => WireDimension::Performance,
        Dimension::Discipline => WireDimension::Discipline,
    };
    pb::ProfessionalismPart {
        dimension: dimension.into(),
        key: part.key,
        points: part.points.map(|points| exact::render(&points, 2)).unwrap_or_default(),
        reason: part.reason,
    }
}
