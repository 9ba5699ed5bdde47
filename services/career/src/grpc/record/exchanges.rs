//! `RecordExchangeService`.

use crate::grpc::{
    history_rows::{SPLIT_HISTORIES, read_history},
    servant_rows::{Reader, SPLIT_SERVANTS, render_note},
    siasn_histories::{self, DATA_ANAK, DATA_PASANGAN, RW_ANGKAKREDIT, RW_HUKDIS, RW_KURSUS, RW_SKP22},
    siasn_lines::{self, DATA_UTAMA, MainData, RW_GOLONGAN, RW_JABATAN, RW_PENDIDIKAN},
};
use crate::{
    commands::{self, ImportedServants},
    domain::{
        competency_rules::CompetencyRules,
        record_rules::RecordRules,
        relative::Relation,
        servant::{Servant, day_of},
    },
    error::Error,
    store::{credits, educations, identities, national_lists, placements, punishments, ranks, relatives, servants},
};
use contracts::career::v1 as pb;
use pb::export_servants_request::Listing;
use platform::{Kit, Scope, Violations, Work, page::Page};
use std::{collections::HashMap, sync::Arc};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows read at once.
const CHUNK: usize = 200;
/// Most servants of a page: the numbers of all of them are opened.
const MOST: i32 = 200;

/// Serves records in and out in the national system's shape.
pub struct Exchanges {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<RecordRules>,
    pub(crate) competency: Arc<CompetencyRules>,
}

#[tonic::async_trait]
impl pb::record_exchange_service_server::RecordExchangeService for Exchanges {
    async fn import_servants(
        &self,
        request: Request<Streaming<pb::ImportServantsRequest>>,
    ) -> Result<Response<pb::ImportServantsResponse>, Status> {
        self.kit
            .import(request, SPLIT_SERVANTS, async |work, rows| {
                let (tenant, now) = (work.tenant.clone(), work.now);
                let reader = Reader { tenant: &tenant, now, rules: &self.rules };
                let mut imported = ImportedServants::default();
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut lines = Vec::with_capacity(chunk.len());
                    for (number, row) in chunk {
                        match reader.read(number, &row) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    commands::import_servants(work, lines, &mut imported, &mut rows.report, &self.competency).await?;
                }
                let ImportedServants { known, mut warnings } = imported;
                warnings.sort_by_key(|note| note.row);
                Ok::<_, Error>(pb::ImportServantsResponse {
                    accepted: rows.report.accepted() - known,
                    known,
                    rejected: rows.report.rejected,
                    errors: rows.report.render(render_note),
                    warnings: warnings.iter().map(render_note).collect(),
                })
            })
            .await
    }

    async fn import_histories(
        &self,
        request: Request<Streaming<pb::ImportHistoriesRequest>>,
    ) -> Result<Response<pb::ImportHistoriesResponse>, Status> {
        self.kit
            .import(request, SPLIT_HISTORIES, async |work, rows| {
                let (tenant, now) = (work.tenant.clone(), work.now);
                let mut known = 0;
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut lines = Vec::with_capacity(chunk.len());
                    for (number, row) in chunk {
                        match read_history(number, &row, &tenant, now) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    known += commands::import_histories(work, lines, &self.rules, &mut rows.report).await?;
                }
                Ok::<_, Error>(pb::ImportHistoriesResponse {
                    accepted: rows.report.accepted() - known,
                    known,
                    rejected: rows.report.rejected,
                    errors: rows.report.render(render_note),
                })
            })
            .await
    }

    /// Shows national numbers, so the reading is audited like a write.
    async fn export_servants(
        &self,
        request: Request<pb::ExportServantsRequest>,
    ) -> Result<Response<pb::ExportServantsResponse>, Status> {
        let parse = |message: &pb::ExportServantsRequest| {
            let mut check = Violations::default();
            let (size, token) =
                (if message.page_size == 0 { 50 } else { message.page_size.min(MOST) }, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.listing]);
            let listing = Listing::try_from(message.listing).ok().filter(|listing| *listing != Listing::Unspecified);
            let listing = check.take("listing", listing.ok_or("must be a list of the national system"));
            let (Some(tenant), Some(page), Some(listing)) = (tenant, page, listing) else { return Err(check) };
            Ok((Scope::of(tenant, &message.parent), (listing, page)))
        };
        self.kit
            .write(request, parse, async |work, (listing, page): (Listing, Page)| {
                let mut found = servants::list(work.connection, "", "", &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                found.iter().for_each(|one| work.show(one.id));
                let csv = self.lines(work, listing, &found).await?;
                let columns: &[&str] = match listing {
                    Listing::Unspecified => &[],
                    Listing::DataUtama => &DATA_UTAMA,
                    Listing::RwJabatan => &RW_JABATAN,
                    Listing::RwGolongan => &RW_GOLONGAN,
                    Listing::RwPendidikan => &RW_PENDIDIKAN,
                    Listing::RwSkp22 => &RW_SKP22,
                    Listing::RwAngkakredit => &RW_ANGKAKREDIT,
                    Listing::RwKursus => &RW_KURSUS,
                    Listing::RwHukdis => &RW_HUKDIS,
                    Listing::DataPasangan => &DATA_PASANGAN,
                    Listing::DataAnak => &DATA_ANAK,
                };
                let columns = columns.iter().map(|column| (*column).to_owned()).collect();
                Ok::<_, Error>(pb::ExportServantsResponse { columns, csv, next_page_token })
            })
            .await
    }
}

