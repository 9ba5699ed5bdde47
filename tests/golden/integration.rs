//! Final marks from basic and field test, against the rules of `recruitment`.

use ::recruitment::domain::audit::{Computed, Kind, audit};
use ::recruitment::domain::columns::{Column, Numbers, PrintedRow};
use ::recruitment::domain::integration::{Integration, Points, SkbScores};
use ::recruitment::domain::recomputation::Sums;
use ::recruitment::domain::skb_scheme::SkbScheme;
use ::recruitment::domain::thousandths::Thousandths;
use ::recruitment::rulesets::Rulebook;
use anyhow::{Context, Result, bail, ensure};
use num_rational::BigRational;

use crate::json::{Node, differs, same};
use crate::report::Report;

struct Marks {
    skd: Option<BigRational>,
    skb: Option<BigRational>,
}

impl Marks {
    fn total(&self) -> Option<BigRational> {
        Some(self.skd.as_ref()? + self.skb.as_ref()?)
    }
}

/// Published marks, and totals known to be computed wrongly.
pub fn marks(file: Node, report: &mut Report) -> Result<()> {
    let mut totals = Vec::new();
    for case in file.items("cases")? {
        let marks = integrate(&case);
        totals.extend(marks.as_ref().ok().and_then(Marks::total));
        let name = case.name(&["source"]);
        report.case(&name, marks.and_then(|marks| compare(&case, &marks)));
    }
    for case in file.items("wrong_published")? {
        report.case(&case.name(&["claims"]), wrong(&case, &totals));
    }
    Ok(())
}

/// The marks a case gives enough for; the maximum of the field test is 100 unless it says otherwise.
fn integrate(case: &Node) -> Result<Marks> {
    let weights = Rulebook::shipped()?.selection("cpns-2024").cloned()?.weights();
    let skd_max = case.optional("skd_max").map_or(Ok(weights.skd_max), |max| max.whole())?;
    let (score, skb_max) = match case.optional("skb100") {
        Some(score) => (Some(score), 100),
        None => (case.optional("skb"), case.optional("skb_max").map_or(Ok(500), |max| max.whole())?),
    };
    let weights = ::recruitment::domain::integration::Weights { skd_max, ..weights };
    let integration = Integration::new(weights, SkbScheme::cat_only(skb_max))?;
    let exact = |points: Points| BigRational::new(points.0.into(), integration.denominator().into());
    let skd = match case.optional("skd") {
        Some(total) => Some(exact(integration.skd_points(total.whole()?)?)),
        None => None,
    };
    let skb = match score {
        Some(score) => {
            let score = Thousandths::parse(score.number()?.text.as_str())?;
            Some(exact(integration.skb_points(&SkbScores::cat_only(score))?))
        }
        None => None,
    };
    Ok(Marks { skd, skb })
}

fn compare(case: &Node, marks: &Marks) -> Result<String> {
    let expectations = [
        ("expect_skd_component", marks.skd.clone()),
        ("expect_skb_component", marks.skb.clone()),
        ("expect_total", marks.total()),
    ];
    let mut compared = Vec::new();
    for (key, ours) in expectations {
        let Some(expected) = case.optional(key) else { continue };
        let ours = ours.with_context(|| format!("{key} is printed without the marks it comes from"))?;
        same(&expected.number()?, &ours).context(key)?;
        compared.push(key.trim_start_matches("expect_"));
    }
    if compared.is_empty() { bail!("the case expects nothing") } else { Ok(compared.join(", ")) }
}

/// A wrong total differs from ours; where it is printed without its marks, from every total of the file. An official list that
/// prints it is refused, whatever marks stand beside it.
fn wrong(case: &Node, totals: &[BigRational]) -> Result<String> {
    let claims = case.field("claims")?.number()?;
    refuse(Thousandths::parse(claims.text.as_str())?)?;
    if let Some(ours) = integrate(case)?.total() {
        return differs(&claims, &ours);
    }
    for ours in totals {
        differs(&claims, ours)?;
    }
    let possible = exact::whole(0) <= claims.value && claims.value <= exact::whole(100);
    let note = if possible { "no marks are printed with it; no total of the file equals it" } else { "impossible" };
    Ok(note.to_owned())
}

/// Marks that an official list may print beside a total: those of the vectors I1, I3 and I5.
const MARKS: [([u16; 3], u16); 3] = [([150, 175, 225], 500), ([90, 125, 180], 350), ([130, 140, 180], 465)];

/// The audit of official lists takes none of these marks with the claimed total, and names it.
fn refuse(claimed: Thousandths) -> Result<()> {
    let weights = Rulebook::shipped()?.selection("cpns-2024")?.weights();
    let sums = Sums::Integrated(Box::new(Integration::new(weights, SkbScheme::cat_only(500))?));
    for ([twk, tiu, tkp], cat) in MARKS {
        let mut numbers = Numbers::default();
        for (column, mark) in [(Column::Twk, twk), (Column::Tiu, tiu), (Column::Tkp, tkp), (Column::SkbCat, cat)] {
            numbers.set(column, Some(mark.into()));
        }
        let participant_number = "1".to_owned();
        let ours = [Computed {
            participant_number: participant_number.clone(),
            numbers,
            belongs: true,
            ..Computed::default()
        }];
        numbers.set(Column::Final, Some(claimed));
        let printed = PrintedRow { row: 1, participant_number, numbers, code: None, rank: None, seat: None };
        let found = audit(&sums, &[printed], &ours).differences;
        let named = found.iter().any(|one| (one.kind, one.field) == (Kind::TotalWrong, Column::Final.as_str()));
        ensure!(named, "a list with {claimed} beside SKD {} and SKB {cat} passes the audit", twk + tiu + tkp);
    }
    Ok(())
}
