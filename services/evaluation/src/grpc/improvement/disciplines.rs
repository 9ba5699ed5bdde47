//! `DisciplineService`. What tells about persons is audited like a write.

use super::{discipline_messages as messages, improvement_requests::parse_plain_list, improvement_sheets::open};
use crate::{
    commands::{self, AbsenceDay, ImprovementDesk, acting_official, acting_servant},
    domain::{
        absence_ladder::LadderRules,
        discipline_case::{DisciplineCase, spent_rows},
    },
    error::{Error, ImprovementError},
    grpc::imports::render_errors,
    names,
    store::{
        absences,
        discipline_cases::{self, WantedDiscipline},
        import_turns,
    },
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use platform::{
    Kit, Tenant, Violations, Work, dates,
    imports::{Rows, Split, first_seen},
    page::Page,
};
use std::{collections::HashSet, sync::Arc};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Most proposals of a page that shows what was said.
const MOST_WHOLE: i32 = 50;
/// Rows taken in one statement.
const CHUNK: usize = 1_000;
const SPLIT: Split<pb::ImportAbsencesRequest, pb::AbsenceRow> =
    platform::import_message!(pb::ImportAbsencesRequest, pb::import_absences_request::Part, pb::AbsenceRow);

/// Serves absences and proposals of punishments.
pub struct Disciplines {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<ImprovementDesk>,
}

type Answer<T> = Result<Response<T>, Status>;
type AbsenceRows = Rows<pb::ImportAbsencesRequest, pb::AbsenceRow>;

#[tonic::async_trait]
impl pb::discipline_service_server::DisciplineService for Disciplines {
    async fn import_absences(
        &self,
        request: Request<Streaming<pb::ImportAbsencesRequest>>,
    ) -> Answer<pb::ImportAbsencesResponse> {
        self.kit.import(request, SPLIT, async |work, rows| import(work, rows, &self.desk).await).await
    }

    async fn list_absence_findings(
        &self,
        request: Request<pb::ListAbsenceFindingsRequest>,
    ) -> Answer<pb::ListAbsenceFindingsResponse> {
        let today = self.today();
        let parse = |one: &pb::ListAbsenceFindingsRequest| messages::parse_findings(one, today);
        self.kit
            .write(request, parse, async |work, (day, page): (Date, Page)| findings(work, day, &page, &self.desk).await)
            .await
    }

    async fn open_discipline_case(
        &self,
        request: Request<pb::OpenDisciplineCaseRequest>,
    ) -> Answer<pb::DisciplineCase> {
        let today = self.today();
        let parse = |one: &pb::OpenDisciplineCaseRequest| messages::parse_open(one, today);
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::open_discipline_case(work, input, &self.desk).await?;
                whole(work, case, &self.desk).await
            })
            .await
    }

    async fn record_examination(&self, request: Request<pb::RecordExaminationRequest>) -> Answer<pb::DisciplineCase> {
        let today = self.today();
        let parse = |one: &pb::RecordExaminationRequest| messages::parse_examination(one, today);
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::record_examination(work, input, &self.desk).await?;
                whole(work, case, &self.desk).await
            })
            .await
    }

    async fn decide_discipline(&self, request: Request<pb::DecideDisciplineRequest>) -> Answer<pb::DisciplineCase> {
        self.kit
            .write(request, messages::parse_decide, async |work, input| {
                let case = commands::decide_discipline(work, input, &self.desk).await?;
                whole(work, case, &self.desk).await
            })
            .await
    }

    async fn get_discipline_case(&self, request: Request<pb::GetDisciplineCaseRequest>) -> Answer<pb::DisciplineCase> {
        self.kit
            .write(request, messages::parse_get, async |work, id: Uuid| {
                let found = discipline_cases::get(work.connection, &work.vault, id).await?;
                whole(work, found.ok_or(ImprovementError::DisciplineNotFound)?, &self.desk).await
            })
            .await
    }

    async fn list_discipline_cases(
        &self,
        request: Request<pb::ListDisciplineCasesRequest>,
    ) -> Answer<pb::ListDisciplineCasesResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (wanted, page): (WantedDiscipline, Page)| {
                let mut found = discipline_cases::list(work.connection, &work.vault, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let render = |case| messages::render(&work.tenant, case, &self.desk);
                let discipline_cases = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListDisciplineCasesResponse { discipline_cases, next_page_token })
            })
            .await
    }

    async fn list_my_discipline_cases(
        &self,
        request: Request<pb::ListMyDisciplineCasesRequest>,
    ) -> Answer<pb::ListDisciplineCasesResponse> {
        let parse = |one: &pb::ListMyDisciplineCasesRequest| {
            parse_plain_list((one.parent.as_str(), one.page_size.min(MOST_WHOLE), one.page_token.as_str()))
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let wanted = WantedDiscipline { servant: acting_servant(work).await?, ..WantedDiscipline::default() };
                let mut found = discipline_cases::list(work.connection, &work.vault, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let mut discipline_cases = Vec::with_capacity(found.len());
                for case in found {
                    discipline_cases.push(whole(work, case, &self.desk).await?);
                }
                Ok::<_, Error>(pb::ListDisciplineCasesResponse { discipline_cases, next_page_token })
            })
            .await
    }
}

