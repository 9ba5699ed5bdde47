//! `PanelService`.

use super::{
    candidacies::state_of,
    panel_messages::{
        parse_declare, parse_excuse, parse_leave, parse_panel, parse_replace, parse_scores, render_member, render_note,
    },
    selection_answers::full_name,
    selection_requests::parse_list,
};
use crate::{
    commands,
    domain::{open_selection::Selection, panel_member::Member},
    error::{Error, PanelError},
    names,
    rulesets::Selterbook,
    store::{
        panel_members,
        panel_scores::{self, ScoreRow},
        selection_candidates, selection_notes, selections,
    },
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, Scope, Violations, Work, etag, page::Page};
use std::{collections::HashMap, sync::Arc};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves panels, their conflicts of interest and their scores.
pub struct Panels {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Selterbook>,
}

/// Longest page of scores: their reasons are long, and clients take no message of more than 4 MiB.
const MOST_SCORES: i32 = 200;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::panel_service_server::PanelService for Panels {
    async fn set_panel(&self, request: Request<pb::SetPanelRequest>) -> Answer<pb::SetPanelResponse> {
        self.kit
            .write(request, parse_panel, async |work, input| {
                let (selection, named) = commands::set_panel(work, input, &self.book).await?;
                let names = members_names(work, selection.id, &named).await?;
                let render = |member: &Member| {
                    let full_name = names.get(&member.id).cloned().unwrap_or_default();
                    render_member(&work.tenant, selection.id, member, full_name, Vec::new())
                };
                let members = named.iter().map(render).collect();
                Ok::<_, Error>(pb::SetPanelResponse { members, etag: etag::render(selection.version) })
            })
            .await
    }

    /// Shows names, so the reading is audited like a write.
    async fn list_panel_members(
        &self,
        request: Request<pb::ListPanelMembersRequest>,
    ) -> Answer<pb::ListPanelMembersResponse> {
        let parse = |message: &pb::ListPanelMembersRequest| {
            parse_audited(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
                let mut found = panel_members::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |member| (member.number.into(), Uuid::nil()));
                let mut members = Vec::new();
                let names = members_names(work, id, &found).await?;
                let assessment = commands::assessment(work.connection, id).await?;
                for member in &found {
                    let barred = assessment.candidates.iter().filter(|one| !assessment.scores(member.id, one.id));
                    let conflicts = barred.map(|candidate| candidate.code.clone()).collect();
                    let full_name = names.get(&member.id).cloned().unwrap_or_default();
                    members.push(render_member(&work.tenant, id, member, full_name, conflicts));
                }
                Ok::<_, Error>(pb::ListPanelMembersResponse { members, next_page_token })
            })
            .await
    }

    /// Shows names, so the reading is audited like a write.
    async fn list_selection_candidates(
        &self,
        request: Request<pb::ListSelectionCandidatesRequest>,
    ) -> Answer<pb::ListSelectionCandidatesResponse> {
        let parse = |message: &pb::ListSelectionCandidatesRequest| {
            parse_audited(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
                let (candidates, next_page_token) = candidates(work, id, true, None, &page).await?;
                Ok::<_, Error>(pb::ListSelectionCandidatesResponse { candidates, next_page_token })
            })
            .await
    }

    /// Shows names, so the reading is audited like a write.
    async fn list_own_candidates(
        &self,
        request: Request<pb::ListOwnCandidatesRequest>,
    ) -> Answer<pb::ListOwnCandidatesResponse> {
        let parse = |message: &pb::ListOwnCandidatesRequest| {
            parse_audited(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                let (selection, member) = caller(work, id).await?;
                // Until the assessment a declaration may be changed, and for that all candidates have to be seen.
                let barred = Some(member.id).filter(|_| !selection.declares_anew());
                let (candidates, next_page_token) = candidates(work, id, false, barred, &page).await?;
                Ok::<_, Error>(pb::ListOwnCandidatesResponse { candidates, next_page_token })
            })
            .await
    }

    async fn declare_conflicts(
        &self,
        request: Request<pb::DeclareConflictsRequest>,
    ) -> Answer<pb::DeclareConflictsResponse> {
        self.kit
            .write(request, parse_declare, async |work, input| {
                let left = commands::declare_conflicts(work, input).await?;
                Ok::<_, Error>(pb::DeclareConflictsResponse { to_score: i32::try_from(left).unwrap_or(i32::MAX) })
            })
            .await
    }

    async fn submit_scores(&self, request: Request<pb::SubmitScoresRequest>) -> Answer<pb::SubmitScoresResponse> {
        self.kit
            .write(request, parse_scores, async |work, input| {
                let left = commands::submit_scores(work, input).await?;
                Ok::<_, Error>(pb::SubmitScoresResponse { left: i32::try_from(left).unwrap_or(i32::MAX) })
            })
            .await
    }

    async fn list_own_scores(&self, request: Request<pb::ListOwnScoresRequest>) -> Answer<pb::ListOwnScoresResponse> {
        let parse = |message: &pb::ListOwnScoresRequest| {
            parse_audited(&message.parent, message.page_size.min(MOST_SCORES), &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                let own = caller(work, id).await?.1.id;
                let mut found = panel_scores::list(work.connection, id, Some(own), &page).await?;
                let next_page_token = page.cut(&mut found, |row| (0, row.id));
                let scores = opened(work, id, found).await?;
                Ok::<_, Error>(pb::ListOwnScoresResponse { scores, next_page_token })
            })
            .await
    }

    /// Shows what members wrote about people, so the reading is audited like a write.
    async fn list_panel_scores(
        &self,
        request: Request<pb::ListPanelScoresRequest>,
    ) -> Answer<pb::ListPanelScoresResponse> {
        let parse = |message: &pb::ListPanelScoresRequest| {
            parse_audited(&message.parent, message.page_size.min(MOST_SCORES), &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                let selection = selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
                selection.must_be_revealed()?;
                let mut found = panel_scores::list(work.connection, id, None, &page).await?;
                let next_page_token = page.cut(&mut found, |row| (0, row.id));
                let scores = opened(work, id, found).await?;
                Ok::<_, Error>(pb::ListPanelScoresResponse { scores, next_page_token })
            })
            .await
    }

    async fn leave_panel(&self, request: Request<pb::LeavePanelRequest>) -> Answer<pb::LeavePanelResponse> {
        self.kit
            .write(request, parse_leave, async |work, input| {
                commands::leave_panel(work, input).await?;
                Ok::<_, Error>(pb::LeavePanelResponse {})
            })
            .await
    }

    async fn excuse_member(&self, request: Request<pb::ExcuseMemberRequest>) -> Answer<pb::PanelMember> {
        self.kit
            .write(request, parse_excuse, async |work, input| {
                let (selection, member) = commands::excuse_member(work, input).await?;
                changed(work, selection.id, member).await
            })
            .await
    }

    async fn replace_member(&self, request: Request<pb::ReplaceMemberRequest>) -> Answer<pb::PanelMember> {
        self.kit
            .write(request, parse_replace, async |work, input| {
                let (selection, member) = commands::replace_member(work, input).await?;
                changed(work, selection.id, member).await
            })
            .await
    }

    /// Shows what was written about people, so the reading is audited like a write.
    async fn list_selection_notes(
        &self,
        request: Request<pb::ListSelectionNotesRequest>,
    ) -> Answer<pb::ListSelectionNotesResponse> {
        let parse = |message: &pb::ListSelectionNotesRequest| {
            parse_audited(&message.parent, message.page_size.min(MOST_SCORES), &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
                let mut found = selection_notes::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |(note, _)| (note.create_time.as_microsecond(), note.id));
                let codes = codes(work, id).await?;
                let mut notes = Vec::new();
                for (note, sealed) in found {
                    let text = commands::open_text(&work.vault, note.id, &sealed)?;
                    let code = note.candidate.and_then(|candidate| codes.get(&candidate)).cloned();
                    notes.push(render_note(&work.tenant, &note, code.unwrap_or_default(), text));
                }
                Ok::<_, Error>(pb::ListSelectionNotesResponse { notes, next_page_token })
            })
            .await
    }
}

