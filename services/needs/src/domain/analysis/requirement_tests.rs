#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        abk_kes::{self, AvailableTime},
        approach::Approach,
        wisn::{Activity, WorkingDays},
        workload::{Period, Task, full_time_equivalent},
    },
    rulesets,
};
use exact::{parse, render, whole};
use jiff::civil::date;

fn catalogue() -> Catalogue {
    let limits = Limits { people_per_task: 1_000, people_per_position: 100_000 };
    rulesets::methods::catalogue(rulesets::find("abk-permenpanrb-1-2020").unwrap(), limits).unwrap()
}

fn count(input: &Input) -> Result<Counted, RequirementError> {
    catalogue().count(input, "", date(2024, 3, 4), "masukan 2024-03-04")
}

fn shown(counted: &Counted) -> (String, i32) {
    (render(counted.full_time_equivalent.as_ref().unwrap(), 4), counted.posts)
}

fn sheet(lines: &[(u64, Period, u64)]) -> Input {
    let task = |(n, (volume, period, minutes)): (i64, &(u64, Period, u64))| SheetTask {
        n,
        task: Task {
            description: "verifikasi cuti".to_owned(),
            result_unit: "berkas".to_owned(),
            volume: whole(*volume),
            period: *period,
            minutes_per_unit: whole(*minutes),
        },
        scale: whole(1),
        population_driven: false,
        volume_origin: String::new(),
        minutes_origin: String::new(),
    };
    Input::Sheet((1..).zip(lines).map(task).collect())
}

fn tasks(rows: &[(u64, u64)]) -> Vec<HealthTask> {
    let task = |&(often, minutes): &(u64, u64)| HealthTask {
        description: "layanan".to_owned(),
        annual_volume: whole(often),
        minutes: whole(minutes),
    };
    rows.iter().map(task).collect()
}

fn wisn(category: &str) -> WisnInput {
    WisnInput {
        days: WorkingDays {
            possible: whole(260),
            holidays: whole(15),
            leave: whole(12),
            sick: whole(6),
            other: whole(5),
        },
        hours_per_day: parse("7.5").unwrap(),
        activities: tasks(&[(4_200, 25), (310, 180), (6_800, 10)]),
        category: vec![("pencatatan".to_owned(), parse(category).unwrap())],
        individual: vec![IndividualAllowance { description: "supervisi".to_owned(), hours: whole(200), people: 1 }],
    }
}

#[test]
fn a_sheet_is_derived_as_it_is_computed() {
    let lines = [(24, Period::Year, 600), (12, Period::Day, 30), (12, Period::Week, 30), (12, Period::Month, 30)];
    let Input::Sheet(tasks) = sheet(&lines) else { unreachable!() };
    let counted = count(&sheet(&lines)).unwrap();
    let tasks: Vec<Task> = tasks.into_iter().map(|one| one.task).collect();
    let rules = rulesets::find("abk-permenpanrb-1-2020").unwrap();
    assert_eq!(counted.full_time_equivalent.unwrap(), full_time_equivalent(&tasks, &rules));
    assert_eq!((counted.posts, counted.ruleset.as_str()), (2, "abk-permenpanrb-1-2020"));
    let (_, volume) = counted.tree.find("abk/2/volume").unwrap();
    assert_eq!((volume.origin(), volume.unit.as_str()), ("lembar ABK baris 2", "berkas per hari"));
}

#[test]
fn the_four_tasks_of_the_form_are_derived_by_each_working_time() {
    let input =
        sheet(&[(24, Period::Year, 600), (850, Period::Year, 90), (3_200, Period::Year, 15), (540, Period::Year, 45)]);
    let cases = [
        ("", "2.1760"),
        ("abk-permenpanrb-1-2020", "2.1760"),
        ("abk-perka-bkn-19-2011", "2.2667"),
        ("abk-permendagri-12-2008", "2.0923"),
    ];
    for (ruleset, expected) in cases {
        let counted = catalogue().count(&input, ruleset, date(2024, 3, 4), "").unwrap();
        assert_eq!(shown(&counted), (expected.to_owned(), 2), "{ruleset}");
    }
    let unknown = catalogue().count(&input, "abk-1945", date(2024, 3, 4), "").unwrap_err();
    assert_eq!(unknown, RequirementError::UnknownRuleset("abk-1945".to_owned()));
}

