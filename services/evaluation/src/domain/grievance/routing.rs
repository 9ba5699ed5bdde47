//! Where a report belongs: dated rules that say why they think so. They only suggest; a person assigns.

use jiff::civil::Date;
use std::{cmp::Reverse, collections::BTreeSet};
use uuid::Uuid;

/// The rules of routing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingRules {
    /// Ruleset.
    pub id: String,
    /// First day in force.
    pub valid_from: Date,
    /// What a category of another system counts.
    pub category_points: u32,
    /// What the service that the reporter named counts.
    pub service_points: u32,
    /// What each word counts.
    pub keyword_points: u32,
    /// Most words that count.
    pub keywords_counted: usize,
    /// Sectors (*urusan*), the more frequent first: it wins a tie.
    pub sectors: Vec<SectorRule>,
}

/// What tells that a report belongs to a sector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectorRule {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Categories of other systems, in lower case.
    pub categories: BTreeSet<String>,
    /// Words, in lower case.
    pub keywords: BTreeSet<String>,
}

/// A rule that spoke, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fired {
    /// The reporter named the service.
    Service,
    /// The other system's category.
    Category(String),
    /// Words of the text, in the order of the alphabet.
    Keywords(Vec<String>),
}

/// A sector that a report may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectorMatch {
    /// Code of the sector.
    pub sector: String,
    /// How much speaks for it.
    pub points: u32,
    /// What speaks for it.
    pub fired: Vec<Fired>,
}

/// Who answers for a sector in an instansi, or in a region of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Id.
    pub id: Uuid,
    /// Code of the sector.
    pub sector: String,
    /// National code of the region; empty stands for everywhere.
    pub region: String,
    /// Service that takes what names none.
    pub service: Uuid,
    /// Unit of that service.
    pub unit: Uuid,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: jiff::Timestamp,
}

/// A unit that may handle a report, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Unit.
    pub unit: Uuid,
    /// Sector; empty where only the named service speaks.
    pub sector: String,
    /// How much speaks for it.
    pub points: u32,
    /// What speaks for it.
    pub fired: Vec<Fired>,
    /// Route that leads there; none where the named service does.
    pub route: Option<Uuid>,
}

impl RoutingRules {
    /// Sectors that the category or words of the text speak for, the likeliest first.
    pub fn sectors(&self, category: &str, text: &str) -> Vec<SectorMatch> {
        let category = category.trim().to_lowercase();
        let lower = text.to_lowercase();
        let written = lower.split(|sign: char| !sign.is_alphanumeric());
        let words: BTreeSet<&str> = written.flat_map(|word| [word, bare(word)]).collect();
        let found = self.sectors.iter().filter_map(|rule| self.weigh(rule, &category, &words));
        let mut found: Vec<SectorMatch> = found.collect();
        // Stable: of equal points, the sector that stands first in the rules.
        found.sort_by_key(|one| Reverse(one.points));
        found
    }

    fn weigh(&self, rule: &SectorRule, category: &str, words: &BTreeSet<&str>) -> Option<SectorMatch> {
        let (mut points, mut fired) = (0, Vec::new());
        if rule.categories.contains(category) {
            points += self.category_points;
            fired.push(Fired::Category(category.to_owned()));
        }
        let spoke = rule.keywords.iter().filter(|keyword| words.contains(keyword.as_str()));
        let spoke: Vec<String> = spoke.take(self.keywords_counted).cloned().collect();
        if !spoke.is_empty() {
            points += self.keyword_points * spoke.len() as u32;
            fired.push(Fired::Keywords(spoke));
        }
        (points > 0).then(|| SectorMatch { sector: rule.code.clone(), points, fired })
    }

    /// Units that may handle a report, the likeliest first: that of the service it is about, and those to which routes lead.
    pub fn suggest(&self, own_unit: Uuid, matches: &[SectorMatch], routes: &[Route], region: &str) -> Vec<Suggestion> {
        let named = Suggestion {
            unit: own_unit,
            sector: String::new(),
            points: self.service_points,
            fired: vec![Fired::Service],
            route: None,
        };
        let mut found = vec![named];
        for one in matches {
            let Some(route) = route_of(routes, &one.sector, region) else { continue };
            match found.iter_mut().find(|known| known.unit == route.unit) {
                Some(known) => known.also(one, route),
                None => found.push(Suggestion {
                    unit: route.unit,
                    sector: one.sector.clone(),
                    points: one.points,
                    fired: one.fired.clone(),
                    route: Some(route.id),
                }),
            }
        }
        found.sort_by_key(|one| Reverse(one.points));
        found
    }

    /// Whether there is a sector of this code.
    pub fn knows(&self, sector: &str) -> bool {
        self.sectors.iter().any(|rule| rule.code == sector)
    }

    /// What keeps the rules from being used.
    pub fn fault(&self) -> Option<&'static str> {
        let mut codes = BTreeSet::new();
        if self.sectors.is_empty() || !self.sectors.iter().all(|rule| codes.insert(&rule.code)) {
            return Some("has no sector, or one twice");
        }
        let mut categories = BTreeSet::new();
        if !self.sectors.iter().flat_map(|rule| &rule.categories).all(|one| categories.insert(one)) {
            return Some("leads a category to two sectors");
        }
        let lower = |text: &String| !text.is_empty() && *text == text.to_lowercase();
        let mut texts = self.sectors.iter().flat_map(|rule| rule.categories.iter().chain(&rule.keywords));
        if !texts.all(lower) {
            return Some("has an empty word, or one that is not in lower case");
        }
        let points = [self.category_points, self.service_points, self.keyword_points];
        if points.iter().any(|points| !(1..=1_000).contains(points)) || !(1..=100).contains(&self.keywords_counted) {
            return Some("has points out of bounds");
        }
        None
    }
}

impl Suggestion {
    /// Another sector speaks for the same unit; the first one names it.
    fn also(&mut self, one: &SectorMatch, route: &Route) {
        self.points += one.points;
        self.fired.extend(one.fired.iter().cloned());
        if self.sector.is_empty() {
            (self.sector, self.route) = (one.sector.clone(), Some(route.id));
        }
    }
}

/// The route of a sector that is closest to a region: codes of regions begin with those they lie in.
pub fn route_of<'r>(routes: &'r [Route], sector: &str, region: &str) -> Option<&'r Route> {
    let leads = |route: &&Route| route.sector == sector && lies_in(region, &route.region);
    routes.iter().filter(leads).max_by_key(|route| route.region.len())
}

/// A word without what is written onto its end (*-nya, -lah, -kah, -pun*); the stem itself is not looked for.
fn bare(word: &str) -> &str {
    let ends = ["nya", "lah", "kah", "pun"];
    ends.iter().find_map(|end| word.strip_suffix(end)).filter(|rest| rest.len() > 2).unwrap_or(word)
}

fn lies_in(region: &str, outer: &str) -> bool {
    outer.is_empty() || region == outer || region.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
