//! Criteria are committed at the opening: an operator who changes the file of a ruleset changes nothing of the vacancies that
//! opened with it, and nobody is moved between vacancies that opened with different rules.

use crate::{
    COMMITTEE, GATEWAY, Recruitment,
    announcements::standard,
    application,
    bundle::{export, parsed},
    final_orders::{PERIOD, Row, end},
    marked, need,
    own_rules::Folder,
    pppk::tested,
    refusal, scored, strict,
};
use contracts::{
    needs::{events::v1::CompetencyStandardPublished, v1::NeedKind},
    recruitment::v1::{
        self as pb, announcement_service_client::AnnouncementServiceClient,
        application_service_client::ApplicationServiceClient, vacancy_service_client::VacancyServiceClient,
        verification_service_client::VerificationServiceClient,
    },
};
use platform::{
    Settings,
    testing::{TENANT, bad_fields},
};
use recruitment::{SERVICE, config::Rules, domain::recount::recount};
use tonic::{Code, transport::Channel};

const PPPK: &str = include_str!("../../rulesets/pppk-2024.toml");
const CPNS: &str = include_str!("../../rulesets/cpns-2024.toml");
pub const EXERCISE: &str = include_str!("../../../siklus/rulesets/latihan-2024.toml");

const GENERAL: Row = Row { number: 1, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::General, seats: 1 };
const SPECIAL: Row = Row { number: 2, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::Disability, seats: 1 };

/// Of the second row: the best meets the special mark only, the next the general one too.
const MARKS: [([i32; 3], i64); 2] = [([60, 90, 180], 450), ([65, 80, 166], 420)];
const NOBODY: ([i32; 3], i64) = ([60, 150, 200], 0);

impl Recruitment {
    /// The service built anew over the same database, with the files of the operator's folder as they are now.
    pub async fn built_anew(&mut self, folder: &Folder) {
        let mut settings: Settings<Rules> = self.harness.ground.settings(&SERVICE).unwrap();
        settings.rules.folder = folder.path();
        settings.rules.documents = self.harness.ground.folder().join("documents").to_str().unwrap().into();
        let app = recruitment::app::build(&settings, self.harness.clock.clone()).await.unwrap();
        let channel = Channel::from_shared(format!("http://{}", app.address().unwrap())).unwrap().connect_lazy();
        tokio::spawn(app.run(Default::default()));
        self.vacancies = VacancyServiceClient::new(channel.clone());
        self.announcements = AnnouncementServiceClient::new(channel.clone());
        self.applications = ApplicationServiceClient::new(channel.clone());
        self.verifications = VerificationServiceClient::new(channel.clone());
        self.harness.channel = channel;
    }

    pub async fn committed(&mut self, vacancy: &pb::Vacancy) -> String {
        let request = pb::GetCriteriaRequest { name: vacancy.name.clone() };
        self.announcements.get_criteria(request).await.unwrap().into_inner().canonical
    }

    /// A draft opened with a ruleset of the operator's.
    async fn opened_by(&mut self, sequence: i64, ruleset: &str) -> pb::Vacancy {
        let draft = self.drafted(sequence, &need(TENANT, sequence, 1)).await;
        let request = pb::OpenVacancyRequest { ruleset: ruleset.into(), ..self.open(&draft) };
        self.vacancies.open_vacancy(self.harness.request(COMMITTEE, request)).await.unwrap().into_inner()
    }
}