/// A page of something that is shown to few: reading it leaves an audit row.
fn parse_audited(parent: &str, size: i32, token: &str) -> Result<(Scope, (Uuid, Page)), Violations> {
    let (tenant, input) = parse_list(parent, size, token)?;
    Ok((Scope::of(tenant, parent), input))
}

/// The selection and the caller's seat on its panel.
async fn caller(work: &mut Work<'_>, id: Uuid) -> Result<(Selection, Member), Error> {
    let selection = selections::get(work.connection, id).await?.ok_or(PanelError::NotFound)?;
    let subject = work.actor.subject.clone();
    let member = panel_members::of_subject(work.connection, id, &subject).await?.ok_or(PanelError::NotOnPanel)?;
    Ok((selection, member))
}

/// The code of each candidate.
async fn codes(work: &mut Work<'_>, selection: Uuid) -> Result<HashMap<Uuid, String>, Error> {
    let candidates = selection_candidates::all(work.connection, selection).await?;
    Ok(candidates.into_iter().map(|one| (one.id, one.code)).collect())
}

async fn members_names(
    work: &mut Work<'_>,
    selection: Uuid,
    members: &[Member],
) -> Result<HashMap<Uuid, String>, Error> {
    let sealed = panel_members::names(work.connection, selection).await?;
    let mut names = HashMap::new();
    for member in members {
        if let Some(name) = sealed.get(&member.id) {
            names.insert(member.id, commands::open_text(&work.vault, member.id, name)?);
        }
    }
    Ok(names)
}