impl Disciplines {
    fn today(&self) -> Date {
        self.desk.day(self.kit.clock.now())
    }
}

/// A proposal with what was said.
async fn whole(work: &mut Work<'_>, case: DisciplineCase, desk: &ImprovementDesk) -> Result<pb::DisciplineCase, Error> {
    let id = case.id;
    let mut rendered = messages::render(&work.tenant, case, desk);
    for (part, sealed) in discipline_cases::texts_of(work.connection, id).await? {
        let text = open(&work.vault, id, &sealed)?;
        if part == "examination" {
            rendered.examination = text;
        } else {
            rendered.reason = text;
        }
    }
    Ok(rendered)
}

async fn findings(
    work: &mut Work<'_>,
    day: Date,
    page: &Page,
    desk: &ImprovementDesk,
) -> Result<pb::ListAbsenceFindingsResponse, Error> {
    let rules: &LadderRules = desk.ladders.in_use();
    let after = if page.after.1.is_nil() { String::new() } else { names::SERVANT.name(&work.tenant, page.after.1) };
    let counted = (rules.counted.first_day(day), day);
    let mut servants = absences::servants_between(work.connection, counted, &after, page.limit()).await?;
    let id_of = |servant: &String| names::SERVANT.parse(servant).map(|name| name.id).unwrap_or_default();
    let next_page_token = page.cut(&mut servants, |servant| (0, id_of(servant)));
    let looked = (rules.looks_back_to(day), day);
    let mut absent = absences::of_servants(work.connection, &servants, looked).await?;
    let cases = discipline_cases::of_servants(work.connection, &work.vault, &servants).await?;
    let mut findings = Vec::with_capacity(servants.len());
    for servant in servants {
        let days = absent.remove(&servant).unwrap_or_default();
        let spent = spent_rows(cases.iter().filter(|case| case.servant == servant), (&days, &desk.calendar), rules);
        findings.push(messages::render_finding(servant, &rules.find(&days, &desk.calendar, day, &spent)));
    }
    let (ruleset, calendar) = (rules.id.clone(), desk.calendar.id.clone());
    Ok(pb::ListAbsenceFindingsResponse { findings, next_page_token, ruleset, calendar })
}

async fn import(
    work: &mut Work<'_>,
    rows: &mut AbsenceRows,
    desk: &ImprovementDesk,
) -> Result<pb::ImportAbsencesResponse, Error> {
    import_turns::take(work.connection, "absences").await?;
    let today = desk.day(work.now);
    let me = acting_official(work).await?;
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_row(number, row, (&work.tenant, me.as_deref()), (desk, today)) {
                Ok(day) => good.push(day),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let good = once(work, rows, good).await?;
        for number in commands::import_absences(work, good).await? {
            rows.report.reject_field(number, "servant", "must be a servant whom career has told of");
        }
    }
    Ok(pb::ImportAbsencesResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

/// Refuses rows whose servant and day stand in an earlier row of the import.
async fn once(work: &mut Work<'_>, rows: &mut AbsenceRows, good: Vec<AbsenceDay>) -> Result<Vec<AbsenceDay>, Error> {
    let keys: Vec<String> = good.iter().map(|one| format!("{} {}", one.servant, one.day)).collect();
    let mut fresh: HashSet<String> = first_seen(work.connection, &keys).await?;
    let mut kept = Vec::with_capacity(good.len());
    for (one, key) in good.into_iter().zip(keys) {
        if fresh.remove(&key) {
            kept.push(one);
        } else {
            rows.report.reject_field(one.row, "day", "stands in an earlier row for this servant");
        }
    }
    Ok(kept)
}

fn parse_row(
    number: i64,
    row: pb::AbsenceRow,
    (tenant, me): (&Tenant, Option<&str>),
    (desk, today): (&ImprovementDesk, Date),
) -> Result<AbsenceDay, Violations> {
    let mut check = Violations::default();
    let servant = check.own("servant", &row.servant, names::SERVANT, Some(tenant));
    check.check("servant", me != Some(row.servant.as_str()), "must be somebody else");
    let day = check.take("day", dates::parse(row.day.as_ref()));
    if let Some(day) = day {
        let known = desk.calendar.years.contains(&day.year());
        check.check("day", day <= today, "must not lie ahead");
        check.check("day", known, "must lie in a year whose holidays are known");
        check.check("day", !known || desk.calendar.is_worked(day), "must be a working day");
    }
    let (Some(_), Some(day), true) = (servant, day, check.is_empty()) else { return Err(check) };
    Ok(AbsenceDay { row: number, servant: row.servant, day, excused: row.excused })
}
