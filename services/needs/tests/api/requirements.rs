//! Needs by every method.

use crate::{
    ANALYST, Needs, PUSKESMAS, absent, anonymous, assert_refused, places,
    sheets::all,
    world::{header, item, position_row, workload_row},
};
use contracts::needs::v1::{self as pb, requirement_input::Method};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

impl Needs {
    pub async fn count(&self, position: &pb::Position, input: pb::RequirementInput) -> Result<pb::Requirement, Status> {
        self.count_as(compute(position, input)).await
    }

    async fn count_as(&self, request: pb::ComputeRequirementRequest) -> Result<pb::Requirement, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.workloads.clone().compute_requirement(request).await?.into_inner())
    }

    async fn remove_minimum(&self, request: pb::RemoveMinimumRequest) -> Result<pb::Requirement, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.workloads.clone().remove_minimum(request).await?.into_inner())
    }

    pub async fn requirement(&self, position: &pb::Position) -> Result<pb::Requirement, Status> {
        let request = anonymous(pb::GetRequirementRequest { name: position.name.clone() });
        Ok(self.workloads.clone().get_requirement(request).await?.into_inner())
    }

    async fn import_requirements(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::RequirementRow],
    ) -> Result<pb::ImportRequirementsResponse, Status> {
        use pb::import_requirements_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportRequirementsRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.workloads.clone().import_requirements(request).await?.into_inner())
    }
}

fn compute(position: &pb::Position, input: pb::RequirementInput) -> pb::ComputeRequirementRequest {
    let (name, etag) = (position.name.clone(), position.etag.clone());
    pb::ComputeRequirementRequest { name, etag, input: Some(input), request_id: String::new() }
}

pub fn by(method: Method) -> pb::RequirementInput {
    pb::RequirementInput { ruleset: String::new(), method: Some(method) }
}

fn health_task(often: &str, minutes: &str) -> pb::HealthTask {
    pb::HealthTask { description: "pemeriksaan".into(), annual_volume: often.into(), minutes: minutes.into() }
}

/// The worked example of the rules: 2.6649 people.
pub fn wisn() -> pb::WisnInput {
    pb::WisnInput {
        possible_days: "260".into(),
        holidays: "15".into(),
        leave: "12".into(),
        sick: "6".into(),
        other: "5".into(),
        hours_per_day: "7.5".into(),
        activities: [("4200", "25"), ("310", "180"), ("6800", "10")].map(|(n, m)| health_task(n, m)).to_vec(),
        category_allowances: vec![pb::CategoryAllowance { description: "pencatatan".into(), percent: "10".into() }],
        individual_allowances: vec![pb::IndividualAllowance {
            description: "supervisi".into(),
            hours: "200".into(),
            people: 1,
        }],
    }
}

pub fn minimum(staff: &str) -> pb::MinimumInput {
    pb::MinimumInput {
        facility: pb::minimum_input::Facility::WithBeds.into(),
        area: pb::minimum_input::Area::Rural.into(),
        staff: staff.into(),
    }
}

pub fn subject(class_groups: i32, weekly_hours: &str) -> pb::TeacherInput {
    let grade = pb::teacher_input::Grade { grade: "VII".into(), class_groups, weekly_hours: weekly_hours.into() };
    pb::TeacherInput { kind: pb::teacher_input::Kind::Subject.into(), grades: vec![grade], ..Default::default() }
}

fn approach(kind: pb::approach_input::Kind, amount: &str, standard: &str) -> pb::ApproachInput {
    let (description, amount, standard) = ("surat".into(), amount.into(), standard.into());
    pb::ApproachInput { kind: kind.into(), items: vec![pb::approach_input::Item { description, amount, standard }] }
}

