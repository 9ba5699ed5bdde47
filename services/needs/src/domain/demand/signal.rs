//! Signals (*sinyal kebutuhan*): figures that say a unit may need other people than it has. Each test answers nothing, or
//! one question to a person with its evidence in exact numbers. The thresholds are a dated ruleset, none of them is law
//! but the population classes of PP 18/2016.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// What raised a reassessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Complaints about a public service (*pengaduan*).
    Complaints,
    /// The population grew, or left its class.
    Population,
    /// A unit reports more volume of service.
    Volume,
    /// A satisfaction survey fell (*survei kepuasan masyarakat*, SKM).
    Survey,
    /// Complaints are answered too late.
    OverdueComplaints,
    /// People left and the unit lacks too many.
    Exits,
    /// The organisation changed (*SOTK*).
    Structure,
}

/// One figure behind a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub name: String,
    /// The figure, exact, as text.
    pub value: String,
}

impl Evidence {
    /// A named figure.
    pub fn new(name: &str, value: impl std::fmt::Display) -> Self {
        Self { name: name.to_owned(), value: value.to_string() }
    }
}

/// A test that fired: why, in one sentence and in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Which test.
    pub cause: Cause,
    /// One sentence for people.
    pub reason: String,
    /// The figures.
    pub evidence: Vec<Evidence>,
}

/// The thresholds of one dated ruleset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalRules {
    /// The id stored with every signal.
    pub id: String,
    /// First day of use.
    pub valid_from: Date,
    /// Least growth of the population, in percent.
    pub growth_percent: BigRational,
    /// Upper bounds of the classes of provinces (PP 18/2016).
    pub province_bounds: Vec<i64>,
    /// Upper bounds of the classes of kabupaten/kota (PP 18/2016).
    pub regency_bounds: Vec<i64>,
    /// Least growth of a service's volume, in percent.
    pub volume_percent: BigRational,
    /// An element of a survey below this is bad.
    pub survey_least: BigRational,
    /// So many surveys in a row.
    pub survey_run: usize,
    /// Least fall of the whole index, in points.
    pub survey_drop: BigRational,
    /// Most complaints past their deadline, in percent.
    pub overdue_percent: BigRational,
    /// Least incumbents divided by need.
    pub staffing_least: BigRational,
    /// Least people who left.
    pub minimum_exits: i64,
    /// In how many months they left.
    pub exit_months: i32,
}

/// How many people a region has, and from when that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// Day for which they were counted.
    pub date: Date,
    /// How many.
    pub total: i64,
}

/// One survey of a public service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Day on which it ended.
    pub period: Date,
    /// The whole index.
    pub overall: BigRational,
    /// The index of each element, in the order of the questionnaire.
    pub elements: Vec<BigRational>,
}

/// A volume of service that a unit reported twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumePair {
    /// Code of the question.
    pub code: String,
    /// What is counted.
    pub measure: String,
    /// In the campaign before.
    pub before: BigRational,
    /// In the last campaign.
    pub now: BigRational,
}

/// Incumbents and need of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staffing {
    /// People in it (*bezetting*).
    pub incumbents: i64,
    /// People it needs (*kebutuhan*).
    pub required: i64,
    /// People who left lately.
    pub exits: i64,
}

impl SignalRules {
    /// Whether the population differs enough from the one that the sheets count with: growth in percent, or a class bound of
    /// PP 18/2016 between the two. `region` is a code such as `35` or `35.78`.
    pub fn population(&self, region: &str, before: i64, now: &Population) -> Option<Fired> {
        if before <= 0 {
            return None;
        }
        let growth = percent_more(&whole(before), &whole(now.total));
        let (class_before, class_now) = (self.class(region, before), self.class(region, now.total));
        let crossed = class_before != class_now;
        if growth < self.growth_percent && !crossed {
            return None;
        }
        let mut evidence = vec![
            Evidence::new("region", region),
            Evidence::new("population_old", before),
            Evidence::new("population_new", now.total),
            Evidence::new("population_date", now.date),
            Evidence::new("growth_percent", exact::render(&growth, 4)),
            Evidence::new("growth_exact", &growth),
        ];
        let mut reason = format!(
            "population of {region} went from {before} to {} ({} %) since the workload was counted",
            now.total,
            exact::render(&growth, 4)
        );
        if crossed {
            evidence.push(Evidence::new("class_old", class_before));
            evidence.push(Evidence::new("class_new", class_now));
            reason = format!("{reason}; class {class_before} became {class_now} (PP 18/2016)");
        }
        Some(Fired { cause: Cause::Population, reason, evidence })
    }

    /// The class of PP 18/2016, from 1; regions below kabupaten/kota have one class.
    pub fn class(&self, region: &str, population: i64) -> usize {
        let bounds = match region.matches('.').count() {
            0 => self.province_bounds.as_slice(),
            1 => self.regency_bounds.as_slice(),
            _ => &[],
        };
        1 + bounds.iter().filter(|bound| population > **bound).count()
    }

