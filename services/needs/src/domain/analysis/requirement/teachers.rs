//! Teachers by class groups and lesson hours as a derivation.

use super::{Limits, RequirementError};
use crate::domain::{
    derivation::{Derivation, DerivationError, Draft, Operation},
    teachers,
};
use num_rational::BigRational;

/// Which teachers (*jenis guru*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TeacherKind {
    /// *Guru kelas*: one for each class group.
    Class,
    /// *Guru mata pelajaran*, also of religion and sports.
    Subject,
    /// *Guru pembimbing khusus*.
    SpecialNeeds,
}

/// Most class groups of one grade that a position teaches.
pub const MOST_CLASS_GROUPS: u32 = 10_000;

/// The class groups (*rombongan belajar*) of one grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    pub grade: String,
    pub class_groups: u32,
    /// Hours of the subject a week in each; zero unless subject teachers are counted.
    pub weekly_hours: BigRational,
}

/// All that the teachers of a position teach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeacherInput {
    pub kind: TeacherKind,
    pub grades: Vec<Grade>,
    /// Whether a person rounds up where the guide is open, and why.
    pub decision: Option<(bool, String)>,
}

/// The rules for teachers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeacherRules {
    /// Obligatory hours a week, and the most.
    pub least_hours: u32,
    pub most_hours: u32,
    /// Class groups for one teacher of pupils with special needs.
    pub class_groups_per_special_needs_teacher: u32,
}

impl TeacherInput {
    /// The derivation: class groups, or class groups × hours ÷ obligatory hours, rounded as the guide does.
    pub(super) fn tree(
        &self,
        mut draft: Draft,
        rules: &TeacherRules,
        limits: Limits,
    ) -> Result<Derivation, RequirementError> {
        let most = number(limits.people_per_position);
        let mut groups = Vec::with_capacity(self.grades.len());
        for (place, grade) in (1..).zip(&self.grades) {
            let label = format!("Rombongan belajar kelas {}", grade.grade);
            let (id, most) = (format!("guru/{place}/groups"), number(MOST_CLASS_GROUPS));
            groups.push(draft.entered_at_most(id, label, "rombel", &number(grade.class_groups), &most)?);
        }
        let last: (Operation, Vec<usize>) = match self.kind {
            TeacherKind::Class => {
                (Operation::HalfUp, vec![draft.computed("guru/fte", "Guru kelas", "guru", Operation::Sum, &groups)?])
            }
            TeacherKind::SpecialNeeds => {
                let all = draft.computed("guru/groups", "Rombongan belajar", "rombel", Operation::Sum, &groups)?;
                let (label, each) = ("Rombel per guru khusus", number(rules.class_groups_per_special_needs_teacher));
                let each = draft.rule("guru/groups-each", label, "rombel", &each, "ketentuan inklusi")?;
                let inputs = [all, each];
                (
                    Operation::Ceil,
                    vec![draft.computed("guru/fte", "Guru khusus", "guru", Operation::Quotient, &inputs)?],
                )
            }
            TeacherKind::Subject => (Operation::Teachers, self.subject(&mut draft, rules, &groups)?),
        };
        if self.decision.is_some() && last.1.len() < 4 {
            return Err(RequirementError::NothingToDecide(exact::render(draft.value(last.1[0]), 4)));
        }
        draft.computed_at_most("guru/posts", "Guru, dibulatkan", "guru", (last.0, &last.1), &most)?;
        Ok(draft.finish())
    }

    /// The fraction of teachers, the hours between which it is rounded, and the decision where one is needed.
    fn subject(
        &self,
        draft: &mut Draft,
        rules: &TeacherRules,
        groups: &[usize],
    ) -> Result<Vec<usize>, DerivationError> {
        let mut hours = Vec::with_capacity(groups.len());
        for ((place, grade), groups) in (1..).zip(&self.grades).zip(groups) {
            let (label, most) = (format!("Jam seminggu kelas {}", grade.grade), number(HOURS_OF_A_WEEK));
            let id = format!("guru/{place}/weekly");
            let weekly = draft.entered_at_most(id, label, "jam", &grade.weekly_hours, &most)?;
            let label = format!("Jam pelajaran kelas {}", grade.grade);
            let id = format!("guru/{place}/hours");
            hours.push(draft.computed(id, label, "jam", Operation::Product, &[*groups, weekly])?);
        }
        let all = draft.computed("guru/hours", "Jam pelajaran seminggu", "jam", Operation::Sum, &hours)?;
        let (fewest, highest) = (number(rules.least_hours), number(rules.most_hours));
        let least = draft.rule("guru/least-hours", "Jam wajib seminggu", "jam", &fewest, "beban mengajar")?;
        let most = draft.rule("guru/most-hours", "Jam terbanyak seminggu", "jam", &highest, "beban mengajar")?;
        let teachers = draft.computed("guru/fte", "Guru mata pelajaran", "guru", Operation::Quotient, &[all, least])?;
        let mut inputs = vec![teachers, least, most];
        let needed = draft.value(teachers).clone();
        if let Some((up, reason)) = &self.decision
            && teachers::round(&needed, &fewest, &highest).is_none()
        {
            let value = if *up { needed.ceil() } else { needed.floor() };
            inputs.push(draft.decided("guru/decision", "Keputusan pembulatan", "guru", &value, reason)?);
        }
        Ok(inputs)
    }
}

/// No subject is taught day and night.
const HOURS_OF_A_WEEK: u32 = 7 * 24;

fn number(number: u32) -> BigRational {
    exact::whole(u64::from(number))
}
