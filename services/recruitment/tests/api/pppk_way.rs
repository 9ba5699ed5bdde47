//! A PPPK vacancy from the published result to the appointment: objections, corrections, files, withdrawals.

use crate::{
    AUTHORITY, Answer, COMMITTEE, GATEWAY, Recruitment,
    afterwards::OFFICER,
    pppk::{out, tested},
    pppk_proof::{counted, export},
    refusal, strict,
};
use contracts::{
    google::r#type::Date,
    recruitment::{
        events::v1::{CandidateAppointed, candidate_appointed::Employment},
        v1::{
            self as pb, answer_objection_request::Decision, correct_result_request::Correction, filing::State,
            objection::Cause, pppk_row::Outcome, result_change::Reason,
        },
    },
};
use platform::testing::bad_fields;
use tonic::Code;

impl Recruitment {
    /// A published PPPK vacancy: a participant for each row of tier and parts.
    pub(crate) async fn pppk_published(
        &mut self,
        sequence: i64,
        seats: i32,
        rows: &[(&str, [i32; 4])],
    ) -> (pb::Vacancy, Vec<pb::Application>) {
        let (screened, applied) = self.pppk_screened(sequence, seats, rows.len() as u32).await;
        let rows: Vec<_> = applied.iter().zip(rows).map(|(one, (tier, parts))| tested(one, tier, *parts)).collect();
        self.import_pppk(strict(), &rows).await.unwrap();
        let ranked = self.rank_pppk(&screened).await.unwrap().into_inner();
        let published = self.publish(&ranked).await.unwrap().into_inner();
        let mut applications = Vec::new();
        for one in applied {
            applications.push(self.application(&one.name).await);
        }
        (published, applications)
    }

    pub(crate) async fn correct_pppk(
        &mut self,
        application: &pb::Application,
        objection: &pb::Objection,
        correction: Correction,
    ) -> Answer<pb::CorrectResultResponse> {
        let application = self.application(&application.name).await;
        let request = pb::CorrectResultRequest {
            name: application.name.clone(),
            etag: application.etag.clone(),
            objection: objection.name.clone(),
            correction: Some(correction),
            request_id: String::new(),
        };
        self.objections().correct_result(self.harness.request(COMMITTEE, request)).await
    }

    /// Ranks with the corrections and publishes what that found.
    pub(crate) async fn corrected(&mut self, vacancy: &pb::Vacancy) -> (pb::RankAgainResponse, pb::Vacancy) {
        let vacancy = self.get(vacancy).await;
        let request = pb::RankAgainRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        let ranked = self.objections().rank_again(self.harness.request(COMMITTEE, request)).await.unwrap().into_inner();
        let pb::Vacancy { name, etag, .. } = ranked.vacancy.clone().unwrap();
        let request = pb::PublishCorrectionRequest { name, etag, request_id: String::new() };
        let published = self.objections().publish_correction(self.harness.request(AUTHORITY, request)).await;
        (ranked, published.unwrap().into_inner())
    }

    /// The public list: number and code.
    pub(crate) async fn pppk_list(&mut self, vacancy: &pb::Vacancy) -> Vec<(String, String)> {
        let request = pb::ListResultsRequest { parent: vacancy.name.clone(), ..Default::default() };
        let results = self.applications.list_results(request).await.unwrap().into_inner().results;
        results.into_iter().map(|one| (one.participant_number, one.pppk.unwrap().code)).collect()
    }

    /// Papers and number of whoever has an open file.
    async fn pppk_number(&mut self, vacancy: &pb::Vacancy, nip: &str) -> Answer<pb::Filing> {
        let filings = self.filings(vacancy).await;
        let filing = filings.iter().find(|one| one.state() == State::Open).unwrap();
        self.complete(filing).await.unwrap();
        self.propose_nip(vacancy).await.unwrap();
        let filings = self.filings(vacancy).await;
        let filing = filings.iter().find(|one| one.state() == State::Proposed).unwrap();
        self.record_nip(filing, nip).await
    }

