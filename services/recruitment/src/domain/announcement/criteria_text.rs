//! Writes the canonical form of [`Criteria`]; the form is described there.

use crate::domain::admission::{AcceptedEducation, Admission};
use crate::domain::competency_test::Scheme;
use crate::domain::criteria::{CpnsCriteria, Criteria};
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use crate::domain::skb_scheme::TestKind;
use crate::domain::skd::{PassMark, SkdLimits};

pub(super) const KINDS: [(TestKind, &str); 2] = [(TestKind::Measured, "measured"), (TestKind::Interview, "interview")];

/// Lines as they are written.
#[derive(Default)]
struct Writer(String);

impl Writer {
    fn line<'a>(&mut self, word: &str, values: impl IntoIterator<Item = &'a str>) {
        self.0.push_str(word);
        for value in values {
            self.0.push('\t');
            for character in value.chars() {
                match character {
                    '\\' => self.0.push_str("\\\\"),
                    '\t' => self.0.push_str("\\t"),
                    '\n' => self.0.push_str("\\n"),
                    '\r' => self.0.push_str("\\r"),
                    other => self.0.push(other),
                }
            }
        }
        self.0.push('\n');
    }

    fn numbers(&mut self, word: &str, values: &[u32]) {
        let values: Vec<String> = values.iter().map(u32::to_string).collect();
        self.line(word, values.iter().map(String::as_str));
    }
}

impl Writer {
    fn least(&mut self, word: &str, marks: &[Option<u16>]) {
        let marks: Vec<_> =
            marks.iter().map(|mark| mark.map_or_else(|| "-".to_owned(), |mark| mark.to_string())).collect();
        self.line(word, marks.iter().map(String::as_str));
    }
}

pub(super) fn write(criteria: &Criteria) -> String {
    let mut text = Writer::default();
    text.line("asn-criteria", ["1"]);
    text.line("instansi", [criteria.instansi.as_str()]);
    text.line("vacancy", [criteria.vacancy.to_string().as_str()]);
    text.line("programme", [criteria.programme.as_str()]);
    text.line("ruleset", [criteria.ruleset.as_str()]);
    text.line("period", [criteria.period.as_str()]);
    text.line("decision", [criteria.decision.as_str()]);
    text.line("need", [criteria.need.as_str()]);
    text.line("position", [criteria.position.as_str()]);
    text.line("title", [criteria.title.as_str()]);
    text.line("unit", [criteria.unit.as_str()]);
    text.line("kind", [criteria.kind.as_str()]);
    text.numbers("seats", &[criteria.seats]);
    write_admission(&mut text, &criteria.admission);
    text.line("passes", criteria.passes.iter().map(|pass| pass.as_str()));
    text.line("fill", [criteria.fill.as_str()]);
    let days = criteria.objection.map(|objection| [objection.days, objection.answer_days].map(u32::from));
    text.numbers("objections", days.as_ref().map_or(&[][..], |days| &days[..]));
    for document in &criteria.documents {
        text.line("document", [document.as_str()]);
    }
    if let Some(cpns) = &criteria.cpns {
        write_cpns(&mut text, cpns);
    }
    if let Some(pppk) = &criteria.pppk {
        write_pppk(&mut text, pppk);
    }
    for standard in &criteria.standards {
        let revision = standard.revision.to_string();
        text.line("standard", [standard.standard.as_str(), revision.as_str(), standard.regulation.as_str()]);
        for competency in &standard.competencies {
            let level = competency.level.to_string();
            text.line("competency", [competency.dictionary.as_str(), competency.code.as_str(), level.as_str()]);
        }
    }
    text.0
}

fn write_admission(text: &mut Writer, admission: &Admission) {
    for accepted in &admission.education {
        let AcceptedEducation { education, age_minimum, age_maximum, greatest_mark } = accepted;
        let (least, greatest, mark) = (age_minimum.to_string(), age_maximum.to_string(), greatest_mark.0.to_string());
        text.line("education", [education.as_str(), least.as_str(), greatest.as_str(), mark.as_str()]);
    }
    text.line("papers", admission.papers.iter().map(|kind| kind.as_str()));
    text.line("facts", admission.facts.iter().map(|fact| fact.as_str()));
    text.numbers("experience", &[admission.experience_months.into()]);
}

fn write_cpns(text: &mut Writer, cpns: &CpnsCriteria) {
    let SkdLimits { twk_max, tiu_max, tkp_max, points_per_item } = cpns.skd;
    text.numbers("skd_max", &[twk_max, tiu_max, tkp_max, points_per_item].map(u32::from));
    for (word, mark) in [("skd_least", cpns.pass_mark), ("skd_general", cpns.general_mark)] {
        let PassMark { twk, tiu, tkp, total } = mark;
        text.least(word, &[twk, tiu, tkp, total]);
    }
    text.numbers("multiplier", &[cpns.multiplier]);
    text.numbers("weights", &[cpns.skd_weight, cpns.skb_weight]);
    text.numbers("cat", &[cpns.cat_max, cpns.field_test.cat_weight]);
    for test in &cpns.field_test.tests {
        let kind = KINDS.iter().find(|(kind, _)| *kind == test.kind).map_or("", |(_, word)| word);
        let (weight, max) = (test.weight.to_string(), test.max.to_string());
        let values = [test.title.as_str(), kind, weight.as_str(), max.as_str()];
        text.line("test", values.into_iter().chain(test.eliminates.as_deref()));
    }
    text.line("tie_break", cpns.tie_breaks.iter().map(|tie_break| tie_break.as_str()));
    text.line("decides_by", [cpns.decides_by.as_str()]);
}

fn write_pppk(text: &mut Writer, scheme: &Scheme) {
    text.line("group", [scheme.group.as_str()]);
    let PppkLimits { technical_max, managerial_max, sociocultural_max, interview_max, .. } = scheme.limits;
    let maxima = [technical_max, managerial_max, sociocultural_max, interview_max, scheme.limits.points_per_item];
    text.numbers("pppk_max", &maxima.map(u32::from));
    let PppkItems { managerial, sociocultural, interview } = scheme.items;
    text.numbers("pppk_items", &[managerial, sociocultural, interview].map(u32::from));
    text.numbers("certificates", &[scheme.limits.certificate_percent.into()]);
    let PppkMark { technical, managerial_sociocultural, interview } = scheme.mark;
    text.least("pppk_least", &[technical, managerial_sociocultural, interview]);
    for step in &scheme.tiers {
        text.line("tier", step.iter().map(String::as_str));
    }
    text.line("pppk_tie_break", scheme.tie_break.iter().map(|criterion| criterion.as_str()));
}
