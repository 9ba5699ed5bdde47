use crate::{AUTHORITY, Recruitment, afterwards::OFFICER, refusal};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{self as pb, filing::State},
};
use jiff::SignedDuration;
use platform::testing::{TENANT, bad_fields};
use sqlx::AssertSqlSafe;
use tonic::Code;

const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];

fn appoint(application: &pb::Application) -> pb::AppointCandidateRequest {
    pb::AppointCandidateRequest {
        name: application.name.clone(),
        etag: application.etag.clone(),
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn papers_then_a_number_then_the_appointment() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    let selected = &applications[1];
    let request = recruitment.harness.request(AUTHORITY, appoint(selected));
    let refused = recruitment.applications.appoint_candidate(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "FILING_STATE".into()));
    let opened = recruitment.open_filing(&vacancy).await.unwrap().into_inner();
    assert_eq!(opened.opened, 1);
    assert_eq!(recruitment.open_filing(&vacancy).await.unwrap().into_inner().opened, 0, "nobody has two files");
    let filing = recruitment.filings(&vacancy).await.remove(0);
    assert_eq!((filing.state(), &filing.application, filing.deadline), (State::Open, &selected.name, opened.deadline));
    let refused = recruitment.propose_nip(&vacancy).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOTHING_TO_PROPOSE".into()));
    let complete = recruitment.complete(&filing).await.unwrap().into_inner();
    assert_eq!((complete.state(), complete.documents.len()), (State::Complete, 5));
    assert_eq!(complete.documents[0].sha256, "0a".repeat(32));
    let proposal = recruitment.propose_nip(&vacancy).await.unwrap().into_inner();
    assert_eq!(proposal.candidates, 1);
    let export = pb::ExportNipProposalRequest { name: proposal.name.clone(), request_id: String::new() };
    let mut client = recruitment.appointments();
    let export = client.export_nip_proposal(recruitment.harness.request(OFFICER, export));
    let row = export.await.unwrap().into_inner().rows.remove(0);
    assert_eq!((row.full_name.as_str(), row.nik.len(), &row.filing), ("Siti Rahasia", 16, &filing.name));
    let exported = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ExportNipProposal'";
    assert_eq!(recruitment.harness.number(exported).await, 1);
    let proposed = recruitment.filings(&vacancy).await.remove(0);
    let recorded = recruitment.record_nip(&proposed, "19990512 202505 2 001").await.unwrap().into_inner();
    assert_eq!((recorded.state(), recorded.nip_proposal), (State::NipRecorded, proposal.name));
    assert_eq!(recorded.nip_warnings, ["the sex differs from that of the NIK"]);
    let plain = "SELECT count(*) FROM recruitment.filings WHERE filings::text LIKE '%199905122025052001%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
    let request = recruitment.harness.request(AUTHORITY, appoint(selected));
    assert!(recruitment.applications.appoint_candidate(request).await.unwrap().into_inner().appointed);
}

