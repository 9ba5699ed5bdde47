//! Public consultations: what the public says is answered, weighs on priority, and never on what the workload needs.

use crate::{ANALYST, AUTHORITY, Needs, PARENT, VERIFIER, absent, anonymous, assert_refused, at_once, nobody};
use contracts::needs::v1::{
    self as pb, PublicGroup,
    consultation::{State, Subject},
    consultation_service_client::ConsultationServiceClient,
    contribution::Verdict,
    priority::Target,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt;

impl Needs {
    pub fn consultations(&self) -> ConsultationServiceClient<Channel> {
        ConsultationServiceClient::new(self.harness.channel.clone())
    }

    pub async fn prepare_consultation(
        &self,
        request: pb::CreateConsultationRequest,
    ) -> Result<pb::Consultation, Status> {
        Ok(self.consultations().create_consultation(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn open_consultation(&self, consultation: &pb::Consultation) -> Result<pb::Consultation, Status> {
        let (name, etag) = (consultation.name.clone(), consultation.etag.clone());
        let request = pb::OpenConsultationRequest { name, etag, request_id: String::new() };
        Ok(self.consultations().open_consultation(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    /// A consultation on priorities, open from now to 11 March.
    pub async fn opened_consultation(&self) -> pb::Consultation {
        let draft = self.prepare_consultation(consultation()).await.unwrap();
        self.open_consultation(&draft).await.unwrap()
    }

    pub async fn close_consultation(&self, consultation: &pb::Consultation) -> Result<pb::Consultation, Status> {
        let (name, etag) = (consultation.name.clone(), consultation.etag.clone());
        let minutes = "Disepakati: puskesmas didahulukan".to_owned();
        let request = pb::CloseConsultationRequest { name, etag, minutes, request_id: String::new() };
        Ok(self.consultations().close_consultation(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn invite_organisation(&self, name: &str, organisation: &str) -> Result<pb::Consultation, Status> {
        let request = pb::InviteGroupRequest {
            name: name.into(),
            group: PublicGroup::Universities.into(),
            organisation: organisation.into(),
            request_id: String::new(),
        };
        Ok(self.consultations().invite_group(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn contribute(
        &self,
        request: pb::SubmitContributionRequest,
    ) -> Result<pb::SubmitContributionResponse, Status> {
        Ok(self.consultations().submit_contribution(anonymous(request)).await?.into_inner())
    }

    pub async fn follow_contribution(&self, code: &str) -> Result<pb::Contribution, Status> {
        let request = pb::FollowContributionRequest { parent: PARENT.into(), code: code.into() };
        Ok(self.consultations().follow_contribution(anonymous(request)).await?.into_inner())
    }

    pub async fn answer_contribution(
        &self,
        request: pb::AnswerContributionRequest,
    ) -> Result<pb::Contribution, Status> {
        Ok(self.consultations().answer_contribution(self.harness.request(VERIFIER, request)).await?.into_inner())
    }

    pub async fn staff_contributions(&self, name: &str, unanswered: bool) -> Vec<pb::Contribution> {
        let consultation = name.to_owned();
        let request = pb::ListContributionsRequest { consultation, unanswered, ..Default::default() };
        let request = self.harness.request(ANALYST, request);
        self.consultations().list_contributions(request).await.unwrap().into_inner().contributions
    }

    pub async fn weigh(&self, request: pb::SetPriorityRequest) -> Result<pb::Priority, Status> {
        Ok(self.consultations().set_priority(self.harness.request(AUTHORITY, request)).await?.into_inner())
    }

    pub async fn consultation(&self, name: &str) -> Result<pb::Consultation, Status> {
        let request = anonymous(pb::GetConsultationRequest { name: name.into() });
        Ok(self.consultations().get_consultation(request).await?.into_inner())
    }

    pub fn clock_at(&self, time: &str) {
        self.harness.clock.set(time.parse().unwrap());
    }
}

pub fn time(text: &str) -> Option<prost_types::Timestamp> {
    let time: jiff::Timestamp = text.parse().unwrap();
    Some(prost_types::Timestamp { seconds: time.as_second(), nanos: 0 })
}

pub const AFTER: &str = "2024-03-11T08:00:00Z";

pub fn consultation() -> pb::CreateConsultationRequest {
    pb::CreateConsultationRequest {
        parent: PARENT.into(),
        subject: Subject::Priorities.into(),
        title: "Prioritas formasi 2025".into(),
        text: "Unit mana yang didahulukan?".into(),
        open_time: time("2024-03-04T08:00:00Z"),
        close_time: time(AFTER),
        ..Default::default()
    }
}

pub fn says(consultation: &pb::Consultation, text: &str) -> pb::SubmitContributionRequest {
    let (consultation, group) = (consultation.name.clone(), PublicGroup::Community.into());
    pb::SubmitContributionRequest { consultation, group, text: text.into(), request_id: String::new() }
}

pub fn answers(name: &str, verdict: Verdict, changes: &[&str]) -> pb::AnswerContributionRequest {
    let answer = pb::ContributionAnswer {
        verdict: verdict.into(),
        reason: "antrean memanjang".into(),
        summary: "Meminta bidan".into(),
        changes: changes.iter().map(|change| (*change).to_owned()).collect(),
    };
    let etag = "\"1\"".into();
    pb::AnswerContributionRequest { name: name.into(), etag, answer: Some(answer), request_id: String::new() }
}

pub fn weight(target: Target, weight_hundredths: i32, contribution: &str) -> pb::SetPriorityRequest {
    let priority = pb::Priority {
        target: Some(target),
        weight_hundredths,
        reason: "masukan masyarakat".into(),
        contribution: contribution.into(),
        ..Default::default()
    };
    pb::SetPriorityRequest { parent: PARENT.into(), priority: Some(priority), ..Default::default() }
}

/// From preparing to closing, while nothing at all may be written to the position map.
#[tokio::test]
async fn a_consultation_changes_priorities_and_never_a_need() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let guard = "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                     $$ BEGIN RAISE EXCEPTION 'a consultation touched %', TG_TABLE_NAME; END $$;
                 CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON needs.positions EXECUTE FUNCTION public.refuse();
                 CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON needs.workload_tasks
                     EXECUTE FUNCTION public.refuse()";
    sqlx::raw_sql(guard).execute(&needs.harness.pool).await.unwrap();
    let about = pb::CreateConsultationRequest { units: vec![position.unit.clone()], ..consultation() };
    let draft = needs.prepare_consultation(about).await.unwrap();
    assert_eq!((draft.state(), draft.units.as_slice()), (State::Draft, &[position.unit.clone()][..]));
    let invited = needs.invite_organisation(&draft.name, "Universitas Airlangga").await.unwrap();
    assert_eq!(needs.invite_organisation(&draft.name, "Universitas Airlangga").await.unwrap(), invited);
    assert_eq!((invited.invitations.len(), invited.etag.as_str()), (1, "\"2\""));
    let open = needs.open_consultation(&invited).await.unwrap();
    let first = needs.contribute(says(&open, "Puskesmas kekurangan bidan, saya Siti 0812")).await.unwrap();
    let second = needs.contribute(says(&open, "Tambah kursi taman")).await.unwrap();
    let priority = needs.weigh(weight(Target::Unit(position.unit.clone()), 250, &first.contribution)).await.unwrap();
    assert_eq!((priority.previous_hundredths, &priority.contribution), (100, &first.contribution));
    let accepted =
        needs.answer_contribution(answers(&first.contribution, Verdict::Accepted, &[&priority.name])).await.unwrap();
    assert_eq!((accepted.answer.unwrap().changes, accepted.etag.as_str()), (vec![priority.name.clone()], "\"2\""));
    needs.answer_contribution(answers(&second.contribution, Verdict::Declined, &[])).await.unwrap();
    needs.clock_at(AFTER);
    let closed = needs.close_consultation(&open).await.unwrap();
    let totals = pb::ContributionTotals { received: 2, unanswered: 0, accepted: 1, partly: 0, declined: 1 };
    assert_eq!((closed.state(), closed.totals), (State::Closed, Some(totals)));
    assert_eq!(needs.consultation(&closed.name).await.unwrap(), closed);
    assert_eq!(needs.get(&position).await, position);
    let weighed =
        "SELECT count(*) FROM needs.priorities WHERE weight = 250 AND unit_id IS NOT NULL AND contribution <> ''";
    assert_eq!(needs.harness.number(weighed).await, 1);
    let refused = sqlx::query("UPDATE needs.positions SET required = 1").execute(&needs.harness.pool).await;
    assert!(refused.unwrap_err().to_string().contains("touched positions"));
}

#[tokio::test]
async fn a_consultation_closes_when_its_time_is_over_and_all_is_answered() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let (first, second) =
        (needs.contribute(says(&open, "a")).await.unwrap(), needs.contribute(says(&open, "b")).await.unwrap());
    assert_refused(needs.close_consultation(&open).await, Code::FailedPrecondition, "CONSULTATION_STATE");
    needs.clock_at(AFTER);
    let waiting = needs.close_consultation(&open).await.unwrap_err();
    let told = waiting.get_details_error_info().unwrap();
    assert_eq!((waiting.code(), told.reason.as_str()), (Code::FailedPrecondition, "CONTRIBUTIONS_UNANSWERED"));
    let names = format!("{} {}", first.contribution, second.contribution);
    assert_eq!((&told.metadata["count"], &told.metadata["contributions"]), (&"2".to_owned(), &names));
    assert_eq!(needs.staff_contributions(&open.name, true).await.len(), 2);
    for contribution in [&first.contribution, &second.contribution] {
        needs.answer_contribution(answers(contribution, Verdict::Declined, &[])).await.unwrap();
    }
    let stale = pb::Consultation { etag: "\"9\"".into(), ..open.clone() };
    assert_refused(needs.close_consultation(&stale).await, Code::Aborted, "ETAG_MISMATCH");
    let closed = needs.close_consultation(&open).await.unwrap();
    assert_eq!(closed.minutes, "Disepakati: puskesmas didahulukan");
    for answer in [
        needs.close_consultation(&closed).await,
        needs.open_consultation(&closed).await,
        needs.invite_organisation(&closed.name, "x").await,
    ] {
        assert_refused(answer, Code::FailedPrecondition, "CONSULTATION_STATE");
    }
    let late = needs.answer_contribution(pb::AnswerContributionRequest {
        etag: "\"2\"".into(),
        ..answers(&first.contribution, Verdict::Declined, &[])
    });
    assert_refused(late.await, Code::FailedPrecondition, "CONSULTATION_STATE");
}

#[tokio::test]
async fn everything_wrong_with_a_consultation_is_told_at_once() {
    let needs = Needs::start().await;
    let bad = pb::CreateConsultationRequest { request_id: "x".into(), ..Default::default() };
    let fields = ["parent", "subject", "title", "text", "open_time", "close_time", "request_id"];
    assert_eq!(bad_fields(&needs.prepare_consultation(bad).await.unwrap_err()), fields);
    let past = pb::CreateConsultationRequest { close_time: time("2024-03-04T08:00:00Z"), ..consultation() };
    assert_eq!(bad_fields(&needs.prepare_consultation(past.clone()).await.unwrap_err()), ["close_time"]);
    let mixed = pb::CreateConsultationRequest {
        subject: Subject::Proposal.into(),
        units: vec![nobody("units")],
        ..consultation()
    };
    assert_eq!(bad_fields(&needs.prepare_consultation(mixed).await.unwrap_err()), ["units", "proposal"]);
    let past = pb::CreateConsultationRequest { open_time: time("2024-03-01T08:00:00Z"), ..past };
    assert_eq!(bad_fields(&needs.prepare_consultation(past).await.unwrap_err()), ["close_time"]);
    for (seconds, year) in [(-377_705_023_201, -9999), (-1, 1969)] {
        let open_time = Some(prost_types::Timestamp { seconds, nanos: 0 });
        let bad =
            pb::CreateConsultationRequest { open_time, close_time: time("9998-01-01T00:00:00Z"), ..consultation() };
        let told = bad_fields(&needs.prepare_consultation(bad).await.unwrap_err());
        assert_eq!(told, ["open_time", "close_time"], "{year}");
    }
    let unit = nobody("units");
    let twice = pb::CreateConsultationRequest { units: vec![unit.clone(), unit.clone()], ..consultation() };
    assert_eq!(bad_fields(&needs.prepare_consultation(twice).await.unwrap_err()), ["units[1]"]);
    let unknown = pb::CreateConsultationRequest { units: vec![unit], ..consultation() };
    assert_refused(needs.prepare_consultation(unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
    let proposal = nobody("proposals");
    let unknown = pb::CreateConsultationRequest { subject: Subject::Proposal.into(), proposal, ..consultation() };
    assert_refused(needs.prepare_consultation(unknown).await, Code::NotFound, "PROPOSAL_NOT_FOUND");
    let invite = pb::InviteGroupRequest { request_id: "x".into(), ..Default::default() };
    let refused = needs.consultations().invite_group(needs.harness.request(ANALYST, invite)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "group", "organisation", "request_id"]);
    assert_refused(
        needs.invite_organisation(&nobody("consultations"), "x").await,
        Code::NotFound,
        "CONSULTATION_NOT_FOUND",
    );
}

#[tokio::test]
async fn a_time_is_told_as_it_is_kept() {
    let needs = Needs::start().await;
    let open_time = time("2024-03-04T08:00:00Z").map(|time| prost_types::Timestamp { nanos: 1_999, ..time });
    let told = needs.prepare_consultation(pb::CreateConsultationRequest { open_time, ..consultation() }).await.unwrap();
    assert_eq!(told.open_time.unwrap().nanos, 1_000);
    assert_eq!(needs.consultation(&told.name).await.unwrap(), told);
}

#[tokio::test]
async fn a_page_of_consultations_fits_into_a_message() {
    let needs = Needs::start().await;
    for _ in 1..=51 {
        let long = pb::CreateConsultationRequest { text: "x".repeat(10_000), ..consultation() };
        needs.prepare_consultation(long).await.unwrap();
    }
    let all = pb::ListConsultationsRequest { parent: PARENT.into(), page_size: 1000, ..Default::default() };
    let page = needs.consultations().list_consultations(anonymous(all)).await.unwrap().into_inner();
    assert_eq!((page.consultations.len(), page.next_page_token.is_empty()), (50, false));
}

#[tokio::test]
async fn consultations_are_listed_by_page_and_state_in_their_own_instansi() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let draft = needs.prepare_consultation(consultation()).await.unwrap();
    let list = async |request| {
        let listed = needs.consultations().list_consultations(anonymous(request)).await;
        listed.map(tonic::Response::into_inner)
    };
    let all = pb::ListConsultationsRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = list(all.clone()).await.unwrap();
    let next = pb::ListConsultationsRequest { page_token: first.next_page_token, ..all.clone() };
    assert_eq!(
        (first.consultations, list(next).await.unwrap().consultations),
        (vec![open.clone()], vec![draft.clone()])
    );
    let drafts = pb::ListConsultationsRequest { state: State::Draft.into(), ..all.clone() };
    assert_eq!(list(drafts).await.unwrap().consultations, [draft]);
    let parent = format!("instansi/{OTHER_TENANT}");
    assert!(list(pb::ListConsultationsRequest { parent, ..all }).await.unwrap().consultations.is_empty());
    let foreign = needs.consultation(&open.name.replace("6571", OTHER_TENANT)).await;
    assert_refused(foreign, Code::NotFound, "CONSULTATION_NOT_FOUND");
}

#[tokio::test]
async fn a_weight_is_set_as_it_was_read_and_not_for_what_was_declined() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let taken = needs.contribute(says(&open, "a")).await.unwrap();
    let health = || Target::Sector("health".into());
    let first = needs.weigh(weight(health(), 150, "")).await.unwrap();
    assert_eq!((first.weight_hundredths, first.previous_hundredths, first.etag.as_str()), (150, 100, "\"1\""));
    assert_refused(needs.weigh(weight(health(), 200, "")).await, Code::Aborted, "ETAG_MISMATCH");
    let next = pb::SetPriorityRequest { etag: first.etag.clone(), ..weight(health(), 200, &taken.contribution) };
    let next = needs.weigh(next).await.unwrap();
    assert_eq!((&next.name, next.weight_hundredths, next.previous_hundredths), (&first.name, 200, 150));
    needs.answer_contribution(answers(&taken.contribution, Verdict::Declined, &[])).await.unwrap();
    let declined = pb::SetPriorityRequest { etag: next.etag.clone(), ..weight(health(), 300, &taken.contribution) };
    assert_refused(needs.weigh(declined).await, Code::FailedPrecondition, "CONTRIBUTION_ANSWERED");
    let missing = weight(health(), 300, &absent(&taken.contribution));
    assert_refused(needs.weigh(missing).await, Code::NotFound, "CONTRIBUTION_NOT_FOUND");
    let unknown = weight(Target::Unit(nobody("units")), 300, "");
    assert_refused(needs.weigh(unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
    let bad = pb::SetPriorityRequest { etag: "x".into(), request_id: "x".into(), ..Default::default() };
    let fields = ["parent", "priority.target", "priority.weight_hundredths", "priority.reason", "etag", "request_id"];
    assert_eq!(bad_fields(&needs.weigh(bad).await.unwrap_err()), fields);
    for sector in ["", "defence"] {
        let bad = needs.weigh(weight(Target::Sector(sector.into()), 10_001, "x")).await.unwrap_err();
        let fields = ["priority.sector", "priority.weight_hundredths", "priority.contribution"];
        assert_eq!(bad_fields(&bad), fields);
    }
    let list = pb::ListPrioritiesRequest { parent: PARENT.into(), ..Default::default() };
    let listed = needs.consultations().list_priorities(anonymous(list)).await.unwrap().into_inner();
    assert_eq!((listed.priorities, listed.next_page_token.as_str()), (vec![next], ""));
    let foreign = needs.harness.request_as("other", AUTHORITY, &[OTHER_TENANT], weight(health(), 300, ""));
    let foreign = needs.consultations().set_priority(foreign).await.unwrap_err();
    assert_eq!(foreign.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn of_first_weights_and_of_answers_at_once_one_counts() {
    let needs = Needs::start().await;
    let calls = (1..=6).map(|hundreds| {
        let request = weight(Target::Sector("tourism".into()), hundreds * 100, "");
        let request = needs.harness.request(AUTHORITY, request);
        let mut client = needs.consultations();
        async move { client.set_priority(request).await.map(tonic::Response::into_inner) }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (1, 5));
    assert!(bad.iter().all(|status| status.code() == Code::Aborted), "{bad:?}");
    let open = needs.opened_consultation().await;
    let taken = needs.contribute(says(&open, "a")).await.unwrap();
    let calls = (0..6).map(|_| {
        let request = needs.harness.request(VERIFIER, answers(&taken.contribution, Verdict::Declined, &[]));
        let mut client = needs.consultations();
        async move { client.answer_contribution(request).await.map(tonic::Response::into_inner) }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (1, 5));
}

#[tokio::test]
async fn nobody_consults_for_another_instansi() {
    let needs = Needs::start().await;
    let open = needs.opened_consultation().await;
    let taken = needs.contribute(says(&open, "a")).await.unwrap();
    let mut answers_seen = Vec::new();
    macro_rules! foreign {
        ($method:ident, $roles:expr, $message:expr) => {{
            let request = needs.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
            let answer = needs.consultations().$method(request).await;
            answers_seen.push((stringify!($method), answer.err().map(|status| status.code())));
        }};
    }
    let (name, etag) = (open.name.clone(), open.etag.clone());
    foreign!(create_consultation, ANALYST, consultation());
    let (group, organisation) = (PublicGroup::Media.into(), "Radio".to_owned());
    foreign!(
        invite_group,
        ANALYST,
        pb::InviteGroupRequest { name: name.clone(), group, organisation, request_id: String::new() }
    );
    let open_again = pb::OpenConsultationRequest { name: name.clone(), etag: etag.clone(), request_id: String::new() };
    foreign!(open_consultation, ANALYST, open_again);
    let close = pb::CloseConsultationRequest { name, etag, minutes: "x".into(), request_id: String::new() };
    foreign!(close_consultation, ANALYST, close);
    foreign!(answer_contribution, VERIFIER, answers(&taken.contribution, Verdict::Declined, &[]));
    assert_eq!(answers_seen.len(), 5);
    for (method, code) in answers_seen {
        assert_eq!(code, Some(Code::PermissionDenied), "{method}");
    }
}
