//! When people retire, who is told of it and when.

use crate::{
    Career, HR, assign_nip,
    record::{date, nobody},
};
use contracts::{
    career::{
        events::v1::RetirementApproaching,
        v1::{self as pb, retirement_service_client::RetirementServiceClient},
    },
    google::r#type::Date,
};
use pb::retirement::Unknown;
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, eventually, reason};
use tonic::{Code, Request, transport::Channel};
use uuid::Uuid;

const MACHINE: &[&str] = &["integration"];

fn parent() -> String {
    format!("instansi/{TENANT}")
}

fn get(servant: &str) -> pb::GetRetirementRequest {
    pb::GetRetirementRequest { servant: servant.into() }
}

fn period(from: Option<Date>, to: Option<Date>) -> pb::ListRetirementsRequest {
    pb::ListRetirementsRequest { parent: parent(), from_date: from, to_date: to, ..Default::default() }
}

fn part(most: i32, page_token: &str) -> pb::RecomputeRetirementsRequest {
    pb::RecomputeRetirementsRequest { parent: parent(), most, page_token: page_token.into(), ..Default::default() }
}

fn sweep(most: i32, page_token: &str) -> pb::SweepRetirementNoticesRequest {
    pb::SweepRetirementNoticesRequest { parent: parent(), most, page_token: page_token.into(), ..Default::default() }
}

impl Career {
    pub(crate) fn retirement_client(&self) -> RetirementServiceClient<Channel> {
        RetirementServiceClient::new(self.harness.channel.clone())
    }

    /// A servant with a national number of this birth date (`19680415`), on a post of operational staff.
    pub(crate) async fn born(&mut self, number: i64, birth_date: &str) -> pb::Servant {
        let servant = self.appointed(number).await;
        let nip = format!("{birth_date}2025051{number:03}");
        self.client.assign_nip(self.harness.request(HR, assign_nip(&servant, &nip, ""))).await.unwrap();
        self.put_on(&servant.name, ("Pengadministrasi", "pelaksana", "")).await;
        self.record_shown(&servant.name).await
    }

    /// Changes the post beside the service.
    async fn put_on(&self, servant: &str, (title, kind, level): (&str, &str, &str)) {
        let id: Uuid = servant.rsplit('/').next().unwrap().parse().unwrap();
        let told = "UPDATE career.placements SET title = $2, job_type = $3, job_level = $4 WHERE servant_id = $1";
        let told = sqlx::query(told).bind(id).bind(title).bind(kind).bind(level);
        told.execute(&self.harness.pool).await.unwrap();
    }

    async fn retirement(&self, servant: &str) -> pb::Retirement {
        let request = self.harness.request(HR, get(servant));
        self.retirement_client().get_retirement(request).await.unwrap().into_inner()
    }

    pub(crate) async fn recomputed(
        &self,
        request: pb::RecomputeRetirementsRequest,
    ) -> pb::RecomputeRetirementsResponse {
        let request = self.harness.request(MACHINE, request);
        self.retirement_client().recompute_retirements(request).await.unwrap().into_inner()
    }

    async fn retiring(&self, request: pb::ListRetirementsRequest) -> pb::ListRetirementsResponse {
        let request = self.harness.request(HR, request);
        self.retirement_client().list_retirements(request).await.unwrap().into_inner()
    }

    async fn swept(&self, request: pb::SweepRetirementNoticesRequest) -> pb::SweepRetirementNoticesResponse {
        let request = self.harness.request(MACHINE, request);
        self.retirement_client().sweep_retirement_notices(request).await.unwrap().into_inner()
    }

    async fn notices(&self, servant: &str) -> Vec<pb::RetirementNotice> {
        let request =
            pb::ListRetirementNoticesRequest { parent: parent(), servant: servant.into(), ..Default::default() };
        let request = self.harness.request(HR, request);
        self.retirement_client().list_retirement_notices(request).await.unwrap().into_inner().notices
    }

    /// Waits until `count` retirements were told, and returns all of them, oldest first.
    async fn approaching(&self, count: usize) -> Vec<RetirementApproaching> {
        eventually(async || {
            let events = self.harness.published(0).await;
            let read = events.iter().filter_map(|event| event.as_message::<RetirementApproaching>());
            let told: Vec<RetirementApproaching> = read.map(Result::unwrap).collect();
            (told.len() >= count).then_some(told)
        })
        .await
    }

    fn stand_at(&self, day: &str) {
        self.harness.clock.set(format!("{day}T08:00:00Z").parse().unwrap());
    }
}