#[tokio::test]
async fn each_method_gives_its_need_and_the_position_has_it() {
    use pb::{approach_input::Kind, requirement::Method as Shown};
    let needs = Needs::start().await;
    let health = pb::HealthWorkloadInput {
        available_time: None,
        main_tasks: vec![health_task("14400", "10")],
        support_tasks: vec![health_task("40", "180")],
    };
    let class = pb::TeacherInput { kind: pb::teacher_input::Kind::Class.into(), ..subject(6, "") };
    let sheet = pb::SheetInput { tasks: vec![workload_row("x", "3", "75000").task.unwrap()] };
    let process = approach(Kind::Process, "108000", "");
    let cases = [
        (Method::Wisn(wisn()), Shown::Wisn, "2.6649", 3, "wisn-who-2010"),
        (Method::HealthWorkload(health), Shown::HealthWorkload, "2.2222", 2, "abk-kes-permenkes-33-2015"),
        (
            Method::Approach(approach(Kind::Result, "1000", "100")),
            Shown::Approach,
            "10.0000",
            10,
            "pendekatan-kep-75-2004",
        ),
        (Method::Approach(approach(Kind::Tool, "2", "3")), Shown::Approach, "6.0000", 6, "pendekatan-kep-75-2004"),
        (Method::Approach(process), Shown::Approach, "1.5000", 2, "pendekatan-kep-75-2004"),
        (Method::Teachers(subject(7, "4")), Shown::Teachers, "1.1667", 1, "guru-pedoman-2011"),
        (Method::Teachers(class), Shown::Teachers, "6.0000", 6, "guru-pedoman-2011"),
        (Method::Sheet(sheet), Shown::Sheet, "3.0000", 3, "abk-permenpanrb-1-2020"),
    ];
    let mut position = needs.position("Bidan", 2).await;
    for (method, shown, workload, required, ruleset) in cases {
        let counted = needs.count(&position, by(method)).await.unwrap();
        let found =
            (counted.method(), counted.full_time_equivalent.as_str(), counted.required, counted.ruleset.as_str());
        assert_eq!(found, (shown, workload, required, ruleset));
        assert_eq!((counted.computed, counted.minimum), (required, 0));
        position = needs.get(&position).await;
        let held =
            (position.full_time_equivalent.as_str(), position.required, position.shortage, position.ruleset.as_str());
        assert_eq!(held, (workload, required, required - 2, ruleset));
        assert_eq!(needs.requirement(&position).await.unwrap(), counted);
    }
    assert_eq!(needs.draft(&[item(&position, 1)]).await.seats, 1);
}

#[tokio::test]
async fn the_minimum_stands_beside_the_method_and_the_larger_counts() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 4).await;
    let alone = needs.count(&position, by(Method::Minimum(minimum("bidan")))).await.unwrap();
    let shown = (alone.required, alone.minimum, alone.computed, alone.full_time_equivalent.as_str());
    assert_eq!((shown, alone.ruleset.as_str()), ((7, 7, 0, ""), "puskesmas-permenkes-75-2014"));
    let both = needs.count(&needs.get(&position).await, by(Method::Wisn(wisn()))).await.unwrap();
    assert_eq!((both.required, both.minimum, both.computed, both.ruleset.as_str()), (7, 7, 3, "wisn-who-2010"));
    assert_eq!(both.staff_ratio, "1.5010");
    // A sheet takes the place of the method and keeps the minimum, in an import and when everything is computed anew.
    needs.import_workload(header(), &[workload_row("Bidan", "2", "75000")]).await.unwrap();
    let found = needs.requirement(&position).await.unwrap();
    assert_eq!((found.method(), found.required, found.computed), (pb::requirement::Method::Sheet, 7, 2));
    needs.compute_all(pb::ComputeAllRequest { ruleset: "abk-perka-bkn-19-2011".into(), ..all() }).await.unwrap();
    assert_eq!(needs.get(&position).await.required, 7);
    needs.import_workload(header(), &[workload_row("Bidan", "9", "75000")]).await.unwrap();
    let position = needs.get(&position).await;
    assert_eq!(position.required, 9);
    let (name, etag, reason) = (position.name.clone(), position.etag.clone(), "bukan puskesmas".to_owned());
    let request = pb::RemoveMinimumRequest { name, etag, reason, request_id: Uuid::now_v7().to_string() };
    let removed = needs.remove_minimum(request.clone()).await.unwrap();
    assert_eq!((removed.required, removed.minimum), (9, 0));
    assert_eq!(needs.remove_minimum(request.clone()).await.unwrap(), removed);
    let again = pb::RemoveMinimumRequest { etag: removed.etag, request_id: String::new(), ..request };
    assert_refused(needs.remove_minimum(again).await, Code::FailedPrecondition, "NEED_NOT_COMPUTED");
}

#[tokio::test]
async fn a_minimum_that_was_all_leaves_nothing_when_it_goes() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 4).await;
    let counted = needs.count(&position, by(Method::Minimum(minimum("bidan")))).await.unwrap();
    let (name, reason) = (position.name.clone(), "bukan puskesmas".into());
    let request = pb::RemoveMinimumRequest { name, etag: counted.etag, reason, request_id: String::new() };
    assert_eq!(needs.remove_minimum(request).await.unwrap().required, 0);
    assert_refused(needs.requirement(&position).await, Code::FailedPrecondition, "NEED_NOT_COMPUTED");
}