impl Exchanges {
    /// The lines of one list about these servants.
    async fn lines(&self, work: &mut Work<'_>, listing: Listing, servants: &[Servant]) -> Result<String, Error> {
        let ids: Vec<Uuid> = servants.iter().map(|servant| servant.id).collect();
        let nips = identities::nips_of(work.connection, &work.vault, &ids).await?;
        let nip = |servant: Uuid| nips.get(&servant).map_or("", String::as_str);
        Ok(match listing {
            Listing::Unspecified => String::new(),
            Listing::DataUtama => self.data_utama(work, servants, &nips).await?,
            Listing::RwJabatan => {
                let rows = placements::of_servants(work.connection, &ids).await?;
                rows.iter().map(|row| siasn_lines::rw_jabatan(nip(row.servant), row)).collect()
            }
            Listing::RwGolongan => {
                let rows = ranks::of_servants(work.connection, &ids).await?;
                rows.iter().map(|row| siasn_lines::rw_golongan(nip(row.servant), row)).collect()
            }
            Listing::RwPendidikan => {
                let rows = educations::of_servants(work.connection, &ids).await?;
                rows.iter().map(|row| siasn_lines::rw_pendidikan(nip(row.servant), row)).collect()
            }
            Listing::RwSkp22 => {
                let rows = national_lists::ratings(work.connection, &ids).await?;
                rows.into_iter().map(|(servant, rating)| siasn_histories::rw_skp22(nip(servant), rating)).collect()
            }
            Listing::RwAngkakredit => {
                let rows = credits::of_servants(work.connection, &ids).await?;
                rows.iter().map(|row| siasn_histories::rw_angkakredit(nip(row.servant), row)).collect()
            }
            Listing::RwKursus => {
                let rows = national_lists::learned(work.connection, &ids).await?;
                rows.iter().map(|row| siasn_histories::rw_kursus(nip(row.servant), row)).collect()
            }
            Listing::RwHukdis => {
                let rows = punishments::of_servants(work.connection, &work.vault, &ids).await?;
                rows.iter().map(|row| siasn_histories::rw_hukdis(nip(row.servant), row, &self.rules)).collect()
            }
            Listing::DataPasangan => {
                let rows = relatives::of_servants(work.connection, &work.vault, &ids).await?;
                let rows = rows.iter().filter(|row| row.detail.relation == Relation::Spouse);
                rows.map(|row| siasn_histories::data_pasangan(nip(row.servant), row)).collect()
            }
            Listing::DataAnak => {
                let rows = relatives::of_servants(work.connection, &work.vault, &ids).await?;
                let rows = rows.iter().filter(|row| row.detail.relation == Relation::Child);
                rows.map(|row| siasn_histories::data_anak(nip(row.servant), row)).collect()
            }
        })
    }

    async fn data_utama(
        &self,
        work: &mut Work<'_>,
        servants: &[Servant],
        nips: &HashMap<Uuid, String>,
    ) -> Result<String, Error> {
        let today = day_of(work.now);
        let ids: Vec<Uuid> = servants.iter().map(|servant| servant.id).collect();
        let ranks = ranks::of_servants(work.connection, &ids).await?;
        let posts = placements::of_servants(work.connection, &ids).await?;
        let educations = educations::of_servants(work.connection, &ids).await?;
        let ranks: HashMap<Uuid, _> =
            ranks.iter().filter(|row| row.covers(today)).map(|row| (row.servant, row)).collect();
        let posts = posts.iter().filter(|row| row.is_definitive() && row.covers(today));
        let posts: HashMap<Uuid, _> = posts.map(|row| (row.servant, row)).collect();
        let known = identities::identities_of(work.connection, &work.vault, &ids).await?;
        let permanent = national_lists::permanent(work.connection, &ids).await?;
        let retirements = national_lists::retirement_dates(work.connection, &ids).await?;
        let mut highest = HashMap::new();
        for row in educations.iter().filter(|row| row.recognised) {
            let best = highest.entry(row.servant).or_insert(row);
            if row.level > best.level {
                *best = row;
            }
        }
        let line = |servant: &Servant| {
            let data = MainData {
                nip: nips.get(&servant.id).map_or("", String::as_str),
                servant,
                rank: ranks.get(&servant.id).copied(),
                education: highest.get(&servant.id).copied(),
                post: posts.get(&servant.id).copied(),
                identity: known.get(&servant.id),
                permanent: permanent.get(&servant.id),
                retirement: retirements.get(&servant.id).copied(),
            };
            siasn_lines::data_utama(&data, &self.rules)
        };
        Ok(servants.iter().map(line).collect())
    }
}