#[tokio::test]
async fn a_retirement_tells_its_age_its_rule_and_its_day() {
    let mut career = Career::start().await;
    let servant = career.born(1, "19860926").await.name;
    let clerk = career.retirement(&servant).await;
    assert_eq!((clerk.age, clerk.rule.as_str(), clerk.retirement_date), (58, "kind pelaksana", date(2044, 10, 1)));
    assert_eq!((clerk.service_years, clerk.service_months, clerk.unknown()), (19, 5, Unknown::Unspecified));
    assert_eq!((clerk.ruleset.as_str(), clerk.title.as_str()), ("departure-uu-20-2023", "Pengadministrasi"));
    assert!(!clerk.source.is_empty() && clerk.last_notice.is_none());
    for (post, age, rule, day) in [
        (("Auditor Ahli Madya", "fungsional", "ahli_madya"), 60, "level ahli_madya", date(2046, 10, 1)),
        (("Guru Ahli Pertama", "fungsional", "ahli_pertama"), 60, "post guru", date(2046, 10, 1)),
        (("Peneliti Ahli Utama", "fungsional", "ahli_utama"), 70, "post peneliti", date(2056, 10, 1)),
        (("Kepala Dinas", "jpt_pratama", ""), 60, "kind jpt_pratama", date(2046, 10, 1)),
    ] {
        career.put_on(&servant, post).await;
        let found = career.retirement(&servant).await;
        assert_eq!((found.age, found.rule.as_str(), found.retirement_date), (age, rule, day), "{post:?}");
    }
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%/GetRetirement'";
    assert_eq!(career.harness.number(audited).await, 5);
}

