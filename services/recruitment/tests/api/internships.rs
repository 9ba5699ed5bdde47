use crate::{Answer, Recruitment, refusal};
use contracts::{
    google::r#type::Date,
    recruitment::{
        events::v1::InternshipCertified,
        v1::{
            self as pb, internship::State, internship_agreement_service_client::InternshipAgreementServiceClient,
            internship_service_client::InternshipServiceClient,
        },
    },
};
use platform::testing::{TENANT, bad_fields};
use std::fmt::Write;
use tonic::{Code, transport::Channel};
use uuid::Uuid;

pub(crate) const HR: &[&str] = &["hr_officer"];
pub(crate) const INSTITUTION: &[&str] = &["institution"];
pub(crate) const MENTOR: &[&str] = &["mentor"];
const MACHINE: &[&str] = &["integration"];
const NIK: &str = "9900001205990001";

/// A service with a university, whose tokens have the subject `university`.
pub(crate) struct Campus {
    pub(crate) recruitment: Recruitment,
    pub(crate) agreements: InternshipAgreementServiceClient<Channel>,
    pub(crate) internships: InternshipServiceClient<Channel>,
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn parent() -> String {
    format!("instansi/{TENANT}")
}

impl Campus {
    pub(crate) async fn start() -> Self {
        Self::of(Recruitment::start().await)
    }

    pub(crate) fn of(recruitment: Recruitment) -> Self {
        let channel = recruitment.harness.channel.clone();
        let agreements = InternshipAgreementServiceClient::new(channel.clone());
        Self { recruitment, agreements, internships: InternshipServiceClient::new(channel) }
    }

    pub(crate) fn agreement_request(subject: &str, number: &str, quota: i32) -> pb::CreateInternshipAgreementRequest {
        pb::CreateInternshipAgreementRequest {
            parent: parent(),
            number: number.into(),
            institution_code: "001".into(),
            institution_title: "Universitas Contoh".into(),
            subject: subject.into(),
            start_date: day(2024, 9, 1),
            end_date: day(2025, 8, 31),
            quota,
            fields: vec!["Hukum".into(), "Akuntansi".into()],
            request_id: String::new(),
        }
    }

    pub(crate) async fn agreement(&mut self, subject: &str, number: &str, quota: i32) -> pb::InternshipAgreement {
        let request = self.recruitment.harness.request(HR, Self::agreement_request(subject, number, quota));
        self.agreements.create_internship_agreement(request).await.unwrap().into_inner()
    }

    pub(crate) fn place_request(agreement: &pb::InternshipAgreement, seats: i32) -> pb::CreateInternshipPlaceRequest {
        pb::CreateInternshipPlaceRequest {
            parent: agreement.name.clone(),
            unit: format!("{}/units/{}", parent(), Uuid::from_u128(7)),
            unit_title: "Dinas Kesehatan".into(),
            // Twelve weeks.
            start_date: day(2024, 9, 9),
            end_date: day(2024, 11, 30),
            seats,
            fields: vec!["Hukum".into()],
            goals: "Menyusun telaahan staf".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn place(&mut self, agreement: &pb::InternshipAgreement, seats: i32) -> pb::InternshipPlace {
        let request = self.recruitment.harness.request(HR, Self::place_request(agreement, seats));
        self.agreements.create_internship_place(request).await.unwrap().into_inner()
    }

    pub(crate) fn student(place: &pb::InternshipPlace, nik: &str) -> pb::SubmitInternshipRequest {
        pb::SubmitInternshipRequest {
            parent: place.name.clone(),
            nik: nik.into(),
            full_name: "Siti Rahasia".into(),
            student_number: "210001".into(),
            field: "Hukum".into(),
            credits: 20,
            talent_note_consent: true,
            request_id: String::new(),
        }
    }

    pub(crate) async fn submit(&mut self, message: pb::SubmitInternshipRequest) -> Answer<pb::Internship> {
        let request = self.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], message);
        self.internships.submit_internship(request).await
    }

