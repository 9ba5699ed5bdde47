//! What servants see of themselves: the same as the office, and nobody else's.

use crate::{
    HR,
    promotions::id_of,
    record::{date, held},
    training_world::{Answer, School, parent, refusal},
};
use contracts::career::v1::{
    self as pb, allowance_service_client::AllowanceServiceClient,
    competency_profile_service_client::CompetencyProfileServiceClient,
    own_record_service_client::OwnRecordServiceClient, promotion_service_client::PromotionServiceClient,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request, transport::Channel};

/// People who look at their own records.
pub(crate) struct Selves {
    pub(crate) school: School,
    pub(crate) own: OwnRecordServiceClient<Channel>,
}

/// A request of somebody's own account.
macro_rules! mine {
    ($selves:ident, $account:expr, $message:expr) => {
        $selves.school.career.harness.request_as($account, &["servant"], &[TENANT], $message)
    };
}
pub(crate) use mine;

impl Selves {
    pub(crate) async fn start() -> Self {
        let school = School::start().await;
        let own = OwnRecordServiceClient::new(school.career.harness.channel.clone());
        Self { school, own }
    }

    /// Somebody who shows a level of M3, linked with an account.
    pub(crate) async fn person(&mut self, level: i32, account: &str) -> String {
        let servant = self.school.servant(level).await;
        self.school.link(&servant, account).await;
        servant
    }

