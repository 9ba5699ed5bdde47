use crate::{
    ANALYST, AUTHORITY, Needs, PARENT, absent, anonymous, assert_refused,
    consultations::weight,
    nobody,
    projection::{school, with_sectors},
    world::item,
};
use contracts::needs::v1::{self as pb, budget_service_client::BudgetServiceClient};
use pb::{budget_line::Reason, priority::Target};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status, transport::Channel};
use uuid::Uuid;

/// A year of class 7 in the cost ruleset.
const CLASS_7: i64 = 78_000_000;

fn client(needs: &Needs) -> BudgetServiceClient<Channel> {
    BudgetServiceClient::new(needs.harness.channel.clone())
}

fn posts(ceiling: i64) -> pb::CreateBudgetPlanRequest {
    pb::CreateBudgetPlanRequest {
        parent: PARENT.into(),
        display_name: "Usulan 2025".into(),
        year: 2025,
        ceiling_posts: Some(ceiling),
        ..Default::default()
    }
}

fn rupiah(ceiling: i64) -> pb::CreateBudgetPlanRequest {
    pb::CreateBudgetPlanRequest { ceiling_posts: None, ceiling_rupiah: Some(ceiling), ..posts(0) }
}

fn sector(sector: &str, weight: i32) -> pb::BudgetWeight {
    pb::BudgetWeight { sector: sector.into(), weight, ..Default::default() }
}

async fn plan(needs: &Needs, request: pb::CreateBudgetPlanRequest) -> Result<pb::BudgetPlan, Status> {
    Ok(client(needs).create_budget_plan(needs.harness.request(ANALYST, request)).await?.into_inner())
}

async fn get(needs: &Needs, name: &str) -> Result<pb::BudgetPlan, Status> {
    let request = pb::GetBudgetPlanRequest { name: name.into() };
    Ok(client(needs).get_budget_plan(needs.harness.request(AUTHORITY, request)).await?.into_inner())
}

async fn lines(needs: &Needs, request: pb::ListBudgetLinesRequest) -> Result<pb::ListBudgetLinesResponse, Status> {
    Ok(client(needs).list_budget_lines(needs.harness.request(AUTHORITY, request)).await?.into_inner())
}

/// Title, seats and reason of each line.
async fn told(needs: &Needs, plan: &pb::BudgetPlan) -> Vec<(String, i32, Reason)> {
    let all = pb::ListBudgetLinesRequest { budget_plan: plan.name.clone(), ..Default::default() };
    let lines = lines(needs, all).await.unwrap().lines;
    lines.into_iter().map(|line| (line.title.clone(), line.seats, line.reason())).collect()
}

fn line(title: &str, seats: i32, reason: Reason) -> (String, i32, Reason) {
    (title.to_owned(), seats, reason)
}

/// A puskesmas that lacks 3 and 2 people, and a school that lacks 4; one position has too many.
async fn region() -> Needs {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 1, 4).await;
    needs.lacking("Perawat", 1, 3).await;
    needs.lacking("Sopir", 5, 1).await;
    school(&needs, "Guru", 2, 6).await;
    with_sectors(&needs).await;
    needs
}

#[tokio::test]
async fn posts_go_where_the_weight_is() {
    let needs = region().await;
    let weights = vec![sector("health", 3), sector("education", 2)];
    let request = pb::CreateBudgetPlanRequest { weights: weights.clone(), ..posts(6) };
    let made = plan(&needs, request).await.unwrap();
    assert_eq!((made.seats, made.rupiah, made.proposable, made.positions), (6, 6 * CLASS_7, 9, 3));
    assert_eq!((made.value, made.bound, made.exact, made.gap.as_str()), (17, 17, true, "0"));
    assert_eq!((made.ruleset.as_str(), made.costs.len(), made.costs[7].rupiah), ("cost-siklus-1", 18, CLASS_7));
    assert_eq!((&made.weights, made.ceiling_posts, made.ceiling_rupiah), (&weights, Some(6), None));
    let mut found = told(&needs, &made).await;
    found.sort();
    let expected = [
        line("Bidan", 3, Reason::AllGiven),
        line("Guru", 1, Reason::PostsUsedUp),
        line("Perawat", 2, Reason::AllGiven),
    ];
    assert_eq!(found, expected);

    let none_left = plan(&needs, pb::CreateBudgetPlanRequest { weights, ..posts(5) }).await.unwrap();
    let guru = told(&needs, &none_left).await.pop().unwrap();
    assert_eq!(guru, line("Guru", 0, Reason::LowerWeight));
    let enough = plan(&needs, posts(100)).await.unwrap();
    assert_eq!((enough.seats, enough.value, enough.neutral_weight), (9, 9, 1));
}

