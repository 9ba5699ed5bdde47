//! The four ways to count a need (*pendekatan penghitungan*, KEP/75/M.PAN/7/2004), chosen by what a post works on.

use num_rational::BigRational;
use num_traits::Signed;

/// How the work of a post is counted (*metode*, KEP/75/M.PAN/7/2004).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approach {
    /// By results (*hasil kerja*): how many come out, and how many one person makes in the same time.
    Result { volume: BigRational, per_person: BigRational },
    /// By objects (*objek kerja*): how many are served, and how many one person serves.
    Object { objects: BigRational, per_person: BigRational },
    /// By tools (*peralatan kerja*): how many are in use, and how many people one tool takes.
    Tool { tools: BigRational, people_per_tool: BigRational },
    /// By tasks (*tugas per tugas jabatan*, *proses*): their minutes, and the effective minutes of one person.
    Process { minutes: BigRational, effective_minutes: BigRational },
}

impl Approach {
    /// The people needed (*kebutuhan pegawai*), exact; undefined where the standard is not above zero.
    pub fn need(&self) -> Option<BigRational> {
        match self {
            Self::Result { volume: work, per_person: standard }
            | Self::Object { objects: work, per_person: standard }
            | Self::Process { minutes: work, effective_minutes: standard } => {
                standard.is_positive().then(|| work / standard)
            }
            Self::Tool { tools, people_per_tool } => Some(tools * people_per_tool),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exact::{render, whole};

    #[test]
    fn results_and_objects_are_divided_by_what_one_person_does() {
        let by_result = Approach::Result { volume: whole(1_000), per_person: whole(100) };
        assert_eq!(by_result.need(), Some(whole(10)));
        let by_object = Approach::Object { objects: whole(1_000), per_person: whole(50) };
        assert_eq!(by_object.need(), Some(whole(20)));
    }

    #[test]
    fn tools_are_multiplied_by_their_crew() {
        assert_eq!(Approach::Tool { tools: whole(2), people_per_tool: whole(3) }.need(), Some(whole(6)));
    }

    #[test]
    fn tasks_are_divided_by_the_effective_time() {
        let by_process = Approach::Process { minutes: whole(54_300), effective_minutes: whole(75_000) };
        assert_eq!(render(&by_process.need().unwrap(), 3), "0.724");
    }

    #[test]
    fn a_standard_of_zero_gives_no_need() {
        assert_eq!(Approach::Result { volume: whole(1), per_person: whole(0) }.need(), None);
    }
}
