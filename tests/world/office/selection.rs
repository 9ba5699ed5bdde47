//! recruitment: vacancies open, people apply, tests are ranked, the best are appointed.

use super::{
    Effect, Office, parent,
    planning::{EDUCATION, Post},
    until,
};
use crate::world::people::{FIRST_DAY, Person};
use contracts::recruitment::v1::{self as pb, skd_row::Attendance};
use futures::{StreamExt, future::join_all, stream};
use jiff::{Timestamp, ToSpan};
use platform::dates;
use siklus::system::EXERCISE;
use std::{collections::BTreeMap, ops::Range};
use tonic::Status;
use uuid::Uuid;

/// Who takes the tests, by participant number.
pub type Participants = BTreeMap<String, Person>;

/// Calls in flight at once.
const PARALLEL: usize = 8;

impl Office {
    /// Waits until every need has become a draft.
    pub async fn drafts(&self, needs: &[String]) -> Vec<pb::Vacancy> {
        until("a draft for every need", async || {
            let drafts = self.drafted().await;
            let drafts: Vec<_> = drafts.into_iter().filter(|draft| needs.contains(&draft.need)).collect();
            (drafts.len() == needs.len()).then_some(drafts)
        })
        .await
    }

    async fn drafted(&self) -> Vec<pb::Vacancy> {
        let request = pb::ListDraftsRequest { parent: parent(), page_size: 1000, ..Default::default() };
        self.calls.vacancies("analyst").list_drafts(request).await.unwrap().into_inner().vacancies
    }

    /// Opens a draft for applications.
    pub async fn open(&self, draft: pb::Vacancy) -> pb::Vacancy {
        let close_time = Timestamp::now().saturating_add(1.hour()).unwrap();
        let opened = self.write("recruitment", async |request_id| {
            let request = pb::OpenVacancyRequest {
                name: draft.name.clone(),
                etag: draft.etag.clone(),
                ruleset: EXERCISE.to_owned(),
                close_time: Some(dates::render_time(close_time)),
                request_id,
                ..Default::default()
            };
            self.calls.vacancies("selection_committee").open_vacancy(request).await
        });
        opened.await.unwrap()
    }

    /// Somebody applies.
    pub async fn apply(&self, vacancy: &pb::Vacancy, person: Person) -> Result<pb::Application, Status> {
        self.apply_as(Uuid::now_v7(), vacancy, person).await
    }

    /// Somebody applies, perhaps again, under a known request id.
    pub async fn apply_as(
        &self,
        request_id: Uuid,
        vacancy: &pb::Vacancy,
        person: Person,
    ) -> Result<pb::Application, Status> {
        let effect = |taken: &pb::Application| Effect::Application(taken.name.clone());
        self.write_counted(request_id, "recruitment", effect, async |request_id| {
            let request = pb::SubmitApplicationRequest {
                parent: vacancy.name.clone(),
                nik: person.nik(),
                full_name: person.full_name(),
                birth_date: person.wire_birth_date(),
                education: EDUCATION.to_owned(),
                gpa_thousandths: person.gpa_thousandths(),
                request_id,
                ..Default::default()
            };
            self.calls.applications("applicant_gateway").submit_application(request).await
        })
        .await
    }

    /// Everybody of a crowd applies.
    pub async fn all_apply(&self, vacancy: &pb::Vacancy, crowd: Range<u16>) -> Participants {
        let each = crowd
            .map(Person)
            .map(|person| async move { (self.apply(vacancy, person).await.unwrap().participant_number, person) });
        stream::iter(each).buffer_unordered(PARALLEL).collect().await
    }

    /// Ends the time of application.
    pub async fn close(&self, vacancy: pb::Vacancy) -> pb::Vacancy {
        let closed = self.write("recruitment", async |request_id| {
            let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
            let request = pb::CloseVacancyRequest { name, etag, request_id };
            self.calls.vacancies("selection_committee").close_vacancy(request).await
        });
        closed.await.unwrap()
    }

