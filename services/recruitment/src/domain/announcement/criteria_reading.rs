//! Reads the canonical form of [`Criteria`]; the form is described there.

use super::criteria_text::{KINDS, write};
use crate::domain::admission::{AcceptedEducation, Admission};
use crate::domain::competency_test::{Criterion, JobGroup, Scheme};
use crate::domain::criteria::{CommittedStandard, CpnsCriteria, Criteria, FieldTest, FieldTestPart};
use crate::domain::decides_by::DecidesBy;
use crate::domain::declaration::Fact;
use crate::domain::document::DocumentKind;
use crate::domain::fill_time::FillTime;
use crate::domain::general_rules::ObjectionRules;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use crate::domain::programme::Programme;
use crate::domain::skd::{NeedKind, PassMark, SkdLimits};
use crate::domain::standard::RequiredCompetency;
use crate::domain::thousandths::Thousandths;
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
    /// Words of which there may be any number.
    fn words<T>(&mut self, line: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, CriteriaError> {
        let words = self.next(line).ok_or(CriteriaError::Line(line))?;
        words.iter().map(|word| read(word).ok_or(CriteriaError::Line(line))).collect()
    }

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

/// Reads a text that was written by [`write`]; of others it may take some that are not in the one form.
pub(super) fn read_committed(text: &str) -> Result<Criteria, CriteriaError> {
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
    let admission = read_admission(&mut lines)?;
    let passes = lines.words("passes", |text| OptimisationCode::parse(text).ok())?;
    let fill = FillTime::parse(&lines.one("fill")?).ok_or(CriteriaError::Line("fill"))?;
    let objection = read_objection(&mut lines)?;
    let documents = read_documents(&mut lines)?;
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
        admission,
        passes,
        fill,
        objection,
        documents,
        cpns,
        pppk,
        standards,
    };
    if lines.0.peek().is_none() { Ok(criteria) } else { Err(CriteriaError::Surplus) }
}

/// Reads only the one form of a meaning: `07`, another case and whatever follows are refused.
pub(super) fn read(text: &str) -> Result<Criteria, CriteriaError> {
    let criteria = read_committed(text)?;
    if write(&criteria) == text { Ok(criteria) } else { Err(CriteriaError::Surplus) }
}

/// The days of objections; none where nobody can object.
fn read_objection(lines: &mut Reader) -> Result<Option<ObjectionRules>, CriteriaError> {
    let wrong = CriteriaError::Line("objections");
    let values = lines.next("objections").ok_or_else(|| wrong.clone())?;
    match values.as_slice() {
        [] => Ok(None),
        [days, answers] => {
            Ok(Some(ObjectionRules { days: parse("objections", days)?, answer_days: parse("objections", answers)? }))
        }
        _ => Err(wrong),
    }
}

fn read_admission(lines: &mut Reader) -> Result<Admission, CriteriaError> {
    let mut education = Vec::new();
    while let Some(values) = lines.next("education") {
        let [accepted, least, greatest, mark]: [String; 4] =
            values.try_into().map_err(|_| CriteriaError::Line("education"))?;
        education.push(AcceptedEducation {
            education: accepted,
            age_minimum: parse("education", &least)?,
            age_maximum: parse("education", &greatest)?,
            greatest_mark: Thousandths(parse("education", &mark)?),
        });
    }
    let papers = lines.words("papers", DocumentKind::parse)?;
    let facts = lines.words("facts", Fact::parse)?;
    let [experience_months] = lines.numbers("experience")?;
    Ok(Admission { education, papers, facts, experience_months })
}

fn read_mark(lines: &mut Reader, word: &'static str) -> Result<PassMark, CriteriaError> {
    let [twk, tiu, tkp, total] = lines.least(word)?;
    Ok(PassMark { twk, tiu, tkp, total })
}

fn read_documents(lines: &mut Reader) -> Result<Vec<DocumentKind>, CriteriaError> {
    let wrong = CriteriaError::Line("document");
    let mut documents = Vec::new();
    while let Some(values) = lines.next("document") {
        let [kind]: [String; 1] = values.try_into().map_err(|_| wrong.clone())?;
        let kind = DocumentKind::parse(&kind).ok_or_else(|| wrong.clone())?;
        // In their order and each once: one form for one meaning.
        if documents.last().is_some_and(|last| *last >= kind) {
            return Err(wrong);
        }
        documents.push(kind);
    }
    Ok(documents)
}

fn read_cpns(lines: &mut Reader) -> Result<CpnsCriteria, CriteriaError> {
    let [twk_max, tiu_max, tkp_max, points_per_item] = lines.numbers("skd_max")?;
    let pass_mark = read_mark(lines, "skd_least")?;
    let general_mark = read_mark(lines, "skd_general")?;
    let [multiplier] = lines.numbers("multiplier")?;
    let [skd_weight, skb_weight] = lines.numbers("weights")?;
    let [cat_max, cat_weight] = lines.numbers("cat")?;
    let mut tests = Vec::new();
    while let Some(values) = lines.next("test") {
        tests.push(read_test(values)?);
    }
    let tie_breaks = lines.words("tie_break", TieBreak::parse)?;
    let decides_by = DecidesBy::parse(&lines.one("decides_by")?).ok_or(CriteriaError::Line("decides_by"))?;
    Ok(CpnsCriteria {
        skd: SkdLimits { twk_max, tiu_max, tkp_max, points_per_item },
        pass_mark,
        general_mark,
        multiplier,
        skd_weight,
        skb_weight,
        cat_max,
        field_test: FieldTest { cat_weight, tests },
        tie_breaks,
        decides_by,
    })
}

fn read_pppk(lines: &mut Reader) -> Result<Scheme, CriteriaError> {
    let group = JobGroup::parse(&lines.one("group")?).ok_or(CriteriaError::Line("group"))?;
    let [technical_max, managerial_max, sociocultural_max, interview_max, points_per_item] =
        lines.numbers("pppk_max")?;
    let [managerial, sociocultural, items_of_interview] = lines.numbers("pppk_items")?;
    let items = PppkItems { managerial, sociocultural, interview: items_of_interview };
    let [certificate_percent] = lines.numbers("certificates")?;
    let [technical, managerial_sociocultural, interview] = lines.least("pppk_least")?;
    let mut tiers = Vec::new();
    while let Some(step) = lines.next("tier") {
        tiers.push(step);
    }
    let tie_break = lines.words("pppk_tie_break", Criterion::parse)?;
    let limits = PppkLimits {
        technical_max,
        managerial_max,
        sociocultural_max,
        interview_max,
        points_per_item,
        certificate_percent,
    };
    let mark = PppkMark { technical, managerial_sociocultural, interview };
    Ok(Scheme { group, limits, items, tiers, mark, tie_break })
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
