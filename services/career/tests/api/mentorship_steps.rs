//! Pairs that are declined, stopped or over the cap; paging and who may.

use crate::{
    HR,
    mentorships::Pairs,
    training_world::{day, parent, refusal},
};
use contracts::career::v1::{
    self as pb,
    mentorship::{Kind, State},
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

fn name(collection: &str) -> String {
    format!("{}/{collection}/{}", parent(), Uuid::from_u128(1))
}

#[tokio::test]
async fn who_is_declined_may_be_proposed_again() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.proposed().await;
    let decline = pb::DeclinePairRequest {
        name: pair.name.clone(),
        etag: pair.etag.clone(),
        reason: "cuti".into(),
        request_id: String::new(),
    };
    let request = pairs.school.career.harness.request(HR, decline.clone());
    let declined = pairs.client.decline_pair(request).await.unwrap().into_inner();
    assert_eq!((declined.state(), declined.reason.as_str()), (State::Declined, "cuti"));
    let stale = pairs.school.career.harness.request(HR, decline.clone());
    assert_eq!(refusal(pairs.client.decline_pair(stale).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = pb::DeclinePairRequest { etag: declined.etag.clone(), ..decline };
    let twice = pairs.school.career.harness.request(HR, twice);
    assert_eq!(refusal(pairs.client.decline_pair(twice).await).1, "MENTORSHIP_STATE");
    assert_eq!(pairs.proposed().await.mentee, pair.mentee);
}

#[tokio::test]
async fn what_is_over_the_cap_is_told_and_the_pair_ends_all_the_same() {
    let mut pairs = Pairs::start().await;
    let employee = pairs.school.employee(2).await;
    pairs.school.link(&employee, "siti").await;
    pairs.mentor(5, "budi").await;
    pairs.school.learned(&employee, 9, 23).await.unwrap();
    let coaching = pb::ProposePairsRequest { kind: Kind::Coaching.into(), ..Pairs::proposal() };
    let proposal = pairs.propose(coaching).await.unwrap().into_inner().name;
    let pair = pairs.list(pb::ListMentorshipsRequest { proposal, ..Default::default() }).await.remove(0);
    let pair = pairs.confirm(Pairs::confirmation(&pair)).await.unwrap().into_inner();
    let session = pb::RecordMentoringSessionRequest {
        parent: pair.name.clone(),
        date: day(5, 2),
        minutes: 135,
        notes: "x".into(),
        request_id: String::new(),
    };
    let session = pairs.school.career.harness.request_as("budi", &["mentor"], &[TENANT], session);
    pairs.client.record_mentoring_session(session).await.unwrap();
    let stop = pb::StopPairRequest {
        name: pair.name.clone(),
        etag: pair.etag.clone(),
        reason: "mentor pindah".into(),
        request_id: String::new(),
    };
    let own = pairs.school.career.harness.request_as("siti", HR, &[TENANT], stop.clone());
    assert_eq!(refusal(pairs.client.stop_pair(own).await).1, "NOT_THE_MENTOR");
    let request = pairs.school.career.harness.request(HR, stop);
    let stopped = pairs.client.stop_pair(request).await.unwrap().into_inner();
    assert_eq!((stopped.state(), stopped.hours, stopped.hours_over), (State::Ended, 1, 2));
    let year = pairs.school.year(&employee).await;
    assert_eq!((year.hours, year.bookings.last().map(|one| one.activity)), (24, Some(14)));
    let seen = "SELECT count(*) FROM career.competency_evidence WHERE kind = 'observed'";
    assert_eq!(pairs.school.career.harness.number(seen).await, 0, "nothing was shown");
}

#[tokio::test]
async fn a_closed_gap_and_a_full_mentor_are_refused_at_confirmation() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.proposed().await;
    let full = pairs.mentor(4, "ani").await;
    let id: Uuid = full.rsplit('/').next().unwrap().parse().unwrap();
    // Three others whom the same mentor has already: declared beside the service.
    for _ in 0..3 {
        let other = pairs.school.servant(3).await;
        let other: Uuid = other.rsplit('/').next().unwrap().parse().unwrap();
        let copy =
            "INSERT INTO career.mentorships (mentorship_id, instansi, proposal_id, kind, state, mentee_id, mentor_id,
                        gap_id, dictionary, code, standard, mentor_level, weight, explanation, next_weight, ruleset,
                        version, create_time)
                    SELECT uuidv7(), instansi, proposal_id, kind, state, $1, $2, gap_id, dictionary, code, standard, 4,
                           weight, '', 0, ruleset, 1, create_time
                    FROM career.mentorships LIMIT 1";
        sqlx::query(copy).bind(other).bind(id).execute(&pairs.school.career.harness.pool).await.unwrap();
    }
    let reason = "x".to_owned();
    let chosen = pb::ConfirmPairRequest { mentor: full, reason, ..Pairs::confirmation(&pair) };
    assert_eq!(refusal(pairs.confirm(chosen).await), (Code::FailedPrecondition, "MENTOR_FULL".into()));
    let closed = "UPDATE career.competency_gaps SET close_date = '2025-05-02', close_reason = 'met'";
    sqlx::query(closed).execute(&pairs.school.career.harness.pool).await.unwrap();
    assert_eq!(refusal(pairs.confirm(Pairs::confirmation(&pair)).await).1, "MENTORING_GAP_CLOSED");
}

