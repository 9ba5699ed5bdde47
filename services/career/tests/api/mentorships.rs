//! Who mentors whom, what they do, and what comes of it.

use crate::{
    HR,
    training_world::{Answer, DICTIONARY, School, day, parent, refusal, unit},
};
use contracts::career::v1::{
    self as pb,
    mentorship::{Kind, State},
    mentorship_service_client::MentorshipServiceClient,
    unmatched_mentee::Reason,
};
use platform::testing::{TENANT, bad_fields};
use tonic::{Code, transport::Channel};
use uuid::Uuid;

/// People with a gap in M3, people who could help, and the service between them.
pub(crate) struct Pairs {
    pub(crate) school: School,
    pub(crate) client: MentorshipServiceClient<Channel>,
}

impl Pairs {
    pub(crate) async fn start() -> Self {
        let school = School::start().await;
        let client = MentorshipServiceClient::new(school.career.harness.channel.clone());
        Self { school, client }
    }

    /// Somebody in service who shows a level of M3, linked with an account.
    pub(crate) async fn mentor(&mut self, level: i32, account: &str) -> String {
        let servant = self.school.servant(level).await;
        let id: Uuid = servant.rsplit('/').next().unwrap().parse().unwrap();
        let serves = "UPDATE career.servants SET state = 'in_service' WHERE servant_id = $1";
        sqlx::query(serves).bind(id).execute(&self.school.career.harness.pool).await.unwrap();
        self.school.link(&servant, account).await;
        servant
    }

    /// Somebody with a gap, linked with an account.
    pub(crate) async fn mentee(&mut self, level: i32, account: &str) -> String {
        let servant = self.school.servant(level).await;
        self.school.link(&servant, account).await;
        servant
    }

    pub(crate) fn proposal() -> pb::ProposePairsRequest {
        pb::ProposePairsRequest { parent: parent(), kind: Kind::Mentoring.into(), ..Default::default() }
    }

    pub(crate) async fn propose(&mut self, request: pb::ProposePairsRequest) -> Answer<pb::MentoringProposal> {
        self.client.propose_pairs(self.school.career.harness.request(HR, request)).await
    }

    pub(crate) async fn list(&mut self, request: pb::ListMentorshipsRequest) -> Vec<pb::Mentorship> {
        let request = pb::ListMentorshipsRequest { parent: parent(), ..request };
        let request = self.school.career.harness.request(HR, request);
        self.client.list_mentorships(request).await.unwrap().into_inner().mentorships
    }

    /// The only pair of a proposal.
    pub(crate) async fn proposed(&mut self) -> pb::Mentorship {
        let proposal = self.propose(Self::proposal()).await.unwrap().into_inner().name;
        self.list(pb::ListMentorshipsRequest { proposal, ..Default::default() }).await.remove(0)
    }

    pub(crate) fn confirmation(pair: &pb::Mentorship) -> pb::ConfirmPairRequest {
        pb::ConfirmPairRequest {
            name: pair.name.clone(),
            etag: pair.etag.clone(),
            goal: "Memimpin rapat koordinasi".into(),
            due_date: day(11, 2),
            ..Default::default()
        }
    }

    pub(crate) async fn confirm(&mut self, request: pb::ConfirmPairRequest) -> Answer<pb::Mentorship> {
        self.client.confirm_pair(self.school.career.harness.request(HR, request)).await
    }

    /// A pair that meets.
    pub(crate) async fn active(&mut self) -> pb::Mentorship {
        let pair = self.proposed().await;
        self.confirm(Self::confirmation(&pair)).await.unwrap().into_inner()
    }