#[tokio::test]
async fn what_a_file_needs_is_checked() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, _) = recruitment.published(1, 2, &MARKS).await;
    recruitment.open_filing(&vacancy).await.unwrap();
    let filings = recruitment.filings(&vacancy).await;
    let request = pb::CompleteFilingRequest {
        name: filings[0].name.clone(),
        etag: filings[0].etag.clone(),
        documents: vec![pb::FiledDocument { kind: "DRH".into(), sha256: "0a".repeat(32) }],
        request_id: String::new(),
    };
    let mut client = recruitment.appointments();
    let lacking = client.complete_filing(recruitment.harness.request(OFFICER, request.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&lacking), ["documents"; 4]);
    let gateway = client.complete_filing(recruitment.harness.request(crate::GATEWAY, request.clone())).await;
    assert_eq!(refusal(gateway).0, Code::PermissionDenied, "a gateway would complete anybody's");
    let (one, more) = (request.documents[0].clone(), pb::FiledDocument { kind: "KTP".into(), sha256: "0a".repeat(32) });
    let unasked = pb::CompleteFilingRequest { documents: vec![one, more], ..request.clone() };
    let unasked = client.complete_filing(recruitment.harness.request(OFFICER, unasked)).await.unwrap_err();
    assert_eq!(bad_fields(&unasked)[4..], ["documents[1].kind"]);
    let documents = vec![pb::FiledDocument { kind: " ".into(), sha256: "x".into() }];
    let wrong = pb::CompleteFilingRequest { documents, ..request };
    let wrong = client.complete_filing(recruitment.harness.request(OFFICER, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["documents[0].kind", "documents[0].sha256"]);
    let complete = recruitment.complete(&filings[0]).await.unwrap().into_inner();
    let stale = recruitment.complete(&filings[0]).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = recruitment.complete(&complete).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "FILING_STATE".into()));
    let early = recruitment.record_nip(&complete, "199905122025051001").await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "FILING_STATE".into()));
    recruitment.complete(&filings[1]).await.unwrap();
    recruitment.propose_nip(&vacancy).await.unwrap();
    let filings = recruitment.filings(&vacancy).await;
    let wrong = recruitment.record_nip(&filings[0], "199902302015051001").await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["nip"]);
    recruitment.record_nip(&filings[0], "199905122025051001").await.unwrap();
    let taken = recruitment.record_nip(&filings[1], "199905122025051001").await;
    assert_eq!(refusal(taken), (Code::AlreadyExists, "NIP_TAKEN".into()));
}

#[tokio::test]
async fn papers_that_do_not_come_in_time_are_a_withdrawal() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    let opened = recruitment.open_filing(&vacancy).await.unwrap().into_inner();
    let filing = recruitment.filings(&vacancy).await.remove(0);
    let deadline = platform::dates::parse_time(opened.deadline.as_ref()).unwrap();
    let close = |vacancy: &pb::Vacancy| pb::CloseFilingRequest {
        name: vacancy.name.clone(),
        etag: vacancy.etag.clone(),
        request_id: String::new(),
    };
    recruitment.harness.clock.set(deadline - SignedDuration::from_micros(1));
    let mut client = recruitment.appointments();
    let nobody = client.close_filing(recruitment.harness.request(OFFICER, close(&vacancy))).await.unwrap().into_inner();
    assert!(nobody.withdrawals.is_empty());
    recruitment.harness.clock.set(deadline);
    let late = recruitment.complete(&filing).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "FILING_OVER".into()));
    let closed = client.close_filing(recruitment.harness.request(OFFICER, close(&vacancy))).await.unwrap().into_inner();
    assert_eq!(closed.withdrawals[0].cause(), pb::WithdrawalCause::FileIncomplete);
    assert_eq!((closed.withdrawals[0].after_nip, &closed.withdrawals[0].application), (false, &applications[1].name));
    let replacement = recruitment.replacements(&vacancy).await.remove(0);
    assert_eq!(replacement.candidates, [applications[0].name.clone()]);
    recruitment.confirm(&replacement, "", "").await.unwrap();
    let states: Vec<_> = recruitment.filings(&vacancy).await.iter().map(|one| one.state()).collect();
    assert_eq!(states, [State::Lapsed, State::Open]);
}

#[tokio::test]
async fn a_number_that_is_late_is_listed_and_nothing_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, _) = recruitment.published(1, 1, &MARKS).await;
    recruitment.open_filing(&vacancy).await.unwrap();
    let filing = recruitment.filings(&vacancy).await.remove(0);
    recruitment.complete(&filing).await.unwrap();
    let request =
        pb::ListFilingsRequest { parent: format!("instansi/{TENANT}"), nip_overdue: true, ..Default::default() };
    let mut client = recruitment.appointments();
    let listed = client.list_filings(recruitment.harness.request(OFFICER, request.clone())).await.unwrap().into_inner();
    assert!(listed.filings.is_empty() && !filing.nip_overdue);
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(24 * 40);
    recruitment.harness.clock.set(later);
    let listed = client.list_filings(recruitment.harness.request(OFFICER, request)).await.unwrap().into_inner();
    assert_eq!((listed.filings.len(), listed.filings[0].nip_overdue), (1, true));
    recruitment.propose_nip(&vacancy).await.unwrap();
}

