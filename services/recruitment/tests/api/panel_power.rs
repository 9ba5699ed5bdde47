//! What the check of panel scores finds and how often it holds an honest panel, on synthetic panels of known strength. The
//! seed is stated, so the figures of `docs/panel-check.md` are the same everywhere; `UPDATE_DOCS=1` writes them anew.

use recruitment::{
    domain::{
        instrument::Instrument,
        panel_check::{Check, findings},
        score_sheet::Sheet,
        selter::CheckRules,
        shuffle::Shuffle,
    },
    selterbook::Selterbook,
};
use std::{fmt::Write as _, fs, thread};

/// Honest panels, and panels of each attack.
const HONEST: u64 = 1000;
const ATTACKED: u64 = 200;

/// What is wrong with a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attack {
    /// Nothing.
    None,
    /// So many members lift the fourth of the candidates by so many points.
    Bloc(usize, i64),
    /// One member gives everybody so many points less.
    Severe(i64),
    /// One member keeps so many percent of the differences.
    Flat(i64),
    /// One member turns the order round.
    Reversed,
    /// All members score at random.
    Chance,
}

impl Attack {
    /// The check that ought to find it.
    fn wanted(self) -> Option<Check> {
        match self {
            Self::None => None,
            Self::Bloc(..) => Some(Check::Bloc),
            Self::Severe(_) => Some(Check::Severity),
            Self::Flat(_) => Some(Check::SpreadLow),
            Self::Reversed => Some(Check::Opposition),
            Self::Chance => Some(Check::Agreement),
        }
    }

    fn name(self) -> String {
        match self {
            Self::None => "honest".to_owned(),
            Self::Bloc(members, points) => format!("{members} members lift one candidate by {points} points"),
            Self::Severe(points) => format!("one member gives all {points} points less"),
            Self::Flat(percent) => format!("one member keeps {percent} % of the differences"),
            Self::Reversed => "one member turns the order round".to_owned(),
            Self::Chance => "all members score at random".to_owned(),
        }
    }
}

/// Thousandths of a standard deviation: the sum of twelve even draws, which is near to normal.
fn normal(source: &mut Shuffle) -> i64 {
    (0..12).map(|_| source.below(1001) as i64).sum::<i64>() - 6000
}

fn instruments() -> Vec<Instrument> {
    let one = |(code, technical, weight): (&str, bool, i32)| Instrument {
        code: code.to_owned(),
        competency: code.to_owned(),
        technical,
        weight,
        lowest: 0,
        highest: 100,
    };
    [("MAKALAH", true, 30), ("STUDI-KASUS", true, 30), ("ASESMEN", false, 20), ("WAWANCARA", false, 20)].map(one).into()
}

/// A panel: candidates differ by 8 points of standard deviation, members in severity by 3 and in taste by 3, single scores
/// by 8 more.
fn panel(members: usize, candidates: usize, attack: Attack, source: &mut Shuffle) -> Sheet {
    let instruments = instruments();
    let quality: Vec<i64> = (0..candidates).map(|_| 65_000 + 8 * normal(source)).collect();
    let middle = quality.iter().sum::<i64>() / candidates as i64;
    let severity: Vec<i64> = (0..members).map(|_| 3 * normal(source)).collect();
    let mut marks = vec![vec![None; members]; candidates];
    for (candidate, row) in marks.iter_mut().enumerate() {
        for (member, cell) in row.iter_mut().enumerate() {
            let last = member + 1 == members;
            let taste = 3 * normal(source);
            let mut seen = quality[candidate];
            match attack {
                Attack::Flat(percent) if last => seen = middle + (seen - middle) * percent / 100,
                Attack::Reversed if last => seen = 2 * middle - seen,
                Attack::Chance => seen = middle + 8 * normal(source),
                Attack::Severe(points) if last => seen -= points * 1000,
                Attack::Bloc(size, points) if member + size >= members && candidate == 3 => seen += points * 1000,
                _ => {}
            }
            let kept = if let (Attack::Flat(percent), true) = (attack, last) { percent } else { 100 };
            let score = |_: &Instrument| {
                let noise = (taste + 8 * normal(source)) * kept / 100;
                ((seen + severity[member] + noise + 500) / 1000).clamp(0, 100) as i32
            };
            *cell = Some(instruments.iter().map(score).collect());
        }
    }
    Sheet {
        candidates: (0..candidates).map(|number| format!("JPT-{number}")).collect(),
        members: (1..=members as i32).collect(),
        instruments,
        marks,
    }
}

/// How many of the panels were held, and how many for the right reason.
fn count(members: usize, candidates: usize, attack: Attack, panels: u64, rules: &CheckRules) -> [u64; 2] {
    let mut source = Shuffle::new(20_190_715 + (members * 100 + candidates) as u64);
    let mut counts = [0; 2];
    for _ in 0..panels {
        let found = findings(&panel(members, candidates, attack, &mut source), rules);
        counts[0] += u64::from(!found.is_empty());
        counts[1] += u64::from(found.iter().any(|one| Some(one.check) == attack.wanted()));
    }
    counts
}

