//! career and evaluation: servants get their number, their work is rated.

use super::{
    PARALLEL,
    data::Region,
    parent,
    people::Person,
    report::{Report, Step},
    until,
};
use crate::calls::Calls;
use anyhow::Context;
use contracts::{
    career::v1 as career,
    evaluation::v1::{self as evaluation, Rating},
    needs::v1 as needs,
};
use futures::{StreamExt, TryStreamExt, stream};

/// Appraisals in each city: enough to see, few enough to wait for.
const RATED: usize = 25;

/// Waits until every appointed candidate is a servant whom needs counts, and assigns the national numbers.
pub async fn assign_numbers(
    calls: &Calls,
    regions: &[Region],
    appointed: usize,
    report: &mut Report,
) -> anyhow::Result<()> {
    let step = Step::begin("servants", appointed);
    let servants = until("becoming servants", async || {
        let mut all = Vec::new();
        for region in regions {
            all.extend(servants_of(calls, region).await?);
        }
        Ok((all.len() >= appointed).then_some(all))
    });
    let numbered = (0..).map(Person).zip(servants.await?);
    let assign = |(person, servant): (Person, career::Servant)| {
        let (name, etag, nip) = (servant.name, servant.etag, person.nip());
        let request = career::AssignNipRequest { name, etag, nip, request_id: String::new() };
        let (mut client, step) = (calls.servants("hr_officer"), &step);
        async move {
            client.assign_nip(request).await?;
            step.advance();
            anyhow::Ok(())
        }
    };
    stream::iter(numbered).map(assign).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    until("counting incumbents", async || Ok((filled(calls, regions).await? >= appointed).then_some(()))).await?;
    step.end(report, format!("{appointed} servants with number and position; needs counts them"));
    Ok(())
}

async fn servants_of(calls: &Calls, region: &Region) -> anyhow::Result<Vec<career::Servant>> {
    let mut request = career::ListServantsRequest { parent: parent(region), page_size: 1000, ..Default::default() };
    let mut servants = Vec::new();
    loop {
        let page = calls.servants("hr_officer").list_servants(request.clone()).await?.into_inner();
        servants.extend(page.servants);
        if page.next_page_token.is_empty() {
            return Ok(servants);
        }
        request.page_token = page.next_page_token;
    }
}

async fn filled(calls: &Calls, regions: &[Region]) -> anyhow::Result<usize> {
    let mut filled = 0;
    for region in regions {
        let mut request = needs::ListNeedsRequest { parent: parent(region), page_size: 1000, ..Default::default() };
        loop {
            let page = calls.proposals("analyst").list_needs(request.clone()).await?.into_inner();
            filled += page.needs.iter().map(|need| usize::try_from(need.filled).unwrap_or(0)).sum::<usize>();
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
    }
    Ok(filled)
}

/// Rates some servants of each city, and waits until their records show it.
pub async fn rate(calls: &Calls, regions: &[Region], report: &mut Report) -> anyhow::Result<()> {
    let mut chosen = Vec::new();
    for region in regions {
        let servants = servants_of(calls, region).await?;
        let unit = some_unit(calls, region).await?;
        // Each is rated by the next one.
        let superiors = servants.iter().cycle().skip(1).map(|servant| servant.name.clone());
        let pairs = servants.iter().map(|servant| servant.name.clone()).zip(superiors);
        chosen.extend(pairs.map(|(servant, superior)| Rated { servant, superior, unit: unit.clone() }).take(RATED));
    }
    let step = Step::begin("appraisals (SKP)", chosen.len());
    let rate = |(nth, rated): (usize, Rated)| {
        let (calls, step) = (calls.clone(), &step);
        async move {
            rate_one(&calls, rated, nth).await?;
            step.advance();
            anyhow::Ok(())
        }
    };
    let rated = chosen.len();
    stream::iter(chosen.into_iter().enumerate()).map(rate).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    until("noting ratings", async || {
        let mut noted = 0;
        for region in regions {
            noted += servants_of(calls, region).await?.iter().filter(|servant| !servant.rating.is_empty()).count();
        }
        Ok((noted >= rated).then_some(()))
    })
    .await?;
    step.end(report, format!("{rated} rated by the 3×3 matrix; career notes them"));
    Ok(())
}

/// Somebody who is rated, by whom, in which unit.
struct Rated {
    servant: String,
    superior: String,
    unit: String,
}

async fn some_unit(calls: &Calls, region: &Region) -> anyhow::Result<String> {
    let request = needs::ListUnitsRequest { parent: parent(region), page_size: 1, ..Default::default() };
    let units = calls.positions("analyst").list_units(request).await?.into_inner().units;
    Ok(units.into_iter().next().context("the region has a unit")?.name)
}

/// A rating that was given elsewhere is recorded, the servant reads and accepts it, and it becomes final.
async fn rate_one(calls: &Calls, Rated { servant, superior, unit }: Rated, nth: usize) -> anyhow::Result<()> {
    let mut client = calls.appraisals("integration");
    let parent = servant.split('/').take(2).collect::<Vec<_>>().join("/");
    let create = evaluation::CreateAppraisalRequest {
        parent: parent.clone(),
        servant: servant.clone(),
        year: 2025,
        ..Default::default()
    };
    let created = client.create_appraisal(create).await?.into_inner();
    let result = [Rating::Meets, Rating::Above, Rating::Below][nth % 3];
    let rate = evaluation::RateAppraisalRequest {
        name: created.name,
        etag: created.etag,
        result: result.into(),
        behaviour: Rating::Meets.into(),
        superior,
        unit,
        note: "Dinilai sebelum Siklus dipakai".to_owned(),
        ..Default::default()
    };
    let rated = client.rate_appraisal(rate).await?.into_inner();
    let account = servant.clone();
    let link = evaluation::LinkServantAccountRequest { parent: parent.clone(), servant, account, ..Default::default() };
    let account = link.account.clone();
    calls.servant_accounts("hr_officer").link_servant_account(link).await?;
    let mine = evaluation::GetMySkpPlanRequest { parent, year: 2025 };
    let seen = calls.own_views(&account).get_my_skp_plan(mine).await?.into_inner();
    let accept = evaluation::AcceptSkpRatingRequest { name: seen.name, etag: seen.etag, ..Default::default() };
    let accepted = calls.own_plans(&account).accept_skp_rating(accept).await?.into_inner();
    let finalise = evaluation::FinaliseAppraisalRequest { name: rated.name, etag: accepted.etag, ..Default::default() };
    client.finalise_appraisal(finalise).await?;
    Ok(())
}
