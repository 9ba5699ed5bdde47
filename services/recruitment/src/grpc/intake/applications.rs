//! `ApplicationService`.

use crate::grpc::{
    application_status,
    declarations::{parse_declaration, render_warning},
    imports, pppk_selections,
    proofs::render_issued,
    result_messages::{render_result, render_skd_result},
};
use crate::{
    commands::{self, AppointCandidate, SubmitApplication, WithdrawApplication},
    domain::{
        application::{Applicant, Application},
        identity::Identity,
        nik::Nik,
        programme::Programme,
        thousandths::Thousandths,
        vacancy::{State, day_of_applying},
    },
    error::Error,
    names,
    rulesets::Rulebook,
    store::{applications, vacancies},
};
use contracts::recruitment::v1 as pb;
use jiff::Timestamp;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, names::Name, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves applications and results.
pub struct Applications {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::application_service_server::ApplicationService for Applications {
    async fn submit_application(
        &self,
        request: Request<pb::SubmitApplicationRequest>,
    ) -> Result<Response<pb::Application>, Status> {
        let now = self.kit.clock.now();
        self.kit
            .write(
                request,
                |message| parse_submit(message, now),
                async |work, input: SubmitApplication| {
                    let warnings = input.declaration.warnings(&input.applicant.identity);
                    let (application, receipt) = commands::submit_application(work, input, &self.rulebook).await?;
                    let receipt = Some(render_issued(receipt));
                    let warnings = warnings.into_iter().map(|warning| render_warning(warning).into()).collect();
                    Ok::<_, Error>(pb::Application { receipt, warnings, ..render(&work.tenant, application) })
                },
            )
            .await
    }

    async fn withdraw_application(
        &self,
        request: Request<pb::WithdrawApplicationRequest>,
    ) -> Result<Response<pb::Application>, Status> {
        self.kit
            .write(request, parse_withdraw, async |work, input| {
                let application = commands::withdraw_application(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, application))
            })
            .await
    }

