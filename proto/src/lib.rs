//! Everything of Siklus that crosses a process boundary: the code generated from every `.proto` below `asn/`, and who
//! may call which method. Nothing is written here by hand but the module tree.

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a token.
    Public,
    /// A token with a role that carries this permission.
    Permission(&'static str),
}

/// Every method (`/asn.needs.v1.ProposalService/GetNeed`) with its access, as declared in the `.proto` files.
pub static ACCESS: &[(&str, Access)] = include!(concat!(env!("OUT_DIR"), "/access.rs"));

/// All descriptors, for server reflection.
pub static DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Generated from `google/`.
pub mod google {
    #[allow(clippy::all, rustdoc::broken_intra_doc_links)]
    pub mod r#type {
        tonic::include_proto!("google.r#type");
    }
}

/// Generated from `asn/`.
#[allow(clippy::all, rustdoc::broken_intra_doc_links)]
pub mod asn {
    pub mod delivery {
        pub mod v1 {
            tonic::include_proto!("asn.delivery.v1");
        }
    }
    pub mod options {
        pub mod v1 {
            tonic::include_proto!("asn.options.v1");
        }
    }
    pub mod needs {
        pub mod v1 {
            tonic::include_proto!("asn.needs.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("asn.needs.events.v1");
            }
        }
    }
    pub mod recruitment {
        pub mod v1 {
            tonic::include_proto!("asn.recruitment.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("asn.recruitment.events.v1");
            }
        }
    }
    pub mod career {
        pub mod v1 {
            tonic::include_proto!("asn.career.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("asn.career.events.v1");
            }
        }
    }
    pub mod evaluation {
        pub mod v1 {
            tonic::include_proto!("asn.evaluation.v1");
        }
        pub mod events {
            pub mod v1 {
                tonic::include_proto!("asn.evaluation.events.v1");
            }
        }
    }
}

pub use asn::{career, delivery, evaluation, needs, options, recruitment};
