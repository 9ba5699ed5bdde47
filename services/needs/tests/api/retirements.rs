//! Retirements as they are imported: replaced by year, kept where a row is bad, public nowhere.

use crate::{
    Needs, PUSKESMAS, anonymous, assert_refused,
    career_events::{filled, vacated},
    nobody, places,
    projection::{ask, count, import, needs_of, project, projected},
    world::{header, item},
};
use contracts::{career::events::v1::PositionVacated, google::r#type::Date, needs::v1 as pb};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

const RETIREMENTS: &str = "SELECT count(*) FROM needs.retirements";

/// One seat and the first of a month.
fn seat(title: &str, seat: i32, year: i32, month: i32) -> pb::RetirementRow {
    let date = Some(Date { year, month, day: 1 });
    pb::RetirementRow { unit_path: PUSKESMAS.into(), title: title.into(), seat, date, ..Default::default() }
}

async fn retirements(needs: &Needs, title: &str) -> Vec<i64> {
    projected(needs, title, None).await.years.iter().map(|year| year.retirements).collect()
}

#[tokio::test]
async fn an_import_replaces_the_years_it_names() {
    let needs = Needs::start().await;
    needs.position("Bidan", 9).await;
    needs.position("Perawat", 9).await;
    let rows = [count("Bidan", 2024, 1), count("Perawat", 2024, 2), count("Perawat", 2025, 3)];
    import(&needs, header(), &rows).await.unwrap();
    import(&needs, header(), &[count("Bidan", 2024, 4)]).await.unwrap();
    assert_eq!(retirements(&needs, "Bidan").await, [4, 0, 0, 0, 0]);
    assert_eq!(retirements(&needs, "Perawat").await, [0, 3, 0, 0, 0]);
    let report = import(&needs, header(), &[count("Bidan", 2024, 0)]).await.unwrap();
    assert_eq!((report.years, report.retirements), (vec![2024], 0));
    assert_eq!(retirements(&needs, "Bidan").await, [0; 5]);
    assert_eq!(needs.harness.number(RETIREMENTS).await, 1);
}

#[tokio::test]
async fn seats_have_a_first_of_a_month_and_move() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 3).await;
    let named =
        pb::RetirementRow { position: position.name, unit_path: "".into(), title: "".into(), ..seat("", 2, 2025, 3) };
    import(&needs, header(), &[seat("Bidan", 1, 2025, 1), named]).await.unwrap();
    assert_eq!(retirements(&needs, "Bidan").await, [0, 2, 0, 0, 0]);
    // The first seat leaves later; its year is not named by this import, yet nobody retires twice.
    import(&needs, header(), &[seat("Bidan", 1, 2027, 1)]).await.unwrap();
    assert_eq!(retirements(&needs, "Bidan").await, [0, 1, 0, 1, 0]);
    let mid_month =
        pb::RetirementRow { date: Some(Date { year: 2026, month: 5, day: 2 }), ..seat("Bidan", 3, 2026, 5) };
    let report = import(&needs, header(), &[mid_month]).await.unwrap();
    assert_eq!(places(&report.errors), [(1, "date")]);
    assert_eq!((report.accepted, report.years), (0, vec![]));
}

