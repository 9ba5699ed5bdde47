//! Pass marks and the way from the basic to the field test, against the rules of `recruitment`.

use ::recruitment::domain::ranking::{SkdOutcome, SkdPlacing, rank_skd};
use ::recruitment::domain::result_code::SkdCode;
use ::recruitment::domain::ruleset::SelectionRuleset;
use ::recruitment::domain::second_chance::skb_places;
use ::recruitment::domain::skd::{NeedKind, PassMark, SkdScore};
use ::recruitment::rulesets::Rulebook;
use anyhow::{Context, Result, bail};

use crate::json::{Node, equal};
use crate::report::Report;

/// Cases of 2018; the end of the file's name is the kind of need.
pub fn pass_mark_2018(file: Node, report: &mut Report) -> Result<()> {
    let rules = Rulebook::shipped()?.selection("cpns-2018").cloned()?;
    let name = report.file();
    let kind = needs(name.trim_start_matches("nab_2018_"))?[0];
    let mark = rules.pass_mark(kind).with_context(|| format!("{kind:?} has no mark in {}", rules.general.id))?;
    for case in file.field("cases")?.list()? {
        let admitted = score(&case).and_then(|score| equal(&case.field("lulus")?.boolean()?, &mark.admits(&score)));
        report.case(&case.name(&[]), admitted);
    }
    Ok(())
}

/// Tables of pass marks by year and kind of need.
pub fn pass_marks(file: Node, report: &mut Report) -> Result<()> {
    for (year, groups) in file.field("nab")?.entries()? {
        let book = Rulebook::shipped()?;
        let rules = book.selection(&format!("cpns-{year}"));
        for (group, expected) in groups.entries()? {
            let outcome = match &rules {
                Ok(rules) => group_marks(rules, &group, &expected),
                Err(error) => Err(anyhow::anyhow!("{error}")),
            };
            report.case(&format!("{year} {group}"), outcome);
        }
    }
    Ok(())
}

fn group_marks(rules: &SelectionRuleset, group: &str, expected: &Node) -> Result<String> {
    let limits = rules.skd;
    let numbers = |ours: &[(&str, u32)]| -> Result<String> {
        for (key, ours) in ours {
            if let Some(expected) = expected.optional(key) {
                equal(&expected.whole()?, ours).with_context(|| (*key).to_owned())?;
            }
        }
        Ok(String::new())
    };
    match group {
        "max" => numbers(&[
            ("twk", limits.twk_max.into()),
            ("tiu", limits.tiu_max.into()),
            ("tkp", limits.tkp_max.into()),
            ("total", limits.total_max()),
        ]),
        "soal" => {
            let [twk, tiu, tkp] = limits.items().map(u32::from);
            numbers(&[("twk", twk), ("tiu", tiu), ("tkp", tkp), ("total", twk + tiu + tkp)])
        }
        "rank_fallback_total" => {
            let totals = rules.fallback.context("the ruleset has no second chance")?;
            numbers(&[("umum", totals.general.into()), ("khusus", totals.special.into())])
        }
        _ => {
            let part = |key: &str| expected.optional(key).map(|mark| mark.whole()).transpose();
            let mark = PassMark { twk: part("twk")?, tiu: part("tiu")?, tkp: part("tkp")?, total: part("total")? };
            for kind in needs(group)? {
                equal(&Some(&mark), &rules.pass_mark(kind)).with_context(|| kind.as_str())?;
            }
            Ok(String::new())
        }
    }
}

/// The kinds of need a published table names, in its own words.
fn needs(group: &str) -> Result<Vec<NeedKind>> {
    match group {
        "cumlaude_diaspora" => Ok(vec![NeedKind::Cumlaude, NeedKind::Diaspora]),
        "papua" => Ok(vec![NeedKind::PutraPutriPapua]),
        "daerah_tertinggal" => Ok(vec![NeedKind::PutraPutriDaerahTertinggal]),
        "kalimantan" => Ok(vec![NeedKind::PutraPutriKalimantan]),
        other => Ok(vec![NeedKind::parse(other)?]),
    }
}

fn score(case: &Node) -> Result<SkdScore> {
    let part = |key: &str| case.field(key)?.whole();
    Ok(SkdScore { twk: part("twk")?, tiu: part("tiu")?, tkp: part("tkp")? })
}

/// Who takes the field test under the second chance of 2018.
pub fn second_chance(file: Node, report: &mut Report) -> Result<()> {
    let multiplier = Rulebook::shipped()?.selection("cpns-2018").cloned()?.multiplier;
    for case in file.field("cases")?.list()? {
        report.case(&case.name(&[]), shared_places(&case, multiplier));
    }
    Ok(())
}