#[tokio::test]
async fn bad_requests_name_every_field() {
    let mut pairs = Pairs::start().await;
    let nothing = pairs.propose(pb::ProposePairsRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["parent", "kind"]);
    let bad = pb::ProposePairsRequest {
        kind: 77,
        unit: "x".into(),
        mentor_unit: "instansi/9999/units/x".into(),
        code: "\u{0}".into(),
        request_id: "x".into(),
        ..Pairs::proposal()
    };
    let bad = pairs.propose(bad).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["kind", "unit", "mentor_unit", "code", "request_id"]);
    let nothing = pairs.confirm(pb::ConfirmPairRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&nothing), ["name", "etag", "goal", "due_date"]);
    let past = pb::Mentorship { name: name("mentorships"), etag: "\"1\"".into(), ..Default::default() };
    let idle = pb::ConfirmPairRequest { reason: "x".into(), ..Pairs::confirmation(&past) };
    assert_eq!(bad_fields(&pairs.confirm(idle).await.unwrap_err()), ["reason"]);
    let end = pb::EndPairRequest { outcome_level: 6, ..Default::default() };
    let end = pairs.school.career.harness.request(&["mentor"], end);
    let fields = bad_fields(&pairs.client.end_pair(end).await.unwrap_err());
    assert_eq!(fields, ["name", "etag", "outcome_level", "remark"]);
    let negative = pb::ListMentorshipsRequest { parent: parent(), page_size: -1, state: 9, ..Default::default() };
    let negative = pairs.school.career.harness.request(HR, negative);
    assert_eq!(bad_fields(&pairs.client.list_mentorships(negative).await.unwrap_err()), ["page_size", "state"]);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let mut pairs = Pairs::start().await;
    let get = pairs.school.career.harness.request(HR, pb::GetMentorshipRequest { name: name("mentorships") });
    let missing = (Code::NotFound, "MENTORSHIP_NOT_FOUND".to_owned());
    assert_eq!(refusal(pairs.client.get_mentorship(get).await), missing);
    let pair = pb::Mentorship { name: name("mentorships"), etag: "\"1\"".into(), ..Default::default() };
    assert_eq!(refusal(pairs.confirm(Pairs::confirmation(&pair)).await), missing);
    let proposal = name("mentoringProposals");
    let get = pairs.school.career.harness.request(HR, pb::GetMentoringProposalRequest { name: proposal.clone() });
    let missing = (Code::NotFound, "MENTORING_PROPOSAL_NOT_FOUND".to_owned());
    assert_eq!(refusal(pairs.client.get_mentoring_proposal(get).await), missing);
    let list = pb::ListUnmatchedMenteesRequest { parent: proposal, ..Default::default() };
    let list = pairs.school.career.harness.request(HR, list);
    assert_eq!(refusal(pairs.client.list_unmatched_mentees(list).await), missing);
    let mine = pb::ListMyMentorshipsRequest { parent: parent(), ..Default::default() };
    let mine = pairs.school.career.harness.request(&["servant"], mine);
    assert_eq!(refusal(pairs.client.list_my_mentorships(mine).await).1, "NO_OWN_RECORD");
}

