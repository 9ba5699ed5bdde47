use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::integration::Points;
use crate::domain::optimisation::OptimisationCode::{E1, E2, E3, U1, U2, U3};
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;

const GENERAL: PassMark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };

/// The order of cpns-2024.
const PASSES: [OptimisationCode; 6] = [E1, E2, U1, U2, U3, E3];

struct Vacancy {
    unit: &'static str,
    kind: NeedKind,
    free: u32,
    education: Vec<String>,
}

fn vacancy(unit: &'static str, kind: NeedKind, free: u32) -> Vacancy {
    Vacancy { unit, kind, free, education: vec!["S-1 Pendidikan Bahasa Inggris".to_owned()] }
}

fn rows(vacancies: &[Vacancy]) -> Vec<Row<'_>> {
    let row = |one| {
        let Vacancy { unit, kind, free, education }: &Vacancy = one;
        Row {
            title: "Guru Bahasa Inggris",
            unit_path: unit,
            kind: *kind,
            education,
            general_mark: &GENERAL,
            free: *free,
        }
    };
    vacancies.iter().map(row).collect()
}

fn person(id: &'static str, row: usize, points: i64, [twk, tiu, tkp]: [u16; 3]) -> RunnerUp<'static, &'static str> {
    let skd = SkdScore { twk, tiu, tkp };
    RunnerUp {
        id,
        row,
        education: "S-1 Pendidikan Bahasa Inggris",
        points: FinalPoints { points: Points(points * 3), denominator: 3 },
        tie_breakers: TieBreakers { skd, gpa: Thousandths(3_200), birth_date: date(1995, 1, 1) },
    }
}

fn filled(
    passes: &[OptimisationCode],
    vacancies: &[Vacancy],
    people: &[RunnerUp<'static, &'static str>],
) -> Vec<(&'static str, usize, &'static str)> {
    let rules = Rules { passes, tie_breaks: &TieBreak::ALL };
    let filling = fill(&rules, &rows(vacancies), people);
    assert!(filling.contested.is_empty());
    filling.moved.into_iter().map(|moved| (moved.id, moved.row, moved.code.as_str())).collect()
}

const EDGE: [u16; 3] = [65, 80, 166];

/// O1: at SMP A nobody met the general mark, and of the disabled D3 has the seat of their row.
fn smp_a() -> [Vacancy; 2] {
    [vacancy("SMP A", NeedKind::Umum, 1), vacancy("SMP A", NeedKind::Disabilitas, 0)]
}

#[test]
fn o1_the_best_special_runner_up_who_meets_the_general_mark_moves() {
    let cases: [(&str, [RunnerUp<_>; 2], &str); 3] = [
        ("O1", [person("D1", 1, 70, EDGE), person("D2", 1, 68, [70, 90, 170])], "D1"),
        ("D1 has TIU 75", [person("D1", 1, 70, [65, 75, 171]), person("D2", 1, 68, [70, 90, 170])], "D2"),
        ("D3 came second with TWK 60", [person("D3", 1, 69, [60, 90, 180]), person("D2", 1, 68, [70, 90, 170])], "D2"),
    ];
    for (case, people, mover) in cases {
        assert_eq!(filled(&PASSES, &smp_a(), &people), [(mover, 0, "U-1")], "{case}");
    }
}

/// Whom each pass moves: id, row and code.
type Expected<'a> = &'a [(&'a str, usize, &'a str)];

