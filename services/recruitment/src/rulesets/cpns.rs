//! Rulesets of civil servants on probation (`programme = "cpns"`).

use super::{RulesetError, general::GeneralRow, parse, sound, word};
use crate::domain::{
    decides_by::DecidesBy,
    optimisation::OptimisationCode,
    ruleset::{PostCatMax, PostMark, SelectionRuleset},
    second_chance::FallbackTotals,
    skb_scheme::SchemeLimits,
    skd::{NeedKind, PassMark, SkdLimits},
    tie_break::TieBreak,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "programme")]
    _programme: String,
    general: GeneralRow,
    skd: LimitsRow,
    pass_mark: Vec<MarkRow>,
    skb: SkbRow,
    #[serde(rename = "final")]
    last: FinalRow,
    fallback: Option<FallbackRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsRow {
    twk_max: u16,
    tiu_max: u16,
    tkp_max: u16,
    points_per_item: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkRow {
    needs: Vec<String>,
    #[serde(default)]
    posts: Vec<String>,
    twk: Option<u16>,
    tiu: Option<u16>,
    tkp: Option<u16>,
    total: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkbRow {
    multiplier: u32,
    cat_max: u32,
    #[serde(default)]
    post: Vec<PostRow>,
    cat_weight_min: u32,
    additional_max: u8,
    interview_weight_max: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostRow {
    posts: Vec<String>,
    cat_max: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FinalRow {
    skd_weight: u32,
    skb_weight: u32,
    tie_breaks: Vec<String>,
    decides_by: Option<String>,
    passes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FallbackRow {
    general: u16,
    special: u16,
}

pub(super) fn read(file: &str, text: &str) -> Result<SelectionRuleset, RulesetError> {
    let row: Row = parse(file, text)?;
    let (mut pass_marks, mut post_marks) = (Vec::new(), Vec::new());
    for MarkRow { needs, posts, twk, tiu, tkp, total } in row.pass_mark {
        for need in needs {
            let kind = word(file, "a kind of need", &need, |text| NeedKind::parse(text).ok())?;
            let mark = PassMark { twk, tiu, tkp, total };
            match posts.is_empty() {
                true => pass_marks.push((kind, mark)),
                false => post_marks.push(PostMark { kind, posts: posts.clone(), mark }),
            }
        }
    }
    let mut tie_breaks = Vec::new();
    for text in &row.last.tie_breaks {
        tie_breaks.push(word(file, "what decides between equals", text, TieBreak::parse)?);
    }
    let mut passes = Vec::new();
    for text in &row.last.passes {
        passes.push(word(file, "a pass", text, |text| OptimisationCode::parse(text).ok())?);
    }
    let decides_by = match &row.last.decides_by {
        Some(text) => word(file, "exact or three_decimals", text, DecidesBy::parse)?,
        None => DecidesBy::default(),
    };
    let posts = row.skb.post.into_iter();
    let LimitsRow { twk_max, tiu_max, tkp_max, points_per_item } = row.skd;
    let ruleset = SelectionRuleset {
        general: row.general.into_rules(file)?,
        skd: SkdLimits { twk_max, tiu_max, tkp_max, points_per_item },
        pass_marks,
        post_marks,
        multiplier: row.skb.multiplier,
        skd_weight: row.last.skd_weight,
        skb_weight: row.last.skb_weight,
        skb_cat_max: row.skb.cat_max,
        post_cat_maxima: posts.map(|PostRow { posts, cat_max }| PostCatMax { posts, max: cat_max }).collect(),
        skb_limits: SchemeLimits {
            cat_weight: row.skb.cat_weight_min,
            additional: row.skb.additional_max,
            interview_weight: row.skb.interview_weight_max,
        },
        tie_breaks,
        decides_by,
        passes,
        fallback: row.fallback.map(|FallbackRow { general, special }| FallbackTotals { general, special }),
    };
    sound(file, &ruleset.validate())?;
    Ok(ruleset)
}
