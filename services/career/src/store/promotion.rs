pub mod credits;
pub mod exams;
pub mod formations;
pub mod next_promotions;
pub mod promotion_facts;
pub mod promotions;