/// What was agreed with the public counts, unless the request weighs otherwise.
#[tokio::test]
async fn priorities_in_force_are_the_weights_of_a_plan_that_names_none() {
    let needs = region().await;
    let bidan = needs.list_positions().await.into_iter().find(|one| one.title == "Bidan").unwrap();
    needs.weigh(weight(Target::Sector("education".into()), 150, "")).await.unwrap();
    let unit = needs.weigh(weight(Target::Unit(bidan.unit.clone()), 250, "")).await.unwrap();
    needs.weigh(weight(Target::Sector("health".into()), 80, "")).await.unwrap();
    let made = plan(&needs, posts(6)).await.unwrap();
    // Seats of the puskesmas: 250 × 80; of the school: 150 × 100, for nobody weighed the school itself.
    assert_eq!((made.seats, made.value, made.exact, made.neutral_weight), (6, 5 * 20_000 + 15_000, true, 100));
    let of_unit = pb::BudgetWeight { unit: bidan.unit.clone(), weight: 250, ..Default::default() };
    assert_eq!(made.weights, [sector("education", 150), of_unit, sector("health", 80)]);
    let told_of = async |plan: &pb::BudgetPlan| {
        let all = pb::ListBudgetLinesRequest { budget_plan: plan.name.clone(), ..Default::default() };
        let mut lines: Vec<_> = lines(&needs, all).await.unwrap().lines;
        lines.sort_by_key(|line| line.title.clone());
        lines.into_iter().map(|line| (line.seats, line.weight)).collect::<Vec<_>>()
    };
    assert_eq!(told_of(&made).await, [(3, 20_000), (1, 15_000), (2, 20_000)]);

    // The plan keeps what it was made by; the next one is made by what is in force then.
    let lower = pb::SetPriorityRequest { etag: unit.etag, ..weight(Target::Unit(bidan.unit), 100, "") };
    needs.weigh(lower).await.unwrap();
    assert_eq!(get(&needs, &made.name).await.unwrap(), made);
    let next = plan(&needs, posts(6)).await.unwrap();
    assert_eq!((next.value, next.weights[1].weight), (4 * 15_000 + 2 * 8_000, 100));
    let given = vec![sector("health", 3)];
    let given = plan(&needs, pb::CreateBudgetPlanRequest { weights: given.clone(), ..posts(6) }).await.unwrap();
    assert_eq!((given.value, given.neutral_weight, given.weights.len()), (16, 1, 1));
    assert_eq!(told_of(&given).await, [(3, 3), (1, 1), (2, 3)]);
}

#[tokio::test]
async fn priorities_of_others_and_of_units_that_have_ended_weigh_nothing() {
    let needs = region().await;
    let bidan = needs.list_positions().await.into_iter().find(|one| one.title == "Bidan").unwrap();
    needs.weigh(weight(Target::Unit(bidan.unit), 9_000, "")).await.unwrap();
    let end = "UPDATE needs.units SET valid_until = '2024-12-31' WHERE display_name = 'PUSKESMAS ASEMROWO'";
    sqlx::query(end).execute(&needs.harness.pool).await.unwrap();
    let other =
        "INSERT INTO needs.priorities (priority_id, instansi, sector, weight, previous, reason, version, create_time,
                                               update_time)
                 VALUES (gen_random_uuid(), '5473', 'education', 9000, 100, 'x', 1, now(), now())";
    sqlx::query(other).execute(&needs.harness.pool).await.unwrap();
    let made = plan(&needs, posts(100)).await.unwrap();
    assert_eq!((made.seats, made.value, made.weights.len()), (4, 4 * 10_000, 1));
}

#[tokio::test]
async fn money_goes_where_it_brings_most() {
    let needs = region().await;
    let weights = vec![sector("health", 3), sector("education", 0)];
    let costs = vec![pb::ClassCost { job_class: 7, rupiah: 1_000 }];
    let request = pb::CreateBudgetPlanRequest { weights, costs, ..rupiah(4_999) };
    let made = plan(&needs, request).await.unwrap();
    assert_eq!((made.seats, made.rupiah, made.value, made.exact), (4, 4_000, 12, true));
    let mut found = told(&needs, &made).await;
    found.sort();
    let expected = [
        line("Bidan", 2, Reason::MoneyUsedUp),
        line("Guru", 0, Reason::NoWeight),
        line("Perawat", 2, Reason::AllGiven),
    ];
    assert_eq!(found, expected);
    let refused = pb::ListBudgetLinesRequest { budget_plan: made.name, refused: true, ..Default::default() };
    let refused = lines(&needs, refused).await.unwrap().lines;
    let bidan = refused.iter().find(|line| line.title == "Bidan").unwrap();
    assert_eq!(bidan.explanation, "another seat costs 1000 rupiah, and 999 are left");
    let of = (bidan.sector.as_str(), bidan.job_class, bidan.weight, bidan.rupiah_per_seat, bidan.proposable);
    assert_eq!((of, refused.len()), (("health", 7, 3, 1_000, 3), 2));
}