#[test]
fn absurd_figures_are_refused_by_name() {
    let refused = |input: &Input| match count(input).unwrap_err() {
        RequirementError::Figure(error) => error.node().to_owned(),
        other => panic!("{other}"),
    };
    assert_eq!(refused(&sheet(&[(1, Period::Year, 75_000), (1, Period::Year, 75_001)])), "abk/2/minutes");
    assert_eq!(refused(&sheet(&[(1_001, Period::Year, 75_000)])), "abk/1/need");
    assert_eq!(refused(&sheet(&[(1_000, Period::Year, 75_000); 101])), "abk/posts");
    assert_eq!(refused(&Input::Wisn(Box::new(wisn("100")))), "wisn/caf");
    assert_eq!(refused(&Input::Wisn(Box::new(wisn("101")))), "wisn/cas/1/percent");
    let mut no_days = wisn("10");
    no_days.days.sick = whole(300);
    assert_eq!(refused(&Input::Wisn(Box::new(no_days))), "wisn/awt-days");
    let mut no_time = wisn("10");
    no_time.activities[0].minutes = whole(0);
    assert_eq!(refused(&Input::Wisn(Box::new(no_time))), "wisn/kegiatan/1/standard");
    let zero = ApproachItem { description: "surat".to_owned(), amount: whole(1), standard: Some(whole(0)) };
    let approach = ApproachInput { kind: ApproachKind::Result, items: vec![zero] };
    assert_eq!(refused(&Input::Approach(approach)), "pendekatan/1/need");
}

#[test]
fn limits_of_a_task_name_the_field() {
    let rules = rulesets::find("abk-permenpanrb-1-2020").unwrap();
    let limits = Limits { people_per_task: 10, people_per_position: 100 };
    let check = |volume, period, minutes| check_task(&whole(volume), &whole(minutes), period, &rules, limits);
    assert_eq!(check(10, Period::Year, 75_000), Ok(()));
    assert_eq!(check(1, Period::Year, 75_001).unwrap_err().0, "minutes_per_unit");
    assert_eq!(check(11, Period::Year, 75_000).unwrap_err().0, "volume");
    assert_eq!(check(101, Period::Day, 30).unwrap_err().0, "volume");
}

#[test]
fn wisn_gives_the_worked_example_and_the_same_as_its_formulas() {
    let counted = count(&Input::Wisn(Box::new(wisn("10")))).unwrap();
    assert_eq!(shown(&counted), ("2.6649".to_owned(), 3));
    let expected = [
        ("wisn/awt-days", "222.0000"),
        ("wisn/awt", "1665.0000"),
        ("wisn/awt-minutes", "99900.0000"),
        ("wisn/kegiatan/1/standard", "3996.0000"),
        ("wisn/kegiatan/2/standard", "555.0000"),
        ("wisn/kegiatan/3/standard", "9990.0000"),
        ("wisn/kegiatan/1/need", "1.0511"),
        ("wisn/kegiatan/2/need", "0.5586"),
        ("wisn/kegiatan/3/need", "0.6807"),
        ("wisn/base", "2.2903"),
        ("wisn/caf", "1.1111"),
        ("wisn/iaf", "0.1201"),
    ];
    for (node, value) in expected {
        assert_eq!(render(&counted.tree.find(node).unwrap().1.value, 4), value, "{node}");
    }
    assert_eq!(catalogue().warnings(&counted.ruleset, &counted.tree), []);
}

#[test]
fn implausible_factors_are_warned_about_and_computed() {
    let counted = count(&Input::Wisn(Box::new(wisn("45")))).unwrap();
    let warnings = catalogue().warnings(&counted.ruleset, &counted.tree);
    assert_eq!(warnings.iter().map(|warning| warning.node.as_str()).collect::<Vec<_>>(), ["wisn/cas"]);
    let mut short = wisn("10");
    short.hours_per_day = whole(2);
    short.individual[0].people = 3;
    let counted = count(&Input::Wisn(Box::new(short))).unwrap();
    let warnings = catalogue().warnings(&counted.ruleset, &counted.tree);
    let nodes: Vec<_> = warnings.iter().map(|warning| warning.node.as_str()).collect();
    assert_eq!(nodes, ["wisn/awt", "wisn/iaf"]);
}