/// Wilson's interval of 95 % in tenths of a percent, outwards, in whole numbers: z² is 3.8416.
fn wilson(found: u64, panels: u64) -> [u64; 2] {
    let (found, panels, square) = (u128::from(found), u128::from(panels), 38_416_u128);
    let root = (square * 10_000 + 400_000_000 * found * (panels - found) / panels).isqrt() + 1;
    let half = 196 * root / 100;
    let middle = 20_000 * found + square;
    let whole = 2 * (10_000 * panels + square);
    let low = middle.saturating_sub(half) * 1000 / whole;
    let high = ((middle + half) * 1000).div_ceil(whole).min(1000);
    [low as u64, high as u64]
}

fn percent(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn share(found: u64, panels: u64) -> String {
    let [low, high] = wilson(found, panels);
    let tenths = (found * 2000 + panels) / (2 * panels);
    format!("{} ({}–{})", percent(tenths), percent(low), percent(high))
}

const SIZES: [(usize, usize); 4] = [(5, 4), (7, 6), (9, 6), (9, 12)];

const ATTACKS: [Attack; 20] = [
    Attack::Bloc(2, 10),
    Attack::Bloc(2, 15),
    Attack::Bloc(2, 20),
    Attack::Bloc(2, 30),
    Attack::Bloc(3, 10),
    Attack::Bloc(3, 15),
    Attack::Bloc(3, 20),
    Attack::Bloc(3, 30),
    Attack::Bloc(4, 15),
    Attack::Bloc(4, 20),
    Attack::Severe(10),
    Attack::Severe(15),
    Attack::Severe(20),
    Attack::Severe(30),
    Attack::Flat(50),
    Attack::Flat(25),
    Attack::Flat(10),
    Attack::Flat(0),
    Attack::Reversed,
    Attack::Chance,
];

fn report() -> String {
    let book = Selterbook::shipped().unwrap();
    let rules = &book.find("selter-2019").unwrap().check;
    let honest = SIZES.map(|(members, candidates)| (members, candidates, Attack::None, HONEST));
    let rows: Vec<_> = honest.into_iter().chain(ATTACKS.map(|attack| (7, 6, attack, ATTACKED))).collect();
    let counted: Vec<[u64; 2]> = thread::scope(|scope| {
        let count = |row: (usize, usize, Attack, u64)| scope.spawn(move || count(row.0, row.1, row.2, row.3, rules));
        let running: Vec<_> = rows.iter().copied().map(count).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut text = String::from(INTRODUCTION);
    let _ = writeln!(text, "## Honest panels that are held, of {HONEST} each, in percent\n");
    let _ = writeln!(text, "| members | candidates | held |\n| --- | --- | --- |");
    for ((members, candidates, ..), [held, _]) in rows.iter().zip(&counted).take(SIZES.len()) {
        let _ = writeln!(text, "| {members} | {candidates} | {} |", share(*held, HONEST));
    }
    let _ =
        writeln!(text, "\n## Attacked panels of seven members and six candidates, of {ATTACKED} each, in percent\n");
    let _ = writeln!(text, "| what is wrong | check | found by it | held |\n| --- | --- | --- | --- |");
    for ((_, _, attack, _), [held, found]) in rows.iter().zip(&counted).skip(SIZES.len()) {
        let check = attack.wanted().map(Check::as_str).unwrap_or_default();
        let shares = format!("{} | {}", share(*found, ATTACKED), share(*held, ATTACKED));
        let _ = writeln!(text, "| {} | {check} | {shares} |", attack.name());
    }
    text
}

const INTRODUCTION: &str = "# What the check of panel scores finds

Before the scores of an open selection are announced they are checked for drift and collusion (`src/domain/panel/panel_check.rs`,
thresholds in `rulesets/selter-2019.toml`). A finding holds the result for the inspectorate and changes no score. The figures
below are of synthetic panels: four instruments of 30, 30, 20 and 20 %, candidates that differ by 8 points of standard
deviation, members that differ by 3 points in severity and by 3 in taste, single scores by 8 more. Real panels may be noisier,
and then more of them are held; the inspectorate sees the numbers and decides. In brackets Wilson's interval of 95 %.
`tests/api/panel_power.rs` counts them again.

";

#[test]
fn the_published_figures_are_those_of_the_check() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/panel-check.md");
    let counted = report();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, &counted).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), counted, "write it anew with UPDATE_DOCS=1");
}

#[test]
fn wilsons_interval_is_that_of_the_textbook() {
    // 10 of 100: 5.5 to 17.4 %; none of 1,000: 0 to 0.4 %; all of 200: 98.1 to 100 %.
    assert_eq!([wilson(10, 100), wilson(0, 1000), wilson(200, 200)], [[55, 175], [0, 4], [981, 1000]]);
}
