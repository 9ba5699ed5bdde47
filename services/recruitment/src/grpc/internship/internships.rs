//! `InternshipService`.

use crate::{
    commands::{self, DeclineInternship, REASONS_SEPARATOR, WithdrawInternship, open_internship_text, open_student},
    domain::{
        intern::{Internship, InternshipState},
        internship_rules::InternshipRules,
    },
    error::{Error, InternshipError},
    grpc::internship_messages::{
        parse_accept, parse_assess, parse_countersign, parse_entry, parse_reasoned, parse_state, parse_step,
        parse_submit, render_certificate, render_entry, render_internship, render_note,
    },
    names,
    rulesets::Book,
    store::{internship_agreements, internship_places, internships, logbook},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Scope, Violations, Work,
    names::{asked, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves internships.
pub struct Internships {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Book<InternshipRules>>,
}

/// Longest page of a logbook: texts are long.
const MOST_ENTRIES: i32 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::internship_service_server::InternshipService for Internships {
    async fn submit_internship(&self, request: Request<pb::SubmitInternshipRequest>) -> Answer<pb::Internship> {
        let now = self.kit.clock.now();
        self.kit
            .write(
                request,
                |message| parse_submit(message, now),
                async |work, input| {
                    let internship = commands::submit_internship(work, input, &self.book).await?;
                    Ok::<_, Error>(render_internship(&work.tenant, internship))
                },
            )
            .await
    }

    async fn withdraw_internship(&self, request: Request<pb::WithdrawInternshipRequest>) -> Answer<pb::Internship> {
        let parse = |message: &pb::WithdrawInternshipRequest| {
            let (name, reason) = (&message.name, &message.reason);
            let (scope, internship, reason) = parse_reasoned(name, &message.etag, reason, &message.request_id)?;
            Ok((scope, WithdrawInternship { internship, reason }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let internship = commands::withdraw_internship(work, input).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn withdraw_talent_consent(
        &self,
        request: Request<pb::WithdrawTalentConsentRequest>,
    ) -> Answer<pb::Internship> {
        let parse =
            |message: &pb::WithdrawTalentConsentRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let internship = commands::withdraw_talent_consent(work, input).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn accept_internship(&self, request: Request<pb::AcceptInternshipRequest>) -> Answer<pb::Internship> {
        self.kit
            .write(request, parse_accept, async |work, input| {
                let internship = commands::accept_internship(work, input).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn decline_internship(&self, request: Request<pb::DeclineInternshipRequest>) -> Answer<pb::Internship> {
        let parse = |message: &pb::DeclineInternshipRequest| {
            let (name, reason) = (&message.name, &message.reason);
            let (scope, internship, reason) = parse_reasoned(name, &message.etag, reason, &message.request_id)?;
            Ok((scope, DeclineInternship { internship, reason }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let internship = commands::decline_internship(work, input).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn start_internship(&self, request: Request<pb::StartInternshipRequest>) -> Answer<pb::Internship> {
        let parse =
            |message: &pb::StartInternshipRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let internship = commands::start_internship(work, input).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn write_logbook_entry(&self, request: Request<pb::WriteLogbookEntryRequest>) -> Answer<pb::LogbookEntry> {
        self.kit
            .write(request, parse_entry, async |work, input| {
                let text = input.text.reveal().clone();
                let entry = commands::write_logbook_entry(work, input).await?;
                Ok::<_, Error>(render_entry(&work.tenant, &entry, text))
            })
            .await
    }

    async fn countersign_logbook_entry(
        &self,
        request: Request<pb::CountersignLogbookEntryRequest>,
    ) -> Answer<pb::LogbookEntry> {
        self.kit
            .write(request, parse_countersign, async |work, input| {
                let (entry, sealed) = commands::countersign_logbook_entry(work, input).await?;
                let text = open_internship_text(&work.vault, entry.id.as_bytes(), &sealed)?;
                Ok::<_, Error>(render_entry(&work.tenant, &entry, text))
            })
            .await
    }

    /// Shows what somebody wrote, so the reading is audited like a write.
    async fn list_logbook_entries(
        &self,
        request: Request<pb::ListLogbookEntriesRequest>,
    ) -> Answer<pb::ListLogbookEntriesResponse> {
        let parse = |message: &pb::ListLogbookEntriesRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::INTERNSHIP.parse(&message.parent));
            let page = check.page(message.page_size.min(MOST_ENTRIES), &message.page_token, &message.parent);
            let (Some(name), Some(page)) = (name, page) else { return Err(check) };
            Ok((Scope::of(name.tenant, &message.parent), (name.id, page)))
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                own(work, id).await?;
                let mut found = logbook::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |(entry, _)| (entry.week.into(), entry.id));
                let mut entries = Vec::with_capacity(found.len());
                for (entry, sealed) in found {
                    let text = open_internship_text(&work.vault, entry.id.as_bytes(), &sealed)?;
                    entries.push(render_entry(&work.tenant, &entry, text));
                }
                Ok::<_, Error>(pb::ListLogbookEntriesResponse { entries, next_page_token })
            })
            .await
    }

    async fn assess_internship(&self, request: Request<pb::AssessInternshipRequest>) -> Answer<pb::Internship> {
        self.kit
            .write(request, parse_assess, async |work, input| {
                let internship = commands::assess_internship(work, input, &self.book).await?;
                Ok::<_, Error>(render_internship(&work.tenant, internship))
            })
            .await
    }

    async fn certify_internship(
        &self,
        request: Request<pb::CertifyInternshipRequest>,
    ) -> Answer<pb::CertifyInternshipResponse> {
        let parse =
            |message: &pb::CertifyInternshipRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let (internship, text) = commands::certify_internship(work, input, &self.book).await?;
                let internship = Some(render_internship(&work.tenant, internship));
                Ok::<_, Error>(pb::CertifyInternshipResponse { internship, text })
            })
            .await
    }

    async fn find_internship_certificate(
        &self,
        request: Request<pb::FindInternshipCertificateRequest>,
    ) -> Answer<pb::InternshipCertificate> {
        let parse = |message: &pb::FindInternshipCertificateRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let number = check.text("number", &message.number, 100);
            tenant.zip(number).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, number: String| {
                let found = internships::find_certified(view.connection, &number.to_uppercase()).await?;
                let one = found.ok_or(InternshipError::CertificateNotFound)?;
                let agreement = internship_agreements::get(view.connection, one.agreement_id).await?;
                let place = internship_places::get(view.connection, one.place_id).await?;
                let rendered = agreement.zip(place).and_then(|(of, at)| render_certificate(one, of, at));
                Ok::<_, Error>(rendered.ok_or(InternshipError::CertificateNotFound)?)
            })
            .await
    }

    async fn list_internships(
        &self,
        request: Request<pb::ListInternshipsRequest>,
    ) -> Answer<pb::ListInternshipsResponse> {
        let parse = |message: &pb::ListInternshipsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.state]);
            let state = check.take("state", parse_state(message.state));
            let (Some(tenant), Some(page), Some(state)) = (tenant, page, state) else { return Err(check) };
            Ok((tenant, (state, page)))
        };
        self.kit
            .read(request, parse, async |view, (state, page): (Option<InternshipState>, Page)| {
                let mut found = internships::list(view.connection, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let internships = found.into_iter().map(|one| render_internship(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListInternshipsResponse { internships, next_page_token })
            })
            .await
    }

    async fn list_my_internships(
        &self,
        request: Request<pb::ListMyInternshipsRequest>,
    ) -> Answer<pb::ListMyInternshipsResponse> {
        let parse = |message: &pb::ListMyInternshipsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = internships::list_of(view.connection, &view.actor.subject, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let internships = found.into_iter().map(|one| render_internship(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListMyInternshipsResponse { internships, next_page_token })
            })
            .await
    }

    async fn get_intern(&self, request: Request<pb::GetInternRequest>) -> Answer<pb::Intern> {
        let parse = |message: &pb::GetInternRequest| {
            let (tenant, id) = asked(names::INTERNSHIP.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let internship = internships::get(work.connection, id).await?.ok_or(InternshipError::NotFound)?;
                reveal(work, internship).await
            })
            .await
    }

    async fn get_my_intern(&self, request: Request<pb::GetMyInternRequest>) -> Answer<pb::Intern> {
        let parse = |message: &pb::GetMyInternRequest| {
            let (tenant, id) = asked(names::INTERNSHIP.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let internship = own(work, id).await?;
                reveal(work, internship).await
            })
            .await
    }

    async fn list_talent_notes(
        &self,
        request: Request<pb::ListTalentNotesRequest>,
    ) -> Answer<pb::ListTalentNotesResponse> {
        let parse = |message: &pb::ListTalentNotesRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((Scope::of(tenant, &message.parent), page))
        };
        self.kit
            .write(request, parse, async |work, page: Page| {
                let mut found = internships::list_noted(work.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let notes = notes(work, found).await?;
                Ok::<_, Error>(pb::ListTalentNotesResponse { notes, next_page_token })
            })
            .await
    }

    async fn sweep_internships(
        &self,
        request: Request<pb::SweepInternshipsRequest>,
    ) -> Answer<pb::SweepInternshipsResponse> {
        let parse = |message: &pb::SweepInternshipsRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let request_id = check.request_id(&message.request_id);
            let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
            Ok((Scope::once(tenant, &message.parent, request_id), ()))
        };
        self.kit
            .write(request, parse, async |work, ()| {
                let erased = commands::sweep_internships(work, &self.book).await?;
                let erased = i32::try_from(erased).map_err(Error::internal)?;
                Ok::<_, Error>(pb::SweepInternshipsResponse { erased })
            })
            .await
    }
}

/// An internship of the caller's university, or one the caller mentors; another one does not exist for them.
async fn own(work: &mut Work<'_>, id: Uuid) -> Result<Internship, Error> {
    let found = internships::get(work.connection, id).await?;
    let subject = &*work.actor.subject;
    let own = found.filter(|one| one.is_of_institution(subject) || one.is_mentored_by(subject));
    own.ok_or(InternshipError::NotFound.into())
}

/// Who an internship is of; empty once erased.
async fn reveal(work: &mut Work<'_>, internship: Internship) -> Result<pb::Intern, Error> {
    let parts = internships::sealed(work.connection, internship.id).await?.ok_or(InternshipError::NotFound)?;
    let student = open_student(&work.vault, &internship, &parts.identity)?;
    let (full_name, student_number) =
        student.map(|student| (student.full_name, student.student_number)).unwrap_or_default();
    let text = |sealed| open_internship_text(&work.vault, internship.id.as_bytes(), sealed);
    let reasons = text(&parts.reasons)?;
    let reasons = reasons.split(REASONS_SEPARATOR).filter(|reason| !reason.is_empty()).map(str::to_owned).collect();
    let remark = text(&parts.remark)?;
    let internship = names::INTERNSHIP.name(&work.tenant, internship.id);
    Ok(pb::Intern { internship, full_name, student_number, remark, reasons })
}

/// The talent notes of internships, in their order; none of an erased one.
async fn notes(work: &mut Work<'_>, found: Vec<Internship>) -> Result<Vec<pb::TalentNote>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let mut noted = internships::noted(work.connection, &ids).await?;
    let mut notes = Vec::with_capacity(found.len());
    for one in found {
        let Some(noted) = noted.remove(&one.id) else { continue };
        let student = open_student(&work.vault, &one, &noted.identity)?;
        notes.extend(student.map(|student| render_note(&work.tenant, one, student, noted)));
    }
    Ok(notes)
}
