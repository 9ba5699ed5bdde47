//! Probation: the clock of one year, the appointment and leaving without one.

use crate::{
    HR,
    first_year::{Answer, FirstYear, PPK, absent, date, instansi},
    record::told,
    training_world::refusal,
};
use contracts::{
    career::events::v1::{PositionVacated, ProbationEnded},
    career::v1::{self as pb, servant::State},
};
use pb::probation_condition::Kind;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

impl FirstYear {
    async fn dismiss(&mut self, message: pb::DismissOnProbationRequest) -> Answer<pb::Servant> {
        self.probations.dismiss_on_probation(self.career.harness.request(PPK, message)).await
    }

    async fn warnings(&mut self, message: pb::ListProbationWarningsRequest) -> pb::ListProbationWarningsResponse {
        let request = self.career.harness.request(HR, message);
        self.probations.list_probation_warnings(request).await.unwrap().into_inner()
    }

    /// Passed Latsar, found healthy and rated well; it is 1 May 2026, the first day of the second year.
    async fn ready(&mut self) -> pb::Servant {
        let servant = self.civil_servant().await;
        self.passes_latsar(&servant).await;
        self.rated(&servant, 2025, "baik").await;
        let stated = self.state_health(FirstYear::statement(&servant, true)).await.unwrap().into_inner();
        self.on("2026-05-01");
        stated
    }
}

fn dismissal(servant: &pb::Servant) -> pb::DismissOnProbationRequest {
    pb::DismissOnProbationRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        exit_kind: "7".into(),
        last_day: date(2025, 5, 2),
        decree_number: "888/1".into(),
        decree_date: date(2025, 5, 2),
        reason: "tidak lulus Latsar".into(),
        request_id: String::new(),
    }
}

fn listed(day: Option<contracts::google::r#type::Date>) -> pb::ListProbationWarningsRequest {
    pb::ListProbationWarningsRequest { parent: instansi(), day, ..Default::default() }
}

fn unmet(probation: &pb::Probation) -> Vec<Kind> {
    probation.conditions.iter().filter(|one| !one.met).map(pb::ProbationCondition::kind).collect()
}

/// rules.md §4.1: probation end = TMT CPNS + 1 year, and appointment may not be before.
#[tokio::test]
async fn a_servant_is_appointed_when_the_year_is_over_and_not_before() {
    let mut year = FirstYear::start().await;
    let servant = year.ready().await;
    let probation = year.probation(&servant, date(2026, 4, 30)).await;
    assert_eq!((probation.warn_date, probation.end_date), (date(2026, 2, 1), date(2026, 5, 1)));
    assert_eq!((unmet(&probation), probation.on_probation), (vec![Kind::Year], true));
    assert_eq!(probation.ruleset, "onboarding-pp-11-2017");
    let early = year.appoint(FirstYear::decree(&servant, date(2026, 4, 30))).await.unwrap_err();
    assert_eq!(told(&early, "conditions"), "YEAR");
    assert_eq!(refusal::<()>(Err(early)), (Code::FailedPrecondition, "PROBATION_UNMET".into()));
    let ahead = year.appoint(FirstYear::decree(&servant, date(2026, 5, 2))).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["appointment_date", "decree_date"]);
    let message = pb::AppointPermanentRequest {
        request_id: Uuid::now_v7().to_string(),
        ..FirstYear::decree(&servant, date(2026, 5, 1))
    };
    let appointed = year.appoint(message.clone()).await.unwrap().into_inner();
    assert_eq!(appointed.state(), State::InService);
    assert_eq!(year.appoint(message).await.unwrap().into_inner(), appointed, "a replay answers the same");
    let events = year.career.harness.published(3).await;
    let ended: ProbationEnded = events[2].as_message().unwrap().unwrap();
    assert_eq!((ended.servant, ended.appointed, ended.date), (servant.name.clone(), true, date(2026, 5, 1)));
    let probation = year.probation(&servant, None).await;
    let decision = probation.decision.unwrap();
    assert_eq!((decision.appointed, decision.date), (true, date(2026, 5, 1)));
    assert_eq!((decision.decree_number.as_str(), decision.decided_by.as_str()), ("821/1/PNS", "tester"));
    let again = year.appoint(FirstYear::decree(&appointed, date(2026, 5, 1))).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "NOT_ON_PROBATION".into()));
    let statement = year.state_health(FirstYear::statement(&appointed, true)).await;
    assert_eq!(refusal(statement).1, "NOT_ON_PROBATION");
}

