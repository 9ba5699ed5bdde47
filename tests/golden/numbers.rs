//! Citizen and servant numbers, against the rules of `recruitment` and `career`.

use ::career::domain::nip::{self, Kind, Nip};
use ::recruitment::domain::nik::{Nik, Sex};
use ::recruitment::domain::programme::Programme;
use ::recruitment::domain::servant_number::ServantNumber;
use anyhow::{Context, Result, bail};
use jiff::civil::{Date, date};

use crate::json::{Node, equal};
use crate::report::Report;

/// Two-digit years mean the last such year up to here; every published case is older.
const PIVOT: Date = date(2025, 12, 31);

/// Valid and invalid NIK, and how days of birth are written.
pub fn citizens(file: Node, report: &mut Report) -> Result<()> {
    for case in file.items("valid")? {
        report.case(&case.name(&[]), valid_nik(&case));
    }
    for case in file.items("invalid")? {
        let refused = refused(&case, "nik", |text| Nik::parse(text, PIVOT).err().map(|error| error.to_string()));
        report.case(&case.name(&["why"]), refused);
    }
    for case in file.items("dd_map")? {
        report.case(&case.name(&[]), day_code(&case));
    }
    Ok(())
}

fn valid_nik(case: &Node) -> Result<String> {
    let nik = Nik::parse(&case.field("nik")?.text()?, PIVOT)?;
    let texts = [
        ("prov", nik.province()),
        ("kab", nik.regency()),
        ("kec", nik.district()),
        ("urut", nik.sequence()),
        ("jk", sex_letter(nik.sex())),
    ];
    for (key, ours) in texts {
        if let Some(field) = case.optional(key) {
            equal(&field.text()?.as_str(), &ours).context(key)?;
        }
    }
    let birth = nik.birth_date();
    let day = birth.day().unsigned_abs();
    for (key, ours) in [("dd", day.into()), ("mm", birth.month().into()), ("yy", birth.year() % 100)] {
        let Some(field) = case.optional(key) else { continue };
        let printed: i16 = field.whole()?;
        // A day above 40 is printed as it stands in the number.
        let ours = if key == "dd" && printed > 40 { nik.sex().day_code(day).into() } else { ours };
        equal(&printed, &ours).context(key)?;
    }
    match case.optional("lahir") {
        Some(field) => equal(&field.date()?, &birth),
        None => Ok(String::new()),
    }
}

fn day_code(case: &Node) -> Result<String> {
    let row = case.list()?;
    let [day, sex, code] = row.as_slice() else { bail!("a row is a day, a sex and what is written") };
    let sex = match sex.text()?.as_str() {
        "L" => Sex::Male,
        "P" => Sex::Female,
        other => bail!("the sex {other:?} is not known"),
    };
    equal(&code.whole::<u8>()?, &sex.day_code(day.whole()?))
}

fn sex_letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "L",
        Sex::Female => "P",
    }
}

/// Valid and invalid NIP.
pub fn servants(file: Node, report: &mut Report) -> Result<()> {
    for case in file.items("valid")? {
        report.case(&case.name(&[]), valid_nip(&case));
    }
    for case in file.items("invalid")? {
        // As career keeps it, and as recruitment records it.
        let why = |text: &str| {
            let (kept, recorded) = (Nip::parse(text).err(), ServantNumber::parse(text).err());
            kept.filter(|_| kept == recorded).map(|error| error.to_string())
        };
        let refused = refused(&case, "nip", why);
        report.case(&case.name(&["why"]), refused);
    }
    Ok(())
}

fn valid_nip(case: &Node) -> Result<String> {
    let nip = Nip::parse(&case.field("nip")?.text()?)?;
    if let Some(field) = case.optional("lahir") {
        equal(&field.date()?, &nip.birth_date()).context("lahir")?;
    }
    if let Some(field) = case.optional("tmt") {
        // A PPPK number tells only the year; a printed day is the first of the month.
        let ours = nip.appointed_on().map_or_else(|| nip.appointment_year().to_string(), |day| day.to_string());
        let printed = field.number().map(|year| year.text).or_else(|_| field.text())?;
        if !ours.starts_with(&printed) {
            bail!("tmt: expected {printed}, got {ours}");
        }
    }
    let sex = match nip.sex() {
        nip::Sex::Male => "L",
        nip::Sex::Female => "P",
    };
    let kind = match nip.kind() {
        Kind::Pns { .. } => "PNS",
        Kind::Pppk { .. } => "PPPK",
    };
    for (key, ours) in [("jk", sex), ("jenis", kind), ("urut", nip.sequence())] {
        if let Some(field) = case.optional(key) {
            equal(&field.text()?.to_uppercase().as_str(), &ours).context(key)?;
        }
    }
    let recorded = match ServantNumber::parse(&case.field("nip")?.text()?)?.programme() {
        Programme::Cpns => "PNS",
        Programme::Pppk => "PPPK",
    };
    equal(&recorded, &kind)?;
    Ok(kind.to_owned())
}

fn refused(case: &Node, key: &str, error: impl Fn(&str) -> Option<String>) -> Result<String> {
    error(&case.field(key)?.text()?).context("expected a refusal, got a valid number")
}
