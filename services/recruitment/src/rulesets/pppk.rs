//! Rulesets of employees with a work agreement (`programme = "pppk"`).

use super::{RulesetError, general::GeneralRow, parse, sound, word};
use crate::domain::{
    competency_test::{CompetencyTest, Criterion, GroupRules, JobGroup, MarkRules, PostMaximum},
    pppk_ruleset::PppkRuleset,
    pppk_score::{PppkItems, PppkLimits, PppkMark},
    skd::NeedKind,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "programme")]
    _programme: String,
    general: GeneralRow,
    test: TestRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TestRow {
    technical_max: u16,
    managerial_max: u16,
    sociocultural_max: u16,
    interview_max: u16,
    managerial_items: u16,
    sociocultural_items: u16,
    interview_items: u16,
    points_per_item: u16,
    certificate_percent: u16,
    tie_breaks: Vec<String>,
    #[serde(default)]
    fills_other_places: bool,
    #[serde(default)]
    part_time_tiers: Vec<String>,
    #[serde(default)]
    post: Vec<PostRow>,
    group: Vec<GroupRow>,
    #[serde(default)]
    pass_mark: Vec<MarkRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostRow {
    posts: Vec<String>,
    technical_max: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRow {
    name: String,
    #[serde(default)]
    posts: Vec<String>,
    technical_max: Option<u16>,
    tiers: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkRow {
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    posts: Vec<String>,
    technical: Option<u16>,
    managerial_sociocultural: Option<u16>,
    interview: Option<u16>,
}

pub(super) fn read(file: &str, text: &str) -> Result<PppkRuleset, RulesetError> {
    let row: Row = parse(file, text)?;
    let ruleset = PppkRuleset { general: row.general.into_rules(file)?, test: row.test.into_test(file)? };
    sound(file, &ruleset.validate())?;
    Ok(ruleset)
}

impl TestRow {
    fn into_test(self, file: &str) -> Result<CompetencyTest, RulesetError> {
        let mut groups = Vec::new();
        for GroupRow { name, posts, technical_max, tiers } in self.group {
            let group = word(file, "a group of posts", &name, JobGroup::parse)?;
            groups.push(GroupRules { group, posts, technical_max, tiers });
        }
        let mut marks = Vec::new();
        for row in self.pass_mark {
            marks.push(row.into_rules(file)?);
        }
        let mut tie_break = Vec::new();
        for text in &self.tie_breaks {
            tie_break.push(word(file, "what decides between equals", text, Criterion::parse)?);
        }
        let posts = self.post.into_iter().map(|PostRow { posts, technical_max }| PostMaximum { posts, technical_max });
        Ok(CompetencyTest {
            limits: PppkLimits {
                technical_max: self.technical_max,
                managerial_max: self.managerial_max,
                sociocultural_max: self.sociocultural_max,
                interview_max: self.interview_max,
                points_per_item: self.points_per_item,
                certificate_percent: self.certificate_percent,
            },
            items: PppkItems {
                managerial: self.managerial_items,
                sociocultural: self.sociocultural_items,
                interview: self.interview_items,
            },
            post_maxima: posts.collect(),
            groups,
            marks,
            tie_break,
            fills_other_places: self.fills_other_places,
            part_time_tiers: self.part_time_tiers,
        })
    }
}

impl MarkRow {
    fn into_rules(self, file: &str) -> Result<MarkRules, RulesetError> {
        let mut needs = Vec::new();
        for need in &self.needs {
            needs.push(word(file, "a kind of need", need, |text| NeedKind::parse(text).ok())?);
        }
        let (technical, interview) = (self.technical, self.interview);
        let mark = PppkMark { technical, managerial_sociocultural: self.managerial_sociocultural, interview };
        Ok(MarkRules { needs, posts: self.posts, mark })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rulesets::Rulebook;

    fn test(id: &str) -> CompetencyTest {
        Rulebook::shipped().unwrap().pppk(id).unwrap().test.clone()
    }

    /// The greatest totals of each year, as published.
    #[test]
    fn every_year_has_its_maxima_and_marks() {
        let cases = [
            ("pppk-2022", "Guru Kelas Ahli Pertama", 740, Some(130)),
            ("pppk-2022", "Pranata Komputer", 690, Some(130)),
            ("pppk-2023", "Perawat Terampil", 670, Some(117)),
            ("pppk-2024", "Guru Kelas Ahli Pertama", 670, None),
            ("pppk-2024", "Pengelola Umum Operasional", 445, None),
        ];
        for (id, post, total, mark) in cases {
            let scheme = test(id).scheme(post, NeedKind::Umum).unwrap();
            assert_eq!((scheme.limits.total_max(), scheme.mark.managerial_sociocultural), (total, mark), "{id} {post}");
        }
        let special = test("pppk-2023").scheme("Perawat Terampil", NeedKind::Disabilitas).unwrap();
        assert_eq!(special.mark, PppkMark::default(), "in 2023 only general needs had a mark");
    }

    #[test]
    fn the_tiers_of_2024_differ_by_group() {
        let codes = |post| test("pppk-2024").scheme(post, NeedKind::Umum).unwrap().codes().join(" ");
        assert_eq!(codes("Guru Kelas Ahli Pertama"), "R1 R2 R3 R3b R4 R5");
        assert_eq!(codes("Bidan Terampil"), "R2 R3 R3b R4");
        assert_eq!(codes("Penata Layanan Operasional"), "R2 R3 R3b R4");
    }

    #[test]
    fn applicants_are_twenty_until_a_year_before_they_would_retire() {
        let book = Rulebook::shipped().unwrap();
        let general = book.general("pppk-2024").unwrap();
        assert_eq!(general.age_minimum, 20);
        assert_eq!(["Guru Kelas", "Perawat Terampil"].map(|post| general.greatest_age(post, "S-1")), [59, 57]);
    }

    #[test]
    fn a_test_that_is_not_sound_is_refused() {
        let text = include_str!("../../rulesets/pppk-2024.toml");
        let broken = text.replace("interview_max = 40", "interview_max = 0");
        assert!(matches!(read("test.toml", &broken), Err(RulesetError::Invalid { .. })));
        let broken = text.replace("managerial_items = 25", "managerial_items = 0");
        assert!(matches!(read("test.toml", &broken), Err(RulesetError::Invalid { .. })));
        let broken = text.replace("\"AGE\"", "\"LOT\"");
        assert!(matches!(read("test.toml", &broken), Err(RulesetError::Word { .. })));
    }
}