    async fn get_application_status(
        &self,
        request: Request<pb::GetApplicationStatusRequest>,
    ) -> Result<Response<pb::ApplicationStatus>, Status> {
        let parse = |message: &pb::GetApplicationStatusRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::parse_application(&message.name));
            name.map(|(vacancy, id)| (vacancy.tenant, (vacancy.id, id))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, (vacancy, id): (Uuid, Uuid)| {
                application_status::read(view, vacancy, id, &self.rulebook).await
            })
            .await
    }

    async fn get_application(
        &self,
        request: Request<pb::GetApplicationRequest>,
    ) -> Result<Response<pb::Application>, Status> {
        let parse = |message: &pb::GetApplicationRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::parse_application(&message.name));
            name.map(|(vacancy, id)| (vacancy.tenant.clone(), (vacancy, id))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, (vacancy, id): (Name, Uuid)| {
                let application = applications::get(view.connection, vacancy.id, id).await?;
                let mut shown = [render(&vacancy.tenant, application.ok_or(Error::ApplicationNotFound)?)];
                pppk_selections::attach(view.connection, &vacancy.tenant, &mut shown).await?;
                let [shown] = shown;
                Ok::<_, Error>(shown)
            })
            .await
    }

    async fn list_applications(
        &self,
        request: Request<pb::ListApplicationsRequest>,
    ) -> Result<Response<pb::ListApplicationsResponse>, Status> {
        let parse = |message: &pb::ListApplicationsRequest| {
            let filter = format!("{}|{}", message.parent, message.selected);
            let (vacancy, page) = parse_page(&message.parent, message.page_size, &message.page_token, &filter)?;
            Ok((vacancy.tenant.clone(), (vacancy, message.selected, page)))
        };
        self.kit
            .read(request, parse, async |view, (vacancy, selected, page): (Name, bool, Page)| {
                vacancies::get(view.connection, vacancy.id).await?.ok_or(Error::VacancyNotFound)?;
                let mut found = applications::list(view.connection, vacancy.id, selected, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |application| (application.submit_time.as_microsecond(), application.id));
                let mut applications: Vec<_> =
                    found.into_iter().map(|application| render(&vacancy.tenant, application)).collect();
                pppk_selections::attach(view.connection, &vacancy.tenant, &mut applications).await?;
                Ok::<_, Error>(pb::ListApplicationsResponse { applications, next_page_token })
            })
            .await
    }

    async fn import_skd_results(
        &self,
        request: Request<Streaming<pb::ImportSkdResultsRequest>>,
    ) -> Result<Response<pb::ImportSkdResultsResponse>, Status> {
        self.kit.import(request, imports::SKD, async |work, rows| imports::skd(work, rows, &self.rulebook).await).await
    }

    async fn import_skb_results(
        &self,
        request: Request<Streaming<pb::ImportSkbResultsRequest>>,
    ) -> Result<Response<pb::ImportSkbResultsResponse>, Status> {
        self.kit.import(request, imports::SKB, async |work, rows| imports::skb(work, rows, &self.rulebook).await).await
    }

    async fn list_skd_results(
        &self,
        request: Request<pb::ListSkdResultsRequest>,
    ) -> Result<Response<pb::ListSkdResultsResponse>, Status> {
        let parse = |message: &pb::ListSkdResultsRequest| {
            let filter = format!("skd|{}", message.parent);
            let (vacancy, page) = parse_page(&message.parent, message.page_size, &message.page_token, &filter)?;
            Ok((vacancy.tenant, (vacancy.id, page)))
        };
        self.kit
            .read(request, parse, async |view, (vacancy, page): (Uuid, Page)| {
                let found = vacancies::get_public(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
                if let Some(of @ Programme::Pppk) = found.programme {
                    return Err(Error::OtherProgramme { of, wanted: Programme::Cpns });
                }
                found.must_have_ranked_skd()?;
                let mut found = applications::list_skd(view.connection, vacancy, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |application| (applications::skd_key(application), application.id));
                let results = found.iter().filter_map(render_skd_result).collect();
                Ok::<_, Error>(pb::ListSkdResultsResponse { results, next_page_token })
            })
            .await
    }

    async fn list_results(
        &self,
        request: Request<pb::ListResultsRequest>,
    ) -> Result<Response<pb::ListResultsResponse>, Status> {
        let parse = |message: &pb::ListResultsRequest| {
            let (vacancy, page) = parse_page(&message.parent, message.page_size, &message.page_token, &message.parent)?;
            Ok((vacancy.tenant, (vacancy.id, page)))
        };
        self.kit
            .read(request, parse, async |view, (vacancy, page): (Uuid, Page)| {
                let found = vacancies::get(view.connection, vacancy).await?;
                let found = found.filter(|vacancy| vacancy.state != State::Draft).ok_or(Error::VacancyNotFound)?;
                found.must_be(State::Published)?;
                if found.programme == Some(Programme::Pppk) {
                    return pppk_selections::list_results(view.connection, &view.tenant, vacancy, &page).await;
                }
                let mut found = applications::list_result(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |application| (place(application), application.id));
                let results = found.into_iter().filter_map(|one| render_result(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListResultsResponse { results, next_page_token })
            })
            .await
    }

    async fn appoint_candidate(
        &self,
        request: Request<pb::AppointCandidateRequest>,
    ) -> Result<Response<pb::Application>, Status> {
        self.kit
            .write(request, parse_appoint, async |work, input| {
                let application = commands::appoint_candidate(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, application))
            })
            .await
    }
}

