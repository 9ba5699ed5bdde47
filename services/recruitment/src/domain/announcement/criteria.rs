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
//! education      what is accepted, least age, greatest age, greatest mark in thousandths: one line each, in the order of
//!                the determination
//! papers         kinds of document that the ruleset asks for
//! facts          what applicants have to declare
//! experience     least months of work
//! passes         over unfilled seats, in their order
//! fill           before_publication or after_objections: when they run
//! objections     days to raise one, days to answer; no value where nobody can object
//! document       kind that is asked for besides                  one line each, where the ruleset's are not enough
//! skd_max        TWK, TIU, TKP, points of an item               from here to decides_by of CPNS only
//! skd_least      TWK, TIU, TKP, total
//! skd_general    the same of the general need: of who comes from another vacancy
//! multiplier     participants of the field test per seat
//! weights        of the basic test, of the field test
//! cat            greatest score, weight
//! test           title, measured or interview, weight, greatest score, and who eliminates its criterion
//! tie_break      each in its order
//! decides_by     exact or three_decimals
//! group          of posts                                       from here to pppk_tie_break of PPPK only
//! pppk_max       technical, managerial, socio-cultural, interview, points of a technical item
//! pppk_items     managerial, socio-cultural, interview: items of which every answer gives points
//! certificates   most they add, in percent of the greatest technical score
//! pppk_least     technical, managerial and socio-cultural together, interview
//! tier           codes that compete as equals                   one line a step of priority, the first first
//! pppk_tie_break each in its order
//! standard       name, revision, regulation                     first of the title, then of the position
//! competency     dictionary, code, level                        one line each, after their standard
//! ```

use super::criteria_reading::{self, CriteriaError};
use super::criteria_text;
use crate::domain::admission::Admission;
use crate::domain::competency_test::Scheme;
use crate::domain::decides_by::DecidesBy;
use crate::domain::document::DocumentKind;
use crate::domain::fill_time::FillTime;
use crate::domain::general_rules::ObjectionRules;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::programme::{Programme, Ruleset};
use crate::domain::ruleset::SelectionRuleset;
use crate::domain::skb_scheme::{AdditionalTest, SchemeViolation, SkbScheme, TestKind};
use crate::domain::skd::{NeedKind, PassMark, SkdLimits};
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
    /// What is asked of applicants.
    pub admission: Admission,
    /// The passes over unfilled seats (*optimalisasi*), in their order; empty where nobody moves.
    pub passes: Vec<OptimisationCode>,
    /// When they run.
    pub fill: FillTime,
    /// How long results may be objected to (*masa sanggah*); none where nobody can.
    pub objection: Option<ObjectionRules>,
    /// Kinds of documents that the vacancy asks for besides those of its ruleset, each once and in order.
    pub documents: Vec<DocumentKind>,
    /// What only a selection of civil servants on probation has.
    pub cpns: Option<CpnsCriteria>,
    /// What only a selection of employees with a work agreement has.
    pub pppk: Option<Scheme>,
    pub standards: Vec<CommittedStandard>,
}

/// How a selection of civil servants on probation is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CpnsCriteria {
    /// What the basic test can give.
    pub skd: SkdLimits,
    pub pass_mark: PassMark,
    /// The pass mark of the general need of the same job, which everybody who comes from another vacancy meets.
    pub general_mark: PassMark,
    pub multiplier: u32,
    pub skd_weight: u32,
    pub skb_weight: u32,
    pub cat_max: u32,
    pub field_test: FieldTest,
    pub tie_breaks: Vec<TieBreak>,
    /// Whether exact or printed points decide.
    pub decides_by: DecidesBy,
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
        let mark = |kind| ruleset.mark_of(kind, &vacancy.position_title).copied().ok_or(VacancyError::KindUnknown);
        Ok(Self {
            skd: ruleset.skd,
            pass_mark: mark(vacancy.kind)?,
            general_mark: mark(NeedKind::Umum)?,
            multiplier: ruleset.multiplier,
            skd_weight: ruleset.skd_weight,
            skb_weight: ruleset.skb_weight,
            cat_max: ruleset.cat_max_of(&vacancy.position_title),
            field_test,
            tie_breaks: ruleset.tie_breaks.clone(),
            decides_by: ruleset.decides_by,
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
            admission: vacancy.admission(rules),
            passes: ruleset.passes(),
            fill: rules.fill,
            objection: rules.objection,
            documents: Vec::new(),
            cpns,
            pppk,
            standards: standards.into_iter().map(CommittedStandard::from).collect(),
        })
    }

    /// The same, asking for documents besides those of the ruleset.
    pub fn asking_for(mut self, mut documents: Vec<DocumentKind>) -> Self {
        documents.sort_unstable();
        documents.dedup();
        self.documents = documents;
        self
    }

    /// The bytes that a commitment hashes, as text.
    pub fn canonical(&self) -> String {
        criteria_text::write(self)
    }

    /// Reads what [`Self::canonical`] writes, and nothing else.
    pub fn parse(canonical: &str) -> Result<Self, CriteriaError> {
        criteria_reading::read(canonical)
    }

    /// Reads what was checked when it was committed and cannot change since: whoever applies waits for it. Whatever comes from
    /// outside, a bundle above all, goes through [`Self::parse`], which finds every other form.
    pub fn of_committed(canonical: &str) -> Result<Self, CriteriaError> {
        criteria_reading::read_committed(canonical)
    }
}

impl From<Standard> for CommittedStandard {
    fn from(standard: Standard) -> Self {
        let Standard { standard, revision, regulation, competencies, .. } = standard;
        Self { standard, revision, regulation, competencies }
    }
}

/// What is wrong with the field test that a vacancy of a post is to open with, under the limits of its ruleset.
pub fn field_test_violations(ruleset: &Ruleset, post: &str, field_test: &FieldTest) -> Vec<SchemeViolation> {
    match ruleset {
        Ruleset::Cpns(ruleset) => field_test.scheme(ruleset.cat_max_of(post)).violations(&ruleset.skb_limits),
        Ruleset::Pppk(_) => Vec::new(),
    }
}

#[cfg(test)]
#[path = "criteria_tests.rs"]
pub(crate) mod tests;
