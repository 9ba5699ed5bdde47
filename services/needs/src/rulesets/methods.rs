//! The rulesets of the methods beside the workload sheet: the files of `rulesets/`, read and checked.

use super::{RoundingRow, RulesetError};
use crate::domain::{
    requirement::{
        ApproachRules, Catalogue, Head, HealthRules, Limits, MinimumRow, MinimumRules, Plausible, TeacherRules,
        WisnRules,
    },
    workload::{Rounding, WorkingTime},
};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::{Deserialize, de::DeserializeOwned};

type File = (&'static str, &'static str);

const HEALTH: [File; 1] =
    [("abk-kes-permenkes-33-2015.toml", include_str!("../../rulesets/abk-kes-permenkes-33-2015.toml"))];
const WISN: [File; 1] = [("wisn-who-2010.toml", include_str!("../../rulesets/wisn-who-2010.toml"))];
const APPROACH: [File; 1] =
    [("pendekatan-kep-75-2004.toml", include_str!("../../rulesets/pendekatan-kep-75-2004.toml"))];
const TEACHERS: [File; 1] = [("guru-pedoman-2011.toml", include_str!("../../rulesets/guru-pedoman-2011.toml"))];
const MINIMUM: [File; 1] =
    [("puskesmas-permenkes-75-2014.toml", include_str!("../../rulesets/puskesmas-permenkes-75-2014.toml"))];

/// Reads every ruleset that needs are counted by. A sheet without a ruleset is counted by `working_time`.
pub fn catalogue(working_time: WorkingTime, limits: Limits) -> Result<Catalogue, RulesetError> {
    Ok(Catalogue {
        working_times: super::all()?,
        working_time,
        health: read_all(&HEALTH, |row: HealthRow| (row.head.read(), row.rules()))?,
        wisn: read_all(&WISN, |row: WisnRow| (row.head.read(), row.rules()))?,
        approach: read_all(&APPROACH, |row: ApproachRow| (row.head.read(), row.rules()))?,
        teachers: read_all(&TEACHERS, |row: TeacherRow| (row.head.read(), row.rules()))?,
        minimum: read_all(&MINIMUM, |row: MinimumFile| (row.head.read(), row.rules()))?,
        limits,
    })
}

fn read_all<Row: DeserializeOwned, R>(
    files: &[File],
    rules: impl Fn(Row) -> (Head, R),
) -> Result<Vec<(Head, R)>, RulesetError> {
    let read = |&(file, text): &File| {
        let row = toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })?;
        Ok(rules(row))
    };
    files.iter().map(read).collect()
}

#[derive(Deserialize)]
struct HeadRow {
    id: String,
    regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
}

