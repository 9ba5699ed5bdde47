//! `CompetencyEvidenceService`.

use crate::{
    commands::{self, WithdrawEvidence, open_text},
    domain::{
        competency_rules::CompetencyRules,
        evidence::{CompetencyCode, Evidence, EvidenceKind, HIGHEST_LEVEL, KeptEvidence},
    },
    error::Error,
    grpc::{from_wire, to_wire},
    names,
    store::{evidence, servants},
};
use contracts::career::v1 as pb;
use pb::competency_evidence::Kind as WireKind;
use platform::{
    Kit, Scope, Tenant, Violations, Work, dates, etag, names::parse_parent, page::Page, sensitive::Sensitive,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves evidence.
pub struct CompetencyEvidences {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::competency_evidence_service_server::CompetencyEvidenceService for CompetencyEvidences {
    async fn record_evidence(&self, request: Request<pb::RecordEvidenceRequest>) -> Answer<pb::CompetencyEvidence> {
        self.kit
            .write(request, parse_record, async |work, evidence: Evidence| {
                let kept = commands::record_evidence(work, evidence, &self.rules).await?;
                Ok::<_, Error>(render(&work.tenant, kept, String::new()))
            })
            .await
    }

    async fn withdraw_evidence(&self, request: Request<pb::WithdrawEvidenceRequest>) -> Answer<pb::CompetencyEvidence> {
        let parse = |message: &pb::WithdrawEvidenceRequest| {
            let mut check = Violations::default();
            let name = names::COMPETENCY_EVIDENCE.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
            let (Some((scope, evidence)), Some(reason)) = (read, reason) else { return Err(check) };
            Ok((scope, WithdrawEvidence { evidence, reason }))
        };
        self.kit
            .write(request, parse, async |work, input: WithdrawEvidence| {
                let kept = commands::withdraw_evidence(work, input, &self.rules).await?;
                Ok::<_, Error>(shown(work, vec![kept]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_evidence(&self, request: Request<pb::ListEvidenceRequest>) -> Answer<pb::ListEvidenceResponse> {
        self.kit
            .write(request, parse_list, async |work, input: ListInput| {
                servants::get(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
                let ListInput { servant, code, withdrawn, page } = input;
                let mut found = evidence::list(work.connection, servant, &code, withdrawn, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.evidence.id));
                let evidence = shown(work, found).await?;
                Ok::<_, Error>(pb::ListEvidenceResponse { evidence, next_page_token })
            })
            .await
    }

    async fn sweep_expired_evidence(
        &self,
        request: Request<pb::SweepExpiredEvidenceRequest>,
    ) -> Answer<pb::SweepExpiredEvidenceResponse> {
        let parse = |message: &pb::SweepExpiredEvidenceRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let request_id = check.request_id(&message.request_id);
            let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
            Ok((Scope::once(tenant, &message.parent, request_id), ()))
        };
        self.kit
            .write(request, parse, async |work, ()| {
                let swept = commands::sweep_expired_evidence(work, &self.rules).await?;
                Ok::<_, Error>(pb::SweepExpiredEvidenceResponse {
                    expired: count(swept.expired),
                    left: swept.left,
                    servants: count(swept.refreshed.servants),
                    changed: count(swept.refreshed.changed),
                    opened: count(swept.refreshed.opened),
                    ruleset: self.rules.id.clone(),
                })
            })
            .await
    }
}

/// A count as messages have it.
pub(crate) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

struct ListInput {
    servant: Uuid,
    code: CompetencyCode,
    withdrawn: bool,
    page: Page,
}

fn parse_list(message: &pb::ListEvidenceRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let arguments = format!("{}|{}|{}|{}", message.parent, message.dictionary, message.code, message.include_withdrawn);
    let page = check.page(message.page_size, &message.page_token, &arguments);
    let dictionary = check.search("dictionary", &message.dictionary);
    let code = check.search("code", &message.code);
    let (Some(servant), Some(page), Some(dictionary), Some(code)) = (servant, page, dictionary, code) else {
        return Err(check);
    };
    let scope = Scope::of(servant.tenant, &message.parent);
    let code = CompetencyCode { dictionary, code };
    Ok((scope, ListInput { servant: servant.id, code, withdrawn: message.include_withdrawn, page }))
}

/// Kinds between messages and domain.
const KINDS: [(EvidenceKind, WireKind); 4] = [
    (EvidenceKind::Assessment, WireKind::Assessment),
    (EvidenceKind::Certificate, WireKind::Certificate),
    (EvidenceKind::Observed, WireKind::Observed),
    (EvidenceKind::Training, WireKind::Training),
];

fn parse_level(level: i32, kind: Option<EvidenceKind>) -> Result<u8, String> {
    let lowest = kind.map_or(0, EvidenceKind::lowest_level);
    let found = u8::try_from(level).ok().filter(|level| (lowest..=HIGHEST_LEVEL).contains(level));
    found.ok_or_else(|| format!("must be {lowest} to {HIGHEST_LEVEL}"))
}

fn parse_record(message: &pb::RecordEvidenceRequest) -> Result<(Scope, Evidence), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let kind = check.take("kind", from_wire(&KINDS, message.kind));
    let dictionary = check.text("dictionary", &message.dictionary, 100);
    let code = check.text("code", &message.code, 100);
    let level = check.take("level", parse_level(message.level, kind));
    let assessor = check.text("assessor", &message.assessor, 200);
    let instrument = check.text("instrument", &message.instrument, 200);
    let date = check.take("date", dates::parse(message.date.as_ref()));
    check.check("date", date.is_none_or(|date| date.year() >= 1950), "must not be before 1950");
    let expiry = match &message.expiry_date {
        Some(expiry) => check.take("expiry_date", dates::parse(Some(expiry))).map(Some),
        None => Some(None),
    };
    let told = expiry.flatten().zip(date).is_none_or(|(expiry, date)| expiry >= date);
    check.check("expiry_date", told, "must not be before the day on which it was shown");
    let reference = match message.reference.trim() {
        "" => Some(String::new()),
        _ => check.text("reference", &message.reference, 200),
    };
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(servant), Some(kind), Some(dictionary)) = (tenant, servant, kind, dictionary) else {
        return Err(check);
    };
    let (Some(code), Some(level), Some(assessor), Some(instrument)) = (code, level, assessor, instrument) else {
        return Err(check);
    };
    let (Some(date), Some(expiry), Some(reference), Some(request_id)) = (date, expiry, reference, request_id) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let id = Uuid::now_v7();
    // The trail names whose record it is.
    let scope = Scope::once(tenant, &message.servant, request_id);
    Ok((scope, Evidence { id, servant, kind, dictionary, code, level, assessor, instrument, date, expiry, reference }))
}

/// Evidence with why it was taken back.
pub(crate) async fn shown(work: &mut Work<'_>, found: Vec<KeptEvidence>) -> Result<Vec<pb::CompetencyEvidence>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.evidence.id).collect();
    let reasons = evidence::reasons(work.connection, &ids).await?;
    let mut shown = Vec::with_capacity(found.len());
    for one in found {
        let reason = open_text(&work.vault, one.evidence.id, reasons.get(&one.evidence.id))?;
        shown.push(render(&work.tenant, one, reason));
    }
    Ok(shown)
}

fn render(tenant: &Tenant, kept: KeptEvidence, withdraw_reason: String) -> pb::CompetencyEvidence {
    let evidence = kept.evidence;
    let kind = to_wire(&KINDS, evidence.kind);
    pb::CompetencyEvidence {
        name: names::COMPETENCY_EVIDENCE.name(tenant, evidence.id),
        servant: names::SERVANT.name(tenant, evidence.servant),
        kind: kind.into(),
        dictionary: evidence.dictionary,
        code: evidence.code,
        level: evidence.level.into(),
        assessor: evidence.assessor,
        instrument: evidence.instrument,
        date: Some(dates::render(evidence.date)),
        expiry_date: evidence.expiry.map(dates::render),
        reference: evidence.reference,
        last_day: Some(dates::render(kept.last_day)),
        ruleset: kept.ruleset,
        recorded_by: kept.recorded_by,
        withdraw_time: kept.withdrawn_time.map(dates::render_time),
        withdraw_reason,
        etag: etag::render(kept.version),
        create_time: Some(dates::render_time(kept.create_time)),
    }
}
