//! The field test: additional tests, who drops out, and the order by printed marks.

use crate::{
    COMMITTEE, Recruitment,
    final_orders::{Row, end, parent},
    header, marked, scored, strict,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{self as pb, additional_test::Kind, skb_row::Outcome},
};

const ROW: Row = Row { number: 1, unit: "Dinas Kesehatan | Puskesmas Asemrowo", kind: NeedKind::General, seats: 4 };

/// Computer test 60 %, an eliminating practical test 40 %.
fn with_practice() -> pb::FieldTest {
    let practice = pb::AdditionalTest {
        title: "Praktik kerja".into(),
        kind: Kind::Measured.into(),
        weight: 40,
        max: 100,
        eliminating: true,
        elimination_criterion: "nilai di bawah 50".into(),
    };
    pb::FieldTest { cat_weight: 60, tests: vec![practice] }
}

fn practised(application: &pb::Application, cat: i64, practice: i64) -> pb::SkbRow {
    pb::SkbRow { additional_thousandths: vec![practice * 1_000], ..marked(application, cat) }
}

fn dropped(application: &pb::Application, outcome: Outcome) -> pb::SkbRow {
    pb::SkbRow { outcome: outcome.into(), ..marked(application, 0) }
}

/// A vacancy whose basic test is ranked, and those who go on to the field test.
async fn in_the_field(
    recruitment: &mut Recruitment,
    row: Row,
    field_test: Option<pb::FieldTest>,
    scores: &[[i32; 3]],
) -> (pb::Vacancy, Vec<pb::Application>) {
    let open = recruitment.opened_row(row, field_test).await;
    let mut applied = Vec::new();
    for person in 0..scores.len() as u32 {
        applied.push(recruitment.apply_to(row, &open, person).await);
    }
    let screened = recruitment.screened(&open).await;
    let rows: Vec<_> = applied.iter().zip(scores).map(|(one, scores)| scored(one, *scores)).collect();
    recruitment.import_skd(strict(), &rows).await.unwrap();
    (recruitment.rank_skd(&screened).await.unwrap().into_inner(), applied)
}

#[tokio::test]
async fn an_additional_test_counts_and_who_fails_it_is_never_selected() {
    let mut recruitment = Recruitment::start().await;
    let scores = [[100, 130, 190]; 5];
    let (ranked, applied) = in_the_field(&mut recruitment, ROW, Some(with_practice()), &scores).await;
    let rows = [
        practised(&applied[0], 380, 82),
        pb::SkbRow { outcome: Outcome::Eliminated.into(), ..practised(&applied[1], 500, 49) },
        dropped(&applied[2], Outcome::Absent),
        dropped(&applied[3], Outcome::Disqualified),
        dropped(&applied[4], Outcome::Eliminated),
    ];
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let shown = recruitment.shown(&applied).await;
    let ends: Vec<_> = shown.iter().map(end).collect();
    let expected = [("SELECTED", "P/L"), ("", "TMSI"), ("", "TH"), ("", "DIS"), ("", "TMSI")];
    assert_eq!(ends, expected.map(|(decision, code)| (decision.to_owned(), code.to_owned())));
    let first = shown[0].result.as_ref().unwrap();
    assert_eq!((first.final_points.as_str(), first.final_points_exact.as_str()), ("77.585", "21336/275"));
    assert_eq!((first.final_rank, first.rounded_rank, first.rounding_alert), (1, 1, false));
    let second = shown[1].result.as_ref().unwrap();
    assert_eq!((second.skb_code.as_str(), second.final_points.as_str(), second.final_rank), ("TMSI", "", 0));
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let codes: Vec<_> = recruitment.published_list(&published).await.into_iter().map(|one| one.final_code).collect();
    assert_eq!(codes[0], "P/L");
    assert_eq!(codes.len(), 5);
}