    pub(crate) fn acceptance(one: &pb::Internship) -> pb::AcceptInternshipRequest {
        pb::AcceptInternshipRequest {
            name: one.name.clone(),
            etag: one.etag.clone(),
            mentor: format!("{}/servants/{}", parent(), Uuid::from_u128(8)),
            mentor_subject: "mentor".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn accept(&mut self, one: &pb::Internship) -> Answer<pb::Internship> {
        let request = Self::acceptance(one);
        self.internships.accept_internship(self.recruitment.harness.request(HR, request)).await
    }

    pub(crate) async fn start_it(&mut self, one: &pb::Internship) -> Answer<pb::Internship> {
        let (name, etag) = (one.name.clone(), one.etag.clone());
        let request = pb::StartInternshipRequest { name, etag, request_id: String::new() };
        self.internships.start_internship(self.recruitment.harness.request(HR, request)).await
    }

    pub(crate) async fn log(&mut self, one: &pb::Internship, week: i32) -> Answer<pb::LogbookEntry> {
        let text = format!("Minggu {week}: menelaah berkas Rahasia");
        let request = pb::WriteLogbookEntryRequest { parent: one.name.clone(), week, text, request_id: String::new() };
        let request = self.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], request);
        self.internships.write_logbook_entry(request).await
    }

    pub(crate) async fn countersign(&mut self, entry: &pb::LogbookEntry) -> Answer<pb::LogbookEntry> {
        let (name, etag) = (entry.name.clone(), entry.etag.clone());
        let request = pb::CountersignLogbookEntryRequest { name, etag, request_id: String::new() };
        let request = self.recruitment.harness.request_as("mentor", MENTOR, &[TENANT], request);
        self.internships.countersign_logbook_entry(request).await
    }

