//! The day of the announcement: everybody reads results while others still apply elsewhere.

use crate::{
    arrivals::{Met, at_rate},
    formations,
    ground::{Ground, TENANT},
    load::{self, EDUCATION},
    options::Options,
    report::{Goal, Report},
    served::Served,
};
use anyhow::ensure;
use contracts::recruitment::v1::{
    self as pb, application_service_client::ApplicationServiceClient, document_service_client::DocumentServiceClient,
    upload_document_request::Part,
};
use hdrhistogram::Histogram;
use siklus::calls::{Caller, Credentials};
use sqlx::PgPool;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

const DATABASE: &str = "bench_announce";
/// The machine through which everybody applies, as [`Calls`](siklus::calls::Calls) names it.
const GATEWAY: &str = "demo-applicant_gateway";
/// Calls a second.
const READS: u32 = 500;
const SUBMITS: u32 = 20;
/// The documents that the ruleset asks everybody for, and their size: a scan of a page.
const DOCUMENTS: [pb::DocumentKind; 6] = [
    pb::DocumentKind::IdentityCard,
    pb::DocumentKind::Diploma,
    pb::DocumentKind::Transcript,
    pb::DocumentKind::ApplicationLetter,
    pb::DocumentKind::Statement,
    pb::DocumentKind::Photo,
];
const SCAN: usize = 100_000;
/// Connections of each kind.
const CONNECTIONS: usize = 8;

/// Reads and submits at once, each by its own schedule.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let (vacancies, applicants) = options.pick((2_000, 100_000), (200, 5_000));
    let what = format!(
        "{READS} reads a second, in turns the first page of a public result list and somebody's own result, of {applicants} \
         applicants of {vacancies} published vacancies, more of what more applied for; with them {SUBMITS} submits a second, \
         each with {} documents of {SCAN} bytes uploaded before and a signed receipt; open loop, measured from when a call was \
         due; a miss failed or took more than a second",
        DOCUMENTS.len()
    );
    report.stage("announce", &what);
    let pool = ground.database(DATABASE, &[&recruitment::SERVICE]).await?;
    load::open_vacancies(&pool).await?;
    let published = Arc::new(publish(&pool, vacancies, applicants).await?);
    let documents = ground.folder.join("bench-documents").to_string_lossy().into_owned();
    let settings = ground.settings(&recruitment::SERVICE, DATABASE)?;
    let served = Served::start_with(&settings, &[("SIKLUS__RULES__DOCUMENTS", documents.as_str())]).await?;
    ground.settle().await?;
    let visitors = Visitors::new(ground, served.address)?;
    visitors.come(&published, options.pick(5, 1)).await?;
    let (reads, submits) = visitors.come(&published, options.pick(60, 3)).await?;
    tell("read", &reads, report);
    tell("submit with documents", &submits, report);
    let (taken, time) = visitors.apply(options.pick(Duration::from_secs(15), Duration::from_secs(1))).await?;
    let rate = taken.len() as f64 / time.as_secs_f64();
    report.add(format!("{CONNECTIONS} clients: submit with documents"), rate, "/s", Goal::None);
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let waited = taken.value_at_quantile(share) as f64 / 1000.0;
        report.add(format!("{CONNECTIONS} clients: submit with documents, {name}"), waited, "ms", Goal::None);
    }
    served.stop().await?;
    pool.close().await;
    Ok(())
}

fn tell(what: &str, met: &Met, report: &mut Report) {
    report.add(format!("{what}: due"), met.due as f64, "", Goal::None);
    report.add(format!("{what}: p50"), met.quantile(0.5), "ms", Goal::None);
    report.add(format!("{what}: p99"), met.quantile(0.99), "ms", Goal::None);
    report.add(format!("{what}: longest"), met.quantile(1.0), "ms", Goal::None);
    report.add(format!("{what}: failed"), met.failed as f64, "", Goal::None);
    report.add(format!("{what}: missed"), met.missed() as f64, "", Goal::AtMost(0.0));
    if let Some(reason) = &met.reason {
        println!("  the first that failed: {reason}");
    }
}

/// Connections of the public and of the machine through which people apply.
struct Visitors {
    public: Vec<ApplicationServiceClient<Channel>>,
    gateway: Vec<(ApplicationServiceClient<Caller>, DocumentServiceClient<Caller>)>,
}

