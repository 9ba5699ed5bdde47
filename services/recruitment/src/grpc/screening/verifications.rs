//! `VerificationService`.

use crate::{
    commands::{self, VerdictLine, WrongKind, import_verdicts},
    domain::document::DocumentKind,
    error::{Error, ScreeningError},
    grpc::{
        document_messages::parse_kind,
        imports::{parse_all, reject, render_errors},
        verification_messages::{parse_assign, parse_record, read_round, render_items},
    },
    names,
    rulesets::Rulebook,
    store::verifications::{self, Item},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Scope, Violations, Work, dates, import_message,
    imports::{Rows, Split},
    names::asked,
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows checked and written by one statement each.
const CHUNK: usize = 1000;
/// Longest reason of a verdict, in characters.
const LONGEST_REASON: usize = 1000;

/// Longest page of work: each item comes with its documents.
const LONGEST_PAGE: i32 = 100;

const VERDICTS: Split<pb::ImportVerdictsRequest, pb::VerdictRow> =
    import_message!(pb::ImportVerdictsRequest, pb::import_verdicts_request::Part, pb::VerdictRow);

/// Serves the administrative selection.
pub struct Verifications {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::verification_service_server::VerificationService for Verifications {
    async fn assign_verification(
        &self,
        request: Request<pb::AssignVerificationRequest>,
    ) -> Result<Response<pb::VerificationRound>, Status> {
        self.kit
            .write(request, parse_assign, async |work, input| {
                let vacancy = input.vacancy;
                commands::assign_verification(work, input, &self.rulebook).await?;
                read_round(work.connection, &work.vault, &work.tenant, vacancy).await
            })
            .await
    }

    async fn get_verification_round(
        &self,
        request: Request<pb::GetVerificationRoundRequest>,
    ) -> Result<Response<pb::VerificationRound>, Status> {
        let parse = |message: &pb::GetVerificationRoundRequest| asked(names::VACANCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, vacancy: Uuid| {
                read_round(view.connection, &view.vault, &view.tenant, vacancy).await
            })
            .await
    }

    async fn list_my_verifications(
        &self,
        request: Request<pb::ListMyVerificationsRequest>,
    ) -> Result<Response<pb::ListMyVerificationsResponse>, Status> {
        let parse = |message: &pb::ListMyVerificationsRequest| {
            let mut check = Violations::default();
            let size = if message.page_size == 0 { 50 } else { message.page_size.min(LONGEST_PAGE) };
            let (tenant, page) = check.list(&message.parent, size, &message.page_token, &[&message.open]);
            tenant.zip(page.map(|page| (page, message.open))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, (page, open): (Page, bool)| {
                let mut found = verifications::list_own(view.connection, &view.actor.subject, open, &page).await?;
                let next_page_token = page.cut(&mut found, |item| (0, item.look.id));
                let (vault, tenant) = (&view.vault, &view.tenant);
                let verifications = render_items(view.connection, vault, tenant, &self.rulebook, found).await?;
                Ok::<_, Error>(pb::ListMyVerificationsResponse { verifications, next_page_token })
            })
            .await
    }

    async fn get_verification(
        &self,
        request: Request<pb::GetVerificationRequest>,
    ) -> Result<Response<pb::Verification>, Status> {
        let parse = |message: &pb::GetVerificationRequest| {
            asked(names::VERIFICATION.parse(&message.name)).map(|(tenant, id)| (Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let (item, full_name, birth_date) = commands::see_applicant(work, id).await?;
                let person = Some(pb::Person { full_name, birth_date: Some(dates::render(birth_date)) });
                Ok::<_, Error>(pb::Verification { person, ..self.render(work, item).await? })
            })
            .await
    }

    async fn record_verification(
        &self,
        request: Request<pb::RecordVerificationRequest>,
    ) -> Result<Response<pb::Verification>, Status> {
        self.kit
            .write(request, parse_record, async |work, input| {
                let id = commands::record_verification(work, input, &self.rulebook).await?;
                let item = verifications::hold_own(work.connection, id, &work.actor.subject).await?;
                self.render(work, item.ok_or(ScreeningError::VerificationNotFound)?).await
            })
            .await
    }

    async fn import_verdicts(
        &self,
        request: Request<Streaming<pb::ImportVerdictsRequest>>,
    ) -> Result<Response<pb::ImportVerdictsResponse>, Status> {
        self.kit.import(request, VERDICTS, async |work, rows| take_verdicts(work, rows, &self.rulebook).await).await
    }
}

impl Verifications {
    async fn render(&self, work: &mut Work<'_>, item: Item) -> Result<pb::Verification, Error> {
        let (vault, tenant) = (work.vault.clone(), work.tenant.clone());
        let rendered = render_items(work.connection, &vault, &tenant, &self.rulebook, vec![item]).await?;
        rendered.into_iter().next().ok_or_else(|| ScreeningError::VerificationNotFound.into())
    }
}

async fn take_verdicts(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportVerdictsRequest, pb::VerdictRow>,
    rulebook: &Rulebook,
) -> Result<pb::ImportVerdictsResponse, Error> {
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (parsed, mut refused) = parse_all(chunk, parse_verdict);
        refused.extend(import_verdicts(work, rulebook, parsed).await?);
        reject(&mut rows.report, refused);
    }
    let report = &rows.report;
    Ok(pb::ImportVerdictsResponse {
        accepted: report.accepted(),
        rejected: report.rejected,
        errors: render_errors(report),
    })
}

fn parse_verdict(row: pb::VerdictRow) -> Result<VerdictLine, Violations> {
    let mut check = Violations::default();
    let participant_number = check.text("participant_number", &row.participant_number, 40);
    let verdict = row.verdict();
    if verdict == pb::Verdict::Ineligible {
        let told = !row.reason.is_empty() || !row.reasons.is_empty();
        check.check("reasons", told, "must say what is wrong, or `reason` has to");
        let once = row.reason.is_empty() || row.reasons.is_empty();
        check.check("reason", once, "must be empty where reasons are told by kind of document");
    } else {
        check.check("reason", row.reason.is_empty(), "is only for who is not eligible");
        check.check("reasons", row.reasons.is_empty(), "are only for who is not eligible");
    }
    check.check("verdict", verdict != pb::Verdict::Unspecified, "must be given");
    let mut wrong = parse_reasons(&mut check, &row.reasons);
    if !row.reason.is_empty() {
        wrong.extend(
            check.text("reason", &row.reason, LONGEST_REASON).map(|text| WrongKind { kind: None, refused: Some(text) }),
        );
    }
    match participant_number {
        Some(participant_number) if check.is_empty() => {
            let wrong = (verdict != pb::Verdict::TakenBack).then_some(wrong);
            Ok(VerdictLine { participant_number, wrong })
        }
        _ => Err(check),
    }
}

/// Reads why the portal found somebody insufficient, by kind of document.
fn parse_reasons(check: &mut Violations, reasons: &[pb::ImportedReason]) -> Vec<WrongKind> {
    check.check("reasons", reasons.len() <= DocumentKind::ALL.len(), "must be one for each kind of document");
    let mut wrong: Vec<WrongKind> = Vec::new();
    for (place, reason) in reasons.iter().take(DocumentKind::ALL.len()).enumerate() {
        let field = |name: &str| format!("reasons[{place}].{name}");
        let kind = check.take(field("kind"), parse_kind(reason.kind));
        let again = kind.is_some() && wrong.iter().any(|other| other.kind == kind);
        check.check(field("kind"), !again, "comes twice");
        let refused = if reason.missing {
            check.check(field("text"), reason.text.is_empty(), "must be empty for what is missing");
            None
        } else {
            check.text(field("text"), &reason.text, LONGEST_REASON)
        };
        wrong.push(WrongKind { kind, refused });
    }
    wrong
}
