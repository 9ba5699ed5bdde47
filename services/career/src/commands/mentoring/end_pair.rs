use crate::commands::mentoring::{lock_pair, must_be_of_pair, save_pair_reason};
use crate::{
    commands::{book_hours, note_evidence},
    domain::{
        competency_rules::CompetencyRules,
        evidence::{Evidence, EvidenceKind},
        hours::Hours,
        mentorship::{Mentorship, MentorshipRefusal, by_year, fitting},
        servant::{Employment, State, day_of},
    },
    error::{Error, MentoringError},
    names, rulesets,
    store::{hours, mentoring_sessions, mentorships},
};
use jiff::civil::Date;
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// The end of a pair, as its mentor tells it.
pub struct EndPair {
    /// Pair as it was read.
    pub pair: AsRead,
    /// Level that the mentor saw; none where nothing was seen.
    pub outcome: Option<u8>,
    /// What came of the goal.
    pub remark: Sensitive<String>,
}

/// The mentor ends the pair: its hours are booked for the mentee, and the level seen is evidence.
pub async fn end_pair(work: &mut Work<'_>, input: EndPair, competency: &CompetencyRules) -> Result<Mentorship, Error> {
    must_be_of_pair(work, input.pair.id).await?;
    let (mut pair, two) = lock_pair(work, input.pair, None).await?;
    if !two.mentor_is(&work.actor.subject) || two.mentor.state == State::Left {
        return Err(MentoringError::from(MentorshipRefusal::NotTheMentor).into());
    }
    let today = day_of(work.now);
    pair.end(input.outcome, today).map_err(MentoringError::from)?;
    book_minutes(work, &mut pair, two.mentee.employment).await?;
    mentorships::update(work.connection, &mut pair).await?;
    save_pair_reason(work, &pair, &input.remark).await?;
    if let Some(level) = pair.outcome {
        let evidence = evidence_of(work, &pair, level, today);
        note_evidence(work, evidence, competency).await?;
    }
    Ok(pair)
}

/// Books the hours of every year of the pair, each rounded down once. What would come over the cap of a year is told and not
/// booked: the meetings have been, and a pair that cannot end would help nobody.
pub(in crate::commands) async fn book_minutes(
    work: &mut Work<'_>,
    pair: &mut Mentorship,
    employment: Employment,
) -> Result<(), Error> {
    let sessions = mentoring_sessions::of_pair(work.connection, pair.id).await?;
    for year in by_year(&sessions) {
        let rules = rulesets::training::in_force(year.last)?;
        let earned = rules.hours_of(year.minutes);
        let booked = hours::of_year(work.connection, pair.mentee, year.year).await?;
        let reserved = hours::reserved(work.connection, pair.mentee, year.year).await?;
        let fits = fitting(earned, rules.cap(employment), booked.saturating_add(reserved));
        (pair.hours, pair.hours_over) = (pair.hours + fits, pair.hours_over + earned - fits);
        let booking = Hours {
            servant: pair.mentee,
            year: year.year,
            kind: pair.kind.activity(),
            hours: fits,
            source: names::MENTORSHIP.name(&work.tenant, pair.id),
            date: year.last,
        };
        book_hours(work, booking).await?;
    }
    Ok(())
}

/// What the mentor saw.
fn evidence_of(work: &Work<'_>, pair: &Mentorship, level: u8, today: Date) -> Evidence {
    Evidence {
        id: Uuid::now_v7(),
        servant: pair.mentee,
        kind: EvidenceKind::Observed,
        dictionary: pair.dictionary.clone(),
        code: pair.code.clone(),
        level,
        assessor: names::SERVANT.name(&work.tenant, pair.mentor),
        instrument: pair.kind.as_str().to_owned(),
        date: today,
        expiry: None,
        reference: names::MENTORSHIP.name(&work.tenant, pair.id),
    }
}
