//! `OfficialListService`.

use super::{
    difference_file,
    official_messages::{parse_create, parse_kind, parse_row, render, render_difference},
};
use crate::grpc::imports::{reject, render_errors};
use crate::{
    commands::{self, begin_official_list, end_official_list, import_official_rows},
    domain::{audit::Kind, official_list::OfficialList},
    error::{Error, OfficialError},
    names,
    rulesets::Rulebook,
    store::{differences, official_lists},
};
use contracts::recruitment::v1::{self as pb, import_official_list_request::Part as Wire};
use platform::{
    AsRead, Failure, Kit, Tenant, Violations, Work, etag,
    imports::{Header, Part, Rows, Split},
    names::asked,
    page::Page,
};
use sqlx::PgConnection;
use std::{collections::BTreeMap, sync::Arc};
use tokio_stream::Iter;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows checked and written by one statement each.
const CHUNK: usize = 1000;
/// Differences read at once for a file.
const LONGEST_PAGE: i32 = 1000;
/// Differences in a piece of a file.
const PIECE: usize = 200;

const ROWS: Split<pb::ImportOfficialListRequest, pb::OfficialRow> = |message| {
    Some(match message.part? {
        Wire::Header(header) => Part::Header(Header {
            parent: header.parent,
            strict: header.strict,
            request_id: header.request_id,
            resource: header.official_list,
            etag: header.etag,
            ..Default::default()
        }),
        Wire::Row(row) => Part::Row(row),
    })
};

type Piece = Result<pb::ExportDifferencesResponse, Status>;

/// Serves official lists and their audit.
pub struct OfficialLists {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::official_list_service_server::OfficialListService for OfficialLists {
    async fn create_official_list(
        &self,
        request: Request<pb::CreateOfficialListRequest>,
    ) -> Result<Response<pb::OfficialList>, Status> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let list = commands::create_official_list(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, list, Vec::new()))
            })
            .await
    }

    async fn import_official_list(
        &self,
        request: Request<Streaming<pb::ImportOfficialListRequest>>,
    ) -> Result<Response<pb::ImportOfficialListResponse>, Status> {
        self.kit.import(request, ROWS, async |work, rows| take(work, rows, &self.rulebook).await).await
    }

    async fn get_official_list(
        &self,
        request: Request<pb::GetOfficialListRequest>,
    ) -> Result<Response<pb::OfficialList>, Status> {
        let parse = |message: &pb::GetOfficialListRequest| asked(names::OFFICIAL_LIST.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let list = official_lists::get(view.connection, id).await?.ok_or(OfficialError::NotFound)?;
                shown(view.connection, &view.tenant, list).await
            })
            .await
    }

    async fn list_official_lists(
        &self,
        request: Request<pb::ListOfficialListsRequest>,
    ) -> Result<Response<pb::ListOfficialListsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (vacancy, page): (Option<Uuid>, Page)| {
                let mut found = official_lists::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |list| (list.create_time.as_microsecond(), list.id));
                let mut kinds = kinds(view.connection, &found).await?;
                let official_lists = found.into_iter().map(|list| {
                    let kinds = kinds.remove(&list.id).unwrap_or_default();
                    render(&view.tenant, list, kinds)
                });
                let official_lists = official_lists.collect();
                Ok::<_, Error>(pb::ListOfficialListsResponse { official_lists, next_page_token })
            })
            .await
    }

    async fn audit_official_list(
        &self,
        request: Request<pb::AuditOfficialListRequest>,
    ) -> Result<Response<pb::OfficialList>, Status> {
        let parse = |message: &pb::AuditOfficialListRequest| {
            let mut check = Violations::default();
            let name = names::OFFICIAL_LIST.parse(&message.name);
            check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, list| {
                let list = commands::audit_official_list(work, list, &self.rulebook).await?;
                shown(work.connection, &work.tenant, list).await
            })
            .await
    }

    async fn list_differences(
        &self,
        request: Request<pb::ListDifferencesRequest>,
    ) -> Result<Response<pb::ListDifferencesResponse>, Status> {
        self.kit
            .read(request, parse_differences, async |view, (list, kind, page): (Uuid, Option<Kind>, Page)| {
                official_lists::get(view.connection, list).await?.ok_or(OfficialError::NotFound)?;
                let mut found = differences::list(view.connection, list, kind, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.number, Uuid::nil()));
                let differences = found.into_iter().map(render_difference).collect();
                Ok::<_, Error>(pb::ListDifferencesResponse { differences, next_page_token })
            })
            .await
    }

    type ExportDifferencesStream = Iter<std::vec::IntoIter<Piece>>;

    async fn export_differences(
        &self,
        request: Request<pb::ExportDifferencesRequest>,
    ) -> Result<Response<Self::ExportDifferencesStream>, Status> {
        let parse = |message: &pb::ExportDifferencesRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::OFFICIAL_LIST.parse(&message.parent));
            name.map(|name| (name.tenant, name.id)).ok_or(check)
        };
        // The whole file is read before it is sent: it tells of one audit, and who reads slowly holds no connection.
        let pieces = self.kit.read(request, parse, async |view, list| {
            official_lists::get(view.connection, list).await?.ok_or(OfficialError::NotFound)?;
            let mut pieces = vec![difference_file::head()];
            let mut page = Page::parse(LONGEST_PAGE, "", "").map_err(Error::internal)?;
            loop {
                let mut found = differences::list(view.connection, list, None, &page).await?;
                let next = page.cut(&mut found, |one| (one.number, Uuid::nil()));
                pieces.extend(found.chunks(PIECE).map(|lines| lines.iter().map(difference_file::line).collect()));
                match found.last() {
                    Some(last) if !next.is_empty() => page.after = (last.number, Uuid::nil()),
                    _ => return Ok::<Vec<String>, Error>(pieces),
                }
            }
        });
        let pieces = pieces.await?.into_inner().into_iter();
        let pieces: Vec<Piece> =
            pieces.map(|text| Ok(pb::ExportDifferencesResponse { chunk: text.into_bytes() })).collect();
        Ok(Response::new(tokio_stream::iter(pieces)))
    }
}

