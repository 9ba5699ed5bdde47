use crate::{
    AUTHORITY, Answer, COMMITTEE, GATEWAY, Recruitment, application,
    bundle::{export, parsed},
    documents::{pdf, ticket},
    marked,
    receipts::{hash, read_head},
    refusal, scored, strict,
};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{
        self as pb, DocumentKind, answer_objection_request::Decision, objection::Cause,
        retention_service_client::RetentionServiceClient,
    },
};
use jiff::{SignedDuration, civil::date};
use jiff_sqlx::ToSqlx;
use platform::testing::TENANT;
use proof::{Hash, leaf_hash, root};
use recruitment::domain::recount::recount;
use tonic::{Code, transport::Channel};

const SWEEPER: &[&str] = &["integration"];
/// Second and first.
const MARKS: [([i32; 3], i64); 2] = [([90, 130, 200], 380), ([90, 130, 200], 400)];

fn client(recruitment: &Recruitment) -> RetentionServiceClient<Channel> {
    RetentionServiceClient::new(recruitment.harness.channel.clone())
}

impl Recruitment {
    /// What a sweep erased, and what it left for the next.
    async fn sweep_applications(&self) -> (i64, i64) {
        let request = pb::SweepApplicationsRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
        let swept = client(self).sweep_applications(self.harness.request(SWEEPER, request)).await.unwrap().into_inner();
        (swept.erased, swept.remaining)
    }

    pub(crate) async fn copy(&self, subject: &str, application: &pb::Application) -> Answer<pb::ApplicationCopy> {
        let request = pb::ExportMyApplicationRequest { name: application.name.clone() };
        client(self).export_my_application(self.harness.request_as(subject, GATEWAY, &[TENANT], request)).await
    }

    /// An application with a document.
    async fn apply_with_document(&mut self, vacancy: &pb::Vacancy, person: u32) -> pb::Application {
        let upload = ticket();
        self.upload(&upload, DocumentKind::Diploma, &pdf(&format!("ijazah {person}"))).await.unwrap();
        let request = pb::SubmitApplicationRequest { upload, ..application(vacancy, person) };
        self.applications.submit_application(self.harness.request(GATEWAY, request)).await.unwrap().into_inner()
    }

    fn wait_days(&self, days: i64) {
        self.harness.clock.set(self.harness.clock.now() + SignedDuration::from_hours(24 * days));
    }

    /// Numbers and appoints everybody selected; `first` is the sequence in the first number.
    async fn appoint_all(&mut self, vacancy: &pb::Vacancy, first: u32) {
        self.number(vacancy, first).await;
        for one in self.all_applications(vacancy).await {
            let one = self.application(&one.name).await;
            if one.result.as_ref().is_some_and(|result| result.decision == "SELECTED") {
                let request = pb::AppointCandidateRequest {
                    name: one.name,
                    etag: one.etag,
                    appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
                    request_id: String::new(),
                };
                self.applications.appoint_candidate(self.harness.request(AUTHORITY, request)).await.unwrap();
            }
        }
    }

    /// Applications that somebody is still behind.
    async fn known(&self) -> i64 {
        let known = "SELECT count(*) FROM recruitment.applications WHERE identity_sealed <> '' AND identity_key <> ''";
        self.harness.number(known).await
    }
}

#[tokio::test]
async fn who_was_not_selected_is_erased_first_and_who_was_selected_later() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.appoint_all(&vacancy, 1).await;
    assert_eq!(recruitment.sweep_applications().await, (0, 0), "nobody's time is over");
    let public = recruitment.result(&vacancy).await;
    recruitment.wait_days(821);
    assert_eq!(recruitment.sweep_applications().await, (1, 0));
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((0, 0), 1));
    let copies =
        [recruitment.copy("tester", &applications[0]).await, recruitment.copy("tester", &applications[1]).await];
    let [erased, selected] = copies.map(|copy| copy.unwrap().into_inner());
    assert_eq!((erased.full_name.as_str(), erased.nik_ending.as_str(), erased.birth_date), ("", "", None));
    assert!(erased.erase_time.is_some() && selected.erase_time.is_none());
    assert_eq!(selected.full_name, "Siti Rahasia");
    recruitment.wait_days(3650 - 820);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((1, 0), 0));
    assert_eq!(recruitment.result(&vacancy).await, public, "scores and codes stay");
    // The blind index goes when nobody can apply in the period any more: that of 2024 is in force, that of 2018 is over.
    let released = "SELECT count(*) FROM recruitment.applications WHERE person_index = uuid_send(application_id)";
    assert_eq!(recruitment.harness.number(released).await, 0);
    let earlier = sqlx::query("UPDATE recruitment.applications SET period = '2018'");
    earlier.execute(&recruitment.harness.pool).await.unwrap();
    assert_eq!(recruitment.sweep_applications().await, (0, 0));
    assert_eq!(recruitment.harness.number(released).await, 2);
}

