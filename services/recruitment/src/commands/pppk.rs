//! The selection of employees with a work agreement (*seleksi PPPK*).

mod import_pppk_results;
mod rank_pppk;

pub use import_pppk_results::{PppkLine, import_pppk_results};
pub use rank_pppk::rank_pppk;
