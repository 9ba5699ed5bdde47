//! Result codes as lists print them (*kode kelulusan*): the same end has other names in other years.

use crate::domain::optimisation::{OptimisationCode, Place};

/// Whether a printed code says what the computed one does. Lists of 2021 print `P/TH` and `TMS-1`, and for a move only
/// whether it was to another kind of need (`P/L-1`) or to another place (`P/L-2`); those of 2024 name the pass.
pub fn says(printed: &str, computed: &str) -> bool {
    let (printed, computed) = (plain(printed), plain(computed));
    let place = || OptimisationCode::parse(&computed).ok().and_then(OptimisationCode::pass).map(|pass| pass.place);
    match printed.as_str() {
        same if same == computed => true,
        "P/L-1" => place() == Some(Place::Same),
        "P/L-2" => place() == Some(Place::Different),
        _ => false,
    }
}

/// One name for each end.
fn plain(code: &str) -> String {
    let code = code.to_ascii_uppercase();
    match (code.as_str(), OptimisationCode::parse(&code)) {
        ("P/TH", _) => "TH".to_owned(),
        (_, Ok(OptimisationCode::Tms1)) => "TMSI".to_owned(),
        (_, Ok(pass)) => format!("P/L-{}", pass.as_str().replace('-', "")),
        (_, Err(_)) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_end_under_another_name_is_the_same() {
        let cases = [
            ("P/L", "P/L", true),
            ("P/TL", "P/L", false),
            ("P/TH", "TH", true),
            ("TH", "TL", false),
            ("TMS-1", "TMSI", true),
            ("TMS1", "TMSI", true),
            ("TMS", "TMSI", false),
            ("P/L-U-1", "P/L-U1", true),
            ("p/l-u1", "P/L-U1", true),
            ("P/L-U3", "P/L-U1", false),
            // U-1 is from another kind of need of the same place, U-3 from another place.
            ("P/L-1", "P/L-U1", true),
            ("P/L-2", "P/L-U1", false),
            ("P/L-2", "P/L-U3", true),
            ("P/L-1", "P/L", false),
            ("P/L", "P/L-U1", false),
            ("R3/L-2", "R3/L", false),
            ("R2/L", "R2/L", true),
        ];
        for (printed, computed, same) in cases {
            assert_eq!(says(printed, computed), same, "{printed} for {computed}");
        }
    }
}