#[tokio::test]
async fn where_the_guide_is_open_a_person_decides_with_a_reason() {
    use pb::teacher_input::Rounding;
    let needs = Needs::start().await;
    let position = needs.position("Guru Matematika", 1).await;
    let open = needs.count(&position, by(Method::Teachers(subject(9, "5")))).await.unwrap_err();
    let told = open.get_details_error_info().unwrap().metadata;
    assert_eq!((told["value"].as_str(), told["down"].as_str(), told["up"].as_str()), ("1.8750", "1", "2"));
    assert_refused(Err::<(), _>(open), Code::FailedPrecondition, "ROUNDING_UNDECIDED");
    let decided = |class_groups, reason: &str| {
        let (decision, decision_reason) = (Rounding::Up.into(), reason.into());
        by(Method::Teachers(pb::TeacherInput { decision, decision_reason, ..subject(class_groups, "5") }))
    };
    let unfounded = needs.count(&position, decided(9, "")).await.unwrap_err();
    assert_eq!(bad_fields(&unfounded), ["input.teachers.decision_reason"]);
    let needless = needs.count(&position, decided(4, "sekolah jauh")).await.unwrap_err();
    assert_eq!(bad_fields(&needless), ["input.teachers.decision"]);
    assert_eq!(needs.count(&position, decided(9, "sekolah jauh")).await.unwrap().required, 2);
}

#[tokio::test]
async fn implausible_factors_are_warned_about() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let mut input = wisn();
    input.category_allowances[0].percent = "40".into();
    let counted = needs.count(&position, by(Method::Wisn(input))).await.unwrap();
    let nodes: Vec<_> = counted.warnings.iter().map(|warning| (&*warning.node, &*warning.value)).collect();
    assert_eq!(nodes, [("wisn/cas", "0.4000")]);
    assert_eq!(needs.requirement(&position).await.unwrap().warnings, counted.warnings);
}

#[tokio::test]
async fn everything_wrong_with_an_input_is_told() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let refused = async |method| bad_fields(&needs.count(&position, by(method)).await.unwrap_err());
    let mut bad = wisn();
    (bad.possible_days, bad.hours_per_day) = ("-1".into(), "0".into());
    bad.activities[1] = health_task("x", "0");
    bad.category_allowances[0].percent = "100".into();
    bad.individual_allowances[0].people = -1;
    let expected = [
        "input.wisn.possible_days",
        "input.wisn.hours_per_day",
        "input.wisn.activities[1].annual_volume",
        "input.wisn.activities[1].minutes",
        "input.wisn.category_allowances[0].percent",
        "input.wisn.individual_allowances[0].people",
    ];
    assert_eq!(refused(Method::Wisn(bad)).await, expected);
    let sheet = |volume, minutes| {
        let task = workload_row("x", volume, minutes).task.unwrap();
        Method::Sheet(pb::SheetInput { tasks: vec![task] })
    };
    assert_eq!(refused(sheet("1", "75001")).await, ["input.abk/1/minutes"]);
    assert_eq!(refused(sheet("1001", "75000")).await, ["input.abk/1/need"]);
    assert_eq!(
        refused(sheet("-1", "0")).await,
        ["input.sheet.tasks[0].volume", "input.sheet.tasks[0].minutes_per_unit"]
    );
    let mut much = wisn();
    much.category_allowances.push(pb::CategoryAllowance { description: "rapat".into(), percent: "90".into() });
    assert_eq!(refused(Method::Wisn(much)).await, ["input.wisn/caf"]);
    let zero = approach(pb::approach_input::Kind::Object, "1", "0");
    assert_eq!(refused(Method::Approach(zero)).await, ["input.approach.items[0].standard"]);
    let none = Method::Approach(pb::ApproachInput::default());
    assert_eq!(refused(none).await, ["input.approach.kind", "input.approach.items"]);
    assert_eq!(
        refused(Method::Teachers(pb::TeacherInput::default())).await,
        ["input.teachers.kind", "input.teachers.grades"]
    );
    assert_eq!(refused(Method::Minimum(minimum("juru masak"))).await, ["input.minimum.staff"]);
    let all = ["input.minimum.facility", "input.minimum.area", "input.minimum.staff"];
    assert_eq!(refused(Method::Minimum(pb::MinimumInput::default())).await, all);
    let time = |field: &str| format!("input.health_workload.available_time.{field}");
    let fields = ["hours_per_week", "days_per_week", "days_per_year", "weeks_per_year"];
    let all = [fields.map(time).to_vec(), vec!["input.health_workload.main_tasks".to_owned()]].concat();
    let health = pb::HealthWorkloadInput {
        available_time: Some(pb::AvailableTime { slack: "0".into(), ..Default::default() }),
        ..Default::default()
    };
    assert_eq!(refused(Method::HealthWorkload(health)).await, all);
    let unknown = pb::RequirementInput { ruleset: "wisn-1945".into(), ..by(Method::Wisn(wisn())) };
    assert_eq!(bad_fields(&needs.count(&position, unknown).await.unwrap_err()), ["input.ruleset"]);
    let nothing = pb::ComputeRequirementRequest { request_id: "x".into(), ..Default::default() };
    let all = ["name", "etag", "request_id", "input.method"];
    assert_eq!(bad_fields(&needs.count_as(nothing).await.unwrap_err()), all);
    assert_eq!(needs.get(&position).await, position);
}

