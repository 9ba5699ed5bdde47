//! Rank (*kenaikan pangkat*), credit points (*angka kredit*) and levels (*kenaikan jenjang*).

pub mod credit;
pub mod credit_document;
pub mod credit_row;
pub mod exam;
pub mod level_promotion;
pub mod next_promotion;
pub mod promotion_facts;
pub mod promotion_rules;
pub mod promotion_view;
pub mod rank_promotion;
