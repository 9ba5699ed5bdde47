//! What a year asks of everybody's career at once: lesson hours summed, competency gaps found, talent boxes proposed and next
//! promotions computed, from rows in Postgres to every result written.

use crate::{
    careers_rows as rows,
    ground::Ground,
    options::Options,
    report::{Goal, Report},
};
use anyhow::ensure;
use contracts::career::v1::{
    ProposeBoxesRequest, RecomputeNextPromotionsRequest, RecomputeProfilesRequest, SumHoursRequest,
};
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Clock, Settings};
use siklus::calls::Calls;
use std::{collections::BTreeMap, net::SocketAddr, time::Instant};
use tokio_util::sync::CancellationToken;

/// Regional governments.
const TENANTS: i64 = 8;
/// Instansi computed at once: two a core, because whoever commits waits for the disk.
const PARALLEL: usize = 4;
/// Servants of one call for profiles, which holds their rows.
const PROFILES: i32 = 10_000;
/// Servants of one call for boxes and promotions.
const MOST: i32 = 100_000;

/// Computes the careers of two sizes of province.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "careers",
        "SumHours, RecomputeProfiles, ProposeBoxes and RecomputeNextPromotions over gRPC for 8 instansi, four at once: two \
         bookings, nine competencies, two ratings, rank, post, diploma and points of each servant read, every profile, gap, \
         box and next promotion written; a tenth has a gap, another tenth a box that needs review",
    );
    let sizes: &[i64] = options.pick(&[40_000, 400_000], &[4_000]);
    let mut each = Vec::new();
    for servants in sizes {
        let times = province(ground, *servants).await?;
        for (what, seconds) in times.parts() {
            report.add(format!("{servants} servants: {what}"), seconds, "s", Goal::None);
        }
        let goal = if *servants == 400_000 { Goal::AtMost(10.0) } else { Goal::None };
        report.add(format!("{servants} servants: all four"), times.all(), "s", goal);
        each.push(times.all() / *servants as f64);
    }
    if let [first, .., last] = each.as_slice() {
        report.add("a servant of the largest against one of the smallest", last / first, "", Goal::AtMost(1.2));
    }
    Ok(())
}

/// Seconds of each pass over everybody.
struct Times {
    hours: f64,
    gaps: f64,
    boxes: f64,
    promotions: f64,
}

impl Times {
    fn parts(&self) -> [(&'static str, f64); 4] {
        [("lesson hours", self.hours), ("gaps", self.gaps), ("boxes", self.boxes), ("next promotions", self.promotions)]
    }

    fn all(&self) -> f64 {
        self.parts().iter().map(|(_, seconds)| seconds).sum()
    }
}

async fn province(ground: &Ground, servants: i64) -> anyhow::Result<Times> {
    let database = format!("bench_careers_{servants}");
    let pool = ground.database(&database, &[&career::SERVICE]).await?;
    let year = rows::fill(&pool, TENANTS, servants / TENANTS).await?;
    let mut settings: Settings<career::config::Rules> = ground.settings_of(&career::SERVICE, &database)?;
    settings.server.timeout_seconds = 600;
    let app = career::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    ground.settle().await?;
    let times = measure(ground, address, year, servants).await?;
    stop.cancel();
    running.await??;
    pool.close().await;
    Ok(times)
}

/// The boxes are proposed from the matches that the profiles left, so the order is the year's own.
async fn measure(ground: &Ground, address: SocketAddr, year: i32, servants: i64) -> anyhow::Result<Times> {
    let addresses: BTreeMap<&'static str, SocketAddr> = BTreeMap::from([("career", address)]);
    let calls = Calls::to_addresses(&addresses, ground.issuer.clone())?;
    let (hours, booked) = pass((0..TENANTS).map(|tenant| sum_hours(&calls, tenant, year))).await?;
    ensure!(booked == rows::HOURS * servants, "{booked} lesson hours were summed");
    let (gaps, opened) = pass((0..TENANTS).map(|tenant| find_gaps(&calls, tenant))).await?;
    ensure!(opened == servants / 10, "{opened} gaps were found");
    let (boxes, proposed) = pass((0..TENANTS).map(|tenant| propose_boxes(&calls, tenant))).await?;
    ensure!(proposed == servants - servants / 10, "{proposed} boxes were proposed");
    let (promotions, computed) = pass((0..TENANTS).map(|tenant| compute_promotions(&calls, tenant))).await?;
    ensure!(computed == servants, "{computed} next promotions were computed");
    Ok(Times { hours, gaps, boxes, promotions })
}

/// One look at everybody: how long it took, and what it counted.
async fn pass<F: Future<Output = anyhow::Result<i64>>>(calls: impl Iterator<Item = F>) -> anyhow::Result<(f64, i64)> {
    let began = Instant::now();
    let counted: i64 =
        stream::iter(calls).buffer_unordered(PARALLEL).try_fold(0, async |sum, one| Ok(sum + one)).await?;
    Ok((began.elapsed().as_secs_f64(), counted))
}

fn parent(tenant: i64) -> String {
    format!("instansi/{}", 1000 + tenant)
}

/// Returns the hours.
async fn sum_hours(calls: &Calls, tenant: i64, year: i32) -> anyhow::Result<i64> {
    let mut client = calls.training_hours("hr_officer");
    let (mut hours, mut page_token) = (0, String::new());
    loop {
        let parent = parent(tenant);
        let request = SumHoursRequest { parent, page_size: 1000, page_token, year, ..Default::default() };
        let summed = client.sum_hours(request).await?.into_inner();
        hours += summed.units.iter().map(|unit| unit.hours).sum::<i64>();
        page_token = summed.next_page_token;
        if page_token.is_empty() {
            return Ok(hours);
        }
    }
}

/// Returns how many gaps were found.
async fn find_gaps(calls: &Calls, tenant: i64) -> anyhow::Result<i64> {
    let mut client = calls.competency_profiles("hr_officer");
    let (mut opened, mut after) = (0, String::new());
    loop {
        let request = RecomputeProfilesRequest { parent: parent(tenant), after, most: PROFILES, ..Default::default() };
        let done = client.recompute_profiles(request).await?.into_inner();
        opened += done.opened;
        after = done.last;
        if done.left == 0 {
            return Ok(opened);
        }
    }
}

/// Returns how many boxes were proposed.
async fn propose_boxes(calls: &Calls, tenant: i64) -> anyhow::Result<i64> {
    let mut client = calls.talent_boxes("hr_officer");
    let (mut proposed, mut page_token) = (0, String::new());
    loop {
        let request = ProposeBoxesRequest { parent: parent(tenant), page_token, most: MOST, ..Default::default() };
        let done = client.propose_boxes(request).await?.into_inner();
        proposed += done.proposed;
        page_token = done.next_page_token;
        if page_token.is_empty() {
            return Ok(proposed);
        }
    }
}

/// Returns of how many servants the next promotion was computed.
async fn compute_promotions(calls: &Calls, tenant: i64) -> anyhow::Result<i64> {
    let mut client = calls.promotions("hr_officer");
    let (mut computed, mut page_token) = (0, String::new());
    loop {
        let parent = parent(tenant);
        let request = RecomputeNextPromotionsRequest { parent, page_token, most: MOST, ..Default::default() };
        let done = client.recompute_next_promotions(request).await?.into_inner();
        computed += done.computed;
        page_token = done.next_page_token;
        if page_token.is_empty() {
            return Ok(computed);
        }
    }
}