fn shared_places(case: &Node, multiplier: u32) -> Result<String> {
    let p2 = case.optional("p2").map_or(Ok(u32::MAX), |p2| p2.whole())?;
    let places = skb_places(case.field("formasi")?.whole()?, multiplier, case.field("p1")?.whole()?, p2);
    if let Some(expected) = case.optional("skb_p1") {
        equal(&expected.whole()?, &places.p1).context("skb_p1")?;
    }
    match case.optional("skb_p2") {
        Some(expected) => equal(&expected.whole()?, &places.p2).context("skb_p2"),
        None => Ok(String::new()),
    }
}

/// A ranking in which the year of the file's name gives the pass mark.
pub fn ranking(file: Node, report: &mut Report) -> Result<()> {
    let rules = rules_of_year(&report.file())?;
    let kind = match file.optional("jenis") {
        Some(kind) => needs(&kind.text()?)?[0],
        None => NeedKind::Umum,
    };
    let mark = rules.pass_mark(kind).with_context(|| format!("{kind:?} has no mark in {}", rules.general.id))?;
    let mut candidates = Vec::new();
    for row in file.field("peserta")?.list()? {
        candidates.push((row.field("no")?.whole::<u32>()?, SkdOutcome::Scored(score(&row)?)));
    }
    let ranked = rank_skd(file.field("kebutuhan")?.whole()?, rules.multiplier, mark, &candidates);
    let going = ranked.iter().filter(|(_, code, _)| *code == SkdCode::PassedToSkb);
    let going: Vec<u32> = going.map(|(number, _, _)| *number).collect();
    let expected = file.field("expect_lolos_in_order")?.list()?;
    let expected = expected.iter().map(Node::whole).collect::<Result<Vec<u32>>>()?;
    report.case("expect_lolos_in_order", equal(&expected, &going).map(|_| rules.general.id));
    Ok(())
}

/// The last place of a real vacancy: those better than the published rows are stood in for by perfect scores.
pub fn boundary(file: Node, report: &mut Report) -> Result<()> {
    let rules = rules_of_year(&report.file())?;
    let mark = rules.pass_mark(NeedKind::Umum).context("the ruleset has no general mark")?;
    let rows = file.field("boundary")?.list()?;
    let statuses = rows.iter().map(|row| row.field("status")?.text()).collect::<Result<Vec<_>>>()?;
    let quota: u32 = file.field("kebutuhan")?.whole()?;
    let real: usize = file.field("real_lolos")?.whole()?;
    let at_the_edge = statuses.iter().filter(|status| **status == SkdCode::PassedToSkb.as_str()).count();
    let better = real.checked_sub(at_the_edge).context("more rows pass than passed")?;

    let limits = rules.skd;
    let perfect = SkdScore { twk: limits.twk_max, tiu: limits.tiu_max, tkp: limits.tkp_max };
    let mut candidates: Vec<_> = (0..better).map(|number| (rows.len() + number, SkdOutcome::Scored(perfect))).collect();
    for (number, row) in rows.iter().enumerate() {
        candidates.push((number, SkdOutcome::Scored(score(row)?)));
    }
    let ranked = rank_skd(quota, rules.multiplier, mark, &candidates);
    for (number, (row, status)) in rows.iter().zip(statuses).enumerate() {
        report.case(&row.name(&[]), equal(&status.as_str(), &code_of(&ranked, number)?));
    }
    let going = ranked.iter().filter(|(_, code, _)| *code == SkdCode::PassedToSkb).count();
    report.case("real_lolos", equal(&real, &going));
    if let Some(places) = file.optional("kuota") {
        report.case(
            "kuota",
            places.whole().and_then(|places| equal(&Some(places), &quota.checked_mul(rules.multiplier))),
        );
    }
    Ok(())
}

fn code_of(ranked: &[SkdPlacing<usize>], number: usize) -> Result<&'static str> {
    let found = ranked.iter().find(|(id, _, _)| *id == number);
    found.map(|(_, code, _)| code.as_str()).context("a row was not ranked")
}

fn rules_of_year(file: &str) -> Result<SelectionRuleset> {
    let digits: Vec<&str> = file.split(|character: char| !character.is_ascii_digit()).collect();
    match digits.iter().find(|run| run.len() == 4) {
        Some(year) => Ok(Rulebook::shipped()?.selection(&format!("cpns-{year}"))?.as_ref().clone()),
        None => bail!("the file's name has no year"),
    }
}
