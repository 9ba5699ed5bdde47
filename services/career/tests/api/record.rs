//! The histories of the record: added, refused in each other's way, corrected, and read as they were.

use crate::{Career, HR};
use contracts::{
    career::v1::{
        self as pb, record_rules_service_client::RecordRulesServiceClient, record_service_client::RecordServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::{TENANT, bad_fields, reason};
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt;
use uuid::Uuid;

pub fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// A name in the record that nobody has.
pub fn nobody() -> String {
    format!("instansi/{TENANT}/servants/{}", Uuid::now_v7())
}

impl Career {
    pub fn record_rules_client(&self) -> RecordRulesServiceClient<Channel> {
        RecordRulesServiceClient::new(self.harness.channel.clone())
    }

    pub fn record_client(&self) -> RecordServiceClient<Channel> {
        RecordServiceClient::new(self.harness.channel.clone())
    }

    /// The servant as it is now.
    pub async fn record_shown(&mut self, name: &str) -> pb::Servant {
        let request = self.harness.request(HR, pb::GetServantRequest { name: name.into() });
        self.client.get_servant(request).await.unwrap().into_inner()
    }

    /// Records a rank with the etag of now.
    pub async fn add_rank(&mut self, servant: &str, request: pb::RecordRankRequest) -> Result<pb::HeldRank, Status> {
        let etag = self.record_shown(servant).await.etag;
        let request = pb::RecordRankRequest { name: servant.into(), etag, ..request };
        Ok(self.record_client().record_rank(self.harness.request(HR, request)).await?.into_inner())
    }

    async fn ranks_of(&self, servant: &str, include_superseded: bool) -> Vec<pb::HeldRank> {
        let request = pb::ListRanksRequest { parent: servant.into(), include_superseded, ..Default::default() };
        self.record_client().list_ranks(self.harness.request(HR, request)).await.unwrap().into_inner().ranks
    }

    async fn add_education(&mut self, servant: &str, level: pb::education::Level) -> pb::Education {
        let etag = self.record_shown(servant).await.etag;
        let request = pb::RecordEducationRequest { name: servant.into(), etag, ..education(level) };
        self.record_client().record_education(self.harness.request(HR, request)).await.unwrap().into_inner()
    }

    async fn record_as_of(&self, servant: &str, day: Option<Date>, known: Option<&str>) -> pb::ServantRecord {
        let known_time = known.map(|known| {
            let known: jiff::Timestamp = known.parse().unwrap();
            platform::dates::render_time(known)
        });
        let request = pb::GetRecordOnRequest { name: servant.into(), day, known_time };
        self.record_client().get_record_on(self.harness.request(HR, request)).await.unwrap().into_inner()
    }
}

/// A rank from a month of 2025 on; without name and etag.
pub fn held(rank: &str, month: i32) -> pb::RecordRankRequest {
    let rank = pb::HeldRank {
        rank: rank.into(),
        rank_kind: "211".into(),
        start_date: date(2025, month, 1),
        decree_number: "823.3/1".into(),
        decree_date: date(2025, 4, 20),
        ..Default::default()
    };
    pb::RecordRankRequest { rank: Some(rank), ..Default::default() }
}

pub fn education(level: pb::education::Level) -> pb::RecordEducationRequest {
    let education = pb::Education {
        level: level.into(),
        program: "Kebidanan".into(),
        institution: "Universitas Airlangga".into(),
        graduation_year: 2010,
        certificate_number: "1/2010".into(),
        recognised: true,
        ..Default::default()
    };
    pb::RecordEducationRequest { education: Some(education), ..Default::default() }
}

pub fn correction(replaces: &str) -> Option<pb::Correction> {
    Some(pb::Correction {
        replaces: replaces.into(),
        reason: "the decree was misread".into(),
        decree_number: "823.3/2".into(),
    })
}

pub fn told(status: &Status, key: &str) -> String {
    status.get_details_error_info().unwrap().metadata.get(key).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_correction_is_a_new_row_and_the_old_one_stays() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let first = career.add_rank(&servant, held("III/a", 5)).await.unwrap();
    let corrected = pb::RecordRankRequest { correction: correction(&first.name), ..held("II/c", 5) };
    let second = career.add_rank(&servant, corrected.clone()).await.unwrap();
    assert_eq!((second.rank.as_str(), &second.correction), ("II/c", &correction(&first.name)));
    assert_eq!(career.ranks_of(&servant, false).await, [second]);
    let all = career.ranks_of(&servant, true).await;
    assert_eq!((all.len(), all[0].superseded_time.is_some()), (2, true));
    let again = career.add_rank(&servant, corrected).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "RECORD_ROW_SUPERSEDED"));
}

