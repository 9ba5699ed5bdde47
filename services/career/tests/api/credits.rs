//! Credit points, their document, and the next functional level.

use crate::{
    HR,
    promotions::{Answer, Desk, PPK, assert_guarded, day, id_of},
};
use contracts::{
    career::events::v1::{PositionFilled, PositionVacated},
    career::v1::{
        self as pb,
        credit::{Kind, Rating},
    },
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

fn position() -> String {
    format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(77))
}

/// A whole year, by the recorded rating.
fn year(servant: &pb::Servant, year: i32) -> pb::RecordCreditRequest {
    pb::RecordCreditRequest {
        parent: servant.name.clone(),
        kind: Kind::Conversion.into(),
        year,
        first_month: 1,
        last_month: 12,
        document_number: format!("{year}/PAK"),
        document_date: day(2025, 5, 1),
        ..Default::default()
    }
}

/// Points carried over or given.
fn given(servant: &pb::Servant, kind: Kind, points: &str) -> pb::RecordCreditRequest {
    pb::RecordCreditRequest {
        parent: servant.name.clone(),
        kind: kind.into(),
        points: points.into(),
        document_number: "1/PAK".into(),
        document_date: day(2023, 6, 30),
        ..Default::default()
    }
}

fn decision(servant: &pb::Servant) -> pb::DecideLevelPromotionRequest {
    pb::DecideLevelPromotionRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        position: position(),
        formation: "B/1/M.SM.01.00/2025".into(),
        effective_date: day(2025, 5, 1),
        decree_number: "821/1/SK".into(),
        decree_date: day(2025, 4, 30),
        request_id: String::new(),
    }
}

impl Desk {
    async fn record(&mut self, message: pb::RecordCreditRequest) -> Answer<pb::Credit> {
        self.credits.record_credit(self.career.harness.request(HR, message)).await
    }

