//! The newly appointed: told by career, shown beside what the selection measured.

use crate::{
    ANALYST, PARENT, appointment,
    improvement_world::day,
    skp_world::{Answer, HR, PEOPLE, Team, refusal, servant},
};
use contracts::{
    career::events::v1::{
        FollowUpAnswered, ServantLeft, TrainingCompleted,
        follow_up_answered::{AspectLevel, Lack, Side},
    },
    evaluation::v1::{
        self as pb, import_selection_scores_request::Part, newcomer_service_client::NewcomerServiceClient,
        programme_data_service_client::ProgrammeDataServiceClient,
    },
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request, transport::Channel};
use uuid::Uuid;

fn levels(tasks: i32, service: i32) -> Vec<AspectLevel> {
    let level = |(aspect, level): (&str, i32)| AspectLevel { aspect: aspect.into(), level };
    [("service", service), ("tasks", tasks)].into_iter().map(level).collect()
}

/// What a side says of somebody, without a lack.
fn told(who: &str, months: i32, side: Side, levels: Vec<AspectLevel>) -> FollowUpAnswered {
    FollowUpAnswered {
        servant: servant(who),
        version: 1,
        follow_up: format!("{PARENT}/followUps/{}", Uuid::now_v7()),
        months,
        due_date: Some(day(2025, 8, 1)),
        side: side.into(),
        levels,
        lacks: Vec::new(),
        ruleset: "onboarding-pp-11-2017".into(),
        date: Some(day(2025, 8, 4)),
    }
}

fn lack(aspect: &str, code: &str) -> Lack {
    let dictionary = if code.is_empty() { "" } else { "permenpanrb-38-2017" };
    Lack { aspect: aspect.into(), level: 2, dictionary: dictionary.into(), code: code.into() }
}

fn training(who: &str, month: i32, passed: bool) -> TrainingCompleted {
    TrainingCompleted {
        servant: servant(who),
        version: 2,
        session: format!("{PARENT}/trainingSessions/{}", Uuid::now_v7()),
        course: format!("{PARENT}/courses/{}", Uuid::now_v7()),
        dictionary: "permenpanrb-38-2017".into(),
        competency: "PP".into(),
        hours: 20,
        date: Some(day(2025, month, 20)),
        passed,
    }
}

/// The people of [`Team`], all appointed on 1 May 2025, and what career tells next.
struct Arrivals {
    team: Team,
    newcomers: NewcomerServiceClient<Channel>,
    told: i64,
}

impl Arrivals {
    async fn start() -> Self {
        let team = Team::start().await;
        let newcomers = NewcomerServiceClient::new(team.evaluation.harness.channel.clone());
        Self { team, newcomers, told: PEOPLE.len() as i64 }
    }

    async fn hear<M: platform::Message>(&mut self, who: &str, event: &M) {
        self.told += 1;
        let harness = &self.team.evaluation.harness;
        harness.deliver("career", self.told, &servant(who), event).await.unwrap();
        harness.applied("career", self.told).await;
    }

    async fn get(&mut self, who: &str) -> pb::Newcomer {
        let request = self.team.hr(pb::GetNewcomerRequest { servant: servant(who) });
        self.newcomers.get_newcomer(request).await.unwrap().into_inner()
    }

    async fn list(&mut self, request: pb::ListNewcomersRequest) -> Answer<pb::ListNewcomersResponse> {
        let request = self.team.hr(pb::ListNewcomersRequest { parent: PARENT.into(), ..request });
        self.newcomers.list_newcomers(request).await
    }

    async fn names(&mut self, request: pb::ListNewcomersRequest) -> Vec<String> {
        let found = self.list(request).await.unwrap().into_inner().newcomers;
        found.into_iter().map(|one| one.servant).collect()
    }

    async fn sums(&mut self, vacancy: &str) -> Answer<pb::SumNewcomerLevelsResponse> {
        let request = pb::SumNewcomerLevelsRequest { parent: PARENT.into(), vacancy: vacancy.into() };
        let request = self.team.evaluation.harness.request(ANALYST, request);
        self.newcomers.sum_newcomer_levels(request).await
    }

