pub mod succession_messages;
pub mod successions;
pub mod talent_boxes;
pub mod talent_messages;
pub mod transfer_messages;
pub mod transfers;
