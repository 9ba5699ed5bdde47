use crate::commands::internship::{REASONS_SEPARATOR, lock_own};
use crate::{
    domain::{
        intern::{Internship, day_of},
        intern_assessment::{GivenMark, assess},
        internship_rules::InternshipRules,
    },
    error::{Error, InternshipError},
    rulesets::Book,
    store::internships,
};
use platform::{AsRead, Failure, Violations, Work};

/// What a mentor found.
pub struct AssessInternship {
    /// Internship as it was read.
    pub internship: AsRead,
    /// A mark for each criterion.
    pub marks: Vec<GivenMark>,
}

/// Assesses the caller's intern by the criteria that were in force when the university applied; the reasons are sealed together.
pub async fn assess_internship(
    work: &mut Work<'_>,
    input: AssessInternship,
    book: &Book<InternshipRules>,
) -> Result<Internship, Error> {
    let mut internship = lock_own(work, input.internship, Internship::is_mentored_by).await?;
    let rules = book.find(&internship.ruleset)?;
    let today = day_of(work.now);
    internship.must_assess(rules, today).map_err(InternshipError::from)?;
    let given = input.marks.len();
    let marks = assess(input.marks, rules).map_err(|wrong| {
        let mut check = Violations::default();
        for (index, reason) in wrong {
            let field = if index < given { format!("marks[{index}]") } else { "marks".to_owned() };
            check.add(field, reason);
        }
        Failure::from(check)
    })?;
    let (marks, reasons): (Vec<_>, Vec<_>) = marks.into_iter().unzip();
    internship.assess(marks, rules, today).map_err(InternshipError::from)?;
    internships::update(work.connection, &mut internship).await?;
    let reasons = reasons.join(&REASONS_SEPARATOR.to_string());
    let sealed = work.vault.seal(internship.id.as_bytes(), reasons.as_bytes())?;
    internships::save_reasons(work.connection, internship.id, &sealed).await?;
    Ok(internship)
}