#[tokio::test]
async fn results_that_the_criteria_do_not_know_are_refused() {
    let mut recruitment = Recruitment::start().await;
    let scores = [[100, 130, 190]; 2];
    let (_, applied) = in_the_field(&mut recruitment, ROW, None, &scores).await;
    let one = &applied[0];
    let rows = [
        practised(one, 380, 82),
        dropped(one, Outcome::Eliminated),
        pb::SkbRow { outcome: Outcome::Absent.into(), ..marked(one, 300) },
        pb::SkbRow { outcome: 9, ..marked(one, 300) },
        pb::SkbRow { additional_thousandths: vec![-1], ..marked(one, 300) },
    ];
    let fields = |report: pb::ImportSkbResultsResponse| {
        report.errors.into_iter().map(|error| (error.row, error.field)).collect::<Vec<_>>()
    };
    let report = recruitment.import_skb(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (0, 5));
    let expected = [
        (1, "additional_thousandths"),
        (2, "participant_number"),
        (2, "outcome"),
        (3, "outcome"),
        (4, "outcome"),
        (5, "additional_thousandths[0]"),
    ];
    // Row 2 is the second of the same participant, which alone is told.
    let expected: Vec<_> = expected.iter().filter(|(row, field)| (*row, *field) != (2, "outcome")).collect();
    assert_eq!(fields(report), expected.iter().map(|(row, field)| (*row, (*field).to_owned())).collect::<Vec<_>>());
    let report = recruitment.import_skb(header(), &[dropped(one, Outcome::Eliminated)]).await.unwrap().into_inner();
    assert_eq!(fields(report), [(1, "outcome".to_owned())]);
    let row = Row { number: 2, ..ROW };
    let open = recruitment.opened_row(row, Some(with_practice())).await;
    let other = recruitment.apply_to(row, &open, 100).await;
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(strict(), &[scored(&other, [100, 130, 190])]).await.unwrap();
    recruitment.rank_skd(&screened).await.unwrap();
    for (wrong, field) in
        [(marked(&other, 380), "additional_thousandths"), (practised(&other, 380, 101), "additional_thousandths[0]")]
    {
        let report = recruitment.import_skb(header(), &[wrong]).await.unwrap().into_inner();
        assert_eq!(fields(report), [(1, field.to_owned())]);
    }
}

#[tokio::test]
async fn printed_marks_that_would_order_otherwise_raise_an_alert_and_change_nothing() {
    let mut recruitment = Recruitment::start().await;
    let row = Row { seats: 1, ..ROW };
    let scores = [[70, 80, 167], [70, 80, 166], [65, 80, 166]];
    let (ranked, applied) = in_the_field(&mut recruitment, row, None, &scores).await;
    // 47.0545… and 47.0546…: both are printed as 47.055, and then the basic test decides the other way.
    let rows = [
        pb::SkbRow { cat_thousandths: 200_000, ..marked(&applied[0], 0) },
        pb::SkbRow { cat_thousandths: 200_607, ..marked(&applied[1], 0) },
        marked(&applied[2], 100),
    ];
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let shown = recruitment.shown(&applied).await;
    let places: Vec<_> = shown.iter().map(|one| one.result.clone().unwrap()).collect();
    let seen: Vec<_> = places
        .iter()
        .map(|one| (one.final_points.as_str(), one.final_rank, one.rounded_rank, one.rounding_alert))
        .collect();
    assert_eq!(seen, [("47.055", 2, 1, true), ("47.055", 1, 2, true), ("34.618", 3, 3, false)]);
    assert_eq!((places[0].decision.as_str(), places[1].decision.as_str()), ("NOT_SELECTED", "SELECTED"));
    let mut list = pb::ListRoundingAlertsRequest { parent: parent(), page_size: 1, ..Default::default() };
    let mut alerts = Vec::new();
    for vacancy in [ranked.name.clone(), ranked.name] {
        list.vacancy = String::new();
        let request = recruitment.harness.request(COMMITTEE, list.clone());
        let page = recruitment.scoring().list_rounding_alerts(request).await.unwrap().into_inner();
        assert!(page.alerts.iter().all(|alert| alert.application.starts_with(&vacancy)));
        alerts.extend(page.alerts);
        list.page_token = page.next_page_token;
    }
    let alerts: Vec<_> = alerts.iter().map(|one| (one.decision.as_str(), one.rounded_decision.as_str())).collect();
    assert_eq!(alerts, [("NOT_SELECTED", "SELECTED"), ("SELECTED", "NOT_SELECTED")]);
    assert!(list.page_token.is_empty());
    // As a published correction leaves who is out of the final order: the list of alerts goes on without.
    let corrected = "UPDATE recruitment.applications
                     SET final_rank = NULL, final_points = NULL, final_denominator = NULL, decision = NULL
                     WHERE rounding_alert AND decision = 'selected'";
    sqlx::query(corrected).execute(&recruitment.harness.pool).await.unwrap();
    let list = pb::ListRoundingAlertsRequest { parent: parent(), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, list);
    assert_eq!(recruitment.scoring().list_rounding_alerts(request).await.unwrap().into_inner().alerts.len(), 1);
}
