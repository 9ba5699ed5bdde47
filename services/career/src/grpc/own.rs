pub mod correction_request_messages;
pub mod correction_requests;
pub mod own_records;
