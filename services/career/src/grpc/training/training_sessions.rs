//! `TrainingSessionService`. What tells about persons is audited like a write.

use crate::{
    commands::{self, open_text},
    domain::{
        competency_rules::CompetencyRules, training_nomination::NominationRun, training_participant::Participant,
        training_session::TrainingSession,
    },
    error::{Error, TrainingError},
    grpc::{
        training_participant_messages::{
            parse_attendance, parse_correct, parse_enrol, parse_results, parse_withdraw, render_attended,
            render_correction, render_participant,
        },
        training_session_messages::{
            ListInput, parse_below, parse_cancel, parse_complete, parse_confirm, parse_create, parse_list,
            parse_nominate, render_nomination, render_run, render_session,
        },
    },
    names,
    store::{attendance, nomination_runs, training_participants, training_result_corrections, training_sessions},
};
use contracts::career::v1 as pb;
use platform::{Kit, Work, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves sessions.
pub struct TrainingSessions {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::training_session_service_server::TrainingSessionService for TrainingSessions {
    async fn create_training_session(
        &self,
        request: Request<pb::CreateTrainingSessionRequest>,
    ) -> Answer<pb::TrainingSession> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let session = commands::create_training_session(work, input).await?;
                Ok::<_, Error>(render_session(&work.tenant, session))
            })
            .await
    }

    async fn cancel_training_session(
        &self,
        request: Request<pb::CancelTrainingSessionRequest>,
    ) -> Answer<pb::TrainingSession> {
        self.kit
            .write(request, parse_cancel, async |work, input| {
                let session = commands::cancel_training_session(work, input).await?;
                Ok::<_, Error>(render_session(&work.tenant, session))
            })
            .await
    }

    async fn get_training_session(
        &self,
        request: Request<pb::GetTrainingSessionRequest>,
    ) -> Answer<pb::TrainingSession> {
        self.kit
            .read(
                request,
                |message| asked(names::TRAINING_SESSION.parse(&message.name)),
                async |view, id: Uuid| {
                    let found = training_sessions::get(view.connection, id).await?;
                    let session = found.ok_or(TrainingError::SessionNotFound)?;
                    Ok::<_, Error>(render_session(&view.tenant, session))
                },
            )
            .await
    }

    async fn list_training_sessions(
        &self,
        request: Request<pb::ListTrainingSessionsRequest>,
    ) -> Answer<pb::ListTrainingSessionsResponse> {
        self.kit
            .read(request, parse_list, async |view, (course, state, page): ListInput| {
                let mut found = training_sessions::list(view.connection, course, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let sessions = found.into_iter().map(|one| render_session(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListTrainingSessionsResponse { sessions, next_page_token })
            })
            .await
    }

    async fn nominate_participants(
        &self,
        request: Request<pb::NominateParticipantsRequest>,
    ) -> Answer<pb::NominationRun> {
        self.kit
            .write(request, parse_nominate, async |work, session| {
                let run = commands::nominate_participants(work, session).await?;
                counted(work, run).await
            })
            .await
    }

    async fn get_nomination_run(&self, request: Request<pb::GetNominationRunRequest>) -> Answer<pb::NominationRun> {
        self.kit
            .read(
                request,
                |message| asked(names::NOMINATION_RUN.parse(&message.name)),
                async |view, id: Uuid| {
                    let run = nomination_runs::get(view.connection, id).await?.ok_or(TrainingError::RunNotFound)?;
                    let counts = nomination_runs::counts(view.connection, id).await?;
                    Ok::<_, Error>(render_run(&view.tenant, run, counts))
                },
            )
            .await
    }

    async fn list_nominations(
        &self,
        request: Request<pb::ListNominationsRequest>,
    ) -> Answer<pb::ListNominationsResponse> {
        let parse = |message: &pb::ListNominationsRequest| {
            let name = names::NOMINATION_RUN.parse(&message.parent);
            parse_below(name, &message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                nomination_runs::get(work.connection, id).await?.ok_or(TrainingError::RunNotFound)?;
                let mut found = nomination_runs::list_lines(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.number.into(), one.servant));
                let reasons = nomination_runs::reasons(work.connection, id).await?;
                let mut nominations = Vec::with_capacity(found.len());
                for one in found {
                    let reason = open_text(&work.vault, id, reasons.get(&one.servant))?;
                    nominations.push(render_nomination(&work.tenant, one, reason));
                }
                Ok::<_, Error>(pb::ListNominationsResponse { nominations, next_page_token })
            })
            .await
    }

    async fn confirm_nominations(&self, request: Request<pb::ConfirmNominationsRequest>) -> Answer<pb::NominationRun> {
        self.kit
            .write(request, parse_confirm, async |work, input| {
                let run = commands::confirm_nominations(work, input).await?;
                counted(work, run).await
            })
            .await
    }

    async fn enrol_participant(
        &self,
        request: Request<pb::EnrolParticipantRequest>,
    ) -> Answer<pb::TrainingParticipant> {
        self.kit
            .write(request, parse_enrol, async |work, input| {
                let participant = commands::enrol_participant(work, input).await?;
                Ok::<_, Error>(shown(work, vec![participant]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn withdraw_participant(
        &self,
        request: Request<pb::WithdrawParticipantRequest>,
    ) -> Answer<pb::TrainingParticipant> {
        self.kit
            .write(request, parse_withdraw, async |work, input| {
                let participant = commands::withdraw_participant(work, input).await?;
                Ok::<_, Error>(shown(work, vec![participant]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_training_participants(
        &self,
        request: Request<pb::ListTrainingParticipantsRequest>,
    ) -> Answer<pb::ListTrainingParticipantsResponse> {
        let parse = |message: &pb::ListTrainingParticipantsRequest| {
            let name = names::TRAINING_SESSION.parse(&message.parent);
            parse_below(name, &message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                session(work, id).await?;
                let mut found = training_participants::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.place.into(), one.id));
                let participants = shown(work, found).await?;
                Ok::<_, Error>(pb::ListTrainingParticipantsResponse { participants, next_page_token })
            })
            .await
    }

    async fn record_attendance(&self, request: Request<pb::RecordAttendanceRequest>) -> Answer<pb::TrainingSession> {
        self.kit
            .write(request, parse_attendance, async |work, input| {
                let session = commands::record_attendance(work, input).await?;
                Ok::<_, Error>(render_session(&work.tenant, session))
            })
            .await
    }

    async fn list_attendance(&self, request: Request<pb::ListAttendanceRequest>) -> Answer<pb::ListAttendanceResponse> {
        let parse = |message: &pb::ListAttendanceRequest| {
            let name = names::TRAINING_SESSION.parse(&message.parent);
            parse_below(name, &message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                session(work, id).await?;
                let mut found = attendance::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.key, one.participant));
                found.iter().for_each(|one| work.show(one.servant));
                let attendance = found.iter().map(|one| render_attended(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListAttendanceResponse { attendance, next_page_token })
            })
            .await
    }

    async fn record_training_results(
        &self,
        request: Request<pb::RecordTrainingResultsRequest>,
    ) -> Answer<pb::TrainingSession> {
        self.kit
            .write(request, parse_results, async |work, input| {
                let session = commands::record_training_results(work, input, &self.competency).await?;
                Ok::<_, Error>(render_session(&work.tenant, session))
            })
            .await
    }

    async fn correct_training_result(
        &self,
        request: Request<pb::CorrectTrainingResultRequest>,
    ) -> Answer<pb::TrainingParticipant> {
        self.kit
            .write(request, parse_correct, async |work, input| {
                let participant = commands::correct_training_result(work, input, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![participant]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn complete_training_session(
        &self,
        request: Request<pb::CompleteTrainingSessionRequest>,
    ) -> Answer<pb::TrainingSession> {
        self.kit
            .write(request, parse_complete, async |work, input| {
                let session = commands::complete_training_session(work, input).await?;
                Ok::<_, Error>(render_session(&work.tenant, session))
            })
            .await
    }
}

/// A session that exists.
async fn session(work: &mut Work<'_>, id: Uuid) -> Result<TrainingSession, Error> {
    let found = training_sessions::get(work.connection, id).await?;
    Ok(found.ok_or(TrainingError::SessionNotFound)?)
}

/// Participants with why they came in or left, and results that were corrected.
async fn shown(work: &mut Work<'_>, found: Vec<Participant>) -> Result<Vec<pb::TrainingParticipant>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let remarks = training_participants::remarks(work.connection, &ids).await?;
    let mut corrections = training_result_corrections::of(work.connection, &ids).await?;
    let mut participants = Vec::with_capacity(found.len());
    for one in found {
        let remark = open_text(&work.vault, one.id, remarks.get(&one.id))?;
        let mut corrected = Vec::new();
        for kept in corrections.remove(&one.id).unwrap_or_default() {
            let why = open_text(&work.vault, one.id, Some(&kept.reason))?;
            corrected.push(render_correction(kept, why));
        }
        let shown = render_participant(&work.tenant, one, remark);
        participants.push(pb::TrainingParticipant { corrections: corrected, ..shown });
    }
    Ok(participants)
}

/// A run with how many it looked at.
async fn counted(work: &mut Work<'_>, run: NominationRun) -> Result<pb::NominationRun, Error> {
    let counts = nomination_runs::counts(work.connection, run.id).await?;
    Ok(render_run(&work.tenant, run, counts))
}
