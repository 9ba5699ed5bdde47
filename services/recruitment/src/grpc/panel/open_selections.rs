//! `OpenSelectionService`.

use super::open_selection_messages::{
    parse_plan, parse_register, parse_state, parse_step, read_short_code, render, render_finding, render_rank,
};
use crate::{
    commands::{self, DecideSelection, ReleaseHold, ReviseOpenSelection, SubmitNames},
    domain::open_selection::{Selection, State},
    error::{Error, PanelError},
    names,
    selterbook::Selterbook,
    store::selections,
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations,
    names::{asked, parse_parent},
    page::Page,
    sensitive::{Sensitive, Vault},
};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves open selections and their steps.
pub struct OpenSelections {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Selterbook>,
}

/// Longest page of selections: each tells its instruments and the text that was hashed.
const MOST_SELECTIONS: i32 = 50;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::open_selection_service_server::OpenSelectionService for OpenSelections {
    async fn get_open_selection(&self, request: Request<pb::GetOpenSelectionRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::GetOpenSelectionRequest| asked(names::SELECTION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = selections::get(view.connection, id).await?.ok_or(PanelError::NotFound)?;
                rendered(view.connection, &view.tenant, &view.vault, found).await
            })
            .await
    }

    async fn list_open_selections(
        &self,
        request: Request<pb::ListOpenSelectionsRequest>,
    ) -> Answer<pb::ListOpenSelectionsResponse> {
        let parse = |message: &pb::ListOpenSelectionsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size.min(MOST_SELECTIONS), &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.state]);
            let state = parse_state(&mut check, message.state);
            let (Some(tenant), Some(page), Some(state)) = (tenant, page, state) else { return Err(check) };
            Ok((tenant, (state, page)))
        };
        self.kit
            .read(request, parse, async |view, (state, page): (Option<State>, Page)| {
                let mut found = selections::list(view.connection, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let mut selections = Vec::new();
                for one in found {
                    selections.push(rendered(view.connection, &view.tenant, &view.vault, one).await?);
                }
                Ok::<_, Error>(pb::ListOpenSelectionsResponse { selections, next_page_token })
            })
            .await
    }

    async fn create_open_selection(
        &self,
        request: Request<pb::CreateOpenSelectionRequest>,
    ) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::CreateOpenSelectionRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let plan = parse_plan(&mut check, message.plan.as_ref(), tenant.as_ref());
            let request_id = check.request_id(&message.request_id);
            match (tenant, plan, request_id, check.is_empty()) {
                (Some(tenant), Some(plan), Some(id), true) => Ok((Scope::once(tenant, &message.parent, id), plan)),
                _ => Err(check),
            }
        };
        self.kit
            .write(request, parse, async |work, input| {
                let created = commands::create_open_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, created).await
            })
            .await
    }

    async fn revise_open_selection(
        &self,
        request: Request<pb::ReviseOpenSelectionRequest>,
    ) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::ReviseOpenSelectionRequest| {
            let mut check = Violations::default();
            let name = names::SELECTION.parse(&message.name);
            let tenant = name.as_ref().map(|name| name.tenant.clone()).ok();
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let plan = parse_plan(&mut check, message.plan.as_ref(), tenant.as_ref());
            match (read, plan, check.is_empty()) {
                (Some((scope, selection)), Some(plan), true) => Ok((scope, ReviseOpenSelection { selection, plan })),
                _ => Err(check),
            }
        };
        self.kit
            .write(request, parse, async |work, input| {
                let revised = commands::revise_open_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, revised).await
            })
            .await
    }

    async fn open_selection(&self, request: Request<pb::OpenSelectionRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::OpenSelectionRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let opened = commands::open_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, opened).await
            })
            .await
    }

    async fn register_candidate(
        &self,
        request: Request<pb::RegisterCandidateRequest>,
    ) -> Answer<pb::RegisterCandidateResponse> {
        self.kit
            .write(request, parse_register, async |work, input| {
                let selection = input.selection;
                let taken = commands::register_candidate(work, input, &self.book).await?;
                let candidate = names::of_selection(&work.tenant, selection, "candidates", taken.id);
                Ok::<_, Error>(pb::RegisterCandidateResponse { candidate, code: taken.code })
            })
            .await
    }

    async fn start_assessment(&self, request: Request<pb::StartAssessmentRequest>) -> Answer<pb::OpenSelection> {
        let parse =
            |message: &pb::StartAssessmentRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let started = commands::start_assessment(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, started).await
            })
            .await
    }

    async fn seal_scores(&self, request: Request<pb::SealScoresRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::SealScoresRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let sealed = commands::seal_scores(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, sealed).await
            })
            .await
    }

    async fn reveal_scores(&self, request: Request<pb::RevealScoresRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::RevealScoresRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let revealed = commands::reveal_scores(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, revealed).await
            })
            .await
    }

    async fn release_hold(&self, request: Request<pb::ReleaseHoldRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::ReleaseHoldRequest| {
            let mut check = Violations::default();
            let name = names::SELECTION.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
            let (Some((scope, selection)), Some(reason)) = (read, reason) else { return Err(check) };
            Ok((scope, ReleaseHold { selection, reason }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let released = commands::release_hold(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, released).await
            })
            .await
    }

    async fn announce_selection(&self, request: Request<pb::AnnounceSelectionRequest>) -> Answer<pb::OpenSelection> {
        let parse =
            |message: &pb::AnnounceSelectionRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let announced = commands::announce_selection(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, announced).await
            })
            .await
    }

    async fn submit_names(&self, request: Request<pb::SubmitNamesRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_names, async |work, input| {
                let submitted = commands::submit_names(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, submitted).await
            })
            .await
    }

    async fn decide_selection(&self, request: Request<pb::DecideSelectionRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::DecideSelectionRequest| {
            let mut check = Violations::default();
            let name = names::SELECTION.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let chosen = check.take("chosen", read_short_code(&message.chosen));
            let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
            let (Some((scope, selection)), Some(chosen), Some(reason)) = (read, chosen, reason) else {
                return Err(check);
            };
            Ok((scope, DecideSelection { selection, chosen, reason }))
        };
        self.kit
            .write(request, parse, async |work, input| {
                let decided = commands::decide_selection(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, decided).await
            })
            .await
    }

    async fn list_selection_ranks(
        &self,
        request: Request<pb::ListSelectionRanksRequest>,
    ) -> Answer<pb::ListSelectionRanksResponse> {
        let parse = |message: &pb::ListSelectionRanksRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .read(request, parse, async |view, (id, page): (Uuid, Page)| {
                must_be_public(view.connection, id).await?;
                let (assessment, sheet) = commands::revealed_sheet(view.connection, id).await?;
                let ranking = sheet.ranking();
                let mut places: Vec<i64> = (0..ranking.len() as i64).filter(|place| *place > page.after.0).collect();
                let next_page_token = page.cut(&mut places, |place| (*place, Uuid::nil()));
                let ranked = places.into_iter().map(|place| &ranking[place as usize]);
                let ranks = ranked.map(|ranked| {
                    let candidate = &assessment.candidates[ranked.candidate];
                    render_rank(ranked, &candidate.code, candidate.submitted)
                });
                Ok::<_, Error>(pb::ListSelectionRanksResponse { ranks: ranks.collect(), next_page_token })
            })
            .await
    }

    async fn list_score_sheet(
        &self,
        request: Request<pb::ListScoreSheetRequest>,
    ) -> Answer<pb::ListScoreSheetResponse> {
        let parse =
            |message: &pb::ListScoreSheetRequest| parse_list(&message.parent, message.page_size, &message.page_token);
        self.kit
            .read(request, parse, async |view, (id, page): (Uuid, Page)| {
                must_be_public(view.connection, id).await?;
                let (_, sheet) = commands::revealed_sheet(view.connection, id).await?;
                let lines = sheet.lines().into_iter().zip(0_i64..);
                let mut lines: Vec<_> = lines.filter(|(_, place)| *place > page.after.0).collect();
                let next_page_token = page.cut(&mut lines, |(_, place)| (*place, Uuid::nil()));
                let scores = lines.into_iter().map(|((code, member, instrument, score), _)| pb::SheetScore {
                    candidate_code: code.to_owned(),
                    member,
                    instrument: instrument.to_owned(),
                    score,
                });
                Ok::<_, Error>(pb::ListScoreSheetResponse { scores: scores.collect(), next_page_token })
            })
            .await
    }

    async fn list_panel_findings(
        &self,
        request: Request<pb::ListPanelFindingsRequest>,
    ) -> Answer<pb::ListPanelFindingsResponse> {
        let parse = |message: &pb::ListPanelFindingsRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .read(request, parse, async |view, (id, page): (Uuid, Page)| {
                selections::get(view.connection, id).await?.ok_or(PanelError::NotFound)?;
                let mut found = selections::findings(view.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |(number, ..)| (i64::from(*number), Uuid::nil()));
                let findings = found.into_iter().map(|(_, round, finding)| render_finding(round, finding)).collect();
                Ok::<_, Error>(pb::ListPanelFindingsResponse { findings, next_page_token })
            })
            .await
    }
}

