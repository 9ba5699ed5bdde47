//! The rules of boxes, pools and key posts, as dated data.

use crate::domain::{
    credit::Rating,
    education::EducationLevel,
    job::{Job, JobType},
    nine_box::Cuts,
    post_requirement::PostRequirement,
    professionalism::Discipline,
};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

/// Where a part of the potential comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PotentialSource {
    /// A score that an assessor recorded.
    Assessment,
    /// The job-person match (*JPM*).
    Match,
}

impl PotentialSource {
    /// Every source with its name in rulesets.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Assessment, "assessment"), (Self::Match, "match")];

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A part of the potential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PotentialPart {
    /// Key, which recorded assessments name.
    pub key: String,
    /// Where it comes from.
    pub source: PotentialSource,
    /// Percent of the potential.
    pub weight: i32,
    /// Calendar years for which an assessment counts; of no meaning for a match.
    pub years: i32,
}

/// Percent of a match score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchWeights {
    /// Of potential and competency.
    pub potential: i32,
    /// Of qualification.
    pub qualification: i32,
    /// Of integrity.
    pub integrity: i32,
}

/// Points of the integrity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityRules {
    /// Points by the worst punishment that still counts.
    pub points: Vec<(Discipline, i32)>,
    /// Points while one is served.
    pub serving: i32,
    /// Months after its end for which a punishment still counts.
    pub active_months: i32,
}

/// A ruleset of talent management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalentRules {
    /// Id.
    pub id: String,
    /// Where it comes from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Points by rating.
    pub performance: Vec<(Rating, i32)>,
    /// Calendar years that a rating may lie back.
    pub rating_years: i32,
    /// Bands of the performance.
    pub performance_cuts: Cuts,
    /// Bands of the potential.
    pub potential_cuts: Cuts,
    /// Percent of the talent value that the performance makes; the potential makes the rest.
    pub performance_weight: i32,
    /// Parts of the potential.
    pub potential: Vec<PotentialPart>,
    /// Days for which a computed match counts.
    pub match_days: i64,
    /// What is recommended for the boxes, 1 to 9.
    pub recommendations: Vec<String>,
    /// Boxes of the succession pool.
    pub pool_boxes: Vec<i32>,
    /// Calendar years that a decided box may lie back.
    pub box_years: i32,
    /// Weights of a match score.
    pub weights: MatchWeights,
    /// Points of the integrity.
    pub integrity: IntegrityRules,
    /// Points of the qualification by education.
    pub qualification: Vec<(EducationLevel, i32)>,
    /// What posts ask for.
    pub posts: Vec<PostRequirement>,
}

impl TalentRules {
    /// What is recommended for a box.
    pub fn recommendation(&self, number: i32) -> &str {
        let place = usize::try_from(number - 1).ok();
        place.and_then(|place| self.recommendations.get(place)).map_or("", String::as_str)
    }

    /// What a kind of post asks for; none where nothing is known.
    pub fn requirement(&self, job: Job) -> Option<&PostRequirement> {
        self.posts.iter().find(|post| post.job == job.kind)
    }

    /// Whether assessments name this part.
    pub fn is_assessed(&self, part: &str) -> bool {
        self.potential.iter().any(|one| one.key == part && one.source == PotentialSource::Assessment)
    }

    /// What is not sound, if anything.
    pub fn violations(&self) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what| {
            if !holds {
                wrong.push(what);
            }
        };
        let points = |points: &i32| (0..=100).contains(points);
        let once = |rating| self.performance.iter().filter(|(of, _)| *of == rating).count() == 1;
        check(Rating::ALL.into_iter().all(once), "not every rating has its points once");
        check(self.performance.iter().all(|(_, one)| points(one)), "a rating has impossible points");
        check(sound(&self.performance_cuts) && sound(&self.potential_cuts), "cuts are not 0 < middle <= high <= 100");
        check(points(&self.performance_weight), "performance_weight is no percent");
        let weights: i32 = self.potential.iter().map(|part| part.weight).sum();
        let positive = self.potential.iter().all(|part| part.weight > 0 && (1..=50).contains(&part.years));
        check(weights == 100 && positive, "parts of the potential do not add up to 100");
        let keys = |key: &str| self.potential.iter().filter(|part| part.key == key).count() == 1;
        check(self.potential.iter().all(|part| keys(&part.key)), "a part of the potential comes twice");
        check(
            self.recommendations.len() == 9 && self.recommendations.iter().all(|text| !text.is_empty()),
            "not every box has its recommendation",
        );
        check(
            !self.pool_boxes.is_empty() && self.pool_boxes.iter().all(|number| (1..=9).contains(number)),
            "a box of the pool does not exist",
        );
        check((0..=50).contains(&self.rating_years) && (0..=50).contains(&self.box_years), "impossible years");
        check((1..=3660).contains(&self.match_days), "impossible days of a match");
        let MatchWeights { potential, qualification, integrity } = self.weights;
        let all = [potential, qualification, integrity];
        check(all.iter().all(points) && all.iter().sum::<i32>() == 100, "weights of the score do not add up to 100");
        self.check_points(&mut check);
        wrong
    }

    fn check_points(&self, check: &mut impl FnMut(bool, &'static str)) {
        let points = |points: &i32| (0..=100).contains(points);
        let once = |level| self.integrity.points.iter().filter(|(of, _)| *of == level).count() == 1;
        check(Discipline::ALL.into_iter().all(|(level, _)| once(level)), "not every punishment has its points once");
        check(self.integrity.points.iter().all(|(_, one)| points(one)), "a punishment has impossible points");
        check(points(&self.integrity.serving), "serving has impossible points");
        check((0..=600).contains(&self.integrity.active_months), "impossible months of a punishment");
        let once = |level| self.qualification.iter().filter(|(of, _)| *of == level).count() == 1;
        check(EducationLevel::ALL.into_iter().all(|(level, _)| once(level)), "not every diploma has its points once");
        check(self.qualification.iter().all(|(_, one)| points(one)), "a diploma has impossible points");
        let once = |kind: JobType| self.posts.iter().filter(|post| post.job == kind).count() == 1;
        check(self.posts.iter().all(|post| once(post.job) && post.is_sound()), "a post asks for impossible things");
    }
}

fn sound(cuts: &Cuts) -> bool {
    let whole = |number: i32| BigRational::from(BigInt::from(number));
    whole(0) < cuts.middle && cuts.middle <= cuts.high && cuts.high <= whole(100)
}