impl HeadRow {
    fn read(&self) -> Head {
        Head {
            id: self.id.clone(),
            regulation: self.regulation.clone(),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

/// An exact number in a file: a text, because a bare decimal would be a float.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Exact(BigRational);

impl TryFrom<String> for Exact {
    type Error = exact::ExactError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        exact::parse(&text).map(Self)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlausibleRow {
    node: String,
    least: Option<Exact>,
    most: Option<Exact>,
    reason: String,
}

fn plausible(rows: Vec<PlausibleRow>) -> Vec<Plausible> {
    let read = |row: PlausibleRow| Plausible {
        node: row.node,
        least: row.least.map(|least| least.0),
        most: row.most.map(|most| most.0),
        reason: row.reason,
    };
    rows.into_iter().map(read).collect()
}

fn rounding(row: &RoundingRow) -> Rounding {
    match row {
        RoundingRow::HalfUp => Rounding::HalfUp,
        RoundingRow::Ceil => Rounding::Ceil,
        RoundingRow::None => Rounding::None,
    }
}

#[derive(Deserialize)]
struct HealthRow {
    #[serde(flatten)]
    head: HeadRow,
    available_minutes: u32,
    rounding: RoundingRow,
    plausible: Vec<PlausibleRow>,
}

impl HealthRow {
    fn rules(self) -> HealthRules {
        let rounding = rounding(&self.rounding);
        HealthRules { available_minutes: self.available_minutes, rounding, plausible: plausible(self.plausible) }
    }
}

#[derive(Deserialize)]
struct WisnRow {
    #[serde(flatten)]
    head: HeadRow,
    overload_borne: Exact,
    plausible: Vec<PlausibleRow>,
}

impl WisnRow {
    fn rules(self) -> WisnRules {
        WisnRules { overload_borne: self.overload_borne.0, plausible: plausible(self.plausible) }
    }
}

#[derive(Deserialize)]
struct ApproachRow {
    #[serde(flatten)]
    head: HeadRow,
    minutes_per_year: u32,
    rounding: RoundingRow,
}

impl ApproachRow {
    fn rules(self) -> ApproachRules {
        ApproachRules { minutes_per_year: self.minutes_per_year, rounding: rounding(&self.rounding) }
    }
}

#[derive(Deserialize)]
struct TeacherRow {
    #[serde(flatten)]
    head: HeadRow,
    least_hours: u32,
    most_hours: u32,
    class_groups_per_special_needs_teacher: u32,
}

impl TeacherRow {
    fn rules(self) -> TeacherRules {
        TeacherRules {
            least_hours: self.least_hours,
            most_hours: self.most_hours,
            class_groups_per_special_needs_teacher: self.class_groups_per_special_needs_teacher,
        }
    }
}

#[derive(Deserialize)]
struct MinimumFile {
    #[serde(flatten)]
    head: HeadRow,
    rows: Vec<StaffRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffRow {
    staff: String,
    urban: [u32; 2],
    rural: [u32; 2],
    remote: [u32; 2],
    sub_centre: u32,
}

impl MinimumFile {
    fn rules(self) -> MinimumRules {
        let read = |row: StaffRow| MinimumRow {
            staff: row.staff,
            urban: row.urban,
            rural: row.rural,
            remote: row.remote,
            sub_centre: row.sub_centre,
        };
        MinimumRules { rows: self.rows.into_iter().map(read).collect() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::requirement::{Area, Facility};

    fn shipped() -> Catalogue {
        let limits = Limits { people_per_task: 1_000, people_per_position: 100_000 };
        catalogue(super::super::find("abk-permenpanrb-1-2020").unwrap(), limits).unwrap()
    }

    #[test]
    fn every_shipped_ruleset_is_named_after_its_file() {
        let shipped = shipped();
        let heads = shipped.health.iter().map(|(head, _)| head).chain(shipped.wisn.iter().map(|(head, _)| head));
        let heads = heads.chain(shipped.approach.iter().map(|(head, _)| head));
        let heads = heads.chain(shipped.teachers.iter().map(|(head, _)| head));
        let heads: Vec<&Head> = heads.chain(shipped.minimum.iter().map(|(head, _)| head)).collect();
        let files = [&HEALTH[..], &WISN, &APPROACH, &TEACHERS, &MINIMUM].concat();
        assert_eq!(heads.len(), files.len());
        for (head, (file, _)) in heads.iter().zip(files) {
            assert_eq!(format!("{}.toml", head.id), file);
        }
    }

    #[test]
    fn the_columns_of_the_minimum_table_add_up_as_printed() {
        let shipped = shipped();
        let (_, table) = &shipped.minimum[0];
        let sum = |facility, area| table.rows.iter().map(|row| row.people(facility, area)).sum::<u32>();
        let both = |area| [sum(Facility::WithoutBeds, area), sum(Facility::WithBeds, area)];
        assert_eq!([both(Area::Urban), both(Area::Rural), both(Area::Remote)], [[22, 31], [19, 27], [19, 27]]);
        assert_eq!(sum(Facility::SubCentre, Area::Rural), 2);
    }
}