    pub(crate) fn assessment(one: &pb::Internship) -> pb::AssessInternshipRequest {
        let mark = |(criterion, points): (&str, i32)| pb::AssessmentRow {
            criterion: criterion.into(),
            points,
            reason: format!("alasan {criterion}"),
        };
        let marks = [("work", 20), ("discipline", 25), ("learning", 22), ("service", 18)];
        pb::AssessInternshipRequest {
            name: one.name.clone(),
            etag: one.etag.clone(),
            marks: marks.into_iter().map(mark).collect(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn assess(&mut self, message: pb::AssessInternshipRequest) -> Answer<pb::Internship> {
        let request = self.recruitment.harness.request_as("mentor", MENTOR, &[TENANT], message);
        self.internships.assess_internship(request).await
    }

    pub(crate) fn at(&self, time: &str) {
        self.recruitment.harness.clock.set(time.parse().unwrap());
    }

    /// An internship under way at a place with one seat.
    pub(crate) async fn started(&mut self) -> pb::Internship {
        let agreement = self.agreement("university", "1/PKS", 5).await;
        let place = self.place(&agreement, 1).await;
        let applied = self.submit(Self::student(&place, NIK)).await.unwrap().into_inner();
        let accepted = self.accept(&applied).await.unwrap().into_inner();
        self.at("2024-09-09T01:00:00Z");
        self.start_it(&accepted).await.unwrap().into_inner()
    }

    /// The same, certified after its last day, with the certificate's text.
    pub(crate) async fn certified(&mut self) -> (pb::Internship, String) {
        let started = self.started().await;
        self.at("2024-11-30T05:00:00Z");
        for week in 1..=10 {
            let entry = self.log(&started, week).await.unwrap().into_inner();
            self.countersign(&entry).await.unwrap();
        }
        let assessed = self.assess(Self::assessment(&started)).await.unwrap().into_inner();
        let (name, etag) = (assessed.name, assessed.etag);
        let request = pb::CertifyInternshipRequest { name, etag, request_id: Uuid::from_u128(1).to_string() };
        let request = self.recruitment.harness.request(HR, request);
        let answer = self.internships.certify_internship(request).await.unwrap().into_inner();
        (answer.internship.unwrap(), answer.text)
    }
}

#[tokio::test]
async fn from_the_agreement_to_the_certificate_and_the_talent_note() {
    let mut campus = Campus::start().await;
    let (certified, text) = campus.certified().await;
    assert_eq!((certified.state(), certified.countersigned_weeks), (State::Certified, 10));
    // The intern agreed to a talent note: that there is one is told, and nothing of what it says.
    let event: InternshipCertified = campus.recruitment.harness.published(1).await[0].as_message().unwrap().unwrap();
    assert_eq!((&event.internship, event.first_day), (&certified.name, certified.start_date));
    let points: Vec<_> = certified.marks.iter().map(|mark| (mark.criterion.as_str(), mark.points)).collect();
    assert_eq!(points, [("discipline", 25), ("work", 20), ("learning", 22), ("service", 18)]);
    assert!(text.contains("Nama: Siti Rahasia\n") && text.ends_with("Jumlah nilai: 85/100\n"));
    let number = certified.certificate_number.to_lowercase();
    let request = pb::FindInternshipCertificateRequest { parent: parent(), number };
    let public = campus.internships.find_internship_certificate(request).await.unwrap().into_inner();
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let hex = hash.as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    assert_eq!((public.text_sha256.as_str(), public.unit_title.as_str()), (hex.as_str(), "Dinas Kesehatan"));
    assert!(!format!("{public:?}").contains("Siti"));
    let request = pb::FindInternshipCertificateRequest { parent: parent(), number: "MAGANG-6571".into() };
    let unknown = campus.internships.find_internship_certificate(request).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "CERTIFICATE_NOT_FOUND".into()));
    let list = pb::ListTalentNotesRequest { parent: parent(), ..Default::default() };
    let request = campus.recruitment.harness.request(HR, list);
    let notes = campus.internships.list_talent_notes(request).await.unwrap().into_inner().notes;
    let expected = pb::TalentNote {
        internship: certified.name,
        full_name: "Siti Rahasia".into(),
        institution_title: "Universitas Contoh".into(),
        field: "Hukum".into(),
        unit_title: "Dinas Kesehatan".into(),
        mentor: certified.mentor,
        marks: certified.marks,
        end_date: day(2024, 11, 30),
    };
    assert_eq!(notes, [expected]);
}

#[tokio::test]
async fn seats_and_quota_are_never_exceeded() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 2).await;
    let (small, large) = (campus.place(&agreement, 1).await, campus.place(&agreement, 2).await);
    let mut applied = Vec::new();
    for (place, nik) in [(&small, "0001"), (&small, "0002"), (&large, "0003"), (&large, "0004")] {
        let nik = format!("990000120599{nik}");
        applied.push(campus.submit(Campus::student(place, &nik)).await.unwrap().into_inner());
    }
    let first = campus.accept(&applied[0]).await.unwrap().into_inner();
    assert_eq!(refusal(campus.accept(&applied[1]).await), (Code::FailedPrecondition, "NO_PLACE_LEFT".into()));
    campus.accept(&applied[2]).await.unwrap();
    assert_eq!(refusal(campus.accept(&applied[3]).await).1, "NO_PLACE_LEFT", "the agreement's quota");
    let reason = "Mundur".to_owned();
    let (name, etag) = (first.name.clone(), first.etag.clone());
    let request = pb::WithdrawInternshipRequest { name, etag, reason, request_id: String::new() };
    let request = campus.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], request);
    let withdrawn = campus.internships.withdraw_internship(request).await.unwrap().into_inner();
    assert_eq!(withdrawn.state(), State::Withdrawn);
    campus.accept(&applied[1]).await.unwrap();
    let list = pb::ListInternshipPlacesRequest { parent: parent(), agreement: agreement.name, ..Default::default() };
    let places = campus.agreements.list_internship_places(list).await.unwrap().into_inner().places;
    assert_eq!(places.iter().map(|place| place.taken).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn two_who_decide_at_once_give_the_last_place_once() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 1).await;
    let one = campus.submit(Campus::student(&place, NIK)).await.unwrap().into_inner();
    let two = campus.submit(Campus::student(&place, "9900001205990002")).await.unwrap().into_inner();
    let [first, second] = [one, two].map(|one| campus.recruitment.harness.request(HR, Campus::acceptance(&one)));
    let (mut office, mut other) = (campus.internships.clone(), campus.internships.clone());
    let (first, second) = tokio::join!(office.accept_internship(first), other.accept_internship(second));
    let (taken, refused) = if first.is_ok() { (first, second) } else { (second, first) };
    assert_eq!(taken.unwrap().into_inner().state(), State::Accepted);
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_PLACE_LEFT".into()));
}

#[tokio::test]
async fn a_student_applies_once_for_a_place_in_its_field_and_time() {
    let mut campus = Campus::start().await;
    let agreement = campus.agreement("university", "1/PKS", 5).await;
    let place = campus.place(&agreement, 1).await;
    let other = pb::SubmitInternshipRequest { field: "Akuntansi".into(), ..Campus::student(&place, NIK) };
    assert_eq!(refusal(campus.submit(other).await).1, "FIELD_NOT_ACCEPTED");
    let heavy = pb::SubmitInternshipRequest { credits: 21, ..Campus::student(&place, NIK) };
    assert_eq!(bad_fields(&campus.submit(heavy).await.unwrap_err()), ["credits"]);
    campus.submit(Campus::student(&place, NIK)).await.unwrap();
    let again = campus.submit(Campus::student(&place, NIK)).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "ALREADY_INTERN".into()));
    campus.at("2024-09-10T01:00:00Z");
    let late = campus.submit(Campus::student(&place, "9900001205990002")).await;
    assert_eq!(refusal(late).1, "PLACE_NOT_ACCEPTING");
    let request =
        pb::EndInternshipAgreementRequest { name: agreement.name, etag: agreement.etag, ..Default::default() };
    let ended = campus.agreements.end_internship_agreement(campus.recruitment.harness.request(HR, request)).await;
    assert!(ended.unwrap().into_inner().end_time.is_some());
    let late = campus.submit(Campus::student(&place, "9900001205990002")).await;
    assert_eq!(refusal(late).1, "AGREEMENT_NOT_IN_FORCE");
}

