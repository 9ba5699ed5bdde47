use crate::{
    domain::competency::{CompetencyCode, Dictionary},
    error::Error,
    store::{
        competency_jobs,
        competency_profiles::{self, Assessment},
        positions, units,
    },
};
use platform::{Work, imports::Report};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Positions of an import of profiles.
#[derive(Default)]
pub struct ProfilePositions {
    /// Those met so far, their rows held.
    pub touched: BTreeSet<Uuid>,
    /// Those with a bad row: they keep the profiles they had.
    pub spoiled: BTreeSet<Uuid>,
}

/// Competencies that profiles may name.
pub struct KnownCompetencies<'d> {
    dictionary: &'d Dictionary,
    technical: BTreeSet<CompetencyCode>,
}

impl<'d> KnownCompetencies<'d> {
    /// The generic ones and the tenant's technical ones.
    pub async fn read(work: &mut Work<'_>, dictionary: &'d Dictionary) -> Result<Self, Error> {
        let technical = competency_profiles::technical_codes(work.connection).await?;
        Ok(Self { dictionary, technical })
    }

    fn hold(&self, code: &CompetencyCode) -> bool {
        self.dictionary.find(code).is_some() || self.technical.contains(code)
    }
}

/// Adds assessments beside those that count until [`count_profiles`].
pub async fn import_profiles(
    work: &mut Work<'_>,
    rows: Vec<Assessment>,
    known: &KnownCompetencies<'_>,
    met: &mut ProfilePositions,
    report: &mut Report,
) -> Result<(), Error> {
    units::lock_tree(work.connection).await?;
    let wanted: BTreeSet<Uuid> = rows.iter().map(|row| row.position).collect();
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let existing: HashSet<Uuid> = competency_jobs::known(work.connection, &wanted).await?.into_iter().collect();
    let mut sound = Vec::new();
    for row in rows {
        if !existing.contains(&row.position) {
            report.reject_field(row.n, "position", "no such position");
        } else if !known.hold(&row.holding.competency) {
            let CompetencyCode { dictionary, code } = &row.holding.competency;
            report.reject_field(row.n, "code", format!("the dictionary {dictionary} holds no competency {code}"));
            met.spoiled.insert(row.position);
        } else {
            sound.push(row);
        }
    }
    let fresh: BTreeSet<Uuid> = sound.iter().map(|row| row.position).filter(|id| !met.touched.contains(id)).collect();
    let fresh: Vec<Uuid> = fresh.into_iter().collect();
    positions::lock_all(work.connection, &fresh).await?;
    met.touched.extend(fresh);
    competency_profiles::insert_fresh(work.connection, &sound).await?;
    Ok(())
}

/// Lets the imported profiles count. Half a profile would show gaps that nobody has, so a position with a bad row keeps the
/// profiles it had. Returns how many positions were replaced.
pub async fn count_profiles(work: &mut Work<'_>, met: &ProfilePositions, report: &mut Report) -> Result<i64, Error> {
    let spoiled: Vec<Uuid> = met.spoiled.iter().copied().collect();
    for row in competency_profiles::drop_fresh(work.connection, &spoiled).await? {
        report.reject_field(row, "position", "another row of this position is bad; it keeps the profiles it had");
    }
    let sound: Vec<Uuid> = met.touched.difference(&met.spoiled).copied().collect();
    competency_profiles::replace_by_fresh(work.connection, &sound).await?;
    Ok(i64::try_from(sound.len()).unwrap_or(i64::MAX))
}
