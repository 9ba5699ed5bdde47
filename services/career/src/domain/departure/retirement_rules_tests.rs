use super::*;
use jiff::civil::date;

fn post(title: &str, levels: &[Level], age: u8) -> PostAge {
    let words = title.split(' ').map(str::to_owned).collect();
    PostAge { words, levels: levels.to_vec(), age, source: "s".into() }
}

fn rules() -> RetirementRules {
    let early = [Level::Pemula, Level::Terampil, Level::Mahir, Level::Penyelia, Level::AhliPertama, Level::AhliMuda];
    let mut levels: Vec<(Level, u8)> = early.into_iter().map(|level| (level, 58)).collect();
    levels.extend([(Level::AhliMadya, 60), (Level::AhliUtama, 65)]);
    let high = [JobType::JptUtama, JobType::JptMadya, JobType::JptPratama].map(|kind| (kind, 60));
    let low = [JobType::Administrator, JobType::Pengawas, JobType::Pelaksana].map(|kind| (kind, 58));
    let (code, title, standing) = ("1".into(), "BUP".into(), "98".into());
    let exit = ExitKind {
        code,
        title,
        standing,
        effect: NeedEffect::Replace,
        by_hand: true,
        days: ExitDays::Any,
        ends_probation: false,
        employment: None,
    };
    RetirementRules {
        id: "r".into(),
        regulation: "law".into(),
        valid_from: date(2023, 10, 31),
        notice_months: vec![24, 12, 6],
        kinds: high.into_iter().chain(low).collect(),
        levels,
        level_source: "reference".into(),
        posts: vec![
            post("guru", &[], 60),
            post("guru besar", &[], 70),
            post("lektor", &[], 65),
            post("peneliti", &[Level::AhliMadya], 65),
            post("peneliti", &[Level::AhliUtama], 70),
        ],
        exits: vec![exit],
        texts: EffectTexts { replace: "again".into(), abolish: "never".into(), no_seat: "nothing".into() },
    }
}

fn functional(level: Level) -> Option<Job> {
    Some(Job { kind: JobType::Fungsional, level: Some(level) })
}

fn of_kind(kind: JobType) -> Option<Job> {
    Some(Job { kind, level: None })
}

#[test]
fn the_age_is_the_posts_and_else_the_levels_or_the_kinds() {
    let cases = [
        ("Guru Ahli Pertama", functional(Level::AhliPertama), Some((60, "post guru"))),
        ("GURU  KELAS", functional(Level::AhliUtama), Some((60, "post guru"))),
        ("Guru Besar", functional(Level::AhliUtama), Some((70, "post guru besar"))),
        ("Guru", None, Some((60, "post guru"))),
        ("Guru", of_kind(JobType::Pelaksana), Some((58, "kind pelaksana"))),
        ("Gurunya", functional(Level::AhliMuda), Some((58, "level ahli_muda"))),
        ("Lektor Kepala", functional(Level::AhliMadya), Some((65, "post lektor"))),
        ("Peneliti Ahli Muda", functional(Level::AhliMuda), Some((58, "level ahli_muda"))),
        ("Peneliti Ahli Madya", functional(Level::AhliMadya), Some((65, "post peneliti"))),
        ("Peneliti Ahli Utama", functional(Level::AhliUtama), Some((70, "post peneliti"))),
        ("Bidan Penyelia", functional(Level::Penyelia), Some((58, "level penyelia"))),
        ("Auditor Ahli Madya", functional(Level::AhliMadya), Some((60, "level ahli_madya"))),
        ("Auditor Ahli Utama", functional(Level::AhliUtama), Some((65, "level ahli_utama"))),
        ("Kepala Dinas", of_kind(JobType::JptPratama), Some((60, "kind jpt_pratama"))),
        ("Camat", of_kind(JobType::Administrator), Some((58, "kind administrator"))),
        ("Auditor", of_kind(JobType::Fungsional), None),
        ("Auditor", None, None),
        ("", None, None),
    ];
    for (title, job, expected) in cases {
        let found = rules().age(title, job);
        let found = found.as_ref().map(|found| (found.age, found.rule.as_str()));
        assert_eq!(found, expected, "{title}");
    }
}

fn facts(birth_date: Option<Date>, post: Option<(&str, Option<Job>)>) -> RetirementFacts {
    let post = post.map(|(title, job)| (title.to_owned(), job));
    RetirementFacts { birth_date, post, appointment_date: date(1990, 3, 1) }
}