#[tokio::test]
async fn lists_are_paged() {
    let mut pairs = Pairs::start().await;
    for _ in 0..3 {
        pairs.school.servant(2).await;
    }
    pairs.mentor(5, "budi").await;
    let proposal = pairs.propose(Pairs::proposal()).await.unwrap().into_inner().name;
    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = pb::ListMentorshipsRequest {
            parent: parent(),
            page_size: 2,
            page_token,
            proposal: proposal.clone(),
            ..Default::default()
        };
        let request = pairs.school.career.harness.request(HR, request);
        let page = pairs.client.list_mentorships(request).await.unwrap().into_inner();
        seen.extend(page.mentorships.into_iter().map(|pair| pair.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($pairs:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $pairs.client.$method(Request::new($message)).await;
        let clerk = $pairs.school.career.harness.request(&["rater"], $message);
        let clerk = $pairs.client.$method(clerk).await;
        let foreign = $pairs.school.career.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $pairs.client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

#[tokio::test]
async fn mentoring_wants_a_token_a_role_and_the_tenant() {
    let mut pairs = Pairs::start().await;
    let pair = pb::Mentorship { name: name("mentorships"), etag: "\"1\"".into(), ..Default::default() };
    let (of, etag, reason) = (pair.name.clone(), pair.etag.clone(), "x".to_owned());
    let proposal = name("mentoringProposals");
    refuses!(pairs.propose_pairs, HR, Pairs::proposal());
    refuses!(pairs.get_mentoring_proposal, HR, pb::GetMentoringProposalRequest { name: proposal.clone() });
    let unmatched = pb::ListUnmatchedMenteesRequest { parent: proposal, ..Default::default() };
    refuses!(pairs.list_unmatched_mentees, HR, unmatched.clone());
    refuses!(pairs.confirm_pair, HR, Pairs::confirmation(&pair));
    let decline =
        pb::DeclinePairRequest { name: of.clone(), etag: etag.clone(), reason: reason.clone(), ..Default::default() };
    refuses!(pairs.decline_pair, HR, decline.clone());
    let stop = pb::StopPairRequest { name: of.clone(), etag: etag.clone(), reason, ..Default::default() };
    refuses!(pairs.stop_pair, HR, stop.clone());
    refuses!(pairs.get_mentorship, HR, pb::GetMentorshipRequest { name: of.clone() });
    let list = pb::ListMentorshipsRequest { parent: parent(), ..Default::default() };
    refuses!(pairs.list_mentorships, HR, list.clone());
    let mine = pb::ListMyMentorshipsRequest { parent: parent(), ..Default::default() };
    refuses!(pairs.list_my_mentorships, &["servant"], mine.clone());
    let met = pb::RecordMentoringSessionRequest {
        parent: of.clone(),
        date: day(5, 2),
        minutes: 45,
        notes: "x".into(),
        request_id: String::new(),
    };
    refuses!(pairs.record_mentoring_session, &["mentor"], met.clone());
    let session = name("mentoringSessions");
    let taken = pb::WithdrawMentoringSessionRequest {
        name: session,
        etag: etag.clone(),
        reason: "x".into(),
        ..Default::default()
    };
    refuses!(pairs.withdraw_mentoring_session, &["mentor"], taken.clone());
    let sessions = pb::ListMentoringSessionsRequest { parent: of.clone(), ..Default::default() };
    refuses!(pairs.list_mentoring_sessions, &["mentor"], sessions.clone());
    let end = pb::EndPairRequest { name: of, etag, outcome_level: 1, remark: "x".into(), request_id: String::new() };
    refuses!(pairs.end_pair, &["mentor"], end.clone());
}
