//! Ratings of the numeric schemes of old (DP3, PPK PNS, PP 30/2019), to read history. Scores are exact hundredths.

/// A scheme of old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PastScheme {
    /// PP 30/2019: SKP and behaviour, 70 % and 30 %.
    SeventyThirty,
    /// PP 30/2019 where colleagues and subordinates rated too: 60 % and 40 %.
    SixtyForty,
    /// One number (DP3, PPK PNS).
    Single,
}

impl PastScheme {
    /// Every scheme.
    pub const ALL: [Self; 3] = [Self::SeventyThirty, Self::SixtyForty, Self::Single];

    /// Its name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SeventyThirty => "seventy_thirty",
            Self::SixtyForty => "sixty_forty",
            Self::Single => "single",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str() == text)
    }
}

/// A word for totals from a number on (*sebutan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The word.
    pub name: String,
    /// Least total, in hundredths.
    pub least: i64,
    /// Whether it asks for a new idea (*ide baru*).
    pub new_idea: bool,
}

/// How a scheme computes, and when it was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeRules {
    /// The scheme.
    pub scheme: PastScheme,
    /// Where it stands.
    pub regulation: String,
    /// First year that it rated.
    pub first_year: i32,
    /// Last year that it rated.
    pub last_year: i32,
    /// Percent of the SKP and of behaviour; nothing for one number.
    pub weights: Option<(i64, i64)>,
    /// Highest score, in hundredths.
    pub highest: i64,
    /// Words, best first.
    pub bands: Vec<Band>,
}

/// All schemes of old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRules {
    /// Id.
    pub id: String,
    /// The schemes.
    pub schemes: Vec<SchemeRules>,
}

impl PastRules {
    /// The rules of a scheme.
    pub fn scheme(&self, scheme: PastScheme) -> Option<&SchemeRules> {
        self.schemes.iter().find(|rules| rules.scheme == scheme)
    }

    /// What is wrong with the rules, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if PastScheme::ALL.iter().any(|scheme| self.scheme(*scheme).is_none()) || self.schemes.len() != 3 {
            return Some("has not every scheme once");
        }
        self.schemes.iter().find_map(SchemeRules::fault)
    }
}

impl SchemeRules {
    fn fault(&self) -> Option<&'static str> {
        let weighed =
            matches!(self.weights, Some((work, behaviour)) if work >= 0 && behaviour >= 0 && work + behaviour == 100);
        if weighed == (self.scheme == PastScheme::Single) {
            return Some("has weights that are not 100 percent");
        }
        let falling = self.bands.windows(2).all(|pair| pair[0].least > pair[1].least);
        let whole = self.bands.last().is_some_and(|band| band.least == 0 && !band.new_idea);
        if !falling || !whole || self.bands.iter().any(|band| band.least > self.highest) {
            return Some("has bands that are not in order");
        }
        (self.first_year > self.last_year).then_some("has years that are not in order")
    }

    /// Whether it rated the year.
    pub fn rated(&self, year: i32) -> bool {
        (self.first_year..=self.last_year).contains(&year)
    }

    /// The total of two scores of 0 to the highest, rounded half up to hundredths; nothing for one number.
    pub fn total(&self, work: i64, behaviour: i64) -> Option<i64> {
        let (of_work, of_behaviour) = self.weights?;
        Some((work * of_work + behaviour * of_behaviour + 50) / 100)
    }

    /// The word for a total.
    pub fn band(&self, total: i64, new_idea: bool) -> &str {
        let found = self.bands.iter().find(|band| total >= band.least && (new_idea || !band.new_idea));
        found.map_or("", |band| band.name.as_str())
    }
}

/// A rating of old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRating {
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// The scheme.
    pub scheme: PastScheme,
    /// Scores of SKP and behaviour, in hundredths; nothing for one number.
    pub parts: Option<(i64, i64)>,
    /// The total, in hundredths.
    pub total: i64,
    /// Whether a new idea was recognised.
    pub new_idea: bool,
    /// Ruleset.
    pub ruleset: String,
}

/// Writes hundredths as a decimal.
pub fn render_hundredths(score: i64) -> String {
    format!("{}.{:02}", score / 100, score % 100)
}

#[cfg(test)]
#[path = "past_rating_tests.rs"]
mod tests;