    async fn score(&mut self, who: &str, criterion: &str, score: &str) {
        let number = PEOPLE.iter().position(|one| *one == who).unwrap();
        let row = pb::SelectionScoreRow {
            application: appointment(number as i64 + 1).application,
            programme: 1,
            period: "2024".into(),
            criterion: criterion.into(),
            score: score.into(),
            ..Default::default()
        };
        let header = pb::ImportHeader { parent: PARENT.into(), ..Default::default() };
        let parts = [Part::Header(header), Part::Row(row)];
        let messages = parts.map(|part| pb::ImportSelectionScoresRequest { part: Some(part) });
        let harness = &self.team.evaluation.harness;
        let request = harness.request(&["integration"], tokio_stream::iter(messages));
        let mut client = ProgrammeDataServiceClient::new(harness.channel.clone());
        let taken = client.import_selection_scores(request).await.unwrap().into_inner();
        assert_eq!((taken.accepted, taken.rejected), (1, 0));
    }
}

#[tokio::test]
async fn answers_stand_beside_scores_and_ratings() {
    let mut arrivals = Arrivals::start().await;
    let before = arrivals.get("siti").await;
    assert_eq!((before.application, before.position), (appointment(1).application, appointment(1).position));
    assert_eq!(before.appointment_date, Some(day(2025, 5, 1)));
    assert_eq!(before.missing_months, [3, 6], "on 5 November 2025");
    let lacks = vec![lack("service", "PP"), lack("tasks", "")];
    let rater = FollowUpAnswered { lacks, ..told("siti", 3, Side::Rater, levels(4, 2)) };
    arrivals.hear("siti", &rater).await;
    arrivals.hear("siti", &told("siti", 3, Side::Servant, levels(5, 4))).await;
    arrivals.score("siti", "skd", "420.5").await;
    let newcomer = arrivals.get("siti").await;
    assert_eq!((newcomer.missing_months.as_slice(), newcomer.open_lacks), ([6].as_slice(), 1));
    let sides: Vec<_> = newcomer.answers.iter().map(|one| (one.months, one.side())).collect();
    assert_eq!(sides, [(3, pb::NewcomerSide::Rater), (3, pb::NewcomerSide::Servant)]);
    let said: Vec<_> = newcomer.answers[0].levels.iter().map(|one| (one.aspect.as_str(), one.level)).collect();
    assert_eq!(said, [("service", 2), ("tasks", 4)]);
    assert_eq!(newcomer.answers[0].aspects_ruleset, "onboarding-pp-11-2017");
    let lacking: Vec<_> = newcomer.lacks.iter().map(|one| (one.aspect.as_str(), one.code.as_str())).collect();
    assert_eq!(lacking, [("service", "PP"), ("tasks", "")]);
    let scores: Vec<_> = newcomer.scores.iter().map(|one| (one.criterion.as_str(), one.score.as_str())).collect();
    assert_eq!(scores, [("skd", "420.500")]);
    assert_eq!((newcomer.ratings.len(), newcomer.ruleset.as_str()), (0, "newcomer-siklus-1"));
    arrivals.team.on("2025-12-10");
    let rated = arrivals.team.rate_alone("siti", 2025, (pb::Rating::Meets, pb::Rating::Meets)).await;
    assert!(arrivals.get("siti").await.ratings.is_empty(), "only final ratings are shown");
    arrivals.team.on("2025-12-25");
    let finalise = pb::FinaliseAppraisalRequest { name: rated.name, etag: rated.etag, ..Default::default() };
    let request = arrivals.team.hr(finalise);
    arrivals.team.evaluation.appraisals.finalise_appraisal(request).await.unwrap();
    let expected = [pb::NewcomerRating { year: 2025, predicate: pb::Predicate::Good.into() }];
    assert_eq!(arrivals.get("siti").await.ratings, expected);
}

#[tokio::test]
async fn a_lack_is_open_until_a_training_since_was_passed() {
    let mut arrivals = Arrivals::start().await;
    let lacks = vec![lack("service", "PP")];
    arrivals.hear("siti", &FollowUpAnswered { lacks, ..told("siti", 3, Side::Rater, levels(4, 2)) }).await;
    let lacking = pb::ListNewcomersRequest { lacking_only: true, ..Default::default() };
    assert_eq!(arrivals.names(lacking.clone()).await, [servant("siti")]);
    for (month, passed) in [(7, true), (9, false)] {
        arrivals.hear("siti", &training("siti", month, passed)).await;
    }
    assert_eq!(arrivals.get("siti").await.open_lacks, 1, "before it was found lacking, and not passed");
    arrivals.hear("siti", &training("siti", 10, true)).await;
    let newcomer = arrivals.get("siti").await;
    assert_eq!((newcomer.open_lacks, newcomer.lacks[0].trained_date), (0, Some(day(2025, 10, 20))));
    assert!(arrivals.names(lacking).await.is_empty());
}