#[tokio::test]
async fn the_mentor_assesses_near_the_end_by_the_criteria_and_with_a_logbook() {
    let mut campus = Campus::start().await;
    let started = campus.started().await;
    assert_eq!(refusal(campus.log(&started, 2).await).1, "INTERNSHIP_NOT_TIME", "a week that has not begun");
    let entry = campus.log(&started, 1).await.unwrap().into_inner();
    assert_eq!(refusal(campus.log(&started, 1).await).1, "LOGBOOK_ENTRY_EXISTS");
    let signed = campus.countersign(&entry).await.unwrap().into_inner();
    assert!(signed.countersign_time.is_some() && signed.text.starts_with("Minggu 1"));
    assert_eq!(refusal(campus.countersign(&entry).await).1, "ETAG_MISMATCH");
    assert_eq!(refusal(campus.countersign(&signed).await).1, "LOGBOOK_ENTRY_COUNTERSIGNED");
    assert_eq!(refusal(campus.assess(Campus::assessment(&started)).await).1, "INTERNSHIP_NOT_TIME");
    campus.at("2024-11-16T01:00:00Z");
    assert_eq!(refusal(campus.assess(Campus::assessment(&started)).await).1, "LOGBOOK_INCOMPLETE");
    for week in 2..=10 {
        let entry = campus.log(&started, week).await.unwrap().into_inner();
        campus.countersign(&entry).await.unwrap();
    }
    let mut wrong = Campus::assessment(&started);
    (wrong.marks[0].points, wrong.marks[1].criterion) = (26, "charm".into());
    let fields = bad_fields(&campus.assess(wrong).await.unwrap_err());
    assert_eq!(fields, ["marks[0]", "marks[1]", "marks"]);
    campus.assess(Campus::assessment(&started)).await.unwrap();
    assert_eq!(refusal(campus.log(&started, 11).await).1, "INTERNSHIP_STATE", "what was assessed stays");
}

#[tokio::test]
async fn a_talent_note_lives_by_consent_and_dies_with_the_retention_time() {
    let mut campus = Campus::start().await;
    let (certified, _) = campus.certified().await;
    let list = || pb::ListTalentNotesRequest { parent: parent(), ..Default::default() };
    let request = campus.recruitment.harness.request(HR, list());
    let notes = campus.internships.list_talent_notes(request).await.unwrap().into_inner().notes;
    assert_eq!((notes.len(), notes[0].full_name.as_str(), notes[0].marks.len()), (1, "Siti Rahasia", 4));
    let (name, etag) = (certified.name.clone(), certified.etag);
    let request = pb::WithdrawTalentConsentRequest { name, etag, request_id: String::new() };
    let request = campus.recruitment.harness.request_as("university", INSTITUTION, &[TENANT], request);
    campus.internships.withdraw_talent_consent(request).await.unwrap();
    let request = campus.recruitment.harness.request(HR, list());
    assert!(campus.internships.list_talent_notes(request).await.unwrap().into_inner().notes.is_empty());
    let sweep = || pb::SweepInternshipsRequest { parent: parent(), request_id: String::new() };
    for (time, erased) in [("2025-11-30T05:00:00Z", 0), ("2025-12-01T05:00:00Z", 1), ("2025-12-02T05:00:00Z", 0)] {
        campus.at(time);
        let request = campus.recruitment.harness.request(MACHINE, sweep());
        assert_eq!(campus.internships.sweep_internships(request).await.unwrap().into_inner().erased, erased, "{time}");
    }
    let get = pb::GetInternRequest { name: certified.name };
    let intern = campus.internships.get_intern(campus.recruitment.harness.request(HR, get)).await.unwrap().into_inner();
    assert_eq!((intern.full_name, intern.student_number, intern.reasons), Default::default());
    let left = "SELECT count(*) FROM recruitment.internship_logbook WHERE text_sealed <> '' OR text_key <> ''";
    assert_eq!(campus.recruitment.harness.number(left).await, 0);
}
