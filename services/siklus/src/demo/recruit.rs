//! recruitment: vacancies open, thousands apply, tests are ranked by the law, the best are appointed.

use super::{
    PARALLEL,
    data::Region,
    parent,
    people::{FIRST_DAY, Person},
    report::{Report, Step},
    until,
};
use crate::{calls::Calls, system::EXERCISE};
use anyhow::ensure;
use contracts::recruitment::v1::{self as pb, skd_row::Attendance};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{Timestamp, ToSpan};
use platform::{dates, telemetry};
use std::collections::BTreeMap;
use tracing::Instrument;

/// Who applied where: by participant number.
pub type Applications = BTreeMap<String, (Person, String)>;

/// Waits until every need has become a draft, and opens them all.
pub async fn open_vacancies(
    calls: &Calls,
    regions: &[Region],
    report: &mut Report,
) -> anyhow::Result<Vec<pb::Vacancy>> {
    let expected: usize = regions.iter().map(|region| region.formations.len()).sum();
    let step = Step::begin("vacancies", expected);
    let mut drafts = Vec::new();
    for region in regions {
        let wanted = region.formations.len();
        let all = until("drafting vacancies", async || {
            let found = list_drafts(calls, &parent(region)).await?;
            Ok((found.len() >= wanted).then_some(found))
        });
        drafts.extend(all.await?);
    }
    // Ids differ from run to run; the same people apply to the same vacancies all the same.
    let place = |vacancy: &pb::Vacancy| (vacancy.unit_path.clone(), vacancy.position_title.clone(), vacancy.kind);
    drafts.sort_by_cached_key(|vacancy| (place(vacancy), vacancy.seats, vacancy.education.clone()));
    let close_time = Some(dates::render_time(Timestamp::now().saturating_add(1.hour())?));
    let open = |draft: pb::Vacancy| {
        let (name, etag, ruleset) = (draft.name, draft.etag, EXERCISE.to_owned());
        let request = pb::OpenVacancyRequest { name, etag, ruleset, close_time, ..Default::default() };
        let (mut client, step) = (calls.vacancies("selection_committee"), &step);
        async move {
            let vacancy = client.open_vacancy(request).await?.into_inner();
            step.advance();
            anyhow::Ok(vacancy)
        }
    };
    let open: Vec<_> = stream::iter(drafts).map(open).buffered(PARALLEL).try_collect().await?;
    let seats: i32 = open.iter().map(|vacancy| vacancy.seats).sum();
    step.end(report, format!("{} vacancies with {seats} seats open", open.len()));
    Ok(open)
}

async fn list_drafts(calls: &Calls, parent: &str) -> anyhow::Result<Vec<pb::Vacancy>> {
    let mut request = pb::ListDraftsRequest { parent: parent.to_owned(), page_size: 1000, ..Default::default() };
    let mut vacancies = Vec::new();
    loop {
        let page = calls.vacancies("analyst").list_drafts(request.clone()).await?.into_inner();
        vacancies.extend(page.vacancies);
        if page.next_page_token.is_empty() {
            return Ok(vacancies);
        }
        request.page_token = page.next_page_token;
    }
}

/// Five people apply for each seat. Every tenth sends the application twice, as people do at the deadline.
pub async fn submit_applications(
    calls: &Calls,
    vacancies: &[pb::Vacancy],
    report: &mut Report,
) -> anyhow::Result<Applications> {
    let each = |vacancy: &pb::Vacancy| vec![vacancy.clone(); usize::try_from(vacancy.seats * 5).unwrap_or(0)];
    let wanted: Vec<(Person, pb::Vacancy)> = (0..).map(Person).zip(vacancies.iter().flat_map(each)).collect();
    let step = Step::begin("applications", wanted.len());
    let submit = |(person, vacancy): (Person, pb::Vacancy)| {
        let request = pb::SubmitApplicationRequest {
            parent: vacancy.name,
            nik: person.nik(),
            full_name: person.full_name(),
            birth_date: person.wire_birth_date(),
            education: vacancy.education.first().cloned().unwrap_or_default(),
            gpa_thousandths: person.gpa_thousandths(),
            request_id: person.request_id(0),
            ..Default::default()
        };
        let (mut client, step) = (calls.applications("applicant_gateway"), &step);
        async move {
            let taken = client.submit_application(request.clone()).await?.into_inner();
            if person.0.is_multiple_of(10) {
                let again = client.submit_application(request).await?.into_inner();
                ensure!(again.name == taken.name, "a repeated application was taken twice");
            }
            step.advance();
            anyhow::Ok((taken.participant_number, (person, taken.name)))
        }
    };
    let taken: Applications = stream::iter(wanted).map(submit).buffer_unordered(PARALLEL).try_collect().await?;
    let repeated = taken.values().filter(|(person, _)| person.0.is_multiple_of(10)).count();
    step.end(report, format!("{} taken, {repeated} sent twice and taken once", taken.len()));
    Ok(taken)
}

