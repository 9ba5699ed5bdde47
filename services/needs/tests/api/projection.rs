use crate::{
    ANALYST, AUTHORITY, Needs, PARENT, PUSKESMAS, absent, anonymous, assert_refused, nobody, places,
    world::{header, position_row, workload_row},
};
use contracts::needs::v1::{self as pb, projection_service_client::ProjectionServiceClient};
use pb::{
    assumptions::{Spread, Surplus},
    sum_projection_request::By,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status, transport::Channel};

const SCHOOL: &str = "PEMERINTAH KOTA SURABAYA | DINAS PENDIDIKAN | SDN ASEMROWO 1";

pub fn client(needs: &Needs) -> ProjectionServiceClient<Channel> {
    ProjectionServiceClient::new(needs.harness.channel.clone())
}

/// People who retire from a position of the puskesmas in a year.
pub fn count(title: &str, year: i32, count: i32) -> pb::RetirementRow {
    pb::RetirementRow { unit_path: PUSKESMAS.into(), title: title.into(), year, count, ..Default::default() }
}

pub async fn import(
    needs: &Needs,
    header: pb::ImportHeader,
    rows: &[pb::RetirementRow],
) -> Result<pb::ImportRetirementsResponse, Status> {
    use pb::import_retirements_request::Part;
    let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
    let messages: Vec<_> = parts.map(|part| pb::ImportRetirementsRequest { part: Some(part) }).collect();
    let request = needs.harness.request(ANALYST, tokio_stream::iter(messages));
    Ok(client(needs).import_retirements(request).await?.into_inner())
}

/// From 2023 on: the five years begin with the one in which the service runs.
pub fn ask() -> pb::ProjectNeedsRequest {
    pb::ProjectNeedsRequest { parent: PARENT.into(), base_year: 2023, ..Default::default() }
}

pub async fn project(needs: &Needs, request: pb::ProjectNeedsRequest) -> Result<pb::ProjectNeedsResponse, Status> {
    Ok(client(needs).project_needs(needs.harness.request(ANALYST, request)).await?.into_inner())
}

async fn sum(needs: &Needs, request: pb::SumProjectionRequest) -> Result<pb::SumProjectionResponse, Status> {
    Ok(client(needs).sum_projection(needs.harness.request(AUTHORITY, request)).await?.into_inner())
}

/// The projection of one position.
pub async fn projected(needs: &Needs, title: &str, assumptions: Option<pb::Assumptions>) -> pb::PositionProjection {
    let found = project(needs, pb::ProjectNeedsRequest { assumptions, page_size: 1000, ..ask() }).await.unwrap();
    found.positions.into_iter().find(|position| position.title == title).unwrap()
}

pub fn needs_of(years: &[pb::YearProjection]) -> Vec<i64> {
    years.iter().map(|year| year.need).collect()
}

/// Units and their sectors: the puskesmas is of health because the department above it is.
pub async fn with_sectors(needs: &Needs) {
    for (path, sector) in [
        ("PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN", "health"),
        ("PEMERINTAH KOTA SURABAYA | DINAS PENDIDIKAN", "education"),
    ] {
        let update = sqlx::query("UPDATE needs.units SET sector = $1 WHERE path = $2").bind(sector).bind(path);
        update.execute(&needs.harness.pool).await.unwrap();
    }
}

/// A position of the school that needs `required` people.
pub async fn school(needs: &Needs, title: &str, incumbents: i32, required: i32) {
    let row = pb::PositionRow { unit_path: SCHOOL.into(), ..position_row(title, incumbents) };
    needs.import_positions(header(), &[row]).await.unwrap();
    let row = pb::WorkloadRow { unit_path: SCHOOL.into(), ..workload_row(title, &required.to_string(), "75000") };
    needs.import_workload(header(), &[row]).await.unwrap();
}