#[tokio::test]
async fn newcomers_are_listed_by_what_is_missing_and_paged() {
    let mut arrivals = Arrivals::start().await;
    for months in [3, 6] {
        arrivals.hear("siti", &told("siti", months, Side::Rater, levels(3, 3))).await;
    }
    arrivals.hear("budi", &told("budi", 3, Side::Servant, levels(3, 3))).await;
    let missing = pb::ListNewcomersRequest { missing_only: true, ..Default::default() };
    let others: Vec<String> = PEOPLE[1..].iter().map(|who| servant(who)).collect();
    assert_eq!(arrivals.names(missing.clone()).await, others, "the servant's own answer is not the rater's");
    arrivals.team.on("2025-07-31");
    assert!(arrivals.names(missing).await.is_empty(), "nothing is due yet");
    let from =
        |from, until| pb::ListNewcomersRequest { appointed_from: from, appointed_until: until, ..Default::default() };
    assert_eq!(arrivals.names(from(Some(day(2025, 5, 1)), Some(day(2025, 5, 1)))).await.len(), 5);
    assert!(arrivals.names(from(Some(day(2025, 5, 2)), None)).await.is_empty());
    assert!(arrivals.names(from(None, Some(day(2025, 4, 30)))).await.is_empty());
    let mut request = pb::ListNewcomersRequest { page_size: 3, ..Default::default() };
    let first = arrivals.list(request.clone()).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let rest = arrivals.list(request).await.unwrap().into_inner();
    let all: Vec<String> = first.newcomers.into_iter().chain(rest.newcomers).map(|one| one.servant).collect();
    let everybody: Vec<String> = PEOPLE.iter().map(|who| servant(who)).collect();
    assert_eq!((all, rest.next_page_token.as_str()), (everybody, ""));
}

#[tokio::test]
async fn sums_stand_for_five_people_or_are_left_out() {
    let mut arrivals = Arrivals::start().await;
    for (nth, who) in PEOPLE.into_iter().enumerate() {
        arrivals.hear(who, &told(who, 3, Side::Rater, levels(nth as i32 + 1, 4))).await;
    }
    arrivals.hear("siti", &told("siti", 3, Side::Servant, levels(5, 5))).await;
    let sums = arrivals.sums("").await.unwrap().into_inner();
    let cells: Vec<_> =
        sums.cells.iter().map(|cell| (cell.aspect.as_str(), cell.servants, cell.average_hundredths)).collect();
    assert_eq!(cells, [("service", 5, 400), ("tasks", 5, 300)]);
    assert_eq!((sums.suppressed, sums.ruleset.as_str()), (2, "newcomer-siklus-1"));
    let vacancy = appointment(1).application.split("/applications/").next().unwrap().to_owned();
    let one = arrivals.sums(&vacancy).await.unwrap().into_inner();
    assert_eq!((one.cells.len(), one.suppressed), (0, 4), "one person's levels are nobody else's business");
}

#[tokio::test]
async fn who_served_before_is_no_newcomer_and_who_left_misses_nothing() {
    let mut arrivals = Arrivals::start().await;
    let imported = "WITH moved AS (UPDATE evaluation.servants SET appointment_date = '2010-03-01' RETURNING servant),
        gone AS (DELETE FROM evaluation.chosen_servants AS chosen USING moved WHERE chosen.servant = moved.servant
                 AND chosen.servant LIKE '%1' RETURNING 1)
        SELECT count(*) FROM gone";
    assert_eq!(arrivals.team.evaluation.harness.number(imported).await, 1, "Siti was imported");
    let request = arrivals.team.hr(pb::GetNewcomerRequest { servant: servant("siti") });
    let refused = arrivals.newcomers.get_newcomer(request).await;
    assert_eq!(refusal(refused), (Code::NotFound, "NEWCOMER_NOT_FOUND".into()));
    let others: Vec<String> = PEOPLE[1..].iter().map(|who| servant(who)).collect();
    assert_eq!(arrivals.names(pb::ListNewcomersRequest::default()).await, others, "the others came by an application");
    let left = ServantLeft { servant: servant("budi"), last_day: Some(day(2010, 5, 1)), ..Default::default() };
    arrivals.hear("budi", &left).await;
    let missing = pb::ListNewcomersRequest { missing_only: true, ..Default::default() };
    assert_eq!(arrivals.names(missing).await, others[1..]);
    assert!(arrivals.get("budi").await.missing_months.is_empty());
}

