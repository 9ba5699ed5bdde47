//! `EFormasiService`.

use crate::grpc::{csv, drafts::check_year, proposal_messages::render_seats};
use crate::{
    domain::{e_formasi::five_years, need::NeedKind, proposal_rules::Rulebook},
    error::Error,
    names,
    store::{
        e_formasi::{self, Line},
        kind_to_text,
    },
};
use contracts::needs::v1 as pb;
use platform::{Kit, Tenant, Violations, names::parse_parent, page::Page};
use std::sync::Arc;
use tokio_stream::Iter;
use tonic::{Request, Response, Status};

/// Positions read in one statement.
const CHUNK: i32 = 1000;

/// Lines sent in one message, which holds them however long they are.
const PIECE: usize = 200;

/// Kinds in the order of their columns.
const KINDS: [NeedKind; 9] = [
    NeedKind::General,
    NeedKind::CumLaude,
    NeedKind::Diaspora,
    NeedKind::Disability,
    NeedKind::Papua,
    NeedKind::DisadvantagedRegion,
    NeedKind::Kalimantan,
    NeedKind::IndigenousPapuan,
    NeedKind::GeneralNonPapuan,
];

/// Serves the file for e-Formasi.
pub struct EFormasi {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

type Piece = Result<pb::ExportEFormasiCsvResponse, Status>;

#[tonic::async_trait]
impl pb::e_formasi_service_server::EFormasiService for EFormasi {
    async fn export_e_formasi(
        &self,
        request: Request<pb::ExportEFormasiRequest>,
    ) -> Result<Response<pb::ExportEFormasiResponse>, Status> {
        let parse = |message: &pb::ExportEFormasiRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.year]);
            check_year(&mut check, message.year);
            let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
            Ok((tenant, (message.year, page)))
        };
        self.kit
            .read(request, parse, async |view, (year, page): (i32, Page)| {
                let today = self.rulebook.day_of(view.now);
                let mut found = e_formasi::list(view.connection, year, today, &page).await?;
                let next_page_token = page.cut(&mut found, |line| (line.create_micros, line.position));
                let rows = found.iter().map(|line| render(&view.tenant, line)).collect();
                Ok::<_, Error>(pb::ExportEFormasiResponse { rows, next_page_token })
            })
            .await
    }

    type ExportEFormasiCsvStream = Iter<std::vec::IntoIter<Piece>>;

    async fn export_e_formasi_csv(
        &self,
        request: Request<pb::ExportEFormasiCsvRequest>,
    ) -> Result<Response<Self::ExportEFormasiCsvStream>, Status> {
        let parse = |message: &pb::ExportEFormasiCsvRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            check_year(&mut check, message.year);
            tenant.filter(|_| check.is_empty()).map(|tenant| (tenant, message.year)).ok_or(check)
        };
        // The whole file is read before it is sent: it tells of one instant, and who reads slowly holds no connection.
        let pieces = self.kit.read(request, parse, async |view, year: i32| {
            let mut pieces = vec![csv::line(&columns())];
            let mut page = first_page()?;
            let today = self.rulebook.day_of(view.now);
            e_formasi::hold_still(view.connection).await?;
            loop {
                let mut found = e_formasi::list(view.connection, year, today, &page).await?;
                let next = page.cut(&mut found, |line| (line.create_micros, line.position));
                pieces.extend(
                    found.chunks(PIECE).map(|lines| lines.iter().map(|line| csv::line(&cells(line))).collect()),
                );
                if next.is_empty() {
                    return Ok::<_, Error>(pieces);
                }
                page.after = found.last().map_or(page.after, |line| (line.create_micros, line.position));
            }
        });
        let pieces = pieces.await?.into_inner().into_iter();
        let pieces: Vec<Piece> =
            pieces.map(|text| Ok(pb::ExportEFormasiCsvResponse { chunk: text.into_bytes() })).collect();
        Ok(Response::new(tokio_stream::iter(pieces)))
    }
}

fn first_page() -> Result<Page, Error> {
    let page = Page::parse(CHUNK, "", "");
    page.map_err(|error| platform::Failure::Internal(error.into()).into())
}

fn render(tenant: &Tenant, line: &Line) -> pb::EFormasiRow {
    pb::EFormasiRow {
        position: names::POSITION.name(tenant, line.position),
        unit_path: line.unit_path.clone(),
        title: line.title.clone(),
        job_type: line.job_type.clone(),
        job_level: line.job_level.clone(),
        job_class: line.job_class,
        required: line.required,
        incumbents: line.incumbents,
        difference: line.incumbents - line.required,
        retirements: line.retirements.to_vec(),
        needs: five_years(line.required, line.incumbents, line.retirements).to_vec(),
        proposed: render_seats(&line.proposed),
    }
}

/// Names of the columns, as the form's readers know them.
fn columns() -> Vec<String> {
    let first = [
        "unit_organisasi",
        "nama_jabatan",
        "jenis_jabatan",
        "jenjang",
        "kelas_jabatan",
        "kebutuhan",
        "bezetting",
        "selisih",
    ];
    let retirements = (1..=5).map(|year| format!("pensiun_{year}"));
    let needs = (1..=5).map(|year| format!("kebutuhan_{year}"));
    let proposed = KINDS.iter().map(|kind| format!("usul_{}", kind_to_text(*kind)));
    first.into_iter().map(str::to_owned).chain(retirements).chain(needs).chain(proposed).collect()
}

fn cells(line: &Line) -> Vec<String> {
    let number = |number: i32| number.to_string();
    let needs = five_years(line.required, line.incumbents, line.retirements);
    let mut cells: Vec<String> =
        [&line.unit_path, &line.title, &line.job_type, &line.job_level].map(|cell| csv::text(cell)).into();
    let sums = [line.job_class, line.required, line.incumbents, line.incumbents - line.required];
    cells.extend(sums.into_iter().chain(line.retirements).chain(needs).map(number));
    cells.extend(KINDS.iter().map(|kind| line.proposed.get(kind).copied().unwrap_or(0).to_string()));
    cells
}