    /// Ends the time of application, finds everybody eligible and makes that public.
    pub async fn screen(&self, vacancy: pb::Vacancy) -> pb::Vacancy {
        let closed = self.close(vacancy).await;
        let applied = self.applications(&closed, false).await;
        let row = |one: &pb::Application| pb::VerdictRow {
            participant_number: one.participant_number.clone(),
            verdict: pb::Verdict::Eligible.into(),
            ..Default::default()
        };
        let imported = self.write("recruitment", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_verdicts_request::Part::Header(header)];
            parts.extend(applied.iter().map(row).map(pb::import_verdicts_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportVerdictsRequest { part: Some(part) });
            self.calls.verifications("integration").import_verdicts(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, applied.len() as i64);
        let announced = self.write("recruitment", async |request_id| {
            let (name, etag) = (closed.name.clone(), closed.etag.clone());
            let request = pb::AnnounceAdministrationRequest { name, etag, request_id };
            self.calls.vacancies("selection_committee").announce_administration(request).await
        });
        announced.await.unwrap()
    }

    /// Takes the official results of the basic test.
    pub async fn import_skd(&self, participants: &Participants) {
        let row = |(number, person): (&String, &Person)| {
            let (attendance, (twk, tiu, tkp)) = match person.skd() {
                Some(marks) => (Attendance::Present, marks),
                None => (Attendance::Absent, (0, 0, 0)),
            };
            let (participant_number, attendance) = (number.clone(), attendance.into());
            pb::SkdRow { participant_number, attendance, twk, tiu, tkp, ..Default::default() }
        };
        let imported = self.write("recruitment", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_skd_results_request::Part::Header(header)];
            parts.extend(participants.iter().map(row).map(pb::import_skd_results_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportSkdResultsRequest { part: Some(part) });
            self.calls.applications("integration").import_skd_results(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, participants.len() as i64);
    }

    /// Ranks the basic test.
    pub async fn rank_skd(&self, vacancy: pb::Vacancy) -> pb::Vacancy {
        let ranked = self.write("recruitment", async |request_id| {
            let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
            let request = pb::RankSkdRequest { name, etag, request_id };
            self.calls.vacancies("selection_committee").rank_skd(request).await
        });
        ranked.await.unwrap()
    }

    /// Takes the official results of the field test, of those who go on to it. Returns how many that were.
    pub async fn import_skb(&self, vacancy: &pb::Vacancy, participants: &Participants) -> usize {
        let all = self.applications(vacancy, false).await;
        let onward = all.iter().filter(|one| one.result.as_ref().is_some_and(|result| result.skd_code == "P/L"));
        let row = |one: &pb::Application| pb::SkbRow {
            participant_number: one.participant_number.clone(),
            cat_thousandths: participants[&one.participant_number].skb_thousandths(),
            ..Default::default()
        };
        let rows: Vec<_> = onward.map(row).collect();
        let imported = self.write("recruitment", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_skb_results_request::Part::Header(header)];
            parts.extend(rows.iter().cloned().map(pb::import_skb_results_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportSkbResultsRequest { part: Some(part) });
            self.calls.applications("integration").import_skb_results(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, rows.len() as i64);
        rows.len()
    }

    /// Orders by law and makes the result public.
    pub async fn publish(&self, vacancy: pb::Vacancy) -> pb::Vacancy {
        let ranked = self.write("recruitment", async |request_id| {
            let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
            let request = pb::RankFinalRequest { name, etag, request_id };
            self.calls.vacancies("selection_committee").rank_final(request).await
        });
        let ranked = ranked.await.unwrap();
        let published = self.write("recruitment", async |request_id| {
            let (name, etag) = (ranked.name.clone(), ranked.etag.clone());
            let request = pb::PublishResultRequest { name, etag, request_id };
            self.calls.vacancies("selection_committee").publish_result(request).await
        });
        published.await.unwrap()
    }

    /// The applications for a vacancy, or only the selected ones.
    pub async fn applications(&self, vacancy: &pb::Vacancy, selected: bool) -> Vec<pb::Application> {
        let parent = vacancy.name.clone();
        let request = pb::ListApplicationsRequest { parent, page_size: 1000, selected, ..Default::default() };
        self.calls.applications("verifier").list_applications(request).await.unwrap().into_inner().applications
    }

    /// Appoints a candidate.
    pub async fn appoint(&self, application: &pb::Application) -> Result<pb::Application, Status> {
        let effect = |appointed: &pb::Application| Effect::Appointment(appointed.name.clone());
        self.write_counted(Uuid::now_v7(), "recruitment", effect, async |request_id| {
            let request = pb::AppointCandidateRequest {
                name: application.name.clone(),
                etag: application.etag.clone(),
                appointment_date: Some(dates::render(FIRST_DAY)),
                request_id,
            };
            self.calls.applications("appointing_authority").appoint_candidate(request).await
        })
        .await
    }

    /// Appoints many, some at a time; tells each success.
    pub async fn appoint_all(&self, candidates: &[pb::Application], told: impl Fn()) {
        let each = candidates.iter().map(async |one| {
            self.appoint(one).await.unwrap();
            told();
        });
        stream::iter(each).buffer_unordered(PARALLEL).collect::<Vec<()>>().await;
    }

    /// The short way from posts that lack people to selected candidates: `crowd` people apply for each of the posts.
    pub async fn select(&self, posts: &[Post], crowd: u16) -> (Vec<pb::Application>, Participants) {
        self.import_positions(posts).await;
        self.import_workload(posts).await;
        let needs = self.determine(posts, "").await;
        let drafts = self.drafts(&needs).await;
        let mut all = Participants::new();
        let mut screened = Vec::new();
        for (draft, first) in drafts.into_iter().zip((0..).step_by(usize::from(crowd))) {
            let vacancy = self.open(draft).await;
            all.extend(self.all_apply(&vacancy, first..first + crowd).await);
            screened.push(self.screen(vacancy).await);
        }
        self.import_skd(&all).await;
        let ranked = join_all(screened.into_iter().map(|vacancy| self.rank_skd(vacancy))).await;
        let mut selected = Vec::new();
        for vacancy in ranked {
            self.import_skb(&vacancy, &all).await;
            let published = self.publish(vacancy).await;
            selected.extend(self.applications(&published, true).await);
        }
        (selected, all)
    }
}