/// Vectors P1 and P2 of the projection rules.
#[tokio::test]
async fn five_years_are_shortage_and_retirements() {
    let needs = Needs::start().await;
    needs.lacking("Guru", 31, 40).await;
    needs.lacking("Penyuluh", 34, 30).await;
    let exits = [2, 3, 1, 4, 2].into_iter().zip(2024..).map(|(people, year)| count("Guru", year, people));
    let rows: Vec<_> = exits.chain((2024..2029).map(|year| count("Penyuluh", year, 1))).collect();
    let report = import(&needs, header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.retirements), (10, 0, 17));
    assert_eq!(report.years, [2024, 2025, 2026, 2027, 2028]);

    let p1 = projected(&needs, "Guru", None).await;
    assert_eq!((p1.shortage, p1.surplus, p1.total_need), (9, 0, 21));
    assert_eq!(needs_of(&p1.years), [11, 3, 1, 4, 2]);
    assert_eq!(p1.years.iter().map(|year| year.year).collect::<Vec<_>>(), [2024, 2025, 2026, 2027, 2028]);
    let even = pb::Assumptions { spread: Spread::Even.into(), ..Default::default() };
    assert_eq!(needs_of(&projected(&needs, "Guru", Some(even)).await.years), [4, 5, 3, 6, 3]);
    let weights = vec![50, 30, 20, 0, 0];
    let weighted = pb::Assumptions { spread: Spread::Weighted.into(), weights, ..Default::default() };
    assert_eq!(needs_of(&projected(&needs, "Guru", Some(weighted)).await.years), [6, 6, 3, 4, 2]);

    let p2 = projected(&needs, "Penyuluh", None).await;
    assert_eq!((p2.surplus, needs_of(&p2.years)), (4, vec![0, 0, 0, 0, 1]));
    let replaced = pb::Assumptions { surplus: Surplus::ExitsReplaced.into(), ..Default::default() };
    assert_eq!(needs_of(&projected(&needs, "Penyuluh", Some(replaced)).await.years), [1; 5]);
}

#[tokio::test]
async fn sums_are_made_by_sector_and_up_the_tree() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 1, 4).await;
    needs.lacking("Perawat", 5, 3).await;
    school(&needs, "Guru", 2, 4).await;
    with_sectors(&needs).await;
    import(&needs, header(), &[count("Perawat", 2024, 3), count("Bidan", 2025, 1)]).await.unwrap();
    let ask = |by: By| pb::SumProjectionRequest {
        parent: PARENT.into(),
        base_year: 2023,
        by: by.into(),
        ..Default::default()
    };
    let found = sum(&needs, ask(By::Sector)).await.unwrap();
    let sectors: Vec<_> = found.sums.iter().map(|sum| (sum.sector.as_str(), sum.shortage, sum.surplus)).collect();
    assert_eq!(sectors, [("education", 2, 0), ("health", 3, 2)]);
    assert_eq!(needs_of(&found.sums[1].years), [4, 1, 0, 0, 0]);
    let total = found.total.unwrap();
    assert_eq!((total.positions, total.required, total.incumbents, total.total_need), (3, 11, 8, 7));
    assert_eq!(needs_of(&total.years), [6, 1, 0, 0, 0]);

    let first = sum(&needs, pb::SumProjectionRequest { page_size: 4, ..ask(By::Unit) }).await.unwrap();
    assert_eq!(first.total, Some(total.clone()));
    let page_token = first.next_page_token;
    let rest = sum(&needs, pb::SumProjectionRequest { page_size: 4, page_token, ..ask(By::Unit) }).await.unwrap();
    assert_eq!((first.sums.len(), rest.sums.len(), rest.next_page_token.as_str()), (4, 1, ""));
    let units: Vec<_> = first.sums.into_iter().chain(rest.sums).collect();
    let of = |path: &str| units.iter().find(|sum| sum.unit_path == path).unwrap();
    assert_eq!(of("PEMERINTAH KOTA SURABAYA").years, total.years);
    assert_eq!(of("PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN").years, of(PUSKESMAS).years);
    assert_eq!(of(SCHOOL).total_need, 2);

    let unit = of("PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN").unit.clone();
    let below = sum(&needs, pb::SumProjectionRequest { unit, ..ask(By::Sector) }).await.unwrap();
    assert_eq!(below.total.unwrap().positions, 2);
    let unit = nobody("units");
    let refused = sum(&needs, pb::SumProjectionRequest { unit, ..ask(By::Sector) }).await;
    assert_refused(refused, Code::NotFound, "UNIT_NOT_FOUND");
    let refused = sum(&needs, pb::SumProjectionRequest { page_size: -1, ..ask(By::Unspecified) }).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["page_size", "by"]);
}

