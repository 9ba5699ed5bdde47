//! What the check of panel scores finds and how often it holds an honest panel, on synthetic panels of known strength. The
//! seeds are stated, so the figures of `docs/panel-check.md` are the same everywhere; `UPDATE_DOCS=1` writes them anew.

use recruitment::{
    domain::{
        instrument::Instrument,
        panel_check::{Check, findings},
        score_sheet::Sheet,
        shuffle::Shuffle,
    },
    rulesets::Selterbook,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, thread,
};

/// Honest panels, and panels of each attack.
const HONEST: u64 = 1000;
const ATTACKED: u64 = 200;
/// Honest panels on the seeds of tuning, to compare with.
const COMPARED: u64 = 400;

/// Seed of the panels that the thresholds were chosen on: this, plus 100 by members, plus candidates.
const TUNED: u64 = 20_190_715;
/// Seed of the panels of the page, plus the row: none of them was looked at before the thresholds stood.
const HELD_OUT: u64 = 6_571_000_000;

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

/// What panels are like: by how many points of standard deviation candidates differ, and single scores besides.
#[derive(Clone, Copy)]
struct Kind {
    members: usize,
    candidates: usize,
    apart: i64,
    noise: i64,
}

/// The panels that are attacked.
const USUAL: Kind = Kind { members: 7, candidates: 6, apart: 8, noise: 8 };

/// Honest panels: four sizes, candidates that hardly differ or not at all, and single scores that differ more.
const KINDS: [Kind; 7] = [
    Kind { members: 5, candidates: 4, ..USUAL },
    USUAL,
    Kind { members: 9, candidates: 6, ..USUAL },
    Kind { members: 9, candidates: 12, ..USUAL },
    Kind { apart: 4, ..USUAL },
    Kind { apart: 0, ..USUAL },
    Kind { noise: 12, ..USUAL },
];

/// A panel: besides what its kind says, members differ in severity by 3 and in taste by 3.
fn panel(kind: Kind, attack: Attack, source: &mut Shuffle) -> Sheet {
    let Kind { members, candidates, apart, noise } = kind;
    let instruments = instruments();
    let quality: Vec<i64> = (0..candidates).map(|_| 65_000 + apart * normal(source)).collect();
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
                let own = (taste + noise * normal(source)) * kept / 100;
                ((seen + severity[member] + own + 500) / 1000).clamp(0, 100) as i32
            };
            *cell = Some(instruments.iter().map(score).collect());
        }
    }
    Sheet {
        candidates: (0..candidates).map(|number| format!("JPT-{number:02}")).collect(),
        members: (1..=members as i32).collect(),
        instruments,
        marks,
    }
}

/// How many panels were held, and for what.
#[derive(Clone, Default)]
struct Counts {
    held: u64,
    by: BTreeMap<&'static str, u64>,
}