    async fn document(&mut self, servant: &pb::Servant, level: &str) -> pb::CreditDocument {
        let request = pb::GetCreditDocumentRequest { servant: servant.name.clone(), level: level.into() };
        self.credits.get_credit_document(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    async fn check(&mut self, servant: &pb::Servant, position: &str, formation: &str) -> pb::LevelCheck {
        let (position, formation) = (position.to_owned(), formation.to_owned());
        let request = pb::GetLevelCheckRequest { servant: servant.name.clone(), position, formation };
        self.credits.get_level_check(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    async fn decide_level(
        &mut self,
        message: pb::DecideLevelPromotionRequest,
    ) -> Answer<pb::DecideLevelPromotionResponse> {
        self.credits.decide_level_promotion(self.career.harness.request(PPK, message)).await
    }

    async fn specialist(&mut self, number: i64, level: &str, rank: &str) -> pb::Servant {
        self.servant(number, rank, "2021-04-01", ("fungsional", level)).await
    }

    /// Ready for the next level: points, test and a position that needs told of.
    async fn ready(&mut self) -> pb::Servant {
        let servant = self.specialist(1, "ahli_pertama", "III/b").await;
        self.change("UPDATE career.placements SET title = 'Analis Ahli Pertama' WHERE servant_id = $1", &servant).await;
        self.record(given(&servant, Kind::Integration, "200")).await.unwrap();
        self.examined(pb::RecordExamRequest {
            kind: pb::promotion_exam::Kind::LevelTest.into(),
            level: "ahli_muda".into(),
            ..crate::promotion_lists::exam(&servant, "1/UKOM")
        })
        .await;
        let told =
            "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path, job_type, job_level)
                    VALUES ($1, '6571', 1, 'Analis Ahli Muda', 'u', 'KOTA', 'fungsional', 'ahli_muda')";
        sqlx::query(told).bind(position()).execute(&self.career.harness.pool).await.unwrap();
        servant
    }
}

#[tokio::test]
async fn ratings_become_points_exactly() {
    let mut desk = Desk::start().await;
    let servant = desk.specialist(1, "ahli_pertama", "III/a").await;
    let whole = desk.record(year(&servant, 2024)).await.unwrap().into_inner();
    assert_eq!((whole.points.as_str(), whole.rating(), whole.level.as_str()), ("12.50", Rating::Good, "ahli_pertama"));
    assert_eq!(whole.basis, "12/12 × 100 % (baik) × 12.50 (ahli_pertama)");
    let months = pb::RecordCreditRequest { last_month: 2, rating: Rating::Good.into(), ..year(&servant, 2025) };
    let two = desk.record(months).await.unwrap().into_inner();
    assert_eq!((two.points.as_str(), two.end_date), ("2.08", day(2025, 2, 28)));
    let document = desk.document(&servant, "").await;
    assert_eq!((document.total.as_str(), document.exact_total.as_str()), ("14.58", "175/12"));
    assert_eq!((document.rank_points, document.level_points), (50, 100));
    assert!(!document.suffices_for_rank && document.credits.len() == 2);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetCreditDocument'";
    assert_eq!(desk.career.harness.number(audited).await, 1);
    desk.change("UPDATE career.ratings SET rating = 'kurang' WHERE servant_id = $1 AND year = 2024", &servant).await;
    assert_eq!((document.changed_years.len(), desk.document(&servant, "").await.changed_years), (0, vec![2024]));
}

fn conversion(year: i32, most: i32, token: &str) -> pb::ConvertRatingsRequest {
    pb::ConvertRatingsRequest {
        parent: format!("instansi/{TENANT}"),
        page_token: token.into(),
        year,
        document_number: "kolektif/PAK".into(),
        document_date: day(2025, 5, 1),
        most,
        request_id: String::new(),
    }
}

#[tokio::test]
async fn ratings_of_a_year_are_converted_for_all_part_by_part() {
    let mut desk = Desk::start().await;
    let first = desk.specialist(1, "ahli_pertama", "III/a").await;
    let second = desk.specialist(2, "terampil", "II/b").await;
    desk.clerk(3).await;
    let newcomer = desk.specialist(4, "mahir", "III/a").await;
    let since = "UPDATE career.placements SET valid = daterange('2024-02-01', NULL) WHERE servant_id = $1";
    desk.change(since, &newcomer).await;
    let by_hand = desk.specialist(5, "ahli_muda", "III/c").await;
    desk.record(pb::RecordCreditRequest { last_month: 6, rating: Rating::Good.into(), ..year(&by_hand, 2024) })
        .await
        .unwrap();
    let mut token = String::new();
    for (converted, ended) in [(1, false), (1, false), (0, true)] {
        let request = desk.career.harness.request(HR, conversion(2024, 1, &token));
        let part = desk.credits.convert_ratings(request).await.unwrap().into_inner();
        assert_eq!((part.converted, part.next_page_token.is_empty()), (converted, ended));
        token = part.next_page_token;
    }
    assert_eq!(desk.document(&first, "").await.total, "12.50");
    assert_eq!(desk.document(&second, "").await.total, "5.00");
    assert_eq!(desk.document(&by_hand, "").await.total, "12.50", "half a year, as recorded");
    assert!(desk.document(&newcomer, "").await.credits.is_empty());
    let request = desk.career.harness.request(HR, conversion(2024, 0, ""));
    assert_eq!(desk.credits.convert_ratings(request).await.unwrap().into_inner().converted, 0, "each once");
    let request = desk.career.harness.request(HR, conversion(2025, 0, ""));
    assert_eq!(bad_fields(&desk.credits.convert_ratings(request).await.unwrap_err()), ["year"]);
    let wrong = pb::ConvertRatingsRequest { page_token: "x".into(), most: -1, ..Default::default() };
    let refused = desk.credits.convert_ratings(desk.career.harness.request(HR, wrong)).await.unwrap_err();
    let fields = ["parent", "page_token", "year", "document_number", "document_date", "most"];
    assert_eq!(bad_fields(&refused), fields);
}

#[tokio::test]
async fn months_count_once_and_are_corrected_by_a_new_row() {
    let mut desk = Desk::start().await;
    let servant = desk.specialist(1, "ahli_muda", "III/c").await;
    let first = desk.record(year(&servant, 2024)).await.unwrap().into_inner();
    let part = pb::RecordCreditRequest { last_month: 7, rating: Rating::VeryGood.into(), ..year(&servant, 2024) };
    let twice = desk.record(part.clone()).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "CREDIT_OVERLAP"));
    let correction = pb::RecordCreditRequest { replaces: first.name.clone(), ..part };
    let corrected = desk.record(correction.clone()).await.unwrap().into_inner();
    assert_eq!(corrected.points, "21.88");
    let again = desk.record(correction).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::NotFound, "CREDIT_NOT_FOUND"));
    assert_eq!(desk.document(&servant, "").await.credits, std::slice::from_ref(&corrected));
    let mut list = pb::ListCreditsRequest {
        parent: servant.name.clone(),
        page_size: 1,
        include_superseded: true,
        ..Default::default()
    };
    let page = desk.credits.list_credits(desk.career.harness.request(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((page.credits[0].name.clone(), page.credits[0].superseded_time.is_some()), (first.name, true));
    list.page_token = page.next_page_token;
    let rest = desk.credits.list_credits(desk.career.harness.request(HR, list)).await.unwrap().into_inner();
    assert_eq!((rest.credits, rest.next_page_token.as_str()), (vec![corrected], ""));
}

#[tokio::test]
async fn old_points_lose_their_base_and_begin_a_level_once() {
    let mut desk = Desk::start().await;
    let servant = desk.specialist(1, "ahli_madya", "IV/b").await;
    let carried = desk.record(given(&servant, Kind::Integration, "600")).await.unwrap().into_inner();
    assert_eq!((carried.points.as_str(), carried.basis.as_str()), ("200.00", "600.000 − 400 (ahli_madya)"));
    let twice = desk.record(given(&servant, Kind::First, "1")).await.unwrap_err();
    assert_eq!(reason(&twice), "CREDIT_OVERLAP");
    assert_eq!(desk.document(&servant, "").await.rank_points, 300, "the second step of the level");
    for (kind, points) in [(Kind::Integration, "399"), (Kind::First, "0.0001"), (Kind::First, "x"), (Kind::First, "-1")]
    {
        let refused = desk.record(given(&servant, kind, points)).await.unwrap_err();
        assert_eq!(
            (refused.code(), bad_fields(&refused)),
            (Code::InvalidArgument, vec!["points".to_owned()]),
            "{points}"
        );
    }
}

#[tokio::test]
async fn points_are_refused_for_their_reason() {
    let mut desk = Desk::start().await;
    let (servant, clerk) = (desk.specialist(1, "ahli_muda", "III/c").await, desk.clerk(2).await);
    desk.change("DELETE FROM career.ratings WHERE servant_id = $1 AND year = 2023", &servant).await;
    assert_eq!(reason(&desk.record(year(&servant, 2023)).await.unwrap_err()), "RATING_NOT_FOUND");
    assert_eq!(reason(&desk.record(year(&clerk, 2024)).await.unwrap_err()), "NOT_FUNCTIONAL");
    let later = "UPDATE career.placements SET valid = daterange('2024-02-01', NULL) WHERE servant_id = $1";
    desk.change(later, &clerk).await;
    assert_eq!(reason(&desk.record(year(&clerk, 2023)).await.unwrap_err()), "NOT_FUNCTIONAL", "before the post");
    assert_eq!(bad_fields(&desk.record(year(&servant, 2022)).await.unwrap_err()), ["year"], "by the old scale");
    let running = pb::RecordCreditRequest { last_month: 5, rating: Rating::Good.into(), ..year(&servant, 2025) };
    assert_eq!(bad_fields(&desk.record(running).await.unwrap_err()), ["last_month"]);
    let better = pb::RecordCreditRequest { rating: Rating::VeryGood.into(), ..year(&servant, 2024) };
    assert_eq!(bad_fields(&desk.record(better).await.unwrap_err()), ["rating"]);
    let ahead = pb::RecordCreditRequest { document_date: day(2025, 5, 3), ..year(&servant, 2024) };
    assert_eq!(bad_fields(&desk.record(ahead).await.unwrap_err()), ["document_date"]);
    let nobody = pb::Servant { name: format!("instansi/{TENANT}/servants/{}", Uuid::now_v7()), ..servant };
    assert_eq!(reason(&desk.record(year(&nobody, 2024)).await.unwrap_err()), "SERVANT_NOT_FOUND");
    let request = pb::GetCreditDocumentRequest { servant: clerk.name, level: String::new() };
    let refused = desk.credits.get_credit_document(desk.career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_FUNCTIONAL");
    assert_eq!(desk.career.harness.number("SELECT count(*) FROM career.credits").await, 0);
}

/// What was carried over from the old scale holds the points of the days before.
#[tokio::test]
async fn points_carried_over_are_not_converted_again() {
    let mut desk = Desk::start().await;
    let servant = desk.specialist(1, "ahli_muda", "III/c").await;
    let carried =
        pb::RecordCreditRequest { document_date: day(2024, 1, 15), ..given(&servant, Kind::Integration, "250") };
    let carried = desk.record(carried).await.unwrap().into_inner();
    let twice = desk.record(year(&servant, 2023)).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "CREDIT_OVERLAP"));
    let request = desk.career.harness.request(HR, conversion(2023, 0, ""));
    assert_eq!(desk.credits.convert_ratings(request).await.unwrap().into_inner().converted, 0);
    let old = desk.credits.convert_ratings(desk.career.harness.request(HR, conversion(2022, 0, ""))).await.unwrap_err();
    assert_eq!(bad_fields(&old), ["year"], "the regulation is of 2023");
    desk.record(year(&servant, 2024)).await.expect("what came after it counts");
    let later = pb::RecordCreditRequest {
        document_date: day(2025, 2, 1),
        replaces: carried.name,
        ..given(&servant, Kind::Integration, "250")
    };
    let twice = desk.record(later).await.unwrap_err();
    assert_eq!(reason(&twice), "CREDIT_OVERLAP", "nor is it carried over after a conversion");
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut desk = Desk::start().await;
    let refused = desk.record(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "kind", "document_number", "document_date"]);
    let wrong = pb::RecordCreditRequest {
        kind: Kind::Conversion.into(),
        first_month: 13,
        rating: 9,
        points: "1".into(),
        replaces: "x".into(),
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = desk.record(wrong).await.unwrap_err();
    let fields = ["points", "year", "first_month", "last_month", "rating"];
    let expected = [&["parent", "replaces"][..], &fields, &["document_number", "document_date", "request_id"]].concat();
    assert_eq!(bad_fields(&refused), expected);
    let given = pb::RecordCreditRequest { kind: Kind::First.into(), year: 2024, ..Default::default() };
    let refused = desk.record(given).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "year", "points", "document_number", "document_date"]);
    let refused = desk.decide_level(Default::default()).await.unwrap_err();
    let fields = ["name", "etag", "position", "effective_date", "decree_number", "decree_date"];
    assert_eq!(bad_fields(&refused), fields);
    let document = pb::GetCreditDocumentRequest { servant: "x".into(), level: "besar".into() };
    let refused = desk.credits.get_credit_document(desk.career.harness.request(HR, document)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["servant", "level"]);
    let check = pb::GetLevelCheckRequest { servant: "x".into(), position: "x".into(), formation: "x".repeat(101) };
    let refused = desk.credits.get_level_check(desk.career.harness.request(HR, check)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["servant", "position", "formation"]);
}