#[tokio::test]
async fn projections_are_paged_and_of_a_unit() {
    let needs = Needs::start().await;
    for title in ["Bidan", "Perawat", "Dokter"] {
        needs.position(title, 1).await;
    }
    school(&needs, "Guru", 1, 1).await;
    with_sectors(&needs).await;
    let first = project(&needs, pb::ProjectNeedsRequest { page_size: 3, ..ask() }).await.unwrap();
    assert_eq!((first.positions.len(), first.ruleset.as_str()), (3, "planning-siklus-1"));
    assert_eq!((first.positions[0].unit_path.as_str(), first.positions[0].sector.as_str()), (PUSKESMAS, "health"));
    let next = pb::ProjectNeedsRequest { page_size: 3, page_token: first.next_page_token, ..ask() };
    let rest = project(&needs, next.clone()).await.unwrap();
    assert_eq!(
        (rest.positions.len(), rest.positions[0].title.as_str(), rest.next_page_token.as_str()),
        (1, "Guru", "")
    );
    let other = project(&needs, pb::ProjectNeedsRequest { base_year: 2024, ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    let unit = rest.positions[0].unit.clone();
    let of_unit = project(&needs, pb::ProjectNeedsRequest { unit: unit.clone(), ..ask() }).await.unwrap();
    assert_eq!(of_unit.positions, rest.positions);
    let unknown = pb::ProjectNeedsRequest { unit: absent(&unit), ..ask() };
    assert_refused(project(&needs, unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
    let unknown = pb::ProjectNeedsRequest { scenario: nobody("scenarios"), ..ask() };
    assert_refused(project(&needs, unknown).await, Code::NotFound, "SCENARIO_NOT_FOUND");
}

/// A unit that ends with the base year is not projected.
#[tokio::test]
async fn units_that_have_ended_are_left_out() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 1, 4).await;
    let end = format!("UPDATE needs.units SET valid_until = '2024-12-31' WHERE path = '{PUSKESMAS}'");
    sqlx::query(sqlx::AssertSqlSafe(end)).execute(&needs.harness.pool).await.unwrap();
    let positions = async |base_year| {
        project(&needs, pb::ProjectNeedsRequest { base_year, ..ask() }).await.unwrap().positions.len()
    };
    assert_eq!((positions(2023).await, positions(2024).await), (1, 0));
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let needs = Needs::start().await;
    let changes = vec![
        pb::WorkloadChange { sector: "health".into(), unit: "x".into(), percent: "0".into(), from_year: 6 },
        pb::WorkloadChange { sector: "hospitals".into(), percent: "12 %".into(), ..Default::default() },
    ];
    let assumptions = Some(pb::Assumptions {
        spread: Spread::Weighted.into(),
        weights: vec![0; 5],
        surplus: 9,
        population_growth: "101".into(),
        population_sectors: vec!["health".into(), "health".into(), "x".into()],
        workload_changes: changes,
        freeze_years: vec![0, 2, 2],
    });
    let bad = pb::ProjectNeedsRequest {
        parent: PARENT.into(),
        page_size: -1,
        unit: "x".into(),
        base_year: 1999,
        scenario: "x".into(),
        assumptions,
        ..Default::default()
    };
    let told = bad_fields(&project(&needs, bad).await.unwrap_err());
    let expected = [
        "page_size",
        "unit",
        "base_year",
        "scenario",
        "scenario",
        "assumptions.weights",
        "assumptions.surplus",
        "assumptions.population_growth",
        "assumptions.population_sectors[1]",
        "assumptions.population_sectors[2]",
        "assumptions.workload_changes[0].sector",
        "assumptions.workload_changes[0].percent",
        "assumptions.workload_changes[0].from_year",
        "assumptions.workload_changes[1].sector",
        "assumptions.workload_changes[1].percent",
        "assumptions.freeze_years[0]",
        "assumptions.freeze_years[2]",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn retirements_and_projections_are_not_public() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    assert_refused(client(&needs).project_needs(anonymous(ask())).await, Code::Unauthenticated, "NO_TOKEN");
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], ask());
    assert_refused(client(&needs).project_needs(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    let part = Some(pb::import_retirements_request::Part::Header(header()));
    let rows = tokio_stream::iter([pb::ImportRetirementsRequest { part }]);
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], rows);
    assert_refused(client(&needs).import_retirements(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    // In an import of one's own, positions of others are not named.
    let theirs = position.name.replace("6571", OTHER_TENANT);
    let row = pb::RetirementRow { position: theirs, year: 2024, count: 1, ..Default::default() };
    assert_eq!(places(&import(&needs, header(), &[row]).await.unwrap().errors), [(1, "position")]);
}