/// Reads a page of something that belongs to a selection.
pub(super) fn parse_list(parent: &str, size: i32, token: &str) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::SELECTION.parse(parent));
    let page = check.page(size, token, parent);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, page)))
}

fn parse_names(message: &pb::SubmitNamesRequest) -> Result<(Scope, SubmitNames), Violations> {
    let mut check = Violations::default();
    let name = names::SELECTION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("tied", message.tied.len() <= 100, "must not be more than 100");
    let codes = message.tied.iter().enumerate().take(100);
    let codes = codes.filter_map(|(place, code)| check.take(format!("tied[{place}]"), read_short_code(code)));
    let tied = codes.collect();
    let reason = match message.reason.as_str() {
        "" => None,
        text => check.text("reason", text, 2000).map(Sensitive::new),
    };
    match read {
        Some((scope, selection)) if check.is_empty() => Ok((scope, SubmitNames { selection, tied, reason })),
        _ => Err(check),
    }
}

async fn must_be_public(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    let selection = selections::get(connection, id).await?.ok_or(PanelError::NotFound)?;
    if selection.is_public() { Ok(()) } else { Ok(selection.must_be(State::Announced)?) }
}

/// A selection with its instruments and what may be counted about it.
async fn rendered(
    connection: &mut PgConnection,
    tenant: &Tenant,
    vault: &Vault,
    selection: Selection,
) -> Result<pb::OpenSelection, Error> {
    let instruments = selections::instruments(&mut *connection, selection.id).await?;
    let totals = selections::totals(connection, selection.id).await?;
    Ok(render(tenant, vault, selection, instruments, totals))
}
