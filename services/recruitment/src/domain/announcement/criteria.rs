//! What a vacancy is decided by (*kriteria*), fixed when it opens. Its canonical form is what a commitment hashes.
//!
//! The canonical form, version 1, is UTF-8 text of lines, each ended by one line feed. A line is a word and its values, each
//! behind one tab; `\`, tab, line feed and carriage return inside a value are written `\\`, `\t`, `\n` and `\r`. Numbers are
//! decimal without sign or leading zero; `-` stands for a pass mark that does not exist. The lines, in this order:
//!
//! ```text
//! asn-criteria   1
//! instansi       code
//! vacancy        uuid
//! programme      cpns or pppk
//! ruleset        id
//! period         id
//! decision       number of the minister's decision
//! need           name
//! position       name
//! title          title of the job
//! unit           path of the unit
//! kind           kind of need
//! seats          number
//! education      what is accepted, least age, greatest age     one line each, in the order of the determination
//! skd_max        TWK, TIU, TKP                                  from here to tie_break of CPNS only
//! skd_least      TWK, TIU, TKP, total
//! multiplier     participants of the field test per seat
//! weights        of the basic test, of the field test
//! cat            greatest score, weight
//! test           title, measured or interview, weight, greatest score, and who eliminates its criterion
//! tie_break      each in its order
//! group          of posts                                       from here to pppk_tie_break of PPPK only
//! pppk_max       technical, managerial, socio-cultural, interview, points of a technical item
//! certificates   most they add, in percent of the greatest technical score
//! pppk_least     technical, managerial and socio-cultural together, interview
//! tier           codes that compete as equals                   one line a step of priority, the first first
//! pppk_tie_break each in its order
//! standard       name, revision, regulation                     first of the title, then of the position
//! competency     dictionary, code, level                        one line each, after their standard
//! ```

use super::criteria_text::{self, CriteriaError};
use crate::domain::competency_test::Scheme;
use crate::domain::programme::{Programme, Ruleset};
use crate::domain::ruleset::SelectionRuleset;
use crate::domain::skb_scheme::{AdditionalTest, SchemeViolation, SkbScheme, TestKind};
use crate::domain::skd::{NeedKind, PassMark};
use crate::domain::standard::{RequiredCompetency, Standard};
use crate::domain::tie_break::TieBreak;
use crate::domain::vacancy::{Vacancy, VacancyError};
use uuid::Uuid;

/// What a vacancy is decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// Code of the instansi.
    pub instansi: String,
    /// Vacancy.
    pub vacancy: Uuid,
    pub programme: Programme,
    pub ruleset: String,
    pub period: String,
    /// Number of the minister's decision.
    pub decision: String,
    pub need: String,
    pub position: String,
    pub title: String,
    pub unit: String,
    pub kind: NeedKind,
    pub seats: u32,
    pub education: Vec<AcceptedEducation>,
    /// What only a selection of civil servants on probation has.
    pub cpns: Option<CpnsCriteria>,
    /// What only a selection of employees with a work agreement has.
    pub pppk: Option<Scheme>,
    pub standards: Vec<CommittedStandard>,
}

/// An accepted education and the ages of who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedEducation {
    pub education: String,
    pub age_minimum: u8,
    pub age_maximum: u8,
}

/// How a selection of civil servants on probation is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CpnsCriteria {
    /// Greatest scores of TWK, TIU and TKP.
    pub skd_max: [u16; 3],
    pub pass_mark: PassMark,
    pub multiplier: u32,
    pub skd_weight: u32,
    pub skb_weight: u32,
    pub cat_max: u32,
    pub field_test: FieldTest,
    pub tie_breaks: Vec<TieBreak>,
}

/// What a vacancy's field test is made of (*skema SKB*), the computer test first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// Weight of the computer test, in percent.
    pub cat_weight: u32,
    pub tests: Vec<FieldTestPart>,
}

/// A test beside the computer test (*SKB tambahan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTestPart {
    pub title: String,
    pub kind: TestKind,
    /// In percent.
    pub weight: u32,
    pub max: u32,
    /// When somebody is out whatever the other scores are (*menggugurkan*, code TMSI); none where the test only counts.
    pub eliminates: Option<String>,
}