#[tokio::test]
async fn the_bundle_is_the_same_and_counts_the_same_after_a_sweep() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, _) = recruitment.published(1, 1, &MARKS).await;
    let (_, before) = export(&recruitment, &vacancy, 1000).await;
    recruitment.wait_days(3650);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((2, 0), 0));
    let (head, leaves) = export(&recruitment, &vacancy, 1000).await;
    assert_eq!(leaves, before);
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf.data.as_bytes())).collect();
    assert!(leaves.iter().zip(&hashes).all(|(leaf, own)| hash(&leaf.hash) == *own));
    assert_eq!(root(&hashes), read_head(&head).head.root);
    let counted = recount(&parsed(&leaves));
    assert_eq!((counted.findings, counted.participants, counted.selected.len()), (vec![], 2, 1));
}

#[tokio::test]
async fn who_withdrew_is_erased_after_the_close_and_applies_no_second_time() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let leaver = recruitment.apply_with_document(&open, 1).await;
    recruitment.apply_with_document(&open, 2).await;
    recruitment.take_back("tester", &leaver).await.unwrap();
    let closed = recruitment.close(&open).await;
    recruitment.wait_days(89);
    assert_eq!(recruitment.sweep_applications().await, (0, 0));
    recruitment.wait_days(2);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((1, 0), 1));
    let documents = "SELECT count(*) FROM recruitment.documents";
    assert_eq!((recruitment.harness.number(documents).await, recruitment.stored().len()), (1, 2));
    assert_eq!(recruitment.sweep().await, pb::SweepDocumentsResponse { uploads: 0, contents: 1 });
    assert_eq!(recruitment.stored().len(), 1, "the other applicant's");
    let later = recruitment.opened(2, 1).await;
    let again = recruitment.harness.request(GATEWAY, application(&later, 1));
    let again = recruitment.applications.submit_application(again).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "ALREADY_APPLIED".into()), "the period is not over");
    assert_eq!(recruitment.get(&closed).await.applications, closed.applications, "counts stay");
}

#[tokio::test]
async fn nobody_is_erased_while_an_objection_waits_and_its_texts_go_with_the_person() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications, filed) = recruitment.disputed(2).await;
    recruitment.wait_days(850);
    assert_eq!(recruitment.sweep_applications().await, (0, 0));
    recruitment.answer(&filed, Decision::Reject, Cause::NoError).await.unwrap();
    recruitment.appoint_all(&vacancy, 1).await;
    recruitment.wait_days(821);
    let copy = recruitment.copy("tester", &applications[2]).await.unwrap().into_inner();
    assert_eq!(copy.objections[0].grounds, "Ijazah saya terbaca di portal");
    assert_eq!(recruitment.sweep_applications().await, (2, 0));
    let copy = recruitment.copy("tester", &applications[2]).await.unwrap().into_inner();
    let told = &copy.objections[0];
    assert_eq!((told.grounds.as_str(), told.answer.as_str()), ("", ""));
    assert_eq!(told.state(), pb::objection::State::Rejected, "what was decided stays");
}

#[tokio::test]
async fn nobody_is_erased_before_everybody_selected_is_appointed() {
    let mut recruitment = Recruitment::start().await;
    let (filing, _) = recruitment.published(1, 1, &MARKS).await;
    let (numbered, _) = recruitment.published(2, 1, &MARKS).await;
    recruitment.open_filing(&filing).await.unwrap();
    recruitment.appoint_all(&numbered, 1).await;
    recruitment.wait_days(821);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((1, 0), 3));
    // Two runners-up whom only their age tells apart: whoever leaves after the number is replaced by one of them.
    let equals = [([90, 130, 200], 400), ([90, 130, 200], 380), ([90, 130, 200], 380)];
    let (vacancy, applications) = recruitment.published(3, 1, &equals).await;
    recruitment.number(&vacancy, 2).await;
    recruitment.wait_days(830);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((0, 0), 6));
    let selected = recruitment.application(&applications[0].name).await;
    recruitment.withdraw(&selected, pb::WithdrawalCause::OwnWish).await.unwrap();
    assert_eq!(recruitment.replacements(&vacancy).await[0].candidates.len(), 2);
}