/// Closes the vacancies, finds everybody eligible and makes that public.
pub async fn screen(
    calls: &Calls,
    vacancies: Vec<pb::Vacancy>,
    applications: &Applications,
    report: &mut Report,
) -> anyhow::Result<Vec<pb::Vacancy>> {
    let step = Step::begin("verification", vacancies.len());
    let close = |vacancy: pb::Vacancy| {
        let request = pb::CloseVacancyRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        let mut client = calls.vacancies("selection_committee");
        async move { anyhow::Ok(client.close_vacancy(request).await?.into_inner()) }
    };
    let closed: Vec<_> = stream::iter(vacancies).map(close).buffer_unordered(PARALLEL).try_collect().await?;
    for (tenant, participants) in by_tenant(applications) {
        let header = pb::ImportHeader { parent: tenant, strict: true, ..Default::default() };
        let mut parts = vec![pb::import_verdicts_request::Part::Header(header)];
        parts.extend(participants.into_iter().map(|(participant_number, _)| {
            let verdict = pb::Verdict::Eligible.into();
            pb::import_verdicts_request::Part::Row(pb::VerdictRow { participant_number, verdict, ..Default::default() })
        }));
        let messages = parts.into_iter().map(|part| pb::ImportVerdictsRequest { part: Some(part) });
        calls.verifications("integration").import_verdicts(tokio_stream::iter(messages)).await?;
    }
    let announce = |vacancy: pb::Vacancy| {
        let (name, etag, request_id) = (vacancy.name, vacancy.etag, String::new());
        let request = pb::AnnounceAdministrationRequest { name, etag, request_id };
        let (mut client, step) = (calls.vacancies("selection_committee"), &step);
        async move {
            let announced = client.announce_administration(request).await?.into_inner();
            step.advance();
            anyhow::Ok(announced)
        }
    };
    let announced: Vec<_> = stream::iter(closed).map(announce).buffer_unordered(PARALLEL).try_collect().await?;
    step.end(report, format!("{} applications meet the requirements", applications.len()));
    Ok(announced)
}

/// Takes the basic test's results and ranks them.
pub async fn rank_skd(
    calls: &Calls,
    vacancies: Vec<pb::Vacancy>,
    applications: &Applications,
    report: &mut Report,
) -> anyhow::Result<Vec<pb::Vacancy>> {
    let step = Step::begin("basic test (SKD)", vacancies.len());
    for (tenant, participants) in by_tenant(applications) {
        let header = pb::ImportHeader { parent: tenant, strict: true, ..Default::default() };
        let mut parts = vec![pb::import_skd_results_request::Part::Header(header)];
        parts.extend(participants.into_iter().map(|(number, person)| {
            let (attendance, (twk, tiu, tkp)) = match person.skd() {
                Some(parts) => (Attendance::Present, parts),
                None => (Attendance::Absent, (0, 0, 0)),
            };
            let attendance = attendance.into();
            pb::import_skd_results_request::Part::Row(pb::SkdRow {
                participant_number: number,
                attendance,
                twk,
                tiu,
                tkp,
                ..Default::default()
            })
        }));
        let messages = parts.into_iter().map(|part| pb::ImportSkdResultsRequest { part: Some(part) });
        calls.applications("integration").import_skd_results(tokio_stream::iter(messages)).await?;
    }
    let rank = |vacancy: pb::Vacancy| {
        let request = pb::RankSkdRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        let (mut client, step) = (calls.vacancies("selection_committee"), &step);
        async move {
            let ranked = client.rank_skd(request).await?.into_inner();
            step.advance();
            anyhow::Ok(ranked)
        }
    };
    let ranked: Vec<_> = stream::iter(vacancies).map(rank).buffer_unordered(PARALLEL).try_collect().await?;
    step.end(report, format!("{} results ranked", applications.len()));
    Ok(ranked)
}

fn by_tenant(applications: &Applications) -> BTreeMap<String, Vec<(String, Person)>> {
    let mut tenants: BTreeMap<String, Vec<(String, Person)>> = BTreeMap::new();
    for (number, (person, name)) in applications {
        let tenant = name.split('/').take(2).collect::<Vec<_>>().join("/");
        tenants.entry(tenant).or_default().push((number.clone(), *person));
    }
    tenants
}