/// A competency standard as it was in force at the opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedStandard {
    pub standard: String,
    pub revision: i32,
    pub regulation: String,
    pub competencies: Vec<RequiredCompetency>,
}

impl FieldTest {
    /// The computer test alone (*CAT saja*).
    pub fn cat_only() -> Self {
        Self { cat_weight: 100, tests: Vec::new() }
    }

    /// As the integration wants it.
    pub fn scheme(&self, cat_max: u32) -> SkbScheme {
        let additional = self.tests.iter().map(|test| {
            let FieldTestPart { title, kind, weight, max, .. } = test;
            AdditionalTest { name: title.clone(), kind: *kind, weight: *weight, max: *max }
        });
        SkbScheme { cat_max, cat_weight: self.cat_weight, additional: additional.collect() }
    }
}

impl CpnsCriteria {
    fn of(ruleset: &SelectionRuleset, vacancy: &Vacancy, field_test: FieldTest) -> Result<Self, VacancyError> {
        Ok(Self {
            skd_max: [ruleset.skd.twk_max, ruleset.skd.tiu_max, ruleset.skd.tkp_max],
            pass_mark: *ruleset.mark_of(vacancy.kind, &vacancy.position_title).ok_or(VacancyError::KindUnknown)?,
            multiplier: ruleset.multiplier,
            skd_weight: ruleset.skd_weight,
            skb_weight: ruleset.skb_weight,
            cat_max: ruleset.skb_cat_max,
            field_test,
            tie_breaks: ruleset.tie_breaks.clone(),
        })
    }

    /// What the field test of the vacancy is made of, as the integration wants it.
    pub fn scheme(&self) -> SkbScheme {
        self.field_test.scheme(self.cat_max)
    }
}

impl Criteria {
    /// The criteria of a vacancy that opens with `ruleset`. `standards` come from the general to the particular.
    pub fn of(
        instansi: &str,
        vacancy: &Vacancy,
        ruleset: &Ruleset,
        field_test: FieldTest,
        standards: Vec<Standard>,
    ) -> Result<Self, VacancyError> {
        let rules = ruleset.general();
        let accepted = vacancy.education.iter().map(|education| AcceptedEducation {
            education: education.clone(),
            age_minimum: rules.age_minimum,
            age_maximum: rules.greatest_age(&vacancy.position_title, education),
        });
        let (cpns, pppk) = match ruleset {
            Ruleset::Cpns(ruleset) => (Some(CpnsCriteria::of(ruleset, vacancy, field_test)?), None),
            Ruleset::Pppk(ruleset) => (None, ruleset.test.scheme(&vacancy.position_title, vacancy.kind)),
        };
        Ok(Self {
            instansi: instansi.to_owned(),
            vacancy: vacancy.id,
            programme: ruleset.programme(),
            ruleset: rules.id.clone(),
            period: rules.period.clone(),
            decision: vacancy.decision_number.clone(),
            need: vacancy.need.clone(),
            position: vacancy.position.clone(),
            title: vacancy.position_title.clone(),
            unit: vacancy.unit_path.clone(),
            kind: vacancy.kind,
            seats: vacancy.quota(),
            education: accepted.collect(),
            cpns,
            pppk,
            standards: standards.into_iter().map(CommittedStandard::from).collect(),
        })
    }

    /// The bytes that a commitment hashes, as text.
    pub fn canonical(&self) -> String {
        criteria_text::write(self)
    }

    /// Reads what [`Self::canonical`] writes, and nothing else.
    pub fn parse(canonical: &str) -> Result<Self, CriteriaError> {
        criteria_text::read(canonical)
    }
}

impl From<Standard> for CommittedStandard {
    fn from(standard: Standard) -> Self {
        let Standard { standard, revision, regulation, competencies, .. } = standard;
        Self { standard, revision, regulation, competencies }
    }
}

/// What is wrong with the field test a vacancy is to open with, under the limits of its ruleset.
pub fn field_test_violations(ruleset: &Ruleset, field_test: &FieldTest) -> Vec<SchemeViolation> {
    match ruleset {
        Ruleset::Cpns(ruleset) => field_test.scheme(ruleset.skb_cat_max).violations(&ruleset.skb_limits),
        Ruleset::Pppk(_) => Vec::new(),
    }
}

#[cfg(test)]
#[path = "criteria_tests.rs"]
pub(crate) mod tests;