#[tokio::test]
async fn a_level_promotion_moves_the_servant_and_begins_the_count_again() {
    let mut desk = Desk::start().await;
    let servant = desk.ready().await;
    let check = desk.check(&servant, "", "").await;
    assert_eq!((check.to_level.as_str(), check.points.as_str(), check.level_points), ("ahli_muda", "100.00", 100));
    assert_eq!(check.obstacles.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>(), ["formation"]);
    assert!(desk.check(&servant, &position(), "B/1/M.SM.01.00/2025").await.obstacles.is_empty());
    let reached = desk.decide_level(decision(&servant)).await.unwrap().into_inner();
    let placement = reached.placement.unwrap();
    assert_eq!((placement.position, placement.seat, placement.start_date), (position(), 1, day(2025, 5, 1)));
    assert_eq!((reached.level.as_str(), placement.title.as_str()), ("ahli_muda", "Analis Ahli Muda"));
    let events = desk.career.harness.published(4).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    let filled: PositionFilled = events[3].as_message().unwrap().unwrap();
    assert_eq!((vacated.end_date, filled.position, filled.need.as_str()), (day(2025, 4, 30), position(), ""));
    let document = desk.document(&servant, "").await;
    assert_eq!((document.level.as_str(), document.total.as_str()), ("ahli_muda", "0.00"));
    assert_eq!(desk.document(&servant, "ahli_pertama").await.total, "100.00", "what was earned stays readable");
    let next = desk.next(&servant).await;
    assert_eq!((next.to_rank.as_str(), next.obstacles.len()), ("III/c", 0), "those points earned the next rank, too");
}

