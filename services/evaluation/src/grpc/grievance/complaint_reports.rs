//! `ComplaintReportService`: what is late. No texts, no answers, no people.

use super::complaint_views as views;
use crate::{
    commands::ComplaintBooks,
    domain::{
        complaint::Complaint,
        timeliness::{Timeliness, day_number, quarter_of},
    },
    error::Error,
    names,
    store::complaint_reports,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, Tenant, Violations, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves reports about lateness.
pub struct ComplaintReports {
    pub(crate) kit: Kit,
    pub(crate) books: Arc<ComplaintBooks>,
}

type Answer<T> = Result<Response<T>, Status>;
type OverdueInput = (Option<Uuid>, bool, Page);
type PeriodInput = ((Date, Date), Page);

#[tonic::async_trait]
impl pb::complaint_report_service_server::ComplaintReportService for ComplaintReports {
    async fn list_overdue_complaints(
        &self,
        request: Request<pb::ListOverdueComplaintsRequest>,
    ) -> Answer<pb::ListOverdueComplaintsResponse> {
        self.kit
            .read(request, parse_overdue, async |view, (unit, unverified, page): OverdueInput| {
                let book = self.books.of(&view.tenant);
                let today = book.day(view.now);
                let mut found = if unverified {
                    complaint_reports::unverified(view.connection, unit, today, &page).await?
                } else {
                    complaint_reports::overdue(view.connection, unit, today, &page).await?
                };
                let next_page_token = page.cut(&mut found, |one| (day_of(one, unverified), one.id));
                let complaints = found.into_iter().map(|one| views::render(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListOverdueComplaintsResponse { complaints, next_page_token })
            })
            .await
    }

    async fn list_unit_timeliness(
        &self,
        request: Request<pb::ListUnitTimelinessRequest>,
    ) -> Answer<pb::ListUnitTimelinessResponse> {
        self.kit
            .read(request, parse_period, async |view, (period, page): PeriodInput| {
                let book = self.books.of(&view.tenant);
                let today = book.day(view.now);
                let mut found = complaint_reports::by_unit(view.connection, period, today, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.unit));
                let rules = &book.rules;
                let units = found.iter().map(|one| render_unit(&view.tenant, one, rules.small_cell)).collect();
                let ruleset = rules.id.clone();
                Ok::<_, Error>(pb::ListUnitTimelinessResponse { units, next_page_token, ruleset })
            })
            .await
    }
}

/// The day that a list of late complaints is ordered by.
fn day_of(complaint: &Complaint, unverified: bool) -> i64 {
    let due = complaint.deadline.as_ref();
    let verify = || due.map(|due| due.verify);
    let answer = || complaint.reply_due.or_else(|| due.map(|due| due.answer));
    let day = if unverified { verify() } else { answer() };
    day.map_or(0, day_number)
}

fn parse_overdue(message: &pb::ListOverdueComplaintsRequest) -> Result<(Tenant, OverdueInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.unit, &message.unverified]);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(unit)) = (tenant, page, unit) else { return Err(check) };
    Ok((tenant, (unit, message.unverified, page)))
}

fn parse_period(message: &pb::ListUnitTimelinessRequest) -> Result<(Tenant, PeriodInput), Violations> {
    let mut check = Violations::default();
    let year = i16::try_from(message.year).ok().filter(|year| (2000..=9999).contains(year));
    let year = check.take("year", year.ok_or("must be 2000 to 9999"));
    let quarter = i8::try_from(message.quarter).ok().filter(|quarter| (1..=4).contains(quarter));
    let quarter = check.take("quarter", quarter.ok_or("must be 1 to 4"));
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.year, &message.quarter]);
    let period = year.zip(quarter).and_then(|(year, quarter)| quarter_of(year, quarter));
    let (Some(tenant), Some(page), Some(period)) = (tenant, page, period) else { return Err(check) };
    Ok((tenant, (period, page)))
}

/// The figures of a unit; of one with too few complaints none.
fn render_unit(tenant: &Tenant, unit: &Timeliness, small_cell: i64) -> pb::UnitTimeliness {
    let name = names::UNIT.name(tenant, unit.unit);
    let Some(told) = unit.told(small_cell) else {
        return pb::UnitTimeliness { unit: name, suppressed: true, ..Default::default() };
    };
    pb::UnitTimeliness {
        unit: name,
        suppressed: false,
        due: told.due,
        overdue: told.overdue.unwrap_or_default(),
        overdue_permille: told.overdue.and_then(|_| unit.overdue_permille()).unwrap_or_default(),
        satisfaction: told.satisfaction.map(|counts| counts.to_vec()).unwrap_or_default(),
        overdue_suppressed: told.overdue.is_none(),
        verified_late: told.verified_late.unwrap_or_default(),
        verified_late_suppressed: told.verified_late.is_none(),
    }
}