    /// Whether a unit's volumes of service grew enough; one question for all that did.
    pub fn volumes(&self, pairs: &[VolumePair]) -> Option<Fired> {
        let (mut evidence, mut told) = (Vec::new(), Vec::new());
        for pair in pairs.iter().filter(|pair| pair.before.is_positive()) {
            let growth = percent_more(&pair.before, &pair.now);
            if growth < self.volume_percent {
                continue;
            }
            let (before, now, percent) = (plain(&pair.before), plain(&pair.now), exact::render(&growth, 4));
            told.push(format!("{} went from {before} to {now} {} ({percent} %)", pair.code, pair.measure));
            evidence.push(Evidence::new(&format!("{}.volume_old", pair.code), before));
            evidence.push(Evidence::new(&format!("{}.volume_new", pair.code), now));
            evidence.push(Evidence::new(&format!("{}.growth_percent", pair.code), percent));
        }
        let reason = format!("volume of service grew: {}", told.join("; "));
        (!evidence.is_empty()).then_some(Fired { cause: Cause::Volume, reason, evidence })
    }

    /// Whether the last surveys of a service, given oldest first, fell: an element bad in each survey of the run, or the
    /// whole index down since the survey before.
    pub fn survey(&self, surveys: &[Survey]) -> Option<Fired> {
        let last = surveys.last()?;
        let (mut evidence, mut told) = (vec![Evidence::new("period", last.period)], Vec::new());
        if let Some(start) = surveys.len().checked_sub(self.survey_run).filter(|_| self.survey_run > 0) {
            let run = &surveys[start..];
            for n in 0..last.elements.len() {
                let indices: Vec<&BigRational> = run.iter().filter_map(|survey| survey.elements.get(n)).collect();
                if indices.len() < run.len() || indices.iter().any(|index| **index >= self.survey_least) {
                    continue;
                }
                let indices: Vec<String> = indices.into_iter().map(plain).collect();
                evidence.push(Evidence::new(&format!("element_{}", n + 1), indices.join(", ")));
                told.push(format!("element {} is at {}", n + 1, indices.join(", ")));
            }
        }
        if let [.., before, _] = surveys {
            let drop = &before.overall - &last.overall;
            if drop >= self.survey_drop {
                evidence.push(Evidence::new("overall_old", plain(&before.overall)));
                evidence.push(Evidence::new("overall_new", plain(&last.overall)));
                told.push(format!("the index fell by {} points", plain(&drop)));
            }
        }
        let reason = format!("satisfaction up to {}: {}", last.period, told.join("; "));
        (!told.is_empty()).then_some(Fired { cause: Cause::Survey, reason, evidence })
    }

    /// Whether too many complaints of a quarter are past their deadline.
    pub fn overdue(&self, year: i32, quarter: i32, complaints: i64, overdue: i64) -> Option<Fired> {
        if complaints <= 0 {
            return None;
        }
        let percent = BigRational::new(BigInt::from(overdue) * 100, complaints.into());
        if percent <= self.overdue_percent {
            return None;
        }
        let shown = exact::render(&percent, 4);
        let evidence = vec![
            Evidence::new("quarter", format!("{year}-Q{quarter}")),
            Evidence::new("complaints", complaints),
            Evidence::new("overdue", overdue),
            Evidence::new("overdue_percent", &shown),
        ];
        let reason = format!("{overdue} of {complaints} complaints of {year}-Q{quarter} are overdue ({shown} %)");
        Some(Fired { cause: Cause::OverdueComplaints, reason, evidence })
    }

    /// Whether a unit has too few of the people it needs.
    pub fn exits(&self, staffing: Staffing) -> Option<Fired> {
        let Staffing { incumbents, required, exits } = staffing;
        if required <= 0 || exits < self.minimum_exits {
            return None;
        }
        let ratio = BigRational::new(incumbents.into(), required.into());
        if ratio >= self.staffing_least {
            return None;
        }
        let shown = exact::render(&ratio, 4);
        let evidence = vec![
            Evidence::new("incumbents", incumbents),
            Evidence::new("required", required),
            Evidence::new("ratio", &shown),
            Evidence::new("ratio_exact", &ratio),
        ];
        let months = self.exit_months;
        let reason = format!(
            "{incumbents} of {required} people are there (B/K {shown}); {exits} left in the last {months} months"
        );
        Some(Fired { cause: Cause::Exits, reason, evidence })
    }
}

/// A change of the organisation always asks: the sheets are invalid.
pub fn structure(effective_date: Date, regulation_number: &str, reason: &str, positions: u64) -> Fired {
    let evidence = vec![
        Evidence::new("regulation_number", regulation_number),
        Evidence::new("effective_date", effective_date),
        Evidence::new("positions_stale", positions),
    ];
    let reason = format!("{regulation_number} changes the organisation from {effective_date}: {reason}");
    Fired { cause: Cause::Structure, reason, evidence }
}

/// The population in force on a day: the newest not after it, else the oldest known. `known` is sorted by day.
pub fn in_force(known: &[Population], day: Date) -> Option<&Population> {
    known.iter().rev().find(|one| one.date <= day).or_else(|| known.first())
}

/// What population-driven volumes are multiplied by; `before` is at least one person.
pub fn growth_factor(before: i64, now: i64) -> BigRational {
    BigRational::new(now.into(), before.into())
}

fn percent_more(before: &BigRational, now: &BigRational) -> BigRational {
    (now - before) * whole(100) / before
}

fn whole(number: i64) -> BigRational {
    BigRational::from(BigInt::from(number))
}

/// A decimal as it was written, or four decimals of a fraction.
fn plain(value: &BigRational) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    exact::render(value, 4).trim_end_matches('0').to_owned()
}

#[cfg(test)]
#[path = "signal_tests.rs"]
mod tests;