fn count(kind: Kind, attack: Attack, panels: u64, seed: u64) -> Counts {
    let book = Selterbook::of_open_selections(std::path::Path::new("")).unwrap();
    let rules = &book.find("selter-2019").unwrap().check;
    let mut source = Shuffle::new(seed);
    let mut counts = Counts::default();
    for _ in 0..panels {
        let found = findings(&panel(kind, attack, &mut source), rules);
        counts.held += u64::from(!found.is_empty());
        let checks: BTreeSet<&str> = found.iter().map(|one| one.check.as_str()).collect();
        for check in checks {
            *counts.by.entry(check).or_default() += 1;
        }
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

fn tenths(found: u64, panels: u64) -> String {
    percent((found * 2000 + panels) / (2 * panels))
}

fn share(found: u64, panels: u64) -> String {
    let [low, high] = wilson(found, panels);
    format!("{} ({}–{})", tenths(found, panels), percent(low), percent(high))
}

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

type Row = (Kind, Attack, u64, u64);

/// What is counted: honest panels on both seeds, then attacked ones.
fn rows() -> (Vec<Row>, Vec<Row>, Vec<Row>) {
    let seeds = HELD_OUT + 1..;
    let held_out = KINDS.into_iter().zip(seeds.clone()).map(|(kind, seed)| (kind, Attack::None, HONEST, seed));
    let tuned = |kind: &Kind| TUNED + (kind.members * 100 + kind.candidates) as u64;
    let on_tuned = KINDS.iter().map(|kind| (*kind, Attack::None, COMPARED, tuned(kind)));
    let seeds = seeds.skip(KINDS.len());
    let attacked = ATTACKS.into_iter().zip(seeds).map(|(attack, seed)| (USUAL, attack, ATTACKED, seed));
    (held_out.collect(), on_tuned.collect(), attacked.collect())
}

fn counted(rows: &[Row]) -> Vec<Counts> {
    thread::scope(|scope| {
        let count = |row: &Row| {
            let (kind, attack, panels, seed) = *row;
            scope.spawn(move || count(kind, attack, panels, seed))
        };
        let running: Vec<_> = rows.iter().map(count).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn report() -> String {
    let (held_out, on_tuned, attacked) = rows();
    let mut text = String::from(INTRODUCTION);
    let _ = writeln!(text, "## Honest panels that are held, of {HONEST} each, in percent\n");
    let _ = writeln!(
        text,
        "| members | candidates | apart | noise | held | by which check | of {COMPARED} on the seeds of tuning |"
    );
    let _ = writeln!(text, "| --- | --- | --- | --- | --- | --- | --- |");
    let counts = counted(&held_out).into_iter().zip(counted(&on_tuned));
    for ((Kind { members, candidates, apart, noise }, ..), (held_out, on_tuned)) in held_out.iter().zip(counts) {
        let by: Vec<String> =
            held_out.by.iter().map(|(check, count)| format!("{check} {}", tenths(*count, HONEST))).collect();
        let (held, tuned) = (share(held_out.held, HONEST), share(on_tuned.held, COMPARED));
        let by = by.join(", ");
        let _ = writeln!(text, "| {members} | {candidates} | {apart} | {noise} | {held} | {by} | {tuned} |");
    }
    let _ =
        writeln!(text, "\n## Attacked panels of seven members and six candidates, of {ATTACKED} each, in percent\n");
    let _ = writeln!(text, "| what is wrong | check | found by it | held |\n| --- | --- | --- | --- |");
    for ((_, attack, ..), counts) in attacked.iter().zip(counted(&attacked)) {
        let check = attack.wanted().map(Check::as_str).unwrap_or_default();
        let found = counts.by.get(check).copied().unwrap_or_default();
        let shares = format!("{} | {}", share(found, ATTACKED), share(counts.held, ATTACKED));
        let _ = writeln!(text, "| {} | {check} | {shares} |", attack.name());
    }
    text
}

const INTRODUCTION: &str = "# What the check of panel scores finds

Before the scores of an open selection are announced they are checked for drift and collusion (`src/domain/panel/panel_check.rs`,
thresholds in `rulesets/selter-2019.toml`). A finding holds the result for the inspectorate and changes no score. The figures
below are of synthetic panels: four instruments of 30, 30, 20 and 20 %, candidates that are `apart` by so many points of
standard deviation, members that differ by 3 points in severity and by 3 in taste, single scores by `noise` more. Real panels
may be noisier, and then more of them are held; the inspectorate sees the numbers and decides.

`tests/api/panel_power.rs` counts them again in every run of the tests, and fails when this page says anything else:
`UPDATE_DOCS=1 cargo nextest run -p recruitment --test api panel_power` writes it anew. The thresholds were chosen on panels of
the seeds 20190715 + 100 × members + candidates; every row here is of panels of a seed of its own that was not looked at before
they stood (6571000000 + row, honest rows first). The last column counts the same honest panels on the seeds of tuning, for
comparison. In brackets Wilson's interval of 95 %, a row for itself: of 27 rows one or two may miss what is true.

Panels without any effect are those of the first table: nobody does anything wrong there. Where candidates are not apart at
all (`apart` 0) members can agree on nothing, and the check of agreement cannot tell that from members who score at random:
most such panels are held, and somebody should look, for their order is chance. The less the candidates are apart and the
smaller the panel, the more honest panels are held. What the check cannot do stands in the second table: a bloc that lifts by
10 or 15 points is seldom found, nor is a member who keeps half of the differences. That nothing was found proves nothing.

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

#[test]
fn no_panel_of_the_page_was_one_to_tune_on() {
    let (held_out, on_tuned, attacked) = rows();
    let seeds: Vec<u64> = held_out.iter().chain(&attacked).map(|row| row.3).collect();
    assert_eq!(seeds.iter().collect::<BTreeSet<_>>().len(), seeds.len(), "every row has its own");
    assert!(on_tuned.iter().all(|row| !seeds.contains(&row.3)));
}
