pub mod correction_requests;