#[tokio::test]
async fn the_statement_of_health_that_counts_is_the_latest_by_the_day() {
    let mut year = FirstYear::start().await;
    let servant = year.ready().await;
    year.on("2026-06-02");
    let ill = pb::RecordHealthStatementRequest {
        statement_date: date(2026, 6, 1),
        number: "440/78/RSUD".into(),
        ..FirstYear::statement(&servant, false)
    };
    year.state_health(ill).await.unwrap();
    assert_eq!(unmet(&year.probation(&servant, date(2026, 5, 1)).await), [], "found healthy by then");
    assert_eq!(unmet(&year.probation(&servant, date(2026, 6, 1)).await), [Kind::Health]);
}

/// rules.md §4.1: pass Latsar, healthy, performance at least "baik".
#[tokio::test]
async fn everything_that_is_not_met_is_told_at_once_with_its_reason() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let refused = year.appoint(FirstYear::decree(&servant, date(2025, 5, 2))).await.unwrap_err();
    assert_eq!(told(&refused, "conditions"), "YEAR,PRE_SERVICE,HEALTH,RATING");
    let told_all = "not met: YEAR,PRE_SERVICE,HEALTH,RATING; GetProbation tells why";
    assert_eq!(refused.message(), told_all, "what was opened is told by an audited reading only");
    year.on("2025-11-02");
    year.rated(&servant, 2025, "butuh_perbaikan").await;
    let servant = year.state_health(FirstYear::statement(&servant, false)).await.unwrap().into_inner();
    year.register(FirstYear::registration(&servant)).await.unwrap();
    let probation = year.probation(&servant, date(2026, 5, 1)).await;
    assert_eq!(unmet(&probation), [Kind::PreService, Kind::Health, Kind::Rating]);
    let told: Vec<&str> = probation.conditions.iter().map(|one| one.explanation.as_str()).collect();
    let expected = [
        "12 months from 2025-05-01 are over on 2026-05-01, no appointment before",
        "the pre-service training has no result",
        "the latest statement of health does not find the servant healthy",
        "the rating of 2025, butuh perbaikan, is below baik",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn whoever_is_not_appointed_leaves_by_decision_of_a_person() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let left = year.dismiss(dismissal(&servant)).await.unwrap().into_inner();
    assert_eq!((left.state(), left.last_day, left.placement.clone()), (State::Left, date(2025, 5, 2), None));
    let events = year.career.harness.published(5).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    assert_eq!((vacated.servant.as_str(), vacated.end_date), (servant.name.as_str(), date(2025, 5, 2)));
    let ended: ProbationEnded = events[4].as_message().unwrap().unwrap();
    assert_eq!((ended.servant.as_str(), ended.appointed), (servant.name.as_str(), false));
    let exits = "SELECT count(*) FROM career.exits WHERE state = 'applied' AND kind = '7'";
    let plain = "SELECT count(*) FROM career.exits AS one WHERE one::text LIKE '%tidak lulus%'";
    assert_eq!((year.number(exits).await, year.number(plain).await), (1, 0));
    let decision = year.probation(&servant, None).await.decision.unwrap();
    assert_eq!((decision.appointed, decision.date), (false, date(2025, 5, 2)));
    let again = year.dismiss(dismissal(&left)).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "NOT_ON_PROBATION".into()));
    let other = year.civil_servant().await;
    for kind in ["999", "1", "2", "mutasi", "kontrak"] {
        let wrong = pb::DismissOnProbationRequest { exit_kind: kind.into(), ..dismissal(&other) };
        assert_eq!(bad_fields(&year.dismiss(wrong).await.unwrap_err()), ["exit_kind"], "{kind}");
    }
    let ahead = pb::DismissOnProbationRequest { last_day: date(2025, 5, 3), ..dismissal(&other) };
    assert_eq!(bad_fields(&year.dismiss(ahead).await.unwrap_err()), ["last_day"]);
}

/// rules.md §4.1: warn at +9 months if Latsar is not registered.
#[tokio::test]
async fn a_missing_registration_is_warned_of_after_nine_months_and_recorded_once() {
    let mut year = FirstYear::start().await;
    let (first, second, registered) =
        (year.civil_servant().await, year.civil_servant().await, year.civil_servant().await);
    year.employee().await;
    year.register(FirstYear::registration(&registered)).await.unwrap();
    assert!(year.warnings(listed(date(2026, 1, 31))).await.warnings.is_empty());
    let warned = year.warnings(listed(date(2026, 2, 1))).await;
    let names: Vec<&str> = warned.warnings.iter().map(|one| one.servant.as_str()).collect();
    assert_eq!(names, [first.name.as_str(), second.name.as_str()]);
    let one = &warned.warnings[0];
    assert_eq!((one.warn_date, one.end_date, one.record_time), (date(2026, 2, 1), date(2026, 5, 1), None));
    assert_eq!(warned.ruleset, "onboarding-pp-11-2017");
    let mut page = pb::ListProbationWarningsRequest { page_size: 1, ..listed(date(2026, 2, 1)) };
    page.page_token = year.warnings(page.clone()).await.next_page_token;
    let last = year.warnings(page).await;
    assert_eq!((last.warnings[0].servant.as_str(), last.next_page_token.as_str()), (second.name.as_str(), ""));
    assert_eq!(year.sweep().await.pre_services, 0, "nobody is to be warned of in May");
    year.on("2026-02-01");
    let swept = year.sweep().await;
    assert_eq!((swept.pre_services, swept.agreements, swept.more), (2, 0, false));
    assert_eq!(year.sweep().await.pre_services, 0, "each once");
    assert!(year.warnings(listed(None)).await.warnings.iter().all(|one| one.record_time.is_some()));
    year.register(FirstYear::registration(&first)).await.unwrap();
    let left: Vec<String> = year.warnings(listed(None)).await.warnings.into_iter().map(|one| one.servant).collect();
    assert_eq!(left, [second.name]);
}

