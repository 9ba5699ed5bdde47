use crate::{AUTHORITY, Answer, COMMITTEE, GATEWAY, Recruitment, application, header, need, refusal, strict};
use contracts::recruitment::v1::{
    self as pb, import_pppk_results_request as import, pppk_row::Outcome, pppk_service_client::PppkServiceClient,
};
use platform::testing::{TENANT, bad_fields};
use tonic::{Code, transport::Channel};
use uuid::Uuid;

/// The day after the registration of 2024 opened.
const OPEN_DAY: &str = "2024-10-02T02:00:00Z";

impl Recruitment {
    fn pppk(&self) -> PppkServiceClient<Channel> {
        PppkServiceClient::new(self.harness.channel.clone())
    }

    /// A PPPK vacancy of 2024 that takes applications for a day.
    pub(crate) async fn pppk_opened(&mut self, sequence: i64, seats: i32) -> pb::Vacancy {
        self.harness.clock.set(OPEN_DAY.parse().unwrap());
        let draft = self.drafted(sequence, &need(TENANT, sequence, seats)).await;
        let open = pb::OpenVacancyRequest { ruleset: "pppk-2024".into(), ..self.open(&draft) };
        self.vacancies.open_vacancy(self.harness.request(COMMITTEE, open)).await.unwrap().into_inner()
    }

    /// The same with so many applicants, all of them eligible, and the time for objections over.
    pub(crate) async fn pppk_screened(
        &mut self,
        sequence: i64,
        seats: i32,
        applicants: u32,
    ) -> (pb::Vacancy, Vec<pb::Application>) {
        let open = self.pppk_opened(sequence, seats).await;
        let mut applications = Vec::new();
        for person in 0..applicants {
            applications.push(self.apply(&open, 1000 * sequence as u32 + person).await);
        }
        (self.screened(&open).await, applications)
    }

    pub(crate) async fn import_pppk(
        &mut self,
        header: pb::ImportHeader,
        rows: &[pb::PppkRow],
    ) -> Answer<pb::ImportPppkResultsResponse> {
        let rows = rows.iter().cloned().map(import::Part::Row);
        let parts = std::iter::once(import::Part::Header(header)).chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportPppkResultsRequest { part: Some(part) }).collect();
        let request = self.harness.request(COMMITTEE, tokio_stream::iter(messages));
        self.pppk().import_pppk_results(request).await
    }

    pub(crate) async fn rank_pppk(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::RankPppkRequest { name, etag, request_id: String::new() };
        self.pppk().rank_pppk(self.harness.request(COMMITTEE, request)).await
    }

    async fn results(&mut self, vacancy: &pb::Vacancy, page_size: i32, page_token: &str) -> pb::ListResultsResponse {
        let parent = vacancy.name.clone();
        let request = pb::ListResultsRequest { parent, page_size, page_token: page_token.into() };
        self.applications.list_results(request).await.unwrap().into_inner()
    }

    pub(crate) async fn part_time(&mut self, ruleset: &str) -> Answer<pb::ListPartTimeCandidatesResponse> {
        let parent = format!("instansi/{TENANT}");
        let request = pb::ListPartTimeCandidatesRequest { parent, ruleset: ruleset.into(), ..Default::default() };
        self.pppk().list_part_time_candidates(self.harness.request(COMMITTEE, request)).await
    }
}

/// Technical, managerial, socio-cultural, interview.
pub(crate) fn tested(application: &pb::Application, tier: &str, parts: [i32; 4]) -> pb::PppkRow {
    let [technical, managerial, sociocultural, interview] = parts;
    pb::PppkRow {
        participant_number: application.participant_number.clone(),
        outcome: Outcome::Present.into(),
        tier: tier.into(),
        technical,
        managerial,
        sociocultural,
        interview,
        ..Default::default()
    }
}

pub(crate) fn out(application: &pb::Application, tier: &str, outcome: Outcome) -> pb::PppkRow {
    pb::PppkRow { outcome: outcome.into(), ..tested(application, tier, [0, 0, 0, 0]) }
}

fn codes(results: &[pb::Result]) -> Vec<&str> {
    results.iter().map(|result| result.pppk.as_ref().unwrap().code.as_str()).collect()
}