fn parse_submit(
    message: &pb::SubmitApplicationRequest,
    now: Timestamp,
) -> Result<(Scope, SubmitApplication), Violations> {
    let today = day_of_applying(now);
    let mut check = Violations::default();
    let vacancy = check.take("parent", names::VACANCY.parse(&message.parent));
    let nik = check.take("nik", Nik::parse(&message.nik, today));
    let full_name = check.text("full_name", &message.full_name, 200);
    let birth_date = check.take("birth_date", dates::parse(message.birth_date.as_ref()));
    check.check("birth_date", birth_date.is_none_or(|date| date < today), "must lie in the past");
    let education = check.text("education", &message.education, 300);
    let gpa = check.take("gpa_thousandths", parse_gpa(message.gpa_thousandths));
    let declaration = parse_declaration(&mut check, message);
    let tenant = vacancy.as_ref().map(|vacancy| &vacancy.tenant);
    let upload = check.own_or_none("upload", &message.upload, names::UPLOAD, tenant);
    let request_id = check.request_id(&message.request_id);
    let (
        Some(vacancy),
        Some(nik),
        Some(full_name),
        Some(birth_date),
        Some(education),
        Some(gpa),
        Some(declaration),
        Some(upload),
        Some(request_id),
        true,
    ) = (vacancy, nik, full_name, birth_date, education, gpa, declaration, upload, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let applicant = Applicant { identity: Identity { nik, full_name, birth_date }, education, gpa };
    let submit = SubmitApplication { vacancy_id: vacancy.id, applicant, declaration, upload };
    Ok((Scope::once(vacancy.tenant, &message.parent, request_id), submit))
}

/// A grade point average up to 4 or a school mark up to 100: which of the two, the ruleset tells by the education.
fn parse_gpa(thousandths: i32) -> Result<Thousandths, &'static str> {
    let mark = u32::try_from(thousandths).ok().filter(|mark| *mark <= 100_000);
    mark.map(Thousandths).ok_or("must be 0 to 100000")
}

fn parse_page(parent: &str, size: i32, token: &str, filter: &str) -> Result<(Name, Page), Violations> {
    let mut check = Violations::default();
    let vacancy = check.take("parent", names::VACANCY.parse(parent));
    let page = check.page(size, token, filter);
    vacancy.zip(page).ok_or(check)
}

fn parse_withdraw(message: &pb::WithdrawApplicationRequest) -> Result<(Scope, WithdrawApplication), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_application(&message.name);
    let vacancy_id = parsed.as_ref().map(|(vacancy, _)| vacancy.id).unwrap_or_default();
    let name = parsed.map(|(vacancy, id)| Name { tenant: vacancy.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let (scope, application) = read.ok_or(check)?;
    Ok((scope, WithdrawApplication { vacancy_id, application }))
}

fn parse_appoint(message: &pb::AppointCandidateRequest) -> Result<(Scope, AppointCandidate), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_application(&message.name);
    let vacancy_id = parsed.as_ref().map(|(vacancy, _)| vacancy.id).unwrap_or_default();
    let name = parsed.map(|(vacancy, id)| Name { tenant: vacancy.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let date = check.take("appointment_date", dates::parse(message.appointment_date.as_ref()));
    let first = date.is_none_or(|date| date.day() == 1 && (2000..=2100).contains(&date.year()));
    check.check("appointment_date", first, "must be the first of a month from 2000 to 2100");
    let (Some((scope, application)), Some(date), true) = (read, date, check.is_empty()) else { return Err(check) };
    Ok((scope, AppointCandidate { vacancy_id, application, date }))
}

fn render(tenant: &Tenant, application: Application) -> pb::Application {
    pb::Application {
        name: names::application(tenant, application.vacancy_id, application.id),
        participant_number: application.participant_number.clone(),
        submit_time: Some(dates::render_time(application.submit_time)),
        appointed: application.appointed,
        etag: etag::render(application.version),
        withdrawn: application.withdraw_time.is_some(),
        result: render_result(tenant, application),
        ..Default::default()
    }
}

/// The key of a published list.
fn place(application: &Application) -> i64 {
    application.place.unwrap_or_default().into()
}