/// A file with some of its words replaced, each of which is there.
pub fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[tokio::test]
async fn a_changed_ruleset_changes_nothing_of_an_open_vacancy() {
    let folder = Folder::new();
    let own = changed(CPNS, &[("id = \"cpns-2024\"", "id = \"cpns-own\""), ("period = \"2024\"", "period = \"own\"")]);
    folder.write("own.toml", &own);
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let open = recruitment.opened_by(1, "cpns-own").await;
    let criteria = recruitment.committed(&open).await;
    let later = [
        ("age_maximum = 35", "age_maximum = 20"),
        ("\"STATEMENT\", \"PHOTO\"]", "\"STATEMENT\", \"PHOTO\", \"OTHER\"]"),
        ("days = 3\nanswer_days = 7", "days = 9\nanswer_days = 9"),
        ("second_look_percent = 10", "second_look_percent = 10\nexperience_months = 24"),
        ("twk_max = 150", "twk_max = 100"),
        ("twk = 65", "twk = 100"),
        ("multiplier = 3", "multiplier = 1"),
        ("skd_weight = 40\nskb_weight = 60", "skd_weight = 90\nskb_weight = 10"),
        ("cat_max = 500", "cat_max = 400"),
        ("\"skd_total\", \"tkp\", \"tiu\", \"twk\", \"gpa\", \"older\"", "\"older\""),
    ];
    folder.write("own.toml", &changed(&own, &later));
    recruitment.built_anew(&folder).await;

    // The new file is read: who is older than it says does not apply for what opens now.
    let other = recruitment.opened_by(2, "cpns-own").await;
    let refused = recruitment.harness.request(GATEWAY, application(&other, 9));
    let refused = recruitment.applications.submit_application(refused).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "AGE_OUT_OF_RANGE".into()));
    assert!(recruitment.committed(&other).await.contains("\nskd_least\t100\t80\t166\t-\n"));

    let scores = [[110, 130, 190], [90, 130, 200], [65, 80, 166], [60, 150, 200]];
    let mut applied = Vec::new();
    for person in 0..4 {
        applied.push(recruitment.apply(&open, person).await);
    }
    let status = recruitment.status(&applied[0]).await;
    assert!(status.missing().all(|kind| kind != pb::DocumentKind::Other), "{status:?}");
    let screened = recruitment.screened(&open).await;
    assert_eq!(days(&screened), 3);
    let rows: Vec<_> = applied.iter().zip(scores).map(|(one, skd)| scored(one, skd)).collect();
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let shown = recruitment.shown(&applied).await;
    let codes: Vec<_> = shown.iter().map(|one| one.result.clone().unwrap().skd_code).collect();
    assert_eq!(codes, ["P/L", "P/L", "P/L", "TL"]);
    // 67.273, 67.745 and 82.618; by the changed weights the first would be before the second.
    let rows: Vec<_> = applied.iter().zip([300, 310, 500]).map(|(one, points)| marked(one, points)).collect();
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    assert_eq!(days(&published), 3);
    let shown = recruitment.shown(&applied[..3]).await;
    let last = shown.iter().map(|one| one.result.clone().unwrap()).map(|one| (one.final_points, one.final_rank));
    let expected = [("67.273", 3), ("67.745", 2), ("82.618", 1)].map(|(points, rank)| (points.to_owned(), rank));
    assert_eq!(last.collect::<Vec<_>>(), expected);
    assert_eq!(recruitment.committed(&open).await, criteria);
}

#[tokio::test]
async fn passes_are_those_that_the_vacancies_opened_with() {
    let folder = Folder::new();
    folder.write("own.toml", EXERCISE);
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let (_, people) = recruitment.ranked_row(SPECIAL, &MARKS).await;
    let passes = "passes = [\"E-1\", \"E-2\", \"U-1\", \"U-2\", \"U-3\", \"E-3\"]";
    folder.write("own.toml", &changed(EXERCISE, &[(passes, "passes = []"), ("twk = 65", "twk = 100")]));
    recruitment.built_anew(&folder).await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.vacancies, filled.moved, filled.free_after), (2, 1, 0));
    assert_eq!(end(&recruitment.application(&people[1].name).await).1, "P/L-U1");
}