async fn changed(work: &mut Work<'_>, selection: Uuid, member: Member) -> Result<pb::PanelMember, Error> {
    let mut names = members_names(work, selection, std::slice::from_ref(&member)).await?;
    let full_name = names.remove(&member.id).unwrap_or_default();
    Ok(render_member(&work.tenant, selection, &member, full_name, Vec::new()))
}

async fn candidates(
    work: &mut Work<'_>,
    selection: Uuid,
    all: bool,
    barred: Option<Uuid>,
    page: &Page,
) -> Result<(Vec<pb::SelectionCandidate>, String), Error> {
    let mut found = selection_candidates::list(work.connection, selection, all, barred, page).await?;
    let next = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
    let ids: Vec<Uuid> = found.iter().map(|candidate| candidate.id).collect();
    let sealed = selection_candidates::identities(work.connection, &ids).await?;
    let mut shown = Vec::new();
    for candidate in found {
        let full_name = full_name(&work.vault, candidate.id, sealed.get(&candidate.id))?;
        shown.push(pb::SelectionCandidate {
            name: names::of_selection(&work.tenant, selection, "candidates", candidate.id),
            state: state_of(&candidate).into(),
            code: candidate.code,
            full_name,
        });
    }
    Ok((shown, next))
}

/// Scores with their reasons, opened. Whoever calls this has checked that the caller may read them.
async fn opened(work: &mut Work<'_>, selection: Uuid, rows: Vec<ScoreRow>) -> Result<Vec<pb::PanelScore>, Error> {
    let codes = codes(work, selection).await?;
    let mut shown = Vec::new();
    for row in rows {
        // Of an erased reason the plain number is left.
        let (score, reason) = match row.score {
            Some(score) if row.sealed.key.is_empty() => (score, String::new()),
            _ => commands::open_score(&work.vault, row.id, &row.sealed)?,
        };
        shown.push(pb::PanelScore {
            member: names::of_selection(&work.tenant, selection, "members", row.member),
            candidate_code: codes.get(&row.candidate).cloned().unwrap_or_default(),
            instrument: row.instrument,
            score,
            reason,
        });
    }
    Ok(shown)
}