#[tokio::test]
async fn each_refusal_of_a_level_has_its_reason() {
    let mut desk = Desk::start().await;
    let servant = desk.ready().await;
    let closed = pb::DecideLevelPromotionRequest { formation: String::new(), ..decision(&servant) };
    assert_eq!(reason(&desk.decide_level(closed).await.unwrap_err()), "FORMATION_MISSING");
    let other = format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(78));
    let unknown = pb::DecideLevelPromotionRequest { position: other, ..decision(&servant) };
    assert_eq!(reason(&desk.decide_level(unknown).await.unwrap_err()), "FORMATION_MISSING");
    let ahead = pb::DecideLevelPromotionRequest { effective_date: day(2025, 5, 3), ..decision(&servant) };
    assert_eq!(bad_fields(&desk.decide_level(ahead).await.unwrap_err()), ["effective_date"]);
    let stale = pb::DecideLevelPromotionRequest { etag: "\"9\"".into(), ..decision(&servant) };
    let refused = desk.decide_level(stale).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let early = pb::DecideLevelPromotionRequest { effective_date: day(2024, 1, 1), ..decision(&servant) };
    assert_eq!(reason(&desk.decide_level(early).await.unwrap_err()), "LEVEL_TEST_MISSING", "passed later than that");
    desk.change("UPDATE career.placements SET title = 'Guru Ahli Pertama' WHERE servant_id = $1", &servant).await;
    let teacher = desk.decide_level(decision(&servant)).await.unwrap_err();
    assert_eq!(reason(&teacher), "FORMATION_MISSING", "an analyst's post is no next level of a teacher's");
    desk.change("UPDATE career.placements SET title = 'Analis Ahli Pertama' WHERE servant_id = $1", &servant).await;
    desk.change("UPDATE career.ranks SET rank = 'III/a' WHERE servant_id = $1", &servant).await;
    assert_eq!(reason(&desk.decide_level(decision(&servant)).await.unwrap_err()), "RANK_OUT_OF_BAND");
    desk.change("UPDATE career.ranks SET rank = 'III/b' WHERE servant_id = $1", &servant).await;
    desk.change("UPDATE career.credits SET parts = parts - 1 WHERE servant_id = $1", &servant).await;
    assert_eq!(reason(&desk.decide_level(decision(&servant)).await.unwrap_err()), "POINTS_MISSING");
    desk.change("UPDATE career.exams SET passed = false WHERE servant_id = $1", &servant).await;
    let refused = desk.decide_level(decision(&servant)).await.unwrap_err();
    assert!(refused.message().contains("points wanted") && refused.message().contains("no competency test"));
    let nobody = pb::Servant { name: format!("instansi/{TENANT}/servants/{}", Uuid::now_v7()), ..servant };
    assert_eq!(reason(&desk.decide_level(decision(&nobody)).await.unwrap_err()), "SERVANT_NOT_FOUND");
}