#[tokio::test]
async fn a_requirement_is_replayed_by_its_request_id_and_refused_when_stale() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let request_id = Uuid::now_v7().to_string();
    let once = pb::ComputeRequirementRequest { request_id, ..compute(&position, by(Method::Wisn(wisn()))) };
    let first = needs.count_as(once.clone()).await.unwrap();
    assert_eq!(needs.count_as(once.clone()).await.unwrap(), first);
    let other = pb::ComputeRequirementRequest { input: Some(by(Method::Minimum(minimum("bidan")))), ..once };
    assert_refused(needs.count_as(other).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let stale = needs.count(&position, by(Method::Wisn(wisn()))).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    for name in [absent(&position.name), position.name.replace("6571", OTHER_TENANT)] {
        let position = pb::Position { name, ..position.clone() };
        assert_refused(needs.requirement(&position).await, Code::NotFound, "POSITION_NOT_FOUND");
    }
    let missing = pb::Position { name: absent(&position.name), ..position };
    assert_refused(needs.count(&missing, by(Method::Wisn(wisn()))).await, Code::NotFound, "POSITION_NOT_FOUND");
}

#[tokio::test]
async fn many_requirements_are_imported_and_bad_rows_told() {
    let needs = Needs::start().await;
    let titles = ["Bidan", "Perawat", "Guru", "Dokter"];
    needs.import_positions(header(), &titles.map(|title| position_row(title, 1))).await.unwrap();
    let row = |title: &str, method| pb::RequirementRow {
        unit_path: PUSKESMAS.into(),
        title: title.into(),
        input: Some(by(method)),
    };
    let rows = [
        row("Bidan", Method::Wisn(wisn())),
        row("Bidan", Method::Minimum(minimum("bidan"))),
        row("Perawat", Method::Minimum(minimum("perawat"))),
        row("Nakhoda", Method::Wisn(wisn())),
        row("Perawat", Method::Minimum(minimum("juru masak"))),
        row("Bidan", Method::Teachers(subject(7, "4"))),
        row("Guru", Method::Teachers(subject(9, "5"))),
        pb::RequirementRow { title: "Dokter".into(), ..Default::default() },
        row("Guru", Method::Teachers(subject(7, "4"))),
    ];
    let report = needs.import_requirements(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (4, 5));
    let expected = [
        (4, "title"),
        (5, "input.minimum.staff"),
        (6, "title"),
        (7, "input.guru/posts"),
        (8, "unit_path"),
        (8, "input.method"),
    ];
    assert_eq!(places(&report.errors), expected);
    let required: Vec<_> = needs.list_positions().await.into_iter().map(|one| (one.title, one.required)).collect();
    for (title, expected) in [("Bidan", 7), ("Perawat", 8), ("Guru", 1), ("Dokter", 0)] {
        assert!(required.contains(&(title.to_owned(), expected)), "{title}: {required:?}");
    }
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = needs.import_requirements(strict, &rows).await;
    assert_refused(refused, Code::InvalidArgument, "IMPORT_REFUSED");
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = needs.import_requirements(once.clone(), &rows[..1]).await.unwrap();
    assert_eq!(needs.import_requirements(once, &rows[..1]).await.unwrap(), first);
}
