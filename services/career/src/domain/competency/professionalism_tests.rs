#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn points(text: &str) -> BigRational {
    exact::parse(text).unwrap()
}

/// The figures as the practice has them.
fn rules() -> ProfessionalismRules {
    let education = EducationLevel::ALL.into_iter().map(|(level, text)| {
        let found = match text {
            "s3" => "25",
            "s2" => "20",
            "s1" | "d4" | "profession" => "15",
            "d3" => "10",
            "sgplb" | "d2" | "d1" | "slta" => "5",
            _ => "1",
        };
        (level, points(found))
    });
    let part = |key: &str, kinds: &[i32], hours, years, earned: &str| TrainingPart {
        key: key.into(),
        kinds: kinds.iter().copied().collect(),
        hours,
        years,
        points: points(earned),
    };
    let competency = JobType::ALL.into_iter().map(|(job, _)| {
        let parts = match job {
            JobType::Pelaksana => {
                vec![part("technical", &[3], 20, Some(1), "22.5"), part("seminar", &[9], 1, Some(1), "17.5")]
            }
            JobType::Fungsional => vec![
                part("functional", &[2], 1, None, "15"),
                part("technical", &[3], 20, Some(1), "15"),
                part("seminar", &[9], 1, Some(1), "10"),
            ],
            _ => vec![
                part("leadership", &[1, 5], 1, None, "15"),
                part("technical", &[3], 20, Some(1), "15"),
                part("seminar", &[9], 1, Some(1), "10"),
            ],
        };
        (job, parts)
    });
    let performance = [
        (Rating::SangatBaik, "30"),
        (Rating::Baik, "25"),
        (Rating::ButuhPerbaikan, "15"),
        (Rating::Kurang, "5"),
        (Rating::SangatKurang, "1"),
    ];
    let discipline =
        [(Discipline::None, "5"), (Discipline::Light, "3"), (Discipline::Medium, "2"), (Discipline::Heavy, "1")];
    let bands = [91, 81, 71, 61, 0];
    ProfessionalismRules {
        id: "test".into(),
        regulation: "test".into(),
        valid_from: date(2019, 1, 1),
        qualification: education.collect(),
        competency: competency.collect(),
        performance: performance.into_iter().map(|(rating, earned)| (rating, points(earned))).collect(),
        discipline: discipline.into_iter().map(|(level, earned)| (level, points(earned))).collect(),
        punishments: [("2".to_owned(), Discipline::Light), ("27".to_owned(), Discipline::Heavy)].into(),
        discipline_years: 1,
        rounding: IndexRounding::HalfUp,
        bands: IndexBand::ALL.into_iter().map(|(band, _)| band).zip(bands).collect(),
    }
}

fn hours(year: i32, kind: i32, hours: i64) -> YearHours {
    YearHours { year, kind, hours }
}

/// The best of a head of a department.
fn best() -> IndexFacts {
    IndexFacts {
        year: 2024,
        job: Some(JobType::JptPratama),
        education: Some(EducationLevel::S3),
        hours: vec![hours(2019, 1, 200), hours(2024, 3, 20), hours(2024, 9, 8)],
        rating: Some(Rating::SangatBaik),
        discipline: Some(Discipline::None),
    }
}

/// Rules §2.3: points of each dimension.
#[test]
fn points_of_every_dimension() {
    let total = |facts: IndexFacts| exact::render(&index(&facts, &rules()).total, 2);
    assert_eq!(total(best()), "100.00");
    let education = [
        (EducationLevel::S2, "95.00"),
        (EducationLevel::S1, "90.00"),
        (EducationLevel::D4, "90.00"),
        (EducationLevel::D3, "85.00"),
        (EducationLevel::D2, "80.00"),
        (EducationLevel::Slta, "80.00"),
        (EducationLevel::Sltp, "76.00"),
        (EducationLevel::Sd, "76.00"),
    ];
    for (level, expected) in education {
        assert_eq!(total(IndexFacts { education: Some(level), ..best() }), expected, "{level:?}");
    }
    let ratings = [
        (Rating::Baik, "95.00"),
        (Rating::ButuhPerbaikan, "85.00"),
        (Rating::Kurang, "75.00"),
        (Rating::SangatKurang, "71.00"),
    ];
    for (rating, expected) in ratings {
        assert_eq!(total(IndexFacts { rating: Some(rating), ..best() }), expected, "{rating:?}");
    }
    for (level, expected) in [(Discipline::Light, "98.00"), (Discipline::Medium, "97.00"), (Discipline::Heavy, "96.00")]
    {
        assert_eq!(total(IndexFacts { discipline: Some(level), ..best() }), expected, "{level:?}");
    }
}

