//! `OrganisationService`.

use crate::grpc::{
    imports::{check_extent, render_bad_row},
    positions::{render_position, render_unit},
};
use crate::{
    commands,
    domain::{
        organisation::{Sector, UnitCode, UnitName, Validity},
        position::Unit,
        unit_plan::Line,
    },
    error::Error,
    names,
    store::{
        job_map::{self, Entry, Staffing},
        positions, units,
    },
};
use contracts::needs::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, Tenant, View, Violations, dates, import_message, imports::Split, names::parse_parent, page::Page};
use std::collections::{HashMap, HashSet};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

const SPLIT: Split<pb::ImportUnitsRequest, pb::UnitRow> =
    import_message!(pb::ImportUnitsRequest, pb::import_units_request::Part, pb::UnitRow);
/// Rows read at once.
const CHUNK: usize = 1000;
/// A tree is planned as a whole, so it is held as a whole. No instansi comes near this.
const MOST_ROWS: i64 = 50_000;

/// Serves the tree of units and the job map.
pub struct Organisation {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::organisation_service_server::OrganisationService for Organisation {
    async fn import_units(
        &self,
        request: Request<Streaming<pb::ImportUnitsRequest>>,
    ) -> Result<Response<pb::ImportUnitsResponse>, Status> {
        self.kit
            .import(request, SPLIT, async |work, rows| {
                let (mut lines, mut unread) = (Vec::new(), HashSet::new());
                while let Some(chunk) = rows.next(CHUNK).await? {
                    check_extent(&rows.report, MOST_ROWS)?;
                    for (number, row) in chunk {
                        let code = UnitCode::parse(&row.code).ok();
                        match parse_row(number, row) {
                            Ok(line) => lines.push(line),
                            Err(violations) => {
                                unread.extend(code.map(|code| code.to_string()));
                                rows.report.reject(number, violations);
                            }
                        }
                    }
                }
                let imported = commands::import_units(work, lines, &unread, &mut rows.report).await?;
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                let (units_created, units_changed) = (imported.created, imported.changed);
                Ok::<_, Error>(pb::ImportUnitsResponse { accepted, rejected, errors, units_created, units_changed })
            })
            .await
    }

    async fn get_job_map(
        &self,
        request: Request<pb::GetJobMapRequest>,
    ) -> Result<Response<pb::GetJobMapResponse>, Status> {
        self.kit
            .read(request, parse_map, async |view, (unit, date, page): MapInput| {
                let mut entries = job_map::entries(view.connection, unit, date, &page).await?;
                let next_page_token = page.cut(&mut entries, |entry| (entry.rank, entry.id));
                let map = job_map(view, unit, date, &entries).await?;
                Ok::<_, Error>(pb::GetJobMapResponse { map: Some(map), next_page_token })
            })
            .await
    }
}

fn parse_row(number: i64, row: pb::UnitRow) -> Result<Line, Violations> {
    let mut check = Violations::default();
    let code = check.take("code", UnitCode::parse(&row.code));
    let parent = match row.parent_code.trim() {
        "" => Some(None),
        code => check.take("parent_code", UnitCode::parse(code)).map(Some),
    };
    let name = check.take("name", UnitName::parse(&row.name));
    let sector = check.take("sector", Sector::parse(row.sector.trim()));
    let from = read_date(&mut check, "valid_from", row.valid_from.as_ref());
    let until = read_date(&mut check, "valid_until", row.valid_until.as_ref());
    let validity = match (from, until) {
        (Some(from), Some(until)) => check.take("valid_until", Validity::new(from, until)),
        _ => None,
    };
    let (Some(code), Some(parent), Some(name), Some(sector), Some(validity), true) =
        (code, parent, name, sector, validity, check.is_empty())
    else {
        return Err(check);
    };
    Ok(Line { row: number, id: Uuid::now_v7(), code, parent, name, sector, validity })
}

/// An optional date: the outer option is empty when something is wrong.
fn read_date(
    check: &mut Violations,
    field: &str,
    date: Option<&contracts::google::r#type::Date>,
) -> Option<Option<Date>> {
    match date {
        None => Some(None),
        Some(date) => check.take(field, dates::parse(Some(date))).map(Some),
    }
}

type MapInput = (Option<Uuid>, Option<Date>, Page);

fn parse_map(message: &pb::GetJobMapRequest) -> Result<(Tenant, MapInput), Violations> {
    let mut check = Violations::default();
    let of = match parse_parent(&message.name) {
        Ok(tenant) => Some((tenant, None)),
        Err(_) => check
            .take(
                "name",
                names::UNIT
                    .parse(&message.name)
                    .map_err(|_| "must have the form `instansi/{instansi}` or `instansi/{instansi}/units/{id}`"),
            )
            .map(|name| (name.tenant, Some(name.id))),
    };
    let date = read_date(&mut check, "date", message.date.as_ref());
    let filter = format!("{}|{}", message.name, date.flatten().map(|date| date.to_string()).unwrap_or_default());
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some((tenant, unit)), Some(date), Some(page)) = (of, date, page) else { return Err(check) };
    Ok((tenant, (unit, date, page)))
}