#[tokio::test]
async fn the_time_begins_anew_when_a_seat_changes_hands() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS[..1]).await;
    recruitment.wait_days(800);
    recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await.unwrap();
    // As for the vacancy that somebody applied for and left by giving back a seat of another one.
    let untouched = sqlx::query("UPDATE recruitment.vacancies SET update_time = update_time - interval '800 days'");
    untouched.execute(&recruitment.harness.pool).await.unwrap();
    recruitment.wait_days(89);
    assert_eq!(recruitment.sweep_applications().await, (0, 0), "who left can still sue");
    recruitment.wait_days(820 - 88);
    assert_eq!(recruitment.sweep_applications().await, (1, 0));
}

#[tokio::test]
async fn who_applied_where_the_selection_never_ends_is_erased_at_last() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = [recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await];
    let screened = recruitment.screened(&open).await;
    let rows = [scored(&applied[0], MARKS[0].0), scored(&applied[1], MARKS[1].0)];
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.import_skb(strict(), &[marked(&applied[0], 380), marked(&applied[1], 380)]).await.unwrap();
    recruitment.wait_days(3600);
    assert_eq!(recruitment.sweep_applications().await, (0, 0));
    recruitment.wait_days(50);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((2, 0), 0));
    let late = recruitment.rank_final(&ranked).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "APPLICANT_ERASED".into()));
    // Nor does it help to leave a published vacancy waiting.
    recruitment.harness.clock.set("2024-09-06T02:00:00Z".parse().unwrap());
    recruitment.published(2, 1, &MARKS).await;
    recruitment.wait_days(3651);
    assert_eq!(recruitment.sweep_applications().await, (2, 0));
}

#[tokio::test]
async fn a_vacancy_in_which_somebody_decides_is_left_to_the_next_sweep() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, _) = recruitment.published(1, 1, &MARKS).await;
    recruitment.appoint_all(&vacancy, 1).await;
    recruitment.wait_days(821);
    let mut decision = recruitment.harness.pool.begin().await.unwrap();
    let hold = sqlx::query("SELECT FROM recruitment.vacancies FOR UPDATE");
    hold.execute(&mut *decision).await.unwrap();
    assert_eq!(recruitment.sweep_applications().await, (0, 1));
    // What it decides counts: a seat is still to be filled.
    let waits = "UPDATE recruitment.applications SET appointed = false WHERE decision = 'selected'";
    sqlx::query(waits).execute(&mut *decision).await.unwrap();
    decision.commit().await.unwrap();
    assert_eq!(recruitment.sweep_applications().await, (0, 0));
}

#[tokio::test]
async fn the_machine_that_applied_gets_a_copy_of_what_is_kept_and_nobody_else() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply_with_document(&open, 1).await;
    let copy = recruitment.copy("tester", &applied).await.unwrap().into_inner();
    assert_eq!((copy.full_name.as_str(), copy.nik_ending.as_str()), ("Siti Rahasia", "0002"));
    assert_eq!(copy.birth_date, Some(Date { year: 1999, month: 5, day: 12 }));
    assert_eq!((copy.education.as_str(), copy.gpa_thousandths), ("D-III Keperawatan", 3_500));
    assert_eq!((copy.facts.len(), copy.age, copy.disability), (6, 25, true));
    assert_eq!(copy.status.as_ref().unwrap().documents.len(), 1);
    assert!(!format!("{copy:?}").contains(&application(&open, 1).nik), "the number is shown to nobody");
    let audited = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ExportMyApplication'";
    assert_eq!(recruitment.harness.number(audited).await, 1);
    let stranger = recruitment.copy("another-machine", &applied).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    let request = pb::ExportMyApplicationRequest { name: applied.name.clone() };
    let committee = client(&recruitment).export_my_application(recruitment.harness.request(COMMITTEE, request)).await;
    assert_eq!(refusal(committee).0, Code::PermissionDenied);
    let request = pb::SweepApplicationsRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
    let gateway = client(&recruitment).sweep_applications(recruitment.harness.request(GATEWAY, request)).await;
    assert_eq!(refusal(gateway).0, Code::PermissionDenied);
}

