//! An open selection that real services ran is fetched as `siklus bundle` does it and counted again by `siklus verify`; whoever
//! signs another story is caught.

use contracts::{
    google::r#type::Date,
    recruitment::v1::{
        self as pb, log_service_client::LogServiceClient, open_selection_service_client::OpenSelectionServiceClient,
        panel_service_client::PanelServiceClient,
    },
};
use jiff::{SignedDuration, Timestamp};
use platform::{Clock, dates, testing::TENANT};
use proof::{Hash, SignedHead, Signer, inclusion, leaf_hash, root, to_hex};
use siklus::{
    calls::{Caller, Credentials},
    evidence::{self, Asked, BelievedKey, Bundle, Checked, HeadFile, LeafEntry},
};
use system_tests::world::World;
use tonic::{service::interceptor::InterceptedService, transport::Channel};

const COMMITTEE: &str = "selection_committee";
/// Tokens outlast the selection.
const TOKEN_SECONDS: i64 = 40 * 24 * 3600;

/// Services on a clock that the test moves.
struct Selter {
    world: World,
    clock: Clock,
    start: Timestamp,
}

impl Selter {
    async fn start() -> Self {
        let start = Timestamp::now();
        let clock = Clock::fixed(start);
        let world = World::with(|site| site.clock = clock.clone()).await;
        Self { world, clock, start }
    }

    fn channel(&self) -> Channel {
        let address = format!("http://127.0.0.1:{}", self.world.site.ports["recruitment"]);
        Channel::from_shared(address).unwrap().connect_lazy()
    }

    fn caller(&self, subject: &str, role: &str) -> Caller {
        let token = self.world.site.issuer.token(subject, &[role], &[TENANT], TOKEN_SECONDS as _).unwrap();
        InterceptedService::new(self.channel(), Credentials::new(&token).unwrap())
    }

    fn selections(&self, role: &str) -> OpenSelectionServiceClient<Caller> {
        OpenSelectionServiceClient::new(self.caller(role, role))
    }

    fn panel(&self, subject: &str, role: &str) -> PanelServiceClient<Caller> {
        PanelServiceClient::new(self.caller(subject, role))
    }

    fn logs(&self) -> LogServiceClient<Channel> {
        LogServiceClient::new(self.channel())
    }

    fn after(&self, hours: i64) -> Timestamp {
        self.start + SignedDuration::from_hours(hours)
    }

    fn plan(&self) -> pb::SelectionPlan {
        let instrument = |code: &str, kind: pb::instrument::Kind, weight, highest| {
            let competency = format!("Kompetensi {code}");
            pb::Instrument { code: code.into(), competency, kind: kind.into(), weight, lowest: 0, highest }
        };
        let time = |hours| Some(dates::render_time(self.after(hours)));
        let day = self.after(24 * 60).to_zoned(jiff::tz::TimeZone::UTC).date();
        pb::SelectionPlan {
            position: format!("instansi/{TENANT}/positions/01890000-0000-7000-8000-000000000001"),
            position_title: "Kepala Dinas Kesehatan".into(),
            level: pb::LeadingLevel::Pratama.into(),
            ruleset: String::new(),
            appointment_date: Some(dates::render(day)),
            close_time: time(24),
            score_time: time(72),
            input_close_time: time(96),
            instruments: vec![
                instrument("MAKALAH", pb::instrument::Kind::Technical, 60, 100),
                instrument("WAWANCARA", pb::instrument::Kind::NonTechnical, 40, 5),
            ],
        }
    }

    /// An open selection with its panel of seven.
    async fn opened(&self) -> pb::OpenSelection {
        use pb::panel_seat::Group::{Academic, Community, Expert, Official, ProfessionalBody};
        let parent = format!("instansi/{TENANT}");
        let request = pb::CreateOpenSelectionRequest { parent, plan: Some(self.plan()), ..Default::default() };
        let draft = self.selections(COMMITTEE).create_open_selection(request).await.unwrap().into_inner();
        let groups = [Official, Official, Official, Community, ProfessionalBody, Academic, Expert];
        let seat = |(number, group): (usize, pb::panel_seat::Group)| pb::PanelSeat {
            subject: format!("panel-{number}"),
            full_name: format!("Anggota {number}"),
            group: group.into(),
            organisation: "Universitas Contoh".into(),
            outside: group != Official,
        };
        let seats = (1..).zip(groups).map(seat).collect();
        let request = pb::SetPanelRequest { name: draft.name.clone(), etag: draft.etag, seats, ..Default::default() };
        let named = self.panel(COMMITTEE, COMMITTEE).set_panel(request).await.unwrap().into_inner();
        let request = pb::OpenSelectionRequest { name: draft.name, etag: named.etag, ..Default::default() };
        self.selections(COMMITTEE).open_selection(request).await.unwrap().into_inner()
    }