#[test]
fn abk_kes_gives_the_same_as_its_formulas() {
    let time = AvailableTime {
        hours_per_week: whole(40),
        slack: parse("0.25").unwrap(),
        days_per_week: 6,
        days_per_year: 365,
        weeks_per_year: 52,
        holidays: 15,
        leave: 12,
    };
    let minutes = time.minutes().unwrap();
    let input =
        HealthInput { available: Some(time), main: tasks(&[(1_500, 10)]), support: tasks(&[(12, 180), (4, 180)]) };
    let counted = count(&Input::HealthWorkload(input.clone())).unwrap();
    let activities = |tasks: &[HealthTask]| {
        let activity = |task: &HealthTask| Activity {
            annual_workload: task.annual_volume.clone(),
            unit_time: task.minutes.clone(),
        };
        tasks.iter().map(activity).collect::<Vec<_>>()
    };
    let expected = abk_kes::need(&activities(&input.main), &activities(&input.support), &minutes).unwrap();
    assert_eq!(counted.full_time_equivalent, Some(expected));
    assert_eq!(counted.tree.find("abk-kes/wkt").unwrap().1.value, whole(85_800));
    assert_eq!(shown(&counted), ("0.1809".to_owned(), 0));
    let by_rule = HealthInput { available: None, ..input };
    let counted = count(&Input::HealthWorkload(by_rule)).unwrap();
    assert_eq!(counted.tree.find("abk-kes/wkt").unwrap().1.value, whole(72_000));
}

#[test]
fn each_approach_gives_the_same_as_its_formula() {
    let item = |amount, standard: Option<u64>| ApproachItem {
        description: "pekerjaan".to_owned(),
        amount: whole(amount),
        standard: standard.map(whole),
    };
    let cases = [
        (
            ApproachKind::Result,
            item(1_000, Some(100)),
            Approach::Result { volume: whole(1_000), per_person: whole(100) },
        ),
        (
            ApproachKind::Object,
            item(1_000, Some(50)),
            Approach::Object { objects: whole(1_000), per_person: whole(50) },
        ),
        (ApproachKind::Tool, item(2, Some(3)), Approach::Tool { tools: whole(2), people_per_tool: whole(3) }),
        (
            ApproachKind::Process,
            item(54_300, Some(75_000)),
            Approach::Process { minutes: whole(54_300), effective_minutes: whole(75_000) },
        ),
    ];
    for (kind, item, approach) in cases {
        let counted = count(&Input::Approach(ApproachInput { kind, items: vec![item] })).unwrap();
        assert_eq!(counted.full_time_equivalent, approach.need(), "{kind:?}");
    }
    let crew = ApproachInput { kind: ApproachKind::Tool, items: vec![item(2, Some(3))] };
    let counted = count(&Input::Approach(crew)).unwrap();
    let unit = |node: &str| counted.tree.find(node).unwrap().1.unit.clone();
    assert_eq!([unit("pendekatan/1/amount"), unit("pendekatan/1/standard")], ["alat", "orang per alat"]);
    let both = ApproachInput { kind: ApproachKind::Process, items: vec![item(54_000, None), item(54_000, None)] };
    assert_eq!(shown(&count(&Input::Approach(both)).unwrap()), ("1.5000".to_owned(), 2));
}

fn subject(grades: &[(u32, &str)], decision: Option<bool>) -> Input {
    let grade = |&(class_groups, hours): &(u32, &str)| Grade {
        grade: "VII".to_owned(),
        class_groups,
        weekly_hours: parse(hours).unwrap(),
    };
    let decision = decision.map(|up| (up, "jam tambahan tersedia".to_owned()));
    Input::Teachers(TeacherInput { kind: TeacherKind::Subject, grades: grades.iter().map(grade).collect(), decision })
}

#[test]
fn teachers_are_rounded_by_the_guide_and_by_a_person_where_it_is_open() {
    assert_eq!(shown(&count(&subject(&[(7, "4")], None)).unwrap()), ("1.1667".to_owned(), 1));
    assert_eq!(shown(&count(&subject(&[(9, "4"), (9, "4")], None)).unwrap()), ("3.0000".to_owned(), 3));
    let open = count(&subject(&[(9, "5")], None)).unwrap_err();
    assert!(matches!(open, RequirementError::Figure(DerivationError::Undecided { .. })));
    assert_eq!(count(&subject(&[(9, "5")], Some(true))).unwrap().posts, 2);
    assert_eq!(count(&subject(&[(9, "5")], Some(false))).unwrap().posts, 1);
    let decided = count(&subject(&[(7, "4")], Some(true))).unwrap_err();
    assert_eq!(decided, RequirementError::NothingToDecide("1.1667".to_owned()));
}