#[test]
fn o2_the_configured_order_of_the_passes_decides() {
    let [general, special] = smp_a();
    let vacancies = [general, special, vacancy("SMP B", NeedKind::Umum, 0)];
    let people = [person("D1", 1, 70, EDGE), person("D2", 1, 68, [70, 90, 170]), person("X", 2, 80, [80, 100, 180])];
    let cases: [(&str, &[OptimisationCode], Expected<'_>); 5] = [
        ("O2, U-1 first", &[U1, U2], &[("D1", 0, "U-1")]),
        ("O2, U-2 first", &[U2, U1], &[("X", 0, "U-2")]),
        ("O2, by the order of 2024", &PASSES, &[("D1", 0, "U-1")]),
        ("another place alone", &[U3], &[("X", 0, "U-3")]),
        ("no pass", &[], &[]),
    ];
    for (label, passes, moved) in cases {
        assert_eq!(filled(passes, &vacancies, &people), moved, "{label}");
    }
}

#[test]
fn an_empty_special_seat_goes_to_its_own_kind_elsewhere_then_to_others_here() {
    let vacancies = [
        vacancy("SMP A", NeedKind::Disabilitas, 1),
        vacancy("SMP B", NeedKind::Disabilitas, 0),
        vacancy("SMP A", NeedKind::Umum, 0),
        vacancy("SMP B", NeedKind::Cumlaude, 0),
    ];
    let same_kind = person("D", 1, 60, EDGE);
    let here = person("G", 2, 90, EDGE);
    let elsewhere = person("C", 3, 95, EDGE);
    let all = [same_kind.clone(), here.clone(), elsewhere.clone()];
    assert_eq!(filled(&PASSES, &vacancies, &all), [("D", 0, "E-1")]);
    assert_eq!(filled(&PASSES, &vacancies, &[here, elsewhere.clone()]), [("G", 0, "E-2")]);
    assert_eq!(filled(&PASSES, &vacancies, &[elsewhere]), [("C", 0, "E-3")]);
}

#[test]
fn another_education_or_another_title_is_not_moved() {
    let mut other = person("T", 1, 90, EDGE);
    other.education = "S-1 Teknik Sipil";
    let mut people = vec![other, person("D1", 1, 70, EDGE)];
    assert_eq!(filled(&PASSES, &smp_a(), &people), [("D1", 0, "U-1")]);
    people.truncate(1);
    assert_eq!(filled(&PASSES, &smp_a(), &people), []);
    let vacancies = smp_a();
    let mut rows = rows(&vacancies);
    rows[1].title = "Guru Matematika";
    let rules = Rules { passes: &PASSES, tie_breaks: &TieBreak::ALL };
    assert!(fill(&rules, &rows, &[person("D1", 1, 70, EDGE)]).moved.is_empty());
}

#[test]
fn nobody_moves_twice_and_rows_are_served_in_their_order() {
    let vacancies =
        [vacancy("SMP A", NeedKind::Umum, 1), vacancy("SMP B", NeedKind::Umum, 2), vacancy("SMP C", NeedKind::Umum, 0)];
    let people = [person("X", 2, 80, EDGE), person("Y", 2, 70, EDGE)];
    assert_eq!(filled(&[U2, U3], &vacancies, &people), [("X", 0, "U-2"), ("Y", 1, "U-2")]);
}

#[test]
fn equals_at_the_last_free_seat_are_left_to_the_national_committee() {
    let vacancies =
        [vacancy("SMP A", NeedKind::Umum, 2), vacancy("SMP B", NeedKind::Umum, 0), vacancy("SMP C", NeedKind::Umum, 1)];
    let people = [
        person("A", 1, 90, EDGE),
        person("B", 1, 80, EDGE),
        person("C", 1, 80, EDGE),
        person("D", 1, 70, EDGE),
        person("E", 1, 60, EDGE),
    ];
    let rules = Rules { passes: &[U2, U3], tie_breaks: &TieBreak::ALL };
    let filling = fill(&rules, &rows(&vacancies), &people);
    let moved: Vec<_> = filling.moved.iter().map(|one| (one.id, one.row, one.pass, one.rank)).collect();
    // The seat the equals wait for goes to nobody else, and neither of them moves on to another row.
    assert_eq!(moved, [("A", 0, 1, 1), ("D", 2, 1, 1)]);
    let contest = Contested { ids: vec!["B", "C"], row: 0, code: U2, pass: 1, rank: 2 };
    assert_eq!(filling.contested, [contest]);
}

#[test]
fn points_of_different_schemes_are_compared_exactly() {
    let vacancies =
        [vacancy("SMP A", NeedKind::Umum, 1), vacancy("SMP B", NeedKind::Umum, 0), vacancy("SMP C", NeedKind::Umum, 0)];
    let (mut third, mut float) = (person("third", 1, 0, EDGE), person("float", 2, 0, EDGE));
    third.points = FinalPoints { points: Points(1), denominator: 3 };
    float.points = FinalPoints { points: Points(333_333_333_333_333_333), denominator: 1_000_000_000_000_000_000 };
    assert_eq!(filled(&[U2], &vacancies, &[float, third]), [("third", 0, "U-2")]);
}

/// The rules as they are written down, without any index.
fn naive(rules: &Rules, rows: &[Row], people: &[RunnerUp<'_, u32>]) -> Filling<u32> {
    let mut filling = Filling { moved: Vec::new(), contested: Vec::new() };
    let mut free: Vec<usize> = rows.iter().map(|row| row.free as usize).collect();
    let mut gone: Vec<u32> = Vec::new();
    for (pass, &code) in (1..).zip(rules.passes) {
        let movement = code.pass().expect("a pass");
        for row in 0..rows.len() {
            let general = rows[row].kind.is_general();
            if free[row] == 0 || (movement.seat == Side::General) != general {
                continue;
            }
            let mut pool: Vec<_> = people.iter().filter(|one| !gone.contains(&one.id)).collect();
            pool.retain(|one| {
                let from = &rows[one.row];
                let source = match movement.source {
                    Source::General => from.kind.is_general(),
                    Source::Special => !from.kind.is_general(),
                    Source::SameSpecial => from.kind == rows[row].kind,
                    Source::Other => from.kind != rows[row].kind,
                    Source::GeneralOrSpecial => true,
                    Source::IndigenousPapuan => from.kind == NeedKind::OrangAsliPapua,
                };
                let same_place = from.unit_path == rows[row].unit_path;
                let able = rows[row].general_mark.admits(&one.tie_breakers.skd);
                let learned = rows[row].education.iter().any(|education| education == one.education);
                let fits = source && able && learned && same_place == (movement.place == Place::Same);
                fits && from.title == rows[row].title && one.row != row
            });
            pool.sort_by(|left, right| compare(left, right, rules.tie_breaks).then(left.id.cmp(&right.id)));
            let equal = |left: &RunnerUp<u32>, right: &RunnerUp<u32>| compare(left, right, rules.tie_breaks).is_eq();
            let mut next = 0;
            while free[row] > 0 && next < pool.len() {
                let group: Vec<u32> =
                    pool[next..].iter().filter(|one| equal(one, pool[next])).map(|one| one.id).collect();
                gone.extend(&group);
                let rank = next as u32 + 1;
                if group.len() > free[row] {
                    free[row] = 0;
                    filling.contested.push(Contested { ids: group, row, code, pass, rank });
                } else {
                    free[row] -= group.len();
                    next += group.len();
                    let ranks = rank..;
                    filling.moved.extend(ranks.zip(group).map(|(rank, id)| Moved { id, row, code, pass, rank }));
                }
            }
        }
    }
    filling
}

const TITLES: [&str; 2] = ["Perawat", "Bidan"];
const UNITS: [&str; 3] = ["Puskesmas A", "Puskesmas B", "Puskesmas C"];
const DEGREES: [&str; 3] = ["D-III", "D-IV", "S-1"];
const KINDS: [NeedKind; 5] =
    [NeedKind::Umum, NeedKind::UmumNonOap, NeedKind::Disabilitas, NeedKind::Cumlaude, NeedKind::OrangAsliPapua];

type Drawn = (usize, usize, usize, Vec<usize>, u32);

fn some_row() -> impl Strategy<Value = Drawn> {
    (0..2usize, 0..3usize, 0..KINDS.len(), proptest::collection::vec(0..3usize, 1..4), 0..4u32)
}

fn some_person() -> impl Strategy<Value = (usize, usize, i64, u16, i8)> {
    (0..12usize, 0..3usize, 0..6i64, 63..68u16, 1..3i8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn the_indexed_passes_do_what_the_rules_say(
        drawn in proptest::collection::vec(some_row(), 1..12),
        people in proptest::collection::vec(some_person(), 0..40),
        passes in Just(vec![E1, E2, U1, U2, U3, E3, OptimisationCode::L2]).prop_shuffle(),
        many in 0..8usize,
    ) {
        let degrees: Vec<Vec<String>> =
            drawn.iter().map(|row| row.3.iter().map(|degree| DEGREES[*degree].to_owned()).collect()).collect();
        let rows: Vec<Row> = drawn.iter().zip(&degrees).map(|(&(title, unit, kind, _, free), education)| {
            Row { title: TITLES[title], unit_path: UNITS[unit], kind: KINDS[kind], education, general_mark: &GENERAL, free }
        }).collect();
        let people: Vec<RunnerUp<u32>> = (0..).zip(&people).map(|(id, &(row, degree, points, twk, day))| RunnerUp {
            id,
            row: row % rows.len(),
            education: DEGREES[degree],
            // Of two schemes: the same marks over different denominators.
            points: FinalPoints { points: Points(points * (1 + points % 2)), denominator: 1 + points % 2 },
            tie_breakers: TieBreakers {
                skd: SkdScore { twk, tiu: 80, tkp: 166 },
                gpa: Thousandths(3_000),
                birth_date: date(1995, 1, day),
            },
        }).collect();
        let passes = &passes[..many.min(passes.len())];
        let rules = Rules { passes, tie_breaks: &TieBreak::ALL };
        let filling = fill(&rules, &rows, &people);
        prop_assert_eq!(&filling, &naive(&rules, &rows, &people));
        // Whoever is not tied needs no birth date.
        let tied = only_age_decides(rules.tie_breaks, &people);
        let mut undated = people.clone();
        for (at, one) in undated.iter_mut().enumerate().filter(|(at, _)| !tied.contains(at)) {
            one.tie_breakers.birth_date = date(1900, 1, 1 + (at % 28) as i8);
        }
        prop_assert_eq!(fill(&rules, &rows, &undated), filling);
    }
}

#[test]
fn a_birth_date_is_only_asked_for_where_nothing_else_decides() {
    let people = [person("A", 1, 90, EDGE), person("B", 1, 80, EDGE), person("C", 2, 90, EDGE)];
    assert_eq!(only_age_decides(&TieBreak::ALL, &people), [0, 2]);
    assert!(only_age_decides(&[TieBreak::SkdTotal], &people).is_empty());
    let mut learned = people;
    learned[2].tie_breakers.gpa = Thousandths(3_201);
    assert!(only_age_decides(&TieBreak::ALL, &learned).is_empty());
}

/// Where all rows of a job are of two units, everybody of the own unit is in the way of each: they are passed once.
#[test]
fn a_large_unit_is_not_searched_again_for_each_of_its_rows() {
    const ROWS: usize = 20_000;
    let education = vec!["S-1".to_owned()];
    let row = |at: usize| Row {
        title: "Guru",
        unit_path: UNITS[at % 2],
        kind: NeedKind::Umum,
        education: &education,
        general_mark: &GENERAL,
        free: 1,
    };
    let rows: Vec<Row> = (0..ROWS).map(row).collect();
    // All applied at the first unit, and only its rows come first: nobody of elsewhere is there for them.
    let person = |at: u32| RunnerUp {
        id: at,
        row: 0,
        education: "S-1",
        points: FinalPoints { points: Points(at.into()), denominator: 1 },
        tie_breakers: TieBreakers {
            skd: SkdScore { twk: 65, tiu: 80, tkp: 166 },
            gpa: Thousandths(3_000),
            birth_date: date(1995, 1, 1),
        },
    };
    let people: Vec<_> = (0..5 * ROWS as u32).map(person).collect();
    let filling = fill(&Rules { passes: &PASSES, tie_breaks: &TieBreak::ALL }, &rows, &people);
    assert_eq!(filling.moved.len(), ROWS / 2);
    assert!(filling.moved.iter().all(|moved| rows[moved.row].unit_path == UNITS[1]));
}

/// A province's worth at once: the work must not grow with rows times people.
#[test]
fn a_national_round_is_filled_in_moments() {
    const ROWS: usize = 94_476;
    let education = vec!["D-III".to_owned()];
    let units: Vec<String> = (0..ROWS / 4).map(|unit| format!("Puskesmas {unit}")).collect();
    let titles: Vec<String> = (0..40).map(|title| format!("Jabatan {title}")).collect();
    let row = |at: usize| Row {
        title: &titles[at % titles.len()],
        unit_path: &units[at % units.len()],
        kind: KINDS[at % KINDS.len()],
        education: &education,
        general_mark: &GENERAL,
        free: at.is_multiple_of(3).into(),
    };
    let rows: Vec<Row> = (0..ROWS).map(row).collect();
    let person = |at: u32| RunnerUp {
        id: at,
        row: at as usize * 7 % ROWS,
        education: "D-III",
        points: FinalPoints { points: Points(i64::from(at) * 7_919 % 100_003), denominator: 1_000 },
        tie_breakers: TieBreakers {
            skd: SkdScore { twk: 65, tiu: 80, tkp: 166 + (at % 50) as u16 },
            gpa: Thousandths(at),
            birth_date: date(1995, 1, 1),
        },
    };
    let people: Vec<_> = (0..2 * ROWS as u32).map(person).collect();
    let rules = Rules { passes: &PASSES, tie_breaks: &TieBreak::ALL };
    let filling = fill(&rules, &rows, &people);
    let free: u32 = rows.iter().map(|row| row.free).sum();
    assert_eq!((filling.moved.len() as u32, filling.contested.len()), (free, 0));
}