    async fn appoint_pppk(&mut self, application: &pb::Application) -> Answer<pb::Application> {
        let application = self.application(&application.name).await;
        let request = pb::AppointCandidateRequest {
            name: application.name,
            etag: application.etag,
            appointment_date: Some(Date { year: 2025, month: 3, day: 1 }),
            request_id: String::new(),
        };
        self.applications.appoint_candidate(self.harness.request(AUTHORITY, request)).await
    }
}

fn corrected(tier: &str, [technical, managerial, sociocultural, interview]: [i32; 4]) -> Correction {
    let outcome = Outcome::Present.into();
    let tier = tier.into();
    Correction::Pppk(pb::CorrectedPppk {
        outcome,
        tier,
        technical,
        managerial,
        sociocultural,
        interview,
        ..Default::default()
    })
}

const ROWS: [(&str, [i32; 4]); 3] = [("R3", [440, 100, 70, 30]), ("R3", [420, 90, 60, 30]), ("R4", [450, 100, 80, 30])];

#[tokio::test]
async fn a_corrected_tier_moves_its_owner_and_the_way_ends_with_an_employee() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 1, &ROWS).await;
    let number = |index: usize| applications[index].participant_number.clone();
    recruitment.go_to_window(&published);
    let filed = recruitment.object(&applications[1], &[]).await.unwrap().into_inner();
    let evidence = filed.evidence.clone().unwrap();
    let frozen = evidence.pppk.unwrap();
    assert_eq!((frozen.tier.as_str(), frozen.technical, frozen.code.as_str()), ("R3", 420, "R3"));
    assert_eq!((evidence.final_points.as_str(), evidence.final_rank, evidence.place), ("600.000", 2, 2));
    recruitment.answer(&filed, Decision::Accept, Cause::System).await.unwrap();
    recruitment.wait_for_objections();
    recruitment.correct_pppk(&applications[1], &filed, corrected("R2", [420, 90, 60, 30])).await.unwrap();
    let (ranked, published) = recruitment.corrected(&published).await;
    assert_eq!((ranked.moved, ranked.selected), (2, 1));
    let list = recruitment.pppk_list(&published).await;
    assert_eq!(list, [(number(1), "R2/L".into()), (number(0), "R3".into()), (number(2), "R4".into())]);
    let changes = recruitment.changes(&published).await;
    let codes = |one: &pb::ResultChange| (one.from.clone().unwrap().pppk_code, one.to.clone().unwrap().pppk_code);
    assert_eq!(codes(&changes[0]), ("R3".into(), "R2/L".into()));
    assert_eq!(codes(&changes[1]), ("R3/L".into(), "R3".into()));
    assert_eq!((changes[0].reason(), changes[1].reason()), (Reason::Corrected, Reason::Displaced));
    // The seat, given up before the number, goes to the next rank; the number is one of an employee.
    recruitment.open_filing(&published).await.unwrap();
    let leaver = recruitment.application(&applications[1].name).await;
    let left = recruitment.withdraw(&leaver, pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert_eq!(left.banned_until, Some(Date { year: 2026, month: 12, day: 31 }));
    let replacement = recruitment.replacements(&published).await.remove(0);
    assert_eq!(replacement.candidates, [applications[0].name.clone()]);
    recruitment.confirm(&replacement, "", "").await.unwrap();
    let told = recruitment.changes(&published).await;
    assert_eq!((told[2].reason(), codes(&told[2])), (Reason::Withdrew, ("R2/L".into(), "R2".into())));
    assert_eq!((told[3].reason(), codes(&told[3])), (Reason::Replaced, ("R3".into(), "R3/L".into())));
    let count = counted(&export(&recruitment, &published).await);
    assert_eq!((count.findings, count.selected), (vec![], vec![number(0)]), "the log tells all of it");
    let early = recruitment.appoint_pppk(&applications[0]).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "FILING_STATE".into()));
    let civil = recruitment.pppk_number(&published, "199905122025031001").await.unwrap_err();
    assert_eq!(bad_fields(&civil), ["nip"]);
    let filing = recruitment.filings(&published).await.into_iter().find(|one| one.state() == State::Proposed).unwrap();
    recruitment.record_nip(&filing, "199905122025211001").await.unwrap();
    let appointed = recruitment.appoint_pppk(&applications[0]).await.unwrap().into_inner();
    assert!(appointed.appointed && recruitment.get(&published).await.appointed == 1);
    let events = recruitment.harness.published(4).await;
    let event: CandidateAppointed = events[3].as_message().unwrap().unwrap();
    assert_eq!((event.application.as_str(), event.employment()), (appointed.name.as_str(), Employment::Pppk));
    for other in [&applications[1], &applications[2]] {
        let refused = recruitment.appoint_pppk(other).await;
        assert_eq!(refusal(refused).0, Code::FailedPrecondition);
    }
}

