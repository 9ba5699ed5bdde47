//! Printed result codes and recapitulations, against the rules of `recruitment`.

use ::recruitment::domain::optimisation::{Move, OptimisationCode, Place, Side, Source};
use ::recruitment::domain::recapitulation::{Counts, Sum};
use ::recruitment::domain::result_code::{FinalCode, Recapitulation, SkdCode};
use anyhow::{Context, Result, bail};

use crate::json::{Node, equal};
use crate::report::Report;

/// The sums of a published list and the codes it explains.
pub fn recapitulation(file: Node, report: &mut Report) -> Result<()> {
    report.case("invariant", sums(&file));
    if let Some(codes) = file.optional("codes") {
        for (code, meaning) in codes.entries()? {
            let outcome = meaning.text().and_then(|meaning| final_code(&code, &meaning));
            report.case(&code, outcome);
        }
    }
    Ok(())
}

fn sums(file: &Node) -> Result<String> {
    let count = |key: &str| file.field(key)?.whole();
    let optional = |key: &str| file.optional(key).map_or(Ok(0), |count| count.whole());
    let recapitulation = Recapitulation {
        total: count("total")?,
        present: count("hadir")?,
        absent: optional("pth")?,
        selected: count("pl")?,
        selected_other_kind: optional("pl1")?,
        selected_other_place: optional("pl2")?,
        not_ranked: count("ptl")?,
    };
    match recapitulation.violations().as_slice() {
        [] => counted(&recapitulation),
        violations => bail!("expected sums that hold, got {violations:?}"),
    }
}

/// The counts that such a list comes from: their sums close, and they are printed as the list is.
fn counted(list: &Recapitulation) -> Result<String> {
    let counts = Counts {
        seats: i64::from(list.selected + list.selected_other_kind + list.selected_other_place),
        counted: list.total.into(),
        applicants: list.total.into(),
        eligible: list.total.into(),
        to_skb: list.total.into(),
        ranked: list.present.into(),
        skb_absent: list.absent.into(),
        selected: list.selected.into(),
        moved_out: i64::from(list.selected_other_kind + list.selected_other_place),
        moved_out_kind: list.selected_other_kind.into(),
        moved_out_place: list.selected_other_place.into(),
        moved_in_kind: list.selected_other_kind.into(),
        moved_in_place: list.selected_other_place.into(),
        not_selected: list.not_ranked.into(),
        ..Counts::default()
    };
    let open: Vec<Sum> = counts.total_sums().into_iter().filter(|sum| !sum.closes()).collect();
    if !open.is_empty() {
        bail!("expected counts whose sums close, got {open:?}");
    }
    equal(list, &counts.as_printed())
}

fn final_code(code: &str, meaning: &str) -> Result<String> {
    let known = FinalCode::parse(code)?;
    let selected = meaning.starts_with("lulus") || meaning.starts_with("pindah");
    equal(&selected, &known.is_selected()).with_context(|| format!("{code} means {meaning:?}"))
}

/// Codes of the basic test and of the filling of empty seats, with their published meanings.
pub fn codes(file: Node, report: &mut Report) -> Result<()> {
    for (table, codes) in file.entries()? {
        let check = if table.starts_with("skd_") {
            skd_code
        } else if table.starts_with("optimalisasi_") {
            optimisation_code
        } else if codes.is_object() {
            final_code
        } else {
            continue;
        };
        for (code, meaning) in codes.entries()? {
            report.case(&format!("{table} {code}"), meaning.text().and_then(|meaning| check(&code, &meaning)));
        }
    }
    Ok(())
}

fn skd_code(code: &str, meaning: &str) -> Result<String> {
    let known = SkdCode::parse(code)?;
    equal(&meaning.starts_with("memenuhi NAB"), &known.met_the_mark()).context("NAB")?;
    let goes = meaning.contains("ikut SKB") && !meaning.contains("tidak ikut SKB");
    equal(&goes, &known.goes_to_skb()).context("SKB")
}

fn optimisation_code(code: &str, meaning: &str) -> Result<String> {
    let known = OptimisationCode::parse(code)?;
    let (Some(ours), true) = (known.movement(), meaning.contains("<-")) else {
        return Ok("known, not described as a move".to_owned());
    };
    equal(&movement(meaning)?, &ours)
}

/// A move as printed, such as `umum <- umum/khusus, lokasi berbeda`.
fn movement(meaning: &str) -> Result<Move> {
    let meaning = meaning.split_once(':').map_or(meaning, |(_, rest)| rest);
    let (seat, rest) = meaning.split_once("<-").context("the meaning has no arrow")?;
    let (source, place) = rest.split_once("lokasi").context("the meaning has no place")?;
    let seat = match seat.trim() {
        "umum" => Side::General,
        "khusus" => Side::Special,
        other => bail!("the seat {other:?} is not known"),
    };
    let source = match source.trim().trim_end_matches(',') {
        "umum" => Source::General,
        "khusus" => Source::Special,
        "khusus sama" => Source::SameSpecial,
        "lainnya" => Source::Other,
        "umum/khusus" => Source::GeneralOrSpecial,
        "OAP" => Source::IndigenousPapuan,
        other => bail!("the source {other:?} is not known"),
    };
    let place = match place.trim() {
        "sama" => Place::Same,
        "berbeda" => Place::Different,
        other => bail!("the place {other:?} is not known"),
    };
    Ok(Move { seat, source, place })
}