#[tokio::test]
async fn a_correction_is_of_a_row_of_the_same_servant() {
    let mut career = Career::start().await;
    let (one, other) = (career.appointed(1).await.name, career.appointed(2).await.name);
    let row = career.add_rank(&one, held("III/a", 5)).await.unwrap().name;
    let foreign = pb::RecordRankRequest { correction: correction(&row), ..held("III/a", 5) };
    let refused = career.add_rank(&other, foreign).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["correction.replaces"]);
    let absent = format!("{one}/ranks/{}", Uuid::now_v7());
    let missing = pb::RecordRankRequest { correction: correction(&absent), ..held("III/a", 5) };
    let refused = career.add_rank(&one, missing).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "RECORD_ROW_NOT_FOUND"));
    assert_eq!(career.ranks_of(&one, false).await.len(), 1);
}

#[tokio::test]
async fn ranks_at_the_same_time_are_refused_with_the_row_in_the_way() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let first = career.add_rank(&servant, held("III/a", 5)).await.unwrap();
    let refused = career.add_rank(&servant, held("III/b", 6)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "RECORD_OVERLAP"));
    assert_eq!(told(&refused, "row"), first.name);
    assert_eq!((told(&refused, "start_date"), told(&refused, "end_date")), ("2025-05-01".into(), String::new()));
    let next = pb::RecordRankRequest { ends_previous: true, ..held("III/b", 6) };
    career.add_rank(&servant, next).await.unwrap();
    let ranks = career.ranks_of(&servant, false).await;
    let mut spans: Vec<_> = ranks.iter().map(|rank| (rank.rank.as_str(), &rank.end_date)).collect();
    spans.sort_by_key(|(rank, _)| *rank);
    assert_eq!(spans, [("III/a", &date(2025, 5, 31)), ("III/b", &None)]);
}

#[tokio::test]
async fn the_record_is_read_as_it_was_and_as_it_was_known() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let first = career.add_rank(&servant, held("III/a", 5)).await.unwrap();
    career.harness.clock.set("2025-07-01T03:00:00Z".parse().unwrap());
    let corrected = pb::RecordRankRequest { correction: correction(&first.name), ..held("III/b", 5) };
    career.add_rank(&servant, corrected).await.unwrap();
    career.add_education(&servant, pb::education::Level::S1).await;
    let now = career.record_as_of(&servant, date(2025, 5, 20), None).await;
    assert_eq!(now.rank.unwrap().rank, "III/b");
    assert_eq!((now.posts.len(), now.posts[0].seat, now.educations.len()), (1, 1, 1));
    assert_eq!(now.standing, None);
    let then = career.record_as_of(&servant, date(2025, 5, 20), Some("2025-06-01T00:00:00Z")).await;
    assert_eq!(then.rank.unwrap().rank, "III/a");
    assert!(then.educations.is_empty());
    let before = career.record_as_of(&servant, date(2025, 4, 30), None).await;
    assert_eq!((before.rank, before.posts.len()), (None, 0));
}

#[tokio::test]
async fn a_regular_promotion_stays_below_the_ceiling_of_the_education() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    career.add_education(&servant, pb::education::Level::S1).await;
    let reached = |kind: &str| {
        let mut request = held("IV/a", 5);
        request.rank.as_mut().unwrap().rank_kind = kind.into();
        request
    };
    let refused = career.add_rank(&servant, reached("101")).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "RANK_ABOVE_CEILING"));
    assert_eq!((told(&refused, "ceiling"), told(&refused, "education")), ("III/d".into(), "s1".into()));
    assert_eq!(career.add_rank(&servant, reached("202")).await.unwrap().rank, "IV/a");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_rank_is_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let rank = pb::HeldRank {
        rank: "V/a".into(),
        rank_kind: "999".into(),
        start_date: date(2025, 2, 30),
        end_date: date(1800, 1, 1),
        service_years: -1,
        service_months: 12,
        ..Default::default()
    };
    let request = pb::RecordRankRequest { rank: Some(rank), request_id: "x".into(), ..Default::default() };
    let refused = career.record_client().record_rank(career.harness.request(HR, request)).await.unwrap_err();
    let expected = [
        "name",
        "etag",
        "request_id",
        "rank.rank",
        "rank.rank_kind",
        "rank.start_date",
        "rank.end_date",
        "rank.service_years",
        "rank.service_months",
    ];
    assert_eq!(bad_fields(&refused), expected);
    let contract = held("IX", 4);
    let refused = career.add_rank(&servant, contract).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rank.rank", "rank.start_date"]);
}

#[tokio::test]
async fn all_that_is_wrong_with_an_education_is_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let education = pb::Education { level: 99, graduation_year: 2026, ..Default::default() };
    let request = pb::RecordEducationRequest {
        name: servant.name,
        etag: servant.etag,
        education: Some(education),
        correction: Some(pb::Correction::default()),
        ..Default::default()
    };
    let refused = career.record_client().record_education(career.harness.request(HR, request)).await.unwrap_err();
    let expected = [
        "education.level",
        "education.institution",
        "education.graduation_year",
        "correction.replaces",
        "correction.reason",
    ];
    assert_eq!(bad_fields(&refused), expected);
}