impl Visitors {
    fn new(ground: &Ground, address: SocketAddr) -> anyhow::Result<Self> {
        // As published applications name it: nobody else sees them.
        let token = ground.issuer.token(GATEWAY, &["applicant_gateway"], &["-"], 24 * 3600)?;
        let credentials = Credentials::new(&token)?;
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
        let caller = || InterceptedService::new(endpoint.connect_lazy(), credentials.clone());
        let gateway = |_| {
            let caller = caller();
            (ApplicationServiceClient::new(caller.clone()), DocumentServiceClient::new(caller))
        };
        let public = |_| ApplicationServiceClient::new(endpoint.connect_lazy());
        Ok(Self { public: (0..CONNECTIONS).map(public).collect(), gateway: (0..CONNECTIONS).map(gateway).collect() })
    }

    async fn come(&self, published: &Arc<Vec<(Uuid, Uuid)>>, seconds: u64) -> anyhow::Result<(Met, Met)> {
        let time = Duration::from_secs(seconds);
        let read = |n: u64| {
            let (vacancy, application) = published[formations::lot(n, seconds) as usize % published.len()];
            let (public, (gateway, _)) = (self.public(n), self.gateway(n));
            read(public, gateway, n, vacancy, application)
        };
        let submit = |n: u64| {
            let (applications, documents) = self.gateway(n);
            submit(applications, documents)
        };
        tokio::try_join!(at_rate(READS, time, read), at_rate(SUBMITS, time, submit))
    }

    /// Closed loop: how many can apply with documents, each client one after the other.
    async fn apply(&self, time: Duration) -> anyhow::Result<(Histogram<u64>, Duration)> {
        let (mut running, began) = (JoinSet::new(), Instant::now());
        for (applications, documents) in self.gateway.clone() {
            running.spawn(async move {
                let mut latency = Histogram::new(3)?;
                while began.elapsed() < time {
                    let sent = Instant::now();
                    submit(applications.clone(), documents.clone()).await?;
                    latency.record(u64::try_from(sent.elapsed().as_micros())?)?;
                }
                anyhow::Ok(latency)
            });
        }
        let mut latency = Histogram::new(3)?;
        while let Some(ended) = running.join_next().await {
            latency.add(ended??)?;
        }
        Ok((latency, began.elapsed()))
    }

    fn public(&self, n: u64) -> ApplicationServiceClient<Channel> {
        self.public[n as usize / 2 % CONNECTIONS].clone()
    }

    fn gateway(&self, n: u64) -> (ApplicationServiceClient<Caller>, DocumentServiceClient<Caller>) {
        self.gateway[n as usize / 2 % CONNECTIONS].clone()
    }
}

async fn read(
    mut public: ApplicationServiceClient<Channel>,
    mut gateway: ApplicationServiceClient<Caller>,
    n: u64,
    vacancy: Uuid,
    application: Uuid,
) -> anyhow::Result<()> {
    let parent = format!("instansi/{TENANT}/vacancies/{vacancy}");
    if n.is_multiple_of(2) {
        let page = public.list_results(pb::ListResultsRequest { parent, ..Default::default() }).await?;
        ensure!(!page.into_inner().results.is_empty(), "an empty result");
    } else {
        let name = format!("{parent}/applications/{application}");
        let status = gateway.get_application_status(pb::GetApplicationStatusRequest { name }).await?;
        ensure!(status.into_inner().result.is_some(), "no result of one's own");
    }
    Ok(())
}

/// Uploads one document after the other, as a form does, and applies with them.
async fn submit(
    mut applications: ApplicationServiceClient<Caller>,
    mut documents: DocumentServiceClient<Caller>,
) -> anyhow::Result<()> {
    let upload = format!("instansi/{TENANT}/uploads/{}", Uuid::new_v4());
    for kind in DOCUMENTS {
        let header =
            pb::UploadHeader { parent: upload.clone(), kind: kind.into(), request_id: Uuid::new_v4().to_string() };
        let parts = [Part::Header(header), Part::Chunk(scan())];
        let parts = parts.map(|part| pb::UploadDocumentRequest { part: Some(part) });
        documents.upload_document(tokio_stream::iter(parts)).await?;
    }
    let request = pb::SubmitApplicationRequest { upload, ..load::next_application() };
    let taken = applications.submit_application(request).await?.into_inner();
    ensure!(taken.receipt.is_some_and(|receipt| !receipt.signature.is_empty()), "no signed receipt");
    Ok(())
}