#[tokio::test]
async fn what_a_statement_of_health_says_is_sealed_and_the_latest_counts() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let ahead = year.state_health(FirstYear::statement(&servant, true)).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["statement_date"], "it is still May");
    year.on("2025-11-02");
    let stated = year.state_health(FirstYear::statement(&servant, false)).await.unwrap().into_inner();
    let stale = year.state_health(FirstYear::statement(&servant, true)).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert!(unmet(&year.probation(&servant, date(2026, 5, 1)).await).contains(&Kind::Health));
    let later =
        pb::RecordHealthStatementRequest { statement_date: date(2025, 11, 2), ..FirstYear::statement(&stated, true) };
    year.state_health(later).await.unwrap();
    assert!(!unmet(&year.probation(&servant, date(2026, 5, 1)).await).contains(&Kind::Health));
    let plain = "SELECT count(*) FROM career.health_statements AS one WHERE one::text LIKE '%RSUD%'";
    assert_eq!(year.number(plain).await, 0);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetProbation'
                   AND permission = 'career.probations.read'";
    assert_eq!(year.number(audited).await, 2);
}

#[tokio::test]
async fn nobody_decides_about_themselves_or_about_employees() {
    let mut year = FirstYear::start().await;
    let (servant, employee) = (year.civil_servant().await, year.employee().await);
    year.link(&servant, "tester").await;
    let own = year.appoint(FirstYear::decree(&servant, date(2025, 5, 2))).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_PROBATION".into()));
    assert_eq!(refusal(year.dismiss(dismissal(&servant)).await).1, "OWN_PROBATION");
    assert_eq!(refusal(year.appoint(FirstYear::decree(&employee, date(2025, 5, 2))).await).1, "NOT_ON_PROBATION");
    assert_eq!(refusal(year.dismiss(dismissal(&employee)).await).1, "NOT_ON_PROBATION");
    let request = pb::GetProbationRequest { name: employee.name, day: None };
    let none = year.probations.get_probation(year.career.harness.request(HR, request)).await;
    assert_eq!(refusal(none), (Code::FailedPrecondition, "NOT_ON_PROBATION".into()));
}

#[tokio::test]
async fn all_violations_of_probation_are_told_at_once() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let wrong = pb::AppointPermanentRequest { request_id: "x".into(), ..Default::default() };
    let expected = ["name", "etag", "request_id", "appointment_date", "decree_number", "decree_date"];
    assert_eq!(bad_fields(&year.appoint(wrong).await.unwrap_err()), expected);
    let expected = ["name", "etag", "exit_kind", "last_day", "decree_number", "decree_date", "reason"];
    assert_eq!(bad_fields(&year.dismiss(pb::DismissOnProbationRequest::default()).await.unwrap_err()), expected);
    let expected = ["name", "etag", "statement_date", "number", "facility"];
    let wrong = year.state_health(pb::RecordHealthStatementRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), expected);
    let wrong = pb::ListProbationWarningsRequest { page_size: -1, day: date(0, 0, 0), ..Default::default() };
    let wrong = year.probations.list_probation_warnings(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "page_size", "day"]);
    let wrong = pb::SweepOnboardingWarningsRequest { request_id: "x".into(), ..Default::default() };
    let wrong = year.probations.sweep_onboarding_warnings(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "request_id"]);
    let wrong = pb::GetProbationRequest { name: "x".into(), day: date(2025, 2, 30) };
    let wrong = year.probations.get_probation(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "day"]);
    let nobody = pb::Servant { name: absent("servants"), ..servant };
    let missing = year.appoint(FirstYear::decree(&nobody, date(2025, 5, 2))).await;
    assert_eq!(refusal(missing), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    assert_eq!(refusal(year.dismiss(dismissal(&nobody)).await).1, "SERVANT_NOT_FOUND");
    assert_eq!(refusal(year.state_health(FirstYear::statement(&nobody, true)).await).1, "SERVANT_NOT_FOUND");
}
