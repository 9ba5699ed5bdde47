//! `OpenSelectionService`.

use super::{
    candidacies::{candidacy, parse_candidate, parse_screen},
    open_selection_messages::{parse_register, parse_step, render_finding, render_rank},
    selection_answers::{listed, must_be_public, opened, rendered},
    selection_requests::{
        parse_create, parse_decide, parse_drafts, parse_list, parse_names, parse_release, parse_revise,
        parse_selections,
    },
};
use crate::{
    commands,
    domain::open_selection::State,
    error::{Error, PanelError},
    names,
    rulesets::Selterbook,
    store::{selection_candidates, selection_findings, selections},
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves open selections and their steps.
pub struct OpenSelections {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Selterbook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::open_selection_service_server::OpenSelectionService for OpenSelections {
    async fn get_open_selection(&self, request: Request<pb::GetOpenSelectionRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::GetOpenSelectionRequest| asked(names::SELECTION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = opened(view.connection, id).await?;
                rendered(view.connection, &view.tenant, &view.vault, found).await
            })
            .await
    }

    async fn list_open_selections(
        &self,
        request: Request<pb::ListOpenSelectionsRequest>,
    ) -> Answer<pb::ListOpenSelectionsResponse> {
        self.kit
            .read(request, parse_selections, async |view, (state, page)| {
                let (selections, next_page_token) = listed(view, state, &page).await?;
                Ok::<_, Error>(pb::ListOpenSelectionsResponse { selections, next_page_token })
            })
            .await
    }

    async fn get_selection_draft(&self, request: Request<pb::GetSelectionDraftRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::GetSelectionDraftRequest| asked(names::SELECTION.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = selections::get(view.connection, id).await?.ok_or(PanelError::NotFound)?;
                rendered(view.connection, &view.tenant, &view.vault, found).await
            })
            .await
    }

    async fn list_selection_drafts(
        &self,
        request: Request<pb::ListSelectionDraftsRequest>,
    ) -> Answer<pb::ListSelectionDraftsResponse> {
        self.kit
            .read(request, parse_drafts, async |view, page| {
                let (selections, next_page_token) = listed(view, Some(State::Draft), &page).await?;
                Ok::<_, Error>(pb::ListSelectionDraftsResponse { selections, next_page_token })
            })
            .await
    }

    async fn create_open_selection(
        &self,
        request: Request<pb::CreateOpenSelectionRequest>,
    ) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let created = commands::create_open_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, created).await
            })
            .await
    }

    async fn revise_open_selection(
        &self,
        request: Request<pb::ReviseOpenSelectionRequest>,
    ) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_revise, async |work, input| {
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
                let taken = commands::register_candidate(work, input).await?;
                let candidate = names::of_selection(&work.tenant, selection, "candidates", taken.id);
                Ok::<_, Error>(pb::RegisterCandidateResponse { candidate, code: taken.code })
            })
            .await
    }

    async fn screen_candidate(&self, request: Request<pb::ScreenCandidateRequest>) -> Answer<pb::Candidacy> {
        self.kit
            .write(request, parse_screen, async |work, input| {
                let selection = input.selection;
                let screened = commands::screen_candidate(work, input).await?;
                candidacy(work, selection, screened).await
            })
            .await
    }

    /// Shows what was written about a person, so the reading is audited like a write.
    async fn get_candidacy(&self, request: Request<pb::GetCandidacyRequest>) -> Answer<pb::Candidacy> {
        let parse = |message: &pb::GetCandidacyRequest| parse_candidate("name", &message.name, "");
        self.kit
            .write(request, parse, async |work, input| {
                let found = selection_candidates::get(work.connection, input.selection, input.candidate).await?;
                let own = found.filter(|candidate| *candidate.registrar == *work.actor.subject);
                candidacy(work, input.selection, own.ok_or(PanelError::CandidateNotFound)?).await
            })
            .await
    }

    async fn withdraw_candidacy(&self, request: Request<pb::WithdrawCandidacyRequest>) -> Answer<pb::Candidacy> {
        let parse = |message: &pb::WithdrawCandidacyRequest| {
            parse_candidate("candidate", &message.candidate, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let selection = input.selection;
                let withdrawn = commands::withdraw_candidacy(work, input).await?;
                candidacy(work, selection, withdrawn).await
            })
            .await
    }

    async fn start_assessment(&self, request: Request<pb::StartAssessmentRequest>) -> Answer<pb::OpenSelection> {
        let parse =
            |message: &pb::StartAssessmentRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let started = commands::start_assessment(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, started).await
            })
            .await
    }

    async fn seal_scores(&self, request: Request<pb::SealScoresRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::SealScoresRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let sealed = commands::seal_scores(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, sealed).await
            })
            .await
    }

    async fn reveal_scores(&self, request: Request<pb::RevealScoresRequest>) -> Answer<pb::OpenSelection> {
        let parse = |message: &pb::RevealScoresRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, input| {
                let revealed = commands::reveal_scores(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, revealed).await
            })
            .await
    }

    async fn release_hold(&self, request: Request<pb::ReleaseHoldRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_release, async |work, input| {
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
                let submitted = commands::submit_names(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, submitted).await
            })
            .await
    }

    async fn decide_selection(&self, request: Request<pb::DecideSelectionRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_decide, async |work, input| {
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
                let mut found = selection_findings::list(view.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |(number, ..)| (i64::from(*number), Uuid::nil()));
                let findings = found.into_iter().map(|(_, round, finding)| render_finding(round, finding)).collect();
                Ok::<_, Error>(pb::ListPanelFindingsResponse { findings, next_page_token })
            })
            .await
    }
}