/// Vector PK1, from the draft to the public list.
#[tokio::test]
async fn a_lower_score_in_a_higher_tier_wins_the_seat() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 2, 6).await;
    let rows = [
        pb::PppkRow { certificate_thousandths: 22_500, ..tested(&applied[0], "R3", [440, 100, 70, 30]) },
        tested(&applied[1], "R2", [250, 80, 60, 20]),
        tested(&applied[2], "R3", [420, 90, 60, 30]),
        tested(&applied[3], "R4", [450, 100, 80, 30]),
        out(&applied[4], "R2", Outcome::Absent),
        out(&applied[5], "R3", Outcome::Withdrew),
    ];
    recruitment.import_pppk(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    assert_eq!(ranked.state(), pb::vacancy::State::FinalRanked);
    let best = recruitment.application(&applied[1].name).await.result.unwrap();
    assert_eq!((best.final_rank, best.decision.as_str(), best.final_points.as_str()), (1, "SELECTED", "410.000"));
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let all = recruitment.results(&published, 0, "").await.results;
    assert_eq!(codes(&all)[..4], ["R2/L", "R3/L", "R3", "R4"]);
    let mut others = codes(&all)[4..].to_vec();
    others.sort_unstable();
    assert_eq!(others, ["APS", "TH"]);
    assert_eq!(all[1].pppk.as_ref().unwrap().technical, 440);
    assert_eq!((all[1].final_points.as_str(), all[1].final_points_exact.as_str()), ("662.500", "1325/2"));
    assert_eq!((all[0].final_points_exact.as_str(), all[3].decision.as_str()), ("410", "NOT_SELECTED"));
    assert!(all.iter().all(|result| result.skd_code.is_empty() && result.twk == 0));
    let first = recruitment.results(&published, 4, "").await;
    let rest = recruitment.results(&published, 4, &first.next_page_token).await;
    assert_eq!([codes(&first.results), codes(&rest.results)].concat(), codes(&all));
    assert_eq!(rest.next_page_token, "");
    // Who is of the database and got no seat may work part-time.
    let part_time = recruitment.part_time("pppk-2024").await.unwrap().into_inner().candidates;
    let told: Vec<_> = part_time.iter().map(|one| (one.tier.as_str(), one.total_thousandths, one.rank)).collect();
    assert_eq!(told, [("R3", 600_000, 3)]);
    assert_eq!(part_time[0].participant_number, applied[2].participant_number);
}

/// Vector PK2, and a tie that nobody but the national committee decides.
#[tokio::test]
async fn ties_are_broken_by_law_and_never_by_lot() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 1, 2).await;
    let rows = [tested(&applied[0], "R3", [415, 95, 60, 30]), tested(&applied[1], "R3", [420, 90, 60, 30])];
    recruitment.import_pppk(strict(), &rows).await.unwrap();
    recruitment.rank_pppk(&screened).await.unwrap();
    let code = async |recruitment: &mut Recruitment, one: &pb::Application| {
        recruitment.application(&one.name).await.result.unwrap().pppk.unwrap().code
    };
    assert_eq!(code(&mut recruitment, &applied[1]).await, "R3/L");
    let (screened, applied) = recruitment.pppk_screened(2, 1, 2).await;
    let rows = [tested(&applied[0], "R3", [420, 90, 60, 30]), tested(&applied[1], "R3", [420, 90, 60, 30])];
    recruitment.import_pppk(strict(), &rows).await.unwrap();
    recruitment.rank_pppk(&screened).await.unwrap();
    for one in &applied {
        let result = recruitment.application(&one.name).await.result.unwrap();
        assert_eq!((result.final_rank, result.decision.as_str()), (1, "NEEDS_DECISION"));
    }
}