#[tokio::test]
async fn a_ruleset_without_the_stage_has_no_files() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &crate::need(TENANT, 1, 1)).await;
    let open = pb::OpenVacancyRequest { ruleset: "latihan-2024".into(), ..recruitment.open(&draft) };
    let open = recruitment.harness.request(crate::COMMITTEE, open);
    let open = recruitment.vacancies.open_vacancy(open).await.unwrap().into_inner();
    let applied = recruitment.apply(&open, 1).await;
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(crate::strict(), &[crate::scored(&applied, [90, 130, 200])]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.import_skb(crate::strict(), &[crate::marked(&applied, 400)]).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let refused = recruitment.open_filing(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_FILING".into()));
    let selected = recruitment.application(&applied.name).await;
    let request = recruitment.harness.request(AUTHORITY, appoint(&selected));
    recruitment.applications.appoint_candidate(request).await.unwrap();
}

fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap()
}

impl Recruitment {
    /// Lets a result be objected to for so many days from now on; none are over.
    async fn open_window(&self, vacancy: &pb::Vacancy, days: i32) {
        let (now, id) = (self.harness.clock.now(), id(&vacancy.name));
        let window = format!(
            "UPDATE recruitment.vacancies
             SET objections_open = '{now}'::timestamptz - interval '1 day',
                 objections_close = '{now}'::timestamptz + interval '{days} days',
                 answers_until = '{now}'::timestamptz + interval '{days} days' + interval '7 days'
             WHERE vacancy_id = '{id}'",
        );
        sqlx::query(AssertSqlSafe(window)).execute(&self.harness.pool).await.unwrap();
    }

    /// Who had a seat and lost it because the papers did not come.
    async fn lapsed(&mut self, vacancy: &pb::Vacancy) -> Vec<String> {
        let pb::Vacancy { name, etag, .. } = self.get(vacancy).await;
        let close = pb::CloseFilingRequest { name, etag, request_id: String::new() };
        let closed = self.appointments().close_filing(self.harness.request(OFFICER, close)).await.unwrap();
        closed.into_inner().withdrawals.into_iter().map(|one| one.application).collect()
    }
}

#[tokio::test]
async fn a_file_of_somebody_who_moved_waits_for_the_result_applied_for() {
    let mut recruitment = Recruitment::start().await;
    let (origin, people) = recruitment.published(1, 1, &MARKS).await;
    let (vacancy, own) = recruitment.published(2, 2, &MARKS[..1]).await;
    // No pass moves anybody from a result that is not certain; by hand, for who had moved before passes looked at that.
    let (mover, from, to) = (id(&people[0].name), id(&origin.name), id(&vacancy.name));
    for statement in [
        format!(
            "INSERT INTO recruitment.moves (application_id, instansi, period, from_vacancy_id, to_vacancy_id, code, pass,
                                            pool_rank, contested, place, create_time)
             VALUES ('{mover}', '{TENANT}', '2024', '{from}', '{to}', 'U-2', 1, 1, false, 2, now())"
        ),
        format!(
            "UPDATE recruitment.applications SET decision = 'moved', moved_to = '{to}', move_code = 'U-2'
             WHERE application_id = '{mover}'"
        ),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&recruitment.harness.pool).await.unwrap();
    }
    recruitment.open_window(&origin, 3).await;
    assert_eq!(recruitment.open_filing(&vacancy).await.unwrap().into_inner().opened, 1, "only the own candidate");
    recruitment.open_window(&origin, 0).await;
    assert_eq!(recruitment.open_filing(&vacancy).await.unwrap().into_inner().opened, 1, "who moved, too");
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(24 * 60);
    recruitment.harness.clock.set(later);
    recruitment.open_window(&origin, 3).await;
    assert_eq!(recruitment.lapsed(&vacancy).await, [own[0].name.clone()]);
    recruitment.open_window(&origin, 0).await;
    assert_eq!(recruitment.lapsed(&vacancy).await, [people[0].name.clone()]);
}