#[tokio::test]
async fn both_ceilings_and_weights_of_units_count() {
    let needs = region().await;
    let positions = needs.list_positions().await;
    let unit = |title: &str| positions.iter().find(|one| one.title == title).unwrap().unit.clone();
    let weights = vec![pb::BudgetWeight { unit: unit("Guru"), weight: 5, ..Default::default() }];
    let request = pb::CreateBudgetPlanRequest { weights, ceiling_rupiah: Some(3 * CLASS_7), ..posts(5) };
    let made = plan(&needs, request).await.unwrap();
    assert_eq!((made.seats, made.value, made.exact), (3, 15, true));
    assert_eq!(told(&needs, &made).await[0], line("Guru", 3, Reason::MoneyUsedUp));
    assert_eq!(told(&needs, &made).await[1].2, Reason::LowerWeightPerRupiah);
    let below = pb::CreateBudgetPlanRequest { unit: unit("Bidan"), ..posts(100) };
    let below = plan(&needs, below).await.unwrap();
    assert_eq!((below.seats, below.unit), (5, unit("Bidan")));
}

#[tokio::test]
async fn a_legal_minimum_is_never_cut() {
    let needs = region().await;
    let positions = needs.list_positions().await;
    let position = |title: &str| positions.iter().find(|one| one.title == title).unwrap().name.clone();
    let minima = vec![pb::LegalMinimum { position: position("Guru"), people: 4 }];
    let weights = vec![sector("education", 0)];
    let request = pb::CreateBudgetPlanRequest { weights, minima, ..posts(3) };
    let made = plan(&needs, request.clone()).await.unwrap();
    assert_eq!((made.seats, made.value), (3, 1));
    let guru = told(&needs, &made).await.pop().unwrap();
    assert_eq!(guru, line("Guru", 2, Reason::NoWeight));
    // The minimum is above the need that was computed: that does not keep the position below it.
    let sopir = needs.list_positions().await.into_iter().find(|one| one.title == "Sopir").unwrap();
    assert_eq!((sopir.required, sopir.incumbents), (1, 5));
    let minima = vec![pb::LegalMinimum { position: sopir.name, people: 7 }];
    let above = plan(&needs, pb::CreateBudgetPlanRequest { minima, ..posts(2) }).await.unwrap();
    let all = pb::ListBudgetLinesRequest { budget_plan: above.name, ..Default::default() };
    let all = lines(&needs, all).await.unwrap().lines;
    let line = all.iter().find(|line| line.title == "Sopir").unwrap();
    assert_eq!((line.minimum_seats, line.seats, line.proposable, line.reason()), (2, 2, 2, Reason::AllGiven));
    let low = pb::CreateBudgetPlanRequest { ceiling_posts: Some(1), ..request.clone() };
    assert_refused(plan(&needs, low).await, Code::FailedPrecondition, "MINIMUM_ABOVE_CEILING");
    let unknown = vec![pb::LegalMinimum { position: nobody("positions"), people: 1 }];
    let unknown = pb::CreateBudgetPlanRequest { minima: unknown, ..request };
    assert_refused(plan(&needs, unknown).await, Code::NotFound, "POSITION_NOT_FOUND");
}

/// What was determined and nobody fills yet is not asked for again.
#[tokio::test]
async fn determined_seats_are_not_planned_twice() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 6).await;
    needs.determined(&[item(&position, 3)]).await;
    let made = plan(&needs, posts(100)).await.unwrap();
    assert_eq!((made.proposable, made.seats), (2, 2));
}