async fn take(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportOfficialListRequest, pb::OfficialRow>,
    rulebook: &Rulebook,
) -> Result<pb::ImportOfficialListResponse, Error> {
    let list = parse_target(&rows.header, &work.tenant)?;
    let mut taken = begin_official_list(work, list, rulebook).await?;
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (mut parsed, mut refused) = (Vec::new(), Vec::new());
        for (row, message) in chunk {
            match parse_row(row, message) {
                Ok(one) => parsed.push(one),
                Err(violations) => refused.push((row, violations)),
            }
        }
        refused.extend(import_official_rows(work, &mut taken, parsed).await?);
        reject(&mut rows.report, refused);
    }
    let (accepted, rejected) = (rows.report.accepted(), rows.report.rejected);
    let list = end_official_list(work, taken, accepted, rejected).await?;
    Ok(pb::ImportOfficialListResponse {
        official_list: Some(render(&work.tenant, list, Vec::new())),
        accepted,
        rejected,
        errors: render_errors(&rows.report),
    })
}

/// The list that the header names, in the version that was read.
fn parse_target(header: &Header, tenant: &Tenant) -> Result<AsRead, Failure> {
    let mut check = Violations::default();
    let id = check.own("header.official_list", &header.resource, names::OFFICIAL_LIST, Some(tenant));
    let version = check.take("header.etag", etag::parse(&header.etag));
    let (Some(id), Some(version)) = (id, version) else { return Err(check.into()) };
    Ok(AsRead { id, version })
}

fn parse_list(message: &pb::ListOfficialListsRequest) -> Result<(Tenant, (Option<Uuid>, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.vacancy]);
    let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let (Some(tenant), Some(vacancy), Some(page)) = (tenant, vacancy, page) else { return Err(check) };
    Ok((tenant, (vacancy, page)))
}

type DifferencesInput = (Uuid, Option<Kind>, Page);

fn parse_differences(message: &pb::ListDifferencesRequest) -> Result<(Tenant, DifferencesInput), Violations> {
    let mut check = Violations::default();
    let list = check.take("parent", names::OFFICIAL_LIST.parse(&message.parent));
    let kind = check.take("kind", parse_kind(message.kind));
    let filter = format!("{}|{}", message.parent, message.kind);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(list), Some(kind), Some(page)) = (list, kind, page) else { return Err(check) };
    Ok((list.tenant, (list.id, kind, page)))
}

async fn shown(connection: &mut PgConnection, tenant: &Tenant, list: OfficialList) -> Result<pb::OfficialList, Error> {
    let kinds = kinds(connection, std::slice::from_ref(&list)).await?.remove(&list.id);
    Ok(render(tenant, list, kinds.unwrap_or_default()))
}

async fn kinds(
    connection: &mut PgConnection,
    lists: &[OfficialList],
) -> Result<BTreeMap<Uuid, Vec<(String, i64)>>, Error> {
    let ids: Vec<Uuid> = lists.iter().map(|list| list.id).collect();
    Ok(differences::count(connection, &ids).await?)
}
