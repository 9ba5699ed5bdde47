use crate::commands::training::course_of;
use crate::{
    domain::{
        course::Course,
        servant::day_of,
        training_nomination::{Candidate, Nomination, NominationRun, nominate},
        training_rules::TrainingRules,
        training_session::TrainingSession,
    },
    error::{Error, TrainingError},
    rulesets,
    store::{
        hours, nomination_runs,
        training_gaps::{self, Of},
        training_sessions,
    },
};
use jiff::civil::Date;
use platform::Work;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Looks who should take part in a session and keeps what was seen, for a person to confirm.
pub async fn nominate_participants(work: &mut Work<'_>, session: Uuid) -> Result<NominationRun, Error> {
    let session = training_sessions::get(work.connection, session).await?.ok_or(TrainingError::SessionNotFound)?;
    let today = day_of(work.now);
    session.must_take_people(today).map_err(TrainingError::from)?;
    let course = course_of(work, &session).await?;
    let rules = rulesets::training::in_force(today)?;
    let nominations = look(work, &session, &course, &rules).await?;
    let run = NominationRun {
        id: Uuid::now_v7(),
        session: session.id,
        ruleset: rules.id,
        free_seats: session.free_seats(),
        confirm_time: None,
        version: 1,
        create_time: work.now,
    };
    nomination_runs::insert(work.connection, &run, &nominations).await?;
    Ok(run)
}

/// Everybody with an open gap in what the course teaches, in three statements whatever their number.
pub(super) async fn look(
    work: &mut Work<'_>,
    session: &TrainingSession,
    course: &Course,
    rules: &TrainingRules,
) -> Result<Vec<Nomination>, Error> {
    let teaching = course.teaching.as_ref().ok_or(TrainingError::NoCompetency)?;
    let of = Of { dictionary: &teaching.dictionary, code: &teaching.code, ..Of::default() };
    let gaps = training_gaps::open(work.connection, &of).await?;
    let hours = hours::taken_of_year(work.connection, session.end.year().into()).await?;
    let forgotten = rules.forgotten_until(day_of(work.now));
    let failed = rules.suppress_after_failed;
    let taken = training_gaps::taken(work.connection, of.dictionary, of.code, forgotten, failed).await?;
    let mut takes_part: HashSet<Uuid> =
        training_gaps::in_session(work.connection, session.id).await?.into_iter().collect();
    let mut recent: HashMap<Uuid, Date> = HashMap::new();
    for one in taken.iter().filter(|one| one.teaching.level >= teaching.level) {
        match one.ended {
            Some(day) => {
                let latest = recent.entry(one.servant).or_insert(day);
                *latest = day.max(*latest);
            }
            None => {
                takes_part.insert(one.servant);
            }
        }
    }
    let candidates = gaps.into_iter().map(|gap| Candidate {
        servant: gap.servant,
        gap: gap.gap,
        priority: gap.priority,
        open_date: gap.open_date,
        employment: gap.employment,
        in_service: gap.in_service,
        hours: hours.get(&gap.servant).copied().unwrap_or_default(),
        takes_part: takes_part.contains(&gap.servant),
        recent: recent.get(&gap.servant).copied(),
    });
    Ok(nominate(candidates.collect(), course, session.free_seats(), rules))
}