    pub(crate) fn meeting(pair: &pb::Mentorship, minutes: i64) -> pb::RecordMentoringSessionRequest {
        pb::RecordMentoringSessionRequest {
            parent: pair.name.clone(),
            date: day(5, 2),
            minutes,
            notes: "Bahas notula".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn meet(
        &mut self,
        account: &str,
        request: pb::RecordMentoringSessionRequest,
    ) -> Answer<pb::MentoringSession> {
        let request = self.school.career.harness.request_as(account, &["servant"], &[TENANT], request);
        self.client.record_mentoring_session(request).await
    }

    pub(crate) async fn sessions(
        &mut self,
        account: &str,
        pair: &pb::Mentorship,
    ) -> Answer<pb::ListMentoringSessionsResponse> {
        let request = pb::ListMentoringSessionsRequest { parent: pair.name.clone(), ..Default::default() };
        let request = self.school.career.harness.request_as(account, &["servant"], &[TENANT], request);
        self.client.list_mentoring_sessions(request).await
    }

    pub(crate) async fn end(
        &mut self,
        account: &str,
        pair: &pb::Mentorship,
        outcome_level: i32,
    ) -> Answer<pb::Mentorship> {
        let (name, etag) = (pair.name.clone(), pair.etag.clone());
        let remark = "Tercapai".to_owned();
        let request = pb::EndPairRequest { name, etag, outcome_level, remark, request_id: String::new() };
        let request = self.school.career.harness.request_as(account, &["servant"], &[TENANT], request);
        self.client.end_pair(request).await
    }
}

#[tokio::test]
async fn a_pair_is_proposed_with_why_and_what_the_next_best_was() {
    let mut pairs = Pairs::start().await;
    let mentee = pairs.mentee(2, "siti").await;
    let (best, next) = (pairs.mentor(5, "budi").await, pairs.mentor(4, "ani").await);
    pairs.mentor(3, "low").await;
    let request = pb::ProposePairsRequest { request_id: Uuid::from_u128(9).to_string(), ..Pairs::proposal() };
    let proposal = pairs.propose(request.clone()).await.unwrap().into_inner();
    assert_eq!((proposal.mentees, proposal.pairs, proposal.unmatched, proposal.more), (1, 1, 0, false));
    assert_eq!(proposal.ruleset, "mentoring-2025");
    assert!(proposal.rule.contains("Kuhn-Munkres"));
    let replayed = pairs.propose(request).await.unwrap().into_inner();
    assert_eq!(replayed, proposal);
    let listed = pairs.list(pb::ListMentorshipsRequest { proposal: proposal.name.clone(), ..Default::default() }).await;
    let [pair] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!(
        (pair.mentee.as_str(), pair.mentor.as_str(), pair.state()),
        (mentee.as_str(), best.as_str(), State::Proposed)
    );
    assert_eq!((pair.standard, pair.achieved, pair.mentor_level), (3, 2, 5));
    assert!(pair.explanation.starts_with("M3 level 5 where 3 is asked, 2 above: 20; the same unit: 5; "));
    assert_eq!((pair.next_mentor.as_str(), pair.weight - pair.next_weight), (next.as_str(), 10));
    let get = pb::GetMentoringProposalRequest { name: proposal.name.clone() };
    let get = pairs.school.career.harness.request(HR, get);
    assert_eq!(pairs.client.get_mentoring_proposal(get).await.unwrap().into_inner(), proposal);
    let again = pairs.propose(Pairs::proposal()).await.unwrap().into_inner();
    assert_eq!(again.mentees, 0, "who is proposed is not proposed again");
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%ListMentorships'";
    assert_eq!(pairs.school.career.harness.number(audited).await, 1);
}

#[tokio::test]
async fn who_gets_nobody_is_told_why() {
    let mut pairs = Pairs::start().await;
    let alone = pairs.mentee(1, "siti").await;
    pairs.mentor(3, "low").await;
    let probation = pairs.school.servant(5).await;
    let proposal = pairs.propose(Pairs::proposal()).await.unwrap().into_inner();
    assert_eq!((proposal.pairs, proposal.unmatched), (0, 1), "{probation} is not in service yet");
    let request = pb::ListUnmatchedMenteesRequest { parent: proposal.name.clone(), ..Default::default() };
    let request = pairs.school.career.harness.request(HR, request);
    let unmatched = pairs.client.list_unmatched_mentees(request).await.unwrap().into_inner().unmatched;
    assert_eq!((unmatched[0].servant.as_str(), unmatched[0].reason()), (alone.as_str(), Reason::NobodyQualifies));
    pairs.mentor(5, "budi").await;
    for _ in 0..3 {
        pairs.school.servant(2).await;
    }
    let proposal = pairs.propose(Pairs::proposal()).await.unwrap().into_inner();
    assert_eq!((proposal.pairs, proposal.unmatched), (3, 1), "a mentor has three mentees at most");
    let request = pb::ListUnmatchedMenteesRequest { parent: proposal.name, ..Default::default() };
    let request = pairs.school.career.harness.request(HR, request);
    let unmatched = pairs.client.list_unmatched_mentees(request).await.unwrap().into_inner().unmatched;
    assert_eq!(unmatched[0].reason(), Reason::TooFewPlaces);
    let full = pairs.propose(Pairs::proposal()).await.unwrap().into_inner();
    assert_eq!((full.pairs, full.unmatched), (0, 1));
    let elsewhere = format!("{}/units/{}", parent(), Uuid::from_u128(99));
    let other = pb::ProposePairsRequest { unit: elsewhere, ..Pairs::proposal() };
    assert_eq!(pairs.propose(other).await.unwrap().into_inner().mentees, 0);
    let here =
        pb::ProposePairsRequest { unit: unit(), dictionary: DICTIONARY.into(), code: "M3".into(), ..Pairs::proposal() };
    assert_eq!(pairs.propose(here).await.unwrap().into_inner().mentees, 1);
}

#[tokio::test]
async fn a_person_confirms_a_pair_and_its_goal_is_sealed() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.proposed().await;
    let own = pairs.school.career.harness.request_as("budi", HR, &[TENANT], Pairs::confirmation(&pair));
    assert_eq!(refusal(pairs.client.confirm_pair(own).await).1, "NOT_THE_MENTOR", "nobody confirms the own pair");
    let confirmed = pairs.confirm(Pairs::confirmation(&pair)).await.unwrap().into_inner();
    assert_eq!((confirmed.state(), confirmed.confirmed_by.as_str()), (State::Active, "tester"));
    assert_eq!((confirmed.goal.as_str(), confirmed.start_date), ("Memimpin rapat koordinasi", day(5, 2)));
    assert_eq!(refusal(pairs.confirm(Pairs::confirmation(&pair)).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = pairs.confirm(Pairs::confirmation(&confirmed)).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "MENTORSHIP_STATE".into()));
    let plain = "SELECT count(*) FROM career.mentorships AS one WHERE one::text LIKE '%rapat%'";
    assert_eq!(pairs.school.career.harness.number(plain).await, 0);
}

#[tokio::test]
async fn another_mentor_may_be_chosen_if_one_qualifies() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let (other, low) = (pairs.mentor(4, "ani").await, pairs.mentor(3, "low").await);
    let pair = pairs.proposed().await;
    let reason = "satu kantor".to_owned();
    let chosen = |mentor: &str| pb::ConfirmPairRequest {
        mentor: mentor.into(),
        reason: reason.clone(),
        ..Pairs::confirmation(&pair)
    };
    let refused = pairs.confirm(chosen(&low)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "MENTOR_UNSUITABLE".into()));
    let missing = format!("{}/servants/{}", parent(), Uuid::from_u128(4));
    assert_eq!(refusal(pairs.confirm(chosen(&missing)).await).1, "SERVANT_NOT_FOUND");
    let confirmed = pairs.confirm(chosen(&other)).await.unwrap().into_inner();
    assert_eq!((confirmed.mentor.as_str(), confirmed.mentor_level), (other.as_str(), 4));
    assert_eq!(confirmed.reason, reason);
    assert!(confirmed.explanation.starts_with("another mentor than the proposed one was chosen: M3 level 4"));
}