/// Whoever left before the incumbents were counted is missing there already.
#[tokio::test]
async fn who_has_left_before_the_count_is_not_counted_again() {
    let needs = Needs::start().await;
    needs.position("Bidan", 3).await;
    import(&needs, header(), &[seat("Bidan", 1, 2024, 2), seat("Bidan", 2, 2024, 9)]).await.unwrap();
    let counted = "UPDATE needs.positions SET incumbents_date = '2024-02-01'";
    sqlx::query(counted).execute(&needs.harness.pool).await.unwrap();
    assert_eq!(retirements(&needs, "Bidan").await, [1, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_position_with_a_bad_row_keeps_what_it_had() {
    let needs = Needs::start().await;
    for title in ["Bidan", "Perawat", "Dokter", "Apoteker"] {
        needs.position(title, 3).await;
    }
    let first = ["Bidan", "Perawat", "Dokter", "Apoteker"].map(|title| count(title, 2024, 1));
    import(&needs, header(), &first).await.unwrap();
    let rows = [
        count("Bidan", 2024, 2),
        count("Bidan", 2025, -1),
        count("Perawat", 2024, 2),
        count("Perawat", 2024, 2),
        count("Dokter", 2024, 2),
        count("Dokter", 2025, 2),
        count("Apoteker", 2024, 3),
        count("Ahli Gizi", 2024, 1),
        pb::RetirementRow {
            position: nobody("positions"),
            unit_path: "".into(),
            title: "".into(),
            ..count("", 2024, 1)
        },
        pb::RetirementRow { unit_path: "A||B".into(), title: "".into(), seat: 1, ..count("", 2014, 1) },
    ];
    let report = import(&needs, header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.retirements), (1, 9, 3));
    let expected = [
        (1, "title"),
        (2, "count"),
        (3, "title"),
        (4, "year"),
        (5, "count"),
        (6, "count"),
        (8, "title"),
        (9, "position"),
        (10, "unit_path"),
        (10, "title"),
        (10, "date"),
        (10, "year"),
    ];
    assert_eq!(places(&report.errors), expected);
    for (title, kept) in [("Bidan", 1), ("Perawat", 1), ("Dokter", 1), ("Apoteker", 3)] {
        assert_eq!(retirements(&needs, title).await, [kept, 0, 0, 0, 0], "{title}");
    }
}

#[tokio::test]
async fn a_strict_import_takes_all_or_nothing_and_is_replayed() {
    let needs = Needs::start().await;
    needs.position("Bidan", 3).await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = import(&needs, strict, &[count("Bidan", 2024, 1), count("Bidan", 2025, 9)]).await;
    assert_refused(refused, Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(needs.harness.number(RETIREMENTS).await, 0);
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = import(&needs, once.clone(), &[count("Bidan", 2024, 1)]).await.unwrap();
    import(&needs, header(), &[count("Bidan", 2024, 2)]).await.unwrap();
    assert_eq!(import(&needs, once.clone(), &[count("Bidan", 2024, 1)]).await.unwrap(), first);
    assert_eq!(retirements(&needs, "Bidan").await, [2, 0, 0, 0, 0]);
    let reused = import(&needs, once, &[count("Bidan", 2024, 3)]).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let ruleset = pb::ImportHeader { ruleset: "x".into(), ..header() };
    assert_eq!(bad_fields(&import(&needs, ruleset, &[]).await.unwrap_err()), ["header.ruleset"]);
}

/// The steps of a position are public, and the head of a puskesmas is one person.
#[tokio::test]
async fn the_public_learns_of_no_retirement_from_the_steps() {
    let needs = Needs::start().await;
    let position = needs.position("Kepala Puskesmas", 1).await;
    let request = pb::ExplainRequest { name: position.name, ..Default::default() };
    let explained = async || {
        let explained = needs.reassessments.clone().explain(anonymous(request.clone())).await;
        explained.unwrap().into_inner()
    };
    let before = explained().await;
    import(&needs, header(), &[seat("Kepala Puskesmas", 1, 2026, 1)]).await.unwrap();
    assert_eq!(retirements(&needs, "Kepala Puskesmas").await, [0, 0, 1, 0, 0]);
    assert_eq!(explained().await, before);
}

/// Who retires is told by the import before and by career when it is done; he leaves once.
#[tokio::test]
async fn who_came_and_went_after_the_base_year_is_not_counted_twice() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 3, 4).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    import(&needs, header(), &[seat("Bidan", 1, 2024, 6)]).await.unwrap();
    let before = projected(&needs, "Bidan", None).await;
    assert_eq!((before.incumbents, needs_of(&before.years)), (3, vec![2, 0, 0, 0, 0]));
    let begins = filled(&need, 1);
    needs.filled(1, &begins).await;
    let ends = PositionVacated { end_date: Some(Date { year: 2024, month: 5, day: 31 }), ..vacated(&begins) };
    needs.vacated(2, &ends).await;
    assert_eq!(needs.get(&position).await.incumbents, 3);
    assert_eq!(projected(&needs, "Bidan", None).await, before);
    let request = pb::ProjectNeedsRequest { base_year: 2024, ..ask() };
    let later = project(&needs, request).await.unwrap().positions.remove(0);
    assert_eq!((later.incumbents, later.shortage), (3, 1));
}

#[tokio::test]
async fn years_that_an_import_does_not_name_count_against_the_people_there_are() {
    let needs = Needs::start().await;
    needs.position("Bidan", 3).await;
    import(&needs, header(), &[count("Bidan", 2025, 2)]).await.unwrap();
    let report = import(&needs, header(), &[count("Bidan", 2026, 2)]).await.unwrap();
    assert_eq!(places(&report.errors), [(1, "count")]);
    assert_eq!(report.errors[0].reason, "4 retire from 2024 on, and the position has 3");
    assert_eq!(retirements(&needs, "Bidan").await, [0, 2, 0, 0, 0]);
    // Named again, the year is replaced and not added.
    import(&needs, header(), &[count("Bidan", 2025, 1), count("Bidan", 2026, 2)]).await.unwrap();
    assert_eq!(retirements(&needs, "Bidan").await, [0, 1, 2, 0, 0]);
}
