//! `FairnessService`.

use crate::{
    commands,
    domain::{
        adverse_impact::{Impact, ImpactStage, Shown, decimal, impacts},
        applicant_group::Attribute,
        fairness_rules::FairnessRules,
        programme::Programme,
        tally::GroupCounts,
    },
    error::{Error, FairnessError},
    grpc::vacancy_messages::{parse_programme, render_programme},
    names,
    rulesets::Book,
    store::fairness_reports::{self, Report},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, dates,
    names::{asked, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves fairness reports.
pub struct FairnessReports {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Book<FairnessRules>>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::fairness_service_server::FairnessService for FairnessReports {
    async fn create_fairness_report(
        &self,
        request: Request<pb::CreateFairnessReportRequest>,
    ) -> Answer<pb::FairnessReport> {
        let parse = |message: &pb::CreateFairnessReportRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let period = check.text("period", &message.period, 40);
            let request_id = check.request_id(&message.request_id);
            let programme = check.take("programme", parse_programme(message.programme));
            let (Some(tenant), Some(period), Some(request_id), Some(programme)) =
                (tenant, period, request_id, programme)
            else {
                return Err(check);
            };
            let counted = (period, programme.unwrap_or(Programme::Cpns));
            Ok((Scope::once(tenant, &message.parent, request_id), counted))
        };
        self.kit
            .write(request, parse, async |work, counted: (String, Programme)| {
                let (report, counts) = commands::create_fairness_report(work, counted, &self.book).await?;
                Ok::<_, Error>(render(&work.tenant, report, counts))
            })
            .await
    }

    async fn get_fairness_report(&self, request: Request<pb::GetFairnessReportRequest>) -> Answer<pb::FairnessReport> {
        let parse = |message: &pb::GetFairnessReportRequest| asked(names::FAIRNESS_REPORT.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id: Uuid| {
                let report = fairness_reports::get(view.connection, id).await?.ok_or(FairnessError::NotFound)?;
                let counts = fairness_reports::counts(view.connection, id).await?;
                Ok::<_, Error>(render(&view.tenant, report, counts))
            })
            .await
    }

    async fn list_fairness_reports(
        &self,
        request: Request<pb::ListFairnessReportsRequest>,
    ) -> Answer<pb::ListFairnessReportsResponse> {
        let parse = |message: &pb::ListFairnessReportsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = fairness_reports::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let reports = found.into_iter().map(|one| render(&view.tenant, one, Vec::new())).collect();
                Ok::<_, Error>(pb::ListFairnessReportsResponse { reports, next_page_token })
            })
            .await
    }
}

/// PPPK has one test: whoever came through it stands in the ranking, so its first step says all.
const PPPK_STAGES: [(ImpactStage, pb::FairnessStage); 5] = [
    (ImpactStage::Administration, pb::FairnessStage::Administration),
    (ImpactStage::Skd, pb::FairnessStage::Skb),
    (ImpactStage::Selected, pb::FairnessStage::Selected),
    (ImpactStage::Appointed, pb::FairnessStage::Appointed),
    (ImpactStage::Overall, pb::FairnessStage::Overall),
];

const STAGES: [(ImpactStage, pb::FairnessStage); 6] = [
    (ImpactStage::Administration, pb::FairnessStage::Administration),
    (ImpactStage::Skd, pb::FairnessStage::Skd),
    (ImpactStage::Skb, pb::FairnessStage::Skb),
    (ImpactStage::Selected, pb::FairnessStage::Selected),
    (ImpactStage::Appointed, pb::FairnessStage::Appointed),
    (ImpactStage::Overall, pb::FairnessStage::Overall),
];

fn render(tenant: &Tenant, report: Report, counts: Vec<GroupCounts>) -> pb::FairnessReport {
    let (mark, score) = (report.mark_thousandths.unsigned_abs(), report.score_ten_thousandths.unsigned_abs());
    let mut rows = Vec::new();
    for attribute in Attribute::ALL {
        let of = counts.iter().filter(|one| one.attribute == attribute);
        let mut groups: Vec<(String, Shown)> = of.map(|one| (one.group.clone(), one.reached)).collect();
        groups.sort();
        let stages = if report.programme == Programme::Pppk { &PPPK_STAGES[..] } else { &STAGES[..] };
        for (stage, wire) in stages.iter().copied() {
            let found = impacts(&groups, stage, mark, score).into_iter();
            rows.extend(found.map(|(group, impact)| render_row(attribute, wire, group, impact)));
        }
    }
    pb::FairnessReport {
        name: names::FAIRNESS_REPORT.name(tenant, report.id),
        period: report.period,
        programme: render_programme(report.programme).into(),
        ruleset: report.ruleset,
        vacancies: report.vacancies,
        applications: report.applications,
        smallest_cell: report.smallest_cell,
        mark_thousandths: report.mark_thousandths,
        score_ten_thousandths: report.score_ten_thousandths,
        rows,
        create_time: Some(dates::render_time(report.create_time)),
        last_change_time: report.last_change_time.map(dates::render_time),
    }
}

fn render_row(
    attribute: Attribute,
    stage: pb::FairnessStage,
    group: String,
    impact: Option<Impact>,
) -> pb::FairnessRow {
    let attribute = match attribute {
        Attribute::Sex => pb::FairnessAttribute::Sex,
        Attribute::Disability => pb::FairnessAttribute::Disability,
        Attribute::Age => pb::FairnessAttribute::Age,
        Attribute::Region => pb::FairnessAttribute::Region,
    };
    let row = pb::FairnessRow { attribute: attribute.into(), stage: stage.into(), group, ..Default::default() };
    let Some(impact) = impact else { return pb::FairnessRow { suppressed: true, ..row } };
    let of_ten_thousand = |number: Option<u64>| number.map(|number| decimal(number, 4)).unwrap_or_default();
    let of_thousand = |number: Option<u64>| number.map(|number| decimal(number, 3)).unwrap_or_default();
    let (rate, ratio, known) = (impact.rate(), impact.ratio, impact.entered > 0);
    pb::FairnessRow {
        entered: impact.entered.cast_signed(),
        passed: impact.passed.cast_signed(),
        rate: of_ten_thousand(rate),
        rate_low: of_ten_thousand(known.then_some(impact.interval.low)),
        rate_high: of_ten_thousand(known.then_some(impact.interval.high)),
        reference: impact.reference,
        ratio: of_thousand(ratio.map(|ratio| ratio.thousandths)),
        ratio_low: of_thousand(ratio.and_then(|ratio| ratio.low)),
        ratio_high: of_thousand(ratio.and_then(|ratio| ratio.high)),
        below_mark: ratio.is_some_and(|ratio| ratio.below),
        clearly_below_mark: ratio.is_some_and(|ratio| ratio.clearly_below),
        ..row
    }
}
