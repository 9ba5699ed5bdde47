//! What is told of the evaluation of a selection: figures about criteria, nothing about persons.

use crate::{
    domain::{
        programme_finding::{FindingVerdict, ProgrammeFinding},
        programme_report::ProgrammeReport,
    },
    names,
};
use contracts::evaluation::{
    events::v1::{SelectionValidityMeasured, selection_validity_measured::Criterion},
    v1::{SelectionProgramme, programme_finding::Verdict},
};
use platform::Tenant;

/// The programmes as they are stored.
pub const PROGRAMMES: [(&str, SelectionProgramme); 3] =
    [("cpns", SelectionProgramme::Cpns), ("pppk", SelectionProgramme::Pppk), ("open", SelectionProgramme::Open)];

/// A selection whose criteria were held against ratings.
pub fn validity_measured(
    tenant: &Tenant,
    report: &ProgrammeReport,
    (programme, period): (&str, &str),
) -> SelectionValidityMeasured {
    let known = PROGRAMMES.iter().find(|(stored, _)| *stored == programme);
    SelectionValidityMeasured {
        report: names::PROGRAMME_REPORT.name(tenant, report.id),
        version: report.version,
        programme: known.map(|(_, wire)| *wire).unwrap_or_default().into(),
        period: period.to_owned(),
        ruleset: report.ruleset.clone(),
        criteria: report.findings.iter().map(criterion).collect(),
    }
}

fn criterion(finding: &ProgrammeFinding) -> Criterion {
    Criterion {
        criterion: finding.criterion.clone(),
        verdict: render_verdict(finding.verdict).into(),
        estimate: finding.estimate.value.clone(),
        lower: finding.estimate.lower.clone(),
        upper: finding.estimate.upper.clone(),
        rated: figure(finding, "rated").parse().unwrap_or_default(),
        corrected: finding.corrected.value.clone(),
        corrected_lower: finding.corrected.lower.clone(),
        corrected_upper: finding.corrected.upper.clone(),
        variance_ratio: figure(finding, "variance_ratio").to_owned(),
    }
}

fn figure<'f>(finding: &'f ProgrammeFinding, name: &str) -> &'f str {
    finding.figures.iter().find(|figure| figure.name == name).map_or("", |figure| figure.value.as_str())
}

/// What a finding says, as others read it.
pub fn render_verdict(verdict: FindingVerdict) -> Verdict {
    match verdict {
        FindingVerdict::Suppressed => Verdict::Suppressed,
        FindingVerdict::TooFew => Verdict::TooFew,
        FindingVerdict::NoSpread => Verdict::NoSpread,
        FindingVerdict::NoSignal => Verdict::NoSignal,
        FindingVerdict::Above => Verdict::Above,
        FindingVerdict::Below => Verdict::Below,
        FindingVerdict::Counted => Verdict::Counted,
    }
}