#[tokio::test]
async fn impossible_rows_are_refused_by_field() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 1, 1).await;
    let sound = tested(&applied[0], "R3", [420, 90, 60, 30]);
    let rows = [
        pb::PppkRow { technical: 455, ..sound.clone() },
        pb::PppkRow { technical: 421, ..sound.clone() },
        pb::PppkRow { certificate_thousandths: 45_001, ..sound.clone() },
        pb::PppkRow { managerial: -1, interview: 41, ..sound.clone() },
        pb::PppkRow { interview: 41, ..sound.clone() },
        pb::PppkRow { tier: "R1".into(), ..sound.clone() },
        pb::PppkRow { tier: String::new(), ..sound.clone() },
        pb::PppkRow { outcome: 0, ..sound.clone() },
        pb::PppkRow { outcome: Outcome::Absent.into(), ..sound.clone() },
        pb::PppkRow { participant_number: "none".into(), ..sound.clone() },
        sound.clone(),
        sound,
    ];
    let report = recruitment.import_pppk(header(), &rows).await.unwrap().into_inner();
    let told: Vec<_> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let expected = [
        (1, "technical"),
        (2, "participant_number"),
        (2, "technical"),
        (3, "participant_number"),
        (3, "certificate_thousandths"),
        (4, "managerial"),
        (5, "participant_number"),
        (5, "interview"),
        (6, "participant_number"),
        (6, "tier"),
        (7, "participant_number"),
        (7, "tier"),
        (8, "outcome"),
        (9, "outcome"),
        (10, "participant_number"),
        (11, "participant_number"),
        (12, "participant_number"),
    ];
    // A participant of an earlier row that could be read comes twice, even where that row was refused.
    assert_eq!(told, expected);
    assert_eq!((report.accepted, report.rejected), (0, 12));
    let refused = recruitment.rank_pppk(&screened).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RESULTS_MISSING".into()));
}

#[tokio::test]
async fn a_score_has_to_come_from_the_items_that_were_answered_where_that_is_told() {
    let mut recruitment = Recruitment::start().await;
    let (_, applied) = recruitment.pppk_screened(1, 1, 1).await;
    let answered = |parts, [managerial, sociocultural, interview]: [i32; 3]| pb::PppkRow {
        managerial_answered: Some(managerial),
        sociocultural_answered: Some(sociocultural),
        interview_answered: Some(interview),
        ..tested(&applied[0], "R3", parts)
    };
    let every = ["managerial_answered", "sociocultural_answered", "interview_answered"];
    let absent = pb::PppkRow { managerial_answered: Some(1), ..out(&applied[0], "R3", Outcome::Absent) };
    let cases: [(pb::PppkRow, &[&str]); 6] = [
        (answered([420, 24, 19, 9], [25, 20, 10]), &every),
        (answered([420, 90, 60, 30], [26, 21, 11]), &every),
        (answered([420, 90, 60, 30], [-1, 20, 10]), &every[..1]),
        (absent, &["outcome"]),
        (answered([420, 25, 20, 10], [25, 20, 10]), &[]),
        (tested(&applied[0], "R3", [420, 24, 19, 9]), &[]),
    ];
    for (row, fields) in cases {
        let report = recruitment.import_pppk(header(), std::slice::from_ref(&row)).await.unwrap().into_inner();
        let told: Vec<_> = report.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(told, fields, "{row:?}");
    }
}

#[tokio::test]
async fn the_ranking_waits_for_results_and_objections_and_happens_once() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.pppk_opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let early = recruitment.rank_pppk(&open).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[crate::eligible(&one)]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    let header = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..strict() };
    let rows = [tested(&one, "R4", [5, 25, 20, 10])];
    let first = recruitment.import_pppk(header.clone(), &rows).await.unwrap().into_inner();
    assert_eq!(recruitment.import_pppk(header, &rows).await.unwrap().into_inner(), first);
    let waiting = recruitment.rank_pppk(&announced).await;
    assert_eq!(refusal(waiting), (Code::FailedPrecondition, "OBJECTIONS_OPEN".into()));
    recruitment.wait_for_objections();
    let (name, etag) = (announced.name.clone(), announced.etag.clone());
    let request = pb::RankPppkRequest { name, etag, request_id: Uuid::now_v7().to_string() };
    let once = recruitment.pppk().rank_pppk(recruitment.harness.request(COMMITTEE, request.clone())).await.unwrap();
    let again = recruitment.pppk().rank_pppk(recruitment.harness.request(COMMITTEE, request)).await.unwrap();
    assert_eq!(once.into_inner(), again.into_inner());
    let stale = recruitment.rank_pppk(&announced).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let late = recruitment.import_pppk(crate::header(), &rows).await.unwrap().into_inner();
    assert_eq!((late.accepted, late.rejected), (0, 1));
}

