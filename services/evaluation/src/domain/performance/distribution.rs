//! How ratings should be distributed under the result of the organisation (*pola distribusi predikat*,
//! SE MenPANRB 3/2023). A warning to the leader, never a reason to rate anyone again.

use jiff::civil::Date;

use super::rating::Predikat;

/// The rating of an organisation (*predikat kinerja organisasi*, PermenPANRB 6/2022).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationPredikat {
    Istimewa,
    Baik,
    ButuhPerbaikan,
    Kurang,
    SangatKurang,
}

impl OrganisationPredikat {
    /// Every rating of an organisation (*predikat organisasi*), best first.
    pub const ALL: [Self; 5] = [Self::Istimewa, Self::Baik, Self::ButuhPerbaikan, Self::Kurang, Self::SangatKurang];

    /// The code under which Siklus stores it (*kode predikat organisasi*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Istimewa => "istimewa",
            Self::Baik => "baik",
            Self::ButuhPerbaikan => "butuh_perbaikan",
            Self::Kurang => "kurang",
            Self::SangatKurang => "sangat_kurang",
        }
    }

    /// Reads a code (*kode predikat organisasi*).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|predikat| predikat.as_str() == text)
    }
}

/// What the share of some ratings should keep (*batas sebaran*), in percent of all rated servants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    AtMost(u32),
    AtLeast(u32),
    /// At least one servant has one of the ratings.
    Present,
    /// More than half of the servants have one of them (*mayoritas*).
    Majority,
}

/// One line of the guidance (*pola distribusi*): a limit on the ratings together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistributionRule {
    pub organisation: OrganisationPredikat,
    pub ratings: Vec<Predikat>,
    pub limit: Limit,
}

impl DistributionRule {
    fn is_kept(&self, ratings: &[Predikat]) -> bool {
        let matching = ratings.iter().filter(|rating| self.ratings.contains(rating)).count();
        let (matching, all) = (matching as u128 * 100, ratings.len() as u128);
        match self.limit {
            Limit::AtMost(percent) => matching <= u128::from(percent) * all,
            Limit::AtLeast(percent) => matching >= u128::from(percent) * all,
            Limit::Present => matching > 0,
            Limit::Majority => matching > 50 * all,
        }
    }
}

/// The guidance on the distribution of ratings (*pola distribusi predikat*) with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistributionRuleset {
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    /// Others than the office see no counts where one stands for fewer people.
    pub small_cell: i64,
    pub rules: Vec<DistributionRule>,
}

impl DistributionRuleset {
    /// The lines the ratings do not keep (*peringatan sebaran*), empty when they follow the guidance or none is rated.
    pub fn warnings(&self, organisation: OrganisationPredikat, ratings: &[Predikat]) -> Vec<&DistributionRule> {
        if ratings.is_empty() {
            return Vec::new();
        }
        self.rules.iter().filter(|rule| rule.organisation == organisation && !rule.is_kept(ratings)).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn guidance() -> DistributionRuleset {
        let rule = |ratings: &[Predikat], limit| DistributionRule {
            organisation: OrganisationPredikat::Baik,
            ratings: ratings.to_vec(),
            limit,
        };
        DistributionRuleset {
            id: "example".to_owned(),
            regulation: "SE MenPANRB 3/2023".to_owned(),
            valid_from: date(2023, 1, 1),
            small_cell: 5,
            rules: vec![
                rule(&[Predikat::Baik], Limit::AtMost(70)),
                rule(&[Predikat::Baik], Limit::Majority),
                rule(&[Predikat::ButuhPerbaikan, Predikat::Kurang], Limit::Present),
            ],
        }
    }

    fn ratings(baik: usize, kurang: usize, sangat_baik: usize) -> Vec<Predikat> {
        let mut ratings = vec![Predikat::Baik; baik];
        ratings.extend(vec![Predikat::Kurang; kurang]);
        ratings.extend(vec![Predikat::SangatBaik; sangat_baik]);
        ratings
    }

    #[test]
    fn the_limit_itself_is_kept() {
        assert!(guidance().warnings(OrganisationPredikat::Baik, &ratings(7, 1, 2)).is_empty());
    }

    #[test]
    fn each_line_that_is_not_kept_warns() {
        assert_eq!(guidance().warnings(OrganisationPredikat::Baik, &ratings(8, 0, 2)).len(), 2);
    }

    #[test]
    fn half_is_no_majority() {
        let without = guidance();
        let warned = without.warnings(OrganisationPredikat::Baik, &ratings(5, 1, 4));
        assert_eq!(warned.iter().map(|rule| rule.limit).collect::<Vec<_>>(), [Limit::Majority]);
        assert!(without.warnings(OrganisationPredikat::Baik, &ratings(6, 1, 3)).is_empty());
    }

    #[test]
    fn other_organisations_and_empty_ones_are_not_warned() {
        assert!(guidance().warnings(OrganisationPredikat::Kurang, &ratings(10, 0, 0)).is_empty());
        assert!(guidance().warnings(OrganisationPredikat::Baik, &[]).is_empty());
    }
}
