//! Credit points, retirement and base pay, against the rules of `career`.

use ::career::domain::credit::{CreditRuleset, Level, Rating};
use ::career::domain::nip::Nip;
use ::career::domain::pay::{Grade, PayTable};
use ::career::domain::{raise, retirement};
use ::career::rulesets;
use anyhow::{Context, Result};
use jiff::ToSpan;

use crate::json::{Node, differs, equal, same};
use crate::report::Report;

/// Coefficients, percentages, earned points and needs.
pub fn credit(file: Node, report: &mut Report) -> Result<()> {
    let rules = rulesets::credit_ruleset("credit-permenpanrb-1-2023")?;
    for (name, expected) in file.optional_entries("koefisien")? {
        let ours = level(&name).and_then(|level| Ok(rules.level(level)?.coefficient.clone()));
        report.case(&format!("koefisien {name}"), ours.and_then(|ours| same(&expected.number()?, &ours)));
    }
    for (name, expected) in file.optional_entries("predikat")? {
        let ours = rating(&name).and_then(|rating| Ok(exact::whole(rules.percentage(rating)?.into())));
        let ours = ours.map(|percent| percent / exact::whole(100));
        report.case(&format!("predikat {name}"), ours.and_then(|ours| same(&expected.number()?, &ours)));
    }
    for case in file.items("cases")? {
        report.case(&case.name(&["jenjang"]), earned(&rules, &case));
    }
    for (name, expected) in file.optional_entries("akk_kebutuhan")? {
        report.case(&format!("akk_kebutuhan {name}"), needed(&rules, &name, &expected));
    }
    Ok(())
}

fn earned(rules: &CreditRuleset, case: &Node) -> Result<String> {
    let months = case.optional("bulan").map_or(Ok(12), |months| months.whole())?;
    let (level, rating) = (level(&case.field("jenjang")?.text()?)?, rating(&case.field("predikat")?.text()?)?);
    same(&case.field("ak")?.number()?, &rules.credit(level, rating, months)?)
}

fn needed(rules: &CreditRuleset, name: &str, expected: &Node) -> Result<String> {
    let credit = rules.level(level(name)?)?;
    if let Some(field) = expected.optional("pangkat") {
        equal(&field.whole()?, &credit.for_rank).context("pangkat")?;
    }
    if let Some(field) = expected.optional("jenjang") {
        equal(&Some(field.whole()?), &credit.for_level).context("jenjang")?;
    }
    Ok(String::new())
}

fn level(name: &str) -> Result<Level> {
    let code = name.trim().to_lowercase().replace(' ', "_");
    Level::parse(&code).with_context(|| format!("the level {name:?} is not known"))
}

/// A rating may be printed with its older name, as in `cukup/butuh_perbaikan`.
fn rating(name: &str) -> Result<Rating> {
    let code = name.trim().to_lowercase().replace(' ', "_");
    let found = code.split('/').find_map(Rating::parse);
    found.with_context(|| format!("the rating {name:?} is not known"))
}

/// The day of retirement and lengths of service.
pub fn retirement(file: Node, report: &mut Report) -> Result<()> {
    for case in file.items("cases")? {
        report.case(&case.name(&["bup"]), retires_on(&case));
    }
    for case in file.items("masa_kerja")? {
        report.case(&case.name(&[]), service(&case));
    }
    Ok(())
}

fn retires_on(case: &Node) -> Result<String> {
    let birth_date = match case.optional("lahir") {
        Some(birth_date) => birth_date.date()?,
        None => Nip::parse(&case.field("nip")?.text()?)?.birth_date(),
    };
    let ours = retirement::retirement_date(birth_date, case.field("bup")?.whole()?)?;
    equal(&case.field("tmt_pensiun")?.date()?, &ours)
}

fn service(case: &Node) -> Result<String> {
    let ours = retirement::service_length(case.field("mulai")?.date()?, case.field("akhir")?.date()?)?;
    equal(&case.field("tahun")?.whole()?, &ours.years).context("tahun")?;
    match case.optional("bulan") {
        Some(months) => equal(&months.whole()?, &ours.months).context("bulan"),
        None => Ok(String::new()),
    }
}

/// Base pay, late rises, and figures known to be misprinted.
pub fn pay(file: Node, report: &mut Report) -> Result<()> {
    let table = rulesets::pay_table("pay-pp5-2024")?;
    for case in file.items("cases")? {
        report.case(&case.name(&["gol"]), base_pay(&table, &case));
    }
    for case in file.items("kgb_rapel")? {
        report.case(&case.name(&["gol"]), back_pay(&table, &case));
    }
    for case in file.items("wrong_published")? {
        report.case(&case.name(&["gol"]), misprint(&table, &case));
    }
    Ok(())
}

fn base_pay(table: &PayTable, case: &Node) -> Result<String> {
    let grade = Grade::parse(&case.field("gol")?.text()?)?;
    let ours = table.pay(grade, case.field("th")?.whole()?).context("the table has no such pay")?;
    equal(&case.field("gaji")?.whole()?, &ours)
}

fn back_pay(table: &PayTable, case: &Node) -> Result<String> {
    let grade = Grade::parse(&case.field("gol")?.text()?)?;
    let years = |key: &str| case.field(key)?.whole::<i32>();
    let months = case.optional("bulan").map_or(Ok(1), |months| months.whole::<i64>())?;
    let paid_from = table.valid_from.checked_add(months.months())?;
    let tables = std::slice::from_ref(table);
    let ours = raise::back_pay(
        tables,
        (grade, None),
        (years("mkg_lama")?, years("mkg_baru")?),
        (table.valid_from, paid_from),
    )?;
    equal(&case.field("selisih")?.whole()?, &ours.rupiah)
}

fn misprint(table: &PayTable, case: &Node) -> Result<String> {
    let printed = case.field("gol")?.text()?;
    let (grade, end) = printed.split_once(' ').unwrap_or((&printed, ""));
    let grade = Grade::parse(grade)?;
    let ours = match end {
        "min" => table.lowest(grade),
        "max" => table.highest(grade),
        _ => table.pay(grade, case.field("mkg").or_else(|_| case.field("th"))?.whole()?),
    };
    let ours = ours.context("the table has no such pay")?;
    if let Some(correct) = case.optional("correct") {
        equal(&correct.whole()?, &ours)?;
    }
    differs(&case.field("claims")?.number()?, &exact::whole(ours))
}