#[tokio::test]
async fn points_and_levels_sent_twice_happen_once() {
    let mut desk = Desk::start().await;
    let servant = desk.ready().await;
    let once = pb::RecordCreditRequest { request_id: Uuid::now_v7().to_string(), ..year(&servant, 2024) };
    let first = desk.record(once.clone()).await.unwrap().into_inner();
    assert_eq!(desk.record(once).await.unwrap().into_inner(), first);
    let once = pb::DecideLevelPromotionRequest { request_id: Uuid::now_v7().to_string(), ..decision(&servant) };
    let first = desk.decide_level(once.clone()).await.unwrap().into_inner();
    assert_eq!(desk.decide_level(once).await.unwrap().into_inner(), first);
    let of_one = "SELECT count(*) FROM career.placements WHERE upper_inf(valid) AND superseded_time IS NULL";
    assert_eq!(desk.career.harness.number(of_one).await, 1);
    assert_eq!(id_of(&first.servant), id_of(&servant.name));
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut desk = Desk::start().await;
    let servant = desk.specialist(1, "ahli_pertama", "III/a").await;
    assert_guarded!(desk.credits.record_credit, year(&servant, 2024));
    let list = pb::ListCreditsRequest { parent: servant.name.clone(), ..Default::default() };
    assert_guarded!(desk.credits.list_credits, list.clone());
    let document = pb::GetCreditDocumentRequest { servant: servant.name.clone(), level: String::new() };
    assert_guarded!(desk.credits.get_credit_document, document.clone());
    let check = pb::GetLevelCheckRequest { servant: servant.name.clone(), ..Default::default() };
    assert_guarded!(desk.credits.get_level_check, check.clone());
    assert_guarded!(desk.credits.decide_level_promotion, decision(&servant));
    assert_guarded!(desk.credits.convert_ratings, conversion(2024, 0, ""));
}
