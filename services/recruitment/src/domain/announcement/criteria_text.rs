//! Writes and reads the canonical form of [`Criteria`]; the form is described there.

use crate::domain::competency_test::{Criterion, JobGroup, Scheme};
use crate::domain::criteria::{AcceptedEducation, CommittedStandard, CpnsCriteria, Criteria, FieldTest, FieldTestPart};
use crate::domain::pppk_score::{PppkLimits, PppkMark};
use crate::domain::programme::Programme;
use crate::domain::skb_scheme::TestKind;
use crate::domain::skd::{NeedKind, PassMark};
use crate::domain::standard::RequiredCompetency;
use crate::domain::tie_break::TieBreak;
use std::{iter::Peekable, str::FromStr, vec::IntoIter};
use thiserror::Error;

/// The text is not the canonical form of criteria.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CriteriaError {
    #[error("the line `{0}` is missing or malformed")]
    Line(&'static str),
    #[error("nothing may follow the last line")]
    Surplus,
    #[error("every line ends with a line feed, and only known escapes are used")]
    Form,
}

const KINDS: [(TestKind, &str); 2] = [(TestKind::Measured, "measured"), (TestKind::Interview, "interview")];

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
    for accepted in &criteria.education {
        let (least, greatest) = (accepted.age_minimum.to_string(), accepted.age_maximum.to_string());
        text.line("education", [accepted.education.as_str(), least.as_str(), greatest.as_str()]);
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

fn write_cpns(text: &mut Writer, cpns: &CpnsCriteria) {
    text.numbers("skd_max", &cpns.skd_max.map(u32::from));
    let PassMark { twk, tiu, tkp, total } = cpns.pass_mark;
    text.least("skd_least", &[twk, tiu, tkp, total]);
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
}

fn write_pppk(text: &mut Writer, scheme: &Scheme) {
    text.line("group", [scheme.group.as_str()]);
    let PppkLimits { technical_max, managerial_max, sociocultural_max, interview_max, .. } = scheme.limits;
    let maxima = [technical_max, managerial_max, sociocultural_max, interview_max, scheme.limits.points_per_item];
    text.numbers("pppk_max", &maxima.map(u32::from));
    text.numbers("certificates", &[scheme.limits.certificate_percent.into()]);
    let PppkMark { technical, managerial_sociocultural, interview } = scheme.mark;
    text.least("pppk_least", &[technical, managerial_sociocultural, interview]);
    for step in &scheme.tiers {
        text.line("tier", step.iter().map(String::as_str));
    }
    text.line("pppk_tie_break", scheme.tie_break.iter().map(|criterion| criterion.as_str()));
}

/// Lines as they are read.
struct Reader(Peekable<IntoIter<Vec<String>>>);

impl Reader {
    fn of(text: &str) -> Result<Self, CriteriaError> {
        let body = text.strip_suffix('\n').ok_or(CriteriaError::Form)?;
        let line = |line: &str| line.split('\t').map(unescape).collect::<Option<Vec<_>>>();
        let lines = body.split('\n').map(line).collect::<Option<Vec<_>>>().ok_or(CriteriaError::Form)?;
        Ok(Self(lines.into_iter().peekable()))
    }

    /// The values of the next line, if it begins with `word`.
    fn next(&mut self, word: &str) -> Option<Vec<String>> {
        let mut line = self.0.next_if(|line| line.first().is_some_and(|first| first == word))?;
        line.remove(0);
        Some(line)
    }

    fn many<const N: usize>(&mut self, word: &'static str) -> Result<[String; N], CriteriaError> {
        let values = self.next(word).ok_or(CriteriaError::Line(word))?;
        values.try_into().map_err(|_| CriteriaError::Line(word))
    }

    fn one(&mut self, word: &'static str) -> Result<String, CriteriaError> {
        self.many(word).map(|[value]| value)
    }

    fn numbers<T: FromStr + Copy + Default, const N: usize>(
        &mut self,
        word: &'static str,
    ) -> Result<[T; N], CriteriaError> {
        let values: [String; N] = self.many(word)?;
        let mut numbers = [T::default(); N];
        for (number, value) in numbers.iter_mut().zip(values) {
            *number = parse(word, &value)?;
        }
        Ok(numbers)
    }
}

impl Reader {
    fn least<const N: usize>(&mut self, word: &'static str) -> Result<[Option<u16>; N], CriteriaError> {
        let values: [String; N] = self.many(word)?;
        let mut marks = [None; N];
        for (mark, value) in marks.iter_mut().zip(values) {
            *mark = if value == "-" { None } else { Some(parse(word, &value)?) };
        }
        Ok(marks)
    }
}

fn unescape(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

fn parse<T: FromStr>(word: &'static str, value: &str) -> Result<T, CriteriaError> {
    value.parse().map_err(|_| CriteriaError::Line(word))
}

pub(super) fn read(text: &str) -> Result<Criteria, CriteriaError> {
    let mut lines = Reader::of(text)?;
    let version = lines.one("asn-criteria")?;
    if version != "1" {
        return Err(CriteriaError::Line("asn-criteria"));
    }
    let instansi = lines.one("instansi")?;
    let vacancy = parse("vacancy", &lines.one("vacancy")?)?;
    let programme = Programme::parse(&lines.one("programme")?).ok_or(CriteriaError::Line("programme"))?;
    let [ruleset, period, decision] = [lines.one("ruleset")?, lines.one("period")?, lines.one("decision")?];
    let [need, position] = [lines.one("need")?, lines.one("position")?];
    let [title, unit] = [lines.one("title")?, lines.one("unit")?];
    let kind = NeedKind::parse(&lines.one("kind")?).map_err(|_| CriteriaError::Line("kind"))?;
    let [seats] = lines.numbers("seats")?;
    let mut education = Vec::new();
    while let Some(values) = lines.next("education") {
        let [education_, least, greatest] = values.try_into().map_err(|_| CriteriaError::Line("education"))?;
        let (age_minimum, age_maximum) = (parse("education", &least)?, parse("education", &greatest)?);
        education.push(AcceptedEducation { education: education_, age_minimum, age_maximum });
    }
    let (cpns, pppk) = match programme {
        Programme::Cpns => (Some(read_cpns(&mut lines)?), None),
        Programme::Pppk => (None, Some(read_pppk(&mut lines)?)),
    };
    let standards = read_standards(&mut lines)?;
    let criteria = Criteria {
        instansi,
        vacancy,
        programme,
        ruleset,
        period,
        decision,
        need,
        position,
        title,
        unit,
        kind,
        seats,
        education,
        cpns,
        pppk,
        standards,
    };
    // One form for one meaning: `07`, another case and whatever follows are refused.
    if write(&criteria) == text { Ok(criteria) } else { Err(CriteriaError::Surplus) }
}

fn read_cpns(lines: &mut Reader) -> Result<CpnsCriteria, CriteriaError> {
    let skd_max = lines.numbers("skd_max")?;
    let [twk, tiu, tkp, total] = lines.least("skd_least")?;
    let [multiplier] = lines.numbers("multiplier")?;
    let [skd_weight, skb_weight] = lines.numbers("weights")?;
    let [cat_max, cat_weight] = lines.numbers("cat")?;
    let mut tests = Vec::new();
    while let Some(values) = lines.next("test") {
        tests.push(read_test(values)?);
    }
    let mut tie_breaks = Vec::new();
    for word in lines.next("tie_break").ok_or(CriteriaError::Line("tie_break"))? {
        tie_breaks.push(TieBreak::parse(&word).ok_or(CriteriaError::Line("tie_break"))?);
    }
    Ok(CpnsCriteria {
        skd_max,
        pass_mark: PassMark { twk, tiu, tkp, total },
        multiplier,
        skd_weight,
        skb_weight,
        cat_max,
        field_test: FieldTest { cat_weight, tests },
        tie_breaks,
    })
}

fn read_pppk(lines: &mut Reader) -> Result<Scheme, CriteriaError> {
    let group = JobGroup::parse(&lines.one("group")?).ok_or(CriteriaError::Line("group"))?;
    let [technical_max, managerial_max, sociocultural_max, interview_max, points_per_item] =
        lines.numbers("pppk_max")?;
    let [certificate_percent] = lines.numbers("certificates")?;
    let [technical, managerial_sociocultural, interview] = lines.least("pppk_least")?;
    let mut tiers = Vec::new();
    while let Some(step) = lines.next("tier") {
        tiers.push(step);
    }
    let mut tie_break = Vec::new();
    for word in lines.next("pppk_tie_break").ok_or(CriteriaError::Line("pppk_tie_break"))? {
        tie_break.push(Criterion::parse(&word).ok_or(CriteriaError::Line("pppk_tie_break"))?);
    }
    let limits = PppkLimits {
        technical_max,
        managerial_max,
        sociocultural_max,
        interview_max,
        points_per_item,
        certificate_percent,
    };
    let mark = PppkMark { technical, managerial_sociocultural, interview };
    Ok(Scheme { group, limits, tiers, mark, tie_break })
}

fn read_test(mut values: Vec<String>) -> Result<FieldTestPart, CriteriaError> {
    let wrong = CriteriaError::Line("test");
    let eliminates = if values.len() == 5 { values.pop() } else { None };
    let [title, kind, weight, max] = values.try_into().map_err(|_| wrong.clone())?;
    let kind = KINDS.iter().find(|(_, word)| *word == kind).map(|(kind, _)| *kind).ok_or(wrong)?;
    Ok(FieldTestPart { title, kind, weight: parse("test", &weight)?, max: parse("test", &max)?, eliminates })
}

fn read_standards(lines: &mut Reader) -> Result<Vec<CommittedStandard>, CriteriaError> {
    let mut standards = Vec::new();
    while let Some(values) = lines.next("standard") {
        let [standard, revision, regulation] = values.try_into().map_err(|_| CriteriaError::Line("standard"))?;
        let mut competencies = Vec::new();
        while let Some(values) = lines.next("competency") {
            let [dictionary, code, level] = values.try_into().map_err(|_| CriteriaError::Line("competency"))?;
            competencies.push(RequiredCompetency { dictionary, code, level: parse("competency", &level)? });
        }
        standards.push(CommittedStandard {
            standard,
            revision: parse("standard", &revision)?,
            regulation,
            competencies,
        });
    }
    Ok(standards)
}