    pub(crate) fn correction(field: &str) -> pb::RequestCorrectionRequest {
        pb::RequestCorrectionRequest {
            parent: parent(),
            field: field.into(),
            wanted: "Golongan III/b sejak 1 April".into(),
            reason: "SK 823.3/17".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn ask(
        &mut self,
        account: &str,
        request: pb::RequestCorrectionRequest,
    ) -> Answer<pb::CorrectionRequest> {
        self.own.request_correction(mine!(self, account, request)).await
    }
}

#[tokio::test]
async fn a_servant_reads_the_own_record_and_nobody_elses() {
    let mut selves = Selves::start().await;
    let (siti, budi) = (selves.person(2, "siti").await, selves.person(3, "budi").await);
    selves.school.career.add_rank(&siti, held("III/a", 5)).await.unwrap();
    let request = pb::GetMyRecordRequest { parent: parent() };
    let record = selves.own.get_my_record(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    assert_eq!(record.servant.map(|servant| servant.name), Some(siti.clone()));
    assert_eq!(record.ranks.iter().map(|rank| rank.rank.as_str()).collect::<Vec<_>>(), ["III/a"]);
    assert_eq!((record.posts.len(), record.identity), (1, None));
    let other = selves.own.get_my_record(mine!(selves, "budi", request.clone())).await.unwrap().into_inner();
    assert_eq!((other.servant.map(|servant| servant.name), other.ranks.len()), (Some(budi), 0));
    let nobody = selves.own.get_my_record(mine!(selves, "stranger", request.clone())).await;
    assert_eq!(refusal(nobody), (Code::NotFound, "NO_OWN_RECORD".into()));
    let officer = selves.school.career.harness.request(HR, request);
    assert_eq!(selves.own.get_my_record(officer).await.unwrap_err().code(), Code::PermissionDenied);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetMyRecord' AND subject = 'siti'";
    assert_eq!(selves.school.career.harness.number(audited).await, 1);
}

/// Everything that is kept of a person is shown to that person (UU 27/2022): family, punishments, ratings, points, examinations.
#[tokio::test]
async fn what_is_sealed_and_what_was_earned_is_shown_to_its_owner_alone() {
    let mut selves = Selves::start().await;
    let (siti, _) = (selves.person(3, "siti").await, selves.person(3, "budi").await);
    let relative = pb::Relative {
        relation: pb::relative::Relation::Child.into(),
        full_name: "Siti Aminah Putri".into(),
        birth_date: date(2015, 2, 1),
        ..Default::default()
    };
    let etag = selves.school.career.record_shown(&siti).await.etag;
    let (name, relative) = (siti.clone(), Some(relative));
    let family = pb::RecordRelativeRequest { name, etag, relative, ..Default::default() };
    let mut client = selves.school.career.record_client();
    client.record_relative(selves.school.career.harness.request(HR, family)).await.unwrap();
    let punishment = pb::Punishment {
        punishment_code: "23".into(),
        start_date: date(2025, 4, 1),
        decree_number: "862/1".into(),
        decree_date: date(2025, 4, 1),
        reason: "mangkir".into(),
        ..Default::default()
    };
    let etag = selves.school.career.record_shown(&siti).await.etag;
    let (name, punishment) = (siti.clone(), Some(punishment));
    let punished = pb::RecordPunishmentRequest { name, etag, punishment, ..Default::default() };
    client.record_punishment(selves.school.career.harness.request(HR, punished)).await.unwrap();
    for sql in [
        "INSERT INTO career.ratings (servant_id, year, instansi, rating) VALUES ($1, 2024, '6571', 'baik')",
        "INSERT INTO career.credits (credit_id, servant_id, instansi, kind, level, valid, rating, parts, basis, ruleset,
                                     document_number, document_date, record_time)
         VALUES (uuidv7(), $1, '6571', 'conversion', 'ahli_pertama', '[2024-01-01,2024-12-31]', 'baik', 1500000, 'x', 'x', '1',
                 '2025-01-10', now())",
        "INSERT INTO career.exams (exam_id, servant_id, instansi, kind, level, passed, held_date, number, issuer, record_time)
         VALUES (uuidv7(), $1, '6571', 'service_1', '', true, '2025-04-01', '1/UD', 'BKN', now())",
    ] {
        sqlx::query(sql).bind(id_of(&siti)).execute(&selves.school.career.harness.pool).await.unwrap();
    }
    let request = pb::GetMyRecordRequest { parent: parent() };
    let mine = selves.own.get_my_record(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    assert_eq!(
        (mine.relatives[0].full_name.as_str(), mine.punishments[0].reason.as_str()),
        ("Siti Aminah Putri", "mangkir")
    );
    assert_eq!(mine.ratings, [pb::OwnRating { year: 2024, rating: pb::credit::Rating::Good.into() }]);
    assert_eq!((mine.credits[0].points.as_str(), mine.exams[0].number.as_str()), ("12.50", "1/UD"));
    assert!(!mine.evidence.is_empty() && mine.evidence.iter().all(|one| one.servant == siti));
    let other = selves.own.get_my_record(mine!(selves, "budi", request)).await.unwrap().into_inner();
    let kept =
        (other.relatives.len(), other.punishments.len(), other.ratings.len(), other.credits.len(), other.exams.len());
    assert_eq!(kept, (0, 0, 0, 0, 0));
}

#[tokio::test]
async fn gaps_and_plan_are_those_that_the_office_sees() {
    let mut selves = Selves::start().await;
    let siti = selves.person(2, "siti").await;
    selves.person(1, "budi").await;
    let request = pb::GetMyGapsRequest { parent: parent() };
    let mine = selves.own.get_my_gaps(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    let channel = selves.school.career.harness.channel.clone();
    let mut profiles = CompetencyProfileServiceClient::new(channel);
    let office = pb::GetCompetencyProfileRequest { name: siti.clone(), day: None };
    let office = selves.school.career.harness.request(HR, office);
    let profile = profiles.get_competency_profile(office).await.unwrap().into_inner();
    assert_eq!(mine.profile, Some(profile));
    let gaps: Vec<_> = mine.gaps.iter().map(|gap| (gap.servant.as_str(), gap.code.as_str(), gap.achieved)).collect();
    assert_eq!(gaps, [(siti.as_str(), "M3", 2)]);
    assert!(!mine.items.is_empty() && mine.items.iter().all(|item| item.servant == siti));
    let nobody = selves.own.get_my_gaps(mine!(selves, "stranger", request)).await;
    assert_eq!(refusal(nobody).1, "NO_OWN_RECORD");
}

#[tokio::test]
async fn hours_are_those_that_the_office_sees() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    selves.person(3, "budi").await;
    selves.school.learned(&siti, 9, 8).await.unwrap();
    let request = pb::GetMyHoursRequest { parent: parent(), year: 2025 };
    let mine = selves.own.get_my_hours(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    assert_eq!(mine, selves.school.year(&siti).await);
    assert_eq!((mine.hours, mine.missing), (8, 12));
    let other = selves.own.get_my_hours(mine!(selves, "budi", request)).await.unwrap().into_inner();
    assert_eq!(other.hours, 0);
    let bad = pb::GetMyHoursRequest { parent: "x".into(), year: 1 };
    let bad = selves.own.get_my_hours(mine!(selves, "siti", bad)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "year"]);
}

#[tokio::test]
async fn the_next_promotion_is_the_one_that_the_office_sees() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    selves.school.career.add_rank(&siti, held("III/a", 5)).await.unwrap();
    let request = pb::GetMyNextPromotionRequest { parent: parent() };
    let mine = selves.own.get_my_next_promotion(mine!(selves, "siti", request.clone())).await.unwrap().into_inner();
    let mut promotions = PromotionServiceClient::new(selves.school.career.harness.channel.clone());
    let office = pb::GetNextPromotionRequest { servant: siti, ..Default::default() };
    let office = selves.school.career.harness.request(HR, office);
    assert_eq!(mine, promotions.get_next_promotion(office).await.unwrap().into_inner());
    assert!(!mine.ruleset.is_empty() && !mine.obstacles.is_empty());
    let nobody = selves.own.get_my_next_promotion(mine!(selves, "stranger", request)).await;
    assert_eq!(refusal(nobody).1, "NO_OWN_RECORD");
}

#[tokio::test]
async fn allowances_and_readings_are_the_callers_own() {
    let mut selves = Selves::start().await;
    let siti = selves.person(3, "siti").await;
    let budi = selves.person(3, "budi").await;
    let mut office = AllowanceServiceClient::new(selves.school.career.harness.channel.clone());
    for (servant, days) in [(&siti, 0), (&budi, 2)] {
        for sql in [
            "UPDATE career.placements SET job_class = 8 WHERE servant_id = $1",
            "UPDATE career.servants SET state = 'in_service', appointment_date = '2015-05-01' WHERE servant_id = $1",
        ] {
            sqlx::query(sql).bind(id_of(servant)).execute(&selves.school.career.harness.pool).await.unwrap();
        }
        let absent = pb::AllowanceAbsence { code: "unexcused_day".into(), count: days };
        let absences = if days > 0 { vec![absent] } else { Vec::new() };
        let (month, rating) = (date(2025, 5, 1), "baik".to_owned());
        let paid =
            pb::RecordAllowanceRequest { parent: servant.clone(), month, rating, absences, ..Default::default() };
        office.record_allowance(selves.school.career.harness.request(HR, paid)).await.unwrap();
    }
    for (account, servant, rupiah) in [("siti", &siti, 4_000_000), ("budi", &budi, 3_904_000)] {
        let request = pb::ListMyAllowancesRequest { parent: parent(), ..Default::default() };
        let own = selves.own.list_my_allowances(mine!(selves, account, request)).await.unwrap().into_inner();
        let told: Vec<_> = own.allowances.iter().map(|one| (one.servant.as_str(), one.rupiah)).collect();
        assert_eq!((told, own.next_page_token.as_str()), (vec![(servant.as_str(), rupiah)], ""));
    }
    selves.school.career.record_shown(&siti).await;
    let mut seen = 0;
    let mut page_token = String::new();
    loop {
        let request = pb::ListMyReadingsRequest { parent: parent(), page_size: 1, page_token };
        let page = selves.own.list_my_readings(mine!(selves, "siti", request)).await.unwrap().into_inner();
        seen += page.readings.iter().filter(|one| one.method.ends_with("GetServant")).count();
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, 1);
    let request = pb::ListMyReadingsRequest { parent: parent(), ..Default::default() };
    let other = selves.own.list_my_readings(mine!(selves, "budi", request)).await.unwrap().into_inner();
    assert!(other.readings.iter().all(|one| !one.method.ends_with("GetServant")), "nobody else's");
}

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($selves:ident . $method:ident, $message:expr) => {
        let anonymous = $selves.own.$method(Request::new($message)).await;
        let clerk = $selves.school.career.harness.request(&["rater"], $message);
        let clerk = $selves.own.$method(clerk).await;
        let foreign = $selves.school.career.harness.request_as("siti", &["servant"], &[OTHER_TENANT], $message);
        let foreign = $selves.own.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

#[tokio::test]
async fn the_own_view_wants_a_token_a_role_and_the_tenant() {
    let mut selves = Selves::start().await;
    selves.person(3, "siti").await;
    refuses!(selves.get_my_record, pb::GetMyRecordRequest { parent: parent() });
    refuses!(selves.get_my_gaps, pb::GetMyGapsRequest { parent: parent() });
    refuses!(selves.get_my_hours, pb::GetMyHoursRequest { parent: parent(), year: 2025 });
    refuses!(selves.get_my_next_promotion, pb::GetMyNextPromotionRequest { parent: parent() });
    refuses!(selves.list_my_allowances, pb::ListMyAllowancesRequest { parent: parent(), ..Default::default() });
    refuses!(selves.list_my_readings, pb::ListMyReadingsRequest { parent: parent(), ..Default::default() });
    refuses!(selves.list_my_corrections, pb::ListMyCorrectionsRequest { parent: parent(), ..Default::default() });
    refuses!(selves.request_correction, Selves::correction("ranks"));
}