#[tokio::test]
async fn nobody_graduates_before_school_age() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let nip = crate::assign_nip(&servant, "198609262025051001", "");
    career.client.assign_nip(career.harness.request(HR, nip)).await.unwrap();
    let mut request = education(pb::education::Level::Sd);
    request.education.as_mut().unwrap().graduation_year = 1995;
    request.etag = career.record_shown(&servant.name).await.etag;
    let request = pb::RecordEducationRequest { name: servant.name, ..request };
    let refused = career.record_client().record_education(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["education.graduation_year"]);
}

#[tokio::test]
async fn whoever_left_holds_no_rank_after_the_last_day() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let left = "UPDATE career.servants SET state = 'left', last_day = '2025-05-20'";
    sqlx::query(left).execute(&career.harness.pool).await.unwrap();
    let refused = career.add_rank(&servant, held("III/a", 5)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rank.end_date"]);
    for (day, fits) in [(21, false), (20, true)] {
        let mut request = held("III/a", 5);
        request.rank.as_mut().unwrap().end_date = date(2025, 5, day);
        assert_eq!(career.add_rank(&servant, request).await.is_ok(), fits, "{day}");
    }
}

#[tokio::test]
async fn a_row_sent_twice_and_at_once_is_recorded_once_and_a_stale_one_never() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let request_id = Uuid::now_v7().to_string();
    let (name, etag) = (servant.name.clone(), servant.etag.clone());
    let once = pb::RecordRankRequest { name, etag, request_id, ..held("III/a", 5) };
    let (mut first, mut second) = (career.record_client(), career.record_client());
    let (first, second) = tokio::join!(
        first.record_rank(career.harness.request(HR, once.clone())),
        second.record_rank(career.harness.request(HR, once.clone())),
    );
    assert_eq!(first.unwrap().into_inner(), second.unwrap().into_inner());
    assert_eq!(career.harness.number("SELECT count(*) FROM career.ranks").await, 1);
    let stale = pb::RecordRankRequest { request_id: String::new(), ..once.clone() };
    let refused = career.record_client().record_rank(career.harness.request(HR, stale)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let missing = pb::RecordRankRequest { name: nobody(), request_id: String::new(), ..once };
    let refused = career.record_client().record_rank(career.harness.request(HR, missing)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn histories_are_paged_and_their_reading_is_audited() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    for level in [pb::education::Level::Slta, pb::education::Level::D3, pb::education::Level::S1] {
        career.add_education(&servant, level).await;
    }
    let mut request = pb::ListEducationsRequest { parent: servant.clone(), page_size: 2, ..Default::default() };
    let mut client = career.record_client();
    let first = client.list_educations(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = client.list_educations(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    assert_eq!((first.educations.len(), second.educations.len()), (2, 1));
    assert_eq!(second.next_page_token, "");
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%/ListEducations'";
    assert_eq!(career.harness.number(audited).await, 2);
    request.include_superseded = true;
    request.page_size = -1;
    let refused = client.list_educations(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_size"]);
    let missing = pb::ListEducationsRequest { parent: nobody(), ..Default::default() };
    let refused = client.list_educations(career.harness.request(HR, missing)).await.unwrap_err();
    assert_eq!(reason(&refused), "SERVANT_NOT_FOUND");
}

#[tokio::test]
async fn a_row_that_should_never_have_been_there_is_taken_out() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await.name;
    let row = career.add_rank(&servant, held("III/a", 5)).await.unwrap().name;
    let etag = career.record_shown(&servant).await.etag;
    let request =
        pb::WithdrawRowRequest { name: servant.clone(), etag, correction: correction(&row), request_id: String::new() };
    let mut client = career.record_client();
    let withdrawn = client.withdraw_row(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    assert!(career.ranks_of(&servant, false).await.is_empty());
    assert_eq!(career.ranks_of(&servant, true).await.len(), 1);
    let again = pb::WithdrawRowRequest { etag: withdrawn.etag, ..request.clone() };
    let refused = client.withdraw_row(career.harness.request(HR, again)).await.unwrap_err();
    assert_eq!(reason(&refused), "RECORD_ROW_SUPERSEDED");
    let wrong = pb::WithdrawRowRequest { correction: correction("x"), etag: String::new(), ..request };
    let refused = client.withdraw_row(career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["etag", "correction.replaces"]);
}

#[tokio::test]
async fn the_codes_and_bounds_in_use_are_told() {
    let career = Career::start().await;
    let request = pb::GetRecordRulesRequest { parent: format!("instansi/{TENANT}") };
    let rules =
        career.record_rules_client().get_record_rules(career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!((rules.ruleset.as_str(), rules.standings.len(), rules.punishments.len()), ("record-bkn-1", 31, 9));
    assert_eq!((rules.rank_kinds.len(), rules.ceilings.len()), (12, 13));
    let request = pb::GetRecordRulesRequest::default();
    let refused = career.record_rules_client().get_record_rules(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent"]);
}
