#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{rank::Rank, welfare_facts::RaiseOn},
    rulesets,
};
use jiff::civil::date;
use uuid::Uuid;

pub(crate) fn rules() -> WelfareRules {
    rulesets::welfare::find("welfare-2024").unwrap()
}

pub(crate) fn tables() -> Vec<PayTable> {
    rulesets::pay_tables().unwrap()
}

/// A civil servant in service since 2015, in a rank since a day with so many years in grade.
pub(crate) fn facts(rank: &str, start: Date, years: i32) -> WelfareFacts {
    WelfareFacts {
        servant: Uuid::nil(),
        employment: Employment::Pns,
        state: State::InService,
        sex: None,
        standing: "01".into(),
        appointment: date(2015, 5, 1),
        last_day: None,
        rank: Some(RankOn {
            rank: Rank::parse(rank).unwrap(),
            start,
            end: None,
            years,
            months: 0,
            decree_number: "1/SK".into(),
        }),
        raise: None,
        post: None,
        ratings: Vec::new(),
        punishment: None,
    }
}

fn paid(facts: &WelfareFacts, day: Date) -> Result<Salary, SalaryRefusal> {
    salary(&rules(), &tables(), facts, day)
}

/// The published cases of `gaji`: the row of the greatest listed years not above the completed ones.
#[test]
fn published_pay() {
    let table = [
        ("III/a", 0, 2_785_700),
        ("III/a", 1, 2_785_700),
        ("III/a", 28, 4_300_100),
        ("III/b", 2, 2_995_000),
        ("III/d", 15, 3_919_100),
        ("II/d", 3, 2_591_100),
    ];
    for (rank, years, rupiah) in table {
        let found = paid(&facts(rank, date(2025, 1, 1), years), date(2025, 5, 2)).unwrap();
        assert_eq!((found.rupiah, found.percent), (rupiah, 100), "{rank} {years}");
        assert!(found.figures.iter().all(|figure| !figure.source.is_empty()));
    }
}

#[test]
fn probation_pays_eighty_percent() {
    let started = WelfareFacts { appointment: date(2025, 5, 1), ..facts("III/a", date(2025, 5, 1), 0) };
    let probation = WelfareFacts { state: State::Probation, ..started.clone() };
    assert_eq!(paid(&probation, date(2025, 5, 2)).unwrap().rupiah, 2_228_560);
    assert_eq!(paid(&probation, date(2026, 8, 1)).unwrap().percent, 80, "as long as the record says so");
    let share = |day| paid(&started, day).unwrap().percent;
    assert_eq!((share(date(2026, 4, 30)), share(date(2026, 5, 1))), (80, 100));
}

#[test]
fn a_decree_decides_and_completed_years_without_one_are_told() {
    let held = facts("III/a", date(2021, 5, 1), 0);
    let before = paid(&held, date(2025, 5, 2)).unwrap();
    assert_eq!((before.decided_years, before.completed_years, before.rupiah), (0, 4, 2_785_700));
    assert_eq!(before.notes, ["4 years are completed, and no raise to 2 years is recorded"]);
    let raise = RaiseOn { years: 4, effective: date(2025, 5, 1), decree_number: "2/SK".into() };
    let after = paid(&WelfareFacts { raise: Some(raise), ..held }, date(2025, 5, 2)).unwrap();
    assert_eq!((after.decided_years, after.rupiah, after.notes.len()), (4, 2_964_000, 0));
}

#[test]
fn what_is_not_known_is_refused_with_its_reason_and_never_guessed() {
    let (day, held) = (date(2025, 5, 2), facts("III/a", date(2021, 5, 1), 0));
    let refused = |facts: WelfareFacts, day| paid(&facts, day).unwrap_err();
    let early = refused(held.clone(), date(2015, 4, 30));
    assert_eq!(early, SalaryRefusal::NotInService(date(2015, 4, 30)));
    let gone = WelfareFacts { last_day: Some(date(2025, 5, 1)), ..held.clone() };
    assert_eq!(refused(gone, day), SalaryRefusal::NotInService(day));
    let away = WelfareFacts { standing: "02".into(), ..held.clone() };
    assert_eq!(refused(away, day), SalaryRefusal::Standing("02".into()));
    let employee = WelfareFacts { employment: Employment::Pppk, ..facts("IX", date(2021, 5, 1), 0) };
    assert_eq!(refused(employee, day), SalaryRefusal::NoContractTable);
    let unranked = WelfareFacts { rank: None, ..held.clone() };
    assert_eq!(refused(unranked, day), SalaryRefusal::NoRank(day));
    assert_eq!(refused(held, date(2023, 12, 31)), SalaryRefusal::NoTable(date(2023, 12, 31)));
    let cell = refused(facts("II/b", date(2025, 1, 1), 2), day);
    assert_eq!(cell, SalaryRefusal::UnknownCell { table: "pay-pp5-2024".into(), grade: "II/b", years: 2 });
}

#[test]
fn rows_follow_the_table() {
    let tables = tables();
    let table = table_on(&tables, date(2025, 5, 2)).unwrap();
    let next = |grade: &str, years| next_row(table, Grade::parse(grade).unwrap(), years);
    assert_eq!([next("II/a", 0), next("II/a", 1), next("II/a", 3)], [Some(1), Some(3), Some(5)]);
    assert_eq!([next("III/a", 0), next("II/b", 0), next("III/a", 60)], [Some(2), Some(3), None]);
}