#[tokio::test]
async fn what_was_stated_on_leaving_goes_and_the_register_forgets_sanctions_that_ended() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    let left = recruitment.withdraw(&applications[1], pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert_eq!(left.banned_until, Some(Date { year: 2026, month: 12, day: 31 }));
    let copy = recruitment.copy("tester", &applications[1]).await.unwrap().into_inner();
    assert_eq!(copy.statement, "Diterima di tempat lain");
    recruitment.wait_days(830);
    assert_eq!(recruitment.sweep_applications().await, (0, 0), "the next rank is not confirmed");
    let sanctions = "SELECT count(*) FROM recruitment.sanctions";
    assert_eq!(recruitment.harness.number(sanctions).await, 0, "it is 2027");
    let proposed = recruitment.replacements(&vacancy).await.remove(0);
    recruitment.confirm(&proposed, "", "").await.unwrap();
    recruitment.appoint_all(&vacancy, 1).await;
    recruitment.wait_days(821);
    assert_eq!(recruitment.sweep_applications().await, (1, 0), "the next rank has the seat");
    let copy = recruitment.copy("tester", &applications[1]).await.unwrap().into_inner();
    assert_eq!((copy.statement.as_str(), copy.full_name.as_str()), ("", ""));
    let request = pb::InspectWithdrawalRequest { name: left.name.clone(), request_id: String::new() };
    let request = recruitment.harness.request(&["auditor"], request);
    let inspected = recruitment.appointments().inspect_withdrawal(request).await.unwrap().into_inner();
    assert!(inspected.reason.is_empty() && inspected.salt.len() == 32 && !inspected.terms.is_empty());
}

#[tokio::test]
async fn the_register_forgets_sanctions_whose_selections_are_over() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.withdraw(&applications[1], pb::WithdrawalCause::OwnWish).await.unwrap();
    let sanctions = "SELECT count(*) FROM recruitment.sanctions";
    // The one after that of 2023 is in force; the one after that of 2021, of PPPK in 2022, takes nobody any more.
    for (begin, left) in [(date(2023, 9, 17), 1), (date(2021, 6, 30), 0)] {
        let earned = "UPDATE recruitment.sanctions SET banned_until = NULL, banned_periods = 1, period_begin = $1";
        let earned = sqlx::query(earned).bind(begin.to_sqlx());
        earned.execute(&recruitment.harness.pool).await.unwrap();
        recruitment.sweep_applications().await;
        assert_eq!(recruitment.harness.number(sanctions).await, left, "{begin}");
    }
}

#[tokio::test]
async fn the_copy_tells_the_file_the_sanction_and_the_tier() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.number(&vacancy, 1).await;
    let warned = "UPDATE recruitment.filings SET nip_warnings = '{birth_date}'";
    sqlx::query(warned).execute(&recruitment.harness.pool).await.unwrap();
    let selected = recruitment.application(&applications[1].name).await;
    let left = recruitment.withdraw(&selected, pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    let copy = recruitment.copy("tester", &applications[1]).await.unwrap().into_inner();
    let filing = copy.filing.unwrap();
    assert_eq!((filing.state(), filing.nip_warnings), (pb::filing::State::Withdrawn, vec!["birth_date".to_owned()]));
    assert_eq!((copy.withdrawal, copy.sanction_registered), (Some(left), true));
    let other = recruitment.copy("tester", &applications[0]).await.unwrap().into_inner();
    assert_eq!((other.filing, other.withdrawal, other.sanction_registered), (None, None, false));
    let (_, pppk) = recruitment.pppk_published(2, 1, &[("R3", [400, 80, 30, 30])]).await;
    let copy = recruitment.copy("tester", &pppk[0]).await.unwrap().into_inner();
    assert_eq!(copy.pppk_tier, "R3");
}

#[tokio::test]
async fn the_log_goes_on_telling_the_order_of_age_of_those_who_were_erased() {
    let mut recruitment = Recruitment::start().await;
    // Two runners-up whom only their age tells apart, and a selected one who never comes.
    let equals = [([90, 130, 200], 400), ([90, 130, 200], 380), ([90, 130, 200], 380)];
    let (vacancy, applications) = recruitment.published(1, 1, &equals).await;
    recruitment.wait_days(3651);
    assert_eq!((recruitment.sweep_applications().await, recruitment.known().await), ((3, 0), 0));
    let selected = recruitment.application(&applications[0].name).await;
    recruitment.withdraw(&selected, pb::WithdrawalCause::OwnWish).await.unwrap();
    let (_, leaves) = export(&recruitment, &vacancy, 1000).await;
    let counted = recount(&parsed(&leaves));
    assert_eq!((counted.findings, counted.selected.len()), (vec![], 0));
}