#[tokio::test]
async fn the_programmes_do_not_mix() {
    let mut recruitment = Recruitment::start().await;
    let cpns = recruitment.opened(1, 1).await;
    let civil = recruitment.apply(&cpns, 1).await;
    let cpns = recruitment.screened(&cpns).await;
    let (pppk, applied) = recruitment.pppk_screened(2, 1, 1).await;
    let other = (Code::FailedPrecondition, "OTHER_PROGRAMME".to_owned());
    assert_eq!(refusal(recruitment.rank_pppk(&cpns).await), other);
    let list = pb::ListSkdResultsRequest { parent: pppk.name.clone(), ..Default::default() };
    assert_eq!(refusal(recruitment.applications.list_skd_results(list).await), other);
    recruitment.import_pppk(strict(), &[tested(&applied[0], "R4", [5, 25, 20, 10])]).await.unwrap();
    let row = [tested(&civil, "R4", [5, 25, 20, 10])];
    let report = recruitment.import_pppk(header(), &row).await.unwrap().into_inner();
    assert_eq!(report.errors[0].reason, "does not belong to a PPPK selection");
    let request = pb::RankSkdRequest { name: pppk.name.clone(), etag: pppk.etag.clone(), request_id: String::new() };
    let refused = recruitment.vacancies.rank_skd(recruitment.harness.request(COMMITTEE, request)).await;
    assert_eq!(refusal(refused).0, Code::FailedPrecondition);
    let scheme = pb::GetPppkSchemeRequest { name: cpns.name };
    assert_eq!(refusal(recruitment.pppk().get_pppk_scheme(scheme).await), other);
    let unknown = recruitment.part_time("cpns-2024").await.unwrap_err();
    assert_eq!(bad_fields(&unknown), ["ruleset"]);
}

#[tokio::test]
async fn everybody_can_read_how_a_vacancy_is_ranked_from_the_day_it_opens() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.pppk_opened(1, 1).await;
    let request = pb::GetPppkSchemeRequest { name: open.name };
    let scheme = recruitment.pppk().get_pppk_scheme(request).await.unwrap().into_inner();
    assert_eq!((scheme.group.as_str(), scheme.technical_max, scheme.total_max), ("KESEHATAN", 450, 670));
    assert_eq!(scheme.certificate_max_thousandths, 45_000);
    let steps: Vec<_> = scheme.steps.iter().map(|step| step.tiers.join(" ")).collect();
    assert_eq!(steps, ["R2", "R3", "R3b", "R4"]);
    assert_eq!(scheme.tie_breaks, ["TECHNICAL", "MANAGERIAL_SOCIOCULTURAL", "INTERVIEW", "AGE"]);
    assert_eq!((scheme.interview_mark, scheme.technical_mark), (None, None));
    let draft = recruitment.drafted(2, &need(TENANT, 2, 1)).await;
    let request = pb::GetPppkSchemeRequest { name: draft.name };
    let refused = recruitment.pppk().get_pppk_scheme(request).await;
    assert_eq!(refusal(refused), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
}

#[tokio::test]
async fn applicants_are_twenty_to_a_year_before_retirement() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.pppk_opened(1, 1).await;
    for (year, age) in [(2005, 19), (1966, 58)] {
        let born = contracts::google::r#type::Date { year, month: 5, day: 12 };
        let nik = format!("9900001205{:02}0001", year % 100);
        let request = pb::SubmitApplicationRequest { birth_date: Some(born), nik, ..application(&open, 1) };
        let request = recruitment.harness.request(GATEWAY, request);
        let refused = recruitment.applications.submit_application(request).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "AGE_OUT_OF_RANGE".into()), "{age}");
    }
    recruitment.apply(&open, 1).await;
    let request = pb::PublishResultRequest { name: open.name, etag: open.etag, request_id: String::new() };
    let refused = recruitment.vacancies.publish_result(recruitment.harness.request(AUTHORITY, request)).await;
    assert_eq!(refusal(refused).1, "VACANCY_STATE");
}
