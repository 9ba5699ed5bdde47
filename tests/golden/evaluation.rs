//! Surveys, samples, ratings and their distribution, against the rules of `evaluation`.

use ::evaluation::domain::distribution::{DistributionRuleset, Limit, OrganisationPredikat};
use ::evaluation::domain::rating::{Expectation, Predikat, predikat};
use ::evaluation::domain::sample::{printed_sample_size, sample_size};
use ::evaluation::domain::satisfaction;
use ::evaluation::domain::satisfaction::{Grade, SatisfactionRuleset, render};
use ::evaluation::rulesets;
use anyhow::{Context, Result, bail};
use num_rational::BigRational;

use crate::json::{Node, equal, same};
use crate::report::Report;

/// Populations and the samples the table prints for them.
pub fn samples(file: Node, report: &mut Report) -> Result<()> {
    for row in file.field("rows")?.list()? {
        report.case(&row.name(&[]), sample(&row));
    }
    Ok(())
}

fn sample(row: &Node) -> Result<String> {
    let cells = row.list()?;
    let [population, expected, ..] = cells.as_slice() else { bail!("a row is a population and a sample") };
    let (population, expected): (u64, u64) = (population.whole()?, expected.whole()?);
    let formula = sample_size(population);
    if expected == formula {
        return Ok(String::new());
    }
    equal(&expected, &printed_sample_size(population))?;
    Ok(format!("as printed; the formula gives {formula}"))
}

/// Survey results: bands, element averages, raw answers, services.
pub fn satisfaction(file: Node, report: &mut Report) -> Result<()> {
    for (key, bands) in file.entries()? {
        if key.starts_with("permenpan") || key.starts_with("kepmenpan") {
            check_bands(&key, &bands, report)?;
        }
    }
    let averages = file.items("nrr")?.iter().map(Node::exact).collect::<Result<Vec<_>>>()?;
    if !averages.is_empty() {
        let rules = rules_for(averages.len())?;
        report.case("nrr", rules.index(&averages).map_err(Into::into).and_then(|ours| published(&file, &rules, &ours)));
    }
    let responses = file.items("responses")?;
    if !responses.is_empty() {
        report.case(&format!("{} responses", responses.len()), surveyed(&file, &responses));
    }
    for service in file.items("layanan")? {
        let rules = rules_for(if averages.is_empty() { 9 } else { averages.len() })?;
        let outcome = service.field("ikm").and_then(|ikm| graded(&service.field("mutu")?, &rules, &ikm.exact()?));
        report.case(&service.name(&["nama", "ikm"]), outcome);
    }
    Ok(())
}

fn surveyed(file: &Node, responses: &[Node]) -> Result<String> {
    let answer = |cell: &Node| {
        if cell.is_null() { Ok(None) } else { cell.whole().map(Some) }
    };
    let answers = |row: &Node| row.list()?.iter().map(answer).collect::<Result<Vec<Option<u8>>>>();
    let responses = responses.iter().map(answers).collect::<Result<Vec<_>>>()?;
    let rules = rules_for(responses.first().map_or(0, Vec::len))?;
    let ours = rules.index(&rules.averages(&responses)?)?;
    published(file, &rules, &ours)
}

fn published(file: &Node, rules: &SatisfactionRuleset, ours: &BigRational) -> Result<String> {
    if let Some(expected) = file.optional("expect_ikm") {
        same(&expected.number()?, ours)?;
    }
    if let Some(expected) = file.optional("expect_mutu") {
        return graded(&expected, rules, ours);
    }
    Ok(format!("{}, no grade is published", render(ours)))
}

fn graded(expected: &Node, rules: &SatisfactionRuleset, index: &BigRational) -> Result<String> {
    let ours = rules.grade(index).map_or("none", Grade::as_str);
    equal(&expected.text()?.as_str(), &ours).with_context(|| format!("grade of {}", satisfaction::render(index)))
}

fn rules_for(elements: usize) -> Result<SatisfactionRuleset> {
    let found = rulesets::satisfaction_rulesets()?.into_iter().rev().find(|rules| rules.elements == elements);
    found.with_context(|| format!("no survey has {elements} elements"))
}

