//! `MentorshipService`. All of it tells about persons, so every reading is audited like a write.

use super::{
    mentorship_messages::{Opened, render_pair, render_proposal, render_session, render_unmatched},
    mentorship_requests as requests,
};
use crate::{
    commands::{self, RecordMentoringSession, must_be_of_pair, open_text},
    domain::{
        competency_rules::CompetencyRules,
        mentoring_rules::MentoringRules,
        mentorship::{MentoringSession, Mentorship},
    },
    error::{Error, MentoringError, OwnError},
    names,
    store::{
        mentoring_proposals,
        mentoring_sessions::{self, SessionTexts},
        mentorships::{self, WantedPairs},
        servants,
    },
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Work, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves mentoring and coaching.
pub struct Mentorships {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<MentoringRules>,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::mentorship_service_server::MentorshipService for Mentorships {
    async fn propose_pairs(&self, request: Request<pb::ProposePairsRequest>) -> Answer<pb::MentoringProposal> {
        self.kit
            .write(request, requests::parse_propose, async |work, input| {
                let proposal = commands::propose_pairs(work, input, &self.rules).await?;
                Ok::<_, Error>(render_proposal(&work.tenant, proposal))
            })
            .await
    }

    async fn get_mentoring_proposal(
        &self,
        request: Request<pb::GetMentoringProposalRequest>,
    ) -> Answer<pb::MentoringProposal> {
        let parse = |message: &pb::GetMentoringProposalRequest| {
            let (tenant, id) = asked(names::MENTORING_PROPOSAL.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let found = mentoring_proposals::get(work.connection, id).await?;
                let proposal = found.ok_or(MentoringError::ProposalNotFound)?;
                Ok::<_, Error>(render_proposal(&work.tenant, proposal))
            })
            .await
    }

    async fn list_unmatched_mentees(
        &self,
        request: Request<pb::ListUnmatchedMenteesRequest>,
    ) -> Answer<pb::ListUnmatchedMenteesResponse> {
        let parse = |message: &pb::ListUnmatchedMenteesRequest| {
            let name = names::MENTORING_PROPOSAL.parse(&message.parent);
            requests::parse_below(name, &message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                let known = mentoring_proposals::get(work.connection, id).await?;
                known.ok_or(MentoringError::ProposalNotFound)?;
                let mut found = mentoring_proposals::list_unmatched(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.servant));
                let unmatched = found.into_iter().map(|one| render_unmatched(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListUnmatchedMenteesResponse { unmatched, next_page_token })
            })
            .await
    }

    async fn confirm_pair(&self, request: Request<pb::ConfirmPairRequest>) -> Answer<pb::Mentorship> {
        self.kit
            .write(request, requests::parse_confirm, async |work, input| {
                let pair = commands::confirm_pair(work, input, &self.rules).await?;
                shown(work, pair).await
            })
            .await
    }

    async fn decline_pair(&self, request: Request<pb::DeclinePairRequest>) -> Answer<pb::Mentorship> {
        self.kit
            .write(request, requests::parse_decline, async |work, input| {
                let pair = commands::decline_pair(work, input).await?;
                shown(work, pair).await
            })
            .await
    }

    async fn stop_pair(&self, request: Request<pb::StopPairRequest>) -> Answer<pb::Mentorship> {
        self.kit
            .write(request, requests::parse_stop, async |work, input| {
                let pair = commands::stop_pair(work, input).await?;
                shown(work, pair).await
            })
            .await
    }

    async fn get_mentorship(&self, request: Request<pb::GetMentorshipRequest>) -> Answer<pb::Mentorship> {
        let parse = |message: &pb::GetMentorshipRequest| {
            let (tenant, id) = asked(names::MENTORSHIP.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let pair = mentorships::get(work.connection, id).await?.ok_or(MentoringError::MentorshipNotFound)?;
                shown(work, pair).await
            })
            .await
    }

    async fn list_mentorships(
        &self,
        request: Request<pb::ListMentorshipsRequest>,
    ) -> Answer<pb::ListMentorshipsResponse> {
        self.kit
            .write(request, requests::parse_list, async |work, (wanted, page): (WantedPairs, Page)| {
                let (mentorships, next_page_token) = listed(work, &wanted, &page).await?;
                Ok::<_, Error>(pb::ListMentorshipsResponse { mentorships, next_page_token })
            })
            .await
    }

    async fn list_my_mentorships(
        &self,
        request: Request<pb::ListMyMentorshipsRequest>,
    ) -> Answer<pb::ListMyMentorshipsResponse> {
        self.kit
            .write(request, requests::parse_mine, async |work, page: Page| {
                let me = servants::of_account(work.connection, &work.actor.subject).await?;
                let me = me.ok_or(OwnError::NoOwnRecord)?;
                let wanted = WantedPairs { servant: Some(me.id), confirmed: true, ..WantedPairs::default() };
                let (found, next_page_token) = listed(work, &wanted, &page).await?;
                let mentorships = found.into_iter().map(shown_to_the_two).collect();
                Ok::<_, Error>(pb::ListMyMentorshipsResponse { mentorships, next_page_token })
            })
            .await
    }

    async fn record_mentoring_session(
        &self,
        request: Request<pb::RecordMentoringSessionRequest>,
    ) -> Answer<pb::MentoringSession> {
        self.kit
            .write(request, requests::parse_session, async |work, input: RecordMentoringSession| {
                let notes = input.notes.reveal().clone();
                let session = commands::record_mentoring_session(work, input, &self.rules).await?;
                Ok::<_, Error>(render_session(&work.tenant, session, notes, String::new()))
            })
            .await
    }

    async fn list_mentoring_sessions(
        &self,
        request: Request<pb::ListMentoringSessionsRequest>,
    ) -> Answer<pb::ListMentoringSessionsResponse> {
        let parse = |message: &pb::ListMentoringSessionsRequest| {
            let name = names::MENTORSHIP.parse(&message.parent);
            requests::parse_below(name, &message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                let pair = must_be_of_pair(work, id).await?;
                work.show(pair.mentee);
                let mut found = mentoring_sessions::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |(session, _)| (0, session.id));
                let mut sessions = Vec::with_capacity(found.len());
                for (session, texts) in found {
                    sessions.push(session_shown(work, pair.mentee, session, &texts)?);
                }
                Ok::<_, Error>(pb::ListMentoringSessionsResponse { sessions, next_page_token })
            })
            .await
    }

    async fn withdraw_mentoring_session(
        &self,
        request: Request<pb::WithdrawMentoringSessionRequest>,
    ) -> Answer<pb::MentoringSession> {
        self.kit
            .write(request, requests::parse_withdraw, async |work, input| {
                let (session, texts) = commands::withdraw_mentoring_session(work, input).await?;
                let pair = must_be_of_pair(work, session.mentorship).await?;
                session_shown(work, pair.mentee, session, &texts)
            })
            .await
    }

    async fn end_pair(&self, request: Request<pb::EndPairRequest>) -> Answer<pb::Mentorship> {
        self.kit
            .write(request, requests::parse_end, async |work, input| {
                let pair = commands::end_pair(work, input, &self.competency).await?;
                Ok::<_, Error>(shown_to_the_two(shown(work, pair).await?))
            })
            .await
    }
}

/// A session with its notes, and why it was taken back.
fn session_shown(
    work: &Work<'_>,
    mentee: Uuid,
    session: MentoringSession,
    texts: &SessionTexts,
) -> Result<pb::MentoringSession, Error> {
    let notes = open_text(&work.vault, mentee, Some(&texts.notes))?;
    let reason = open_text(&work.vault, mentee, texts.reason.as_ref())?;
    Ok(render_session(&work.tenant, session, notes, reason))
}

/// A pair without what was weighed against other people: that is the office's.
fn shown_to_the_two(pair: pb::Mentorship) -> pb::Mentorship {
    let reason = if pair.state() == pb::mentorship::State::Ended { pair.reason.clone() } else { String::new() };
    let nothing = String::new;
    pb::Mentorship { reason, explanation: nothing(), next_mentor: nothing(), next_weight: 0, weight: 0, ..pair }
}

/// A page of pairs, opened.
async fn listed(
    work: &mut Work<'_>,
    wanted: &WantedPairs,
    page: &Page,
) -> Result<(Vec<pb::Mentorship>, String), Error> {
    let mut found = mentorships::list(work.connection, wanted, page).await?;
    let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
    Ok((opened(work, found).await?, next_page_token))
}

/// One pair, opened.
async fn shown(work: &mut Work<'_>, pair: Mentorship) -> Result<pb::Mentorship, Error> {
    Ok(opened(work, vec![pair]).await?.pop().unwrap_or_default())
}

async fn opened(work: &mut Work<'_>, pairs: Vec<Mentorship>) -> Result<Vec<pb::Mentorship>, Error> {
    let ids: Vec<Uuid> = pairs.iter().map(|one| one.id).collect();
    let details = mentorships::details(work.connection, &ids).await?;
    let mut shown = Vec::with_capacity(pairs.len());
    for one in pairs {
        let opened = match details.get(&one.id) {
            None => Opened::default(),
            Some(detail) => Opened {
                goal: open_text(&work.vault, one.mentee, detail.goal.as_ref())?,
                reason: open_text(&work.vault, one.mentee, detail.reason.as_ref())?,
                sessions: detail.sessions,
                minutes: detail.minutes,
            },
        };
        shown.push(render_pair(&work.tenant, one, opened));
    }
    Ok(shown)
}