#[tokio::test]
async fn who_is_ineligible_after_all_is_told_as_tms_and_the_next_rank_has_the_seat() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 1, &ROWS).await;
    recruitment.go_to_window(&published);
    let filed = recruitment.object(&applications[1], &[]).await.unwrap().into_inner();
    recruitment.answer(&filed, Decision::Accept, Cause::Verifier).await.unwrap();
    recruitment.wait_for_objections();
    let reason = Correction::IneligibleReason("Ijazah palsu".into());
    recruitment.correct_pppk(&applications[0], &filed, reason).await.unwrap();
    let (_, published) = recruitment.corrected(&published).await;
    let number = |index: usize| applications[index].participant_number.clone();
    let list = recruitment.pppk_list(&published).await;
    assert_eq!(list, [(number(1), "R3/L".into()), (number(2), "R4".into()), (number(0), "TMS".into())]);
}

#[tokio::test]
async fn a_correction_has_to_be_possible_and_of_the_programme() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 1, &ROWS).await;
    recruitment.go_to_window(&published);
    let filed = recruitment.object(&applications[1], &[]).await.unwrap().into_inner();
    recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap();
    recruitment.wait_for_objections();
    let wrong = corrected("R1", [455, 101, 60, 30]);
    let refused = recruitment.correct_pppk(&applications[1], &filed, wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["pppk.tier", "pppk.technical", "pppk.managerial"]);
    let unread = Correction::Pppk(pb::CorrectedPppk { technical: -1, ..Default::default() });
    let refused = recruitment.correct_pppk(&applications[1], &filed, unread).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["pppk.technical", "pppk.outcome"]);
    for other in
        [Correction::CatThousandths(1_000), Correction::Skd(pb::CorrectedSkd { attendance: 2, ..Default::default() })]
    {
        let refused = recruitment.correct_pppk(&applications[1], &filed, other).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "OTHER_PROGRAMME".into()));
    }
}

#[tokio::test]
async fn papers_that_do_not_come_are_a_withdrawal_and_a_leaver_is_not_offered_part_time_work() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 1, &ROWS).await;
    recruitment.wait_for_objections();
    let opened = recruitment.open_filing(&published).await.unwrap().into_inner();
    recruitment.harness.clock.set(platform::dates::parse_time(opened.deadline.as_ref()).unwrap());
    let vacancy = recruitment.get(&published).await;
    let request = pb::CloseFilingRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
    let closed = recruitment.appointments().close_filing(recruitment.harness.request(OFFICER, request)).await;
    assert_eq!(closed.unwrap().into_inner().withdrawals[0].application, applications[0].name);
    let offered = recruitment.part_time("pppk-2024").await.unwrap().into_inner().candidates;
    let offered: Vec<_> = offered.into_iter().map(|one| one.participant_number).collect();
    assert_eq!(offered, [applications[1].participant_number.clone()]);
}

#[tokio::test]
async fn applicants_read_their_own_result() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 1, 1).await;
    recruitment.import_pppk(strict(), &[out(&applied[0], "R3", Outcome::Absent)]).await.unwrap();
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    let status = async |recruitment: &mut Recruitment| {
        let request = pb::GetApplicationStatusRequest { name: applied[0].name.clone() };
        let request = recruitment.harness.request(GATEWAY, request);
        recruitment.applications.get_application_status(request).await.unwrap().into_inner().result
    };
    assert_eq!(status(&mut recruitment).await, None, "nothing is told before it is public");
    recruitment.publish(&ranked).await.unwrap();
    assert_eq!(status(&mut recruitment).await.unwrap().pppk.unwrap().code, "TH");
}