/// Both ends of each band belong to its grade, and a hundredth below its lower end does not.
fn check_bands(key: &str, bands: &Node, report: &mut Report) -> Result<()> {
    let id = match key {
        "permenpan14_2017" => "skm-permenpanrb-14-2017",
        "kepmenpan25_2004" => "skm-kepmenpan-25-2004",
        _ => bail!("the bands {key:?} are not known"),
    };
    let rules = rulesets::satisfaction_ruleset(id)?;
    for band in bands.list()? {
        report.case(&band.name(&[]), check_band(&rules, &band));
    }
    Ok(())
}

fn check_band(rules: &SatisfactionRuleset, band: &Node) -> Result<String> {
    let row = band.list()?;
    let [grade, low, high] = row.as_slice() else { bail!("a band is a grade and its two ends") };
    let (grade, low, high) = (grade.text()?, low.exact()?, high.exact()?);
    let expected = Some(Grade::parse(&grade).with_context(|| format!("the grade {grade:?} is not known"))?);
    equal(&expected, &rules.grade(&low)).context("lower end")?;
    equal(&expected, &rules.grade(&high)).context("upper end")?;
    let hundredth = exact::whole(1) / exact::whole(100);
    if rules.grade(&(&low - &hundredth)) == expected || rules.grade(&(high + hundredth)) == expected {
        bail!("expected the band of {grade} to end, got a wider one");
    }
    Ok(grade)
}

/// The nine cells of results and behaviour.
pub fn rating(file: Node, report: &mut Report) -> Result<()> {
    for cell in file.field("cells")?.list()? {
        report.case(&cell.name(&[]), cell_rating(&cell));
    }
    Ok(())
}

fn cell_rating(cell: &Node) -> Result<String> {
    let expectation = |key: &str| -> Result<Expectation> {
        let text = cell.field(key)?.text()?;
        let code = text.to_lowercase().replace("ekspektasi", "").trim().replace(' ', "_");
        Expectation::parse(&code).with_context(|| format!("{text:?} is no comparison with an expectation"))
    };
    let ours = predikat(expectation("hasil")?, expectation("perilaku")?);
    equal(&printed_predikat(&cell.field("predikat")?.text()?)?, &ours)
}

/// A rating as printed, such as `Kurang/misconduct` or `Cukup/Butuh perbaikan`.
fn printed_predikat(text: &str) -> Result<Predikat> {
    let code = text.trim().to_lowercase().replace(' ', "_");
    let older = |part: &str| (part == "cukup").then_some(Predikat::ButuhPerbaikan);
    let found = code.split('/').find_map(|part| Predikat::parse(part).or_else(|| older(part)));
    found.with_context(|| format!("the rating {text:?} is not known"))
}

/// The guidance on the distribution of ratings, line by line.
pub fn distribution(file: Node, report: &mut Report) -> Result<()> {
    let rules = rulesets::distribution_ruleset("distribution-se-menpanrb-3-2023")?;
    for (organisation, limits) in file.entries()? {
        if !limits.is_object() {
            continue;
        }
        for (key, expected) in limits.entries()? {
            if key == "wajib_ada_mode" {
                continue;
            }
            report.case(&format!("{organisation}.{key}"), guidance(&rules, &organisation, &key, &expected));
        }
    }
    Ok(())
}

fn guidance(rules: &DistributionRuleset, organisation: &str, key: &str, expected: &Node) -> Result<String> {
    let organisation =
        OrganisationPredikat::parse(organisation).with_context(|| format!("{organisation:?} is not known"))?;
    let percent = || -> Result<u32> {
        let percent = expected.exact()? * exact::whole(100);
        Ok(percent.to_integer().to_string().parse()?)
    };
    let named = |names: &str| names.split("_atau_").map(str::to_owned).collect();
    let (names, limit): (Vec<String>, Limit) = if key == "wajib_ada" {
        (expected.list()?.iter().map(Node::text).collect::<Result<_>>()?, Limit::Present)
    } else if let Some(names) = key.strip_suffix("_min") {
        (named(names), Limit::AtLeast(percent()?))
    } else {
        (named(key.trim_end_matches("_max")), Limit::AtMost(percent()?))
    };
    let mut ratings = names.iter().map(|name| printed_predikat(name)).collect::<Result<Vec<_>>>()?;
    ratings.sort();
    let mut lines = rules.rules.iter().filter(|rule| rule.organisation == organisation);
    let same_line = lines.any(|rule| {
        let mut ours = rule.ratings.clone();
        ours.sort();
        ours == ratings && rule.limit == limit
    });
    if same_line { Ok(String::new()) } else { bail!("expected {ratings:?} {limit:?}, got no such line") }
}