#[tokio::test]
async fn a_vacancy_is_not_shown_where_the_rest_of_all_would_be_a_few() {
    let mut arrivals = Arrivals::start().await;
    let one_vacancy = "WITH moved AS (UPDATE evaluation.chosen_servants
            SET application = 'instansi/6571/vacancies/00000000-0000-0000-0000-000000000001/applications/' || servant
            RETURNING 1)
        SELECT count(*) FROM moved";
    assert_eq!(arrivals.team.evaluation.harness.number(one_vacancy).await, 5);
    for who in PEOPLE {
        arrivals.hear(who, &told(who, 3, Side::Rater, levels(3, 4))).await;
    }
    let vacancy = format!("{PARENT}/vacancies/{}", Uuid::from_u128(1));
    assert_eq!(arrivals.sums(&vacancy).await.unwrap().into_inner().cells.len(), 2, "all are of the vacancy");
    let sixth = crate::appointment(6).servant;
    arrivals.hear("siti", &FollowUpAnswered { servant: sixth, ..told("siti", 3, Side::Rater, levels(1, 1)) }).await;
    assert_eq!(arrivals.sums("").await.unwrap().into_inner().cells[0].servants, 6);
    let told = arrivals.sums(&vacancy).await.unwrap().into_inner();
    assert_eq!((told.cells.len(), told.suppressed), (0, 2), "six less five is one person");
}

#[tokio::test]
async fn an_answer_told_again_or_malformed_changes_nothing() {
    let mut arrivals = Arrivals::start().await;
    arrivals.hear("siti", &told("siti", 3, Side::Rater, levels(4, 2))).await;
    arrivals.hear("siti", &told("siti", 3, Side::Rater, levels(1, 1))).await;
    let newcomer = arrivals.get("siti").await;
    assert_eq!((newcomer.answers.len(), newcomer.answers[0].levels[0].level), (1, 2), "a side answers once");
    let strange = FollowUpAnswered {
        servant: servant("siti").replace(TENANT, OTHER_TENANT),
        ..told("siti", 6, Side::Rater, levels(4, 2))
    };
    let bad = [
        told("budi", 3, Side::Unspecified, levels(4, 2)),
        told("budi", 3, Side::Rater, levels(6, 2)),
        told("budi", 3, Side::Rater, Vec::new()),
        told("budi", 0, Side::Rater, levels(4, 2)),
        FollowUpAnswered { date: None, ..told("budi", 3, Side::Rater, levels(4, 2)) },
        strange,
    ];
    let harness = &arrivals.team.evaluation.harness;
    for (nth, event) in bad.iter().enumerate() {
        // Each under its own aggregate: what is set aside holds back the events behind it.
        let aggregate = format!("{PARENT}/servants/{}", Uuid::from_u128(100 + nth as u128));
        harness.deliver("career", arrivals.told + 1 + nth as i64, &aggregate, event).await.unwrap();
    }
    harness.applied("career", arrivals.told + bad.len() as i64).await;
    let set_aside = "SELECT count(*) FROM evaluation.dead_letters WHERE error IS NOT NULL";
    assert_eq!(harness.number(set_aside).await, 6);
    assert_eq!(harness.number("SELECT count(*) FROM evaluation.newcomer_answers").await, 1);
}

#[tokio::test]
async fn strangers_and_bad_requests_are_refused() {
    let mut arrivals = Arrivals::start().await;
    let unknown = pb::GetNewcomerRequest { servant: format!("{PARENT}/servants/{}", Uuid::now_v7()) };
    let request = arrivals.team.hr(unknown);
    let refused = arrivals.newcomers.get_newcomer(request).await;
    assert_eq!(refusal(refused), (Code::NotFound, "NEWCOMER_NOT_FOUND".into()));
    let request = arrivals.team.hr(pb::GetNewcomerRequest::default());
    assert_eq!(bad_fields(&arrivals.newcomers.get_newcomer(request).await.unwrap_err()), ["servant"]);
    let list = pb::ListNewcomersRequest {
        page_size: -1,
        appointed_from: Some(day(2025, 5, 1)),
        appointed_until: Some(day(2025, 4, 1)),
        ..Default::default()
    };
    assert_eq!(bad_fields(&arrivals.list(list).await.unwrap_err()), ["page_size", "appointed_until"]);
    assert_eq!(bad_fields(&arrivals.sums("x").await.unwrap_err()), ["vacancy"]);
    let get = pb::GetNewcomerRequest { servant: servant("siti") };
    let anonymous = arrivals.newcomers.get_newcomer(Request::new(get.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let harness = &arrivals.team.evaluation.harness;
    for (roles, tenant) in [(ANALYST, TENANT), (HR, OTHER_TENANT)] {
        let request = harness.request_as("x", roles, &[tenant], get.clone());
        let denied = arrivals.newcomers.get_newcomer(request).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
    }
}