#[tokio::test]
async fn what_keeps_a_retirement_from_being_known_is_told() {
    let mut career = Career::start().await;
    let unnamed = career.appointed(1).await.name;
    assert_eq!(career.retirement(&unnamed).await.unknown(), Unknown::Age);
    career.put_on(&unnamed, ("Pengadministrasi", "pelaksana", "")).await;
    let found = career.retirement(&unnamed).await;
    assert_eq!((found.unknown(), found.age, found.retirement_date), (Unknown::BirthDate, 58, None));
    let gone = career.born(2, "19860926").await;
    career.client.end_placement(career.harness.request(HR, crate::placements::end(&gone, 1))).await.unwrap();
    assert_eq!(career.retirement(&gone.name).await.unknown(), Unknown::Post);
    let request = career.harness.request(HR, get(&nobody()));
    let missing = career.retirement_client().get_retirement(request).await.unwrap_err();
    assert_eq!((missing.code(), reason(&missing).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
    let bad = career.harness.request(HR, get("x"));
    let bad = career.retirement_client().get_retirement(bad).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["servant"]);
}

#[tokio::test]
async fn a_pass_keeps_the_day_of_everybody_and_the_period_is_paged() {
    let mut career = Career::start().await;
    let late = career.born(1, "19860926").await.name;
    let first = career.born(2, "19680415").await.name;
    let second = career.born(3, "19680510").await.name;
    let unknown = career.appointed(4).await.name;
    let begun = career.recomputed(part(3, "")).await;
    assert_eq!((begun.computed, begun.ruleset.as_str()), (3, "departure-uu-20-2023"));
    let rest = career.recomputed(part(0, &begun.next_page_token)).await;
    assert_eq!((rest.computed, begun.known + rest.known, rest.next_page_token.as_str()), (1, 3, ""));
    let readings = career.readings_of(&first).await;
    assert!(readings.contains(&"RecomputeRetirements".to_owned()), "everybody's birth date was opened");
    let mut request = pb::ListRetirementsRequest { page_size: 1, ..period(date(2026, 1, 1), date(2030, 12, 31)) };
    let page = career.retiring(request.clone()).await;
    request.page_token = page.next_page_token.clone();
    let last = career.retiring(request.clone()).await;
    let found: Vec<_> = page.retirees.iter().chain(&last.retirees).map(|one| one.servant.as_str()).collect();
    assert_eq!((found, last.next_page_token.as_str()), (vec![first.as_str(), second.as_str()], ""));
    let retiree = &page.retirees[0];
    assert_eq!((retiree.retirement_date, retiree.seat), (date(2026, 5, 1), 2));
    let all = career.retiring(period(date(2025, 1, 1), date(2100, 1, 1))).await.retirees;
    assert_eq!((all.len(), all[2].servant.as_str()), (3, late.as_str()));
    assert!(all.iter().all(|one| one.servant != unknown));
    let unit = format!("{}/units/{}", parent(), Uuid::from_u128(9));
    let told = "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path)
                SELECT position, '6571', 1, 'x', 'instansi/6571/units/' || $1, 'x' FROM career.placements LIMIT 1";
    sqlx::query(told).bind(Uuid::from_u128(9).to_string()).execute(&career.harness.pool).await.unwrap();
    let of_unit = pb::ListRetirementsRequest { unit, ..period(date(2026, 1, 1), date(2030, 1, 1)) };
    assert_eq!(career.retiring(of_unit.clone()).await.retirees.len(), 2);
    let other = format!("{}/units/{}", parent(), Uuid::from_u128(10));
    assert!(career.retiring(pb::ListRetirementsRequest { unit: other, ..of_unit }).await.retirees.is_empty());
    let plain = "SELECT count(*) FROM career.retirements WHERE retirements::text LIKE '%,1968-%'";
    assert_eq!(career.harness.number(plain).await, 0, "a birth date is kept nowhere");
}

#[tokio::test]
async fn only_whose_record_changed_is_computed_again() {
    let mut career = Career::start().await;
    let servant = career.born(1, "19680415").await;
    career.born(2, "19680510").await;
    career.recomputed(part(0, "")).await;
    let changed = pb::RecomputeRetirementsRequest { only_changed: true, ..part(0, "") };
    assert_eq!(career.recomputed(changed.clone()).await.computed, 0);
    career.client.end_placement(career.harness.request(HR, crate::placements::end(&servant, 1))).await.unwrap();
    let pass = career.recomputed(changed.clone()).await;
    assert_eq!((pass.computed, pass.known), (1, 0));
    // Without a day it is looked at each time: needs may have told of the post since.
    assert_eq!(career.recomputed(changed).await.computed, 1);
    assert_eq!(career.retiring(period(date(2025, 1, 1), date(2030, 1, 1))).await.retirees.len(), 1);
}

#[tokio::test]
async fn each_notice_is_given_once_and_at_its_time() {
    let mut career = Career::start().await;
    // Retires on 1 May 2026: found when 12 months are left.
    let servant = career.born(1, "19680415").await.name;
    career.born(2, "19860926").await;
    let first = career.swept(sweep(0, "")).await;
    assert_eq!((first.told, first.next_page_token.as_str()), (1, ""));
    assert_eq!(career.swept(sweep(0, "")).await.told, 0);
    let told = career.approaching(1).await;
    assert_eq!((told[0].servant.as_str(), told[0].seat, told[0].months), (servant.as_str(), 1, 12));
    assert_eq!(told[0].retirement_date, date(2026, 5, 1));
    assert!(told[0].position.ends_with(&Uuid::from_u128(7).to_string()));
    career.stand_at("2025-10-31");
    assert_eq!(career.swept(sweep(0, "")).await.told, 0);
    career.stand_at("2025-11-01");
    assert_eq!(career.swept(sweep(0, "")).await.told, 1);
    career.stand_at("2026-06-01");
    assert_eq!(career.swept(sweep(0, "")).await.told, 0, "it is over");
    let months: Vec<i32> = career.notices(&servant).await.iter().map(|notice| notice.months).collect();
    assert_eq!(months, [12, 6]);
    assert_eq!(career.retirement(&servant).await.last_notice.unwrap().months, 6);
    assert_eq!(career.approaching(2).await.len(), 2);
}

#[tokio::test]
async fn a_day_or_seat_that_moved_is_told_again() {
    let mut career = Career::start().await;
    let servant = career.born(1, "19680415").await;
    career.swept(sweep(0, "")).await;
    // A post with another age: the record is of another version then.
    career.put_on(&servant.name, ("Auditor Ahli Utama", "fungsional", "ahli_utama")).await;
    let touched = "UPDATE career.servants SET version = version + 1";
    sqlx::query(touched).execute(&career.harness.pool).await.unwrap();
    assert_eq!(career.swept(sweep(0, "")).await.told, 1);
    assert_eq!(career.swept(sweep(0, "")).await.told, 0);
    let told = career.approaching(2).await;
    assert_eq!((told[1].months, told[1].retirement_date), (0, date(2033, 5, 1)));
    let now = career.record_shown(&servant.name).await;
    career.client.end_placement(career.harness.request(HR, crate::placements::end(&now, 2))).await.unwrap();
    // Without a post no age is known, so nothing can be told; the free seat was.
    career.stand_at("2025-05-03");
    assert_eq!(career.swept(sweep(0, "")).await.told, 0);
    assert_eq!(career.notices("").await.len(), 2);
}

#[tokio::test]
async fn a_sweep_goes_on_where_it_stopped_and_happens_once() {
    let mut career = Career::start().await;
    for number in 1..=3 {
        career.born(number, "19680415").await;
    }
    let once = pb::SweepRetirementNoticesRequest { request_id: Uuid::now_v7().to_string(), ..sweep(2, "") };
    let first = career.swept(once.clone()).await;
    assert_eq!((first.looked, first.told), (2, 2));
    assert_eq!(career.swept(once).await, first);
    let rest = career.swept(sweep(2, &first.next_page_token)).await;
    assert_eq!((rest.looked, rest.told, rest.next_page_token.as_str()), (1, 1, ""));
    let mut request = pb::ListRetirementNoticesRequest { parent: parent(), page_size: 2, ..Default::default() };
    let mut client = career.retirement_client();
    let page = client.list_retirement_notices(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    request.page_token = page.next_page_token;
    let last = client.list_retirement_notices(career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!((page.notices.len(), last.notices.len(), last.next_page_token.as_str()), (2, 1, ""));
    let (mut one, mut two) = (career.retirement_client(), career.retirement_client());
    career.stand_at("2025-11-01");
    let (one, two) = tokio::join!(
        one.sweep_retirement_notices(career.harness.request(MACHINE, sweep(0, ""))),
        two.sweep_retirement_notices(career.harness.request(MACHINE, sweep(0, ""))),
    );
    assert_eq!(one.unwrap().into_inner().told + two.unwrap().into_inner().told, 3, "two at once tell each notice once");
}

#[tokio::test]
async fn the_table_of_ages_is_shown_and_paged() {
    let career = Career::start().await;
    let mut client = career.retirement_client();
    let mut request = pb::ListRetirementAgesRequest { parent: parent(), page_size: 20, ..Default::default() };
    let page = client.list_retirement_ages(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    request.page_token = page.next_page_token.clone();
    let rest = client.list_retirement_ages(career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!((page.ages.len(), rest.next_page_token.as_str(), page.ruleset), (20, "", rest.ruleset));
    let all: Vec<_> = page.ages.into_iter().chain(rest.ages).collect();
    let age = |kind: &str, level: &str, title: &str| {
        let found = all
            .iter()
            .find(|one| (one.job_type.as_str(), one.job_level.as_str(), one.title.as_str()) == (kind, level, title));
        found.unwrap().age
    };
    assert_eq!((age("fungsional", "", "guru"), age("fungsional", "ahli_utama", "peneliti")), (60, 70));
    assert_eq!((age("fungsional", "ahli_utama", ""), age("pelaksana", "", "")), (65, 58));
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let career = Career::start().await;
    let mut client = career.retirement_client();
    let bad = pb::ListRetirementsRequest {
        parent: "x".into(),
        page_size: -1,
        from_date: date(2026, 2, 30),
        unit: "y".into(),
        ..Default::default()
    };
    let refused = client.list_retirements(career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["from_date", "to_date", "parent", "page_size", "unit"]);
    let backwards = period(date(2026, 1, 2), date(2026, 1, 1));
    let refused = client.list_retirements(career.harness.request(HR, backwards)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["to_date"]);
    let bad = pb::RecomputeRetirementsRequest { most: -1, request_id: "x".into(), ..part(0, "y") };
    let refused = client.recompute_retirements(career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "most", "request_id"]);
    let bad = pb::SweepRetirementNoticesRequest { parent: "x".into(), most: -1, ..sweep(0, "") };
    let refused = client.sweep_retirement_notices(career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "most"]);
}

#[tokio::test]
async fn retirements_are_for_those_who_may() {
    let mut career = Career::start().await;
    let servant = career.born(1, "19680415").await.name;
    let mut client = career.retirement_client();
    let anonymous = client.get_retirement(Request::new(get(&servant))).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let rater = client.get_retirement(career.harness.request(&["rater"], get(&servant))).await.unwrap_err();
    assert_eq!(rater.code(), Code::PermissionDenied);
    let foreign = career.harness.request_as("other", HR, &[OTHER_TENANT], get(&servant));
    assert_eq!(client.get_retirement(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    let listed = career.harness.request(MACHINE, period(date(2026, 1, 1), date(2030, 1, 1)));
    assert_eq!(client.list_retirements(listed).await.unwrap_err().code(), Code::PermissionDenied);
    let auditor = career.harness.request(&["auditor"], sweep(0, ""));
    assert_eq!(client.sweep_retirement_notices(auditor).await.unwrap_err().code(), Code::PermissionDenied);
}