/// The vectors of the post table: the day follows from the age.
#[test]
fn the_day_follows_from_birth_date_and_post() {
    let clerk = ("Pengadministrasi", of_kind(JobType::Pelaksana));
    let head = ("Kepala Dinas", of_kind(JobType::JptPratama));
    let expert = ("Auditor Ahli Utama", functional(Level::AhliUtama));
    let cases = [
        (date(1966, 7, 15), clerk, date(2024, 8, 1)),
        (date(1966, 12, 31), clerk, date(2025, 1, 1)),
        (date(1964, 2, 29), head, date(2024, 3, 1)),
        (date(1965, 1, 1), head, date(2025, 2, 1)),
        (date(1970, 12, 1), expert, date(2036, 1, 1)),
        (date(1969, 4, 7), clerk, date(2027, 5, 1)),
        (date(1968, 12, 31), head, date(2029, 1, 1)),
    ];
    for (birth_date, post, expected) in cases {
        let outlook = rules().outlook(&facts(Some(birth_date), Some(post)));
        assert_eq!((outlook.date, outlook.unknown), (Some(expected), None), "{birth_date}");
    }
}

#[test]
fn what_is_lacking_is_told() {
    let clerk = ("Pengadministrasi", of_kind(JobType::Pelaksana));
    let unknown = |birth_date, post| rules().outlook(&facts(birth_date, post)).unknown;
    assert_eq!(unknown(Some(date(1970, 1, 1)), None), Some(Unknown::Post));
    assert_eq!(unknown(Some(date(1970, 1, 1)), Some(("Auditor", None))), Some(Unknown::Age));
    assert_eq!(unknown(None, Some(clerk)), Some(Unknown::BirthDate));
    let outlook = rules().outlook(&facts(Some(date(1966, 7, 15)), Some(clerk)));
    assert_eq!(outlook.service, Some(ServiceLength { years: 34, months: 5 }));
    for (one, text) in Unknown::ALL {
        assert_eq!(Unknown::parse(text), Some(one));
    }
}

fn told(date: Date, seat: i32, months: i32) -> RetirementTold {
    RetirementTold { date, position: "p".into(), seat, months }
}

#[test]
fn each_notice_is_given_once_and_a_moved_day_is_told_again() {
    let retires = date(2027, 6, 1);
    let next = |last: Option<RetirementTold>, day| {
        rules().notice(last.as_ref(), (retires, "p", 1), day).map(|told| told.months)
    };
    assert_eq!(next(None, date(2025, 5, 31)), None);
    assert_eq!(next(None, date(2025, 6, 1)), Some(24));
    assert_eq!(next(Some(told(retires, 1, 24)), date(2026, 5, 31)), None);
    assert_eq!(next(Some(told(retires, 1, 24)), date(2026, 6, 1)), Some(12));
    assert_eq!(next(Some(told(retires, 1, 12)), date(2026, 12, 1)), Some(6));
    assert_eq!(next(Some(told(retires, 1, 6)), date(2027, 5, 31)), None);
    // Found late: only the last of those that are due.
    assert_eq!(next(None, date(2027, 1, 1)), Some(6));
    assert_eq!(next(None, date(2027, 6, 1)), None, "it is over");
    // Another day or another seat than was told.
    assert_eq!(next(Some(told(date(2025, 6, 1), 1, 24)), date(2024, 1, 1)), Some(0));
    assert_eq!(next(Some(told(retires, 1, 0)), date(2024, 1, 1)), None);
    assert_eq!(next(Some(told(retires, 1, 0)), date(2025, 6, 1)), Some(24));
    assert_eq!(next(Some(told(retires, 2, 24)), date(2025, 7, 1)), Some(24));
    assert_eq!(rules().horizon(date(2025, 5, 2)), date(2027, 5, 2));
}

#[test]
fn what_leaving_does_to_the_need_is_said_in_words() {
    let rules = rules();
    assert_eq!(rules.effect_text(NeedEffect::Replace, true), "again");
    assert_eq!(rules.effect_text(NeedEffect::Abolish, true), "never");
    assert_eq!(rules.effect_text(NeedEffect::Abolish, false), "nothing");
    assert_eq!((rules.exit("1").map(|kind| kind.title.as_str()), rules.exit("99")), (Some("BUP"), None));
}

#[test]
fn unsound_rules_are_told() {
    let with = |change: fn(&mut RetirementRules)| {
        let mut rules = rules();
        change(&mut rules);
        rules.fault().is_some()
    };
    assert_eq!(rules().fault(), None);
    assert!(with(|rules| rules.kinds[0].1 = 20));
    assert!(with(|rules| rules.kinds.truncate(3)));
    assert!(with(|rules| rules.levels[0].0 = Level::AhliUtama));
    assert!(with(|rules| rules.notice_months = vec![6, 12]));
    assert!(with(|rules| rules.notice_months.clear()));
    assert!(with(|rules| rules.posts[0].words.clear()));
    assert!(with(|rules| rules.exits.push(rules.exits[0].clone())));
}
