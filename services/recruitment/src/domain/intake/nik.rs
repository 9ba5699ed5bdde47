//! The citizen number (*NIK*) and the sex it tells, which career reads by the same rules.

pub use ::nip::{
    Sex,
    nik::{Nik, NikError},
};
