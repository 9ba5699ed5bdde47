use crate::commands::note_retirements;
use crate::{
    domain::retirement::{Retirement, Retirements},
    error::Error,
    store::{plannings, positions, retirements, units},
};
use jiff::{civil::Date, tz::TimeZone};
use platform::{Work, imports::Report};
use std::collections::HashMap;
use uuid::Uuid;

/// The position that a row means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// By its name.
    Position(Uuid),
    /// By unit path and title.
    Titled(String, String),
}

/// One sound row of retirements.
pub struct RetirementLine {
    /// Number of the row in the import.
    pub row: i64,
    /// Position.
    pub whose: Whose,
    /// Year in which they take effect.
    pub year: i32,
    /// Seat, or 0 for a count.
    pub seat: i32,
    /// People.
    pub people: i32,
    /// Day, where a seat has one.
    pub date: Option<Date>,
}

/// Gathers rows until [`replace_retirements`]; `spoiled` are the positions of rows that could not be read.
pub async fn import_retirements(
    work: &mut Work<'_>,
    lines: Vec<RetirementLine>,
    spoiled: &[Whose],
    found: &mut Retirements,
    report: &mut Report,
) -> Result<(), Error> {
    let whose: Vec<&Whose> = lines.iter().map(|line| &line.whose).chain(spoiled).collect();
    let ids = ids_of(work, &whose).await?;
    for position in spoiled.iter().filter_map(|one| find(&ids, one)) {
        found.spoil(position);
    }
    for line in lines {
        let RetirementLine { row, year, seat, people, date, .. } = line;
        let Some(position) = find(&ids, &line.whose) else {
            match line.whose {
                Whose::Position(_) => report.reject_field(row, "position", "no such position in this instansi"),
                Whose::Titled(..) => report.reject_field(row, "title", "no such position in this unit"),
            }
            continue;
        };
        if let Err(why) = found.add(row, Retirement { position, year, seat, people, date }) {
            report.reject_field(row, if seat > 0 { "seat" } else { "year" }, why);
        }
    }
    Ok(())
}

/// Puts the rows in the place of what was known about the years that they name. A position with a bad row keeps what it had,
/// and so does one that more people would leave than it has. Returns the years and the people who leave in them.
pub async fn replace_retirements(
    work: &mut Work<'_>,
    mut found: Retirements,
    report: &mut Report,
) -> Result<(Vec<i32>, i64), Error> {
    retirements::lock(work.connection).await?;
    units::lock_tree(work.connection).await?;
    for position in found.spoiled() {
        for row in found.drop_rows(position) {
            report.reject_field(row, "title", "another row of this position is bad; it keeps what it had");
        }
    }
    let ids = found.positions();
    positions::lock_all(work.connection, &ids).await?;
    let incumbents = plannings::incumbents_of(work.connection, &ids).await?;
    let today = work.now.to_zoned(TimeZone::UTC).date();
    let known = retirements::ahead_of(work.connection, &ids, &found.years(), today.year().into()).await?;
    let mut others: HashMap<Uuid, Vec<Retirement>> = HashMap::new();
    for one in known {
        others.entry(one.position).or_default().push(one);
    }
    for position in ids {
        let people = incumbents.get(&position).copied().unwrap_or_default();
        let others = others.remove(&position).unwrap_or_default();
        if let Err(why) = found.check(position, people.into(), &others, today) {
            for row in found.drop_rows(position) {
                report.reject_field(row, "count", &why);
            }
        }
    }
    let (years, kept) = (found.years(), found.spoiled());
    retirements::clear(work.connection, &years, &kept).await?;
    let sound = found.into_all();
    note_retirements(work, &sound).await?;
    Ok((years, sound.iter().map(|one| i64::from(one.people)).sum()))
}

struct Ids {
    by_name: HashMap<Uuid, i32>,
    by_title: HashMap<(String, String), Uuid>,
}

async fn ids_of(work: &mut Work<'_>, whose: &[&Whose]) -> Result<Ids, Error> {
    let (mut named, mut paths, mut titles) = (Vec::new(), Vec::new(), Vec::new());
    for one in whose {
        match one {
            Whose::Position(id) => named.push(*id),
            Whose::Titled(path, title) => {
                paths.push(path.clone());
                titles.push(title.clone());
            }
        }
    }
    let by_name = plannings::incumbents_of(work.connection, &named).await?;
    let by_title = positions::ids_of(work.connection, &paths, &titles).await?;
    Ok(Ids { by_name, by_title })
}

fn find(ids: &Ids, whose: &Whose) -> Option<Uuid> {
    match whose {
        Whose::Position(id) => ids.by_name.contains_key(id).then_some(*id),
        Whose::Titled(path, title) => ids.by_title.get(&(path.clone(), title.clone())).copied(),
    }
}