#[tokio::test]
async fn plans_are_kept_listed_and_made_once() {
    let needs = region().await;
    let once = pb::CreateBudgetPlanRequest { request_id: Uuid::now_v7().to_string(), ..posts(2) };
    let made = plan(&needs, once.clone()).await.unwrap();
    assert_eq!(plan(&needs, once.clone()).await.unwrap(), made);
    let reused = pb::CreateBudgetPlanRequest { year: 2026, ..once };
    assert_refused(plan(&needs, reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(get(&needs, &made.name).await.unwrap(), made);
    plan(&needs, posts(3)).await.unwrap();
    let list = |page_token: String| pb::ListBudgetPlansRequest { parent: PARENT.into(), page_size: 1, page_token };
    let first = client(&needs).list_budget_plans(needs.harness.request(ANALYST, list(String::new()))).await.unwrap();
    let first = first.into_inner();
    let bare = pb::BudgetPlan { weights: Vec::new(), costs: Vec::new(), ..made.clone() };
    assert_eq!(first.budget_plans, [bare]);
    let second = client(&needs).list_budget_plans(needs.harness.request(ANALYST, list(first.next_page_token))).await;
    let second = second.unwrap().into_inner();
    assert_eq!((second.budget_plans[0].seats, second.next_page_token.as_str()), (3, ""));

    let of_plan = pb::ListBudgetLinesRequest { budget_plan: made.name.clone(), page_size: 2, ..Default::default() };
    let first = lines(&needs, of_plan.clone()).await.unwrap();
    let next = pb::ListBudgetLinesRequest { page_token: first.next_page_token, ..of_plan };
    let second = lines(&needs, next.clone()).await.unwrap();
    assert_eq!((first.lines.len(), second.lines.len(), second.next_page_token.as_str()), (2, 1, ""));
    let other = lines(&needs, pb::ListBudgetLinesRequest { refused: true, ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    assert_refused(get(&needs, &absent(&made.name)).await, Code::NotFound, "BUDGET_PLAN_NOT_FOUND");
    let unknown = pb::ListBudgetLinesRequest { budget_plan: absent(&made.name), ..Default::default() };
    assert_refused(lines(&needs, unknown).await, Code::NotFound, "BUDGET_PLAN_NOT_FOUND");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_plan_is_told_at_once() {
    let needs = Needs::start().await;
    let cost = |job_class, rupiah| pb::ClassCost { job_class, rupiah };
    let minimum = |position: &str, people| pb::LegalMinimum { position: position.into(), people };
    let position = nobody("positions");
    let bad = pb::CreateBudgetPlanRequest {
        display_name: " ".into(),
        year: 3000,
        unit: "x".into(),
        ceiling_posts: Some(-1),
        ceiling_rupiah: Some(i64::MAX),
        weights: vec![sector("health", 1001), sector("health", 1), pb::BudgetWeight::default()],
        costs: vec![cost(18, 1), cost(7, 0), cost(7, 1)],
        minima: vec![minimum(&position, -1), minimum(&position, 1), minimum("x", 1)],
        request_id: "x".into(),
        ..posts(0)
    };
    let told = bad_fields(&plan(&needs, bad).await.unwrap_err());
    let expected = [
        "display_name",
        "year",
        "unit",
        "ceiling_posts",
        "ceiling_rupiah",
        "weights[0].weight",
        "weights[1].sector",
        "weights[2].sector",
        "costs[0].job_class",
        "costs[1].rupiah",
        "costs[2].job_class",
        "minima[0].people",
        "minima[1].position",
        "minima[2].position",
        "request_id",
    ];
    assert_eq!(told, expected);
    let neither = pb::CreateBudgetPlanRequest { ceiling_posts: None, ..posts(0) };
    assert_eq!(bad_fields(&plan(&needs, neither).await.unwrap_err()), ["ceiling_posts"]);
    let unknown = pb::CreateBudgetPlanRequest { unit: nobody("units"), ..posts(1) };
    assert_refused(plan(&needs, unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
    let weights = vec![pb::BudgetWeight { unit: nobody("units"), weight: 1, ..Default::default() }];
    let unknown = pb::CreateBudgetPlanRequest { weights, ..posts(1) };
    assert_refused(plan(&needs, unknown).await, Code::NotFound, "UNIT_NOT_FOUND");
}

#[tokio::test]
async fn plans_are_not_public_and_made_in_ones_own_instansi() {
    let needs = Needs::start().await;
    let made = plan(&needs, posts(1)).await.unwrap();
    assert_eq!((made.seats, made.positions, made.gap.as_str()), (0, 0, "0"));
    let read = pb::GetBudgetPlanRequest { name: made.name };
    let refused = client(&needs).get_budget_plan(anonymous(read.clone())).await;
    assert_refused(refused, Code::Unauthenticated, "NO_TOKEN");
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], read);
    assert_refused(client(&needs).get_budget_plan(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    let foreign = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], posts(1));
    assert_refused(client(&needs).create_budget_plan(foreign).await, Code::PermissionDenied, "PERMISSION_DENIED");
    let reader = needs.harness.request(AUTHORITY, posts(1));
    assert_refused(client(&needs).create_budget_plan(reader).await, Code::PermissionDenied, "PERMISSION_DENIED");
}
