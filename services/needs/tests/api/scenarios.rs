use crate::{
    ANALYST, AUTHORITY, Needs, PARENT, PUSKESMAS, absent, assert_refused, nobody,
    projection::{client, count, import, needs_of, school, with_sectors},
    world::header,
};
use contracts::needs::v1 as pb;
use pb::assumptions::Spread;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};
use uuid::Uuid;

fn create(display_name: &str, assumptions: pb::Assumptions) -> pb::CreateScenarioRequest {
    let (parent, display_name) = (PARENT.into(), display_name.into());
    pb::CreateScenarioRequest { parent, display_name, assumptions: Some(assumptions), ..Default::default() }
}

async fn keep(needs: &Needs, request: pb::CreateScenarioRequest) -> Result<pb::Scenario, Status> {
    Ok(client(needs).create_scenario(needs.harness.request(ANALYST, request)).await?.into_inner())
}

async fn get(needs: &Needs, name: &str) -> Result<pb::Scenario, Status> {
    let request = pb::GetScenarioRequest { name: name.into() };
    Ok(client(needs).get_scenario(needs.harness.request(AUTHORITY, request)).await?.into_inner())
}

async fn delete(needs: &Needs, request: pb::DeleteScenarioRequest) -> Result<(), Status> {
    client(needs).delete_scenario(needs.harness.request(ANALYST, request)).await.map(|_| ())
}

async fn compare(needs: &Needs, unit: &str, scenarios: &[String]) -> Result<pb::CompareScenariosResponse, Status> {
    let (parent, unit, scenarios) = (PARENT.into(), unit.into(), scenarios.to_vec());
    let request = pb::CompareScenariosRequest { parent, unit, base_year: 2023, scenarios };
    Ok(client(needs).compare_scenarios(needs.harness.request(AUTHORITY, request)).await?.into_inner())
}

fn growth(percent: &str) -> pb::Assumptions {
    pb::Assumptions { population_growth: percent.into(), ..Default::default() }
}

fn frozen(years: &[i32]) -> pb::Assumptions {
    pb::Assumptions { freeze_years: years.to_vec(), ..Default::default() }
}