#[test]
fn eight_teachers_teach_a_primary_school_of_six_class_groups() {
    let grades =
        || (1..=6).map(|grade| Grade { grade: grade.to_string(), class_groups: 1, weekly_hours: whole(4) }).collect();
    let teachers = |kind| {
        let input = TeacherInput { kind, grades: grades(), decision: None };
        count(&Input::Teachers(input)).unwrap().posts
    };
    let school = teachers(TeacherKind::Class) + 2 * teachers(TeacherKind::Subject);
    assert_eq!((school, teachers(TeacherKind::SpecialNeeds)), (8, 1));
    // Kulon Progo, 2017 to 2021.
    let schools = [(233, 1_864), (235, 1_880), (241, 1_928), (245, 1_960), (253, 2_024)];
    for (schools, published) in schools {
        assert_eq!(schools * school, published);
    }
}

#[test]
fn the_need_is_the_larger_of_the_count_and_the_minimum() {
    let minimum = |staff: &str| {
        let input = MinimumInput { facility: Facility::WithBeds, area: Area::Rural, staff: staff.to_owned() };
        count(&Input::Minimum(input))
    };
    let counted = count(&Input::Wisn(Box::new(wisn("10")))).unwrap();
    let midwives = minimum("Bidan").unwrap();
    assert_eq!((midwives.posts, &midwives.full_time_equivalent), (7, &None));
    let explained = Explanation::of(vec![counted.clone(), midwives]).unwrap().unwrap();
    let need = explained.whole.result().unwrap();
    assert_eq!((need.id.as_str(), &need.value, explained.standing().required()), (NEED, &whole(7), 7));
    let summary = "wisn needs 2.6649 people: 3, minimum 7; required 7";
    assert_eq!((explained.standing().summary().as_str(), explained.standing().ruleset()), (summary, "wisn-who-2010"));
    let sanitarian = minimum("kesehatan lingkungan").unwrap();
    let explained = Explanation::of(vec![counted, sanitarian.clone()]).unwrap().unwrap();
    assert_eq!(explained.standing().required(), 3);
    let (place, _) = explained.whole.find("minimum/posts").unwrap();
    assert_eq!(explained.part_of(place).unwrap().method, Method::Minimum);
    assert_eq!(explained.part_of(explained.whole.nodes().len() - 1), None);
    let alone = Explanation::of(vec![sanitarian]).unwrap().unwrap().standing();
    assert_eq!(
        (alone.required(), alone.full_time_equivalent(), alone.ruleset()),
        (1, None, "puskesmas-permenkes-75-2014")
    );
    assert_eq!(Explanation::of(Vec::new()), Ok(None));
    assert!(matches!(minimum("juru masak"), Err(RequirementError::UnknownStaff(_))));
}

#[test]
fn a_method_without_a_ruleset_in_force_is_refused() {
    let input = MinimumInput { facility: Facility::SubCentre, area: Area::Urban, staff: "bidan".to_owned() };
    let early = catalogue().count(&Input::Minimum(input), "", date(2013, 1, 1), "").unwrap_err();
    assert_eq!(early, RequirementError::NoneInForce(date(2013, 1, 1)));
}

#[test]
fn the_same_method_by_other_hands_is_one_derivation() {
    let counted = count(&Input::Wisn(Box::new(wisn("10")))).unwrap();
    let again = Counted::of(counted.method, counted.ruleset.clone(), counted.tree.clone());
    assert_eq!(again, counted);
    assert_eq!(counted.tree.evaluate().unwrap().last(), Some(&whole(3)));
}

#[test]
fn a_decimal_is_written_as_it_was_read() {
    for text in ["0", "24", "2.5", "0.125", "1250.01"] {
        assert_eq!(plain(&parse(text).unwrap()), text);
    }
    assert_eq!(plain(&parse("2.50").unwrap()), "2.5");
    assert_eq!(plain(&(whole(1) / whole(3))).len(), 42);
}

#[test]
fn methods_are_stored_by_name() {
    for method in [Method::Sheet, Method::Wisn, Method::Minimum] {
        assert_eq!(Method::of_name(method.name()), Some(method));
    }
    assert_eq!(Method::of_name("guess"), None);
}

#[test]
fn a_scaled_line_shows_its_scale() {
    let Input::Sheet(mut tasks) = sheet(&[(24, Period::Year, 600)]) else { unreachable!() };
    tasks[0].scale = parse("1.1").unwrap();
    let counted = count(&Input::Sheet(tasks)).unwrap();
    assert_eq!(shown(&counted).0, "0.2112");
    assert!(matches!(
        counted.tree.clone().change("abk/1/scale", whole(2), String::new()),
        Err(DerivationError::Fixed(_))
    ));
}
