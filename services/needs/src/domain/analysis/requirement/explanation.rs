//! A position's need as a whole: the method's derivation, the minimum's beside it, and the larger of both.

use super::{Counted, Method, results};
use crate::domain::derivation::{Derivation, DerivationError, Draft, Operation};
use num_rational::BigRational;

/// The id of the result of a whole derivation.
pub const NEED: &str = "need";

/// What one part gave (*hasil satu bagian*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub method: Method,
    pub ruleset: String,
    /// People before rounding; none for a minimum.
    pub full_time_equivalent: Option<BigRational>,
    pub posts: i32,
}

/// What a position's need rests on (*dasar kebutuhan*).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The method's result.
    pub computed: Option<Figure>,
    /// The legal minimum.
    pub minimum: Option<Figure>,
}

impl Standing {
    /// Puts a figure in the place of the one of its part (*penggantian*).
    pub fn put(&mut self, figure: Figure) {
        let part = if figure.method == Method::Minimum { &mut self.minimum } else { &mut self.computed };
        *part = Some(figure);
    }

    /// Counts with a sheet (*lembar ABK*) whose need was computed before.
    pub fn put_sheet(&mut self, ruleset: String, workload: BigRational, posts: i32) {
        self.put(Figure { method: Method::Sheet, ruleset, full_time_equivalent: Some(workload), posts });
    }

    /// The need (*kebutuhan akhir*): the larger of both, so never below the minimum.
    pub fn required(&self) -> i32 {
        [&self.computed, &self.minimum].into_iter().flatten().map(|figure| figure.posts).max().unwrap_or(0)
    }

    /// People before rounding; none where there is only a minimum.
    pub fn full_time_equivalent(&self) -> Option<&BigRational> {
        self.computed.as_ref()?.full_time_equivalent.as_ref()
    }

    /// The ruleset of the method, or of the minimum where there is nothing else (*ketentuan*).
    pub fn ruleset(&self) -> &str {
        self.computed.as_ref().or(self.minimum.as_ref()).map_or("", |figure| &figure.ruleset)
    }

    /// One sentence for people (*ringkasan*).
    pub fn summary(&self) -> String {
        let computed = self.computed.as_ref().map(|figure| {
            let people =
                figure.full_time_equivalent.as_ref().map(|people| exact::render(people, 4)).unwrap_or_default();
            format!("{} needs {people} people: {}", figure.method.name(), figure.posts)
        });
        let minimum = self.minimum.as_ref().map(|figure| format!("minimum {}", figure.posts));
        let parts: Vec<String> = computed.into_iter().chain(minimum).collect();
        format!("{}; required {}", parts.join(", "), self.required())
    }
}

impl Counted {
    /// What it gave, without its derivation.
    pub fn figure(&self) -> Figure {
        Figure {
            method: self.method,
            ruleset: self.ruleset.clone(),
            full_time_equivalent: self.full_time_equivalent.clone(),
            posts: self.posts,
        }
    }
}

/// Where the figures of one part stand in the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOf {
    pub method: Method,
    pub ruleset: String,
    /// Place of its first figure, and of the one after its last.
    pub begin: usize,
    pub end: usize,
}

/// The whole derivation of a need (*penelusuran kebutuhan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub parts: Vec<PartOf>,
    pub whole: Derivation,
}

impl Explanation {
    /// Joins the parts of a need (*gabungan*); none where nothing was counted.
    pub fn of(parts: Vec<Counted>) -> Result<Option<Self>, DerivationError> {
        let (mut whole, mut places) = (Derivation::default(), Vec::new());
        for part in parts {
            let begin = whole.nodes().len();
            if let Some(last) = whole.append(part.tree) {
                places.push(PartOf { method: part.method, ruleset: part.ruleset, begin, end: last + 1 });
            }
        }
        if places.is_empty() {
            return Ok(None);
        }
        let mut end = Draft::begin("larger-of-both", "kebutuhan tidak di bawah standar minimal", "").after(whole);
        let results: Vec<usize> = places.iter().map(|part| part.end - 1).collect();
        end.computed(NEED, "Kebutuhan pegawai", "orang", Operation::Maximum, &results)?;
        Ok(Some(Self { parts: places, whole: end.finish() }))
    }

    /// What the need rests on (*dasar kebutuhan*).
    pub fn standing(&self) -> Standing {
        let mut standing = Standing::default();
        for part in &self.parts {
            let (full_time_equivalent, posts) = results(&self.whole.nodes()[part.begin..part.end]);
            let (method, ruleset) = (part.method, part.ruleset.clone());
            standing.put(Figure { method, ruleset, full_time_equivalent, posts });
        }
        standing
    }

    /// The part (*bagian*) a figure belongs to; none for the need itself.
    pub fn part_of(&self, place: usize) -> Option<&PartOf> {
        self.parts.iter().find(|part| (part.begin..part.end).contains(&place))
    }
}