#[tokio::test]
async fn the_two_read_the_notes_and_nobody_else() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let proposed = pairs.proposed().await;
    assert_eq!(
        refusal(pairs.sessions("siti", &proposed).await).1,
        "MENTORSHIP_NOT_FOUND",
        "not before it is confirmed"
    );
    let pair = pairs.confirm(Pairs::confirmation(&proposed)).await.unwrap().into_inner();
    let once =
        pb::RecordMentoringSessionRequest { request_id: Uuid::from_u128(3).to_string(), ..Pairs::meeting(&pair, 60) };
    let session = pairs.meet("budi", once.clone()).await.unwrap().into_inner();
    assert_eq!(pairs.meet("budi", once).await.unwrap().into_inner(), session, "written down once");
    for account in ["siti", "budi"] {
        let read = pairs.sessions(account, &pair).await.unwrap().into_inner().sessions;
        assert_eq!(read, std::slice::from_ref(&session));
    }
    pairs.mentee(3, "stranger").await;
    let hidden = (Code::NotFound, "MENTORSHIP_NOT_FOUND".to_owned());
    assert_eq!(refusal(pairs.sessions("stranger", &pair).await), hidden);
    assert_eq!(refusal(pairs.meet("stranger", Pairs::meeting(&pair, 60)).await), hidden);
    assert_eq!(refusal(pairs.end("stranger", &pair, 0).await), hidden);
    let mentee = pairs.meet("siti", Pairs::meeting(&pair, 60)).await;
    assert_eq!(refusal(mentee), (Code::FailedPrecondition, "NOT_THE_MENTOR".into()));
    let plain = "SELECT count(*) FROM career.mentoring_sessions AS one WHERE one::text LIKE '%notula%'";
    assert_eq!(pairs.school.career.harness.number(plain).await, 0);
    let mine = pb::ListMyMentorshipsRequest { parent: parent(), ..Default::default() };
    for (account, count) in [("siti", 1), ("budi", 1), ("stranger", 0)] {
        let request = pairs.school.career.harness.request_as(account, &["servant"], &[TENANT], mine.clone());
        let found = pairs.client.list_my_mentorships(request).await.unwrap().into_inner().mentorships;
        assert_eq!(found.len(), count, "{account}");
        assert!(found.iter().all(|one| one.next_mentor.is_empty() && one.explanation.is_empty()));
    }
}

