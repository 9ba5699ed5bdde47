//! Kinds of jobs, and people counted at a reference date (*bezetting*).

use crate::{
    Needs, PUSKESMAS,
    career_events::{filled, vacated},
    places,
    world::{header, item, position_row},
};
use contracts::{google::r#type::Date, needs::v1 as pb};
use pb::position::{JobLevel, JobType};

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// The row of a count for a day.
fn count(incumbents: i32, date: Option<Date>) -> pb::PositionRow {
    pb::PositionRow { incumbents_date: date, ..position_row("Bidan", incumbents) }
}

impl Needs {
    async fn recount(&self, row: pb::PositionRow) -> Result<pb::Position, String> {
        let report = self.import_positions(header(), &[row]).await.unwrap();
        match report.errors.into_iter().next() {
            Some(error) => Err(error.field),
            None => Ok(self.list_positions().await.remove(0)),
        }
    }
}

#[tokio::test]
async fn people_are_counted_at_the_end_of_the_year_before_unless_told_otherwise() {
    let needs = Needs::start().await;
    let known = needs.recount(count(3, None)).await.unwrap();
    assert_eq!((known.incumbents, known.incumbents_date, known.incumbents_moved), (3, day(2023, 12, 31), 0));
    let same = needs.recount(count(4, day(2023, 12, 31))).await.unwrap();
    assert_eq!((same.incumbents, same.incumbents_date), (4, day(2023, 12, 31)));
    let newer = needs.recount(count(5, day(2024, 2, 29))).await.unwrap();
    assert_eq!((newer.incumbents, newer.incumbents_date), (5, day(2024, 2, 29)));
    assert_eq!(needs.recount(count(9, None)).await, Err("incumbents_date".into()));
    assert_eq!(needs.recount(count(9, day(2024, 3, 5))).await, Err("incumbents_date".into()), "tomorrow");
    assert_eq!(needs.recount(count(9, day(2024, 2, 30))).await, Err("incumbents_date".into()), "no day");
    assert_eq!(needs.get(&known).await, newer);
}

#[tokio::test]
async fn an_import_counts_for_one_day() {
    let needs = Needs::start().await;
    let other = pb::PositionRow { incumbents_date: day(2023, 6, 30), ..position_row("Dokter", 1) };
    let same = pb::PositionRow { incumbents_date: day(2023, 12, 31), ..position_row("Perawat", 1) };
    let report = needs.import_positions(header(), &[position_row("Bidan", 1), other, same]).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (2, vec![(2, "incumbents_date")]));
}

#[tokio::test]
async fn a_new_count_keeps_what_events_told_after_its_day() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 5).await;
    let need = needs.determined(&[item(&position, 3)]).await.remove(0);
    // Two come on 1 May, one of them leaves on 1 June, a third comes on 1 July.
    let mut third = filled(&need, 3);
    third.start_date = day(2024, 7, 1);
    let first = filled(&need, 1);
    needs.filled(1, &first).await;
    needs.filled(2, &filled(&need, 2)).await;
    needs.vacated(3, &vacated(&first)).await;
    needs.filled(4, &third).await;
    let counted = async || {
        let position = needs.get(&position).await;
        (position.incumbents, position.incumbents_moved)
    };
    assert_eq!(counted().await, (3, 2));
    // The count of 2023 is mended: those who came since are not lost.
    needs.recount(count(2, day(2023, 12, 31))).await.unwrap();
    assert_eq!(counted().await, (4, 2));
    needs.harness.clock.set("2024-08-01T08:00:00Z".parse().unwrap());
    // On 31 May two had come and nobody had left; on 1 June he who left was there for the last time.
    for (date, moved) in [(day(2024, 5, 31), 0), (day(2024, 6, 1), 0), (day(2024, 6, 2), 1), (day(2024, 7, 1), 0)] {
        needs.recount(count(6, date)).await.unwrap();
        assert_eq!(counted().await, (6 + moved, moved), "{date:?}");
    }
    assert_eq!(needs.recount(count(2, day(2024, 6, 30))).await, Err("incumbents_date".into()));
    assert_eq!(counted().await, (6, 0));
}

#[tokio::test]
async fn who_came_before_the_count_is_counted_already() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 2, 5).await;
    let need = needs.determined(&[item(&position, 2)]).await.remove(0);
    let mut late = filled(&need, 1);
    late.start_date = day(2023, 12, 31);
    needs.filled(1, &late).await;
    let known = needs.get(&position).await;
    assert_eq!((known.incumbents, known.incumbents_moved), (2, 0));
    let mut on_top = filled(&need, 2);
    on_top.start_date = day(2024, 1, 1);
    needs.filled(2, &on_top).await;
    let known = needs.get(&position).await;
    assert_eq!((known.incumbents, known.incumbents_moved), (3, 1));
    assert_eq!(needs.list_needs().await[0].filled, 2);
}

#[tokio::test]
async fn only_functional_jobs_have_levels_and_what_is_not_said_stays() {
    let needs = Needs::start().await;
    let job = |kind: JobType, level: JobLevel| pb::PositionRow {
        job_type: kind.into(),
        job_level: level.into(),
        ..position_row("Bidan", 1)
    };
    let known = needs.recount(job(JobType::Fungsional, JobLevel::Terampil)).await.unwrap();
    assert_eq!((known.job_type(), known.job_level(), known.job_class), (JobType::Fungsional, JobLevel::Terampil, 7));
    let silent = pb::PositionRow { job_class: 0, ..position_row("Bidan", 2) };
    let known = needs.recount(silent).await.unwrap();
    assert_eq!((known.job_type(), known.job_level()), (JobType::Fungsional, JobLevel::Terampil));
    assert_eq!((known.job_class, known.incumbents), (7, 2));
    let known = needs.recount(job(JobType::Pelaksana, JobLevel::Unspecified)).await.unwrap();
    assert_eq!((known.job_type(), known.job_level()), (JobType::Pelaksana, JobLevel::Unspecified));
    for bad in [
        job(JobType::Fungsional, JobLevel::Unspecified),
        job(JobType::JptPratama, JobLevel::AhliUtama),
        job(JobType::Unspecified, JobLevel::Mahir),
    ] {
        assert_eq!(needs.recount(bad).await, Err("job_level".into()));
    }
    let unknown = pb::PositionRow { job_type: 99, job_level: 99, ..position_row("Bidan", 1) };
    let report = needs.import_positions(header(), &[unknown]).await.unwrap();
    assert_eq!(places(&report.errors), [(1, "job_type"), (1, "job_level")]);
    assert_eq!(needs.list_positions().await[0].unit_path, PUSKESMAS);
}