    /// Four candidates who meet the requirements.
    async fn candidates(&self, selection: &pb::OpenSelection) -> Vec<pb::RegisterCandidateResponse> {
        use pb::SelectionRequirement::{Age, Degree, Experience, Grade, Record};
        let mut all = Vec::new();
        for person in 0..4_u64 {
            let request = pb::RegisterCandidateRequest {
                parent: selection.name.clone(),
                nip: format!("19850512{}", 2_010_011_001 + person),
                full_name: format!("Kenari Contoh {person}"),
                birth_date: Some(Date { year: 1985, month: 5, day: 12 }),
                degree: true,
                experience_months: 60,
                grade_months: 24,
                clean_record: true,
                ..Default::default()
            };
            let taken = self.selections("applicant_gateway").register_candidate(request).await.unwrap().into_inner();
            let finding = |requirement: pb::SelectionRequirement| pb::RequirementFinding {
                requirement: requirement.into(),
                met: true,
                reason: String::new(),
            };
            let findings = [Degree, Experience, Grade, Age, Record].map(finding).to_vec();
            let candidate = taken.candidate.clone();
            let request = pb::ScreenCandidateRequest { candidate, findings, ..Default::default() };
            self.selections(COMMITTEE).screen_candidate(request).await.unwrap();
            all.push(taken);
        }
        all
    }

    /// All members score all candidates, who are eight points of the paper apart.
    async fn scored(&self, candidates: &[pb::RegisterCandidateResponse]) {
        for member in 1..=7 {
            let mut panel = self.panel(&format!("panel-{member}"), "panel_member");
            for (place, candidate) in (0..).zip(candidates) {
                let line = |instrument: &str, score| {
                    let (instrument, reason) = (instrument.to_owned(), "alasan".to_owned());
                    pb::ScoreLine { instrument, score, reason }
                };
                let lines = vec![line("MAKALAH", 90 - 8 * place + member % 4), line("WAWANCARA", 4)];
                let candidate = candidate.candidate.clone();
                panel.submit_scores(pb::SubmitScoresRequest { candidate, lines, ..Default::default() }).await.unwrap();
            }
        }
    }

    /// From the first candidate to the choice; the last candidate withdraws while the panel scores.
    async fn decided(&self) -> (pb::OpenSelection, String) {
        let opened = self.opened().await;
        let candidates = self.candidates(&opened).await;
        self.clock.set(self.after(25));
        for member in 1..=7 {
            let request = pb::DeclareConflictsRequest { selection: opened.name.clone(), ..Default::default() };
            self.panel(&format!("panel-{member}"), "panel_member").declare_conflicts(request).await.unwrap();
        }
        let mut committee = self.selections(COMMITTEE);
        let (name, etag) = (opened.name.clone(), opened.etag.clone());
        let request = pb::StartAssessmentRequest { name, etag, ..Default::default() };
        committee.start_assessment(request).await.unwrap();
        self.scored(&candidates).await;
        let gone = &candidates[3];
        let request = pb::WithdrawCandidacyRequest { candidate: gone.candidate.clone(), ..Default::default() };
        self.selections("applicant_gateway").withdraw_candidacy(request).await.unwrap();
        let now = pb::GetOpenSelectionRequest { name: opened.name.clone() };
        let now = committee.get_open_selection(now).await.unwrap().into_inner();
        let request = pb::SealScoresRequest { name: now.name, etag: now.etag, ..Default::default() };
        let sealed = committee.seal_scores(request).await.unwrap().into_inner();
        let request = pb::RevealScoresRequest { name: sealed.name, etag: sealed.etag, ..Default::default() };
        let revealed = committee.reveal_scores(request).await.unwrap().into_inner();
        self.clock.set(self.after(97));
        let request = pb::AnnounceSelectionRequest { name: revealed.name, etag: revealed.etag, ..Default::default() };
        let announced = committee.announce_selection(request).await.unwrap().into_inner();
        let request = pb::SubmitNamesRequest { name: announced.name, etag: announced.etag, ..Default::default() };
        let named = committee.submit_names(request).await.unwrap().into_inner();
        let request = pb::DecideSelectionRequest {
            name: named.name,
            etag: named.etag,
            chosen: candidates[1].code.clone(),
            reason: "paling sesuai".into(),
            ..Default::default()
        };
        let decided = self.selections("appointing_authority").decide_selection(request).await.unwrap().into_inner();
        (decided, gone.code.clone())
    }
}

