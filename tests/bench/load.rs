//! Applications at a vacancy's door: the public gRPC API, each client on a connection of its own.

use crate::ground::{Ground, TENANT};
use contracts::{google::r#type::Date, recruitment::v1 as pb};
use hdrhistogram::Histogram;
use siklus::calls::Calls;
use sqlx::PgPool;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use tonic::Code;
use uuid::Uuid;

/// Vacancies that take applications.
pub const VACANCIES: u64 = 1_000;
/// What they ask for.
pub const EDUCATION: &str = "S-1 Kesehatan Masyarakat";

/// Everybody applies once.
static PEOPLE: AtomicU64 = AtomicU64::new(0);

/// Opens the vacancies.
pub async fn open_vacancies(pool: &PgPool) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind,
                                            seats, education, year, period, ruleset, open_time, close_time, version,
                                            create_time, update_time)
         SELECT lpad(to_hex(n), 32, '0')::uuid, $1, 'open', 'needs/' || n, 'positions/' || n, 'Penyuluh Kesehatan',
                'DINAS KESEHATAN | PUSKESMAS', 'UMUM', 2, ARRAY[$2, 'D-IV Promosi Kesehatan'], 2025, 'cpns-2024', 'cpns-2024',
                now(), now() + interval '1 day', 2, now(), now()
         FROM generate_series(1, $3::bigint) AS n",
    )
    .bind(TENANT)
    .bind(EDUCATION)
    .bind(i64::try_from(VACANCIES)?)
    .execute(pool)
    .await?;
    Ok(())
}

/// What clients saw.
pub struct Seen {
    /// Applications taken.
    pub taken: u64,
    /// How long it took.
    pub time: Duration,
    /// Of each call, in microseconds.
    pub latency: Histogram<u64>,
}

/// Closed loop: each client sends its next application when the last was answered.
pub async fn submit(ground: &Ground, address: SocketAddr, clients: u64, time: Duration) -> anyhow::Result<Seen> {
    let mut running = JoinSet::new();
    let began = Instant::now();
    for _ in 0..clients {
        let calls = Calls::to_addresses(&BTreeMap::from([("recruitment", address)]), ground.issuer.clone())?;
        let mut client = calls.applications("applicant_gateway");
        running.spawn(async move {
            let mut latency = Histogram::new(3)?;
            while began.elapsed() < time {
                let request = next_application();
                let sent = Instant::now();
                match client.submit_application(request).await {
                    Ok(_) => latency.record(u64::try_from(sent.elapsed().as_micros())?)?,
                    // A participant number drawn twice: a client tries again.
                    Err(status) if status.code() == Code::Aborted => {}
                    Err(status) => return Err(status.into()),
                }
            }
            anyhow::Ok(latency)
        });
    }
    let mut latency = Histogram::new(3)?;
    while let Some(ended) = running.join_next().await {
        latency.add(ended??)?;
    }
    Ok(Seen { taken: latency.len(), time: began.elapsed(), latency })
}

/// The application of the next person.
pub fn next_application() -> pb::SubmitApplicationRequest {
    application(PEOPLE.fetch_add(1, Relaxed))
}

/// The application of somebody who does not exist: identity numbers of the unused region 99.
fn application(person: u64) -> pb::SubmitApplicationRequest {
    let (district, sequence) = (person / 9999, person % 9999 + 1);
    let (day, month) = (1 + person % 28, 1 + person % 12);
    pb::SubmitApplicationRequest {
        parent: format!("instansi/{TENANT}/vacancies/{}", Uuid::from_u128((1 + person % VACANCIES).into())),
        nik: format!("99{:04}{day:02}{month:02}98{sequence:04}", district % 10_000),
        full_name: format!("Pelamar Contoh {person}"),
        birth_date: Some(Date { year: 1998, month: month as i32, day: day as i32 }),
        education: EDUCATION.to_owned(),
        gpa_thousandths: 3_450,
        request_id: Uuid::new_v4().to_string(),
        ..Default::default()
    }
}