/// What looks like a PDF, and never the same twice: it would be kept once.
fn scan() -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n{}", Uuid::new_v4()).into_bytes();
    bytes.resize(SCAN, 0x5a);
    bytes
}

/// Vacancies with their results, heavy-tailed; returns vacancy and application of everybody.
async fn publish(pool: &PgPool, vacancies: usize, applicants: u64) -> anyhow::Result<Vec<(Uuid, Uuid)>> {
    // Apart from the open ones, which are numbered from 1.
    let ids: Vec<Uuid> = (0..vacancies as u128).map(|n| Uuid::from_u128((1 << 64) + n)).collect();
    let shares = formations::shares(vacancies, applicants).into_iter().map(i64::try_from);
    sqlx::query(
        "INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind,
                                            seats, education, year, period, ruleset, programme, open_time, close_time,
                                            applications, version, create_time, update_time)
         SELECT id, $1, 'published', 'needs/' || id, 'positions/' || id, 'Penyuluh Kesehatan', 'DINAS KESEHATAN', 'UMUM', 2,
                ARRAY[$2], 2024, '2024', 'cpns-2024', 'cpns', now(), now(), applications, 6, now(), now()
         FROM unnest($3::uuid[], $4::bigint[]) AS formation (id, applications)",
    )
    .bind(TENANT)
    .bind(EDUCATION)
    .bind(&ids)
    .bind(shares.collect::<Result<Vec<i64>, _>>()?)
    .execute(pool)
    .await?;
    sqlx::query(
        "INSERT INTO recruitment.applications (application_id, instansi, vacancy_id, period, participant_number, person_index,
             identity_key, identity_sealed, education, gpa_thousandths, submit_time, submitted_by, verdict, skd_attendance, twk,
             tiu, tkp, skd_code, skd_rank, skb_outcome, skb_thousandths, final_points, final_denominator, final_rank,
             rounded_rank, decision, rounded_decision, place, version)
         SELECT gen_random_uuid(), instansi, vacancy_id, period, right(vacancy_id::text, 12) || '-' || n,
                sha256((vacancy_id::text || n)::bytea), decode(repeat('5a', 60), 'hex'), decode(repeat('5a', 74), 'hex'), $1,
                3450, now(), $2, 'eligible', 'present', 100, 120, 180, CASE WHEN n <= 6 THEN 'P/L' ELSE 'P' END, n,
                CASE WHEN n <= 6 THEN 'present' END, CASE WHEN n <= 6 THEN 400000 END, CASE WHEN n <= 6 THEN 43000000000 - n END,
                CASE WHEN n <= 6 THEN 550000000 END, CASE WHEN n <= 6 THEN n END, CASE WHEN n <= 6 THEN n END,
                CASE WHEN n <= 2 THEN 'selected' WHEN n <= 6 THEN 'not_selected' END,
                CASE WHEN n <= 2 THEN 'selected' WHEN n <= 6 THEN 'not_selected' END, n, 5
         FROM recruitment.vacancies, generate_series(1, applications) AS n WHERE state = 'published'",
    )
    .bind(EDUCATION)
    .bind(GATEWAY)
    .execute(pool)
    .await?;
    documents(pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.applications").execute(pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.documents").execute(pool).await?;
    let everybody = sqlx::query_as("SELECT vacancy_id, application_id FROM recruitment.applications");
    Ok(everybody.fetch_all(pool).await?)
}

/// What one's own result tells besides: the documents one came with, all of one content here.
async fn documents(pool: &PgPool) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO recruitment.document_contents (instansi, sha256, size_bytes, media_type, path, content_key, upload_time)
         VALUES ($1, sha256('a'), $2, 'application/pdf', 'a', decode(repeat('5a', 60), 'hex'), now())",
    )
    .bind(TENANT)
    .bind(SCAN as i32)
    .execute(pool)
    .await?;
    let kinds = ["IDENTITY_CARD", "DIPLOMA", "TRANSCRIPT", "APPLICATION_LETTER", "STATEMENT", "PHOTO"];
    sqlx::query(
        "INSERT INTO recruitment.documents (document_id, instansi, application_id, kind, sha256, uploaded_by, upload_time)
         SELECT gen_random_uuid(), instansi, application_id, kind, sha256('a'), submitted_by, now()
         FROM recruitment.applications, unnest($1::text[]) AS kind",
    )
    .bind(kinds.map(str::to_owned).to_vec())
    .execute(pool)
    .await?;
    Ok(())
}
