pub mod credit_requests;
pub mod credits;
pub mod promotion_messages;
pub mod promotion_requests;
pub mod promotions;