#[tokio::test]
async fn sessions_out_of_bounds_are_refused_with_every_field() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.active().await;
    let early = pb::RecordMentoringSessionRequest { date: day(5, 1), ..Pairs::meeting(&pair, 60) };
    assert_eq!(bad_fields(&pairs.meet("budi", early).await.unwrap_err()), ["date"]);
    let ahead = pb::RecordMentoringSessionRequest { date: day(5, 3), ..Pairs::meeting(&pair, 60) };
    assert_eq!(bad_fields(&pairs.meet("budi", ahead).await.unwrap_err()), ["date"]);
    pairs.meet("budi", Pairs::meeting(&pair, 400)).await.unwrap();
    let long = pairs.meet("budi", Pairs::meeting(&pair, 81)).await.unwrap_err();
    assert_eq!(bad_fields(&long), ["minutes"], "480 a day");
    let nothing = pairs.meet("budi", pb::RecordMentoringSessionRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["parent", "date", "minutes", "notes"]);
}

/// rules.md §4.2: minutes/45 rounded down, once a pair and year.
#[tokio::test]
async fn the_end_books_hours_once_and_the_level_seen_closes_the_gap() {
    let mut pairs = Pairs::start().await;
    let mentee = pairs.mentee(2, "siti").await;
    pairs.mentor(4, "budi").await;
    let pair = pairs.active().await;
    for minutes in [44, 44, 46] {
        pairs.meet("budi", Pairs::meeting(&pair, minutes)).await.unwrap();
    }
    assert_eq!(refusal(pairs.end("siti", &pair, 3).await).1, "NOT_THE_MENTOR");
    let above = pairs.end("budi", &pair, 5).await;
    assert_eq!(refusal(above), (Code::FailedPrecondition, "OUTCOME_ABOVE_MENTOR".into()));
    let ended = pairs.end("budi", &pair, 3).await.unwrap().into_inner();
    assert_eq!((ended.state(), ended.outcome_level, ended.reason.as_str()), (State::Ended, 3, "Tercapai"));
    assert_eq!((ended.sessions, ended.minutes, ended.hours, ended.hours_over), (3, 134, 2, 0));
    let year = pairs.school.year(&mentee).await;
    assert_eq!((year.hours, year.bookings[0].activity, year.bookings[0].source.as_str()), (2, 15, ended.name.as_str()));
    let seen = "SELECT count(*) FROM career.competency_evidence WHERE kind = 'observed' AND level = 3";
    assert_eq!(pairs.school.career.harness.number(seen).await, 1);
    let closed = "SELECT count(*) FROM career.competency_gaps WHERE close_reason = 'met'";
    assert_eq!(pairs.school.career.harness.number(closed).await, 1);
    assert_eq!(refusal(pairs.end("budi", &pair, 3).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(refusal(pairs.end("budi", &ended, 3).await).1, "MENTORSHIP_STATE");
}