#[test]
fn competency_parts_by_kind_of_job() {
    let earned = |job, hours: Vec<YearHours>| {
        let facts = IndexFacts { job: Some(job), hours, ..best() };
        let found = index(&facts, &rules());
        let competency = found.parts.iter().filter(|part| part.dimension == Dimension::Competency);
        let sum = competency.fold(exact::whole(0), |sum, part| sum + part.points.as_ref().unwrap());
        exact::render(&sum, 1)
    };
    let table = [
        (JobType::Pelaksana, vec![hours(2024, 3, 20), hours(2024, 9, 2)], "40.0"),
        (JobType::Pelaksana, vec![hours(2024, 3, 20)], "22.5"),
        (JobType::Pelaksana, vec![hours(2024, 9, 2)], "17.5"),
        (JobType::Pelaksana, vec![hours(2024, 3, 19)], "0.0"),
        (JobType::Pelaksana, vec![hours(2024, 3, 12), hours(2024, 3, 8)], "22.5"),
        (JobType::Pelaksana, vec![hours(2023, 3, 40)], "0.0"),
        (JobType::Fungsional, vec![hours(2010, 2, 30), hours(2024, 3, 20), hours(2024, 9, 2)], "40.0"),
        (JobType::Fungsional, vec![hours(2010, 1, 30)], "0.0"),
        (JobType::Pengawas, vec![hours(2010, 1, 30)], "15.0"),
        (JobType::Administrator, vec![hours(2010, 5, 30), hours(2025, 3, 20)], "15.0"),
    ];
    for (job, hours, expected) in table {
        assert_eq!(earned(job, hours.clone()), expected, "{job:?} {hours:?}");
    }
}

/// Rules §2.3: whole bands; 90.5 is 91 rounded half up.
#[test]
fn the_band_is_that_of_the_rounded_sum() {
    let table = [
        ("100", IndexBand::VeryHigh),
        ("91", IndexBand::VeryHigh),
        ("90.5", IndexBand::VeryHigh),
        ("90.4", IndexBand::High),
        ("90", IndexBand::High),
        ("81", IndexBand::High),
        ("80.5", IndexBand::High),
        ("80", IndexBand::Medium),
        ("71", IndexBand::Medium),
        ("70", IndexBand::Low),
        ("61", IndexBand::Low),
        ("60.5", IndexBand::Low),
        ("60", IndexBand::VeryLow),
        ("0", IndexBand::VeryLow),
    ];
    for (total, band) in table {
        assert_eq!(rules().band(&points(total)), band, "{total}");
    }
    let exactly = ProfessionalismRules { rounding: IndexRounding::None, ..rules() };
    assert_eq!(exactly.band(&points("90.5")), IndexBand::High);
}

#[test]
fn what_is_not_known_is_told_and_leaves_no_band() {
    let unknown = [
        (IndexFacts { education: None, ..best() }, "75.00"),
        (IndexFacts { job: None, ..best() }, "60.00"),
        (IndexFacts { rating: None, ..best() }, "70.00"),
        (IndexFacts { discipline: None, ..best() }, "95.00"),
    ];
    for (facts, known) in unknown {
        let found = index(&facts, &rules());
        assert_eq!((found.band, exact::render(&found.total, 2).as_str()), (None, known));
        assert_eq!(found.parts.iter().filter(|part| part.points.is_none()).count(), 1);
    }
    assert_eq!(index(&best(), &rules()).band, Some(IndexBand::VeryHigh));
}

#[test]
fn the_worst_punishment_counts_and_an_unknown_one_is_unknown() {
    let rules = rules();
    assert_eq!(rules.worst([]), Some(Discipline::None));
    assert_eq!(rules.worst(["2"]), Some(Discipline::Light));
    assert_eq!(rules.worst(["27", "2"]), Some(Discipline::Heavy));
    assert_eq!(rules.worst(["2", "99"]), None);
    assert_eq!(rules.discipline_days(2024), Some((date(2024, 1, 1), date(2024, 12, 31))));
    let longer = ProfessionalismRules { discipline_years: 5, ..rules };
    assert_eq!(longer.discipline_days(2024), Some((date(2020, 1, 1), date(2024, 12, 31))));
}

#[test]
fn rules_that_leave_something_out_are_refused() {
    assert_eq!(rules().check(), Ok(()));
    let mut bands = rules();
    bands.bands[1].1 = 91;
    assert_eq!(bands.check(), Err(BadProfessionalismRules::Bands));
    let mut missing = rules();
    missing.performance.pop();
    assert_eq!(missing.check(), Err(BadProfessionalismRules::Incomplete("performance")));
    let mut more = rules();
    more.discipline.insert(Discipline::None, points("6"));
    assert_eq!(more.check(), Err(BadProfessionalismRules::Sum("101.00".into())));
    let mut part = rules();
    part.competency.get_mut(&JobType::Pelaksana).unwrap()[0].hours = 0;
    assert_eq!(part.check(), Err(BadProfessionalismRules::Part("technical".into())));
}