/// The file of a ruleset may be gone when its vacancies are ranked: what was committed decides, and answers as they are possible by it.
#[tokio::test]
async fn a_vacancy_is_ranked_by_what_it_opened_with_when_its_ruleset_is_gone() {
    let folder = Folder::new();
    let own = |text: &str, id: &str| changed(text, &[(&format!("id = \"{id}\""), "id = \"own\"")]);
    folder.write("own.toml", &own(CPNS, "cpns-2024"));
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let open = recruitment.opened_by(1, "own").await;
    let applied = recruitment.apply(&open, 1).await;
    let screened = recruitment.screened(&open).await;
    folder.write("own.toml", &own(PPPK, "pppk-2024"));
    recruitment.built_anew(&folder).await;
    recruitment.import_skd(strict(), &[scored(&applied, [110, 130, 190])]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.import_skb(strict(), &[marked(&applied, 400)]).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    assert_eq!(days(&published), 3);
    assert_eq!(end(&recruitment.application(&applied.name).await).0, "SELECTED");

    recruitment.harness.clock.set("2024-10-02T02:00:00Z".parse().unwrap());
    let open = recruitment.opened_by(2, "own").await;
    assert!(recruitment.committed(&open).await.contains("\npppk_items\t25\t20\t10\n"));
    let applied = recruitment.apply(&open, 2).await;
    let screened = recruitment.screened(&open).await;
    folder.write("own.toml", &own(CPNS, "cpns-2024"));
    recruitment.built_anew(&folder).await;
    let row = tested(&applied, "R2", [250, 24, 60, 20]);
    let impossible = pb::PppkRow { managerial_answered: Some(25), ..row.clone() };
    let refused = recruitment.import_pppk(strict(), &[impossible]).await.unwrap_err();
    assert!(
        refused.message().contains("managerial_answered") || format!("{refused:?}").contains("managerial_answered")
    );
    recruitment.import_pppk(strict(), &[row]).await.unwrap();
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    recruitment.publish(&ranked).await.unwrap();
}

/// How many days after its own an announcement may be objected to.
fn days(announced: &pb::Vacancy) -> i64 {
    let window = announced.objections.clone().unwrap();
    (window.close_time.unwrap().seconds - window.open_time.unwrap().seconds) / 86_400
}

/// A ruleset may ask for a competency standard; what opens without one says so in its criteria.
#[tokio::test]
async fn a_ruleset_may_ask_for_a_competency_standard() {
    let folder = Folder::new();
    folder.write("own.toml", &changed(EXERCISE, &[("age_minimum = 18", "needs_standard = true\nage_minimum = 18")]));
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let event = need(TENANT, 1, 1);
    let draft = recruitment.drafted(1, &event).await;
    let request = pb::OpenVacancyRequest { ruleset: PERIOD.into(), ..recruitment.open(&draft) };
    let refused = recruitment.open_with(request.clone()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["ruleset"]);
    let job_title = event.position_title.clone();
    recruitment.told(2, &CompetencyStandardPublished { job_title, ..standard(1, 1) }).await;
    let open = recruitment.open_with(request).await.unwrap().into_inner();
    assert!(recruitment.committed(&open).await.contains("\nstandard\t"));
}

/// 47.0545… and 47.0546… print alike: the criteria say that three decimals decide, and then the basic test does. Whoever counts
/// again comes to the same.
#[tokio::test]
async fn printed_points_decide_where_the_ruleset_says_so() {
    let folder = Folder::new();
    folder.write("own.toml", &changed(EXERCISE, &[("decides_by = \"exact\"", "decides_by = \"three_decimals\"")]));
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let open = recruitment.opened_row(GENERAL, None).await;
    assert!(recruitment.committed(&open).await.contains("\ndecides_by\tthree_decimals\n"));
    let applied = [recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await];
    let screened = recruitment.screened(&open).await;
    let rows = [scored(&applied[0], [70, 80, 167]), scored(&applied[1], [70, 80, 166])];
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let cat = |one: &pb::Application, cat_thousandths| pb::SkbRow { cat_thousandths, ..marked(one, 0) };
    let rows = [cat(&applied[0], 200_000), cat(&applied[1], 200_607)];
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let shown = recruitment.shown(&applied).await;
    let last = shown.iter().map(|one| one.result.clone().unwrap());
    let last: Vec<_> = last
        .map(|one| (one.final_points, one.final_rank, one.rounded_rank, one.rounding_alert, one.decision))
        .collect();
    let line = |rank, other, decision: &str| ("47.055".to_owned(), rank, other, true, decision.to_owned());
    assert_eq!(last, [line(1, 2, "SELECTED"), line(2, 1, "NOT_SELECTED")]);
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let (_, leaves) = export(&recruitment, &published, 1000).await;
    assert_eq!(recount(&parsed(&leaves)).findings, []);
}