async fn job_map(
    view: &mut View<'_>,
    unit: Option<Uuid>,
    date: Option<Date>,
    entries: &[Entry],
) -> Result<pb::JobMap, Error> {
    let shown = match unit {
        None => None,
        Some(id) => {
            let unit = units::get(view.connection, id).await?.ok_or(Error::UnitNotFound)?;
            if !job_map::is_there(view.connection, id, date).await? {
                return Err(Error::UnitNotFound);
            }
            Some(render_unit(&view.tenant, unit))
        }
    };
    let tops: Vec<Uuid> = match unit {
        Some(id) => vec![id],
        None => job_map::roots(view.connection, date).await?,
    };
    let subtree = sum(job_map::staffing(view.connection, &tops, date, true).await?.into_values());
    let own = match unit {
        Some(id) => sum(job_map::staffing(view.connection, &[id], date, false).await?.into_values()),
        None => Staffing::default(),
    };
    let entries = render_entries(view, date, entries).await?;
    let (own, subtree) = (Some(render_staffing(own)), Some(render_staffing(subtree)));
    Ok(pb::JobMap { unit: shown, own, subtree, entries })
}

async fn render_entries(
    view: &mut View<'_>,
    date: Option<Date>,
    entries: &[Entry],
) -> Result<Vec<pb::JobMapEntry>, Error> {
    use pb::job_map_entry::Entry as Shown;
    let (below, own): (Vec<Entry>, Vec<Entry>) = entries.iter().partition(|entry| entry.rank == 0);
    let ids = |entries: &[Entry]| entries.iter().map(|entry| entry.id).collect::<Vec<Uuid>>();
    let sums = job_map::staffing(view.connection, &ids(&below), date, true).await?;
    let found = units::get_all(view.connection, &ids(&below)).await?;
    let mut units: HashMap<Uuid, Unit> = found.into_iter().map(|unit| (unit.id, unit)).collect();
    let mut positions = positions::get_all(view.connection, &ids(&own)).await?;
    positions.sort_by_key(|position| position.id);
    let below = below.iter().filter_map(|entry| {
        let unit = render_unit(&view.tenant, units.remove(&entry.id)?);
        let subtree = sums.get(&entry.id).copied().unwrap_or_default();
        Some(Shown::Unit(pb::JobMapUnit { unit: Some(unit), subtree: Some(render_staffing(subtree)) }))
    });
    let own = positions.into_iter().map(|position| {
        let difference = -position.shortage();
        let position = Some(render_position(&view.tenant, position));
        Shown::Position(pb::JobMapPosition { position, difference })
    });
    Ok(below.chain(own).map(|entry| pb::JobMapEntry { entry: Some(entry) }).collect())
}

fn sum(parts: impl Iterator<Item = Staffing>) -> Staffing {
    parts.fold(Staffing::default(), |sum, part| Staffing {
        units: sum.units + part.units,
        positions: sum.positions + part.positions,
        incumbents: sum.incumbents + part.incumbents,
        required: sum.required + part.required,
        lacking: sum.lacking + part.lacking,
        surplus: sum.surplus + part.surplus,
    })
}

fn render_staffing(staffing: Staffing) -> pb::Staffing {
    pb::Staffing {
        units: staffing.units,
        positions: staffing.positions,
        incumbents: staffing.incumbents,
        required: staffing.required,
        difference: staffing.incumbents - staffing.required,
        lacking: staffing.lacking,
        surplus: staffing.surplus,
    }
}
