//! `SectorService`.

use crate::grpc::{drafts::check_year, needs::render_kind};
use crate::{
    domain::{planning_tree::SECTORS, proposal_rules::Rulebook, retirement},
    error::Error,
    names,
    store::sectors::{self, Granting, Leaving, Standing, UnitStanding},
};
use contracts::needs::v1 as pb;
use platform::{Kit, Tenant, Violations, names::parse_parent, page::Page};
use std::{collections::BTreeMap, sync::Arc};
use tonic::{Request, Response, Status};

/// Serves the view by sector.
pub struct Sectors {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::sector_service_server::SectorService for Sectors {
    async fn get_sector_view(
        &self,
        request: Request<pb::GetSectorViewRequest>,
    ) -> Result<Response<pb::SectorView>, Status> {
        self.kit
            .read(request, parse_view, async |view, span: (i32, i32)| {
                let connection = &mut *view.connection;
                let standings = sectors::standings(connection, self.rulebook.day_of(view.now)).await?;
                let grantings = sectors::grantings(connection, span.0, span.1).await?;
                let zone = self.rulebook.zone.iana_name().unwrap_or("UTC");
                let instants = self.rulebook.span_of(span);
                let leavings = sectors::leavings(connection, span, instants, zone).await?;
                Ok::<_, Error>(render_view(span, standings, &grantings, &leavings))
            })
            .await
    }

    async fn list_sector_units(
        &self,
        request: Request<pb::ListSectorUnitsRequest>,
    ) -> Result<Response<pb::ListSectorUnitsResponse>, Status> {
        let parse = |message: &pb::ListSectorUnitsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.sector]);
            let known = message.sector.is_empty() || SECTORS.contains(&message.sector.as_str());
            check.check("sector", known, "must be a sector, or empty for units that have none");
            let (Some(tenant), Some(page), true) = (tenant, page, known) else { return Err(check) };
            Ok((tenant, (message.sector.clone(), page)))
        };
        self.kit
            .read(request, parse, async |view, (sector, page): (String, Page)| {
                let today = self.rulebook.day_of(view.now);
                let mut found = sectors::units(view.connection, &sector, today, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (-one.shortage, one.unit));
                let units = found.into_iter().map(|one| render_unit(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListSectorUnitsResponse { units, next_page_token })
            })
            .await
    }
}

fn parse_view(message: &pb::GetSectorViewRequest) -> Result<(Tenant, (i32, i32)), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check_year(&mut check, message.year);
    check.check("years", (0..=20).contains(&message.years), "must be 1 to 20, or 0 for 5");
    let (Some(tenant), true) = (tenant, check.is_empty()) else { return Err(check) };
    let years = if message.years == 0 { 5 } else { message.years };
    Ok((tenant, (message.year - years + 1, message.year)))
}

fn render_view(
    (from, to): (i32, i32),
    standings: Vec<Standing>,
    grantings: &[Granting],
    leavings: &[Leaving],
) -> pb::SectorView {
    let mut standings: BTreeMap<String, Standing> =
        standings.into_iter().map(|standing| (standing.sector.clone(), standing)).collect();
    // Units without a sector are a gap in the data: they are shown while there are some.
    let gap = standings.contains_key("").then_some("");
    let figures = SECTORS.into_iter().chain(gap).map(|sector| {
        let standing = standings.remove(sector);
        let public = standing.as_ref().is_some_and(|standing| retirement::may_be_public(standing.incumbents));
        let year = |year: i32| {
            let shown = render_year(sector, year, grantings, leavings);
            if public { shown } else { pb::SectorYear { retiring: 0, retiring_withheld: true, ..shown } }
        };
        let years = (from..=to).map(year).collect();
        let of_year = grantings.iter().filter(|granting| granting.sector == sector && granting.year == to);
        let mut figures = pb::SectorFigures {
            sector: sector.to_owned(),
            years,
            kinds: of_year.map(render_kind_of).collect(),
            ..Default::default()
        };
        if let Some(standing) = standing {
            figures.units = standing.units;
            figures.positions = standing.positions;
            figures.required = standing.required;
            figures.incumbents = standing.incumbents;
            figures.shortage = standing.shortage;
            figures.surplus = standing.surplus;
        }
        figures
    });
    pb::SectorView { year: to, sectors: figures.collect() }
}

fn render_year(sector: &str, year: i32, grantings: &[Granting], leavings: &[Leaving]) -> pb::SectorYear {
    let granted: Vec<&Granting> = grantings.iter().filter(|one| one.sector == sector && one.year == year).collect();
    let leaving = leavings.iter().find(|one| one.sector == sector && one.year == year);
    pb::SectorYear {
        year,
        asked: granted.iter().map(|one| one.asked).sum(),
        granted: granted.iter().map(|one| one.granted).sum(),
        filled: granted.iter().map(|one| one.filled).sum(),
        left: leaving.map_or(0, |one| one.left),
        retiring: leaving.map_or(0, |one| one.retiring),
        retiring_withheld: false,
    }
}

fn render_kind_of(granting: &Granting) -> pb::SectorKind {
    pb::SectorKind {
        kind: render_kind(granting.kind).into(),
        asked: granting.asked,
        granted: granting.granted,
        filled: granting.filled,
    }
}

fn render_unit(tenant: &Tenant, unit: UnitStanding) -> pb::SectorUnit {
    pb::SectorUnit {
        unit: names::UNIT.name(tenant, unit.unit),
        unit_path: unit.path,
        positions: unit.positions,
        required: unit.required,
        incumbents: unit.incumbents,
        shortage: unit.shortage,
        surplus: unit.surplus,
    }
}