#[tokio::test]
async fn a_scenario_is_kept_listed_and_forgotten() {
    let needs = Needs::start().await;
    let unit = needs.position("Bidan", 1).await.unit;
    let assumptions = pb::Assumptions {
        spread: Spread::Weighted.into(),
        weights: vec![3, 2, 1, 0, 0],
        population_growth: "1.25".into(),
        population_sectors: vec!["health".into()],
        workload_changes: vec![
            pb::WorkloadChange { unit, percent: "-12.5".into(), from_year: 2, ..Default::default() },
            pb::WorkloadChange { sector: "tourism".into(), percent: "30".into(), from_year: 1, ..Default::default() },
        ],
        freeze_years: vec![1, 2],
        ..Default::default()
    };
    let request_id = Uuid::now_v7().to_string();
    let once = pb::CreateScenarioRequest { request_id, ..create(" Moratorium ", assumptions.clone()) };
    let kept = keep(&needs, once.clone()).await.unwrap();
    assert_eq!((kept.display_name.as_str(), kept.etag.as_str()), ("Moratorium", "\"1\""));
    assert_eq!(kept.assumptions, Some(assumptions));
    assert_eq!(keep(&needs, once.clone()).await.unwrap(), kept);
    let reused = pb::CreateScenarioRequest { display_name: "Lain".into(), ..once };
    assert_refused(keep(&needs, reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(get(&needs, &kept.name).await.unwrap(), kept);

    keep(&needs, create("Penduduk", growth("2"))).await.unwrap();
    let list = |page_token: String| pb::ListScenariosRequest { parent: PARENT.into(), page_size: 1, page_token };
    let first = client(&needs).list_scenarios(needs.harness.request(ANALYST, list(String::new()))).await.unwrap();
    let first = first.into_inner();
    assert_eq!(first.scenarios, std::slice::from_ref(&kept));
    let second = client(&needs).list_scenarios(needs.harness.request(ANALYST, list(first.next_page_token))).await;
    let second = second.unwrap().into_inner();
    assert_eq!((second.scenarios[0].display_name.as_str(), second.next_page_token.as_str()), ("Penduduk", ""));

    let gone = pb::DeleteScenarioRequest {
        name: kept.name.clone(),
        etag: kept.etag.clone(),
        request_id: Uuid::now_v7().to_string(),
    };
    let stale = pb::DeleteScenarioRequest { etag: "\"2\"".into(), ..gone.clone() };
    assert_refused(delete(&needs, stale).await, Code::Aborted, "ETAG_MISMATCH");
    delete(&needs, gone.clone()).await.unwrap();
    delete(&needs, gone.clone()).await.unwrap();
    assert_refused(get(&needs, &kept.name).await, Code::NotFound, "SCENARIO_NOT_FOUND");
    let again = pb::DeleteScenarioRequest { request_id: String::new(), ..gone };
    assert_refused(delete(&needs, again).await, Code::NotFound, "SCENARIO_NOT_FOUND");
    let changes = "SELECT count(*) FROM needs.scenario_changes";
    assert_eq!(needs.harness.number(changes).await, 0);
}

#[tokio::test]
async fn a_scenario_names_units_that_exist_and_says_all_that_is_wrong() {
    let needs = Needs::start().await;
    let change = |unit: String| pb::WorkloadChange { unit, percent: "5".into(), ..Default::default() };
    let with = |unit: String| pb::Assumptions { workload_changes: vec![change(unit)], ..Default::default() };
    let refused = keep(&needs, create("x", with(nobody("units")))).await;
    assert_refused(refused, Code::NotFound, "UNIT_NOT_FOUND");
    let foreign = nobody("units").replace("6571", OTHER_TENANT);
    let bad = pb::CreateScenarioRequest { request_id: "x".into(), ..create(" ", with(foreign)) };
    let told = bad_fields(&keep(&needs, bad).await.unwrap_err());
    assert_eq!(told, ["display_name", "assumptions.workload_changes[0].unit", "request_id"]);
    let nothing = pb::CreateScenarioRequest { assumptions: None, ..create("x", growth("1")) };
    assert_eq!(bad_fields(&keep(&needs, nothing).await.unwrap_err()), ["assumptions"]);
    let many =
        pb::Assumptions { workload_changes: vec![change(nobody("units")); 101], weights: vec![1], ..frozen(&[]) };
    let told = bad_fields(&keep(&needs, create("x", many)).await.unwrap_err());
    assert_eq!(told, ["assumptions.weights", "assumptions.workload_changes"]);
}

#[tokio::test]
async fn scenarios_stand_side_by_side_with_the_base() {
    let needs = Needs::start().await;
    // 2.1760 people as in the growth vector, twice: one follows the population, one does not.
    needs.lacking("Bidan", 2, 2).await;
    let sheet =
        |unit: &str| pb::WorkloadRow { unit_path: unit.into(), ..crate::world::workload_row("Bidan", "163200", "1") };
    needs.import_workload(header(), &[sheet(PUSKESMAS)]).await.unwrap();
    school(&needs, "Guru", 31, 40).await;
    with_sectors(&needs).await;
    import(&needs, header(), &[count("Bidan", 2025, 1)]).await.unwrap();
    let unit = needs.list_positions().await[0].unit.clone();
    let mut names = Vec::new();
    let change =
        |percent: &str| pb::WorkloadChange { unit: unit.clone(), percent: percent.into(), ..Default::default() };
    for (name, assumptions) in [
        ("tumbuh", pb::Assumptions { population_sectors: vec!["health".into()], ..growth("7.5") }),
        ("moratorium", frozen(&[1, 2])),
        ("beban", pb::Assumptions { workload_changes: vec![change("15")], ..Default::default() }),
    ] {
        names.push(keep(&needs, create(name, assumptions)).await.unwrap().name);
    }
    let found = compare(&needs, "", &names).await.unwrap();
    let base = found.base.unwrap();
    let by_sector = |outcome: &pb::ScenarioOutcome| {
        let sum = |sector: &pb::SectorOutcome| {
            let sum = sector.sum.clone().unwrap();
            (sum.sector, needs_of(&sum.years), sector.need_beyond_base.clone())
        };
        outcome.sectors.iter().map(sum).collect::<Vec<_>>()
    };
    let line = |sector: &str, need: [i64; 5], beyond: [i64; 5]| (sector.to_owned(), need.to_vec(), beyond.to_vec());
    let expected = [line("education", [9, 0, 0, 0, 0], [0; 5]), line("health", [0, 1, 0, 0, 0], [0; 5])];
    assert_eq!(by_sector(&base), expected);
    let [grown, frozen, busier] = &found.scenarios[..] else { panic!("{:?}", found.scenarios) };
    assert_eq!((&grown.scenario, grown.display_name.as_str()), (&names[0], "tumbuh"));
    assert_eq!(by_sector(grown)[1], line("health", [0, 2, 0, 0, 0], [0, 1, 0, 0, 0]));
    assert_eq!(by_sector(grown)[0], expected[0]);
    assert_eq!(by_sector(frozen)[0], line("education", [0, 0, 9, 0, 0], [-9, 0, 9, 0, 0]));
    assert_eq!(by_sector(frozen)[1], line("health", [0, 0, 1, 0, 0], [0, -1, 1, 0, 0]));
    let carried = frozen.total.as_ref().unwrap().sum.as_ref().unwrap().years.iter().map(|year| year.carried);
    assert_eq!(carried.collect::<Vec<_>>(), [9, 10, 0, 0, 0]);
    assert_eq!(by_sector(busier)[1], line("health", [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]));
    assert_eq!(busier.total.as_ref().unwrap().total_need_beyond_base, 1);

    let of_unit = compare(&needs, &unit, &names[..1]).await.unwrap();
    assert_eq!(of_unit.base.unwrap().sectors.len(), 1);
    let stored = pb::ProjectNeedsRequest {
        parent: PARENT.into(),
        base_year: 2023,
        scenario: names[1].clone(),
        ..Default::default()
    };
    let stored = client(&needs).project_needs(needs.harness.request(ANALYST, stored)).await.unwrap().into_inner();
    assert_eq!(needs_of(&stored.positions[1].years), [0, 0, 9, 0, 0]);
}

#[tokio::test]
async fn one_to_five_scenarios_of_ones_own_are_compared() {
    let needs = Needs::start().await;
    let kept = keep(&needs, create("x", growth("1"))).await.unwrap().name;
    assert_eq!(bad_fields(&compare(&needs, "x", &[]).await.unwrap_err()), ["unit", "scenarios"]);
    let twice = [kept.clone(), kept.clone()];
    assert_eq!(bad_fields(&compare(&needs, "", &twice).await.unwrap_err()), ["scenarios[1]"]);
    let six: Vec<_> = (0..6).map(|_| nobody("scenarios")).collect();
    assert_eq!(bad_fields(&compare(&needs, "", &six).await.unwrap_err()), ["scenarios"]);
    let unknown = [kept.clone(), absent(&kept)];
    assert_refused(compare(&needs, "", &unknown).await, Code::NotFound, "SCENARIO_NOT_FOUND");
    let refused = compare(&needs, &nobody("units"), std::slice::from_ref(&kept)).await;
    assert_refused(refused, Code::NotFound, "UNIT_NOT_FOUND");
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], create("x", growth("1")));
    assert_refused(client(&needs).create_scenario(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    let gone = pb::DeleteScenarioRequest { name: kept.clone(), etag: "\"1\"".into(), ..Default::default() };
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], gone);
    assert_refused(client(&needs).delete_scenario(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    let theirs = get(&needs, &kept.replace("6571", OTHER_TENANT)).await;
    assert_refused(theirs, Code::PermissionDenied, "PERMISSION_DENIED");
}