/// Takes the field test's results of those who go on, integrates 40/60, ranks and publishes.
pub async fn rank_final(
    calls: &Calls,
    vacancies: Vec<pb::Vacancy>,
    applications: &Applications,
    report: &mut Report,
) -> anyhow::Result<Vec<pb::Vacancy>> {
    let step = Step::begin("field test (SKB), result", vacancies.len());
    let list = |vacancy: &pb::Vacancy| list_applications(calls.clone(), vacancy.name.clone(), false);
    let shown: Vec<Vec<pb::Application>> =
        stream::iter(vacancies.iter().map(list).collect::<Vec<_>>()).buffer_unordered(PARALLEL).try_collect().await?;
    let onward = |one: &pb::Application| one.result.as_ref().is_some_and(|result| result.skd_code == "P/L");
    let onward: Applications = shown
        .into_iter()
        .flatten()
        .filter(onward)
        .filter_map(|one| Some((one.participant_number.clone(), applications.get(&one.participant_number)?.clone())))
        .collect();
    for (tenant, participants) in by_tenant(&onward) {
        let header = pb::ImportHeader { parent: tenant, strict: true, ..Default::default() };
        let mut parts = vec![pb::import_skb_results_request::Part::Header(header)];
        parts.extend(participants.into_iter().map(|(participant_number, person)| {
            let cat_thousandths = person.skb_thousandths();
            pb::import_skb_results_request::Part::Row(pb::SkbRow {
                participant_number,
                cat_thousandths,
                ..Default::default()
            })
        }));
        let messages = parts.into_iter().map(|part| pb::ImportSkbResultsRequest { part: Some(part) });
        calls.applications("integration").import_skb_results(tokio_stream::iter(messages)).await?;
    }
    let publish = |vacancy: pb::Vacancy| {
        let rank = pb::RankFinalRequest { name: vacancy.name.clone(), etag: vacancy.etag, request_id: String::new() };
        let (mut client, step) = (calls.vacancies("selection_committee"), &step);
        async move {
            let etag = client.rank_final(rank).await?.into_inner().etag;
            let publish = pb::PublishResultRequest { name: vacancy.name, etag, request_id: String::new() };
            let published = client.publish_result(publish).await?.into_inner();
            step.advance();
            anyhow::Ok(published)
        }
    };
    let published: Vec<_> = stream::iter(vacancies).map(publish).buffer_unordered(PARALLEL).try_collect().await?;
    step.end(report, format!("{} went on, {} results published", onward.len(), published.len()));
    Ok(published)
}

async fn list_applications(calls: Calls, parent: String, selected: bool) -> anyhow::Result<Vec<pb::Application>> {
    let mut request = pb::ListApplicationsRequest { parent, page_size: 1000, selected, ..Default::default() };
    let mut applications = Vec::new();
    loop {
        let page = calls.applications("verifier").list_applications(request.clone()).await?.into_inner();
        applications.extend(page.applications);
        if page.next_page_token.is_empty() {
            return Ok(applications);
        }
        request.page_token = page.next_page_token;
    }
}

/// Appoints everybody who was selected. One appointment at Puskesmas Asemrowo is the trace to look at.
pub async fn appoint(calls: &Calls, vacancies: &[pb::Vacancy], report: &mut Report) -> anyhow::Result<usize> {
    let step = Step::begin("appointments", vacancies.len());
    let appoint = |vacancy: pb::Vacancy| {
        let (calls, step) = (calls.clone(), &step);
        async move {
            let selected = list_applications(calls.clone(), vacancy.name.clone(), true).await?;
            let mut traces = Vec::new();
            for application in selected {
                let request = pb::AppointCandidateRequest {
                    name: application.name,
                    etag: application.etag,
                    appointment_date: Some(dates::render(FIRST_DAY)),
                    request_id: String::new(),
                };
                let span = tracing::info_span!(
                    target: "siklus::demo", "appoint", otel.name = "demo: appoint a candidate", otel.kind = "client",
                    service.name = "demo",
                );
                let call = async {
                    let mut client = calls.applications("appointing_authority");
                    client.appoint_candidate(request).await?;
                    anyhow::Ok(telemetry::trace_id())
                };
                traces.push(call.instrument(span).await?);
            }
            step.advance();
            let asemrowo = vacancy.unit_path.ends_with("PUSKESMAS ASEMROWO");
            anyhow::Ok((traces.len(), traces.into_iter().next().filter(|_| asemrowo)))
        }
    };
    let done: Vec<(usize, Option<String>)> =
        stream::iter(vacancies.to_vec()).map(appoint).buffer_unordered(PARALLEL).try_collect().await?;
    let appointed = done.iter().map(|(count, _)| count).sum();
    report.trace = done.into_iter().find_map(|(_, trace)| trace).unwrap_or_default();
    step.end(report, format!("{appointed} candidates appointed"));
    Ok(appointed)
}