fn check(bundle: &Bundle) -> Checked {
    evidence::check(bundle, &Asked::default())
}

fn names(checked: &Checked, at: usize, part: &str) -> bool {
    checked.findings.iter().any(|finding| finding.position == Some(at as u64) && finding.what.contains(part))
}

/// The bundle that the instansi itself would publish if it cheated: other leaves, sound proofs, its own signature.
fn signed_again(bundle: &Bundle, data: Vec<String>, signer: &Signer) -> Bundle {
    let hashes: Vec<Hash> = data.iter().map(|data| leaf_hash(data.as_bytes())).collect();
    let (log, size, time) = (bundle.vacancy.clone(), hashes.len() as u64, bundle.head.time);
    let head = HeadFile::of(&SignedHead::sign(log, size, root(&hashes), time, signer));
    let entry = |(position, data): (usize, String)| {
        let proof = inclusion(&hashes, position).unwrap().iter().map(|hash| to_hex(hash)).collect();
        LeafEntry { position: position as u64, data, proof }
    };
    let leaves = data.into_iter().enumerate().map(entry).collect();
    Bundle { head, leaves, ..bundle.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_of_real_services_is_counted_again_and_changes_are_caught() {
    let selter = Selter::start().await;
    let (decided, gone) = selter.decided().await;
    let bundle = evidence::fetch(selter.logs(), &decided.name).await.unwrap();
    let pem = std::fs::read_to_string(selter.world.site.folder.join("signing.pem")).unwrap();
    let signer = Signer::from_pem(&pem).unwrap();
    let asked = Asked {
        participant: Some(decided.chosen.clone()),
        keys: vec![BelievedKey { key: *signer.public(), until: None }],
        ..Asked::default()
    };
    let read = Bundle::read(&bundle.to_text().unwrap()).unwrap();
    let checked = evidence::check(&read, &asked);
    let text = checked.to_text();
    assert!(checked.holds() && text.contains(&format!("3 candidates, {} was chosen", decided.chosen)), "{text}");
    assert!(bundle.leaves[0].data.contains(&decided.design_hash), "the design is the one everybody reads");
    for canary in ["Kenari", "19850512", "1985-05-12", "Anggota", "panel-", "alasan", "paling sesuai"] {
        assert!(!bundle.to_text().unwrap().contains(canary), "the bundle tells {canary}");
    }
    let kind = |kind: &str| {
        let first = format!("siklus leaf v1 {kind}\n");
        bundle.leaves.iter().position(|leaf| leaf.data.starts_with(&first)).unwrap()
    };
    let data = || bundle.leaves.iter().map(|leaf| leaf.data.clone()).collect::<Vec<String>>();
    // Somebody on the way raises a score; the instansi does, and signs it; it drops whoever it says withdrew.
    let sheet = kind("sheet");
    let mut altered = bundle.clone();
    altered.leaves[sheet].data = altered.leaves[sheet].data.replacen("WAWANCARA 4", "WAWANCARA 5", 1);
    assert!(names(&check(&altered), sheet, "is not what the log holds there"));
    let mut raised = data();
    raised[sheet] = raised[sheet].replacen("WAWANCARA 4", "WAWANCARA 5", 1);
    let checked = check(&signed_again(&bundle, raised, &signer));
    assert!(names(&checked, kind("sealed"), "fixed other scores for round 1"), "{}", checked.to_text());
    let mut dropped = data();
    dropped.remove(kind("withdrawn"));
    let checked = check(&signed_again(&bundle, dropped, &signer));
    let what = format!("names {gone}, who has no scores and did not withdraw");
    assert!(names(&checked, kind("candidates"), &what), "{}", checked.to_text());
    selter.world.close().await;
}
