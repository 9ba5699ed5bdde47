use crate::commands::record::nik_index;
use crate::{
    commands::refresh_all,
    domain::{
        competency_rules::CompetencyRules,
        education::Education,
        identity::Identity,
        nip::{Nip, nik::Nik},
        placement::Placement,
        rank::RankHeld,
        servant::{Servant, day_of},
        standing::{ACTIVE, HeldStanding},
    },
    error::Error,
    events,
    store::{
        educations,
        known_servants::{self, SealedNumbers},
        placements, positions, ranks, seats, standings,
    },
};
use jiff::civil::Date;
use platform::{
    Locked, Work,
    imports::{BadRow, Report},
};
use uuid::Uuid;

/// Most things told of rows that were taken.
const MOST_WARNINGS: usize = 1000;

/// The post that a row means.
pub struct ImportedPost {
    /// Position by its name; empty where unit path and title say it.
    pub position: String,
    /// Path of the unit as needs spells it; empty where the position is named.
    pub unit_path: String,
    /// Title; empty where the position is named.
    pub title: String,
    /// Seat, or 0 for the lowest that is free.
    pub seat: i32,
    /// First day.
    pub start: Date,
}

/// One sound row of servants.
pub struct ServantLine {
    /// Number of the row in the import.
    pub row: i64,
    /// The servant to be.
    pub servant: Servant,
    /// National servant number.
    pub nip: Nip,
    /// Citizen number.
    pub nik: Nik,
    /// What is sealed.
    pub identity: Identity,
    /// Rank held now.
    pub rank: Option<RankHeld>,
    /// Highest education.
    pub education: Option<Education>,
    /// Post held now.
    pub post: Option<ImportedPost>,
    /// What does not agree in the row: column and what is strange.
    pub warnings: Vec<(&'static str, String)>,
}

impl ServantLine {
    /// The last day on which something in the row began: after it, whoever left before came back.
    fn latest_beginning(&self) -> Date {
        let (rank, post) = (self.rank.as_ref(), self.post.as_ref());
        let others = rank.map(|rank| rank.start).into_iter().chain(post.map(|post| post.start));
        others.fold(self.servant.appointment_date, Date::max)
    }
}

/// What an import did besides refusing rows.
#[derive(Default)]
pub struct ImportedServants {
    /// Rows of people whose records were there.
    pub known: i64,
    /// What does not agree in rows that were taken.
    pub warnings: Vec<BadRow>,
}

/// What became of a row.
enum Outcome {
    Begun(Vec<(&'static str, String)>),
    Known,
    Refused(&'static str, String),
}

/// Begins the records of people who are in service. Somebody who is known stays as known, also who left, unless something in the
/// row begins after that; a seat that somebody holds and a number of somebody else refuse the row.
pub async fn import_servants(
    work: &mut Work<'_>,
    lines: Vec<ServantLine>,
    imported: &mut ImportedServants,
    report: &mut Report,
    competency: &CompetencyRules,
) -> Result<(), Error> {
    known_servants::lock_import(work.connection).await?;
    seats::lock_seats(work.connection).await?;
    let mut begun = Vec::new();
    for line in lines {
        let (row, servant) = (line.row, line.servant.id);
        match take(work, line).await? {
            Outcome::Known => imported.known += 1,
            Outcome::Refused(field, reason) => report.reject_field(row, field, reason),
            Outcome::Begun(warnings) => {
                begun.push(servant);
                let room = MOST_WARNINGS.saturating_sub(imported.warnings.len());
                let told = warnings.into_iter().take(room);
                let told = told.map(|(field, reason)| BadRow { row, field: field.to_owned(), reason });
                imported.warnings.extend(told);
            }
        }
    }
    refresh_all(work, &begun, competency).await
}

async fn take(work: &mut Work<'_>, mut line: ServantLine) -> Result<Outcome, Error> {
    let (nip_index, nik_index) = (work.vault.blind_index(line.nip.expose()), nik_index(work, &line.nik));
    let mut known = known_servants::find(work.connection, &nip_index, &nik_index).await?;
    let latest = line.latest_beginning();
    known.retain(|known| known.last_day.is_none_or(|last_day| latest <= last_day));
    if let Some(first) = known.first() {
        let same = known.len() == 1 && first.same_nip && (first.same_nik || !first.has_nik);
        let (field, reason) = if first.same_nip {
            ("nik", "the servant with this NIP has another NIK")
        } else {
            ("nip", "the servant with this NIK has another NIP, or none yet")
        };
        return Ok(if same { Outcome::Known } else { Outcome::Refused(field, reason.to_owned()) });
    }
    let placement = match line.post.take() {
        Some(post) => match find_seat(work, post, line.servant.id, &mut line.warnings).await? {
            Ok(placement) => Some(placement),
            Err((field, reason)) => return Ok(Outcome::Refused(field, reason)),
        },
        None => None,
    };
    let owner = line.servant.id;
    let nip = work.vault.seal(owner.as_bytes(), line.nip.expose().as_bytes())?;
    let identity = work.vault.seal(owner.as_bytes(), line.identity.to_record().as_bytes())?;
    let numbers = SealedNumbers { nip_index, nip, nik_index, identity };
    let Some(servant) = known_servants::insert(work.connection, line.servant, &numbers).await? else {
        return Ok(Outcome::Refused("nip", "another servant, perhaps of another instansi, has this NIP".to_owned()));
    };
    keep_histories(work, &servant, line.rank, line.education).await?;
    if let Some(placement) = placement {
        placements::insert(work.connection, &placement, None).await?;
        tell(work, &servant, &placement);
    }
    Ok(Outcome::Begun(line.warnings))
}

/// The seat that a post takes, or the column of the row that keeps it from one, and why.
async fn find_seat(
    work: &mut Work<'_>,
    post: ImportedPost,
    servant: Uuid,
    warnings: &mut Vec<(&'static str, String)>,
) -> Result<Result<Placement, (&'static str, String)>, Error> {
    let ImportedPost { position, unit_path, title, seat, start } = post;
    let position = if position.is_empty() {
        positions::named(work.connection, &unit_path, &title).await?.unwrap_or_default()
    } else {
        position
    };
    let mut placement = Placement::on_seat(Uuid::now_v7(), servant, position, seat, start, work.now);
    if placement.position.is_empty() {
        if seat > 0 {
            return Ok(Err(("seat", "needs told of no such position, so it has no seats".to_owned())));
        }
        warnings.push(("title", "needs told of no such position: kept as a post without a seat".to_owned()));
        (placement.title, placement.unit_path) = (title, unit_path);
        return Ok(Ok(placement));
    }
    match positions::get(work.connection, &placement.position).await? {
        Some(told) => placement.take_on(told),
        None => warnings.push(("position", "needs has not told of this position yet".to_owned())),
    }
    if seat == 0 {
        placement.seat = placements::lowest_free(work.connection, &placement.position, start).await?;
        return Ok(Ok(placement));
    }
    let holder = placements::holder_of(work.connection, &placement.position, seat, start, None).await?;
    Ok(match holder {
        Some(other) => Err(("seat", format!("somebody else holds it from {}", other.start))),
        None => Ok(placement),
    })
}

async fn keep_histories(
    work: &mut Work<'_>,
    servant: &Servant,
    rank: Option<RankHeld>,
    education: Option<Education>,
) -> Result<(), Error> {
    if let Some(rank) = rank {
        ranks::insert(work.connection, &rank).await?;
    }
    if let Some(education) = education {
        educations::insert(work.connection, &education).await?;
    }
    if servant.standing != ACTIVE {
        // Since when is not in the row; it is known from today on.
        let standing = HeldStanding {
            id: Uuid::now_v7(),
            servant: servant.id,
            code: servant.standing.clone(),
            start: day_of(work.now),
            end: None,
            decree_number: String::new(),
            decree_date: None,
            record_time: work.now,
            superseded_time: None,
        };
        standings::insert(work.connection, &standing).await?;
    }
    Ok(())
}

/// Tells of somebody on a seat. A post without one is nothing that others count.
fn tell(work: &mut Work<'_>, servant: &Locked<Servant>, placement: &Placement) {
    if placement.seat > 0 {
        let (appointed, filled) = events::appointed(&work.tenant, servant, placement);
        work.record(servant, &appointed);
        work.record(servant, &filled);
    }
}
